"""How zones get on to the roads: the junctions near most of their people and jobs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from sim.demand.model import DemandZones, Floats64, Ints
from sim.demand.road.inside import DETOUR, cell_points
from sim.geometry import Floats, to_metres
from sim.network.ground import ground_of
from sim.network.model import Network

__all__ = ["CONNECTORS", "REACH_KM", "Connectors", "zone_connectors"]

CONNECTORS = 3
"""Most junctions that a zone is joined to."""

REACH_KM = 15.0
"""How far a junction may be, as a way along streets."""


@dataclass(frozen=True)
class Connectors:
    """Ways between zones and nodes [K]: rows of both, and km; the same in both directions."""

    zone: Ints
    node: Ints
    km: Floats64


def zone_connectors(network: Network, zones: DemandZones, node_xy: Floats) -> Connectors:
    """Join each zone to at most three nodes, on the bank where most of its people and jobs are.

    Each cell votes with its people and jobs for the node of its bank that is nearest; the nodes
    with most votes are joined. The way is the mean over the cells of that bank, straight line
    times 1.3. A station or the airport is one point and is joined to the nodes nearest to it. No
    node within 15 km: the zone is not joined.

    Examples
    --------
    >>> from sim.demand.road.examples import two_roads
    >>> _, network, zones = two_roads()
    >>> joined = zone_connectors(network, zones, to_metres([120.1, 120.2], [30.4, 30.4]))
    >>> joined.zone.tolist(), joined.node.tolist(), joined.km.round(1).tolist()
    ([0, 0, 1, 1], [0, 1, 1, 0], [0.0, 12.5, 0.0, 12.5])
    """
    ground = ground_of(network, on_foot=False)
    cell_xy, weight = cell_points(network, zones)
    centre = to_metres(zones.lon, zones.lat)
    alone = np.setdiff1d(np.arange(len(zones)), zones.cell_row)
    xy = np.concatenate([cell_xy, centre[alone]])
    votes = np.concatenate([weight, np.ones(len(alone))])
    owner = np.concatenate([zones.cell_row, alone])
    node_bank, bank = ground.bank(node_xy), ground.bank(xy)
    nearest = _nearest_on_bank(xy, bank, node_xy, node_bank)
    found: list[tuple[int, int, float]] = []
    for zone in range(len(zones)):
        mine = np.flatnonzero(owner == zone)
        banks = np.unique(bank[mine])
        home = banks[np.argmax([votes[mine][bank[mine] == one].sum() for one in banks])]
        mine = mine[bank[mine] == home]
        if len(mine) == 1:
            nodes = _around(xy[mine[0]], node_xy, _allowed(node_bank, home))
        else:
            nodes = _most_voted(nearest[mine], votes[mine])
        share = votes[mine] / votes[mine].sum()
        for node in nodes:
            km = float(share @ np.hypot(*(xy[mine] - node_xy[node]).T)) * DETOUR / 1000.0
            if km <= REACH_KM:
                found.append((zone, int(node), max(km, 0.01)))
    rows = np.array([(zone, node) for zone, node, _ in found], dtype=np.int64).reshape(-1, 2)
    return Connectors(rows[:, 0], rows[:, 1], np.array([km for _, _, km in found]))


def _allowed(node_bank: Ints, bank: int) -> Ints:
    """Nodes on a bank; beyond the ends of the river (-1) every bank is the same."""
    return np.flatnonzero((node_bank == bank) | (node_bank < 0) | (bank < 0))


def _nearest_on_bank(xy: Floats, bank: Ints, node_xy: Floats, node_bank: Ints) -> Ints:
    """Nearest node of each point's bank, -1 where there is none."""
    nearest = np.full(len(xy), -1, dtype=np.int64)
    for one in np.unique(bank):
        mine, nodes = np.flatnonzero(bank == one), _allowed(node_bank, int(one))
        if len(nodes):
            tree = shapely.STRtree(shapely.points(node_xy[nodes]))
            nearest[mine] = nodes[tree.nearest(shapely.points(xy[mine]))]
    return nearest


def _around(point: Floats, node_xy: Floats, nodes: Ints) -> Ints:
    far = np.hypot(*(node_xy[nodes] - point).T)
    return nodes[np.lexsort((nodes, far))[:CONNECTORS]]


def _most_voted(nearest: Ints, votes: Floats64) -> Ints:
    nodes, group = np.unique(nearest, return_inverse=True)
    total = np.bincount(group, weights=votes, minlength=len(nodes))
    best = nodes[np.lexsort((nodes, -total))[:CONNECTORS]]
    return best[best >= 0]
