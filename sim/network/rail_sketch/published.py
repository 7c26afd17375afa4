"""Predicted run times beside those that pages published when a line opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from sim.network.model import StopId, Train
from sim.network.rail_sketch.kinematics import Driving
from sim.network.rail_sketch.sketch import DRIVING, RailSketch, run_between_s
from sim.network.rail_sketch.through import timetable_run

__all__ = ["PUBLISHED_COLUMNS", "published_errors"]

PUBLISHED_COLUMNS = (
    "line_id",
    "from_stop_id",
    "to_stop_id",
    "basis",
    "published_min",
    "nonstop_min",
    "nonstop_error_pct",
    "service_min",
    "service_error_pct",
)


def published_errors(
    published: pd.DataFrame,
    sketches: Sequence[RailSketch],
    trains: Iterable[Train],
    *,
    driving: Driving = DRIVING,
) -> pd.DataFrame:
    """Compare published run times with the sketch: without a stop, and with the assumed services.

    Pages seldom say where the fastest train stops. So two predictions stand side by side:
    ``nonstop_min`` by kinematics alone (NaN where the way is not all on sketches), below which no
    train of the sketch can go, and ``service_min``, the fastest of `trains` between the two
    stations (NaN where none runs). Errors are predicted minus published, in per cent.

    Parameters
    ----------
    published
        The rows of ``rail/published_runs``.

    Returns
    -------
    DataFrame
        The columns of `PUBLISHED_COLUMNS`, in the order of the rows.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> rows = pd.DataFrame({"line_id": ["x"], "from_stop_id": "R_central",
    ...     "to_stop_id": "R_ningbo", "basis": "timetable", "published_min": 50})
    >>> found = published_errors(rows, (), two_line_network().trains.values())
    >>> found[["nonstop_min", "service_min", "service_error_pct"]].iloc[0].tolist()
    [nan, 60.0, 20.0]
    """
    all_trains = list(trains)
    found = []
    for row in published.to_dict("records"):
        start, end = StopId(str(row["from_stop_id"])), StopId(str(row["to_stop_id"]))
        nonstop_s = run_between_s(sketches, start, end, driving=driving)
        service = timetable_run(all_trains, start, end)
        found.append(
            {
                **row,
                "nonstop_min": float("nan") if nonstop_s is None else nonstop_s / 60,
                "service_min": float("nan") if service is None else service.quickest_s / 60,
            }
        )
    frame = pd.DataFrame(found, columns=[*published.columns, "nonstop_min", "service_min"])
    for kind in ("nonstop", "service"):
        off = frame[f"{kind}_min"] - frame["published_min"]
        frame[f"{kind}_error_pct"] = (100 * off / frame["published_min"]).round(1)
        frame[f"{kind}_min"] = frame[f"{kind}_min"].round(1)
    return frame[list(PUBLISHED_COLUMNS)]
