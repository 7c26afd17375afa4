"""Decay functions: their shape, their values by hand, and how they are told by name."""

from __future__ import annotations

import inspect
import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.accessibility import (
    DECAYS,
    Decay,
    decay_spec,
    exponential,
    exponential_from_rate,
    gaussian,
    linear,
    log_normal,
    logistic,
    named_decay,
    power,
    read_decay,
    step,
    stepped,
)
from sim.errors import DataError

numbers = st.floats(0.05, 200, allow_nan=False)
decays = st.one_of(
    st.builds(step, numbers),
    st.builds(linear, numbers),
    st.builds(exponential, numbers),
    st.builds(logistic, numbers, numbers),
    st.builds(power, st.floats(0.01, 5)),
    st.builds(log_normal, st.floats(0.01, 5)),
    st.builds(gaussian, numbers),
    st.lists(st.integers(0, 200), min_size=1, max_size=5, unique=True).flatmap(
        lambda edges: st.lists(st.floats(0, 1), min_size=len(edges), max_size=len(edges)).map(
            lambda heights: stepped(sorted(edges), sorted(heights, reverse=True))
        )
    ),
)


@given(decays, st.lists(st.floats(0, 1000), min_size=1, max_size=30))
def test_weights_lie_between_one_and_nothing_and_never_rise(
    decay: Decay, times: list[float]
) -> None:
    weights = decay(sorted(times))
    assert (weights <= 1).all()
    assert (weights >= 0).all()
    assert (np.diff(weights) <= 1e-15).all()
    beyond = np.array(sorted(times)) > decay.reach_min
    assert (weights[beyond] == 0).all()


@given(decays)
def test_unreachable_weighs_nothing(decay: Decay) -> None:
    for kind in (np.float32, np.float64):
        assert decay(np.array([np.nan, np.nan], dtype=kind)).tolist() == [0.0, 0.0]


@given(decays)
def test_text_can_be_read_back(decay: Decay) -> None:
    again = read_decay(decay.text)
    assert again.kind == decay.kind
    assert again.numbers == pytest.approx(decay.numbers, rel=1e-5)


@pytest.mark.parametrize("unit", [step, linear, exponential, gaussian])
def test_next_door_counts_in_full(unit: object) -> None:
    assert unit(30)(0.0) == 1.0


def test_values_by_hand() -> None:
    assert exponential_from_rate(0.1)(25.0) == pytest.approx(math.exp(-2.5), rel=1e-14)
    # logistic: k = pi / (10 sqrt 3) = 0.18138; at the median (1 + e^(-30 k)) / 2 = 0.50217
    assert logistic(30, 10)(30.0) == pytest.approx((1 + math.exp(-30 * 0.18137993642342178)) / 2)
    assert logistic(30, 10)(0.0) == 1.0
    assert power(2)(4.0) == 1 / 16
    assert log_normal(0.2)(math.e) == pytest.approx(math.exp(-0.2))
    assert gaussian(30)(30.0) == pytest.approx(0.0, abs=1e-15)
    assert linear(60)(15.0) == 0.75


def test_a_sharp_logistic_is_a_step() -> None:
    """e^181 in the way of 31 min; the exponential of 1e6 min overflows, which is no fault."""
    sharp = logistic(30, 0.01)
    assert sharp([0.0, 29.0, 31.0, 1e6]) == pytest.approx([1.0, 1.0, 0.0, 0.0], abs=1e-70)


def test_whole_numbers_and_single_ones_are_taken() -> None:
    assert linear(40)([10, 20]).tolist() == [0.75, 0.5]
    assert step(30)(30).item() == 1.0


def test_equal_by_kind_and_numbers() -> None:
    assert exponential(20) == exponential(20.0)
    assert exponential(20) != exponential(21)
    assert step(20) != linear(20)
    assert len({exponential(20), exponential(20.0)}) == 1
    assert str(exponential(20)) == "exponential half-life 20 min"
    assert exponential(20).text_zh == "指数 半衰期 20 分钟"


@given(decays)
def test_decays_travel_between_processes(decay: Decay) -> None:
    again = pickle.loads(pickle.dumps(decay))
    assert again == decay
    assert (again([5.0, 50.0]) == decay([5.0, 50.0])).all()


@pytest.mark.parametrize("spec", DECAYS, ids=lambda spec: spec.id)
def test_catalogue_says_what_the_function_takes(spec: object) -> None:
    assert [p.name for p in spec.parameters] == list(inspect.signature(spec.make).parameters)
    for text in (spec.title_zh, spec.title_en, spec.formula, spec.reference):
        assert text
    for parameter in spec.parameters:
        assert parameter.meaning_zh
        assert parameter.meaning_en


