"""Vehicles on the road links of a result, with the names and lines to draw them by."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.demand.model import DemandResult
from sim.errors import DataError

__all__ = ["ROAD_FLOW_COLUMNS", "road_flows"]

ROAD_FLOW_COLUMNS = (
    "link_id",
    "name_zh",
    "road_class",
    "period",
    "volume_per_h",
    "capacity_per_h",
    "ratio",
    "free_min",
    "minutes",
    "geometry",
)

_BACK = "-"
_DESCRIBED = ("link_id", "name_zh", "road_class", "geometry")


def road_flows(result: DemandResult, road_links: pd.DataFrame) -> pd.DataFrame:
    """Volume, capacity and minutes of every road link, one row per link and period.

    ``ratio = volume / capacity``, missing where a link has no capacity. Volumes are in passenger
    cars an hour, the mean of the period. A link whose id begins with ``-`` is the way back of the
    one without it, as in `sim.demand.road`; its line is drawn the other way round.

    Parameters
    ----------
    result
        Demand in balance with supply.
    road_links
        What each link is: link_id, name_zh, road_class, geometry (``lon lat;lon lat``).

    Raises
    ------
    DataError
        If a link of the flows is not among `road_links`.

    Examples
    --------
    >>> from sim.study.demand_examples import ROAD_LINKS, small_result
    >>> table = road_flows(small_result(), ROAD_LINKS)
    >>> table[["link_id", "period", "ratio"]].head(3).values.tolist()
    [['r1', 'peak', 0.9], ['-r1', 'peak', 0.6], ['r2', 'peak', nan]]
    >>> table["geometry"][1]
    '120.01 30.00;120.00 30.00'
    """
    known = road_links[list(_DESCRIBED)].drop_duplicates("link_id").set_index("link_id")
    parts = []
    for period, flows in zip(result.periods, result.road, strict=True):
        described = [link_id.removeprefix(_BACK) for link_id in flows.link_ids]
        strange = sorted(set(described) - set(known.index))
        if strange:
            raise DataError(
                f"road link '{strange[0]}' has a flow but is not in road/drive_links "
                f"({len(strange)} in all); build the road network from the same tables"
            )
        part = known.loc[described].reset_index(drop=True)
        lines = zip(flows.link_ids, part["geometry"], strict=True)
        part = part.assign(
            link_id=list(flows.link_ids),
            geometry=[_reversed(line) if one.startswith(_BACK) else line for one, line in lines],
        )
        parts.append(
            part.assign(
                period=period.period_id,
                volume_per_h=flows.volume_per_h,
                capacity_per_h=flows.capacity_per_h,
                ratio=flows.volume_per_h
                / np.where(flows.capacity_per_h > 0, flows.capacity_per_h, np.nan),
                free_min=flows.free_min,
                minutes=flows.minutes,
            )
        )
    return pd.concat(parts, ignore_index=True)[list(ROAD_FLOW_COLUMNS)]


def _reversed(line: str) -> str:
    return ";".join(reversed(line.split(";")))
