"""Boards side by side: differences, missing values and ranks, each derived by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

from sim.indicators import BoardRow
from sim.indicators.compare import dense_rank, with_differences
from sim.indicators.compare_board import BOARD_COLUMNS, compared_boards
from sim.indicators.target_model import Comparator


def row(
    value: float | None, comparator: Comparator, margin: float | None, verdict: str = "met"
) -> BoardRow:
    return BoardRow(
        target_id="t",
        definition="d",
        headline=True,
        value=value,
        unit="min",
        threshold=60.0,
        comparator=comparator,
        margin=margin,
        verdict=verdict,  # type: ignore[arg-type]
        quality="modelled",
        overall="met",
        agreement="",
        title_zh="目标",
        title_en="Target",
        definition_zh="定义",
        definition_en="Definition",
        caveats=(),
    )


def test_lower_is_better_where_the_target_says_so() -> None:
    """50 min of at most 60 has the margin 10, 70 has -10: the first is best although smaller."""
    table = compared_boards(
        {"slow": [row(70.0, "<=", -10.0, "missed")], "fast": [row(50.0, "<=", 10.0)]}, "slow"
    )
    assert table.columns.tolist() == list(BOARD_COLUMNS)
    assert table["rank"].tolist() == [2, 1]
    assert table["difference"].tolist() == [0.0, -20.0]


def test_equal_values_share_a_rank_and_leave_no_gap() -> None:
    table = compared_boards(
        {
            "a": [row(5.0, ">=", -5.0)],
            "b": [row(9.0, ">=", -1.0)],
            "c": [row(5.0, ">=", -5.0)],
            "d": [row(1.0, ">=", -9.0)],
        },
        "a",
    )
    assert table["rank"].tolist() == [2, 1, 2, 3]


def test_a_value_missing_on_one_side_is_no_zero() -> None:
    boards = {"a": [row(None, ">=", None, "not_computed")], "b": [row(9.0, ">=", -1.0)]}
    against_missing = compared_boards(boards, "a")
    assert against_missing["difference"].isna().all()
    against_known = compared_boards(boards, "b")
    assert math.isnan(against_known["difference"].iloc[0])
    assert against_known["difference"].iloc[1] == 0.0
    assert against_known["rank"].tolist() == [pd.NA, 1]


def test_never_reached_is_worse_than_any_number() -> None:
    """A missed row without a value is "not reached": behind the worst number, not unranked."""
    table = compared_boards(
        {"never": [row(None, "<=", None, "missed")], "late": [row(500.0, "<=", -440.0, "missed")]},
        "late",
    )
    assert table["rank"].tolist() == [2, 1]


def test_a_definition_only_one_alternative_has() -> None:
    table = compared_boards({"a": [], "b": [row(9.0, ">=", -1.0)]}, "a")
    assert len(table) == 1
    assert math.isnan(table["difference"].iloc[0])


def test_intervals_stay_with_their_alternative() -> None:
    known = replace(row(58.3, ">=", -1.7, "missed"), low=54.1, high=62.0, probability=0.31)
    table = compared_boards({"a": [known], "b": [row(9.0, ">=", -1.0)]}, "a")
    shown = table[["low", "high", "probability"]]
    assert shown.iloc[0].tolist() == [54.1, 62.0, 0.31]
    assert shown.iloc[1].isna().all()


def test_percentage_of_nothing_is_missing() -> None:
    values = pd.DataFrame({"alternative": ["a", "b"], "k": ["x", "x"], "value": [0.0, 3.0]})
    table = with_differences(values, ["k"], "a", percent=True)
    assert table["difference"].tolist() == [0.0, 3.0]
    assert table["difference_pct"].isna().all()


def test_percentage_of_a_negative_value_keeps_the_direction() -> None:
    """From -10 to -5 is 5 more: 50 % of the size of the reference."""
    values = pd.DataFrame({"alternative": ["a", "b"], "k": ["x", "x"], "value": [-10.0, -5.0]})
    assert with_differences(values, ["k"], "a", percent=True)["difference_pct"].iloc[1] == 50.0


def test_two_rows_of_the_reference_for_one_key_are_an_error() -> None:
    values = pd.DataFrame({"alternative": ["a", "a"], "k": ["x", "x"], "value": [1.0, 2.0]})
    with pytest.raises(pd.errors.MergeError):
        with_differences(values, ["k"], "a")


def test_ranks_are_counted_key_by_key() -> None:
    scores = pd.DataFrame({"k": ["x", "x", "y"], "score": [1.0, 2.0, 0.5]})
    assert dense_rank(scores, ["k"], "score").tolist() == [2, 1, 1]
