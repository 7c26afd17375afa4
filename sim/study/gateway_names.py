"""Names of the gateway's tables, without loading what makes them."""

__all__ = ["GATEWAY_TABLES", "INTERCHANGES", "RAIL_TIMES"]

INTERCHANGES = "interchanges"
"""Table of all interchanges; targets are judged by it."""

RAIL_TIMES = "rail_times"
"""Table of the direct trains between stations."""

GATEWAY_TABLES = (
    "air_connectivity",
    "air_countries",
    "air_destination_counts",
    "air_destination_list",
    "air_diversity",
    "air_journeys",
    "air_regions",
    "catchment",
    "catchment_zones",
    "circle_parts",
    "corridor_capacity",
    "county_times",
    "door_to_world",
    "flights_in_time",
    "gateway_ground",
    "hub_closures",
    "hub_hours",
    "hub_lines",
    "hub_stations",
    "hub_transfers",
    "province_times",
    "rail_performance",
    "right_station_people",
    "world_destinations",
    "world_gateways",
)
"""Tables of stations, trains and flights; a scenario may leave them out (``gateway``)."""
