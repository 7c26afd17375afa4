"""Measures of a day of the lines, and its trains as rows for the animation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.clock import clock_text
from sim.hub.metro.boarding import INSIDE
from sim.hub.metro.day import MetroDay
from sim.hub.metro.line_quarters import quarters_in
from sim.hub.metro.waits import waits_by_quarter

__all__ = ["MEASURES", "TRAIN_COLUMNS", "Measure", "day_measures", "train_table"]

TRAIN_COLUMNS = (
    "train_id",
    "route_id",
    "direction",
    "seq",
    "stop_id",
    "arrive_s",
    "depart_s",
    "load",
    "capacity",
)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of a day: its name, titles and unit."""

    name: str
    title_zh: str
    title_en: str
    unit: str


MEASURES: tuple[Measure, ...] = (
    Measure("riders", "乘客", "Riders", "people"),
    Measure("boardings", "上车人次", "Boardings", "people"),
    Measure("trains", "开行列车", "Trains run", "trains"),
    Measure("cancelled_trains", "取消列车", "Trains cancelled", "trains"),
    Measure("mean_wait_s", "平均候车时间", "Mean wait", "s"),
    Measure("expected_wait_s", "按实际间隔的理论候车时间", "Wait expected of the headways", "s"),
    Measure("even_wait_s", "间隔均匀时的候车时间", "Wait at even headways", "s"),
    Measure("excess_wait_s", "超额候车时间", "Excess wait", "s"),
    Measure("failed_boardings", "未能上车人次", "Failed boardings", "people"),
    Measure("failed_boarding_pct", "遇满载不能上车的比例", "Left behind at least once", "%"),
    Measure("max_load_factor", "最高断面满载率", "Fullest section, a quarter of an hour", "1"),
    Measure("max_density_per_m2", "站台最高密度", "Densest platform", "people/m2"),
    Measure("max_held", "限流等候最多", "Most held at the gates of a platform", "people"),
    Measure("held_quarters", "限流的站台刻钟数", "Platform quarter-hours with holding", "1"),
    Measure("mean_journey_min", "平均行程时间", "Mean journey", "min"),
    Measure("p95_journey_min", "行程时间95%分位", "95 % of journeys within", "min"),
    Measure("late_over_1_min_pct", "晚点超过1分钟的到发", "Calls over a minute late", "%"),
    Measure("bunched_share_pct", "串车比例", "Bunched headways", "%"),
    Measure("unfinished", "末班车后未完成", "Still inside after the last train", "people"),
)
"""What `day_measures` gives, in its order."""


def day_measures(
    day: MetroDay, lines: pd.DataFrame, platforms: pd.DataFrame
) -> Mapping[str, float]:
    """Numbers of the whole day; missing where nobody travelled.

    A journey is from the first platform to the end, walks between trains included. ``late`` counts
    calls that leave over a minute after their planned time. Waits and sections are those of
    `lines` (`sim.hub.metro.line_quarters.line_quarters`), densities and people held at the gates
    those of `platforms` (`sim.hub.metro.platforms.platform_quarters`).

    Examples
    --------
    >>> from sim.hub.metro.examples import riders_of, small_line
    >>> from sim.hub.metro.line_quarters import line_quarters
    >>> from sim.hub.metro.trains import simulate_lines
    >>> riders = riders_of([(100.0, [(0, 0, 2, 0.0)])])
    >>> day = simulate_lines(small_line(), riders, seed=1, replication=0)
    >>> platforms = pd.DataFrame({"density_per_m2": [0.1], "held_max": [0.0]})
    >>> found = day_measures(day, line_quarters(day, {}), platforms)
    >>> found["mean_wait_s"], found["p95_journey_min"], found["failed_boardings"]
    (200.0, 7.833333333333333, 0.0)
    """
    rode = np.isfinite(day.board_s)
    waits = day.board_s[rode] - day.arrive_s[rode]
    ended = np.isfinite(day.end_s) & (np.diff(day.riders.first_leg) > 0)
    journeys_min = (day.end_s[ended] - day.riders.appear_s[ended]) / 60.0
    theory = _theory(day)
    mean_wait_s = _mean(waits)
    middle = day.calls[day.calls["depart_s"] > day.calls["arrive_s"]]
    late = (middle["depart_s"] - middle["planned_s"]) > 60.0
    left = day.passed_up[rode] > 0
    found = {
        "riders": len(day.riders),
        "boardings": day.calls["boarded"].sum(),
        "trains": day.runs["outcome"].isin(["ran", "turned back"]).sum(),
        "cancelled_trains": day.runs["outcome"].isin(["closed", "no train set"]).sum(),
        "mean_wait_s": mean_wait_s,
        "expected_wait_s": theory["expected_wait_s"],
        "even_wait_s": theory["even_wait_s"],
        "excess_wait_s": mean_wait_s - theory["even_wait_s"],
        "failed_boardings": day.calls["left_behind"].sum(),
        "failed_boarding_pct": 100.0 * _mean(left),
        "max_load_factor": _most(lines["load_factor"]),
        "max_density_per_m2": _most(platforms["density_per_m2"]),
        "max_held": _most(platforms["held_max"]),
        "held_quarters": (platforms["held_max"] > 0).sum(),
        "mean_journey_min": _mean(journeys_min),
        "p95_journey_min": float(np.quantile(journeys_min, 0.95)) if len(journeys_min) else np.nan,
        "late_over_1_min_pct": 100.0 * _mean(late.to_numpy()),
        "bunched_share_pct": _mean(lines["bunched_share_pct"].dropna().to_numpy()),
        "unfinished": (day.status == INSIDE).sum(),
    }
    return {measure.name: float(found[measure.name]) for measure in MEASURES}


