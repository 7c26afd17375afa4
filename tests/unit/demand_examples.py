"""Tables of demand as a run writes them, made up by formula, for tests of maps, pages and reports.

Nothing here is modelled. Trips fall with distance, public transport gains towards the middle, and
`level` shifts its share, so that two alternatives differ. Equal arguments give equal tables.
"""

from __future__ import annotations

import itertools
from collections import defaultdict

import numpy as np
import pandas as pd

from sim.demand.model import Alternative, Period
from sim.maps.demand_data import DemandTables
from sim.maps.tracks import lines_calling, sectioned_modes
from sim.network.model import Network

H = 3600
PERIODS = (
    Period("am_peak", "早高峰", "Morning peak", ((7 * H, 9 * H),)),
    Period("midday", "日间平峰", "Midday", ((9 * H, 17 * H),)),
    Period("pm_peak", "晚高峰", "Evening peak", ((17 * H, 19 * H),)),
    Period("rest", "其余时段", "Early and late", ((6 * H, 7 * H), (19 * H, 23 * H))),
)
PART_OF_DAY = {"am_peak": 0.25, "midday": 0.33, "pm_peak": 0.22, "rest": 0.20}


def _way(key: str, zh: str, en: str, kind: str, colour: str) -> Alternative:
    return Alternative(
        key, zh, en, kind, "nest", is_motorised=kind not in {"walk", "cycle"},
        is_public_transport=kind == "transit", needs_car=kind == "drive",
        persons_per_vehicle=1.3, colour=colour,
    )  # fmt: skip


ALTERNATIVES = (
    _way("walk", "步行", "Walking", "walk", "#8fb996"),
    _way("cycle", "自行车与电动车", "Cycling and e-bikes", "cycle", "#c7d59f"),
    _way("transit", "公共交通", "Public transport", "transit", "#1f6f8b"),
    _way("car", "小汽车", "Car", "drive", "#d9853b"),
    _way("taxi", "出租与网约车", "Taxi and ride-hailing", "hire", "#f0c05a"),
)
AREAS = (
    ("urban", "八城区", "Eight urban districts"),
    ("main_city", "主城六区", "Six districts of the main city"),
    ("city", "全市", "Whole city"),
)
MIDDLE = (120.17, 30.26)


def demand_tables(network: Network, *, level: float = 0.0) -> dict[str, pd.DataFrame]:
    """Every table of a run that has demand, for the places of `network`."""
    zones, cells = _zones(network, level)
    pairs = _pairs(zones, level)
    return {
        "mode_shares": _mode_shares(zones, level),
        "mode_share_bands": _bands(level),
        "station_flows": _stations(network),
        "line_loads": _loads(network),
        "line_boardings": _boardings(network, level),
        "road_flows": _roads(network),
        "demand_zones": zones,
        "demand_cells": cells,
        "desire_lines": pd.concat([_desire(pairs, "zone"), _desire(pairs, "district")]),
        "pt_share_intervals": _intervals(level),
        "pt_share_levers": _levers(level),
        "demand_convergence": _convergence(),
        "demand_checks": _checks(),
        "unconnected_zones": _unconnected(),
    }


def demand_of(network: Network, *, level: float = 0.0) -> DemandTables:
    """The same for a map."""
    return DemandTables(demand_tables(network, level=level), PERIODS, ALTERNATIVES)


def welfare(names: list[str], network: Network) -> pd.DataFrame:
    """Welfare of all alternatives but the first: a yuan a day for each of a district's thousands."""
    counties = sorted({zone.county_id for zone in network.zones.values() if zone.kind == "cell"})
    rows = []
    for at, name in enumerate(names[1:], start=1):
        groups = [
            ("city", "city", 1.0),
            *(("district", key, 0.1 * n) for n, key in enumerate(counties, -2)),
        ]
        for group_type, key, size in groups:
            for car, part in (("all", 1.0), ("yes", 0.3), ("no", 0.7)):
                yuan = 1e6 * at * size * part
                rows.append(
                    {
                        "alternative": name, "group_type": group_type, "group_id": key,
                        "name_zh": f"区{key}" if group_type == "district" else "全市",
                        "name_en": f"District {key}" if group_type == "district" else "Whole city",
                        "car_available": car, "people": 1e6 * abs(size), "trips": 2.3e6 * abs(size),
                        "logsum_yuan_per_day": yuan, "rule_of_half_yuan_per_day": 0.98 * yuan,
                        "logsum_yuan_per_trip": yuan / (2.3e6 * abs(size) or 1.0),
                    }
                )  # fmt: skip
    return pd.DataFrame(rows)


