"""Hand a comparison or a finished run to the report."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from sim.errors import Issue, OutputError, Severity
from sim.indicators import Target, board_from_frame, read_targets
from sim.maps import read_base_layers
from sim.maps.style import Words
from sim.reports import Alternative, ReportInputs, checked_lang, write_report
from sim.results import RunResults, read_run
from sim.results.comparison import KIND, Comparison, read_comparison
from sim.results.manifest import MANIFEST_NAME
from sim.study.execute import CAVEATS, run
from sim.study.prepare import data_hashes
from sim.study.project import Project, find_project
from sim.study.report_facts import fact_tables
from sim.study.shown_demand import segments_of

__all__ = ["make_report", "report_inputs"]

Progress = Callable[[str, float], None]
"""Called with a stage's title and the share of it that is done (0 to 1)."""

_TABLES = (
    "indicators",
    "gains",
    "gains_mean",
    "ledger",
    "contributions",
    "welfare",
    "circle",
    "rail_time_changes",
)
"""Tables of a comparison that a report shows."""

_LATEST = "latest"

_TOLD_HERE = frozenset({"other-years", "other-timetables"})
"""Warnings of a comparison that the report words for each language."""


def make_report(
    sources: Sequence[Path | str],
    to: Path | str = "report.html",
    *,
    lang: str = "both",
    data_dir: Path | None = None,
    outputs_dir: Path | None = None,
    scenarios_dir: Path | None = None,
    report: Progress | None = None,
) -> int:
    """Write the report of a comparison, of a run, or of scenarios that are compared first.

    Parameters
    ----------
    sources
        One folder of a comparison or a run, one scenario by name or file (run if need be), or
        several of the latter or of run folders, which are compared; the first is the reference.
    to
        HTML file to write; written whole or not at all.
    lang
        ``both`` (Chinese, English beside it), ``zh`` or ``en``.
    data_dir, outputs_dir, scenarios_dir
        Folders; those not given are those of the project the working directory lies in.
    report
        Called with a stage's title and the share of it that is done.

    Returns
    -------
    int
        Size of the file in bytes.

    Raises
    ------
    OutputError
        A folder is neither a run nor a comparison, a run of a comparison is gone, there is no such
        language, or the file cannot be written.

    Examples
    --------
    ``make_report(["outputs/comparisons/latest"], "report.html")`` writes the newest comparison,
    ``make_report(["no-build-2020", "plan-2020"])`` compares first.

    >>> make_report(["plan-2020"], lang="de")
    Traceback (most recent call last):
        ...
    sim.errors.OutputError: a report has no language 'de'; choose --lang both, zh or en
    """
    tell = report or (lambda _title, _share: None)
    target = Path(to)
    language = checked_lang(lang)
    _check_target(target)
    project = find_project(data_dir, outputs_dir, scenarios_dir)
    found = _found(sources, project, tell)
    tell("read results", 0.0)
    inputs = report_inputs(found, project.data, lang=language)
    tell("read results", 1.0)
    tell("write the report", 0.0)
    size = write_report(inputs, target)
    tell("write the report", 1.0)
    return size


def report_inputs(found: Comparison | RunResults, data_dir: Path, *, lang: str) -> ReportInputs:
    """Collect everything a report shows: runs, tables, targets, base map, where facts come from.

    Raises
    ------
    OutputError
        A run of the comparison is gone, or the targets have changed since.
    """
    targets = read_targets(data_dir / "policy" / "targets.yaml")
    segments = segments_of(data_dir)
    if isinstance(found, Comparison):
        runs = _runs(found)
        tables = {name: found.table(name) for name in _TABLES if name in found.tables}
        reference, comparison_id = found.reference, found.manifest.comparison_id
    else:
        runs = {found.manifest.scenario: found}
        tables, comparison_id, reference = {}, "", found.manifest.scenario
    return ReportInputs(
        lang=checked_lang(lang),
        alternatives=tuple(
            _alternative(name, one, targets, is_reference=name == reference)
            for name, one in runs.items()
        ),
        targets=targets,
        base=read_base_layers(data_dir),
        comparison=tables,
        comparison_id=comparison_id,
        facts=fact_tables(data_dir),
        warnings=(*_warnings(runs, reference, data_dir), *_told(found)),
        ways=segments.alternatives,
        periods=segments.periods,
    )


def _found(
    sources: Sequence[Path | str], project: Project, tell: Progress
) -> Comparison | RunResults:
    if not sources:
        raise OutputError(
            "nothing to report on: name a comparison, a run or scenarios, such as  "
            "sim report outputs/comparisons/latest"
        )
    if len(sources) > 1:
        from sim.study.compare_scenarios import compare  # noqa: PLC0415 - only where asked for

        return compare(
            sources,
            data_dir=project.data,
            outputs_dir=project.outputs,
            scenarios_dir=project.scenarios,
            report=tell,
        )
    source = Path(sources[0])
    if source.is_dir():
        return _of_folder(source)
    return run(
        sources[0],
        data_dir=project.data,
        outputs_dir=project.outputs,
        scenarios_dir=project.scenarios,
        report=tell,
    )


