"""Kilometres of urban rail by four definitions, on sections made by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from sim.indicators import Evidence
from sim.indicators.urban_rail import compute, length_by_line
from sim.network.examples import empty
from sim.network.model import Quality, Section


def values(evidence: Evidence) -> dict[str, float | None]:
    return {value.definition_id: value.value for value in compute(evidence)}


@pytest.fixture
def sections(make_section: Callable[..., Section]) -> list[Section]:
    return [
        make_section("a", 8.0),
        # The same rails as part of a, under another line.
        make_section("b", 5.0, track_id="a"),
        make_section("c", 4.0, system_class="suburban", inside_share=0.5),
        # A neighbour's line, a quarter of it on the city's ground.
        make_section("d", 2.0, in_city_total=False, inside_share=0.25, quality=Quality.ESTIMATE),
        make_section("e", 100.0, open_date=date(2021, 1, 1)),
        make_section("f", 100.0, open_date=None),
        make_section("g", 100.0, close_date=date(2020, 12, 31)),
    ]


def test_four_definitions(sections: list[Section], evidence_of: Callable[..., Evidence]) -> None:
    network = replace(empty(date(2020, 12, 31)), sections={one.section_id: one for one in sections})
    assert values(evidence_of(network)) == {
        "operating_length": 17.0,  # 8 + 5 + 4
        "unique_track": 12.0,  # the longer of 8 and 5, and 4
        "metro_only": 13.0,  # 8 + 5
        "inside_boundary": 15.5,  # 8 + 5 + 4 / 2 + 2 / 4
    }


def test_quality_is_weighted_by_length(
    sections: list[Section], evidence_of: Callable[..., Evidence]
) -> None:
    chosen = [sections[0], replace(sections[2], quality=Quality.DERIVED)]
    network = replace(empty(), sections={one.section_id: one for one in chosen})
    operating = compute(evidence_of(network))[0]
    assert operating.quality.text() == "official 67 %, derived 33 %"  # 8 and 4 km
    assert operating.detail["counted_km"].tolist() == [8.0, 4.0]


def test_no_section_is_zero_and_not_missing(evidence_of: Callable[..., Evidence]) -> None:
    assert set(values(evidence_of(empty())).values()) == {0.0}


def test_sum_has_no_dust(
    make_section: Callable[..., Section], evidence_of: Callable[..., Evidence]
) -> None:
    # 0.1 + 0.2 is 0.30000000000000004 in binary.
    made = [make_section("a", 0.1), make_section("b", 0.2)]
    network = replace(empty(), sections={one.section_id: one for one in made})
    assert values(evidence_of(network))["operating_length"] == 0.3


def test_table_by_line(sections: list[Section]) -> None:
    network = replace(empty(), sections={one.section_id: one for one in sections})
    table = length_by_line(network)
    assert table[
        ["system_class", "in_city_total", "sections", "length_km"]
    ].to_numpy().tolist() == [
        ["metro", True, 2, 13.0],
        ["suburban", True, 1, 4.0],
        ["metro", False, 1, 2.0],
    ]
    assert length_by_line(empty()).empty
