"""Properties of run times, and what a sketch refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.network.model import Quality
from sim.network.rail_sketch import (
    Driving,
    RailSketch,
    SketchStop,
    profile_run_time_s,
    run_between_s,
    run_time_s,
    sketch_faults,
)

LENGTHS = st.lists(st.floats(10, 80_000), min_size=1, max_size=6)
RATES = st.floats(0.1, 1.2)
PLAIN = Driving(0.25, 0.25, margin_share=0.0, throat_s=0.0, operating_share=1.0)


@given(st.data(), LENGTHS, RATES, RATES)
def test_between_the_slowest_and_the_fastest_limit(data, lengths, up, down):
    limits = data.draw(st.lists(st.floats(5, 100), min_size=len(lengths), max_size=len(lengths)))
    rates = {"acceleration_mps2": up, "braking_mps2": down}
    found = profile_run_time_s(lengths, limits, **rates)
    assert found >= run_time_s(sum(lengths), max(limits), **rates) - 1e-6
    assert found <= run_time_s(sum(lengths), min(limits), **rates) + 1e-6


@given(LENGTHS, st.floats(5, 100), RATES, RATES)
def test_passed_stations_cost_nothing_and_direction_only_swaps_the_rates(lengths, limit, up, down):
    limits = [limit] * len(lengths)
    there = profile_run_time_s(lengths, limits, acceleration_mps2=up, braking_mps2=down)
    whole = run_time_s(sum(lengths), limit, acceleration_mps2=up, braking_mps2=down)
    back = profile_run_time_s(lengths[::-1], limits, acceleration_mps2=down, braking_mps2=up)
    assert there == pytest.approx(whole, rel=1e-9)
    assert back == pytest.approx(there, rel=1e-9)


@given(st.floats(100, 200_000), st.floats(5, 90), st.floats(0, 30))
def test_longer_is_never_quicker_and_faster_is_never_slower(distance, speed, more):
    rates = {"acceleration_mps2": 0.3, "braking_mps2": 0.3}
    here = run_time_s(distance, speed, **rates)
    assert run_time_s(distance + 100, speed, **rates) > here
    assert run_time_s(distance, speed + more, **rates) <= here + 1e-9
    assert here >= distance / speed


def test_small_steps_in_time_give_the_same():
    """The closed form against a train driven metre by metre."""
    lengths, limits, up, down = [3_000.0, 2_000.0, 4_000.0], [40.0, 20.0, 30.0], 0.4, 0.6
    ends = [3_000.0, 5_000.0, 9_000.0]
    step = 1.0
    count = 9_000
    highest = [
        min(limits[i] for i in range(3) if (ends[i] - lengths[i]) <= m * step <= ends[i])
        for m in range(count + 1)
    ]
    speed = [0.0] * (count + 1)
    for m in range(1, count + 1):
        speed[m] = min(highest[m], (speed[m - 1] ** 2 + 2 * up * step) ** 0.5)
    speed[count] = 0.0
    for m in reversed(range(count)):
        speed[m] = min(speed[m], (speed[m + 1] ** 2 + 2 * down * step) ** 0.5)
    seconds = sum(2 * step / (speed[m] + speed[m + 1]) for m in range(count))
    found = profile_run_time_s(lengths, limits, acceleration_mps2=up, braking_mps2=down)
    assert found == pytest.approx(seconds, rel=1e-3)


def test_nothing_takes_no_time():
    rates = {"acceleration_mps2": 0.3, "braking_mps2": 0.3}
    assert run_time_s(0, 50, **rates) == 0.0
    assert profile_run_time_s([], [], **rates) == 0.0


@pytest.mark.parametrize(
    ("lengths", "limits", "rate"),
    [([-1], [50], 0.3), ([100], [0], 0.3), ([100], [50], 0), ([100], [50], -0.3)],
)
def test_impossible_numbers_raise(lengths, limits, rate):
    with pytest.raises(ValueError, match="positive"):
        profile_run_time_s(lengths, limits, acceleration_mps2=rate, braking_mps2=0.3)
    with pytest.raises(ValueError, match="zip"):
        profile_run_time_s([1, 2], [50], acceleration_mps2=0.3, braking_mps2=0.3)


def line(name: str, *stops: tuple[str, float, float], throat: str = "") -> RailSketch:
    return RailSketch(
        name,
        name,
        name,
        name,
        350,
        tuple(SketchStop(s, km, kmh, throat=s == throat) for s, km, kmh in stops),
        Quality.SCENARIO,
        "test",
    )


def test_way_over_two_sketches_passes_the_junction():
    one = line("one", ("A", 0, 0), ("J", 20, 180))
    two = line("two", ("J", 0, 0), ("B", 10, 180), ("C", 20, 180))
    # 40 km at 50 m/s and 0.25 m/s², J and B passed: 800 + 200 s.
    assert run_between_s([one, two], "A", "C", driving=PLAIN) == pytest.approx(1_000)
    assert run_between_s([two, one], "C", "A", driving=PLAIN) == pytest.approx(1_000)
    assert run_between_s([one], "A", "C", driving=PLAIN) is None


def test_large_stations_and_margin():
    driving = Driving(0.25, 0.25, margin_share=0.1, throat_s=60, operating_share=1.0)
    sketch = line("x", ("A", 0, 0), ("B", 40, 180), throat="B")
    # 1000 s, 10 % more, one large station of 60 s.
    assert run_between_s([sketch], "A", "B", driving=driving) == pytest.approx(1_160)


def test_faults_are_all_told():
    stops = (
        SketchStop("A", 0, 0),
        SketchStop("B", 30, 400),
        SketchStop("C", 20, 100),
        SketchStop("A", 50, 100),
    )
    found = list(sketch_faults(stops, ["A", "B", "C", "A"], design_speed_kmh=350))
    assert [(fault.code, fault.place) for fault in found] == [
        ("sketch-too-fast", 1),
        ("stop-order", 3),
        ("stop-order", 2),
    ]
    assert "400 km/h on a line designed for 350 km/h" in found[0].what
    assert found[2].what == "C lies at km 20, not after B at km 30"
    assert all(fault.fix for fault in found)
