"""Railway trains at the hubs: when one sets people down, when one picks them up."""

from __future__ import annotations

from typing import Final

from sim.maps.day.integers import packed_integers
from sim.maps.frame import Frame
from sim.maps.marks import Json
from sim.network.model import Hub, Network
from sim.network.runs import hub_is_closed

__all__ = ["hub_calls", "hubs_json"]

_DAY_S: Final = 86_400


def hub_calls(network: Network, hub: Hub) -> tuple[list[int], list[int]]:
    """Seconds of the day at which trains arrive at a hub and depart from it, sorted.

    A train that begins there does not arrive, one that ends there does not depart. What happens
    after midnight happens on every day, so it is there in the small hours as well.

    Examples
    --------
    >>> from sim.network.examples import empty, hub
    >>> hub_calls(empty(), hub("h", "S"))
    ([], [])
    """
    stop_ids = set(hub.stop_ids)
    arrivals, departures = [], []
    for train in network.trains.values():
        last = len(train.calls) - 1
        for position, call in enumerate(train.calls):
            if call.stop_id not in stop_ids:
                continue
            if position > 0:
                arrivals.append(call.arrival_s)
            if position < last:
                departures.append(call.departure_s)
    return _every_day(arrivals), _every_day(departures)


def hubs_json(network: Network, frame: Frame) -> list[Json]:
    """Write the hubs in service that trains call at, in the order of the network.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> hubs_json(empty(), Frame())
    []
    """
    found: list[Json] = []
    for hub in network.hubs.values():
        arrivals, departures = hub_calls(network, hub)
        if hub_is_closed(network, hub) or not (arrivals or departures):
            continue
        found.append(
            {
                "at": list(frame.point(hub.lon, hub.lat)),
                "zh": hub.name_zh.partition("(")[0],
                "en": hub.name_en,
                "arrivals": packed_integers(arrivals),
                "departures": packed_integers(departures),
            }
        )
    return found


def _every_day(times_s: list[int]) -> list[int]:
    return sorted([*times_s, *(time_s - _DAY_S for time_s in times_s if time_s >= _DAY_S)])
