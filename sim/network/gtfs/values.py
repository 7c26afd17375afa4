"""Columns of text as numbers: times, dates, whole numbers, decimals and positions of ids."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sim.network.gtfs.service import Bools, Floats, Ints

__all__ = ["BAD", "BLANK", "day_numbers", "decimals", "first_of_id", "places", "seconds", "wholes"]

BLANK = -1
"""What an empty value becomes."""

BAD = -2
"""What a value becomes that cannot be read."""

_Bytes: TypeAlias = npt.NDArray[np.uint8]
_WIDTH = 9  # "HHH:MM:SS"
_WHOLE = r"^\d{1,9}$"
_DECIMAL = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$"


def seconds(column: pa.Array) -> Ints:
    """Times ``H:MM:SS`` as seconds; hours may pass 24 and 99.

    Examples
    --------
    >>> seconds(pa.array(["7:05:09", "25:00:00", "", "-1:00:00", "7:60:00"])).tolist()
    [25509, 90000, -1, -2, -2]
    """
    length = pc.binary_length(column).to_numpy(zero_copy_only=False)
    found = np.where(length == 0, np.int32(BLANK), np.int32(BAD))
    fits = (length >= _WIDTH - 2) & (length <= _WIDTH)
    chars = _characters(pc.ascii_lpad(column.filter(pa.array(fits)), _WIDTH, "0"))
    digits = chars.astype(np.int32) - ord("0")
    is_number = ((digits >= 0) & (digits <= 9))[:, [0, 1, 2, 4, 5, 7, 8]].all(axis=1)
    good = is_number & (chars[:, 3] == ord(":")) & (chars[:, 6] == ord(":"))
    good &= (digits[:, 4] < 6) & (digits[:, 7] < 6)
    weights = np.array([360_000, 36_000, 3600, 0, 600, 60, 0, 10, 1], dtype=np.int32)
    found[fits] = np.where(good, digits @ weights, np.int32(BAD))
    return found


def _characters(column: pa.Array) -> _Bytes:
    """Texts of one width as rows of characters, without copying them."""
    if len(column) == 0:
        return np.zeros((0, _WIDTH), dtype=np.uint8)
    _, offsets, data = column.buffers()
    start = int(np.frombuffer(offsets, dtype=np.int32)[column.offset])
    flat = np.frombuffer(data, dtype=np.uint8)[start : start + _WIDTH * len(column)]
    return flat.reshape(-1, _WIDTH)


def wholes(column: pa.Array, *, blank: int = BLANK) -> Ints:
    """Whole numbers from 0 on; `blank` for an empty value.

    Examples
    --------
    >>> wholes(pa.array(["12", "", "1.5", "-3"])).tolist()
    [12, -1, -2, -2]
    """
    good = pc.match_substring_regex(column, _WHOLE)
    numbers = pc.if_else(good, column, "0").cast(pa.int32()).to_numpy(zero_copy_only=False)
    found = np.where(good.to_numpy(zero_copy_only=False), numbers, np.int32(BAD))
    found[pc.equal(column, "").to_numpy(zero_copy_only=False)] = blank
    return found.astype(np.int32)


def decimals(column: pa.Array) -> Floats:
    """Decimal numbers; not-a-number where a value is empty or cannot be read.

    Examples
    --------
    >>> decimals(pa.array(["-30.5", "", "x"])).tolist()
    [-30.5, nan, nan]
    """
    good = pc.match_substring_regex(column, _DECIMAL)
    text = pc.utf8_ltrim(pc.if_else(good, column, None), "+")
    found = text.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return np.asarray(found, dtype=np.float64)


def day_numbers(column: pa.Array) -> Ints:
    """Dates ``YYYYMMDD`` as days since the year 1 (``date.toordinal``).

    Examples
    --------
    >>> day_numbers(pa.array(["20190513", "20190229", ""])).tolist()
    [737192, -2, -1]
    """
    encoded = column.dictionary_encode()
    known = np.array([_day_number(text) for text in encoded.dictionary.to_pylist()], np.int32)
    if len(known) == 0:
        return np.zeros(0, dtype=np.int32)
    return np.asarray(known[encoded.indices.to_numpy()], dtype=np.int32)


def _day_number(text: str) -> int:
    if not text:
        return BLANK
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return BAD
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).toordinal()
    except ValueError:
        return BAD


def places(column: pa.Array, ids: pa.Array) -> Ints:
    """Position of each value among ids without repetition; -1 where it is none of them.

    Examples
    --------
    >>> places(pa.array(["b", "x"]), pa.array(["a", "b"])).tolist()
    [1, -1]
    """
    found = pc.fill_null(pc.index_in(column, value_set=ids), -1)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int32)


def first_of_id(column: pa.Array) -> Bools:
    """Whether a row is the first one with its value.

    Examples
    --------
    >>> first_of_id(pa.array(["a", "b", "a"])).tolist()
    [True, True, False]
    """
    # Codes are given in order of first appearance, so a first one is higher than all before it.
    codes = column.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    highest = np.maximum.accumulate(np.concatenate([[-1], codes]))[:-1]
    return np.asarray(codes > highest, dtype=np.bool_)
