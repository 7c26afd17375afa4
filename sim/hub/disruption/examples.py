"""A small town with one line, for examples and tests."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.hub.disruption.closing import Closed, ClosureRequest, close
from sim.hub.disruption.lines import lines_of_services
from sim.hub.metro.day import MetroDay
from sim.hub.metro.examples import riders_of, small_line
from sim.hub.metro.services import LineService
from sim.hub.metro.trains import simulate_lines
from sim.hub.riders.lines import RailLines

__all__ = ["small_closure", "small_town"]


def small_town() -> tuple[tuple[LineService, ...], RailLines, npt.NDArray[np.float64]]:
    """Line L over A, B and C, 1 km apart, every five minutes both ways for four hours.

    Examples
    --------
    >>> services, lines, xy_m = small_town()
    >>> len(services), lines.group_ids, xy_m[2].tolist()
    (2, ('L:0', 'L:1'), [2000.0, 0.0])
    """
    times = np.arange(300.0, 14400.0, 300.0).tolist()
    services = small_line(times, places=1000, back_s=times)
    return services, lines_of_services(services), np.array([[0.0, 0.0], [1000, 0], [2000, 0]])


def small_closure() -> tuple[Closed, MetroDay, npt.NDArray[np.int64]]:
    """`small_town` with B to C closed from 3660 s to 7200 s, its day without that, destinations.

    Two people ride from A to C: one is on the train when it closes, one comes near the end of it.

    Examples
    --------
    >>> closed, day, destination = small_closure()
    >>> day.end_s.tolist(), destination.tolist()
    ([3870.0, 7170.0], [2, 2])
    """
    closed = close(ClosureRequest("x", "section", ("B", "C"), 3660, 7200), *small_town())
    riders = riders_of([(3500.0, [(0, 0, 2, 0.0)]), (6700.0, [(0, 0, 2, 0.0)])])
    day = simulate_lines(closed.services[: closed.n_own], riders, seed=1, replication=0)
    return closed, day, np.array([2, 2])
