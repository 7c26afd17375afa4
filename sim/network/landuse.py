"""Zones: where people live and work, modelled from district counts and points of interest."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import NetworkError
from sim.geometry import (
    HOME_EPSG,
    Bools,
    Floats,
    distances_m,
    merged_polygon,
    pairs_within,
    segments_blocked,
    to_metres,
)
from sim.network.ground import Ground, ashore
from sim.network.model import Zone, ZoneId
from sim.network.population import county_jobs, county_population, part_shares
from sim.network.records import barriers
from sim.network.weights import (
    HOME_BASE,
    HOME_EXPONENT,
    SEAT_SHARE_OF_URBAN,
    SETTLEMENT_CELLS,
    Parts,
    in_water,
    land_weights,
    parts_of_city,
)

__all__ = ["LANDUSE_ASSUMPTIONS", "LANDUSE_TABLES", "model_zones"]

MIN_PEOPLE = 20.0
MIN_JOBS = 100.0
LOCAL_FEEDER_KMH = 18.0
COUNTY_FEEDER_KMH = 30.0
BUS_REACH_M = 923.0  # 1200 m of street at a detour of 1.3
_BANK_M = 10.0  # a line may graze the drawn bank by this much

LANDUSE_TABLES: tuple[str, ...] = (
    "land/counties",
    "land/boundaries",
    "land/population",
    "land/employed_residents",
    "land/poi_grid",
    "land/settlements",
    "land/water",
    "metro/stations",
    "bus/stops",
)
"""What the zones are computed from, and nothing else."""

LANDUSE_ASSUMPTIONS: tuple[str, ...] = (
    (
        "Population by district is on a straight line through the censuses of 2010 and 2020 "
        "(Hangzhou 2015: 10.3 million; the survey of the time said 9.02, before the revision)."
    ),
    (
        "Inside the POI grid of 2015 people are spread by (real estate + life service + "
        f"{HOME_BASE:g}) to the power {HOME_EXPONENT:g}; outside it settlements and metro stations "
        f"weigh like {SETTLEMENT_CELLS:g} grid cells, and {SEAT_SHARE_OF_URBAN:.0%} of the urban "
        "people of the five outer counties live around the county seat. Nobody lives in drawn "
        "water."
    ),
    (
        "Jobs are modelled: the employed residents of each district (2020 sample times ten, moved "
        "with the population) spread by seven kinds of POI; no count by place of work is known, so "
        "the centre has too few jobs and the outskirts too many."
    ),
    (
        "Cells without a bus stop of the 2015 data in reach on their bank use feeders (local "
        f"bus, taxi, car) at {LOCAL_FEEDER_KMH:g} km/h, counties outside Hangzhou at "
        f"{COUNTY_FEEDER_KMH:g} km/h."
    ),
)


def model_zones(tables: Mapping[str, pd.DataFrame], year: int) -> tuple[Zone, ...]:
    """Model the zones of a year: H3 cells in Hangzhou, counties in the rest of the province.

    Sorted by id; a pure function of the tables named in `LANDUSE_TABLES`.
    The people and jobs of every district are those of its counts; cells with fewer than 20 people
    and 100 jobs are dropped and their people and jobs shared out in the same part. A cell lies at
    the mean place of its people, on dry land, a county at its seat. Names are those of the
    district before 2021.
    """
    people = county_population(tables, year)
    _need_seats(tables["land/counties"], people)
    jobs = county_jobs(tables, people, county_population(tables, 2020))
    parts = parts_of_city(tables)
    shares = part_shares(tables, parts.keys, year)
    part_people = np.array([people[key[0]] * shares[key] for key in parts.keys])
    part_jobs = np.array([jobs[key[0]] * shares[key] for key in parts.keys])
    weights = land_weights(tables, parts, year)
    frame = pd.DataFrame(
        {
            "part": weights.part,
            "cell": weights.cell,
            "lon": weights.lon,
            "lat": weights.lat,
            "people": _shared_out(weights.home, weights.part, part_people),
            "jobs": _shared_out(weights.work, weights.part, part_jobs),
        }
    )
    zones = [
        *_cell_zones(tables, parts, frame),
        *_county_zones(tables, people, jobs, {old for old, _ in parts.keys}),
    ]
    return tuple(sorted(zones, key=lambda zone: zone.zone_id))


def _shared_out(weight: Floats, part: npt.NDArray[np.int64], total: Floats) -> Floats:
    sums = np.bincount(part, weights=weight, minlength=len(total))
    if (sums[total > 0] <= 0).any():
        raise NetworkError("a district has people or jobs but no place to put them")
    return np.asarray(weight / sums[part] * total[part], dtype=np.float64)


def _cell_zones(
    tables: Mapping[str, pd.DataFrame], parts: Parts, frame: pd.DataFrame
) -> list[Zone]:
    frame = frame[(frame["people"] > 0) | (frame["jobs"] > 0)]
    frame = _without_small_cells(frame)
    by_cell = frame.groupby("cell", sort=True)[["people", "jobs"]].sum()
    part = frame.groupby("cell", sort=True)["part"].first().tolist()
    lon, lat = _dry_means(frame, tables["land/water"])
    on_foot = _near_a_bus_stop(tables, lon, lat)
    counties = {row["county_id"]: row for row in tables["land/counties"].to_dict("records")}
    zones = []
    columns = zip(by_cell.index, by_cell["people"], by_cell["jobs"], strict=True)
    for row, (cell, population, jobs) in enumerate(columns):
        county = counties[parts.keys[part[row]][0]]
        zones.append(
            Zone(
                zone_id=ZoneId(str(cell)),
                kind="cell",
                name_zh=county["name_zh"],
                name_en=county["name_en"],
                lon=float(lon[row]),
                lat=float(lat[row]),
                county_id=county["county_id"],
                prefecture=county["prefecture_en"],
                population=float(population),
                jobs=float(jobs),
                feeder_speed_kmh=0.0 if on_foot[row] else LOCAL_FEEDER_KMH,
            )
        )
    return zones


def _without_small_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Drop cells that hardly anybody uses; their people and jobs go to the rest of the part."""
    cell_sums = frame.groupby("cell")[["people", "jobs"]].transform("sum")
    kept = frame[(cell_sums["people"] >= MIN_PEOPLE) | (cell_sums["jobs"] >= MIN_JOBS)].copy()
    for column in ("people", "jobs"):
        before = frame.groupby("part")[column].sum()
        after = kept.groupby("part")[column].sum()
        kept[column] *= kept["part"].map(before / after).fillna(1.0)
    return kept


