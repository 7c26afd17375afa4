"""What crowding does: riding weighs more the fuller the vehicle, and full vehicles leave people.

The multiplier follows the mean load of a hop in the period, per vehicle: seats first, then people
standing on a square metre. Boarding fails where more want to ride than there are places: of those
who board, the share that finds room is ``(places - through) / boarding``, with ``through`` those
already on board; a line's frequency falls by that share for who waits for it there (as in the
effective frequencies of De Cea and Fernández 1993), but never below `LEAST_BOARDING`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.demand.model import Floats64
from sim.errors import DataError, Issue, Severity

__all__ = ["LEAST_BOARDING", "CrowdingCurve", "boarding_shares", "crowding_curve", "multipliers"]

LEAST_BOARDING = 0.2
"""However full, one in five finds room: keeps waits finite where demand is beyond all capacity."""

_STANDING_PER_M2 = 6.0
_LEAST_STANDING = 0.1


@dataclass(frozen=True)
class CrowdingCurve:
    """Multiplier of ride time by how full a vehicle is, straight between points.

    ``fullness`` is the share of seats taken plus the people standing on a square metre. Beyond the
    last point the multiplier stays.
    """

    fullness: Floats64
    multiplier: Floats64


def crowding_curve(table: pd.DataFrame) -> CrowdingCurve:
    """Points of ``demand/crowding``, sorted.

    Raises
    ------
    DataError
        If the multiplier does not begin at 1 in an empty vehicle, or falls somewhere; if people
        stand before all seats are taken.

    Examples
    --------
    >>> rows = [(0, 0, 1.0), (1, 0, 1.16), (1, 4, 1.4)]
    >>> columns = ["seats_taken", "standing_per_m2", "multiplier"]
    >>> crowding_curve(pd.DataFrame(rows, columns=columns)).fullness.tolist()
    [0.0, 1.0, 5.0]
    """
    taken = table["seats_taken"].to_numpy(dtype=np.float64)
    standing = table["standing_per_m2"].to_numpy(dtype=np.float64)
    order = np.argsort(taken + standing, kind="stable")
    fullness = (taken + standing)[order]
    multiplier = table["multiplier"].to_numpy(dtype=np.float64)[order]
    issues = []
    if ((standing > 0) & (taken < 1)).any():
        what, fix = "people stand while seats are free", "seats_taken is 1 where people stand"
        issues.append(Issue(Severity.ERROR, "stand-beside-seats", what, fix))
    if len(fullness) == 0 or fullness[0] != 0 or multiplier[0] != 1:
        what, fix = "an empty vehicle has no multiplier of 1", "begin with the row 0, 0, 1"
        issues.append(Issue(Severity.ERROR, "no-empty-vehicle", what, fix))
    if (np.diff(multiplier) < 0).any() or (np.diff(fullness) <= 0).any():
        what, fix = "the multiplier falls, or a point is there twice", "fuller is never better"
        issues.append(Issue(Severity.ERROR, "falling-multiplier", what, fix))
    if issues:
        raise DataError("demand/crowding cannot be used", issues)
    return CrowdingCurve(fullness, multiplier)


def multipliers(
    curve: CrowdingCurve, load: Floats64, seats: Floats64, places: Floats64
) -> Floats64:
    """Multiplier of ride time of each hop; 1 where the capacity is not known (nan).

    Loads, seats and places may count a vehicle or all vehicles of a period. Standing room is
    ``(places - seats) / 6`` m², at least a tenth of the seats where nobody is meant to stand.

    Examples
    --------
    10 of 20 seats; all seats and 16 people on 4 m².

    >>> curve = CrowdingCurve(np.array([0.0, 1.0, 5.0]), np.array([1.0, 1.16, 1.4]))
    >>> load, seats, places = np.array([10.0, 36.0]), np.full(2, 20.0), np.full(2, 44.0)
    >>> multipliers(curve, load, seats, places).round(3).tolist()
    [1.08, 1.4]
    """
    known = np.isfinite(seats) & np.isfinite(places) & (places > 0)
    seat = np.where(known, np.maximum(seats, 1e-9), 1.0)
    room_m2 = np.maximum(np.where(known, places, 2.0) - seat, _LEAST_STANDING * seat)
    room_m2 = np.maximum(room_m2, 1e-9) / _STANDING_PER_M2
    fullness = np.minimum(load / seat, 1.0) + np.maximum(load - seat, 0.0) / room_m2
    found = np.interp(fullness, curve.fullness, curve.multiplier)
    return np.asarray(np.where(known, found, 1.0), dtype=np.float64)


def boarding_shares(load: Floats64, board: Floats64, places: Floats64) -> Floats64:
    """Share of those who want to board a hop's vehicles that finds room; 1 where it is not known.

    Examples
    --------
    30 on board, 40 want to board, 50 places: 20 of 40 find room.

    >>> boarding_shares(np.array([70.0]), np.array([40.0]), np.array([50.0])).tolist()
    [0.5]
    """
    limit = np.where(np.isfinite(places), places, np.inf)
    room = limit - (load - board)
    share = np.where(board > 0, room / np.maximum(board, 1e-12), 0.0)
    share = np.where(load <= limit, 1.0, share)
    return np.asarray(np.clip(share, LEAST_BOARDING, 1.0), dtype=np.float64)
