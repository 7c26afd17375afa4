"""Names of the tables of demand: what a run with demand has, without loading what makes them."""

__all__ = [
    "DEMAND_FRAMES",
    "DEMAND_TABLES",
    "MATRIX_FRAME",
    "SERVICE_FRAME",
    "UNCERTAINTY_TABLES",
]

DEMAND_TABLES = (
    "demand_cells",
    "demand_checks",
    "demand_convergence",
    "demand_zones",
    "desire_lines",
    "generator_trips",
    "line_boardings",
    "line_loads",
    "mode_share_bands",
    "mode_shares",
    "road_flows",
    "station_flows",
    "unconnected_zones",
)
"""Tables of a solved demand model."""

UNCERTAINTY_TABLES = ("pt_share_draws", "pt_share_drawn", "pt_share_intervals", "pt_share_levers")
"""Tables of its draws and levers."""

MATRIX_FRAME = "demand_matrix"
"""Trips and minutes between demand zones, row by row; a run writes it as OMX, not as a table."""

SERVICE_FRAME = "demand_service"
"""What travellers met (`sim.study.demand_service`); kept beside the rest, for comparisons only."""

DEMAND_FRAMES = (*DEMAND_TABLES, *UNCERTAINTY_TABLES, MATRIX_FRAME)
"""All that a run with demand computes at once."""
