"""The catalogue of map layers: one file each, listed here from the ground up.

A new layer is one file with a ``LAYER`` and one line below; its name in the layer control, its
legend and its place in the browser test follow from the entry.
"""

from __future__ import annotations

from sim.maps.layers import (
    access,
    airport,
    airport_corridors,
    boundaries,
    buses,
    catchment,
    crowding,
    desire_lines,
    door_to_world,
    hubs,
    jobs_60min,
    labels,
    lines,
    link_loads,
    main_stations,
    minutes_from_airport,
    minutes_from_hub,
    opening_years,
    pending_lines,
    people_60min,
    province_circle,
    public_share,
    railways,
    road_flows,
    station_flows,
    stations,
    streets,
    water,
)
from sim.maps.marks import LayerSpec

__all__ = ["LAYERS"]

LAYERS: tuple[LayerSpec, ...] = (
    minutes_from_hub.LAYER,
    minutes_from_airport.LAYER,
    people_60min.LAYER,
    jobs_60min.LAYER,
    access.LAYER,
    public_share.LAYER,
    province_circle.LAYER,
    door_to_world.LAYER,
    catchment.LAYER,
    lines.LAYER,
    pending_lines.LAYER,
    stations.LAYER,
    opening_years.LAYER,
    hubs.LAYER,
    airport.LAYER,
    main_stations.LAYER,
    airport_corridors.LAYER,
    buses.LAYER,
    railways.LAYER,
    water.LAYER,
    boundaries.LAYER,
    streets.LAYER,
    labels.LAYER,
    desire_lines.LAYER,
    link_loads.LAYER,
    crowding.LAYER,
    station_flows.LAYER,
    road_flows.LAYER,
)
