"""What can be wrong with the simulated day that a scenario asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sim.modifications.apply import Locate, Unreadable
from sim.modifications.base import ModificationBase, Problem, error, warning
from sim.modifications.close_for_a_time import CloseForATime
from sim.modifications.draft import Draft
from sim.modifications.names import did_you_mean
from sim.modifications.set_lanes import SetLanes
from sim.modifications.set_service_time import SetServiceTime
from sim.modifications.timed import DAY_END, closure_problems
from sim.scenario.document import ScenarioHeader
from sim.scenario.operations_settings import OperationsSettings
from sim.scenario.table_rows import columns

__all__ = ["Places", "facility_places", "operations_problems"]

Places = Mapping[str, frozenset[str]]
"""Ids of the places with lanes of a station or terminal, by its id. Under the empty id those of a
station that has no template of its own; where there are none, such a station is not checked."""

_LANES = "lanes"

Entries = Sequence[ModificationBase | Unreadable]


def facility_places(data_dir: Path) -> Places:
    """Places with lanes of every station and terminal; none where there are no tables.

    Lanes and service times can be set at these alone: walks, gates and ranks have neither.

    Examples
    --------
    >>> "security" in facility_places(Path("network_data"))["hangzhou_east"]
    True
    """
    found: dict[str, frozenset[str]] = {}
    for kind, table, facility in (
        ("station", "station_hubs", "hub_id"),
        ("terminal", "terminal_facilities", "facility_id"),
    ):
        names = (f"operations/{kind}_places", f"operations/{table}")
        if not all((data_dir / f"{name}.csv").is_file() for name in names):
            continue
        of_template: dict[str, set[str]] = {}
        for template, place, sort in columns(data_dir, names[0], "template_id", "place_id", "kind"):
            if sort == _LANES:
                of_template.setdefault(template, set()).add(place)
        found |= {
            own: frozenset(of_template.get(template, ()))
            for own, template in columns(data_dir, names[1], facility, "template_id")
        }
    return found


def operations_problems(
    header: ScenarioHeader, entries: Entries, draft: Draft, *, places: Places, where: Locate
) -> Iterator[Problem]:
    """Problems of the block ``operations``, and of modifications that a simulated day alone sees.

    `draft` has the scenario's modifications applied: a section that they open can be closed for a
    time.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> header = ScenarioHeader.model_validate({
    ...     "scenario": "x", "title": "x", "as_of": "2016-07-01", "demand": {"enabled": False},
    ...     "operations": {"stations": ["centrl"], "replications": {"least": 9, "most": 3}},
    ... })
    >>> draft = Draft(two_line_network())
    >>> [p.code for p in operations_problems(header, (), draft, places={}, where=lambda _: ("", 0))]
    ['operations-without-demand', 'replications', 'unknown-hub']
    """
    settings = header.operations
    yield from _entry_problems(settings, entries, draft, places)
    if not settings.enabled:
        return
    if not header.demand.enabled:
        yield error(
            "operations-without-demand",
            "the day's people are those of the demand model, which is switched off",
            "switch demand on, or leave the block operations out",
            *(("demand", "enabled") if header.demand.model_fields_set else ("operations",)),
        )
    yield from _number_problems(settings)
    yield from _station_problems(settings, draft)
    yield from _schedule_problems(settings, where)
    yield from _closure_problems(settings, draft)


def _entry_problems(
    settings: OperationsSettings, entries: Entries, draft: Draft, places: Places
) -> Iterator[Problem]:
    for number, entry in enumerate(entries):
        if not isinstance(entry, SetLanes | SetServiceTime | CloseForATime):
            continue
        path = ("modifications", number)
        if not isinstance(entry, CloseForATime):
            found = _place_problems(entry.place, draft, places)
            yield from (replace(one, path=(*path, *one.path)) for one in found)
        if isinstance(entry, SetLanes) and _never_open(entry, entries[number + 1 :]):
            yield error(
                "no-lanes",
                f"{entry.place} has no lane all day: nobody who comes there can go on",
                "open at least one lane, or say from_time and until_time",
                *path,
                "lanes",
            )
        if not settings.enabled:
            yield warning(
                "operations-off",
                f"{entry.type} is seen by a simulated day alone, and none is asked for",
                "add a block  operations: {}  or run  sim simulate",
                *path,
                "type",
            )


def _never_open(entry: SetLanes, later: Entries) -> bool:
    """Whether a place is closed all day and no later entry opens it for some hours."""
    return (
        entry.lanes == 0
        and entry.from_time == "00:00"
        and entry.until_time == DAY_END
        and not any(isinstance(one, SetLanes) and one.place == entry.place for one in later)
    )


def _place_problems(place: str, draft: Draft, places: Places) -> Iterator[Problem]:
    """A place that its station lacks; a station that is none is told by the entry itself."""
    facility, _, name = place.partition("/")
    if not name or (facility not in draft.hubs and facility != draft.base.home_airport):
        return
    known = places.get(facility, places.get(""))
    if known is not None and name not in known:
        yield error(
            "unknown-place",
            f"{facility} has no place '{name}' with lanes",
            did_you_mean(name, known, "places: " + ", ".join(sorted(known))),
            "place",
        )


def _number_problems(settings: OperationsSettings) -> Iterator[Problem]:
    counts = settings.replications
    if counts.most < counts.least:
        given = "most" if "most" in counts.model_fields_set else "least"
        yield error(
            "replications",
            f"at most {counts.most} replications, but at least {counts.least}",
            "raise most, or lower least",
            "operations",
            "replications",
            given,
        )
    for number, part in enumerate(settings.parts):
        if part in settings.parts[:number]:
            yield error(
                "named-twice",
                f"'{part}' stands twice in parts",
                "name each one once",
                "operations",
                "parts",
                number,
            )


def _station_problems(settings: OperationsSettings, draft: Draft) -> Iterator[Problem]:
    for number, hub_id in enumerate(settings.stations or ()):
        if hub_id not in draft.hubs:
            names = [*draft.hubs, *(hub.name_en for hub in draft.hubs.values())]
            yield error(
                "unknown-hub",
                f"there is no main station '{hub_id}'",
                did_you_mean(hub_id, names, "hubs: " + ", ".join(draft.hubs)),
                "operations",
                "stations",
                number,
            )


def _schedule_problems(settings: OperationsSettings, where: Locate) -> Iterator[Problem]:
    if settings.flight_schedule is None:
        return
    path = ("operations", "flight_schedule")
    file, _ = where(path)
    folder = Path(file).parent if file else Path()
    if not (folder / settings.flight_schedule).is_file():
        yield error(
            "schedule-not-found",
            f"there is no file {folder / settings.flight_schedule}",
            "write its path from the folder of this scenario file",
            *path,
        )


def _closure_problems(settings: OperationsSettings, draft: Draft) -> Iterator[Problem]:
    for number, closure in enumerate(settings.closures):
        path = ("operations", "closures", number)
        yield from closure_problems(draft, closure.what, closure.hours, *path)
    if settings.closures and "disruption" not in settings.parts:
        yield warning(
            "closures-left-out",
            "closures are listed, but parts leaves disruption out: none is simulated",
            "add disruption to parts, or remove closures",
            "operations",
            "parts",
        )
