"""The gateway on a map without a run: the county, the line A, B, C and two airports."""

from __future__ import annotations

import pandas as pd

from sim.maps.gateway_data import GatewayTables, NamedAirport
from sim.maps.style import Words

__all__ = ["line_gateway"]

_NAN = float("nan")


def line_gateway() -> GatewayTables:
    """Make the gateway of one county: 42 minutes from the city, 9.5 hours to Farville.

    The station A has 120 trains a day, the airport two corridors and 2.3 million people.

    Examples
    --------
    >>> line_gateway().table("circle_parts")["total_min"].tolist()
    [42.0, 45.0]
    """
    return GatewayTables(
        {
            "circle_parts": _parts(),
            "county_times": _roads(),
            "door_to_world": _world(),
            "gateway_ground": pd.DataFrame(
                {
                    "gateway": ["AAA", "BBB"], "name_zh": ["本地", "远方"],
                    "name_en": ["Home", "Beyond"],
                }
            ),
            "hub_stations": _stations(),
            "hub_transfers": _transfers(),
            "airport_corridors": _corridors(),
            "corridor_capacity": pd.DataFrame(
                {"layer": ["fast road"], "corridors": [2], "passengers_per_h": [9000.0]}
            ),
            "flights_in_time": pd.DataFrame(
                {
                    "place_id": "C",
                    "direction": ["from", "to", "to"],
                    "lead_min": [45.0, 90.0, 120.0],
                    "flights_share": [0.6, 0.9, 0.8],
                }
            ),
            "catchment": pd.DataFrame(
                {
                    "model": ["Huff"], "people": 6.4e6, "captured": 2.3e6, "low": 1.7e6,
                    "high": 2.6e6,
                }
            ),
            "catchment_zones": pd.DataFrame(
                {
                    "zone_id": ["C_330100"], "home_min": 61.4, "huff_share": 0.634,
                    "rival": "BBB", "zone_class": "contested", "class_90": "exclusive",
                }
            ),
        },
        {
            "FAR": NamedAirport(Words("远城", "Farville"), 8.5, 50.0),
            "BBB": NamedAirport(Words("远方", "Beyond"), 121.8, 31.1),
        },
    )  # fmt: skip


def _parts() -> pd.DataFrame:
    row = {
        "place_id": "330100", "kind": "county", "name_zh": "方县", "name_en": "Square",
        "definition": "door_60", "family": "door_to_door", "status": "reached", "access_min": 10.0,
        "station_min": 8.0, "wait_min": 4.0, "ride_min": 15.0, "change_min": 0.0,
        "egress_min": 5.0,
        "limit_min": 60.0, "within": True, "change_zh": "", "change_en": "",
    }  # fmt: skip
    return pd.DataFrame(
        [
            {**row, "direction": "from_hangzhou", "total_min": 42.0},
            {**row, "direction": "to_hangzhou", "total_min": 45.0},
        ]
    )


def _roads() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "county_id": ["330100"], "name_zh": "方县", "name_en": "Square",
            "direction": "from_hangzhou", "mode": "road", "definition": "free_flow",
            "status": "reached", "total_min": 55.0, "quality": "estimate",
        }
    )  # fmt: skip


def _world() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "cell_id": ["C_330100"], "destination": "FAR", "gateway": "AAA", "hours": 9.54,
            "flight_min": 480.0, "connection_min": 0.0, "stops": 0, "via": None,
            "ground_by": "transit", "quality": "published",
        }
    )  # fmt: skip


def _stations() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "hub_id": ["A"], "name_zh": "甲站", "name_en": "First", "open": True,
            "trains_per_day": 120, "directions": 3, "peak_hour": 8, "peak_trains": 12,
            "load_ratio": 0.4, "capacity_quality": "estimate", "people_30min": 1e5,
            "people_45min": 2e5, "people_60min": _NAN, "right_station_share_pct": 90.0,
        }
    )  # fmt: skip


def _transfers() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "from_hub": ["A", "B"], "to_hub": ["B", "A"], "median_min": [20.0, 22.0],
            "p90_min": [25.0, 26.0], "direct_lines": ["L", ""],
        }
    )  # fmt: skip


def _corridors() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "definition": ["within_60", "within_90"], "place_id": "C", "name_zh": "丙",
            "name_en": "Third", "group": "centre", "median_min": 50.0, "p95_min": 60.0,
            "status": "reached",
        }
    )  # fmt: skip
