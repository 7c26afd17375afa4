"""Whole people from shares: rounded so that sums and margins are met exactly."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.errors import DataError

__all__ = ["balanced", "whole_table"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_ROUNDS = 60


def balanced(seed: Floats, rows: Ints, columns: Ints) -> Floats:
    """Table with the given margins, as near to the odds of `seed` as they allow.

    Iterative proportional fitting. Where the seed's zeros make the margins impossible, the rest is
    spread in proportion to the margins, so that nobody is lost: zeros hold as far as they can.

    Examples
    --------
    >>> table = balanced(np.ones((2, 2)), np.array([3, 1]), np.array([2, 2]))
    >>> table.round(3).tolist()
    [[1.5, 1.5], [0.5, 0.5]]
    """
    table = np.where((rows[:, None] > 0) & (columns[None, :] > 0), seed, 0.0).astype(np.float64)
    for _ in range(_ROUNDS):
        table *= _ratio(rows, table.sum(axis=1))[:, None]
        table *= _ratio(columns, table.sum(axis=0))[None, :]
    # What the zeros of the seed keep from fitting: cut to both margins, the rest placed anywhere.
    table *= np.minimum(_ratio(rows, table.sum(axis=1)), 1.0)[:, None]
    row_left = np.maximum(rows - table.sum(axis=1), 0.0)
    column_left = np.maximum(columns - table.sum(axis=0), 0.0)
    left = float(column_left.sum())
    if left > 0:
        table += row_left[:, None] * column_left[None, :] / left
    return table


def whole_table(table: Floats, rows: Ints, columns: Ints) -> Ints:
    """Whole numbers near `table` whose rows and columns sum exactly to the margins.

    Whole parts stay; what rows and columns still lack goes to the cells with the largest
    remainders, one each, as long as both lack some, then to any cell where both do.

    Raises
    ------
    DataError
        If the margins do not sum to the same.

    Examples
    --------
    >>> whole_table(np.full((2, 2), 0.5), np.array([1, 1]), np.array([1, 1])).tolist()
    [[1, 0], [0, 1]]
    """
    if rows.sum() != columns.sum():
        raise DataError(f"{rows.sum()} people by row and {columns.sum()} by column do not match")
    whole: Ints = np.floor(table + 1e-9).astype(np.int64)
    remainder = table - whole
    lacks_row, lacks_column = rows - whole.sum(axis=1), columns - whole.sum(axis=0)
    _take_back(whole, lacks_row, lacks_column)
    for cell in np.argsort(-remainder, axis=None, kind="stable").tolist():
        row, column = divmod(cell, table.shape[1])
        if lacks_row[row] > 0 and lacks_column[column] > 0 and remainder[row, column] > 0:
            _add(whole, (lacks_row, lacks_column), (row, column), 1)
    for row in range(table.shape[0]):
        for column in range(table.shape[1]):
            more = int(min(lacks_row[row], lacks_column[column]))
            if more > 0:
                _add(whole, (lacks_row, lacks_column), (row, column), more)
    return whole


def _add(whole: Ints, lacking: tuple[Ints, Ints], cell: tuple[int, int], more: int) -> None:
    """Put more people in a cell; its row and column lack so many less."""
    whole[cell] += more
    for margin, place in zip(lacking, cell, strict=True):
        margin[place] -= more


def _take_back(whole: Ints, rows: Ints, columns: Ints) -> None:
    """Whole parts above a margin (a table that was not balanced) are taken back."""
    for row, column in np.argwhere(whole > 0).tolist():
        over = int(min(whole[row, column], max(-rows[row], -columns[column], 0)))
        if over > 0:
            _add(whole, (rows, columns), (row, column), -over)


def _ratio(wanted: Ints, found: Floats) -> Floats:
    return np.divide(wanted, found, out=np.zeros(len(found)), where=found > 0)
