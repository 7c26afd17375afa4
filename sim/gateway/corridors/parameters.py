"""Parameters of the airport corridors, read from their table, each with its range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import pandas as pd

from sim.errors import DataError

__all__ = ["PARAMETER_TABLE", "CorridorParameters", "Ranged", "corridor_parameters"]

PARAMETER_TABLE = "air/corridor_parameters"
"""Table that `corridor_parameters` reads."""


@dataclass(frozen=True, slots=True)
class Ranged:
    """A value with the lower and the upper end of what is believed."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CorridorParameters:
    """Values of ``air/corridor_parameters``; see the table for what they stand for and sources.

    ``typical_share_*`` are the FAA's typical peak hour over the passengers of a year, for airports
    with at least 10, 20 and 30 million of them.
    """

    road_median_power: Ranged
    road_p95_log: Ranged
    transfer_share: Ranged
    busier_direction_share: Ranged
    typical_share_10m: Ranged
    typical_share_20m: Ranged
    typical_share_30m: Ranged


def corridor_parameters(table: pd.DataFrame) -> CorridorParameters:
    """Read the parameters from ``air/corridor_parameters``: parameter, value, low, high.

    Raises
    ------
    DataError
        If one is missing or unknown, or its value lies outside its range.

    Examples
    --------
    >>> names = [field.name for field in fields(CorridorParameters)]
    >>> frame = pd.DataFrame({"parameter": names, "value": 0.5, "low": 0.4, "high": 0.6})
    >>> corridor_parameters(frame).transfer_share
    Ranged(value=0.5, low=0.4, high=0.6)
    """
    found = _ranges(table)
    names = {field.name for field in fields(CorridorParameters)}
    wrong = [f"'{name}' is missing" for name in sorted(names - set(found))]
    wrong += [f"'{name}' is not a parameter" for name in sorted(set(found) - names)]
    wrong += [
        f"'{name}' is {one.value:g}, outside its range {one.low:g} to {one.high:g}"
        for name, one in sorted(found.items())
        if not one.low <= one.value <= one.high
    ]
    if wrong:
        raise DataError(f"{PARAMETER_TABLE}: {'; '.join(wrong)}; mend the table's rows")
    return CorridorParameters(**found)


def _ranges(table: pd.DataFrame) -> Mapping[str, Ranged]:
    columns = (table[name].astype(float) for name in ("value", "low", "high"))
    return {
        name: Ranged(value, low, high)
        for name, value, low, high in zip(table["parameter"].astype(str), *columns, strict=True)
    }
