"""How trains are driven, fitted to lines that exist, with the error of each line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd

from sim.network.rail_sketch.kinematics import Driving
from sim.network.rail_sketch.sketch import DRIVING

__all__ = ["ERROR_COLUMNS", "calibrate_kinematics", "fit_driving", "nonstop_pairs", "predicted_min"]

ERROR_COLUMNS = (
    "line_id",
    "n_pairs",
    "from_stop_id",
    "to_stop_id",
    "distance_km",
    "operating_speed_kmh",
    "observed_fastest_min",
    "predicted_min",
    "error_min",
    "error_pct",
    "mean_abs_error_pct",
)

_ACCELERATIONS_MPS2 = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
_MARGINS = (0.0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08)
_THROATS_S = tuple(30.0 * step for step in range(11))
_SHARES = tuple(round(0.6 + 0.01 * step, 2) for step in range(41))
_TRAINS_OF_THE_LINE = ("G", "D", "C")


def nonstop_pairs(tables: Mapping[str, pd.DataFrame], vintage: str) -> pd.DataFrame:
    """Fastest run of a timetable between stations of one line that a train passes in one go.

    A pair is two stations of a high-speed line at which some train calls one after the other; both
    directions count together. The line must have been open when the timetable began. Distances are
    those of ``rail/line_stops``, great circles scaled to the length of the line: an estimate, off
    by some per cent for a single hop. Times are whole minutes.

    Returns
    -------
    DataFrame
        line_id, from_stop_id, to_stop_id (in the order of the line), distance_km,
        design_speed_kmh, operating_speed_kmh (NaN where unknown for the date), throats (how many
        ends of the pair are ends of the line: the large stations of `large_at_ends`),
        observed_min.

    Examples
    --------
    >>> from pathlib import Path
    >>> from sim.tables.reading import read_table
    >>> names = ("rail/trains", "rail/calls", "rail/lines", "rail/line_stops",
    ...     "rail/operating_speeds")
    >>> tables = {name: read_table(Path("network_data"), name) for name in names}
    >>> pairs = nonstop_pairs(tables, "2016-03")
    >>> int(pairs.loc[pairs["line_id"] == "hangyong", "observed_min"].max())
    45
    """
    lines = tables["rail/lines"]
    begin = pd.Timestamp(f"{vintage}-01")
    lines = lines[(lines["line_class"] == "high_speed") & (lines["open_date"] < begin)]
    stops = tables["rail/line_stops"].dropna(subset=["distance_from_start_km"])
    stops = stops[stops["line_id"].isin(lines["line_id"])]
    on_line = stops.set_index("stop_id")[["line_id", "distance_from_start_km"]]
    runs = _runs(tables, vintage)
    found = runs.join(on_line, on="from_stop_id", how="inner").merge(
        on_line.rename(columns={"distance_from_start_km": "to_km"}).reset_index(),
        left_on=["line_id", "to_stop_id"],
        right_on=["line_id", "stop_id"],
    )
    turned = found["distance_from_start_km"] > found["to_km"]
    ends = found[["from_stop_id", "to_stop_id"]].to_numpy()
    ends[turned] = ends[turned][:, ::-1]
    found = found.assign(
        from_stop_id=ends[:, 0],
        to_stop_id=ends[:, 1],
        distance_km=(found["to_km"] - found["distance_from_start_km"]).abs().round(1),
    )
    keys = ["line_id", "from_stop_id", "to_stop_id", "distance_km"]
    pairs = found.groupby(keys)[["observed_min"]].min().reset_index()
    return _with_speeds(pairs, tables, lines, stops, begin)


def _runs(tables: Mapping[str, pd.DataFrame], vintage: str) -> pd.DataFrame:
    """Run from every call to the train's next one that takes time."""
    trains = tables["rail/trains"]
    wanted = trains["vintage"].eq(vintage) & trains["train_class"].isin(_TRAINS_OF_THE_LINE)
    calls = tables["rail/calls"]
    calls = calls[calls["trip_id"].isin(trains.loc[wanted, "trip_id"])]
    calls = calls.sort_values(["trip_id", "seq"])
    after = calls.groupby("trip_id").shift(-1)
    runs = pd.DataFrame(
        {
            "from_stop_id": calls["stop_id"],
            "to_stop_id": after["stop_id"],
            "observed_min": after["arrival_min"] - calls["departure_min"],
        }
    ).dropna()
    # where the source skips calls, the pair would be a longer run than it looks: never a faster one
    return runs[runs["observed_min"] > 0]


def _with_speeds(
    pairs: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    lines: pd.DataFrame,
    stops: pd.DataFrame,
    begin: pd.Timestamp,
) -> pd.DataFrame:
    speeds = tables["rail/operating_speeds"]
    valid = speeds[
        (speeds["valid_from"] <= begin)
        & (speeds["valid_until"].isna() | (speeds["valid_until"] > begin))
    ].set_index("line_id")["operating_speed_kmh"]
    km = stops.groupby("line_id")["distance_from_start_km"]
    first = stops.loc[km.idxmin()].set_index("line_id")["stop_id"]
    last = stops.loc[km.idxmax()].set_index("line_id")["stop_id"]
    line_ids = pairs["line_id"]
    throats = sum(
        (pairs[end] == line_ids.map(one)).astype(int)
        for end in ("from_stop_id", "to_stop_id")
        for one in (first, last)
    )
    design = lines.set_index("line_id")["design_speed_kmh"]
    return pairs.assign(
        design_speed_kmh=line_ids.map(design).astype(float),
        operating_speed_kmh=line_ids.map(valid).astype(float),
        throats=throats,
    ).reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class _Fit:
    error: float
    driving: Driving


