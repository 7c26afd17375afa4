"""Places from upstream to downstream, and the circle where there is no such order."""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

__all__ = ["circle", "upstream_first"]


def upstream_first(routes: Sequence[Sequence[int]], places: int) -> tuple[int, ...]:
    """Numbers of all places such that each comes after all that lead to it.

    Raises ``graphlib.CycleError`` when routes go round in a circle. Places that no route visits
    have their position, too.

    Examples
    --------
    >>> upstream_first([[2, 0], [2, 1, 0]], 3)
    (2, 1, 0)
    """
    return tuple(_sorter(routes, places).static_order())


def circle(routes: Sequence[Sequence[int]], places: int) -> tuple[int, ...]:
    """Places that lead to each other in a circle, the first again at the end; empty if none do.

    Examples
    --------
    >>> circle([[0, 1], [1, 0]], 2)
    (0, 1, 0)
    >>> circle([[0, 1]], 2)
    ()
    """
    try:
        _sorter(routes, places).prepare()
    except CycleError as error:
        # the sorter tells the circle against the direction of the routes
        return tuple(reversed(error.args[1]))
    return ()


def _sorter(routes: Sequence[Sequence[int]], places: int) -> TopologicalSorter[int]:
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for place in range(places):
        sorter.add(place)
    for route in routes:
        for before, after in pairwise(route):
            sorter.add(after, before)
    return sorter
