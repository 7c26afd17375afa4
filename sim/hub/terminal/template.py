"""The terminal as data: places, ways through it, and what builds a facility of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from sim.errors import DataError, Issue, Severity
from sim.hub.flow.facility import Facility, Route
from sim.hub.flow.places import (
    Family,
    Gate,
    Lanes,
    LaneSchedule,
    Place,
    Rank,
    Service,
    VehicleCalls,
    Walk,
)

__all__ = [
    "LaneHours",
    "Leg",
    "Terminal",
    "no_calls",
    "terminal_of",
    "with_lane_hours",
    "with_lanes",
    "with_service_mean_s",
]

_FAMILIES: tuple[Family, ...] = ("constant", "exponential", "lognormal", "erlang")
_NEVER_CLOSES_S = -7 * 86_400.0
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Leg:
    """One way through a stage of the terminal, and the share of its people who take it."""

    leg_id: str
    stage: str
    flight_kind: str
    ground_id: str
    title_zh: str
    title_en: str
    share: float
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LaneHours:
    """So many lanes at a place from one moment of the day until another."""

    place_id: str
    lanes: int
    from_s: float
    until_s: float


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal without its people: places, ways, and what each place is a part of.

    ``processes`` has the process of places that have one (see the levels of service),
    ``rank_ground`` whose vehicles call at a rank, ``lane_note`` how far to trust the lanes of a
    place (quality and source). Ranks have no calls yet: these come with the day.
    """

    facility_id: str
    title_zh: str
    title_en: str
    places: tuple[Place, ...]
    legs: tuple[Leg, ...]
    processes: Mapping[str, str]
    rank_ground: Mapping[str, str]
    lane_note: Mapping[str, tuple[str, str]]

    def legs_of(self, stage: str, *, flight_kind: str = "", ground_id: str = "") -> tuple[Leg, ...]:
        """The ways of a stage for one kind of flight or one way on the ground."""
        return tuple(
            leg
            for leg in self.legs
            if leg.stage == stage
            and leg.flight_kind in {"", flight_kind}
            and leg.ground_id in {"", ground_id}
        )

    def facility(
        self, calls: Mapping[str, VehicleCalls], ways: Iterable[tuple[str, ...]]
    ) -> Facility:
        """The facility for a day: ranks with their vehicles, one route for each chain of legs.

        `calls` has the vehicles by way on the ground, `ways` the ids of the legs of each route. A
        route is named after its legs (``from_taxi+desk_domestic``).
        """
        by_id = {leg.leg_id: leg for leg in self.legs}
        places = tuple(
            replace(place, calls=calls[self.rank_ground[place.place_id]])
            if isinstance(place, Rank) and self.rank_ground[place.place_id] in calls
            else place
            for place in self.places
        )
        routes = tuple(
            Route("+".join(way), tuple(place for leg in way for place in by_id[leg].places))
            for way in ways
        )
        return Facility(self.facility_id, self.title_zh, self.title_en, places, routes)


def terminal_of(
    places: pd.DataFrame,
    legs: pd.DataFrame,
    routes: pd.DataFrame,
    lanes: pd.DataFrame,
    *,
    facility_id: str,
    title_zh: str,
    title_en: str,
) -> Terminal:
    """A terminal from the tables ``operations/terminal_*``.

    `lanes` are the rows of ``terminal_facilities`` that hold on the day, of one template; places
    and ways of other templates are left out.

    Raises
    ------
    DataError
        With everything that is missing: lanes of a place, places of a way, ways of a stage that do
        not add up to a share of 1.

    Examples
    --------
    >>> from sim.hub.terminal.examples import small_terminal
    >>> [place.place_id for place in small_terminal().places]
    ['kerb', 'check', 'gate', 'corridor', 'belt', 'out', 'rank']
    """
    template = str(lanes["template_id"].iloc[0]) if len(lanes) else ""
    own = places[places["template_id"] == template]
    count = dict(zip(lanes["place_id"], lanes["lanes"], strict=True))
    issues = [*_lane_issues(own, count, facility_id)]
    found = _legs(legs[legs["template_id"] == template], routes[routes["template_id"] == template])
    issues += _leg_issues(found, set(own["place_id"]), facility_id)
    if issues:
        raise DataError(f"the terminal of {facility_id} cannot be built", issues)
    rows = [{str(name): cell for name, cell in row.items()} for row in own.to_dict("records")]
    return Terminal(
        facility_id,
        title_zh,
        title_en,
        tuple(_place(row, int(count.get(row["place_id"], 0))) for row in rows),
        found,
        {str(row["place_id"]): str(row["process_id"]) for row in rows if row["process_id"]},
        {str(row["place_id"]): str(row["ground_id"]) for row in rows if row["kind"] == "rank"},
        {
            str(row["place_id"]): (str(row["quality"]), str(row["source"]))
            for row in lanes.to_dict("records")
        },
    )


