"""A town for interchanges: two metro lines that cross at X, a bus, a railway station, an airport.

Positions are metres along one parallel. Metro stations A 0, X 1000, B 2000, C 3000, D 4000; bus
stops P 1050, P2 1250, Z 9000; railway stations R 1100, Q 50 000.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from sim.clock import parse_clock
from sim.gateway.interchanges.facts import FACT_COLUMNS
from sim.network.examples import ALWAYS, empty, hub, mode, section, stop, with_route
from sim.network.model import (
    Airport,
    Call,
    ModeId,
    Network,
    Quality,
    RouteId,
    Stop,
    StopId,
    Train,
)


def train(number: str, *calls: str) -> Train:
    """A train from calls such as ``"R 08:21/08:23"``."""
    rows = []
    for call in calls:
        stop_id, times = call.split()
        arrival, _, departure = times.partition("/")
        rows.append(Call(StopId(stop_id), parse_clock(arrival), parse_clock(departure or arrival)))
    return Train(number, ModeId("rail"), number, "G", tuple(rows), Quality.PUBLISHED, "by hand")


def town(*, open_date: date = ALWAYS) -> Network:
    """The town; Line L1 every 10 min, Line L2 every 5, the bus K every 15, three trains a day."""
    metro = with_route(
        empty(), "L1", {"main": "A X B"}, sections=[section("s1", "L1")], headways_s={"": 600}
    )
    metro = with_route(
        metro, "L2", {"main": "C X D"}, sections=[section("s2", "L2")], headways_s={"": 300}
    )
    named = {StopId("P"): 1050.0, StopId("P2"): 1250.0, StopId("Z"): 9000.0}
    street: dict[StopId, Stop] = {key: stop(key, x_m, mode_id="bus") for key, x_m in named.items()}
    network = replace(metro, stops={**metro.stops, **street})
    network = with_route(network, "K", {"main": "P P2 Z"}, headways_s={"": 900})
    rail = replace(mode("rail", system="regional"), boarding_slack_s=900, alighting_s=240)
    flying = replace(mode("plane"), system="air", boarding_slack_s=5400)
    stations = {
        StopId("R"): stop("R", 1100.0, mode_id="rail", open_date=open_date),
        StopId("Q"): stop("Q", 50_000.0, mode_id="rail"),
    }
    trains = [
        train("G1", "R 07:00", "Q 08:00"),
        train("G2", "R 10:00", "Q 11:00"),
        train("G3", "Q 08:30", "R 09:30"),
    ]
    airport = Airport("ABC", "机场", "Airport", "T", "CN", 120.4, 30.2, "home", "by hand")
    return replace(
        network,
        home_airport="ABC",
        modes={**network.modes, **{one.mode_id: one for one in (rail, flying, mode("bus"))}},
        routes={
            **network.routes,
            RouteId("K"): replace(network.routes[RouteId("K")], mode_id=ModeId("bus")),
        },
        stops={**network.stops, **stations},
        trains={one.trip_id: one for one in trains},
        airports={"ABC": airport},
        hubs={one.hub_id: one for one in [hub("H", "R X")]},
    )


def facts(*rows: dict[str, object]) -> pd.DataFrame:
    """Rows of ``metro/interchanges``; what a row does not say is empty."""
    nothing: dict[str, object] = dict.fromkeys(FACT_COLUMNS, None) | {
        "interchange_id": "row",
        "from_route_id": "",
        "to_route_id": "",
        "valid_from": pd.NaT,
        "valid_to": pd.NaT,
        "both_ways": False,
        "escalator": True,
        "quality": "estimate",
        "source": "by hand",
    }
    return pd.DataFrame([nothing | row for row in rows], columns=list(FACT_COLUMNS))
