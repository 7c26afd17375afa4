"""How much of each table is official, published, derived, estimated or unverified."""

from __future__ import annotations

import pandas as pd

from sim.tables.contracts import CATALOGUE
from sim.tables.reading import TablePackage

__all__ = ["GRADES", "provenance"]

GRADES = ("official", "published", "derived", "estimate", "modelled", "unverified")
TOTAL = "all tables"


def provenance(package: TablePackage) -> pd.DataFrame:
    """Rows of each table by quality grade, as counts and as shares.

    Columns: ``table``, ``rows``, one count per grade, ``ungraded``, and one ``<grade>_share`` (0 to
    1, of the graded rows; NaN where a table has none). The last row, ``all tables``, sums up. The
    rows of a table without grades of its own count with the grade of the row they belong to, where
    its `TableSpec.graded_by` names one: calls with their train.

    Examples
    --------
    >>> from pathlib import Path
    >>> from sim.tables.reading import read_package
    >>> grades = provenance(read_package(Path("network_data"))).set_index("table")
    >>> grades.loc["metro/sections", ["rows", "published", "derived", "unverified"]].tolist()
    [36, 26, 8, 2]
    """
    names = list(package.tables)
    frame = pd.DataFrame([_counts(package, name) for name in names], columns=["rows", *GRADES])
    frame.insert(0, "table", names)
    frame.loc[len(frame)] = [TOTAL, *frame[["rows", *GRADES]].sum()]
    graded = frame[list(GRADES)].sum(axis=1)
    frame["ungraded"] = frame["rows"] - graded
    for grade in GRADES:
        frame[f"{grade}_share"] = frame[grade] / graded.where(graded > 0)
    return frame


def _counts(package: TablePackage, name: str) -> list[int]:
    counts = _grades(package, name).value_counts()
    return [len(package[name]), *(int(counts.get(grade, 0)) for grade in GRADES)]


def _grades(package: TablePackage, name: str) -> pd.Series:
    table = package[name]
    if "quality" in table.columns:
        return table["quality"]
    carrier = CATALOGUE[name].graded_by
    if not carrier:
        return pd.Series([], dtype="str")
    parent, column = carrier.rsplit(".", 1)
    return table[column].map(package[parent].set_index(column)["quality"])
