"""The Theil index and its parts."""

from __future__ import annotations

import math

import pytest
from equity_samples import SETTINGS, columns, mean_of, places, plain_theil
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.equity import theil, theil_components, theil_split


@st.composite
def grouped(draw):
    rows = draw(places())
    labels = draw(st.lists(st.sampled_from("abc"), min_size=len(rows), max_size=len(rows)))
    values, people = columns(rows)
    assume(max(values) > 0)
    return values, people, labels


@SETTINGS
@given(places())
def test_theil_is_that_of_the_definition(rows) -> None:
    values, people = columns(rows)
    assume(max(values) > 0)
    assert theil(values, people) == pytest.approx(plain_theil(values, people), abs=1e-9)


@SETTINGS
@given(places(), st.floats(0.001, 1000))
def test_neither_the_unit_nor_repetition_matters(rows, factor) -> None:
    values, people = columns(rows)
    assume(max(values) > 0)
    scaled = [value * factor for value in values]
    expected = theil(values, people)
    assert theil(scaled * 3, people * 3) == pytest.approx(expected, abs=1e-9)


@SETTINGS
@given(places())
def test_it_lies_between_zero_and_its_limit(rows) -> None:
    values, people = columns(rows)
    assume(max(values) > 0)
    limit = math.log(sum(people) / min(people))
    assert 0.0 <= theil(values, people) <= limit + 1e-9


@SETTINGS
@given(grouped())
def test_the_parts_add_up(sample) -> None:
    split = theil_split(*sample)
    assert split.between + split.within == pytest.approx(split.total, abs=1e-9)


@SETTINGS
@given(grouped())
def test_between_is_what_group_means_leave(sample) -> None:
    values, people, labels = sample
    means = {}
    for label in set(labels):
        own = [i for i, other in enumerate(labels) if other == label]
        means[label] = mean_of([values[i] for i in own], [people[i] for i in own])
    smoothed = [means[label] for label in labels]
    expected = plain_theil(smoothed, people)
    assert theil_split(*sample).between == pytest.approx(expected, abs=1e-9)


@SETTINGS
@given(grouped())
def test_components_add_up_to_the_parts(sample) -> None:
    table, split = theil_components(*sample), theil_split(*sample)
    assert table["between"].sum() == pytest.approx(split.between, abs=1e-9)
    assert table["within"].sum() == pytest.approx(split.within, abs=1e-9)
    assert table["value_share"].sum() == pytest.approx(1.0)
    assert table["people"].sum() == pytest.approx(sum(sample[1]))


def test_one_group_has_nothing_between_it() -> None:
    split = theil_split([1.0, 5.0], [1.0, 2.0], ["a", "a"])
    assert split.between == 0.0
    assert split.within == pytest.approx(split.total)


def test_a_group_with_nothing_adds_only_to_between() -> None:
    # Half of the people have nothing, the others 8 each: total and between are ln 2.
    split = theil_split([0.0, 8.0], [1.0, 1.0], ["a", "b"])
    assert split.between == pytest.approx(math.log(2))
    assert split.within == 0.0
    table = theil_components([0.0, 8.0], [1.0, 1.0], ["a", "b"])
    assert table["between"].tolist() == [0.0, pytest.approx(math.log(2))]
    assert math.isnan(table["theil"][0])


def test_a_group_of_unknown_values_has_no_row() -> None:
    values, people = [1.0, 3.0, float("nan")], [1.0, 1.0, 1.0]
    table = theil_components(values, people, ["a", "b", "c"], missing="drop")
    assert table["group"].tolist() == ["a", "b"]
    table = theil_components(values[::-1], people, ["c", "b", "a"][::-1], missing="drop")
    assert table["group"].tolist() == ["b", "c"]


def test_all_zero_and_nobody_are_not_defined() -> None:
    split = theil_split([0.0, 0.0], [1.0, 1.0], ["a", "b"])
    assert math.isnan(split.total)
    assert math.isnan(split.between)
    assert math.isnan(split.within)
    assert math.isnan(split.share_between)
    assert math.isnan(theil([], []))


def test_one_place() -> None:
    assert theil([4.0], [2.0]) == 0.0
    assert math.isnan(theil_split([4.0], [2.0], ["a"]).share_between)
