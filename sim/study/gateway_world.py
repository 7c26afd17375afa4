"""From every cell to the world: what the router is asked for it, and the tables a run writes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.gateway.gateways import GroundAccess
from sim.gateway.train_calls import hub_stations
from sim.gateway.world import journeys
from sim.gateway.world_people import destination_hours, gateway_shares
from sim.gateway.world_search import WorldSearch, search_world
from sim.geometry import projected_epsg, to_metres
from sim.indicators.weighted import weighted_quantile
from sim.network.model import Place
from sim.routing.matrix import travel_times
from sim.routing.settings import Query
from sim.study.settings import CITY_CENTRE
from sim.study.skims import airport_point
from sim.study.world import World

__all__ = ["WORLD_FRAMES", "world_frames"]

WORLD_FRAMES = ("door_to_world", "gateway_ground", "world_destinations", "world_gateways")
"""Tables of journeys to the world that every run writes."""

SHOWN = ("FRA", "LAX", "SYD", "SIN", "LHR", "JFK", "NRT", "ICN", "BKK", "DXB", "HKG", "TPE")
"""Airports that the table by cell is written for; the others are in the tables over all people."""

_ARRIVALS_S = tuple(hour * 3600 for hour in (9, 12, 15, 18))
_MAX_S = 3 * 3600
_MEDIAN = 50


def world_frames(world: World, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Hours from every cell to chosen airports, and to all of them over the people."""
    cells = [row for row, zone in enumerate(world.zones) if zone.kind == "cell"]
    people = np.array([world.zones[row].population for row in cells])
    found = _search(world, cells, tables).found
    centre = world.network.places[CITY_CENTRE]
    shown = [one for one in SHOWN if one in set(found.destinations)]
    table = journeys(found, shown)
    minutes = [column for column in table if str(column).endswith("_min")]
    table = table.round({"hours": 2, **dict.fromkeys(minutes, 1)})
    return {
        "door_to_world": table,
        "gateway_ground": _ground(found.ground, people, cells_near(world, cells, centre)),
        "world_destinations": destination_hours(found, people).round(3),
        "world_gateways": gateway_shares(found, people).round({"people": 0, "share": 4}),
    }


def cells_near(world: World, cells: list[int], place: Place) -> int:
    """Which of the cells lies nearest to a place, counted among them."""
    zones = [world.zones[row] for row in cells]
    epsg = projected_epsg(place.lon, place.lat)
    xy = to_metres([z.lon for z in zones], [z.lat for z in zones], epsg=epsg)
    here = to_metres([place.lon], [place.lat], epsg=epsg)
    return int(np.argmin(((xy - here) ** 2).sum(axis=1)))


def _ground(ground: GroundAccess, people: npt.NDArray[np.float64], centre: int) -> pd.DataFrame:
    """Minutes on the ground to each gateway: from the centre, and over the people."""
    total = ground.total_min
    rows = []
    for column, gateway in enumerate(ground.gateways):
        minutes = np.where(np.isnan(total[:, column]), np.inf, total[:, column])
        within = [weighted_quantile(minutes, people, share) for share in (0.5, 0.9)]
        reached = people[np.isfinite(minutes)].sum() / people.sum()
        numbers = (total[centre, column], *(m if np.isfinite(m) else np.nan for m in within))
        rows.append(
            (
                gateway.iata,
                gateway.name_zh,
                gateway.name_en,
                *(round(float(one), 1) for one in numbers),
                round(float(reached), 4),
            )
        )
    columns = ["gateway", "name_zh", "name_en", "centre_min", "median_min", "p90_min", "reached"]
    return pd.DataFrame(rows, columns=columns)


def _search(world: World, cells: list[int], tables: Mapping[str, pd.DataFrame]) -> WorldSearch:
    network = world.network
    stations = hub_stations(network)
    points = (
        *(
            world.point(one, network.stops[one].lon, network.stops[one].lat, is_station=True)
            for one in stations
        ),
        airport_point(world),
    )
    query = Query(_ARRIVALS_S, (_MEDIAN,), _MAX_S, None, arrive_by=True)
    walks = world.walks(world.zone_points, points)
    found = travel_times(world.timetable, world.zone_links, world.links(points), walks, query)
    times = found.at(_MEDIAN)[cells]
    minutes = np.where(times < 0, np.nan, times / 60)
    ids = np.array([world.zones[row].zone_id for row in cells])
    direct = pd.DataFrame(
        {"cell_id": ids, "gateway": network.home_airport, "minutes": minutes[:, -1]}
    )
    to_stations = pd.DataFrame(
        {
            "cell_id": np.repeat(ids, len(stations)),
            "station_id": np.tile(np.array(stations, dtype=object), len(ids)),
            "minutes": minutes[:, :-1].ravel(),
        }
    )
    return search_world(
        network, tables, cell_ids=ids.tolist(), direct=direct, to_stations=to_stations
    )
