"""Parameters of the catchment of airports, read from their table."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sim.errors import DataError

__all__ = ["CatchmentParameters", "catchment_parameters"]


@dataclass(frozen=True, slots=True)
class CatchmentParameters:
    """Values of ``air/catchment_parameters``; see the table for sources and ranges."""

    huff_alpha: float = 1.0
    huff_beta: float = 2.0
    logit_access_per_min: float = -0.03
    logit_log_frequency: float = 1.0
    exclusive_share: float = 0.75
    leaked_share: float = 0.25
    access_floor_min: float = 15.0
    road_detour: float = 1.3
    road_speed_kmh: float = 70.0
    road_fixed_min: float = 15.0


def catchment_parameters(table: pd.DataFrame) -> CatchmentParameters:
    """Read the parameters from ``air/catchment_parameters``: parameter, value.

    Raises
    ------
    DataError
        If one is missing or unknown, or the leaked share is not below the exclusive one.

    Examples
    --------
    >>> names = CatchmentParameters.__dataclass_fields__
    >>> frame = pd.DataFrame({"parameter": list(names),
    ...                       "value": [getattr(CatchmentParameters(), name) for name in names]})
    >>> catchment_parameters(frame).huff_beta
    2.0
    """
    values = dict(zip(table["parameter"].astype(str), table["value"].astype(float), strict=True))
    names = set(CatchmentParameters.__dataclass_fields__)
    wrong = [f"'{name}' is missing" for name in sorted(names - set(values))]
    wrong += [f"'{name}' is not a parameter" for name in sorted(set(values) - names)]
    if not wrong and values["leaked_share"] >= values["exclusive_share"]:
        wrong.append("leaked_share must be below exclusive_share")
    if wrong:
        raise DataError(f"air/catchment_parameters: {'; '.join(wrong)}; mend the table's rows")
    return CatchmentParameters(**values)
