"""Roles of the main stations: which lines and directions each serves, and how specialised it is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.gateway.rail.train_calls import rail_stations
from sim.gateway.stations.trains import train_calls
from sim.network.model import Network, StopId

__all__ = ["bearing_deg", "herfindahl", "hub_lines", "hub_neighbours", "specialisation"]

_SECTORS = (
    ("north", "北向", "North"),
    ("north_east", "东北向", "North-east"),
    ("east", "东向", "East"),
    ("south_east", "东南向", "South-east"),
    ("south", "南向", "South"),
    ("south_west", "西南向", "South-west"),
    ("west", "西向", "West"),
    ("north_west", "西北向", "North-west"),
)


def bearing_deg(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Initial bearing of the great circle between two (lon, lat), degrees clockwise from north.

    ``atan2(sin Δλ cos φ2, cos φ1 sin φ2 - sin φ1 cos φ2 cos Δλ)`` on the sphere.

    Examples
    --------
    >>> round(bearing_deg((120.0, 30.0), (120.0, 31.0))), round(bearing_deg((0.0, 0.0), (1.0, 0.0)))
    (0, 90)
    """
    lon_1, lat_1, lon_2, lat_2 = (math.radians(value) for value in (*start, *end))
    east = math.sin(lon_2 - lon_1) * math.cos(lat_2)
    north = math.cos(lat_1) * math.sin(lat_2)
    north -= math.sin(lat_1) * math.cos(lat_2) * math.cos(lon_2 - lon_1)
    return math.degrees(math.atan2(east, north)) % 360.0


def herfindahl(counts: npt.ArrayLike) -> float:
    """Herfindahl index of some counts: sum of squared shares, from 1/n (even) to 1 (one only).

    Herfindahl 1950; Hirschman 1964. Without anything to count it is NaN.

    Examples
    --------
    >>> herfindahl([10, 10]), herfindahl([7, 0]), herfindahl([])
    (0.5, 1.0, nan)
    """
    values = np.asarray(counts, dtype=np.float64)
    total = float(values.sum())
    return float(((values / total) ** 2).sum()) if total > 0 else math.nan


def hub_lines(network: Network, lines: pd.DataFrame, line_stops: pd.DataFrame) -> pd.DataFrame:
    """Trains of each main station by the railway line on which they come or go.

    Each side of a train's call (where it comes from, where it goes on to) belongs to one line: of
    the open lines with a main station, that on which the most of the train's next stations lie one
    after another, leading away from the hub; of equals the one that has the hub itself among its
    stations, then the first by id. Where the next station lies on none of them, it is the line of
    the city that shares a station with a line on which it does; else the compass sector of the next
    station (``toward_north_east``). Other main stations on the way are passed over; a side with
    nothing but main stations has no line. Tracks are not known: of two lines between the same
    stations, such as a high-speed and a conventional one, the trains cannot be told apart.

    Parameters
    ----------
    lines
        ``rail/lines``: line_id, name_zh, name_en, open_date. Lines not open on the date are not
        looked at.
    line_stops
        ``rail/line_stops``: line_id, seq, stop_id.

    Returns
    -------
    DataFrame
        hub_id, line_id, name_zh, name_en, trains_per_day (trains that come or go by the line),
        arrivals_per_day, departures_per_day, share_pct (of the hub's arrivals and departures
        together, so that shares add to 100). Most trains first. Hubs without trains have no rows.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim import toy
    >>> from sim.network.examples import hub
    >>> town = toy.build("train T rail: D 07:10, E 07:40/07:42, F 08:30").network
    >>> town = replace(town, hubs={"H": hub("H", "E")})
    >>> lines = pd.DataFrame({"line_id": ["de"], "name_zh": ["德线"], "name_en": ["D line"],
    ...                       "open_date": [pd.Timestamp("2010-01-01")]})
    >>> stops = pd.DataFrame({"line_id": ["de", "de"], "seq": [1, 2], "stop_id": ["D", "E"]})
    >>> hub_lines(town, lines, stops)[["line_id", "trains_per_day", "share_pct"]].values.tolist()
    [['de', 1, 50.0], ['toward_east', 1, 50.0]]
    """
    chosen = _sides_with_lines(network, lines, line_stops)
    columns = [
        "hub_id", "line_id", "name_zh", "name_en",
        "trains_per_day", "arrivals_per_day", "departures_per_day", "share_pct",
    ]  # fmt: skip
    if chosen.empty:
        return pd.DataFrame(columns=columns)
    table = chosen.groupby(["hub_id", "line_id"], as_index=False).agg(
        trains_per_day=("service", "nunique"),
        departures_per_day=("onward", "sum"),
        sides=("onward", "size"),
    )
    table["arrivals_per_day"] = table["sides"] - table["departures_per_day"]
    whole = table.groupby("hub_id")["sides"].transform("sum")
    table["share_pct"] = (100.0 * table["sides"] / whole).round(2)
    names = _names(lines)
    table["name_zh"] = [names[line_id][0] for line_id in table["line_id"]]
    table["name_en"] = [names[line_id][1] for line_id in table["line_id"]]
    order = table.sort_values(["hub_id", "sides", "line_id"], ascending=[True, False, True])
    return order.loc[:, columns].reset_index(drop=True)


