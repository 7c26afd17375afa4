"""One-hour circle of the province: ``one_hour_circle``, from fastest train to door to door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import ceil
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd

from sim.clock import Window
from sim.gateway.rail.departures import departures, mean_ride
from sim.gateway.rail.train_calls import rail_stations
from sim.indicators.direct_rides import direct_rides
from sim.indicators.evidence import Evidence, Measure, columns, measured
from sim.indicators.target_model import Definition, Item, Target
from sim.indicators.values import (
    MODELLED,
    IndicatorValue,
    QualityMix,
    not_computed,
    quality_mix,
)
from sim.indicators.weighted import weighted_quantile
from sim.network.model import Network, Quality
from sim.network.runs import stop_is_open

__all__ = ["MEASURES", "TARGET_ID", "compute", "county_rides"]

TARGET_ID = "one_hour_circle"

Status = Literal["reached", "no railway", "no direct train", "not reached"]


def compute(evidence: Evidence) -> tuple[IndicatorValue, ...]:
    """Prefecture cities, counties and people within an hour of Hangzhou, by each definition.

    Fastest: minimum of arrival minus departure over the direct trains of the day, from any open
    main station of Hangzhou to the city's main station, exactly as the timetable has it.
    Effective: mean of waiting and riding over a window, see `mean_ride`. Door to door: weighted
    median of times computed elsewhere: whole trips as the router searches them up to its limit.
    ``circle_parts`` adds up the way to the station, the train and the way on and has no limit, so
    its minutes differ a little. Details have one row per place with its minutes, or the reason why
    there are none (``no railway``, ``no direct train``, ``not reached``).
    """
    return measured(evidence, TARGET_ID, MEASURES)


@dataclass(frozen=True, slots=True)
class _Row:
    """One place of a detail table; minutes are NaN where there are none.

    Where trains run as the timetable has them, theirs are the minutes; ``with_assumed_min`` is
    the fastest ride if the trains count to which the scenario added calls.
    """

    place_id: str
    name_zh: str
    name_en: str
    kind: Literal["city", "county", "reference"]
    direction: str
    status: Status
    minutes: float = np.nan
    within: bool = False
    wait_min: float = np.nan
    ride_min: float = np.nan
    hub_stop_id: str = ""
    other_stop_id: str = ""
    service: str = ""
    with_assumed_min: float = np.nan
    rides_per_day: int = 0
    quality: str = ""


def _fastest(direction: str) -> Measure:
    def measure(evidence: Evidence, target: Target, definition: Definition) -> IndicatorValue:
        rides = _rides(evidence, direction)
        if rides.empty:
            return _no_trains(target, definition)
        cutoff_min = definition.parameter("cutoff_min")
        rows = [
            _fastest_row(_city(item, direction), _to(rides, item.parts), cutoff_min)
            for item in target.items
        ]
        return _cities(target, definition, rows)

    return measure


def _effective(evidence: Evidence, target: Target, definition: Definition) -> IndicatorValue:
    direction = "from_hangzhou"
    rides = _rides(evidence, direction)
    if rides.empty:
        return _no_trains(target, definition)
    window = evidence.circle_window or Window(
        int(definition.parameter("window_start_h") * 3600),
        int(definition.parameter("window_end_h") * 3600),
    )
    cutoff_min = definition.parameter("cutoff_min")
    overnight = definition.parameter("overnight") > 0
    rows = []
    for item in target.items:
        own = _to(rides, item.parts)
        row = _fastest_row(_city(item, direction), own, cutoff_min)
        day = departures(
            own["departure_s"], own["departure_s"] + own["ride_s"], days=3 if overnight else 1
        )
        mean = mean_ride(day, start_s=window.start_s, end_s=window.end_s, overnight=overnight)
        if mean is not None:
            row = replace(
                row,
                minutes=mean.total_min,
                wait_min=mean.wait_min,
                ride_min=mean.ride_min,
                within=mean.total_min <= cutoff_min,
                service="",
            )
        rows.append(row)
    return _cities(target, definition, rows)


def _county_fastest(evidence: Evidence, target: Target, definition: Definition) -> IndicatorValue:
    rides = _rides(evidence, "from_hangzhou")
    if rides.empty:
        return _no_trains(target, definition)
    prefectures = [item for item in target.items if item.counted]
    table = county_rides(evidence.network, rides, prefectures, definition.parameter("cutoff_min"))
    if table.empty:
        return _missing(target, definition, "the network has no county zones outside Hangzhou")
    return IndicatorValue(
        target_id=target.id,
        definition_id=definition.id,
        value=round(100.0 * float(table["within"].mean()), 6),
        unit=definition.unit,
        quality=_grades(table["quality"]),
        detail=table,
    )


def county_rides(
    network: Network, rides: pd.DataFrame, prefectures: Sequence[Item], cutoff_min: float
) -> pd.DataFrame:
    """Fastest direct train from Hangzhou to each county unit of the prefectures, in minutes.

    `rides` are those of `direct_rides` from Hangzhou, the fastest first. A county's stations are
    the railway stops that carry its id and are open on the network's date. A county without one has
    the status ``no railway``; one whose stations no direct train joins with Hangzhou, ``no direct
    train``.
    """
    stations: dict[str, list[str]] = {}
    for stop_id in sorted(rail_stations(network)):
        if stop_is_open(network, stop_id):
            stations.setdefault(network.stops[stop_id].county_id, []).append(stop_id)
    known = {name for item in prefectures for name in _names(item)}
    counties = {
        zone.county_id: zone
        for zone in network.zones.values()
        if zone.kind == "county" and zone.prefecture in known
    }
    rows = []
    for county_id, zone in sorted(counties.items()):
        stops = stations.get(county_id, [])
        row = _Row(
            place_id=county_id,
            name_zh=zone.name_zh,
            name_en=zone.name_en,
            kind="county",
            direction="from_hangzhou",
            status="no direct train" if stops else "no railway",
            quality=str(Quality.PUBLISHED),
        )
        rows.append(_fastest_row(row, _to(rides, stops), cutoff_min))
    return pd.DataFrame([asdict(row) for row in rows])


def _door_to_door(evidence: Evidence, target: Target, definition: Definition) -> IndicatorValue:
    frame = evidence.door_to_door
    if frame is None:
        return _missing(target, definition, "no door-to-door travel times at hand")
    times = columns(frame, "door_to_door", ("zone_id", "departure_s", "time_s", "weight"))
    if "prefecture" in frame.columns:
        prefecture = frame["prefecture"]
    else:
        zones = evidence.network.zones
        prefecture = times["zone_id"].map({key: zone.prefecture for key, zone in zones.items()})
    cutoff_min = definition.parameter("cutoff_min")
    longest_s = float(times["time_s"].max())  # of all that arrive: who does not travels longer
    rows: list[_Row] = []
    over: dict[str, int] = {}
    absent: list[str] = []
    for item in target.items:
        own = times[prefecture.isin(_names(item))]
        if own.empty or not own["weight"].sum() > 0:
            if item.counted:
                absent.append(item.title_en)
            continue
        minutes = weighted_quantile(own["time_s"], own["weight"], 0.5) / 60
        if not np.isfinite(minutes) and own["time_s"].notna().any():
            over[item.id] = ceil(longest_s / 60 - 1e-9)
        rows.append(
            replace(
                _city(item, "from_hangzhou"),
                minutes=minutes if np.isfinite(minutes) else np.nan,
                within=minutes <= cutoff_min,
                status="reached" if np.isfinite(minutes) else "not reached",
                quality=str(Quality.MODELLED),
            )
        )
    if absent:
        return _missing(target, definition, f"no travel times to {', '.join(absent)}")
    found = _cities(target, definition, rows, over=over)
    return replace(found, caveats=(*found.caveats, _BY_ROUTER))


def _population_within(
    evidence: Evidence, target: Target, definition: Definition
) -> IndicatorValue:
    if evidence.centre_times is None:
        return _missing(target, definition, "no travel times to the centre at hand")
    zones = columns(evidence.centre_times, "centre_times", ("zone_id", "population", "median_s"))
    people = float(zones["population"].sum())
    if people <= 0:
        return _missing(target, definition, "the zones have no people")
    minutes = np.arange(15, 241, 15)
    share_pct = [_share_pct(zones, float(limit)) for limit in minutes]
    return IndicatorValue(
        target_id=target.id,
        definition_id=definition.id,
        value=round(_share_pct(zones, definition.parameter("cutoff_min")), 6),
        unit=definition.unit,
        quality=MODELLED,
        detail=pd.DataFrame({"cutoff_min": minutes, "share_pct": share_pct}),
        caveats=(f"{people / 1e6:.1f} million people in {len(zones)} zones",),
    )


def _share_pct(zones: pd.DataFrame, cutoff_min: float) -> float:
    within = zones["median_s"] <= cutoff_min * 60  # NaN, unreachable, is not within
    return 100.0 * float(zones.loc[within, "population"].sum() / zones["population"].sum())


def _rides(evidence: Evidence, direction: str) -> pd.DataFrame:
    """Rides of one direction, the fastest first."""
    rides = direct_rides(evidence.network, evidence.circle_hubs)
    own = rides[rides["direction"] == direction]
    return own.sort_values(["ride_s", "departure_s", "service"])


def _to(rides: pd.DataFrame, stop_ids: Iterable[str]) -> pd.DataFrame:
    return rides[rides["other_stop_id"].isin(list(stop_ids))]


def _city(item: Item, direction: str) -> _Row:
    return _Row(
        place_id=item.id,
        name_zh=item.title_zh,
        name_en=item.title_en,
        kind="city" if item.counted else "reference",
        direction=direction,
        status="no direct train" if item.parts else "no railway",
        quality=str(item.quality),
    )


def _fastest_row(row: _Row, rides: pd.DataFrame, cutoff_min: float) -> _Row:
    if rides.empty:
        return row
    solid = rides[~rides["assumed"].astype(bool)]
    first = (rides if solid.empty else solid).iloc[0]
    minutes = float(first["ride_s"]) / 60
    return replace(
        row,
        minutes=minutes,
        ride_min=minutes,
        within=minutes <= cutoff_min,
        status="reached",
        hub_stop_id=str(first["hub_stop_id"]),
        other_stop_id=str(first["other_stop_id"]),
        service=str(first["service"]),
        with_assumed_min=float(rides["ride_s"].min()) / 60,
        rides_per_day=int(rides["service"].nunique()),
        quality=str(first["quality"]),
    )


_BY_ROUTER = (
    "全程由路径搜索得出，有时限；circle_parts 表由各环节相加得出，无时限，两者略有出入 / "
    "whole trips searched by the router up to a limit; the table circle_parts adds up the parts of "
    "the way without a limit, so its minutes differ a little"
)


def _cities(
    target: Target,
    definition: Definition,
    rows: Sequence[_Row],
    *,
    over: Mapping[str, int] = MappingProxyType({}),
) -> IndicatorValue:
    """Count the cities within the cutoff; places beside the ten are shown and not counted.

    `over` has minutes that the median of places lies beyond, where the limit of the search is why
    there is none.
    """
    table = pd.DataFrame([asdict(row) for row in rows])
    cities = table[table["kind"] == "city"]
    names = [
        f"{row.name_en} {row.minutes:.0f} min"
        if row.status == "reached"
        else f"{row.name_en} over {over[row.place_id]} min"
        if row.place_id in over
        else f"{row.name_en} {row.status}"
        for row in rows
        if row.kind == "city" and not row.within
    ]
    assumed = [
        f"{row.name_en} {row.with_assumed_min:.1f} min (timetable {row.minutes:.0f})"
        for row in rows
        if row.service and row.with_assumed_min < row.minutes and row.kind == "city"
    ]
    caveats = []
    if names:
        caveats.append(f"not within: {', '.join(names)}")
    if assumed:
        caveats.append(f"with calls that the scenario assumes: {', '.join(assumed)}")
    return IndicatorValue(
        target_id=target.id,
        definition_id=definition.id,
        value=float(cities["within"].sum()),
        unit=definition.unit,
        quality=_grades(cities["quality"]),
        detail=table,
        caveats=tuple(caveats),
    )


def _grades(grades: Iterable[str]) -> QualityMix:
    return quality_mix((Quality(grade), 1.0) for grade in grades)


def _names(item: Item) -> set[str]:
    return {item.id, item.title_en, item.title_zh, f"{item.title_zh}市"}


def _missing(target: Target, definition: Definition, reason: str) -> IndicatorValue:
    return not_computed(target.id, definition.id, definition.unit, reason)


def _no_trains(target: Target, definition: Definition) -> IndicatorValue:
    return _missing(target, definition, "no train calls at a main station of Hangzhou")


MEASURES = MappingProxyType(
    {
        "station_fastest": _fastest("from_hangzhou"),
        "station_fastest_to": _fastest("to_hangzhou"),
        "station_effective": _effective,
        "county_fastest": _county_fastest,
        "door_to_door": _door_to_door,
        "population_within": _population_within,
    }
)
