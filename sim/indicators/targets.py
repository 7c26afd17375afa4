"""Reading the target document: text to checked targets, every problem with its line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError

from sim.errors import DataError, Issue, Severity, has_errors
from sim.indicators.target_model import Definition, Item, Parameter, Target

__all__ = ["check_targets", "read_targets"]

Location = tuple[int | str, ...]

_KEYS: tuple[type[BaseModel], ...] = (Target, Definition, Item, Parameter)
_CODES = {"missing": "missing-key", "extra_forbidden": "unknown-key", "value_error": "bad-target"}


def read_targets(path: Path) -> tuple[Target, ...]:
    """Targets of a document in its order; the first file with problems is told in full.

    Parameters
    ----------
    path
        ``network_data/policy/targets.yaml``, or a document of the same form.

    Raises
    ------
    DataError
        If the document is missing, damaged or inconsistent; ``issues`` holds every problem.

    Examples
    --------
    >>> read_targets(Path("nowhere.yaml"))
    Traceback (most recent call last):
    ...
    sim.errors.DataError: the targets cannot be read
      nowhere.yaml error missing-table — there is no such file — restore it from the project
    """
    targets, issues = check_targets(path)
    if has_errors(issues):
        raise DataError("the targets cannot be read", issues)
    return targets


def check_targets(path: Path) -> tuple[tuple[Target, ...], tuple[Issue, ...]]:
    """Targets that are sound, and every problem of the document.

    Each target is checked by itself, so one broken entry hides no other. An empty document is a
    problem, as a board without rows would look like a plan without targets.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        fix = "restore it from the project"
        return (), (_issue(path, None, "missing-table", "there is no such file", fix),)
    except (OSError, UnicodeDecodeError) as error:
        fix = "make it a readable UTF-8 file"
        return (), (_issue(path, None, "unreadable-file", str(error), fix),)
    return _checked(path, text)


@lru_cache(maxsize=4)
def _checked(path: Path, text: str) -> tuple[tuple[Target, ...], tuple[Issue, ...]]:
    """What one text holds; a comparison asks for the same one many times."""
    root, problem = _parse(path, text)
    if problem is not None:
        return (), (problem,)
    entries = root.get("targets") if isinstance(root, CommentedMap) else None
    if not isinstance(entries, CommentedSeq) or not entries:
        what = "the document has no list of targets"
        return (), (_issue(path, 1, "bad-target", what, "begin it with 'targets:' and a list"),)
    targets: list[Target] = []
    issues: list[Issue] = []
    seen: dict[str, int] = {}
    for number, entry in enumerate(entries):
        line = entries.lc.item(number)[0] + 1
        try:
            target = Target.model_validate(_plain(entry))
        except ValidationError as error:
            issues += [_from_pydantic(path, entry, line, one) for one in error.errors()]
            continue
        if target.id in seen:
            what = f"target '{target.id}' already stands in line {seen[target.id]}"
            issues.append(_issue(path, line, "duplicate-id", what, "keep one of the two"))
            continue
        seen[target.id] = line
        targets.append(target)
    return tuple(targets), tuple(issues)


def _parse(path: Path, text: str) -> tuple[object, Issue | None]:
    try:
        return YAML(typ="rt", pure=True).load(text), None
    except DuplicateKeyError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else None
        what = "a key stands twice in one entry"
        return None, _issue(path, line, "duplicate-key", what, "remove one of the two")
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else None
        what = f"this is not YAML: {error.problem or error.context}"
        return None, _issue(path, line, "yaml-syntax", what, "mend the text around this line")


def _from_pydantic(path: Path, entry: object, line: int, error: ErrorDetails) -> Issue:
    """Turn one validation error into an issue at the line of the key it is about."""
    location = error["loc"]
    code = _CODES.get(error["type"], "wrong-value")
    where = ".".join(str(part) for part in location)
    name = entry.get("id") if isinstance(entry, Mapping) else None
    head = f"target '{name}'" if name else "a target"
    if code == "missing-key":
        what = f"{head} has no '{where}'"
        fix = "add it; see the other targets of the document"
    elif code == "unknown-key":
        what = f"{head} has the unknown key '{where}'"
        fix = _did_you_mean(str(location[-1]))
    elif code == "bad-target":
        what = f"{head}: {error['msg'].removeprefix('Value error, ')}"
        fix = "see the head of the document for the rules"
    else:
        what = f"{head}, '{where}': {error['msg'][:1].lower()}{error['msg'][1:]}"
        fix = f"it reads {error['input']!r} now"
    return _issue(path, _line_of(entry, location) or line, code, what, fix)


def _did_you_mean(key: str) -> str:
    known = {name for model in _KEYS for name in model.model_fields}
    close = difflib.get_close_matches(key, sorted(known), n=1)
    return f"did you mean '{close[0]}'?" if close else f"known keys: {', '.join(sorted(known))}"


def _line_of(entry: object, location: Iterable[int | str]) -> int | None:
    """Line of the deepest key or item of `location` that is in the text."""
    line: int | None = None
    node = entry
    for part in location:
        if isinstance(node, CommentedMap) and part in node:
            line = node.lc.key(part)[0] + 1
            node = node[part]
        elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
            line = node.lc.item(part)[0] + 1
            node = node[part]
        else:
            break
    return line


def _plain(node: object) -> object:
    """Builtin types in place of ruamel's, which strict models would not take."""
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, Sequence) and not isinstance(node, str):
        return [_plain(value) for value in node]
    for kind in (str, bool, int, float):
        if isinstance(node, kind):
            return kind(node)
    return node


def _issue(path: Path, line: int | None, code: str, what: str, fix: str) -> Issue:
    return Issue(Severity.ERROR, code, what, fix, path, line)