def with_lanes(terminal: Terminal, lanes: Mapping[str, int]) -> Terminal:
    """The same terminal with other numbers of lanes at some places, all day.

    Raises
    ------
    DataError
        If a place is not there or has no lanes, with the names of those that have.

    Examples
    --------
    >>> from sim.hub.terminal.examples import small_terminal
    >>> with_lanes(small_terminal(), {"check": 3}).places[1].most
    3
    """
    _known(terminal, lanes, "lanes")
    return replace(
        terminal,
        places=tuple(
            replace(place, schedule=LaneSchedule.always(lanes[place.place_id]), rule=None)
            if isinstance(place, Lanes) and place.place_id in lanes
            else place
            for place in terminal.places
        ),
    )


def with_lane_hours(terminal: Terminal, hours: Sequence[LaneHours]) -> Terminal:
    """The same terminal with other numbers of lanes at some places for a part of the day.

    Settings are taken in their order; outside their hours a place keeps what it had. Hours are of
    the clock and hold on the operating day from 04:00 to 04:00.

    Raises
    ------
    DataError
        If a place is not there or has no lanes, with the names of those that have.

    Examples
    --------
    >>> from sim.hub.terminal.examples import small_terminal
    >>> found = with_lane_hours(small_terminal(), [LaneHours("check", 3, 28_800, 36_000)])
    >>> [found.places[1].schedule.lanes_at(hour * 3600.0) for hour in (7, 8, 10)]
    [1, 3, 1]
    """
    _known(terminal, [one.place_id for one in hours], "lanes")
    places = {place.place_id: place for place in terminal.places}
    for one in hours:
        place = places[one.place_id]
        if isinstance(place, Lanes):
            places[one.place_id] = replace(place, schedule=_during(place.schedule, one))
    return replace(terminal, places=tuple(places.values()))


def _during(schedule: LaneSchedule, hours: LaneHours) -> LaneSchedule:
    """The schedule with other lanes in some hours of the clock, on both days they may fall on."""
    if hours.until_s - hours.from_s >= _DAY_S:
        return LaneSchedule.always(hours.lanes)
    spans = [(hours.from_s + day, hours.until_s + day) for day in (0.0, _DAY_S)]
    ends = {float(one) for span in spans for one in span}
    times = sorted({*schedule.from_s, *ends})
    lanes = [
        hours.lanes if any(start <= time < end for start, end in spans) else schedule.lanes_at(time)
        for time in times
    ]
    return LaneSchedule(tuple(times), tuple(lanes))


def with_service_mean_s(terminal: Terminal, mean_s: Mapping[str, float]) -> Terminal:
    """The same terminal with other mean service times at some places.

    Examples
    --------
    >>> from sim.hub.terminal.examples import small_terminal
    >>> with_service_mean_s(small_terminal(), {"check": 30.0}).places[1].service.mean_s
    30.0
    """
    _known(terminal, mean_s, "a service time")
    return replace(
        terminal,
        places=tuple(
            replace(place, service=replace(place.service, mean_s=mean_s[place.place_id]))
            if isinstance(place, Lanes) and place.place_id in mean_s
            else place
            for place in terminal.places
        ),
    )


def _known(terminal: Terminal, wanted: Iterable[str], what: str) -> None:
    have = [place.place_id for place in terminal.places if isinstance(place, Lanes)]
    issues = [
        Issue(
            Severity.ERROR,
            "unknown-place",
            f"terminal {terminal.facility_id} has no place '{one}' with {what}",
            f"write one of {', '.join(have)}",
        )
        for one in wanted
        if one not in have
    ]
    if issues:
        raise DataError(f"the terminal of {terminal.facility_id} cannot be changed so", issues)


