"""Paired differences of a simulated day: by hand, and what a run lacks."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from sim.indicators.compare_operations import DIFFERENCE_COLUMNS, operations_differences

KEY = {"part": "metro", "facility_id": "network", "measure": "mean_wait"}
WORDS = {
    "name_zh": "网", "name_en": "Network", "title_zh": "候车", "title_en": "Wait", "unit": "s",
}  # fmt: skip


def run(values: list[float], **key: str) -> dict[str, pd.DataFrame]:
    own = {**KEY, **key}
    return {
        "operations_summary": pd.DataFrame([{**own, **WORDS}]),
        "operations_replications": pd.DataFrame(
            [{**own, "replication": at, "value": value} for at, value in enumerate(values)]
        ),
    }


def test_paired_difference_by_hand() -> None:
    """Differences -1, -2, -3: mean -2, s = 1, t(2) = 4.303, half-width 4.303 / sqrt(3) = 2.484.

    Variances alone 4 and 1 (of 10, 12, 14 and 9, 10, 11), that of the difference 1: 1 - 1/5 = 80 %.
    """
    found = operations_differences(
        {"now": run([10.0, 12.0, 14.0]), "plan": run([9.0, 10.0, 11.0])}, "now"
    )
    (row,) = found.to_dict("records")
    assert tuple(row) == DIFFERENCE_COLUMNS
    assert (row["value"], row["reference_value"], row["difference"]) == (10, 12, -2)
    assert (row["low"], row["high"]) == (
        pytest.approx(-4.484, abs=1e-3),
        pytest.approx(0.484, abs=1e-3),
    )
    assert not row["certain"]  # zero lies inside
    assert row["variance_reduction_pct"] == pytest.approx(80)


def test_equal_runs_differ_by_nothing() -> None:
    same = run([10.0, 12.0, 14.0])
    (row,) = operations_differences({"now": same, "plan": same}, "now").to_dict("records")
    assert (row["difference"], row["low"], row["high"], row["certain"]) == (0, 0, 0, False)


def test_pairs_are_replications_that_both_have() -> None:
    now, plan = run([10.0, 12.0, 14.0, 99.0]), run([9.0, math.nan, 13.0])
    (row,) = operations_differences({"now": now, "plan": plan}, "now").to_dict("records")
    assert (row["pairs"], row["difference"]) == (2, -1)


def test_replications_are_paired_by_number_not_by_row() -> None:
    now, plan = run([10.0, 20.0]), run([11.0, 21.0])
    plan["operations_replications"] = plan["operations_replications"].iloc[::-1]
    (row,) = operations_differences({"now": now, "plan": plan}, "now").to_dict("records")
    assert (row["difference"], row["certain"]) == (1, True)


@pytest.mark.parametrize(
    "plan",
    [{}, run([9.0, 10.0], measure="other"), {"operations_summary": pd.DataFrame()}],
    ids=["no day", "another measure", "no rows"],
)
def test_what_one_side_lacks_is_left_out(plan: dict[str, pd.DataFrame]) -> None:
    found = operations_differences({"now": run([1.0, 2.0]), "plan": plan}, "now")
    assert found.empty
    assert tuple(found.columns) == DIFFERENCE_COLUMNS


def test_without_the_reference_there_is_nothing_to_compare() -> None:
    assert operations_differences({"now": {}, "plan": run([1.0, 2.0])}, "now").empty
