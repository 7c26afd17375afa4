"""From a network and a list of modifications to a new network and a report of what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any, TypeAlias

from sim.errors import Issue, ScenarioError, Severity, has_errors
from sim.modifications.base import ModificationBase, Path, Problem, error, warning
from sim.modifications.draft import Draft
from sim.network.model import Network, RouteId
from sim.network.runs import branches_without_headway

__all__ = [
    "Change",
    "ChangeReport",
    "Locate",
    "Unreadable",
    "apply_modifications",
    "find_problems",
]

Locate: TypeAlias = Callable[[Path], tuple[FilePath | None, int | None]]
"""File and line of a value, given the keys that lead to it from the top of the document."""

_PARTS = (
    "stops",
    "sections",
    "routes",
    "trains",
    "air_routes",
    "hubs",
    "transfer_times",
    "run_time_factor",
    "prices",
)


@dataclass(frozen=True, slots=True)
class Change:
    """What one modification did.

    ``position`` counts from 1 in the order of application; ``touched`` names records by kind,
    ``counts`` says how many things changed.
    """

    position: int
    type: str
    sentence: str
    touched: Mapping[str, tuple[str, ...]]
    counts: Mapping[str, int]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """Every change in order, and whatever asked to be read on the way."""

    changes: tuple[Change, ...] = ()
    issues: tuple[Issue, ...] = field(default=())

    def text(self) -> str:
        """One numbered line per change.

        Examples
        --------
        >>> ChangeReport((Change(1, "open_section", "opens 5a", {}, {"sections": 1}),)).text()
        '1. opens 5a'
        """
        return "\n".join(f"{change.position}. {change.sentence}" for change in self.changes)


def apply_modifications(
    network: Network, modifications: Sequence[ModificationBase], *, where: Locate | None = None
) -> tuple[Network, ChangeReport]:
    """Apply modifications in their order; the given network stays as it is.

    All references are resolved before anything is applied, against the network and against what
    earlier entries provide. An empty list gives back the same network object.

    Raises
    ------
    ScenarioError
        With every problem found: names that do not exist, impossible values, and entries that
        change nothing without saying ``allow_no_effect: true``.

    Examples
    --------
    >>> from sim.modifications import CloseSection, OpenSection
    >>> from sim.modifications.examples import two_line_network
    >>> base = two_line_network()
    >>> opening = OpenSection(type="open_section", sections=("1b",))
    >>> longer, report = apply_modifications(base, [opening])
    >>> print(report.text())
    1. opens 1b of Line 1: 3.0 km, 1 station
    >>> closing = CloseSection(type="close_section", sections=("1b",))
    >>> apply_modifications(base, [opening, closing])[0].fingerprint == base.fingerprint
    True
    """
    locate = where or _nowhere
    issues = tuple(
        _issue(problem, locate) for problem in find_problems(Draft(network), modifications)
    )
    if has_errors(issues):
        raise ScenarioError("these modifications cannot be applied", issues)
    before = {part: dict(getattr(network, part)) for part in _PARTS}
    draft = Draft(network)
    changes, idle = _applied(draft, modifications)
    if idle:
        raise ScenarioError(
            "some modifications change nothing", [_issue(problem, locate) for problem in idle]
        )
    issues += tuple(_issue(problem, locate) for problem in _without_service(draft, changes))
    for part in _PARTS:
        if before[part] != getattr(network, part):
            raise RuntimeError(f"applying the modifications has written into the base: {part}")
    return draft.freeze(), ChangeReport(changes, issues)


def _applied(
    draft: Draft, modifications: Sequence[ModificationBase]
) -> tuple[tuple[Change, ...], tuple[Problem, ...]]:
    """Apply one after the other; entries that change nothing become problems."""
    changes, idle = [], []
    for place, modification in enumerate(modifications):
        effect = modification.apply(draft)
        if not effect.changed and not modification.allow_no_effect:
            idle.append(
                error(
                    "no-effect",
                    f"this entry changes nothing: {effect.sentence}",
                    "remove it, correct it, or add allow_no_effect: true",
                    "modifications",
                    place,
                    "type",
                )
            )
        changes.append(
            Change(
                place + 1,
                _type_of(modification),
                effect.sentence,
                effect.touched,
                effect.counts,
                modification.note,
            )
        )
    return tuple(changes), tuple(idle)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An entry with mistakes of shape: what it would have provided, and what of it can be read.

    ``partial`` lacks the values that are wrong or missing.
    """

    promises: frozenset[str]
    partial: ModificationBase | None = None


def find_problems(
    draft: Draft, modifications: Sequence[ModificationBase | Unreadable]
) -> Iterator[Problem]:
    """Check references and plausibility of the whole list; nothing is applied to the base.

    The draft is used up: it takes in what each entry provides. An entry with mistakes provides
    nothing, but what it would have provided is not reported again as unknown.
    """
    sound = True
    for place, modification in enumerate(modifications):
        problems = _entry_problems(draft, modification)
        sound = sound and isinstance(modification, ModificationBase) and not _wrong(problems)
        yield from _at(place, problems)
    if sound:
        for place, modification in enumerate(modifications):
            if isinstance(modification, ModificationBase):
                yield from _at(place, modification.afterwards(draft))


def _at(place: int, problems: Iterable[Problem]) -> Iterator[Problem]:
    return (replace(problem, path=("modifications", place, *problem.path)) for problem in problems)


def _entry_problems(draft: Draft, entry: ModificationBase | Unreadable) -> list[Problem]:
    if isinstance(entry, Unreadable):
        problems = _as_far_as_possible(entry.partial, draft) if entry.partial else []
        draft.promised |= entry.promises
        return problems
    waits = bool(draft.promised & _texts(entry.model_dump()))
    problems = [*entry.references(draft)]
    if not waits and not _wrong(problems):
        problems += entry.check(draft)
    if waits or _wrong(problems):
        draft.promised |= entry.promises()
    else:
        entry.provides(draft)
    return problems


def _without_service(draft: Draft, changes: Sequence[Change]) -> Iterator[Problem]:
    """Lines or branches that the modifications opened or made, but whose headway is not known."""
    network = draft.freeze()
    seen: set[str] = set()
    for change in changes:
        for route_id in change.touched.get("routes", ()):
            if route_id in seen:
                continue
            seen.add(route_id)
            route = network.routes.get(RouteId(route_id))
            idle = branches_without_headway(network, route) if route is not None else ()
            if route is None or not idle:
                continue
            branches = f", branch {' and '.join(idle)}" if route.headways else ""
            yield warning(
                "no-service",
                f"no headway is known for {route.name_en}{branches}: nothing runs on it",
                "follow with adjust_headway for this line, with headway_min",
                "modifications",
                change.position - 1,
            )


def _wrong(problems: Sequence[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _as_far_as_possible(partial: ModificationBase, draft: Draft) -> list[Problem]:
    """Check the references of an entry up to the first value that it lacks."""
    found: list[Problem] = []
    try:
        found.extend(partial.references(draft))
    except AttributeError as missing:
        if missing.obj is not partial:
            raise
    return found


def _texts(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return set().union(*(_texts(part) for part in value.values()))
    if isinstance(value, list | tuple):
        return set().union(*(_texts(part) for part in value))
    return set()


def _type_of(modification: ModificationBase) -> str:
    return str(getattr(modification, "type", type(modification).__name__))


def _nowhere(_: Path) -> tuple[FilePath | None, int | None]:
    return None, None


def _issue(problem: Problem, locate: Locate) -> Issue:
    file, line = locate(problem.path)
    return Issue(problem.severity, problem.code, problem.what, problem.fix, file, line)
