"""Golden values of Huff's model and of the logit, worked out with pen and paper."""

from __future__ import annotations

import numpy as np
import pytest

from sim.air.airport_choice import huff_shares, logit_shares
from sim.air.catchment import catchment_people, catchment_zones
from sim.air.catchment_parameters import CatchmentParameters


def test_three_airports_by_hand() -> None:
    """Three airports of 30, 60 and 8 million passengers, alpha 1, beta 2.

    Zone 1, 30, 150 and 120 min away: 30/900 = 0.033333, 60/22500 = 0.002667, 8/14400 = 0.000556;
    sum 0.036556; shares 0.9119, 0.0729, 0.0152.
    Zone 2, 90, 60 and 100 min: 30/8100 = 0.0037037, 60/3600 = 0.0166667, 8/10000 = 0.0008; sum
    0.0211704; shares 0.1749, 0.7873, 0.0378.
    Zone 3, 60, 120 min and no way: 30/3600 = 0.0083333, 60/14400 = 0.0041667; shares 2/3, 1/3, 0.
    """
    minutes = np.array([[30.0, 150.0, 120.0], [90.0, 60.0, 100.0], [60.0, 120.0, np.nan]])
    shares = huff_shares(minutes, np.array([30.0, 60.0, 8.0]), alpha=1.0, beta=2.0)
    assert shares.round(4).tolist() == [
        [0.9119, 0.0729, 0.0152],
        [0.1749, 0.7873, 0.0378],
        [0.6667, 0.3333, 0.0],
    ]
    zones = catchment_zones(
        shares, ["HGH", "PVG", "NGB"], home="HGH", parameters=CatchmentParameters()
    )
    assert zones["zone_class"].tolist() == ["exclusive", "leaked", "contested"]
    people = catchment_people(zones, np.array([10.0, 20.0, 30.0]))
    # 10 x 0.91185 + 20 x 0.17495 + 30 x 2/3 = 9.1185 + 3.4989 + 20
    assert people["captured"] == pytest.approx(32.617, abs=0.001)


def test_attraction_with_an_exponent() -> None:
    """Alpha 0.5, beta 1: sqrt(36)/30 = 0.2 against sqrt(64)/60 = 0.1333: shares 0.6 and 0.4."""
    shares = huff_shares(np.array([[30.0, 60.0]]), np.array([36.0, 64.0]), alpha=0.5, beta=1.0)
    assert shares.round(9).tolist() == [[0.6, 0.4]]


def test_logit_equals_huff_in_logarithms() -> None:
    """With V = -ln t x 2 + ln f both models are one; here minutes are given as logarithms."""
    minutes = np.array([[30.0, 60.0]])
    frequency = np.array([100.0, 400.0])
    huff = huff_shares(minutes, frequency, alpha=1.0, beta=2.0)
    logit = logit_shares(np.log(minutes), frequency, per_min=-2.0, log_frequency=1.0)
    assert huff == pytest.approx(logit)
    assert huff.round(9).tolist() == [[0.5, 0.5]]
