"""NetScan: the quality of a connection against a non-stop flight, in two published forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import DataError, Issue, Severity

__all__ = [
    "NetScanParameters",
    "connectivity_units",
    "longest_time_h",
    "parameter_sets",
    "perceived_time_h",
    "quality",
    "transfer_weight",
]

Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class NetScanParameters:
    """Numbers of one published form; both forms are special cases of one pair of formulas.

    With NST the non-stop time, FLY the time in the air and TRF the transfer, all in hours::

        PTT  = FLY + (transfer_weight − transfer_weight_per_h · NST) · TRF
        MAXT = (longest_factor − longest_factor_per_h · NST) · NST
               + longest_log_h · ln(NST + longest_log_offset_h)
        Q    = 1 − (PTT − NST) / (MAXT − NST)

    `veldhuis_1997` (Veldhuis 1997; Burghouwt and Veldhuis 2006) has a fixed weight of 3 and no
    logarithm, `seo_later` a weight that falls with distance and the logarithm.
    """

    transfer_weight: float
    transfer_weight_per_h: float
    longest_factor: float
    longest_factor_per_h: float
    longest_log_h: float
    longest_log_offset_h: float


def parameter_sets(table: pd.DataFrame) -> Mapping[str, NetScanParameters]:
    """Named sets of parameters from ``air/netscan_parameters`` (set_id, parameter, value).

    Sets that have none of the six parameters serve other measures and are left out.

    Raises
    ------
    DataError
        If a set has some of the parameters but not all, with every missing one.

    Examples
    --------
    >>> names = [one.name for one in fields(NetScanParameters)]
    >>> sets = parameter_sets(pd.DataFrame(
    ...     {"set_id": "veldhuis_1997", "parameter": names, "value": [3, 0, 3, 0.075, 0, 1]}))
    >>> sets["veldhuis_1997"].longest_factor_per_h
    0.075
    """
    names = [one.name for one in fields(NetScanParameters)]
    found: dict[str, NetScanParameters] = {}
    issues: list[Issue] = []
    for set_id, rows in table[table["parameter"].isin(names)].groupby("set_id", sort=True):
        values = dict(zip(rows["parameter"], rows["value"].astype(float), strict=True))
        missing = [name for name in names if name not in values]
        issues += [
            Issue(
                Severity.ERROR,
                "missing-parameter",
                f"set '{set_id}' of air/netscan_parameters has no '{name}'",
                "add the row, with unit, quality and source",
            )
            for name in missing
        ]
        if not missing:
            found[str(set_id)] = NetScanParameters(**values)
    if issues:
        raise DataError("the parameters of NetScan are not complete", issues)
    return found


def longest_time_h(nonstop_h: npt.ArrayLike, parameters: NetScanParameters) -> Floats:
    """Longest time that a traveller would still accept, MAXT, in hours.

    Examples
    --------
    >>> longest_time_h([2.0], NetScanParameters(3, 0, 3, 0.075, 0, 1)).round(6).tolist()
    [5.7]
    """
    nst = np.asarray(nonstop_h, dtype=np.float64)
    p = parameters
    linear = (p.longest_factor - p.longest_factor_per_h * nst) * nst
    return np.asarray(
        linear + p.longest_log_h * np.log(nst + p.longest_log_offset_h), dtype=np.float64
    )


def perceived_time_h(
    nonstop_h: npt.ArrayLike,
    flying_h: npt.ArrayLike,
    transfer_h: npt.ArrayLike,
    parameters: NetScanParameters,
) -> Floats:
    """Perceived time PTT: time in the air and the weighted transfer, in hours.

    Examples
    --------
    >>> perceived_time_h(2.0, 2.5, 0.75, NetScanParameters(3, 0, 3, 0.075, 0, 1)).item()
    4.75
    """
    weight = transfer_weight(nonstop_h, parameters)
    flying, transfer = np.asarray(flying_h, dtype=np.float64), np.asarray(transfer_h)
    return np.asarray(flying + weight * transfer, dtype=np.float64)


def transfer_weight(nonstop_h: npt.ArrayLike, parameters: NetScanParameters) -> Floats:
    """Hours in the air that one hour of transfer is worth.

    Examples
    --------
    >>> transfer_weight([2.0], NetScanParameters(3, 0.075, 1, 0, 5, 0.5)).round(6).tolist()
    [2.85]
    """
    nst = np.asarray(nonstop_h, dtype=np.float64)
    return np.asarray(
        parameters.transfer_weight - parameters.transfer_weight_per_h * nst, dtype=np.float64
    )


def quality(
    nonstop_h: npt.ArrayLike,
    flying_h: npt.ArrayLike,
    transfer_h: npt.ArrayLike,
    parameters: NetScanParameters,
) -> Floats:
    """Quality Q of a connection: 1 as good as non-stop, 0 not worth offering, never below 0.

    A non-stop flight has FLY = NST and no transfer, so Q = 1; a slower aircraft or a landing on the
    way makes FLY longer and Q smaller. Where the longest time is not above the non-stop time (very
    short flights under the logarithm) only what takes no longer than non-stop counts. A missing
    time gives 0: what is not known to connect does not.

    Examples
    --------
    >>> round(quality(2.0, 2.5, 0.75, NetScanParameters(3, 0, 3, 0.075, 0, 1)).item(), 4)
    0.2568
    """
    nst = np.asarray(nonstop_h, dtype=np.float64)
    perceived = perceived_time_h(nst, flying_h, transfer_h, parameters)
    room = longest_time_h(nst, parameters) - nst
    excess = perceived - nst
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(room > 0, 1.0 - excess / room, np.where(excess <= 0, 1.0, 0.0))
    worth = np.nan_to_num(ratio, nan=0.0, posinf=0.0, neginf=0.0)
    return np.asarray(np.maximum(worth, 0.0), dtype=np.float64)


def connectivity_units(quality_index: npt.ArrayLike, weekly: npt.ArrayLike) -> float:
    """Connectivity units CNU: ``Σ Q · operations a week``; unknown operations are left out.

    Examples
    --------
    >>> connectivity_units([1.0, 0.5], [7, 14])
    14.0
    """
    operations = np.asarray(weekly, dtype=np.float64)
    units = np.asarray(quality_index, dtype=np.float64) * operations
    return float(np.nansum(units))
