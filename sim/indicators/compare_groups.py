"""Whose values are put together: the province, the city, its districts and its rings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.equity.groups import RINGS

__all__ = ["GROUP_COLUMNS", "Group", "zone_groups"]

GROUP_COLUMNS = (
    "kind",
    "county_id",
    "district_zh",
    "district_en",
    "ring",
)
"""What a table of zones must say for its zones to be put in groups."""

CELL = "cell"
"""Kind of the zones that make up the city; the others are counties of the province."""


@dataclass(frozen=True)
class Group:
    """Zones that are looked at together; ``members`` tells for each zone whether it belongs."""

    group_type: str
    group_id: str
    name_zh: str
    name_en: str
    members: npt.NDArray[np.bool_]


def zone_groups(zones: pd.DataFrame) -> tuple[Group, ...]:
    """Groups of a table of zones: city first, then the province, districts by id, rings outwards.

    The city is its cells; districts and rings are parts of it. The province is every zone, cells
    and counties. Cells without a district or ring (empty text) are in no group of that type. A
    table without cells has no city.

    Examples
    --------
    >>> zones = pd.DataFrame(
    ...     [["cell", "1", "东区", "East", "0-5"], ["county", "9", "远县", "Far", ""]],
    ...     columns=list(GROUP_COLUMNS))
    >>> [(group.group_type, group.name_en, group.members.tolist()) for group in zone_groups(zones)]
    [('city', 'Whole city', [True, False]), ('province', 'Whole province', [True, True]), \
('district', 'East', [True, False]), ('ring', 'within 5 km', [True, False])]
    """
    cells = (zones["kind"] == CELL).to_numpy()
    city = (Group("city", "city", "全市", "Whole city", cells),) if cells.any() else ()
    everything = np.ones(len(zones), dtype=bool)
    return (
        *city,
        Group("province", "province", "全省", "Whole province", everything),
        *_districts(zones, cells),
        *_rings(zones, cells),
    )


def _districts(zones: pd.DataFrame, cells: npt.NDArray[np.bool_]) -> Iterator[Group]:
    ids = zones["county_id"].astype("str").to_numpy()
    names = ["county_id", "district_zh", "district_en"]
    named = zones.loc[cells & (ids != ""), names].drop_duplicates("county_id").astype("str")
    for group_id, name_zh, name_en in sorted(named.itertuples(index=False)):
        yield Group("district", group_id, name_zh, name_en, cells & (ids == group_id))


def _rings(zones: pd.DataFrame, cells: npt.NDArray[np.bool_]) -> Iterator[Group]:
    ids = zones["ring"].astype("str").to_numpy()
    for ring in RINGS:
        members = cells & (ids == ring.id)
        if members.any():
            yield Group("ring", ring.id, ring.name_zh, ring.name_en, members)
