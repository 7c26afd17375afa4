"""A travel-time matrix as a file: computed and written in chunks of origins that fit in memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import OutputError, RoutingError
from sim.routing.arrays import LinkArrays, TimetableArrays
from sim.routing.compile import rows_of
from sim.routing.draws import Draws, sampled_travel_times
from sim.routing.matrix import travel_time_profile, travel_times
from sim.routing.parts_matrix import PART_NAMES, travel_time_parts
from sim.routing.settings import Query

__all__ = [
    "MatrixPlan",
    "MatrixWritten",
    "Searchable",
    "plan_matrix",
    "write_departures",
    "write_matrix",
]

Share = Callable[[float], None]
Numbers = npt.NDArray[np.int32] | npt.NDArray[np.float32]

_SHARE_OF_MEMORY = 0.4
_ENGINE_BYTES = 400_000_000


@dataclass(frozen=True, slots=True)
class Searchable:
    """Arguments of the router up to the query."""

    timetable: TimetableArrays
    access: LinkArrays
    egress: LinkArrays
    direct: LinkArrays | None

    def chunk(self, first: int, end: int) -> Searchable:
        """The same for the origins `first` to `end` only."""
        direct = None if self.direct is None else rows_of(self.direct, first, end)
        return Searchable(self.timetable, rows_of(self.access, first, end), self.egress, direct)


@dataclass(frozen=True, slots=True)
class MatrixPlan:
    """How much memory a matrix needs, and how many origins are computed at once."""

    n_origins: int
    n_destinations: int
    bytes_per_origin: int
    bytes_available: int
    origins_at_once: int

    @property
    def bytes_needed(self) -> int:
        """Estimate of the most memory used at once, the engine's own included."""
        return self.origins_at_once * self.bytes_per_origin + _ENGINE_BYTES

    def text(self) -> str:
        """Tell the plan in one line."""
        chunks = -(-self.n_origins // self.origins_at_once) if self.n_origins else 0
        way = "at once" if chunks <= 1 else f"in {chunks} chunks of {self.origins_at_once} origins"
        needed, free = self.bytes_needed / 1e6, self.bytes_available / 1e6
        return (
            f"{self.n_origins:,} x {self.n_destinations:,}, about {needed:,.0f} MB "
            f"of {free:,.0f} MB free memory, {way}"
        )


@dataclass(frozen=True, slots=True)
class MatrixWritten:
    """What came of a matrix."""

    path: Path
    n_rows: int
    n_reached: int
    bytes: int


def plan_matrix(
    searchable: Searchable, query: Query, *, columns: int, available: int | None = None
) -> MatrixPlan:
    """Estimate the memory of a matrix with so many numbers a pair, and cut it into chunks.

    Raises
    ------
    RoutingError
        If not even one origin fits.
    """
    n_origins, n_places = len(searchable.access.from_ids), len(searchable.egress.from_ids)
    free = available_bytes() if available is None else available
    # The numbers as found, as written, and the two ids of a row.
    per_origin = n_places * (columns * (4 + 8) + 8 + 4 * len(query.percentiles))
    budget = int(free * _SHARE_OF_MEMORY) - _ENGINE_BYTES
    if per_origin > max(budget, 0):
        raise RoutingError(
            f"one origin to {n_places:,} destinations needs {per_origin / 1e6:,.0f} MB beside "
            f"{_ENGINE_BYTES / 1e6:,.0f} MB of the engine, and {free / 1e6:,.0f} MB are free: take "
            "fewer destinations, percentiles or departures"
        )
    at_once = max(1, min(n_origins, budget // max(per_origin, 1)))
    return MatrixPlan(n_origins, n_places, per_origin, free, at_once)


def available_bytes() -> int:
    """Memory that can be used without swapping; 4 GB where the system does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        known = dict(line.split(":", 1) for line in lines)
        return int(known["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return 4_000_000_000


def write_matrix(
    searchable: Searchable,
    query: Query,
    path: Path,
    *,
    plan: MatrixPlan,
    in_seconds: bool = False,
    with_parts: bool = False,
    draws: Draws | None = None,
    threads: int | None = None,
    share: Share | None = None,
) -> MatrixWritten:
    """Compute the percentiles and write one row per pair of points.

    Columns ``from_id, to_id`` and ``p50`` … for each percentile: minutes, or whole seconds; missing
    where unreachable. With parts, ``p50_access`` … beside them, and ``p50_rides``; with draws
    ``p50_error``, the Monte-Carlo standard error. Ids are in the order of the points.
    """

    def columns(chunk: Searchable, told: Share) -> Mapping[str, Numbers]:
        parts = (chunk.timetable, chunk.access, chunk.egress, chunk.direct)

        def progress(done: int, total: int) -> None:
            told(done / max(total, 1))

        if with_parts:
            split = travel_time_parts(*parts, query, threads=threads, progress=progress)
            return _part_columns(split.times_s, split.parts, query)
        if draws is not None:
            drawn = sampled_travel_times(
                *parts, query, draws=draws, threads=threads, progress=progress
            )
            found = _columns(drawn.times_s, query)
            errors = np.moveaxis(drawn.standard_error_s, 2, 0)
            return found | {
                f"p{p}_error": error.reshape(-1)
                for p, error in zip(query.percentiles, errors, strict=True)
            }
        times = travel_times(*parts, query, threads=threads, progress=progress)
        return _columns(times.times_s, query)

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
    """Write the travel time of every departure: ``from_id, to_id, departure_s, travel_time_s``."""
    departures = np.array(query.departures_s, np.int32)

    def columns(chunk: Searchable, told: Share) -> Mapping[str, Numbers]:
        times = travel_time_profile(
            chunk.timetable, chunk.access, chunk.egress, chunk.direct, query, threads=threads,
            progress=lambda done, total: told(done / max(total, 1)),
        )  # fmt: skip
        pairs = times.shape[0] * times.shape[1]
        return {"departure_s": np.tile(departures, pairs), "travel_time_s": times.reshape(-1)}

    return _written(
        searchable, path, plan, columns, in_seconds=True, rows_per_pair=departures.size, share=share
    )


def _columns(times_s: npt.NDArray[np.int32], query: Query) -> dict[str, Numbers]:
    return {
        f"p{percentile}": times_s[:, :, index].reshape(-1)
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
    """Write chunk after chunk into a file beside the wanted one, then put it in its place."""
    told: Share = share or (lambda _done: None)
    starts, ends = searchable.access.from_ids, searchable.egress.from_ids
    half_written = path.with_name(f".{path.name}.{os.getpid()}")
    n_rows = n_reached = 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        writer: pq.ParquetWriter | None = None
        try:
            for first, end in _chunks(plan):
                step = (end - first) / max(plan.n_origins, 1)
                done = first / max(plan.n_origins, 1)
                found = columns(
                    searchable.chunk(first, end),
                    lambda part, done=done, step=step: told(done + part * step),  # type: ignore[misc]
                )
                table = _table(starts[first:end], ends, rows_per_pair, found, in_seconds=in_seconds)
                name = next(n for n in table.column_names if n == "travel_time_s" or n[0] == "p")
                n_rows += table.num_rows
                n_reached += table.num_rows - table[name].null_count
                if writer is None:
                    writer = pq.ParquetWriter(half_written, table.schema, compression="zstd")
                writer.write_table(table)
        finally:
            if writer is not None:
                writer.close()
        half_written.replace(path)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        half_written.unlink(missing_ok=True)
    told(1.0)
    return MatrixWritten(path, n_rows, n_reached, path.stat().st_size)


def _chunks(plan: MatrixPlan) -> Iterator[tuple[int, int]]:
    for first in range(0, max(plan.n_origins, 1), plan.origins_at_once):
        yield first, min(first + plan.origins_at_once, plan.n_origins)


def _table(
    starts: tuple[str, ...],
    ends: tuple[str, ...],
    rows_per_pair: int,
    found: Mapping[str, Numbers],
    *,
    in_seconds: bool,
) -> pa.Table:
    n_ends = len(ends) * rows_per_pair
    rows = np.repeat(np.arange(len(starts), dtype=np.int32), n_ends)
    columns = np.tile(np.repeat(np.arange(len(ends), dtype=np.int32), rows_per_pair), len(starts))
    arrays: dict[str, pa.Array] = {
        "from_id": pa.DictionaryArray.from_arrays(rows, pa.array(starts, pa.string())),
        "to_id": pa.DictionaryArray.from_arrays(columns, pa.array(ends, pa.string())),
    }
    for name, values in found.items():
        if name == "departure_s":
            arrays[name] = pa.array(values)
        elif name.endswith("_rides") or (in_seconds and values.dtype == np.int32):
            arrays[name] = pa.array(values, mask=values < 0)
        else:
            unit = 1.0 if in_seconds else 60.0
            missing = np.isnan(values) if values.dtype == np.float32 else values < 0
            arrays[name] = pa.array(np.round(values.astype(np.float64) / unit, 2), mask=missing)
    return pa.table(arrays)
