"""How large zones are: their cells, and the mean way between two of them."""

from __future__ import annotations

import numpy as np

from sim.demand.model import DemandZones, Floats64
from sim.geometry import Floats, to_metres
from sim.network.model import Network, ZoneId

__all__ = ["CELL_KM", "DETOUR", "cell_points", "inside_km"]

DETOUR = 1.3
"""Length of a way along streets over the straight line (`sim.network` walks by the same)."""

CELL_KM = 0.44
"""Mean straight line between two random points of a cell: 0.51 times the root of its 0.74 km²."""


def cell_points(network: Network, zones: DemandZones) -> tuple[Floats, Floats64]:
    """Projected position and weight (people and jobs) of the zones' cells, by ``cell_ids``.

    A cell where nobody lives or works weighs a little, so that no zone is without weight.
    """
    cells = [network.zones[ZoneId(cell_id)] for cell_id in zones.cell_ids]
    xy = to_metres([cell.lon for cell in cells], [cell.lat for cell in cells])
    weight = np.array([cell.population + cell.jobs for cell in cells], dtype=np.float64)
    return xy, weight + 1e-3


def inside_km(network: Network, zones: DemandZones) -> Floats64:
    """Mean way between two people or jobs of a zone (km), by zone.

    Straight lines between its cells, each pair weighted by people and jobs of both, 0.44 km within
    a cell, times 1.3. A station or the airport, which has no cells, counts as one cell.

    Examples
    --------
    >>> from sim.demand.road.examples import two_roads
    >>> _, network, zones = two_roads()
    >>> inside_km(network, zones).round(3).tolist()
    [0.572, 0.572]
    """
    km = np.full(len(zones), CELL_KM)
    xy, weight = cell_points(network, zones)
    for row in np.unique(zones.cell_row):
        mine = np.flatnonzero(zones.cell_row == row)
        share = weight[mine] / weight[mine].sum()
        apart = np.hypot(*(xy[mine, None] - xy[None, mine]).transpose(2, 0, 1)) / 1000.0
        np.fill_diagonal(apart, CELL_KM)
        km[row] = share @ apart @ share
    return km * DETOUR
