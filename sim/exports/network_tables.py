"""Stops and main stations of a network as tables, one row each."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pandas as pd

from sim.exports.described import Described, described
from sim.network.model import Network, StopId
from sim.network.patterns import patterns
from sim.network.runs import hub_is_closed, stop_is_open

__all__ = ["hub_table", "station_table"]


def station_table(network: Network) -> Described:
    """Every stop of the network, open or not, with the routes that call there on its date.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> station_table(line("A B C")).frame[["stop_id", "open", "routes"]].values.tolist()
    [['A', True, 'L'], ['B', True, 'L'], ['C', True, 'L']]
    """
    calling: dict[StopId, set[str]] = defaultdict(set)
    for pattern in patterns(network):
        for stop_id in pattern.stop_ids:
            calling[stop_id].add(pattern.route_id)
    hub_of = {stop_id: hub.hub_id for hub in network.hubs.values() for stop_id in hub.stop_ids}
    rows = [
        (
            stop.stop_id,
            stop.name_zh,
            stop.name_en,
            stop.mode_id,
            network.modes[stop.mode_id].label_zh,
            network.modes[stop.mode_id].label_en,
            stop.lon,
            stop.lat,
            stop_is_open(network, stop.stop_id),
            stop.stop_id in calling,
            " ".join(sorted(calling.get(stop.stop_id, ()))),
            hub_of.get(stop.stop_id, ""),
            _day(stop.open_date),
            _day(stop.close_date),
            stop.county_id,
            stop.quality.value,
            stop.source,
        )
        for _, stop in sorted(network.stops.items())
    ]
    columns = (
        "stop_id name_zh name_en mode_id mode_zh mode_en lon lat open served routes hub_id "
        "open_date close_date county_id quality source"
    )
    return described("stations", pd.DataFrame(rows, columns=columns.split()))


def hub_table(network: Network) -> Described:
    """Every main station; open means opened and not closed for rebuilding on the date.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> hub_table(line("A B C")).frame.shape[0]
    0
    """
    rows = [
        (
            hub.hub_id,
            hub.name_zh,
            hub.name_en,
            hub.role,
            hub.lon,
            hub.lat,
            hub.open_date is not None
            and hub.open_date <= network.as_of
            and not hub_is_closed(network, hub),
            _day(hub.open_date),
            _day(hub.closed_from),
            _day(hub.closed_until),
            " ".join(hub.stop_ids),
            hub.quality.value,
            hub.source,
        )
        for _, hub in sorted(network.hubs.items())
    ]
    columns = (
        "hub_id name_zh name_en role lon lat open open_date closed_from closed_until stop_ids "
        "quality source"
    )
    return described("hubs", pd.DataFrame(rows, columns=columns.split()))


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
