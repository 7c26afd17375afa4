"""One parent per scenario: mappings merge, scalars replace, modifications append."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sim.errors import Issue, Severity
from sim.modifications.names import did_you_mean
from sim.scenario.text import Keys, Mark, ParsedFile, parse_file

__all__ = ["Override", "Source", "find_scenario_file", "load_source", "shipped_scenarios"]

OWN_KEYS = frozenset({"scenario", "title", "title_zh", "description", "extends"})
"""Keys that name one file; they are not taken over from the parent."""

APPENDED_KEYS = frozenset({"modifications"})


@dataclass(frozen=True, slots=True)
class Override:
    """A value of a file that differs from its parent's; ``before`` is None if the parent has none.

    Entries that append to the parent's list are no overrides.
    """

    keys: Keys
    value: Any
    before: Any
    mark: Mark


@dataclass(frozen=True)
class Source:
    """A scenario with its parents merged in: values, their places, all text issues.

    An ``orphan`` has a parent that could not be read. ``overrides`` are what files of the
    chain say otherwise than their parents, by key; of several the nearest one's.
    """

    path: Path
    data: dict[str, Any] | None
    marks: Mapping[Keys, Mark] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    files: tuple[Path, ...] = ()
    orphan: bool = False
    overrides: Mapping[Keys, Override] = field(default_factory=dict)

    def where(self, keys: Keys) -> tuple[Path, int | None]:
        """File and line of a value; of a missing one, those of what should hold it."""
        for length in range(len(keys), 0, -1):
            mark = self.marks.get(keys[:length])
            if mark is not None:
                return mark.file, mark.line
        return self.path, 1


def shipped_scenarios(folder: Path | None) -> dict[str, Path]:
    """Scenario files of a folder by name: ``plan-2020`` and ``alternatives/…`` by either name."""
    if folder is None or not folder.is_dir():
        return {}
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.yaml"), key=lambda p: (len(p.parts), p)):
        found.setdefault(path.stem, path)
        found.setdefault(path.relative_to(folder).with_suffix("").as_posix(), path)
    return found


def find_scenario_file(name_or_path: str, *, base: Path, shipped: Path | None) -> Path | None:
    """Path of a scenario: a file relative to `base` (with or without .yaml), or a shipped name."""
    for candidate in (base / name_or_path, base / f"{name_or_path}.yaml"):
        if candidate.is_file():
            return candidate
    return shipped_scenarios(shipped).get(name_or_path.removesuffix(".yaml"))


def load_source(path: Path, *, shipped: Path | None = None) -> Source:
    """Read a scenario and its parents, and merge them."""
    return _load(path, shipped=shipped, chain=())


def _load(path: Path, *, shipped: Path | None, chain: tuple[Path, ...]) -> Source:
    parsed = parse_file(path)
    if parsed.data is None:
        return Source(path, None, {}, parsed.issues, (path,))
    own = Source(path, parsed.data, parsed.marks, parsed.issues, (path,))
    name = parsed.data.get("extends")
    if not isinstance(name, str):
        return own
    chain = (*chain, path.resolve())
    parent_path = find_scenario_file(name, base=path.parent, shipped=shipped)
    if parent_path is None:
        return _with_issue(
            own,
            "parent-missing",
            f"there is no scenario '{name}' to extend",
            _parent_advice(name, path, shipped),
        )
    if parent_path.resolve() in chain:
        names = [p.stem for p in (*chain[chain.index(parent_path.resolve()) :], parent_path)]
        return _with_issue(
            own,
            "circular-extends",
            f"scenarios extend each other: {' → '.join(names)}",
            "remove `extends` from one of them",
        )
    parent = _load(parent_path, shipped=shipped, chain=chain)
    if parent.data is None:
        issues = (*parsed.issues, *parent.issues)
        return replace(own, issues=issues, files=(path, *parent.files), orphan=True)
    return _merged(parent, parsed)


def _with_issue(source: Source, code: str, what: str, fix: str) -> Source:
    file, line = source.where(("extends",))
    issue = Issue(Severity.ERROR, code, what, fix, file, line)
    return replace(source, issues=(*source.issues, issue), orphan=True)


def _parent_advice(name: str, path: Path, shipped: Path | None) -> str:
    known = {p.stem for p in path.parent.glob("*.yaml")} | set(shipped_scenarios(shipped))
    return did_you_mean(
        name,
        sorted(known - {path.stem}),
        "give a path from this file, or the name of a shipped scenario",
    )


def _merged(parent: Source, child: ParsedFile) -> Source:
    parent_data = {key: value for key, value in (parent.data or {}).items() if not _own(key)}
    marks = {keys: mark for keys, mark in parent.marks.items() if not _own(keys[0])}
    own = child.data or {}
    overrides = {**parent.overrides, **_overrides(parent_data, own, (), child.marks)}
    data = _merge(parent_data, own, (), marks, child.marks)
    return Source(
        child.path,
        data,
        marks,
        (*child.issues, *parent.issues),
        (child.path, *parent.files),
        parent.orphan,
        overrides,
    )


def _overrides(
    old: Mapping[str, Any], new: Mapping[str, Any], keys: Keys, marks: Mapping[Keys, Mark]
) -> dict[Keys, Override]:
    """Values of `new` that are not those of `old`, mappings key by key."""
    found: dict[Keys, Override] = {}
    for name, value in new.items():
        here, before = (*keys, name), old.get(name)
        if _own(here[0]) or name in APPENDED_KEYS or value == before:
            continue
        if isinstance(value, dict):
            inside = before if isinstance(before, dict) else {}
            found |= _overrides(inside, value, here, marks)
        else:
            found[here] = Override(here, value, before, marks[here])
    return found


def _own(key: str | int) -> bool:
    return key in OWN_KEYS or str(key).startswith("x-")


def _merge(
    old: dict[str, Any],
    new: dict[str, Any],
    keys: Keys,
    marks: dict[Keys, Mark],
    new_marks: Mapping[Keys, Mark],
) -> dict[str, Any]:
    """Values of `new` over those of `old`; `marks` is brought in step with the result."""
    result = dict(old)
    for name, value in new.items():
        here = (*keys, name)
        before = old.get(name)
        if isinstance(before, dict) and isinstance(value, dict):
            marks[here] = new_marks[here]
            result[name] = _merge(before, value, here, marks, new_marks)
        elif name in APPENDED_KEYS and isinstance(before, list) and isinstance(value, list):
            _take_marks(here, marks, new_marks, shift=len(before))
            result[name] = [*before, *value]
        else:
            for stale in [k for k in marks if k[: len(here)] == here]:
                del marks[stale]
            _take_marks(here, marks, new_marks)
            result[name] = value
    return result


def _take_marks(
    here: Keys, marks: dict[Keys, Mark], new_marks: Mapping[Keys, Mark], *, shift: int = 0
) -> None:
    for keys, mark in new_marks.items():
        if keys[: len(here)] != here:
            continue
        rest = keys[len(here) :]
        if shift and rest and isinstance(rest[0], int):
            rest = (rest[0] + shift, *rest[1:])
        marks[here + rest] = mark
