"""Demand on the comparison page: what travels to the page, and what is said where there is none."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from sim.errors import DataError
from sim.indicators.board import BoardRow
from sim.maps.compare_demand import demand_json
from sim.maps.compare_examples import two_lines
from sim.maps.compare_page import draw_comparison
from sim.maps.demand_examples import line_demand


def welfare() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "alternative": ["plan"], "group_type": "district", "name_zh": "方县",
            "name_en": "Square", "car_available": "all", "people": [90_000.4],
            "logsum_yuan_per_day": [12_345.6], "rule_of_half_yuan_per_day": [float("nan")],
        }
    )  # fmt: skip


def test_no_demand_no_part_of_the_page() -> None:
    page = draw_comparison(two_lines())
    assert 'id="data-demand"' not in page
    assert 'id="demand"' not in page


def test_the_part_is_there_where_any_alternative_has_demand() -> None:
    page = draw_comparison(two_lines(with_demand=True))
    assert 'id="data-demand"' in page
    assert 'id="demand"' in page
    assert page == draw_comparison(two_lines(with_demand=True))


def test_shares_follow_the_order_of_the_ways() -> None:
    demand = demand_json(two_lines(with_demand=True))
    assert demand is not None
    now, plan = demand["shares"]
    assert now is None
    # On foot, together, alone: a third, 40 % and the rest; walking is not motorised.
    assert plan == {
        "330100": {"all": [33.33, 40.0, 26.67], "motorised": [None, 60.0, 40.0], "trips": 150.0}
    }
    assert [way["public"] for way in demand["ways"]] == [False, True, False]


def test_intervals_take_their_names_from_the_board_and_the_headline_comes_first() -> None:
    inputs = two_lines(with_demand=True)
    table = line_demand().table("pt_share_intervals")
    other = table.assign(definition="commuting", probability=float("nan"))
    demand = replace(
        line_demand(), tables={"pt_share_intervals": pd.concat([other, table], ignore_index=True)}
    )
    row = BoardRow(
        target_id="share", definition="motorised_residents", headline=True, value=58.0, unit="%",
        threshold=60.0, comparator=">=", margin=-2.0, verdict="missed", quality="modelled",
        overall="missed", agreement="", title_zh="分担率", title_en="Share",
        definition_zh="居民", definition_en="residents", caveats=(),
    )  # fmt: skip
    now, plan = inputs.alternatives
    made = replace(inputs, alternatives=(now, replace(plan, demand=demand, board=(row,))))
    found = demand_json(made)
    assert found is not None
    first, second = found["intervals"][1]
    assert (first["zh"], first["en"], first["low"], first["high"]) == ("居民", "residents", 54, 62)
    assert (first["probability"], first["threshold"]) == (0.31, 60)
    assert (second["id"], second["probability"]) == ("commuting", None)


def test_boardings_of_a_line_that_one_alternative_lacks_are_null() -> None:
    demand = demand_json(two_lines(with_demand=True))
    assert demand is not None
    assert demand["lines"] == [{"zh": "L", "en": "L", "boardings": [None, 2000.0]}]


def test_welfare_is_rounded_to_yuan() -> None:
    demand = demand_json(replace(two_lines(with_demand=True), welfare=welfare()))
    assert demand is not None
    assert demand["welfare"] == [
        {
            "alternative": "plan", "group": "district", "zh": "方县", "en": "Square", "car": "all",
            "people": 90_000, "yuan": 12_346, "half": None,
        }
    ]  # fmt: skip


def test_a_table_of_welfare_without_its_columns_is_told() -> None:
    table = welfare().drop(columns=["people"])
    with pytest.raises(DataError, match="the table of welfare lacks the columns people"):
        replace(two_lines(), welfare=table)
