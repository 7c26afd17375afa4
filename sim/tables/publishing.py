"""Writing ``datapackage.json`` from the contracts, the origins of the tables and their bytes.

The form follows the Frictionless data package; units and the CRS stand as further properties.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sim.errors import DataError, Issue, Severity
from sim.fingerprint import fingerprint_file
from sim.tables.checking import content_issues
from sim.tables.columns import Column, columns_of
from sim.tables.contracts import CATALOGUE
from sim.tables.datapackage import PACKAGE_FILE, resource_name
from sim.tables.spec import TableSpec

__all__ = ["SOURCES_FILE", "package_document", "write_datapackage"]

SOURCES_FILE = "sources.yaml"


def write_datapackage(root: Path, *, catalogue: Mapping[str, TableSpec] = CATALOGUE) -> Path:
    """Check every table below `root`, then write ``datapackage.json``.

    The same files give the same bytes. Raises `DataError` with every error of the tables: a hash in
    the package says that the bytes behind it were checked.
    """
    errors = [
        issue
        for issue in content_issues(root, catalogue=catalogue)
        if issue.severity is Severity.ERROR
    ]
    if errors:
        raise DataError("the data package is not written: its tables have errors", errors)
    path = root / PACKAGE_FILE
    text = json.dumps(package_document(root, catalogue=catalogue), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
    return path


def package_document(
    root: Path, *, catalogue: Mapping[str, TableSpec] = CATALOGUE
) -> dict[str, Any]:
    """Content of ``datapackage.json``: every file of the catalogue that is there.

    Raises `DataError` (``missing-origin``) where ``sources.yaml`` does not say where a table comes
    from.

    Examples
    --------
    >>> package_document(Path("network_data"))["resources"][0]["name"]
    'metro.lines'
    """
    specs = [spec for spec in catalogue.values() if (root / spec.path).is_file()]
    origins = _origins(root)
    missing = [
        Issue(
            Severity.ERROR,
            "missing-origin",
            f"nothing says where {spec.name} comes from",
            "write an entry with sources (title and licence each), date, crs and method",
            root / SOURCES_FILE,
        )
        for spec in specs
        if not _is_origin(origins.get(spec.name))
    ]
    if missing:
        raise DataError("the data package cannot be written", missing)
    return {
        "profile": "data-package",
        "name": "hangzhou-connectivity-network-data",
        "title": "Transport network of Hangzhou and Zhejiang: tables of facts",
        "resources": [_resource(root, spec, origins[spec.name]) for spec in specs],
    }


def _origins(root: Path) -> Mapping[str, Any]:
    path = root / SOURCES_FILE
    try:
        origins = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        issue = Issue(
            Severity.ERROR,
            "bad-yaml",
            f"{SOURCES_FILE} cannot be read ({str(error).splitlines()[0]})",
            "restore it from the repository, or mend the line",
            path,
        )
        raise DataError("the data package cannot be written", [issue]) from error
    return origins if isinstance(origins, Mapping) else {}


def _is_origin(entry: Any) -> bool:
    return (
        isinstance(entry, Mapping)
        and {"sources", "date", "crs", "method"} <= set(entry)
        and isinstance(entry["sources"], list)
        and all(
            isinstance(source, Mapping) and {"title", "licence"} <= set(source)
            for source in entry["sources"]
        )
    )


def _resource(root: Path, spec: TableSpec, origin: Mapping[str, Any]) -> dict[str, Any]:
    path = root / spec.path
    resource: dict[str, Any] = {
        "name": resource_name(spec.name),
        "title": spec.title,
        "path": spec.path,
        "format": spec.form,
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "sha256": fingerprint_file(path),
    }
    if spec.model is not None:
        resource["rows"] = _rows(path, spec)
        resource["description"] = str(spec.model.__doc__).splitlines()[0]
        resource["crs"] = origin.get("crs", "none")
        resource["geometry"] = spec.geometry
    resource |= {
        "date": str(origin["date"]),
        "method": origin["method"],
        "sources": [{"title": source["title"]} for source in origin["sources"]],
        "licenses": [
            {"name": name}
            for name in dict.fromkeys(source["licence"] for source in origin["sources"])
        ],
    }
    if spec.model is not None:
        resource["schema"] = _schema(spec, columns_of(spec.model))
    return resource


def _rows(path: Path, spec: TableSpec) -> int:
    content = path.read_text(encoding="utf-8")
    if spec.form == "geojson":
        return len(json.loads(content)["features"])
    return content.count("\n") - 1


def _schema(spec: TableSpec, columns: tuple[Column, ...]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in columns]}
    if spec.primary_key:
        schema["primaryKey"] = list(spec.primary_key)
    keys = [key for key in spec.foreign_keys if len(key.targets) == 1 and not key.separator]
    if keys:
        schema["foreignKeys"] = [
            {
                "fields": key.column,
                "reference": {
                    "resource": resource_name(key.targets[0].rsplit(".", 1)[0]),
                    "fields": key.targets[0].rsplit(".", 1)[1],
                },
            }
            for key in keys
        ]
    return schema


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.kind,
        "description": column.description,
    }
    if column.unit:
        field["unit"] = column.unit
    if column.kind == "boolean":
        field |= {"trueValues": ["1"], "falseValues": ["0"]}
    limits = {
        "required": column.required,
        "minimum": column.low,
        "maximum": column.high,
        "enum": list(column.options) or None,
        "pattern": column.pattern or None,
    }
    field["constraints"] = {key: value for key, value in limits.items() if value is not None}
    return field
