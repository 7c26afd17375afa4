"""Door to world: from every doorstep to every airport, through the gateway that is quickest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import DataError
from sim.gateway.world.air_journeys import AirJourneys
from sim.gateway.world.flights import GRADES
from sim.gateway.world.gateways import GroundAccess
from sim.geometry import Floats

__all__ = [
    "DoorToWorld",
    "best_gateways",
    "door_to_world",
    "hours_by_gateway",
    "hours_to",
    "journeys",
    "named",
]


@dataclass(frozen=True)
class DoorToWorld:
    """Quickest journey from each cell to each destination, from the doorstep to landing.

    ``minutes`` [cell, destination] is NaN where nobody can get; ``gateway`` is the place of the
    gateway in ``ground.gateways``, -1 there. Journeys are modelled; no time is measured.
    """

    ground: GroundAccess
    air: AirJourneys
    minutes: Floats
    gateway: npt.NDArray[np.int8]

    @property
    def cell_ids(self) -> tuple[str, ...]:
        """Cells, in the order of the rows."""
        return self.ground.cell_ids

    @property
    def destinations(self) -> tuple[str, ...]:
        """Airports, in the order of the columns."""
        return self.air.destinations

    @property
    def hours(self) -> Floats:
        """Hours [cell, destination], NaN where nobody can get."""
        return self.minutes / 60.0

    def column(self, destination: str) -> int:
        """Place of a destination; one that was not searched is a `DataError`."""
        if destination not in self.destinations:
            raise DataError(
                f"'{destination}' is not among the {len(self.destinations)} airports searched; "
                "use one of their codes, or search again with it"
            )
        return self.destinations.index(destination)

    def through(self, gateway: int, columns: Sequence[int] = ()) -> Floats:
        """Minutes [cell, destination] through one gateway, whether it is the quickest or not.

        `columns` are places of destinations; without them all.
        """
        lead = self.ground.gateways[gateway].lead_min
        ground = self.ground.total_min[:, gateway] + lead
        flown = self.air.total_min[gateway]
        chosen = flown[np.asarray(columns, np.intp)] if len(columns) else flown
        return np.asarray(ground[:, None] + chosen[None, :], np.float64)


def door_to_world(ground: GroundAccess, air: AirJourneys) -> DoorToWorld:
    """Quickest gateway for every cell and destination.

    ``min over gateways g of ground(cell, g) + lead(g) + air(g, destination)``, where the lead is
    what a traveller needs at the terminal before departure. What the ground and the flights take
    does not depend on each other, so this is exact. Of equal gateways the one that comes first in
    the table counts. NaN: no gateway leads there.

    Examples
    --------
    >>> from sim.gateway.world.examples import two_gateways
    >>> found = door_to_world(*two_gateways())
    >>> found.hours.round(2).tolist(), found.gateway.tolist()
    ([[17.0, 4.0], [17.5, 3.5]], [[1, 0], [1, 0]])
    """
    codes = tuple(gate.iata for gate in ground.gateways)
    if codes != air.gateways:
        raise DataError(
            f"the ways to the gateways are for {', '.join(codes)}, the flights for "
            f"{', '.join(air.gateways)}; use the same gateways for both"
        )
    shape = (len(ground.cell_ids), len(air.destinations))
    best = np.full(shape, np.inf)
    gateway = np.full(shape, -1, np.int8)
    to_terminal = ground.total_min + np.array([gate.lead_min for gate in ground.gateways])
    for g, flown in enumerate(air.total_min):
        minutes = to_terminal[:, g][:, None] + flown[None, :]
        better = minutes < best  # never where it is NaN
        best[better] = minutes[better]
        gateway[better] = g
    return DoorToWorld(ground, air, np.where(gateway >= 0, best, np.nan), gateway)


def journeys(found: DoorToWorld, destinations: Sequence[str] = ()) -> pd.DataFrame:
    """Table ``door_to_world``: one row per cell and destination, the quickest journey.

    Columns cell_id, destination, gateway, hours, access_min (doorstep to the terminal, or to the
    platform of a train), rail_min, airport_min (train to terminal, and the time before departure),
    wait_min (for the train, and for the first flight if the rules count it), flight_min,
    connection_min, stops, via, vintage (of the list of routes; the newest of two), quality: the
    worst grade of the facts the journey rests on (the gateway, the way from the train, the
    flights); the hours themselves are modelled. The minutes
    add up to the hours. Unreachable: missing numbers and empty names. `destinations` restricts the
    table; by default all are in it.

    Examples
    --------
    >>> from sim.gateway.world.examples import two_gateways
    >>> table = journeys(door_to_world(*two_gateways()), ["FRA"])
    >>> table[["gateway", "access_min", "rail_min", "airport_min"]].values.tolist()
    [['PVG', 35.0, 50.0, 130.0], ['PVG', 65.0, 50.0, 130.0]]
    """
    ground, air = found.ground, found.air
    columns = [found.column(code) for code in destinations] or list(range(len(air.destinations)))
    gateway = found.gateway[:, columns]
    cell, place = (index.ravel() for index in np.indices(gateway.shape))
    end, g = np.asarray(columns, np.intp)[place], gateway.ravel()
    lost = g < 0
    lead = np.array([gate.lead_min for gate in ground.gateways])
    gate_grade = np.array([GRADES.index(gate.quality) for gate in ground.gateways])

    def told(values: Floats) -> Floats:
        return np.where(lost, np.nan, values)

    grade = np.maximum(np.maximum(ground.grade[cell, g], gate_grade[g]), air.grade[g, end])
    return pd.DataFrame(
        {
            "cell_id": named(cell, ground.cell_ids),
            "destination": named(end, air.destinations),
            "gateway": named(g, air.gateways),
            "hours": found.minutes[cell, end] / 60.0,
            "access_min": told(ground.access_min[cell, g]),
            "rail_min": told(ground.rail_min[cell, g]),
            "airport_min": told(ground.airport_min[cell, g] + lead[g]),
            "wait_min": told(ground.wait_min[cell, g] + air.wait_min[g, end]),
            "flight_min": told(air.flight_min[g, end]),
            "connection_min": told(air.connection_min[g, end]),
            "stops": pd.Series(air.stops[g, end], dtype="Int8").mask(lost),
            "via": named(np.where(lost, -1, air.via[g, end]), air.airports),
            "vintage": named(np.where(lost, -1, air.vintage[g, end]), air.vintages),
            "quality": named(np.where(lost, -1, grade), GRADES),
        }
    )


def named(places: npt.NDArray[np.integer], names: Sequence[str]) -> pd.Categorical[object]:
    """Names by their places, missing where the place is -1; long columns of names stay small.

    Examples
    --------
    >>> named(np.array([1, -1]), ("HGH", "PVG")).tolist()
    ['PVG', nan]
    """
    return cast(
        "pd.Categorical[object]",
        pd.Categorical.from_codes(places.astype(np.int64), categories=pd.Index(list(names))),
    )


def hours_to(found: DoorToWorld, destination: str) -> pd.DataFrame:
    """From every cell to one destination: cell_id, hours, gateway, via, stops.

    Missing where nobody can get there.

    Examples
    --------
    >>> from sim.gateway.world.examples import two_gateways
    >>> hours_to(door_to_world(*two_gateways()), "FRA")["gateway"].tolist()
    ['PVG', 'PVG']
    """
    return journeys(found, [destination])[["cell_id", "hours", "gateway", "via", "stops"]]


def hours_by_gateway(found: DoorToWorld, destination: str) -> pd.DataFrame:
    """From every cell to one destination through each gateway: cell_id, gateway, hours, is_best.

    Missing hours: nobody gets there that way.

    Examples
    --------
    >>> from sim.gateway.world.examples import two_gateways
    >>> hours_by_gateway(door_to_world(*two_gateways()), "SIN").head(2).values.tolist()
    [['a', 'HGH', 4.0, True], ['a', 'PVG', nan, False]]
    """
    column = found.column(destination)
    places = range(len(found.air.gateways))
    minutes = np.column_stack([found.through(g, [column])[:, 0] for g in places])
    best = found.gateway[:, column][:, None] == np.arange(len(places))
    cell, g = (index.ravel() for index in np.indices(minutes.shape))
    return pd.DataFrame(
        {
            "cell_id": named(cell, found.cell_ids),
            "gateway": named(g, found.air.gateways),
            "hours": minutes.ravel() / 60.0,
            "is_best": best.ravel(),
        }
    )


def best_gateways(found: DoorToWorld, weights: npt.ArrayLike | None = None) -> pd.DataFrame:
    """Gateway that is the quickest to the most destinations, for every cell.

    `weights` says how much each destination counts, by default all the same. Columns cell_id,
    gateway, share (of the weight of the destinations the cell reaches). A cell that reaches none
    has no gateway. Of equal gateways the first in the table counts.

    Examples
    --------
    >>> from sim.gateway.world.examples import two_gateways
    >>> best_gateways(door_to_world(*two_gateways()), [3.0, 1.0]).values.tolist()
    [['a', 'PVG', 0.75], ['b', 'PVG', 0.75]]
    """
    ends = len(found.destinations)
    weight = np.ones(ends) if weights is None else np.asarray(weights, np.float64)
    if weight.shape != (ends,) or (weight < 0).any() or np.isnan(weight).any():
        raise DataError(f"weights must be {ends} numbers of 0 or more, one per destination")
    codes = found.air.gateways
    counts = np.column_stack(
        [((found.gateway == g) * weight).sum(axis=1) for g in range(len(codes))]
    )
    reached = counts.sum(axis=1)
    best = counts.argmax(axis=1) if codes else np.zeros(len(reached), np.intp)
    none = reached <= 0
    share = np.divide(counts.max(axis=1), reached, out=np.full(len(reached), np.nan), where=~none)
    return pd.DataFrame(
        {
            "cell_id": list(found.cell_ids),
            "gateway": named(np.where(none, -1, best), codes),
            "share": share,
        }
    )
