"""Who comes and goes by what: the demand model's travellers kept to the person, others beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.errors import DataError
from sim.hub.flow.whole_people import largest_remainder
from sim.hub.terminal.case import CityTrips, GroundWay
from sim.hub.terminal.whole_numbers import balanced, whole_table

__all__ = ["ByGround", "set_down_s", "ways_on_the_ground"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_MARGIN_S = 45 * 60.0
_RARE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class ByGround:
    """Way on the ground of each person, and whether the demand model has them as of the city."""

    ground: Ints
    of_city: Flags


def ways_on_the_ground(
    time_s: Floats,
    draw: Floats,
    ground: Sequence[GroundWay],
    city: CityTrips,
    *,
    to_airport: bool,
) -> ByGround:
    """Give each person a way, so that those of the city are exactly the demand model's.

    The day's people of the city by way are the model's trips, rounded by largest remainder; all
    others are travellers of other cities and take the shares of these. Which person takes which way
    follows the model's shares in the period of `time_s`; ways with vehicles only go to persons for
    whom a vehicle runs. Within these classes the order of `draw` decides.

    If the model has more people than there are, its numbers are scaled down to them: the check of
    the totals shows the difference.

    Parameters
    ----------
    time_s
        When each person needs the way.

    Raises
    ------
    DataError
        If there are travellers of other cities but no way has a share of them.

    Examples
    --------
    >>> ground = (GroundWay("car", "车", "Car", 1.0), GroundWay("cab", "出租", "Cab", 0.0))
    >>> city = CityTrips(((0, 86_400, 0),), np.array([[0.4, 1.6]]), np.zeros((1, 2)))
    >>> four = np.arange(4.0)
    >>> found = ways_on_the_ground(four, four, ground, city, to_airport=True)
    >>> found.ground.tolist(), found.of_city.tolist()
    ([1, 1, 0, 0], [True, True, False, False])
    """
    people, ways = len(time_s), len(ground)
    trips = city.to_airport if to_airport else city.from_airport
    of_city = min(round(float(trips.sum())), people)
    elsewhere = np.array([one.elsewhere_share for one in ground])
    if people > of_city and elsewhere.sum() <= 0:
        raise DataError(
            f"{people - of_city} passengers are of other cities, but no way on the ground has a "
            "share of them; give elsewhere_share in operations/terminal_ground"
        )
    columns = np.concatenate(
        [
            largest_remainder(trips.sum(axis=0), of_city),
            largest_remainder(elsewhere, people - of_city),
        ]
    )
    group, seed = _groups(time_s, ground, city, trips, to_airport=to_airport)
    rows = np.bincount(group, minlength=len(seed))
    counts = whole_table(balanced(seed, rows, columns), rows, columns)
    order = np.lexsort((draw, group))
    chosen = np.empty(people, dtype=np.int64)
    chosen[order] = np.repeat(np.tile(np.arange(2 * ways), len(rows)), counts.ravel())
    return ByGround(chosen % ways, chosen < ways)


def set_down_s(time_s: Floats, by_ground: Ints, ground: Sequence[GroundWay]) -> Floats:
    """When people really come: with the last vehicle that is there by `time_s`.

    Who uses a vehicle before the first one comes when they want.

    Examples
    --------
    >>> bus = GroundWay("bus", "大巴", "Bus", 1.0, np.array([600.0, 1200.0]))
    >>> set_down_s(np.array([300.0, 700.0]), np.array([0, 0]), [bus]).tolist()
    [300.0, 600.0]
    """
    come = time_s.copy()
    for number, way in enumerate(ground):
        rows = np.flatnonzero(by_ground == number) if len(way.arrive_s) else np.empty(0, np.int64)
        last = np.searchsorted(way.arrive_s, time_s[rows], side="right") - 1
        come[rows[last >= 0]] = way.arrive_s[last[last >= 0]]
    return come


def _groups(
    time_s: Floats,
    ground: Sequence[GroundWay],
    city: CityTrips,
    trips: Floats,
    *,
    to_airport: bool,
) -> tuple[Ints, Floats]:
    """Class of each person (period, which vehicles run) and the odds of the ways in each class."""
    periods = len(trips)
    period = city.period(time_s)
    period[period < 0] = periods
    runs = np.stack([_runs(way, time_s, to_airport=to_airport) for way in ground], axis=1)
    code = runs.astype(np.int64) @ (1 << np.arange(len(ground), dtype=np.int64))
    known, group = np.unique(np.stack([period, code], axis=1), axis=0, return_inverse=True)
    shares = np.vstack([trips, trips.sum(axis=0)]) + _RARE
    shares /= shares.sum(axis=1, keepdims=True)
    open_ = (known[:, 1][:, None] >> np.arange(len(ground))) & 1
    away = np.array([one.elsewhere_share for one in ground]) + _RARE
    seed = np.concatenate([shares[known[:, 0]] * open_, away[None, :] * open_], axis=1)
    return group.reshape(-1).astype(np.int64), seed


def _runs(way: GroundWay, time_s: Floats, *, to_airport: bool) -> Flags:
    """Whether a vehicle of the way is there by a time, or still leaves some time after it."""
    if to_airport:
        return time_s >= way.arrive_s[0] if len(way.arrive_s) else np.ones(len(time_s), np.bool_)
    if way.calls is None:
        return np.ones(len(time_s), np.bool_)
    depart_s = way.calls.depart_s
    if not len(depart_s):
        return np.zeros(len(time_s), np.bool_)
    first, last = depart_s[0] - _MARGIN_S, depart_s[-1] - _MARGIN_S
    return np.asarray((time_s >= first) & (time_s <= last))
