"""Travel times by public transport: exact searches on integer arrays.

Names are loaded when they are first used, so that a run loads no engine that it does not need.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOME = {
    "CostWeights": "cheapest",
    "Costs": "cheapest",
    "Draws": "draws",
    "Itinerary": "itinerary",
    "Leg": "itinerary",
    "LinkArrays": "arrays",
    "OperationCounts": "chunks",
    "Query": "settings",
    "SampledTimes": "draws",
    "TimetableArrays": "arrays",
    "TravelTimeParts": "parts_matrix",
    "TravelTimes": "matrix",
    "UNREACHABLE": "compiled",
    "cheapest": "cheapest",
    "compile_access": "compile",
    "compile_direct": "compile",
    "compile_links": "compile",
    "compile_network": "compile",
    "compile_timetable": "compile",
    "drawn": "draws",
    "fastest_itinerary": "itinerary",
    "reach": "matrix",
    "sampled_travel_times": "draws",
    "travel_time_parts": "parts_matrix",
    "travel_time_profile": "matrix",
    "travel_times": "matrix",
}


def __getattr__(name: str) -> Any:
    """Load a public name from the module that holds it."""
    if name in _HOME:
        return getattr(import_module(f"sim.routing.{_HOME[name]}"), name)
    raise AttributeError(f"module 'sim.routing' has no attribute '{name}'")
