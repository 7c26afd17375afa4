"""The chapter on a day of operations: findings, charts and tables by hand, and runs without one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sim.reports import CHARTS, ReportInputs
from sim.reports.blocks import Block, Note, Picture, Table
from sim.reports.charts.operations_closures import closure_costs
from sim.reports.charts.operations_critical import critical_sections
from sim.reports.charts.operations_headways import line_waits
from sim.reports.charts.operations_loads import load_strips
from sim.reports.charts.operations_platforms import worst_quarters
from sim.reports.charts.operations_queues import day_queues
from sim.reports.charts.operations_transfers import within_pct
from sim.reports.charts.operations_waits import day_durations
from sim.reports.examples import example_inputs
from sim.reports.operations import has_day, precision, why_without
from sim.reports.operations_examples import day_tables, example_day
from sim.reports.operations_findings import bottleneck_of, operations_findings
from sim.reports.sections import SECTIONS
from sim.reports.sections import operations as section
from sim.reports.sections.operations_measures import measures_table
from sim.reports.sections.operations_tables import checks_table, level_table, relief_table
from sim.reports.summary import summary_lines

NO = float("nan")


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> ReportInputs:
    """A reference ``old`` and an alternative ``new`` with a lane more and trains closer."""
    return example_day(tmp_path_factory.mktemp("day"))


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> ReportInputs:
    return example_day(tmp_path_factory.mktemp("alone"), compared=False)


@pytest.fixture(scope="module")
def blocks(inputs: ReportInputs) -> Sequence[Block]:
    return section.build(inputs)


def texts(table: Table | None, row: int) -> list[str]:
    assert table is not None
    return [
        cell.words.en + (f" | {cell.under.en}" if cell.under.en else "")
        for cell in table.rows[row].cells
    ]


def changed(one: ReportInputs, folder: Path, **tables: pd.DataFrame) -> ReportInputs:
    """A single run with other tables; an empty frame takes a table away."""
    (first,) = one.alternatives
    home = folder / "changed"
    (home / "tables").mkdir(parents=True)
    for name, table in {**day_tables(later=True), **tables}.items():
        if len(table.columns):
            table.to_parquet(home / "tables" / f"{name}.parquet")
    return replace(one, alternatives=(replace(first, run=replace(first.run, folder=home)),))


def test_without_a_day_there_is_no_chapter_and_no_sentence() -> None:
    plain = example_inputs()
    assert section.build(plain) == ()
    assert not any("Bottleneck" in line.en for line in summary_lines(plain))


def test_a_run_without_a_day_is_named_with_what_to_do(inputs: ReportInputs) -> None:
    old, _ = example_inputs().alternatives
    mixed = replace(inputs, alternatives=(old, inputs.alternatives[1]))
    assert not has_day(old)
    first = section.build(mixed)[0]
    assert isinstance(first, Note)
    assert first.style == "warning"
    assert first.lines[0].en == (
        "No day was simulated: old (its scenario has no block operations: write one, or call  "
        "sim simulate)."
    )
    off = replace(old.run.manifest, document={"operations": {"enabled": False}})
    assert why_without(replace(old, run=replace(old.run, manifest=off))).en == (
        "switched off by the scenario"
    )
    on = replace(old.run.manifest, document={"operations": {"parts": ["stations"]}})
    assert why_without(replace(old, run=replace(old.run, manifest=on))).zh == (
        "运行时的版本尚无此项，请重新运行"
    )


def test_everything_of_the_chapter_is_there(blocks: Sequence[Block]) -> None:
    pictures = [block.name for block in blocks if isinstance(block, Picture)]
    assert pictures == [
        "operations-queues-east",
        "operations-transfers-east",
        "operations-loads-old",
        "operations-loads-new",
        "operations-headways",
        "operations-platforms",
        "operations-closures",
        "operations-recovery",
        "operations-critical-old",
        "operations-critical-new",
        "operations-waits",
        "operations-convergence",
    ]
    captions = [block.caption.en for block in blocks if isinstance(block, Table)]
    assert captions == [
        "Measures of the day",
        "What relieves the bottlenecks (stations: average day; airport: design day)",
        "Missed trains, flights and vehicles",
        "Level of service in the terminal, design day",
        "People against demand and timetable",
        "What the numbers of the day rest on",
    ]
    assert section.build in {spec.build for spec in SECTIONS}


def test_every_chart_speaks_both_languages_and_tells_what_is_assumed(
    blocks: Sequence[Block],
) -> None:
    for block in blocks:
        if isinstance(block, Picture):
            assert block.caption.zh != block.caption.en
            assert block.note.zh
            assert block.note.en
    told = " ".join(block.note.en for block in blocks if isinstance(block, Picture | Table))
    assert told.count("5 replications, 95 % intervals") >= 8
    last = blocks[-1]
    assert isinstance(last, Note)
    assert "estimates or quoted from memory and not verified" in last.lines[0].en


@pytest.mark.parametrize("name", [name for name in CHARTS if name.startswith("operations_")])
def test_charts_are_text_the_same_twice_and_ask_for_nothing(
    name: str, inputs: ReportInputs
) -> None:
    pictures = CHARTS[name](inputs)
    assert pictures
    assert pictures == CHARTS[name](inputs)
    for picture in pictures:
        assert "<text" in picture.svg
        assert 'href="http' not in picture.svg
    assert CHARTS[name](replace(inputs, lang="en"))[0].caption == pictures[0].caption


def test_findings_are_read_from_the_tables(inputs: ReportInputs) -> None:
    """Transfers (600 x 60 + 400 x 35) / 1000 = 50; 30 000 min = 500 h; 9000 min/h = 150 h/h."""
    assert [line.en for line in operations_findings(inputs, inputs.reference)] == [
        (
            "Bottleneck of East: Security, up to 90 people at 08:05, P95 wait 9.0 min then. Two "
            "more lanes: P95 of the day from 9.0 to 3.0 min."
        ),
        "At the rail hubs 1,000 people change, 10 %, 50 % and 90 % of them within 3, 5 and 8 minutes.",
        "12 people miss a train, a flight or the last vehicle (2.00 %), most often Departing (2.00 %).",
        "Below the standard of service: 1 of 1 places: Check-in at Xiaoshan (lanes 24 → 29).",
        (
            "Fullest line: Line 1 east, 110 % of capacity at 08:15; 1 of 2 lines and directions "
            "are full at some time."
        ),
        "Most wait beyond that of even headways: Line 1, 0.10 of 2.10 min.",
        "Most crowded platform: Jia, 1.20 people per m² at 08:15 (level D; area estimated).",
        (
            "Costliest closure: Jia to Yi closed (08:15–08:45); 2,000 people lose 500 "
            "person-hours; back to normal 15 min after."
        ),
        (
            "Most critical section: Jia – Yi, 150 person-hours for each hour closed at the busiest "
            "time, 300 with the queues of a whole simulation (by topology: number 3)."
        ),
        "People: all 1 totals are exactly those of demand and timetable.",
    ]


def test_the_first_page_tells_bottleneck_and_transfers(
    inputs: ReportInputs, alone: ReportInputs
) -> None:
    told = [line.en for line in summary_lines(inputs)][-4:]
    assert told[0].startswith("old: Bottleneck of East: Security")
    assert told[3].startswith("new: At the rail hubs 1,000 people")
    assert [line.zh for line in summary_lines(alone)][-1] == (
        "铁路枢纽1,000人换乘，3、5、8分钟以内的占10%、50%、90%。"
    )


def test_a_total_that_does_not_tie_out_is_shouted(alone: ReportInputs, tmp_path: Path) -> None:
    checks = day_tables()["operations_checks"].assign(simulated_total=997.0, difference=-3.0)
    off = changed(alone, tmp_path, operations_checks=checks)
    last = operations_findings(off, off.reference)[-1]
    assert last.en == "People: 1 totals differ (People of the day); do not quote."
    assert texts(checks_table(off), 0) == ["East: People of the day", "1,000", "997", "✗ −3.00"]


def test_a_closure_that_lasts_is_not_called_over(alone: ReportInputs, tmp_path: Path) -> None:
    closures = day_tables()["operations_disruptions"].assign(
        recovered_time="", minutes_to_recover=NO
    )
    found = changed(alone, tmp_path, operations_disruptions=closures)
    told = [line.en for line in operations_findings(found, found.reference)]
    assert any(line.endswith("500 person-hours; not back to normal that day.") for line in told)


def test_what_is_missing_is_left_out(alone: ReportInputs, tmp_path: Path) -> None:
    """A run of one part alone has neither sentences nor charts of the others."""
    kept = {"operations_queues", "operations_summary"}
    without = {name: pd.DataFrame() for name in day_tables() if name not in kept}
    some = changed(alone, tmp_path, **without)
    assert len(operations_findings(some, some.reference)) == 1
    built = section.build(some)
    assert [block.name for block in built if isinstance(block, Picture)] == [
        "operations-queues-east",
        "operations-waits",
    ]


def test_a_gate_that_opens_at_a_time_is_no_bottleneck() -> None:
    queues = day_tables()["operations_queues"]
    gate = queues.assign(lanes=queues["lanes"].where(queues["place_id"] != "check"))
    row = bottleneck_of(gate)
    assert row is not None
    assert row["place_id"] == "gate"
    assert bottleneck_of(gate.assign(lanes=NO)) is None
    assert bottleneck_of(queues.head(0)) is None


def test_queues_are_ranked_by_people_waiting_over_the_day() -> None:
    queues = day_queues(day_tables()["operations_queues"], "east")
    assert list(queues) == ["check", "gate"]
    # Mean queues of 0.6 x (20 + 90 + 50).
    assert queues["check"].waited == pytest.approx(96)
    assert day_queues(pd.DataFrame(), "east") == {}


def test_waits_by_line_weigh_by_those_who_board() -> None:
    """Waits of 60 s for 3000 people and 120 s for 1000: 75 s; the night without riders: nothing."""
    rows = pd.DataFrame(
        {
            "route_id": "L", "name_zh": "线", "name_en": "Line", "direction": "0",
            "boardings": [3000, 1000, 0], "trains": [3, 1, 1], "mean_wait_s": [60.0, 120.0, NO],
            "expected_wait_s": [60.0, 120.0, NO], "even_wait_s": [48.0, 108.0, 300.0],
            "headway_cv": [0.2, 0.6, NO], "bunched_share_pct": [0.0, 10.0, NO],
        }
    )  # fmt: skip
    line = line_waits(rows)["L"]
    assert line.mean_min == pytest.approx(75 / 60)
    assert line.even_min == pytest.approx(63 / 60)
    # 3 trains of CV 0.2 and one of 0.6; the train whose headway nobody knows has no weight.
    assert line.headway_cv == pytest.approx(0.3)
    assert line_waits(rows.assign(mean_wait_s=NO)) == {}


def test_strips_keep_quarters_without_a_train() -> None:
    rows = pd.DataFrame(
        {
            "route_id": "L", "name_zh": "线", "name_en": "Line", "direction": "up",
            "quarter_start": ["23:30", "24:15"], "load_factor": [0.5, 0.25],
        }
    )  # fmt: skip
    strips = load_strips(rows)
    assert strips is not None
    assert strips.hours.tolist() == [23.5, 23.75, 24.0, 24.25]
    assert [math.isnan(load) for load in strips.load_factor[0]] == [False, True, True, False]
    assert strips.peak(0) == (0.5, 23.5)


def test_shares_within_minutes_weigh_by_people() -> None:
    transfers = day_tables()["operations_transfers"]
    assert within_pct(transfers, 5, "east") == 50
    assert math.isnan(within_pct(transfers, 5, "west"))
    assert math.isnan(within_pct(transfers.assign(people=0), 5))
    assert math.isnan(within_pct(pd.DataFrame(), 5))


def test_worst_platform_is_that_of_its_fullest_quarter() -> None:
    platforms = day_tables()["operations_platforms"]
    worst = worst_quarters(platforms)
    assert (worst["a"].quarter, worst["a"].level, worst["a"].waiting_max) == ("08:15", "D", 240)
    assert worst_quarters(platforms.assign(density_per_m2=NO)) == {}
    # two full quarters are equally dense: the one with more people held at the gates is worse
    full = platforms.assign(density_per_m2=4.0, held_max=platforms["waiting_max"] - 20)
    worst = worst_quarters(full)
    assert (worst["a"].quarter, worst["a"].held_max) == ("08:15", 220)
    assert worst_quarters(platforms.drop(columns="held_max"))["a"].held_max == 0


def test_people_held_at_the_gates_are_told(alone: ReportInputs, tmp_path: Path) -> None:
    platforms = day_tables()["operations_platforms"]
    held = platforms.assign(held_max=(platforms["waiting_max"] - 200).clip(lower=0))
    inputs = changed(alone, tmp_path, operations_platforms=held)
    lines = [line.en for line in operations_findings(inputs, inputs.reference)]
    # 240 wait at Jia at 08:15, 200 fit
    assert any("it is full, and up to 40 more are held at the gates" in line for line in lines)
    (picture,) = CHARTS["operations_platforms"](inputs)
    assert "held at the gates" in picture.svg or "限流等候" in picture.svg


def test_closures_and_sections_by_hand() -> None:
    tables = day_tables()
    cost = closure_costs(tables["operations_disruptions"])["c1"]
    # 500, 900, 400 and 200 of 2000 people wait, go another way, take the shuttle, give up.
    assert cost.deeds_pct == (45, 20, 25, 10)
    assert (cost.low, cost.high) == (475, 525)
    nobody = tables["operations_disruptions"].assign(people_affected=0)
    assert math.isnan(closure_costs(nobody)["c1"].deeds_pct[0])
    sections = critical_sections(tables["operations_critical_sections"])
    assert [(one.rank, one.rank_topology) for one in sections] == [(1, 3), (2, 1), (3, 2)]
    # 18 000 person-minutes by the whole simulation of the first: 300 hours; others screened only
    assert [one.simulated for one in sections] == [True, False, False]
    assert sections[0].simulated_hours_per_h == 300


def test_times_are_in_minutes_and_people_are_none() -> None:
    found = day_durations(day_tables()["operations_summary"])
    assert [key[2] for key in found] == ["mean_wait", "transfer_p95"]
    assert found["metro", "network", "mean_wait"].high == pytest.approx(153 / 60)


def test_differences_say_whether_they_are_certain(inputs: ReportInputs) -> None:
    """Waits differ by 20 in every replication but for a tenth of the noise; P95 swings about 0."""
    table = measures_table(inputs)
    assert [row.cells[0].words.en for row in table.rows if row.kind == "group"] == [
        "Urban rail: Urban rail", "Rail hubs: East", "Terminal: Xiaoshan",
    ]  # fmt: skip
    wait, p95 = texts(table, 1), texts(table, 3)
    assert wait[2].endswith("✓")
    assert p95[2].endswith("?")
    assert table is not None
    assert "paired by replication" in table.note.en


def test_one_run_has_no_differences(alone: ReportInputs) -> None:
    table = measures_table(alone)
    assert texts(table, 1) == ["Mean wait | 秒 s · modelled", "130 | 127–133"]
    assert table is not None
    assert "Δ" not in table.note.en


def test_what_the_results_assume_is_said_once(alone: ReportInputs, tmp_path: Path) -> None:
    wide = "区间宽于要求 the interval is wider than asked for"
    summary = day_tables()["operations_summary"].assign(
        note=["排队 one queue", f"排队 one queue；{wide}", wide]
    )
    found = changed(alone, tmp_path, operations_summary=summary)
    notes = [block for block in section.build(found) if isinstance(block, Note)]
    assert [line.en for line in notes[-2].lines] == ["轨道网 Urban rail: 排队 one queue"]
    table = measures_table(found)
    assert table is not None
    assert "intervals of 2 measures are wider than the scenario asked for" in table.note.en


def test_lanes_that_are_too_few_are_marked(inputs: ReportInputs) -> None:
    table = level_table(inputs)
    assert table is not None
    assert [row.cells[-1].style for row in table.rows if not row.kind] == ["loss-1", ""]


def test_a_bottleneck_that_nothing_relieves_has_a_dash(alone: ReportInputs, tmp_path: Path) -> None:
    relief = day_tables()["operations_relief"].assign(after=NO)
    assert texts(relief_table(changed(alone, tmp_path, operations_relief=relief)), 0)[2] == "4 → —"


def test_one_replication_has_no_interval(alone: ReportInputs, tmp_path: Path) -> None:
    summary = day_tables()["operations_summary"].assign(
        replications=1, low=NO, high=NO, half_width_pct=NO
    )
    once = changed(
        alone, tmp_path, operations_summary=summary, operations_replications=pd.DataFrame()
    )
    assert precision(once, "station").en == " One replication, so no interval."
    assert texts(measures_table(once), 1)[1] == "150"
    names = [block.name for block in section.build(once) if isinstance(block, Picture)]
    assert "operations-convergence" not in names
    assert "operations-waits" in names
