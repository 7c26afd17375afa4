"""Names of the gateway's tables, without loading what makes them."""

__all__ = ["CORRIDOR_TABLES", "GATEWAY_TABLES", "INTERCHANGES", "RAIL_TIMES"]

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
    "air_growth",
    "air_journeys",
    "air_rail",
    "air_regions",
    "airport_peak_hour",
    "catchment",
    "catchment_zones",
    "circle_parts",
    "corridor_capacity",
    "county_times",
    "door_to_world",
    "flights_by_hour",
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

CORRIDOR_TABLES = ("airport_corridor_times", "airport_reach")
"""Tables of the airport's corridors, made last, from a run's own tables."""
