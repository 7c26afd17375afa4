"""Driving and the way on foot or by cycle: distances, and minutes in traffic.

`road_network` joins the roads open on a date to the zones, `road_equilibrium` finds the flows at
which nobody gains by another way, `slow_skims` the distance over bridges. AequilibraE is imported
inside `sim.demand.road.library` only, and only when something is assigned.
"""

from sim.demand.road.delay import beckmann, bpr_minutes
from sim.demand.road.equilibrium import (
    RoadEquilibrium,
    assign_road,
    free_flow_skims,
    road_equilibrium,
)
from sim.demand.road.network import ROAD_ASSUMPTIONS, ROAD_TABLES, RoadNetwork, road_network
from sim.demand.road.slow import slow_skims

__all__ = [
    "ROAD_ASSUMPTIONS",
    "ROAD_TABLES",
    "RoadEquilibrium",
    "RoadNetwork",
    "assign_road",
    "beckmann",
    "bpr_minutes",
    "free_flow_skims",
    "road_equilibrium",
    "road_network",
    "slow_skims",
]
