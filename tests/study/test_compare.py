"""A comparison: its tables, what is computed again, and what cannot be compared."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.errors import OutputError, ScenarioError, Severity
from sim.results.comparison import Comparison, read_comparison
from sim.study import find_project, run
from sim.study.compare_checks import check_zones, differing_settings
from sim.study.compare_inputs import alternatives_of
from sim.study.compare_scenarios import compare

ROOT = Path(__file__).parents[2]

QUICK = """\
accessibility: {cutoffs_min: [60], departures: "08:00-08:02", step_min: 1, sums_step_min: 2}
one_hour_circle: {window: "08:00-10:00", step_min: 60, sample: 2}
demand: {enabled: false}
gateway: {enabled: false}
"""
BASE = f"""\
scenario: base
title: Nothing changes
title_zh: 不变
as_of: 2015-12-31
{QUICK}"""
PLAN = """\
scenario: plan
title: Line 4 south, a new line and a flight
title_zh: 4号线南段、一条新线与一个航点
extends: base.yaml
modifications:
  - {type: open_section, sections: [4b], note: the south}
  - type: add_line
    route_id: metro_99
    mode: metro
    name_zh: 99号线
    name_en: Line 99
    stops: [Wulin Square, 城站]
    run_time_min: [5]
    headway_min: 6
    length_km: 4
  - {type: adjust_headway, routes: [metro_99], headway_min: 3}
  - {type: add_air_routes, destinations: [BKK]}
"""
MORE = """\
scenario: more
title: More trains on Line 4
title_zh: 4号线加密
extends: plan.yaml
modifications:
  - {type: adjust_headway, routes: [metro_4], headway_min: 2.5}
