"""A sample as travellers whose elasticities can be asked for."""

from __future__ import annotations

import numpy as np

from sim.demand.elasticity import Travellers
from sim.demand.model import Floats32
from sim.demand.parameters import Parameters
from sim.demand.sample import PurposeSample, Sample
from sim.demand.sample_counts import Shift, transit_min_at
from sim.demand.value_of_time import time_values_of

__all__ = ["travellers"]


def travellers(sample: Sample, parameters: Parameters) -> tuple[Travellers, ...]:
    """Trips of every purpose, with and without a car at hand, over all periods of the day.

    Weighted minutes of riding, crowding included, are what is left of the cost after walking,
    waiting and transfers; for use with `sim.demand.elasticity.elasticities`.

    Parameters
    ----------
    sample
        Of one result.
    parameters
        Values to ask at; those of the sample or others.

    Examples
    --------
    >>> from sim.demand.sample_examples import PARAMETERS, small_sample
    >>> [one.car_available for one in travellers(small_sample(), PARAMETERS)][:2]
    [False, True]
    """
    found = []
    for part in (one for one in sample.purposes if one.trips.size):
        cost = transit_min_at(part, sample.parameters, parameters, Shift())
        wait = _whole(parameters["wait_weight"] * part.parts.wait_min)
        other = parameters["walk_weight"] * part.parts.walk_min
        other = other + parameters["transfer_penalty_min"] * part.parts.transfers
        ride = np.where(np.isfinite(cost), np.maximum(cost - other - wait, 0), 0)
        worth = time_values_of(
            parameters, year=sample.year, factor=part.purpose.value_of_time_factor
        )
        found += [
            Travellers(
                pairs=part.service._replace(transit_min=cost),
                ride_min=_whole(ride),
                wait_min=wait,
                trips=_trips(part, car=car),
                car_available=car,
                time_values=worth,
            )
            for car in (False, True)
        ]
    return tuple(found)


def _trips(part: PurposeSample, *, car: bool) -> np.ndarray:
    """Trips of each period and pair by people with, or without, a car at hand [P n]."""
    share = part.car_share if car else 1 - part.car_share
    return np.ravel(part.period_share[:, None] * (part.trips * share))


def _whole(minutes: np.ndarray) -> Floats32:
    return np.ascontiguousarray(minutes, dtype=np.float32)
