"""Loads of a period spread over its quarters of an hour."""

from __future__ import annotations

import numpy as np

from sim.demand.model import Floats64, TransitLoads
from sim.errors import DataError

__all__ = ["quarter_loads"]


def quarter_loads(loads: TransitLoads, share_of_period: Floats64) -> Floats64:
    """Passengers on every hop by quarter of an hour, [Q, H]; they sum to the load of the period.

    ``load x share``: shares are those of departures from home or work, the same on every hop.
    They are not shifted by the time it takes to reach the hop, so the top at the far end of a long
    line comes in truth later than told. The capacity of a quarter is that of the period over its
    number of quarters.

    Raises
    ------
    DataError
        If the shares do not sum to 1.

    Examples
    --------
    >>> from sim.demand.transit.examples import no_loads
    >>> quarter_loads(no_loads(), np.array([0.4, 0.6])).shape
    (2, 1)
    """
    total = float(share_of_period.sum())
    if abs(total - 1) > 1e-6:
        raise DataError(
            f"shares of the quarters of a period sum to {total:g}; they have to sum to 1"
        )
    return np.asarray(share_of_period[:, None] * loads.load[None, :], dtype=np.float64)
