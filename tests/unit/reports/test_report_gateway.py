"""The chapter on the gateway: findings, charts and tables by hand, and runs that have none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from gateway_samples import with_gateway
from report_sample import NAMES

from sim.reports import ReportInputs
from sim.reports.blocks import Block, Note, Picture, Table
from sim.reports.charts import destination_regions
from sim.reports.gateway import why_without
from sim.reports.gateway_findings import gateway_findings
from sim.reports.sections import SECTIONS, indicators
from sim.reports.sections import gateway as section
from sim.reports.sections.gateway_air_tables import (
    airport_times_table,
    connectivity_table,
    corridor_table,
    interchange_table,
    transit_table,
)
from sim.reports.sections.gateway_quality import quality_table
from sim.reports.sections.gateway_tables import changes_table, circle_table, enough_table
from sim.reports.summary import summary_lines

WITH = ["before", "plan"]


@pytest.fixture(scope="module")
def inputs(compared: ReportInputs, tmp_path_factory: pytest.TempPathFactory) -> ReportInputs:
    """Before and plan have the gateway, late has none."""
    return with_gateway(compared, tmp_path_factory.mktemp("gateway"), WITH)


@pytest.fixture(scope="module")
def alone(single: ReportInputs, tmp_path_factory: pytest.TempPathFactory) -> ReportInputs:
    return with_gateway(single, tmp_path_factory.mktemp("alone"), ["plan"])


@pytest.fixture(scope="module")
def blocks(inputs: ReportInputs) -> Sequence[Block]:
    """The chapter of the comparison."""
    return section.build(inputs)


def texts(table: Table | None, row: int) -> list[str]:
    assert table is not None
    return [
        cell.words.en + (f" | {cell.under.en}" if cell.under.en else "")
        for cell in table.rows[row].cells
    ]


def row_of(table: Table | None, title: str) -> list[str]:
    assert table is not None
    titles = [row.cells[0].words.en for row in table.rows]
    return texts(table, titles.index(title))


def test_without_a_gateway_there_is_no_chapter(compared: ReportInputs, tmp_path: Path) -> None:
    assert section.build(with_gateway(compared, tmp_path, [])) == ()


def test_a_run_without_a_gateway_is_named_with_the_reason(
    inputs: ReportInputs, blocks: Sequence[Block]
) -> None:
    first = blocks[0]
    assert isinstance(first, Note)
    assert first.style == "warning"
    assert first.lines[0].en == (
        "No gateway: late (run by a version that did not have them, run again)."
    )
    late = inputs.alternatives[NAMES.index("late")]
    off = replace(late.run.manifest, document={"gateway": {"enabled": False}})
    without = replace(late, run=replace(late.run, manifest=off))
    assert why_without(without).en == "left out by the scenario or by --no-demand"


def test_everything_of_the_chapter_is_there(blocks: Sequence[Block]) -> None:
    pictures = [block.name for block in blocks if isinstance(block, Picture)]
    assert pictures == ["circle-parts", "main-stations", "world-hours", "destination-regions"]
    captions = [block.caption.en for block in blocks if isinstance(block, Table)]
    assert captions == [
        "From Hangzhou to the cities, minutes",
        "plan: the smallest change that would bring a city in",
        "Pairs of stations whose trains change most",
        "Interchanges: within 3, 5 and 8 minutes",
        "NetScan connectivity, units a week",
        "Corridors to the airport: room, first and last vehicles",
        "From the airport to each place, minutes",
        "Visa-free transit: pairs of countries",
        "What the numbers of the gateway rest on",
    ]


def test_the_chapter_is_in_the_report_and_the_same_twice(inputs: ReportInputs) -> None:
    assert destination_regions.draw(inputs) == destination_regions.draw(inputs)
    assert section.build in {spec.build for spec in SECTIONS}


def test_findings_are_read_from_the_tables(inputs: ReportInputs) -> None:
    assert [line.en for line in gateway_findings(inputs)] == [
        "Cities within 60 minutes of Hangzhou by the fastest train, of 3: before 1, plan 2.",
        (
            "Door to door no city is within the hour; the nearest is Jiaxing (before), 112 min: 30 "
            "of them on the train, 8 waiting, 16 in stations, 57 to and from them."
        ),
        (
            "Busiest main station: before East, plan East. Trains a day: before 400, plan 600; "
            "million people within 60 minutes: before 5.0, plan 5.0."
        ),
        "Open, but without a train in the scenario: plan West.",
        (
            "Hours from the door to landing for half of the people (before / plan): Frankfurt 17.0 "
            "/ 16.0."
        ),
        (
            "Airports of the world, of 3, that most people reach quickest through Hangzhou "
            "Xiaoshan: before 1, plan 1."
        ),
        (
            "International and regional destinations: before 20, plan 24; with a document: before "
            "14, plan 14."
        ),
        (
            "Passengers an hour that the way from the airport to the centre takes — own track: "
            "before 0, plan 24,000; fast road: before 6,000, plan 6,000."
        ),
        "People who change within 5 minutes without waiting, %: before 90, plan 90.",
    ]
    assert gateway_findings(inputs)[0].zh == (
        "最快列车60分钟以内的设区市（共3个）：before 1、plan 2。"
    )


def test_what_all_alternatives_share_is_said_once(inputs: ReportInputs) -> None:
    two = replace(inputs, alternatives=inputs.alternatives[:2])
    found = [line.en for line in gateway_findings(two)]
    assert found[-1].endswith("%: 90 in all alternatives.")
    assert found[2].startswith(
        "Busiest main station: East in all alternatives. Trains a day: before"
    )


def test_findings_of_one_run_need_no_name(alone: ReportInputs) -> None:
    found = [line.en for line in gateway_findings(alone)]
    assert found[0] == "Cities within 60 minutes of Hangzhou by the fastest train, of 3: 2."
    assert found[4].endswith("for half of the people: Frankfurt 16.0.")
    assert found[1].startswith("Door to door no city is within the hour; the nearest is Jiaxing, ")


def test_the_first_page_tells_the_circle_and_the_world(inputs: ReportInputs) -> None:
    told = [line.en for line in summary_lines(inputs)][-2:]
    assert told[0].startswith("Cities within 60 minutes of Hangzhou")
    assert told[1].startswith("Hours from the door to landing")


def test_circle_by_city_with_differences(inputs: ReportInputs) -> None:
    """66 to 52 is 14 less and within; late has no gateway; Zhoushan says why."""
    table = circle_table(inputs)
    assert table is not None
    assert [row.cells[0].words.en for row in table.rows if row.kind == "group"] == [
        "Fastest train", "Door to door",
    ]  # fmt: skip
    assert texts(table, 2) == ["Quzhou", "66", "✓ 52 | Δ −14", "—"]
    assert texts(table, 1) == ["Jiaxing", "✓ 30", "✓ 30", "—"]
    assert texts(table, 3) == ["Zhoushan", "— | no railway", "— | no railway", "—"]
    assert texts(table, 6) == ["Quzhou", "177", "150 | Δ −27", "—"]
    assert [cell.style for cell in table.rows[2].cells] == ["", "", "met", ""]


def test_circle_of_one_run_has_a_column_for_each_definition(alone: ReportInputs) -> None:
    table = circle_table(alone)
    assert table is not None
    assert [column.words.en for column in table.columns] == [
        "City",
        "Fastest train",
        "Door to door",
    ]
    assert texts(table, 1) == ["Quzhou", "✓ 52", "150"]


def test_what_would_be_enough_is_told_for_missed_cities(inputs: ReportInputs) -> None:
    table = enough_table(inputs.alternatives[0])
    assert [texts(table, row) for row in range(3)] == [
        ["Fastest train"], ["Quzhou", "66", "ride in 60 min"], ["Zhoushan", "—", "ride in 60 min"],
    ]  # fmt: skip


def test_trains_that_changed(inputs: ReportInputs) -> None:
    table = changes_table(inputs)
    assert texts(table, 0) == [
        "plan — pairs that are faster: 1, slower: 0, with new direct trains: 0, without any more: 0"
    ]
    assert texts(table, 1) == ["East → Quzhou", "66 → 52", "70 → 70", "10 → 20"]


def test_corridors_and_flights_in_time(inputs: ReportInputs) -> None:
    table = corridor_table(inputs)
    assert row_of(table, "Corridors: own track") == [
        "Corridors: own track", "0 | 0", "1 | 24,000", "—",
    ]  # fmt: skip
    # 120 minutes before departure, the longer of the two, and arrivals.
    assert row_of(table, "Flights: Wulin Square")[1] == "88% | 59%"


def test_minutes_from_the_airport_are_door_to_door(inputs: ReportInputs) -> None:
    table = airport_times_table(inputs)
    assert table is not None
    assert len(table.rows) == 1
    assert texts(table, 0) == ["Public transport: Wulin Square", "83 | 93", "83 | 93", "—"]


def test_interchanges_by_limit_and_kind(inputs: ReportInputs) -> None:
    """60, 90 and 90 of 100 people; 1, 2 and 2 of 4 places."""
    table = interchange_table(inputs)
    assert [texts(table, row)[1] for row in range(3)] == ["60% | 25%", "90% | 50%", "90% | 50%"]
    assert row_of(table, "Bus to Metro")[1] == "36% | 5.7"


def test_connectivity_is_that_of_the_home_airport_with_its_range(inputs: ReportInputs) -> None:
    assert texts(connectivity_table(inputs), 0)[1] == "359 | 114–1,388"


def test_transit_by_definition_of_the_target(inputs: ReportInputs) -> None:
    table = transit_table(inputs)
    assert texts(table, 0)[1:] == ["2 | 1–2", "2 | 1–2", "—"]
    # Combinations a week have no sure and possible number; a definition without pairs has none.
    assert row_of(table, "Combinations a week")[1] == "9"
    assert row_of(table, "Pairs, by two ports")[1] == "0 | 0–0"


def test_grades_and_assumed_trains(inputs: ReportInputs) -> None:
    table = quality_table(inputs)
    assert row_of(table, "Interchanges from vehicle to vehicle")[1] == "modelled 75%, published 25%"
    assert row_of(table, "Direct trains, by train")[1:3] == ["assumed 0%", "assumed 60%"]
    assert table is not None
    assert table.rows[-1].cells[2].style == "loss-1"


def test_charts_say_their_numbers(blocks: Sequence[Block]) -> None:
    svg = {block.name: block.svg for block in blocks if isinstance(block, Picture)}
    assert ">112<" in svg["circle-parts"]
    assert "— 无铁路 no railway<" in svg["circle-parts"]
    assert ">600<" in svg["main-stations"]
    assert "— 未开通 not open<" in svg["main-stations"]
    assert ">16.0<" in svg["world-hours"]
    assert ">上海浦东 Shanghai Pudong<" in svg["world-hours"]
    assert ">18<" in svg["destination-regions"]


def test_indicators_of_the_gateway_have_a_table_with_groups(inputs: ReportInputs) -> None:
    tables = [block for block in indicators.build(inputs) if isinstance(block, Table)]
    assert [table.caption.en for table in tables] == [
        "Indicators of the whole city", "Indicators of the gateway",
    ]  # fmt: skip
    groups = [row.cells[0].words.en for row in tables[1].rows if row.kind == "group"]
    assert groups == [
        "One-hour circle", "Main stations", "Interchanges", "Air",
        "From the doorstep to the world", "The airport on the ground", "Visa-free transit",
    ]  # fmt: skip
    found = row_of(tables[1], "hours to Frankfurt, median person")
    assert found == [
        "hours to Frankfurt, median person | h ↓", "17.0 | #2", "16.0 | Δ −1.0 #1", "—",
    ]  # fmt: skip
