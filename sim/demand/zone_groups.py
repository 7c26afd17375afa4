"""Cells put together to zones: H3 parents within a county and on one bank, fine where many are.

The grouping is adaptive and follows from the cells alone: coarse parents are split into their
children where most people and jobs are, until there are as many groups as wanted.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from sim.demand.model import Floats64, Ints
from sim.errors import DataError
from sim.geometry import segments_blocked

__all__ = ["COARSEST", "CellGroups", "cell_groups", "parent_cell", "split_at_water"]

COARSEST = 5
"""H3 resolution of the largest groups: about 250 km2."""

_LAST_DIGIT = 15
_RESOLUTION_SHIFT = 52
_RESOLUTION_MASK = 0xF << _RESOLUTION_SHIFT
_MAX_BANKS = 6


@dataclass(frozen=True)
class CellGroups:
    """Groups in order, and for every cell the row of its group."""

    group_ids: tuple[str, ...]
    row: Ints


def parent_cell(cell: str, resolution: int) -> str:
    """H3 cell of a coarser resolution that holds a cell, by the digits of the index.

    An index has three bits for each resolution; those finer than its own are all ones.

    Examples
    --------
    >>> parent_cell("88309a553dfffff", 7), parent_cell("88309a553dfffff", 5)
    ('87309a553ffffff', '85309a57fffffff')
    """
    finer = 3 * (_LAST_DIGIT - resolution)
    index = int(cell, 16) & ~_RESOLUTION_MASK
    return f"{index | (1 << finer) - 1 | resolution << _RESOLUTION_SHIFT:x}"


def cell_groups(
    cells: Sequence[str], county_ids: Sequence[str], size: Floats64, *, target_count: int
) -> CellGroups:
    """Group cells by H3 parent within their county until there are `target_count` groups.

    The largest group by `size` (people and jobs) is split into the children of its parent, again
    and again; single cells are not split. A split makes up to seven groups of one, so there may be
    a few more than wanted; there are fewer where the cells do not suffice, and more where counties
    and coarse parents alone give more. Ids are ``county-parent``, so that the same id always names
    the same cells of a network; groups are in the order of county and cell.

    Raises
    ------
    DataError
        If a cell is not an H3 index, or `target_count` is below 1.

    Examples
    --------
    >>> cells = ["88309a5531fffff", "88309a5533fffff", "88309a553dfffff"]
    >>> groups = cell_groups(cells, ["1", "1", "2"], np.array([5.0, 1.0, 1.0]), target_count=2)
    >>> groups.group_ids, groups.row.tolist()
    (('1-85309a57fffffff', '2-85309a57fffffff'), [0, 0, 1])
    """
    if target_count < 1:
        raise DataError(f"demand needs at least one zone, not {target_count}")
    finest = _resolution(cells)
    heap: list[tuple[float, str, int, str, tuple[int, ...]]] = []
    for (county, parent), rows in _by_parent(range(len(cells)), cells, county_ids, COARSEST):
        heap.append((-_total(size, rows), county, COARSEST, parent, rows))
    heapq.heapify(heap)
    done: list[tuple[str, str, tuple[int, ...]]] = []
    while heap and len(heap) + len(done) < target_count:
        _, county, resolution, parent, rows = heapq.heappop(heap)
        if len(rows) == 1 or resolution >= finest:
            done.append((county, parent, rows))
            continue
        for (_, child), members in _by_parent(rows, cells, county_ids, resolution + 1):
            entry = (-_total(size, members), county, resolution + 1, child, members)
            heapq.heappush(heap, entry)
    done += [(county, parent, rows) for _, county, _, parent, rows in heap]
    done.sort(key=lambda group: (group[0], min(cells[row] for row in group[2])))
    row = np.zeros(len(cells), dtype=np.int64)
    for number, (_, _, rows) in enumerate(done):
        row[list(rows)] = number
    return CellGroups(tuple(f"{county}-{parent}" for county, parent, _ in done), row)


def split_at_water(
    groups: CellGroups, xy: Floats64, size: Floats64, water: BaseGeometry
) -> CellGroups:
    """Split groups that lie on both sides of a water: each stays on the side of its largest cell.

    Cells (projected, m) whose straight line to the largest cell of their group meets the water
    make a group of their own, with a letter behind the id. Few cells cut off by a bend do the
    same, which does no harm.

    Examples
    --------
    >>> import shapely
    >>> groups = CellGroups(("a",), np.zeros(3, dtype=np.int64))
    >>> xy = np.array([[0.0, 0.0], [0.0, 1.0], [10.0, 0.0]])
    >>> wall = shapely.box(4, -5, 6, 5)
    >>> split = split_at_water(groups, xy, np.array([3.0, 1.0, 1.0]), wall)
    >>> split.group_ids, split.row.tolist()
    (('a', 'a.b'), [0, 0, 1])
    """
    part = np.zeros(len(xy), dtype=np.int64)
    for side in range(1, _MAX_BANKS):
        inside = part == side - 1
        largest = _largest(groups.row, np.where(inside, size, -1.0), len(groups.group_ids))
        cut = inside & segments_blocked(xy, xy[largest[groups.row]], water)
        if not cut.any():
            break
        part[cut] = side
    pairs = sorted(set(zip(groups.row.tolist(), part.tolist(), strict=True)))
    number = {pair: n for n, pair in enumerate(pairs)}
    row = [number[pair] for pair in zip(groups.row.tolist(), part.tolist(), strict=True)]
    ids = (groups.group_ids[g] + (f".{chr(ord('a') + p)}" if p else "") for g, p in pairs)
    return CellGroups(tuple(ids), np.array(row, dtype=np.int64))


def _resolution(cells: Sequence[str]) -> int:
    found: set[int] = set()
    odd = []
    for cell in cells:
        try:
            found.add(int(cell, 16) >> _RESOLUTION_SHIFT & 0xF)
        except ValueError:
            odd.append(cell)
    if odd or len(found) > 1:
        what = f"'{odd[0]}' is no H3 index" if odd else "they have several resolutions"
        raise DataError(f"the zones of demand are made of H3 cells: {what}")
    return max(found, default=COARSEST)


def _by_parent(
    rows: Iterable[int], cells: Sequence[str], county_ids: Sequence[str], resolution: int
) -> list[tuple[tuple[str, str], tuple[int, ...]]]:
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows:
        members[county_ids[row], parent_cell(cells[row], resolution)].append(row)
    return [(key, tuple(members[key])) for key in sorted(members)]


def _total(size: Floats64, rows: Sequence[int]) -> float:
    return float(size[list(rows)].sum())


def _largest(group: Ints, size: Floats64, count: int) -> npt.NDArray[np.int64]:
    """Row of the largest cell of each group; the first of equal ones."""
    order = np.lexsort((np.arange(len(size)), -size, group))
    first = np.searchsorted(group[order], np.arange(count))
    return np.asarray(order[first], dtype=np.int64)
