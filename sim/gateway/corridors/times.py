"""Airport corridors: how long, how reliable, and for how many of the day's flights in time."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import DataError
from sim.geometry import geodesic_m
from sim.network.model import Network, StopId
from sim.network.patterns import Pattern, patterns

__all__ = [
    "bank_coverage",
    "corridor_reliability",
    "coverage_by_hour",
    "direct_services",
    "direct_times",
    "road_times",
    "stops_near",
]

Floats = npt.NDArray[np.float64]
_DAY_MIN = 1440


def corridor_reliability(times: pd.DataFrame) -> pd.DataFrame:
    """Median, 95th percentile and buffer index of the time between the airport and each place.

    `times` has place_id, means (how one travels: any label), departure_s, time_s and, where the
    departures do not count alike, weight. NaN is unreachable and counts as longer than any time.
    Buffer index = (P95 - P50) / P50 (FHWA, travel time reliability, with the median in place of
    the mean): the share of the usual time to allow for on top, so as to be late one time in
    twenty.

    Columns: place_id, means, departures, reached_share, median_min, p95_min, buffer_index. Minutes
    are NaN where the percentile is never reached, and the index with them.

    Examples
    --------
    >>> times = pd.DataFrame({"place_id": "wulin", "means": "bus and metro",
    ...     "departure_s": [0, 60, 120], "time_s": [3000.0, 3000.0, 3600.0]})
    >>> corridor_reliability(times)[["median_min", "p95_min", "buffer_index"]].iloc[0].tolist()
    [50.0, 60.0, 0.2]
    """
    _need(times, "times", ("place_id", "means", "departure_s", "time_s"))
    rows = []
    for (place, means), own in times.groupby(["place_id", "means"], sort=True):
        weights: Floats = np.ones(len(own), dtype=np.float64)
        if "weight" in own.columns:
            weights = own["weight"].to_numpy(dtype=np.float64)
        time_s = own["time_s"].to_numpy(dtype=np.float64)
        median_min = _quantile(time_s, weights, 0.5) / 60
        p95_min = _quantile(time_s, weights, 0.95) / 60
        reached = weights[~np.isnan(time_s)].sum() / weights.sum() if weights.sum() > 0 else 0.0
        rows.append(
            {
                "place_id": place,
                "means": means,
                "departures": len(own),
                "reached_share": float(reached),
                "median_min": median_min,
                "p95_min": p95_min,
                "buffer_index": (p95_min - median_min) / median_min if median_min > 0 else np.nan,
            }
        )
    columns = ["place_id", "means", "departures", "reached_share"]
    return pd.DataFrame(rows, columns=[*columns, "median_min", "p95_min", "buffer_index"])


def road_times(minutes: pd.DataFrame, *, means: str) -> pd.DataFrame:
    """Bring road minutes by period into the shape of `corridor_reliability`.

    `minutes` has place_id, period, start_s, end_s and time_min: the minutes of a free road at
    night, of a congested one in the peaks. Each period weighs as long as it lasts, or ``weight_s``
    where there is such a column. NaN minutes are unreachable. The spread from day to day inside a
    period (accidents, rain) is only in it if the rows have it (`sim.gateway.corridors.roads`);
    without it the 95th percentile is a lower bound.

    Examples
    --------
    >>> roads = pd.DataFrame({"place_id": "wulin", "period": ["free", "peak"],
    ...     "start_s": [0, 25200], "end_s": [25200, 32400], "time_min": [30.0, 60.0]})
    >>> corridor_reliability(road_times(roads, means="car"))["median_min"].tolist()
    [30.0]
    """
    _need(minutes, "minutes", ("place_id", "period", "start_s", "end_s", "time_min"))
    wrong = minutes.loc[minutes["end_s"] <= minutes["start_s"], "period"].astype(str).tolist()
    if wrong:
        raise DataError(
            f"road minutes: period '{wrong[0]}' ends before it begins; end_s must be after start_s"
        )
    return pd.DataFrame(
        {
            "place_id": minutes["place_id"],
            "means": means,
            "departure_s": minutes["start_s"].astype("int64"),
            "time_s": minutes["time_min"] * 60.0,
            "weight": (
                minutes["weight_s"]
                if "weight_s" in minutes.columns
                else (minutes["end_s"] - minutes["start_s"]).astype("float64")
            ),
        }
    ).reset_index(drop=True)


def stops_near(
    network: Network, lon: float, lat: float, *, within_m: float = 1500.0
) -> tuple[StopId, ...]:
    """Stops within a straight distance of a point, sorted by id, open or not.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> stops_near(line("A B C"), 120.0, 30.0, within_m=10.0)
    ('A',)
    """
    # A degree along a meridian is nowhere shorter than 110 km: most stops need no measuring.
    band = [one for one in network.stops.items() if abs(one[1].lat - lat) * 110_000.0 <= within_m]
    return tuple(
        stop_id
        for stop_id, stop in sorted(band)
        if geodesic_m((lon, lat), (stop.lon, stop.lat)) <= within_m
    )


def direct_services(
    network: Network, airport_stops: Collection[StopId], place_stops: Collection[StopId]
) -> pd.DataFrame:
    """Every vehicle that runs directly between the airport and a place, with its moments.

    Columns: direction (``to`` or ``from`` the airport), route_id, mode_id, departure_s, time_s,
    sorted by direction and departure. Departures are those of the first stop of the place (or the
    airport) that the vehicle serves; headways are laid out from the start of each band. Shared
    trunks are not counted twice. No rows where no vehicle runs through.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> table = direct_services(line("A B C"), ["C"], ["A"])
    >>> table.groupby("direction")["time_s"].agg(["min", "max"]).to_dict("index")["to"]
    {'min': 180, 'max': 180}
    """
    rows: list[tuple[object, ...]] = []
    place, airport = set(place_stops), set(airport_stops)
    for pattern in patterns(network):
        if pattern.is_sum or airport.isdisjoint(pattern.stop_ids):
            continue
        for direction, starts, ends in (("to", place, airport), ("from", airport, place)):
            ride = _first_ride(pattern, starts, ends)
            if ride is not None:
                rows.extend(
                    (direction, pattern.route_id, str(pattern.mode_id), leave, arrive - leave)
                    for leave, arrive in _moments(pattern, *ride)
                )
    frame = pd.DataFrame(
        rows, columns=["direction", "route_id", "mode_id", "departure_s", "time_s"]
    )
    keys = ["direction", "departure_s", "route_id", "time_s"]
    return frame.sort_values(keys, kind="stable").reset_index(drop=True)


def direct_times(services: pd.DataFrame, departures_s: Sequence[int]) -> pd.DataFrame:
    """Waiting and riding on direct vehicles, from stop to stop, for every departure.

    `services` is one direction of `direct_services`. Whoever comes at a moment takes the vehicle
    that arrives first of those that have not left. Columns: departure_s, time_s; NaN after the
    last vehicle.

    Examples
    --------
    >>> services = pd.DataFrame({"departure_s": [600, 1200], "time_s": [1800, 900]})
    >>> direct_times(services, [0, 660, 1300])["time_s"].tolist()
    [2100.0, 1440.0, nan]
    """
    leave_s = services["departure_s"].to_numpy(dtype=np.float64)
    order = np.argsort(leave_s, kind="stable")
    arrive_s = (leave_s + services["time_s"].to_numpy(dtype=np.float64))[order]
    # The first arrival of all that leave then or later; never, once the last has gone.
    first_s = np.append(np.minimum.accumulate(arrive_s[::-1])[::-1], np.nan)
    wanted = np.asarray(departures_s, dtype=np.float64)
    times = first_s[np.searchsorted(leave_s[order], wanted, side="left")] - wanted
    return pd.DataFrame({"departure_s": np.asarray(departures_s, dtype=np.int64), "time_s": times})


def bank_coverage(
    times: pd.DataFrame,
    bank: pd.DataFrame,
    *,
    leads_min: Sequence[float] = (90.0, 120.0),
    egress_min: float = 45.0,
    slack_min: float = 60.0,
) -> pd.DataFrame:
    """Share of the day's flights for which there is a way to, or from, the airport in time.

    `times` has place_id, direction (``to`` or ``from`` the airport), departure_s, time_s: ways of
    one day, from the router or from `direct_services`; NaN is no way. `bank` has hour,
    departures_share and arrivals_share (scaled to sum to 1); flights are spread evenly over their
    hour.

    A flight that leaves at t is reached where some way arrives in the `slack_min` minutes before
    ``t - lead``: nobody is asked to be there much earlier than need be. A flight that lands at t
    is served where some way leaves in the `slack_min` minutes after ``t + egress``. Moments run
    round the clock: a flight at 00:30 is reached by the train of 22:00 the evening before.

    Columns: place_id, direction, lead_min, flights_share, first_s, last_s (first and last arrival
    at the airport, or departure from it; NaN without any), ways.

    Examples
    --------
    >>> bank = pd.DataFrame({"hour": [7, 12], "departures_share": [0.4, 0.6],
    ...                      "arrivals_share": [0.5, 0.5]})
    >>> times = pd.DataFrame({"place_id": "wulin", "direction": "to",
    ...     "departure_s": range(21_600, 79_200, 600), "time_s": 3600.0})
    >>> table = bank_coverage(times, bank, leads_min=[90.0])
    >>> table["flights_share"].tolist()  # first arrival 07:00, so flights from 08:30 on
    [0.6]
    """
    _need(times, "times", ("place_id", "direction", "departure_s", "time_s"))
    rows = []
    for (place, direction), own in times.groupby(["place_id", "direction"], sort=True):
        to_airport = direction == "to"
        ways = own.dropna(subset=["time_s"])
        at_airport = ways["departure_s"] + (ways["time_s"] if to_airport else 0.0)
        moments_s = np.sort(at_airport.to_numpy(dtype=np.float64))
        shares = _flight_minutes(bank, "departures_share" if to_airport else "arrivals_share")
        for lead_min in leads_min if to_airport else (egress_min,):
            near = _near_minutes(moments_s, lead_min, slack_min, before=to_airport)
            rows.append(
                {
                    "place_id": place,
                    "direction": direction,
                    "lead_min": float(lead_min),
                    "flights_share": round(float(shares[near].sum()), 9),
                    "first_s": moments_s[0] if len(moments_s) else np.nan,
                    "last_s": moments_s[-1] if len(moments_s) else np.nan,
                    "ways": len(moments_s),
                }
            )
    columns = ["place_id", "direction", "lead_min", "flights_share", "first_s", "last_s", "ways"]
    return pd.DataFrame(rows, columns=columns)


def coverage_by_hour(
    times: pd.DataFrame,
    bank: pd.DataFrame,
    *,
    lead_min: float = 120.0,
    egress_min: float = 45.0,
    slack_min: float = 60.0,
) -> pd.DataFrame:
    """Flights of each hour that have a way to, or from, the airport in time.

    As `bank_coverage`, hour by hour: after the last vehicle the share of the flights that land
    drops to 0. Columns: place_id, direction, hour, flights_share (of the day's flights that leave
    or land in the hour), covered_share (of these, 0 to 1; NaN in hours without flights).

    Examples
    --------
    >>> bank = pd.DataFrame({"hour": [12, 23], "departures_share": [0.5, 0.5],
    ...                      "arrivals_share": [0.6, 0.4]})
    >>> times = pd.DataFrame({"place_id": "wulin", "direction": "from",
    ...     "departure_s": range(21_600, 86_400, 600), "time_s": 3600.0})
    >>> table = coverage_by_hour(times, bank).dropna().set_index("hour")
    >>> table["covered_share"].to_dict()  # the last leaves at 23:50, who lands by 23:05 is there
    {12: 1.0, 23: 0.083333333}
    """
    _need(times, "times", ("place_id", "direction", "departure_s", "time_s"))
    rows = []
    for (place, direction), own in times.groupby(["place_id", "direction"], sort=True):
        to_airport = direction == "to"
        ways = own.dropna(subset=["time_s"])
        at_airport = ways["departure_s"] + (ways["time_s"] if to_airport else 0.0)
        near = _near_minutes(
            np.sort(at_airport.to_numpy(dtype=np.float64)),
            lead_min if to_airport else egress_min,
            slack_min,
            before=to_airport,
        )
        shares = _flight_minutes(bank, "departures_share" if to_airport else "arrivals_share")
        for hour in range(24):
            part = slice(hour * 60, hour * 60 + 60)
            whole = float(shares[part].sum())
            covered = float(shares[part][near[part]].sum()) / whole if whole > 0 else np.nan
            rows.append((place, direction, hour, round(whole, 9), round(covered, 9)))
    columns = ["place_id", "direction", "hour", "flights_share", "covered_share"]
    return pd.DataFrame(rows, columns=columns)


def _flight_minutes(bank: pd.DataFrame, column: str) -> Floats:
    """Share of the flights in each minute of the day."""
    minutes = np.zeros(_DAY_MIN)
    shares = bank[column].to_numpy(dtype=np.float64)
    whole = shares.sum()
    for hour, share in zip(bank["hour"], shares, strict=True):
        minutes[int(hour) * 60 : int(hour) * 60 + 60] += share / 60
    return minutes / whole if whole > 0 else minutes


def _near_minutes(
    moments_s: Floats, lead_min: float, slack_min: float, *, before: bool
) -> npt.NDArray[np.bool_]:
    """Minutes of the day whose flight has a way within the slack of what it needs."""
    # The middle of each minute stands for it, so whole minutes are measured exactly.
    flight_min = np.arange(_DAY_MIN, dtype=np.float64) + 0.5
    if len(moments_s) == 0:
        return np.zeros(_DAY_MIN, dtype=np.bool_)
    day = moments_s / 60
    # A way of yesterday's or tomorrow's evening serves a flight just past midnight.
    moments = np.sort(np.concatenate([day - _DAY_MIN, day, day + _DAY_MIN]))
    needed = flight_min - lead_min if before else flight_min + lead_min
    low, high = (needed - slack_min, needed) if before else (needed, needed + slack_min)
    first = np.searchsorted(moments, low, side="left")
    last = np.searchsorted(moments, high, side="right")
    return np.asarray(last > first, dtype=np.bool_)


def _first_ride(pattern: Pattern, starts: set[StopId], ends: set[StopId]) -> tuple[int, int] | None:
    """Find positions of the boarding and the alighting stop; the shortest ride there is."""
    boarding = None
    for position, stop_id in enumerate(pattern.stop_ids):
        if stop_id in starts:
            boarding = position
        elif stop_id in ends and boarding is not None:
            return boarding, position
    return None


def _moments(pattern: Pattern, boarding: int, alighting: int) -> list[tuple[int, int]]:
    if pattern.trip_ids:
        return [
            (leaves[boarding], arrives[alighting])
            for leaves, arrives in zip(
                pattern.trip_departure_s, pattern.trip_arrival_s, strict=True
            )
        ]
    leave_s = pattern.departure_offset_s[boarding]
    arrive_s = pattern.arrival_offset_s[alighting]
    return [
        (moment + leave_s, moment + arrive_s)
        for band in pattern.bands
        for moment in range(band.start_s, band.end_s, band.headway_s)
    ]


def _quantile(values: Floats, weights: Floats, q: float) -> float:
    """Smallest value within which the share `q` of the weight lies; NaN where it never does."""
    longest = np.where(np.isnan(values), np.inf, values)
    whole = float(weights.sum())
    if whole <= 0:
        return float("nan")
    order = np.argsort(longest, kind="stable")
    position = int(np.searchsorted(np.cumsum(weights[order]), q * whole * (1 - 1e-12)))
    found = float(longest[order][min(position, len(longest) - 1)])
    return found if np.isfinite(found) else float("nan")


def _need(frame: pd.DataFrame, name: str, columns: Sequence[str]) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise DataError(f"'{name}' has no column '{missing[0]}'; it needs {', '.join(columns)}")
