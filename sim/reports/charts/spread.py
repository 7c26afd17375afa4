"""Keeping labels apart: positions moved as little as needed to leave a gap between them."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["spread"]


def spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Positions at least `gap` apart, in the order of what is wanted, close to it.

    Neighbours that are too close form a block round their mean; blocks that meet are joined.

    Examples
    --------
    >>> spread([0.0, 10.0], 2.0)
    [0.0, 10.0]
    >>> spread([5.0, 5.0, 5.0], 2.0)
    [3.0, 5.0, 7.0]
    >>> spread([1.0, 0.0], 3.0)
    [2.0, -1.0]
    """
    order = sorted(range(len(wanted)), key=lambda place: (wanted[place], place))
    blocks: list[tuple[float, list[int]]] = []
    for place in order:
        middle, members = wanted[place], [place]
        while blocks and blocks[-1][0] + gap * (len(blocks[-1][1]) + len(members)) / 2 > middle:
            before, earlier = blocks.pop()
            total = len(earlier) + len(members)
            middle = (before * len(earlier) + middle * len(members)) / total
            members = earlier + members
        blocks.append((middle, members))
    positions = [0.0] * len(wanted)
    for middle, members in blocks:
        start = middle - gap * (len(members) - 1) / 2
        for number, place in enumerate(members):
            positions[place] = start + gap * number
    return positions
