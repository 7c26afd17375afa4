"""Every section closed once, without trains: minutes lost when people go on the best other way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_matrix

from sim.hub.disruption.choices import ChoiceSettings
from sim.hub.disruption.shuttle import ShuttleSettings
from sim.hub.disruption.topology import sections_of
from sim.hub.riders.counts import ride_uses, way_uses
from sim.hub.riders.lines import RailLines, Rides
from sim.hub.riders.matrix import PeriodMatrix
from sim.hub.riders.ways import Ways, WaySettings, ride_graph, ways

__all__ = ["BusyHour", "busiest_hour", "screened_sections"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class BusyHour:
    """The hour of the day with the most people: its period's row, start, share of the period."""

    period: int
    start_s: float
    share: float


def busiest_hour(matrices: Sequence[PeriodMatrix]) -> BusyHour:
    """Four quarters of an hour of one period, one after another, that most people come in.

    The earliest of equal ones. A period of less than an hour counts whole.

    Examples
    --------
    >>> from sim.hub.riders.examples import small_matrix
    >>> busiest_hour([small_matrix()[1]])
    BusyHour(period=0, start_s=0.0, share=1.0)
    """
    best = (-1.0, BusyHour(0, 0.0, 1.0))
    for row, matrix in enumerate(matrices):
        starts, shares = matrix.demand.quarter_start_s, matrix.demand.quarter_share
        people = float(matrix.people.sum())
        for start in starts.tolist():
            share = float(shares[(starts >= start) & (starts < start + _HOUR_S)].sum())
            if share * people > best[0] + 1e-9:
                best = (share * people, BusyHour(row, start, share / float(shares.sum())))
    return best[1]


def screened_sections(
    lines: RailLines,
    matrix: PeriodMatrix,
    share: float,
    routes: Sequence[str],
    station_xy_m: Floats,
    *,
    way: WaySettings,
    shuttle: ShuttleSettings,
    settings: ChoiceSettings,
) -> pd.DataFrame:
    """People-minutes lost if a section is closed for the hour, both directions, one at a time.

    Whoever rides over it takes what costs least of: other lines; the shuttle, with the queue that
    all who take it make (mean wait ``(people / places - 1) / 2`` of the hour where there are more
    people than places, found by bisection, and the time until the first bus); waiting, half of the
    hour on average; leaving, which counts with the patience. Chosen by seconds of choice, counted
    in real minutes. Trains are taken to have room.

    Parameters
    ----------
    share
        Of the period's people, in the hour.
    routes
        Line of each group.
    station_xy_m
        Positions of the stations in metres.

    Returns
    -------
    DataFrame
        `sections_of` with people_per_h and screened_lost_per_h (people-minutes).

    Examples
    --------
    >>> from sim.hub.riders.examples import small_matrix
    >>> lines, matrix = small_matrix()
    >>> found = screened_sections(lines, matrix, 1.0, ["L"], np.zeros((3, 2)), way=WaySettings(),
    ...                           shuttle=ShuttleSettings(), settings=ChoiceSettings())
    >>> found["people_per_h"].tolist()  # five from A, three of them to C
    [5.0, 3.0]
    """
    table = sections_of(lines, routes)
    uses = ride_uses(lines, matrix.rides, matrix.places)
    columns = _columns(table, matrix, routes)
    affected = _affected(matrix, uses, share)
    rows = []
    for row, (forth, back) in enumerate(columns):
        start, end = int(table["start"].iloc[row]), int(table["end"].iloc[row])
        cut = np.asarray(uses[:, forth + back].sum(axis=1)).ravel() > 0
        metres = float(np.hypot(*(station_xy_m[start] - station_xy_m[end]))) * shuttle.detour
        bus_s = max(metres / (shuttle.speed_kmh / 3.6), shuttle.dwell_s)
        people = [np.asarray(affected[:, one].sum(axis=1)).ravel() for one in (forth, back)]
        options = _Options(
            *_closed_ways(lines, matrix, cut, people, ((start, end, bus_s), way, shuttle))
        )
        lost = sum(_lost_min(options, one, shuttle, settings) for one in people)
        rows.append((float(sum(one.sum() for one in people)), float(lost)))
    found = np.array(rows, dtype=np.float64).reshape(-1, 2)
    return table.assign(people_per_h=found[:, 0], screened_lost_per_h=found[:, 1])


@dataclass(frozen=True, eq=False)
class _Options:
    """Ways as usual, by rail and with the shuttle, of all pairs."""

    usual: Ways
    rail: Ways
    bus: Ways


