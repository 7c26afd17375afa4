"""The chapter on demand: charts and tables from the runs' own tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from demand_examples import ALTERNATIVES, PERIODS, welfare
from map_sample import sample_network
from report_sample import NAMES

from sim.maps.style import Words
from sim.reports import ReportInputs, report_page
from sim.reports.blocks import Note, Picture, Table
from sim.reports.charts import mode_shares, share_interval, tornado
from sim.reports.charts.share_interval import chance_text
from sim.reports.charts.station_ranking import station_entries
from sim.reports.charts.tornado import levers_of
from sim.reports.demand import areas_of, band_shares, intervals_of, period_words, way_shares
from sim.reports.sections import demand as section
from sim.reports.sections.demand_tables import (
    check_table,
    convergence_table,
    crowded_table,
    share_table,
    welfare_table,
)
from sim.reports.summary import summary_lines
from sim.results import RunResults


@pytest.fixture(scope="module")
def inputs(compared: ReportInputs) -> ReportInputs:
    """The comparison with names of ways and periods, and with welfare."""
    tables = {**compared.comparison, "welfare": welfare(NAMES, sample_network())}
    return replace(compared, comparison=tables, ways=ALTERNATIVES, periods=PERIODS)


def without_demand(inputs: ReportInputs, names: Sequence[str], empty: Path) -> ReportInputs:
    """Inputs whose named runs have no tables at all."""
    return replace(
        inputs,
        alternatives=tuple(
            replace(one, run=RunResults(empty, one.run.manifest)) if one.name in names else one
            for one in inputs.alternatives
        ),
    )


def cells(table: Table | None, row: int) -> list[str]:
    assert table is not None
    return [cell.words.en for cell in table.rows[row].cells]


def test_the_chapter_is_left_out_without_demand(inputs: ReportInputs, tmp_path: Path) -> None:
    assert section.build(without_demand(inputs, NAMES, tmp_path)) == ()


def test_an_alternative_without_demand_is_named(inputs: ReportInputs, tmp_path: Path) -> None:
    blocks = section.build(without_demand(inputs, ["late"], tmp_path))
    assert isinstance(blocks[0], Note)
    assert blocks[0].lines == (Words("以下方案没有需求结果：late。", "Without demand: late."),)
    table = next(block for block in blocks if isinstance(block, Table))
    assert cells(table, 0)[-1] == "—"


def test_everything_of_the_chapter_is_there(inputs: ReportInputs) -> None:
    blocks = section.build(inputs)
    pictures = [block.name for block in blocks if isinstance(block, Picture)]
    assert pictures == [
        "mode-shares", "distance-shares", "share-intervals", "tornado-plan", "tornado-late",
        "station-ranking",
    ]  # fmt: skip
    captions = [block.caption.en for block in blocks if isinstance(block, Table)]
    assert captions == [
        "Public transport of motorised trips",
        "plan: the most crowded sections",
        "late: the most crowded sections",
        "Gains in welfare, ten thousand yuan a day",
        "Checks",
        "Balance of demand and supply (last round)",
    ]
    assert report_page(inputs) == report_page(inputs)


def test_districts_are_no_areas_and_the_target_s_own_area_comes_first(inputs: ReportInputs) -> None:
    assert list(areas_of(inputs)) == ["urban", "main_city", "city"]


def test_shares_of_an_area_add_up(inputs: ReportInputs) -> None:
    shares = way_shares(inputs, inputs.reference, "urban")
    assert [way.words.en for way in shares] == [way.name_en for way in ALTERNATIVES]
    assert [way.colour for way in shares] == [way.colour for way in ALTERNATIVES]
    assert sum(way.share_pct for way in shares) == pytest.approx(100)
    assert sum(way.motorised_pct for way in shares[2:]) == pytest.approx(100)
    assert way_shares(inputs, inputs.reference, "moon") == ()


def test_bands_run_to_infinity_and_each_adds_up(inputs: ReportInputs) -> None:
    bands = band_shares(inputs, inputs.reference, "urban")
    assert list(bands)[-1] == (20.0, float("inf"))
    for shares in bands.values():
        assert sum(way.share_pct for way in shares) == pytest.approx(100)


def test_interval_of_the_headline(inputs: ReportInputs) -> None:
    """54.3 less 6 in "before", give or take 3.6; none of it reaches 60."""
    first = intervals_of(inputs.reference)[0]
    assert (first.definition, first.draws, first.threshold) == ("motorised_residents", 100, 60)
    assert (first.value, first.low, first.high) == pytest.approx((48.3, 44.7, 51.9))
    assert cells(share_table(inputs), 0) == [
        "Residents, motorised trips", "≥ 60%", "48.3%", "54.3%", "52.3%",
    ]  # fmt: skip
    table = share_table(inputs)
    assert table is not None
    assert table.rows[0].cells[3].under.en == "50.7–57.9, P 0%"
    # Boardings in plan: 61.7 is above the threshold.
    assert table.rows[-1].cells[3].style == "met"


@pytest.mark.parametrize(
    ("probability", "text"), [(0.5, "50%"), (0.004, "<1%"), (0.996, ">99%"), (1.0, "100%")]
)
def test_probabilities_are_never_rounded_to_certainty(probability: float, text: str) -> None:
    assert chance_text(probability) == text


def test_interval_chart_says_values_and_draws(inputs: ReportInputs) -> None:
    (picture,) = share_interval.draw(inputs)
    assert "54.3% (50.7–57.9) P 0%" in re.sub(r"\s+", " ", picture.svg)
    assert "100 draws" in picture.note.en


def test_with_many_alternatives_only_the_headline_is_drawn(inputs: ReportInputs) -> None:
    many = tuple(replace(inputs.alternatives[1], name=f"plan-{place}") for place in range(16))
    (picture,) = share_interval.draw(replace(inputs, alternatives=many))
    assert "Residents, motorised trips" in picture.svg
    assert "Commuting trips" not in picture.svg


def test_levers_are_sorted_by_their_swing(inputs: ReportInputs) -> None:
    levers = levers_of(inputs.alternatives[1])
    assert [lever.title.en for lever in levers[:2]] == ["Parking price", "Car ownership"]
    assert levers[0].swing == pytest.approx(6.5)  # 3.9 up, 2.6 down
    (plan, _) = tornado.draw(inputs)
    assert "58.2%" in plan.svg  # 54.3 and 3.9


def test_stations_by_entries_of_the_day(inputs: ReportInputs) -> None:
    entries = station_entries(inputs)
    assert list(entries.columns) == ["name_zh", "name_en", *NAMES]
    assert entries["plan"].is_monotonic_decreasing
    # The row of the day alone: the four periods would make it twice as much.
    flows = inputs.alternatives[1].table("station_flows")
    top = flows[(flows["period"] == "day")]["entries"].max()
    assert entries["plan"].iloc[0] == pytest.approx(top)


def test_crowded_sections_name_line_period_and_an_hour(inputs: ReportInputs) -> None:
    """The worst: towards B in the morning. Load and capacity of two hours are halved."""
    loads = inputs.alternatives[1].table("line_loads")
    whole = loads[loads["quarter_start"] == ""]
    worst = whole.loc[whole["load_factor"].idxmax()]
    row = cells(crowded_table(inputs, inputs.alternatives[1]), 0)
    assert row[1:3] == [f"{worst['from_en']} → {worst['to_en']}", "Morning peak"]
    assert row[3:] == [
        f"{worst['load'] / 2:,.0f}", f"{worst['capacity'] / 2:,.0f}",
        f"{100 * worst['load_factor']:.0f}%",
    ]  # fmt: skip


def test_a_section_of_unknown_capacity_is_not_ranked(inputs: ReportInputs) -> None:
    table = crowded_table(inputs, inputs.alternatives[1])
    assert table is not None
    pairs = {(row.cells[0].words.en, row.cells[1].words.en) for row in table.rows}
    assert len(pairs) == len(table.rows) <= 12


def test_checks_stand_beside_what_is_accepted(inputs: ReportInputs) -> None:
    table = check_table(inputs)
    assert cells(table, 0)[:3] == ["Elasticity to time", "−0.70 … −0.30", "✓ −0.52"]
    assert cells(table, 1)[:3] == ["Elasticity to fare", "−0.40 … −0.20", "✗ −0.16"]
    assert cells(table, 4)[:3] == ["Mean trip length", "—", "5.60 km"]


def test_the_last_round_tells_whether_it_converged(inputs: ReportInputs) -> None:
    assert cells(convergence_table(inputs), 0)[:2] == ["before", "7"]
    assert cells(convergence_table(inputs), 0)[-1] == "✓ yes"


def test_welfare_by_district_and_car(inputs: ReportInputs) -> None:
    """The whole city gains a million yuan a day in plan, two in late; 2 % less by rule of half."""
    table = welfare_table(inputs)
    assert table is not None
    assert cells(table, 1) == ["Whole city", "+100.0", "+200.0"]
    assert [cell.under.en for cell in table.rows[1].cells[1:]] == ["+98.0", "+196.0"]
    groups = [row.cells[0].words.en for row in table.rows if row.kind == "group"]
    assert groups == ["All residents", "With a car at hand", "Without a car"]


def test_the_summary_says_the_share(inputs: ReportInputs) -> None:
    assert summary_lines(inputs)[-1].en == (
        "Public transport in residents' motorised trips (target 60%): "
        "before 48.3% (44.7–51.9, probability to reach it 0%); "
        "plan 54.3% (50.7–57.9, probability to reach it 0%); "
        "late 52.3% (48.7–55.9, probability to reach it 0%)."
    )


def test_zones_without_any_way_to_travel_are_told(inputs: ReportInputs) -> None:
    note = section.build(inputs)[-1]
    assert isinstance(note, Note)
    assert note.lines[-1].en == (
        "late: zones without any way to travel: 1, with 1,200 people; their 900 trips are not "
        "counted."
    )


def test_a_period_without_a_name_keeps_its_id(inputs: ReportInputs) -> None:
    assert period_words(inputs, "am_peak") == Words("早高峰", "Morning peak")
    assert period_words(replace(inputs, periods=()), "am_peak") == Words("am_peak", "am_peak")


@pytest.mark.parametrize(("lang", "wanted"), [("zh", "公共交通"), ("en", "Public transport")])
def test_one_language_alone(lang: str, wanted: str, inputs: ReportInputs) -> None:
    picture = mode_shares.draw(replace(inputs, lang=lang))[0]
    assert f">{wanted}<" in picture.svg
