"""Long columns of whole numbers as short text: steps, variable-length bytes, deflated, base64."""

from __future__ import annotations

import base64
import zlib

import numpy as np
import numpy.typing as npt

from sim.errors import OutputError
from sim.maps.marks import Json

__all__ = ["packed_integers", "unpacked_integers"]

_LIMIT = 1 << 30
"""Numbers beyond this do not fit the page's 32-bit arrays."""


def packed_integers(values: npt.ArrayLike) -> Json:
    """Pack whole numbers: the step from each to the next, zigzag-coded, seven bits to a byte.

    Neighbours that are close cost one byte before deflating. The page undoes this in
    ``day_numbers.js``; `unpacked_integers` does the same here.

    Parameters
    ----------
    values
        Whole numbers between -2^30 and 2^30; an empty column is packed as such.

    Raises
    ------
    OutputError
        A number does not fit.

    Examples
    --------
    >>> unpacked_integers(packed_integers([7, 7, 300, -5])).tolist()
    [7, 7, 300, -5]
    >>> packed_integers([])["count"]
    0
    """
    numbers = np.asarray(values, dtype=np.int64).reshape(-1)
    if len(numbers) and np.abs(numbers).max() >= _LIMIT:
        worst = int(numbers[np.abs(numbers).argmax()])
        raise OutputError(f"the day's page cannot hold the number {worst}; times are in seconds")
    data = _bytes_of(_zigzag(np.diff(numbers, prepend=0)))
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    deflated = packer.compress(data) + packer.flush()
    return {
        "count": len(numbers),
        "size": len(data),
        "deflated": base64.b64encode(deflated).decode("ascii"),
    }


def unpacked_integers(packed: Json) -> npt.NDArray[np.int64]:
    """The numbers of `packed_integers` again.

    Examples
    --------
    >>> unpacked_integers(packed_integers([3, 1, 2])).tolist()
    [3, 1, 2]
    """
    if not isinstance(packed, dict):
        raise TypeError("not a packed column")
    data = zlib.decompress(base64.b64decode(str(packed["deflated"])), -zlib.MAX_WBITS)
    steps, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            steps.append(value >> 1 if value % 2 == 0 else ~(value >> 1))
            value = shift = 0
    return np.cumsum(np.array(steps, dtype=np.int64))


def _zigzag(steps: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """0, -1, 1, -2 become 0, 1, 2, 3, and so on."""
    return np.where(steps < 0, ~(steps << 1), steps << 1)


def _bytes_of(numbers: npt.NDArray[np.int64]) -> bytes:
    """Seven bits to a byte, the lowest first; the top bit says that more follow."""
    parts = np.stack([(numbers >> shift) & 0x7F for shift in range(0, 35, 7)], axis=1)
    left = np.stack([numbers >> shift for shift in range(7, 36, 7)], axis=1) > 0
    kept = np.concatenate([np.ones((len(numbers), 1), dtype=bool), left[:, :-1]], axis=1)
    coded: bytes = (parts | np.where(left, 0x80, 0)).astype(np.uint8)[kept].tobytes()
    return coded
