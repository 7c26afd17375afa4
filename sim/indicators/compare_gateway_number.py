"""A number of the gateway in a comparison, and the tables of a run it is read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from sim.indicators.compare import Better

__all__ = [
    "CITY",
    "GATEWAY",
    "UNITS_ZH",
    "GatewayNumber",
    "Place",
    "Tables",
    "columns_of",
    "finite",
]

Tables = Mapping[str, pd.DataFrame]
"""Tables of one run by name."""

Place = tuple[str, str, str, str]
"""Kind of place, its id, its Chinese and its English name."""

CITY: Place = ("city", "city", "全市", "Whole city")

GATEWAY = "gateway"
"""Kind of place of an airport one may leave from."""

UNITS_ZH: Mapping[str, str] = MappingProxyType(
    {
        "min": "分钟",
        "h": "小时",
        "people": "人",
        "cities": "个城市",
        "stations": "座车站",
        "trains/day": "列/日",
        "destinations": "个航点",
        "countries": "个国家和地区",
        "airports": "座机场",
        "corridors": "条通道",
        "passengers/h": "人/小时",
        "pairs": "对",
        "CNU/week": "单位/周",
    }
)
"""Chinese names of the units of these numbers."""


@dataclass(frozen=True, slots=True)
class GatewayNumber:
    """One number, what it is called, and which way is good; NaN where there is none."""

    indicator: str
    title_zh: str
    title_en: str
    statistic: str
    value: float
    unit: str
    better: Better
    place: Place = CITY

    def row(self, alternative: str) -> tuple[object, ...]:
        """The number as a row of `sim.indicators.compare_values.VALUE_COLUMNS`.

        Examples
        --------
        >>> GatewayNumber("air:destinations", "航点", "Destinations", "sum", 41.0, "destinations",
        ...     "higher").row("plan")[4:]
        ('city', 'city', '全市', 'Whole city', 'sum', 41.0, 'destinations', 'higher')
        """
        names = (self.indicator, self.title_zh, self.title_en)
        return (
            alternative, *names, *self.place, self.statistic, self.value, self.unit, self.better,
        )  # fmt: skip


def columns_of(tables: Tables, name: str, *columns: str) -> pd.DataFrame | None:
    """A table of a run; ``None`` where the run has none, without rows, or without these columns.

    Examples
    --------
    >>> columns_of({"catchment": pd.DataFrame({"model": ["Huff"]})}, "catchment", "model").shape
    (1, 1)
    >>> columns_of({}, "catchment") is None
    True
    """
    table = tables.get(name)
    if table is None or table.empty or not set(columns) <= set(table.columns):
        return None
    return table


def finite(value: object, decimals: int) -> float:
    """A number rounded; NaN for what is missing or without end.

    Examples
    --------
    >>> finite(27.64, 1), finite(float("inf"), 1), finite(None, 0)
    (27.6, nan, nan)
    """
    number = float(value) if isinstance(value, (int, float, np.number)) else np.nan
    return round(number, decimals) + 0.0 if np.isfinite(number) else np.nan
