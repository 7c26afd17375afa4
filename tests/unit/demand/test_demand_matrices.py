"""The matrices of demand: readable by others, same bytes, whole or not there at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import openmatrix
import pandas as pd
import pytest

from sim.errors import OutputError
from sim.results import Manifest, RunResults, RunWriter, read_run
from sim.study.demand_examples import PARAMETERS, small_result
from sim.study.demand_matrices import (
    MATRICES_FILE,
    demand_matrices,
    matrix_frame,
    write_matrix_frame,
)


def manifest() -> Manifest:
    return Manifest("r1", "s", "S", "S", {}, {}, {}, {}, 1, [], [], [])


def test_trips_and_minutes_by_hand() -> None:
    """Work from 0 to 2: trips 4, back 9 (from 2); 30 % ride, 20 min by one hop."""
    result = small_result()
    cores = demand_matrices(result, parameters=PARAMETERS)
    assert list(cores) == [
        f"{quantity}_{one.alternative_id}"
        for one in result.alternatives
        for quantity in ("trips", "minutes")
    ]
    whole = sum(cores[name].sum(dtype=float) for name in cores if name.startswith("trips"))
    assert whole == pytest.approx(result.trips.sum(dtype=float))
    minutes = cores["minutes_together"]
    assert minutes[0, 2] == 20.0
    assert np.isnan(minutes[0, 1])  # one stop for both
    assert np.isnan(cores["minutes_foot"][:, 5]).all()
    assert cores["minutes_foot"][0, 1] == pytest.approx(2 / 4.5 * 60)


def test_minutes_are_means_by_trips() -> None:
    """Twice as long in the rest of the day, which has 0.5 of work, 0.7 of other and 0.6 of hub."""
    result = small_result()
    road = result.service.road
    slower = replace(road, minutes=road.minutes * np.array([1, 2], np.float32)[:, None, None])
    result = replace(result, service=replace(result.service, road=slower))
    by_period = result.trips[:, :, 3].sum(axis=(0, 2, 3), dtype=float)
    share = by_period[1] / by_period.sum()
    cores = demand_matrices(result, parameters=PARAMETERS)
    assert cores["minutes_own"][0, 1] == pytest.approx(6 + 4 * (1 - share) + 8 * share)


def test_nobody_travels_by_it() -> None:
    result = small_result()
    trips = result.trips.copy()
    trips[:, :, 4] = 0
    cores = demand_matrices(replace(result, trips=trips), parameters=PARAMETERS)
    assert cores["trips_hired"].sum() == 0
    assert cores["minutes_hired"][0, 1] == pytest.approx(6 + 4)


def test_others_can_read_the_file_and_bytes_are_the_same(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.omx", "b.omx")]
    for path in paths:
        write_matrix_frame(
            matrix_frame(small_result(), parameters=PARAMETERS), small_result().zones.zone_ids, path
        )
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with openmatrix.open_file(str(paths[0])) as file:
        assert len(file.list_matrices()) == 10
        assert file.shape() == (6, 6)
        ids = [zone.decode() for zone in file.root.lookup.zone_id[:]]
        assert ids == list(small_result().zones.zone_ids)
        assert file["trips_own"].attrs["unit"] == "trips per day"
        assert file["minutes_own"].attrs["unit"] == "min"
        assert file["minutes_own"].attrs["alternative"] == "own"
        assert file["minutes_own"].attrs["period"] == "day"


def written(outputs: Path) -> RunResults:
    with RunWriter(outputs, "s", "r1") as writer:
        writer.table("changes", pd.DataFrame({"position": [1]}))
        writer.matrices(
            MATRICES_FILE,
            lambda path: write_matrix_frame(
                matrix_frame(small_result(), parameters=PARAMETERS),
                small_result().zones.zone_ids,
                path,
            ),
        )
        return writer.finish(manifest())


def test_a_run_has_its_matrices_under_their_hash(tmp_path: Path) -> None:
    results = written(tmp_path)
    assert results.matrices == ("demand.omx",)
    path = results.matrix_path("demand.omx")
    assert path == tmp_path / "s" / "r1" / "matrices" / "demand.omx"
    assert "matrices/demand.omx" in results.manifest.files
    path.write_bytes(b"x")
    with pytest.raises(OutputError, match=r"demand.omx was changed after the run"):
        read_run(results.folder)


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    def broken(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    with (
        pytest.raises(OutputError, match=r"No space left on device. Free some space"),
        RunWriter(tmp_path, "s", "r1") as writer,
    ):
        writer.matrices(MATRICES_FILE, broken)
    assert list(tmp_path.iterdir()) == []


def test_a_run_without_demand_says_so(tmp_path: Path) -> None:
    with RunWriter(tmp_path, "s", "r1") as writer:
        writer.table("changes", pd.DataFrame({"position": [1]}))
        results = writer.finish(manifest())
    assert results.matrices == ()
    with pytest.raises(OutputError, match=r"no matrices 'demand.omx' in this run.*switched off"):
        results.matrix_path("demand.omx")
