"""Lines of the clause, open whole or in part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from sim.errors import DataError
from sim.indicators import Evidence
from sim.indicators.hsr_lines import compute
from sim.network.examples import empty
from sim.network.model import Quality
from sim.network.rail_sketch import RailSketch

PARTS = ["hanghuang", "shangha_n", "shangha_s", "huhang_hs", "hangtai", "hangwen"]


@pytest.fixture
def lines() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "line_id": PARTS,
            "open_date": pd.to_datetime(
                ["2018-12-25", "2019-12-01", "2020-06-28", "2022-09-22", None, "2024-09-06"]
            ),
            "length_km": [100.0, 100.0, 200.0, 100.0, 300.0, 200.0],
            "quality": ["published", *["unverified"] * 5],
        }
    )


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2016, 7, 1), [0.0, 0.0, 0.0]),
        (date(2018, 12, 25), [1.0, 1.0, 10.0]),  # 100 of 1000 km
        (date(2020, 12, 31), [1.0, 2.0, 40.0]),  # Shangqiu-Hefei-Hangzhou lacks its last part
        (date(2030, 1, 1), [3.0, 3.0, 70.0]),  # the line without a date never opens
    ],
)
def test_by_date(
    lines: pd.DataFrame,
    evidence_of: Callable[..., Evidence],
    on: date,
    expected: list[float],
) -> None:
    values = compute(evidence_of(empty(on), rail_lines=lines))
    assert [value.value for value in values] == expected


def test_a_later_timetable_brings_its_lines(
    lines: pd.DataFrame, evidence_of: Callable[..., Evidence]
) -> None:
    # The plan of July 2016 runs with the trains of October 2019, so to Huangshan (December 2018).
    planned = replace(empty(date(2016, 7, 1)), rail_timetable="2019-10")
    values = compute(evidence_of(planned, rail_lines=lines))
    assert [value.value for value in values] == [1.0, 1.0, 10.0]
    odd = replace(planned, rail_timetable="winter")
    assert compute(evidence_of(odd, rail_lines=lines))[0].value == 0.0


def test_dates_may_be_text_as_in_the_file(
    lines: pd.DataFrame, evidence_of: Callable[..., Evidence]
) -> None:
    text = lines.assign(open_date=lines["open_date"].dt.strftime("%Y-%m-%d").fillna(""))
    values = compute(evidence_of(empty(date(2020, 12, 31)), rail_lines=text))
    assert [value.value for value in values] == [1.0, 2.0, 40.0]
    assert "Hangzhou-Shaoxing-Taizhou (hangtai, no date)" in values[0].caveats[0]
    assert values[0].quality.text() == "published 10 %, unverified 90 %"


def test_a_part_that_the_table_lacks(
    lines: pd.DataFrame, evidence_of: Callable[..., Evidence]
) -> None:
    with pytest.raises(DataError, match=r"part 'hangwen', which is not in rail/lines.csv"):
        compute(evidence_of(empty(), rail_lines=lines.iloc[:-1]))


def test_without_the_table(evidence_of: Callable[..., Evidence]) -> None:
    assert {value.value for value in compute(evidence_of(empty()))} == {None}


def test_a_line_the_scenario_builds_counts(
    lines: pd.DataFrame, evidence_of: Callable[..., Evidence]
) -> None:
    def sketch(line_id: str, quality: Quality) -> RailSketch:
        return RailSketch(line_id, "线", "Line", "线", 350, (), quality, "example")

    built = {
        "hangtai": sketch("hangtai", Quality.SCENARIO),  # no date in the table
        "hanghuang": sketch("hanghuang", Quality.SCENARIO),  # open already: stays as it is
        "hangwen": sketch("hangwen", Quality.ESTIMATE),  # a sketch that nobody built
    }
    network = replace(empty(date(2020, 12, 31)), rail_sketches=built)
    values = compute(evidence_of(network, rail_lines=lines))
    # 100 + 100 + 200 km by their dates, and 300 of the scenario, of 1000.
    assert [value.value for value in values] == [2.0, 3.0, 70.0]
    detail = values[0].detail.set_index("part_id")
    assert detail.loc["hangtai", ["open_date", "open", "quality"]].tolist() == [
        "2020-12-31",
        True,
        "scenario",
    ]
    assert detail.loc["hanghuang", ["open_date", "quality"]].tolist() == ["2018-12-25", "published"]
    assert values[0].caveats[1] == "built by the scenario: Hangzhou-Shaoxing-Taizhou"
