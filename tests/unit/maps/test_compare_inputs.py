"""Inputs of a comparison page: every problem is told at once, with the alternative's name."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from sim.errors import DataError
from sim.maps.compare_examples import two_lines
from sim.maps.compare_inputs import ComparedAlternative, ComparisonInputs


def with_zones(place: int, zones: pd.DataFrame) -> tuple[ComparedAlternative, ...]:
    """The two alternatives, one with other zones."""
    found = list(two_lines().alternatives)
    found[place] = replace(found[place], zones=zones)
    return tuple(found)


def test_one_alternative_is_too_few() -> None:
    inputs = two_lines()
    with pytest.raises(DataError, match="needs 2 to 10 alternatives, not 1"):
        replace(inputs, alternatives=inputs.alternatives[:1])


def test_eleven_are_too_many() -> None:
    inputs = two_lines()
    many = tuple(replace(inputs.reference, name=str(place)) for place in range(11))
    with pytest.raises(DataError, match="needs 2 to 10 alternatives, not 11"):
        replace(inputs, alternatives=many)


def test_all_problems_at_once() -> None:
    first, second = two_lines().alternatives
    bad = (
        replace(first, zones=first.zones.drop(columns="population")),
        replace(second, name="now"),
    )
    with pytest.raises(DataError) as caught:
        ComparisonInputs(bad, two_lines().base, ledger=pd.DataFrame({"sentence": ["x"]}))
    assert str(caught.value) == (
        "the comparison page cannot be drawn: 'now' is there 2 times; give each another name; "
        "the zones of 'now' lack the columns population; "
        "the ledger lacks the columns alternative, position"
    )


def test_other_zones() -> None:
    zones = two_lines().reference.zones.assign(zone_id="C_330200")
    with pytest.raises(
        DataError,
        match=r"'plan' and 'now' have different zones \(2 are in one of them only: C_330100, "
        r"C_330200\); compare alternatives of the same data",
    ):
        replace(two_lines(), alternatives=with_zones(1, zones))


def test_a_zone_twice() -> None:
    zones = two_lines().reference.zones
    doubled = pd.concat([zones, zones], ignore_index=True)
    with pytest.raises(DataError, match="the zones of 'plan' have rows with the same zone_id"):
        replace(two_lines(), alternatives=with_zones(1, doubled))


def test_nothing_to_show() -> None:
    zones = two_lines().reference.zones[["zone_id", "population"]]
    with pytest.raises(DataError, match="no measure is known in the zones of all alternatives"):
        replace(two_lines(), alternatives=with_zones(1, zones))


def test_measures_are_those_all_have() -> None:
    zones = two_lines().reference.zones.drop(columns="minutes_from_airport")
    inputs = replace(two_lines(), alternatives=with_zones(1, zones))
    assert [one.column for one in inputs.measures] == ["minutes_from_hub", "population_60min"]
