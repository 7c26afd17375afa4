"""What stations and the terminal tell alike: times from door to door, columns of shared tables."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from sim.hub.flow.statistics import percentiles

__all__ = ["RELIEF_COLUMNS", "TRANSFER_COLUMNS", "transfer_times"]

Floats = npt.NDArray[np.float64]

_LIMITS_MIN = (3, 5, 8)
"""Limits of the zero-distance transfer, minutes."""

_MIN_S = 60.0
_ROUNDING_MIN = 1e-8

TRANSFER_COLUMNS = (
    "hub_id",
    "name_zh",
    "name_en",
    "from_kind",
    "from_zh",
    "from_en",
    "to_kind",
    "to_zh",
    "to_en",
    "people",
    "p50_min",
    "p90_min",
    "p95_min",
    "mean_min",
    "low_min",
    "high_min",
    *(f"within_{limit}_min_pct" for limit in _LIMITS_MIN),
    "mean_with_wait_min",
)
"""Columns of ``operations_transfers``."""

RELIEF_COLUMNS = (
    "part",
    "facility_id",
    "place_id",
    "title_zh",
    "title_en",
    "change_zh",
    "change_en",
    "before",
    "after",
    "wait_p95_before_min",
    "wait_p95_after_min",
    "gain_min",
)
"""Columns of ``operations_relief``."""


def transfer_times(way_s: Floats, whole_s: Floats) -> dict[str, float]:
    """Times of the people of one pair, by column of ``operations_transfers``.

    Parameters
    ----------
    way_s
        Seconds of each person [n] from door to door without the wait for the vehicle; NaN for who
        missed it. They are in no percentile and within no limit.
    whole_s
        The same with that wait.

    Returns
    -------
    dict
        Percentiles, mean with its 95 % bounds (people as if independent), per cent of all within 3,
        5 and 8 minutes, mean with the wait; minutes. NaN where nobody arrives.

    Examples
    --------
    >>> found = transfer_times(np.array([120.0, 360.0, np.nan]), np.array([240.0, 480.0, np.nan]))
    >>> found["mean_min"], round(found["within_5_min_pct"], 1), found["mean_with_wait_min"]
    (4.0, 33.3, 6.0)
    """
    known = way_s[~np.isnan(way_s)] / _MIN_S
    p50, p90, p95 = percentiles(known, (50.0, 90.0, 95.0))
    mean = _mean(known)
    half = 1.96 * float(known.std(ddof=1)) / math.sqrt(known.size) if known.size > 1 else math.nan
    counts = {limit: float((known <= limit + _ROUNDING_MIN).sum()) for limit in _LIMITS_MIN}
    return {
        "p50_min": p50,
        "p90_min": p90,
        "p95_min": p95,
        "mean_min": mean,
        "low_min": mean - half,
        "high_min": mean + half,
        **{f"within_{limit}_min_pct": 100.0 * n / way_s.size for limit, n in counts.items()},
        "mean_with_wait_min": _mean(whole_s[~np.isnan(whole_s)] / _MIN_S),
    }


def _mean(known: Floats) -> float:
    return float(known.mean()) if known.size else math.nan
