"""Weights on a graph: what travellers minimise, and what skims add up beside it."""

from __future__ import annotations

import numpy as np

from sim.demand.model import Floats64
from sim.demand.parameters import Parameters
from sim.demand.transit.arrays import Costs, Measures
from sim.demand.transit.graph import TransitGraph

__all__ = ["costs_of", "measures_of"]


def costs_of(
    graph: TransitGraph,
    parameters: Parameters,
    *,
    multiplier: Floats64 | None = None,
    boarding_share: Floats64 | None = None,
) -> Costs:
    """Weighted minutes of everything a traveller does (domain D4).

    ``ride x weight of the mode x crowding + walk_weight x walk + wait_weight x (wait + slack) +
    transfer_penalty_min per boarding``; alighting is walking, and so is changing. Every boarding
    is charged the penalty and the whole trip is given one back (``discount``): what is left are
    the boardings after the first.

    Parameters
    ----------
    multiplier, boarding_share
        Of each hop, from `sim.demand.transit.crowding`; none: everybody sits and finds room.

    Examples
    --------
    >>> from sim.demand.transit.examples import PARAMETERS, PEAK, zones_at
    >>> from sim.demand.transit.fleet import Fleet
    >>> from sim.demand.transit.graph import build_transit
    >>> from sim.network.examples import line
    >>> network = line("A B")
    >>> graph, = build_transit(network, zones_at(network, "A"), [PEAK], PARAMETERS, Fleet({}, {}))
    >>> costs_of(graph, PARAMETERS).board.tolist()  # slack of a minute, weighted, and the penalty
    [8.0, 8.0]
    """
    net = graph.structure
    weight = _ride_weight(graph, parameters)[net.hop_mode]
    crowd = np.ones(len(weight)) if multiplier is None else multiplier
    share = np.ones(len(weight)) if boarding_share is None else boarding_share
    penalty = parameters["transfer_penalty_min"]
    strange = _strangeness(graph, parameters)
    board = parameters["wait_weight"] * graph.slack_min[net.hop_mode] + penalty
    board = board + strange[net.hop_tail]
    least = np.full(graph.n_nodes, np.inf)
    np.minimum.at(least, net.hop_tail, board)
    foot_min, wait_min, ride_min, _, boardings = graph.access.parts.T
    street = parameters["street_ride_weight"]
    access = (
        parameters["walk_weight"] * foot_min
        + parameters["wait_weight"] * wait_min
        + street * ride_min
        + penalty * boardings
    )
    direct = (
        parameters["walk_weight"] * parameters["local_bus_walk_min"]
        + parameters["wait_weight"] * parameters["local_bus_wait_min"]
        + street * graph.direct_km * (60 / parameters["local_bus_speed_kmh"])
    )
    columns = {
        "ride": graph.hops.ride_min * weight * crowd,
        "dwell": graph.hops.dwell_min * weight * crowd,
        "board": board,
        "least_board": least,
        "alight": parameters["walk_weight"] * graph.alight_min[net.hop_mode]
        + strange[net.hop_head],
        "frequency": graph.hops.per_min * share,
        "walk": parameters["walk_weight"] * graph.walk_min,
        "access": access,
        "direct": direct,
        "wait_weight": np.array([parameters["wait_weight"] * parameters["wait_factor"]]),
        "discount": np.array([penalty]),
    }
    return Costs(**{k: np.ascontiguousarray(v, dtype=np.float64) for k, v in columns.items()})


def measures_of(graph: TransitGraph, parameters: Parameters, costs: Costs) -> Measures:
    """Plain minutes and km that belong to the costs; crowding is what these lack of the cost.

    Examples
    --------
    >>> from sim.demand.transit.examples import PARAMETERS, PEAK, zones_at
    >>> from sim.demand.transit.fleet import Fleet
    >>> from sim.demand.transit.graph import build_transit
    >>> from sim.network.examples import line
    >>> network = line("A B")
    >>> graph, = build_transit(network, zones_at(network, "A"), [PEAK], PARAMETERS, Fleet({}, {}))
    >>> costs = costs_of(graph, PARAMETERS, multiplier=np.array([1.5, 1.0]))
    >>> measures_of(graph, PARAMETERS, costs).crowd[:, 0].round(3).tolist()  # half of 80 s
    [0.667, 0.0]
    """
    net = graph.structure
    weight = _ride_weight(graph, parameters)[net.hop_mode]
    columns = {
        "ride": graph.hops.ride_min,
        "dwell": graph.hops.dwell_min,
        "crowd": np.column_stack(
            [
                costs.ride - weight * graph.hops.ride_min,
                costs.dwell - weight * graph.hops.dwell_min,
            ]
        ),
        "km": graph.hops.km,
        "slack": graph.slack_min[net.hop_mode],
        "alight": graph.alight_min[net.hop_mode],
        "walk": graph.walk_min,
        "access": graph.access.parts,
        "direct": graph.direct_km,
        "direct_parts": np.array(
            [
                parameters["local_bus_walk_min"],
                parameters["local_bus_wait_min"],
                60 / parameters["local_bus_speed_kmh"],
            ]
        ),
        "wait_factor": np.array([parameters["wait_factor"]]),
        "frequency": costs.frequency,
    }
    return Measures(**{k: np.ascontiguousarray(v, dtype=np.float64) for k, v in columns.items()})


def _ride_weight(graph: TransitGraph, parameters: Parameters) -> Floats64:
    street = parameters["street_ride_weight"]
    return np.array([1.0 if rails else street for rails in graph.on_rails], dtype=np.float64)


def _strangeness(graph: TransitGraph, parameters: Parameters) -> Floats64:
    """What new stations are felt to cost, by node."""
    fading = np.exp(-graph.open_years / parameters["new_station_years"])
    return np.asarray(parameters["new_station_min"] * fading)