def _dry_means(frame: pd.DataFrame, water: pd.DataFrame) -> tuple[Floats, Floats]:
    """Mean place of the people of each cell; where that is in water, the point nearest to it."""
    mass = frame["people"] + 1e-6 * frame["jobs"]  # jobs count where nobody lives
    sums = pd.DataFrame(
        {"cell": frame["cell"], "mass": mass, "x": frame["lon"] * mass, "y": frame["lat"] * mass}
    )
    means = sums.groupby("cell", sort=True).sum()
    lon = (means["x"] / means["mass"]).to_numpy(float).round(5)
    lat = (means["y"] / means["mass"]).to_numpy(float).round(5)
    for row in np.flatnonzero(in_water(water, lon, lat)):
        points = frame[frame["cell"] == means.index[int(row)]]
        x, y = points["lon"].to_numpy(float), points["lat"].to_numpy(float)
        away = distances_m(to_metres(x, y), to_metres(lon[row], lat[row]))
        nearest = int(np.argmin(away))
        lon[row], lat[row] = x[nearest].round(5), y[nearest].round(5)
    return lon, lat


def _near_a_bus_stop(tables: Mapping[str, pd.DataFrame], lon: Floats, lat: Floats) -> Bools:
    """Whether a bus stop is in reach on foot, on the same side of the water that parts banks."""
    banks = merged_polygon(barrier.rings for barrier in barriers(tables))
    ground = Ground(HOME_EPSG, banks.buffer(-_BANK_M), banks, ())
    stops = tables["bus/stops"]
    stop_xy = to_metres(stops["lon"].to_numpy(float), stops["lat"].to_numpy(float))
    a, b = to_metres(lon, lat), ashore(stop_xy, ground)
    rows, columns, _ = pairs_within(a, b, BUS_REACH_M)
    near = np.zeros(len(lon), dtype=np.bool_)
    near[rows[~segments_blocked(a[rows], b[columns], ground.water)]] = True
    return near


def _need_seats(counties: pd.DataFrame, people: Mapping[str, float]) -> None:
    """Refuse a county whose people would live nowhere."""
    own = counties[(counties["valid"] == "always") & counties["county_id"].isin(list(people))]
    without = own[own["seat_lon"].isna() | own["seat_lat"].isna()]
    for row in without.to_dict("records"):
        raise NetworkError(
            f"land/counties: {row['name_zh']} ({row['county_id']}) has no seat, so its people "
            "would live nowhere; give seat_lon and seat_lat (`sim data` names the line)"
        )


def _county_zones(
    tables: Mapping[str, pd.DataFrame],
    people: Mapping[str, float],
    jobs: Mapping[str, float],
    in_cells: Collection[str],
) -> list[Zone]:
    zones = []
    for row in tables["land/counties"].to_dict("records"):
        county_id = row["county_id"]
        if county_id in in_cells or county_id not in people or row["valid"] == "from2021":
            continue
        zones.append(
            Zone(
                zone_id=ZoneId(f"C_{county_id}"),
                kind="county",
                name_zh=row["name_zh"],
                name_en=row["name_en"],
                lon=float(row["seat_lon"]),
                lat=float(row["seat_lat"]),
                county_id=county_id,
                prefecture=row["prefecture_en"],
                population=people[county_id],
                jobs=jobs.get(county_id, 0.0),
                feeder_speed_kmh=COUNTY_FEEDER_KMH,
            )
        )
    return zones
