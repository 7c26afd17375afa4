"""Minutes between places and railway stations: the ways before the first train and after the last.

Whatever measures them (the router with metro and bus, or a feeder alone) they end up in the same
record, one row per place and one column per station.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import DataError
from sim.network.connectors import Point, WalkSettings, point_links, stop_order
from sim.network.model import Network, StopId

if TYPE_CHECKING:  # the router is heavy, and only one function needs it
    from sim.routing.arrays import LinkArrays, TimetableArrays
    from sim.routing.settings import Query

__all__ = ["Ways", "joined_ways", "ways_by_feeder", "ways_by_router", "ways_from_table"]

Floats = npt.NDArray[np.float64]

_COLUMNS = ("point_id", "stop_id", "minutes", "weight")


@dataclass(frozen=True)
class Ways:
    """Minutes [place, station], NaN where there is no way; `weight` is people, on any scale."""

    point_ids: tuple[str, ...]
    stop_ids: tuple[StopId, ...]
    minutes: Floats
    weight: Floats

    def row(self, point_id: str) -> Ways:
        """The ways of one place, to the stations it can reach. An unknown place reaches none."""
        if point_id not in self.point_ids:
            return Ways((point_id,), (), np.empty((1, 0)), np.ones(1))
        minutes = self.minutes[[self.point_ids.index(point_id)]]
        there = np.flatnonzero(~np.isnan(minutes[0]))
        return Ways(
            (point_id,),
            tuple(self.stop_ids[int(i)] for i in there),
            minutes[:, there],
            np.ones(1),
        )


def joined_ways(parts: Sequence[Ways], point_ids: Sequence[str], *, weight: npt.ArrayLike) -> Ways:
    """Ways of the same places to several sets of stations, side by side. No part: no station.

    Examples
    --------
    >>> one = Ways(("a",), (StopId("H"),), np.array([[20.0]]), np.ones(1))
    >>> other = Ways(("a",), (StopId("X"),), np.array([[5.0]]), np.ones(1))
    >>> joined_ways([one, other], ("a",), weight=[1.0]).minutes.tolist()
    [[20.0, 5.0]]
    """
    minutes = [np.empty((len(point_ids), 0)), *(part.minutes for part in parts)]
    return Ways(
        tuple(point_ids),
        tuple(stop_id for part in parts for stop_id in part.stop_ids),
        np.concatenate(minutes, axis=1),
        np.asarray(weight, dtype=np.float64),
    )


def ways_by_feeder(
    network: Network,
    points: Sequence[Point],
    stop_ids: Sequence[StopId],
    *,
    weight: npt.ArrayLike | None = None,
    walk: WalkSettings | None = None,
) -> Ways:
    """Ways on foot or by the points' own feeders to some stations, as the router links them.

    A feeder takes ``feeder_fixed_s + 1.3 * distance / feeder_speed_kmh`` (`WalkSettings`), over
    bridges and tunnels only, to stations within the point's limit; others have no way. The times
    hold in both directions. Weights are 1 if not given.

    Examples
    --------
    9.65 km away: 10 min + 1.3 * 9.65 km at 30 km/h.

    >>> from sim.gateway.circle.small_province import hub_town, on_the_map
    >>> town = on_the_map(hub_town(), {"H": (120.1, 30.0)})
    >>> ways = ways_by_feeder(town, [Point("home", 120.0, 30.0, 30.0)], ["H"])
    >>> ways.minutes.round(0).tolist()
    [[35.0]]
    """
    walk = walk or WalkSettings()
    order = stop_order(network)
    column = {stop_id: place for place, stop_id in enumerate(stop_ids)}
    links = point_links(points, network, walk)
    minutes = np.full((len(points), len(stop_ids)), np.nan)
    for row, stop, time_s in zip(
        links.from_index.tolist(), links.to_index.tolist(), links.time_s.tolist(), strict=True
    ):
        place = column.get(order[stop])
        if place is not None:
            minutes[row, place] = time_s / 60.0
    return Ways(
        tuple(point.point_id for point in points),
        tuple(stop_ids),
        minutes,
        np.ones(len(points)) if weight is None else np.asarray(weight, dtype=np.float64),
    )


def ways_by_router(
    timetable: TimetableArrays,
    links: tuple[LinkArrays, LinkArrays, LinkArrays],
    query: Query,
    *,
    stop_ids: Sequence[StopId],
    weight: npt.ArrayLike | None = None,
) -> Ways:
    """Ways by metro, bus and whatever the router finds, from places to main stations.

    `links` are those of the places, of the main stations (as points, in the order of the railway
    stops `stop_ids` they stand for) and between the two. Minutes are the first percentile of the
    query over its departures, to the station itself: boarding a train comes on top. They are used
    in both directions. Places the search does not bring to a station have no way (NaN).

    Examples
    --------
    Ready after 4 min, half of 10 min of wait, 10 min of ride and 2 min to the station.

    >>> from sim import toy
    >>> from sim.network.patterns import patterns
    >>> from sim.routing.compile import compile_links, compile_timetable
    >>> from sim.routing.settings import Query
    >>> town = toy.build('''
    ... line red tram every 10 06:00-22:00: A +0, B +10
    ... point home: A 4
    ... point station: B 2
    ... ''')
    >>> timetable = compile_timetable(
    ...     patterns(town.network), town.transfers, stop_ids=town.stop_ids, modes=town.network.modes
    ... )
    >>> links = compile_links(town.access, town.point_ids, town.stop_ids)
    >>> direct = compile_links(town.direct, town.point_ids, town.point_ids)
    >>> ways = ways_by_router(
    ...     timetable, (links, links, direct), Query((28_800,), (50,)), stop_ids=("H", "J")
    ... )
    >>> ways.point_ids[0], float(ways.minutes[0, 1])
    ('home', 21.0)
    """
    from sim.routing.matrix import travel_times  # noqa: PLC0415 - heavy, where wanted

    access, egress, direct = links
    found = travel_times(timetable, access, egress, direct, query)
    times_s = np.asarray(found.at(query.percentiles[0]), dtype=np.float64)
    return Ways(
        tuple(access.from_ids),
        tuple(stop_ids),
        np.where(times_s < 0, np.nan, times_s / 60.0),
        np.ones(len(times_s)) if weight is None else np.asarray(weight, dtype=np.float64),
    )


def ways_from_table(frame: pd.DataFrame) -> Ways:
    """Ways from a table ``point_id, stop_id, minutes, weight`` (one weight per point).

    Pairs that are not in the table, or have no minutes, have no way. Points and stations are
    sorted by id.

    Raises
    ------
    DataError
        If a column is missing, a pair stands twice or minutes are negative.

    Examples
    --------
    >>> table = pd.DataFrame({"point_id": ["a", "b"], "stop_id": "H", "minutes": [20.0, 30.0]})
    >>> ways_from_table(table.assign(weight=1.0)).minutes.tolist()
    [[20.0], [30.0]]
    """
    missing = [column for column in _COLUMNS if column not in frame.columns]
    if missing:
        raise DataError(
            f"the table of ways has no column '{missing[0]}'; it needs {', '.join(_COLUMNS)}"
        )
    twice = frame[frame.duplicated(["point_id", "stop_id"])]
    if len(twice):
        first = twice.iloc[0]
        raise DataError(
            f"the table of ways has '{first['point_id']}' to '{first['stop_id']}' twice "
            f"({len(twice)} such rows); give each pair once"
        )
    if (frame["minutes"] < 0).any():
        bad = frame[frame["minutes"] < 0].iloc[0]
        raise DataError(
            f"the way from '{bad['point_id']}' to '{bad['stop_id']}' takes {bad['minutes']} min; "
            "minutes are 0 or more, and empty where there is no way"
        )
    table = frame.set_index(["point_id", "stop_id"])["minutes"].unstack()  # noqa: PD010 - no sums
    table = table.sort_index().sort_index(axis=1)
    weight = frame.groupby("point_id")["weight"].first().reindex(table.index)
    return Ways(
        tuple(str(point) for point in table.index),
        tuple(StopId(str(stop)) for stop in table.columns),
        table.to_numpy(np.float64),
        weight.to_numpy(np.float64),
    )
