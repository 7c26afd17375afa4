"""A comparison: several scenarios run, taken apart, and set beside a reference."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

import pandas as pd

from sim.errors import Issue, OutputError
from sim.fingerprint import fingerprint
from sim.indicators import Target, read_targets
from sim.results import RunResults, read_run, run_is_whole
from sim.results.comparison import (
    BOARD_FILE,
    COMPARISONS,
    MAP_FILE,
    Comparison,
    ComparisonManifest,
    comparison_is_whole,
    read_comparison,
    write_comparison,
)
from sim.results.folder import point_latest
from sim.results.manifest import MANIFEST_NAME, issue_record
from sim.study.cache import StageCache, code_fingerprint, library_versions
from sim.study.compare_checks import (
    check_zones,
    differing_settings,
    mixed_versions,
    reference_among,
)
from sim.study.compare_inputs import Alternative, alternatives_of
from sim.study.compare_pool import work_through
from sim.study.compare_tables import Compared, board_csv, board_of, comparison_tables
from sim.study.compare_variants import Judged, kept_steps, kept_variant, make_steps
from sim.study.compare_work import Work, on_base, with_network
from sim.study.compare_zones import centre_of, compared_zones
from sim.study.execute import check_writable
from sim.study.project import Project, find_project
from sim.study.stages import Report, Stages

__all__ = ["Scope", "compare"]

Scope = Literal["own", "all", "none"]
"""Which modifications are left out one by one: those of a scenario's own file, all, or none."""


def compare(
    scenarios: Sequence[str | Path],
    *,
    reference: str | None = None,
    contributions: Scope = "own",
    data_dir: Path | None = None,
    outputs_dir: Path | None = None,
    scenarios_dir: Path | None = None,
    report: Report | None = None,
    fresh: bool = False,
    with_map: bool = True,
    with_demand: bool = True,
    workers: int | None = None,
) -> Comparison:
    """Compare scenarios: boards side by side, who gains and loses, what each change brings.

    What is there already is used: runs, travel times, judged variants, and the comparison itself if
    none of its runs has changed. Scenarios of different years or timetables can be compared; the
    manifest then carries a warning, and people are counted as each alternative has them.

    Parameters
    ----------
    scenarios
        Two or more scenario names, files, patterns (``alternatives/*``) or folders of finished
        runs.
    reference
        The alternative that differences are taken to; by default the first.
    contributions
        Which modifications are left out one by one to see what they bring: those in a scenario's
        own file (``own``), all with its parents' (``all``), or ``none``.
    data_dir, outputs_dir, scenarios_dir
        Folders; those not given are those of the project the working directory lies in.
    report
        Called with a stage's title and the share of it that is done.
    fresh
        Run all scenarios again and put the comparison together again.
    with_map
        Draw the page of the comparison as well; runs of another version have none.
    with_demand
        Solve the demand model of every scenario that does not switch it off.
    workers
        Number of processes; by default one per processor. Results do not depend on it.

    Returns
    -------
    Comparison
        Tables and page of ``outputs/comparisons/<id>``.

    Raises
    ------
    ScenarioError, DataError, OutputError
        With every problem found, before anything is written.
    """
    started = time.perf_counter()
    project = find_project(data_dir, outputs_dir, scenarios_dir)
    stages = Stages(report or (lambda _title, _share: None))
    found = partial(alternatives_of, scenarios, project, with_demand=with_demand)
    alternatives = stages.run("read the scenarios", lambda _: found())
    main = reference_among(alternatives, reference)
    issues = (*mixed_versions(alternatives, project), *differing_settings(alternatives))
    is_old = any(issue.code == "old-version" for issue in issues)
    scope: Scope = "none" if is_old else contributions
    with_map = with_map and not is_old  # the networks of another version cannot be built here
    check_writable(project.outputs)
    manifest = _manifest(alternatives, main, scope, issues, project)
    folder = project.outputs / COMPARISONS / manifest.comparison_id
    if not fresh and _is_there(folder, alternatives, project, with_map=with_map):
        point_latest(folder)
        return replace(read_comparison(folder), reused=True)
    works = _works(alternatives, scope, project, fresh=fresh)
    _work(works, alternatives, stages.report, workers=workers)
    _finish(alternatives, scope, project, stages.report)
    tables, texts, issues = _put_together(
        alternatives, manifest, project, stages, issues=issues, is_old=is_old, with_map=with_map
    )
    took_s = {**stages.timings_s, "all": round(time.perf_counter() - started, 3)}
    manifest = replace(manifest, issues=list(map(issue_record, issues)), timings_s=took_s)
    return write_comparison(project.outputs, manifest, tables, texts)


