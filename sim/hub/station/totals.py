"""Whole passengers of a station's day: of the city by period and way, of elsewhere, changing."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.errors import DataError
from sim.hub.flow.whole_people import largest_remainder

__all__ = ["CITY", "FROM", "TO", "DayTotals", "day_totals"]

CITY = "city"
ELSEWHERE = "elsewhere"
TO, FROM = "to", "from"
"""Directions as seen from the city: to the trains, from the trains."""

_KEYS = ["direction", "period", "alternative_id"]


@dataclass(frozen=True, eq=False)
class DayTotals:
    """Passengers of a day in whole people.

    ``ground`` has one row per direction, period (``""`` for those of elsewhere), alternative of the
    demand model and kind: how many people come or go that way. ``changing`` people come by one
    train and leave by another; they count twice among the passengers.

    ``passengers = sum of ground people + 2 changing``.
    """

    passengers: int
    ground: pd.DataFrame
    changing: int

    def people(self, direction: str, group: str) -> int:
        """People of one direction, of the city or of elsewhere."""
        rows = self.ground
        own = (rows["direction"] == direction) & (rows["group"] == group)
        return int(rows.loc[own, "people"].sum())


def day_totals(
    trips: pd.DataFrame,
    onward: pd.DataFrame,
    *,
    passengers_per_day: float,
    change_share: float,
    station: str = "",
) -> DayTotals:
    """Split the day's passengers: everything is whole people, and everything adds up.

    Trips of the city are rounded together to their rounded sum (largest remainder), then each cell
    is split over kinds by its shares (largest remainder again). The passengers of the day less
    those of the city are of elsewhere: `change_share` of them change trains (half as many people,
    each counted twice), the rest come and go by the kinds of group ``elsewhere``, half each way.

    Parameters
    ----------
    trips
        period, direction (to | from, as seen from the city), alternative_id, trips: one day.
    onward
        ``operations/station_onward``.
    passengers_per_day
        Set down and picked up, together.

    Raises
    ------
    DataError
        If more trips are of the city than there are passengers, or a way of the city has no kind.

    Examples
    --------
    >>> from sim.hub.station.examples import small_onward, small_trips
    >>> day = day_totals(small_trips(), small_onward(), passengers_per_day=10.2, change_share=1.0)
    >>> day.passengers, day.changing, day.ground["people"].tolist()
    (10, 1, [4, 4])
    """
    passengers = round(passengers_per_day)
    city = trips.groupby(_KEYS, sort=True)["trips"].sum().reset_index()
    cells = city["trips"].to_numpy(np.float64)
    if not np.isfinite(cells).all() or (cells < 0).any():
        raise DataError(f"trips of station {station} are negative or not a number")
    counts = largest_remainder(cells, round(math.fsum(cells)))
    others = passengers - int(counts.sum())
    if others < 0:
        raise DataError(
            f"station {station}: the demand model has {int(counts.sum())} trips of the city, but "
            f"the day has {passengers} passengers only; check demand/special_generators"
        )
    ground = _city_rows(city.assign(people=counts), onward, station)
    changing = math.floor(others * change_share / 2)
    ground.extend(_elsewhere_rows(others - 2 * changing, onward, station))
    names = ["direction", "period", "alternative_id", "kind", "group", "people"]
    table = pd.DataFrame(ground, columns=names)
    return DayTotals(passengers, table[table["people"] > 0].reset_index(drop=True), changing)


def _city_rows(city: pd.DataFrame, onward: pd.DataFrame, station: str) -> list[tuple[object, ...]]:
    own = onward[onward["group"] == CITY]
    rows: list[tuple[object, ...]] = []
    columns = city[[*_KEYS, "people"]].itertuples(index=False, name=None)
    for direction, period, way, whole in columns:
        kinds = own[own["alternative_id"] == way]
        if kinds.empty and whole:
            raise DataError(
                f"station {station}: '{way}' of the demand model leads nowhere; "
                "add its kind to operations/station_onward"
            )
        split = largest_remainder(kinds["share"].to_numpy(np.float64), int(whole))
        rows.extend(
            (direction, period, way, kind, CITY, int(people))
            for kind, people in zip(kinds["kind"], split, strict=True)
        )
    return rows


def _elsewhere_rows(people: int, onward: pd.DataFrame, station: str) -> list[tuple[object, ...]]:
    own = onward[onward["group"] == ELSEWHERE]
    if people and own.empty:
        raise DataError(
            f"station {station}: nothing says how {people} passengers of elsewhere come and go; "
            "add rows of group elsewhere to operations/station_onward"
        )
    rows: list[tuple[object, ...]] = []
    for direction, whole in ((FROM, people - people // 2), (TO, people // 2)):
        split = largest_remainder(own["share"].to_numpy(np.float64), whole)
        rows.extend(
            (direction, "", "", kind, ELSEWHERE, int(count))
            for kind, count in zip(own["kind"], split, strict=True)
        )
    return rows
