"""Railway calls of a day as arrays: every train and every run of a headway service."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt

from sim.network.model import Network, Quality, RouteId, StopId
from sim.network.patterns import patterns
from sim.network.runs import calls_are_assumed, stop_is_open

__all__ = ["RailCalls", "hub_stations", "later_calls", "rail_calls", "rail_stations"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RailCalls:
    """Calls at open stations, run by run, in the order of travel.

    ``stop`` counts along `stop_ids` (sorted), ``run`` along `services`; ``assumed`` are trains to
    which the scenario added calls. Seconds are those of the
    run's own service day and may pass 24 h. A run that calls nowhere open is not there.
    """

    stop_ids: tuple[StopId, ...]
    services: tuple[str, ...]
    qualities: tuple[Quality, ...]
    assumed: npt.NDArray[np.bool_]
    run: Ints
    stop: Ints
    arrival_s: Ints
    departure_s: Ints

    def rows_of(self, stop_ids: Sequence[StopId]) -> Ints:
        """Positions of some stations along `stop_ids`; those that are not there are left out."""
        row = {stop_id: place for place, stop_id in enumerate(self.stop_ids)}
        return np.array([row[s] for s in stop_ids if s in row], dtype=np.int64)


class _Run(NamedTuple):
    service: str
    quality: Quality
    stop_ids: tuple[StopId, ...]
    arrival_s: tuple[int, ...]
    departure_s: tuple[int, ...]
    assumed: bool = False


def rail_stations(network: Network) -> frozenset[StopId]:
    """Stops where trains can call: those in the timetable and those of the same modes, open or not.

    Examples
    --------
    >>> from sim import toy
    >>> sorted(rail_stations(toy.build("train T rail: D 07:10, E 07:40").network))
    ['D', 'E']
    """
    called = {call.stop_id for train in network.trains.values() for call in train.calls}
    modes = {network.stops[stop_id].mode_id for stop_id in called if stop_id in network.stops}
    return frozenset(stop_id for stop_id, stop in network.stops.items() if stop.mode_id in modes)


def hub_stations(network: Network, hub_ids: Collection[str] = ()) -> tuple[StopId, ...]:
    """Railway stations of some main stations, sorted; open or not. No hub: empty.

    `hub_ids` names the main stations; by default all count.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> hub_stations(empty())
    ()
    """
    rail = rail_stations(network)
    found = {
        stop_id
        for hub in network.hubs.values()
        if not hub_ids or hub.hub_id in hub_ids
        for stop_id in hub.stop_ids
        if stop_id in rail
    }
    return tuple(sorted(found))


def rail_calls(network: Network) -> RailCalls:
    """Every call of the day's trains and of railway services run at headways.

    Stations that are not open are passed. Of a headway service every departure is laid out from
    the start of its period. Computed once per network.

    Examples
    --------
    >>> from sim import toy
    >>> calls = rail_calls(toy.build("train T rail: D 07:10, E 07:40/07:42, F 08:30").network)
    >>> calls.stop_ids, calls.stop.tolist(), (calls.departure_s // 60).tolist()
    (('D', 'E', 'F'), [0, 1, 2], [430, 462, 510])
    """
    known = network.derived.get(rail_calls)
    if known is None:
        known = network.derived[rail_calls] = _arrays(
            [run for run in (*_trains(network), *_headway_runs(network)) if len(run.stop_ids) > 1]
        )
    return cast("RailCalls", known)


def later_calls(run: npt.NDArray[np.generic]) -> tuple[Ints, Ints]:
    """Rows of every two calls of one run, the earlier first.

    `run` says to which run each call belongs; the calls of a run stand together, in the order of
    travel. Neighbours come first, then those two calls apart, and so on. No two calls: empty.

    Examples
    --------
    >>> [rows.tolist() for rows in later_calls(np.array([0, 0, 0, 1]))]
    [[0, 1, 0], [1, 2, 2]]
    """
    boards, alights = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    offset = 1
    while True:
        here = np.flatnonzero(run[:-offset] == run[offset:])
        if not len(here):
            return np.concatenate(boards), np.concatenate(alights)
        boards.append(here)
        alights.append(here + offset)
        offset += 1


def _arrays(runs: Sequence[_Run]) -> RailCalls:
    stop_ids = tuple(sorted({stop_id for run in runs for stop_id in run.stop_ids}))
    row = {stop_id: place for place, stop_id in enumerate(stop_ids)}
    return RailCalls(
        stop_ids=stop_ids,
        services=tuple(run.service for run in runs),
        qualities=tuple(run.quality for run in runs),
        assumed=np.array([run.assumed for run in runs], dtype=np.bool_),
        run=np.repeat(np.arange(len(runs)), [len(run.stop_ids) for run in runs]).astype(np.int64),
        stop=np.array([row[s] for run in runs for s in run.stop_ids], dtype=np.int64),
        arrival_s=np.array([t for run in runs for t in run.arrival_s], dtype=np.int64),
        departure_s=np.array([t for run in runs for t in run.departure_s], dtype=np.int64),
    )


def _trains(network: Network) -> Iterator[_Run]:
    is_open = {stop_id: stop_is_open(network, stop_id) for stop_id in rail_stations(network)}
    for trip_id in sorted(network.trains):
        train = network.trains[trip_id]
        calls = [call for call in train.calls if is_open.get(call.stop_id, False)]
        yield _Run(
            train.number,
            train.quality,
            tuple(call.stop_id for call in calls),
            tuple(call.arrival_s for call in calls),
            tuple(call.departure_s for call in calls),
            calls_are_assumed(train),
        )


def _headway_runs(network: Network) -> Iterator[_Run]:
    rail = rail_stations(network)
    modes = {network.stops[stop_id].mode_id for stop_id in rail}
    if modes.isdisjoint(route.mode_id for route in network.routes.values()):
        return  # laying out every pattern of the city is not free
    for pattern in patterns(network):
        if not pattern.bands or pattern.is_sum or not rail.issuperset(pattern.stop_ids):
            continue
        route = network.routes[RouteId(pattern.route_id)]
        for band in pattern.bands:
            for start_s in range(band.start_s, band.end_s, band.headway_s):
                yield _Run(
                    route.name_en,
                    route.quality,
                    pattern.stop_ids,
                    tuple(start_s + offset for offset in pattern.arrival_offset_s),
                    tuple(start_s + offset for offset in pattern.departure_offset_s),
                )