def _of_folder(folder: Path) -> Comparison | RunResults:
    """Open a comparison or a run; of the folder that holds several, the newest."""
    if not (folder / MANIFEST_NAME).is_file() and (folder / _LATEST / MANIFEST_NAME).is_file():
        folder /= _LATEST
    try:
        record = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise OutputError(
            f"{folder} is neither a run nor a comparison: it has no {MANIFEST_NAME}. Name a folder "
            "such as outputs/comparisons/latest or outputs/plan-2020/latest, or a scenario"
        ) from None
    except (OSError, ValueError) as error:
        raise OutputError(
            f"{folder / MANIFEST_NAME} cannot be read ({error}); run or compare again"
        ) from error
    is_comparison = isinstance(record, dict) and record.get("kind") == KIND
    return read_comparison(folder) if is_comparison else read_run(folder)


def _runs(comparison: Comparison) -> dict[str, RunResults]:
    """Open the run of every alternative; all that are gone are told at once."""
    runs: dict[str, RunResults] = {}
    issues: list[Issue] = []
    for name in comparison.alternatives:
        try:
            runs[name] = comparison.run(name)
        except OutputError as error:
            issues.append(
                Issue(
                    Severity.ERROR,
                    "run-is-gone",
                    f"the run of '{name}' cannot be used: {error.args[0]}",
                    "compare the scenarios again with  sim compare",
                )
            )
    if issues:
        raise OutputError(
            f"the comparison {comparison.folder} lacks {len(issues)} of its runs", issues
        )
    return runs


def _alternative(
    name: str, results: RunResults, targets: tuple[Target, ...], *, is_reference: bool
) -> Alternative:
    manifest = results.manifest
    return Alternative(
        name=name,
        title=Words(manifest.title_zh or manifest.title, manifest.title),
        run=results,
        board=board_from_frame(results.targets, targets, results.table(CAVEATS)),
        zones=results.table("zone_access"),
        is_reference=is_reference,
    )


def _warnings(runs: Mapping[str, RunResults], reference: str, data_dir: Path) -> Iterator[Words]:
    yield from _growth(runs, reference)
    today = dict(data_hashes(data_dir))
    older = [name for name, one in runs.items() if dict(one.manifest.identity["data"]) != today]
    if older:
        names_zh, names_en = "、".join(older), ", ".join(older)
        yield Words(
            f"数据表在以下方案运行之后有改动：{names_zh}。本报告的来源与许可取自现在的数据表。",
            f"Tables of facts have changed since these were run: {names_en}. Sources and licences "
            "in this report are those of the tables of today.",
        )


def _told(found: Comparison | RunResults) -> Iterator[Words]:
    """Warnings of the comparison itself, already in both languages, less those told here."""
    if isinstance(found, Comparison):
        for issue in found.manifest.issues:
            if issue["severity"] != Severity.INFO and issue["code"] not in _TOLD_HERE:
                text = f"{issue['what']} → {issue['fix']}"
                yield Words(text, text)


def _growth(runs: Mapping[str, RunResults], reference: str) -> Iterator[Words]:
    """Warn where an alternative has other people or trains than the reference."""
    base = runs[reference].manifest.network
    for key, zh, en in (
        ("horizon_year", "人口年份", "year of the people"),
        ("rail_timetable", "列车时刻", "timetable of trains"),
    ):
        other = [
            f"{name} {one.manifest.network[key]}"
            for name, one in runs.items()
            if one.manifest.network[key] != base[key]
        ]
        if other:
            yield Words(
                f"注意：{zh}与参考方案（{reference} {base[key]}）不同：{'、'.join(other)}。"
                "差异中含有增长，不全是方案的作用；若只看方案，请与 no-build-2020 比较。",
                f"Mind: another {en} than the reference ({reference} {base[key]}): "
                f"{', '.join(other)}. The differences contain growth, not the plan alone; for the "
                "plan alone compare with no-build-2020.",
            )


def _check_target(to: Path) -> None:
    """Refuse early, before minutes of work, if the report cannot be written."""
    if to.is_dir():
        raise OutputError(f"{to} is a folder; name a file, such as  --to {to / 'report.html'}")
    probe = to.with_name(f".writable.{os.getpid()}")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot write {to}: {error.strerror or error}. Mend the permissions, or choose "
            "another file with --to"
        ) from error