def _put_together(
    alternatives: Sequence[Alternative],
    manifest: ComparisonManifest,
    project: Project,
    stages: Stages,
    *,
    issues: Sequence[Issue],
    is_old: bool,
    with_map: bool,
) -> tuple[dict[str, pd.DataFrame], dict[str, str], tuple[Issue, ...]]:
    """Tables, texts and warnings of a comparison, from runs and variants that are all there."""
    scope, reference = manifest.options["contributions"], manifest.reference
    targets = read_targets(project.data / "policy" / "targets.yaml")
    found = stages.run(
        "put the tables together",
        lambda _: _compared(alternatives, scope, project, targets, with_steps=not is_old),
    )
    check_zones({one.label: one.zones for one in found})
    tables = comparison_tables(found, reference)
    if not is_old and _have_demand(found, reference):
        from sim.study.compare_welfare import compared_welfare  # noqa: PLC0415 - loads the model

        cache = StageCache(project.outputs / ".cache")
        welfare = stages.run(
            "who gains, in yuan",
            lambda share: compared_welfare(found, reference, project.data, cache, share),
        )
        issues = (*issues, *welfare.issues)
        tables |= {} if welfare.table is None else {"welfare": welfare.table}
    texts = {BOARD_FILE: board_csv(found, reference)}
    if with_map:
        texts[MAP_FILE] = stages.run(
            "draw the comparison",
            lambda _: _page(found, reference, tables, issues, project),
        )
    return tables, texts, tuple(issues)


def _have_demand(found: Sequence[Compared], reference: str) -> bool:
    """Whether the reference has demand and another alternative as well."""
    have = [one.label for one in found if "demand_zones" in one.run.tables]
    return reference in have and len(have) > 1


def _run_folder(one: Alternative, project: Project) -> Path:
    if one.finished is not None:
        return one.finished.folder
    return project.outputs / one.prepared.name / one.prepared.run_id


def _is_there(
    folder: Path, alternatives: Sequence[Alternative], project: Project, *, with_map: bool
) -> bool:
    """Whether the comparison is whole and all of its runs are still there."""
    return comparison_is_whole(folder, with_map=with_map) and all(
        (_run_folder(one, project) / MANIFEST_NAME).is_file() for one in alternatives
    )


def _places(one: Alternative, scope: Scope) -> list[int]:
    """Places of the entries that are to be left out one by one."""
    if scope == "none":
        return []
    return [place for place, own in enumerate(one.own) if own or scope == "all"]


def _works(
    alternatives: Sequence[Alternative],
    scope: Scope,
    project: Project,
    *,
    fresh: bool,
) -> list[Work]:
    """Everything that is not there yet: runs first, as they take longest.

    The runs need no maps of their own: `sim.run` adds the map where it is asked for.
    """
    cache = StageCache(project.outputs / ".cache")
    runs = [
        Work(one.label, one.prepared, project, fresh=fresh)
        for one in alternatives
        if one.finished is None and (fresh or not run_is_whole(_run_folder(one, project)))
    ]
    variants = [
        Work(one.label, one.prepared, project, place=place)
        for one in alternatives
        for place in _places(one, scope)
        if kept_variant(one.prepared, place, cache) is None
    ]
    return [*runs, *variants]


def _work(
    works: Sequence[Work],
    alternatives: Sequence[Alternative],
    report: Report,
    *,
    workers: int | None,
) -> None:
    """Work through the list; one bar per run and one per alternative that is taken apart."""
    wanted = {
        one.label: sum(work.label == one.label and work.place is not None for work in works)
        for one in alternatives
    }
    count = dict.fromkeys(wanted, 0)

    def done(work: Work) -> None:
        if work.place is not None:
            count[work.label] += 1
            report(f"take {work.label} apart", count[work.label] / wanted[work.label])

    work_through(works, report, done=done, workers=workers)


