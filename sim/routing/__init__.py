"""Travel times by public transport: exact searches on integer arrays."""

from __future__ import annotations

from sim.routing.arrays import LinkArrays, TimetableArrays
from sim.routing.cheapest import Costs, CostWeights, cheapest
from sim.routing.chunks import OperationCounts
from sim.routing.compile import (
    compile_access,
    compile_direct,
    compile_links,
    compile_network,
    compile_timetable,
)
from sim.routing.compiled import UNREACHABLE
from sim.routing.draws import Draws, SampledTimes, drawn, sampled_travel_times
from sim.routing.itinerary import Itinerary, Leg, fastest_itinerary
from sim.routing.matrix import TravelTimes, reach, travel_time_profile, travel_times
from sim.routing.parts_matrix import TravelTimeParts, travel_time_parts
from sim.routing.settings import Query

__all__ = [
    "UNREACHABLE",
    "CostWeights",
    "Costs",
    "Draws",
    "Itinerary",
    "Leg",
    "LinkArrays",
    "OperationCounts",
    "Query",
    "SampledTimes",
    "TimetableArrays",
    "TravelTimeParts",
    "TravelTimes",
    "cheapest",
    "compile_access",
    "compile_direct",
    "compile_links",
    "compile_network",
    "compile_timetable",
    "drawn",
    "fastest_itinerary",
    "reach",
    "sampled_travel_times",
    "travel_time_parts",
    "travel_time_profile",
    "travel_times",
]
