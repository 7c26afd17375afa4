"""Shortcuts upwards and downwards in a hierarchy of junctions, none longer than it must be.

Three passes over triangles (Dibbelt, Strasser, Wagner, ACM JEA 21, 2016). Going up, a link between
two higher junctions learns of the way over each lower one. Going down, a link learns of the way
over a higher one. A link that got shorter in the second pass is on no shortest path and leaves.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled
from sim.routing.streets.order import Elimination, eliminate

__all__ = ["Hierarchy", "Upward", "hierarchy"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]


class Upward(NamedTuple):
    """Links to higher ranks, by rank: ``head[first[r]:first[r + 1]]`` at `cost`."""

    first: Int32s
    head: Int32s
    cost: Floats


class Hierarchy(NamedTuple):
    """Ranks of the junctions, the next higher rank tied to each, and the links.

    `up` leads from a junction to higher ones; `down` has what it costs to come from them. A search
    from a junction meets no rank outside the line of its `parent`, parent's parent and so on.
    """

    rank: Int32s
    parent: Int32s
    up: Upward
    down: Upward


def hierarchy(
    n_junctions: int, ends: tuple[Int32s, Int32s], there: Floats, back: Floats
) -> Hierarchy:
    """Order the junctions and find the shortcuts; `there` and `back` may be infinite.

    Examples
    --------
    >>> a, b = np.array([0, 1], np.int32), np.array([1, 2], np.int32)
    >>> built = hierarchy(3, (a, b), np.array([5.0, 7.0]), np.array([5.0, np.inf]))
    >>> sorted(built.up.cost.tolist() + built.down.cost.tolist())
    [5.0, 5.0, 7.0]
    """
    order = eliminate(n_junctions, *ends)
    up, down = _initial(order, ends, there, back)
    _customise(order.first, order.upper, up, down)
    keep_up, keep_down = _perfect(order.first, order.upper, up, down)
    parent = np.full(n_junctions, -1, np.int32)
    tied = order.first[1:] > order.first[:-1]
    parent[tied] = order.upper[order.first[:-1][tied]]
    return Hierarchy(order.rank, parent, _kept(order, up, keep_up), _kept(order, down, keep_down))


def _initial(
    order: Elimination, ends: tuple[Int32s, Int32s], there: Floats, back: Floats
) -> tuple[Floats, Floats]:
    """Costs of the links that were there before any shortcut, by link of the hierarchy."""
    n = len(order.rank)
    a, b = (order.rank[side].astype(np.int64) for side in ends)
    other = a != b
    rising = np.where(a < b, there, back)[other], np.where(a < b, back, there)[other]
    a, b = np.minimum(a, b)[other], np.maximum(a, b)[other]
    owner = np.repeat(np.arange(n, dtype=np.int64), np.diff(order.first))
    where = np.searchsorted(owner * n + order.upper, a * n + b)
    up, down = np.full(len(order.upper), np.inf), np.full(len(order.upper), np.inf)
    np.minimum.at(up, where, rising[0])
    np.minimum.at(down, where, rising[1])
    return up, down


def _kept(order: Elimination, cost: Floats, keep: Bools) -> Upward:
    keep = keep & np.isfinite(cost)
    owner = np.repeat(np.arange(len(order.rank)), np.diff(order.first))
    first = np.zeros(len(order.rank) + 1, np.int32)
    np.cumsum(np.bincount(owner[keep], minlength=len(order.rank)), out=first[1:])
    return Upward(first, order.upper[keep], cost[keep])


@compiled
def _customise(first: Int32s, upper: Int32s, up: Floats, down: Floats) -> None:
    """Shorten every link by the way over each junction below both of its ends."""
    for low in range(first.size - 1):
        end = first[low + 1]
        for one in range(first[low], end):
            link = first[upper[one]]
            for two in range(one + 1, end):
                while upper[link] != upper[two]:
                    link += 1
                up[link] = min(up[link], down[one] + up[two])
                down[link] = min(down[link], down[two] + up[one])


@compiled
def _perfect(first: Int32s, upper: Int32s, up: Floats, down: Floats) -> tuple[Bools, Bools]:
    """Shorten every link by ways over higher junctions; which links stayed as they were."""
    keep_up, keep_down = np.ones(up.size, np.bool_), np.ones(up.size, np.bool_)
    for low in range(first.size - 2, -1, -1):
        end = first[low + 1]
        for one in range(first[low], end):
            link = first[upper[one]]
            for two in range(one + 1, end):
                while upper[link] != upper[two]:
                    link += 1
                for costs, keep, rising, falling in (
                    (up, keep_up, up[link], down[link]),
                    (down, keep_down, down[link], up[link]),
                ):
                    if costs[one] + rising < costs[two]:
                        costs[two] = costs[one] + rising
                        keep[two] = False
                    if costs[two] + falling < costs[one]:
                        costs[one] = costs[two] + falling
                        keep[one] = False
    return keep_up, keep_down
