"""Hand results and networks on to other tools: one folder with every table described."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from sim.errors import Issue, OutputError, Severity
from sim.exports.folder import export_folder, folder_issues
from sim.exports.formats import Format, chosen_formats
from sim.exports.package import (
    DICTIONARY_CSV,
    DICTIONARY_MD,
    PACKAGE_FILE,
    About,
    Resource,
    dictionary_frame,
    dictionary_text,
    document_text,
    package_document,
)
from sim.exports.tabular_csv import write_csv
from sim.network.model import Network
from sim.results import RunResults
from sim.results.comparison import Comparison
from sim.results.dictionary import without_entry
from sim.scenario import ScenarioDocument
from sim.study.cache import StageCache
from sim.study.execute import run
from sim.study.export_source import (
    Source,
    about_comparison,
    about_run,
    about_scenario,
    find_source,
    run_document,
)
from sim.study.export_writers import WRITERS, Material
from sim.study.prepare import prepare, scenario_network
from sim.study.project import Project, find_project

__all__ = ["Exported", "Report", "export_results"]

Report = Callable[[str, float], None]
"""Called with a stage's title and the share of it that is done (0 to 1)."""


@dataclass(frozen=True)
class Exported:
    """What an export wrote: its folder, its files, and what there is to know about them."""

    folder: Path
    resources: tuple[Resource, ...]
    issues: tuple[Issue, ...]

    @property
    def bytes(self) -> int:
        """Size of all files."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


def export_results(
    what: Path | str,
    to: Path | str,
    *,
    formats: str = "all",
    percentiles: tuple[int, ...] = (),
    data_dir: Path | None = None,
    outputs_dir: Path | None = None,
    scenarios_dir: Path | None = None,
    report: Report | None = None,
) -> Exported:
    """Export a run, a comparison or a scenario to a folder for other tools.

    Parameters
    ----------
    what
        Folder of a run or comparison, or a scenario's file or name; a scenario is run first where a
        format needs its tables.
    to
        Folder to write. It may hold an earlier, untouched export and nothing else.
    formats
        Formats with commas between them (`sim.exports.formats.FORMATS`), or ``all``.
    percentiles
        Percentiles of the travel times in the matrices; by default the scenario's own.
    data_dir, outputs_dir, scenarios_dir
        Folders; those not given are those of the project the working directory lies in.
    report
        Called with a stage's title and the share of it that is done.

    Raises
    ------
    OutputError, ScenarioError, DataError
        With every problem found, before anything is written.

    Examples
    --------
    >>> export_results("plan-2020", "sim", formats="cvs")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    sim.errors.OutputError: nothing was exported
      error unknown-format — there is no format 'cvs' — did you mean 'csv'? ...
    """
    project = find_project(data_dir, outputs_dir, scenarios_dir)
    told: Report = report or (lambda _title, _share: None)
    target = Path(to)
    source, wanted, notes = _checked(str(what), target, formats, percentiles, project)
    about, material = _material(source, wanted, percentiles, project, told)
    notes = (*notes, *_undescribed(material))
    with export_folder(target) as folder:
        resources: list[Resource] = []
        for one in wanted:
            resources += _written(one, material, folder, told)
        _write_dictionary(folder, about, resources)
    return Exported(target, tuple(resources), notes)


def _written(one: Format, material: Material, folder: Path, report: Report) -> list[Resource]:
    title = f"write {one.format_id}"
    report(title, 0.0)
    files = WRITERS[one.format_id](material, folder, lambda share: report(title, min(share, 0.999)))
    report(title, 1.0)
    return files


def _checked(
    what: str, target: Path, formats: str, percentiles: tuple[int, ...], project: Project
) -> tuple[Source, tuple[Format, ...], tuple[Issue, ...]]:
    """Find everything that is wrong before anything is computed."""
    wanted, issues = chosen_formats(formats)
    source, missing = find_source(what, project)
    issues = (*issues, *missing, *folder_issues(target), *_bad_percentiles(percentiles))
    notes: tuple[Issue, ...] = ()
    if isinstance(source, Comparison):
        no_network = tuple(one for one in wanted if one.needs == "network")
        wanted = tuple(one for one in wanted if one.needs != "network")
        found = _no_network(source, no_network, formats)
        issues = (*issues, *found)
        notes = (*found, *_zones_only(source, wanted))
    if isinstance(source, RunResults) and any(one.needs != "tables" for one in wanted):
        try:
            run_document(source, project)
        except OutputError as error:
            issues = (*issues, *error.issues)
    if any(issue.severity is Severity.ERROR for issue in issues) or source is None:
        raise OutputError("nothing was exported", issues)
    return source, wanted, notes


def _no_network(
    comparison: Comparison, formats: tuple[Format, ...], asked: str
) -> tuple[Issue, ...]:
    if not formats:
        return ()
    names = ", ".join(one.format_id for one in formats)
    severity = Severity.INFO if _is_all(asked) else Severity.ERROR
    what = f"a comparison has several networks, so it is not written as {names}"
    fix = f"export an alternative by itself: sim export {comparison.alternatives[0]}"
    return (Issue(severity, "several-networks", what, fix),)


def _zones_only(comparison: Comparison, wanted: tuple[Format, ...]) -> tuple[Issue, ...]:
    if all(one.needs == "tables" for one in wanted):
        return ()
    what = "layers of a comparison are its zones; lines and stations belong to one alternative"
    fix = f"for those export it by itself: sim export {comparison.alternatives[0]}"
    return (Issue(Severity.INFO, "zones-only", what, fix),)


def _is_all(formats: str) -> bool:
    return formats.strip().lower() == "all"


def _bad_percentiles(percentiles: tuple[int, ...]) -> tuple[Issue, ...]:
    bad = [str(one) for one in percentiles if not 1 <= one <= 100]
    what = f"percentiles are whole numbers from 1 to 100, not {', '.join(bad)}"
    fix = "write for example --percentiles 5,50,95"
    return (Issue(Severity.ERROR, "bad-percentile", what, fix),) if bad else ()


def _material(
    source: Source,
    wanted: tuple[Format, ...],
    percentiles: tuple[int, ...],
    project: Project,
    report: Report,
) -> tuple[About, Material]:
    """Run what has to be run, build what has to be built."""
    if isinstance(source, Comparison):
        tables = {name: source.table(name) for name in source.tables}
        about = about_comparison(source, project)
        return about, Material(about, project.data, tables, reference=source.reference)
    needs_network = any(one.needs != "tables" for one in wanted)
    if isinstance(source, Path):
        if all(one.needs == "network" for one in wanted):
            return _scenario_material(source, percentiles, project, report)
        source = run(
            source,
            data_dir=project.data,
            outputs_dir=project.outputs,
            scenarios_dir=project.scenarios,
            report=report,
            with_map=False,  # a page is no table
        )
    about = about_run(source, project)
    tables = {name: source.table(name) for name in source.tables} | {"targets": source.targets}
    material = Material(about, project.data, tables)
    if needs_network:
        document = run_document(source, project)
        report("build the network", 0.0)
        cache = StageCache(project.outputs / ".cache")
        network, baseline, _ = scenario_network(
            document, project.data, source.manifest.identity, cache
        )
        report("build the network", 1.0)
        _require_same(source, network)
        material = replace(
            material,
            network=network,
            baseline=baseline,
            document=document,
            percentiles=_percentiles(percentiles, document),
        )
    return about, material


def _scenario_material(
    path: Path, percentiles: tuple[int, ...], project: Project, report: Report
) -> tuple[About, Material]:
    report("build the network", 0.0)
    prepared = prepare(str(path), project.data, project.scenarios)
    prepared = prepared.with_network(StageCache(project.outputs / ".cache"))
    report("build the network", 1.0)
    document = prepared.scenario.document
    about = about_scenario(prepared, project)
    return about, Material(
        about,
        project.data,
        {},
        network=prepared.network,
        baseline=prepared.baseline,
        document=document,
        percentiles=_percentiles(percentiles, document),
    )


def _percentiles(asked: tuple[int, ...], document: ScenarioDocument) -> tuple[int, ...]:
    return tuple(sorted(set(asked))) or (document.accessibility.percentile,)


def _require_same(source: RunResults, network: Network) -> None:
    """Refuse to put a network beside results that were computed on another one."""
    if network.fingerprint == source.manifest.network["fingerprint"]:
        return
    what = f"this version of the program builds another network than {source.folder} was run on"
    fix = "run the scenario again, or export the tables alone with --format csv"
    issue = Issue(Severity.ERROR, "another-version", what, fix)
    raise OutputError("nothing was exported", [issue])


def _undescribed(material: Material) -> tuple[Issue, ...]:
    tables: Mapping[str, pd.DataFrame] = material.tables
    return without_entry({name: list(frame.columns) for name, frame in tables.items()})


def _write_dictionary(folder: Path, about: About, resources: list[Resource]) -> None:
    write_csv(dictionary_frame(resources), folder / DICTIONARY_CSV, bom=True)
    document = package_document(folder, about, resources)
    for name, text in (
        (DICTIONARY_MD, dictionary_text(about, resources)),
        (PACKAGE_FILE, document_text(document)),
    ):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
