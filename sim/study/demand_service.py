"""What travellers met in a solved demand model, kept for comparisons to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.demand.model import (
    DemandResult,
    Floats32,
    LevelOfService,
    Period,
    Purpose,
    RoadSkims,
    SlowSkims,
    TransitSkims,
)
from sim.demand.welfare_day import Situation

__all__ = ["service_frame", "situation_of"]

Rows = npt.NDArray[np.int64]

_TRANSIT, _FARE, _DRIVE, _KM, _SLOW, _TRIPS = (
    "transit_min",
    "fare_yuan",
    "drive_min",
    "drive_km",
    "slow_km",
    "trips",
)
_CARS = ("no_car", "car")


def service_frame(result: DemandResult, fare_yuan: Floats32) -> pd.DataFrame:
    """What choice looks at, and who travels: pairs of zones row by row, float32.

    Columns, with ``<p>`` a period and ``<u>`` a purpose: ``transit_min:<p>``, ``fare_yuan:<p>``,
    ``drive_min:<p>``, ``drive_km:<p>`` and ``slow_km`` from row to column (inf where there is no
    way), ``trips:<u>:no_car`` and ``trips:<u>:car`` a day from home end to other end.

    Parameters
    ----------
    result
        A solution; without ``home_trips`` there is nothing to keep, and the frame has no rows.
    fare_yuan
        [P, Z, Z] fares of public transport.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.study.demand_examples import small_result
    >>> found = replace(small_result(), home_trips=np.ones((3, 2, 6, 6), np.float32))
    >>> frame = service_frame(found, np.full((2, 6, 6), 2, np.float32))
    >>> frame.shape, frame.columns[-1]  # 6 x 6 pairs; 4 columns by period, 1, and 2 by purpose
    ((36, 15), 'trips:hub:car')
    """
    if result.home_trips is None:
        return pd.DataFrame()
    service = result.service
    columns: dict[str, Floats32] = {}
    for row, period in enumerate(result.periods):
        columns |= {
            f"{_TRANSIT}:{period.period_id}": service.transit.cost_min[row],
            f"{_FARE}:{period.period_id}": fare_yuan[row],
            f"{_DRIVE}:{period.period_id}": service.road.minutes[row],
            f"{_KM}:{period.period_id}": service.road.km[row],
        }
    columns[_SLOW] = service.slow.km
    for row, purpose in enumerate(result.purposes):
        for car, name in enumerate(_CARS):
            columns[f"{_TRIPS}:{purpose.purpose_id}:{name}"] = result.home_trips[row, car]
    return pd.DataFrame(
        {name: np.ravel(matrix).astype(np.float32) for name, matrix in columns.items()}
    )


def situation_of(
    frame: pd.DataFrame,
    rows: Rows,
    *,
    periods: Sequence[Period],
    purposes: Sequence[Purpose],
    prices: Mapping[str, float],
) -> Situation:
    """The situation that `service_frame` kept, for some of its zones in the order of `rows`.

    Of public transport only what choice looks at is there: every other matrix of the skims repeats
    ``cost_min``.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.study.demand_examples import small_result
    >>> found = replace(small_result(), home_trips=np.ones((3, 2, 6, 6), np.float32))
    >>> frame = service_frame(found, np.full((2, 6, 6), 2, np.float32))
    >>> one = situation_of(frame, np.array([2, 0]), periods=found.periods,
    ...     purposes=found.purposes, prices={})
    >>> one.trips.shape, one.service.slow.km.tolist()  # from z2 to itself and to z0
    ((3, 2, 2, 2), [[0.5, 4.0], [4.0, 0.5]])
    """
    size = round(len(frame) ** 0.5)

    def matrix(name: str) -> Floats32:
        whole = frame[name].to_numpy(dtype=np.float32).reshape(size, size)
        return np.ascontiguousarray(whole[np.ix_(rows, rows)])

    def by_period(name: str) -> Floats32:
        return np.stack([matrix(f"{name}:{one.period_id}") for one in periods])

    cost = by_period(_TRANSIT)
    return Situation(
        service=LevelOfService(
            transit=TransitSkims(cost, cost, cost, cost, {}, {}, {}, {}),
            road=RoadSkims(by_period(_DRIVE), by_period(_KM)),
            slow=SlowSkims(matrix(_SLOW)),
        ),
        fare_yuan=by_period(_FARE),
        prices=prices,
        trips=np.stack(
            [
                np.stack([matrix(f"{_TRIPS}:{one.purpose_id}:{name}") for name in _CARS])
                for one in purposes
            ]
        ).astype(np.float64),
    )
