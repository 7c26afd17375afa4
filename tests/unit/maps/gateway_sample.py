"""The gateway of the made-up city: two counties, two airports far away, three main stations."""

from __future__ import annotations

import pandas as pd

from sim.maps.gateway_data import GatewayTables, NamedAirport
from sim.maps.style import Words

NAN = float("nan")
COUNTY, LOST = "330203", "339999"


def sample_gateway(cells: list[str]) -> GatewayTables:
    """Every table that maps show, with the airports they name."""
    return GatewayTables(
        {
            "circle_parts": circle_parts(),
            "county_times": road_times(),
            "door_to_world": door_to_world(cells),
            "gateway_ground": pd.DataFrame(
                {
                    "gateway": ["HGH", "PVG"],
                    "name_zh": ["萧山", "浦东"],
                    "name_en": ["Xiaoshan", "Pudong"],
                }
            ),
            "hub_stations": hub_stations(),
            "hub_transfers": hub_transfers(),
            "airport_corridors": airport_corridors(),
            "corridor_capacity": pd.DataFrame(
                {
                    "layer": ["on the road", "own track", "by balloon"],
                    "corridors": [9, 1, 2],
                    "passengers_per_h": [555.0, 30_000.0, 4.0],
                }
            ),
            "flights_in_time": flights_in_time(),
            "catchment": pd.DataFrame(
                {
                    "model": ["within 60 min", "Huff"],
                    "people": [64.6e6, 64.6e6],
                    "captured": [11.6e6, 23.0e6],
                    "low": [NAN, 16.6e6],
                    "high": [NAN, 26.2e6],
                }
            ),
            "catchment_zones": catchment_zones(cells),
        },
        {
            "FRA": NamedAirport(Words("法兰克福", "Frankfurt"), 8.54313, 50.0264),
            "SIN": NamedAirport(Words("新加坡", "Singapore"), 103.994, 1.35019),
            "HKG": NamedAirport(Words("香港", "Hong Kong"), 113.9, 22.3),
            "PVG": NamedAirport(Words("上海浦东", "Shanghai"), 121.8, 31.15),
        },
    )


def circle_parts() -> pd.DataFrame:
    """Haishu in 160 minutes door to door and 48 on the train; the other county has no railway."""
    place = {
        "place_id": COUNTY, "kind": "county", "name_zh": "海曙区", "name_en": "Haishu",
        "status": "reached", "access_min": 0.0, "station_min": 0.0, "wait_min": 0.0,
        "change_min": 0.0, "egress_min": 0.0, "change_zh": "", "change_en": "",
    }  # fmt: skip
    door = {
        **place, "family": "door_to_door", "access_min": 40.0, "station_min": 20.0,
        "wait_min": 22.0, "ride_min": 48.0, "egress_min": 30.0, "total_min": 160.0,
        "within": False, "change_zh": "单项措施均不够", "change_en": "no single change is enough",
    }  # fmt: skip
    fast = {
        **place, "family": "fastest", "definition": "fastest", "ride_min": 48.0, "total_min": 48.0,
        "limit_min": 60.0, "within": True,
    }  # fmt: skip
    city = {"place_id": "ningbo", "kind": "city", "name_zh": "宁波", "name_en": "Ningbo"}
    lost = {
        "place_id": LOST, "name_zh": "失县", "name_en": "Lost", "status": "no railway",
        "ride_min": 0.0, "total_min": NAN, "within": False,
    }  # fmt: skip
    rows = [
        {**door, "definition": "door_60", "limit_min": 60.0},
        {**door, "definition": "door_60", "limit_min": 60.0, **city},
        {**door, "definition": "door_90", "limit_min": 90.0, "total_min": 999.0},
        fast,
        {**fast, **lost},
        {**fast, **city},
    ]
    out = pd.DataFrame([{**row, "direction": "from_hangzhou"} for row in rows])
    back = out[out["definition"] == "door_60"].assign(direction="to_hangzhou", total_min=170.0)
    return pd.concat([out, back], ignore_index=True)


def road_times() -> pd.DataFrame:
    """By road 120 minutes to Haishu, and 8 inside the city."""
    rows = [(COUNTY, "海曙区", "Haishu", 120.0), ("330102", "上城区", "Shangcheng", 8.0)]
    table = pd.DataFrame(rows, columns=["county_id", "name_zh", "name_en", "total_min"])
    out = table.assign(
        direction="from_hangzhou", mode="road", definition="free_flow", status="reached",
        quality="estimate",
    )  # fmt: skip
    return pd.concat([out, out.assign(direction="to_hangzhou")], ignore_index=True)


