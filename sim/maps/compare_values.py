"""Values of all alternatives as compact text: whole steps, differences, byte planes, deflate."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["MISSING", "pack_values", "unpack_values"]

MISSING: Final = -1
"""Stands for a missing value (unreachable); values themselves are never negative."""

_LITTLE_ENDIAN: Final = "<i4"
_LEVEL: Final = 9


def pack_values(values: Sequence[npt.ArrayLike], *, step: float) -> str:
    """Write one measure of all alternatives as base64 text of a deflated stream.

    Values are counted in whole `step` s (so 42.3 minutes in steps of 0.1 are 423), missing ones are
    `MISSING`. The first alternative is written as it is, each other one as its difference to the
    first: where nothing changed that is zero. The 32-bit numbers are then written byte plane by
    byte plane, which deflate likes. ``static/compare_values.js`` reads it.

    Parameters
    ----------
    values
        One array per alternative, all of the same length and in the same order of zones; not
        negative, NaN = missing.
    step
        Unit of the last place kept.

    Raises
    ------
    ValueError
        If a value is negative or infinite, or the arrays differ in length.

    Examples
    --------
    >>> text = pack_values([[42.3, float("nan")], [40.0, 7.0]], step=0.1)
    >>> unpack_values(text, alternatives=2, step=0.1).tolist()
    [[42.300000000000004, nan], [40.0, 7.0]]
    """
    table = np.array([np.asarray(row, dtype=np.float64) for row in values])
    if table.ndim != 2:
        raise ValueError("the alternatives have different numbers of zones")
    if np.isinf(table).any() or (table < 0).any():
        raise ValueError("values must be finite and not negative; missing is NaN")
    steps = np.where(np.isnan(table), MISSING, np.rint(np.nan_to_num(table) / step))
    whole = steps.astype(np.int32)
    whole[1:] -= whole[0]
    planes = whole.astype(_LITTLE_ENDIAN).reshape(-1).view(np.uint8).reshape(-1, 4).T
    packed = zlib.compress(np.ascontiguousarray(planes).tobytes(), _LEVEL)
    return base64.b64encode(packed).decode("ascii")


def unpack_values(text: str, *, alternatives: int, step: float) -> npt.NDArray[np.float64]:
    """Read what `pack_values` wrote: one row per alternative, NaN where a value is missing.

    Examples
    --------
    >>> unpack_values(pack_values([[3.0], [5.0]], step=1.0), alternatives=2, step=1.0).tolist()
    [[3.0], [5.0]]
    """
    raw = np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype=np.uint8)
    planes = np.ascontiguousarray(raw.reshape(4, -1).T)
    whole = planes.view(_LITTLE_ENDIAN).reshape(alternatives, -1).astype(np.int32)
    whole[1:] += whole[0]
    return np.where(whole == MISSING, np.nan, whole * step)
