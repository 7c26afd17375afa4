"""Names and columns of the tables of a simulated day, without loading what makes them."""

from __future__ import annotations

__all__ = ["OPERATIONS_COLUMNS", "OPERATIONS_TABLES"]

_INTERVAL = ("value", "low", "high")
_TITLES = ("title_zh", "title_en")
_NAMES = ("name_zh", "name_en")

OPERATIONS_COLUMNS: dict[str, tuple[str, ...]] = {
    "operations_checks": (
        *("part", "facility_id", "check", *_TITLES),
        *("model_total", "simulated_total", "difference"),
    ),
    "operations_critical_sections": (
        *("rank", "route_id", "from_id", "to_id", "from_zh", "from_en", "to_zh", "to_en"),
        *("person_minutes_lost_per_h", "people_per_h", "simulated", "betweenness"),
        *("rank_topology", "screened_lost_per_h", "efficiency_loss_pct", "rank_simulated"),
    ),
    "operations_disruptions": (
        *("closure_id", "kind", *_TITLES, "from_time", "until_time", "people_affected"),
        *("person_minutes_lost", "low", "high", "waited", "rerouted", "by_shuttle", "gave_up"),
        *("recovered_time", "minutes_to_recover", "note"),
        *("route_id", "from_id", "to_id", "station_id", "person_minutes_within_patience"),
    ),
    "operations_line_quarters": (
        *("route_id", *_NAMES, "direction", "quarter_start", "trains", "boardings", "max_load"),
        *("capacity", "load_factor", "mean_wait_s", "expected_wait_s", "even_wait_s"),
        *("excess_wait_s", "failed_boardings", "headway_s", "headway_cv", "bunched_share_pct"),
        *("from_id", "from_zh", "from_en", "to_id", "to_zh", "to_en"),
    ),
    "operations_missed": (
        *("part", "facility_id", "group_id", "group_zh", "group_en", "people", "missed"),
        *("missed_pct", "low_pct", "high_pct", "main_place_id"),
    ),
    "operations_people_at_stations": ("station_id", "minute", "waiting"),
    "operations_platforms": (
        *("station_id", *_NAMES, "route_id", "line_zh", "line_en", "direction", "lon", "lat"),
        *("quarter_start", "waiting_mean", "waiting_max", "held_mean", "held_max", "area_m2"),
        *("density_per_m2", "level_of_service", "quality"),
    ),
    "operations_queues": (
        *("part", "facility_id", "place_id", *_TITLES, "start", "lanes", "arrivals"),
        *("queue_mean", "queue_max", "wait_mean_s", "wait_p95_s", "utilisation_pct"),
    ),
    "operations_recovery": (
        *("closure_id", "quarter_start", "extra_min_per_person", "people_late"),
    ),
    "operations_relief": (
        *("part", "facility_id", "place_id", *_TITLES, "change_zh", "change_en", "before"),
        *("after", "wait_p95_before_min", "wait_p95_after_min", "gain_min"),
    ),
    "operations_replications": ("part", "facility_id", "measure", "replication", "value"),
    "operations_service_levels": (
        *("facility_id", "place_id", *_TITLES, "people", "standard_min", "wait_mean_min"),
        *("wait_p95_min", "peak_hour_wait_min", "level_zh", "level_en", "lanes_now"),
        *("lanes_needed", "quality", "source"),
    ),
    "operations_summary": (
        *("part", "facility_id", *_NAMES, "measure", *_TITLES, "unit", *_INTERVAL),
        *("replications", "half_width_pct", "quality", "note"),
    ),
    "operations_trains": (
        *("train_id", "route_id", "direction", "seq", "stop_id", "arrive_s", "depart_s"),
        *("load", "capacity"),
    ),
    "operations_transfers": (
        *("hub_id", *_NAMES, "from_kind", "from_zh", "from_en", "to_kind", "to_zh", "to_en"),
        *("people", "p50_min", "p90_min", "p95_min", "mean_min", "low_min", "high_min"),
        *("within_3_min_pct", "within_5_min_pct", "within_8_min_pct"),
        "mean_with_wait_min",
    ),
}
"""Columns of every table, in their order; what a part of the day does not give stays empty."""

OPERATIONS_TABLES = tuple(OPERATIONS_COLUMNS)
"""Tables of a simulated day; a scenario has them where it asks for one (``operations``)."""
