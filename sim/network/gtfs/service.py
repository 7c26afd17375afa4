"""One day of public transport as columns: what the router's compiler sees of GTFS feeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from sim.errors import Issue

__all__ = [
    "Bools",
    "Floats",
    "FrequencyTable",
    "Ints",
    "PathwayTable",
    "RouteTable",
    "ServiceDay",
    "SmallInts",
    "StopTable",
    "TransferTable",
    "TripTable",
]

Ints: TypeAlias = npt.NDArray[np.int32]
SmallInts: TypeAlias = npt.NDArray[np.int8]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class StopTable:
    """Stops, sorted by id. ``parent`` is an index into the same table, -1 where there is none.

    ``location_type`` is that of GTFS: 0 stop or platform, 1 station, 2 entrance, 3 generic node,
    4 boarding area. Only what calls name is ever served; the rest is there for walks.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    lon: Floats
    lat: Floats
    parent: Ints
    location_type: SmallInts


@dataclass(frozen=True)
class RouteTable:
    """Routes, sorted by id; ``types`` are basic or extended GTFS route types."""

    ids: tuple[str, ...]
    short_names: tuple[str, ...]
    long_names: tuple[str, ...]
    types: Ints


@dataclass(frozen=True)
class TripTable:
    """Trips, sorted by id; calls of trip ``t`` are ``first[t]:first[t + 1]``.

    Times are seconds from the start of the service day and may pass 24 hours. The calls of a trip
    that a row of `FrequencyTable` names are a template: the departure at its first stop is 0.
    ``service_day`` is 0 for trips of the date, -1 for trips of the day before, and so on.
    """

    ids: tuple[str, ...]
    route: Ints
    service_day: Ints
    first: Ints
    stop: Ints
    arrival_s: Ints
    departure_s: Ints
    can_board: Bools
    can_alight: Bools


@dataclass(frozen=True)
class FrequencyTable:
    """Departures from a template's first stop: ``start_s + k · headway_s``, before ``end_s``.

    With ``exact`` they are a timetable, without it only the headway is known. ``start_s`` is
    negative where vehicles that left before midnight are still on the road after it: such a
    vehicle passes a stop at departure plus offset, and counts from 0 on.
    """

    trip: Ints
    start_s: Ints
    end_s: Ints
    headway_s: Ints
    exact: Bools


@dataclass(frozen=True)
class TransferTable:
    """Rules between stops: ``kind`` is 0 recommended, 1 timed, 2 minimum time, 3 not possible.

    ``min_time_s`` is -1 except for kind 2. A stop may be joined to itself.
    """

    from_stop: Ints
    to_stop: Ints
    kind: SmallInts
    min_time_s: Ints


@dataclass(frozen=True)
class PathwayTable:
    """Shortest walks through stations, between platforms and entrances, one way each."""

    from_stop: Ints
    to_stop: Ints
    time_s: Ints


@dataclass(frozen=True)
class ServiceDay:
    """Everything several feeds run on one date. ``span`` is each feed's first and last day.

    ``issues`` are warnings and hints: an error stops the reading. ``counts`` are described at
    `sim.network.gtfs.read_service_day`.
    """

    service_date: date
    feeds: tuple[str, ...]
    stops: StopTable
    routes: RouteTable
    trips: TripTable
    frequencies: FrequencyTable
    transfers: TransferTable
    pathways: PathwayTable
    issues: tuple[Issue, ...]
    counts: Mapping[str, int]
    span: Mapping[str, tuple[date, date]]

    @cached_property
    def is_template(self) -> Bools:
        """For each trip, whether it runs by frequency and its times are offsets."""
        mask = np.zeros(len(self.trips.ids), dtype=np.bool_)
        mask[self.frequencies.trip] = True
        return mask

    def __repr__(self) -> str:
        return (
            f"<ServiceDay {self.service_date} · {', '.join(self.feeds)} · "
            f"{len(self.stops.ids)} stops · {len(self.trips.ids)} trips · "
            f"{len(self.frequencies.trip)} frequencies>"
        )
