"""Walks between stops after a feed's own word: pathways and transfers.txt over the streets.

What is known better goes before what is computed, pair by pair: a walk on the streets, then the
shortest pathway through a station, then a rule of transfers.txt.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.errors import Issue, Severity
from sim.geometry import distances_m, projected_epsg, to_metres
from sim.network.connectors import Links
from sim.network.gtfs.service import ServiceDay

__all__ = ["RuledTransfers", "with_rules"]

_MINIMUM, _FORBIDDEN = 2, 3
_DETOUR = 1.3


@dataclass(frozen=True)
class RuledTransfers:
    """Walks between stops, sorted, and what the feed changed about them."""

    links: Links
    issues: tuple[Issue, ...]


def with_rules(
    walks: Links, day: ServiceDay, *, slack_s: int, speed_m_per_s: float
) -> RuledTransfers:
    """Put a feed's pathways and transfer rules over walks on the streets.

    A minimum time (kind 2) lasts from the arrival to the departure, so the boarding slack is part
    of it: the walk takes the rest. A forbidden transfer (kind 3) takes the walk away. A recommended
    or timed one (kinds 0 and 1) keeps the walk, and where there is none makes one: the straight
    line times 1.3 (assumed).

    Examples
    --------
    >>> from datetime import date
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from sim.network.gtfs import read_service_day
    >>> from sim.network.gtfs.examples import small_feed, write_feed
    >>> walks = Links(*(np.array([value], np.int32) for value in (0, 1, 300)))
    >>> with TemporaryDirectory() as folder:
    ...     path = write_feed(small_feed(), Path(folder) / "small.zip")
    ...     day = read_service_day([path], date(2019, 5, 13))
    >>> with_rules(walks, day, slack_s=60, speed_m_per_s=1.0).links.time_s.tolist()
    [300]
    """
    rules, ways, size = day.transfers, day.pathways, len(day.stops.ids)
    if not rules.kind.size and not ways.time_s.size:
        return RuledTransfers(walks, ())
    key = _key(walks.from_index, walks.to_index, size)
    time_s = walks.time_s.astype(np.int64)
    key, time_s = _over(key, time_s, _key(ways.from_stop, ways.to_stop, size), ways.time_s)
    asked = _key(rules.from_stop, rules.to_stop, size)
    timed = rules.kind == _MINIMUM
    least_s = np.maximum(rules.min_time_s[timed] - slack_s, 0)
    key, time_s = _over(key, time_s, asked[timed], least_s)
    kept = ~np.isin(key, asked[rules.kind == _FORBIDDEN])
    key, time_s = key[kept], time_s[kept]
    missing = (rules.kind < _MINIMUM) & ~np.isin(asked, key)
    missing &= rules.from_stop != rules.to_stop
    straight_s = _straight_s(day, asked[missing] // size, asked[missing] % size, speed_m_per_s)
    key, time_s = _over(key, time_s, asked[missing], straight_s)
    order = np.argsort(key, kind="stable")
    key, time_s = key[order], time_s[order]
    forbidden = rules.kind == _FORBIDDEN
    stays = int((forbidden & (rules.from_stop == rules.to_stop)).sum())
    what = (
        f"{int(timed.sum())} minimum times, {int(forbidden.sum()) - stays} forbidden "
        f"transfers, {ways.time_s.size} walks through stations and {int(missing.sum())} "
        f"recommended transfers without a walk (straight line x {_DETOUR}) are taken from "
        f"{', '.join(day.feeds)}"
    )
    fix = "they go before walks on the streets"
    issues = [Issue(Severity.INFO, "transfers-of-the-feed", what, fix)]
    if stays:
        what = f"{stays} rules that forbid to change at a stop without leaving it are not followed"
        fix = "nothing to do; where people may change, they may also at the same stop"
        issues.append(Issue(Severity.WARNING, "forbidden-stay", what, fix))
    links = Links(*(part.astype(np.int32) for part in (key // size, key % size, time_s)))
    return RuledTransfers(links, tuple(issues))


def _key(
    from_index: npt.NDArray[np.int32], to_index: npt.NDArray[np.int32], size: int
) -> npt.NDArray[np.int64]:
    return from_index.astype(np.int64) * size + to_index


def _over(
    key: npt.NDArray[np.int64],
    time_s: npt.NDArray[np.int64],
    new_key: npt.NDArray[np.int64],
    new_s: npt.ArrayLike,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Pairs with new times in place of the known ones."""
    kept = ~np.isin(key, new_key)
    return np.concatenate([key[kept], new_key]), np.concatenate([time_s[kept], np.asarray(new_s)])


def _straight_s(
    day: ServiceDay,
    from_stop: npt.NDArray[np.int64],
    to_stop: npt.NDArray[np.int64],
    speed_m_per_s: float,
) -> npt.NDArray[np.int64]:
    if not from_stop.size:
        return np.empty(0, np.int64)
    lon, lat = day.stops.lon, day.stops.lat
    epsg = projected_epsg(float(lon[from_stop[0]]), float(lat[from_stop[0]]))
    one = to_metres(lon[from_stop], lat[from_stop], epsg=epsg)
    other = to_metres(lon[to_stop], lat[to_stop], epsg=epsg)
    return np.ceil(distances_m(one, other) * _DETOUR / speed_m_per_s).astype(np.int64)
