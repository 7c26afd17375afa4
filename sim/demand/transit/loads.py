"""Passenger flows of a period: by link, averaged, priced, and told as loads of hops and stops."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from sim.demand.model import Floats64, Ints, TransitLoads
from sim.demand.transit.arrays import Costs
from sim.demand.transit.graph import LOCAL_BUS, TransitGraph

__all__ = ["TransitFlows", "cost_of_flows", "mixed", "transit_loads"]


@dataclass(frozen=True)
class TransitFlows:
    """People by hop (on board, getting on before it, off after it), by walk and by zone link.

    ``waited`` is, for each hop, those who board times the hop's part of the frequency they wait
    for: over the hop's frequency it gives their waiting, also when that frequency has changed.
    ``access`` are trips that begin on a link, ``egress`` those that end there. ``direct`` trips
    use the service without lines only; they weigh ``direct_cost`` minutes and ride ``direct_km``,
    all together. ``unassigned`` trips found no way.
    """

    load: Floats64
    board: Floats64
    waited: Floats64
    alight: Floats64
    walked: Floats64
    access: Floats64
    egress: Floats64
    direct: float
    direct_cost: float
    direct_km: float
    unassigned: float

    @property
    def trips(self) -> float:
        """All trips that found a way."""
        return float(self.access.sum()) + self.direct


def mixed(one: TransitFlows, other: TransitFlows, share: float) -> TransitFlows:
    """Mean of two flows; `share` is the part of the other.

    Examples
    --------
    >>> flows = [TransitFlows(*[np.array([v])] * 7, v, v, v, 0.0) for v in (0.0, 10.0)]
    >>> mixed(*flows, 0.25).load.tolist(), mixed(*flows, 0.25).direct
    ([2.5], 2.5)
    """
    names = [one_field.name for one_field in fields(TransitFlows)]
    return TransitFlows(
        *((1 - share) * getattr(one, name) + share * getattr(other, name) for name in names)
    )


def cost_of_flows(costs: Costs, flows: TransitFlows) -> float:
    """Weighted minutes of all passengers at given costs: Spiess and Florian's objective.

    ``sum c_a v_a + sum w_i``. At the costs and frequencies that the flows were found for this is
    the cost of the optimal strategies; at others it is above (waiting, where frequencies changed,
    by the mean change of the lines waited for).
    """
    stays = flows.load - flows.alight
    ridden = flows.load @ costs.ride + stays @ costs.dwell
    ridden += flows.board @ costs.board + flows.alight @ costs.alight
    walked = flows.walked @ costs.walk + (flows.access + flows.egress) @ costs.access
    running = costs.frequency > 0
    waited = (flows.waited[running] / costs.frequency[running]).sum() * costs.wait_weight[0]
    returned = flows.access.sum() * costs.discount[0]
    return float(ridden + walked + waited - returned + flows.direct_cost)


def transit_loads(
    graph: TransitGraph, flows: TransitFlows, boarding_share: Floats64 | None = None
) -> TransitLoads:
    """Loads by hop and by stop, as others read them.

    The service without lines is there as one pattern and one hop, both named after it and without
    stops: ``board`` are its boardings, ``km`` and ``ride_s`` their mean, its capacity is unknown.
    Where stations have gates, boarding after a ride without leaving them is a transfer and no
    entry; elsewhere every boarding is an entry. ``ride_s`` is from departure to arrival, ``denied``
    the boardings times the share that finds no room (`boarding_share`; none: nobody is left).
    """
    net, hops = graph.structure, graph.hops
    size = len(graph.stop_ids)
    tail, head = graph.node_stop[net.hop_tail], graph.node_stop[net.hop_head]
    boardings = _by_stop(tail, flows.board, size)
    alightings = _by_stop(head, flows.alight, size)
    inside = net.walk_gate >= 0
    at = graph.node_stop[net.walk_to[inside]]
    transfers = _by_stop(at, flows.walked[inside], size)
    share = np.ones(len(flows.board)) if boarding_share is None else boarding_share
    local = _local_bus(graph, flows)
    return TransitLoads(
        pattern_ids=(*(p.pattern_id for p in hops.patterns), LOCAL_BUS),
        route_ids=(*(p.route_id for p in hops.patterns), LOCAL_BUS),
        mode_ids=(*(p.mode_id for p in hops.patterns), LOCAL_BUS),
        directions=(*(p.direction for p in hops.patterns), 0),
        hop_pattern=np.append(hops.pattern, len(hops.patterns)),
        hop_position=np.append(hops.position, 0),
        from_stop_ids=(*hops.from_stop_ids, ""),
        to_stop_ids=(*hops.to_stop_ids, ""),
        load=np.append(flows.load, local.boardings),
        capacity=np.append(hops.places, np.nan),
        seats=np.append(hops.seats, np.nan),
        board=np.append(flows.board, local.boardings),
        alight=np.append(flows.alight, local.boardings),
        ride_s=np.append(hops.ride_min * 60, local.ride_s),
        km=np.append(hops.km, local.km),
        stop_ids=graph.stop_ids,
        entries=boardings - transfers,
        exits=alightings - transfers,
        boardings=boardings,
        alightings=alightings,
        transfers=transfers,
        denied=_by_stop(tail, flows.board * (1 - share), size),
        trips=flows.trips,
        unassigned=flows.unassigned,
    )


def _by_stop(stop: Ints, people: Floats64, size: int) -> Floats64:
    return np.asarray(np.bincount(stop, people, size), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class _LocalBus:
    boardings: float
    km: float
    ride_s: float


def _local_bus(graph: TransitGraph, flows: TransitFlows) -> _LocalBus:
    used = flows.access + flows.egress
    parts = graph.access.parts
    boardings = float(used @ parts[:, 4]) + flows.direct
    if boardings == 0:
        return _LocalBus(0.0, 0.0, 0.0)
    linked_km = float(used @ parts[:, 3])
    km = (linked_km + flows.direct_km) / boardings
    linked_min = float(used @ parts[:, 2])
    per_km = graph.minutes_per_km
    return _LocalBus(boardings, km, 60 * (linked_min + flows.direct_km * per_km) / boardings)
