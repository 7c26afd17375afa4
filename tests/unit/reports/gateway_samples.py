"""Tables of the gateway of two runs, written beside the sample runs of a report.

Two cities: Jiaxing 30 min by the fastest train, Quzhou 66 (plan 52), Zhoushan without a railway.
Door to door 112, 177 (plan 150) and none. Two stations: East with 400 (plan 600) trains, West open
in plan alone, without trains. Frankfurt in 17.0 h (plan 16.0), Seoul in 4.5.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd

from sim.indicators.compare_gateway import READ_TABLES, gateway_values
from sim.indicators.compare_gateway_tables import circle_table, rail_time_changes
from sim.indicators.compare_values import ranked_values
from sim.reports import ReportInputs
from sim.results import RunResults

NO = float("nan")
CITIES = {
    "jiaxing": ("嘉兴", "Jiaxing"),
    "quzhou": ("衢州", "Quzhou"),
    "zhoushan": ("舟山", "Zhoushan"),
}


def circle_parts(*, is_plan: bool) -> pd.DataFrame:
    rides = {"jiaxing": 30.0, "quzhou": 52.0 if is_plan else 66.0, "zhoushan": NO}
    around = {"jiaxing": 82.0, "quzhou": 98.0 if is_plan else 111.0, "zhoushan": NO}
    rows = []
    for city, (zh, en) in CITIES.items():
        for family in ("fastest", "door_to_door"):
            is_door = family == "door_to_door"
            other = around[city] if is_door else 0.0
            total = rides[city] + other
            rows.append(
                {
                    "place_id": city, "kind": "city", "name_zh": zh, "name_en": en,
                    "direction": "from_hangzhou", "definition": f"{family}_60", "family": family,
                    "status": "reached" if not math.isnan(total) else "no railway",
                    "access_min": 0.5 * other, "station_min": 0.2 * other, "wait_min": 0.1 * other,
                    "ride_min": rides[city], "egress_min": 0.2 * other, "total_min": total,
                    "limit_min": 60.0, "within": total <= 60,
                    "change_zh": "" if total <= 60 else "乘车60分钟",
                    "change_en": "" if total <= 60 else "ride in 60 min",
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def gateway_tables(*, is_plan: bool) -> dict[str, pd.DataFrame]:
    """Tables of one run, as far as the chapter reads them."""
    east = 600 if is_plan else 400
    return {
        "circle_parts": circle_parts(is_plan=is_plan),
        "hub_stations": pd.DataFrame(
            {
                "hub_id": ["east", "west"], "name_zh": ["东站", "西站"], "name_en": ["East", "West"],
                "open": [True, is_plan], "trains_per_day": [east, 0],
                "people_30min": [1e6, NO if not is_plan else 1e5],
                "people_45min": [3e6, NO if not is_plan else 3e5],
                "people_60min": [5e6, NO if not is_plan else 8e5],
                "capacity_quality": ["estimate", ""],
            }
        ),
        "interchanges": pd.DataFrame(
            {
                "people": [60.0, 30.0, 10.0, 0.0], "service": 1.0, "walk_min": 1.0,
                "level_min": 0.0, "transfer_min": [3.0, 5.0, 8.5, 9.0],
                "quality": ["published", "modelled", "modelled", "modelled"],
            }
        ),
        "zero_distance_transfer": pd.DataFrame(
            {
                "definition": "within_5_min", "kind": ["x-x", "y-x"], "kind_zh": ["地铁→地铁", "公交→地铁"],
                "kind_en": ["Metro to Metro", "Bus to Metro"], "weight_pct": [80.0, 20.0],
                "within_5_min_pct": [100.0, 36.0], "mean_min": [2.25, 5.66],
            }
        ),
        "air_regions": pd.DataFrame(
            {
                "region": ["east_asia", "europe"], "region_zh": ["东亚", "欧洲"],
                "region_en": ["East Asia", "Europe"], "airports": [18, 6 if is_plan else 2],
                "documented": [12, 2],
            }
        ),
        "air_destination_list": pd.DataFrame(
            {
                "kind": ["international"] * 3 + ["regional"], "country": ["JP", "JP", "DE", "HK"],
                "quality": ["published", "scenario", "scenario", "scenario"],
            }
        ),
        "air_connectivity": pd.DataFrame(
            {
                "airport": ["HGH", "PVG"], "measure": "direct", "cnu": [359.0, 924.0],
                "cnu_low": [114.0, 264.0], "cnu_high": [1388.0, 3696.0], "parameters": "set_a",
            }
        ),
        "air_journeys": pd.DataFrame(
            {
                "destination": ["FRA", "ICN"], "name_zh": ["法兰克福", "首尔仁川"],
                "city": ["Frankfurt", "Seoul"],
            }
        ),
        "door_to_world": pd.DataFrame(
            {"cell_id": ["x", "x"], "destination": ["FRA", "ICN"], "quality": "published"}
        ),
        "world_destinations": pd.DataFrame(
            {
                "destination": ["FRA", "ICN", "NRT"],
                "median_hours": [16.0 if is_plan else 17.0, 4.5, 5.8], "p90_hours": [18.0, NO, 9.0],
            }
        ),
        "world_gateways": pd.DataFrame(
            {
                "destination": ["FRA", "FRA", "ICN", "ICN"], "gateway": ["HGH", "PVG"] * 2,
                "share": [0.0, 1.0, 0.9, 0.1],
            }
        ),
        "gateway_ground": pd.DataFrame(
            {
                "gateway": ["HGH", "PVG"], "name_zh": ["杭州萧山", "上海浦东"],
                "name_en": ["Hangzhou Xiaoshan", "Shanghai Pudong"],
            }
        ),
        "corridor_capacity": pd.DataFrame(
            {
                "layer": ["own track", "fast road", "own track and fast road"],
                "corridors": [1, 1, 2] if is_plan else [0, 1, 1],
                "passengers_per_h": (
                    [24_000.0, 6000.0, 30_000.0] if is_plan else [0.0, 6000.0, 6000.0]
                ),
            }
        ),
        "airport_corridors": pd.DataFrame(
            {"place_id": ["wulin"], "name_zh": ["武林广场"], "name_en": ["Wulin Square"]}
        ),
        "airport_corridor_times": pd.DataFrame(
            {
                "place_id": ["wulin", "wulin"], "name_zh": "武林广场", "name_en": "Wulin Square",
                "mode": ["transit", "x"], "mode_zh": "公共交通", "mode_en": "Public transport",
                "measure": ["door to door", "stop to stop"], "median_min": [82.7, 60.0],
                "p95_min": [93.0, 70.0], "quality": "modelled",
            }
        ),
        "flights_in_time": pd.DataFrame(
            {
                "place_id": ["wulin"] * 3, "direction": ["to", "to", "from"],
                "lead_min": [90.0, 120.0, 45.0], "flights_share": [0.9152, 0.8792, 0.59375],
            }
        ),
        "transit_visa": pd.DataFrame(
            {
                "definition": ["pairs_144", "pairs_144", "itineraries"], "chance": [1.0, 0.9, 0.9],
                "certain": [True, False, False], "possible": True,
                "itineraries_per_week": [7.0, 2.0, 9.0],
            }
        ),
        "rail_times": pd.DataFrame(
            {
                "from_id": ["E"], "to_id": ["Q"], "from_station": ["东站"], "to_station": ["衢州"],
                "from_en": ["East"], "to_en": ["Quzhou"], "fastest_min": [52.0 if is_plan else 66.0],
                "median_min": [70.0], "trains_per_day": [20 if is_plan else 10],
                "assumed_trains": [12 if is_plan else 0],
            }
        ),
    }  # fmt: skip


def with_gateway(inputs: ReportInputs, folder: Path, names: list[str]) -> ReportInputs:
    """The inputs with tables of the gateway in the named runs, and what a comparison makes of them.

    The runs are written anew below `folder`, with nothing but these tables.
    """
    own = {name: gateway_tables(is_plan=name == "plan") for name in names}
    alternatives = []
    for one in inputs.alternatives:
        home = folder / one.name
        (home / "tables").mkdir(parents=True, exist_ok=True)
        for table, frame in own.get(one.name, {}).items():
            frame.to_parquet(home / "tables" / f"{table}.parquet")
        alternatives.append(replace(one, run=RunResults(home, one.run.manifest)))
    found = replace(inputs, alternatives=tuple(alternatives))
    if not inputs.comparison:
        return found
    read = {
        one.name: {key: own[one.name][key] for key in READ_TABLES if key in own.get(one.name, {})}
        for one in alternatives
    }
    reference = inputs.reference.name
    indicators = ranked_values(gateway_values(read), reference)
    tables = {
        **inputs.comparison,
        "indicators": pd.concat([inputs.comparison["indicators"], indicators]),
        "circle": circle_table({k: t["circle_parts"] for k, t in own.items()}, reference),
        "rail_time_changes": rail_time_changes(
            {k: t["rail_times"] for k, t in own.items()}, reference
        ),
    }
    return replace(found, comparison=tables)