def door_to_world(cells: list[str]) -> pd.DataFrame:
    """The first cell gets nowhere; the next ten fly from home, the others from Pudong.

    To Singapore everybody flies from home, to Hong Kong with a stop, to Frankfurt those from home
    change in Hong Kong.
    """
    rows = []
    for place, cell in enumerate(cells):
        home = place <= 10
        for code, flight_min in (("FRA", 660.0), ("SIN", 300.0), ("HKG", 120.0)):
            through = "HGH" if home or code == "SIN" else "PVG"
            changes = home and code == "FRA"
            hours = flight_min / 60 + 3 + 0.014 * place + (2 if changes else 0)
            rows.append(
                {
                    "cell_id": cell, "destination": code,
                    "gateway": through if place else None, "hours": hours if place else NAN,
                    "flight_min": flight_min, "connection_min": 120.0 if changes else 0.0,
                    "stops": 1 if code == "HKG" else 0, "via": "HKG" if changes else None,
                    "ground_by": "transit",
                    "quality": "estimate" if home and place % 2 else "published",
                }
            )  # fmt: skip
    # Names are categories in a run, and stops have a missing number of their own.
    names = dict.fromkeys(("cell_id", "destination", "gateway", "via", "quality"), "category")
    return pd.DataFrame(rows).astype({**names, "stops": "Int8"})


def hub_stations() -> pd.DataFrame:
    """East with 600 trains, West open without, the last one not open."""
    return pd.DataFrame(
        {
            "hub_id": ["west", "east", "never"],
            "name_zh": ["西站", "东站", "没有"],
            "name_en": ["West", "East", "Never"],
            "open": [True, True, False],
            "trains_per_day": [0, 600, 50],
            "directions": [0, 11, 3],
            "peak_hour": pd.array([None, 13, 8], dtype="Int64"),
            "peak_trains": [0, 43, 4],
            "load_ratio": [NAN, 0.637, NAN],
            "capacity_quality": ["", "estimate", ""],
            "people_30min": [155_741.0, 962_699.0, NAN],
            "people_45min": [387_156.0, 2_979_898.0, NAN],
            "people_60min": [832_477.0, 5_377_361.0, NAN],
            "right_station_share_pct": [NAN, 100.0, NAN],
        }
    )


def hub_transfers() -> pd.DataFrame:
    """Between East and West with the blue line, to the third with a change, back not at all."""
    return pd.DataFrame(
        {
            "from_hub": ["east", "west", "east", "never"],
            "to_hub": ["west", "east", "never", "east"],
            "median_min": [27.6, 29.0, 133.1, NAN],
            "p90_min": [30.2, 31.0, 140.0, NAN],
            "direct_lines": ["blue", "", "", ""],
        }
    )


def airport_corridors() -> pd.DataFrame:
    """East in 65 minutes, West on less than half of the departures."""
    one = pd.DataFrame(
        {
            "definition": "within_60", "place_id": ["east", "west"],
            "name_zh": ["东站（城站）", "西站"], "name_en": ["East", "West"], "group": "hub",
            "median_min": [65.0, NAN], "p95_min": [78.0, NAN],
            "status": ["reached", "not reached"],
        }
    )  # fmt: skip
    return pd.concat([one, one.assign(definition="within_90")], ignore_index=True)


def flights_in_time() -> pd.DataFrame:
    """East reaches 88 % of the departures with two hours to spare, and 59 % of the arrivals."""
    return pd.DataFrame(
        {
            "place_id": "east", "direction": ["from", "to", "to"],
            "lead_min": [45.0, 90.0, 120.0], "flights_share": [0.594, 0.915, 0.879],
        }
    )  # fmt: skip


def catchment_zones(cells: list[str]) -> pd.DataFrame:
    """The cells are the airport's own, the county has a choice, the other one is lost to Pudong."""
    ids = [*cells, f"C_{COUNTY}", f"C_{LOST}"]
    classes = ["exclusive"] * len(cells) + ["contested", "leaked"]
    return pd.DataFrame(
        {
            "zone_id": ids,
            "home_min": [30.4] * len(cells) + [98.6, NAN],
            "huff_share": [0.9] * len(cells) + [0.456, 0.1],
            "rival": [""] * len(cells) + ["PVG", "PVG"],
            "zone_class": classes,
            "class_90": ["exclusive"] * len(cells) + ["unserved", "leaked"],
        }
    )
