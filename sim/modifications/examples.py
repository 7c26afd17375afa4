"""A tiny network that the examples and tests of this package change."""

from __future__ import annotations

from datetime import date

from sim.network.model import (
    Airport,
    AirRoute,
    Branch,
    Call,
    HeadwayBand,
    Hub,
    HubId,
    LineStop,
    Mode,
    ModeId,
    Network,
    Price,
    Quality,
    Route,
    RouteId,
    Section,
    SectionId,
    Stop,
    StopId,
    Train,
)

__all__ = ["two_line_network"]

_OLD = date(2012, 11, 24)


def two_line_network() -> Network:
    """Return a network of 2016-07-01 with invented places, for examples only.

    * ``t_1`` Line 1: West Lake, Market, Hospital (section 1a, open), River East (1b, not open);
      3 km and 4 min a hop, every 6 min from 06:00 to 22:00.
    * ``t_2`` Line 2: Market, Park (2a, open); two branches would share nothing.
    * ``b_1``: a bus from the bus stop West Lake to Park Gate.
    * Trains ``G1`` Central to Ningbo and ``G2`` back; they pass South, which is closed.
    * Hubs ``central`` (open), ``south`` (closed), ``west`` (never opened, no stop of its own).
    * Air routes from HGH: Singapore.
    * Prices: a bus fare, parking in the core, a road charge of nothing, petrol, a factor on the
      distance fare, 200 cars per 1,000 people.

    Examples
    --------
    >>> network = two_line_network()
    >>> [section.section_id for section in network.sections.values() if network.is_open(section)]
    ['1a', '2a']
    """
    return Network(
        as_of=date(2016, 7, 1),
        horizon_year=2020,
        home_airport="HGH",
        rail_timetable="2016-03",
        air_vintage="2016",
        modes={mode.mode_id: mode for mode in _modes()},
        stops={stop.stop_id: stop for stop in _stops()},
        sections={section.section_id: section for section in _sections()},
        routes={route.route_id: route for route in _routes()},
        trains={train.trip_id: train for train in _trains()},
        airports={airport.iata: airport for airport in _airports()},
        air_routes={
            "SIN": AirRoute("SIN", "3K", None, nonstop=True, quality=Quality.PUBLISHED, source="x")
        },
        hubs={hub.hub_id: hub for hub in _hubs()},
        zones={},
        places={},
        barriers=(),
        crossings={},
        transfer_times={},
        run_time_factor={ModeId("train"): 1.0, ModeId("bus"): 1.0, ModeId("fast_train"): 1.0},
        prices={price.price_id: price for price in _prices()},
    )


def _stops() -> tuple[Stop, ...]:
    return (
        _stop("M_west_lake", "train", "西湖", "West Lake", (120.10, 30.25)),
        _stop("M_market", "train", "市场", "Market", (120.13, 30.25)),
        _stop("M_hospital", "train", "医院", "Hospital", (120.16, 30.25)),
        _stop("M_river_east", "train", "江东", "River East", (120.19, 30.25), opened=None),
        _stop("M_park", "train", "公园", "Park", (120.13, 30.28)),
        _stop("B_0001", "bus", "西湖", "West Lake", (120.101, 30.251)),
        _stop("B_0002", "bus", "公园大门", "Park Gate", (120.131, 30.281)),
        _stop("R_central", "fast_train", "中央", "Central", (120.13, 30.252)),
        _stop("R_south", "fast_train", "南站", "South", (120.20, 30.15), closed=date(2013, 7, 1)),
        _stop("R_ningbo", "fast_train", "宁波", "Ningbo", (121.53, 29.86)),
    )


def _routes() -> tuple[Route, ...]:
    return (
        _line(
            "t_1",
            "train",
            "1号线",
            "Line 1",
            (
                ("M_west_lake", "1a", _OLD),
                ("M_market", "1a", _OLD),
                ("M_hospital", "1a", _OLD),
                ("M_river_east", "1b", None),
            ),
        ),
        _line(
            "t_2",
            "train",
            "2号线",
            "Line 2",
            (
                ("M_market", "2a", _OLD),
                ("M_park", "2a", _OLD),
            ),
        ),
        _line("b_1", "bus", "1路", "Bus 1", (("B_0001", None, _OLD), ("B_0002", None, _OLD))),
    )


def _trains() -> tuple[Train, ...]:
    return (
        _train("G1", (("R_central", 8 * 60), ("R_ningbo", 9 * 60))),
        _train("G2", (("R_ningbo", 10 * 60), ("R_central", 11 * 60))),
    )


