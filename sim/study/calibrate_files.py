"""Files that a calibration writes: its values in ``demand/parameters``, its ``demand/draws``."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from sim.demand.parameters import Parameter, Parameters
from sim.errors import DataError, OutputError
from sim.tables.publishing import write_datapackage

__all__ = ["DRAWS", "PARAMETERS", "TARGETS", "parameters_text", "write_calibration"]

PARAMETERS, TARGETS, DRAWS = "demand/parameters", "demand/calibration_targets", "demand/draws"
_MADE_BY = {"quality": "modelled", "source": "sim calibrate"}


def parameters_text(text: str, rows: Mapping[str, Parameter], values: Parameters) -> str:
    r"""Text of ``demand/parameters`` with the values of calibrated rows written anew.

    All other cells stay as they are; values have six digits. The rows that were written are
    graded ``modelled``.

    Examples
    --------
    >>> row = Parameter("x", 1.0, 0.0, 9.0, "min", "calibrated")
    >>> print(parameters_text("parameter_id,value\nx,1\ny,2\n", {"x": row}, {"x": 3.25}), end="")
    parameter_id,value
    x,3.25
    y,2
    """
    lines = list(csv.DictReader(io.StringIO(text)))
    for line in lines:
        name = line["parameter_id"]
        if name in rows and rows[name].role == "calibrated":
            line["value"] = f"{values[name]:.6g}"
            line.update({column: word for column, word in _MADE_BY.items() if column in line})
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(lines[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


def write_calibration(
    data_dir: Path, rows: Mapping[str, Parameter], values: Parameters, draws: pd.DataFrame
) -> tuple[Path, ...]:
    """Write both tables and the hashes of the data package; all of them or none.

    Returns
    -------
    tuple
        The files that were written.

    Raises
    ------
    OutputError
        If a file cannot be written.
    DataError
        If the tables have errors afterwards; the files are then as they were before.
    """
    paths = tuple(data_dir / f"{name}.csv" for name in (PARAMETERS, DRAWS))
    before = {path: path.read_bytes() if path.is_file() else None for path in paths}
    text = parameters_text(paths[0].read_text(encoding="utf-8"), rows, values)
    texts = (text, draws.to_csv(index=False, lineterminator="\n"))
    try:
        for path, new in zip(paths, texts, strict=True):
            _replace(path, new.encode())
        package = write_datapackage(data_dir)
    except (OSError, DataError) as error:
        for path, old in before.items():
            if old is None:
                path.unlink(missing_ok=True)
            else:
                _replace(path, old)
        if isinstance(error, DataError):
            raise
        raise OutputError(f"cannot write {paths[0].parent}: {error.strerror or error}") from error
    return (*paths, package)


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(content)
    os.replace(draft, path)  # noqa: PTH105 - Path.replace is the same
