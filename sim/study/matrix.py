"""A travel-time matrix as a file: computed and written in chunks of origins that fit in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sim.routing.cheapest import CostWeights, cheapest
from sim.routing.draws import Draws, sampled_travel_times
from sim.routing.matrix import travel_time_profile, travel_times
from sim.routing.parts_matrix import PART_NAMES, travel_time_parts
from sim.routing.settings import Query
from sim.study.matrix_plan import MatrixPlan, Searchable, plan_matrix
from sim.study.rows_file import rows_file

__all__ = [
    "Beside",
    "MatrixPlan",
    "MatrixWritten",
    "Searchable",
    "plan_matrix",
    "write_departures",
    "write_matrix",
]

Share = Callable[[float], None]
Numbers = npt.NDArray[np.int32] | npt.NDArray[np.float32]
Beside = Literal["parts"] | Draws | CostWeights | None

_SEARCH = 0.8
"""Share of the work that is searching; the rest is writing."""

_CLOCK_COLUMNS = ("departure_s", "arrive_by_s")


@dataclass(frozen=True, slots=True)
class MatrixWritten:
    """What came of a matrix."""

    path: Path
    n_rows: int
    n_reached: int
    bytes: int


def write_matrix(
    searchable: Searchable,
    query: Query,
    path: Path,
    *,
    plan: MatrixPlan,
    beside: Beside = None,
    in_seconds: bool = False,
    threads: int | None = None,
    share: Share | None = None,
) -> MatrixWritten:
    """Compute the percentiles and write one row per pair of points.

    Columns ``from_id, to_id`` and ``p50`` … for each percentile: minutes, or whole seconds; missing
    where unreachable. Ids are in the order of the points. The name's ending chooses the format,
    ``.parquet`` or ``.csv``.

    Parameters
    ----------
    beside
        ``"parts"``: ``p50_access`` … and ``p50_rides`` beside the times. Draws: headway services
        are drawn, and ``p50_error`` is the Monte-Carlo standard error. Weights: ``p50`` is the time
        of the cheapest way and ``p50_cost`` its generalised cost.
    """

    def columns(chunk: Searchable, told: Share) -> Mapping[str, Numbers]:
        return _searched(
            chunk, query, beside, threads, lambda done, total: told(done / max(total, 1))
        )

    return _written(searchable, path, plan, columns, in_seconds=in_seconds, share=share)


def write_departures(
    searchable: Searchable,
    query: Query,
    path: Path,
    *,
    plan: MatrixPlan,
    threads: int | None = None,
    share: Share | None = None,
) -> MatrixWritten:
    """Write the travel time of every departure: ``from_id, to_id, departure_s, travel_time_s``.

    Where arrivals are asked for, the times of the query are in column ``arrive_by_s`` instead. Rows
    of a pair are in the order of the query's departures.
    """
    departures = np.array(query.departures_s, np.int32)

    def columns(chunk: Searchable, told: Share) -> Mapping[str, Numbers]:
        times = travel_time_profile(
            chunk.timetable, chunk.access, chunk.egress, chunk.direct, query, threads=threads,
            progress=lambda done, total: told(done / max(total, 1)),
        )  # fmt: skip
        pairs = times.shape[0] * times.shape[1]
        clock = _CLOCK_COLUMNS[query.arrive_by]
        return {clock: np.tile(departures, pairs), "travel_time_s": times.reshape(-1)}

    return _written(
        searchable, path, plan, columns, in_seconds=True, rows_per_pair=departures.size, share=share
    )


def _searched(
    chunk: Searchable,
    query: Query,
    beside: Beside,
    threads: int | None,
    progress: Callable[[int, int], None],
) -> Mapping[str, Numbers]:
    """Columns of one chunk of origins."""
    parts = (chunk.timetable, chunk.access, chunk.egress, chunk.direct)
    if beside is None:
        times = travel_times(*parts, query, threads=threads, progress=progress)
        return _columns(times.times_s, query)
    if beside == "parts":
        split = travel_time_parts(*parts, query, threads=threads, progress=progress)
        return _part_columns(split.times_s, split.parts, query)
    if isinstance(beside, CostWeights):
        costs = cheapest(*parts, query, weights=beside, threads=threads, progress=progress)
        return _columns(costs.times_s, query) | _columns(costs.costs_s, query, "_cost")
    drawn = sampled_travel_times(*parts, query, draws=beside, threads=threads, progress=progress)
    errors = np.moveaxis(drawn.standard_error_s, 2, 0)
    return _columns(drawn.times_s, query) | {
        f"p{p}_error": error.reshape(-1) for p, error in zip(query.percentiles, errors, strict=True)
    }


def _columns(times_s: npt.NDArray[np.int32], query: Query, ending: str = "") -> dict[str, Numbers]:
    return {
        f"p{percentile}{ending}": times_s[:, :, index].reshape(-1)
        for index, percentile in enumerate(query.percentiles)
    }


def _part_columns(
    times_s: npt.NDArray[np.int32], parts: npt.NDArray[np.int32], query: Query
) -> dict[str, Numbers]:
    found: dict[str, Numbers] = {}
    for index, percentile in enumerate(query.percentiles):
        found[f"p{percentile}"] = times_s[:, :, index].reshape(-1)
        for number, name in enumerate(PART_NAMES):
            column = f"p{percentile}_{name.removesuffix('_s')}"
            found[column] = parts[:, :, index, number].reshape(-1)
    return found


def _written(
    searchable: Searchable,
    path: Path,
    plan: MatrixPlan,
    columns: Callable[[Searchable, Share], Mapping[str, Numbers]],
    *,
    in_seconds: bool,
    rows_per_pair: int = 1,
    share: Share | None = None,
) -> MatrixWritten:
    """Compute and write chunk after chunk."""
    told: Share = share or (lambda _done: None)
    starts, ends = searchable.access.from_ids, searchable.egress.from_ids
    from_names, to_names = pa.array(starts, pa.string()), pa.array(ends, pa.string())
    n_rows = n_reached = 0
    with rows_file(path) as write:
        for first, end in _chunks(plan):
            step = (end - first) / max(plan.n_origins, 1)
            done = first / max(plan.n_origins, 1)
            found = columns(
                searchable.chunk(first, end),
                lambda part, done=done, step=step: told(done + _SEARCH * part * step),  # type: ignore[misc]
            )
            pairs = _pairs(first, end, len(ends), rows_per_pair)
            table = _table(pairs, (from_names, to_names), found, in_seconds=in_seconds)
            name = next(n for n in table.column_names if n == "travel_time_s" or n[0] == "p")
            n_rows += table.num_rows
            n_reached += table.num_rows - table[name].null_count
            write(table)
    told(1.0)
    return MatrixWritten(path, n_rows, n_reached, path.stat().st_size)


def _chunks(plan: MatrixPlan) -> Iterator[tuple[int, int]]:
    for first in range(0, max(plan.n_origins, 1), plan.origins_at_once):
        yield first, min(first + plan.origins_at_once, plan.n_origins)


def _pairs(
    first: int, end: int, n_ends: int, rows_per_pair: int
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Origin and destination of each row, as indexes."""
    origins = np.repeat(np.arange(first, end, dtype=np.int32), n_ends * rows_per_pair)
    places = np.repeat(np.arange(n_ends, dtype=np.int32), rows_per_pair)
    return origins, np.tile(places, end - first)


def _table(
    pairs: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]],
    names: tuple[pa.Array, pa.Array],
    found: Mapping[str, Numbers],
    *,
    in_seconds: bool,
) -> pa.Table:
    arrays: dict[str, pa.Array] = {
        column: pa.DictionaryArray.from_arrays(rows, ids)
        for column, rows, ids in zip(("from_id", "to_id"), pairs, names, strict=True)
    }
    for name, values in found.items():
        if name in _CLOCK_COLUMNS:
            arrays[name] = pa.array(values)
        elif name.endswith("_rides") or (in_seconds and values.dtype == np.int32):
            arrays[name] = pa.array(values, mask=values < 0)
        else:
            unit = 1.0 if in_seconds else 60.0
            missing = np.isnan(values) if values.dtype == np.float32 else values < 0
            arrays[name] = pa.array(np.round(values.astype(np.float64) / unit, 2), mask=missing)
    return pa.table(arrays)
