"""Itineraries as a person reads them."""

from __future__ import annotations

import pytest

from sim import toy
from sim.errors import RoutingError
from sim.network.patterns import patterns
from sim.routing import Itinerary, Query, compile_links, compile_timetable, fastest_itinerary

TEXT = """
mode rail: slack 300, alight 60
line red tram every 10 06:00-22:00: A +0, B +10
train T1 rail: D 08:24, C 08:54
train T2 rail: D 09:24, C 09:54
walk B D 4
point home: A 5
point work: C 2
point far:
direct home far 30
"""


def asked(
    departure_s: int, destination_id: str = "work", origin_id: str = "home"
) -> Itinerary | None:
    town = toy.build(TEXT)
    timetable = compile_timetable(
        patterns(town.network), town.transfers, stop_ids=town.stop_ids, modes=town.network.modes
    )
    links = compile_links(town.access, town.point_ids, town.stop_ids)
    return fastest_itinerary(
        timetable,
        links,
        links,
        compile_links(town.direct, town.point_ids, town.point_ids),
        Query((0,)),
        origin_id=origin_id,
        destination_id=destination_id,
        departure_s=departure_s,
    )


def test_every_kind_of_leg() -> None:
    found = asked(7 * 3600 + 55 * 60 - 60)
    assert found is not None
    # 07:54 + 5 walk, 5 half headway, 10 ride = 08:14 at B, 4 walk, slack 5 min to 08:23.
    assert found.text().splitlines() == [
        "07:54-07:59 walk home → A",
        "07:59-08:04 wait A",
        "08:04-08:14 ride red A → B",
        "08:14-08:18 transfer B → D",
        "08:18-08:24 wait D",
        "08:24-08:54 ride rail: T1 D → C",
        "08:54-08:55 alight C",
        "08:55-08:57 walk C → work",
    ]
    assert found.travel_time_s == 63 * 60
    assert found.n_rides == 2
    assert [leg.mode_id for leg in found.legs if leg.kind == "ride"] == ["tram", "rail"]


def test_walking_all_the_way() -> None:
    found = asked(8 * 3600, "far")
    assert found is not None
    assert found.text() == "08:00-08:30 walk home → far"
    assert found.n_rides == 0


def test_already_there() -> None:
    found = asked(8 * 3600, "home")
    assert found is not None
    assert (found.legs, found.travel_time_s) == ((), 0)


def test_unreachable() -> None:
    assert asked(23 * 3600) is None
    assert asked(8 * 3600, "far", "work") is None


def test_unknown_point() -> None:
    with pytest.raises(RoutingError, match="point 'nowhere' is not among the query's points"):
        asked(0, "nowhere")
