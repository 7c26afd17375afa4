"""Reading ``datapackage.json``: which files there are, their hashes and the types of their columns.

It holds enough to read a table without its contract, which saves an ordinary run the checks: a
hash that agrees means that the bytes were checked when the hash was written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import DataError, Issue, Severity

__all__ = [
    "PACKAGE_FILE",
    "WRITE_HASHES",
    "Field",
    "Resource",
    "package_resources",
    "resource_name",
]

PACKAGE_FILE = "datapackage.json"
WRITE_HASHES = "if the change is meant, run `sim data --write-hashes`"

_REPAIR = "restore it from the repository, or run `sim data --write-hashes`"


@dataclass(frozen=True, slots=True)
class Field:
    """A column as the package describes it."""

    name: str
    kind: str
    required: bool


@dataclass(frozen=True, slots=True)
class Resource:
    """A file as the package describes it; ``rows`` is unknown for documents."""

    name: str
    path: str
    form: str
    sha256: str
    rows: int | None
    fields: tuple[Field, ...]


def resource_name(table: str) -> str:
    """Name of a table in the package, where no slash is allowed.

    Examples
    --------
    >>> resource_name("metro/line_stops")
    'metro.line_stops'
    """
    return table.replace("/", ".")


def package_resources(root: Path) -> Mapping[str, Resource]:
    """Files that ``datapackage.json`` below `root` describes, by name of the table.

    Raises `DataError` (``missing-package``, ``bad-package``) where it cannot be used.

    Examples
    --------
    >>> package_resources(Path("network_data"))["metro/sections"].path
    'metro/sections.csv'
    """
    path = root / PACKAGE_FILE
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        resources = [_resource(entry) for entry in document["resources"]]
    except FileNotFoundError:
        issue = Issue(
            Severity.ERROR, "missing-package", f"{PACKAGE_FILE} is missing", _REPAIR, path
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        issue = Issue(
            Severity.ERROR, "bad-package", f"not a data package ({error!r})", _REPAIR, path, line
        )
    else:
        return {resource.name: resource for resource in resources}
    raise DataError("the list of the data tables cannot be used", [issue])


def _resource(entry: Mapping[str, Any]) -> Resource:
    fields = tuple(
        Field(field["name"], field["type"], field["constraints"]["required"])
        for field in entry.get("schema", {}).get("fields", ())
    )
    return Resource(
        name=entry["name"].replace(".", "/"),
        path=entry["path"],
        form=entry["format"],
        sha256=entry["sha256"],
        rows=entry.get("rows"),
        fields=fields,
    )
