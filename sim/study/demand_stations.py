"""Passengers at the stops of a result: who comes in, goes out, boards, alights and changes."""

from __future__ import annotations

import pandas as pd

from sim.demand.model import DemandResult
from sim.network.model import Network, StopId

__all__ = ["STATION_FLOW_COLUMNS", "station_flows"]

STATION_FLOW_COLUMNS = (
    "station_id",
    "name_zh",
    "name_en",
    "mode_id",
    "period",
    "entries",
    "exits",
    "boardings",
    "alightings",
    "transfers",
    "denied",
)
DAY = "day"

_COUNTS = ["entries", "exits", "boardings", "alightings", "transfers", "denied"]


def station_flows(result: DemandResult, network: Network) -> pd.DataFrame:
    """Counts of every stop that anybody uses, by period, and their sum as period ``day``.

    ``entries`` are people who come into the mode's system from outside it (gate entries; where
    there are no gates, every boarding), ``transfers`` boardings after another ride inside it, so
    ``boardings = entries + transfers``. ``denied`` boarded later, as a full vehicle turned them
    away the first time.

    Examples
    --------
    >>> from sim.study.demand_examples import small_network, small_result
    >>> table = station_flows(small_result(), small_network())
    >>> table[["station_id", "period"]].values.tolist()[:3]
    [['A', 'peak'], ['A', 'rest'], ['A', 'day']]
    """
    parts = [
        pd.DataFrame(
            {
                "station_id": list(loads.stop_ids),
                "period": period.period_id,
                "period_row": row,
                **{name: getattr(loads, name) for name in _COUNTS},
            }
        )
        for row, (period, loads) in enumerate(zip(result.periods, result.transit, strict=True))
    ]
    table = pd.concat(parts, ignore_index=True)
    day = table.groupby("station_id", sort=False)[_COUNTS].sum().reset_index()
    used = day.loc[(day[_COUNTS] > 0).any(axis=1), "station_id"]
    table = pd.concat(
        [table, day.assign(period=DAY, period_row=len(result.periods))], ignore_index=True
    )
    table = table[table["station_id"].isin(used)].sort_values(
        ["station_id", "period_row"], kind="stable", ignore_index=True
    )
    for column in ("name_zh", "name_en", "mode_id"):
        names = {station_id: _told(network, station_id, column) for station_id in used}
        table[column] = table["station_id"].map(names)
    return table[list(STATION_FLOW_COLUMNS)]


def _told(network: Network, station_id: str, column: str) -> str:
    """What the network says of a stop; its id where it has none of that id."""
    stop = network.stops.get(StopId(station_id))
    if stop is None:
        return "" if column == "mode_id" else station_id
    return str(getattr(stop, column))
