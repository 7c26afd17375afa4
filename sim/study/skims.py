"""The travel-time tables of a run: what is searched, from where, and how it is kept.

Every table comes from the same engine and the same links. Unreachable is missing (NaN).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.network.connectors import Point
from sim.network.model import Zone
from sim.routing.matrix import reach, travel_time_profile, travel_times
from sim.routing.settings import Query
from sim.study.settings import CITY_CENTRE, MODEL_HUB, SearchSettings
from sim.study.world import World, airport_at

__all__ = [
    "airport_point",
    "centre_times",
    "corridor_times",
    "door_to_door",
    "people_and_jobs",
    "sampled_zones",
    "zone_access",
    "zone_access_of",
]

Share = Callable[[float], None]
OPPORTUNITIES = ("population", "jobs")


def zone_access(world: World, settings: SearchSettings, share: Share) -> pd.DataFrame:
    """Minutes from the main hub and the airport to each zone, and what each zone reaches.

    Columns ``zone_id, kind, name_zh, name_en, county_id, prefecture, lon, lat, population, jobs,
    minutes_from_hub, minutes_from_airport, population_30min, …, jobs_60min``. Minutes are a
    percentile (default the median) over every departure of the window, door to door.

    The sums are searched by themselves; `sim.study.access_tables` makes the same table from the
    matrix it has anyway.
    """
    sums = reach(
        world.timetable,
        world.zone_links,
        world.zone_links,
        world.zone_to_zone,
        Query.over(
            settings.access_window,
            percentiles=(settings.percentile,),
            max_time_s=max(settings.cutoffs_min) * 60,
            max_rides=settings.max_rides,
        ),
        weights=people_and_jobs(world),
        cutoffs_s=[minutes * 60 for minutes in settings.cutoffs_min],
        progress=lambda done, total: share(done / total),
    )
    return zone_access_of(world, settings, sums)


def people_and_jobs(world: World) -> npt.NDArray[np.float64]:
    """People and jobs of each zone, [zone, kind] in the order of the table's columns."""
    return np.array([[zone.population, zone.jobs] for zone in world.zones])


def zone_access_of(
    world: World, settings: SearchSettings, sums: npt.NDArray[np.float64]
) -> pd.DataFrame:
    """Table of `zone_access` from sums that are there already, [zone, cutoff, kind]."""
    network = world.network
    hub = network.hubs[MODEL_HUB]  # type: ignore[index]
    origins = (
        world.point(f"hub:{hub.hub_id}", hub.lon, hub.lat, is_station=True),
        airport_point(world),
    )
    query = Query.over(
        settings.map_window,
        percentiles=(settings.percentile,),
        max_time_s=settings.max_time_s,
        max_rides=settings.max_rides,
    )
    found = travel_times(
        world.timetable,
        world.links(origins),
        world.zone_links,
        world.walks(origins, world.zone_points),
        query,
    )
    minutes = _minutes(found.at(settings.percentile))
    frame = zone_frame(world.zones)
    frame["minutes_from_hub"] = minutes[0]
    frame["minutes_from_airport"] = minutes[1]
    for column, cutoff in enumerate(settings.cutoffs_min):
        for kind, name in enumerate(OPPORTUNITIES):
            frame[f"{name}_{cutoff}min"] = sums[:, column, kind].round(0)
    return frame


def zone_frame(zones: Sequence[Zone]) -> pd.DataFrame:
    """The zones as a table, with modelled people and jobs."""
    fields = ("zone_id", "kind", "name_zh", "name_en", "county_id", "prefecture", "lon", "lat")
    frame = pd.DataFrame({name: [getattr(z, name) for z in zones] for name in fields})
    frame["population"] = np.array([z.population for z in zones]).round(1)
    frame["jobs"] = np.array([z.jobs for z in zones]).round(1)
    return frame


def corridor_times(
    world: World, settings: SearchSettings, destination_ids: Sequence[str]
) -> pd.DataFrame:
    """Seconds from the airport to named places and hubs, for every departure of the day.

    Columns ``destination_id, departure_s, time_s``.
    """
    network = world.network
    points = tuple(
        world.point(item, thing.lon, thing.lat, is_station=item in network.hubs)
        for item in destination_ids
        if (thing := network.hubs.get(item) or network.places.get(item)) is not None  # type: ignore[call-overload]
    )
    query = _query(settings, settings.corridor_window)
    times = _profile(world, (airport_point(world),), points, query)[0]
    return pd.DataFrame(
        {
            "destination_id": np.repeat([p.point_id for p in points], len(query.departures_s)),
            "departure_s": np.tile(query.departures_s, len(points)),
            "time_s": _seconds(times.reshape(-1)),
        }
    )


