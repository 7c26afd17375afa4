"""What a city's files leave out: points and stops off the streets, hours without service."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.clock import Window, clock_text
from sim.errors import DataError, Issue, Severity
from sim.geometry import Bools, Floats
from sim.network.gtfs import ServiceDay
from sim.routing.arrays import LinkArrays
from sim.routing.streets import Snapped, unlinked_issues
from sim.study.points import PointTable

__all__ = ["off_network", "stops_off_network", "window_issues", "without_stop"]

_SHOWN = 5
_DAY_S = 86_400
_EARTH_KM = 6371.0


def off_network(
    snapped: Snapped, points: PointTable, path: Path, *, streets: Path, max_m: float
) -> tuple[Issue, ...]:
    """Warn of points too far from any street to be walked to.

    Raises
    ------
    DataError
        If that is every point: such a matrix would be empty.
    """
    issues = unlinked_issues(snapped, list(points.ids), max_m=max_m)
    if len(issues) == 0 or snapped.is_linked.any():
        return tuple(replace(issue, file=path) for issue in issues)
    nearest = int(snapped.distance_m.argmin())
    distance_km = float(snapped.distance_m[nearest]) / 1000
    what = (
        f"none of the {len(points):,} points lies within {max_m:.0f} m of a street of "
        f"{streets.name}; the nearest, {points.ids[nearest]}, is {distance_km:,.1f} km away"
    )
    fix = "check that points and streets are of the same city, and that lon and lat are in place"
    issue = Issue(Severity.ERROR, "points-off-network", what, fix, path)
    raise DataError("the points do not lie in the city", [issue])


def stops_off_network(
    snapped: Snapped, day: ServiceDay, streets: Path, *, max_m: float
) -> tuple[Issue, ...]:
    """Tell how many served stops have no street near them; warn where none has."""
    served = np.unique(day.trips.stop)
    far = int((~snapped.is_linked[served]).sum())
    if not far:
        return ()
    what = f"{far:,} of {len(served):,} served stops lie more than {max_m:,.0f} m from any street"
    if far == len(served):
        fix = "take an extract of the feed's city; as it is, nobody can board anything"
        return (Issue(Severity.WARNING, "stops-off-network", what, fix, streets),)
    fix = "the street extract is smaller than the timetable: they are ridden through, not walked to"
    return (Issue(Severity.INFO, "stops-off-network", what, fix, streets),)


def without_stop(
    access: LinkArrays, linked: Bools, points: PointTable, path: Path, day: ServiceDay
) -> tuple[Issue, ...]:
    """Tell which points on the streets have no served stop within the longest walk to stops."""
    links = access.forward
    is_served = np.zeros(len(day.stops.ids), dtype=np.bool_)
    is_served[day.trips.stop] = True
    walks = np.concatenate([[0], np.cumsum(is_served[links.target])])
    alone = np.flatnonzero(linked & (walks[links.first[1:]] == walks[links.first[:-1]]))
    if len(alone) == 0:
        return ()
    shown = ", ".join(
        f"{points.ids[row]} ({_nearest_stop_km(points, row, day, is_served):,.1f} km)"
        for row in alone[:_SHOWN].tolist()
    )
    more = ", …" if len(alone) > _SHOWN else ""
    what = (
        f"{len(alone):,} of {len(points):,} points have no served stop within the longest walk; "
        f"straight to the nearest one: {shown}{more}"
    )
    every = len(alone) == int(linked.sum())
    severity = Severity.WARNING if every else Severity.INFO
    fix = "only walks all the way are found there; --max-access-m allows longer walks to stops"
    return (Issue(severity, "points-without-stop", what, fix, path),)


def window_issues(
    day: ServiceDay, window: Window, max_time_s: int, *, arrive_by: bool = False
) -> tuple[Issue, ...]:
    """Warn of a window in which nothing runs, and of one that reaches into the next date."""
    first, last = _service_s(day)
    early_s = window.start_s - (max_time_s if arrive_by else 0)
    late_s = window.end_s if arrive_by else window.end_s + max_time_s
    feeds = ", ".join(day.feeds)
    if late_s < first or early_s > last:
        when = "before" if arrive_by else "after"
        what = (
            f"nothing runs {window.text()} or in the {max_time_s // 60} min {when} it: service of "
            f"{feeds} on {day.service_date} is from {clock_text(first)} to {clock_text(last)}"
        )
        fix = "choose a window inside the service; as it is, only walks are found"
        if window.end_s > _DAY_S:
            fix += f"; for trips of the next date write {_next_date(day, window)}"
        return (Issue(Severity.WARNING, "window-outside-service", what, fix),)
    if window.end_s <= _DAY_S:
        return ()
    what = (
        f"the window {window.text()} passes midnight: trips that {feeds} only begins on the next "
        "date are not searched"
    )
    fix = f"ask for them by themselves, with {_next_date(day, window)}"
    return (Issue(Severity.WARNING, "window-past-midnight", what, fix),)


def _next_date(day: ServiceDay, window: Window) -> str:
    """Options that ask for what of the window is past midnight, as hours of the next date."""
    tomorrow = day.service_date + timedelta(days=1)
    again = Window(max(window.start_s - _DAY_S, 0), window.end_s - _DAY_S, window.step_s)
    return f"--date {tomorrow} --window {again.text()}"


def _service_s(day: ServiceDay) -> tuple[int, int]:
    """First and last departure of the date, trips by frequency included."""
    trip = np.repeat(np.arange(len(day.trips.ids)), np.diff(day.trips.first))
    timed_s = day.trips.departure_s[~day.is_template[trip]]
    bands = day.frequencies
    starts_s = np.concatenate([timed_s, bands.start_s])
    ends_s = np.concatenate([timed_s, bands.end_s])
    if starts_s.size == 0:
        return 0, _DAY_S
    return max(int(starts_s.min()), 0), int(ends_s.max())


def _nearest_stop_km(points: PointTable, row: int, day: ServiceDay, is_served: Bools) -> float:
    lon, lat = np.radians(points.lon[row]), np.radians(points.lat[row])
    stop_lon, stop_lat = np.radians(day.stops.lon[is_served]), np.radians(day.stops.lat[is_served])
    return float(_great_circle_km(lon, lat, stop_lon, stop_lat).min())


def _great_circle_km(
    lon: float, lat: float, other_lon: npt.NDArray[np.float64], other_lat: npt.NDArray[np.float64]
) -> Floats:
    half = (
        np.sin((other_lat - lat) / 2) ** 2
        + np.cos(lat) * np.cos(other_lat) * np.sin((other_lon - lon) / 2) ** 2
    )
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(half)), dtype=np.float64)
