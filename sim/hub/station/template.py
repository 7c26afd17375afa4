"""Templates of stations: their places and ways, as the tables and the date have them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

import numpy as np
import pandas as pd

from sim.errors import DataError, Issue, Severity
from sim.hub.flow.places import Family, LaneSchedule, Service

__all__ = ["ATTRIBUTES", "PlaceChange", "PlaceSpec", "Template", "Way", "changed", "template_of"]

_MIN_S = 60.0
_DAY_S = 86_400.0
_NO_SERVICE = Service(0.0)
_NO_LANES = LaneSchedule.always(0)


@dataclass(frozen=True, slots=True)
class PlaceSpec:
    """A place of a template. What its kind does not use is 0 or empty.

    ``calls`` of a rank: ``"lines"`` are the vehicles of the network's lines, ``"steady"`` so many
    an hour. ``standard_p95_s`` is the wait of 95 of 100 people that counts as good; NaN: none.
    """

    place_id: str
    kind: str
    title_zh: str
    title_en: str
    per_platform: bool = False
    length_m: float = 0.0
    fixed_s: float = 0.0
    service: Service = _NO_SERVICE
    schedule: LaneSchedule = _NO_LANES
    opens_before_s: float = 0.0
    closes_before_s: float = 0.0
    calls: str = ""
    calls_per_h: float = 0.0
    places_per_call: int = 0
    standard_p95_s: float = math.nan
    quality: str = "estimate"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Places in order, from one kind of vehicle to another."""

    from_kind: str
    to_kind: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """Places and ways of one station on one date.

    ``train_kind`` is the kind that stands on one side of every way.
    """

    template_id: str
    platforms: int
    train_kind: str
    places: Mapping[str, PlaceSpec]
    ways: tuple[Way, ...]

    def way(self, from_kind: str, to_kind: str) -> Way | None:
        """The way between two kinds; none where the template has none."""
        found = (one for one in self.ways if (one.from_kind, one.to_kind) == (from_kind, to_kind))
        return next(found, None)


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """One attribute of a place set to a value; lanes may be set for a part of the day only.

    ``in_use`` 0 lets people pass a place without stopping.
    """

    place_id: str
    attribute: str
    value: float
    from_s: float = 0.0
    until_s: float = math.inf


def template_of(
    tables: Mapping[str, pd.DataFrame],
    *,
    hub_id: str,
    on: date,
    changes: Sequence[PlaceChange] = (),
) -> Template:
    """Template of a main station on a date, with what the station has other than its template.

    A station without a row of its own has the template of the row without a station.

    Parameters
    ----------
    tables
        ``station_places``, ``station_routes``, ``station_hubs``, ``station_facilities``.
    changes
        What a scenario changes, after the tables.

    Raises
    ------
    DataError
        With every problem: no template, a way over a place that is not there, a change of a place
        or attribute that is not known, ways that do not share one kind.

    Examples
    --------
    >>> from sim.hub.station.examples import small_tables
    >>> template = template_of(small_tables(), hub_id="H", on=date(2016, 1, 1))
    >>> template.train_kind, template.way("rail", "walk").places
    ('rail', ('in_walk', 'in_gates'))
    """
    hubs = tables["station_hubs"]
    own = hubs[hubs["hub_id"] == hub_id]
    row = (own if len(own) else hubs[hubs["hub_id"] == ""]).head(1)
    if row.empty:
        raise _error(f"station {hub_id} has no template", "add a row to operations/station_hubs")
    template_id = str(row["template_id"].iloc[0])
    rows = tables["station_places"]
    places = {
        spec.place_id: spec
        for spec in map(_spec, rows[rows["template_id"] == template_id].to_dict("records"))
    }
    routes = tables["station_routes"]
    ways = _ways(routes[routes["template_id"] == template_id])
    found = Template(
        template_id,
        int(row["platforms"].iloc[0]),
        _train_kind(ways, template_id),
        places,
        ways,
    )
    _check(found)
    return changed(found, [*_facility_changes(tables, hub_id, on), *changes])


def changed(template: Template, changes: Sequence[PlaceChange]) -> Template:
    """Template with some attributes set; the later change counts.

    Raises `DataError` naming every change of a place or attribute that is not there.

    Examples
    --------
    >>> from sim.hub.station.examples import small_template
    >>> wider = changed(small_template(), [PlaceChange("in_gates", "lanes", 9)])
    >>> wider.places["in_gates"].schedule.most
    9
    """
    issues: list[Issue] = []
    places = dict(template.places)
    ways = template.ways
    for one in changes:
        spec = places.get(one.place_id)
        if spec is None:
            known = ", ".join(sorted(places))
            issues.append(_issue(f"place '{one.place_id}' is not known", f"known are {known}"))
        elif one.attribute not in ATTRIBUTES:
            known = ", ".join(ATTRIBUTES)
            issues.append(_issue(f"'{one.attribute}' cannot be set", f"known are {known}"))
        elif one.value < 0:
            what = f"{one.attribute} of {one.place_id} is {one.value:g}"
            issues.append(_issue(what, "use zero or more"))
        elif one.attribute == "in_use":
            if not one.value:
                ways = tuple(_without(way, one.place_id) for way in ways)
        else:
            places[one.place_id] = _set(spec, one)
    if issues:
        raise DataError("the station cannot be set up", issues)
    return replace(template, places=places, ways=ways)


