"""Values of the notebook on a day of operations, recomputed by other means."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from scipy import stats

__all__ = ["OPERATIONS_VALUES", "operations"]

OPERATIONS_VALUES = {
    "folders": "{name: str(run.folder.resolve()) for name, run in runs.items()}",
    "within_5": "{name: within(one['operations_transfers'], 5) for name, one in tables.items()}",
    "lanes": "[lanes_now, lanes_then]",
    "at_place": "[at_place['reference_value'], at_place['value'], at_place['difference']]",
    "differences": "differences[['part', 'facility_id', 'measure', 'difference', 'low', 'high',"
    " 'certain']].values.tolist()",
    "queues": "[[lanes, load, theory, mean, bool(inside)] for lanes, load, theory, mean, inside"
    " in checked]",
    "trains": "trains",
    "times_fewer": "times_fewer",
    "totals_off": "len(off)",
    "visits_per_s": "per_s",
    "same": "same",
    "agreement": "agreement",
}
"""What is read from the notebook, in its own names."""

BASE, PLAN = "base-2015-day", "plan-2020-day"


def _table(folder: str, name: str) -> pd.DataFrame:
    return pd.read_parquet(Path(folder) / "tables" / f"{name}.parquet")


def _erlang_c_wait(lanes: int, load: float) -> float:
    """Mean wait over the mean service, by the recursion of Erlang's loss formula."""
    offered = lanes * load
    blocked = 1.0
    for number in range(1, lanes + 1):
        blocked = offered * blocked / (number + offered * blocked)
    waiting = blocked / (1 - load * (1 - blocked))
    return waiting / (lanes * (1 - load))


def _theory(found: dict[str, object]) -> None:
    inside = 0
    for lanes, load, theory, mean, is_inside in found["queues"]:
        assert theory == pytest.approx(_erlang_c_wait(round(lanes), load), rel=1e-9)
        # ten days of 15,000 people each: a tenth is more than any chance in a heavy queue
        assert mean == pytest.approx(theory, rel=0.15, abs=0.01)
        inside += is_inside
    assert inside >= len(found["queues"]) - 1
    for cv, exact_s, mean_s in found["trains"]:
        assert mean_s == pytest.approx(exact_s, rel=0.02), cv


def _differences(found: dict[str, object]) -> None:
    """Student's interval of the paired difference by scipy, measure by measure."""
    keys = ["part", "facility_id", "measure"]
    before, after = (
        _table(found["folders"][name], "operations_replications").set_index([*keys, "replication"])
        for name in (BASE, PLAN)
    )
    pair = before.join(after, how="inner", lsuffix="_before").dropna()
    change = (pair["value"] - pair["value_before"]).groupby(level=keys)
    told = {tuple(row[:3]): row[3:] for row in found["differences"]}
    for key, own in change:
        if key not in told or len(own) < 2:
            continue
        difference, low, high, certain = told[key]
        assert difference == pytest.approx(own.mean(), abs=1e-9)
        if own.std() > 0:
            bounds = stats.t.interval(0.95, len(own) - 1, own.mean(), stats.sem(own))
            assert (low, high) == pytest.approx(bounds)
            assert certain == (low > 0 or high < 0)


def operations(found: dict[str, object]) -> None:
    """Compare what the notebook shows with the tables of its runs, and with theory."""
    for name, share in found["within_5"].items():
        table = _table(found["folders"][name], "operations_transfers")
        summary = _table(found["folders"][name], "operations_summary")
        hubs = summary.loc[summary["part"] == "station", "facility_id"].unique()
        table = table[table["hub_id"].isin(hubs)]
        inside = (table["people"] * table["within_5_min_pct"] / 100).sum()
        assert share == pytest.approx(100 * inside / table["people"].sum())
    _theory(found)
    _differences(found)
    # more lanes never make anybody wait longer
    before, after, change = found["at_place"]
    assert found["lanes"][1] > found["lanes"][0]
    assert after <= before
    assert change == pytest.approx(after - before)
    assert found["times_fewer"] > 1
    # people tie out with demand and timetable
    for folder in found["folders"].values():
        checks = _table(folder, "operations_checks").dropna(subset="difference")
        exact = checks[~checks["check"].str.startswith("near_")]
        assert (exact["difference"] == 0).all()
    assert found["totals_off"] == 0
    assert found["same"] is True
    # what was promised, on a processor that others use as well
    assert found["visits_per_s"] > 200_000
    ranks = _table(found["folders"][PLAN], "operations_critical_sections")
    assert found["agreement"] == pytest.approx(
        stats.spearmanr(ranks["rank"], ranks["rank_topology"]).statistic
    )