"""
FILES = {"base": BASE, "plan": PLAN, "more": MORE}
TABLES = {
    "alternatives",
    "board",
    "contributions",
    "gains",
    "gains_mean",
    "indicators",
    "ledger",
    "zones",
}


def compared(
    names: Sequence[str | Path],
    outputs: Path,
    *,
    workers: int = 1,
    fresh: bool = False,
    contributions: str = "own",
    reference: str | None = None,
) -> tuple[Comparison, list[str]]:
    stages: list[str] = []
    found = compare(
        names,
        reference=reference,
        contributions=contributions,  # type: ignore[arg-type]
        data_dir=ROOT / "network_data",
        outputs_dir=outputs,
        scenarios_dir=ROOT / "scenarios",
        report=lambda title, share: stages.append(title) if share >= 1.0 else None,
        fresh=fresh,
        with_map=False,
        workers=workers,
    )
    return found, stages


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenarios")
    for name, text in FILES.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def names(folder: Path) -> list[str]:
    return [str(folder / f"{name}.yaml") for name in FILES]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outputs")


@pytest.fixture(scope="module")
def comparison(names: list[str], outputs: Path) -> Comparison:
    return compared(names, outputs)[0]


def test_folder_holds_what_was_promised(comparison: Comparison, outputs: Path) -> None:
    assert set(comparison.tables) == TABLES
    assert comparison.alternatives == ("base", "plan", "more")
    assert comparison.reference == "base"
    assert comparison.folder.parent == outputs / "comparisons"
    latest = read_comparison(outputs / "comparisons" / "latest")
    assert latest.manifest.comparison_id == comparison.manifest.comparison_id
    assert latest.run("plan").manifest.scenario == "plan"
    text = (comparison.folder / "manifest.json").read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert str(outputs) not in text, "a comparison must not name the machine it was made on"


def test_board_is_that_of_the_runs(comparison: Comparison) -> None:
    board = comparison.table("board")
    for name in comparison.alternatives:
        own = board[board["alternative"] == name].reset_index(drop=True)
        targets = comparison.run(name).targets
        pd.testing.assert_series_equal(own["value"], targets["value"])
        assert own["verdict"].tolist() == targets["verdict"].tolist()
    reference = board[board["alternative"] == "base"]
    assert (reference["difference"].dropna() == 0).all()


def test_board_for_people_opens_in_a_spreadsheet(comparison: Comparison) -> None:
    text = comparison.board_path.read_text(encoding="utf-8")
    assert text.startswith("\ufeff")
    frame = pd.read_csv(comparison.board_path, encoding="utf-8-sig")
    assert {"base value", "plan value", "plan difference", "more verdict"} <= set(frame.columns)
    assert "base difference" not in frame.columns


def test_zones_and_gains_agree(comparison: Comparison) -> None:
    """People who are at least a minute faster, counted again from the zones by a plain loop."""
    zones = comparison.table("zones")
    cells = zones[zones["kind"] == "cell"]
    before = cells[cells["alternative"] == "base"].set_index("zone_id")
    now = cells[cells["alternative"] == "more"].set_index("zone_id")
    faster = 0.0
    for zone_id, row in now.iterrows():
        if before.loc[zone_id, "minutes_from_hub"] - row["minutes_from_hub"] >= 0.95:
            faster += row["population"]
    mean = comparison.table("gains_mean")
    told = mean[
        (mean["alternative"] == "more")
        & (mean["measure"] == "minutes_from_hub")
        & (mean["group_type"] == "city")
    ]["people_faster"].iloc[0]
    assert told > 0
    assert told == pytest.approx(faster, abs=0.5)
    assert (
        zones.groupby("alternative").size() == len(comparison.run("base").table("zone_access"))
    ).all()


def test_ledger_by_hand(comparison: Comparison) -> None:
    ledger = comparison.table("ledger")
    plan = ledger[ledger["alternative"] == "plan"].set_index("position")
    assert plan.loc[1, "km"] == pytest.approx(11.2, abs=0.05), "4b is 11.2 km"
    assert plan.loc[1, "note"] == "the south"
    assert plan.loc[2, "km"] == 4.0
    # 06:00 to 22:30 every 6 min: 165 trains a way over 4 km, both ways 1320 km; then twice that
    assert plan.loc[2, "train_km_per_day"] == 1320.0
    assert plan.loc[3, "train_km_per_day"] == 1320.0
    assert plan["own"].all()
    assert plan.loc[1, "people_changed"] > 0
    assert plan.loc[4, "people_changed"] == 0, "a flight moves nobody in the city"
    more = ledger[ledger["alternative"] == "more"].set_index("position")
    assert more["own"].tolist() == [False, False, False, False, True]
    assert more.loc[1:4, "people_changed"].isna().all(), "a parent's entry is not taken apart"
    assert more.loc[5, "people_changed"] > 0


def test_contributions_are_those_of_a_run_without_the_entry(
    comparison: Comparison, outputs: Path, tmp_path: Path
) -> None:
    """Without the line its headway falls: the board is that of a file with the other two entries."""
    left = PLAN[: PLAN.index("  - type: add_line")]
    left += "  - {type: add_air_routes, destinations: [BKK]}\n"
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "left.yaml").write_text(
        left.replace("scenario: plan", "scenario: left"), encoding="utf-8"
    )
    without = run(
        tmp_path / "left.yaml",
        data_dir=ROOT / "network_data",
        outputs_dir=outputs,
        scenarios_dir=ROOT / "scenarios",
        with_map=False,
    )
    rows = comparison.table("contributions")
    rows = rows[(rows["alternative"] == "plan") & (rows["position"] == 2)]
    assert set(rows["falls_with"]) == {"3. Line 99: every 3 min"}
    merged = rows.merge(without.targets, on=["target_id", "definition"], validate="1:1")
    np.testing.assert_array_equal(merged["value_without"], merged["value"])
    assert merged["verdict_without"].tolist() == merged["verdict"].tolist()
    zones = comparison.table("zones")
    with_entry = zones[zones["alternative"] == "plan"].set_index("zone_id")
    times = without.table("zone_access").set_index("zone_id").loc[with_entry.index]
    differs = (
        (with_entry["minutes_from_hub"].fillna(-1) != times["minutes_from_hub"].fillna(-1))
        | (
            with_entry["minutes_from_airport"].fillna(-1)
            != times["minutes_from_airport"].fillna(-1)
        )
    ) & (with_entry["kind"] == "cell")
    ledger = comparison.table("ledger")
    told = ledger[(ledger["alternative"] == "plan") & (ledger["position"] == 2)]
    assert told["people_changed"].iloc[0] == pytest.approx(
        with_entry.loc[differs, "population"].sum(), abs=0.1
    )


def test_a_flight_contributes_one_destination(comparison: Comparison) -> None:
    rows = comparison.table("contributions")
    flight = rows[(rows["alternative"] == "plan") & (rows["position"] == 4)]
    moved = flight[(flight["contribution"].fillna(0) != 0) & flight["headline"]]
    assert moved[["target_id", "contribution"]].to_numpy().tolist() == [["air_destinations", 1.0]]
    assert "not_modelled" not in set(rows["verdict_with"])


def test_unchanged_comparison_is_not_computed_again(
    comparison: Comparison, names: list[str], outputs: Path
) -> None:
    again, stages = compared(names, outputs)
    assert again.reused
    assert again.folder == comparison.folder
    assert stages == ["read the scenarios"]


def test_another_reference_needs_no_search(
    comparison: Comparison, names: list[str], outputs: Path
) -> None:
    other, stages = compared(names, outputs, reference="plan")
    assert stages == ["read the scenarios", "put the tables together"]
    assert other.manifest.comparison_id != comparison.manifest.comparison_id
    board = other.table("board")
    assert (board.loc[board["alternative"] == "plan", "difference"].dropna() == 0).all()


def test_only_what_changed_is_computed(
    comparison: Comparison, outputs: Path, tmp_path: Path
) -> None:
    """Another headway in one scenario: one run; its only own entry left out is the parent still."""
    assert comparison.folder.is_dir()
    for name, text in FILES.items():
        changed = text.replace("headway_min: 2.5", "headway_min: 2")
        (tmp_path / f"{name}.yaml").write_text(changed, encoding="utf-8")
    files = [str(tmp_path / f"{name}.yaml") for name in FILES]
    found, stages = compared(files, outputs)
    assert stages == [
        "read the scenarios",
        "run more",
        "take more apart",
        "put the tables together",
    ]
    new, old = (
        one.table("contributions").query("alternative != 'more'") for one in (found, comparison)
    )
    pd.testing.assert_frame_equal(new, old)


def test_same_inputs_same_bytes_however_many_processes(
    names: list[str], outputs: Path, tmp_path: Path
) -> None:
    """From nothing in another folder, with a helper process: the same files byte for byte."""
    here, _ = compared(names[:2], outputs)
    there, _ = compared(names[:2], tmp_path, workers=2)
    assert not there.reused
    assert there.manifest.comparison_id == here.manifest.comparison_id
    assert there.manifest.files == here.manifest.files
    assert list(tmp_path.rglob("*.partial")) == []


def test_all_entries_and_none(comparison: Comparison, names: list[str], outputs: Path) -> None:
    assert comparison.manifest.options["contributions"] == "own"
    every, _ = compared(names, outputs, contributions="all")
    more = every.table("ledger").query("alternative == 'more'")
    assert more["people_changed"].notna().all()
    none, _ = compared(names, outputs, contributions="none")
    assert none.table("contributions").empty
    ledger = none.table("ledger")
    assert ledger["people_changed"].isna().all()
    assert ledger["km"].notna().all()


def test_runs_can_be_compared_by_folder(
    comparison: Comparison, names: list[str], outputs: Path
) -> None:
    """The folder of a run, or that of all runs of a scenario, stands for its scenario."""
    by_name, _ = compared(names[:2], outputs)
    by_folder, stages = compared(
        [str(outputs / "base"), str(comparison.run("plan").folder)], outputs
    )
    assert by_folder.alternatives == ("base", "plan")
    assert "run plan" not in stages
    pd.testing.assert_frame_equal(by_folder.table("board"), by_name.table("board"))


def test_runs_of_one_scenario_before_and_after_a_change(
    comparison: Comparison, names: list[str], outputs: Path
) -> None:
    old = comparison.run("more").folder
    found, _ = compared([names[0], str(old), names[2]], outputs, contributions="none")
    labels = found.alternatives
    assert labels[0] == "base"
    assert labels[1] == f"more@{comparison.run('more').manifest.run_id[:7]}"
    assert labels[2] == "more"


def test_damaged_comparison_is_noticed(
    comparison: Comparison, names: list[str], outputs: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(comparison.folder, copy)
    (copy / "comparison.csv").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="was changed since; compare the scenarios again"):
        read_comparison(copy)
    (copy / "comparison.csv").unlink()
    with pytest.raises(OutputError, match="is missing; compare the scenarios again"):
        read_comparison(copy)
    (comparison.folder / "comparison.csv").write_text("x", encoding="utf-8")
    mended, _ = compared(names, outputs)
    assert not mended.reused
    assert mended.manifest.files == comparison.manifest.files


def test_different_years_and_questions_are_told(names: list[str], tmp_path: Path) -> None:
    later = tmp_path / "later.yaml"
    text = BASE.replace("scenario: base", "scenario: later").replace(
        "cutoffs", "percentile: 90, cutoffs"
    )
    later.write_text(text + "horizon_year: 2020\nrail_timetable: 2019-10\n", encoding="utf-8")
    project = find_project(ROOT / "network_data", tmp_path, ROOT / "scenarios")
    years, trains, questions = differing_settings(alternatives_of([names[0], str(later)], project))
    assert {one.severity for one in (years, trains, questions)} == {Severity.WARNING}
    assert years.code == "other-years"
    assert "差异中包含增长" in years.what
    assert "the differences contain growth" in years.what
    assert "base: 2015; later: 2020" in years.what
    assert "no-build-2020" in years.fix
    assert trains.code == "other-timetables"
    assert "later: 2019-10" in trains.what
    assert questions.code == "other-questions"
    assert "p90" in questions.what


def test_the_same_settings_need_no_warning(comparison: Comparison) -> None:
    assert list(comparison.manifest.issues) == []


def codes(error: pytest.ExceptionInfo[ScenarioError]) -> list[str]:
    return [issue.code for issue in error.value.issues]


def test_every_mistake_at_once(tmp_path: Path, folder: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(BASE.replace("scenario: base", "scenario: broken") + "headwy: 3\n")
    plan = str(folder / "plan.yaml")
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(ScenarioError) as caught:
        compared(
            [plan, plan, "plan-2002", "nowhere/*", str(empty), str(broken), "outputs/x/latest"],
            tmp_path / "outputs",
        )
    assert set(codes(caught)) == {
        "named-twice",
        "scenario-not-found",
        "pattern-without-match",
        "cannot-compare",
        "unknown-key",
    }
    text = str(caught.value)
    assert "did you mean 'plan-2020'" in text
    assert "is not a run: it has no manifest.json" in text
    assert "name it once" in text
    assert "known scenarios:" in text
    assert not (tmp_path / "outputs").exists(), "nothing is written"


def test_a_run_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        compared(["base-2015", str(tmp_path / "plan-2020" / "latest")], tmp_path)
    assert codes(caught) == ["run-missing"]
    assert "make it with  sim run plan-2020" in caught.value.issues[0].fix


def test_a_comparison_is_no_run(comparison: Comparison, names: list[str], outputs: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        compared([names[0], str(comparison.folder)], outputs)
    (issue,) = caught.value.issues
    assert issue.what.endswith("is a comparison, not a run")
    assert "outputs/plan-2020/latest" in issue.fix


def test_one_alternative_is_no_comparison(names: list[str], outputs: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        compared(names[:1], outputs)
    assert codes(caught) == ["nothing-to-compare"]
    assert "only one alternative, base" in caught.value.issues[0].what
    assert "sim compare no-build-2020 plan-2020" in caught.value.issues[0].fix


def test_two_scenarios_of_one_name(names: list[str], outputs: Path, tmp_path: Path) -> None:
    twin = tmp_path / "base.yaml"
    twin.write_text(BASE.replace("Nothing changes", "Nothing at all"), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        compared([names[0], str(twin)], outputs)
    assert codes(caught) == ["same-name"]
    assert "two alternatives are called 'base'" in caught.value.issues[0].what


def test_unknown_reference(names: list[str], outputs: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        compared(names, outputs, reference="plam")
    assert codes(caught) == ["unknown-reference"]
    assert caught.value.issues[0].fix == "did you mean 'plan'?"


def test_a_run_of_another_version(
    comparison: Comparison, names: list[str], outputs: Path, tmp_path: Path
) -> None:
    old = [tmp_path / name for name in ("base", "plan")]
    for path in old:
        shutil.copytree(comparison.run(path.name).folder, path)
        manifest = path / "manifest.json"
        text = manifest.read_text(encoding="utf-8")
        code = comparison.run(path.name).manifest.identity["code"]
        manifest.write_text(text.replace(code, "0" * len(code)), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        compared([str(old[0]), names[1]], outputs)
    assert codes(caught) == ["other-version"]
    assert "made with another version of the program" in caught.value.issues[0].what
    assert "sim run base" in caught.value.issues[0].fix
    among_themselves, _ = compared([str(path) for path in old], outputs)
    assert [issue["code"] for issue in among_themselves.manifest.issues] == ["old-version"]
    assert among_themselves.table("ledger").empty


def test_other_zones_are_refused(comparison: Comparison) -> None:
    """A run whose zones are fewer than the others', as one of other tables of land use would be."""
    zones = comparison.table("zones")
    one = zones[zones["alternative"] == "base"]
    fewer = one.iloc[3:]
    with pytest.raises(ScenarioError) as caught:
        check_zones({"base": one, "plan": fewer})
    (issue,) = caught.value.issues
    assert issue.code == "other-zones"
    assert "plan has other zones than base: 3 missing (" in issue.what
    assert one["zone_id"].iloc[0] in issue.what
    assert "run both scenarios again" in issue.fix


def test_what_a_pattern_finds_again_is_taken_once(folder: Path, outputs: Path) -> None:
    found, _ = compared(
        [str(folder / "plan.yaml"), str(folder / "*")], outputs, contributions="none"
    )
    assert found.alternatives == ("plan", "base", "more")
