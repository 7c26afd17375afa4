"""A small made-up city with everything a map page can show, for the tests of ``sim.maps``.

Red line: section r1 open since 2012, r2 opened by the scenario, r3 planned without a date.
Blue line: section b1 open before, withdrawn by the scenario; section b0 closed in 2014.
Names carry characters that would break a page which does not escape them.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sim.geometry import cell_boundary, cell_disk, cells
from sim.indicators.board import BoardRow
from sim.maps import BaseLayers, MapInputs
from sim.maps.style import Words
from sim.network.model import (
    Airport,
    AirRoute,
    Branch,
    Hub,
    HubId,
    LineStop,
    Mode,
    ModeId,
    Network,
    Quality,
    Route,
    RouteId,
    Section,
    SectionId,
    Stop,
    StopId,
    Zone,
    ZoneId,
)

sys.path.insert(0, str(Path(__file__).parents[1]))

from demand_examples import demand_of
from gateway_sample import sample_gateway

AS_OF = date(2020, 12, 31)
ALWAYS = date(1900, 1, 1)
EVIL = "</script><b>{{ 7 * 7 }}{% raw %}`${1}`"
SOURCE = "made by hand"
CRS = "EPSG:4326"


def _mode(mode_id: str, zh: str, en: str, colour: str, *, system: str = "urban") -> Mode:
    return Mode(
        mode_id=ModeId(mode_id), label_zh=zh, label_en=en, gtfs_route_type=1,
        system="regional" if system == "regional" else "urban", boarding_slack_s=60,
        alighting_s=60, max_speed_kmh=80.0, min_headway_s=90, dwell_s=30, colour=colour,
        line_width_px=3.0,
    )  # fmt: skip


def _stop(stop_id: str, lon: float, lat: float, opened: date | None, mode: str = "train") -> Stop:
    return Stop(
        stop_id=StopId(stop_id), mode_id=ModeId(mode), name_zh=f"站{stop_id}",
        name_en=f"Stop {stop_id}", lon=lon, lat=lat, open_date=opened, close_date=None,
        quality=Quality.DERIVED, source=SOURCE,
    )  # fmt: skip


def _section(section_id: str, route: str, opened: date | None, closed: date | None) -> Section:
    return Section(
        section_id=SectionId(section_id), route_id=RouteId(route), track_id=section_id,
        name_zh=f"区段{section_id}", name_en=f"Section {section_id}", length_km=5.25,
        open_date=opened, close_date=closed, status_2016_07="", system_class="metro",
        in_city_total=True, inside_share=1.0, quality=Quality.OFFICIAL, source=SOURCE,
    )  # fmt: skip


def _line(route: str, zh: str, en: str, colour: str, *calls: tuple[str, str, date | None]) -> Route:
    stops = tuple(
        LineStop(StopId(stop), SectionId(section) if section else None, 900.0, 120, opened)
        for stop, section, opened in calls
    )
    return Route(
        route_id=RouteId(route), mode_id=ModeId("train"), name_zh=zh, name_en=en, colour=colour,
        branches=(Branch("main", stops),), headways=(), quality=Quality.PUBLISHED, source=SOURCE,
    )  # fmt: skip


def _hub(hub_id: str, lon: float, opened: date | None, stop: str) -> Hub:
    return Hub(
        hub_id=HubId(hub_id), name_zh=f"{hub_id}站(城站)", name_en=f"{hub_id} station",
        role="axis", lon=lon, lat=30.26, stop_ids=(StopId(stop),), open_date=opened,
        closed_from=None, closed_until=None, quality=Quality.ESTIMATE, source=SOURCE,
    )  # fmt: skip


def sample_network() -> Network:
    """The network of the scenario."""
    opened = date(2012, 11, 24)
    stops = [
        _stop("A", 120.10, 30.25, opened),
        _stop("B", 120.15, 30.26, opened),
        _stop("C", 120.20, 30.27, date(2020, 6, 1)),
        _stop("D", 120.25, 30.28, None),
        _stop("E", 120.15, 30.30, opened),
        _stop("F", 120.15, 30.33, opened),
        _stop("G", 120.15, 30.36, opened),
        _stop("bus1", 120.12, 30.22, ALWAYS, "road"),
        _stop("bus2", 120.16, 30.22, ALWAYS, "road"),
        _stop("town", 120.40, 30.05, ALWAYS, "road"),
    ]
    red = _line(
        "red", f"红线{EVIL}", "Red Line", "#d81b1b", ("A", "r1", opened), ("B", "r1", opened),
        ("C", "r2", date(2020, 6, 1)), ("D", "r3", None),
    )  # fmt: skip
    blue = _line(
        "blue", "蓝线", "Blue Line", "#1b4fd8", ("B", "b2", opened), ("E", "b2", opened),
        ("F", "b1", opened), ("G", "b0", opened),
    )  # fmt: skip
    bus = _line("bus", "1路", "Bus 1", "#2a6f97", ("bus1", "", ALWAYS), ("bus2", "", ALWAYS))
    coach = _line("coach", "班车", "Coach", "#6a4c93", ("bus1", "", ALWAYS), ("town", "", ALWAYS))
    sections = [
        _section("r1", "red", opened, None),
        _section("r2", "red", date(2020, 6, 1), None),
        _section("r3", "red", None, None),
        _section("b2", "blue", opened, None),
        _section("b1", "blue", date(2023, 1, 1), None),
        _section("b0", "blue", opened, date(2014, 1, 1)),
    ]
    modes = [
        _mode("train", "地铁", "Metro", "#c2185b"),
        _mode("road", "公交", "Bus", "#2a6f97"),
        _mode("longroad", "长途客车", "Coach", "#6a4c93", system="regional"),
    ]
    home = Airport("HGH", "萧山", "Xiaoshan", "Hangzhou", "CN", 120.43, 30.24, "home", SOURCE)
    far = Airport(
        "AMS", "阿姆斯特丹", "Amsterdam", "Amsterdam", "NL", 4.8, 52.3, "international", SOURCE
    )
    near = Airport("HKG", "香港", "Hong Kong", "Hong Kong", "HK", 113.9, 22.3, "regional", SOURCE)
    return Network(
        as_of=AS_OF,
        horizon_year=2020,
        home_airport="HGH",
        rail_timetable="2019-10",
        air_vintage="2019",
        modes={mode.mode_id: mode for mode in modes},
        stops={stop.stop_id: stop for stop in stops},
        sections={section.section_id: section for section in sections},
        routes={
            RouteId("red"): red,
            RouteId("blue"): blue,
            RouteId("bus"): replace(bus, mode_id=ModeId("road")),
            RouteId("coach"): replace(coach, mode_id=ModeId("longroad")),
        },
        trains={},
        airports={airport.iata: airport for airport in (home, far, near)},
        air_routes={
            "AMS": AirRoute("AMS", "KL", 7.0, True, Quality.PUBLISHED, SOURCE),
            "HKG": AirRoute("HKG", "CX", None, False, Quality.PUBLISHED, SOURCE),
        },
        hubs={
            HubId("east"): _hub("east", 120.20, date(1992, 1, 1), "B"),
            HubId("west"): _hub("west", 120.05, date(2022, 9, 22), "A"),
            HubId("never"): _hub("never", 120.30, None, "D"),
        },
        zones={zone.zone_id: zone for zone in _zones()},
        places={},
        barriers=(),
        crossings={},
        transfer_times={},
        run_time_factor={},
    )


def sample_baseline() -> Network:
    """The network before the scenario: r2 not open, b1 open."""
    network = sample_network()
    changed = {
        "r2": replace(network.sections[SectionId("r2")], open_date=None),
        "b1": replace(network.sections[SectionId("b1")], open_date=date(2018, 1, 1)),
    }
    return replace(network, sections={**network.sections, **changed})


def sample_cells() -> list[str]:
    """The H3 cells of the city: 37 around its middle."""
    return [cell for cell, _ in cell_disk(cells([120.16], [30.27])[0], 3)]


def _zones() -> list[Zone]:
    hexagons = [
        Zone(
            ZoneId(cell),
            "cell",
            "",
            "",
            *np.mean(cell_boundary(cell), axis=0),
            "330102",
            "",
            900.0,
            10.0,
        )
        for cell in sample_cells()
    ]
    county = Zone(ZoneId("C_330203"), "county", "", "", 120.6, 30.2, "330203", "", 8e5, 1e5)
    lost = Zone(ZoneId("C_339999"), "county", "", "", 120.9, 30.2, "339999", "", 8e5, 1e5)
    return [*hexagons, county, lost]


def sample_table() -> pd.DataFrame:
    """Minutes and people by zone; the first hexagon cannot be reached."""
    ids = [*sample_cells(), "C_330203", "C_339999"]
    minutes = np.linspace(5.0, 150.0, len(ids))
    minutes[0] = np.nan
    return pd.DataFrame(
        {
            "zone_id": ids,
            "minutes_from_hub": minutes,
            "minutes_from_airport": minutes[::-1],
            "population_60min": np.linspace(50_000.0, 5_000_000.0, len(ids)),
            "jobs_60min": np.linspace(0.0, 2_000_000.0, len(ids)),
            "population": np.full(len(ids), 900.4),
        }
    )


def sample_access() -> pd.DataFrame:
    """Hospitals within 45 minutes (0 to 4), and minutes to the closest in a search of an hour."""
    ids = [*sample_cells(), "C_330203", "C_339999"]
    counts = pd.DataFrame(
        {
            "zone_id": ids,
            "measure": "cumulative",
            "layer": "hospitals",
            "parameter": "45 min",
            "statistic": "p50",
            "value": [float(place % 5) for place in range(len(ids))],
            "unit": "hospitals",
            "searched_to_min": 60.0,
        }
    )
    minutes = counts.assign(
        measure="time_to_closest", parameter="", value=np.linspace(2.0, 58.0, len(ids)), unit="min"
    )
    return pd.concat([counts, minutes], ignore_index=True)


def sample_opportunities() -> pd.DataFrame:
    """The only kind of opportunity there is."""
    return pd.DataFrame(
        {
            "layer": ["hospitals"],
            "title_zh": ["医院"],
            "title_en": ["Hospitals"],
            "unit": ["hospitals"],
            "source": ["land/places"],
        }
    )


def _frame(columns: dict[str, list[object]], geometry: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=CRS)


def sample_base() -> BaseLayers:
    """Two districts, a river and the sea, a street, a road, two railways, three names."""
    west, east = shapely.box(119.9, 30.0, 120.5, 30.5), shapely.box(120.5, 30.0, 120.8, 30.5)
    return BaseLayers(
        province=_frame({"name_zh": ["省"]}, [shapely.box(119.9, 30.0, 120.8, 30.5)]),
        districts=_frame(
            {
                "county_id": ["330102", "330102_2021", "330203"],
                "name_zh": ["上城区", "上城区", "海曙区"],
                "name_en": ["Shangcheng", "Shangcheng", "Haishu"],
                "valid": ["pre2021", "from2021", "always"],
            },
            [west, west, east],
        ),
        water=_frame(
            {
                "name_zh": ["海", "江", "堤"],
                "name_en": ["Sea", "River", "Causeway"],
                "kind": ["sea", "river", "causeway"],
            },
            [
                shapely.box(120.8, 30.0, 121.2, 30.5),
                shapely.box(120.0, 30.20, 120.4, 30.21),
                shapely.LineString([(120.1, 30.23), (120.12, 30.24)]),
            ],
        ),
        streets=_frame(
            {"n_bus_lines": [2, 15]},
            [
                shapely.LineString([(120.1, 30.24), (120.2, 30.24)]),
                shapely.LineString([(120.12, 30.2), (120.12, 30.3)]),
            ],
        ),
        main_roads=_frame(
            {"kind": ["motorway"]}, [shapely.LineString([(120, 30.1), (120.5, 30.4)])]
        ),
        railways=_frame(
            {
                "name_zh": ["铁路", "新线", "未来"],
                "name_en": ["Railway", "New line", "Future"],
                "open_date": [date(1909, 1, 1), date(2018, 12, 25), None],
                "method": ["source", "straight", "straight"],
            },
            [
                shapely.LineString([(120.2, 30.0), (120.2, 30.5)]),
                shapely.LineString([(120.2, 30.0), (119.9, 30.1)]),
                shapely.LineString([(120.2, 30.0), (120.7, 30.1)]),
            ],
        ),
        # A drawn track from A to C with a bend of about 330 m between A and B.
        metro=_frame(
            {"route_id": ["red"], "branch_id": ["main"]},
            [
                shapely.LineString(
                    [(120.10, 30.25), (120.125, 30.258), (120.15, 30.26), (120.20, 30.27)]
                )
            ],
        ),
        places=_frame(
            {
                "place_id": ["hangzhou", "river", "temple"],
                "name_zh": ["杭州", "钱塘江", "灵隐寺(景区)"],
                "name_en": ["Hangzhou", "Qiantang River", "Lingyin Temple"],
                "category": ["city", "water", "attraction"],
                "rank": [0, 2, 5],
            },
            [
                shapely.Point(120.16, 30.27),
                shapely.Point(120.3, 30.205),
                shapely.Point(120.1, 30.24),
            ],
        ),
    )


def _row(target: str, value: float | None, overall: str, *, headline: bool = True) -> BoardRow:
    return BoardRow(
        target_id=target, definition="one", headline=headline, value=value, unit="km",
        threshold=250.0, comparator=">=", margin=None, verdict="met", quality="derived",
        overall=overall, agreement="2 of 3 definitions met", title_zh=f"目标{target}",
        title_en=f"Target {target}", definition_zh="口径", definition_en="definition",
        caveats=(),
    )  # fmt: skip


def sample_inputs() -> MapInputs:
    """Everything together."""
    return MapInputs(
        network=sample_network(),
        title_zh="样例",
        title_en="Sample & <i>test</i>",
        subtitle="A page for the tests",
        scenario="sample",
        baseline=sample_baseline(),
        cells=sample_table(),
        base=sample_base(),
        board=(
            _row("length", 257.29, "met"),
            _row("length", 111.1, "met", headline=False),
            _row("stations", 4.0, "depends"),
            _row("share", None, "not_modelled"),
        ),
        notes=("An assumption with <b>markup</b> in it.",),
        access=sample_access(),
        opportunity_layers=sample_opportunities(),
        measured=Words("门到门，中位数", "door to door, median"),
        demand=demand_of(sample_network()),
        gateway=sample_gateway(sample_cells()),
    )
