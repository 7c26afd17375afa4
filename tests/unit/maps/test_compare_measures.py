"""Measures of a comparison page: which columns are known, and the fixed colours of differences."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sim.maps.compare_measures import CHANGE_IN_MINUTES, CHANGE_IN_NUMBER, Change, measures_in
from sim.maps.style import Words

# Simulation of complete deficiency in linear RGB (Machado, Oliveira and Fernandes 2009, table 1).
DEFICIENCIES = {
    "none": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])
HUB = Words("东站", "East")


def lab(colour: str, matrix: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of a colour as seen with a deficiency."""
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(matrix @ linear, 0, 1) / WHITE
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_all_colours_of_a_difference_are_told_apart(deficiency: str) -> None:
    change = CHANGE_IN_MINUTES
    colours = [*change.colours, change.newly_colour, change.lost_colour, change.neither_colour]
    seen = [lab(colour, DEFICIENCIES[deficiency]) for colour in colours]
    nearest = min(np.linalg.norm(one - other) for one, other in itertools.combinations(seen, 2))
    # Two colours 10 apart in L*a*b* are told apart at a glance.
    assert nearest >= 10


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_both_ends_grow_darker_from_white(deficiency: str) -> None:
    lightness = [lab(colour, DEFICIENCIES[deficiency])[0] for colour in CHANGE_IN_MINUTES.colours]
    assert CHANGE_IN_MINUTES.colours[4] == "#ffffff"
    assert (np.diff(lightness[:5]) >= 5).all()
    assert (np.diff(lightness[4:]) <= -5).all()


@pytest.mark.parametrize("change", [CHANGE_IN_MINUTES, CHANGE_IN_NUMBER])
def test_a_colour_for_each_class(change: Change) -> None:
    assert len(change.colours) == 2 * len(change.breaks) + 1
    assert len(set(change.colours)) == len(change.colours)


def test_breaks_are_the_agreed_ones() -> None:
    assert CHANGE_IN_MINUTES.breaks == (1, 5, 15, 30)
    assert CHANGE_IN_NUMBER.breaks == (10_000, 100_000, 500_000, 1_000_000)


def test_a_limit_belongs_to_the_class_farther_from_zero() -> None:
    gains = (-30.0, -29.9, -5.0, -1.0, -0.9, 0.9, 1.0, 4.9, 5.0, 15.0, 30.0)
    # Classes from the middle (4): 30 is four steps out, 29.9 three, 5 two, 1 one.
    assert [CHANGE_IN_MINUTES.class_of(gain) for gain in gains] == [0, 1, 2, 3, 4, 4, 5, 5, 6, 7, 8]


def test_measures_in_the_order_they_are_offered() -> None:
    columns = ["jobs_30min", "population_60min", "zone_id", "jobs_60min", "minutes_from_airport"]
    assert [one.column for one in measures_in(columns, HUB)] == [
        "minutes_from_airport",
        "population_60min",
        "jobs_60min",
        "jobs_30min",
    ]


def test_unknown_columns_are_left_out() -> None:
    assert measures_in(["zone_id", "cars_60min", "population_60min_b", "population"], HUB) == ()


def test_names_and_direction() -> None:
    time, people = measures_in(["minutes_from_hub", "population_45min"], HUB)
    assert (time.name, time.lower_is_better, time.step) == (
        Words("距东站时间", "Time from East"),
        True,
        0.1,
    )
    assert (people.name, people.lower_is_better, people.change.unit) == (
        Words("45分钟可达人口", "People within 45 min"),
        False,
        Words("人", "people"),
    )
