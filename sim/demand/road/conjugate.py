"""From some flows to the equilibrium, by bi-conjugate Frank-Wolfe steps.

Mitradjieva and Lindberg (2013), Transportation Science 47: each direction leads to a mix of the
quickest ways now and the two points aimed at before, so that directions are conjugate with respect
to the Hessian of the objective. The step along it is the exact minimum. Unlike a library it starts
from flows that are nearly right, as they are from one round of the demand model to the next.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.demand.model import Floats64
from sim.demand.road.delay import bpr_minutes
from sim.demand.road.loading import Loading, Ways, loaded

__all__ = ["Equilibrium", "to_equilibrium"]

_BISECTIONS = 40
_FULL = 0.99  # a step this long forgets the points before


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """Flows of the last round: vehicles on links and minutes on connectors, summed.

    ``quickest`` are the ways that were quickest with these flows; ``gap`` is
    ``(sum t v - sum t_min v) / sum t v``, connectors included, background left out.
    """

    volume: Floats64
    access_min: float
    quickest: Loading
    gap: float
    iterations: int


@dataclass(frozen=True, eq=False)
class _Point:
    volume: Floats64
    access_min: float

    def mixed(self, other: _Point, share: float) -> _Point:
        """Go this share of the way to another point."""
        return _Point(
            self.volume + share * (other.volume - self.volume),
            self.access_min + share * (other.access_min - self.access_min),
        )


def to_equilibrium(
    ways: Ways,
    trips: Floats64,
    background: Floats64,
    *,
    start: tuple[Floats64, float] | None,
    gap: float,
    max_iterations: int,
    cores: int = 0,
) -> Equilibrium:
    """Step until the gap is reached, or as often as allowed.

    `start` are vehicles on links, background left out, that carry these very trips, and their
    minutes on connectors; without it everybody starts on the way quickest on empty roads.

    Examples
    --------
    >>> from sim.demand.road.examples import toy_roads
    >>> from sim.demand.road.loading import quickest_ways
    >>> links = {"a b": (10.0, 100.0, 1.0, 1.0), "a b 2": (15.0, 150.0, 1.0, 1.0)}
    >>> ways = quickest_ways(toy_roads(links, {"A": "a", "B": "b"}))
    >>> trips = np.array([[0.0, 150.0], [0.0, 0.0]])
    >>> found = to_equilibrium(
    ...     ways, trips, np.zeros(2), start=None, gap=1e-9, max_iterations=9)
    >>> found.volume.round(6).tolist()
    [100.0, 50.0]
    """
    if start is None:
        first = loaded(ways, _minutes(ways, background), trips, cores=cores)
        start = (first.loads, first.access_min)
    here = _Point(*start)
    before: list[_Point] = []  # points aimed at, the last one first
    step, iterations = 0.0, 0
    while True:
        total = here.volume + background
        cost = _minutes(ways, total)
        best = loaded(ways, cost, trips, cores=cores)
        spent = float(cost @ here.volume) + here.access_min
        least = float(cost @ best.loads) + best.access_min
        found = max(spent - least, 0.0) / spent if spent > 0 else 0.0
        if found <= gap or iterations >= max_iterations:
            return Equilibrium(here.volume, here.access_min, best, found, iterations)
        quickest = _Point(best.loads, best.access_min)
        aim = _aim(here, quickest, before, step, _slope(ways, total))
        if float(cost @ (aim.volume - here.volume)) + aim.access_min - here.access_min >= 0:
            aim, before = quickest, []  # not downhill: begin anew
        step = _step(ways, here, aim, background)
        here = here.mixed(aim, step)
        before = [aim, *before[:1]] if step < _FULL else []
        iterations += 1


def _minutes(ways: Ways, total: Floats64) -> Floats64:
    road = ways.road
    return bpr_minutes(road.free_min, total, road.capacity_per_h, road.alpha, road.beta)


def _slope(ways: Ways, total: Floats64) -> Floats64:
    """Derivative of the minutes by the volume."""
    road = ways.road
    ratio = total / road.capacity_per_h
    return np.asarray(
        road.free_min * road.alpha * road.beta * ratio ** (road.beta - 1.0) / road.capacity_per_h
    )


def _aim(
    here: _Point, quickest: _Point, before: list[_Point], step: float, slope: Floats64
) -> _Point:
    """Mix of the quickest ways and the points aimed at before, conjugate to their directions."""
    if not before:
        return quickest
    to_quickest = quickest.volume - here.volume
    to_last = before[0].volume - here.volume
    if len(before) == 1:
        nu = max(0.0, _ratio(to_last, to_quickest, to_last, slope))
        return quickest.mixed(before[0], min(nu / (1.0 + nu), _FULL))
    left = before[1].mixed(before[0], step).volume - here.volume
    older = before[1].volume - before[0].volume
    mu = max(0.0, _ratio(left, to_quickest, older, slope))
    nu = max(0.0, _ratio(to_last, to_quickest, to_last, slope) + mu * step / (1.0 - step))
    whole = 1.0 + mu + nu
    return _Point(
        (quickest.volume + nu * before[0].volume + mu * before[1].volume) / whole,
        (quickest.access_min + nu * before[0].access_min + mu * before[1].access_min) / whole,
    )


def _ratio(by: Floats64, top: Floats64, bottom: Floats64, slope: Floats64) -> float:
    """Weight that makes ``top + weight * bottom`` conjugate to ``by``; 0 where none can."""
    below = float(np.sum(slope * by * bottom))
    return 0.0 if below == 0.0 else -float(np.sum(slope * by * top)) / below


def _step(ways: Ways, here: _Point, aim: _Point, background: Floats64) -> float:
    """Share of the way at which the objective is least: bisection of its derivative."""
    change = aim.volume - here.volume
    flat = aim.access_min - here.access_min
    total = here.volume + background

    def rises(share: float) -> bool:
        return float(_minutes(ways, total + share * change) @ change) + flat > 0.0

    if not rises(1.0):
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2.0
        low, high = (low, middle) if rises(middle) else (middle, high)
    return (low + high) / 2.0
