"""Whole people from fractions of people: sums stay exactly what they were rounded to."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.errors import DataError
from sim.hub.flow.whole_people import largest_remainder

__all__ = ["whole_margins", "whole_matrix"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_EXACT = 1e-6
_NEAR = 0.1
_NOT_ROUNDED = "a matrix of people cannot be rounded to its margins: balance it more closely first"


def whole_margins(entries: Floats, exits: Floats) -> tuple[Ints, Ints]:
    """Entries and exits by station as whole people with the same total.

    The total is the rounded mean of both sums, which a balanced table has equal. Every station is
    within one person of the table.

    Raises
    ------
    DataError
        If the sums differ by more than a person in ten thousand and more than one person.

    Examples
    --------
    >>> rows, columns = whole_margins(np.array([1.4, 2.6]), np.array([3.3, 0.7]))
    >>> rows.tolist(), columns.tolist()
    ([1, 3], [3, 1])
    """
    came, went = float(entries.sum()), float(exits.sum())
    if abs(came - went) > max(1.0, 1e-4 * max(came, went)):
        raise DataError(
            f"{came:.0f} people enter the stations of a period and {went:.0f} leave them: the "
            "table of stations does not balance; run the scenario again"
        )
    total = round((came + went) / 2)
    return largest_remainder(entries, total), largest_remainder(exits, total)


def whole_matrix(people: Floats, rows: Ints, columns: Ints) -> Ints:
    """Whole people by pair, each within one person of `people`, with both margins exact.

    Controlled rounding (Cox 1987): every pair keeps its whole part; the remainders are a flow from
    rows to columns with at most one person on a pair, for which whole numbers always exist
    (transport polytopes are integral). The largest remainders are rounded up first as far as the
    margins allow; what is left is placed by augmenting paths, if need be over pairs without a
    remainder (where `people` meets its margins only nearly). Pairs of zero people stay at zero.

    Parameters
    ----------
    people
        People from row to column, already balanced to the margins.
    rows, columns
        Whole margins with the same sum.

    Raises
    ------
    DataError
        If `people` does not have these margins.

    Examples
    --------
    >>> halves = np.full((2, 2), 0.5)
    >>> whole_matrix(halves, np.array([1, 1]), np.array([1, 1])).tolist()
    [[1, 0], [0, 1]]
    """
    off = max(_most(people.sum(axis=1) - rows), _most(people.sum(axis=0) - columns))
    if off > _NEAR:
        raise DataError(
            f"a matrix of people misses its margins by {off:.2f}: balance it before rounding"
        )
    whole = np.floor(people + _EXACT).astype(np.int64)
    rest = np.maximum(people - whole, 0.0)
    row_left = rows - whole.sum(axis=1)
    column_left = columns - whole.sum(axis=0)
    if (row_left < 0).any() or (column_left < 0).any():
        raise DataError(_NOT_ROUNDED)
    remains = rest > _EXACT / 10
    taken = _greedy(rest, remains, row_left, column_left)
    for row in np.flatnonzero(row_left):
        while row_left[row] > 0:
            end = _augment(int(row), remains, taken, column_left)
            if end < 0:
                end = _augment(int(row), people > 0, taken, column_left)
            if end < 0:
                raise DataError(_NOT_ROUNDED)
            row_left[row] -= 1
            column_left[end] -= 1
    if row_left.any() or column_left.any():
        raise DataError(_NOT_ROUNDED)
    return np.asarray(whole + taken, dtype=np.int64)


def _most(values: npt.NDArray[np.float64]) -> float:
    return float(np.abs(values).max(initial=0.0))


def _greedy(rest: Floats, free: Bools, row_left: Ints, column_left: Ints) -> Bools:
    """Take the largest remainders that both margins have room for; the margins are reduced."""
    taken = np.zeros(rest.shape, dtype=np.bool_)
    cells = np.flatnonzero(free)
    order = cells[np.argsort(-rest.ravel()[cells], kind="stable")]
    for row, column in zip(*np.divmod(order, rest.shape[1]), strict=True):
        if row_left[row] > 0 and column_left[column] > 0:
            taken[row, column] = True
            row_left[row] -= 1
            column_left[column] -= 1
    return taken


def _augment(row: int, free: Bools, taken: Bools, column_left: Ints) -> int:
    """Place one more person of a row along the shortest alternating path.

    Returns the column that it ends in, -1 if there is no such path.
    """
    n_rows, n_columns = free.shape
    from_row = np.full(n_columns, -1, dtype=np.int64)
    from_column = np.full(n_rows, -1, dtype=np.int64)
    queue = [row]
    for at in queue:
        for column in np.flatnonzero(free[at] & ~taken[at] & (from_row < 0)):
            from_row[column] = at
            if column_left[column] > 0:
                _turn(row, int(column), from_row, from_column, taken)
                return int(column)
            for other in np.flatnonzero(taken[:, column] & (from_column < 0)):
                if other != row:
                    from_column[other] = column
                    queue.append(int(other))
    return -1


def _turn(row: int, column: int, from_row: Ints, from_column: Ints, taken: Bools) -> None:
    """Swap taken and free along a path that ends in a column with room."""
    while True:
        at = int(from_row[column])
        taken[at, column] = True
        if at == row:
            return
        column = int(from_column[at])
        taken[at, column] = False
