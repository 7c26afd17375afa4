"""What is counted of riders: people on each section, boarding and alighting at each platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack, vstack

from sim.hub.riders.lines import RailLines, Rides
from sim.hub.riders.ways import Ways

__all__ = ["CountPlaces", "count_places", "ride_uses", "way_uses"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class CountPlaces:
    """Where people are counted: sections (group, from, to), then platforms (group, station).

    The columns of `ride_uses` and `way_uses` are all sections, then boardings at all platforms,
    then alightings.
    """

    section_group: Ints
    section_from: Ints
    section_to: Ints
    platform_group: Ints
    platform_station: Ints

    @property
    def n_sections(self) -> int:
        """Number of sections, each direction and line for itself."""
        return len(self.section_group)

    @property
    def n_platforms(self) -> int:
        """Number of platforms, each line and direction for itself."""
        return len(self.platform_group)

    def vector(
        self,
        loads: dict[tuple[int, int, int], float],
        boardings: dict[tuple[int, int], float],
        alightings: dict[tuple[int, int], float],
    ) -> Floats:
        """Counts in the order of the columns; NaN where nothing was counted."""
        sections = zip(self.section_group, self.section_from, self.section_to, strict=True)
        platforms = list(zip(self.platform_group, self.platform_station, strict=True))
        nan = float("nan")
        return np.array(
            [
                *(loads.get((int(g), int(a), int(b)), nan) for g, a, b in sections),
                *(boardings.get((int(g), int(s)), nan) for g, s in platforms),
                *(alightings.get((int(g), int(s)), nan) for g, s in platforms),
            ],
            dtype=np.float64,
        )


def count_places(lines: RailLines) -> CountPlaces:
    """Sections and platforms of the lines, sorted.

    Examples
    --------
    >>> from sim.hub.riders.examples import straight_line
    >>> places = count_places(straight_line())
    >>> places.section_from.tolist(), places.section_to.tolist(), places.n_platforms
    ([0, 1], [1, 2], 3)
    """
    sections = sorted(
        {
            (pattern.group, int(a), int(b))
            for pattern in lines.patterns
            for a, b in zip(pattern.stops[:-1], pattern.stops[1:], strict=True)
        }
    )
    platforms = sorted(
        {(pattern.group, int(stop)) for pattern in lines.patterns for stop in pattern.stops}
    )
    one = np.array(sections, dtype=np.int64).reshape(-1, 3)
    two = np.array(platforms, dtype=np.int64).reshape(-1, 2)
    return CountPlaces(one[:, 0], one[:, 1], one[:, 2], two[:, 0], two[:, 1])


def ride_uses(lines: RailLines, rides: Rides, places: CountPlaces) -> csr_matrix:
    """Share of each ride's people who pass each section, board and alight at each platform.

    Where patterns of a group lead from one stop to another over different sections, people are
    spread by departures.

    Examples
    --------
    >>> from sim.hub.riders.examples import straight_line
    >>> from sim.hub.riders.lines import rides_between
    >>> lines = straight_line()
    >>> uses = ride_uses(lines, rides_between(lines, ((0, 3600),)), count_places(lines))
    >>> uses.toarray()[:, :2].tolist()  # A-B, A-C, B-C on the sections A-B and B-C
    [[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
    """
    of_ride = {key: row for row, key in enumerate(zip(*_ints(rides), strict=True))}
    sections = (places.section_group, places.section_from, places.section_to)
    of_section = {key: row for row, key in enumerate(_tuples(*sections))}
    trains = np.zeros(len(rides))
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for pattern in lines.patterns:
        stops, weight = [int(stop) for stop in pattern.stops], float(len(pattern.departures_s))
        hops = [of_section[pattern.group, a, b] for a, b in pairwise(stops)]
        for at in range(len(stops) - 1):
            for to in range(at + 1, len(stops)):
                ride = of_ride.get((pattern.group, stops[at], stops[to]), -1)
                if ride >= 0 and weight > 0:
                    trains[ride] += weight
                    rows += [ride] * (to - at)
                    columns += hops[at:to]
                    values += [weight] * (to - at)
    shape = (len(rides), places.n_sections)
    share = np.array(values) / trains[np.array(rows, dtype=np.int64)]
    passed = csr_matrix((share, (rows, columns)), shape=shape)
    of_platform = {
        key: row for row, key in enumerate(_tuples(places.platform_group, places.platform_station))
    }
    ends = [
        csr_matrix(
            (
                np.ones(len(rides)),
                (
                    np.arange(len(rides)),
                    [of_platform[key] for key in _tuples(rides.group, station)],
                ),
            ),
            shape=(len(rides), places.n_platforms),
        )
        for station in (rides.board, rides.alight)
    ]
    return hstack([passed, *ends]).tocsr()


def way_uses(found: Sequence[Ways], uses: csr_matrix) -> csr_matrix:
    """`ride_uses` of every pair's way: rows are pairs, of the first ways, then of the second, ….

    Examples
    --------
    >>> from sim.hub.riders.examples import straight_line
    >>> from sim.hub.riders.lines import rides_between
    >>> from sim.hub.riders.ways import WaySettings, ride_graph, ways
    >>> lines = straight_line()
    >>> rides = rides_between(lines, ((0, 3600),))
    >>> found = ways(ride_graph(lines, rides, WaySettings()))
    >>> way_uses([found], ride_uses(lines, rides, count_places(lines)))[2].toarray()[0, :2].tolist()
    [1.0, 1.0]
    """
    parts = []
    for one in found:
        n_pairs = len(one.first_leg) - 1
        pair = np.repeat(np.arange(n_pairs), np.diff(one.first_leg))
        shape = (n_pairs, uses.shape[0])
        parts.append(csr_matrix((np.ones(len(pair)), (pair, one.ride)), shape=shape) @ uses)
    return vstack(parts).tocsr()


def _ints(rides: Rides) -> tuple[list[int], list[int], list[int]]:
    return rides.group.tolist(), rides.board.tolist(), rides.alight.tolist()


def _tuples(*columns: Ints) -> list[tuple[int, ...]]:
    return list(zip(*(column.tolist() for column in columns), strict=True))
