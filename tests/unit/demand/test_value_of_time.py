"""Classes of the value of time: by numerical integration, and at the edges."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.demand.value_of_time import mean_value_of_time, time_values, time_values_of
from sim.errors import DataError

PARAMETERS = {
    "value_of_time_yuan_per_h": 30.0,
    "value_of_time_growth_pct": 4.0,
    "value_of_time_sd_log": 0.6,
}


@pytest.mark.parametrize(("mean", "sd", "classes"), [(30.0, 0.6, 3), (50.0, 1.1, 5), (8.0, 0.2, 1)])
def test_class_means_by_integration(mean: float, sd: float, classes: int) -> None:
    # Quantiles of a log-normal by its definition, averaged over each class on a fine grid
    # (middles of equal slices of probability); the far tail leaves an error below 1 %.
    from statistics import NormalDist

    slices = 60_000
    level = (np.arange(slices) + 0.5) / slices
    normal = NormalDist(math.log(mean) - sd * sd / 2, sd)
    values = np.exp([normal.inv_cdf(p) for p in level])
    expected = values.reshape(classes, -1).mean(axis=1)
    found = time_values(mean, sd, classes=classes)
    assert found.yuan_per_h == pytest.approx(expected, rel=2e-3)
    assert found.shares.tolist() == [1 / classes] * classes


@pytest.mark.parametrize("classes", [1, 2, 3, 7])
def test_the_mean_is_kept(classes: int) -> None:
    found = time_values(30.0, 0.6, classes=classes)
    assert found.mean_yuan_per_h == pytest.approx(30.0, rel=1e-13)
    assert (np.diff(found.yuan_per_h) > 0).all()


def test_two_classes_by_hand() -> None:
    # The split is at the median, z = 0: class means 2 m Phi(-sd) and 2 m (1 - Phi(-sd)).
    # Phi(-0.5) = 0.308538
    found = time_values(10.0, 0.5, classes=2)
    assert found.yuan_per_h == pytest.approx([6.17075, 13.82925], abs=1e-5)


def test_without_spread_all_are_alike() -> None:
    found = time_values(30.0, 0.0)
    assert found.yuan_per_h == pytest.approx([30.0] * 3, rel=1e-13)
    assert found.exchange_yuan_per_h == pytest.approx(30.0, rel=1e-13)


def test_the_exchange_rate_is_below_the_mean() -> None:
    found = time_values(30.0, 0.6)
    by_hand = 3 / sum(1 / w for w in found.yuan_per_h)
    assert found.exchange_yuan_per_h == pytest.approx(by_hand)
    assert found.exchange_yuan_per_h < found.mean_yuan_per_h


def test_growth_and_purpose() -> None:
    assert mean_value_of_time(PARAMETERS, year=2015) == 30.0
    assert mean_value_of_time(PARAMETERS, year=2014) == pytest.approx(30 / 1.04)
    # 30 x 1.04^5 x 1.2 = 30 x 1.2166529 x 1.2
    assert mean_value_of_time(PARAMETERS, year=2020, factor=1.2) == pytest.approx(43.7995, abs=1e-4)
    found = time_values_of(PARAMETERS, year=2020, factor=1.2, classes=4)
    assert found.mean_yuan_per_h == pytest.approx(43.7995, abs=1e-4)


def test_impossible_values() -> None:
    with pytest.raises(DataError, match=r"0 yuan/h; it must be above 0: look at value_of_time_yu"):
        time_values(0.0, 0.6)
    with pytest.raises(DataError, match=r"spread .* -0.1; it must not be below 0"):
        time_values(30.0, -0.1)
    with pytest.raises(DataError, match="0 classes of the value of time; at least 1"):
        time_values(30.0, 0.6, classes=0)
