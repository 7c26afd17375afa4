"""Who is counted, who is left out, and what is refused."""

from __future__ import annotations

import math

import pytest

from sim.equity import coverage, distribution, gini
from sim.equity.distribution import divided
from sim.errors import DataError, SimError

NAN = float("nan")


def test_places_without_people_are_left_out_and_counted() -> None:
    found = distribution([1.0, 2.0, NAN], [3.0, 0.0, 0.0])
    assert found.amounts.tolist() == [1.0]
    assert found.kept.tolist() == [0]
    assert found.coverage.places == 3
    assert found.coverage.places_without_people == 2
    assert found.coverage.places_missing == 0


def test_an_unknown_value_with_people_is_an_error_unless_told_otherwise() -> None:
    with pytest.raises(DataError) as error:
        gini([1.0, NAN, NAN], [1.0, 2.0, 4.0])
    assert str(error.value) == (
        "2 of 3 places have people but no value or rank (positions 1, 2): "
        "pass missing='drop' to leave them out and count them, or fill them before"
    )
    assert isinstance(error.value, ValueError)
    assert isinstance(error.value, SimError)


def test_dropped_people_are_counted() -> None:
    counted = coverage([1.0, NAN, NAN, 4.0], [1.0, 2.0, 0.0, 1.0])
    assert (counted.places_missing, counted.people, counted.people_missing) == (1, 2.0, 2.0)
    assert counted.share_missing == 0.5


def test_a_missing_rank_counts_as_missing() -> None:
    found = distribution([1.0, 2.0], [1.0, 1.0], ranks=[NAN, 5.0], missing="drop")
    assert found.amounts.tolist() == [2.0]
    assert found.ranks is not None
    assert found.ranks.tolist() == [5.0]


def test_a_long_list_of_places_is_cut_at_five() -> None:
    with pytest.raises(DataError, match=r"8 of 8 places .* \(positions 0, 1, 2, 3, 4, …\)"):
        gini([NAN] * 8, [1.0] * 8)


@pytest.mark.parametrize(
    ("values", "people", "message"),
    [
        ([-1.0, 1.0], [1.0, 1.0], r"have a negative value \(positions 0\): .* change_table"),
        ([1.0, math.inf], [1.0, 1.0], "infinite value .* use NaN for 'not reached'"),
        ([1.0, 1.0], [1.0, -1.0], "no usable number of people .* and 0 where nobody lives"),
        ([1.0, 1.0], [1.0, NAN], "no usable number of people"),
        ([1.0, 1.0], [1.0], "weights has 1 entries where there are 2 places"),
        ([[1.0], [1.0]], [1.0, 1.0], "values must have one entry per place, not 2 dimensions"),
        (["many", "few"], [1.0, 1.0], "values must be numbers, one per place"),
    ],
)
def test_what_cannot_be_measured_is_refused(values, people, message) -> None:
    with pytest.raises(DataError, match=message):
        gini(values, people)


def test_an_unknown_way_with_missing_values() -> None:
    with pytest.raises(DataError, match="missing='keep' is not known: use 'error' or 'drop'"):
        gini([1.0], [1.0], missing="keep")  # type: ignore[arg-type]


def test_groups_of_another_length() -> None:
    with pytest.raises(DataError, match="one label for each of the 2 places"):
        distribution([1.0, 2.0], [1.0, 1.0], groups=["a"])


def test_arguments_are_left_as_they_were() -> None:
    values, people = [3.0, NAN, 1.0], [1.0, 1.0, 0.0]
    gini(values, people, missing="drop")
    assert values[0] == 3.0
    assert math.isnan(values[1])
    assert people == [1.0, 1.0, 0.0]


def test_nothing_divided_by_nothing() -> None:
    found = distribution([], [])
    assert len(found.amounts) == 0
    assert math.isnan(found.coverage.share_missing)
    assert divided(found.amounts, found.amounts).tolist() == []
