"""The riders of a day with a closure: what they ride instead, leg by leg."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.hub.disruption.choices import GIVES_UP, RIDES_SHUTTLE, WAITS, Options
from sim.hub.disruption.closing import Closed
from sim.hub.disruption.meeting import AS_PLANNED, Meeting
from sim.hub.flow.riders import Riders
from sim.hub.metro.day import MetroDay
from sim.hub.riders.people import legs_of
from sim.hub.riders.ways import WaySettings

__all__ = ["disturbed_riders"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def disturbed_riders(
    closed: Closed,
    day: MetroDay,
    meeting: Meeting,
    chosen: Ints,
    destination: Ints,
    *,
    options: Options,
    way: WaySettings,
) -> Riders:
    """Everybody with the legs they ride on the day with the closure, in the order of the riders.

    Who waits keeps their legs; but who waits for a closed station and is aboard gets off next to it
    and rides there as usual when it opens, as no train calls there. Who goes on another way keeps
    the legs up to where they decide, walks to the platform or the bus stop and rides from there.
    Who gives up ends where they decide.
    Nobody boards anything new before the closure begins.

    Parameters
    ----------
    day
        The day without the closure.
    destination
        Station of each person of the meeting.

    Examples
    --------
    >>> from sim.hub.disruption.choices import options_of
    >>> from sim.hub.disruption.examples import small_closure
    >>> from sim.hub.disruption.meeting import meets_closure
    >>> closed, day, there = small_closure()
    >>> options = options_of(closed, WaySettings())
    >>> riders = disturbed_riders(closed, day, meets_closure(closed, day), np.array([3, 1]), there,
    ...                           options=options, way=WaySettings())
    >>> riders.first_leg.tolist(), riders.group.tolist()  # train and bus; the train as planned
    ([0, 2, 3], [0, 2, 0])
    """
    riders = day.riders
    changed = (chosen != WAITS) | _carried_past(closed, meeting, destination, options)
    rider, kept = meeting.rider[changed], meeting.legs_kept[changed]
    what, station = chosen[changed], meeting.station[changed]
    pair = station * len(closed.lines.station_ids) + destination[changed]
    nowhere = station * len(closed.lines.station_ids) + station  # no legs
    new = legs_of(
        closed.lines,
        [
            (options.rail_rides, options.rail),
            (options.bus_rides, options.bus),
            (options.usual_rides, options.usual),
        ],
        np.where(what == WAITS, 2, np.where(what == RIDES_SHUTTLE, 1, 0)),
        np.where(what == GIVES_UP, nowhere, pair),
        appear_s=meeting.time_s[changed],
        key=riders.key[rider],
    )
    first_leg, columns = _joined(riders, rider, kept, new)
    last = first_leg[rider] + kept - 1
    cut = (kept > 0) & (meeting.alight[changed] >= 0)
    columns["alight"][last[cut]] = meeting.alight[changed][cut]
    walks = kept > 0
    walk_s = _walk_s(closed, new, way)
    since_s = meeting.time_s[changed]
    stood = walks & ~cut & (what != GIVES_UP)  # they leave that platform when they decide
    waited_from_s = day.arrive_s[(riders.first_leg[rider] + kept)[stood]]
    walk_s[stood] += np.maximum(since_s[stood] - waited_from_s, 0.0)
    stays = cut & (what == WAITS) & (np.diff(new.first_leg) > 0)
    walk_s[_same_platform(columns, first_leg[rider] + kept, stays)] = 0.0
    columns["walk_s"][last[walks]] = walk_s[walks]
    appear_s = riders.appear_s.copy()
    appear_s[rider[~walks]] = meeting.time_s[changed][~walks]
    return Riders(
        appear_s=appear_s,
        key=riders.key,
        first_leg=first_leg,
        group=columns["group"],
        board=columns["board"],
        alight=columns["alight"],
        walk_s=columns["walk_s"],
    )


def _joined(
    riders: Riders, rider: Ints, kept: Ints, new: Riders
) -> tuple[Ints, dict[str, npt.NDArray[Any]]]:
    """First legs and columns of the legs: those kept of each rider, then the new ones."""
    own = np.diff(riders.first_leg).copy()
    own[rider] = kept
    added = np.zeros(len(riders), dtype=np.int64)
    added[rider] = np.diff(new.first_leg)
    first_leg = np.concatenate([[0], np.cumsum(own + added)]).astype(np.int64)
    old_to, old_from = _places(first_leg[:-1], riders.first_leg[:-1], own)
    new_to, new_from = _places(first_leg[rider] + kept, new.first_leg[:-1], added[rider])
    columns = {}
    for name in ("group", "board", "alight", "walk_s"):
        source = getattr(riders, name)
        values = np.empty(first_leg[-1], dtype=source.dtype)
        values[old_to] = source[old_from]
        values[new_to] = getattr(new, name)[new_from]
        columns[name] = values
    return first_leg, columns


def _carried_past(closed: Closed, meeting: Meeting, destination: Ints, options: Options) -> Bools:
    """Who is aboard for a closed station, and can ride there as usual from where they get off."""
    pair = meeting.station * len(closed.lines.station_ids) + destination
    known = np.diff(options.usual.first_leg)[pair] > 0
    aboard: Bools = (meeting.alight != AS_PLANNED) & known
    return aboard if closed.stations else np.zeros_like(aboard)


def _walk_s(closed: Closed, new: Riders, way: WaySettings) -> Floats:
    """Seconds to the new platform, or to the bus stop in the street; 0 where nothing is ridden."""
    street = np.zeros(len(new), dtype=np.bool_)
    rides = np.diff(new.first_leg) > 0
    first_group = new.group[new.first_leg[:-1][rides]]
    street[rides] = np.isin(first_group, list(closed.lines.street_groups))
    walk_s = np.where(street, float(way.street_s), float(way.change_s))
    walk_s[~rides] = 0.0
    return walk_s


def _same_platform(columns: dict[str, npt.NDArray[Any]], leg: Ints, asked: Bools) -> Bools:
    """Whoever of those asked boards a leg on the platform where the leg before ends."""
    found = asked.copy()
    own = leg[asked]
    found[asked] = (columns["group"][own] == columns["group"][own - 1]) & (
        columns["board"][own] == columns["alight"][own - 1]
    )
    return found


def _places(to: Ints, source: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Where runs of rows go and come from, row by row."""
    total = int(count.sum())
    inside = np.arange(total) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(to, count) + inside, np.repeat(source, count) + inside