def _finish(
    alternatives: Sequence[Alternative],
    scope: Scope,
    project: Project,
    report: Report,
) -> None:
    """Do in this process what is still not there: a helper may have met other files than this one.

    Raises
    ------
    OutputError
        If it is not there even then: a scenario was changed after it had been read.
    """
    left = _works(alternatives, scope, project, fresh=False)
    _work(left, alternatives, report, workers=1)
    left = _works(alternatives, scope, project, fresh=False) if left else []
    if left:
        names = ", ".join(dict.fromkeys(work.label for work in left))
        raise OutputError(f"{names} changed while it was compared; compare again")


def _compared(
    alternatives: Sequence[Alternative],
    scope: Scope,
    project: Project,
    targets: tuple[Target, ...],
    *,
    with_steps: bool,
) -> tuple[Compared, ...]:
    cache = StageCache(project.outputs / ".cache")
    centre = centre_of(project.data)
    found = []
    for one in alternatives:
        run: RunResults = one.finished or read_run(_run_folder(one, project))
        steps = kept_steps(one.prepared, cache) if with_steps else None
        if steps is None and with_steps:
            steps = make_steps(one.prepared, on_base(one.prepared, cache), cache)
        found.append(
            Compared(
                alternative=one,
                run=run,
                board=board_of(run, targets),
                zones=compared_zones(run.table("zone_access"), centre),
                steps=steps,
                judged={place: _judged(one, place, cache) for place in _places(one, scope)},
            )
        )
    return tuple(found)


def _judged(one: Alternative, place: int, cache: StageCache) -> Judged:
    judged = kept_variant(one.prepared, place, cache)
    if judged is None:
        raise RuntimeError(f"{one.label} without entry {place + 1} was not kept")
    return judged


def _page(
    found: Sequence[Compared],
    reference: str,
    tables: Mapping[str, pd.DataFrame],
    issues: Sequence[Issue],
    project: Project,
) -> str:
    """The page with the maps of all alternatives, of the columns they all have."""
    from sim.study.compare_page import comparison_page, on_page  # noqa: PLC0415 - maps are heavy
    from sim.study.shown_demand import shown_demand, tables_of_run  # noqa: PLC0415

    cache = StageCache(project.outputs / ".cache")
    columns = [
        column
        for column in found[0].zones.columns
        if all(column in one.zones.columns for one in found)
    ]
    documents = {one.label: one.alternative.prepared.scenario.document for one in found}
    return comparison_page(
        [
            on_page(
                one.label,
                documents[one.label],
                with_network(one.alternative.prepared, cache).network,
                one.zones[columns],
                one.board,
                demand=shown_demand(tables_of_run(one.run), project.data),
            )
            for one in found
        ],
        reference=reference,
        document=documents[reference],
        data_dir=project.data,
        ledger=tables["ledger"],
        welfare=tables.get("welfare"),
        indicators=tables["indicators"],
        notes=[issue.what for issue in issues],
    )


def _manifest(
    alternatives: Sequence[Alternative],
    reference: str,
    scope: Scope,
    issues: Sequence[Issue],
    project: Project,
) -> ComparisonManifest:
    records = []
    for one in alternatives:
        folder = _run_folder(one, project)
        run_id = one.finished.manifest.run_id if one.finished else one.prepared.run_id
        where = os.path.relpath(folder.resolve(), (project.outputs / COMPARISONS / "x").resolve())
        records.append(
            {
                "alternative": one.label,
                "scenario": one.prepared.name,
                "run_id": run_id,
                "run_folder": Path(where).as_posix(),
            }
        )
    options = {"contributions": scope, "reference": reference}
    key = fingerprint(
        [(one["alternative"], one["run_id"]) for one in records], options, code_fingerprint()
    )
    return ComparisonManifest(
        comparison_id=key[:12],
        reference=reference,
        alternatives=records,
        options=options,
        versions={"python": platform.python_version(), **library_versions()},
        issues=[issue_record(issue) for issue in issues],
    )
