"""What travellers gain between two situations: consumer surplus by logsum and by rule of half."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.demand.model import DemandZones, Floats64
from sim.errors import DataError

__all__ = ["Surplus", "ZoneWelfare", "by_zone", "half_rule", "logsum_yuan", "welfare_table"]

Floats = npt.NDArray[np.floating]


class Surplus(NamedTuple):
    """Yuan gained, in the shape of the trips, and the trips that no yuan could be told for."""

    yuan: Floats64
    trips_left_out: float


def logsum_yuan(utilities: Floats, yuan_utility: float) -> Floats64:
    """Consumer surplus of a choice, up to a constant: ``ln sum exp(V) / |b|`` by column (yuan).

    ``b`` is the utility of a yuan (Small and Rosen 1981). Differences mean something, levels do
    not. A column whose alternatives are all at ``-inf`` is worth ``-inf``.

    Parameters
    ----------
    utilities
        [A, n], of nests or of alternatives without nests.
    yuan_utility
        Utility of paying a yuan, below 0.

    Raises
    ------
    DataError
        If a yuan more would not be worse.

    Examples
    --------
    >>> before, after = logsum_yuan(np.array([[-2.0, -1.6], [-1.5, -1.5]]), -0.05)
    >>> round(float(after - before), 4)
    3.4064
    """
    if not yuan_utility < 0:
        raise DataError(f"the utility of paying a yuan is {yuan_utility:g}; it must be below 0")
    top = np.max(utilities, axis=0)
    top = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        logsum = top + np.log(np.exp(utilities - top).sum(axis=0, dtype=np.float64))
    return np.asarray(logsum / abs(yuan_utility), dtype=np.float64)


def half_rule(
    trips_before: Floats,
    trips_after: Floats,
    cost_before_min: Floats,
    cost_after_min: Floats,
    *,
    yuan_per_h: float | Floats,
) -> Surplus:
    """Gain of those who travel: ``(T0 + T1) / 2 x (c0 - c1)``, minutes turned into yuan.

    Those who travel in both situations gain all of the difference, those who come or go half of it
    on average (Neuburger 1971). It serves both measures of a comparison:

    - *logsum*: ``T`` are the trips of a pair by all alternatives together and ``c`` is the
      composite cost of `sim.demand.choice.choose`. While the trips of a pair stay the same this is
      ``T / |b| x`` the difference of ``ln sum exp(V)``, exact also for large changes and new
      alternatives; only the move to other places is taken by halves.
    - *rule of half*: ``T`` and ``c`` are those of each alternative [A, ...], ``c`` its weighted
      minutes and ``60 yuan / yuan_per_h``. Good for small changes only, blind to new alternatives.

    `yuan_per_h` turns the minutes into yuan: with several values of time their
    ``exchange_yuan_per_h``, so that ``|b| = 60 scale / yuan_per_h`` is the mean utility of a yuan
    and a yuan saved counts as one. It may be an array to broadcast, as for purposes.

    Use pairs of zones wherever they are at hand. Mean costs of a zone over its destinations can be
    given as well, but they rise when a better line lets people travel farther, and then show a
    loss where there is a gain.

    Where a cost is ``inf`` in either situation nothing can be told; ``(T0 + T1) / 2`` of it is in
    `trips_left_out`. Pairs without any trips gain nothing.

    Raises
    ------
    DataError
        If trips are negative or not numbers, a cost is not a number, or yuan per hour not above 0.

    Examples
    --------
    >>> half_rule(np.array([100.0]), np.array([120.0]), np.array([30.0]), np.array([24.0]),
    ...           yuan_per_h=30.0)  # 110 x 6 min x 0.5 yuan/min
    Surplus(yuan=array([330.]), trips_left_out=0.0)
    """
    if not (np.asarray(yuan_per_h) > 0).all():
        raise DataError("minutes cannot be turned into yuan: yuan per hour must be above 0")
    if not ((trips_before >= 0).all() and (trips_after >= 0).all()):
        raise DataError("trips of a welfare comparison are negative or not numbers")
    if np.isnan(cost_before_min).any() or np.isnan(cost_after_min).any():
        raise DataError("costs of a welfare comparison are not numbers; no way must cost infinity")
    trips = (np.asarray(trips_before, dtype=np.float64) + trips_after) / 2
    known = np.isfinite(cost_before_min) & np.isfinite(cost_after_min)
    gain_min = np.where(known, cost_before_min, 0).astype(np.float64)
    gain_min -= np.where(known, cost_after_min, 0)
    yuan = trips * gain_min * (np.asarray(yuan_per_h, dtype=np.float64) / 60)
    return Surplus(yuan, float((trips * ~known).sum()))


def by_zone(yuan: Floats64, *, from_home: bool) -> Floats64:
    """Sum of a matrix of pairs [..., Z, Z] by the zone of the travellers [..., Z].

    `from_home`: rows are home ends and get all. Else rows are origins, columns destinations, and
    each end gets half: over a day in which everybody returns that comes to the home end and the
    other end in equal parts.

    Examples
    --------
    >>> by_zone(np.array([[0.0, 8.0], [2.0, 0.0]]), from_home=True).tolist()
    [8.0, 2.0]
    >>> by_zone(np.array([[0.0, 8.0], [2.0, 0.0]]), from_home=False).tolist()
    [5.0, 5.0]
    """
    rows = yuan.sum(axis=-1)
    return np.asarray(rows if from_home else (rows + yuan.sum(axis=-2)) / 2)


class ZoneWelfare(NamedTuple):
    """A day's gain by car availability (0 without, 1 with a car) and zone, all [2, Z].

    ``trips`` are the mean of those before and after.
    """

    logsum_yuan: Floats64
    half_rule_yuan: Floats64
    trips: Floats64


def welfare_table(
    alternative: str,
    zones: DemandZones,
    welfare: ZoneWelfare,
    *,
    names: Mapping[str, tuple[str, str]],
    city_id: str,
) -> pd.DataFrame:
    """Rows of the table ``welfare``: the city and its districts, all people and by car.

    Parameters
    ----------
    alternative
        What is compared with the baseline.
    zones
        Zones of both situations; people have a car at hand with the zone's ``car_share``.
    welfare
        Gains by zone.
    names
        Chinese and English name of the city and of each county, by id.
    city_id
        Area of ``zones.areas`` that is the city; districts are the counties of its zones.

    Returns
    -------
    pandas.DataFrame
        Yuan a day, gains above 0. ``logsum_yuan_per_trip`` is missing where nobody travels.

    Examples
    --------
    >>> one = np.ones(1)
    >>> zones = DemandZones(("z",), ("甲",), ("A",), ("x",), ("area",), one, one, 100 * one, one,
    ...     0.2 * one, ("p",), {"city": one > 0}, ("c",), np.array([0]), ((),))
    >>> gain = ZoneWelfare(np.array([[8.0], [2.0]]), np.array([[7.0], [2.0]]), np.ones((2, 1)))
    >>> names = {"city": ("市", "City"), "x": ("区", "District")}
    >>> table = welfare_table("plan", zones, gain, names=names, city_id="city")
    >>> table[["car_available", "people", "logsum_yuan_per_day"]].head(3).values.tolist()
    [['all', 100.0, 10.0], ['yes', 20.0, 2.0], ['no', 80.0, 8.0]]
    """
    inside = zones.areas[city_id]
    county = np.array(zones.county_ids)
    groups = [
        ("city", city_id, inside),
        *(
            ("district", county_id, inside & (county == county_id))
            for county_id in dict.fromkeys(county[inside].tolist())
        ),
    ]
    with_car = zones.population * zones.car_share
    people = np.stack([zones.population - with_car, with_car])
    rows = []
    for kind, group_id, mask in groups:
        for car, chosen in (("all", [0, 1]), ("yes", [1]), ("no", [0])):
            logsum, half, trips, heads = (
                float(one[chosen][:, mask].sum()) for one in (*welfare, people)
            )
            each = logsum / trips if trips > 0 else float("nan")
            head = (alternative, kind, group_id, *names[group_id], car)
            rows.append((*head, heads, trips, logsum, half, each))
    return pd.DataFrame(rows, columns=list(_COLUMNS))


_COLUMNS = (
    "alternative",
    "group_type",
    "group_id",
    "name_zh",
    "name_en",
    "car_available",
    "people",
    "trips",
    "logsum_yuan_per_day",
    "rule_of_half_yuan_per_day",
    "logsum_yuan_per_trip",
)
