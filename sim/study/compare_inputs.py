"""What is to be compared: names, files, patterns and run folders turned into alternatives."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.errors import DataError, Issue, OutputError, ScenarioError, Severity, SimError
from sim.fingerprint import fingerprint
from sim.indicators import Target, read_targets
from sim.modifications.names import did_you_mean
from sim.results import RunResults, read_run
from sim.results.comparison import BOARD_FILE
from sim.results.manifest import MANIFEST_NAME
from sim.scenario import Scenario, ScenarioDocument, find_scenario, load_scenario, shipped_scenarios
from sim.scenario.extend import Source
from sim.study.cache import code_fingerprint, library_versions
from sim.study.prepare import Prepared, data_hashes, prepare
from sim.study.project import Project

__all__ = ["Alternative", "alternatives_of"]

_PATTERN = frozenset("*?[")
_FEWEST = 2


@dataclass(frozen=True)
class Alternative:
    """One scenario of a comparison, checked and ready to be run.

    ``label`` is its name in all tables: the scenario's, or ``name@run`` for a run folder where
    another alternative has that name. ``own`` tells for each modification whether it stands in the
    scenario's own file and not in a parent's. ``finished`` is the run it was given as, if it was.
    """

    label: str
    prepared: Prepared
    own: tuple[bool, ...]
    finished: RunResults | None = None


@dataclass(frozen=True)
class _Here:
    """The project as it stands when alternatives are looked for: read once for all of them."""

    project: Project
    data: Mapping[str, str]
    targets: tuple[Target, ...]
    with_demand: bool


def alternatives_of(
    names: Sequence[str | Path], project: Project, *, with_demand: bool = True
) -> tuple[Alternative, ...]:
    """Find and check everything that is to be compared; every problem is told at once.

    A name is, in this order: a pattern such as ``alternatives/*`` (files seen from the working
    directory, else shipped scenarios), the folder of a run (or that of all runs of a scenario: its
    latest), a scenario file, a shipped scenario. What a pattern finds beside its own name is taken
    once. Without demand, scenario files are taken with their demand model switched off.

    Raises
    ------
    DataError
        If the targets cannot be read.
    ScenarioError
        With every problem: unknown names, scenarios with mistakes, folders that hold no run, one
        thing named twice, two scenarios of one name, fewer than two.
    """
    targets = read_targets(project.data / "policy" / "targets.yaml")
    here = _Here(project, data_hashes(project.data), targets, with_demand)
    issues: list[Issue] = []
    found: dict[Path, Alternative] = {}
    for text, path, from_pattern in _places(names, project, issues):
        key = path.resolve()
        if key in found:
            if not from_pattern:
                issues.append(_error("named-twice", f"'{text}' is named twice", "name it once"))
            continue
        try:
            found[key] = _of_run(path, here) if path.is_dir() else _of_file(path, here)
        except SimError as error:
            problem = _error("cannot-compare", str(error.args[0]), "see the line above")
            issues.extend(error.issues or (replace(problem, fix=_advice(error)),))
    alternatives = _labelled(tuple(found.values()), issues)
    if len(found) < _FEWEST and not issues:
        one = alternatives[0].label if alternatives else ""
        issues.append(
            _error(
                "nothing-to-compare",
                f"there is only one alternative, {one}" if one else "there is no alternative",
                "name two or more, such as  sim compare no-build-2020 plan-2020",
            )
        )
    if issues:
        raise ScenarioError("these alternatives cannot be compared", tuple(dict.fromkeys(issues)))
    return alternatives


def _places(
    names: Sequence[str | Path], project: Project, issues: list[Issue]
) -> Iterator[tuple[str, Path, bool]]:
    """Text, path and whether it came from a pattern, of everything that was named and is there.

    What was named in words comes before what patterns find again.
    """
    given = [str(name) for name in names]
    plain = {text: _place(text, project, issues) for text in given if not _PATTERN & set(text)}
    known = {path.resolve() for path in plain.values() if path is not None}
    for text in given:
        if text in plain:
            path = plain[text]
            if path is not None:
                yield text, path, False
            continue
        matches = _matches(text, project)
        if not matches:
            issues.append(
                _error(
                    "pattern-without-match",
                    f"no scenario file matches '{text}'",
                    f"known scenarios: {', '.join(_known(project))}",
                )
            )
        yield from ((text, path, True) for path in matches if path.resolve() not in known)


def _place(text: str, project: Project, issues: list[Issue]) -> Path | None:
    """Return a run folder or a scenario file."""
    folder = Path(text)
    if folder.is_dir():
        latest = folder / "latest"
        return latest if not (folder / MANIFEST_NAME).is_file() and latest.is_dir() else folder
    try:
        return find_scenario(text, shipped=project.scenarios)
    except ScenarioError as error:
        if _is_in(folder, project.outputs):
            issues.append(
                _error(
                    "run-missing",
                    f"there is no run in {text}",
                    f"make it with  sim run {_scenario_of(folder, project)}  or name the scenario",
                )
            )
        else:
            issues.extend(error.issues)
    return None


def _matches(text: str, project: Project) -> tuple[Path, ...]:
    for base in (Path(), project.scenarios):
        patterns = (text, f"{text}.yaml") if not text.endswith(".yaml") else (text,)
        paths = sorted({path for one in patterns for path in _glob(base, one)})
        usable = [p for p in paths if p.suffix == ".yaml" or (p / MANIFEST_NAME).is_file()]
        if usable:
            return tuple(usable)
    return ()


def _glob(base: Path, pattern: str) -> list[Path]:
    path = Path(pattern)
    if path.is_absolute():
        return list(Path(path.anchor).glob(str(path.relative_to(path.anchor))))
    return list(base.glob(pattern))


def _of_file(path: Path, here: _Here) -> Alternative:
    project = here.project
    prepared = _finished_before(path, here) or prepare(str(path), project.data, project.scenarios)
    if not here.with_demand:
        prepared = prepared.without_demand()
    scenario = prepared.scenario
    entries = range(len(scenario.document.modifications))
    own = tuple(scenario.where(("modifications", place))[0] == scenario.path for place in entries)
    return Alternative(prepared.name, prepared, own)


def _finished_before(path: Path, here: _Here) -> Prepared | None:
    """A scenario that needs no check, as the very same was run before; else ``None``.

    Its run is looked up under the identity it would have. Were that put together otherwise than
    `prepare` does, no run would be found and the scenario be checked.
    """
    try:
        scenario = load_scenario(path, shipped=here.project.scenarios)
    except ScenarioError:
        return None
    identity = {
        "data": here.data,
        "scenario": fingerprint(scenario.document.model_dump(mode="json")),
        "code": code_fingerprint(),
        "libraries": library_versions(),
        "seed": scenario.document.seed,
    }
    prepared = Prepared(
        scenario=scenario,
        data_dir=here.project.data,
        identity=identity,
        issues=(),
        targets=here.targets,
    )
    asked = prepared if here.with_demand else prepared.without_demand()
    folder = here.project.outputs / asked.name / asked.run_id
    return prepared if (folder / MANIFEST_NAME).is_file() else None


def _of_run(folder: Path, here: _Here) -> Alternative:
    """An alternative from a finished run; all entries count as its own, as no file tells them."""
    if (folder / BOARD_FILE).is_file():
        raise OutputError(f"{folder} is a comparison, not a run")
    results = read_run(folder)
    manifest = results.manifest
    try:
        document = ScenarioDocument.model_validate_json(json.dumps(manifest.document))
    except ValueError as error:
        raise OutputError(
            f"{folder} was made by another version of the program; run  sim run "
            f"{manifest.scenario}  again"
        ) from error
    scenario = Scenario(folder / MANIFEST_NAME, document, Source(folder / MANIFEST_NAME, None))
    prepared = Prepared(
        scenario=scenario,
        data_dir=here.project.data,
        identity=manifest.identity,
        issues=(),
        targets=here.targets,
    )
    return Alternative(
        manifest.scenario, prepared, tuple(True for _ in document.modifications), results
    )


def _labelled(
    alternatives: tuple[Alternative, ...], issues: list[Issue]
) -> tuple[Alternative, ...]:
    """Give every alternative a name of its own."""
    labels: dict[str, Alternative] = {}
    clashing = {
        one.label
        for number, one in enumerate(alternatives)
        if any(other.label == one.label for other in alternatives[:number])
    }
    for one in alternatives:
        label = one.label
        if label in clashing and one.finished is not None:
            label = f"{label}@{one.finished.manifest.run_id[:7]}"
        if label in labels:
            paths = f"{labels[label].prepared.scenario.path} and {one.prepared.scenario.path}"
            issues.append(
                _error(
                    "same-name",
                    f"two alternatives are called '{label}': {paths}",
                    "give one of them another file name and `scenario:`",
                )
            )
        labels[label] = replace(one, label=label)
    return tuple(labels.values())


def _known(project: Project) -> list[str]:
    return sorted(name for name in shipped_scenarios(project.scenarios) if "/" not in name)


def _scenario_of(folder: Path, project: Project) -> str:
    """Name of the scenario a missing folder below the results probably belongs to."""
    parts = folder.resolve().relative_to(project.outputs.resolve()).parts
    name = parts[0] if parts else ""
    known = _known(project)
    close = did_you_mean(name, known, "")
    return name if name in known or not close else close.split("'")[1]


def _is_in(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _advice(error: SimError) -> str:
    if isinstance(error, DataError):
        return "run  sim data  to see what is wrong with the tables"
    return "name a scenario, or the folder of a finished run such as outputs/plan-2020/latest"


def _error(code: str, what: str, fix: str) -> Issue:
    return Issue(Severity.ERROR, code, what, fix)
