"""People on platforms over the day: waiting every few minutes, level of service by quarter."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import parse_clock
from sim.maps.day.integers import packed_integers
from sim.maps.day.style import LEVEL_NAMES
from sim.maps.marks import Json

__all__ = ["crowds_json"]

_TENTHS = 10
_HUNDREDTHS = 100
_UNKNOWN = -1


def crowds_json(
    people: pd.DataFrame,
    platforms: pd.DataFrame,
    stops: Mapping[str, int],
    lines: Mapping[str, int],
) -> dict[str, Json]:
    """Write people waiting and platform crowding as the page reads them.

    Each is a grid of stations by moments, station after station; ``-1`` stands where the table
    has no value. Waiting is in tenths of a person, density in hundredths of a person per square
    metre, the level is the place in `LEVEL_NAMES`. Of several platforms of a station the densest
    counts; where the table has a ``route_id``, its line is there as well.

    Parameters
    ----------
    people, platforms
        See `sim.maps.day.inputs`.
    stops, lines
        Number of each stop and line on the page.

    Examples
    --------
    >>> from sim.maps.day.examples import waiting, crowding
    >>> found = crowds_json(waiting(), crowding(), {"A": 0, "B": 1, "C": 2}, {"L": 0})
    >>> found["minutes"], found["quarters"]
    ([360, 365, 370], [360])
    """
    minutes, rows = _grid(people, people["minute"].to_numpy(dtype=np.int64), stops)
    quarter_min = np.array(
        [parse_clock(str(text)) // 60 for text in platforms["quarter_start"]], dtype=np.int64
    )
    worst = _densest(platforms, quarter_min)
    quarters, cells = _grid(worst, worst["_minute"].to_numpy(dtype=np.int64), stops)
    level = worst["level_of_service"].map({name: at for at, name in enumerate(LEVEL_NAMES)})
    return {
        "minutes": minutes,
        "waiting": packed_integers(
            _filled(rows, _scaled(people["waiting"], _TENTHS), len(stops) * len(minutes))
        ),
        "quarters": quarters,
        **{
            name: packed_integers(_filled(cells, values, len(stops) * len(quarters)))
            for name, values in (
                ("level", _scaled(level, 1)),
                ("density", _scaled(worst["density_per_m2"], _HUNDREDTHS)),
                ("most", _scaled(worst["waiting_max"], 1)),
                ("line", _scaled(_line_numbers(worst, lines), 1)),
            )
        },
    }


def _line_numbers(platforms: pd.DataFrame, lines: Mapping[str, int]) -> pd.Series:
    if "route_id" not in platforms.columns:
        return pd.Series(np.nan, index=platforms.index)
    return platforms["route_id"].astype(str).map(dict(lines))


def _densest(platforms: pd.DataFrame, quarter_min: npt.NDArray[np.int64]) -> pd.DataFrame:
    """One row per station and quarter hour: that of its densest platform."""
    rows = platforms.assign(_minute=quarter_min)
    density = rows["density_per_m2"].astype(float).fillna(_UNKNOWN)
    ordered = rows.assign(_density=density).sort_values(
        ["station_id", "_minute", "_density"], kind="stable"
    )
    return ordered.groupby(["station_id", "_minute"], sort=True).tail(1).reset_index(drop=True)


def _grid(
    table: pd.DataFrame, moment_min: npt.NDArray[np.int64], stops: Mapping[str, int]
) -> tuple[list[Json], npt.NDArray[np.int64]]:
    """Moments of the grid, and the cell each row of the table belongs to."""
    moments, at = np.unique(moment_min, return_inverse=True)
    station = np.array([stops[str(one)] for one in table["station_id"]], dtype=np.int64)
    return moments.tolist(), station * len(moments) + at.astype(np.int64)


def _filled(
    cells: npt.NDArray[np.int64], values: npt.NDArray[np.int64], count: int
) -> npt.NDArray[np.int64]:
    grid = np.full(count, _UNKNOWN, dtype=np.int64)
    grid[cells] = values
    return grid


def _scaled(values: pd.Series, steps: int) -> npt.NDArray[np.int64]:
    numbers = np.rint(values.astype(float).to_numpy(dtype=np.float64, na_value=np.nan) * steps)
    return np.where(np.isnan(numbers), _UNKNOWN, numbers).astype(np.int64)
