"""Tables of ``network_data/`` as typed frames: reading a table is checking it.

A file whose hash agrees with ``datapackage.json`` was checked when the hash was written and is
read straight away. Any other file goes through its contract first.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from sim.errors import DataError, Issue, Severity
from sim.fingerprint import fingerprint, fingerprint_file
from sim.tables.datapackage import PACKAGE_FILE, WRITE_HASHES, Resource, package_resources

__all__ = ["TablePackage", "read_package", "read_table"]


@dataclass(frozen=True)
class TablePackage:
    """All tables of a data folder, the fingerprint of their bytes, and what to know about them.

    Missing text is ``""``, a missing number NaN, a missing date NaT, a missing whole number NA.
    The frame of a GeoJSON file has a column ``geometry`` with GeoJSON dictionaries. Documents
    (YAML) have no frame; `path` finds them.
    """

    root: Path
    tables: Mapping[str, pd.DataFrame]
    fingerprint: str
    issues: tuple[Issue, ...] = ()

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Table by its name, such as ``metro/sections``; `DataError` where there is none."""
        if name not in self.tables:
            raise DataError("a table is not there", [_unlisted(self.root, name, self.tables)])
        return self.tables[name]

    def path(self, name: str) -> Path:
        """File of a document, such as ``modes``."""
        return self.root / f"{name}.yaml"

    def __repr__(self) -> str:
        rows = sum(len(table) for table in self.tables.values())
        return f"<TablePackage {len(self.tables)} tables · {rows} rows · {self.fingerprint}>"


def read_package(root: Path) -> TablePackage:
    """Read every table below `root` that ``datapackage.json`` lists.

    Where a file differs from ``datapackage.json``, everything is checked (contracts, keys,
    plausibility); if nothing is wrong the tables are read, with a warning ``wrong-hash`` in the
    package's issues. Raises `DataError` with every error of every table.

    Examples
    --------
    >>> package = read_package(Path("network_data"))
    >>> package["metro/sections"].query("section_id == '4a'")["length_km"].item()
    9.6
    """
    resources = package_resources(root)
    hashes = {name: _hash(root / resource.path) for name, resource in resources.items()}
    changed = [name for name, sha256 in hashes.items() if sha256 != resources[name].sha256]
    warnings = tuple(
        Issue(
            Severity.WARNING,
            "wrong-hash",
            f"table {name} is not the one that {PACKAGE_FILE} describes",
            WRITE_HASHES,
            root / resources[name].path,
        )
        for name in changed
    )
    if changed:
        _require_sound(root)
    tables = {
        name: _checked(root, name) if name in changed else _trusted(root / resource.path, resource)
        for name, resource in resources.items()
        if resource.form != "yaml"
    }
    return TablePackage(root, MappingProxyType(tables), fingerprint(hashes), warnings)


def read_table(root: Path, name: str) -> pd.DataFrame:
    """Read one table (``metro/sections``) with the types of its contract.

    Raises `DataError` where the package does not list the table or the file breaks its contract.

    Examples
    --------
    >>> read_table(Path("network_data"), "metro/checkpoints").columns[:2].tolist()
    ['date', 'length_km_published']
    """
    resources = package_resources(root)
    if name not in resources or resources[name].form == "yaml":
        raise DataError("the table cannot be read", [_unlisted(root, name, resources)])
    path = root / resources[name].path
    if _hash(path) == resources[name].sha256:
        return _trusted(path, resources[name])
    return _checked(root, name)


def _hash(path: Path) -> str:
    return fingerprint_file(path) if path.is_file() else ""


def _unlisted(root: Path, name: str, known: Iterable[str]) -> Issue:
    close = difflib.get_close_matches(name, list(known), 1)
    fix = f"did you mean '{close[0]}'?" if close else f"known tables: {', '.join(known)}"
    what = f"{PACKAGE_FILE} lists no table '{name}'"
    return Issue(Severity.ERROR, "unlisted-table", what, fix, root / PACKAGE_FILE)


def _require_sound(root: Path) -> None:
    from sim.tables.checking import content_issues  # noqa: PLC0415  pandera is slow to import

    errors = [issue for issue in content_issues(root) if issue.severity is Severity.ERROR]
    if errors:
        raise DataError("the data tables cannot be used", errors)


def _checked(root: Path, name: str) -> pd.DataFrame:
    from sim.tables.checking import checked_table  # noqa: PLC0415  pandera is slow to import
    from sim.tables.contracts import CATALOGUE  # noqa: PLC0415

    table, issues = checked_table(root, CATALOGUE[name])
    if table is None or issues:
        raise DataError(f"table {name} cannot be read", issues)
    return table.frame


def _trusted(path: Path, resource: Resource) -> pd.DataFrame:
    """Read a file whose bytes were checked before, with the types that the package names."""
    if resource.form == "geojson":
        return _features(path, resource)
    kinds = {field.name: field for field in resource.fields}
    dtypes = {field.name: _DTYPES[field.kind, field.required] for field in resource.fields}
    frame = pd.read_csv(
        path,
        dtype=dtypes,
        keep_default_na=False,
        na_values={
            name: [""] for name, field in kinds.items() if field.kind in {"number", "integer"}
        },
    )
    return _finished(frame, resource)


def _features(path: Path, resource: Resource) -> pd.DataFrame:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    columns = {}
    for field in resource.fields:
        cells = [feature["properties"].get(field.name) for feature in features]
        if field.kind in {"string", "date"}:
            cells = ["" if cell is None else str(cell) for cell in cells]
        columns[field.name] = pd.Series(cells, dtype=_DTYPES[field.kind, field.required])
    frame = _finished(pd.DataFrame(columns), resource)
    frame["geometry"] = pd.Series([feature["geometry"] for feature in features], dtype=object)
    return frame


def _finished(frame: pd.DataFrame, resource: Resource) -> pd.DataFrame:
    for field in resource.fields:
        if field.kind == "boolean":
            frame[field.name] = frame[field.name].astype(bool)
        elif field.kind == "date":
            days = np.where(frame[field.name] == "", "NaT", frame[field.name])
            frame[field.name] = days.astype("datetime64[D]").astype("datetime64[ns]")
    return frame


_DTYPES = {
    ("string", True): "str",
    ("string", False): "str",
    ("number", True): "float64",
    ("number", False): "float64",
    ("integer", True): "int64",
    ("integer", False): "Int64",
    ("boolean", True): "int8",
    ("date", True): "str",
    ("date", False): "str",
}
