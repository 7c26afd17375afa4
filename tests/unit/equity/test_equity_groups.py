"""The city, its districts and its rings."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from sim.equity import RINGS, city_grouping, district_grouping, ring_grouping, ring_of
from sim.errors import DataError


def test_rings_cover_all_distances_once() -> None:
    assert RINGS[0].from_km == 0
    assert RINGS[-1].to_km == math.inf
    for inner, outer in pairwise(RINGS):
        assert inner.to_km == outer.from_km
    assert [ring.id for ring in RINGS] == ["0-5", "5-10", "10-20", "20-40", "40+"]


@pytest.mark.parametrize(
    ("distance_km", "ring"),
    [
        (0, "0-5"),
        (4.999, "0-5"),
        (5, "5-10"),
        (10, "10-20"),
        (20, "20-40"),
        (40, "40+"),
        (500, "40+"),
    ],
)
def test_the_inner_limit_belongs_to_the_ring(distance_km, ring) -> None:
    assert ring_of([distance_km]).tolist() == [ring]


def test_a_ring_without_places_stays() -> None:
    found = ring_grouping([1.0, 2.0])
    assert found.type == "ring"
    assert len(found.groups) == 5
    assert found.of_place.tolist() == [0, 0]


def test_every_group_has_a_chinese_and_an_english_name() -> None:
    for group in (*RINGS, *city_grouping(1).groups):
        assert any("一" <= letter <= "鿿" for letter in group.name_zh)
        assert group.name_en.isascii() or "–" in group.name_en


@pytest.mark.parametrize("distance", [[-1.0], [float("nan"), 3.0]])
def test_a_place_without_a_distance(distance) -> None:
    with pytest.raises(DataError, match=r"1 of . places have no usable distance from the centre"):
        ring_of(distance)


def test_districts_stand_in_the_order_of_their_ids() -> None:
    found = district_grouping(
        ["330109", "330102"], ["萧山区", "上城区"], ["Xiaoshan", "Shangcheng"]
    )
    assert [group.id for group in found.groups] == ["330102", "330109"]
    assert found.of_place.tolist() == [1, 0]


def test_a_place_without_a_district() -> None:
    with pytest.raises(DataError, match=r"1 of 2 places have no district \(positions 1\)"):
        district_grouping(["1", ""], ["甲", ""], ["A", ""])


def test_a_district_of_two_names() -> None:
    with pytest.raises(DataError, match="districts 1 have more than one name"):
        district_grouping(["1", "1"], ["甲", "乙"], ["A", "A"])


def test_names_for_only_some_places() -> None:
    with pytest.raises(DataError, match="one id, one Chinese and one English name per place"):
        district_grouping(["1", "1"], ["甲"], ["A", "A"])
