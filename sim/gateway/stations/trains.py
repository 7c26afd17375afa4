"""Trains at the main stations: every call of a service, and every direct ride to or from a hub."""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd

from sim.gateway.rail.train_calls import later_calls, rail_calls
from sim.network.model import Hub, Network
from sim.network.runs import hub_is_closed

__all__ = ["DAY_S", "hub_rides", "hub_visits", "open_hubs", "train_calls"]

DAY_S = 86_400
"""Seconds of a day: what departs after midnight counts at that time of the day."""


def open_hubs(network: Network) -> tuple[Hub, ...]:
    """Main stations that are open on the network's date and not closed for rebuilding, by id.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.network.examples import empty, hub
    >>> never = replace(hub("J", ""), open_date=None)
    >>> town = replace(empty(), hubs={"H": hub("H", "A"), "J": never})
    >>> [one.hub_id for one in open_hubs(town)]
    ['H']
    """
    return tuple(
        hub
        for _, hub in sorted(network.hubs.items())
        if hub.open_date is not None
        and hub.open_date <= network.as_of
        and not hub_is_closed(network, hub)
    )


def train_calls(network: Network) -> pd.DataFrame:
    """Every call of every train at an open station, in the order of travel, with the hub it is at.

    The calls are those of `sim.gateway.rail.train_calls.rail_calls`: stations that are not open on
    the date are passed, headway services are laid out. The table is computed once for a network and
    must not be changed.

    Returns
    -------
    DataFrame
        service (number of the run), seq (0, 1, … along it), stop_id, hub_id (``""`` away from the
        hubs), arrival_s, departure_s (seconds from the start of the service day, may pass 24
        hours). Without trains the table is empty.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim import toy
    >>> from sim.network.examples import hub
    >>> town = replace(toy.build("train T rail: D 07:10, E 07:40/07:42, F 08:30").network,
    ...                hubs={"H": hub("H", "E")})
    >>> train_calls(town)[["service", "seq", "stop_id", "hub_id", "arrival_s"]].values.tolist()
    [[0, 0, 'D', '', 25800], [0, 1, 'E', 'H', 27600], [0, 2, 'F', '', 30600]]
    """
    known = network.derived.get(train_calls)
    if known is None:
        known = network.derived[train_calls] = _train_calls(network)
    return cast("pd.DataFrame", known)


def hub_visits(calls: pd.DataFrame) -> pd.DataFrame:
    """One row per service and main station it calls at.

    A service that calls at a hub more than once counts once, from its first call there to its last.

    Returns
    -------
    DataFrame
        hub_id, service, arrival_s and departure_s (of the first and the last call there), arrives
        and departs (whether the service comes from, and goes on to, another station).

    Examples
    --------
    >>> calls = pd.DataFrame({"service": ["T", "T"], "seq": [0, 1], "stop_id": ["A", "B"],
    ...     "hub_id": ["H", ""], "arrival_s": [0, 600], "departure_s": [0, 600]})
    >>> hub_visits(calls)[["hub_id", "service", "arrives", "departs"]].values.tolist()
    [['H', 'T', False, True]]
    """
    last = calls.groupby("service")["seq"].transform("max")
    own = calls.assign(last=last).loc[calls["hub_id"] != ""]
    found = own.groupby(["hub_id", "service"], as_index=False).agg(
        first_seq=("seq", "min"),
        last_seq=("seq", "max"),
        end_seq=("last", "max"),
        arrival_s=("arrival_s", "min"),
        departure_s=("departure_s", "max"),
    )
    found["arrives"] = found["first_seq"] > 0
    found["departs"] = found["last_seq"] < found["end_seq"]
    return found.drop(columns=["first_seq", "last_seq", "end_seq"])


def hub_rides(calls: pd.DataFrame) -> pd.DataFrame:
    """Every direct ride between a main station and a station that is no main station.

    A ride is one train from one of its calls to a later one; `calls` are in the order of travel.

    Returns
    -------
    DataFrame
        outward (true: from the hub), hub_id, other_stop_id, service, departure_s (0 to 86 399,
        after midnight wrapped), ride_s, hub_stop_id; sorted by these columns.

    Examples
    --------
    >>> calls = pd.DataFrame({"service": ["T", "T"], "seq": [0, 1], "stop_id": ["A", "B"],
    ...     "hub_id": ["H", ""], "arrival_s": [0, 86_900], "departure_s": [86_400, 86_900]})
    >>> hub_rides(calls)[["outward", "other_stop_id", "departure_s", "ride_s"]].values.tolist()
    [[True, 'B', 0, 500]]
    """
    at_hub = (calls["hub_id"] != "").to_numpy()
    board, alight = later_calls(calls["service"].to_numpy())
    mixed = at_hub[board] != at_hub[alight]
    board, alight = board[mixed], alight[mixed]
    outward = at_hub[board]
    hub, other = np.where(outward, board, alight), np.where(outward, alight, board)
    departure_s = calls["departure_s"].to_numpy()[board]
    found = pd.DataFrame(
        {
            "outward": outward,
            "hub_id": calls["hub_id"].to_numpy()[hub],
            "other_stop_id": calls["stop_id"].to_numpy()[other],
            "service": calls["service"].to_numpy()[hub],
            "departure_s": (departure_s % DAY_S).astype(np.int64),
            "ride_s": (calls["arrival_s"].to_numpy()[alight] - departure_s).astype(np.int64),
            "hub_stop_id": calls["stop_id"].to_numpy()[hub],
        }
    )
    return found.sort_values(list(found.columns), ignore_index=True)


def _train_calls(network: Network) -> pd.DataFrame:
    hub_of = {
        stop_id: hub.hub_id
        for _, hub in sorted(network.hubs.items(), reverse=True)
        for stop_id in hub.stop_ids
    }
    calls = rail_calls(network)
    stop_ids = np.array(calls.stop_ids, dtype=object)
    hub_ids = np.array([hub_of.get(stop_id, "") for stop_id in calls.stop_ids], dtype=object)
    first = np.searchsorted(calls.run, calls.run, side="left")
    return pd.DataFrame(
        {
            "service": calls.run,
            "seq": np.arange(len(calls.run), dtype=np.int64) - first,
            "stop_id": stop_ids[calls.stop],
            "hub_id": hub_ids[calls.stop],
            "arrival_s": calls.arrival_s,
            "departure_s": calls.departure_s,
        }
    )
