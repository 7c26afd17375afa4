"""Layers that are off at first: deflated where it pays, readable where it does not."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import replace

from map_sample import sample_inputs

from sim.maps import draw_map
from sim.maps.packing import packed_json

LONG = json.dumps({"zh": "杭州" * 20_000}, ensure_ascii=False)


def unpacked(text: str) -> str:
    data = json.loads(text)
    raw = zlib.decompress(base64.b64decode(data["packed"]), -15)
    assert len(raw) == data["size"]
    return raw.decode()


def test_packed_text_comes_back() -> None:
    assert unpacked(packed_json(LONG)) == LONG
    assert len(packed_json(LONG)) < len(LONG) / 10


def test_equal_text_gives_equal_bytes() -> None:
    assert packed_json(LONG) == packed_json(str(LONG))


def test_short_text_stays_readable() -> None:
    assert packed_json('{"zh":"线"}') == '{"zh":"线"}'


def test_what_is_shown_at_first_is_never_packed() -> None:
    """The names alone are long enough here, and shown."""
    sample = sample_inputs()
    places = sample.base.places
    many = places.loc[places.index.repeat(400)].reset_index(drop=True)
    page = draw_map(replace(sample, base=replace(sample.base, places=many)))
    found = re.search(r'id="data-labels">(.*?)</script>', page)
    assert found
    assert len(found[1]) > 10_000
    assert "packed" not in json.loads(found[1])