def test_catalogue_is_complete_and_without_doubles() -> None:
    ids = [spec.id for spec in DECAYS]
    assert len(set(ids)) == len(ids) == 8
    samples = (step(1), stepped([1], [1]), linear(1), exponential(1), logistic(1, 1), power(1))
    kinds = {decay.kind for decay in (*samples, log_normal(1), gaussian(1))}
    assert kinds == set(ids)


@pytest.mark.parametrize(
    "text",
    [
        "exponential half-life 20 min",
        "exponential 20",
        "exponential:20",
        "exponential half_life_min=20",
        "Exponential, 20min",
    ],
)
def test_ways_to_write_one_decay(text: str) -> None:
    assert read_decay(text) == exponential(20)


def test_more_ways() -> None:
    assert read_decay("log-normal exponent 0.1") == log_normal(0.1)
    assert read_decay("logistic 30 10") == logistic(30, 10)
    wanted = stepped([10, 20, 30], [1, 0.68, 0.22])
    assert read_decay("stepped 10 20 30 min weights 1 0.68 0.22") == wanted
    assert read_decay("stepped edges_min=10,20,30 weights=1,0.68,0.22") == wanted
    assert named_decay("stepped", {"edges_min": [10, 20, 30], "weights": [1, 0.68, 0.22]}) == wanted
    assert decay_spec("log-normal").make is log_normal


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no decay is named; known: step, stepped, linear, exponential, logistic"),
        ("expo 20", "there is no decay 'expo'; "),
        ("lineer 20", "there is no decay 'lineer'; did you mean 'linear'?"),
        (
            "exponential",
            "decay 'exponential' needs 'half_life_min'; write 'exponential half-life 30 min'",
        ),
        ("exponential twenty", "'twenty' in decay 'exponential twenty' is no number; write"),
        ("exponential 20 30", "'30' in decay 'exponential 20 30' is one number too many; write"),
        ("logistic 30 sd 10 sd 20", "'sd_min' stands twice in decay"),
        ("exponential 0", "half_life_min must be a number above 0, not 0.0"),
        ("exponential nan", "half_life_min must be a number above 0, not nan"),
        ("linear -3", "cutoff_min must be a number above 0, not -3.0"),
        ("step -3", "cutoff_min must be 0 min or more, not -3.0"),
        ("stepped 10 20 weights 1", "needs one weight per edge, not 1 weights for 2 edges"),
        ("stepped 20 10 weights 1 0.5", "edges_min must rise from 0 or more, not [20.0, 10.0]"),
        ("stepped 10 20 weights 0.5 1", "weights must lie between 1 and 0 and never rise"),
        ("stepped 10 weights 2", "weights must lie between 1 and 0 and never rise, not [2.0]"),
        ("stepped 10 weights nan", "weights must lie between 1 and 0 and never rise, not [nan]"),
    ],
)
def test_bad_text(text: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read_decay(text)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "parameters", "message"),
    [
        ("exponential", {}, "decay 'exponential' needs 'half_life_min'"),
        ("logistic", {}, "decay 'logistic' needs 'median_min' and 'sd_min'"),
        ("exponential", {"half_life": 2}, "has no 'half_life'; did you mean 'half_life_min'?"),
        ("exponential", {"x": 2}, "decay 'exponential' has no 'x'; known: half_life_min"),
        ("exponential", {"half_life_min": [2]}, "must be one number, not [2]"),
        ("exponential", {"half_life_min": "2"}, "must be one number, not '2'"),
        ("exponential", {"half_life_min": True}, "must be one number, not True"),
        ("stepped", {"edges_min": 2, "weights": [1]}, "must be a list of numbers, not 2"),
        ("stepped", {"edges_min": ["a"], "weights": [1]}, "must be a list of numbers, not ['a']"),
    ],
)
def test_bad_mapping(kind: str, parameters: dict[str, object], message: str) -> None:
    with pytest.raises(DataError) as caught:
        named_decay(kind, parameters)
    assert message in str(caught.value)


@pytest.mark.parametrize("spec", DECAYS, ids=lambda spec: spec.id)
def test_the_advice_of_an_error_can_be_followed(spec: object) -> None:
    """Both forms that the message offers are understood."""
    with pytest.raises(DataError) as caught:
        read_decay(spec.id)
    offers = str(caught.value).split("write ")[1].split(" or ")
    for offer in offers:
        assert read_decay(offer.strip("'")).kind == spec.id
