"""Connections from frequencies: the integral, the limits, and the average over random timetables."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.air.connections import connecting_pairs
from sim.air.netscan import NetScanParameters, quality
from sim.air.spread import SpreadRules, expected_transfer_min, expected_units

VELDHUIS = NetScanParameters(3.0, 0.0, 3.0, 0.075, 0.0, 1.0)
SEO = NetScanParameters(3.0, 0.075, 1.0, 0.0, 5.0, 0.5)


@given(
    st.floats(0.7, 16.0),
    st.floats(0.0, 4.0),
    st.floats(0.5, 60.0),
    st.floats(0.5, 60.0),
    st.sampled_from([(form, first) for form in (VELDHUIS, SEO) for first in (False, True)]),
)
def test_the_integral_is_that_of_many_small_steps(
    nonstop: float, extra: float, f_in: float, f_out: float, how: tuple[NetScanParameters, bool]
) -> None:
    form, first_only = how
    rules = SpreadRules(60.0, 480.0, first_only)
    end = min(8.0, 1.0 + 168.0 / f_out) if first_only else 8.0
    edges = np.linspace(1.0, end, 4001)
    middle = (edges[:-1] + edges[1:]) / 2
    area = quality(nonstop, nonstop + extra, middle, form).mean() * (end - 1.0)
    found = expected_units(nonstop, nonstop + extra, (f_in, f_out), rules, form).item()
    assert found == pytest.approx(f_in * f_out / 168.0 * area, rel=1e-3, abs=1e-4)


def test_the_average_over_random_timetables() -> None:
    # 14 arrivals and 21 departures at random minutes, 300 weeks: the mean of the sums of Q comes
    # close to the expectation. The standard error of the mean is about 1.5 % here.
    random = np.random.default_rng(5)
    sums = []
    for _ in range(300):
        pairs = connecting_pairs(
            random.integers(0, 10_080, 14),
            random.integers(0, 10_080, 21),
            minimum_min=60,
            maximum_min=360,
        )
        sums.append(quality(10.0, 10.5, pairs.transfer_min / 60.0, SEO).sum())
    expected = expected_units(10.0, 10.5, (14.0, 21.0), SpreadRules(60.0, 360.0), SEO).item()
    assert np.mean(sums) == pytest.approx(expected, rel=0.06)


def test_no_flights_no_units() -> None:
    rules = SpreadRules(60.0, 360.0)
    assert expected_units(5.0, 6.0, ([0.0, 7.0, np.nan], [7.0, 0.0, 7.0]), rules, SEO).tolist() == [
        0.0,
        0.0,
        0.0,
    ]
    # A journey that is too slow even with the shortest transfer
    assert expected_units(5.0, 20.0, (7.0, 7.0), rules, SEO).item() == 0.0
    # NST 0.4 h: the longest time of the second form lies below it
    assert expected_units(0.4, 1.0, (7.0, 7.0), rules, SEO).item() == 0.0


def test_first_only_never_counts_more() -> None:
    flights = np.array([1.0, 7.0, 28.0, 84.0, 168.0])
    every = expected_units(8.0, 9.0, (7.0, flights), SpreadRules(60.0, 360.0), SEO)
    first = expected_units(8.0, 9.0, (7.0, flights), SpreadRules(60.0, 360.0, True), SEO)
    assert (first <= every + 1e-12).all()
    # Up to 33.6 flights a week (one in five hours) the window holds one flight at most.
    assert first[:3].tolist() == pytest.approx(every[:3].tolist())
    assert first[3] < every[3]


def test_mean_transfer() -> None:
    # 84 a week: every 120 min, so 60 + 60. Daily: capped at 360, so (60 + 360) / 2.
    found = expected_transfer_min([84.0, 7.0, 0.0], SpreadRules(60.0, 360.0))
    assert found[:2].tolist() == [120.0, 210.0]
    assert np.isnan(found[2])
