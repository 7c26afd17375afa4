"""The matrix as a file: formats, chunks, what is left behind, how memory is estimated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim import toy
from sim.errors import OutputError, RoutingError
from sim.network.patterns import patterns
from sim.routing.compile import compile_links, compile_timetable
from sim.routing.draws import Draws
from sim.routing.settings import Query
from sim.study import rows_file as rows_file_module
from sim.study.matrix import Searchable, plan_matrix, write_departures, write_matrix
from sim.study.rows_file import rows_file

N_POINTS = 20
QUERY = Query.over("08:00-08:10", percentiles=(5, 50), max_time_s=3600)


@pytest.fixture(scope="module")
def searchable() -> Searchable:
    """A tram every ten minutes, a train, and a row of houses that walk 1, 2, 3 … min to it."""
    houses = "\n".join(f"point h{number:02d}: A {number + 1}" for number in range(N_POINTS - 2))
    town = toy.build(f"""
    line red tram every 10 06:00-22:00: A +0, B +5, C +10
    train T1 rail: A 08:10, C 08:14
    {houses}
    point work: C 2
    point far: Z 1
    line blue tram every 10 06:00-22:00: Y +0, Z +5
    """)
    timetable = compile_timetable(
        patterns(town.network), town.transfers, stop_ids=town.stop_ids, modes=town.network.modes
    )
    links = compile_links(town.access, town.point_ids, town.stop_ids)
    direct = compile_links(town.direct, town.point_ids, town.point_ids)
    return Searchable(timetable, links, links, direct)


def plan_of(searchable: Searchable, at_once: int | None = None, columns: int = 2):
    plan = plan_matrix(searchable, QUERY, columns=columns, available=10**10)
    return plan if at_once is None else replace(plan, origins_at_once=at_once)


def test_rows_are_in_the_order_of_the_points_and_unreachable_is_missing(
    searchable: Searchable, tmp_path: Path
) -> None:
    path = tmp_path / "a new folder" / "m.parquet"
    written = write_matrix(
        searchable, QUERY, path, plan=plan_of(searchable), in_seconds=True, threads=1
    )
    found = pd.read_parquet(path)
    ids = searchable.access.from_ids
    assert list(found) == ["from_id", "to_id", "p5", "p50"]
    assert found.from_id.tolist() == [one for one in ids for _ in ids]
    assert found.to_id.tolist() == list(ids) * N_POINTS
    assert (written.n_rows, written.n_reached) == (400, int(found.p5.notna().sum()))
    assert written.bytes == path.stat().st_size
    # h00 walks 1 min; red, in expectation, 5 min after that and 10 on the way; 2 min to work: 18.
    # The train leaves at 08:10: from 08:00 that is 10 + 4 + 2 = 16 min, later departures sooner.
    row = found[(found.from_id == "h00") & (found.to_id == "work")]
    assert row.p50.tolist()[0] <= 18 * 60
    assert found[(found.from_id == "h00") & (found.to_id == "far")].p50.isna().all()
    assert [path.name for path in path.parent.iterdir()] == ["m.parquet"]


def test_minutes_are_seconds_by_sixty_with_two_decimals(
    searchable: Searchable, tmp_path: Path
) -> None:
    plan = plan_of(searchable)
    write_matrix(searchable, QUERY, tmp_path / "s.parquet", plan=plan, in_seconds=True)
    write_matrix(searchable, QUERY, tmp_path / "m.parquet", plan=plan)
    seconds, minutes = (pd.read_parquet(tmp_path / name) for name in ("s.parquet", "m.parquet"))
    np.testing.assert_array_equal(
        minutes.p50.to_numpy(), np.round(seconds.p50.to_numpy(float) / 60, 2)
    )


def test_csv_holds_the_same_table_with_empty_cells(searchable: Searchable, tmp_path: Path) -> None:
    plan = plan_of(searchable)
    write_matrix(searchable, QUERY, tmp_path / "m.csv", plan=plan, in_seconds=True)
    write_matrix(searchable, QUERY, tmp_path / "m.parquet", plan=plan, in_seconds=True)
    lines = (tmp_path / "m.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == '"from_id","to_id","p5","p50"'
    assert '"h00","far",,' in lines
    text, binary = pd.read_csv(tmp_path / "m.csv"), pd.read_parquet(tmp_path / "m.parquet")
    pd.testing.assert_frame_equal(
        text, binary.astype({"from_id": text.from_id.dtype, "to_id": text.to_id.dtype})
    )


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
@pytest.mark.parametrize("kind", ["times", "parts", "draws", "departures"])
def test_chunks_and_threads_change_no_byte(
    searchable: Searchable, tmp_path: Path, suffix: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Groups of 64 rows, so that a chunk of 3 · 20 rows, or of 7, fills no group by itself.
    monkeypatch.setattr(rows_file_module, "_ROWS_PER_GROUP", 64)

    def write(name: str, at_once: int | None, threads: int) -> bytes:
        path, plan = tmp_path / (name + suffix), plan_of(searchable, at_once)
        if kind == "departures":
            write_departures(searchable, QUERY, path, plan=plan, threads=threads)
        else:
            write_matrix(
                searchable, QUERY, path, plan=plan, threads=threads, beside={"parts": "parts", "draws": Draws(3, 1)}.get(kind),
            )  # fmt: skip
        return path.read_bytes()

    whole = write("whole", None, 1)
    assert write("threads", None, 2) == whole
    assert write("three", 3, 1) == whole
    assert write("seven", 7, 2) == whole


def test_every_departure_is_a_row(searchable: Searchable, tmp_path: Path) -> None:
    plan = plan_of(searchable)
    written = write_departures(searchable, QUERY, tmp_path / "d.parquet", plan=plan)
    found = pd.read_parquet(tmp_path / "d.parquet")
    assert list(found) == ["from_id", "to_id", "departure_s", "travel_time_s"]
    assert written.n_rows == 400 * 10
    assert found.departure_s.tolist()[:10] == list(range(28800, 29400, 60))
    # h00 to work by the train of 08:10, which is left for at 08:08 at the latest (1 min of walk and
    # 1 of slack): arrival 08:14 + 2. At 08:00 16 min; red is never sooner than 1 + 5 + 10 + 2 = 18.
    trip = found[(found.from_id == "h00") & (found.to_id == "work")].travel_time_s.tolist()
    assert trip[:8] == [(16 - minute) * 60 for minute in range(8)]
    # Medians of the matrix are those of the departures: of 10 the fifth smallest.
    write_matrix(searchable, QUERY, tmp_path / "m.parquet", plan=plan, in_seconds=True)
    matrix = pd.read_parquet(tmp_path / "m.parquet")
    row = matrix[(matrix.from_id == "h00") & (matrix.to_id == "work")]
    assert row.p50.tolist() == [sorted(trip)[4]]


def test_arrivals_are_named_as_such(searchable: Searchable, tmp_path: Path) -> None:
    query = Query((8 * 3600 + 1200,), arrive_by=True, buffer_s=0)
    plan = plan_matrix(searchable, query, columns=2, available=10**10)
    write_departures(searchable, query, tmp_path / "d.parquet", plan=plan)
    assert list(pd.read_parquet(tmp_path / "d.parquet"))[2] == "arrive_by_s"


def test_progress_ends_once_and_after_the_writing(searchable: Searchable, tmp_path: Path) -> None:
    told: list[tuple[float, bool]] = []
    path = tmp_path / "m.parquet"
    plan = plan_of(searchable, 3)
    write_matrix(
        searchable, QUERY, path, plan=plan, share=lambda done: told.append((done, path.exists()))
    )
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert [exists for done, exists in told if done >= 1.0] == [True]


def test_an_interruption_leaves_the_old_file_and_nothing_else(
    searchable: Searchable, tmp_path: Path
) -> None:
    path = tmp_path / "m.parquet"
    path.write_text("the matrix of yesterday")

    def stop(done: float) -> None:
        if done > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_matrix(searchable, QUERY, path, plan=plan_of(searchable, 3), share=stop)
    assert path.read_text() == "the matrix of yesterday"
    assert list(tmp_path.iterdir()) == [path]


def _into_a_file(path: Path) -> Path:
    path.write_text("")
    return path / "m.parquet"


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (lambda folder: folder / "m.xlsx", "as .parquet or .csv, not as '.xlsx'"),
        (lambda folder: folder / "m", "as .parquet or .csv, not as a name without an ending"),
        (lambda folder: _into_a_file(folder / "f"), "cannot write .*m.parquet: "),
    ],
)
def test_what_cannot_be_written(
    tmp_path: Path, place: Callable[[Path], Path], message: str
) -> None:
    with pytest.raises(OutputError, match=message), rows_file(place(tmp_path)) as write:
        write(pa.table({"a": [1]}))
    assert not list(tmp_path.glob(".*"))


def test_a_table_smaller_than_a_group_and_several_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_file_module, "_ROWS_PER_GROUP", 4)
    for sizes, groups in (([3], [3]), ([4], [4]), ([5, 6], [4, 4, 3]), ([0, 2], [2])):
        with rows_file(tmp_path / "t.parquet") as write:
            for size in sizes:
                write(pa.table({"a": pa.array(range(size), pa.int64())}))
        file = pq.ParquetFile(tmp_path / "t.parquet").metadata
        assert [file.row_group(i).num_rows for i in range(file.num_row_groups)] == groups


def test_little_memory_means_chunks_and_too_little_a_message(searchable: Searchable) -> None:
    # One origin: 20 destinations · (2 columns · 12 bytes + 8 for the ids + 4 · 2 percentiles) = 800.
    plenty = plan_matrix(searchable, QUERY, columns=2, available=10**10, threads=1)
    assert (plenty.bytes_per_origin, plenty.origins_at_once) == (800, 20)
    # 40 % of what is free goes to the engine and to chunks: room for 3 origins and a half.
    free = int((plenty.engine_bytes + 3.5 * 800) / 0.4)
    little = plan_matrix(searchable, QUERY, columns=2, available=free, threads=1)
    assert little.origins_at_once == 3
    assert little.text().endswith(" free, in 7 chunks of 3 origins")
    assert plenty.text().startswith("20 x 20, about ")
    assert plenty.text().endswith(" held already), 10,000 MB free, at once")
    with pytest.raises(RoutingError, match="not enough memory: one origin to 20 destinations"):
        plan_matrix(searchable, QUERY, columns=2, available=10**6, threads=1)


def test_more_threads_rides_and_draws_need_more_memory(searchable: Searchable) -> None:
    def engine(query: Query = QUERY, threads: int = 1, draws: int = 0) -> int:
        return plan_matrix(
            searchable, query, columns=2, available=10**10, threads=threads, draws=draws
        ).engine_bytes

    base = engine()
    assert engine(threads=2) > base
    # 20 · 20 pairs, 10 departures, 3 draws, twice 4 bytes
    assert engine(draws=3) == base + 400 * 10 * 3 * 8
