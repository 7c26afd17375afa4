"""Golden values of the kinematic run time, t = 2 sqrt(s / a) if s < v² / a, else s / v + v / a."""

from __future__ import annotations

import math

import pytest

from sim.network.rail_sketch import profile_run_time_s, run_time_s


@pytest.mark.parametrize(
    ("distance_m", "speed_kmh", "rate", "seconds"),
    [
        # v = 50 m/s, v² / a = 10 km: reached. 800 + 200 s.
        (40_000, 180, 0.25, 1_000.0),
        # the border itself: s = v² / a = 10 km, both formulas give 400 s.
        (10_000, 180, 0.25, 400.0),
        # not reached: 2 sqrt(2500 / 0.25) = 200 s.
        (2_500, 180, 0.25, 200.0),
        # a metro hop: v = 20 m/s, v² / a = 400 m; 1000 / 20 + 20 / 1 = 70 s.
        (1_000, 72, 1.0, 70.0),
        # 300 km/h, 0.5 m/s²: 100000 / 83.333 + 83.333 / 0.5 = 1200 + 166.667 s.
        (100_000, 300, 0.5, 1_366.6667),
    ],
)
def test_by_hand(distance_m, speed_kmh, rate, seconds):
    found = run_time_s(distance_m, speed_kmh / 3.6, acceleration_mps2=rate, braking_mps2=rate)
    assert found == pytest.approx(seconds, abs=1e-3)


def test_acceleration_and_braking_that_differ():
    # 50 m/s, a = 0.25, b = 0.5: 5 km up in 200 s, 2.5 km down in 100 s, 12.5 km at 50 m/s in 250 s.
    found = run_time_s(20_000, 50, acceleration_mps2=0.25, braking_mps2=0.5)
    assert found == pytest.approx(550.0)
    # 3 km: peak = sqrt(2 * 3000 * 0.25 * 0.5 / 0.75) = sqrt(1000) = 31.623 m/s;
    # 31.623 / 0.25 + 31.623 / 0.5 = 189.737 s.
    short = run_time_s(3_000, 50, acceleration_mps2=0.25, braking_mps2=0.5)
    assert short == pytest.approx(6 * math.sqrt(1000), abs=1e-9)


def test_speed_limit_in_the_middle():
    # 50, 25 and 50 m/s, a = b = 0.25. Each outer section of 10 km: up to 50 m/s in 5 km (200 s),
    # down to 25 in (2500 - 625) / 0.5 = 3.75 km (100 s), 1.25 km at 50 m/s (25 s): 325 s. The
    # middle 5 km at 25 m/s: 200 s.
    found = profile_run_time_s(
        [10_000, 5_000, 10_000], [50, 25, 50], acceleration_mps2=0.25, braking_mps2=0.25
    )
    assert found == pytest.approx(850.0)


def test_limit_far_ahead_is_braked_for_over_two_sections():
    # 20 m/s ahead after a last km: the last section is only 1 km long, so the train must enter it
    # at sqrt(2 * 0.25 * 1000) = 22.3607 m/s at the most to stop at its end, whatever its limit.
    found = profile_run_time_s([20_000, 1_000], [40, 60], acceleration_mps2=0.25, braking_mps2=0.25)
    whole = run_time_s(21_000, 40, acceleration_mps2=0.25, braking_mps2=0.25)
    assert found == pytest.approx(whole)
