"""How many ride from station to station, by period and way: whole people, tied to the demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.errors import DataError
from sim.hub.flow.draws import keys, lognormal, uniforms
from sim.hub.riders.balancing import fitted_to_counts, gravity_seed
from sim.hub.riders.counts import CountPlaces, count_places, ride_uses, way_uses
from sim.hub.riders.lines import RailLines, Rides, rides_between
from sim.hub.riders.rounding import whole_margins, whole_matrix
from sim.hub.riders.ways import Ways, WaySettings, ride_graph, ways

__all__ = ["MatrixSettings", "PeriodDemand", "PeriodMatrix", "period_matrix", "several_ways"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MatrixSettings:
    """How the matrix is estimated; all of it is assumed.

    ``ways`` are kept for each pair: the quickest, and those that are quickest to people who see
    waits and rides differently (lognormal factors of ``seen_cv``); the counts decide how many take
    which, beginning with ``first_share`` on the quickest. ``rounds`` of adjustment to the counts.
    ``mean_min`` is the top of the seed by minutes, where the demand gives none. ``seed`` is that
    of the factors, the same in all scenarios.
    """

    ways: int = 5
    seen_cv: float = 0.3
    first_share: float = 0.9
    rounds: int = 60
    mean_min: float = 15.0
    seed: int = 20120


@dataclass(frozen=True, eq=False)
class PeriodDemand:
    """What the demand model says of a period: people in and out by station, counts on the lines.

    ``quarter_start_s`` and ``quarter_share`` are the quarters of an hour of the period and their
    shares of its people. ``counts`` are in the order of `sim.hub.riders.counts.CountPlaces`.
    ``seed`` says how likely trips are from station to station; None: by minutes.
    """

    period_id: str
    quarter_start_s: Floats
    quarter_share: Floats
    entries: Floats
    exits: Floats
    counts: Floats
    seed: Floats | None = None

    @property
    def windows_s(self) -> tuple[tuple[float, float], ...]:
        """The period's times, quarters that touch joined.

        Examples
        --------
        >>> none = np.zeros(0)
        >>> PeriodDemand("rest", np.array([0.0, 900.0, 3600.0]), none, none, none, none).windows_s
        ((0.0, 1800.0), (3600.0, 4500.0))
        """
        found: list[tuple[float, float]] = []
        for start in self.quarter_start_s.tolist():
            if found and found[-1][1] == start:
                found[-1] = (found[-1][0], start + _QUARTER_S)
            else:
                found.append((start, start + _QUARTER_S))
        return tuple(found)


_QUARTER_S = 900.0


@dataclass(frozen=True, eq=False)
class PeriodMatrix:
    """Whole people of a period from station to station, and the ways they take.

    ``people`` [from, to]; ``way_share`` [ways, from, to] sums to 1 for each pair with people;
    ``own`` are the counts of the matrix beside those ``wanted``, places as in `count_places`.
    """

    demand: PeriodDemand
    people: Ints
    way_share: Floats
    rides: Rides
    ways: tuple[Ways, ...]
    places: CountPlaces
    own: Floats

    @property
    def wanted(self) -> Floats:
        """Counts of the demand model."""
        return self.demand.counts


def several_ways(
    lines: RailLines, rides: Rides, way: WaySettings, settings: MatrixSettings
) -> tuple[Ways, ...]:
    """The quickest way of every pair, and ways that others see as the quickest.

    Each further set of ways sees every platform's and every line's minutes through its own
    lognormal factor (a probit of few draws); the draws are the same in every scenario.

    Examples
    --------
    >>> from sim.hub.riders.examples import line_of
    >>> lines = line_of("A B C")
    >>> rides = rides_between(lines, ((0, 3600),))
    >>> len(several_ways(lines, rides, WaySettings(), MatrixSettings(ways=2)))
    2
    """
    group_key = keys(np.array(lines.group_ids))[rides.group]
    stop_key = keys(np.array(lines.station_ids))[rides.board]
    found = []
    for number in range(settings.ways):
        seen = None
        if number:
            seen = np.ones(len(rides))
            for each in (keys("line", group_key), keys("platform", group_key, stop_key)):
                uniform = uniforms(settings.seed, number, "riders/seen", each)
                seen *= lognormal(uniform, 1.0, settings.seen_cv)
        found.append(ways(ride_graph(lines, rides, way, seen_as=seen)))
    return tuple(found)


def period_matrix(
    lines: RailLines, demand: PeriodDemand, way: WaySettings, settings: MatrixSettings
) -> PeriodMatrix:
    """Whole people from station to station whose margins are the demand's, exactly.

    The seed is balanced to entries and exits and adjusted to loads, boardings and alightings of
    the demand model (`fitted_to_counts`), then rounded with both margins kept (`whole_matrix`).
    The pairs are modelled: the demand model counts people at stations and on sections only.

    Raises
    ------
    DataError
        If entries and exits do not balance, or nobody can get from a station with people.

    Examples
    --------
    >>> from sim.hub.riders.examples import line_of
    >>> lines = line_of("A B C")
    >>> demand = PeriodDemand("all", np.array([0.0]), np.ones(1), np.array([5.0, 0, 0]),
    ...                       np.array([0.0, 2, 3]), count_places(lines).vector({}, {}, {}))
    >>> period_matrix(lines, demand, WaySettings(), MatrixSettings(ways=1)).people.tolist()
    [[0, 2, 3], [0, 0, 0], [0, 0, 0]]
    """
    rides = rides_between(lines, demand.windows_s)
    found = several_ways(lines, rides, way, settings)
    places = count_places(lines)
    reached = np.isfinite(found[0].seconds)
    seed = gravity_seed(found[0].seconds / 60, settings.mean_min)
    if demand.seed is not None:
        total = max(float(demand.seed.sum()), 1e-12)
        seed = demand.seed / total + 1e-3 * seed / max(float(seed.sum()), 1e-12)
    seed = np.where(reached, seed, 0.0)
    np.fill_diagonal(seed, 0.0)
    rows, columns = _margins(lines, demand, reached)
    uses = way_uses(found, ride_uses(lines, rides, places))
    fitted = fitted_to_counts(
        _shared_out(seed, len(found), settings.first_share),
        rows,
        columns,
        uses=uses,
        counts=demand.counts,
        rounds=settings.rounds,
    )
    pairs = fitted.people.sum(axis=0)
    share = np.zeros_like(fitted.people)
    np.divide(fitted.people, pairs[None], out=share, where=pairs[None] > 0)
    people = whole_matrix(pairs, rows, columns)
    own = np.asarray(uses.T @ (share * people[None]).ravel(), dtype=np.float64)
    return PeriodMatrix(demand, people, share, rides, found, places, own)


def _shared_out(seed: Floats, n_ways: int, first_share: float) -> Floats:
    """The seed by way: most of it on the quickest, the others alike."""
    share = np.full(n_ways, (1.0 - first_share) / max(1, n_ways - 1))
    share[0] = first_share if n_ways > 1 else 1.0
    return np.asarray(share[:, None, None] * seed[None], dtype=np.float64)


def _margins(
    lines: RailLines, demand: PeriodDemand, reached: npt.NDArray[np.bool_]
) -> tuple[Ints, Ints]:
    rows, columns = whole_margins(demand.entries, demand.exits)
    cut = _names(lines, (rows > 0) & ~reached.any(axis=1))
    cut += _names(lines, (columns > 0) & ~reached.any(axis=0))
    if cut:
        raise DataError(
            f"{demand.period_id}: no train runs at {', '.join(cut[:5])} ({len(cut)} stations), "
            "where the demand model has people; give the line departures in this period"
        )
    return rows, columns


def _names(lines: RailLines, chosen: Sequence[bool] | npt.NDArray[np.bool_]) -> list[str]:
    return [lines.station_ids[place] for place in np.flatnonzero(chosen)]
