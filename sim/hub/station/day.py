"""One day at a station: what it needs, and its simulation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from sim.errors import DataError
from sim.hub.flow.facility import DayLog, simulate
from sim.hub.station.crowd import Crowd, crowd_of
from sim.hub.station.layout import Layout, layout_of
from sim.hub.station.lines import LineCalls
from sim.hub.station.loads import LoadRules, loads_of, trains_with_room
from sim.hub.station.streams import Alighting, Scene
from sim.hub.station.template import Template
from sim.hub.station.totals import day_totals
from sim.hub.station.trains import at_platforms, station_trains
from sim.hub.station.windows import Periods, ShowUp

__all__ = [
    "PARAMETERS",
    "StationDay",
    "StationInputs",
    "parameters_of",
    "prepare_station",
    "station_day",
]

_MIN_S = 60.0


@dataclass(frozen=True, eq=False)
class StationInputs:
    """All that a day at a station is made of; nothing in it is random.

    ``titles`` of the station and of every kind are (Chinese, English), and so are the ``words`` for
    periods and alternatives of the demand model; ``notes`` are what a reader must know.
    """

    facility_id: str
    titles: tuple[str, str]
    template: Template
    kind_titles: Mapping[str, tuple[str, str]]
    scene: Scene
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class StationDay:
    """A simulated day: the facility, its people, and the log of where each was when."""

    layout: Layout
    crowd: Crowd
    log: DayLog


def parameters_of(table: pd.DataFrame, names: tuple[str, ...]) -> dict[str, float]:
    """Values of ``operations/station_parameters``; all that are missing are told at once.

    Examples
    --------
    >>> table = pd.DataFrame({"parameter": ["change_share"], "value": [0.3]})
    >>> parameters_of(table, ("change_share",))
    {'change_share': 0.3}
    """
    found = dict(zip(table["parameter"], table["value"], strict=True))
    missing = [name for name in names if name not in found]
    if missing:
        raise DataError(f"operations/station_parameters has no {', '.join(missing)}; add them")
    return {name: float(found[name]) for name in names}


PARAMETERS = (
    "change_share",
    "exchange_share",
    "fullest_load",
    "usual_load",
    "show_up_median_min",
    "show_up_cv",
    "change_least_min",
    "change_most_min",
    "platform_block_min",
    "unlisted_first_h",
    "unlisted_last_h",
    "seats_per_door",
    "alighting_person_s",
)
"""What ``operations/station_parameters`` must have."""


def prepare_station(
    facility_id: str,
    titles: tuple[str, str],
    *,
    template: Template,
    tables: Mapping[str, pd.DataFrame],
    visits: pd.DataFrame,
    trips: pd.DataFrame,
    passengers_per_day: float,
    periods: Periods,
    lines: tuple[LineCalls, ...],
    onward: pd.DataFrame | None = None,
    words: Mapping[str, tuple[str, str]] | None = None,
) -> StationInputs:
    """Trains, whole passengers and loads of a station, ready to be simulated.

    Parameters
    ----------
    tables
        ``station_parameters``, ``station_onward``, ``station_kinds``, ``train_seats``, ``walking``.
    visits, trips
        See `station_trains` and `day_totals`.
    onward
        Instead of ``station_onward``, where the run says more of it.
    words
        Names of periods and alternatives, Chinese and English.

    Raises
    ------
    DataError
        If the station has passengers and no train, or what its parts raise.
    """
    values = parameters_of(tables["station_parameters"], PARAMETERS)
    rules = _rules(values)
    totals = day_totals(
        trips,
        tables["station_onward"] if onward is None else onward,
        passengers_per_day=passengers_per_day,
        change_share=values["change_share"],
        station=facility_id,
    )
    seats = tables["train_seats"]
    listed = station_trains(visits, seats, exchange_share=values["exchange_share"])
    if totals.passengers and not len(listed):
        raise DataError(
            f"station {facility_id} has {totals.passengers} passengers a day, but no train of the "
            "timetable calls there; leave it out of the simulation or let trains call "
            "(open_rail_station, trains_call)"
        )
    trains = trains_with_room(
        listed,
        totals,
        periods,
        rules,
        seats=seats,
        first_h=values["unlisted_first_h"],
        last_h=values["unlisted_last_h"],
    )
    block_s = values["platform_block_min"] * _MIN_S
    trains = at_platforms(trains, platforms=template.platforms, block_s=block_s)
    scene = Scene(
        trains=trains,
        totals=totals,
        loads=loads_of(trains, totals, periods, rules),
        train_kind=template.train_kind,
        lines=lines,
        line_kinds=_line_kinds(template),
        periods=periods,
        show_up=rules.show_up,
        alighting=Alighting(values["seats_per_door"], values["alighting_person_s"]),
        walkers=tables["walking"],
    )
    kinds = _kind_titles(tables["station_kinds"])
    return StationInputs(facility_id, titles, template, kinds, scene, dict(words or {}))


def _rules(values: Mapping[str, float]) -> LoadRules:
    return LoadRules(
        values["fullest_load"],
        values["usual_load"],
        values["exchange_share"],
        values["change_least_min"] * _MIN_S,
        values["change_most_min"] * _MIN_S,
        ShowUp(values["show_up_median_min"] * _MIN_S, values["show_up_cv"]),
    )


def _kind_titles(table: pd.DataFrame) -> dict[str, tuple[str, str]]:
    names = table[["kind", "title_zh", "title_en"]].astype(str).itertuples(index=False, name=None)
    return {kind: (zh, en) for kind, zh, en in names}


def _line_kinds(template: Template) -> frozenset[str]:
    """Kinds whose rank is that of the network's lines; people come by them likewise."""
    places = template.places
    return frozenset(
        way.to_kind
        for way in template.ways
        if any(places[place].calls == "lines" for place in way.places)
    )


def station_day(
    inputs: StationInputs,
    *,
    seed: int,
    replication: int,
    template: Template | None = None,
    tick_s: float = 1800.0,
) -> StationDay:
    """Draw the people of a day and let them pass the station.

    With another `template` of the same places (more lanes, say) the people and their draws are the
    same: differences are those of the change.

    Examples
    --------
    >>> from sim.hub.station.day_examples import small_inputs
    >>> day = station_day(small_inputs(), seed=1, replication=0)
    >>> len(day.log.end_s)
    9
    """
    template = inputs.template if template is None else template
    layout = layout_of(inputs.facility_id, inputs.titles, template, inputs.scene.lines)
    crowd = crowd_of(layout, inputs.scene, seed=seed, replication=replication)
    log = simulate(
        layout.facility,
        crowd.people,
        crowd.vehicles,
        seed=seed,
        replication=replication,
        tick_s=tick_s,
    )
    return StationDay(layout, crowd, log)
