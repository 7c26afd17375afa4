"""Which value of a child makes an entry of its parent wrong: told at both places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from sim.errors import Issue, Severity
from sim.scenario.extend import Override, Source

__all__ = ["with_causes"]

IssuesWith: TypeAlias = Callable[[Mapping[str, Any]], Sequence[Issue] | None]
"""Issues of the scenario with other values in it; None where they cannot be known."""

_SHOWN = 5


def with_causes(
    source: Source, issues: Sequence[Issue], issues_with: IssuesWith
) -> tuple[Issue, ...]:
    """Tell issues at a parent's line at the line of the child's value that causes them, too.

    A value causes an issue if the issue goes away once the value is what the parent has. Only
    values that a child says otherwise than its parents are tried, and only where there are issues
    in the files of those parents.

    Examples
    --------
    >>> with_causes(Source(Path("a.yaml"), {}), (), lambda data: ())
    ()
    """
    found, clashes, told = list(issues), list[Issue](), set[int]()
    for override in source.overrides.values():
        places = [
            place
            for place, issue in enumerate(found)
            if place not in told and _lies_above(source, issue, override)
        ]
        before = issues_with(_reverted(source.data or {}, override)) if places else None
        if before is None:
            continue
        remaining = {_identity(issue) for issue in before}
        caused = [place for place in places if _identity(found[place]) not in remaining]
        if not caused:
            continue
        clashes.append(_clash(override, [found[place] for place in caused]))
        told.update(caused)
        for place in caused:
            found[place] = _with_cause(found[place], override)
    return (*found, *clashes)


def _lies_above(source: Source, issue: Issue, override: Override) -> bool:
    """Whether an issue asks to be mended in a parent of the file that has the override."""
    if issue.severity is Severity.INFO:
        return False
    files = [path.resolve() for path in source.files]
    here, there = override.mark.file.resolve(), issue.file and issue.file.resolve()
    return there in files and here in files and files.index(there) > files.index(here)


def _reverted(data: Mapping[str, Any], override: Override) -> Mapping[str, Any]:
    result: dict[str, Any] = deepcopy(dict(data))
    holder = result
    for key in override.keys[:-1]:
        holder = holder[str(key)]
    name = str(override.keys[-1])
    if override.before is None:
        holder.pop(name, None)
    else:
        holder[name] = override.before
    return result


def _identity(issue: Issue) -> tuple[str, Path | None, int | None]:
    return issue.code, issue.file, issue.line


def _with_cause(issue: Issue, override: Override) -> Issue:
    where = f"{override.mark.file.name}:{override.mark.line}"
    return replace(issue, what=f"{issue.what} (because {_said(override)} in {where})")


def _clash(override: Override, caused: Sequence[Issue]) -> Issue:
    first = caused[0]
    keep = (
        f"keep {_dotted(override)}: {override.before}"
        if override.before is not None
        else f"leave {_dotted(override)} out"
    )
    return Issue(
        max(caused, key=lambda one: one.severity is Severity.ERROR).severity,
        "clashes-with-parent",
        f"{_said(override)} here, so entries of the parent are wrong ({_places(caused)}): "
        f"{first.what}{' …' if len(caused) > 1 else ''}",
        f"{keep}, or extend a scenario that goes with it",
        override.mark.file,
        override.mark.line,
    )


def _said(override: Override) -> str:
    return f"{_dotted(override)} is {override.value}"


def _dotted(override: Override) -> str:
    return ".".join(str(key) for key in override.keys)


def _places(issues: Sequence[Issue]) -> str:
    """Files and lines, at most five of each: ``plan-2020.yaml:29, 33``."""
    lines: dict[str, dict[str, None]] = {}
    for issue in issues:
        name = issue.file.name if issue.file is not None else ""
        lines.setdefault(name, {})[str(issue.line)] = None
    return "; ".join(
        f"{name}:{', '.join([*ones][:_SHOWN])}"
        + (f" and {len(ones) - _SHOWN} more" if len(ones) > _SHOWN else "")
        for name, ones in lines.items()
    )