def _columns(
    table: pd.DataFrame, matrix: PeriodMatrix, routes: Sequence[str]
) -> list[tuple[list[int], list[int]]]:
    """Columns of the section from start to end, and of the way back, of each row."""
    places = matrix.places
    known: dict[tuple[str, int, int], list[int]] = {}
    sections = zip(places.section_group, places.section_from, places.section_to, strict=True)
    for column, (group, a, b) in enumerate(sections):
        known.setdefault((routes[int(group)], int(a), int(b)), []).append(column)
    return [
        (known.get((route, start, end), []), known.get((route, end, start), []))
        for route, start, end in zip(
            table["route_id"].tolist(), table["start"].tolist(), table["end"].tolist(), strict=True
        )
    ]


def _affected(matrix: PeriodMatrix, uses: csr_matrix, share: float) -> csr_matrix:
    """People of the hour by pair (rows) who pass each section (columns)."""
    n_ways, n_pairs = len(matrix.ways), matrix.people.size
    people = (matrix.way_share * (matrix.people * share)[None]).ravel()
    each = way_uses(matrix.ways, uses[:, : matrix.places.n_sections])
    weighted = csr_matrix(each.multiply(people[:, None]))
    fold = csr_matrix(
        (np.ones(n_ways * n_pairs), (np.tile(np.arange(n_pairs), n_ways), np.arange(len(people)))),
        shape=(n_pairs, n_ways * n_pairs),
    )
    return (fold @ weighted).tocsc()


def _closed_ways(
    lines: RailLines,
    matrix: PeriodMatrix,
    cut: Bools,
    people: Sequence[Floats],
    given: tuple[tuple[int, int, float], WaySettings, ShuttleSettings],
) -> tuple[Ways, Ways, Ways]:
    """Usual ways, those without the rides that are cut, and those with a shuttle besides."""
    (start, end, bus_s), way, shuttle = given
    size = len(lines.station_ids)
    pairs = np.flatnonzero(np.sum(people, axis=0) > 0)
    origins = np.unique(pairs // size)
    rides = matrix.rides
    rail = _rows(rides, ~cut)
    group = len(lines.group_ids)
    two = np.array([1.0, 1.0])
    bus = Rides(
        group=np.append(rail.group, [group, group]),
        board=np.append(rail.board, [start, end]),
        alight=np.append(rail.alight, [end, start]),
        ride_s=np.append(rail.ride_s, bus_s * two),
        headway_s=np.append(rail.headway_s, shuttle.headway_s * two),
        first_s=np.append(rail.first_s, 0.0 * two),
        last_s=np.append(rail.last_s, np.inf * two),
    )
    with_bus = replace(
        lines,
        group_ids=(*lines.group_ids, "shuttle"),
        group_stops=(*lines.group_stops, np.array([start, end])),
        street_groups=lines.street_groups | {group},
    )
    graphs = ride_graph(lines, rail, way), ride_graph(with_bus, bus, way)
    found = [ways(graph, origins, with_legs=False) for graph in graphs]
    return matrix.ways[0], found[0], found[1]


def _rows(rides: Rides, keep: Bools) -> Rides:
    return Rides(
        rides.group[keep],
        rides.board[keep],
        rides.alight[keep],
        rides.ride_s[keep],
        rides.headway_s[keep],
        rides.first_s[keep],
        rides.last_s[keep],
    )


def _lost_min(
    options: _Options, people: Floats, shuttle: ShuttleSettings, settings: ChoiceSettings
) -> float:
    """People-minutes lost by those who ride in one direction."""
    rows = np.flatnonzero(people > 0)
    if not len(rows):
        return 0.0
    people = people[rows]
    usual_s, usual = (
        np.ravel(one)[rows] for one in (options.usual.seconds, options.usual.choice_s)
    )
    rail = np.ravel(options.rail.choice_s)[rows] - usual
    bus = np.ravel(options.bus.choice_s)[rows] - usual
    rail_s = np.ravel(options.rail.seconds)[rows] - usual_s
    bus_s = np.ravel(options.bus.seconds)[rows] - usual_s
    first_s = shuttle.first_after_s**2 / (2 * _HOUR_S)
    places = _HOUR_S * shuttle.places_per_s
    wait_s = _HOUR_S / 2
    other = np.minimum(np.minimum(rail, wait_s), settings.patience_s)

    def riding(queue_s: float) -> Bools:
        return np.asarray((bus + first_s + queue_s < other) & (bus < rail), dtype=np.bool_)

    low, high = 0.0, wait_s
    for _ in range(40):
        middle = (low + high) / 2
        full = float(people[riding(middle)].sum()) / places - 1.0
        low, high = (low, middle) if max(0.0, full) * wait_s <= middle else (middle, high)
    by_bus = riding(high)
    by_rail = ~by_bus & (rail <= other)
    patient = wait_s <= settings.patience_s
    stay_s = wait_s if patient else settings.patience_s
    lost_s = np.where(by_bus, bus_s + first_s + high, np.where(by_rail, rail_s, stay_s))
    return float((people * lost_s).sum() / 60)
