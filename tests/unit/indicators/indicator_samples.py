"""Hubs, trains, counties and air routes made by hand."""

from __future__ import annotations

from datetime import date

from sim.clock import parse_clock
from sim.network.examples import ALWAYS
from sim.network.model import (
    Airport,
    AirRoute,
    Call,
    Hub,
    HubId,
    ModeId,
    Quality,
    StopId,
    Train,
    Zone,
    ZoneId,
)


def hub(hub_id: str, *stop_ids: str, open_date: date | None = ALWAYS) -> Hub:
    return Hub(
        HubId(hub_id), hub_id, hub_id, "axis", 120.2, 30.2,
        tuple(StopId(stop_id) for stop_id in stop_ids), open_date, None, None,
        Quality.PUBLISHED, "made by hand",
    )  # fmt: skip


def train(number: str, *calls: str) -> Train:
    """A train from calls such as ``"R_huzhou 08:21/08:23"``."""
    rows = []
    for call in calls:
        stop_id, times = call.split()
        arrival, _, departure = times.partition("/")
        rows.append(Call(StopId(stop_id), parse_clock(arrival), parse_clock(departure or arrival)))
    return Train(
        number, ModeId("rail"), number, "G", tuple(rows), Quality.PUBLISHED, "made by hand"
    )


def county(county_id: str, prefecture: str) -> Zone:
    return Zone(
        ZoneId(f"C_{county_id}"), "county", county_id, county_id, 120.0, 30.0, county_id,
        prefecture, 100.0, 50.0, 25.0,
    )  # fmt: skip


def airport(iata: str, kind: str, city: str | None = None) -> Airport:
    return Airport(
        iata, iata, iata, city or iata, "XX", 0.0, 0.0, kind, "made by hand"  # type: ignore[arg-type]
    )  # fmt: skip


def air_route(iata: str, quality: Quality = Quality.PUBLISHED, *, nonstop: bool = True) -> AirRoute:
    return AirRoute(iata, "XX", None, nonstop, quality, "made by hand")
