"""How many people each train sets down and picks up, in whole people that add up."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import DataError
from sim.hub.flow.whole_people import largest_remainder
from sim.hub.station.rounding import systematic
from sim.hub.station.totals import FROM, TO, DayTotals
from sim.hub.station.trains import Trains, with_unlisted
from sim.hub.station.windows import Periods, ShowUp

__all__ = ["LoadRules", "Loads", "fits", "loads_of", "trains_with_room"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_ROUNDS = 300
_CLOSE = 1e-6
_WHOLE_DAY = ""


@dataclass(frozen=True, slots=True)
class LoadRules:
    """Assumptions on who travels by which train.

    ``fullest_load``: most people a train sets down or picks up, as a share of its seats;
    ``usual_load``: the same of trains that are added; ``exchange_share``: seats of a passing train
    that change hands. A change of trains is planned if their times lie within the two limits.
    """

    fullest_load: float
    usual_load: float
    exchange_share: float
    change_least_s: float
    change_most_s: float
    show_up: ShowUp


@dataclass(frozen=True, eq=False)
class Loads:
    """People of every train, by period of the city (the last row: those of elsewhere).

    ``down`` and ``up`` are periods plus one by trains. ``change_from`` and ``change_to`` are the
    trains of everyone who changes.
    """

    down: Ints
    up: Ints
    change_from: Ints
    change_to: Ints

    @property
    def set_down(self) -> Ints:
        """People each train sets down."""
        changed = np.bincount(self.change_from, minlength=self.down.shape[1])
        found: Ints = self.down.sum(axis=0) + changed
        return found

    @property
    def picked_up(self) -> Ints:
        """People each train picks up."""
        changed = np.bincount(self.change_to, minlength=self.up.shape[1])
        found: Ints = self.up.sum(axis=0) + changed
        return found


def fits(totals: Floats, weights: Floats, caps: Floats) -> Floats:
    """Real numbers of people, rows by trains: rows as near to their totals as the caps let them.

    Each row is spread in proportion to its weights, and where a column is over its cap the column
    is scaled down and the rows spread again, until nothing moves. What a row falls short of its
    total found no room.

    Examples
    --------
    >>> fits(np.array([9.0]), np.array([[1.0, 2.0]]), np.array([9.0, 4.0])).round(3).tolist()
    [[5.0, 4.0]]
    """
    factor = np.ones(weights.shape[1])
    people = np.zeros_like(weights)
    for _ in range(_ROUNDS):
        scaled = weights * factor
        whole = scaled.sum(axis=1, keepdims=True)
        people = np.divide(scaled, whole, out=np.zeros_like(scaled), where=whole > 0)
        people *= totals[:, None]
        columns = people.sum(axis=0)
        over = columns > caps * (1 + _CLOSE)
        if not over.any():
            break
        factor[over] *= caps[over] / columns[over]
    columns = people.sum(axis=0)
    shrink = np.where(columns > caps, caps / np.where(columns > 0, columns, 1.0), 1.0)
    shrunk: Floats = people * shrink
    return shrunk


def trains_with_room(
    trains: Trains,
    totals: DayTotals,
    periods: Periods,
    rules: LoadRules,
    *,
    seats: pd.DataFrame,
    first_h: float,
    last_h: float,
) -> Trains:
    """Trains, and more of them where those of the timetable cannot be all.

    A timetable may lack a class of trains (that of 2016 has no conventional ones). It does if more
    people travel one way than all its trains exchange at `LoadRules.fullest_load` (their seats, of
    a passing train the share that changes hands). Then so many trains are added, evenly over the
    day, that all exchange `LoadRules.usual_load` of that; and more, should some period still have
    more people than seats. None are added where the timetable has room.

    Examples
    --------
    >>> from sim.hub.station.examples import small_day, small_periods, small_rules, small_seats
    >>> trains, totals = small_day()
    >>> more = trains_with_room(trains, totals, small_periods(), small_rules(),
    ...                         seats=small_seats(), first_h=6, last_h=22)
    >>> len(more) - len(trains)
    0
    """

    def tried(count: int) -> Trains:
        return with_unlisted(
            trains,
            seats,
            count=count,
            exchange_share=rules.exchange_share,
            first_h=first_h,
            last_h=last_h,
        )

    other = seats[seats["train_class"] == ""]
    each = float(other["seats_short"].iloc[0]) * rules.exchange_share if len(other) else 0.0
    count = 0
    for wanted, weight in (
        (_totals(totals, periods, FROM), trains.down_weight),
        (_totals(totals, periods, TO), trains.up_weight),
    ):
        people = float(wanted.sum()) + totals.changing
        exchanged = float((weight * trains.seats).sum())
        if people > exchanged * rules.fullest_load and each > 0:
            missing = people - exchanged * rules.usual_load
            count = max(count, math.ceil(missing / (each * rules.usual_load)))
    while True:
        found = tried(count)
        short = _short(found, totals, periods, rules)
        if short < 1.0:
            return found
        if each <= 0:
            raise DataError(
                f"{short:.0f} passengers find no seat in the trains of the timetable, and "
                "operations/train_seats has no row without a class for others"
            )
        count += max(1, math.ceil(short / each))


def _short(trains: Trains, totals: DayTotals, periods: Periods, rules: LoadRules) -> float:
    """Passengers without a seat, the worse of both directions."""
    loads = [
        (_totals(totals, periods, direction), _weights(trains, periods, rules, direction))
        for direction in (FROM, TO)
    ]
    caps = _caps(trains, rules)
    missing = 0.0
    for (wanted, weights), cap, seats in zip(loads, caps, caps, strict=True):
        left = cap - totals.changing * seats / max(float(seats.sum()), 1.0)
        missing = max(missing, float(wanted.sum() - fits(wanted, weights, left).sum()))
        missing = max(missing, float(totals.changing - seats.sum()))
    return missing


def loads_of(trains: Trains, totals: DayTotals, periods: Periods, rules: LoadRules) -> Loads:
    """People of every train, in whole people.

    First those who change, along pairs of trains between which a change can be planned; then those
    of the city, whose periods are given: people who are set down belong to the period of the
    arrival, people who are picked up to that in which they come to the station, by the show-up
    before each departure; then those of elsewhere at any time. In proportion to what each train
    exchanges (`Trains.down_weight` times seats), never over its seats.

    Raises
    ------
    DataError
        If some cannot be placed: no train at all in a period.

    Examples
    --------
    >>> from sim.hub.station.examples import small_day, small_periods, small_rules
    >>> trains, totals = small_day()
    >>> loads = loads_of(trains, totals, small_periods(), small_rules())
    >>> loads.set_down.tolist(), loads.picked_up.tolist()
    ([5, 0], [1, 4])
    """
    change_from, change_to = _changes(trains, totals.changing, rules)
    parts = []
    for direction, cap, changed in zip(
        (FROM, TO), _caps(trains, rules), (change_from, change_to), strict=True
    ):
        wanted = _totals(totals, periods, direction)
        left = np.maximum(cap - np.bincount(changed, minlength=len(trains)), 0.0)
        weights = _weights(trains, periods, rules, direction)
        parts.append(_whole(wanted, fits(wanted, weights, left), weights, direction, periods))
    return Loads(parts[0], parts[1], change_from, change_to)


def _whole(
    wanted: Floats, people: Floats, weights: Floats, direction: str, periods: Periods
) -> Ints:
    rows = []
    for row, total in enumerate(wanted):
        basis = people[row] if people[row].sum() > 0 else weights[row]
        if round(total) and basis.sum() <= 0:
            name = (*periods.period_ids, _WHOLE_DAY)[row] or "the day"
            what = "sets anybody down" if direction == FROM else "could be caught"
            raise DataError(
                f"{total:.0f} passengers travel in period {name}, but no train {what} then; "
                "check the timetable of the station and the trips of the demand model"
            )
        rows.append(largest_remainder(basis, round(total)))
    return np.array(rows, dtype=np.int64).reshape(len(wanted), -1)


def _totals(totals: DayTotals, periods: Periods, direction: str) -> Floats:
    rows = totals.ground[totals.ground["direction"] == direction]
    by_period = rows.groupby("period")["people"].sum()
    names = [*periods.period_ids, _WHOLE_DAY]
    return np.array([float(by_period.get(name, 0)) for name in names])


def _weights(trains: Trains, periods: Periods, rules: LoadRules, direction: str) -> Floats:
    """Rows of the periods and one for the whole day, columns of trains."""
    if direction == FROM:
        weight = trains.down_weight * trains.seats
        inside = periods.at(trains.arrive_s)[None, :] == np.arange(len(periods.period_ids))[:, None]
        share = inside.astype(np.float64)
    else:
        weight = trains.up_weight * trains.seats
        windows = rules.show_up.shares(trains.depart_s, periods)
        share = np.zeros((len(periods.period_ids), len(trains)))
        np.add.at(share, periods.period, windows)
    return np.vstack([share, np.ones(len(trains))]) * weight


def _caps(trains: Trains, rules: LoadRules) -> tuple[Floats, Floats]:
    seats = trains.seats * rules.fullest_load
    return np.where(trains.sets_down, seats, 0.0), np.where(trains.picks_up, seats, 0.0)


def _changes(trains: Trains, people: int, rules: LoadRules) -> tuple[Ints, Ints]:
    """Trains of those who change, spread over all pairs in proportion to both weights.

    Whether the second train leads on or back is not looked at.
    """
    gap = trains.depart_s[None, :] - trains.arrive_s[:, None]
    fits_in = (gap >= rules.change_least_s) & (gap <= rules.change_most_s)
    pairs = fits_in * np.outer(trains.down_weight * trains.seats, trains.up_weight * trains.seats)
    np.fill_diagonal(pairs, 0.0)
    chosen = systematic(pairs.ravel(), people)
    if len(chosen) != people:
        raise DataError(
            f"{people} passengers change trains, but no two trains are between "
            f"{rules.change_least_s / 60:.0f} and {rules.change_most_s / 60:.0f} min apart; "
            "set change_share of operations/station_parameters to 0"
        )
    return chosen // max(len(trains), 1), chosen % max(len(trains), 1)
