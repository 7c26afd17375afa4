"""Results on the screen and in a JSON file."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench_section import Section, Table
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Drawn

__all__ = ["show", "show_marks", "write"]

_PACKAGES = ("aequilibrae", "cafein", "ferrobus", "numba", "numpy", "routingkit-cch", "scipy")


def show(section: Section, console: Console) -> None:
    """Print one section."""
    console.rule(escape(section.title))
    for table in section.tables:
        console.print(_drawn(table))
    for line in section.lines:
        console.print(f"  {line}", markup=False, highlight=False, soft_wrap=True)


def show_marks(sections: Sequence[Section], console: Console) -> None:
    """Print what was to be reached, and whether it was."""
    rows = [
        (
            mark.what,
            f"{mark.found:.4g} {mark.unit}",
            f"{'at most' if mark.is_most else 'at least'} {mark.limit:.4g} {mark.unit}",
            "yes" if mark.reached else "NO",
        )
        for section in sections
        for mark in section.marks
    ]
    if rows:
        console.rule("To be reached")
        console.print(_drawn(Table(("what", "found", "limit", "reached"), tuple(rows))))


def write(sections: Sequence[Section], folder: Path, *, repeat: int) -> Path:
    """Write all numbers of a run; the file is named after the time, and no path is in it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{datetime.now().astimezone():%Y-%m-%d-%H%M%S}.json"
    record = {
        "machine": {
            "processors": os.cpu_count(),
            "system": platform.system(),
            "processor": platform.processor() or platform.machine(),
            "python": platform.python_version(),
        },
        "packages": _versions(),
        "repeat": repeat,
        "sections": [_record(section) for section in sections],
    }
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _record(section: Section) -> dict[str, object]:
    record = asdict(section)
    for outcome in record["outcomes"]:
        outcome.pop("saved")
        outcome["job"].pop("folder")
    for kept, mark in zip(record["marks"], section.marks, strict=True):
        kept["reached"] = bool(mark.reached)
        kept["found"] = float(mark.found)
    return record


def _versions() -> dict[str, str]:
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _drawn(table: Table) -> Drawn:
    drawn = Drawn(box=box.SIMPLE_HEAD)
    for number, heading in enumerate(table.headings):
        drawn.add_column(escape(heading), justify="right" if number else "left")
    for row in table.rows:
        drawn.add_row(*map(escape, row))
    return drawn
