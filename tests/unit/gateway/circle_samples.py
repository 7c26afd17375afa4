"""The real railway of both timetables with the counties of the province, built once.

Also a mean of waiting and riding found moment by moment, to compare the exact one with.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.network.build import build_network, build_zones
from sim.network.model import Network
from sim.tables.reading import read_package

DATA = Path(__file__).parents[3] / "network_data"


@lru_cache(maxsize=1)
def both_timetables() -> dict[str, Network]:
    """Networks of the end of 2015 and of 2020, by timetable, without zones."""
    package = read_package(DATA)
    return {
        "2016-03": build_network(package, date(2015, 12, 31), zones=()),
        "2019-10": build_network(package, date(2020, 12, 31), zones=()),
    }


@lru_cache(maxsize=1)
def whole_province() -> Network:
    """The network of the end of 2020 with its people."""
    zones = build_zones(DATA, 2020)
    return build_network(read_package(DATA), date(2020, 12, 31), zones=zones)


class SlowMean(NamedTuple):
    """Mean minutes: the whole, its wait and its ride."""

    total_min: float
    wait_min: float
    ride_min: float


def slow_mean(
    rides: pd.DataFrame, *, start_s: int, end_s: int, overnight: bool = True
) -> SlowMean | None:
    """Mean over the middle of every six seconds of a window, exact where trains keep whole minutes.

    `rides` have departure_s (0 to 86 399) and ride_s. Six seconds divide a minute, and what is
    waited for is constant between two departures, so the sum over the middles is the integral.
    """
    if rides.empty:
        return None
    leave = rides["departure_s"].to_numpy(np.int64)
    ride = rides["ride_s"].to_numpy(np.int64)
    if overnight:
        leave, ride = np.concatenate([leave, leave + 86_400]), np.tile(ride, 2)
    else:
        end_s = min(end_s, int(leave.max()))
    if end_s <= start_s:
        return None
    total, waits = 0.0, 0.0
    moments = np.arange(start_s + 3, end_s, 6)
    by_arrival = np.lexsort((leave, leave + ride))
    left = moments
    for one in by_arrival.tolist():  # whoever can still catch the train that arrives first takes it
        taken = left <= leave[one]
        total += float((leave[one] + ride[one] - left[taken]).sum())
        waits += float((leave[one] - left[taken]).sum())
        left = left[~taken]
    if len(left):
        return None
    minutes = 60.0 * len(moments)
    return SlowMean(total / minutes, waits / minutes, (total - waits) / minutes)
