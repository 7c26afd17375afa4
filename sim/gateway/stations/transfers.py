"""Ways between the main stations: what the router is asked, and the matrix its answers make."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sim.errors import DataError
from sim.gateway.stations.trains import open_hubs
from sim.network.model import Network
from sim.network.patterns import patterns

__all__ = ["direct_lines", "hub_transfers", "percentile_min", "transfer_queries"]

_COLUMNS = ("from_hub", "to_hub", "departure_s", "time_s")


def transfer_queries(network: Network) -> pd.DataFrame:
    """What the router must be asked for the transfer matrix: every ordered pair of open hubs.

    Ask for the travel time of each departure of a window (every minute or so of 06:00 to 22:00),
    from and to the points as stations (``is_station``: no feeder). Leave the timetabled trains out
    of the search for the matrix by metro and road; with them in it a train between two hubs counts
    too.

    Returns
    -------
    DataFrame
        from_hub, to_hub, from_lon, from_lat, to_lon, to_lat; empty with fewer than two open hubs.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.network.examples import empty, hub
    >>> town = replace(empty(), hubs={"E": hub("E", "A"), "W": hub("W", "B")})
    >>> transfer_queries(town)[["from_hub", "to_hub"]].values.tolist()
    [['E', 'W'], ['W', 'E']]
    """
    hubs = open_hubs(network)
    rows = [
        (one.hub_id, other.hub_id, one.lon, one.lat, other.lon, other.lat)
        for one in hubs
        for other in hubs
        if one.hub_id != other.hub_id
    ]
    names = ["from_hub", "to_hub", "from_lon", "from_lat", "to_lon", "to_lat"]
    return pd.DataFrame(rows, columns=names)


def percentile_min(times_s: pd.Series[float], percentile: float) -> float:
    """Percentile of travel times in minutes, where NaN is unreachable and so the longest.

    The smallest time that at least the share of all departures does not exceed (Hyndman and Fan
    1996, definition 1). NaN where so many departures do not arrive that it lies among them.

    Examples
    --------
    >>> times = pd.Series([600.0, 1200.0, 1800.0, float("nan")])
    >>> percentile_min(times, 50), percentile_min(times, 90)
    (20.0, nan)
    """
    ordered = np.sort(times_s.fillna(math.inf).to_numpy(np.float64))
    if not len(ordered):
        return math.nan
    rank = max(math.ceil(percentile / 100.0 * len(ordered) - 1e-9), 1)
    value = float(ordered[rank - 1])
    return round(value / 60.0, 1) if math.isfinite(value) else math.nan


def hub_transfers(
    network: Network, times: pd.DataFrame, *, road: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Transfer matrix between the open main stations: median and P90 over the departures.

    Times run from station to station and include the first wait; the way from the platform and the
    security check are not in them. The percentiles are those of passengers who come at random as
    far as `times` are: ask in drawn timetables where only headways are known, as at expected waits
    (half a headway for everybody) the P90 would be the median.

    Parameters
    ----------
    times
        from_hub, to_hub, departure_s, time_s: the router's answers to `transfer_queries`. NaN is
        unreachable. Pairs that are not there have n_departures 0 and no times.
    road
        from_hub, to_hub, road_min: minutes by car, where known.

    Returns
    -------
    DataFrame
        from_hub, to_hub, median_min, p90_min, direct_metro (a line run at headways goes from one to
        the other without change), direct_lines (their ids, with spaces between), n_departures, and
        road_min where `road` is given.

    Raises
    ------
    DataError
        If a column is missing or a time is negative.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.network.examples import hub, line
    >>> town = replace(line("A B C"), hubs={"E": hub("E", "A"), "W": hub("W", "C")})
    >>> times = pd.DataFrame({"from_hub": "E", "to_hub": "W", "departure_s": [0, 60],
    ...                       "time_s": [600.0, 900.0]})
    >>> hub_transfers(town, times).values.tolist()
    [['E', 'W', 10.0, 15.0, True, 'L', 2], ['W', 'E', nan, nan, True, 'L', 0]]
    """
    _check_times(times)
    groups = {key: group["time_s"] for key, group in times.groupby(["from_hub", "to_hub"])}
    lines = direct_lines(network)
    nothing = pd.Series([], dtype=np.float64)
    rows = []
    for pair in transfer_queries(network)[["from_hub", "to_hub"]].itertuples(
        index=False, name=None
    ):
        found = groups.get(pair, nothing)
        direct = lines.get(pair, ())
        median, p90 = percentile_min(found, 50), percentile_min(found, 90)
        rows.append((*pair, median, p90, bool(direct), " ".join(direct), len(found)))
    names = [
        "from_hub", "to_hub", "median_min", "p90_min",
        "direct_metro", "direct_lines", "n_departures",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=names)
    return table if road is None else table.merge(road, on=["from_hub", "to_hub"], how="left")


def _check_times(times: pd.DataFrame) -> None:
    missing = [name for name in _COLUMNS if name not in times.columns]
    if missing:
        raise DataError(
            f"times between the main stations have no column '{missing[0]}'; they need "
            f"{', '.join(_COLUMNS)}"
        )
    if (times["time_s"] < 0).any():
        raise DataError(
            "times between the main stations have a negative time; unreachable is an empty cell"
        )


def direct_lines(network: Network) -> dict[tuple[str, str], tuple[str, ...]]:
    """Lines run at headways that go from one open main station to another without change.

    Railway lines run at headways and buses count where they call at stops of both hubs.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.network.examples import hub, line
    >>> direct_lines(replace(line("A B C"), hubs={"E": hub("E", "A"), "W": hub("W", "C")}))
    {('E', 'W'): ('L',), ('W', 'E'): ('L',)}
    """
    hubs_of: dict[str, list[str]] = {}
    for hub in open_hubs(network):
        for stop_id in hub.stop_ids:
            hubs_of.setdefault(stop_id, []).append(hub.hub_id)
    found: dict[tuple[str, str], set[str]] = {}
    for pattern in patterns(network):
        if not pattern.bands:
            continue
        passed: list[str] = []
        for stop_id in pattern.stop_ids:
            here = hubs_of.get(stop_id, [])
            for one in passed:
                for other in here:
                    if one != other:
                        found.setdefault((one, other), set()).add(pattern.route_id)
            passed.extend(here)
    return {pair: tuple(sorted(found[pair])) for pair in sorted(found)}
