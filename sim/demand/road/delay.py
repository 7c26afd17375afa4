"""How much slower a road gets the more it carries."""

from __future__ import annotations

import numpy as np

from sim.demand.model import Floats64

__all__ = ["beckmann", "bpr_minutes"]


def bpr_minutes(
    free_min: Floats64, volume: Floats64, capacity: Floats64, alpha: Floats64, beta: Floats64
) -> Floats64:
    """Minutes on links: ``free (1 + alpha (volume / capacity) ** beta)``.

    Bureau of Public Roads (1964). Volume and capacity in the same unit (cars per hour); a volume
    above capacity is allowed and gets slow. An empty link takes its free minutes.

    Examples
    --------
    >>> one = np.array([1.0])
    >>> bpr_minutes(10 * one, 800 * one, 800 * one, 0.15 * one, 4 * one).round(6).tolist()
    [11.5]
    """
    return np.asarray(free_min * (1.0 + alpha * (volume / capacity) ** beta), dtype=np.float64)


def beckmann(
    free_min: Floats64, volume: Floats64, capacity: Floats64, alpha: Floats64, beta: Floats64
) -> float:
    """Area under the minutes of each link from nothing to its volume, summed.

    What the equilibrium makes least (Beckmann, McGuire and Winsten 1956); vehicle minutes per
    hour.

    Examples
    --------
    >>> one = np.array([1.0])
    >>> round(beckmann(10 * one, 800 * one, 800 * one, 0.15 * one, 4 * one), 6)
    8240.0
    """
    ratio = volume / capacity
    return float(np.sum(free_min * volume * (1.0 + alpha / (beta + 1.0) * ratio**beta)))
