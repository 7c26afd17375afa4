"""What is exported: a finished run, a comparison, or a scenario still to be run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.errors import Issue, OutputError, ScenarioError, Severity
from sim.exports.package import About
from sim.results import RunResults, read_run
from sim.results.comparison import Comparison, ComparisonManifest, read_comparison
from sim.results.manifest import MANIFEST_NAME, issue_record
from sim.scenario import ScenarioDocument, check_file, find_scenario
from sim.study.prepare import Prepared, data_hashes
from sim.study.project import Project
from sim.tables.datapackage import PACKAGE_FILE

__all__ = [
    "Source",
    "about_comparison",
    "about_run",
    "about_scenario",
    "find_source",
    "run_document",
]

Source = RunResults | Comparison | Path
"""A run, a comparison, or the file of a scenario."""


def find_source(what: str, project: Project) -> tuple[Source | None, tuple[Issue, ...]]:
    """Find what a planner names: a folder of results, a scenario file, a scenario's name.

    A scenario is checked, so that its own mistakes are told with all others.

    Examples
    --------
    >>> from sim.study.project import find_project
    >>> source, issues = find_source("plan-2020", find_project())
    >>> source.name, issues
    ('plan-2020.yaml', ())
    """
    path = Path(what)
    try:
        if path.is_dir():
            return (read_comparison(path) if _is_comparison(path) else read_run(path)), ()
        found = find_scenario(what, shipped=project.scenarios)
    except ScenarioError as error:
        return None, tuple(_neither(what, issue) for issue in error.issues)
    except OutputError as error:
        told = str(error.args[0])
        return None, (Issue(Severity.ERROR, "nothing-to-export", told, _newest(path)),)
    issues = check_file(str(found), project.data, project.scenarios).issues
    return found, tuple(issue for issue in issues if issue.severity is Severity.ERROR)


def _neither(what: str, issue: Issue) -> Issue:
    """Say of a name that it is no folder of results either."""
    if issue.code != "scenario-not-found":
        return issue
    return replace(issue, what=f"there is neither a folder of results nor a scenario '{what}'")


def run_document(run: RunResults, project: Project) -> ScenarioDocument:
    """The scenario a run was made of, if its network can still be built.

    Raises
    ------
    OutputError
        If the tables of facts changed since, or another version of the program made the run.
    """
    manifest = run.manifest
    fix = "run the scenario again, or export the tables alone with --format csv"
    if data_hashes(project.data) != manifest.identity["data"]:
        what = f"the tables of facts have changed since {run.folder} was made"
        issue = Issue(Severity.ERROR, "tables-changed", what, fix)
        raise OutputError("the network of this run cannot be built", [issue])
    try:
        return ScenarioDocument.model_validate_json(json.dumps(manifest.document))
    except ValueError as error:
        what = f"{run.folder} was made by another version of the program"
        issue = Issue(Severity.ERROR, "another-version", what, fix)
        raise OutputError("the network of this run cannot be built", [issue]) from error


def about_run(run: RunResults, project: Project) -> About:
    """What the export of a run says of itself."""
    manifest, network = run.manifest, run.manifest.network
    facts = {"情景 scenario": manifest.scenario, "运行编号 run": manifest.run_id} | _vintage(
        str(network["as_of"]),
        int(network["horizon_year"]),
        str(network["rail_timetable"]),
        str(network["air_vintage"]),
    )
    titles = (manifest.title_zh, manifest.title)
    about = _about(manifest.scenario, titles, facts, tuple(manifest.assumptions), project)
    return replace(about, warnings=_warnings(manifest.issues))


def about_scenario(prepared: Prepared, project: Project) -> About:
    """What the export of a scenario's network says of itself; nothing was run."""
    network = prepared.network
    facts = {"情景 scenario": prepared.name} | _vintage(
        str(network.as_of), network.horizon_year, network.rail_timetable, network.air_vintage
    )
    titles = (prepared.title_zh, prepared.title)
    about = _about(prepared.name, titles, facts, network.assumptions, project)
    records = [issue_record(issue) for issue in prepared.issues]
    return replace(about, warnings=_warnings(records))


def about_comparison(comparison: Comparison, project: Project) -> About:
    """What the export of a comparison says of itself."""
    number = comparison.manifest.comparison_id
    facts = {
        "比选编号 comparison": number,
        "方案 alternatives": ", ".join(comparison.alternatives),
        "基准 reference": comparison.reference,
    }
    titles = ("方案比选", "Comparison of alternatives")
    about = _about(f"comparison-{number}", titles, facts, (), project)
    return replace(about, warnings=_warnings(comparison.manifest.issues))


def _warnings(issues: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What was told when the results were made: they are read by others than who made them."""
    return tuple(
        " — ".join(text for text in (str(one["what"]), str(one["fix"])) if text)
        for one in issues
        if one["severity"] != Severity.INFO
    )


def _vintage(as_of: str, people_of: int, trains_of: str, flights_of: str) -> dict[str, str]:
    return {
        "网络日期 network of": as_of,
        "人口年份 people of": str(people_of),
        "列车时刻 trains of": trains_of,
        "航线数据 flights of": flights_of,
    }


def _about(
    name: str,
    titles: tuple[str, str],
    facts: dict[str, str],
    assumptions: tuple[str, ...],
    project: Project,
) -> About:
    sources, licences = _origins(project.data)
    zh, en = titles
    return About(name, zh, en, facts, assumptions, sources, licences)


def _is_comparison(path: Path) -> bool:
    try:
        record: Any = json.loads((path / MANIFEST_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    kind = ComparisonManifest.__dataclass_fields__["kind"].default
    return isinstance(record, dict) and record.get("kind") == kind


def _newest(path: Path) -> str:
    """Where to look instead of a folder that holds no results itself."""
    inside = [path / "latest", *sorted(path.glob("*/latest"))]
    there = next((folder for folder in inside if (folder / MANIFEST_NAME).is_file()), None)
    if there is not None:
        return f"did you mean {there}?"
    return "name a folder of a run or a comparison (outputs/plan-2020/latest), or a scenario"


def _origins(data_dir: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sources and licences of the tables of facts, each once."""
    document = json.loads((data_dir / PACKAGE_FILE).read_text(encoding="utf-8"))
    found: dict[str, dict[str, None]] = {"sources": {}, "licenses": {}}
    for resource in document["resources"]:
        for key, label in (("sources", "title"), ("licenses", "name")):
            found[key].update(dict.fromkeys(str(one[label]) for one in resource.get(key, ())))
    return tuple(found["sources"]), tuple(sorted(found["licenses"]))
