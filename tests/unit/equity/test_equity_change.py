"""Who gains between two alternatives."""

from __future__ import annotations

import math

import numpy as np
import pytest
from equity_samples import SETTINGS
from hypothesis import given
from hypothesis import strategies as st

from sim.equity import (
    CHANGE_COLUMNS,
    change_by_fifth,
    change_table,
    city_grouping,
    district_grouping,
    ring_grouping,
)
from sim.errors import DataError

NAN = float("nan")
CASES = [
    "people_better",
    "people_same",
    "people_worse",
    "people_newly_reached",
    "people_no_longer_reached",
    "people_never_reached",
]
minutes = st.one_of(st.just(NAN), st.integers(1, 120).map(float))
rows_of_change = st.lists(
    st.tuples(minutes, minutes, st.integers(0, 9).map(float)), min_size=1, max_size=10
)


def test_absolute_and_relative_change_by_district() -> None:
    districts = district_grouping(["a", "a", "b"], ["甲", "甲", "乙"], ["A", "A", "B"])
    table = change_table(
        [60.0, 30.0, 50.0], [45.0, 30.0, 55.0], [1.0, 2.0, 4.0], districts, better="lower"
    )
    assert list(table.columns) == list(CHANGE_COLUMNS)
    first, second = table.to_dict("records")
    # A: (60 + 2·30) / 3 = 40 before, (45 + 60) / 3 = 35 after.
    assert (first["mean_before"], first["mean_after"]) == (40.0, 35.0)
    assert (first["change"], first["gain"], first["change_pct"]) == (-5.0, 5.0, -12.5)
    assert (first["people_better"], first["people_same"], first["people_worse"]) == (1.0, 2.0, 0.0)
    # B: 5 minutes more of 50.
    assert (second["gain"], second["change_pct"], second["people_worse"]) == (-5.0, 10.0, 4.0)
    assert second["name_zh"] == "乙"


def test_more_is_a_gain_where_more_is_better() -> None:
    table = change_table([100.0], [150.0], [3.0], city_grouping(1))
    assert table["gain"].tolist() == table["change"].tolist() == [50.0]
    assert table["people_better"].tolist() == [3.0]


def test_a_change_within_the_tolerance_is_none() -> None:
    table = change_table([10.0, 10.0], [11.0, 11.1], [1.0, 2.0], city_grouping(2), tolerance=1.0)
    assert table[["people_same", "people_better"]].loc[0].tolist() == [1.0, 2.0]


def test_a_place_newly_reached_does_not_move_the_mean() -> None:
    before, after = [10.0, NAN, 30.0, NAN], [10.0, 90.0, NAN, NAN]
    table = change_table(before, after, [1.0, 2.0, 4.0, 8.0], city_grouping(4), better="lower")
    row = table.loc[0]
    assert (row["mean_before"], row["mean_after"], row["people_compared"]) == (10.0, 10.0, 1.0)
    assert row[CASES].tolist() == [0.0, 1.0, 0.0, 2.0, 4.0, 8.0]


def test_a_group_without_people_is_empty_but_there() -> None:
    table = change_table([1.0], [2.0], [5.0], ring_grouping([3.0]))
    assert table["people"].tolist() == [5.0, 0.0, 0.0, 0.0, 0.0]
    assert math.isnan(table["gain"][4])
    assert math.isnan(table["change_pct"][4])


@SETTINGS
@given(rows_of_change, st.sampled_from(["higher", "lower"]))
def test_everybody_is_counted_once(rows, better) -> None:
    before, after, people = (list(column) for column in zip(*rows, strict=True))
    whole = change_table(before, after, people, city_grouping(len(rows)), better=better)
    fifths = change_by_fifth(before, after, people, better=better)
    for table in (whole, fifths):
        assert table[CASES].sum(axis=1).tolist() == pytest.approx(
            table["people"].tolist(), abs=1e-5
        )
    assert fifths[CASES].sum().tolist() == pytest.approx(whole[CASES].loc[0].tolist(), abs=1e-5)
    assert fifths["people"].tolist() == pytest.approx([sum(people) / 5] * 5, abs=1e-5)


def test_the_worst_off_come_first() -> None:
    # Five places of one person: with minutes the longest is the first fifth, not reached before it.
    before = [10.0, 20.0, NAN, 40.0, 50.0]
    table = change_by_fifth(before, before, [1.0] * 5, better="lower")
    assert table["mean_before"].tolist()[1:] == [50.0, 40.0, 20.0, 10.0]
    assert table["people_never_reached"].tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert table["group_type"].tolist() == ["access_fifth"] * 5
    assert table["name_en"].tolist()[0] == "worst-off fifth"


def test_a_place_on_the_limit_is_split() -> None:
    # Ten people: 3 gain 6, 7 gain nothing. First fifth 2 of the 3; second 1 of the 3 and 1 other.
    table = change_by_fifth([1.0, 2.0], [7.0, 2.0], [3.0, 7.0])
    assert table["gain"].tolist() == pytest.approx([6.0, 3.0, 0.0, 0.0, 0.0])


def test_fifths_by_another_variable() -> None:
    table = change_by_fifth([1.0, 1.0], [1.0, 3.0], [4.0, 1.0], ranks=[9.0, 2.0])
    # Whoever ranks lowest is the one person who gains 2.
    assert table["gain"].tolist() == pytest.approx([2.0, 0.0, 0.0, 0.0, 0.0])
    assert set(table["group_type"]) == {"rank_fifth"}
    unpeopled = change_by_fifth([1.0, 1.0], [1.0, 3.0], [4.0, 0.0], ranks=[9.0, NAN])
    assert unpeopled["people"].sum() == pytest.approx(4.0)


def test_nobody() -> None:
    assert change_by_fifth([1.0], [2.0], [0.0])["people"].tolist() == [0.0] * 5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: change_table([1.0], [1.0], [1.0], city_grouping(2)),
            "the grouping 'city' has 2 entries where there are 1 places",
        ),
        (
            lambda: change_by_fifth([1.0], [1.0, 2.0], [1.0]),
            "after has 2 entries where there are 1 places",
        ),
        (
            lambda: change_by_fifth([1.0], [math.inf], [1.0]),
            "before and after must not be infinite: use NaN for 'not reached'",
        ),
        (lambda: change_by_fifth([1.0], [1.0], [-1.0]), "weights must be numbers of people"),
        (
            lambda: change_by_fifth([1.0], [1.0], [1.0], tolerance=-1),
            "tolerance=-1 cannot be used",
        ),
        (
            lambda: change_by_fifth([1.0], [1.0], [1.0], ranks=[NAN]),
            "1 of 1 places have people but no rank",
        ),
    ],
)
def test_what_cannot_be_compared(call, message) -> None:
    with pytest.raises(DataError, match=message):
        call()


def test_arguments_are_left_as_they_were() -> None:
    before = np.array([NAN, 2.0])
    kept = before.copy()
    change_by_fifth(before, before, np.ones(2), ranks=np.array([1.0, 2.0]))
    assert np.array_equal(before, kept, equal_nan=True)
