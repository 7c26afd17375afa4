"""Everybody who passes a station on a day: when, on which route, to which train."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import DataError
from sim.hub.flow.draws import normal
from sim.hub.flow.facility import People, Vehicles
from sim.hub.station.layout import Layout
from sim.hub.station.streams import Draws, Scene, Stream, changing, picked_up, set_down

__all__ = ["Crowd", "crowd_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Crowd:
    """People of a day and what is known of each.

    ``groups`` has one row per group of people: from_kind and to_kind; `People.group` is its row.
    ``cell`` is the row of `DayTotals.ground` (-1: changes trains), ``arrival`` and ``departure``
    the rows of the trains (-1: none).
    """

    people: People
    vehicles: Vehicles
    groups: pd.DataFrame
    cell: Ints
    arrival: Ints
    departure: Ints


def crowd_of(layout: Layout, scene: Scene, *, seed: int, replication: int) -> Crowd:
    """Draw the people of one day.

    A person is known by train and number in it, and draws by that: the same in every scenario in
    which the train sets down or picks up so many. Each cell of `DayTotals.ground` gets exactly its
    people; who in the period goes which way is drawn.

    - Who is set down appears when stepping out: doors work through their queues evenly.
    - Who is picked up appears at the door of the vehicle that brought them, so long before the
      departure as the show-up says, within the period of the demand model; those who come by a
      line appear with the last vehicle before that, as people choose one that is early enough.
    - Who changes appears as one set down and goes to the other train.

    Speeds are normal about the mean of the walker's class, cut to its range.

    Raises `DataError` if people go a way the station does not have.

    Examples
    --------
    >>> from sim.hub.station.examples import small_crowd
    >>> crowd = small_crowd()
    >>> len(crowd.people), sorted(set(crowd.groups["from_kind"]))
    (9, ['rail', 'walk'])
    """
    draws = Draws(seed, replication)
    whole = _joined([make(scene, draws) for make in (set_down, picked_up, changing)])
    kinds = scene.kinds
    pairs = whole.from_kind * len(kinds) + whole.to_kind
    used, group = np.unique(pairs, return_inverse=True)
    groups = pd.DataFrame(
        [(kinds[pair // len(kinds)], kinds[pair % len(kinds)]) for pair in used.tolist()],
        columns=["from_kind", "to_kind"],
    )
    people = People(
        appear_s=whole.appear_s,
        route=_routes(layout, scene, whole),
        vehicle=whole.departure,
        speed_m_s=_speeds(scene.walkers, whole.key, draws),
        key=whole.key,
        group=group.astype(np.int64),
    )
    vehicles = Vehicles(scene.trains.train_id, scene.trains.depart_s)
    return Crowd(people, vehicles, groups, whole.cell, whole.arrival, whole.departure)


def _routes(layout: Layout, scene: Scene, stream: Stream) -> Ints:
    """Route of everybody, by kinds, platforms and line, as one number of five digits."""
    platform = np.append(scene.trains.platform, -1)
    columns = (
        stream.from_kind,
        stream.to_kind,
        platform[stream.arrival] + 1,
        platform[stream.departure] + 1,
        stream.line + 1,
    )
    base = 1 + max((int(column.max(initial=0)) for column in columns), default=0)
    code = np.zeros(stream.key.size, dtype=np.int64)
    for column in columns:
        code = code * base + column
    used, number = np.unique(code, return_inverse=True)
    names = [_key(int(one), base, scene.kinds) for one in used]
    missing = sorted({f"{key[0]} to {key[1]}" for key in names if key not in layout.route_of})
    if missing:
        raise DataError(
            f"people go ways that station {layout.facility.facility_id} does not have: "
            f"{', '.join(missing)}; add them to operations/station_routes"
        )
    routes: Ints = np.array([layout.route_of[key] for key in names], dtype=np.int64)[number]
    return routes


def _key(code: int, base: int, kinds: tuple[str, ...]) -> tuple[str, str, int, int, int]:
    digits = []
    for _ in range(5):
        code, digit = divmod(code, base)
        digits.append(digit)
    line, departing, arriving, to_kind, from_kind = digits
    return kinds[from_kind], kinds[to_kind], arriving - 1, departing - 1, line - 1


def _speeds(walkers: pd.DataFrame, key: Ints, draws: Draws) -> Floats:
    shares = np.cumsum(walkers["share"].to_numpy(np.float64))
    drawn = draws.of("walker", key) * shares[-1]
    row = np.minimum(np.searchsorted(shares, drawn, side="left"), len(walkers) - 1)
    mean, cv, low, high = (
        walkers[name].to_numpy(np.float64)[row] for name in ("speed_m_s", "cv", "low", "high")
    )
    standard = normal(draws.of("speed", key), 0.0, 1.0)
    speeds: Floats = np.clip(mean * (1 + cv * standard), low, high)
    return speeds


def _joined(streams: Sequence[Stream]) -> Stream:
    names = ("appear_s", "key", "cell", "from_kind", "to_kind", "line", "arrival", "departure")
    return Stream(*(np.concatenate([getattr(one, name) for one in streams]) for name in names))
