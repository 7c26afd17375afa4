"""Access poverty: how many, how far, how unevenly."""

from __future__ import annotations

import math

import pytest
from equity_samples import SETTINGS, columns, places
from hypothesis import given
from hypothesis import strategies as st

from sim.equity import fgt, people_poor, share_poor
from sim.errors import DataError

NAN = float("nan")


@SETTINGS
@given(places(), st.floats(0.5, 10), st.sampled_from([0, 1, 2]))
def test_it_is_that_of_the_definition(rows, line, alpha) -> None:
    values, people = columns(rows)
    total = 0.0
    for value, some in rows:
        if value < line:
            total += some / sum(people) * ((line - value) / line) ** alpha
    assert fgt(values, people, line, alpha=alpha) == pytest.approx(total, abs=1e-9)


@SETTINGS
@given(places(positive=True), st.floats(0.5, 10), st.sampled_from([0, 1, 2]))
def test_for_minutes_it_is_that_of_the_speeds(rows, line, alpha) -> None:
    # A place an hour away at a line of half an hour is at half the speed: gap 1/2.
    minutes, people = columns(rows)
    speeds = [1 / value for value in minutes]
    expected = fgt(speeds, people, 1 / line, alpha=alpha)
    found = fgt(minutes, people, line, alpha=alpha, better="lower")
    assert found == pytest.approx(expected, abs=1e-9)


@SETTINGS
@given(places(), st.floats(0.5, 10))
def test_the_headcount_is_the_share_of_the_people_below(rows, line) -> None:
    values, people = columns(rows)
    below = math.fsum(some for value, some in rows if value < line)
    assert people_poor(values, people, line) == pytest.approx(below)
    assert share_poor(values, people, line) == pytest.approx(below / math.fsum(people))
    assert share_poor(values, people, line) == fgt(values, people, line, alpha=0)


@SETTINGS
@given(places(), st.floats(0.5, 10))
def test_each_power_is_smaller_than_the_last(rows, line) -> None:
    values, people = columns(rows)
    count, gap, severity = (fgt(values, people, line, alpha=alpha) for alpha in (0, 1, 2))
    assert 0 <= severity <= gap + 1e-12 <= count + 2e-12 <= 1 + 3e-12


def test_whoever_is_on_the_line_is_not_poor() -> None:
    assert share_poor([30.0], [1.0], 30.0) == 0.0
    assert share_poor([30.0], [1.0], 30.0, better="lower") == 0.0
    assert people_poor([30.0, 30.1], [1.0, 2.0], 30.0, better="lower") == 2.0


def test_whoever_is_not_reached_is_as_poor_as_can_be() -> None:
    # Two of four are never reached, gap 1; one takes twice the line, gap 1/2: 2.5 / 4.
    minutes, people = [NAN, 120.0, 10.0], [2.0, 1.0, 1.0]
    assert fgt(minutes, people, 60.0, alpha=1, better="lower", missing="poor") == 0.625
    assert people_poor(minutes, people, 60.0, better="lower", missing="poor") == 3.0
    # Dropped, the other two are left: 0.5 / 2.
    assert fgt(minutes, people, 60.0, alpha=1, better="lower", missing="drop") == 0.25
    # Where more is better, no value is no access.
    assert fgt([NAN, 5.0], [1.0, 1.0], 5.0, alpha=2, missing="poor") == 0.5


def test_whoever_is_not_reached_is_not_passed_over() -> None:
    with pytest.raises(DataError, match="1 of 2 places have people but no value"):
        fgt([NAN, 1.0], [1.0, 1.0], 1.0)
    assert fgt([NAN, 1.0], [0.0, 1.0], 2.0, missing="poor") == 1.0


def test_nobody_is_not_defined() -> None:
    assert math.isnan(fgt([], [], 1.0))
    assert people_poor([], [], 1.0) == 0.0


@pytest.mark.parametrize("line", [0.0, -5.0, NAN, math.inf])
def test_a_line_that_cannot_be(line) -> None:
    with pytest.raises(DataError, match="cannot be used: give a number above zero"):
        fgt([1.0], [1.0], line)


@pytest.mark.parametrize("alpha", [-1.0, NAN])
def test_a_power_that_cannot_be(alpha) -> None:
    with pytest.raises(DataError, match="cannot be used: give 0, 1, 2"):
        fgt([1.0], [1.0], 1.0, alpha=alpha)
