"""Small terminals for examples and tests."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.hub.flow.places import VehicleCalls
from sim.hub.terminal.case import (
    CityTrips,
    GroundWay,
    Habits,
    ServiceLevel,
    ShowUp,
    TerminalCase,
)
from sim.hub.terminal.flights import Flights, filled
from sim.hub.terminal.template import Terminal, terminal_of

__all__ = ["small_case", "small_terminal", "two_flights"]


def two_flights() -> Flights:
    """A landing at 09:00 and a departure at 10:00, four seats each, without passengers yet.

    Examples
    --------
    >>> two_flights().flight_id
    ('IN', 'OUT')
    """
    return Flights(
        flight_id=("IN", "OUT"),
        departs=np.array([False, True]),
        international=np.array([False, False]),
        time_s=np.array([32_400.0, 36_000.0]),
        seats=np.array([4, 4]),
        load_factor=np.array([0.5, 0.75]),
        passengers=np.array([0, 0]),
        other_end=("PEK", "CAN"),
        turns_from=np.array([-1, 0]),
    )


def small_terminal() -> Terminal:
    """Kerb of 30 s, one check of 60 s, gate from 40 to 10 min; corridor of 120 s, belt, way out.

    Everything is constant; domestic flights only; people come and go by ``cab``.

    Examples
    --------
    >>> [leg.leg_id for leg in small_terminal().legs]
    ['in', 'through', 'landed', 'away', 'change']
    """
    places = pd.DataFrame(
        [
            ("kerb", "walk", "", "", 0.0, 30.0, None, None, "", None, None),
            ("check", "lanes", "security", "", None, None, 60.0, 0.0, "constant", None, None),
            ("gate", "gate", "", "", None, None, None, None, "", 40.0, 10.0),
            ("corridor", "walk", "", "", 0.0, 120.0, None, None, "", None, None),
            ("belt", "belt", "", "", None, None, None, None, "", None, None),
            ("out", "walk", "", "", 0.0, 30.0, None, None, "", None, None),
            ("rank", "rank", "", "cab", None, None, None, None, "", None, None),
        ],
        columns=[
            "place_id", "kind", "process_id", "ground_id", "length_m", "fixed_s", "service_mean_s",
            "service_cv", "service_family", "opens_before_min", "closes_before_min",
        ],
    )  # fmt: skip
    places = places.assign(
        template_id="t", title_zh="处 " + places["place_id"], title_en="At " + places["place_id"]
    )
    ways = {
        "in": ("access", "", "cab", ["kerb"]),
        "through": ("departure", "domestic", "", ["check", "gate"]),
        "landed": ("arrival", "domestic", "", ["corridor", "belt", "out"]),
        "away": ("onward", "", "cab", ["rank"]),
        "change": ("connection", "domestic_domestic", "", ["corridor", "check", "gate"]),
    }
    legs = pd.DataFrame(
        [
            ("t", name, stage, kind, ground, f"路 {name}", f"Way {name}", 1.0)
            for name, (stage, kind, ground, _) in ways.items()
        ],
        columns=[
            "template_id", "leg_id", "stage", "flight_kind", "ground_id", "title_zh", "title_en",
            "share",
        ],
    )  # fmt: skip
    routes = pd.DataFrame(
        [
            ("t", name, seq, place)
            for name, (*_, through) in ways.items()
            for seq, place in enumerate(through, 1)
        ],
        columns=["template_id", "leg_id", "seq", "place_id"],
    )
    lanes = pd.DataFrame(
        {"template_id": ["t"], "place_id": ["check"], "lanes": [1], "quality": ["estimate"],
         "source": ["example"]}
    )  # fmt: skip
    return terminal_of(
        places, legs, routes, lanes, facility_id="T", title_zh="航站楼", title_en="Terminal"
    )


def small_case() -> TerminalCase:
    """Three people leave `two_flights`, two come, nobody changes; everybody takes a cab.

    All show up 60 min before departure; the aircraft is at the stand when it lands, one passenger
    leaves it a minute, bags come after ten minutes, and a cab with two places every five minutes.

    Examples
    --------
    >>> small_case().flights.passengers.tolist()
    [2, 3]
    """
    cabs = VehicleCalls(np.arange(14_400.0, 104_400.0, 300.0), np.full(300, 2))
    nobody = np.zeros((1, 1))
    return TerminalCase(
        terminal=small_terminal(),
        flights=filled(two_flights(), departing=3, arriving=2),
        ground=(GroundWay("cab", "出租车", "Cab", 1.0, calls=cabs),),
        city=CityTrips(((0, 86_400, 0),), nobody, nobody),
        show_up={"domestic": ShowUp(np.array([60.0, 60.0]), np.array([0.0, 1.0]))},
        habits=Habits(
            connecting_share=0.0,
            taxi_in_min=0.0,
            first_out_min=0.0,
            out_per_min=1.0,
            first_bag_min=(10.0, 10.0),
            last_bag_min=(10.0, 10.0),
            walking_speed_cv=0.0,
        ),
        levels={"security": ServiceLevel("security", "安检", "Security", 0.5, 1.0, 1.0, 1.2,
                                         "estimate", "example")},
    )  # fmt: skip
