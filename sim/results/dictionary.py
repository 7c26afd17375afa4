"""What every column of every table means: one registry for runs, comparisons and exports.

The entries are data (``dictionary_tables.csv`` and ``dictionary_columns.csv`` beside this module),
so a column is described once and the description travels: into the Parquet files, into data
packages, into GeoPackages and onto pages.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from sim.errors import Issue, Severity

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "MISSING",
    "ColumnEntry",
    "Missing",
    "TableEntry",
    "dictionary",
    "with_descriptions",
    "without_entry",
]

_TABLES, _COLUMNS = "dictionary_tables.csv", "dictionary_columns.csv"
_NUMBER = "{n}"


@dataclass(frozen=True, slots=True)
class Missing:
    """What an empty value of a column says."""

    zh: str
    en: str


MISSING: Mapping[str, Missing] = MappingProxyType(
    {
        "never": Missing("不会为空", "never empty"),
        "unreachable": Missing("空＝不可达", "empty: not reachable within the search"),
        "unknown": Missing("空＝未知", "empty: not known"),
        "not_applicable": Missing("空＝不适用", "empty: does not apply"),
        "not_computed": Missing("空＝未计算", "empty: not modelled or not computed"),
        "not_on_one_side": Missing(
            "空＝一方无值，无法比较", "empty: one side has no value, so there is no difference"
        ),
        "unbounded": Missing("空＝无界", "empty: no limit on this side"),
        "no_service": Missing("空＝无服务", "empty: no service at that time"),
        "beyond_gmns": Missing(
            "空＝超过GMNS上限或长度为零，以 time_s 为准",
            "empty: above what GMNS allows, or no length; time_s holds",
        ),
        "no_zone": Missing("空＝该小区无值", "empty: the zone has no value"),
    }
)
"""Reasons for an empty value, by the word used in the registry."""


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """One column. ``decimals`` is how it is rounded for people; ``None``: as it is."""

    name: str
    kind: str
    unit: str
    decimals: int | None
    zh: str
    en: str
    missing: str

    def describes(self, column: str) -> ColumnEntry | None:
        """The entry of a column of this name, with the number of a pattern filled in.

        Examples
        --------
        >>> entry = dictionary()["zone_access"].column("jobs_45min")
        >>> entry.name, entry.unit, entry.en
        ('jobs_45min', 'jobs', 'jobs within 45 min of the zone')
        """
        if _NUMBER not in self.name:
            return self if column == self.name else None
        found = re.fullmatch(re.escape(self.name).replace(re.escape(_NUMBER), r"(\d+)"), column)
        if found is None:
            return None
        number = found.group(1)
        zh, en = (text.replace(_NUMBER, number) for text in (self.zh, self.en))
        return replace(self, name=column, zh=zh, en=en)

    @property
    def meaning(self) -> str:
        """Chinese, then English, then what an empty value says (if there can be one)."""
        text = f"{self.zh}；{self.en}"
        if self.missing == "never":
            return text
        reason = MISSING[self.missing]
        return f"{text}（{reason.zh}；{reason.en}）"


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table; ``made_by`` is ``run``, ``comparison`` or ``export``.

    ``key`` names the columns that identify a row; empty: rows may repeat.
    """

    name: str
    made_by: str
    key: tuple[str, ...]
    title_zh: str
    title_en: str
    columns: tuple[ColumnEntry, ...]

    def column(self, name: str) -> ColumnEntry | None:
        """Entry of a column, or ``None`` where the registry has none.

        Examples
        --------
        >>> dictionary()["zone_access"].column("minutes_from_hub").unit
        'min'
        >>> dictionary()["zone_access"].column("height_m") is None
        True
        """
        found = (entry.describes(name) for entry in self.columns)
        return next((entry for entry in found if entry is not None), None)


@cache
def dictionary() -> Mapping[str, TableEntry]:
    """Every table that a run, a comparison or an export can write, by name.

    Examples
    --------
    >>> table = dictionary()["urban_rail_km"]
    >>> table.title_en, table.key
    ('Urban rail length, section by section', ('definition', 'section_id'))
    """
    columns: dict[str, list[ColumnEntry]] = {}
    for row in _rows(_COLUMNS):
        columns.setdefault(row["table"], []).append(
            ColumnEntry(
                name=row["column"],
                kind=row["type"],
                unit=row["unit"],
                decimals=int(row["decimals"]) if row["decimals"] else None,
                zh=row["meaning_zh"],
                en=row["meaning_en"],
                missing=row["missing"],
            )
        )
    return MappingProxyType(
        {
            row["table"]: TableEntry(
                name=row["table"],
                made_by=row["made_by"],
                key=tuple(row["key"].split()),
                title_zh=row["title_zh"],
                title_en=row["title_en"],
                columns=tuple(columns[row["table"]]),
            )
            for row in _rows(_TABLES)
        }
    )


def without_entry(tables: Mapping[str, Iterable[str]]) -> tuple[Issue, ...]:
    """Tables and columns the registry does not describe, as warnings; in order of the names.

    Examples
    --------
    >>> [issue.what for issue in without_entry({"changes": ["position", "colour"], "x": ["y"]})]
    ["column 'colour' of table changes is not described", "table 'x' is not described"]
    """
    known = dictionary()
    fix = f"add it to sim/results/{_COLUMNS}; the values themselves are all there"
    issues: list[Issue] = []
    for name in sorted(tables):
        if name not in known:
            what = f"table '{name}' is not described"
            issues.append(Issue(Severity.WARNING, "undescribed-table", what, fix))
            continue
        issues += [
            Issue(
                Severity.WARNING,
                "undescribed-column",
                f"column '{column}' of table {name} is not described",
                fix,
            )
            for column in tables[name]
            if known[name].column(column) is None
        ]
    return tuple(issues)


def with_descriptions(table: TableEntry | str, schema: pa.Schema) -> pa.Schema:
    """Put titles, units and meanings into the metadata of a Parquet schema.

    Fields get ``description_zh``, ``description``, ``unit`` and ``missing`` (an absent key: there
    is nothing to say), the schema ``title_zh`` and ``title``; other metadata stays. Tables and
    columns without an entry are left as they are.

    Examples
    --------
    >>> import pyarrow as pa
    >>> schema = with_descriptions("centre_times", pa.schema([("median_s", pa.float64())]))
    >>> schema.field("median_s").metadata[b"unit"]
    b's'
    """
    import pyarrow as pa  # noqa: PLC0415 - the registry itself needs no Parquet

    entry = dictionary().get(table) if isinstance(table, str) else table
    if entry is None:
        return schema
    fields = []
    for field in schema:
        column = entry.column(field.name)
        fields.append(field if column is None else field.with_metadata(_metadata(column)))
    titles = {b"title_zh": entry.title_zh.encode(), b"title": entry.title_en.encode()}
    return pa.schema(fields, metadata=dict(schema.metadata or {}) | titles)


def _metadata(entry: ColumnEntry) -> dict[str, str]:
    reason = "" if entry.missing == "never" else MISSING[entry.missing].en
    told = {
        "description_zh": entry.zh,
        "description": entry.en,
        "unit": entry.unit,
        "missing": reason,
    }
    return {key: value for key, value in told.items() if value}


def _rows(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
