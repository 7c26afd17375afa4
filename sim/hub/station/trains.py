"""Trains of a station's day: when they stand there, their seats, their platform."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.hub.flow.draws import keys, uniforms

__all__ = ["Trains", "at_platforms", "station_trains", "with_unlisted"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_DAY_S = 86_400.0
_HOUR_S = 3600.0
_EDGES = 2  # each platform has a track on either side


@dataclass(frozen=True, eq=False)
class Trains:
    """Trains by time of arrival. ``weight`` is the share of the seats that changes hands.

    ``arrive_s`` lies in 0 to 86 400; ``depart_s`` may be after midnight. ``listed`` is false for
    trains that stand for those the timetable does not have. Platforms count from 0.
    """

    train_id: tuple[str, ...]
    arrive_s: Floats
    depart_s: Floats
    sets_down: Bools
    picks_up: Bools
    seats: Ints
    down_weight: Floats
    up_weight: Floats
    listed: Bools
    platform: Ints

    def __len__(self) -> int:
        return len(self.train_id)


def station_trains(visits: pd.DataFrame, seats: pd.DataFrame, *, exchange_share: float) -> Trains:
    """Trains that call at a station, with seats by class.

    Whether a train is short or long is drawn once by its id, the same in every scenario and
    replication. A train that begins (ends) here picks up (sets down) in proportion to its seats;
    one that passes exchanges `exchange_share` of them. Times after midnight are those of the day.

    Parameters
    ----------
    visits
        train_id, train_class, arrival_s, departure_s, arrives, departs; one row per train.
    seats
        ``operations/train_seats``; the row without a class is for any other.

    Examples
    --------
    >>> from sim.hub.station.examples import small_seats, small_visits
    >>> trains = station_trains(small_visits(), small_seats(), exchange_share=0.5)
    >>> trains.train_id, trains.seats.tolist(), trains.up_weight.tolist()
    (('G1', 'G2'), [100, 100], [0.5, 1.0])
    """
    rows = visits.copy()
    shift = np.floor(rows["arrival_s"].to_numpy(np.float64) / _DAY_S) * _DAY_S
    rows["arrival_s"] = rows["arrival_s"].to_numpy(np.float64) - shift
    rows["departure_s"] = rows["departure_s"].to_numpy(np.float64) - shift
    rows = rows.sort_values(["arrival_s", "departure_s", "train_id"], ignore_index=True)
    arrives, departs = (rows[name].to_numpy(np.bool_) for name in ("arrives", "departs"))
    ids = tuple(rows["train_id"].astype(str))
    both = arrives & departs
    weight = np.where(both, exchange_share, 1.0)
    return Trains(
        train_id=ids,
        arrive_s=rows["arrival_s"].to_numpy(np.float64),
        depart_s=rows["departure_s"].to_numpy(np.float64),
        sets_down=arrives,
        picks_up=departs,
        seats=_seats(ids, rows["train_class"].astype(str).tolist(), seats),
        down_weight=np.where(arrives, weight, 0.0),
        up_weight=np.where(departs, weight, 0.0),
        listed=np.ones(len(ids), dtype=np.bool_),
        platform=np.zeros(len(ids), dtype=np.int64),
    )


def with_unlisted(
    trains: Trains,
    seats: pd.DataFrame,
    *,
    count: int,
    exchange_share: float,
    first_h: float,
    last_h: float,
) -> Trains:
    """Trains, and so many more evenly through the day that the timetable does not have.

    They pass the station, exchange `exchange_share` of their seats like others that pass, stand for
    a quarter of an hour and have the seats of the row without a class.

    Examples
    --------
    >>> from sim.hub.station.examples import small_seats, small_visits
    >>> known = station_trains(small_visits(), small_seats(), exchange_share=0.5)
    >>> more = with_unlisted(known, small_seats(), count=2, exchange_share=0.5, first_h=6,
    ...                      last_h=22)
    >>> more.train_id, (more.arrive_s / 3600).tolist()
    (('G1', 'G2', 'unlisted 1', 'unlisted 2'), [8.0, 9.0, 10.0, 18.0])
    """
    if count <= 0:
        return trains
    step_h = (last_h - first_h) / count
    arrive = (first_h + step_h * (np.arange(count) + 0.5)) * _HOUR_S
    ids = tuple(f"unlisted {number + 1}" for number in range(count))
    yes = np.ones(count, dtype=np.bool_)
    share = np.full(count, exchange_share)
    joined = Trains(
        train_id=trains.train_id + ids,
        arrive_s=np.concatenate([trains.arrive_s, arrive]),
        depart_s=np.concatenate([trains.depart_s, arrive + _HOUR_S / 4]),
        sets_down=np.concatenate([trains.sets_down, yes]),
        picks_up=np.concatenate([trains.picks_up, yes]),
        seats=np.concatenate([trains.seats, _seats(ids, [""] * count, seats)]),
        down_weight=np.concatenate([trains.down_weight, share]),
        up_weight=np.concatenate([trains.up_weight, share]),
        listed=np.concatenate([trains.listed, ~yes]),
        platform=np.zeros(len(trains) + count, dtype=np.int64),
    )
    order = np.lexsort((np.array(joined.train_id), joined.depart_s, joined.arrive_s))
    return Trains(
        tuple(joined.train_id[row] for row in order),
        *(getattr(joined, name)[order] for name in _ARRAYS),
    )


_ARRAYS = (
    "arrive_s",
    "depart_s",
    "sets_down",
    "picks_up",
    "seats",
    "down_weight",
    "up_weight",
    "listed",
    "platform",
)


def at_platforms(trains: Trains, *, platforms: int, block_s: float) -> Trains:
    """Trains with a platform each: in order of arrival to the edge that has been free the longest.

    The timetable names no platforms, so this is modelled. An edge is held while the train stands
    there, by one that begins from `block_s` before its departure, by one that ends until `block_s`
    after its arrival. With more trains at once than edges two share one.

    Examples
    --------
    >>> from sim.hub.station.examples import small_seats, small_visits
    >>> known = station_trains(small_visits(), small_seats(), exchange_share=0.5)
    >>> at_platforms(known, platforms=1, block_s=720.0).platform.tolist()
    [0, 0]
    """
    start = np.where(trains.sets_down, trains.arrive_s, trains.depart_s - block_s)
    end = np.where(trains.picks_up, trains.depart_s, trains.arrive_s + block_s)
    free_s = [-math.inf] * (platforms * _EDGES)
    platform = np.zeros(len(trains), dtype=np.int64)
    for row in np.argsort(start, kind="stable"):
        edge = min(range(len(free_s)), key=free_s.__getitem__)
        free_s[edge] = max(float(end[row]), free_s[edge])
        platform[row] = edge % platforms
    return replace(trains, platform=platform)


def _seats(ids: tuple[str, ...], classes: list[str], seats: pd.DataFrame) -> Ints:
    if not ids:
        return np.empty(0, dtype=np.int64)
    table = seats.set_index("train_class")
    known = [one if one in table.index else "" for one in classes]
    rows = table.loc[known]
    drawn = uniforms(0, 0, "train_length", keys(list(ids)))
    long = drawn < rows["long_share"].to_numpy(np.float64)
    return np.where(long, rows["seats_long"], rows["seats_short"]).astype(np.int64)
