"""What can go wrong with an export: told at once, in words, with nothing half-written."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest

from sim.errors import OutputError
from sim.results import RunResults
from sim.results.comparison import Comparison
from sim.study import export as module
from sim.study.export import Exported, export_results
from sim.study.export_writers import _require_memory

ROOT = Path(__file__).parents[3]


def send(what: Path | str, to: Path, formats: str = "csv", **options: object) -> Exported:
    return export_results(
        what,
        to,
        formats=formats,
        data_dir=ROOT / "network_data",
        scenarios_dir=ROOT / "scenarios",
        **options,  # type: ignore[arg-type]
    )


def problems(caught: pytest.ExceptionInfo[OutputError]) -> dict[str, str]:
    return {issue.code: f"{issue.what} → {issue.fix}" for issue in caught.value.issues}


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match="nothing was exported") as caught:
        send("plan-2o20", tmp_path, "gpgk,csv", percentiles=(0, 50))
    found = problems(caught)
    assert found["unknown-format"] == (
        "there is no format 'gpgk' → did you mean 'gpkg'? Formats are gpkg, geoparquet, omx, "
        "gtfs, gmns, csv, or all"
    )
    assert found["scenario-not-found"].startswith(
        "there is neither a folder of results nor a scenario 'plan-2o20' → did you mean"
    )
    assert "holds other files: mine.txt → name another folder" in found["folder-in-use"]
    assert "whole numbers from 1 to 100, not 0 →" in found["bad-percentile"]
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_folder_of_runs_is_no_run(quick_run: RunResults, tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        send(quick_run.folder.parent, tmp_path / "out")
    assert (
        f"did you mean {quick_run.folder.parent / 'latest'}?"
        in problems(caught)["nothing-to-export"]
    )


def test_a_run_of_another_version(quick_run: RunResults, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(quick_run.folder, run)
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    (run / "manifest.json").write_text(json.dumps(manifest | {"format": 0}), encoding="utf-8")
    with pytest.raises(OutputError) as caught:
        send(run, tmp_path / "out")
    assert (
        "was written by another version; run the scenario again"
        in problems(caught)["nothing-to-export"]
    )


def test_a_run_whose_network_cannot_be_built_again(quick_run: RunResults, tmp_path: Path) -> None:
    """Its tables can still be exported; a network beside them would be another one."""
    run = tmp_path / "run"
    shutil.copytree(quick_run.folder, run)
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    hashes = manifest["identity"]["data"]
    hashes[next(iter(hashes))] = "0" * 64
    (run / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(OutputError) as caught:
        send(run, tmp_path / "out", "csv,gtfs")
    assert "the tables of facts have changed" in problems(caught)["tables-changed"]
    assert "--format csv" in problems(caught)["tables-changed"]
    assert not (tmp_path / "out").exists()
    assert send(run, tmp_path / "out", "csv").folder.is_dir()


def test_a_network_of_another_program_version(
    quick_run: RunResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = module.run_document

    def other(source: RunResults, project: object) -> object:
        return real(source, project).model_copy(update={"modifications": []})  # type: ignore[arg-type]

    monkeypatch.setattr(module, "run_document", other)
    with pytest.raises(OutputError) as caught:
        send(quick_run.folder, tmp_path / "out", "gtfs", outputs_dir=quick_run.folder.parents[1])
    assert "builds another network" in problems(caught)["another-version"]
    assert not (tmp_path / "out").exists()


def test_a_broken_scenario_is_told_with_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("scenario: broken\ntitle: x\nas_of: 2015-12-31\nhorizn_year: 2015\n")
    with pytest.raises(OutputError) as caught:
        send(path, tmp_path / "out", "csvv")
    found = problems(caught)
    assert "did you mean 'csv'" in found["unknown-format"]
    assert "horizn_year" in found["unknown-key"]


def test_where_nothing_can_be_written(quick_run: RunResults, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError) as caught:
        send(quick_run.folder, tmp_path / "file" / "out")
    assert "nothing can be written to" in problems(caught)["not-writable"]
    with pytest.raises(OutputError) as caught:
        send(quick_run.folder, tmp_path / "file")
    assert "is a file → name a folder with --to" in problems(caught)["not-a-folder"]


def test_an_untouched_export_is_replaced_and_an_edited_one_is_not(
    quick_run: RunResults, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    send(quick_run.folder, out)
    before = {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    send(quick_run.folder, out)
    after = {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert after == before
    (out / "csv" / "changes.csv").write_text("my own notes")
    with pytest.raises(OutputError) as caught:
        send(quick_run.folder, out)
    assert "were changed since: csv/changes.csv" in problems(caught)["export-changed"]
    assert (out / "csv" / "changes.csv").read_text() == "my own notes"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_full_disk_leaves_the_old_export_as_it_was(
    quick_run: RunResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    send(quick_run.folder, out)
    before = sorted(path.name for path in out.rglob("*"))

    def full(*_: object) -> list[object]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "WRITERS", {**module.WRITERS, "csv": full})
    with pytest.raises(OutputError, match=r"No space left on device. Free some space"):
        send(quick_run.folder, out)
    assert sorted(path.name for path in out.rglob("*")) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_interrupt_leaves_nothing(
    quick_run: RunResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_: object, folder: Path, __: object) -> list[object]:
        (folder / "half.csv").write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "WRITERS", {**module.WRITERS, "csv": stopped})
    with pytest.raises(KeyboardInterrupt):
        send(quick_run.folder, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_comparison_has_zones_and_no_network(comparison: Comparison, tmp_path: Path) -> None:
    found = send(comparison.folder, tmp_path / "out", "all")
    assert {issue.code for issue in found.issues} >= {"several-networks", "zones-only"}
    zones = gpd.read_file(
        tmp_path / "out" / "comparison-c0ffee.gpkg", layer="zones_plan"
    ).set_index("zone_id")
    assert zones["difference_minutes_from_hub"].iloc[0] == -7.5  # 32.5 - 40
    assert zones["difference_minutes_from_hub"].isna().tolist() == [False, True]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "DATA_DICTIONARY.md",
        "comparison-c0ffee.gpkg",
        "csv",
        "data_dictionary.csv",
        "datapackage.json",
        "geoparquet",
    }
    told = (tmp_path / "out" / "DATA_DICTIONARY.md").read_text(encoding="utf-8")
    assert "## 注意 Warnings\n\n- 人口年份不同 — see below\n" in told
    with pytest.raises(OutputError) as caught:
        send(comparison.folder, tmp_path / "other", "csv,gtfs,omx")
    assert problems(caught)["several-networks"] == (
        "a comparison has several networks, so it is not written as omx, gtfs → export an "
        "alternative by itself: sim export base"
    )


def test_columns_nobody_described_are_exported_and_told(
    quick_run: RunResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = quick_run.table("changes").assign(colour="red")
    real = RunResults.table
    monkeypatch.setattr(
        RunResults, "table", lambda self, name: more if name == "changes" else real(self, name)
    )
    found = send(replace(quick_run).folder, tmp_path / "out")
    assert [issue.what for issue in found.issues] == [
        "column 'colour' of table changes is not described"
    ]
    assert ",red" in (tmp_path / "out" / "csv" / "changes.csv").read_text(encoding="utf-8-sig")


def test_matrices_beyond_the_memory() -> None:
    """2 matrices of 1,000 x 1,000 take 2 x 10^6 x 8 bytes: 16 MB of the 10 MB that are free."""
    with pytest.raises(OutputError) as caught:
        _require_memory(1000, 2, available=10_000_000)
    assert problems(caught)["not-enough-memory"] == (
        "2 matrices of 1,000 x 1,000 zones need 16 MB, and 10 MB are free → ask for fewer "
        "--percentiles, or write them with `sim matrix`, chunk by chunk"
    )
    _require_memory(1000, 2, available=30_000_000)
