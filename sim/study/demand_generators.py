"""Trips of the passengers of stations and of the airport: when, which way and by what."""

from __future__ import annotations

import pandas as pd

from sim.demand.model import DemandResult

__all__ = ["GENERATOR_TRIP_COLUMNS", "generator_trips"]

GENERATOR_TRIP_COLUMNS = (
    "generator_id",
    "purpose_id",
    "period",
    "direction",
    "alternative_id",
    "trips",
)


def generator_trips(result: DemandResult) -> pd.DataFrame:
    """Trips of the special purposes at each station and the airport (people in a period).

    ``direction`` is ``to`` the place, for those who leave the city from there, or ``from`` it.
    Only trips within the city count; between two special places, each of them counts them.
    Alternatives that nobody uses are left out. No special place or purpose gives no row.

    Examples
    --------
    >>> from sim.study.demand_examples import small_result
    >>> table = generator_trips(small_result())
    >>> tuple(table.columns) == GENERATOR_TRIP_COLUMNS
    True
    """
    places = [
        (row, zone_id.partition(":")[2] or zone_id)
        for row, zone_id in enumerate(result.zones.zone_ids)
        if result.zones.kind[row] != "area"
    ]
    rows = [
        (place, purpose.purpose_id, period.period_id, direction, alternative.alternative_id, trips)
        for row, place in places
        for u, purpose in enumerate(result.purposes)
        if purpose.kind == "special"
        for p, period in enumerate(result.periods)
        for direction in ("to", "from")
        for a, alternative in enumerate(result.alternatives)
        if (trips := _trips(result, (u, p, a), row, direction)) > 0
    ]
    return pd.DataFrame(rows, columns=list(GENERATOR_TRIP_COLUMNS)).astype({"trips": "float64"})


def _trips(result: DemandResult, of: tuple[int, int, int], row: int, direction: str) -> float:
    trips = result.trips[of]
    line = trips[:, row] if direction == "to" else trips[row, :]
    return float(line.sum(dtype="float64"))
