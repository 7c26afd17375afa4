"""Trains of the province's cities and the flights of the airport: which of them connect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.air.air_rail import air_rail
from sim.errors import DataError
from sim.gateway.rail.times import direct_minutes
from sim.gateway.rail.train_calls import hub_stations
from sim.indicators import Target
from sim.network.model import Network

__all__ = ["AIR_RAIL_FACTS", "air_rail_frame"]

AIR_RAIL_FACTS = ("air/flight_bank", "air/netscan_parameters")
"""Tables of facts that `air_rail_frame` reads."""

_SET = "air_rail"
_PARAMETERS = ("minimum_transfer_min", "longest_transfer_min")

Tables = Mapping[str, pd.DataFrame]


def air_rail_frame(
    network: Network, to_airport: Mapping[str, float], tables: Tables, circle: Target | None
) -> pd.DataFrame:
    """Table ``air_rail``: connections of trains and flights by city and direction.

    `to_airport` has the minutes between each main station and the terminals, the same both ways;
    the cities are those of the target ``one_hour_circle``. A train that calls at several main
    stations counts at the one next to the airport. Cities without a direct train have no row.
    """
    bank = tables["air/flight_bank"]
    minimum, longest = _bounds(tables["air/netscan_parameters"])
    items = () if circle is None else circle.items
    found = air_rail(
        _trains(network, to_airport, [(one.id, one.parts) for one in items]),
        bank[bank["iata"] == network.home_airport],
        minimum_min=minimum,
        longest_min=longest,
    )
    names = {one.id: one for one in items}
    found.insert(1, "name_zh", [names[one].title_zh for one in found["place_id"]])
    found.insert(2, "name_en", [names[one].title_en for one in found["place_id"]])
    rounded = found.round({"transfer_min": 1, "synchronised_share": 4, "trains_per_flight": 2})
    return rounded.assign(quality="modelled")


def _trains(
    network: Network, to_airport: Mapping[str, float], places: Sequence[tuple[str, Sequence[str]]]
) -> pd.DataFrame:
    """Trains of each place at a main station, once each."""
    rides = direct_minutes(network)
    hubs = set(hub_stations(network))
    frames = []
    for place_id, parts in places:
        there = rides[rides["from_id"].isin(parts) & rides["to_id"].isin(hubs)]
        frames.append(
            there.assign(
                place_id=place_id,
                direction="to_flight",
                hub_id=there["to_id"],
                station_s=there["departure_s"] + there["ride_s"],
            )
        )
        back = rides[rides["from_id"].isin(hubs) & rides["to_id"].isin(parts)]
        frames.append(
            back.assign(
                place_id=place_id,
                direction="from_flight",
                hub_id=back["from_id"],
                station_s=back["departure_s"],
            )
        )
    columns = ["place_id", "direction", "service", "hub_id", "station_s"]
    if not frames:
        return pd.DataFrame(columns=[*columns, "transfer_min"])
    every = pd.concat(frames, ignore_index=True)[columns]
    every["transfer_min"] = every["hub_id"].astype(str).map(dict(to_airport)).astype(np.float64)
    ordered = every.sort_values(["place_id", "direction", "service", "transfer_min", "station_s"])
    return ordered.drop_duplicates(["place_id", "direction", "service"])


def _bounds(parameters: pd.DataFrame) -> tuple[float, float]:
    own = parameters[parameters["set_id"] == _SET].set_index("parameter")["value"]
    missing = [name for name in _PARAMETERS if name not in own]
    if missing:
        raise DataError(
            f"air/netscan_parameters has no '{missing[0]}' in the set '{_SET}'; add the row"
        )
    shortest, longest = (float(own[name]) for name in _PARAMETERS)
    return shortest, longest