def _middle_km(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    return np.hypot((lon - MIDDLE[0]) * 96.0, (lat - MIDDLE[1]) * 111.0)


def _zones(network: Network, level: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cells of a county within 0.04 degrees are a zone."""
    rows = [
        (zone.zone_id, zone.county_id, zone.lon, zone.lat, zone.population, zone.jobs)
        for zone in network.zones.values()
        if zone.kind == "cell"
    ]
    cells = pd.DataFrame(rows, columns=["cell_id", "county_id", "lon", "lat", "population", "jobs"])
    square = (cells["lon"] / 0.04).astype(int) * 10_000 + (cells["lat"] / 0.04).astype(int)
    cells["zone_id"] = cells["county_id"] + "_" + square.astype(str)
    zones = cells.groupby("zone_id", as_index=False).agg(
        county_id=("county_id", "first"), lon=("lon", "mean"), lat=("lat", "mean"),
        population=("population", "sum"), jobs=("jobs", "sum"),
    )  # fmt: skip
    away = _middle_km(zones["lon"].to_numpy(), zones["lat"].to_numpy())
    share = 24 + level + 38 * np.exp(-away / 14)
    motorised = 1.1 * zones["population"]
    number = np.arange(len(zones)) + 1
    zones = zones.assign(
        name_zh=[f"小区{n}" for n in number], name_en=[f"Zone {n}" for n in number], kind="area",
        car_share=0.3, parking_id="zone_1", productions=2.3 * zones["population"],
        attractions=2.3 * zones["jobs"], motorised_trips=motorised, pt_share_pct=share,
        transit_trips=motorised * share / 100,
    )  # fmt: skip
    return zones, cells[["cell_id", "zone_id"]]


def _split(trips: np.ndarray, km: np.ndarray, share: np.ndarray) -> dict[str, np.ndarray]:
    slow = np.exp(-km / 4)
    motorised = trips * (1 - slow)
    car = motorised * (1 - share / 100)
    return {
        "walk": 0.5 * trips * slow, "cycle": 0.5 * trips * slow,
        "transit": motorised * share / 100, "car": 0.8 * car, "taxi": 0.2 * car,
    }  # fmt: skip


def _pairs(zones: pd.DataFrame, level: float) -> pd.DataFrame:
    lon, lat = zones["lon"].to_numpy(), zones["lat"].to_numpy()
    people, jobs = zones["population"].to_numpy(), zones["jobs"].to_numpy()
    km = np.hypot((lon[:, None] - lon) * 96, (lat[:, None] - lat) * 111) + 1
    weight = (people[:, None] * jobs + jobs[:, None] * people) * np.exp(-km / 6)
    trips = weight / max(weight.sum(), 1) * 2.3 * people.sum()
    first, second = np.triu_indices(len(zones))
    share = np.clip(20 + level + 45 * np.exp(-_middle_km(lon, lat) / 18), 5, 90)
    parts = _split(trips[first, second], km[first, second], (share[first] + share[second]) / 2)
    return pd.DataFrame({"first": first, "second": second, **parts}).assign(
        **{
            f"{side}_{key}": zones[column].to_numpy()[place]
            for side, place in (("from", first), ("to", second))
            for key, column in (
                ("id", "zone_id"), ("zh", "name_zh"), ("en", "name_en"), ("lon", "lon"),
                ("lat", "lat"), ("county", "county_id"),
            )
        }
    )  # fmt: skip


def _desire(pairs: pd.DataFrame, at: str) -> pd.DataFrame:
    ways = [way.alternative_id for way in ALTERNATIVES]
    if at == "district":
        swapped = pairs["from_county"] > pairs["to_county"]
        low = pairs["from_county"].where(~swapped, pairs["to_county"])
        high = pairs["to_county"].where(~swapped, pairs["from_county"])
        rows = pairs.assign(from_id=low, to_id=high).groupby(["from_id", "to_id"])[ways].sum()
        ends = pairs.groupby("from_county")[["from_lon", "from_lat"]].mean()
        rows = rows.reset_index()
        for side in ("from", "to"):
            key = rows[f"{side}_id"]
            rows[f"{side}_zh"], rows[f"{side}_en"] = "区" + key, "District " + key
            rows[f"{side}_lon"] = key.map(ends["from_lon"])
            rows[f"{side}_lat"] = key.map(ends["from_lat"])
    else:
        rows = pairs[pairs["from_id"] != pairs["to_id"]]
    rows = rows.assign(all=rows[ways].sum(axis="columns")).nlargest(400, "all")
    columns = [
        f"{side}_{key}" for side in ("from", "to") for key in ("id", "zh", "en", "lon", "lat")
    ]
    return rows.melt(columns, ["all", *ways], "alternative", "trips").assign(level=at)


def _mode_shares(zones: pd.DataFrame, level: float) -> pd.DataFrame:
    rows = []
    counties = [(key, f"区{key}", f"District {key}") for key in sorted(set(zones["county_id"]))]
    for area, zh, en in (*AREAS, *counties):
        own = zones[zones["county_id"] == area] if area in set(zones["county_id"]) else zones
        public = float(np.average(own["pt_share_pct"], weights=own["population"] + 1))
        public += 4 * (area == "main_city") - 6 * (area == "city")
        trips = 2.3 * float(own["population"].sum())
        for travellers, purpose, period in itertools.product(
            ("residents", "everybody"), ("all", "commuting"), ("day", *PART_OF_DAY)
        ):
            up = 5 * (purpose == "commuting") + 3 * (period == "am_peak")
            part = PART_OF_DAY.get(period, 1.0) * (0.4 if purpose == "commuting" else 1.0)
            moving = 0.42 * (100 - public - up)
            percents = (24.0, 34.0, 0.42 * (public + up), 0.8 * moving, 0.2 * moving)
            for way, percent in zip(ALTERNATIVES, percents, strict=True):
                rows.append(
                    {
                        "area_id": area, "name_zh": zh, "name_en": en, "travellers": travellers,
                        "purpose": purpose, "period": period, "alternative": way.alternative_id,
                        "alternative_zh": way.name_zh, "alternative_en": way.name_en,
                        "trips": trips * part * percent / 100, "share_pct": percent,
                        "share_motorised_pct": percent / 0.42 if way.is_motorised else np.nan,
                        "person_km": 5.5 * trips * part * percent / 100, "mean_km": 5.5,
                        "mean_min": 25.0,
                    }
                )  # fmt: skip
    return pd.DataFrame(rows)


def _bands(level: float) -> pd.DataFrame:
    rows = []
    for low, high in itertools.pairwise((0, 2, 5, 10, 20, np.inf)):
        middle = min((low + min(high, 30)) / 2, 25)
        parts = _split(np.array([1e6]), np.array([middle]), np.array([45 + level]))
        for key, trips in parts.items():
            rows.append(
                {
                    "area_id": "urban", "band_from_km": float(low), "band_to_km": float(high),
                    "alternative": key, "trips": trips[0], "share_pct": trips[0] / 1e4,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def _stations(network: Network) -> pd.DataFrame:
    rows = []
    for stop_id, routes in sorted(lines_calling(network).items()):
        stop = network.stops[stop_id]
        away = float(_middle_km(np.array([stop.lon]), np.array([stop.lat]))[0])
        day = 9000 + 90_000 * len(routes) * np.exp(-away / 7)
        for period, part in (("day", 1.0), *PART_OF_DAY.items()):
            rows.append(
                {
                    "station_id": stop_id, "name_zh": stop.name_zh, "name_en": stop.name_en,
                    "period": period, "entries": day * part, "exits": day * part,
                    "boardings": 1.2 * day * part, "alightings": 1.2 * day * part,
                    "transfers": 0.2 * day * part,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def _loads(network: Network) -> pd.DataFrame:
    strong = sectioned_modes(network)
    calling = lines_calling(network)
    rows: list[tuple[object, ...]] = []
    for route in network.routes.values():
        is_strong = route.mode_id in strong
        hops = {
            (one.stop_id, other.stop_id)
            for branch in route.branches
            for a, b in itertools.pairwise(branch.stops)
            for one, other in ((a, b), (b, a))
        }
        for at, (start, end) in enumerate(sorted(hops)):
            if is_strong and not (
                route.route_id in calling.get(start, ()) and route.route_id in calling.get(end, ())
            ):
                continue
            ends = [network.stops[key] for key in (start, end)]
            away = _middle_km(
                np.array([one.lon for one in ends]), np.array([one.lat for one in ends])
            )
            inward = 1.25 if away[1] < away[0] else 0.75
            day = (170_000 if is_strong else 3000) * np.exp(-away.mean() / 9) + 200
            for period, part in PART_OF_DAY.items():
                lean = {"am_peak": inward, "pm_peak": 2 - inward}.get(period, 1.0)
                trains = {"am_peak": 2 * 20, "pm_peak": 2 * 20, "midday": 80, "rest": 40}[period]
                places = trains * (1460 if is_strong else 70)
                names = (
                    route.route_id, route.name_zh, route.name_en, route.mode_id, 0, at, start,
                    ends[0].name_zh, ends[0].name_en, end, ends[1].name_zh, ends[1].name_en, period,
                )  # fmt: skip
                load = day * part * lean
                rows.append((*names, "", load, places, load / places, load / 4, load / 4, 0.0))
                if is_strong and period in {"am_peak", "pm_peak"}:
                    worst = 1.3 * load / 8
                    rows.append(
                        (*names, "08:00", worst, places / 8, 8 * worst / places, 0.0, 0.0, 0.0)
                    )
    columns = (
        "route_id name_zh name_en mode_id direction position from_stop_id from_zh from_en to_stop_id "
        "to_zh to_en period quarter_start load capacity load_factor boardings alightings crowding"
    )
    return pd.DataFrame(rows, columns=columns.split())


def _boardings(network: Network, level: float) -> pd.DataFrame:
    loads = _loads(network)
    loads = loads[loads["quarter_start"] == ""]
    worst: dict[tuple[str, str], pd.Series] = {}
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for _, row in loads.iterrows():
        for period in (row["period"], "day"):
            key = (row["route_id"], period)
            sums[key] += row["boardings"]
            if key not in worst or row["load_factor"] > worst[key]["load_factor"]:
                worst[key] = row
    return pd.DataFrame(
        [
            {
                "route_id": route, "name_zh": row["name_zh"], "name_en": row["name_en"],
                "mode_id": row["mode_id"], "period": period,
                "boardings": sums[route, period] * (1 + level / 50 * (len(route) % 3)),
                "passenger_km": 7 * sums[route, period], "max_load_per_h": row["load"] / 2,
                "capacity_per_h": row["capacity"] / 2, "max_load_factor": row["load_factor"],
                "max_from_zh": row["from_zh"], "max_from_en": row["from_en"],
                "max_to_zh": row["to_zh"], "max_to_en": row["to_en"],
            }
            for (route, period), row in sorted(worst.items())
        ]
    )  # fmt: skip


def _roads(network: Network) -> pd.DataFrame:
    """Two links of opposite direction between the corners of a grid of 0.03 degrees."""
    lons = [zone.lon for zone in network.zones.values() if zone.kind == "cell"]
    lats = [zone.lat for zone in network.zones.values() if zone.kind == "cell"]
    xs = np.arange(max(min(lons), 119.9), min(max(lons), 120.6), 0.03)
    ys = np.arange(max(min(lats), 30.05), min(max(lats), 30.45), 0.03)
    ends = [((x, y), (x + 0.03, y)) for x in xs for y in ys] + [
        ((x, y), (x, y + 0.03)) for x in xs for y in ys
    ]
    rows = []
    for at, (one, other) in enumerate(ends):
        for turn, (start, end) in enumerate(((one, other), (other, one))):
            away = float(_middle_km(np.array([start[0]]), np.array([start[1]]))[0])
            for period in PART_OF_DAY:
                volume = (
                    4200 * np.exp(-away / 16) * {"am_peak": 1.0, "pm_peak": 0.92}.get(period, 0.5)
                )
                volume *= 1.2 if turn else 0.85
                capacity = 3000.0 + 600 * (at % 3)
                rows.append(
                    {
                        "link_id": f"r{at}_{turn}", "name_zh": f"{at}号路", "road_class": "primary",
                        "period": period, "volume_per_h": volume, "capacity_per_h": capacity,
                        "ratio": volume / capacity, "free_min": 3.0,
                        "minutes": 3.0 * (1 + 0.15 * (volume / capacity) ** 4),
                        "geometry": f"{start[0]:.5f} {start[1]:.5f};{end[0]:.5f} {end[1]:.5f}",
                    }
                )  # fmt: skip
    return pd.DataFrame(rows)


def _intervals(level: float) -> pd.DataFrame:
    """The share by definition with its interval; 60 % is asked for."""
    rows = [
        ("motorised_residents", 54.3, 3.6), ("everybody", 52.9, 3.6), ("main_city", 59.8, 3.9),
        ("whole_city", 46.0, 3.9), ("commuting", 58.7, 4.4), ("morning_peak", 57.6, 4.2),
        ("ebikes_motorised", 33.9, 3.1), ("boardings", 61.7, 3.0),
    ]  # fmt: skip
    return pd.DataFrame(
        [
            {
                "definition": key, "value": middle + level, "low": middle + level - half,
                "median": middle + level + 0.1, "high": middle + level + half,
                "probability": float(np.clip(0.5 + (middle + level - 60) / (2 * half), 0, 1)),
                "threshold": 60.0, "draws": 100,
            }
            for key, middle, half in rows
        ]
    )  # fmt: skip


def _levers(level: float) -> pd.DataFrame:
    base = 54.3 + level
    rows = [
        ("parking", "停车价格", "Parking price", "×0.5", "×2", -2.6, 3.9),
        ("headways", "发车间隔", "Headways", "+20 %", "−20 %", -1.9, 2.1),
        ("cars", "小汽车保有量", "Car ownership", "+20 %", "−20 %", -2.4, 2.2),
        ("fares", "票价", "Fares", "+50 %", "−50 %", -1.4, 1.5),
        ("speed", "公交运行速度", "Speed of public transport", "−10 %", "+10 %", -1.2, 1.2),
        ("fuel", "油价", "Fuel price", "−30 %", "+30 %", -0.5, 0.5),
    ]
    return pd.DataFrame(
        [
            {
                "lever_id": key, "title_zh": zh, "title_en": en, "low_zh": low, "low_en": low,
                "high_zh": high, "high_en": high, "share_low": base + down, "share_high": base + up,
                "swing": up - down, "method": "re-evaluated on the sample of trips",
            }
            for key, zh, en, low, high, down, up in rows
        ]
    )  # fmt: skip


def _convergence() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "iteration": n, "change": 0.2 * 0.45**n, "time_change": 0.1 * 0.4**n,
                "road_gap": 0.05 * 0.5**n, "transit_gap": 0.02 * 0.5**n, "converged": n >= 6,
            }
            for n in range(1, 8)
        ]
    )  # fmt: skip


def _checks() -> pd.DataFrame:
    nan = float("nan")
    rows = [
        ("elasticity_time", "出行时间弹性", "Elasticity to time", -0.52, "", -0.7, -0.3, True, ""),
        (
            "elasticity_fare",
            "票价弹性",
            "Elasticity to fare",
            -0.16,
            "",
            -0.4,
            -0.2,
            False,
            "below",
        ),
        (
            "elasticity_wait",
            "候车时间弹性",
            "Elasticity to headway",
            -0.31,
            "",
            -0.6,
            -0.2,
            True,
            "",
        ),
        ("conservation", "出行守恒", "Trips conserved", 0.0, "%", -0.01, 0.01, True, ""),
        ("mean_length", "平均出行距离", "Mean trip length", 5.6, "km", nan, nan, True, "no range"),
    ]
    columns = ["check_id", "title_zh", "title_en", "value", "unit", "low", "high", "ok", "note"]
    return pd.DataFrame(rows, columns=columns)


def _unconnected() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "zone_id": ["x"], "name_zh": "远处", "name_en": "Far away", "population": 1200.0,
            "trips": 900.0, "reason": "no road within reach",
        }
    )  # fmt: skip
