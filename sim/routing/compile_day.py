"""Turn one day of GTFS into the router's arrays: patterns, trips, headway bands, transfers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.network.connectors import Links
from sim.network.gtfs.service import ServiceDay
from sim.routing.arrays import (
    Bands,
    BoolArray,
    Int32Array,
    TimetableArrays,
    TimetableData,
    locked,
    locked_flags,
)
from sim.routing.compile import boarding_lists, with_stays

__all__ = ["Boarding", "compile_day"]


@dataclass(frozen=True, slots=True)
class Boarding:
    """Seconds at the stop before a departure and after an arrival, by GTFS route type.

    Types that are not listed take `slack_s` and `alighting_s`. The default of 60 s is R5's.
    """

    slack_s: int = 60
    alighting_s: int = 0
    by_type: Mapping[int, tuple[int, int]] | None = None

    def of(self, route_type: int) -> tuple[int, int]:
        """Boarding slack and alighting seconds of a route type."""
        return (self.by_type or {}).get(route_type, (self.slack_s, self.alighting_s))


@dataclass(frozen=True, slots=True)
class _Chain:
    """Trips of one pattern, none overtaking another, with their times [trip, position].

    A headway service is named after its template, which keeps its phase when a feed changes.
    """

    route: int
    stop: Int32Array
    can_board: BoolArray
    can_alight: BoolArray
    trips: tuple[int, ...]
    arrival_s: Int32Array
    departure_s: Int32Array
    bands: tuple[tuple[int, int, int], ...]
    template: str = ""


def compile_day(
    day: ServiceDay, transfers: Links, *, boarding: Boarding | None = None
) -> TimetableArrays:
    """Arrays of everything that runs on a day.

    A pattern is a route type's trips with equal stops and equal boarding rules; where a trip
    overtakes another it opens a pattern of its own. Frequencies with exact times become trips, the
    others headway bands.

    Parameters
    ----------
    transfers
        Walks from stop to stop, by index into ``day.stops``.
    boarding
        Boarding slack and alighting time; by default 60 s and none.

    Examples
    --------
    >>> from datetime import date
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from sim.network.gtfs import read_service_day
    >>> from sim.network.gtfs.examples import small_feed, write_feed
    >>> nobody_walks = Links(*[np.empty(0, np.int32)] * 3)
    >>> with TemporaryDirectory() as folder:
    ...     path = write_feed(small_feed(), Path(folder) / "small.zip")
    ...     day = read_service_day([path], date(2019, 5, 13))
    >>> compile_day(day, nobody_walks).data.transfers.target.size  # everyone can stay
    3
    """
    rules = boarding or Boarding()
    chains = list(_chains(day, rules))
    stops = [chain.stop.tolist() for chain in chains]
    flags = [chain.can_board.tolist() for chain in chains]
    first, pattern, position = boarding_lists(stops, flags, len(day.stops.ids))
    slack = [rules.of(int(day.routes.types[chain.route])) for chain in chains]
    bands = [band for chain in chains for band in chain.bands]
    data = TimetableData(
        pattern_first=_first([len(row) for row in stops]),
        pattern_stop=locked(_joined([chain.stop for chain in chains])),
        can_board=locked_flags(_joined([chain.can_board for chain in chains])),
        can_alight=locked_flags(_joined([chain.can_alight for chain in chains])),
        time_first=_first([chain.arrival_s.size for chain in chains]),
        arrival_s=locked(_joined([chain.arrival_s.reshape(-1) for chain in chains])),
        departure_s=locked(_joined([chain.departure_s.reshape(-1) for chain in chains])),
        trip_first=_first([len(chain.trips) for chain in chains]),
        band_first=_first([len(chain.bands) for chain in chains]),
        bands=Bands(
            start_s=locked(start for start, _, _ in bands),
            end_s=locked(end for _, end, _ in bands),
            wait_s=locked((headway + 1) // 2 for _, _, headway in bands),
            headway_s=locked(headway for _, _, headway in bands),
        ),
        boarding_slack_s=locked(slack_s for slack_s, _ in slack),
        alighting_s=locked(alighting_s for _, alighting_s in slack),
        boarding_first=first,
        boarding_pattern=pattern,
        boarding_position=position,
        transfers=with_stays(transfers, len(day.stops.ids)),
    )
    return TimetableArrays(
        stop_ids=day.stops.ids,
        pattern_ids=tuple(
            f"{day.routes.ids[chain.route]}:{chain.template or format(number, '05d')}"
            for number, chain in enumerate(chains)
        ),
        route_ids=tuple(day.routes.ids[chain.route] for chain in chains),
        mode_ids=tuple(str(int(day.routes.types[chain.route])) for chain in chains),
        trip_ids=tuple(day.trips.ids[trip] for chain in chains for trip in chain.trips),
        is_sum=(False,) * len(chains),
        data=data,
    )


def _chains(day: ServiceDay, rules: Boarding) -> Iterator[_Chain]:
    """Patterns in the order of their stops, timetables before headways."""
    trips, frequencies = day.trips, day.frequencies
    exact: dict[int, list[tuple[int, int, int]]] = {}
    loose: dict[int, list[tuple[int, int, int]]] = {}
    for row in range(frequencies.trip.size):
        kind = exact if frequencies.exact[row] else loose
        kind.setdefault(int(frequencies.trip[row]), []).append(
            (
                int(frequencies.start_s[row]),
                int(frequencies.end_s[row]),
                int(frequencies.headway_s[row]),
            )
        )
    groups: dict[tuple[bytes, bytes, bytes, tuple[int, int], int], list[int]] = {}
    for trip in range(len(trips.ids)):
        rows = slice(trips.first[trip], trips.first[trip + 1])
        route = int(trips.route[trip])
        key = (
            trips.stop[rows].tobytes(),
            trips.can_board[rows].tobytes(),
            trips.can_alight[rows].tobytes(),
            rules.of(int(day.routes.types[route])),
            route,
        )
        groups.setdefault(key, []).append(trip)
    for members in groups.values():
        timed = [t for t in members if t not in loose]
        yield from _timed_chains(day, timed, exact)
        for trip in members:
            if trip in loose:
                yield _banded_chain(day, trip, tuple(sorted(loose[trip])))


def _timed_chains(
    day: ServiceDay, members: Sequence[int], exact: Mapping[int, list[tuple[int, int, int]]]
) -> Iterator[_Chain]:
    """Chains of trips sorted by time; one that would overtake goes to the first chain it fits."""
    trips = day.trips
    runs: list[tuple[int, int]] = []
    for trip in members:
        if trip in exact:
            runs += [(t, trip) for row in exact[trip] for t in range(*row)]
        else:
            runs.append((0, trip))
    if not runs:
        return
    begin, size = trips.first[members[0]], trips.first[members[0] + 1] - trips.first[members[0]]
    rows = trips.first[[trip for _, trip in runs]][:, None] + np.arange(size)
    shift_s = np.array([shift for shift, _ in runs], np.int32)[:, None]
    arrival_s, departure_s = trips.arrival_s[rows] + shift_s, trips.departure_s[rows] + shift_s
    order = np.lexsort((arrival_s[:, -1], departure_s[:, -1], arrival_s[:, 0], departure_s[:, 0]))
    arrival_s, departure_s = arrival_s[order], departure_s[order]
    for chain in _without_overtaking(np.concatenate([arrival_s, departure_s], axis=1)):
        yield _Chain(
            route=int(trips.route[members[0]]),
            stop=trips.stop[begin : begin + size],
            can_board=trips.can_board[begin : begin + size],
            can_alight=trips.can_alight[begin : begin + size],
            trips=tuple(runs[order[row]][1] for row in chain),
            arrival_s=arrival_s[chain],
            departure_s=departure_s[chain],
            bands=(),
        )


def _without_overtaking(times_s: npt.NDArray[np.int32]) -> list[list[int]]:
    """Rows shared out to chains in which no time ever falls.

    Examples
    --------
    >>> _without_overtaking(np.array([[0, 9], [1, 5], [2, 10]], np.int32))
    [[0, 2], [1]]
    """
    if (np.diff(times_s, axis=0) >= 0).all():
        return [list(range(len(times_s)))]
    chains: list[list[int]] = []
    for row in range(len(times_s)):
        fitting = (c for c in chains if (times_s[row] >= times_s[c[-1]]).all())
        chain = next(fitting, None)
        if chain is None:
            chains.append([row])
        else:
            chain.append(row)
    return chains


def _banded_chain(day: ServiceDay, trip: int, bands: tuple[tuple[int, int, int], ...]) -> _Chain:
    trips = day.trips
    rows = slice(trips.first[trip], trips.first[trip + 1])
    return _Chain(
        route=int(trips.route[trip]),
        stop=trips.stop[rows],
        can_board=trips.can_board[rows],
        can_alight=trips.can_alight[rows],
        trips=(),
        arrival_s=trips.arrival_s[rows],
        departure_s=trips.departure_s[rows],
        bands=bands,
        template=trips.ids[trip],
    )


def _joined(parts: Sequence[npt.NDArray[np.generic]]) -> npt.NDArray[np.generic]:
    return np.concatenate(parts) if parts else np.empty(0, np.int32)


def _first(sizes: Sequence[int]) -> Int32Array:
    return locked(np.concatenate([[0], np.cumsum(np.array(sizes, np.int64))]))