def fit_driving(pairs: pd.DataFrame) -> Driving:
    """Acceleration, margin and loss in throats with the smallest mean relative error, on a grid.

    Acceleration and braking are one value: the two cannot be told apart by whole runs. Each line
    weighs the same, whatever the number of its pairs. Lines without an operating speed are left
    out of this fit. Then, these values fixed, the share of the design speed is fitted to all lines,
    for lines whose operating speed is not known.

    Raises
    ------
    ValueError
        If no pair has an operating speed.

    Examples
    --------
    Runs made by the formula itself are met exactly.

    >>> made = Driving(0.3, 0.3, margin_share=0.04, throat_s=60.0, operating_share=0.8)
    >>> rows = [("x", 10.0, 1), ("x", 40.0, 0), ("x", 90.0, 2), ("x", 160.0, 1), ("x", 25.0, 0)]
    >>> pairs = pd.DataFrame(rows, columns=["line_id", "distance_km", "throats"]).assign(
    ...     design_speed_kmh=250.0, operating_speed_kmh=200.0)
    >>> pairs["observed_min"] = predicted_min(pairs, made)
    >>> fit_driving(pairs) == made
    True
    """
    known = pairs[pairs["operating_speed_kmh"].notna()]
    if known.empty:
        raise ValueError("no pair of stations lies on a line whose operating speed is known")
    tried = (
        Driving(a, a, margin_share=margin, throat_s=throat, operating_share=1.0)
        for a, margin, throat in product(_ACCELERATIONS_MPS2, _MARGINS, _THROATS_S)
    )
    best = min((_Fit(_error(known, one), one) for one in tried), key=lambda fit: fit.error)
    unknown = pairs.assign(operating_speed_kmh=np.nan)
    shares = (replace(best.driving, operating_share=share) for share in _SHARES)
    return min(
        (_Fit(_error(unknown, one), one) for one in shares), key=lambda fit: fit.error
    ).driving


def _error(pairs: pd.DataFrame, driving: Driving) -> float:
    """Mean over the lines of the mean relative error of their pairs."""
    observed = pairs["observed_min"]
    off = ((predicted_min(pairs, driving) - observed) / observed).abs()
    return round(float(off.groupby(pairs["line_id"]).mean().mean()), 9)


def predicted_min(pairs: pd.DataFrame, driving: Driving = DRIVING) -> pd.Series:
    """Minutes that the kinematics give for pairs of stations, not rounded.

    ``(t(s) (1 + margin) + throats * loss) / 60`` with the run time ``t`` of `run_time_s`; the speed
    is the operating speed, or the design speed times the operating share where that is NaN.

    Examples
    --------
    36 km at 50 m/s and 0.25 m/s²: 720 s + 200 s, 5 % more and one throat of 60 s: 1026 s.

    >>> pairs = pd.DataFrame({"distance_km": [36.0], "throats": 1, "design_speed_kmh": 250.0,
    ...     "operating_speed_kmh": 180.0})
    >>> driving = Driving(0.25, 0.25, margin_share=0.05, throat_s=60.0, operating_share=1.0)
    >>> predicted_min(pairs, driving).round(6).tolist()
    [17.1]
    """
    speed_kmh = pairs["operating_speed_kmh"].fillna(
        pairs["design_speed_kmh"] * driving.operating_share
    )
    cruise = speed_kmh.to_numpy(float) / 3.6
    distance_m = pairs["distance_km"].to_numpy(float) * 1000
    ease = 1 / driving.acceleration_mps2 + 1 / driving.braking_mps2
    reached = cruise**2 * ease / 2 <= distance_m
    technical_s = np.where(
        reached, distance_m / cruise + cruise * ease / 2, np.sqrt(2 * distance_m * ease)
    )
    seconds = technical_s * (1 + driving.margin_share) + pairs["throats"] * driving.throat_s
    return pd.Series(seconds / 60, index=pairs.index)


def calibrate_kinematics(
    tables: Mapping[str, pd.DataFrame], vintage: str, *, driving: Driving | None = None
) -> pd.DataFrame:
    """Error of the kinematics for each high-speed line of a timetable.

    Without `driving` it is fitted to that timetable first (`fit_driving`). The observed run is the
    fastest one over the longest distance of the line that some train covers without a stop; the
    mean error is that of all its pairs. A line on which no train runs has no row.

    Returns
    -------
    DataFrame
        The columns of `ERROR_COLUMNS`; errors are predicted minus observed.

    Examples
    --------
    >>> from pathlib import Path
    >>> from sim.tables.reading import read_table
    >>> names = ("rail/trains", "rail/calls", "rail/lines", "rail/line_stops",
    ...     "rail/operating_speeds")
    >>> tables = {name: read_table(Path("network_data"), name) for name in names}
    >>> errors = calibrate_kinematics(tables, "2016-03", driving=DRIVING).set_index("line_id")
    >>> errors.loc["ninghang", ["n_pairs", "observed_fastest_min"]].tolist()
    [41.0, 60.0]
    """
    pairs = nonstop_pairs(tables, vintage)
    used = fit_driving(pairs) if driving is None else driving
    predicted = predicted_min(pairs, used)
    observed = pairs["observed_min"]
    pairs = pairs.assign(
        observed_fastest_min=observed,
        predicted_min=predicted.round(1),
        error_min=(predicted - observed).round(1),
        error_pct=(100 * (predicted - observed) / observed).round(1),
        off=(100 * (predicted - observed) / observed).abs(),
    )
    by_line = pairs.groupby("line_id")
    longest = pairs.loc[by_line["distance_km"].idxmax()].set_index("line_id")
    longest["n_pairs"] = by_line.size()
    longest["mean_abs_error_pct"] = by_line["off"].mean().round(1)
    return longest.reset_index()[list(ERROR_COLUMNS)]
