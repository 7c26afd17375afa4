"""Vehicles of lines as a scenario sets them, in the table that demand reads."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import pandas as pd

from sim.network.model import Network
from sim.network.operations import VehicleSetting

__all__ = ["VEHICLES", "with_vehicles"]

VEHICLES = "demand/vehicles"
"""Table of facts on vehicles by line and mode."""

Row = dict[Hashable, object]


def with_vehicles(table: pd.DataFrame, network: Network) -> pd.DataFrame:
    """Return ``demand/vehicles`` with the places and seats that ``set_vehicle_capacity`` sets.

    A line without a row of its own gets one from that of its mode; a line whose vehicle is not
    known at all keeps being unknown where seats are not given. Without settings the table is the
    one that was given.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.modifications.examples import two_line_network
    >>> from sim.network.operations import Operations
    >>> rows = [("train", "", 60, 300, "official", "x")]
    >>> columns = ["mode_id", "route_id", "seats", "places", "quality", "source"]
    >>> table = pd.DataFrame(rows, columns=columns)
    >>> set_to = Operations(vehicles=(VehicleSetting("t_1", 600),))
    >>> network = replace(two_line_network(), operations=set_to)
    >>> with_vehicles(table, network)[["route_id", "seats", "places"]].values.tolist()
    [['', 60, 300], ['t_1', 120, 600]]
    """
    settings = [one for one in network.operations.vehicles if one.route_id in set(network.routes)]
    if not settings:
        return table
    rows: list[Row] = [dict(row) for row in table.to_dict("records")]
    found = [row for row in rows if row["route_id"] not in {one.route_id for one in settings}]
    found += [row for one in settings for row in _rows(rows, one, network)]
    return pd.DataFrame(found, columns=table.columns).astype(table.dtypes.to_dict())


def _rows(rows: Sequence[Row], setting: VehicleSetting, network: Network) -> list[Row]:
    """The row of a line, from its own before or from that of its mode."""
    mode_id = next(r.mode_id for r in network.routes.values() if r.route_id == setting.route_id)
    own = [row for row in rows if row["route_id"] == setting.route_id]
    of_mode = [row for row in rows if row["mode_id"] == mode_id and not row["route_id"]]
    known = own or of_mode
    if not known:
        return []
    before = known[0]
    share = float(str(before["seats"])) / float(str(before["places"]))
    seats = round(share * setting.places) if setting.seats is None else setting.seats
    new: Row = {"route_id": setting.route_id, "places": setting.places, "seats": seats}
    return [{**before, **new, "quality": "scenario", "source": "scenario"}]