def _theory(day: MetroDay) -> dict[str, float]:
    """Waits by theory over the whole day, weighted by people."""
    table = waits_by_quarter(day, quarters_in(day))
    found = {}
    for name in ("expected_wait_s", "even_wait_s"):
        known = table[table[name].notna()]
        people = float(known["people"].sum())
        found[name] = float((known[name] * known["people"]).sum() / people) if people else np.nan
    return found


def train_table(day: MetroDay) -> pd.DataFrame:
    """Rows of ``operations_trains``: every call of every train, by train and in order.

    ``train_id`` is the pattern and the planned departure; a train that begins where it turned back
    has ``/back`` after it. ``load`` is the people aboard after the call.

    Examples
    --------
    >>> from sim.hub.flow.riders import no_riders
    >>> from sim.hub.metro.examples import small_line
    >>> from sim.hub.metro.trains import simulate_lines
    >>> table = train_table(simulate_lines(small_line(), no_riders(), seed=1, replication=0))
    >>> table[["train_id", "seq", "stop_id", "depart_s"]].head(2).values.tolist()
    [['L:main:0@00:05', 0, 'A', 300.0], ['L:main:0@00:05', 1, 'B', 450.0]]
    """
    names = {int(row["run"]): _train_id(day, row) for row in day.runs.to_dict("records")}
    calls = day.calls.sort_values(["run", "depart_s"], kind="stable")
    services = [day.services[group] for group in calls["group"]]
    return pd.DataFrame(
        {
            "train_id": [names[run] for run in calls["run"]],
            "route_id": [service.route_id for service in services],
            "direction": np.array([service.direction for service in services], dtype=np.int64),
            "seq": calls.groupby("run", sort=False).cumcount().to_numpy(dtype=np.int64),
            "stop_id": [
                service.stop_ids[position]
                for service, position in zip(services, calls["position"], strict=True)
            ],
            "arrive_s": calls["arrive_s"].to_numpy(),
            "depart_s": calls["depart_s"].to_numpy(),
            "load": calls["load"].to_numpy(),
            "capacity": np.array([service.train.places for service in services], dtype=np.int64),
        },
        columns=list(TRAIN_COLUMNS),
    )


def _train_id(day: MetroDay, row: Mapping[object, object]) -> str:
    pattern = day.services[int(str(row["group"]))].patterns[int(str(row["pattern"]))]
    back = "/back" if int(str(row["place"])) else ""
    return f"{pattern.pattern_id}@{clock_text(int(float(str(row['planned_s']))))}{back}"


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _most(values: pd.Series) -> float:
    return float(values.max()) if values.notna().any() else float("nan")
