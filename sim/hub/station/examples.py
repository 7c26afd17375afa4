"""A station of four places and two trains, for examples and tests."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.hub.flow.places import LaneSchedule, Service
from sim.hub.station.crowd import Crowd, crowd_of
from sim.hub.station.layout import layout_of
from sim.hub.station.loads import LoadRules, loads_of
from sim.hub.station.streams import Alighting, Scene
from sim.hub.station.template import PlaceSpec, Template, Way
from sim.hub.station.totals import DayTotals, day_totals
from sim.hub.station.trains import Trains, at_platforms, station_trains
from sim.hub.station.windows import Periods, ShowUp

__all__ = [
    "small_crowd",
    "small_day",
    "small_onward",
    "small_periods",
    "small_rules",
    "small_scene",
    "small_seats",
    "small_tables",
    "small_template",
    "small_trips",
    "small_visits",
    "small_walkers",
]


def small_template() -> Template:
    """Walk in, gates, hall that opens 15 min and closes 5 min before, walk out; one platform.

    Examples
    --------
    >>> small_template().platforms
    1
    """
    places = (
        PlaceSpec("in_walk", "walk", "到达步行", "Walk in", per_platform=True, length_m=100.0),
        PlaceSpec(
            "in_gates",
            "lanes",
            "出站闸机",
            "Exit gates",
            service=Service(10.0),
            schedule=LaneSchedule.always(1),
            standard_p95_s=15.0,
        ),
        PlaceSpec("hall", "gate", "候车厅", "Hall", opens_before_s=900.0, closes_before_s=300.0),
        PlaceSpec("out_walk", "walk", "出发步行", "Walk out", per_platform=True, length_m=100.0),
    )
    ways = (
        Way("rail", "rail", ("in_walk", "hall", "out_walk")),
        Way("rail", "walk", ("in_walk", "in_gates")),
        Way("walk", "rail", ("hall", "out_walk")),
    )
    found = {spec.place_id: spec for spec in places}
    return Template("small", 1, "rail", found, ways)


def small_tables() -> dict[str, pd.DataFrame]:
    """The same template as tables.

    Examples
    --------
    >>> len(small_tables()["station_places"])
    4
    """
    template = small_template()
    places = [
        {
            "template_id": "small",
            "place_id": spec.place_id,
            "kind": spec.kind,
            "title_zh": spec.title_zh,
            "title_en": spec.title_en,
            "per_platform": spec.per_platform,
            "length_m": spec.length_m,
            "fixed_s": np.nan,
            "service_mean_s": spec.service.mean_s,
            "service_cv": np.nan,
            "service_family": spec.service.family,
            "lanes": spec.schedule.most,
            "opens_before_min": spec.opens_before_s / 60,
            "closes_before_min": spec.closes_before_s / 60,
            "calls": "",
            "calls_per_h": np.nan,
            "places_per_call": np.nan,
            "standard_p95_min": spec.standard_p95_s / 60,
            "quality": "estimate",
            "source": "made by hand",
        }
        for spec in template.places.values()
    ]
    routes = [
        ("small", way.from_kind, way.to_kind, seq, place)
        for way in template.ways
        for seq, place in enumerate(way.places, 1)
    ]
    facility_columns = ["hub_id", "place_id", "valid_from", "valid_until", "attribute", "value"]
    return {
        "station_places": pd.DataFrame(places),
        "station_routes": pd.DataFrame(
            routes, columns=["template_id", "from_kind", "to_kind", "seq", "place_id"]
        ),
        "station_hubs": pd.DataFrame({"hub_id": [""], "template_id": ["small"], "platforms": [1]}),
        "station_facilities": pd.DataFrame(
            [
                ("H", "in_gates", pd.NaT, pd.Timestamp(2015, 1, 1), "lanes", 9.0),
                ("H", "in_gates", pd.Timestamp(2017, 1, 1), pd.NaT, "lanes", 3.0),
            ],
            columns=facility_columns,
        ),
    }


def small_visits() -> pd.DataFrame:
    """A train that passes at 08:00 to 08:05, and one that begins at 09:00."""
    return pd.DataFrame(
        {
            "train_id": ["G1", "G2"],
            "train_class": ["G", "G"],
            "arrival_s": [28_800, 32_400],
            "departure_s": [29_100, 32_400],
            "arrives": [True, False],
            "departs": [True, True],
        }
    )


def small_seats() -> pd.DataFrame:
    """Hundred seats, in any train."""
    return pd.DataFrame(
        {
            "train_class": ["G", ""],
            "seats_short": [100, 100],
            "seats_long": [100, 100],
            "long_share": [0.0, 0.0],
        }
    )


def small_trips() -> pd.DataFrame:
    """Four people from the trains and four to them, on foot, in the one period."""
    return pd.DataFrame(
        {
            "period": ["day", "day"],
            "direction": ["from", "to"],
            "alternative_id": ["foot", "foot"],
            "trips": [4.2, 3.8],
        }
    )


def small_onward() -> pd.DataFrame:
    """On foot and from elsewhere: all by the kind ``walk``."""
    return pd.DataFrame(
        {
            "group": ["city", "elsewhere"],
            "alternative_id": ["foot", ""],
            "kind": ["walk", "walk"],
            "share": [1.0, 1.0],
        }
    )


def small_walkers() -> pd.DataFrame:
    """Everybody walks a metre a second."""
    return pd.DataFrame(
        {"share": [1.0], "speed_m_s": [1.0], "cv": [0.0], "low": [1.0], "high": [1.0]}
    )


def small_periods() -> Periods:
    """The day is one period."""
    return Periods.of({"day": [(0.0, 86_400.0)]})


def small_rules() -> LoadRules:
    """Trains are filled to their seats; changes take 15 min to 2 h; people come 30 min before."""
    return LoadRules(1.0, 0.8, 0.5, 900.0, 7200.0, ShowUp(1800.0, 0.5))


def small_day() -> tuple[Trains, DayTotals]:
    """Two trains and ten passengers, one of whom changes and counts twice.

    Examples
    --------
    >>> trains, totals = small_day()
    >>> len(trains), totals.passengers
    (2, 10)
    """
    trains = station_trains(small_visits(), small_seats(), exchange_share=0.5)
    totals = day_totals(
        small_trips(), small_onward(), passengers_per_day=10.0, change_share=1.0, station="H"
    )
    return at_platforms(trains, platforms=1, block_s=720.0), totals


def small_scene() -> Scene:
    """What the people of `small_day` follow from."""
    trains, totals = small_day()
    rules = small_rules()
    return Scene(
        trains=trains,
        totals=totals,
        loads=loads_of(trains, totals, small_periods(), rules),
        train_kind="rail",
        lines=(),
        line_kinds=frozenset(),
        periods=small_periods(),
        show_up=rules.show_up,
        alighting=Alighting(seats_per_door=35.0, person_s=1.5),
        walkers=small_walkers(),
    )


def small_crowd(*, seed: int = 1, replication: int = 0) -> Crowd:
    """The people of `small_day`.

    Examples
    --------
    >>> small_crowd().people.vehicle.tolist().count(-1)
    4
    """
    layout = layout_of("H", ("站", "Station"), small_template(), ())
    return crowd_of(layout, small_scene(), seed=seed, replication=replication)
