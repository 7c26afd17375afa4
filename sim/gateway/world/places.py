"""What a journey to each destination is like for most people: gateway, change, landing, grade."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import DataError
from sim.gateway.world.doorsteps import DoorToWorld, named
from sim.gateway.world.flights import GRADES
from sim.gateway.world.local_time import landing

__all__ = ["landings", "usual_ways"]


def usual_ways(found: DoorToWorld, people: npt.ArrayLike) -> pd.DataFrame:
    """The gateway that is the quickest for the most people, and the flights from there.

    Columns destination, gateway, stops (connections and landings on the way), via, vintage (of the
    list of routes the flights are from; the newest of two), quality: the worst grade of the facts
    that the journeys through this gateway rest on (gateway, ways to it, flights). Of equal gateways
    the first counts. A destination that nobody reaches has a missing gateway, via, vintage and
    quality.

    Examples
    --------
    >>> from sim.gateway.world.examples import two_gateways
    >>> from sim.gateway.world.doorsteps import door_to_world
    >>> usual_ways(door_to_world(*two_gateways()), [300.0, 100.0])[
    ...     ["destination", "gateway", "stops", "quality"]].values.tolist()
    [['FRA', 'PVG', 0, 'derived'], ['SIN', 'HGH', 0, 'published']]
    """
    weight = np.asarray(people, np.float64)
    ground, air = found.ground, found.air
    count = range(len(air.gateways))
    counts = np.column_stack([(weight[:, None] * (found.gateway == g)).sum(axis=0) for g in count])
    ends = np.arange(len(found.destinations))
    lost = counts.sum(axis=1) <= 0
    g = counts.argmax(axis=1)
    gate = np.array([GRADES.index(one.quality) for one in ground.gateways])
    ways = np.where(found.gateway == g[None, :], ground.grade[:, g], 0).max(axis=0)
    grade = np.maximum(np.maximum(ways, gate[g]), air.grade[g, ends])
    return pd.DataFrame(
        {
            "destination": list(found.destinations),
            "gateway": named(np.where(lost, -1, g), air.gateways),
            "stops": pd.Series(air.stops[g, ends], dtype="Int8").mask(lost),
            "via": named(np.where(lost, -1, air.via[g, ends]), air.airports),
            "vintage": named(np.where(lost, -1, air.vintage[g, ends]), air.vintages),
            "quality": named(np.where(lost, -1, grade), GRADES),
        }
    )


def landings(
    hours: pd.DataFrame, airports: pd.DataFrame, leaves: datetime, *, home_zone: str
) -> pd.DataFrame:
    """Clock and calendar at each destination for who leaves home at one moment.

    `hours` has destination and median_hours, `airports` iata and timezone (IANA names); `leaves` is
    local time at home. Summer time follows from the date. Columns destination, lands_local
    (``"18:17"``), days_later (calendar days between the local dates; below 0 across the date line).
    Both are missing where hours are.

    Raises
    ------
    DataError
        If a destination has no time zone.

    Examples
    --------
    >>> hours = pd.DataFrame({"destination": ["LAX"], "median_hours": [15.5]})
    >>> zones = pd.DataFrame({"iata": ["LAX"], "timezone": ["America/Los_Angeles"]})
    >>> landings(hours, zones, datetime(2019, 1, 15, 8), home_zone="Asia/Shanghai").values.tolist()
    [['LAX', '07:30', 0]]
    """
    zones = dict(zip(airports["iata"], airports["timezone"], strict=True))
    unknown = sorted(set(hours["destination"]) - set(zones))
    if unknown:
        raise DataError(
            f"no time zone is known of {', '.join(unknown[:5])}; add the airports to "
            "air/world_airports.csv"
        )
    clocks: list[str | None] = []
    days: list[int | None] = []
    for code, taken in zip(hours["destination"], hours["median_hours"].astype(float), strict=True):
        if np.isnan(taken):
            clocks.append(None)
            days.append(None)
            continue
        minutes = timedelta(hours=taken) / timedelta(minutes=1)
        there = landing(leaves, round(minutes), origin_zone=home_zone, destination_zone=zones[code])
        clocks.append(f"{there.local:%H:%M}")
        days.append(there.days_later)
    return pd.DataFrame(
        {
            "destination": list(hours["destination"]),
            "lands_local": clocks,
            "days_later": pd.array(days, dtype="Int64"),
        }
    )
