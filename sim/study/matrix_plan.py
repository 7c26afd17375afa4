"""How much memory a matrix takes, and how many of its origins are computed at once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.errors import RoutingError
from sim.routing.arrays import LinkArrays, TimetableArrays
from sim.routing.chunks import n_threads
from sim.routing.compile import rows_of
from sim.routing.settings import Query

__all__ = ["MatrixPlan", "Searchable", "available_bytes", "plan_matrix"]

_SHARE_OF_MEMORY = 0.4
_CODE_BYTES = 60_000_000
"""Compiled kernels and the writer's buffers: 25 MB were measured for a small question."""
_LANES, _LABELS = 256, 3
_SAMPLED_BYTES = 2 * 4 * 120_000_000


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
    """How much memory a matrix needs, and how many origins are computed at once.

    `engine_bytes` is the search's own memory, `bytes_held` what the program has taken already, the
    city and its streets among it, and `bytes_available` what is free beside that.
    """

    n_origins: int
    n_destinations: int
    bytes_per_origin: int
    engine_bytes: int
    bytes_held: int
    bytes_available: int
    origins_at_once: int

    @property
    def bytes_needed(self) -> int:
        """Estimate of the most memory held at once, all in all."""
        return self.origins_at_once * self.bytes_per_origin + self.engine_bytes + self.bytes_held

    def text(self) -> str:
        """Tell the plan in one line."""
        chunks = -(-self.n_origins // self.origins_at_once) if self.n_origins else 0
        way = "at once" if chunks <= 1 else f"in {chunks} chunks of {self.origins_at_once} origins"
        return (
            f"{self.n_origins:,} x {self.n_destinations:,}, about {_mb(self.bytes_needed)} "
            f"({_mb(self.bytes_held)} held already), {_mb(self.bytes_available)} free, {way}"
        )


def plan_matrix(
    searchable: Searchable,
    query: Query,
    *,
    columns: int,
    available: int | None = None,
    threads: int | None = None,
    draws: int = 0,
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
    engine = _engine_bytes(searchable, query, n_threads(threads), draws)
    budget = int(free * _SHARE_OF_MEMORY) - engine
    if per_origin > max(budget, 0):
        raise RoutingError(
            f"not enough memory: one origin to {n_places:,} destinations needs {_mb(per_origin)} "
            f"beside {_mb(engine)} of the search, and of {_mb(free)} that are free "
            f"{_SHARE_OF_MEMORY:.0%} may be used: take fewer destinations, percentiles, departures "
            "or --threads, or close other programs"
        )
    at_once = max(1, min(n_origins, budget // max(per_origin, 1)))
    return MatrixPlan(n_origins, n_places, per_origin, engine, _held_bytes(), free, at_once)


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


def _held_bytes() -> int:
    """Memory of this process now; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, IndexError, OSError, ValueError):
        return 0


def _mb(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:,.0f} MB"


def _engine_bytes(searchable: Searchable, query: Query, threads: int, draws: int) -> int:
    """Memory of the search itself: rows of the sweep, or labels of the rounds, in each thread."""
    data = searchable.timetable.data
    first_s, last_s = min(query.departures_s), max(query.departures_s)
    if query.arrive_by:
        first_s -= query.max_time_s
    else:
        last_s += query.max_time_s + (query.look_ahead_s if _looks_ahead(query) else 0)
    n_events = int(((data.departure_s >= first_s) & (data.departure_s <= last_s)).sum())
    size = 2 if last_s - first_s < np.iinfo(np.uint16).max else 4
    n_places = len(searchable.egress.from_ids)
    lanes = min(_LANES, n_places)
    rows = n_events * lanes * size * (1 if query.max_rides is None else 2)
    labels = len(query.departures_s) * (
        n_places + _LABELS * len(searchable.timetable.stop_ids)
    ) * 4  # fmt: skip
    sampled = 0
    if draws:
        cells = len(searchable.access.from_ids) * n_places * len(query.departures_s) * draws
        sampled = min(2 * 4 * cells, _SAMPLED_BYTES)
    return _CODE_BYTES + threads * max(rows, labels) + sampled


def _looks_ahead(query: Query) -> bool:
    return query.traveller == "timetable_aware"
