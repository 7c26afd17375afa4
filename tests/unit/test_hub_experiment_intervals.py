"""Intervals of means and of paired differences, against numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.hub.experiment.intervals import mean_interval, paired_difference
from sim.hub.experiment.stopping import Headline, StoppingRule, enough, sizes, unsure


def test_interval_by_hand():
    # 9, 10, 11, 12, 13: mean 11, s = sqrt(10 / 4) = 1.5811, t(4) = 2.7764 (table),
    # half = 2.7764 * 1.5811 / sqrt(5) = 1.9632
    found = mean_interval([9, 10, 11, 12, 13])
    assert found.mean == 11
    assert found.half_width == pytest.approx(1.9632, abs=1e-4)
    assert found.half_width_pct == pytest.approx(17.847, abs=1e-3)
    assert found.replications == 5


def test_ends_are_cut_to_what_is_possible_but_the_half_width_is_not():
    # shares of 0, 0 and 3 %: mean 1, s = sqrt(3), half = 4.3027 * 1.7321 / sqrt(3) = 4.3027
    found = mean_interval([0.0, 0.0, 3.0])
    assert found.low == pytest.approx(-3.3027, abs=1e-4)
    low, high = found.bounds(0.0, 100.0)
    assert low == 0.0
    assert high == pytest.approx(5.3027, abs=1e-4)
    assert found.half_width == pytest.approx(4.3027, abs=1e-4)
    # 100, 100 and 97 %: the other end
    assert mean_interval([100.0, 100.0, 97.0]).bounds(0.0, 100.0)[1] == 100.0
    assert all(math.isnan(end) for end in mean_interval([1.0]).bounds(0.0))


def test_one_value_has_no_interval_and_none_has_no_mean():
    one, none = mean_interval([7.0]), mean_interval([])
    assert (one.mean, one.replications) == (7.0, 1)
    assert math.isnan(one.low)
    assert math.isnan(one.half_width_pct)
    assert math.isnan(none.mean)
    assert none.replications == 0


def test_missing_values_are_left_out():
    assert mean_interval([1.0, math.nan, 3.0]).replications == 2
    assert mean_interval([1.0, math.nan, 3.0]).mean == 2.0


def test_equal_values_are_exact():
    found = mean_interval([0.1] * 7)
    assert (found.mean, found.low, found.high, found.half_width_pct) == (0.1, 0.1, 0.1, 0.0)


def test_mean_of_zero_has_an_infinite_relative_width():
    assert mean_interval([-1.0, 1.0]).half_width_pct == math.inf


def test_common_draws_make_a_small_difference_certain():
    # what chance does to both is 100 times the effect of 1
    noise = np.random.default_rng(3).normal(0, 100, 10)
    before, after = 500 + noise, 501 + noise
    found = paired_difference(before.tolist(), after.tolist())
    assert found.interval.mean == pytest.approx(1)
    assert found.certain
    assert found.variance_reduction_pct == pytest.approx(100)


def test_draws_with_nothing_in_common_reduce_nothing():
    draws = np.random.default_rng(4).normal(0, 1, (2, 4000))
    found = paired_difference(draws[0].tolist(), draws[1].tolist())
    assert abs(found.variance_reduction_pct) < 6  # 100 / sqrt(4000) is 1.6
    assert not found.certain


def test_difference_takes_the_replications_that_both_have():
    found = paired_difference([1.0, 2.0, math.nan, 4.0], [2.0, 3.0, 4.0])
    assert found.interval.replications == 2
    assert found.interval.mean == 1.0
    assert not paired_difference([1.0], [2.0]).certain


def test_interval_holds_the_truth_as_often_as_it_says():
    # 1000 experiments of 5: 950 expected, standard deviation sqrt(1000 * .95 * .05) = 6.9
    draws = np.random.default_rng(5).normal(10, 2, (1000, 5))
    holds = sum(
        found.low <= 10 <= found.high for found in (mean_interval(list(row)) for row in draws)
    )
    assert 929 <= holds <= 971


def test_sizes_are_whole_blocks_up_to_the_most():
    assert sizes(StoppingRule()) == (5, 10, 15, 20, 25, 30)
    assert sizes(StoppingRule(3, 3)) == (3,)
    assert sizes(StoppingRule(1, 4, block=2)) == (1, 3, 4)


def test_rule_names_what_is_not_sure():
    rule = StoppingRule(half_width_pct=20)
    values = {"a": [9.0, 10.0, 11.0, 12.0, 13.0], "b": [1.0, 30.0]}  # a: 17.8 %
    headlines = [Headline("a"), Headline("b"), Headline("nobody")]
    assert unsure(rule, headlines, values) == ("b",)
    assert not enough(rule, headlines, values)
    assert unsure(StoppingRule(half_width_pct=17), [Headline("a")], values) == ("a",)
    assert enough(StoppingRule(half_width_pct=17), [Headline("a", floor=2.0)], values)
    assert unsure(rule, [Headline("b")], {"b": [1.0]}) == ("b",)


def test_a_headline_may_be_a_family():
    values = {"wait_s/gates": [1.0, 9.0], "wait_s/desk": [5.0, 5.0], "wait": [1.0, 9.0]}
    assert unsure(StoppingRule(), [Headline("wait_s")], values) == ("wait_s/gates",)


def test_impossible_rules_are_told_all_at_once():
    with pytest.raises(ScenarioError) as caught:
        StoppingRule(least=0, most=-1, half_width_pct=0, block=0)
    text = str(caught.value)
    assert len(caught.value.issues) == 4
    assert "at most -1 replications, but at least 0" in text
    assert "a half-width of 0 % is never reached" in text
    assert "give 1 or more" in text
