"""The catalogue of modes, read from ``network_data/modes.yaml``."""

from __future__ import annotations

import difflib
import math
import re
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from sim.errors import DataError, Issue, Severity
from sim.network.model import Mode, ModeId

__all__ = ["mode_issues", "read_modes"]

_COLOUR = re.compile(r"^#[0-9A-Fa-f]{6}$")
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")
_RANGES: Mapping[str, tuple[float, float]] = {
    "gtfs_route_type": (0, 1799),
    "boarding_slack_s": (0, 14400),
    "alighting_s": (0, 7200),
    "max_speed_kmh": (1, 1200),
    "min_headway_s": (1, 7200),
    "dwell_s": (0, 1800),
    "line_width_px": (0.1, 20),
}


def read_modes(path: Path) -> Mapping[ModeId, Mode]:
    """Modes by id, in the order of the file.

    Raises `DataError` with every mistake of the file, each with its line.
    """
    modes, issues = _modes(path)
    if issues:
        raise DataError("the modes cannot be read", issues)
    return MappingProxyType(modes)


def mode_issues(path: Path) -> tuple[Issue, ...]:
    """Every mistake in a file of modes.

    Codes: ``missing-table``, ``bad-yaml``, ``duplicate-key``, ``unknown-key``, ``missing-key``,
    ``bad-value``.
    """
    return _modes(path)[1]


def _modes(path: Path) -> tuple[dict[ModeId, Mode], tuple[Issue, ...]]:
    document, issues = _document(path)
    if document is None:
        return {}, issues
    modes: dict[ModeId, Mode] = {}
    problems: list[Issue] = []
    for name, entry in document.items():
        line = document.lc.key(name)[0] + 1
        found = _entry_issues(path, str(name), entry, line)
        problems.extend(found)
        if not found:
            kinds = typing.get_type_hints(Mode)
            values: dict[str, Any] = {  # plain ones, not those that remember how they were written
                key: kinds[key](value) if kinds[key] in (int, float) else str(value)
                for key, value in entry.items()
            }
            modes[ModeId(name)] = Mode(mode_id=ModeId(name), **values)
    return modes, tuple(problems)


def _document(path: Path) -> tuple[Any, tuple[Issue, ...]]:
    try:
        document = YAML().load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None, (
            _issue(
                "missing-table",
                "the file of modes is missing",
                "restore it from the repository",
                path,
                None,
            ),
        )
    except UnicodeDecodeError:
        return None, (
            _issue("bad-yaml", "the file is not UTF-8 text", "save it as UTF-8", path, None),
        )
    except DuplicateKeyError as error:
        mark = error.problem_mark
        return None, (
            _issue(
                "duplicate-key",
                "a key is there twice",
                "remove one of the two",
                path,
                mark.line + 1 if mark else None,
            ),
        )
    except YAMLError as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        return None, (
            _issue(
                "bad-yaml",
                f"not valid YAML ({str(error).splitlines()[0]})",
                "check indentation, colons and quotes",
                path,
                mark.line + 1 if mark else None,
            ),
        )
    if not isinstance(document, Mapping) or not document:
        return None, (
            _issue(
                "bad-yaml",
                "the file holds no modes",
                "write one entry per mode, its id as the key",
                path,
                1,
            ),
        )
    return document, ()


def _entry_issues(path: Path, name: str, entry: Any, line: int) -> list[Issue]:
    if not _NAME.match(name):
        return [
            _issue(
                "bad-value",
                f"'{name}' is not the id of a mode",
                "use lower case letters, digits and underscores",
                path,
                line,
            )
        ]
    if not isinstance(entry, Mapping):
        return [
            _issue(
                "bad-value",
                f"mode '{name}' has no fields",
                f"give it {', '.join(_wanted())}",
                path,
                line,
            )
        ]
    lines = getattr(entry, "lc", None)
    issues = []
    for key, value in entry.items():
        place = lines.key(key)[0] + 1 if lines else line
        if key not in _wanted():
            close = difflib.get_close_matches(str(key), _wanted(), 1)
            fix = f"did you mean '{close[0]}'?" if close else f"known: {', '.join(_wanted())}"
            issues.append(
                _issue("unknown-key", f"{name}: key '{key}' is not known", fix, path, place)
            )
        elif expected := _mismatch(key, value):
            issues.append(
                _issue(
                    "bad-value",
                    f"{name}: {key} is {value!r}",
                    f"it has to be {expected}",
                    path,
                    place,
                )
            )
    issues += [
        _issue(
            "missing-key", f"{name}: '{key}' is missing", "add it; other modes show how", path, line
        )
        for key in _wanted(required=True)
        if key not in entry
    ]
    return issues


def _wanted(*, required: bool = False) -> list[str]:
    return [
        field.name
        for field in fields(Mode)
        if field.name != "mode_id" and not (required and field.default is not MISSING)
    ]


def _mismatch(key: str, value: Any) -> str:
    """Tell what the value should have been; empty where it fits.

    Examples
    --------
    >>> _mismatch("boarding_slack_s", -5)
    'a whole number from 0 to 14400'
    >>> _mismatch("system", "urban")
    ''
    """
    kind = typing.get_type_hints(Mode)[key]
    if typing.get_origin(kind) is Literal:
        options = typing.get_args(kind)
        return "" if value in options else f"one of {', '.join(options)}"
    if kind is str:
        if key == "colour":
            return "" if _COLOUR.match(str(value)) else 'a colour such as "#C2185B", in quotes'
        return "" if isinstance(value, str) and value else "text"
    low, high = _RANGES.get(key, (0, math.inf))
    numeric = isinstance(value, int if kind is int else int | float) and not isinstance(value, bool)
    if numeric and low <= value <= high:
        return ""
    words = "a whole number" if kind is int else "a number"
    return f"{words} from {low:g} to {high:g}"


def _issue(code: str, what: str, fix: str, path: Path, line: int | None) -> Issue:
    return Issue(Severity.ERROR, code, what, fix, path, line)
