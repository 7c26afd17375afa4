"""A run: whole or not at all, the same bytes every time, and nothing computed twice."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import OutputError, ScenarioError
from sim.results import RunResults, read_run
from sim.study import redraw_map, run, validate
from sim.study.cache import StageCache, code_fingerprint
from sim.study.evaluate import skim_key
from sim.study.prepare import prepare

ROOT = Path(__file__).parents[2]
BOARD_COLUMNS = [
    "target_id",
    "definition",
    "headline",
    "value",
    "unit",
    "threshold",
    "comparator",
    "margin",
    "verdict",
    "quality",
    "low",
    "high",
    "probability",
]


def again(quick_file: Path, outputs: Path, *, fresh: bool = False) -> tuple[RunResults, list[str]]:
    stages: list[str] = []
    results = run(
        quick_file,
        data_dir=ROOT / "network_data",
        outputs_dir=outputs,
        scenarios_dir=ROOT / "scenarios",
        report=lambda title, share: stages.append(title) if share >= 1.0 else None,
        fresh=fresh,
    )
    return results, stages


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def test_folder_holds_what_was_promised(quick_run: RunResults) -> None:
    names = {str(p.relative_to(quick_run.folder)) for p in quick_run.folder.rglob("*.*")}
    assert {"manifest.json", "targets.csv", "map.html"} <= names
    assert {"tables/zone_access.parquet", "tables/corridor_times.parquet"} <= names
    assert quick_run.targets.columns.tolist() == BOARD_COLUMNS
    assert (quick_run.folder.parent / "latest").resolve() == quick_run.folder.resolve()
    assert set(quick_run.manifest.files) == names - {"manifest.json"}


def test_manifest_says_what_went_in(quick_run: RunResults) -> None:
    manifest = json.loads((quick_run.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["identity"]["data"]["metro/sections.csv"]
    assert manifest["document"]["as_of"] == "2015-12-31"
    assert manifest["changes"][0]["type"] == "open_section"
    assert manifest["assumptions"]
    assert manifest["timings_s"]
    text = (quick_run.folder / "manifest.json").read_text(encoding="utf-8")
    assert str(ROOT) not in text, "a run must not name the machine it was made on"


def test_same_inputs_same_bytes(quick_run: RunResults, quick_file: Path, tmp_path: Path) -> None:
    """A second run from nothing, in another folder, gives the same files byte for byte."""
    other, _ = again(quick_file, tmp_path)
    assert not other.reused
    assert other.manifest.run_id == quick_run.manifest.run_id
    assert contents(other.folder) == contents(quick_run.folder)


def test_unchanged_run_is_not_computed_again(quick_run: RunResults, quick_file: Path) -> None:
    outputs = quick_run.folder.parents[1]
    results, stages = again(quick_file, outputs)
    assert results.reused
    assert stages == ["read scenario and tables"]


def test_changed_board_reuses_travel_times(quick_run: RunResults, tmp_path: Path) -> None:
    """Asking for fewer targets changes no travel time, so no search is run."""
    path = tmp_path / "quick.yaml"
    document = quick_run.manifest.document
    text = (
        "scenario: quick\ntitle: fewer targets\nas_of: 2015-12-31\ntargets: [urban_rail_km]\n"
        "modifications:\n  - {type: open_section, sections: [4b], "
        f'note: "{document["modifications"][0]["note"]}"}}\n'
        'accessibility: {cutoffs_min: [60], departures: "08:00-08:02", step_min: 1, '
        "sums_step_min: 2}\n"
        'one_hour_circle: {window: "08:00-10:00", step_min: 60, sample: 2}\n'
        "demand: {enabled: false}\ngateway: {enabled: false}\n"
    )
    path.write_text(text, encoding="utf-8")
    results, stages = again(path, quick_run.folder.parents[1])
    assert not results.reused
    assert set(results.targets["target_id"]) == {"urban_rail_km"}
    assert "minutes and people within reach" not in stages


def test_damaged_run_is_noticed(quick_file: Path, quick_run: RunResults, tmp_path: Path) -> None:
    results, _ = again(quick_file, tmp_path)
    table = results.folder / "targets.csv"
    table.write_text(table.read_text(encoding="utf-8") + "x", encoding="utf-8")
    with pytest.raises(OutputError, match="was changed after the run"):
        read_run(results.folder)
    mended, _ = again(quick_file, tmp_path)
    assert not mended.reused
    assert contents(mended.folder) == contents(quick_run.folder)


def test_tables_are_consistent_with_each_other(quick_run: RunResults) -> None:
    """Everybody within 60 minutes of the hub by the map is in a zone with that time or less."""
    zones = quick_run.table("zone_access")
    assert zones["zone_id"].is_unique
    assert zones["population"].sum() > 50e6
    reached = zones["population_60min"]
    assert (reached <= zones["population"].sum()).all()
    assert (reached >= zones["population"] * (zones["kind"] == "cell") - 1).all()
    hub = zones["minutes_from_hub"]
    assert hub.min() >= 0
    assert hub.max() <= 240


def test_map_can_be_drawn_again(quick_run: RunResults, tmp_path: Path) -> None:
    to = tmp_path / "map.html"
    redraw_map(quick_run.folder, to, ROOT / "network_data")
    assert to.read_bytes() == quick_run.map_path.read_bytes()


def test_outputs_that_cannot_be_written(quick_file: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "outputs"
    blocked.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(OutputError, match="choose another folder with --outputs"):
        again(quick_file, blocked)


def test_broken_scenario_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("scenario: broken\ntitle: x\nas_of: 2015-12-31\nhedway: 3\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        again(path, tmp_path / "outputs")
    assert [issue.code for issue in caught.value.issues] == ["unknown-key"]
    assert not (tmp_path / "outputs" / "broken").exists()
    assert [issue.code for issue in validate(path, data_dir=ROOT / "network_data")] == [
        "unknown-key"
    ]


def test_interrupted_run_leaves_nothing_half_written(quick_file: Path, tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", "run", str(quick_file), "--outputs", str(outputs)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # a shell's background jobs are deaf to it, and so would be what they start
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    deadline = time.monotonic() + 60
    while not (outputs / ".cache").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    while process.poll() is None and time.monotonic() < deadline:
        # again, as who presses the keys does: one that falls into a callback of C is lost
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=2)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "interrupted" in err
    assert "Traceback" not in out + err
    assert not (outputs / "quick").exists()
    assert [p.name for p in outputs.rglob(".*") if p.name != ".cache"] == []


def test_board_is_readable_as_plain_csv(quick_run: RunResults) -> None:
    board = pd.read_csv(quick_run.folder / "targets.csv")
    rail = board[(board["target_id"] == "urban_rail_km") & board["headline"]].iloc[0]
    assert rail["value"] == pytest.approx(81.57 + 11.2, abs=0.01)
    assert rail["verdict"] == "missed"
    waiting = board[board["target_id"] == "road_links"].iloc[0]
    assert waiting["verdict"] == "not_modelled"
    assert pd.isna(waiting["value"])


def test_identity_counts_every_file_and_library(quick_run: RunResults) -> None:
    """Styles and scripts of the map, and the versions of libraries, are part of what a run is."""
    identity = quick_run.manifest.identity
    assert set(identity) == {"code", "data", "libraries", "scenario", "seed"}
    assert identity["libraries"]["numpy"]
    assert code_fingerprint("maps") != code_fingerprint("maps/layers")


def test_other_corridors_are_searched_anew(quick_run: RunResults, quick_file: Path) -> None:
    """The places of a target are no part of the network: the cache must tell them apart."""
    prepared = prepare(str(quick_file), ROOT / "network_data", ROOT / "scenarios")
    cache = StageCache(quick_run.folder.parents[1] / ".cache")
    built = prepared.with_network(cache)
    fewer = tuple(
        one.model_copy(update={"items": one.items[:1]}) if one.items else one
        for one in built.targets
    )
    assert skim_key(built, built.network) != skim_key(replace(built, targets=fewer), built.network)


def test_manifest_of_another_version_is_a_sentence(quick_run: RunResults, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(quick_run.folder, folder)
    for content in (b"\xff\xfe", b"[]", b"null", b'{"format": 1}', b"{"):
        (folder / "manifest.json").write_bytes(content)
        with pytest.raises(OutputError, match="run the scenario again"):
            read_run(folder)