def specialisation(table: pd.DataFrame) -> pd.DataFrame:
    """Matrix of lines by main stations: share of each line's trains at each station, in percent.

    Rows are lines, columns hub ids; a row adds to 100. The Herfindahl index of a row (shares as
    fractions) tells whether the line has a station of its own (1) or is spread.

    Examples
    --------
    >>> table = pd.DataFrame({"hub_id": ["E", "W"], "line_id": ["a", "a"],
    ...                       "arrivals_per_day": [3, 1], "departures_per_day": [3, 1]})
    >>> specialisation(table).loc["a"].to_dict()
    {'E': 75.0, 'W': 25.0}
    """
    movements = table.assign(n=table["arrivals_per_day"] + table["departures_per_day"])
    matrix = movements.pivot_table(
        index="line_id", columns="hub_id", values="n", aggfunc="sum", fill_value=0
    )
    return (100.0 * matrix.div(matrix.sum(axis=1), axis=0)).round(2)


def hub_neighbours(network: Network) -> pd.DataFrame:
    """First stations after, and last before, each main station, other main stations passed over.

    Returns
    -------
    DataFrame
        hub_id, stop_id, bearing_deg, sector (one of eight, ``north_east``), trains_per_day; most
        trains first.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim import toy
    >>> from sim.network.examples import hub
    >>> town = toy.build("train T rail: D 07:10, E 07:40/07:42, F 08:30").network
    >>> town = replace(town, hubs={"H": hub("H", "E")})
    >>> hub_neighbours(town)[["stop_id", "sector"]].values.tolist()
    [['D', 'west'], ['F', 'east']]
    """
    rows = [
        (side.hub_id, side.stop_ids[0], side.service, _bearing(network, side))
        for side in _sides(network)
    ]
    table = pd.DataFrame(rows, columns=["hub_id", "stop_id", "service", "bearing_deg"])
    found = table.groupby(["hub_id", "stop_id"], as_index=False).agg(
        bearing_deg=("bearing_deg", "first"), trains_per_day=("service", "nunique")
    )
    found["sector"] = [_SECTORS[_sector(value)][0] for value in found["bearing_deg"]]
    found["bearing_deg"] = found["bearing_deg"].astype(np.float64).round(1)
    ordered = found.sort_values(
        ["hub_id", "trains_per_day", "stop_id"], ascending=[True, False, True], ignore_index=True
    )
    return ordered.loc[:, ["hub_id", "stop_id", "bearing_deg", "sector", "trains_per_day"]]


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a train's call at a hub: the stations beyond it, the nearest first."""

    hub_id: str
    hub_stop_id: StopId
    service: int
    onward: bool
    stop_ids: tuple[StopId, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    line_id: str
    place: Mapping[str, int]
    city_places: tuple[int, ...]


def _sides(network: Network) -> Iterator[_Side]:
    calls = train_calls(network)
    rows = zip(calls["service"].tolist(), calls["stop_id"], calls["hub_id"], strict=True)
    for service, group in groupby(rows, key=itemgetter(0)):
        own = [(stop_id, hub_id) for _, stop_id, hub_id in group]
        for place, (hub_stop_id, hub_id) in enumerate(own):
            if not hub_id:
                continue
            before = tuple(stop_id for stop_id, hub in own[:place][::-1] if not hub)
            after = tuple(stop_id for stop_id, hub in own[place + 1 :] if not hub)
            for onward, beyond in ((False, before), (True, after)):
                if beyond:
                    yield _Side(hub_id, hub_stop_id, service, onward, beyond)


def _sides_with_lines(
    network: Network, lines: pd.DataFrame, line_stops: pd.DataFrame
) -> pd.DataFrame:
    open_lines = _open_lines(network, lines, line_stops)
    known: dict[tuple[StopId, tuple[StopId, ...]], str] = {}
    rows = []
    for side in _sides(network):
        key = (side.hub_stop_id, side.stop_ids)
        if key not in known:
            sector = _SECTORS[_sector(_bearing(network, side))][0]
            known[key] = _line_of(side, open_lines) or f"toward_{sector}"
        rows.append((side.hub_id, known[key], side.service, side.onward))
    return pd.DataFrame(rows, columns=["hub_id", "line_id", "service", "onward"])


def _open_lines(
    network: Network, lines: pd.DataFrame, line_stops: pd.DataFrame
) -> tuple[_Line, ...]:
    opened = pd.to_datetime(lines["open_date"]) <= pd.Timestamp(network.as_of)  # NaT: not open
    rail = rail_stations(network)
    in_city = {stop for hub in network.hubs.values() for stop in hub.stop_ids if stop in rail}
    found = []
    for line_id in sorted(lines.loc[opened, "line_id"]):
        own = line_stops.loc[line_stops["line_id"] == line_id].sort_values("seq")
        place = dict(zip(own["stop_id"], own["seq"].astype(int), strict=True))
        city = tuple(number for stop_id, number in place.items() if stop_id in in_city)
        found.append(_Line(line_id, place, city))
    return tuple(found)


def _line_of(side: _Side, lines: Sequence[_Line]) -> str:
    """Line of the city that the side runs along or towards, or nothing."""
    in_city = [line for line in lines if line.city_places]
    best = (0, False)
    best_id = ""
    for line in in_city:
        rank = (_stations_along(side, line), side.hub_stop_id in line.place)
        if rank[0] and rank > best:
            best, best_id = rank, line.line_id
    return best_id or _joined_line(side, lines, in_city)


def _joined_line(side: _Side, lines: Sequence[_Line], in_city: Sequence[_Line]) -> str:
    """Line of the city that shares a station with a line on which the next station lies."""
    beyond = {stop_id for line in lines if side.stop_ids[0] in line.place for stop_id in line.place}
    joined = [line for line in in_city if not beyond.isdisjoint(line.place)]
    own = [line for line in joined if side.hub_stop_id in line.place]
    return next((line.line_id for line in own or joined), "")


def _stations_along(side: _Side, line: _Line) -> int:
    """How many stations of the side lie on the line one after another, away from the city."""
    places: list[int] = []
    for stop_id in side.stop_ids:
        if stop_id not in line.place:
            break
        places.append(line.place[stop_id])
    if not places:
        return 0
    starts = [line.place[side.hub_stop_id]] if side.hub_stop_id in line.place else line.city_places
    return max(_monotone(places, up=places[0] > start) for start in starts)


def _monotone(places: Sequence[int], *, up: bool) -> int:
    count = 1
    for one, other in pairwise(places):
        if (other > one) != up:
            break
        count += 1
    return count


def _bearing(network: Network, side: _Side) -> float:
    here, there = network.stops[side.hub_stop_id], network.stops[side.stop_ids[0]]
    return bearing_deg((here.lon, here.lat), (there.lon, there.lat))


def _sector(bearing: float) -> int:
    return int((bearing + 22.5) // 45.0) % len(_SECTORS)


def _names(lines: pd.DataFrame) -> dict[str, tuple[str, str]]:
    names = {f"toward_{sector}": (zh, en) for sector, zh, en in _SECTORS}
    known = zip(lines["line_id"], lines["name_zh"], lines["name_en"], strict=True)
    return names | {line_id: (zh, en) for line_id, zh, en in known}
