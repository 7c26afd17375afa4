"""Random towns for hypothesis: the one file of strategies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from sim.network.connectors import Links
from sim.network.model import HeadwayBand, Mode, ModeId, Quality, StopId
from sim.network.patterns import Pattern
from sim.routing import (
    LinkArrays,
    Query,
    TimetableArrays,
    TravelTimes,
    compile_links,
    compile_timetable,
    reach,
    travel_time_profile,
    travel_times,
)

LONG_S = 100_000
"""A limit that no trip of a random town comes near."""

Walks = dict[tuple[str, str], int]


@dataclass(frozen=True)
class Town:
    stop_ids: tuple[StopId, ...]
    point_ids: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    slack_s: int
    alighting_s: int
    transfers: Walks
    access: Walks
    direct: Walks

    def parts(self) -> tuple[TimetableArrays, LinkArrays, LinkArrays, LinkArrays]:
        """Arguments of the router up to the query."""
        mode = Mode(
            ModeId("x"), "x", "x", 3, "urban", self.slack_s, self.alighting_s, 1.0, 1, 0, "", 1.0
        )
        timetable = compile_timetable(
            self.patterns,
            links(self.transfers, self.stop_ids, self.stop_ids),
            stop_ids=self.stop_ids,
            modes={mode.mode_id: mode},
        )
        access = compile_links(
            links(self.access, self.point_ids, self.stop_ids), self.point_ids, self.stop_ids
        )
        direct = compile_links(
            links(self.direct, self.point_ids, self.point_ids), self.point_ids, self.point_ids
        )
        return timetable, access, access, direct

    def profile(self, query: Query) -> npt.NDArray[np.float64]:
        """Travel times [origin, destination, departure]; unreachable is infinite."""
        return finite(travel_time_profile(*self.parts(), query))

    def matrix(self, query: Query, *, threads: int | None = None) -> TravelTimes:
        return travel_times(*self.parts(), query, threads=threads)

    def reached(
        self, query: Query, weights: npt.ArrayLike, cutoffs_s: list[int]
    ) -> npt.NDArray[np.float64]:
        return reach(*self.parts(), query, weights=weights, cutoffs_s=cutoffs_s)

    def shifted(self, seconds: int) -> Town:
        return replace(self, patterns=tuple(shifted(p, seconds) for p in self.patterns))


def finite(times_s: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    return np.where(times_s < 0, np.inf, times_s)


def links(walks: Walks, from_ids: tuple[str, ...], to_ids: tuple[str, ...]) -> Links:
    rows = [(from_ids.index(a), to_ids.index(b), time_s) for (a, b), time_s in walks.items()]
    table = np.array(sorted(rows), dtype=np.int32).reshape(-1, 3)
    return Links(table[:, 0], table[:, 1], table[:, 2])


def shifted(pattern: Pattern, seconds: int) -> Pattern:
    def later(rows: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(time_s + seconds for time_s in row) for row in rows)

    return replace(
        pattern,
        bands=tuple(
            replace(band, start_s=band.start_s + seconds, end_s=band.end_s + seconds)
            for band in pattern.bands
        ),
        trip_arrival_s=later(pattern.trip_arrival_s),
        trip_departure_s=later(pattern.trip_departure_s),
    )


STOP_IDS = tuple(StopId(name) for name in "ABCDEF")
POINT_IDS = ("p", "q", "r")

headways_s = st.integers(1, 90)
seconds = st.integers(0, 40)


@st.composite
def bands(draw: st.DrawFn) -> tuple[HeadwayBand, ...]:
    edges = list(accumulate(draw(st.lists(st.integers(1, 120), min_size=2, max_size=6))))
    pairs = list(pairwise(edges))
    kept = draw(st.lists(st.sampled_from(pairs), min_size=1, unique=True).map(sorted))
    return tuple(
        HeadwayBand("", start, end, draw(headways_s), Quality.MODELLED, "random")
        for start, end in kept
    )


@st.composite
def services(draw: st.DrawFn, name: str = "L") -> Pattern:
    """A headway or timetable pattern; the second trip repeats the first one later."""
    n = draw(st.integers(2, 5))
    stop_ids = tuple(draw(st.lists(st.sampled_from(STOP_IDS), min_size=n, max_size=n)))
    hops = draw(st.lists(st.tuples(seconds, st.integers(0, 3)), min_size=n, max_size=n))
    departure = list(accumulate(hop + dwell for hop, dwell in hops))
    arrival = [t - dwell for t, (_, dwell) in zip(departure, hops, strict=True)]
    if draw(st.booleans()):
        first = departure[0]
        return Pattern(
            name, name, ModeId("x"), 0, stop_ids,
            (0, *(t - first for t in arrival[1:])), tuple(t - first for t in departure),
            draw(bands()), (), (), (),
        )  # fmt: skip
    starts = sorted(draw(st.lists(st.integers(0, 300), min_size=1, max_size=4)))
    return Pattern(
        name, name, ModeId("x"), 0, stop_ids, (), (), (),
        tuple(f"{name}{number}" for number in range(len(starts))),
        tuple(tuple(t + start for t in arrival) for start in starts),
        tuple(tuple(t + start for t in departure) for start in starts),
    )  # fmt: skip


def walks(from_ids: tuple[str, ...], to_ids: tuple[str, ...], n: int) -> st.SearchStrategy[Walks]:
    pairs = st.tuples(st.sampled_from(from_ids), st.sampled_from(to_ids))
    return st.dictionaries(pairs, seconds, max_size=n)


@st.composite
def towns(draw: st.DrawFn) -> Town:
    n_patterns = draw(st.integers(1, 6))
    return Town(
        stop_ids=STOP_IDS,
        point_ids=POINT_IDS,
        patterns=tuple(draw(services(f"L{number}")) for number in range(n_patterns)),
        slack_s=draw(st.sampled_from([0, 1, 10])),
        alighting_s=draw(st.sampled_from([0, 0, 7])),
        transfers=draw(walks(STOP_IDS, STOP_IDS, 5)),
        access=draw(walks(POINT_IDS, STOP_IDS, 6)),
        direct=draw(walks(POINT_IDS, POINT_IDS, 2)),
    )


departures = st.lists(st.integers(0, 300), min_size=1, max_size=6).map(tuple)
