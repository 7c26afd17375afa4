"""Chinese names of stations on a date: a name of today may have meant another station then."""

from __future__ import annotations

import pandas as pd

from sim.errors import DataError
from sim.network.model import Network, StopId
from sim.network.records import day

__all__ = ["names_on"]

_COLUMNS = ("stop_id", "name_zh", "until_date")


def names_on(network: Network, former_names: pd.DataFrame | None = None) -> dict[StopId, str]:
    """Chinese name of every stop on the network's date.

    `former_names` has ``stop_id, name_zh, until_date`` (first day on which the name no longer
    held). Of several former names that still hold the one that ends first counts. A former name
    that another open station of the same mode bears is not used: two stations would read alike,
    as where a scenario opens the new one early. Without the table, or for a stop that is not in
    it, the name is the stop's own. Rows of stops that the network does not have are passed.

    Raises
    ------
    DataError
        If a column is missing, or a date.

    Examples
    --------
    >>> from sim import toy
    >>> town = toy.build("train T rail: D 07:10, E 07:40").network
    >>> old = pd.DataFrame({"stop_id": ["D"], "name_zh": "旧名", "until_date": "2999-01-01"})
    >>> names_on(town, old)["D"], names_on(town)["D"]
    ('旧名', 'D')
    """
    names = {stop_id: stop.name_zh for stop_id, stop in network.stops.items()}
    if former_names is None:
        return names
    missing = [column for column in _COLUMNS if column not in former_names.columns]
    if missing:
        raise DataError(
            f"the table of former names has no column '{missing[0]}'; it needs "
            f"{', '.join(_COLUMNS)}"
        )
    rows = []
    for row in former_names.to_dict("records"):
        until = day(row["until_date"])
        if until is None:
            raise DataError(
                f"former name '{row['name_zh']}' of {row['stop_id']} has no until_date; give the "
                "first day on which the name no longer held"
            )
        rows.append((until, str(row["stop_id"]), str(row["name_zh"])))
    borne = {
        (stop.mode_id, stop.name_zh): stop_id
        for stop_id, stop in network.stops.items()
        if network.is_open(stop)
    }
    for until, stop_id, name_zh in sorted(rows, reverse=True):
        if network.as_of >= until or stop_id not in names:
            continue
        mode_id = network.stops[StopId(stop_id)].mode_id
        if borne.get((mode_id, name_zh), stop_id) == stop_id:
            names[StopId(stop_id)] = name_zh
    return names
