"""What a section is made of: paragraphs, tables and pictures, in words of both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sim.maps.style import Words
from sim.reports.language import NOTHING

__all__ = ["Block", "Cell", "Column", "Note", "Picture", "Row", "Section", "Table"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: words, smaller words beneath, and a style that ``report.css`` knows."""

    words: Words
    under: Words = NOTHING
    style: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """Head of a column; numbers stand to the right."""

    words: Words
    numeric: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; a row of kind ``group`` has one cell over the whole width."""

    cells: tuple[Cell, ...]
    kind: Literal["", "group", "minor"] = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption above and a note on how to read it beneath."""

    caption: Words
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: Words = NOTHING
    style: str = ""
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart or a map as markup; it is never cut by the end of a page."""

    name: str
    caption: Words
    svg: str
    note: Words = NOTHING
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True, slots=True)
class Note:
    """Lines of words, each a paragraph, or each an entry of a list."""

    lines: tuple[Words, ...]
    style: Literal["plain", "list", "warning", "lead"] = "plain"
    heading: Words = NOTHING
    kind: Literal["note"] = "note"


Block = Table | Picture | Note


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the report."""

    section_id: str
    title: Words
    blocks: Sequence[Block]
