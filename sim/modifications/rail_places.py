"""Railway stations as planners name them: a main station or any station with trains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sim.modifications.base import Problem, error
from sim.modifications.draft import Draft
from sim.modifications.names import did_you_mean, hub_named, matching_stops
from sim.network.model import Hub, ModeId, Stop, StopId

__all__ = [
    "RailPlace",
    "hub_is_open",
    "new_stop_id",
    "place_is_open",
    "rail_place",
    "rail_problems",
    "rail_stop",
    "rail_stop_problems",
    "railway_mode",
]


@dataclass(frozen=True, slots=True)
class RailPlace:
    """A main station, a railway station, or a main station with its railway station.

    A hub that was never built has no station: ``stop`` is then None.
    """

    hub: Hub | None
    stop: Stop | None

    @property
    def name_en(self) -> str:
        """English name for a sentence."""
        named = self.hub or self.stop
        return named.name_en if named is not None else ""


def _railway_modes(draft: Draft) -> frozenset[ModeId]:
    """Modes of trains and of the main stations' regional stops (coaches stop elsewhere)."""
    modes = {train.mode_id for train in draft.trains.values()}
    for hub in draft.hubs.values():
        stops = [draft.stops[s] for s in hub.stop_ids if s in draft.stops]
        modes |= {s.mode_id for s in stops if draft.modes[s.mode_id].system == "regional"}
    return frozenset(modes)


def rail_stop(draft: Draft, text: str) -> Stop | None:
    """Return the railway station of this id or name, or that of the hub of this id or name."""
    railway = _railway_modes(draft)
    found = [stop for stop in matching_stops(draft, text) if stop.mode_id in railway]
    if len(found) == 1:
        return found[0]
    hub = hub_named(draft, text)
    return _stop_of(draft, hub) if hub is not None else None


def _stop_of(draft: Draft, hub: Hub) -> Stop | None:
    stops = [draft.stops[s] for s in hub.stop_ids if s in draft.stops]
    return next((s for s in stops if draft.modes[s.mode_id].system == "regional"), None)


def rail_place(draft: Draft, text: str) -> RailPlace | None:
    """Return the hub or station of this id or name.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> place = rail_place(Draft(two_line_network()), "South")
    >>> place.hub.hub_id, place.stop.stop_id
    ('south', 'R_south')
    """
    hub = hub_named(draft, text)
    if hub is not None:
        return RailPlace(hub, _stop_of(draft, hub))
    stop = rail_stop(draft, text)
    if stop is None:
        return None
    owner = next((h for h in draft.hubs.values() if stop.stop_id in h.stop_ids), None)
    return RailPlace(owner, stop)


def hub_is_open(draft: Draft, hub: Hub) -> bool:
    """Whether a main station is in service on the network's date.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> draft = Draft(two_line_network())
    >>> [hub_id for hub_id, hub in draft.hubs.items() if hub_is_open(draft, hub)]
    ['central']
    """
    opened = hub.open_date is not None and hub.open_date <= draft.as_of
    closed = (
        hub.closed_from is not None
        and hub.closed_from <= draft.as_of
        and (hub.closed_until is None or draft.as_of < hub.closed_until)
    )
    return opened and not closed


def place_is_open(draft: Draft, place: RailPlace) -> bool:
    """Whether trains can call: the station is open, and its hub if it has one."""
    if place.stop is None or not draft.is_open(place.stop):
        return False
    return place.hub is None or hub_is_open(draft, place.hub)


def rail_problems(draft: Draft, text: str, *path: str | int) -> Iterator[Problem]:
    """Yield a problem if the text names no hub and no railway station."""
    if text not in draft.promised and rail_place(draft, text) is None:
        yield error(
            "unknown-station", f"there is no railway station '{text}'", _advice(draft, text), *path
        )


def rail_stop_problems(draft: Draft, text: str, *path: str | int) -> Iterator[Problem]:
    """Yield a problem if the text names no railway station."""
    if text not in draft.promised and rail_stop(draft, text) is None:
        yield error(
            "unknown-station", f"there is no railway station '{text}'", _advice(draft, text), *path
        )


def _advice(draft: Draft, text: str) -> str:
    names = [name for hub in draft.hubs.values() for name in (hub.hub_id, hub.name_en, hub.name_zh)]
    railway = _railway_modes(draft)
    names += [
        name
        for stop in draft.stops.values()
        if stop.mode_id in railway
        for name in (stop.name_en, stop.name_zh, stop.stop_id)
        if name
    ]
    return did_you_mean(text, names, "main stations: " + ", ".join(draft.hubs))


def railway_mode(draft: Draft) -> ModeId:
    """Mode of most main stations: that of a station the scenario builds.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> railway_mode(Draft(two_line_network()))
    'fast_train'
    """
    stops = [_stop_of(draft, hub) for hub in draft.hubs.values()]
    counts = Counter(stop.mode_id for stop in stops if stop is not None)
    if not counts:
        return min(_railway_modes(draft))
    return max(sorted(counts), key=lambda mode_id: counts[mode_id])


def new_stop_id(hub: Hub) -> StopId:
    """Id of the railway station built at a hub that has none.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> new_stop_id(two_line_network().hubs["west"])
    'R_west'
    """
    return StopId(f"R_{hub.hub_id}")
