"""How two scenarios differ, after their parents are merged in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from sim.scenario.load import Scenario

__all__ = ["Difference", "diff_scenarios"]

_LEFT_OUT = frozenset({"scenario", "title", "title_zh", "description", "extends"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that two scenarios do not share; an empty text means: only the other has it."""

    key: str
    a: str
    b: str

    def text(self) -> str:
        """One line, as a person reads it.

        Examples
        --------
        >>> Difference("as_of", "2015-12-31", "2016-07-01").text()
        'as_of: 2015-12-31 → 2016-07-01'
        >>> Difference("modifications", "", "open_section: sections [5a]").text()
        'modifications: + open_section: sections [5a]'
        """
        if self.a and self.b:
            return f"{self.key}: {self.a} → {self.b}"
        return f"{self.key}: {'- ' + self.a if self.a else '+ ' + self.b}"


def diff_scenarios(a: Scenario, b: Scenario) -> tuple[Difference, ...]:
    """Differences from `a` to `b`: settings key by key, then modifications in order."""
    first = a.document.model_dump(mode="json", exclude=set(_LEFT_OUT))
    second = b.document.model_dump(mode="json", exclude=set(_LEFT_OUT))
    entries_a = [_entry(one) for one in first.pop("modifications")]
    entries_b = [_entry(one) for one in second.pop("modifications")]
    return (*_settings("", first, second), *_entries(entries_a, entries_b))


def _settings(prefix: str, a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[Difference]:
    for key in sorted(a.keys() | b.keys()):
        old, new = a.get(key), b.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _settings(f"{prefix}{key}.", old, new)
        elif old != new:
            yield Difference(f"{prefix}{key}", _shown(old), _shown(new))


def _entries(a: list[str], b: list[str]) -> Iterator[Difference]:
    for kind, a_from, a_to, b_from, b_to in SequenceMatcher(a=a, b=b, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for entry in a[a_from:a_to]:
            yield Difference("modifications", entry, "")
        for entry in b[b_from:b_to]:
            yield Difference("modifications", "", entry)


def _entry(entry: Mapping[str, Any]) -> str:
    """One modification without what was left at its default."""
    keys = [
        f"{key} {_shown(value)}"
        for key, value in entry.items()
        if key not in ("type", "note") and value not in (None, "", [], False)
    ]
    return f"{entry['type']}: {', '.join(keys)}"


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
