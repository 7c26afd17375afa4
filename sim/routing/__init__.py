"""Travel times by public transport: an exact round-based router on integer arrays."""

from __future__ import annotations

from sim.routing.arrays import LinkArrays, TimetableArrays
from sim.routing.chunks import OperationCounts
from sim.routing.compile import (
    compile_access,
    compile_direct,
    compile_links,
    compile_network,
    compile_timetable,
)
from sim.routing.compiled import UNREACHABLE
from sim.routing.itinerary import Itinerary, Leg, fastest_itinerary
from sim.routing.matrix import TravelTimes, reach, travel_time_profile, travel_times
from sim.routing.settings import Query

__all__ = [
    "UNREACHABLE",
    "Itinerary",
    "Leg",
    "LinkArrays",
    "OperationCounts",
    "Query",
    "TimetableArrays",
    "TravelTimes",
    "compile_access",
    "compile_direct",
    "compile_links",
    "compile_network",
    "compile_timetable",
    "fastest_itinerary",
    "reach",
    "travel_time_profile",
    "travel_times",
]
