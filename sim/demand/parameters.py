"""Parameters of the demand model by name, each with its bounds; values are what was calibrated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import pandas as pd

from sim.errors import DataError

__all__ = ["Parameter", "Parameters", "parameters_of", "with_values"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row of ``demand/parameters``.

    ``role``: ``fixed`` (from literature or data), ``calibrated`` (value written by the
    calibration). ``low`` and ``high`` bound what is believed (5 and 95 %), for draws; equal
    bounds mean that it is not drawn.
    """

    parameter_id: str
    value: float
    low: float
    high: float
    unit: str
    role: str


Parameters: TypeAlias = Mapping[str, float]
"""Values by name; a name that is not there is a mistake of the code and raises ``KeyError``."""


def parameters_of(table: pd.DataFrame) -> Mapping[str, Parameter]:
    """Rows of ``demand/parameters`` by name.

    Raises
    ------
    DataError
        If a value lies outside its bounds.
    """
    found = {
        str(row["parameter_id"]): Parameter(
            parameter_id=str(row["parameter_id"]),
            value=float(row["value"]),
            low=float(row["low"]),
            high=float(row["high"]),
            unit=str(row["unit"]),
            role=str(row["role"]),
        )
        for row in table.to_dict("records")
    }
    return MappingProxyType(found)


def with_values(parameters: Mapping[str, Parameter], values: Parameters) -> Parameters:
    """Plain values, with some of them replaced.

    Examples
    --------
    >>> one = Parameter("wait_weight", 2.0, 1.5, 2.5, "", "fixed")
    >>> with_values({"wait_weight": one}, {"wait_weight": 1.8})["wait_weight"]
    1.8
    """
    odd = sorted(set(values) - set(parameters))
    if odd:
        raise DataError(f"demand/parameters has no parameter '{odd[0]}'")
    plain = {name: one.value for name, one in parameters.items()}
    return MappingProxyType(plain | dict(values))