def _without(way: Way, place_id: str) -> Way:
    return replace(way, places=tuple(place for place in way.places if place != place_id))


def _set(spec: PlaceSpec, change: PlaceChange) -> PlaceSpec:
    value = change.value
    new: dict[str, PlaceSpec] = {
        "lanes": replace(spec, schedule=_schedule(spec.schedule, change)),
        "service_mean_s": replace(spec, service=replace(spec.service, mean_s=value)),
        "length_m": replace(spec, length_m=value),
        "fixed_s": replace(spec, fixed_s=value),
        "opens_before_min": replace(spec, opens_before_s=value * _MIN_S),
        "closes_before_min": replace(spec, closes_before_s=value * _MIN_S),
        "calls_per_h": replace(spec, calls_per_h=value),
        "places_per_call": replace(spec, places_per_call=round(value)),
    }
    return new[change.attribute]


ATTRIBUTES = (
    "lanes",
    "service_mean_s",
    "length_m",
    "fixed_s",
    "opens_before_min",
    "closes_before_min",
    "calls_per_h",
    "places_per_call",
    "in_use",
)
"""What a change can set."""


def _schedule(before: LaneSchedule, change: PlaceChange) -> LaneSchedule:
    """Lanes as before, but between two times of the day."""
    lanes = round(change.value)
    if change.from_s <= 0 and change.until_s >= _DAY_S:
        return LaneSchedule.always(lanes)
    moments = sorted({*before.from_s, change.from_s, change.until_s} - {math.inf})
    inside = [change.from_s <= moment < change.until_s for moment in moments]
    counts = [
        lanes if now else before.lanes_at(moment)
        for moment, now in zip(moments, inside, strict=True)
    ]
    return LaneSchedule(tuple(moments), tuple(counts))


def _facility_changes(
    tables: Mapping[str, pd.DataFrame], hub_id: str, on: date
) -> list[PlaceChange]:
    rows = tables["station_facilities"]
    day = pd.Timestamp(on)
    begun = rows["valid_from"].isna() | (rows["valid_from"] <= day)
    ended = rows["valid_until"].notna() & (rows["valid_until"] <= day)
    own = rows[(rows["hub_id"] == hub_id) & begun & ~ended]
    own = own.sort_values(["valid_from", "place_id", "attribute"], na_position="first")
    return [
        PlaceChange(str(place), str(attribute), float(value))
        for place, attribute, value in own[["place_id", "attribute", "value"]].itertuples(
            index=False, name=None
        )
    ]


def _ways(routes: pd.DataFrame) -> tuple[Way, ...]:
    ordered = routes.sort_values(["from_kind", "to_kind", "seq"], kind="stable")
    return tuple(
        Way(str(ends[0]), str(ends[1]), tuple(part["place_id"].astype(str)))
        for ends, part in ordered.groupby(["from_kind", "to_kind"], sort=True)
    )


def _train_kind(ways: Sequence[Way], template_id: str) -> str:
    """The kind that is at one end of every way, and at both ends of the change of trains."""
    ends = [{way.from_kind, way.to_kind} for way in ways]
    common = set.intersection(*ends) if ends else set()
    if len(common) != 1:
        raise _error(
            f"ways of template {template_id} do not share one kind, the train",
            "give every way the train at one end in operations/station_routes",
        )
    return common.pop()


def _check(template: Template) -> None:
    issues = [
        _issue(
            f"way {way.from_kind} to {way.to_kind} of template {template.template_id} passes "
            f"'{place}', which is no place of it",
            "add it to operations/station_places, or take it out of operations/station_routes",
        )
        for way in template.ways
        for place in way.places
        if place not in template.places
    ]
    if issues:
        raise DataError("the station cannot be set up", issues)


def _spec(row: Mapping[object, object]) -> PlaceSpec:
    def value(name: str, otherwise: float = 0.0) -> float:
        given = pd.to_numeric(pd.Series([row[name]]), errors="coerce").iloc[0]
        return otherwise if pd.isna(given) else float(given)

    family = cast("Family", str(row["service_family"]) or "constant")
    return PlaceSpec(
        place_id=str(row["place_id"]),
        kind=str(row["kind"]),
        title_zh=str(row["title_zh"]),
        title_en=str(row["title_en"]),
        per_platform=bool(row["per_platform"]),
        length_m=value("length_m"),
        fixed_s=value("fixed_s"),
        service=Service(value("service_mean_s"), value("service_cv"), family),
        schedule=LaneSchedule.always(round(value("lanes"))),
        opens_before_s=value("opens_before_min") * _MIN_S,
        closes_before_s=value("closes_before_min") * _MIN_S,
        calls=str(row["calls"]),
        calls_per_h=value("calls_per_h"),
        places_per_call=round(value("places_per_call")),
        standard_p95_s=value("standard_p95_min", np.nan) * _MIN_S,
        quality=str(row["quality"]),
        source=str(row["source"]),
    )


def _issue(what: str, fix: str) -> Issue:
    return Issue(Severity.ERROR, "bad-station", what, fix)


def _error(what: str, fix: str) -> DataError:
    return DataError("the station cannot be set up", [_issue(what, fix)])
