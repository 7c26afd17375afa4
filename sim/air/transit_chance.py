"""Chance that an arriving and a departing flight make a stay, where only their frequency is known.

The weekdays of the flights are unknown, so every choice of different weekdays is taken as equally
likely; their hours follow the airport's flights by hour. Sums over both are exact: nothing is drawn
at random.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from math import comb
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.air.transit_rules import TransitRule, stay_days

__all__ = ["StayModel", "Terms", "pair_chance", "stay_model", "weekday_chance"]

Floats = npt.NDArray[np.float64]
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Terms:
    """Minutes a stay loses at its two ends; the defaults are those of the tables, written out.

    A run takes them from ``air/terminals`` (items ``egress_international``,
    ``terminal_before_departure_international``, ``mct_international_international``).
    ``arrival_min`` border, customs and bags; ``departure_min`` at the terminal before take-off;
    ``connect_min`` shortest connection at one airport; ``access_min`` from each port to the city's
    centre; ``least_usable_h`` hours in the city below which a stay does not count.
    """

    arrival_min: float = 45.0
    departure_min: float = 120.0
    connect_min: float = 90.0
    access_min: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    least_usable_h: float = 0.0


@dataclass(frozen=True, slots=True)
class StayModel:
    """What one pair of ports and one rule allow, whichever flights use them.

    ``masks`` are sets of weekday differences (bit g: departure g days after arrival, modulo 7)
    with a feasible stay, ``weights`` their probabilities over the hours of the flights.
    ``stays_per_pair`` is the expected number of feasible stays of one weekly arrival with one
    weekly departure. ``usable_h`` and ``usable_weight`` list the hours in the city of all feasible
    stays.
    """

    masks: tuple[int, ...]
    weights: tuple[float, ...]
    stays_per_pair: float
    usable_h: Floats
    usable_weight: Floats


def stay_model(
    rule: TransitRule, bank: pd.DataFrame, terms: Terms, *, port_in: str, port_out: str
) -> StayModel:
    """Build the model of stays between two ports under a rule.

    With an arrival in hour i and a departure in hour j, k days later, the gap is
    ``24 k + j - i`` hours. It is feasible where the departure lies within the rule (k up to the
    days of `stay_days`; counted from entry, gap <= hours), the gap is at least the shortest
    connection (one port) and the hours in the city,
    ``gap - (arrival + access_in + access_out + departure) / 60``, are at least
    ``least_usable_h`` (two ports: at least zero as well).

    `bank` has hour, departures_share and arrivals_share; shares are scaled to sum to 1. A port
    without ``access_min`` counts as unreachable: no stay is feasible that needs it, but a
    connection inside one terminal is.

    Examples
    --------
    >>> from datetime import date
    >>> rule = TransitRule("a", 72, date(2016, 1, 1), None, False, ("HGH",), "", 51,
    ...                    "next_midnight", "", "")
    >>> bank = pd.DataFrame({"hour": [10, 14], "departures_share": [1.0, 0.0],
    ...                      "arrivals_share": [0.0, 1.0]})
    >>> model = stay_model(rule, bank, Terms(), port_in="HGH", port_out="HGH")
    >>> [bin(mask) for mask in model.masks], round(model.stays_per_pair, 4)
    (['0b1110'], 0.4286)
    """
    hours = bank["hour"].to_numpy(dtype=np.float64)
    arriving = _shares(bank["arrivals_share"])
    leaving = _shares(bank["departures_share"])
    weight = arriving[:, None] * leaving[None, :]
    base_h = hours[None, :] - hours[:, None]
    access_min = (
        terms.access_min.get(port_in, np.nan),
        terms.access_min.get(port_out, np.nan),
    )
    lost_h = (terms.arrival_min + sum(access_min) + terms.departure_min) / 60
    mask = np.zeros(weight.shape, dtype=np.int64)
    stays, usable, usable_weight = 0.0, [], []
    for days in range(stay_days(rule) + 1):
        gap_h = 24.0 * days + base_h
        city_h = gap_h - lost_h
        ok = _feasible(gap_h, city_h, rule, terms, same_port=port_in == port_out)
        mask |= np.where(ok, 1 << (days % _WEEK), 0)
        stays += float(weight[ok].sum())
        usable.append(city_h[ok])
        usable_weight.append(weight[ok])
    found, place = np.unique(mask.reshape(-1), return_inverse=True)
    totals = np.bincount(place, weights=weight.reshape(-1), minlength=len(found))
    kept = totals > 0
    return StayModel(
        masks=tuple(int(one) for one in found[kept]),
        weights=tuple(float(one) for one in totals[kept]),
        stays_per_pair=stays / _WEEK,
        usable_h=np.concatenate(usable),
        usable_weight=np.concatenate(usable_weight),
    )


def pair_chance(model: StayModel, arrivals: int, departures: int) -> tuple[float, bool, bool]:
    """Chance of at least one feasible stay a week; whether it is certain, whether it is possible.

    `arrivals` and `departures` are days with a flight, 1 to 7.

    Examples
    --------
    >>> model = StayModel((0b1110,), (1.0,), 3 / 7, np.array([]), np.array([]))
    >>> chance, certain, possible = pair_chance(model, 1, 2)  # 1 - C(4, 2) / C(7, 2)
    >>> round(chance, 4), certain, possible
    (0.7143, False, True)
    """
    chances = [weekday_chance(mask, arrivals, departures) for mask in model.masks]
    whole = sum(model.weights)
    chance = sum(w * c for w, c in zip(model.weights, chances, strict=True))
    if whole <= 0:
        return 0.0, False, False
    return chance / whole, min(chances) >= 1.0, max(chances) > 0.0


@lru_cache(maxsize=4096)
def weekday_chance(mask: int, arrivals: int, departures: int) -> float:
    """Chance that some departure lies a feasible number of days after some arrival.

    Over all ways to lay `arrivals` and `departures` on different weekdays: for each set of arrival
    days the departures miss where they all lie outside the feasible days,
    ``C(7 - n, departures) / C(7, departures)`` with n feasible days.

    Examples
    --------
    >>> weekday_chance(0b1111111, 1, 1), round(weekday_chance(0b1110, 1, 1), 4)
    (1.0, 0.4286)
    """
    missed, ways = 0, 0
    for days in combinations(range(_WEEK), arrivals):
        feasible = {(day + gap) % _WEEK for day in days for gap in range(_WEEK) if mask >> gap & 1}
        missed += comb(_WEEK - len(feasible), departures)
        ways += comb(_WEEK, departures)
    return 1.0 - missed / ways


def _feasible(
    gap_h: Floats, city_h: Floats, rule: TransitRule, terms: Terms, *, same_port: bool
) -> npt.NDArray[np.bool_]:
    ok = gap_h * 60 >= terms.connect_min if same_port else city_h >= 0
    if terms.least_usable_h > 0:
        ok &= city_h >= terms.least_usable_h
    if rule.count_starts == "entry":
        ok &= gap_h <= rule.hours
    return np.asarray(ok, dtype=np.bool_)


def _shares(column: pd.Series) -> Floats:
    values = column.to_numpy(dtype=np.float64)
    whole = values.sum()
    return np.asarray(values / whole if whole > 0 else values, dtype=np.float64)