def _place(row: Mapping[str, object], lanes: int) -> Place:
    names = (str(row["place_id"]), str(row["title_zh"]), str(row["title_en"]))
    kind = row["kind"]
    if kind == "walk":
        return Walk(*names, length_m=_or(row["length_m"], 0.0), fixed_s=_or(row["fixed_s"], 0.0))
    if kind == "lanes":
        family = next(one for one in _FAMILIES if one == row["service_family"])
        service = Service(_or(row["service_mean_s"], 0.0), _or(row["service_cv"], 0.0), family)
        return Lanes(*names, service, LaneSchedule.always(lanes))
    if kind == "gate":
        return Gate(
            *names,
            opens_before_s=_or(row["opens_before_min"], math.inf) * 60.0,
            closes_before_s=_or(row["closes_before_min"], 0.0) * 60.0,
        )
    if kind == "belt":
        # The own bag is the person's vehicle: it comes at its time and waits for its owner.
        return Gate(*names, opens_before_s=0.0, closes_before_s=_NEVER_CLOSES_S)
    return Rank(*names, no_calls())


def no_calls() -> VehicleCalls:
    """No vehicle at all.

    Examples
    --------
    >>> no_calls().places.tolist()
    []
    """
    import numpy as np  # noqa: PLC0415 - nothing else here needs it

    return VehicleCalls(np.empty(0), np.empty(0, dtype=np.int64))


def _or(value: object, default: float) -> float:
    number = float(str(value)) if value is not None else math.nan
    return default if math.isnan(number) else number


def _legs(legs: pd.DataFrame, routes: pd.DataFrame) -> tuple[Leg, ...]:
    ordered = routes.sort_values(["leg_id", "seq"], kind="stable")
    places = {
        str(name): tuple(str(one) for one in group["place_id"])
        for name, group in ordered.groupby("leg_id")
    }
    return tuple(
        Leg(
            str(row["leg_id"]),
            str(row["stage"]),
            str(row["flight_kind"]),
            str(row["ground_id"]),
            str(row["title_zh"]),
            str(row["title_en"]),
            float(row["share"]),
            places.get(str(row["leg_id"]), ()),
        )
        for row in legs.to_dict("records")
    )


def _lane_issues(places: pd.DataFrame, count: Mapping[str, int], name: str) -> Iterable[Issue]:
    for row in places[places["kind"] == "lanes"].to_dict("records"):
        if row["place_id"] not in count:
            yield Issue(
                Severity.ERROR,
                "no-lanes",
                f"{name}: no number of lanes for place '{row['place_id']}'",
                "add it to operations/terminal_facilities for the day",
            )
        if row["service_family"] not in _FAMILIES:
            yield Issue(
                Severity.ERROR,
                "no-service",
                f"{name}: place '{row['place_id']}' has no service time",
                "write service_mean_s, service_cv and service_family in operations/terminal_places",
            )


def _leg_issues(legs: tuple[Leg, ...], known: set[str], name: str) -> Iterable[Issue]:
    shares: dict[tuple[str, str, str], float] = {}
    for leg in legs:
        key = (leg.stage, leg.flight_kind, leg.ground_id)
        shares[key] = shares.get(key, 0.0) + leg.share
        missing = [place for place in leg.places if place not in known]
        if missing or not leg.places:
            what = f"passes {', '.join(missing)}, not known" if missing else "passes no place"
            yield Issue(
                Severity.ERROR,
                "unknown-place",
                f"{name}: way '{leg.leg_id}' {what}",
                "correct operations/terminal_routes",
            )
    for (stage, flight_kind, ground_id), total in shares.items():
        if abs(total - 1.0) > 1e-6:
            which = " ".join(part for part in (stage, flight_kind, ground_id) if part)
            yield Issue(
                Severity.ERROR,
                "shares",
                f"{name}: the ways of {which} have shares of {total:g} together",
                "let the shares in operations/terminal_legs sum to 1",
            )
