"""The three streams of people at a station: set down, picked up, and changing trains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.hub.flow.draws import keys, uniforms
from sim.hub.station.lines import LineCalls
from sim.hub.station.loads import Loads
from sim.hub.station.totals import FROM, TO, DayTotals
from sim.hub.station.trains import Trains
from sim.hub.station.windows import Periods, ShowUp

__all__ = ["Alighting", "Draws", "Scene", "Stream", "changing", "picked_up", "set_down"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_WAIT_S = 1800.0
"""People wait so long for the first vehicle of a line in the morning."""
_WALK_S = 900.0
"""Who leaves a train later than this before the last vehicle of the lines goes another way."""


@dataclass(frozen=True, slots=True)
class Alighting:
    """How people leave a train: seats to a door, and seconds of each person at it."""

    seats_per_door: float
    person_s: float


@dataclass(frozen=True, eq=False)
class Scene:
    """What the people of a day follow from; nothing in it is random."""

    trains: Trains
    totals: DayTotals
    loads: Loads
    train_kind: str
    lines: tuple[LineCalls, ...]
    line_kinds: frozenset[str]
    periods: Periods
    show_up: ShowUp
    alighting: Alighting
    walkers: pd.DataFrame

    @property
    def kinds(self) -> tuple[str, ...]:
        """What people come and go by; the train first."""
        return (self.train_kind, *sorted(set(self.totals.ground["kind"])))


@dataclass(frozen=True, slots=True)
class Draws:
    """The draws of one replication."""

    seed: int
    replication: int

    def of(self, stream: str, key: Ints) -> Floats:
        """One number in (0, 1) for each key."""
        return uniforms(self.seed, self.replication, stream, key)


@dataclass(frozen=True, eq=False)
class Stream:
    """People without routes yet. Kinds are numbers of `Scene.kinds`; -1 stands for none.

    ``cell`` is the row of `DayTotals.ground`, ``line`` that of `Scene.lines`, ``arrival`` and
    ``departure`` those of the trains.
    """

    appear_s: Floats
    key: Ints
    cell: Ints
    from_kind: Ints
    to_kind: Ints
    line: Ints
    arrival: Ints
    departure: Ints


def set_down(scene: Scene, draws: Draws) -> Stream:
    """People whom trains set down: they appear when stepping out, each with a way onwards.

    Examples
    --------
    >>> from sim.hub.station.examples import small_scene
    >>> set_down(small_scene(), Draws(1, 0)).arrival.tolist()
    [0, 0, 0, 0]
    """
    period, train = _people_of(scene.loads.down)
    key = _keys("down", scene.trains, train)
    appear = scene.trains.arrive_s[train] + _at_the_door_s(scene, train, key, draws)
    others = _without_lines(scene.lines, appear, early_s=_WAIT_S, late_s=_WALK_S)
    cell = _cells(scene, FROM, period, key, draws.of("way/from", key) + others)
    none = np.full(train.size, -1, dtype=np.int64)
    onward = _kind_of(scene)[cell]
    line = none.copy()
    rows = np.flatnonzero(_by_line(scene)[onward])
    if rows.size and scene.lines:
        weights = np.array([one.boards for one in scene.lines], dtype=np.float64)
        drawn = draws.of("line", key[rows])
        line[rows] = _chosen(weights, scene.periods.at(appear[rows]), drawn)
    return Stream(appear, key, cell, np.zeros_like(none), onward, line, train, none)


def picked_up(scene: Scene, draws: Draws) -> Stream:
    """People whom trains pick up: they appear so long before the departure as the show-up says.

    Examples
    --------
    >>> from sim.hub.station.examples import small_scene
    >>> people = picked_up(small_scene(), Draws(1, 0))
    >>> bool((people.appear_s < small_scene().trains.depart_s[people.departure]).all())
    True
    """
    period, train = _people_of(scene.loads.up)
    key = _keys("up", scene.trains, train)
    depart_s = scene.trains.depart_s[train]
    drawn = draws.of("show_up", key)
    inside = period < len(scene.periods.period_ids)
    lead = scene.show_up.at(drawn)
    lead[inside] = scene.show_up.leads(
        drawn[inside], depart_s[inside], period[inside], scene.periods
    )
    appear = depart_s - lead
    others = _without_lines(scene.lines, appear, early_s=0.0, late_s=0.0)
    cell = _cells(scene, TO, period, key, draws.of("way/to", key) + others)
    none = np.full(train.size, -1, dtype=np.int64)
    stream = Stream(
        appear, key, cell, _kind_of(scene)[cell], np.zeros_like(none), none, none.copy(), train
    )
    return _by_vehicles(scene, stream, draws)


def changing(scene: Scene, draws: Draws) -> Stream:
    """People who change trains: they appear as one set down and go to the other train.

    Examples
    --------
    >>> from sim.hub.station.examples import small_scene
    >>> people = changing(small_scene(), Draws(1, 0))
    >>> people.arrival.tolist(), people.departure.tolist()
    ([0], [1])
    """
    train, other = scene.loads.change_from, scene.loads.change_to
    key = _keys("change", scene.trains, train)
    appear = scene.trains.arrive_s[train] + _at_the_door_s(scene, train, key, draws)
    none, kind = np.full(train.size, -1, dtype=np.int64), np.zeros(train.size, dtype=np.int64)
    return Stream(appear, key, none, kind, kind.copy(), none.copy(), train, other)


def _people_of(counts: Ints) -> tuple[Ints, Ints]:
    """Period and train of everybody, train by train."""
    train, period = np.divmod(np.arange(counts.size), counts.shape[0])
    each = counts.T.ravel()
    return np.repeat(period, each), np.repeat(train, each)


def _keys(what: str, trains: Trains, train: Ints) -> Ints:
    """Keys by train and number in it; numbers go on along equal trains."""
    if not train.size:
        return np.empty(0, dtype=np.int64)
    order = np.argsort(train, kind="stable")
    ordered = train[order]
    number = np.empty(train.size, dtype=np.int64)
    number[order] = np.arange(train.size) - np.searchsorted(ordered, ordered, side="left")
    ids = keys(list(trains.train_id))
    return keys(what, ids[train], number)


def _kind_of(scene: Scene) -> Ints:
    """Number of the kind of every row of `DayTotals.ground`."""
    number = {kind: place for place, kind in enumerate(scene.kinds)}
    return np.array([number[kind] for kind in scene.totals.ground["kind"]], dtype=np.int64)


def _by_line(scene: Scene) -> Bools:
    """Whether each kind is one of lines."""
    return np.array([kind in scene.line_kinds for kind in scene.kinds], dtype=np.bool_)


def _cells(scene: Scene, direction: str, period: Ints, key: Ints, order: Floats) -> Ints:
    """Row of `ground` for everybody: in each period as many of a row as it has people.

    People are lined up by `order`; rows of lines are given first, so that who is there when no
    line runs (one is added to their order) goes another way as far as the counts let them.
    """
    ground, periods = scene.totals.ground, scene.periods
    mine = (ground["direction"] == direction).to_numpy()
    by_line = ground["kind"].isin(scene.line_kinds).to_numpy()
    rows = np.concatenate([np.flatnonzero(mine & by_line), np.flatnonzero(mine & ~by_line)])
    number = {name: place for place, name in enumerate([*periods.period_ids, ""])}
    of_row = np.array([number[name] for name in ground["period"].iloc[rows]], dtype=np.int64)
    counts = ground["people"].to_numpy(np.int64)[rows]
    cell = np.full(key.size, -1, dtype=np.int64)
    for one in range(len(number)):
        people = np.flatnonzero(period == one)
        own = of_row == one
        cell[people[np.argsort(order[people], kind="stable")]] = np.repeat(rows[own], counts[own])
    return cell


def _without_lines(
    lines: Sequence[LineCalls], time_s: Floats, *, early_s: float, late_s: float
) -> Bools:
    """Whether no line runs at a time, or is about to or still does."""
    times = [one.calls.depart_s for one in lines if one.calls.depart_s.size]
    if not times:
        return np.ones(time_s.size, dtype=np.bool_)
    first = min(float(one[0]) for one in times)
    last = max(float(one[-1]) for one in times)
    found: Bools = (time_s < first - early_s) | (time_s > last - late_s)
    return found


def _at_the_door_s(scene: Scene, train: Ints, key: Ints, draws: Draws) -> Floats:
    """Seconds until a person has stepped out: anywhere in the queue of the door."""
    doors = np.maximum(scene.trains.seats, 1) / scene.alighting.seats_per_door
    per_door = scene.loads.set_down / doors
    found: Floats = draws.of("door", key) * per_door[train] * scene.alighting.person_s
    return found


def _by_vehicles(scene: Scene, stream: Stream, draws: Draws) -> Stream:
    """People who come by a line step out of the vehicle before the time they have drawn.

    Before the first vehicle of the day they come as drawn: the demand model has them on public
    transport, whatever runs so early.
    """
    rows = np.flatnonzero(_by_line(scene)[stream.from_kind])
    if not rows.size or not scene.lines:
        return stream
    appear = stream.appear_s.copy()
    weights = np.array([one.alights for one in scene.lines], dtype=np.float64)
    line = _chosen(weights, scene.periods.at(appear[rows]), draws.of("line", stream.key[rows]))
    for number, one in enumerate(scene.lines):
        own = rows[line == number]
        times = one.calls.depart_s
        if times.size:
            at = np.searchsorted(times, appear[own], side="right") - 1
            appear[own] = np.where(at >= 0, times[np.maximum(at, 0)], appear[own])
    return replace(stream, appear_s=appear)


def _chosen(weights: Floats, period: Ints, drawn: Floats) -> Ints:
    """Line of each draw; where no line has weight in the period, all have the same."""
    safe = np.where(weights.sum(axis=0) > 0, weights, 1.0)
    shares = np.cumsum(safe / safe.sum(axis=0), axis=0)
    found = (drawn[None, :] > shares[:, period]).sum(axis=0)
    chosen: Ints = np.minimum(found, len(weights) - 1).astype(np.int64)
    return chosen
