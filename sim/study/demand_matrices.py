"""Matrices of demand for other programs: trips and minutes of a day, by every way to travel."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sim.demand.model import DemandResult, Floats32, Floats64
from sim.demand.parameters import Parameters
from sim.exports.omx import write_omx
from sim.geometry import Bools
from sim.study.demand_sums import trip_minutes

__all__ = ["MATRICES_FILE", "demand_matrices", "matrix_frame", "write_matrix_frame"]

MATRICES_FILE = "demand.omx"
"""Name of the file in the folder ``matrices`` of a run."""

_TRIPS, _MINUTES = "trips", "minutes"


def demand_matrices(result: DemandResult, *, parameters: Parameters) -> dict[str, Floats32]:
    """Cores ``trips_<alternative>`` and ``minutes_<alternative>`` [Z, Z], from row to column.

    Trips are everybody's of a day. Minutes are unweighted, from door to door, the mean over the
    periods by how many of the city's trips of the alternative each has; NaN where the destination
    cannot be reached in every period that anybody travels in.

    Examples
    --------
    >>> from sim.study.demand_examples import PARAMETERS, small_result
    >>> cores = demand_matrices(small_result(), parameters=PARAMETERS)
    >>> sorted(cores)[:2], cores["minutes_foot"].shape
    (['minutes_foot', 'minutes_hired'], (6, 6))
    >>> cores["minutes_together"][0].round(1).tolist()
    [nan, nan, 20.0, 20.0, 30.0, nan]
    """
    cores: dict[str, Floats32] = {}
    for row, alternative in enumerate(result.alternatives):
        own = result.trips[:, :, row]
        by_period = own.sum(axis=(0, 2, 3), dtype=np.float64)
        minutes = np.zeros(own.shape[2:])
        for period, weight in enumerate(_shares(by_period)):
            if weight > 0:
                each = trip_minutes(alternative, result.service, period, parameters=parameters)
                minutes += weight * np.where(_reached(result, row, period), each, np.nan)
        cores[f"{_TRIPS}_{alternative.alternative_id}"] = own.sum(
            axis=(0, 1), dtype=np.float64
        ).astype(np.float32)
        cores[f"{_MINUTES}_{alternative.alternative_id}"] = minutes.astype(np.float32)
    return cores


def matrix_frame(result: DemandResult, *, parameters: Parameters) -> pd.DataFrame:
    """`demand_matrices` as columns, pairs of zones row by row: how they are kept between runs.

    Examples
    --------
    >>> from sim.study.demand_examples import PARAMETERS, small_result
    >>> matrix_frame(small_result(), parameters=PARAMETERS).shape  # 6 x 6 pairs
    (36, 10)
    """
    cores = demand_matrices(result, parameters=parameters)
    return pd.DataFrame({name: np.ravel(core) for name, core in cores.items()})


def write_matrix_frame(frame: pd.DataFrame, zone_ids: Sequence[str], path: Path) -> None:
    """Write `matrix_frame` as OMX; rows and columns are zones, by lookup ``zone_id``.

    The same frame gives the same bytes.

    Raises
    ------
    OutputError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from sim.study.demand_examples import PARAMETERS, small_result
    >>> result = small_result()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = Path(folder) / MATRICES_FILE
    ...     frame = matrix_frame(result, parameters=PARAMETERS)
    ...     write_matrix_frame(frame, result.zones.zone_ids, target)
    ...     target.exists()
    True
    """
    size = len(zone_ids)
    cores = {str(name): frame[name].to_numpy(np.float32).reshape(size, size) for name in frame}
    units = {_TRIPS: "trips per day", _MINUTES: "min"}
    of_core = {
        core: {"unit": units[core.partition("_")[0]], "alternative": core.partition("_")[2]}
        for core in cores
    }
    write_omx(cores, zone_ids, path, attributes={"period": "day"}, of_core=of_core)


def _shares(by_period: Floats64) -> Floats64:
    """Weight of each period; alike where nobody travels."""
    whole = by_period.sum()
    return by_period / whole if whole > 0 else np.full(len(by_period), 1 / len(by_period))


def _reached(result: DemandResult, row: int, period: int) -> Bools:
    """Where an alternative leads to its destination in a period."""
    kind, service = result.alternatives[row].kind, result.service
    if kind in {"walk", "cycle"}:
        by = service.slow.km
    elif kind == "transit":
        by = service.transit.cost_min[period]
    else:
        by = service.road.minutes[period]
    return np.asarray(np.isfinite(by), dtype=np.bool_)
