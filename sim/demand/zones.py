"""Zones of the demand model: groups of cells, then the special places (stations, airport)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from sim.demand.model import DemandZones, Floats64, Ints
from sim.demand.parameters import Parameters
from sim.demand.zone_cars import CAR_TABLE, car_share, city_cars_per_1000, zone_cars_per_1000
from sim.demand.zone_groups import CellGroups, cell_groups, split_at_water
from sim.demand.zone_names import NAME_TABLES, zone_names
from sim.demand.zone_parking import PARKING_TABLE, parking_of_groups, parking_rows
from sim.errors import DataError
from sim.geometry import distances_m, merged_polygon, to_metres
from sim.network.model import Network, Zone

__all__ = ["CARS_PRICE", "ZONE_TABLES", "demand_zones", "special_zone_id", "with_cars"]

ZONE_TABLES: tuple[str, ...] = ("demand/areas", CAR_TABLE, PARKING_TABLE, *NAME_TABLES)
"""What the zones are made from besides the network."""

CARS_PRICE = "cars_per_1000"
"""Where the network says how many private cars 1000 residents have."""

_GRAZE_M = 10.0  # a line may touch the drawn bank by this much
_SPECIAL_REACH_M = 600.0


@dataclass(frozen=True, slots=True)
class _Special:
    kind: str
    place_id: str
    name_zh: str
    name_en: str
    lon: float
    lat: float
    stop_ids: tuple[str, ...]


def demand_zones(
    network: Network,
    tables: Mapping[str, pd.DataFrame],
    parameters: Parameters,
    *,
    target_count: int = 600,
    cars_per_1000: float | None = None,
) -> DemandZones:
    """Zones for a network: some `target_count` groups of cells, the main stations, the airport.

    Cells are put together within a county and on one bank of the water nobody walks across
    (`cell_groups`, `split_at_water`). A zone lies at the mean place of its people and jobs, or at
    its nearest cell where that is in the water. People and jobs are those of the cells, none is
    lost; county zones outside the city are left out. Every main station is a zone, open or not;
    its links are its own stops and those within 600 m, as for the airport.

    Cars per 1000 residents are `cars_per_1000`, else those of the network's prices, else those of
    ``demand/car_ownership`` in the horizon year; who has a car at hand follows from
    `car_share` with ``car_access_per_car``. The parking zone is the one where most people and jobs
    of the zone are. Of `tables` those in `ZONE_TABLES` are read.

    Raises
    ------
    DataError
        If the network has no cells, an area names no county, or a table cannot be used.
    """
    cells = sorted(
        (zone for zone in network.zones.values() if zone.kind == "cell"), key=lambda c: c.zone_id
    )
    if not cells:
        raise DataError("demand needs zones: the network has no cells")
    water = merged_polygon(barrier.rings for barrier in network.barriers)
    size = _sizes(cells)
    groups = _grouped(cells, size, water, target_count)
    lon, lat = _positions(cells, size, groups, water)
    specials = _specials(network)
    first = [cells[row] for row in np.unique(groups.row, return_index=True)[1]]
    nearest = [_nearest_cell(cells, special) for special in specials]
    county = [zone.county_id for zone in (*first, *nearest)]
    names_zh, names_en = zone_names(
        tables, lon, lat, [(zone.name_zh, zone.name_en) for zone in first]
    )
    zones = DemandZones(
        zone_ids=(*groups.group_ids, *(special_zone_id(s.kind, s.place_id) for s in specials)),
        names_zh=(*names_zh, *(special.name_zh for special in specials)),
        names_en=(*names_en, *(special.name_en for special in specials)),
        county_ids=tuple(county),
        kind=(*("area" for _ in first), *(special.kind for special in specials)),
        lon=np.array([*lon, *(special.lon for special in specials)]),
        lat=np.array([*lat, *(special.lat for special in specials)]),
        population=_summed(groups, [zone.population for zone in cells], len(specials)),
        jobs=_summed(groups, [zone.jobs for zone in cells], len(specials)),
        car_share=np.zeros(len(first) + len(specials)),
        parking_id=_parking(tables[PARKING_TABLE], cells, size, groups, specials),
        areas=_areas(tables["demand/areas"], county),
        cell_ids=tuple(str(zone.zone_id) for zone in cells),
        cell_row=groups.row,
        special_stop_ids=(*(() for _ in first), *(special.stop_ids for special in specials)),
    )
    mean = _city_cars(network, tables[CAR_TABLE]) if cars_per_1000 is None else cars_per_1000
    return with_cars(zones, tables[CAR_TABLE], parameters, cars_per_1000=mean)


def with_cars(
    zones: DemandZones, table: pd.DataFrame, parameters: Parameters, *, cars_per_1000: float
) -> DemandZones:
    """Same zones with other cars: `cars_per_1000` in the city, by county as ``car_ownership`` says.

    Special places make no trips of their own; their share is that of their county.
    """
    cars = zone_cars_per_1000(
        table, zones.county_ids, zones.population, city_mean=float(cars_per_1000)
    )
    share = car_share(cars, access_per_car=parameters["car_access_per_car"])
    return replace(zones, car_share=share)


def special_zone_id(kind: str, place_id: str) -> str:
    """Zone id of a main station or of the airport.

    Examples
    --------
    >>> special_zone_id("station", "hangzhou_east")
    'station:hangzhou_east'
    """
    return f"{kind}:{place_id}"


def _sizes(cells: Sequence[Zone]) -> Floats64:
    return np.array([zone.population + zone.jobs for zone in cells], dtype=np.float64)


def _grouped(
    cells: Sequence[Zone], size: Floats64, water: shapely.Geometry, target_count: int
) -> CellGroups:
    groups = cell_groups(
        [str(zone.zone_id) for zone in cells],
        [zone.county_id for zone in cells],
        size,
        target_count=target_count,
    )
    return split_at_water(groups, _xy(cells), size, water.buffer(-_GRAZE_M))


def _xy(cells: Sequence[Zone]) -> Floats64:
    return to_metres([zone.lon for zone in cells], [zone.lat for zone in cells])


def _positions(
    cells: Sequence[Zone], size: Floats64, groups: CellGroups, water: shapely.Geometry
) -> tuple[Floats64, Floats64]:
    """Mean place of the people and jobs of each group, on dry land."""
    weight = np.maximum(size, 1e-9)  # cells without anybody still have a place
    count = len(groups.group_ids)
    total = np.bincount(groups.row, weights=weight, minlength=count)
    at = np.array([(zone.lon, zone.lat) for zone in cells], dtype=np.float64)
    lon, lat = (
        np.bincount(groups.row, weights=weight * at[:, axis], minlength=count) / total
        for axis in (0, 1)
    )
    cell_xy, xy = _xy(cells), to_metres(lon, lat)
    for group in np.flatnonzero(shapely.contains_xy(water, xy[:, 0], xy[:, 1])):
        members = np.flatnonzero(groups.row == group)
        nearest = members[int(np.argmin(distances_m(cell_xy[members], xy[group])))]
        lon[group], lat[group] = at[nearest]
    return lon.round(6), lat.round(6)


def _summed(groups: CellGroups, values: Sequence[float], specials: int) -> Floats64:
    sums = np.bincount(groups.row, weights=values, minlength=len(groups.group_ids))
    return np.concatenate([sums, np.zeros(specials)])


def _specials(network: Network) -> list[_Special]:
    """Main stations in the order of the network, then the home airport."""
    places = [
        _Special("station", str(hub.hub_id), hub.name_zh, hub.name_en, hub.lon, hub.lat,
                 tuple(str(stop) for stop in hub.stop_ids if stop in network.stops))
        for hub in network.hubs.values()
    ]  # fmt: skip
    airport = network.airports.get(network.home_airport)
    if airport is not None:
        ground = [stop for stop in network.stops.values() if stop.stop_id == f"A_{airport.iata}"]
        lon, lat = (ground[0].lon, ground[0].lat) if ground else (airport.lon, airport.lat)
        places.append(
            _Special("airport", airport.iata, airport.name_zh, airport.name_en, lon, lat, ())
        )
    if not places or not network.stops:
        return places
    stops = sorted(network.stops.values(), key=lambda stop: stop.stop_id)
    xy = to_metres([stop.lon for stop in stops], [stop.lat for stop in stops])
    near = [
        distances_m(xy, to_metres(place.lon, place.lat)) <= _SPECIAL_REACH_M for place in places
    ]
    return [
        replace(
            place,
            stop_ids=tuple(
                sorted({*place.stop_ids, *(str(stops[i].stop_id) for i in np.flatnonzero(close))})
            ),
        )
        for place, close in zip(places, near, strict=True)
    ]


def _nearest_cell(cells: Sequence[Zone], special: _Special) -> Zone:
    away = distances_m(_xy(cells), to_metres(special.lon, special.lat))
    return cells[int(np.argmin(away))]


def _parking(
    table: pd.DataFrame,
    cells: Sequence[Zone],
    size: Floats64,
    groups: CellGroups,
    specials: Sequence[_Special],
) -> tuple[str, ...]:
    ids = [str(parking_id) for parking_id in table["parking_id"]]
    at_cells = parking_rows(
        table, np.array([zone.lon for zone in cells]), np.array([zone.lat for zone in cells])
    )
    by_group: Ints = parking_of_groups(at_cells, groups.row, size, len(groups.group_ids))
    at_specials = parking_rows(
        table, np.array([s.lon for s in specials]), np.array([s.lat for s in specials])
    )
    return tuple(ids[row] for row in (*by_group.tolist(), *at_specials.tolist()))


def _areas(table: pd.DataFrame, county_ids: Sequence[str]) -> Mapping[str, npt.NDArray[np.bool_]]:
    members = table.groupby("area_id", sort=False)["county_id"].agg(set)
    return {
        str(area_id): np.array([county in counties for county in county_ids], dtype=np.bool_)
        for area_id, counties in members.items()
    }


def _city_cars(network: Network, table: pd.DataFrame) -> float:
    price = network.prices.get(CARS_PRICE)
    if price is not None:
        return float(price.value)
    return city_cars_per_1000(table, network.horizon_year)