def centre_times(world: World, settings: SearchSettings) -> pd.DataFrame:
    """Median seconds from the city's centre to every zone over the day.

    Searched outwards from the centre; the way in takes the same time where services run the same in
    both directions, as all but one-way bus loops and single trains do. Columns ``zone_id,
    population, median_s``.
    """
    place = world.network.places[CITY_CENTRE]
    origin = (world.point(place.place_id, place.lon, place.lat),)
    found = travel_times(
        world.timetable,
        world.links(origin),
        world.zone_links,
        world.walks(origin, world.zone_points),
        _query(settings, settings.circle_window),
    )
    return pd.DataFrame(
        {
            "zone_id": [z.zone_id for z in world.zones],
            "population": [z.population for z in world.zones],
            "median_s": _seconds(found.at(50)[0]),
        }
    )


def door_to_door(world: World, settings: SearchSettings, share: Share) -> pd.DataFrame:
    """Seconds from a sample of the city's people to every county of the province over the day.

    Columns ``origin_id, zone_id, departure_s, time_s, weight``; the weight is the population of the
    destination (origins are drawn with probability proportional to theirs).
    """
    origins = sampled_zones(world.zones, settings.circle_origins)
    counties = tuple(z for z in world.zones if z.kind == "county")
    origin_points, county_points = _points(origins), _points(counties)
    query = _query(settings, settings.circle_window)
    times = travel_time_profile(
        world.timetable,
        world.links(origin_points),
        world.links(county_points),
        None,
        query,
        progress=lambda done, total: share(done / total),
    )
    n_from, n_to, n_departures = times.shape
    return pd.DataFrame(
        {
            "origin_id": np.repeat([z.zone_id for z in origins], n_to * n_departures),
            "zone_id": np.tile(np.repeat([z.zone_id for z in counties], n_departures), n_from),
            "departure_s": np.tile(query.departures_s, n_from * n_to),
            "time_s": _seconds(times.reshape(-1)),
            "weight": np.tile(np.repeat([z.population for z in counties], n_departures), n_from),
        }
    )


def sampled_zones(zones: Sequence[Zone], count: int) -> tuple[Zone, ...]:
    """A systematic sample of the cells, each person equally likely; the same every time.

    The cells are lined up by id (neighbours stand near each other in H3) and every
    ``total / count``-th person's cell is taken, so the sample is spread over the city.

    Examples
    --------
    >>> from sim.network.model import Zone, ZoneId
    >>> def cell(name, people):
    ...     return Zone(ZoneId(name), "cell", "", "", 120.0, 30.0, "", "", people, 0.0)
    >>> [z.zone_id for z in sampled_zones([cell("a", 10.0), cell("b", 90.0)], 4)]
    ['b', 'b', 'b', 'b']
    """
    cells = sorted((z for z in zones if z.kind == "cell"), key=lambda z: z.zone_id)
    heads = np.cumsum([z.population for z in cells])
    wanted = (np.arange(count) + 0.5) / count * heads[-1]
    return tuple(cells[i] for i in np.searchsorted(heads, wanted))


def airport_point(world: World) -> Point:
    """The terminals of the home airport."""
    name = f"airport:{world.network.home_airport}"
    return world.point(name, *airport_at(world.network), is_station=True)


def _query(settings: SearchSettings, window: object) -> Query:
    return Query.over(
        window,  # type: ignore[arg-type]
        percentiles=(50,),
        max_time_s=settings.max_time_s,
        max_rides=settings.max_rides,
    )


def _profile(
    world: World, origins: tuple[Point, ...], destinations: tuple[Point, ...], query: Query
) -> npt.NDArray[np.int32]:
    return travel_time_profile(
        world.timetable,
        world.links(origins),
        world.links(destinations),
        world.walks(origins, destinations),
        query,
    )


def _points(zones: Sequence[Zone]) -> tuple[Point, ...]:
    return tuple(Point(z.zone_id, z.lon, z.lat, z.feeder_speed_kmh) for z in zones)


def _seconds(times_s: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    return np.where(times_s < 0, np.nan, times_s.astype(np.float64))


def _minutes(times_s: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    return np.round(_seconds(times_s) / 60.0, 1)
