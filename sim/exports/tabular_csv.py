"""CSV files: for people (rounded, opened by a spreadsheet) and for programs (as they are)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from sim.errors import OutputError
from sim.exports.described import Described

__all__ = ["for_people", "write_csv"]


def for_people(table: Described) -> pd.DataFrame:
    """Round every column as its entry says; columns without decimals become whole numbers.

    Unreachable and unknown stay empty, never zero. Numbers whose entry says nothing are kept, and
    a geometry is left out.

    Examples
    --------
    >>> from sim.exports.described import described
    >>> times = pd.DataFrame({"zone_id": ["a"], "minutes_from_hub": [41.2501], "jobs_60min": [8.0]})
    >>> for_people(described("zone_access", times)).values.tolist()
    [['a', 41.3, 8]]
    """
    frame = pd.DataFrame(table.frame[[entry.name for entry in table.entry.columns]])
    for entry in table.entry.columns:
        values = frame[entry.name]
        if entry.decimals is None or not pd.api.types.is_float_dtype(values.dtype):
            continue
        rounded = values.round(entry.decimals)
        whole = entry.decimals == 0 and np.isfinite(rounded.dropna()).all()
        frame[entry.name] = rounded.astype("Int64") if whole else rounded + 0.0  # no minus zero
    return frame


def write_csv(frame: pd.DataFrame, path: Path, *, bom: bool) -> None:
    """Write a table as CSV: UTF-8, commas, ``true`` and ``false``, empty where there is no value.

    With `bom` the file starts with a byte order mark, by which spreadsheet programs see that it is
    UTF-8 and show Chinese.

    Raises
    ------
    OutputError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = Path(folder) / "t.csv"
    ...     write_csv(pd.DataFrame({"站": ["东站"], "open": [True]}), target, bom=True)
    ...     target.read_bytes()[:3].hex(), target.read_text(encoding="utf-8-sig").split()
    ('efbbbf', ['站,open', '东站,true'])
    """
    plain = frame.copy()
    for name in plain:
        if pd.api.types.is_bool_dtype(plain[name].dtype):
            plain[name] = np.where(plain[name].to_numpy(), "true", "false")
    try:
        plain.to_csv(
            path, index=False, encoding="utf-8-sig" if bom else "utf-8", lineterminator="\n"
        )
    except OSError as error:
        raise OutputError(f"{path.name} cannot be written ({error.strerror or error})") from error
