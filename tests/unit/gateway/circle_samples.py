"""The real railway of both timetables with the counties of the province, built once."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from sim.network.build import build_network, build_zones
from sim.network.model import Network
from sim.tables.reading import read_package

DATA = Path(__file__).parents[3] / "network_data"


@lru_cache(maxsize=1)
def both_timetables() -> dict[str, Network]:
    """Networks of the end of 2015 and of 2020, by timetable, without zones."""
    package = read_package(DATA)
    return {
        "2016-03": build_network(package, date(2015, 12, 31), zones=()),
        "2019-10": build_network(package, date(2020, 12, 31), zones=()),
    }


@lru_cache(maxsize=1)
def whole_province() -> Network:
    """The network of the end of 2020 with its people."""
    zones = build_zones(DATA, 2020)
    return build_network(read_package(DATA), date(2020, 12, 31), zones=zones)
