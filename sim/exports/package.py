"""What lies beside every export: a data package and a dictionary for people."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sim.fingerprint import fingerprint_file
from sim.results.dictionary import MISSING, ColumnEntry, TableEntry

__all__ = [
    "DICTIONARY_CSV",
    "DICTIONARY_MD",
    "PACKAGE_FILE",
    "About",
    "Resource",
    "dictionary_frame",
    "dictionary_text",
    "document_text",
    "package_document",
]

PACKAGE_FILE = "datapackage.json"
DICTIONARY_MD = "DATA_DICTIONARY.md"
DICTIONARY_CSV = "data_dictionary.csv"

_MEDIA = {
    ".csv": "text/csv",
    ".gpkg": "application/geopackage+sqlite3",
    ".omx": "application/x-hdf5",
    ".parquet": "application/vnd.apache.parquet",
    ".zip": "application/zip",
}
_MODELLED_ZH = "表中数值为模型计算或推算结果，并非观测值；数据等级见各表 quality 列。"
_MODELLED_EN = (
    "Values are modelled or computed, not observed; grades of the sources are in columns quality."
)


@dataclass(frozen=True, slots=True)
class Resource:
    """One file of an export and the tables in it; ``note`` says what a table cannot."""

    path: str
    title_zh: str
    title_en: str
    tables: tuple[TableEntry, ...] = ()
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What an export was made of: facts by label, warnings, assumptions, sources, licences."""

    name: str
    title_zh: str
    title_en: str
    facts: Mapping[str, str] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def package_document(folder: Path, about: About, resources: Sequence[Resource]) -> dict[str, Any]:
    """Content of ``datapackage.json`` (Frictionless): every file with hash, size and schema.

    CSV files are tabular resources; files with several layers list them under ``layers``. There is
    no time of making in it, so the same inputs give the same document.

    Examples
    --------
    >>> package_document(Path("."), About("plan", "规划", "Plan"), [])["profile"]
    'data-package'
    """
    return {
        "profile": "data-package",
        "name": _name(about.name),
        "title": f"{about.title_zh} {about.title_en}".strip(),
        "description": f"{_MODELLED_ZH} {_MODELLED_EN}",
        "made_of": dict(about.facts),
        "warnings": list(about.warnings),
        "assumptions": list(about.assumptions),
        "sources": [{"title": title} for title in about.sources],
        "licenses": [{"name": name} for name in about.licences],
        "resources": [_resource(folder, resource) for resource in resources],
    }


def dictionary_frame(resources: Sequence[Resource]) -> pd.DataFrame:
    """Every column of every file in one table, a row each.

    Examples
    --------
    >>> dictionary_frame([]).columns[:3].tolist()
    ['file', 'table', 'column']
    """
    columns = (
        "file table column type unit decimals meaning_zh meaning_en empty_means_zh empty_means_en"
    )
    rows = [
        (
            resource.path,
            table.name,
            entry.name,
            entry.kind,
            entry.unit,
            entry.decimals,
            entry.zh,
            entry.en,
            MISSING[entry.missing].zh,
            MISSING[entry.missing].en,
        )
        for resource in resources
        for table in resource.tables
        for entry in table.columns
    ]
    frame = pd.DataFrame(rows, columns=columns.split())
    return frame.astype({"decimals": "Int64"})


def dictionary_text(about: About, resources: Sequence[Resource]) -> str:
    """The dictionary as a page in Markdown: Chinese first, English beside it.

    Examples
    --------
    >>> dictionary_text(About("plan", "规划", "Plan"), []).splitlines()[0]
    '# 规划 Plan'
    """
    lines = [f"# {about.title_zh} {about.title_en}".rstrip(), "", _MODELLED_ZH, "", _MODELLED_EN]
    lines += ["", "| 项目 item | 内容 value |", "| --- | --- |"]
    lines += [f"| {_cell(key)} | {_cell(value)} |" for key, value in about.facts.items()]
    if about.warnings:
        lines += ["", "## 注意 Warnings", "", *(f"- {text}" for text in about.warnings)]
    lines += ["", "## 文件 Files", "", "| 文件 file | 内容 content |", "| --- | --- |"]
    for resource in resources:
        notes = f" {resource.note_zh} {resource.note_en}".rstrip()
        title = f"{resource.title_zh} {resource.title_en}{notes}"
        lines.append(f"| `{resource.path}` | {_cell(title)} |")
    for table, paths in _homes(resources):
        lines += ["", f"## {table.title_zh} {table.title_en}", ""]
        lines += [", ".join(f"`{path}`" for path in paths), ""]
        if table.key:
            lines += [f"一行对应 one row for each: {', '.join(table.key)}", ""]
        lines += [
            "| 列 column | 类型 type | 单位 unit | 含义 meaning |",
            "| --- | --- | --- | --- |",
        ]
        lines += [
            f"| `{entry.name}` | {entry.kind} | {entry.unit} | {_cell(entry.meaning)} |"
            for entry in table.columns
        ]
    for title, items in (
        ("模型假设 Assumptions", about.assumptions),
        ("数据来源 Sources", about.sources),
        ("许可 Licences", about.licences),
    ):
        if items:
            lines += ["", f"## {title}", "", *(f"- {item}" for item in items)]
    return "\n".join(lines) + "\n"


def _homes(resources: Sequence[Resource]) -> list[tuple[TableEntry, list[str]]]:
    """Each table once, with the files it is in."""
    homes: dict[TableEntry, list[str]] = {}
    for resource in resources:
        for table in resource.tables:
            homes.setdefault(table, []).append(resource.path)
    return list(homes.items())


def _resource(folder: Path, resource: Resource) -> dict[str, Any]:
    path = folder / resource.path
    ending = path.suffix.lower()
    document: dict[str, Any] = {
        "name": _name(resource.path),
        "path": resource.path,
        "title": f"{resource.title_zh} {resource.title_en}",
        "format": ending.lstrip("."),
        "mediatype": _MEDIA.get(ending, "application/octet-stream"),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{fingerprint_file(path)}",
    }
    note = f"{resource.note_zh} {resource.note_en}".strip()
    if note:
        document["description"] = note
    if ending == ".csv":
        document |= {"profile": "tabular-data-resource", "encoding": "utf-8"}
    if len(resource.tables) == 1:
        document["schema"] = _schema(resource.tables[0])
    elif resource.tables:
        document["layers"] = [
            {"name": table.name, "schema": _schema(table)} for table in resource.tables
        ]
    return document


def _schema(table: TableEntry) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(entry) for entry in table.columns],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    return schema


def _field(entry: ColumnEntry) -> dict[str, Any]:
    document: dict[str, Any] = {
        "name": entry.name,
        "type": entry.kind,
        "title": entry.zh,
        "description": entry.meaning,
    }
    if entry.unit:
        document["unit"] = entry.unit
    if entry.kind == "boolean":
        document |= {"trueValues": ["true"], "falseValues": ["false"]}
    if entry.missing == "never":
        document["constraints"] = {"required": True}
    return document


def document_text(document: Mapping[str, Any]) -> str:
    r"""The document as it is written: one value a line, UTF-8.

    Examples
    --------
    >>> document_text({"name": "规划"})
    '{\n "name": "规划"\n}\n'
    """
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _name(text: str) -> str:
    """A name as Frictionless asks for: small letters, digits, ``-``, ``_`` and ``.``."""
    return re.sub(r"[^a-z0-9._-]+", ".", text.lower()).strip(".") or "export"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
