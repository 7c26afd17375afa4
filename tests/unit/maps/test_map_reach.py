"""Times between all zones on the page: classes, packing and order."""

from __future__ import annotations

import base64
import zlib
from dataclasses import replace

import numpy as np
import pytest
from map_sample import sample_inputs

from sim.errors import DataError
from sim.maps import Reach, draw_map
from sim.maps.reach import packed, reach_json, time_classes


def unpacked(text: str, size: int) -> np.ndarray:
    """What the page's script does: inflate, add along the rows, then down the columns."""
    raw = zlib.decompress(base64.b64decode(text), -zlib.MAX_WBITS)
    steps = np.frombuffer(raw, np.uint8).reshape(size, size)
    along = np.cumsum(steps, axis=1, dtype=np.uint8)
    return np.cumsum(along, axis=0, dtype=np.uint8)


def test_classes_are_five_minutes_and_unreached_is_its_own() -> None:
    minutes = np.array([[0, 4, 5, 29], [30, 60, 1269, 1270], [2000, -1, 15, 7], [1, 1, 1, 1]])
    times_s = np.where(minutes < 0, -1, minutes * 60).astype(np.int32)
    # 1270 minutes and more are class 254, the last; 255 is "not reached".
    assert time_classes(times_s).tolist() == [
        [0, 0, 1, 5],
        [6, 12, 253, 254],
        [254, 255, 3, 1],
        [0, 0, 0, 0],
    ]


def test_packing_loses_nothing() -> None:
    classes = np.random.default_rng(3).integers(0, 256, (41, 41)).astype(np.uint8)
    assert (unpacked(packed(classes), 41) == classes).all()


def test_like_neighbours_pack_small() -> None:
    """A thousand zones on a line: one step apart, one class more. Differences are all zero."""
    places = np.arange(1000)
    classes = (np.abs(places[:, None] - places[None, :]) // 20).astype(np.uint8)
    assert len(packed(classes)) < classes.size / 20


def test_rows_and_columns_come_in_the_order_of_the_page() -> None:
    times_s = np.array([[0, 600, 1200], [900, 0, -1], [300, 1500, 0]], np.int32)
    record = reach_json(Reach(("a", "b", "c"), times_s), ("c", "a"))
    assert record["size"] == 2
    # From c to c, c to a; from a to c, a to a.
    assert unpacked(str(record["data"]), 2).tolist() == [[0, 1], [4, 0]]


def test_zone_without_times_is_told() -> None:
    one = Reach(("a",), np.zeros((1, 1), np.int32))
    with pytest.raises(DataError, match=r"lack 1 zones of the map, such as b; compute them"):
        reach_json(one, ("a", "b"))


def test_matrix_of_another_size_is_told() -> None:
    with pytest.raises(DataError, match=r"are \(1, 1\), but there are 2 zones"):
        Reach(("a", "b"), np.zeros((1, 1), np.int32))


def test_page_holds_the_matrix_and_starts_at_the_hub() -> None:
    inputs = sample_inputs()
    hub = inputs.network.hubs["east"]
    ids = tuple(str(zone_id) for zone_id in inputs.cells["zone_id"])
    times_s = np.full((len(ids), len(ids)), 1234, np.int32)
    page = draw_map(replace(inputs, hub_zh=hub.name_zh), reach=Reach(ids, times_s))
    assert 'id="data-reach"' in page
    assert f'"start":{{"zh":"{hub.name_zh}","en":"{hub.name_en}","at":[30.26,120.2]}}' in page
