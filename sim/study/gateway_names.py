"""Names of the gateway's tables, without loading what makes them."""

__all__ = ["GATEWAY_TABLES", "INTERCHANGES"]

INTERCHANGES = "interchanges"
"""Table of all interchanges; targets are judged by it."""

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
    "rail_times",
    "right_station_people",
    "world_destinations",
    "world_gateways",
)
"""Tables of stations, trains and flights that every run writes."""
