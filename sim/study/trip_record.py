"""An explained trip as plain data: what ``--json`` writes and a notebook reads."""

from __future__ import annotations

from dataclasses import asdict
from typing import TypeAlias

from sim.routing.components import component_metadata
from sim.study.explain import Explanation
from sim.study.trip import Spread, Trip
from sim.study.trip_ends import TripEnd
from sim.study.trip_legs import Service, Spot, TripLeg

__all__ = ["trip_record"]

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"


def trip_record(explanation: Explanation) -> dict[str, Plain]:
    """Legs, components, percentiles and differences as nested plain values; times in seconds."""
    question = explanation.question
    return {
        "from": _end(explanation.origin),
        "to": _end(explanation.destination),
        "depart_s": question.depart_s,
        "arrive_by_s": question.arrive_by_s,
        "buffer_s": question.buffer_s,
        "trips": [_trip(trip) for trip in explanation.trips],
        "differences": [
            {
                "component": row.name,
                "unit": row.unit,
                "first": row.first,
                "second": row.second,
                "difference": row.difference,
            }
            for row in explanation.differences
        ],
        "words": list(explanation.words),
        "glossary": {name: {**told} for name, told in component_metadata().items()},
    }


def _end(end: TripEnd) -> Plain:
    return {**asdict(end), "nearby": list(end.nearby), "key": end.key}


def _trip(trip: Trip) -> Plain:
    return {
        "scenario": trip.scenario,
        "title": trip.title,
        "title_zh": trip.title_zh,
        "is_found": trip.is_found,
        "why_not": trip.why_not,
        "departure_s": trip.departure_s,
        "arrival_s": trip.arrival_s,
        "components": {**trip.sums},
        "legs": [_leg(leg) for leg in trip.legs],
        "window": None if trip.spread is None else _spread(trip.spread),
    }


def _leg(leg: TripLeg) -> Plain:
    return {
        "component": leg.component,
        "means": leg.means,
        "start_s": leg.start_s,
        "end_s": leg.end_s,
        "duration_s": leg.duration_s,
        "from": _spot(leg.origin),
        "to": _spot(leg.destination),
        "service": None if leg.service is None else _service(leg.service),
    }


def _spot(spot: Spot) -> Plain:
    return {"id": spot.spot_id, "name_zh": spot.name_zh, "name_en": spot.name_en}


def _service(service: Service) -> Plain:
    return {
        "route_id": service.route_id,
        "trip_id": service.trip_id,
        "mode_id": service.mode_id,
        "name_zh": service.name_zh,
        "name_en": service.name_en,
        "towards": _spot(service.towards),
        "n_stops": service.n_stops,
        "headway_s": service.headway_s or None,
        "boarding_slack_s": service.boarding_slack_s,
    }


def _spread(spread: Spread) -> Plain:
    return {
        "start_s": spread.window.start_s,
        "end_s": spread.window.end_s,
        "step_s": spread.window.step_s,
        "n_reached": spread.n_reached,
        "n_departures": len(spread.window),
        "percentiles": [
            {"percentile": percentile, "time_s": time_s}
            for percentile, time_s in zip(spread.percentiles, spread.times_s, strict=True)
        ],
    }
