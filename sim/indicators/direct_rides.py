"""Direct rides between Hangzhou's main stations and other railway stations, as indicators ask."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

import numpy as np
import pandas as pd

from sim.gateway.rail.train_calls import hub_stations, rail_calls
from sim.gateway.stations.trains import hub_rides, train_calls
from sim.network.model import Network

__all__ = ["direct_rides"]

_COLUMNS = (
    "direction",
    "hub_stop_id",
    "other_stop_id",
    "departure_s",
    "ride_s",
    "service",
    "quality",
    "assumed",
)


def direct_rides(network: Network, hub_ids: Collection[str] = ()) -> pd.DataFrame:
    """Every direct ride between a main station of Hangzhou and another railway station.

    The rides are those of `sim.gateway.stations.trains.hub_rides`: one train, without change, from
    the departure at one station to the arrival at another; closed stations are passed, headway
    services are laid out, rides among the main stations are left out. `hub_ids` restricts the main
    stations; by default all count.

    Returns
    -------
    DataFrame
        direction (``from_hangzhou`` or ``to_hangzhou``), hub_stop_id, other_stop_id, departure_s
        (0 to 86 399, after midnight wrapped), ride_s, service (train number or line), quality,
        assumed (a train of the timetable to which the scenario added calls). Without trains empty.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim import toy
    >>> from sim.network.examples import hub
    >>> town = replace(toy.build("train T rail: D 07:10, E 07:40/07:42").network,
    ...                hubs={"H": hub("H", "D")})
    >>> direct_rides(town)[["direction", "other_stop_id", "ride_s"]].values.tolist()
    [['from_hangzhou', 'E', 1800]]
    """
    known = network.derived.get(direct_rides)
    if known is None:
        known = network.derived[direct_rides] = _all_rides(network)
    found = cast("pd.DataFrame", known)
    own = found["hub_stop_id"].isin(hub_stations(network, hub_ids))
    return found.loc[own].reset_index(drop=True)


def _all_rides(network: Network) -> pd.DataFrame:
    calls = rail_calls(network)
    rides = hub_rides(train_calls(network))
    run = rides["service"].to_numpy(np.int64)
    table = pd.DataFrame(
        {
            "direction": np.where(rides["outward"], "from_hangzhou", "to_hangzhou"),
            "hub_stop_id": rides["hub_stop_id"],
            "other_stop_id": rides["other_stop_id"],
            "departure_s": rides["departure_s"],
            "ride_s": rides["ride_s"],
            "service": np.array(calls.services, dtype=object)[run],
            "quality": np.array([str(one) for one in calls.qualities], dtype=object)[run],
            "assumed": calls.assumed[run],
        }
    )
    return table.loc[:, list(_COLUMNS)]
