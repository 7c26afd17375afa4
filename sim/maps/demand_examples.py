"""Demand on a map without a run: the line A, B, C of the examples and its passengers."""

from __future__ import annotations

import pandas as pd

from sim.demand.model import Alternative, Period
from sim.maps.demand_data import DemandTables

__all__ = ["line_demand"]

_HOUR_S = 3600


def line_demand() -> DemandTables:
    """Make demand of one county: 1200 from B to C in a peak of two hours, 800 in the eight others.

    Sixty of a hundred motorised trips are made by public transport.

    Examples
    --------
    >>> line_demand().table("line_loads")["load"].tolist()
    [600.0, 400.0, 1200.0, 800.0]
    """
    return DemandTables(
        {
            "mode_shares": _shares(),
            "line_loads": _loads(),
            "station_flows": _stations(),
            "road_flows": _roads(),
            "demand_zones": _zones(),
            "demand_cells": pd.DataFrame({"cell_id": ["C_330100"], "zone_id": ["z1"]}),
            "desire_lines": _desire(),
            "line_boardings": pd.DataFrame(
                {
                    "route_id": ["L"],
                    "name_zh": "L",
                    "name_en": "L",
                    "period": "day",
                    "boardings": [2000.0],
                }
            ),
            "pt_share_intervals": pd.DataFrame(
                {
                    "definition": ["motorised_residents"],
                    "value": 58.0,
                    "low": 54.0,
                    "high": 62.0,
                    "probability": 0.31,
                    "threshold": 60.0,
                }
            ),
        },
        (
            Period("peak", "高峰", "Peak", ((7 * _HOUR_S, 9 * _HOUR_S),)),
            Period("rest", "其余", "Rest", ((9 * _HOUR_S, 17 * _HOUR_S),)),
        ),
        (
            _alternative("on_foot", "步行", "On foot", "#8aa84b"),
            _alternative("together", "公共交通", "Public transport", "#1f7280", public=True),
            _alternative("alone", "小汽车", "Car", "#c0622b"),
        ),
    )


def _alternative(
    alternative_id: str, zh: str, en: str, colour: str, *, public: bool = False
) -> Alternative:
    kind = alternative_id == "on_foot"
    return Alternative(
        alternative_id, zh, en, "walk" if kind else "transit" if public else "drive", "nest",
        is_motorised=not kind, is_public_transport=public, needs_car=not kind and not public,
        persons_per_vehicle=1.0, colour=colour,
    )  # fmt: skip


def _shares() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area_id": ["330100"] * 3, "name_zh": "方县", "name_en": "Square",
            "travellers": "residents", "purpose": "all", "period": "day",
            "alternative": ["on_foot", "together", "alone"],
            "alternative_zh": ["步行", "公共交通", "小汽车"],
            "alternative_en": ["On foot", "Public transport", "Car"],
            "trips": [50.0, 60.0, 40.0], "share_pct": [100 / 3, 40.0, 80 / 3],
            "share_motorised_pct": [float("nan"), 60.0, 40.0],
        }
    )  # fmt: skip


def _loads() -> pd.DataFrame:
    hops = [("A", "B", 600.0, 400.0), ("B", "C", 1200.0, 800.0)]
    rows = [
        {
            "route_id": "L", "name_zh": "L", "name_en": "L", "mode_id": "train",
            "from_stop_id": start, "to_stop_id": end, "period": period, "quarter_start": "",
            "load": load, "capacity": capacity, "boardings": load / 2,
        }
        for start, end, peak, rest in hops
        for period, load, capacity in (("peak", peak, 1000.0), ("rest", rest, 4000.0))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _stations() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "station_id": ["A", "B"] * 2, "name_zh": ["A", "B"] * 2, "name_en": ["A", "B"] * 2,
            "period": ["peak", "peak", "rest", "rest"], "entries": [600, 600, 400, 400],
            "exits": 0, "boardings": [600, 600, 400, 400], "alightings": 0, "transfers": 0,
        }
    )  # fmt: skip


def _roads() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "link_id": ["r1", "r1"],
            "name_zh": "路",
            "road_class": "primary",
            "period": ["peak", "rest"],
            "volume_per_h": [900.0, 300.0],
            "capacity_per_h": 1000.0,
            "ratio": [0.9, 0.3],
            "free_min": 2.0,
            "minutes": [2.5, 2.0],
            "geometry": "120.0 30.1;120.1 30.2",
        }
    )


def _zones() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "zone_id": ["z1"],
            "name_zh": "方县一",
            "name_en": "Square 1",
            "county_id": "330100",
            "kind": "area",
            "lon": 120.1,
            "lat": 30.1,
            "population": 90_000.0,
            "pt_share_pct": 60.0,
        }
    )


def _desire() -> pd.DataFrame:
    place = {
        "level": "zone", "from_id": "z1", "from_zh": "甲", "from_en": "One", "from_lon": 120.0,
        "from_lat": 30.0, "to_id": "z2", "to_zh": "乙", "to_en": "Two", "to_lon": 120.2,
        "to_lat": 30.1,
    }  # fmt: skip
    trips = {"all": 150.0, "on_foot": 50.0, "together": 60.0, "alone": 40.0}
    return pd.DataFrame([{**place, "alternative": key, "trips": n} for key, n in trips.items()])