def _prices() -> tuple[Price, ...]:
    return tuple(
        Price(price_id, title_zh, title_en, value, unit, Quality.ESTIMATE, "x")
        for price_id, title_zh, title_en, value, unit in (
            ("fare_bus", "公交票价", "Bus fare", 2.0, "yuan"),
            ("parking_core", "核心区停车", "Parking in the core", 10.0, "yuan/h"),
            ("road_charge_core", "核心区道路收费", "Road charge, core", 0.0, "yuan"),
            ("fuel", "汽油", "Petrol", 6.2, "yuan/l"),
            ("fare_factor_train", "地铁票价系数", "Factor on the fare by distance", 0.9, "factor"),
            ("cars_per_1000", "每千人小汽车拥有量", "Cars per 1,000 people", 200.0, "cars"),
        )
    )


def _modes() -> tuple[Mode, ...]:
    return (
        Mode(ModeId("train"), "地铁", "Metro", 1, "urban", 60, 60, 120.0, 90, 30, "#0072BC", 3.0),
        Mode(ModeId("bus"), "公交", "Bus", 3, "urban", 0, 0, 80.0, 60, 20, "#888888", 1.0),
        Mode(
            ModeId("fast_train"),
            "高铁",
            "Fast train",
            2,
            "regional",
            900,
            300,
            350.0,
            180,
            120,
            "#C00000",
            2.0,
        ),
    )


def _stop(
    stop_id: str,
    mode_id: str,
    name_zh: str,
    name_en: str,
    at: tuple[float, float],
    *,
    opened: date | None = _OLD,
    closed: date | None = None,
) -> Stop:
    return Stop(
        StopId(stop_id),
        ModeId(mode_id),
        name_zh,
        name_en,
        *at,
        opened,
        closed,
        Quality.PUBLISHED,
        "x",
    )


def _sections() -> tuple[Section, ...]:
    return tuple(
        Section(
            SectionId(name),
            RouteId(route),
            name,
            name,
            name,
            length,
            opened,
            None,
            "operating" if opened else "under_construction",
            "metro",
            in_city_total=True,
            inside_share=1.0,
            quality=Quality.PUBLISHED,
            source="x",
        )
        for name, route, length, opened in (
            ("1a", "t_1", 6.0, _OLD),
            ("1b", "t_1", 3.0, None),
            ("2a", "t_2", 3.0, _OLD),
        )
    )


def _line(
    route_id: str,
    mode_id: str,
    name_zh: str,
    name_en: str,
    stops: tuple[tuple[str, str | None, date | None], ...],
) -> Route:
    line_stops = tuple(
        LineStop(
            StopId(stop),
            SectionId(section) if section else None,
            3000.0 if place else 0.0,
            240 if place else 0,
            opened,
        )
        for place, (stop, section, opened) in enumerate(stops)
    )
    band = HeadwayBand("", 6 * 3600, 22 * 3600, 360, Quality.ESTIMATE, "x")
    return Route(
        RouteId(route_id),
        ModeId(mode_id),
        name_zh,
        name_en,
        "#0072BC",
        (Branch("main", line_stops),),
        (band,),
        Quality.PUBLISHED,
        "x",
    )


def _train(number: str, calls: tuple[tuple[str, int], ...]) -> Train:
    return Train(
        f"2016-03_{number}",
        ModeId("fast_train"),
        number,
        "G",
        tuple(Call(StopId(stop), minute * 60, minute * 60) for stop, minute in calls),
        Quality.PUBLISHED,
        "x",
    )


def _airports() -> tuple[Airport, ...]:
    return (
        Airport("HGH", "杭州", "Xiaoshan", "Hangzhou", "CN", 120.43, 30.24, "home", "x"),
        Airport("SIN", "新加坡", "Changi", "Singapore", "SG", 103.99, 1.36, "international", "x"),
        Airport(
            "SFO",
            "旧金山",
            "San Francisco International",
            "San Francisco",
            "US",
            -122.4,
            37.6,
            "international",
            "x",
        ),
    )


def _hubs() -> tuple[Hub, ...]:
    never = date(2013, 7, 1)
    return (
        Hub(
            HubId("central"),
            "中央",
            "Central",
            "axis",
            120.13,
            30.252,
            (StopId("R_central"), StopId("M_market")),
            _OLD,
            None,
            None,
            Quality.PUBLISHED,
            "x",
        ),
        Hub(
            HubId("south"),
            "南站",
            "South",
            "axis",
            120.20,
            30.15,
            (StopId("R_south"),),
            _OLD,
            never,
            date(2020, 7, 1),
            Quality.PUBLISHED,
            "x",
        ),
        Hub(
            HubId("west"),
            "西站",
            "West",
            "wing",
            120.0,
            30.30,
            (),
            None,
            None,
            None,
            Quality.PUBLISHED,
            "x",
        ),
    )
