"""Who reaches the world by car or taxi only: the road stands in where public transport ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import DataError
from sim.gateway.world.doorsteps import DoorToWorld, journeys, named
from sim.gateway.world.flights import GRADES
from sim.gateway.world.gateways import GroundAccess
from sim.geometry import Floats

__all__ = ["PUBLIC", "ROAD", "at_best", "journeys_by_ground", "road_shares", "with_road_hours"]

PUBLIC, ROAD = "transit", "road"
"""What leads from the doorstep to the terminal or to the train: values of ``ground_by``."""


def at_best(ground: GroundAccess, grade: str) -> GroundAccess:
    """The same ways, with no grade better than one: that of what their minutes rest on.

    Examples
    --------
    >>> from sim.gateway.world.examples import two_gateways
    >>> [GRADES[one] for one in at_best(two_gateways()[0], "estimate").grade.ravel()]
    ['estimate', 'estimate', 'estimate', 'estimate']
    """
    if grade not in GRADES:
        raise DataError(f"'{grade}' is no grade of quality; use one of {', '.join(GRADES)}")
    floor = GRADES.index(grade)
    return replace(ground, grade=np.maximum(ground.grade, floor).astype(np.int8))


def journeys_by_ground(
    public: DoorToWorld, road: DoorToWorld, destinations: Sequence[str] = ()
) -> pd.DataFrame:
    """Table ``door_to_world`` with ``ground_by``: what leads to the terminal or to the train.

    Public transport (`PUBLIC`) counts wherever a journey with it is found, even where the road is
    quicker: so a change of public transport shows. The road (`ROAD`), by car or taxi to the
    terminal or to a main station and on by train, stands in where there is none. The two do not
    compare: the road's minutes are a model without stops, waits and congestion, so a cell that
    public transport comes to reach may take longer than by road before. ``ground_by`` is missing
    where nobody gets at all. The other columns are those of `sim.gateway.world.doorsteps.journeys`.

    Examples
    --------
    >>> from sim.gateway.world.examples import two_gateways
    >>> from sim.gateway.world.doorsteps import door_to_world
    >>> ground, air = two_gateways()
    >>> part = ground.access_min.copy()
    >>> part[1] = np.nan
    >>> only_a = door_to_world(replace(ground, access_min=part), air)
    >>> journeys_by_ground(only_a, door_to_world(ground, air), ["SIN"])[
    ...     ["cell_id", "hours", "ground_by"]].values.tolist()
    [['a', 4.0, 'transit'], ['b', 3.5, 'road']]
    """
    _alike(public, road)
    own, other = (journeys(one, destinations) for one in (public, road))
    lost = own["hours"].isna()
    both = pd.concat([own[~lost], other[lost]]).sort_index()
    place = np.where(both["hours"].isna(), -1, lost.to_numpy(np.int64))
    columns = [str(name) for name in both]
    after = columns.index("gateway") + 1
    told = both.assign(ground_by=named(place.astype(np.int64), (PUBLIC, ROAD)))
    return told[[*columns[:after], "ground_by", *columns[after:]]]


def with_road_hours(public: DoorToWorld, road: DoorToWorld) -> Floats:
    """Hours [cell, destination] by public transport, else with the road, NaN where neither leads.

    Examples
    --------
    >>> from sim.gateway.world.examples import two_gateways
    >>> from sim.gateway.world.doorsteps import door_to_world
    >>> found = door_to_world(*two_gateways())
    >>> with_road_hours(found, found).round(1).tolist()
    [[17.0, 4.0], [17.5, 3.5]]
    """
    _alike(public, road)
    return np.where(np.isnan(public.hours), road.hours, public.hours)


def road_shares(public: DoorToWorld, road: DoorToWorld, people: npt.ArrayLike) -> pd.DataFrame:
    """Share of all people for whom the road stands in, by destination.

    Columns destination, road_share: nobody gets there from their cell by public transport, but by
    road.

    Examples
    --------
    >>> from sim.gateway.world.examples import two_gateways
    >>> from sim.gateway.world.doorsteps import door_to_world
    >>> ground, air = two_gateways()
    >>> part = ground.access_min.copy()
    >>> part[1] = np.nan
    >>> only_a = door_to_world(replace(ground, access_min=part), air)
    >>> road_shares(only_a, door_to_world(ground, air), [300.0, 100.0])["road_share"].tolist()
    [0.25, 0.25]
    """
    _alike(public, road)
    weight = np.asarray(people, np.float64)
    if weight.shape != (len(public.cell_ids),) or not weight.sum() > 0:
        raise DataError(
            f"people must be {len(public.cell_ids)} numbers, one per cell, with somebody among them"
        )
    stands_in = np.isnan(public.hours) & ~np.isnan(road.hours)
    share = (weight[:, None] * stands_in).sum(axis=0) / weight.sum()
    return pd.DataFrame({"destination": list(public.destinations), "road_share": share})


def _alike(public: DoorToWorld, road: DoorToWorld) -> None:
    same = public.cell_ids == road.cell_ids and public.air is road.air
    if not same:
        raise DataError(
            "the journeys by public transport and by road are of other cells or flights; search "
            "both with the same"
        )
