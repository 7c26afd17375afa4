"""What must hold for any town: monotony, equivalences and conservation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.accessibility import (
    Decay,
    balanced_floating_catchment,
    balancing_time,
    cumulative,
    cumulative_by_cutoff,
    cumulative_interval,
    enhanced_two_step_floating_catchment,
    exponential,
    gaussian,
    gravity,
    linear,
    logistic,
    proximity,
    shen,
    spatial_availability,
    step,
    stepped,
    three_step_floating_catchment,
    time_to_closest,
    time_to_nth,
    transport_performance,
    two_step_floating_catchment,
    unclaimed,
)


@dataclass(frozen=True)
class Town:
    times: np.ndarray
    supply: np.ndarray
    people: np.ndarray


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """Times are multiples of a minute up to 90, or missing; amounts are whole numbers."""
    n, m = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    time = st.one_of(st.integers(0, 90).map(float), st.just(float("nan")))
    amount = st.one_of(st.just(0), st.integers(0, 1000))
    return Town(
        np.array(draw(st.lists(time, min_size=n * m, max_size=n * m))).reshape(n, m),
        np.array(draw(st.lists(amount, min_size=m, max_size=m)), dtype=float),
        np.array(draw(st.lists(amount, min_size=n, max_size=n)), dtype=float),
    )


cutoffs = st.integers(0, 100)
# weights that do not underflow: every claim stays a normal number
decays = st.one_of(
    st.builds(step, cutoffs),
    st.builds(linear, st.integers(1, 120)),
    st.builds(gaussian, st.integers(1, 120)),
    st.builds(exponential, st.integers(5, 100)),
    st.builds(logistic, st.integers(5, 60), st.integers(5, 30)),
    st.just(stepped((10, 20, 30), (1, 0.68, 0.22))),
)


@given(towns(), cutoffs, cutoffs)
def test_a_longer_cutoff_never_reaches_less(town: Town, one: int, other: int) -> None:
    low, high = sorted((one, other))
    less = cumulative(town.times, town.supply, cutoff_min=low)
    assert (less <= cumulative(town.times, town.supply, cutoff_min=high)).all()


@given(towns(), cutoffs)
def test_gravity_with_a_step_is_cumulative(town: Town, cutoff: int) -> None:
    stepwise = gravity(town.times, town.supply, decay=step(cutoff))
    assert stepwise.tolist() == cumulative(town.times, town.supply, cutoff_min=cutoff).tolist()


@given(towns(), cutoffs)
def test_an_interval_of_one_cutoff_is_cumulative(town: Town, cutoff: int) -> None:
    wanted = cumulative(town.times, town.supply, cutoff_min=cutoff).tolist()
    for summary in ("mean", "median"):
        found = cumulative_interval(
            town.times, town.supply, from_min=cutoff, to_min=cutoff, summary=summary
        )
        assert found.tolist() == wanted


@given(towns(), st.integers(0, 50), st.integers(0, 50))
def test_an_interval_lies_between_its_ends(town: Town, start: int, length: int) -> None:
    low, high = cumulative_by_cutoff(town.times, town.supply, cutoffs_min=(start, start + length)).T
    for summary in ("mean", "median"):
        found = cumulative_interval(
            town.times, town.supply, from_min=start, to_min=start + length, summary=summary
        )
        assert (found >= low * (1 - 1e-12)).all()
        assert (found <= high * (1 + 1e-12)).all()


@given(towns(), decays, st.sampled_from([0.5, 2, 1024]))
def test_scaling_opportunities_scales_access(town: Town, decay: Decay, factor: float) -> None:
    """By a power of two, so that not even the last bit differs."""
    for measure in (
        lambda o: gravity(town.times, o, decay=decay),
        lambda o: cumulative(town.times, o, cutoff_min=30),
        lambda o: shen(town.times, o, people=town.people, decay=decay),
        lambda o: three_step_floating_catchment(town.times, o, people=town.people, decay=decay),
        lambda o: balanced_floating_catchment(town.times, o, people=town.people, decay=decay),
        lambda o: spatial_availability(town.times, o, people=town.people, decay=decay),
    ):
        np.testing.assert_array_equal(measure(town.supply * factor), measure(town.supply) * factor)


@given(towns(), decays)
def test_access_is_never_more_than_there_is(town: Town, decay: Decay) -> None:
    assert (gravity(town.times, town.supply, decay=decay) <= town.supply.sum() * (1 + 1e-12)).all()


@given(towns(), decays, st.integers(1, 60))
def test_faster_is_never_worse(town: Town, decay: Decay, saved_min: int) -> None:
    faster = np.maximum(town.times - saved_min, 0)
    before = gravity(town.times, town.supply, decay=decay)
    assert (gravity(faster, town.supply, decay=decay) >= before * (1 - 1e-12)).all()
    was, now = time_to_closest(town.times, town.supply), time_to_closest(faster, town.supply)
    np.testing.assert_array_equal(now, np.maximum(was - saved_min, 0))


@given(towns(), st.integers(1, 2000), st.integers(1, 2000))
def test_more_takes_no_less_time(town: Town, one: int, other: int) -> None:
    low, high = sorted((one, other))
    first = np.nan_to_num(time_to_nth(town.times, town.supply, n=low), nan=np.inf)
    assert (first <= np.nan_to_num(time_to_nth(town.times, town.supply, n=high), nan=np.inf)).all()


@given(towns(), st.integers(1, 2000))
def test_time_to_nth_and_cumulative_are_each_other_s_dual(town: Town, n: int) -> None:
    """Within the time to the n-th there are n; a minute before, there are not."""
    for origin, time in enumerate(time_to_nth(town.times, town.supply, n=n).tolist()):
        row = town.times[origin : origin + 1]
        if np.isnan(time):
            assert cumulative(row, town.supply, cutoff_min=100).item() < n
            continue
        assert cumulative(row, town.supply, cutoff_min=time).item() >= n
        if time >= 1:
            assert cumulative(row, town.supply, cutoff_min=time - 1).item() < n


@given(towns())
def test_the_smallest_amount_is_the_closest(town: Town) -> None:
    found = time_to_nth(town.times, town.supply, n=1e-9)
    np.testing.assert_array_equal(found, time_to_closest(town.times, town.supply))


@given(towns(), st.integers(1, 2000))
def test_balancing_time_is_time_to_the_own_number(town: Town, n: int) -> None:
    same = np.full(len(town.people), float(n))
    balanced = balancing_time(town.times, town.supply, people=same)
    np.testing.assert_array_equal(balanced, time_to_nth(town.times, town.supply, n=n))


@given(towns(), cutoffs)
def test_two_step_is_enhanced_with_a_step_and_shen_too(town: Town, cutoff: int) -> None:
    plain = two_step_floating_catchment(
        town.times, town.supply, people=town.people, cutoff_min=cutoff
    )
    for measure in (enhanced_two_step_floating_catchment, shen):
        found = measure(town.times, town.supply, people=town.people, decay=step(cutoff))
        np.testing.assert_array_equal(found, plain)


@given(towns(), decays)
def test_what_is_shared_out_is_what_is_reached(town: Town, decay: Decay) -> None:
    """``sum P_i A_i = sum S_j`` of reached supply, for 2SFCA, E2SFCA, Shen and 3SFCA."""
    shared_out = town.supply.sum() - unclaimed(
        town.times, town.supply, people=town.people, decay=decay
    )
    inhabited = town.people > 0
    for measure in (
        enhanced_two_step_floating_catchment,
        shen,
        three_step_floating_catchment,
    ):
        found = measure(town.times, town.supply, people=town.people, decay=decay)
        total = (town.people * found)[inhabited].sum()
        assert total == pytest.approx(shared_out, rel=1e-9, abs=1e-9)


@given(towns(), decays)
def test_availability_adds_up_to_the_opportunities(town: Town, decay: Decay) -> None:
    found = spatial_availability(town.times, town.supply, people=town.people, decay=decay)
    lost = unclaimed(town.times, town.supply, people=town.people, decay=decay)
    assert found.sum() == pytest.approx(town.supply.sum() - lost, rel=1e-9, abs=1e-9)
    by_head = shen(town.times, town.supply, people=town.people, decay=decay)
    inhabited = town.people > 0
    np.testing.assert_allclose(found[inhabited], (by_head * town.people)[inhabited], rtol=1e-12)


@given(towns(), decays)
def test_balanced_levels_of_service_are_shared_out(town: Town, decay: Decay) -> None:
    """``sum A_i = sum L_j``, with the levels worked out apart, and demand adds up to people."""
    everybody = np.maximum(town.people, 1)
    found = balanced_floating_catchment(town.times, town.supply, people=everybody, decay=decay)
    weights = decay(town.times) * (town.supply > 0)
    sums = weights.sum(axis=1, keepdims=True)
    demand = (
        everybody[:, np.newaxis] * np.divide(weights, sums, where=sums > 0, out=weights * 0)
    ).sum(axis=0)
    assert demand.sum() == pytest.approx(everybody[sums[:, 0] > 0].sum(), rel=1e-9)
    levels = [s / d for s, d in zip(town.supply, demand, strict=True) if d > 0]
    assert found.sum() == pytest.approx(sum(levels), rel=1e-9)


@given(towns(), decays)
def test_a_single_place_makes_all_catchments_agree(town: Town, decay: Decay) -> None:
    """With one place there is nothing to choose: 3SFCA is E2SFCA."""
    times, beds = town.times[:, :1], town.supply[:1]
    plain = shen(times, beds, people=town.people, decay=decay)
    chosen = three_step_floating_catchment(times, beds, people=town.people, decay=decay)
    np.testing.assert_allclose(chosen, plain, rtol=1e-9)


@given(towns(), st.randoms(use_true_random=False))
def test_order_of_places_does_not_matter(town: Town, random: object) -> None:
    places = list(range(len(town.supply)))
    random.shuffle(places)
    for measure in (
        lambda t, o: cumulative(t, o, cutoff_min=30),
        lambda t, o: time_to_nth(t, o, n=3),
        time_to_closest,
        lambda t, o: two_step_floating_catchment(t, o, people=town.people, cutoff_min=30),
    ):
        np.testing.assert_allclose(
            measure(town.times[:, places], town.supply[places]),
            measure(town.times, town.supply),
            rtol=1e-12,
        )


@given(towns())
def test_performance_of_a_network_as_fast_as_the_crow(town: Town) -> None:
    """A km a minute everywhere: 100 % wherever anything lies nearby."""
    km = np.nan_to_num(town.times, nan=1e6)
    nearby = proximity(km, town.supply, radius_km=30)
    found = transport_performance(
        town.times, town.supply, distances_km=km, cutoff_min=30, radius_km=30
    )
    np.testing.assert_array_equal(found, np.where(nearby > 0, 100.0, np.nan))
