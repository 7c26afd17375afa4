"""What a report can be made of, and what is said where it cannot."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from comparison_sample import sample_comparison
from report_sample import DATA, NAMES, write_runs
from typer.testing import CliRunner

from sim.cli.report import report as command
from sim.errors import OutputError, SimError
from sim.results.comparison import Comparison
from sim.study.report import make_report, report_inputs

ROOT = DATA.parent


def made(sources: list[Path | str], to: Path, **options: str) -> int:
    return make_report(
        sources, to, data_dir=DATA, outputs_dir=to.parent / "out",
        scenarios_dir=ROOT / "scenarios", **options,
    )  # fmt: skip


def test_a_comparison_its_latest_and_a_run(
    comparison: Comparison, outputs: Path, tmp_path: Path
) -> None:
    first = made([comparison.folder], tmp_path / "a.html")
    assert first > 100_000
    made([outputs / "comparisons"], tmp_path / "b.html")  # its ``latest``
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    made([outputs / "plan"], tmp_path / "c.html", lang="zh")
    assert "方案plan" in (tmp_path / "c.html").read_text(encoding="utf-8")


def test_the_command_says_where_the_report_is(comparison: Comparison, tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(command)
    to = tmp_path / "r.html"
    asked = [str(comparison.folder), "--to", str(to), "--lang", "en", "--data", str(DATA)]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    assert f"report  {to}" in result.output
    assert '<html lang="en">' in to.read_text(encoding="utf-8")


def test_nothing_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nothing to report on: name a comparison"):
        made([], tmp_path / "r.html")


def test_a_folder_that_is_neither(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(OutputError, match=r"empty is neither a run nor a comparison: it has no ma"):
        made([tmp_path / "empty"], tmp_path / "r.html")
    (tmp_path / "empty" / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(OutputError, match=r"manifest.json cannot be read .*run or compare again"):
        made([tmp_path / "empty"], tmp_path / "r.html")
    (tmp_path / "empty" / "manifest.json").write_text("[]", encoding="utf-8")
    with pytest.raises(OutputError, match="written by another version; run the scenario again"):
        made([tmp_path / "empty"], tmp_path / "r.html")


def test_runs_that_are_gone_are_told_all_at_once(tmp_path: Path) -> None:
    write_runs(tmp_path)
    comparison = sample_comparison(tmp_path, NAMES)
    shutil.rmtree(tmp_path / "plan")
    (tmp_path / "late" / "id-late" / "targets.csv").unlink()
    with pytest.raises(OutputError, match="lacks 2 of its runs") as caught:
        made([comparison.folder], tmp_path / "r.html")
    issues = caught.value.issues
    assert [issue.code for issue in issues] == ["run-is-gone", "run-is-gone"]
    assert "the run of 'plan' cannot be used" in issues[0].what
    assert "targets.csv is missing" in issues[1].what
    assert issues[0].fix == "compare the scenarios again with  sim compare"
    assert not (tmp_path / "r.html").exists()


def test_an_unknown_language(comparison: Comparison, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no language 'de'; choose --lang both, zh or en"):
        made([comparison.folder], tmp_path / "r.html", lang="de")


def test_a_file_that_cannot_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"is a folder; name a file, such as  --to"):
        made(["no-such-thing"], tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"cannot write .*choose another file with --to"):
        made(["no-such-thing"], tmp_path / "file" / "r.html")


def test_a_name_that_is_no_scenario(tmp_path: Path) -> None:
    with pytest.raises(SimError, match="plan-2021"):
        made(["plan-2021"], tmp_path / "r.html")
    assert not (tmp_path / "r.html").exists()


def test_other_people_than_the_reference_are_warned_of(tmp_path: Path) -> None:
    write_runs(tmp_path, horizon_year={"before": 2015})
    inputs = report_inputs(sample_comparison(tmp_path, NAMES), DATA, lang="both")
    (warning,) = inputs.warnings
    assert warning.en == (
        "Mind: another year of the people than the reference (before 2015): plan 2020, late 2020. "
        "The differences contain growth, not the plan alone; for the plan alone compare with "
        "no-build-2020."
    )
    assert "差异中含有增长" in warning.zh


def test_warnings_of_the_comparison_are_passed_on_once(comparison: Comparison) -> None:
    def issue(code: str, severity: str = "warning") -> dict:
        return {
            "severity": severity, "code": code, "what": f"什么 what {code}", "fix": "修 mend it",
            "file": None, "line": None,
        }  # fmt: skip

    issues = [issue("other-years"), issue("other-questions"), issue("x", "info")]
    told = Comparison(comparison.folder, replace(comparison.manifest, issues=issues))
    inputs = report_inputs(told, DATA, lang="both")
    assert [words.en for words in inputs.warnings] == ["什么 what other-questions → 修 mend it"]


def test_tables_that_changed_since_the_run_are_warned_of(
    comparison: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    def old(name: str):
        results = Comparison.run(comparison, name)
        identity = {**results.manifest.identity, "data": {"x.csv": "0"}}
        return replace(results, manifest=replace(results.manifest, identity=identity))

    class Old(Comparison):
        def run(self, alternative: str):
            return old(alternative)

    changed = Old(comparison.folder, comparison.manifest)
    inputs = report_inputs(changed, DATA, lang="both")
    assert inputs.warnings[0].en.startswith(
        "Tables of facts have changed since these were run: before, plan, late."
    )
