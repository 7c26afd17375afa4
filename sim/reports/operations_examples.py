"""A day of operations written by hand: tables of two made-up runs, for examples and tests alone.

No number here is a result. One line of two directions, one station with a gate and a lane, one
terminal, one closed section; ``later`` is the same with a lane more and trains closer together.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from sim.reports.examples import example_inputs
from sim.reports.inputs import ReportInputs
from sim.results import RunResults

__all__ = ["day_tables", "example_day"]

Rows = list[dict[str, object]]

_EAST = {"facility_id": "east", "name_zh": "东站", "name_en": "East"}
_LINE = {"route_id": "L1", "name_zh": "1号线", "name_en": "Line 1"}
_QUARTERS = ("08:00", "08:15", "08:30", "08:45")
_PLACE = {"part": "station", "facility_id": "east"}
_LANE = {**_PLACE, "place_id": "check", "title_zh": "安检", "title_en": "Security"}
_GATE = {**_PLACE, "place_id": "gate", "title_zh": "检票", "title_en": "Ticket gates"}


def example_day(folder: Path, *, compared: bool = True, lang: str = "both") -> ReportInputs:
    """The examples of a report with a day of operations, whose tables are written to a folder.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     inputs = example_day(Path(home))
    ...     [len(one.table("operations_platforms")) for one in inputs.alternatives]
    [8, 8]
    """
    inputs = example_inputs(compared=compared)
    alternatives = []
    for one in inputs.alternatives:
        home = folder / one.name
        (home / "tables").mkdir(parents=True, exist_ok=True)
        for name, table in day_tables(later=one.name == "new").items():
            table.to_parquet(home / "tables" / f"{name}.parquet")
        alternatives.append(replace(one, run=RunResults(home, one.run.manifest)))
    return replace(inputs, alternatives=tuple(alternatives), lang="en" if lang == "en" else "both")


def day_tables(*, later: bool = False) -> dict[str, pd.DataFrame]:
    """Tables of one made-up run by name; the columns are those of a run's own tables.

    Examples
    --------
    >>> tables = day_tables()
    >>> int(tables["operations_queues"]["queue_max"].max()), len(tables)
    (90, 14)
    >>> int(day_tables(later=True)["operations_queues"]["queue_max"].max())
    40
    """
    tables: dict[str, Rows] = {
        "operations_summary": _summary(later=later),
        "operations_replications": _replications(later=later),
        "operations_checks": [
            {
                **_PLACE, "check": "people", "title_zh": "旅客总数",
                "title_en": "People of the day", "model_total": 1000.0,
                "simulated_total": 1000.0, "difference": 0.0,
            }
        ],
        "operations_line_quarters": _line_quarters(later=later),
        "operations_platforms": _platforms(later=later),
        "operations_transfers": _transfers(later=later),
        "operations_queues": _queues(later=later),
        "operations_missed": [
            {
                **_PLACE, "group_id": "departing", "group_zh": "出发旅客",
                "group_en": "Departing", "people": 600, "missed": 3 if later else 12,
                "missed_pct": 0.5 if later else 2.0, "low_pct": 0.3 if later else 1.5,
                "high_pct": 0.7 if later else 2.5, "main_place_id": "check",
            }
        ],
        "operations_service_levels": _service_levels(later=later),
        "operations_relief": [
            {
                **_LANE, "change_zh": "增开2条通道", "change_en": "two more lanes", "before": 4.0,
                "after": 6.0, "wait_p95_before_min": 9.0, "wait_p95_after_min": 3.0,
                "gain_min": 6.0,
            }
        ],
        "operations_disruptions": _disruptions(later=later),
        "operations_recovery": [
            {
                "closure_id": "c1", "quarter_start": quarter, "extra_min_per_person": minutes,
                "people_late": int(100 * minutes),
            }
            for quarter, minutes in zip(
                (*_QUARTERS, "09:00"), (0.0, 6.0, 9.0, 3.0, 0.4), strict=True
            )
        ],
        "operations_critical_sections": _critical_sections(),
        "operations_people_at_stations": [{"station_id": "a", "minute": 480, "waiting": 12.0}],
    }  # fmt: skip
    return {name: pd.DataFrame(rows) for name, rows in tables.items()}


def _summary(*, later: bool) -> Rows:
    interval = {"replications": 5, "quality": "modelled", "note": ""}
    wait_s, p95_min = (130.0, 6.0) if later else (150.0, 9.0)
    return [
        {
            "part": "metro", "facility_id": "network", "name_zh": "轨道网", "name_en": "Urban rail",
            "measure": "mean_wait", "title_zh": "平均候车", "title_en": "Mean wait", "unit": "s",
            "value": wait_s, "low": wait_s - 3, "high": wait_s + 3, "half_width_pct": 2.0,
            **interval,
        },
        {
            "part": "station", **_EAST, "measure": "transfer_p95", "title_zh": "换乘P95",
            "title_en": "Transfer, P95", "unit": "min", "value": p95_min, "low": p95_min - 0.5,
            "high": p95_min + 0.5, "half_width_pct": 5.6, **interval,
        },
        {
            "part": "airport", "facility_id": "HGH", "name_zh": "萧山机场", "name_en": "Xiaoshan",
            "measure": "missed", "title_zh": "误机旅客", "title_en": "Missed flights",
            "unit": "people", "value": 12.0, "low": 10.0, "high": 14.0, "half_width_pct": 16.7,
            **interval,
        },
    ]  # fmt: skip


def _replications(*, later: bool) -> Rows:
    """Common random numbers: what chance does to one run it does to the other."""
    drawn = (-3.0, 3.0, 0.0, 1.5, -1.5)
    return [
        {
            "part": "metro", "facility_id": "network", "measure": "mean_wait",
            "replication": number, "value": 130.0 + 1.1 * noise if later else 150.0 + noise,
        }
        for number, noise in enumerate(drawn)
    ] + [
        {
            "part": "station", "facility_id": "east", "measure": "transfer_p95",
            "replication": number, "value": 6.0 + noise if later else 6.2 - 0.5 * noise,
        }
        for number, noise in enumerate(drawn)
    ]  # fmt: skip


def _line_quarters(*, later: bool) -> Rows:
    headway_s = 180.0 if later else 240.0
    loads = {"east": (0.4, 1.1, 0.8, 0.5), "west": (0.2, 0.3, 0.3, 0.2)}
    return [
        {
            **_LINE, "direction": direction, "quarter_start": quarter, "trains": 4,
            "boardings": 1000.0, "max_load": 1000.0 * load, "capacity": 1000.0,
            "load_factor": load, "mean_wait_s": headway_s / 2 * 1.05,
            "expected_wait_s": headway_s / 2 * 1.04, "even_wait_s": headway_s / 2,
            "excess_wait_s": headway_s / 2 * 0.05, "failed_boardings": 100 if load > 1 else 0,
            "headway_s": headway_s, "headway_cv": 0.2, "bunched_share_pct": 5.0,
        }
        for direction, row in loads.items()
        for quarter, load in zip(_QUARTERS, row, strict=True)
    ]  # fmt: skip


def _platforms(*, later: bool) -> Rows:
    stations = (("a", "甲", "Jia", 1.2), ("b", "乙", "Yi", 0.3))
    share = (0.5, 1.0, 0.8, 0.4)
    return [
        {
            "station_id": key, "name_zh": zh, "name_en": en, "lon": 120.2, "lat": 30.3,
            "quarter_start": quarter, "waiting_mean": 100 * part * most,
            "waiting_max": 200 * part * most, "held_mean": 0.0, "held_max": 0.0,
            "area_m2": 200.0,
            "density_per_m2": part * most * (0.7 if later else 1.0),
            "level_of_service": "D" if part * most > 1 else "A", "quality": "estimate",
        }
        for key, zh, en, most in stations
        for quarter, part in zip(_QUARTERS, share, strict=True)
    ]  # fmt: skip


def _transfers(*, later: bool) -> Rows:
    less = 1.0 if later else 0.0
    kinds = {"rail": ("铁路", "Rail"), "urban": ("地铁", "Urban rail")}
    rows: Rows = []
    for begin, end, people, p50 in (("rail", "urban", 600, 4.0), ("urban", "rail", 400, 6.0)):
        rows.append(
            {
                "hub_id": "east", "name_zh": "东站", "name_en": "East",
                "from_kind": begin, "from_zh": kinds[begin][0], "from_en": kinds[begin][1],
                "to_kind": end, "to_zh": kinds[end][0], "to_en": kinds[end][1], "people": people,
                "p50_min": p50 - less, "p90_min": p50 + 3 - less, "p95_min": p50 + 5 - less,
                "mean_min": p50 + 0.5 - less, "low_min": p50 + 0.3 - less,
                "high_min": p50 + 0.7 - less, "within_3_min_pct": 10.0,
                "within_5_min_pct": 60.0 if begin == "rail" else 35.0, "within_8_min_pct": 90.0,
            }
        )  # fmt: skip
    return rows


def _queues(*, later: bool) -> Rows:
    at_lane, at_gate = ((10, 40, 20), (0, 5, 5)) if later else ((20, 90, 50), (0, 5, 5))
    return [
        {
            **place, "start": start, "lanes": 4, "arrivals": 100, "queue_mean": 0.6 * queue,
            "queue_max": queue, "wait_mean_s": 3.0 * queue, "wait_p95_s": 6.0 * queue,
            "utilisation_pct": min(100.0, 1.2 * queue),
        }
        for place, queues in ((_LANE, at_lane), (_GATE, at_gate))
        for start, queue in zip(("08:00", "08:05", "08:10"), queues, strict=True)
    ]  # fmt: skip


def _service_levels(*, later: bool) -> Rows:
    check_in = {
        "facility_id": "HGH",
        "place_id": "desks",
        "title_zh": "值机",
        "title_en": "Check-in",
    }
    level = ("最佳", "optimum") if later else ("低于标准", "below")
    return [
        {
            **check_in, "people": 5000, "standard_min": 20.0, "wait_mean_min": 8.0,
            "wait_p95_min": 18.0 if later else 26.0,
            "peak_hour_wait_min": 16.0 if later else 24.0, "level_zh": level[0],
            "level_en": level[1], "lanes_now": 30 if later else 24, "lanes_needed": 29,
            "quality": "estimate", "source": "example",
        }
    ]  # fmt: skip


def _disruptions(*, later: bool) -> Rows:
    lost = 24_000.0 if later else 30_000.0
    return [
        {
            "closure_id": "c1", "kind": "section", "title_zh": "甲—乙中断",
            "title_en": "Jia to Yi closed", "from_time": "08:15", "until_time": "08:45",
            "people_affected": 2000, "person_minutes_lost": lost, "low": lost - 1500,
            "high": lost + 1500, "waited": 500, "rerouted": 900, "by_shuttle": 400,
            "gave_up": 200, "recovered_time": "09:00", "minutes_to_recover": 15, "note": "",
        }
    ]  # fmt: skip


def _critical_sections() -> Rows:
    sections = (("甲", "Jia", "乙", "Yi", 9000.0, 3), ("乙", "Yi", "丙", "Bing", 4000.0, 1),
                ("丙", "Bing", "丁", "Ding", 1000.0, 2))  # fmt: skip
    return [
        {
            "rank": place, "rank_simulated": 1 if place == 1 else None, "route_id": "L1",
            "from_id": from_en, "to_id": to_en,
            "from_zh": from_zh, "from_en": from_en, "to_zh": to_zh, "to_en": to_en,
            "person_minutes_lost_per_h": 2 * lost if place == 1 else lost,
            "screened_lost_per_h": lost, "people_per_h": lost / 10, "simulated": place == 1,
            "betweenness": 0.5 / topology, "rank_topology": topology,
        }
        for place, (from_zh, from_en, to_zh, to_en, lost, topology) in enumerate(sections, 1)
    ]  # fmt: skip
