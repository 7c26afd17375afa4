"""Where the tables lie, and how tests damage copies of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sim.errors import Issue
from sim.tables.contracts import CATALOGUE

DATA = Path(__file__).parents[3] / "network_data"
METRO = {name: spec for name, spec in CATALOGUE.items() if name.startswith("metro/")}
RAIL = {name: spec for name, spec in CATALOGUE.items() if name.startswith("rail/")}


def by_code(found: Iterable[Issue]) -> dict[str, Issue]:
    """Issues by code, without those that any edit brings or the real data has."""
    known = {"wrong-hash", "network-length", "station-spacing"}
    return {issue.code: issue for issue in found if issue.code not in known}


def edit(path: Path, old: str, new: str) -> int:
    """Replace the first `old` in a file; the line it stands on."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
