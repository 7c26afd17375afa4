"""Air and rail together: which flights a train connects to, and how many trains meet a flight."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import DataError

__all__ = ["AIR_RAIL_COLUMNS", "air_rail"]

Floats: TypeAlias = npt.NDArray[np.float64]

AIR_RAIL_COLUMNS = (
    "place_id",
    "direction",
    "trains_per_day",
    "transfer_min",
    "synchronised_share",
    "trains_per_flight",
)
"""Columns of `air_rail`, in their order."""

_DAY_MIN = 1440
_TO, _FROM = "to_flight", "from_flight"


def air_rail(
    trains: pd.DataFrame, bank: pd.DataFrame, *, minimum_min: float, longest_min: float
) -> pd.DataFrame:
    """Connections between the trains of each place and the flights of the airport, modelled.

    A train connects to a flight where between them, less the way between station and terminal, lie
    at least `minimum_min` and at most `longest_min`. Flights follow the airport's shares by hour,
    evenly within an hour; the day is a circle. Then ``synchronised_share = Σ flights with a train /
    Σ flights`` and ``trains_per_flight = Σ pairs / Σ flights``.

    Parameters
    ----------
    trains
        place_id, direction (``to_flight``: arrivals at a station of the airport's city;
        ``from_flight``: departures there), station_s (seconds of the day), transfer_min between
        that station and the terminal (NaN: no way, the train connects to nothing).
    bank
        hour, departures_share, arrivals_share of the airport (``air/flight_bank``).

    Returns
    -------
    pandas.DataFrame
        `AIR_RAIL_COLUMNS`, one row per place and direction that has a train; ``transfer_min`` is
        the median over the trains.

    Examples
    --------
    One train, at 08:00; an hour to the terminal and another one there: flights from 10:00 to 11:00.

    >>> bank = pd.DataFrame({"hour": [10, 12], "departures_share": [0.5, 0.5],
    ...                      "arrivals_share": [0.5, 0.5]})
    >>> train = pd.DataFrame({"place_id": ["huzhou"], "direction": ["to_flight"],
    ...                       "station_s": [28800], "transfer_min": [60.0]})
    >>> air_rail(train, bank, minimum_min=60, longest_min=120).iloc[0, 3:].round(6).tolist()
    [60.0, 0.5, 0.5]
    """
    if not 0 <= minimum_min < longest_min < _DAY_MIN:
        raise DataError("transfers between train and flight need 0 <= minimum < longest < a day")
    unknown = set(trains["direction"]) - {_TO, _FROM}
    if unknown:
        raise DataError(f"direction '{min(unknown)}' of a train: use {_TO} or {_FROM}")
    flights = {_TO: _by_minute(bank, "departures_share"), _FROM: _by_minute(bank, "arrivals_share")}
    rows = []
    for (place_id, direction), own in trains.groupby(["place_id", "direction"], sort=True):
        sign = 1 if direction == _TO else -1
        met = _trains_by_minute(own, sign, minimum_min, longest_min)
        weight = flights[str(direction)]
        rows.append(
            (
                place_id,
                direction,
                len(own),
                float(own["transfer_min"].median()),
                float(weight[met > 0].sum()),
                float((weight * met).sum()),
            )
        )
    return pd.DataFrame(rows, columns=list(AIR_RAIL_COLUMNS))


def _by_minute(bank: pd.DataFrame, column: str) -> Floats:
    """Share of the day's flights in each minute."""
    shares = np.zeros(24)
    shares[bank["hour"].to_numpy(dtype=np.int64)] = bank[column].to_numpy(dtype=np.float64)
    whole = shares.sum()
    return np.repeat(shares / whole if whole > 0 else shares, 60) / 60.0


def _trains_by_minute(
    trains: pd.DataFrame, sign: int, minimum_min: float, longest_min: float
) -> Floats:
    """Trains that a flight of each minute connects to; `sign` -1: the flight comes before."""
    reached = trains.dropna(subset=["transfer_min"])
    at_terminal = reached["station_s"] / 60.0 + sign * reached["transfer_min"]
    step = np.arange(np.ceil(minimum_min), np.floor(longest_min), dtype=np.int64)
    # minute m lasts until m + 1: a flight before the train lies in the minute that ends there
    first = np.rint(at_terminal.to_numpy()) - (sign < 0)
    minutes = (first[:, None] + sign * step[None, :]) % _DAY_MIN
    return np.bincount(minutes.astype(np.int64).ravel(), minlength=_DAY_MIN).astype(np.float64)
