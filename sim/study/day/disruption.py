"""Days with closures, replicated: what they cost, as tables of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.clock import clock_text
from sim.hub.disruption.closing import ClosureRequest, routes_between
from sim.hub.disruption.comparison import LATE_MIN, ClosureCost, recovered_after
from sim.hub.experiment.intervals import mean_interval
from sim.hub.experiment.outcome import Outcome
from sim.hub.experiment.stopping import Headline
from sim.hub.metro.services import LineService
from sim.hub.metro.trains import simulate_lines
from sim.study.day.closures import (
    DisruptionInputs,
    closure_names,
    cost_of,
    disruption_inputs,
    disruption_note,
)
from sim.study.day.critical import critical_sections, ranking_check
from sim.study.day.names import OPERATIONS_COLUMNS
from sim.study.day.riders import riders_of_day

__all__ = [
    "HEADLINES",
    "DisruptionInputs",
    "closure_names",
    "disruption_inputs",
    "disruption_note",
    "disruption_outcome",
    "disruption_tables",
    "replicate_disruption",
]

Frames = Mapping[str, pd.DataFrame]

PART = "disruption"
_COSTS = "closure_costs"
_RECOVERY = "closure_recovery"
_CRITICAL = "operations_critical_sections"
_CHECKS = "operations_checks"
_COUNTS = (
    *("people_affected", "person_minutes_lost", "person_minutes_within_patience"),
    *("waited", "rerouted", "by_shuttle", "gave_up"),
)
_BESIDE = ("slowed", "over_patience")
_HEADLINES = ("people_affected", "person_minutes_lost", "gave_up")

HEADLINES = (Headline("person_minutes_lost", floor=1000.0),)
"""What has to be sure: people-minutes lost at each closure."""


def replicate_disruption(
    inputs: DisruptionInputs, seed: int, replication: int
) -> tuple[dict[str, float], dict[str, pd.DataFrame]]:
    """One day without closures, and the same day with each of them: measures, and frames.

    Measures are ``person_minutes_lost/<closure id>`` and the like. The critical sections are
    searched in replication 0 only.
    """
    people = riders_of_day(inputs.riders, seed, replication)
    day = simulate_lines(
        inputs.lines.services,
        people.riders,
        seed=seed,
        replication=replication,
        fleets=inputs.lines.fleets,
    )
    measures: dict[str, float] = {}
    costs: list[dict[str, object]] = []
    tables: list[pd.DataFrame] = []
    checks: list[dict[str, object]] = []
    for request in inputs.requests:
        cost = cost_of(inputs, request, (people, day), seed, replication)
        name = request.closure_id
        measures |= {f"{what}/{name}": float(getattr(cost, what)) for what in _HEADLINES}
        counts = {what: float(getattr(cost, what)) for what in (*_COUNTS, *_BESIDE)}
        costs.append({"closure_id": name, **counts})
        tables.append(cost.recovery.assign(closure_id=name))
        checks.append(_check(cost, name))
    frames = {
        _COSTS: pd.DataFrame(costs, columns=["closure_id", *_COUNTS, *_BESIDE]),
        _RECOVERY: pd.concat(tables, ignore_index=True) if tables else _no_recovery(),
        _CHECKS: pd.DataFrame(checks),
    }
    if replication == 0:
        frames[_CRITICAL] = critical_sections(inputs, people, day, seed)
    return measures, frames


def disruption_outcome(inputs: DisruptionInputs, seed: int, replication: int) -> Outcome:
    """One replication as `sim.hub.experiment` wants it; see `replicate_disruption`."""
    measures, frames = replicate_disruption(inputs, seed, replication)
    return Outcome(measures, frames)


def _no_recovery() -> pd.DataFrame:
    columns = ["quarter_start_s", "users", "extra_min_per_person", "people_late", "closure_id"]
    return pd.DataFrame(columns=columns)


def _check(cost: ClosureCost, name: str) -> dict[str, object]:
    total = cost.arrived + cost.gave_up + cost.stranded
    return {
        "part": PART,
        "facility_id": name,
        "check": "everybody_accounted_for",
        "title_zh": "乘客总数＝到达＋放弃乘坐＋无封闭时同样未到达",
        "title_en": "Riders = arrived + gave up + those stranded without the closure too",
        "model_total": float(cost.riders),
        "simulated_total": float(total),
        "difference": float(total - cost.riders),
    }


def disruption_tables(
    inputs: DisruptionInputs, replications: Sequence[Frames]
) -> dict[str, pd.DataFrame]:
    """Tables of the closures from the frames of all replications (`replicate_disruption`).

    Numbers of people are means over the replications; ``low`` and ``high`` bound the mean of
    ``person_minutes_lost`` with 95 % confidence (missing with one replication). The curve of
    recovery is the mean curve, and the time to recover is read from it.

    Returns
    -------
    dict
        ``operations_disruptions``, ``operations_recovery``, ``operations_critical_sections`` and
        ``operations_checks``.
    """
    costs = pd.concat([one[_COSTS] for one in replications], ignore_index=True)
    curves = pd.concat([one[_RECOVERY] for one in replications], ignore_index=True)
    mean = (
        curves.groupby(["closure_id", "quarter_start_s"], sort=True)[
            ["extra_min_per_person", "people_late"]
        ]
        .sum()
        .div(max(1, len(replications)))
        .reset_index()
    )
    critical = next(
        (one[_CRITICAL] for one in replications if _CRITICAL in one),
        pd.DataFrame(columns=list(OPERATIONS_COLUMNS[_CRITICAL])),
    )
    titles = closure_names(inputs)
    rows = [
        {
            **_row(
                one,
                costs[costs["closure_id"] == one.closure_id],
                mean[mean["closure_id"] == one.closure_id],
                disruption_note(inputs),
            ),
            "title_zh": titles[one.closure_id][0],
            "title_en": titles[one.closure_id][1],
            **_where(one, inputs.lines.services),
        }
        for one in inputs.requests
    ]
    curve = mean.assign(quarter_start=[clock_text(int(time)) for time in mean["quarter_start_s"]])
    return {
        "operations_disruptions": pd.DataFrame(
            rows, columns=list(OPERATIONS_COLUMNS["operations_disruptions"])
        ),
        "operations_recovery": curve.reindex(
            columns=list(OPERATIONS_COLUMNS["operations_recovery"])
        ),
        _CRITICAL: critical,
        _CHECKS: pd.concat(
            [replications[0][_CHECKS], ranking_check(critical, PART)], ignore_index=True
        ),
    }


def _row(
    request: ClosureRequest, costs: pd.DataFrame, curve: pd.DataFrame, note: str
) -> dict[str, object]:
    lost = mean_interval(costs["person_minutes_lost"].astype(float).tolist())
    recovered_s = recovered_after(curve, request.until_s, LATE_MIN)
    known = np.isfinite(recovered_s)
    means = {name: float(costs[name].astype(float).mean()) for name in (*_COUNTS, *_BESIDE)}
    return {
        "closure_id": request.closure_id,
        "kind": request.kind,
        "from_time": clock_text(int(request.from_s)),
        "until_time": clock_text(int(request.until_s)),
        **{name: means[name] for name in _COUNTS},
        "low": lost.low,
        "high": lost.high,
        "recovered_time": clock_text(int(recovered_s)) if known else "",
        "minutes_to_recover": (recovered_s - request.until_s) / 60 if known else float("nan"),
        "note": f"{_queue_note(means)} {note}",
    }


def _queue_note(means: Mapping[str, float]) -> str:
    """Who else is late, between what the loss lies, and of whom the recovery is told."""
    slowed, over = means["slowed"], means["over_patience"]
    most, least = means["person_minutes_lost"], means["person_minutes_within_patience"]
    return (
        f"另有{slowed:.0f}人因拥挤晚到1分钟以上；{over:.0f}人的实际损失超过其所能忍受"
        f"（模型中排队者不中途离开），故损失在{least:,.0f}（每人至多计至忍受上限）与{most:,.0f}"
        "人分钟之间；恢复指此后出发的乘客平均晚到不超过1分钟。"
        f" Another {slowed:.0f} people are over 1 min late because of crowding; {over:.0f} people "
        "lose more than they would bear: nobody leaves a queue here, so that the loss is between "
        f"{least:,.0f} (nobody counted beyond what they bear) and {most:,.0f} person-minutes. "
        "Recovered: people who set out from then on are on average at most 1 min late."
    )


def _where(request: ClosureRequest, services: Sequence[LineService]) -> dict[str, str]:
    """Where a map draws it: a section of its first line, or a station."""
    if request.kind == "station":
        return {"route_id": "", "from_id": "", "to_id": "", "station_id": request.stop_ids[0]}
    return {
        "route_id": routes_between(request, services)[0],
        "from_id": request.stop_ids[0],
        "to_id": request.stop_ids[1],
        "station_id": "",
    }
