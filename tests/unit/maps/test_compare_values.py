"""Values of all alternatives as compact text: nothing is lost but what lies below the step."""

from __future__ import annotations

import base64
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.maps.compare_values import pack_values, unpack_values

ROWS = arrays(
    np.float64,
    st.tuples(st.integers(1, 10), st.integers(0, 40)),
    elements=st.one_of(st.just(np.nan), st.floats(0, 5e7)),
)


@given(ROWS, st.sampled_from([0.1, 1.0]))
def test_round_trip_to_half_a_step(rows: np.ndarray, step: float) -> None:
    back = unpack_values(pack_values(list(rows), step=step), alternatives=len(rows), step=step)
    assert back.shape == rows.shape
    assert (np.isnan(back) == np.isnan(rows)).all()
    assert np.nanmax(np.abs(back - rows), initial=0) <= step * 0.5 + 1e-6


def test_layout_by_hand() -> None:
    # Zones 2 and unreachable; the second alternative has 3 and 0. In whole steps of 1:
    # first row [2, -1], second as difference [3 - 2, 0 - -1] = [1, 1].
    # Byte planes, low first: [2, 255, 1, 1], then three planes of [0, 255, 0, 0].
    raw = zlib.decompress(base64.b64decode(pack_values([[2.0, np.nan], [3.0, 0.0]], step=1.0)))
    assert list(raw) == [2, 255, 1, 1] + [0, 255, 0, 0] * 3


def test_equal_alternatives_cost_next_to_nothing() -> None:
    values = np.random.default_rng(7).uniform(0, 5e6, 4000)
    one = len(pack_values([values], step=1.0))
    ten = len(pack_values([values] * 10, step=1.0))
    assert ten < one * 1.05


def test_same_values_same_text() -> None:
    values = [np.linspace(0, 240, 500), np.linspace(0, 200, 500)]
    assert pack_values(values, step=0.1) == pack_values(values, step=0.1)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([[1.0, -0.5]], "finite and not negative"),
        ([[np.inf]], "finite and not negative"),
    ],
)
def test_values_that_cannot_be(values: list[list[float]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        pack_values(values, step=1.0)
