"""Where the tables of facts come from: sources, licences and grades, for the report."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from sim.errors import DataError
from sim.reports import FactTable
from sim.tables.datapackage import PACKAGE_FILE
from sim.tables.provenance import GRADES, provenance
from sim.tables.reading import read_package

__all__ = ["fact_tables"]


def fact_tables(data_dir: Path) -> tuple[FactTable, ...]:
    """Every table of the data package with its sources, licences and rows by grade.

    Sources and licences are those of ``datapackage.json``, grades those of the rows themselves.

    Raises
    ------
    DataError
        The package or one of its tables cannot be used.

    Examples
    --------
    >>> fact_tables(Path("network_data"))[0].licences
    ('none stated', 'CC BY-SA 4.0')
    """
    path = data_dir / PACKAGE_FILE
    graded = provenance(read_package(data_dir)).set_index("table")
    try:
        resources = json.loads(path.read_text(encoding="utf-8"))["resources"]
        return tuple(
            FactTable(
                name=str(entry["name"]).replace(".", "/"),
                title=str(entry.get("title", "")),
                rows=entry.get("rows"),
                grades=_grades(graded, str(entry["name"]).replace(".", "/")),
                sources=tuple(str(source["title"]) for source in entry.get("sources", ())),
                licences=tuple(str(licence["name"]) for licence in entry.get("licenses", ())),
                date=str(entry.get("date", "")),
            )
            for entry in resources
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{path} cannot be read ({error!r}); restore it, or run `sim data --write-hashes`"
        ) from error


def _grades(graded: pd.DataFrame, name: str) -> dict[str, int]:
    rows = graded[graded.index == name]
    if rows.empty:
        return {}
    counts = {grade: int(rows[grade].iloc[0]) for grade in GRADES}
    return {grade: count for grade, count in counts.items() if count}
