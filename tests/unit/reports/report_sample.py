"""Three finished runs of a city of seven cells, for the tests of ``sim.reports``.

People 1000 2000 3000 4000 (上城区 Shangcheng), 1000 2000 3000 (西湖区 Xihu): 16 000 in all.
Minutes from the hub:

    before    10  20  30  40    50  60   –
    plan      10  14  14  40.5  30  60  70    gains 0 6 16 -0.5 20 0, the last is newly reached
    late      10  20  30  44    50  60   –    the fourth loses 4

The airport is as far in all of them. A county of the province lies outside the city.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from sim.geometry import cell_centre, cell_disk, cells
from sim.indicators import (
    IndicatorValue,
    board_caveats,
    board_frame,
    read_targets,
    target_board,
)
from sim.indicators.values import quality_mix
from sim.network.model import Quality
from sim.results import Manifest, RunResults, RunWriter
from sim.study.prepare import data_hashes

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "maps"))

from demand_examples import demand_tables
from map_sample import sample_network

DATA = Path(__file__).parents[3] / "network_data"
NAMES = ["before", "plan", "late"]
NO = float("nan")
PEOPLE = [1000.0, 2000.0, 3000.0, 4000.0, 1000.0, 2000.0, 3000.0]
HUB = {
    "before": [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, NO],
    "plan": [10.0, 14.0, 14.0, 40.5, 30.0, 60.0, 70.0],
    "late": [10.0, 20.0, 30.0, 44.0, 50.0, 60.0, NO],
}
AIRPORT = [30.0, 40.0, 50.0, 60.0, 70.0, 80.0, NO]
JOBS = {
    "before": [400.0, 400.0, 300.0, 200.0, 100.0, 100.0, 0.0],
    "plan": [400.0, 400.0, 400.0, 300.0, 200.0, 200.0, 100.0],
    "late": [400.0, 400.0, 300.0, 200.0, 100.0, 100.0, 0.0],
}
RAIL_KM = {"before": (81.6, 81.6), "plan": (257.3, 198.7), "late": (221.2, 221.2)}
LEVEL = {"before": -6.0, "plan": 0.0, "late": -2.0}
"""Points by which the share of public transport differs from that of the example."""

STATIONS = {"before": (2, 2), "plan": (5, 3), "late": (5, 5)}
EVIL = "</script><b>{{ 7 * 7 }}</b></style>"


def write_runs(
    outputs: Path, *, horizon_year: dict[str, int] | None = None, rings: int = 1
) -> list[RunResults]:
    """Write the runs below `outputs`.

    The years of their people may be told apart. With more `rings` the city has cells enough to see
    what a page of real size looks like; then minutes grow outwards.
    """
    years = horizon_year or {}
    zones = {name: zone_access(name) if rings == 1 else large_city(name, rings) for name in NAMES}
    return [_run(outputs, name, years.get(name, 2020), zones[name]) for name in NAMES]


def zone_access(name: str) -> pd.DataFrame:
    middle = cells([120.16], [30.27], resolution=8)[0]
    ids = sorted(cell for cell, _ in cell_disk(str(middle), 1))
    centres = [cell_centre(cell) for cell in ids]
    county = ["330102"] * 4 + ["330106"] * 3
    frame = pd.DataFrame(
        {
            "zone_id": ids, "kind": "cell",
            "name_zh": ["上城区"] * 4 + ["西湖区"] * 3, "name_en": ["Shangcheng"] * 4 + ["Xihu"] * 3,
            "county_id": county, "prefecture": "Hangzhou",
            "lon": [lon for lon, _ in centres], "lat": [lat for _, lat in centres],
            "population": PEOPLE, "jobs": 10.0,
            "minutes_from_hub": HUB[name], "minutes_from_airport": AIRPORT,
            "population_60min": 5000.0, "jobs_60min": JOBS[name],
        }
    )  # fmt: skip
    outside = frame.head(1).assign(
        zone_id="C_330600", kind="county", name_zh="绍兴", name_en="Shaoxing", county_id="330600",
        prefecture="Shaoxing", population=1e6, minutes_from_hub=1.0,
    )  # fmt: skip
    return pd.concat([frame, outside], ignore_index=True)


def large_city(name: str, rings: int) -> pd.DataFrame:
    """Cells round the centre in twelve districts; 6 min a ring, plan 20 % less, late 2 to 8 more."""
    middle = cells([120.16], [30.27], resolution=8)[0]
    disk = sorted(cell_disk(middle, rings))
    ring = np.array([steps for _, steps in disk], dtype=np.float64)
    count = np.arange(len(disk))
    before = 10 + 6 * ring
    minutes = {
        "before": before,
        "plan": 0.8 * before,
        "late": before + np.where(count % 5 == 0, 2.0 + 6.0 * (count % 2), 0.0),
    }[name].round(1)
    district = count * 12 // len(disk)
    centres = np.array([cell_centre(cell) for cell, _ in disk])
    return pd.DataFrame(
        {
            "zone_id": [cell for cell, _ in disk], "kind": "cell",
            "name_zh": [f"第{n + 1}城区" for n in district],
            "name_en": [f"District {n + 1}" for n in district],
            "county_id": [f"3301{n:02d}" for n in district], "prefecture": "Hangzhou",
            "lon": centres[:, 0], "lat": centres[:, 1],
            "population": 1000.0 + 100 * (count % 7), "jobs": 10.0,
            "minutes_from_hub": np.where(minutes > 170, np.nan, minutes),
            "minutes_from_airport": minutes + 25,
            "population_60min": 5000.0, "jobs_60min": 1e6 / (1 + ring),
        }
    )  # fmt: skip


def _values(name: str) -> list[IndicatorValue]:
    def value(target: str, definition: str, number: float, unit: str) -> IndicatorValue:
        mix = quality_mix([(Quality.PUBLISHED, 1), (Quality.SCENARIO, 3)])
        return IndicatorValue(target, definition, number, unit, mix, caveats=(f"seen in {name}",))

    km, metro_km = RAIL_KM[name]
    opened, functional = STATIONS[name]
    return [
        value("urban_rail_km", "operating_length", km, "km"),
        value("urban_rail_km", "unique_track", km, "km"),
        value("urban_rail_km", "metro_only", metro_km, "km"),
        value("five_stations", "open", opened, "stations"),
        value("five_stations", "functional", functional, "stations"),
    ]


def _run(outputs: Path, name: str, year: int, zones: pd.DataFrame) -> RunResults:
    targets = read_targets(DATA / "policy" / "targets.yaml")
    board = target_board(_values(name), targets)
    with RunWriter(outputs, name, f"id-{name}") as writer:
        writer.table("zone_access", zones)
        writer.table("board_caveats", board_caveats(board))
        for table, frame in demand_tables(sample_network(), level=LEVEL[name]).items():
            writer.table(table, frame)
        writer.text("targets.csv", board_frame(board).to_csv(index=False, lineterminator="\n"))
        return writer.finish(_manifest(name, year))


def _manifest(name: str, year: int) -> Manifest:
    changes = [
        {
            "position": position, "type": "open_section", "sentence": f"opens piece {position}",
            "note": EVIL, "counts": {}, "touched": {"sections": ["a"]},
        }
        for position in ((1, 2, 3) if name != "before" else ())
    ]  # fmt: skip
    return Manifest(
        run_id=f"id-{name}",
        scenario=name,
        title=f"The {name} {EVIL}",
        title_zh=f"方案{name}",
        identity={"data": data_hashes(DATA), "code": "c0de"},
        document={},
        network={
            "as_of": "2020-12-31", "horizon_year": year, "rail_timetable": "2019-10",
            "air_vintage": "2014",
        },
        versions={"numpy": "2.0"},
        seed=0,
        changes=changes,
        assumptions=["Walking: 4.5 km/h.", f"Only of {name}."],
        issues=[
            {
                "severity": "warning", "code": "x", "what": "a hub without trains", "fix": "open it",
                "file": None, "line": None,
            }
        ],
    )  # fmt: skip
