"""Small networks with times that can be added up by hand, for examples and tests."""

from __future__ import annotations

import numpy as np

from sim.hub.riders.counts import count_places
from sim.hub.riders.lines import LinePattern, RailLines, no_changes
from sim.hub.riders.matrix import MatrixSettings, PeriodDemand, PeriodMatrix, period_matrix
from sim.hub.riders.ways import WaySettings

__all__ = ["line_of", "small_matrix", "straight_line"]


def straight_line() -> RailLines:
    """A to B to C in one direction: 100 s, 30 s at B, 70 s; a train every ten minutes for an hour.

    Examples
    --------
    >>> straight_line().station_ids
    ('A', 'B', 'C')
    """
    pattern = LinePattern(
        "L:0",
        0,
        np.arange(3),
        np.array([0.0, 100.0, 200.0]),
        np.array([0.0, 130.0, 200.0]),
        np.arange(0.0, 3600.0, 600.0),
    )
    return RailLines(("A", "B", "C"), ("L:0",), (np.arange(3),), (pattern,), no_changes())


def line_of(*routes: str, hop_s: float = 120.0, headway_s: float = 300.0) -> RailLines:
    """Lines both ways, each a text of stations, every hop alike, for two hours from time zero.

    Trains stop for no time; groups are ``L1:0``, ``L1:1``, ``L2:0`` and so on.

    Examples
    --------
    >>> lines = line_of("A B C", "B D")
    >>> lines.station_ids, lines.group_ids
    (('A', 'B', 'C', 'D'), ('L1:0', 'L1:1', 'L2:0', 'L2:1'))
    """
    stations = sorted({stop for route in routes for stop in route.split()})
    group_ids: list[str] = []
    patterns: list[LinePattern] = []
    for number, route in enumerate(routes, start=1):
        there = np.array([stations.index(stop) for stop in route.split()])
        for direction, stops in enumerate((there, there[::-1])):
            offsets = np.arange(len(stops), dtype=np.float64) * hop_s
            departures = np.arange(0.0, 7200.0, headway_s)
            name = f"L{number}:{direction}"
            patterns.append(LinePattern(name, len(group_ids), stops, offsets, offsets, departures))
            group_ids.append(name)
    return RailLines(
        tuple(stations),
        tuple(group_ids),
        tuple(pattern.stops for pattern in patterns),
        tuple(patterns),
        no_changes(),
    )


def small_matrix() -> tuple[RailLines, PeriodMatrix]:
    """`straight_line` with two people from A to B and three from A to C, in the first hour.

    Examples
    --------
    >>> small_matrix()[1].people.tolist()
    [[0, 2, 3], [0, 0, 0], [0, 0, 0]]
    """
    lines = straight_line()
    demand = PeriodDemand(
        period_id="hour",
        quarter_start_s=np.arange(0.0, 3600.0, 900.0),
        quarter_share=np.full(4, 0.25),
        entries=np.array([5.0, 0.0, 0.0]),
        exits=np.array([0.0, 2.0, 3.0]),
        counts=count_places(lines).vector({}, {}, {}),
    )
    return lines, period_matrix(lines, demand, WaySettings(), MatrixSettings(ways=1))
