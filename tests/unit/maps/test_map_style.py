"""The colour scales: fixed breaks, order of lightness, colour-vision deficiencies."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from sim.maps.access_scale import access_scale
from sim.maps.demand_style import CROWDING, PUBLIC_SHARE, SATURATION
from sim.maps.gateway_style import (
    CATCHMENT_CLASSES,
    GATEWAY_COLOURS,
    NO_DATA_COLOUR,
    PROVINCE,
    hours_scale,
    kinds_scale,
)
from sim.maps.layers import opening_years
from sim.maps.style import JOBS, MINUTES, PEOPLE, Scale, Words

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


SCALES = {
    "minutes": MINUTES,
    "people": PEOPLE,
    "jobs": JOBS,
    "public share": PUBLIC_SHARE,
    "crowding": CROWDING,
    "saturation": SATURATION,
    "province": PROVINCE,
    "hours to the world": hours_scale(11),
}


def lightness(colour: str, matrix: np.ndarray) -> float:
    """CIE L* of a colour as seen with a deficiency."""
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    luminance = float(np.clip(matrix @ linear, 0, 1) @ [0.2126, 0.7152, 0.0722])
    return 116 * np.cbrt(luminance) - 16 if luminance > 0.008856 else 903.3 * luminance


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_lightness_runs_one_way_in_clear_steps(scale: Scale, deficiency: str) -> None:
    values = [lightness(colour, DEFICIENCIES[deficiency]) for colour in scale.colours]
    steps = np.diff(values)
    assert (steps > 0).all() or (steps < 0).all()
    # A difference of 5 in L* is seen at a glance where patches touch.
    assert np.abs(steps).min() >= 5


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_unreachable_is_a_colour_of_its_own(scale: Scale) -> None:
    assert scale.missing_colour not in scale.colours


def test_breaks_are_the_agreed_ones() -> None:
    assert MINUTES.breaks == (15, 30, 45, 60, 90, 120, 180)
    assert len(MINUTES.colours) == 8
    assert len(PEOPLE.colours) == len(PEOPLE.breaks) + 1
    assert all(low < high for low, high in itertools.pairwise(PEOPLE.breaks))


def test_class_borders_belong_to_the_upper_class() -> None:
    found = [MINUTES.class_of(value) for value in (0, 14.99, 15, 60, 119.9, 120, 180)]
    assert found == [0, 0, 1, 4, 5, 6, 7]


def test_chinese_ticks_count_in_ten_thousands() -> None:
    assert PEOPLE.ticks_zh() == ("10万", "25万", "50万", "100万", "200万", "400万")
    assert JOBS.ticks_zh()[0] == "5万"
    assert MINUTES.ticks_zh() == MINUTES.ticks()


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_opening_years_differ_in_lightness(deficiency: str) -> None:
    colours = ("#0d0887", "#5b01a5", "#a52c98", "#d14e72", "#ef7f4f", "#fdb42f")
    assert colours == tuple(colour for _, colour in opening_years._CLASSES)
    steps = np.diff([lightness(colour, DEFICIENCIES[deficiency]) for colour in colours])
    assert steps.min() >= 5


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("values", [[0.0, 0.01, 0.02, 0.05, 0.1, 0.4, 1.9], [0.0, 3.0, 9.0]])
def test_access_scales_run_one_way_too(deficiency: str, values: list[float]) -> None:
    scale = access_scale(pd.Series(values), "any")
    assert len(scale.colours) == len(scale.breaks) + 1
    steps = np.diff([lightness(colour, DEFICIENCIES[deficiency]) for colour in scale.colours])
    assert (steps < 0).all()


def test_classes_of_a_rate_are_round_and_said_to_be_the_runs_own() -> None:
    scale = access_scale(pd.Series([0.0, 0.031, 0.22]), "beds per person")
    # Shares 15, 30, 45, 60, 75, 90 % of the way from 0.031 to 0.22: 0.059, 0.088, 0.116, 0.144,
    # 0.173, 0.201; rounded to 1, 1.5, 2, 3, 4, 5, 7 tenths; before them the least value, 0.03.
    assert scale.breaks == (0.03, 0.05, 0.1, 0.15, 0.2)
    assert scale.note.en == "classes rounded from this run"
    assert scale.unit.zh == "beds per person"


def test_the_hour_is_a_break_of_the_province() -> None:
    assert 60 in PROVINCE.breaks
    assert len(PROVINCE.colours) == len(PROVINCE.breaks) + 1


def test_hours_begin_two_beyond_the_flight_and_go_by_halves() -> None:
    scale = hours_scale(4)
    assert scale.breaks == (6, 6.5, 7, 7.5, 8, 8.5, 9, 9.5, 10.5)
    assert len(scale.colours) == 10


# OKLab (Ottosson 2020): linear RGB to cone responses, their cube roots to lightness and two hues.
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def oklab(colour: str, matrix: np.ndarray) -> np.ndarray:
    """A colour as seen with a deficiency."""
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return TO_LAB @ np.cbrt(TO_CONES @ np.clip(matrix @ linear, 0, 1))


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize(
    ("kinds", "least"),
    [
        (GATEWAY_COLOURS, 0.05),
        (tuple(colour for _, colour in CATCHMENT_CLASSES.values()), 0.12),
    ],
)
def test_kinds_are_told_apart(kinds: tuple[str, ...], least: float, deficiency: str) -> None:
    """0.02 is about the least difference that is seen where patches touch."""
    seen = [oklab(colour, DEFICIENCIES[deficiency]) for colour in (*kinds, NO_DATA_COLOUR)]
    apart = [np.linalg.norm(one - other) for one, other in itertools.combinations(seen, 2)]
    assert min(apart) >= least


def test_kinds_have_names_and_no_ticks() -> None:
    kinds = [
        (Words(f"第{n}", f"No. {n}"), colour) for n, colour in enumerate(("#000000", "#ffffff"))
    ]
    scale = kinds_scale(Words("类", "Kind"), kinds, missing=Words("无", "none"))
    assert (scale.ticks(), scale.ticks_zh()) == ((), ())
    assert [scale.class_of(value) for value in (0.0, 1.0)] == [0, 1]
    assert scale.labels() == ("No. 0", "No. 1")
