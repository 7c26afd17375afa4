"""Railway stations by name, looked up once for a whole list of modifications."""

from __future__ import annotations

from collections.abc import Iterator

from sim.modifications.base import Problem
from sim.modifications.draft import Draft
from sim.modifications.rail_places import rail_stop, rail_stop_problems
from sim.network.model import Stop, StopId

__all__ = ["station_named", "station_problems"]

_KEPT = "stations_by_text"


def station_named(draft: Draft, text: str) -> Stop | None:
    """Return the railway station of this id or name as the draft has it now, or None.

    As `rail_stop`, which goes through all stops each time: a timetable names stations by the
    hundred. What is not found is looked for again, since later entries may add it.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> draft = Draft(two_line_network())
    >>> station_named(draft, "宁波").stop_id, station_named(draft, "宁波市")
    ('R_ningbo', None)
    """
    kept: dict[str, StopId] = vars(draft).setdefault(_KEPT, {})
    if text in kept and kept[text] in draft.stops:
        return draft.stops[kept[text]]
    stop = rail_stop(draft, text)
    if stop is not None:
        kept[text] = stop.stop_id
    return stop


def station_problems(draft: Draft, text: str, *path: str | int) -> Iterator[Problem]:
    """Yield a problem if the text names no railway station.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> [problem.code for problem in station_problems(Draft(two_line_network()), "Atlantis")]
    ['unknown-station']
    """
    if station_named(draft, text) is None:
        yield from rail_stop_problems(draft, text, *path)
