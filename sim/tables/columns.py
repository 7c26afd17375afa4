"""Column kinds and the bases of every contract: what a column may hold, its unit, its meaning.

A contract is a pandera ``DataFrameModel`` with one annotated field per column::

    class Headways(Facts):
        \"\"\"Headways of one line in one period.\"\"\"

        route_id: Text = text("Line")
        headway_s: Integer = integer("Time between trains", unit="s", low=60, high=7200)
        valid_from: Day = day("First day", optional=True)

`Facts` adds the columns ``quality`` and ``source``, which come last in every file. In the files an
empty cell means "missing"; a missing text is read as ``""``, a missing number as NaN, a missing
date as NaT. Flags are written 0 or 1, dates as ``2016-07-01``, clock times as ``"06:30"``.
"""

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import Series

__all__ = [
    "CLOCK",
    "Column",
    "Day",
    "Facts",
    "Flag",
    "Integer",
    "Kind",
    "Number",
    "OptionalInteger",
    "Table",
    "Text",
    "choice",
    "clock",
    "columns_of",
    "day",
    "flag",
    "integer",
    "latitude",
    "longitude",
    "number",
    "text",
]

Text = Series[str]
Number = Series[float]
Integer = Series[int]
OptionalInteger = Series[pd.Int64Dtype]
Flag = Series[bool]
Day = Series[pd.Timestamp]

Kind = Literal["string", "integer", "number", "boolean", "date"]

CLOCK = r"^\d{1,2}:[0-5]\d$"
QUALITIES = ("official", "published", "derived", "estimate", "unverified")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a contract, as the data package publishes it."""

    name: str
    kind: Kind
    required: bool
    unit: str
    description: str
    low: float | None = None
    high: float | None = None
    options: tuple[str, ...] = ()
    pattern: str = ""
    example: str = ""

    def expectation(self) -> str:
        """Say in words what a cell of the column has to be.

        Examples
        --------
        >>> Column("length_km", "number", True, "km", "Length", low=0, high=200).expectation()
        'a number from 0 to 200 (km)'
        """
        words = {
            "string": "text",
            "integer": "a whole number",
            "number": "a number",
            "boolean": "0 or 1",
            "date": "a date such as 2016-07-01",
        }[self.kind]
        if self.options:
            words = "one of " + ", ".join(self.options)
        elif self.pattern:
            words = f"text such as {self.example}"
        if self.low is not None and self.high is not None:
            words += f" from {self.low:g} to {self.high:g}"
        elif self.low is not None:
            words += f" of at least {self.low:g}"
        elif self.high is not None:
            words += f" of at most {self.high:g}"
        if self.unit:
            words += f" ({self.unit})"
        return words if self.required else f"{words}, or empty"


def text(description: str, *, optional: bool = False, pattern: str = "", example: str = "") -> Any:
    """Text; `pattern` is a regular expression for the whole cell, `example` shows it to people."""
    checks: dict[str, Any] = {}
    if pattern:
        checks["str_matches"] = f"^$|{pattern}" if optional else pattern
    elif not optional:
        checks["str_length"] = {"min_value": 1}
    return pa.Field(
        description=description,
        metadata={"required": not optional, "pattern": pattern, "example": example},
        **checks,
    )


def choice(description: str, options: tuple[str, ...], *, optional: bool = False) -> Any:
    """Text out of a fixed list."""
    return pa.Field(
        description=description,
        metadata={"required": not optional, "options": options},
        isin=[*options, ""] if optional else list(options),
    )


def clock(description: str, *, optional: bool = False) -> Any:
    """Clock time of the service day, ``06:30``; hours may pass 24."""
    return text(description, optional=optional, pattern=CLOCK, example="06:30")


def number(
    description: str,
    *,
    unit: str,
    low: float | None = None,
    high: float | None = None,
    optional: bool = False,
) -> Any:
    """Real number with its unit (``"1"`` for shares and counts without a unit) and its range."""
    return pa.Field(
        description=description,
        metadata={"required": not optional, "unit": unit, "low": low, "high": high},
        nullable=optional,
        ge=low,
        le=high,
    )


def integer(
    description: str,
    *,
    unit: str,
    low: int | None = None,
    high: int | None = None,
    optional: bool = False,
) -> Any:
    """Whole number; annotate with `OptionalInteger` where the cell may be empty."""
    return number(description, unit=unit, low=low, high=high, optional=optional)


def flag(description: str) -> Any:
    """Yes or no, written 1 or 0."""
    return pa.Field(description=description, metadata={"required": True})


def day(description: str, *, optional: bool = False) -> Any:
    """Calendar day; 1900-01-01 stands for "before the record"."""
    return pa.Field(description=description, metadata={"required": not optional}, nullable=optional)


def longitude(description: str = "Longitude, WGS84", *, optional: bool = False) -> Any:
    """Longitude in degrees east."""
    return number(description, unit="degree", low=-180, high=180, optional=optional)


def latitude(description: str = "Latitude, WGS84", *, optional: bool = False) -> Any:
    """Latitude in degrees north."""
    return number(description, unit="degree", low=-90, high=90, optional=optional)


class Table(pa.DataFrameModel):
    """Base of every contract: exactly these columns, no others."""

    class Config:
        """Columns that the contract does not name are errors."""

        strict = True
        coerce = False


class Facts(Table):
    """A table in which every row says where it comes from and how far to trust it."""

    quality: Text = choice("How far to trust the row", QUALITIES)
    source: Text = text("Where the row comes from")


def columns_of(model: type[pa.DataFrameModel]) -> tuple[Column, ...]:
    """Columns of a contract in file order: its own first, then ``quality`` and ``source``.

    Examples
    --------
    >>> [column.name for column in columns_of(Facts)]
    ['quality', 'source']
    """
    schema = model.to_schema()
    last = [name for name in ("quality", "source") if name in schema.columns]
    first = [name for name in schema.columns if name not in last]
    return tuple(_column(name, schema.columns[name]) for name in [*first, *last])


def _column(name: str, column: Any) -> Column:
    meta = column.metadata or {}
    return Column(
        name=name,
        kind=_kind(str(column.dtype)),
        required=meta.get("required", not column.nullable),
        unit=meta.get("unit", ""),
        description=column.description or "",
        low=meta.get("low"),
        high=meta.get("high"),
        options=tuple(meta.get("options", ())),
        pattern=meta.get("pattern", ""),
        example=meta.get("example", ""),
    )


def _kind(dtype: str) -> Kind:
    for start, kind in _KINDS.items():
        if dtype.lower().startswith(start):
            return kind
    raise TypeError(f"a contract has a column of type {dtype}, which has no place in a CSV file")


_KINDS: dict[str, Kind] = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "datetime": "date",
}
