"""Small towns for the tests of strategies: from a text, or drawn at random."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from sim import toy
from sim.demand.transit.access import AccessSettings
from sim.demand.transit.examples import PARAMETERS, PEAK, zones_at
from sim.demand.transit.fleet import Fleet, Vehicle
from sim.demand.transit.graph import TransitGraph, build_transit
from sim.network.model import ModeId, Network

PLAIN = dict(
    PARAMETERS, walk_weight=1.0, wait_weight=1.0, transfer_penalty_min=0.0, street_ride_weight=1.0
)
"""Every minute weighs 1: the cost is the expected time."""

STOPS = "ABCDEF"


def network_of(text: str, *, rail: str = "") -> Network:
    """Toy network; the mode named `rail` runs on rails, behind gates."""
    network = toy.build(text).network
    if not rail:
        return network
    modes = dict(network.modes)
    modes[ModeId(rail)] = replace(modes[ModeId(rail)], gtfs_route_type=1)
    return replace(network, modes=modes)


def graph_of(
    network: Network,
    stops: str,
    parameters: dict[str, float] = PLAIN,
    *,
    fleet: Fleet | None = None,
    walk_min: float = 0.0,
) -> TransitGraph:
    """Graph of the peak with a zone at each of the stops, `walk_min` away."""
    (graph,) = build_transit(
        network,
        zones_at(network, stops),
        [PEAK],
        parameters,
        fleet or Fleet({}, {}),
        settings=AccessSettings(station_walk_min=walk_min),
    )
    return graph


@st.composite
def towns(draw: st.DrawFn) -> tuple[Network, str, dict[str, float], Fleet]:
    """Random lines of two modes over six stops, walks between some, zones at some, weights."""
    lines = []
    for number in range(draw(st.integers(1, 5))):
        stops = draw(st.permutations(STOPS))[: draw(st.integers(2, 5))]
        minute, calls = 0, []
        for stop in stops:
            calls.append(f"{stop} +{minute}")
            minute += draw(st.integers(1, 12))
        mode = draw(st.sampled_from(["bus", "rail"]))
        every = draw(st.sampled_from([3, 5, 8, 12, 20]))
        way = draw(st.sampled_from(["", " oneway"]))
        lines.append(f"line L{number} {mode} every {every} 06:00-10:00{way}: {', '.join(calls)}")
    known = sorted({stop for line in lines for stop in STOPS if f" {stop} +" in line})
    for _ in range(draw(st.integers(0, 3))):
        one, other = draw(st.permutations(known))[:2]
        lines.append(f"walk {one} {other} {draw(st.integers(1, 9))}")
    slack = draw(st.integers(0, 120))
    text = "\n".join(
        [f"mode bus: slack {slack}, alight 10", "mode rail: slack 60, alight 45", *lines]
    )
    zones = " ".join(draw(st.permutations(known))[: draw(st.integers(2, 4))])
    weights = {
        "walk_weight": draw(st.sampled_from([1.0, 2.0])),
        "wait_weight": draw(st.sampled_from([1.0, 2.0])),
        "transfer_penalty_min": draw(st.sampled_from([0.0, 6.0])),
        "street_ride_weight": draw(st.sampled_from([1.0, 1.3])),
    }
    fleet = Fleet({}, {"bus": Vehicle(20, 40), "rail": Vehicle(50, 200)})
    return network_of(text, rail="rail"), zones, PLAIN | weights, fleet


def trips_between(n_zones: int, seed: int) -> np.ndarray:
    """Random trips of one period, some pairs without any."""
    random = np.random.default_rng(seed)
    od = random.integers(0, 200, (1, n_zones, n_zones)).astype(np.float64)
    return od * (random.random(od.shape) < 0.7)
