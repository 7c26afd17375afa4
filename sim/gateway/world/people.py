"""Door to world, weighted by people: medians, shares of the gateways, and who gains by a change."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import DataError
from sim.gateway.world.doorsteps import DoorToWorld, named
from sim.geometry import Floats

__all__ = ["cell_gains", "destination_gains", "destination_hours", "gateway_shares"]

_LEAST_H = 1.0 / 60.0
"""A journey that is quicker by less than a minute is no gain."""


def destination_hours(found: DoorToWorld, people: npt.ArrayLike) -> pd.DataFrame:
    """Hours to each destination over the people: median and 90th percentile, and who reaches it.

    A quantile is the shortest time within which so large a share of all people gets there; those
    who cannot count as infinitely long, so a quantile may be missing. Columns destination,
    median_hours, p90_hours, reached_share.

    Examples
    --------
    >>> from sim.gateway.world.examples import two_gateways
    >>> from sim.gateway.world.doorsteps import door_to_world
    >>> destination_hours(door_to_world(*two_gateways()), [300.0, 100.0]).values.tolist()
    [['FRA', 17.0, 17.5, 1.0], ['SIN', 4.0, 4.0, 1.0]]
    """
    weight = _people(found, people)
    hours = found.hours
    reached = (weight[:, None] * ~np.isnan(hours)).sum(axis=0) / weight.sum()
    median, p90 = _quantiles(hours, weight, (0.5, 0.9))
    return pd.DataFrame(
        {
            "destination": list(found.destinations),
            "median_hours": median,
            "p90_hours": p90,
            "reached_share": reached,
        }
    )


def gateway_shares(found: DoorToWorld, people: npt.ArrayLike) -> pd.DataFrame:
    """Share of the people for whom each gateway is the quickest, by destination.

    Shares are of those who get there at all and add up to 1; missing where nobody does. It is who
    *would* choose by time alone, not who flies from there. Columns destination, gateway, people,
    share.

    Examples
    --------
    >>> from sim.gateway.world.examples import two_gateways
    >>> from sim.gateway.world.doorsteps import door_to_world
    >>> gateway_shares(door_to_world(*two_gateways()), [300.0, 100.0]).values.tolist()
    ... # doctest: +NORMALIZE_WHITESPACE
    [['FRA', 'HGH', 0.0, 0.0], ['FRA', 'PVG', 400.0, 1.0],
     ['SIN', 'HGH', 400.0, 1.0], ['SIN', 'PVG', 0.0, 0.0]]
    """
    weight = _people(found, people)
    codes = found.air.gateways
    counts = np.column_stack(
        [(weight[:, None] * (found.gateway == g)).sum(axis=0) for g in range(len(codes))]
    )
    everyone = counts.sum(axis=1, keepdims=True)
    share = np.divide(counts, everyone, out=np.full(counts.shape, np.nan), where=everyone > 0)
    return pd.DataFrame(
        {
            "destination": np.repeat(np.array(found.destinations, dtype=object), len(codes)),
            "gateway": np.tile(np.array(codes, dtype=object), len(found.destinations)),
            "people": counts.ravel(),
            "share": share.ravel(),
        }
    )


def cell_gains(before: DoorToWorld, after: DoorToWorld, destination: str) -> pd.DataFrame:
    """What a change does to the journey from each cell to one destination.

    Columns cell_id, hours_before, hours_after, gain_h (before less after: more is better; missing
    unless both are reached), gateway_before, gateway_after. A cell that gets there only after the
    change has missing hours_before.

    Examples
    --------
    >>> from sim.gateway.world.examples import two_gateways
    >>> from sim.gateway.world.doorsteps import door_to_world
    >>> now, then = (door_to_world(*two_gateways(ride_min=minutes)) for minutes in (50.0, 38.0))
    >>> cell_gains(now, then, "FRA")["gain_h"].round(3).tolist()
    [0.2, 0.2]
    """
    _same_cells(before, after)
    old, new = before.column(destination), after.column(destination)
    hours = before.hours[:, old], after.hours[:, new]

    return pd.DataFrame(
        {
            "cell_id": list(before.cell_ids),
            "hours_before": hours[0],
            "hours_after": hours[1],
            "gain_h": hours[0] - hours[1],
            "gateway_before": named(before.gateway[:, old], before.air.gateways),
            "gateway_after": named(after.gateway[:, new], after.air.gateways),
        }
    )


def destination_gains(
    before: DoorToWorld, after: DoorToWorld, people: npt.ArrayLike
) -> pd.DataFrame:
    """Who gains by a change, by destination.

    Columns destination, people_gaining, people_losing (by a minute or more), people_new (get there
    only now), people_lost, mean_gain_h (over those who get there before and after), max_gain_h. A
    destination that only one of the two searches knows counts as reached by nobody in the other.

    Examples
    --------
    >>> from sim.gateway.world.examples import two_gateways
    >>> from sim.gateway.world.doorsteps import door_to_world
    >>> now, then = (door_to_world(*two_gateways(ride_min=minutes)) for minutes in (50.0, 38.0))
    >>> table = destination_gains(now, then, [300.0, 100.0])
    >>> table[["destination", "people_gaining", "mean_gain_h"]].round(3).values.tolist()
    [['FRA', 400.0, 0.2], ['SIN', 0.0, 0.0]]
    """
    _same_cells(before, after)
    weight = _people(before, people)[:, None]
    names = sorted({*before.destinations, *after.destinations})
    old, new = _hours(before, names), _hours(after, names)
    gain = old - new
    both = ~np.isnan(gain)
    among = (weight * both).sum(axis=0)
    total = (weight * np.where(both, gain, 0.0)).sum(axis=0)
    nobody = np.full(len(names), np.nan)
    return pd.DataFrame(
        {
            "destination": names,
            "people_gaining": (weight * (gain >= _LEAST_H)).sum(axis=0),
            "people_losing": (weight * (gain <= -_LEAST_H)).sum(axis=0),
            "people_new": (weight * (np.isnan(old) & ~np.isnan(new))).sum(axis=0),
            "people_lost": (weight * (~np.isnan(old) & np.isnan(new))).sum(axis=0),
            "mean_gain_h": np.divide(total, among, out=nobody.copy(), where=among > 0),
            "max_gain_h": np.where(
                both.any(axis=0), np.where(both, gain, -np.inf).max(axis=0, initial=-np.inf), np.nan
            ),
        }
    )


def _people(found: DoorToWorld, people: npt.ArrayLike) -> Floats:
    weight = np.asarray(people, np.float64)
    if weight.shape != (len(found.cell_ids),):
        raise DataError(
            f"people are given for {weight.size} cells, journeys for {len(found.cell_ids)}; "
            "use the cells of the journeys, in their order"
        )
    if np.isnan(weight).any() or (weight < 0).any() or weight.sum() <= 0:
        raise DataError("people must be 0 or more in every cell, and more than 0 in some")
    return weight


def _quantiles(hours: Floats, weight: Floats, shares: tuple[float, ...]) -> list[Floats]:
    """Weighted quantiles of each column, NaN where fewer of the people get there."""
    order = np.argsort(hours, axis=0, kind="stable")  # NaN last
    below = np.cumsum(weight[order], axis=0)
    never = np.isnan(hours).sum(axis=0)
    found = []
    for share in shares:
        # sums in another order differ in the last place: a share that is met exactly must stay met
        enough = below >= share * weight.sum() * (1 - 1e-12)
        row = enough.argmax(axis=0)
        value = np.take_along_axis(hours, np.take_along_axis(order, row[None], axis=0), axis=0)[0]
        found.append(np.where(row < len(hours) - never, value, np.nan))
    return found


def _hours(found: DoorToWorld, names: list[str]) -> Floats:
    columns = pd.Index(found.destinations).get_indexer(pd.Index(names))
    hours = found.hours[:, columns]
    hours[:, columns < 0] = np.nan
    return hours


def _same_cells(before: DoorToWorld, after: DoorToWorld) -> None:
    if before.cell_ids != after.cell_ids:
        raise DataError("the journeys before and after are of different cells; use the same ones")
