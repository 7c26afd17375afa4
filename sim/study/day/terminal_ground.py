"""Ways to and from the terminal: lines of the network, streams of vehicles, trips of the city."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import parse_clock
from sim.geometry import geodesic_m
from sim.hub.flow.places import VehicleCalls
from sim.hub.terminal.case import CityTrips, GroundWay
from sim.hub.terminal.flights import DAY_START_S
from sim.network.model import Network
from sim.network.patterns import Pattern, patterns

__all__ = ["GROUND_FACTS", "city_trips", "ground_ways", "line_calls"]

_GROUND, _VEHICLES, _PERIODS = "operations/terminal_ground", "demand/vehicles", "demand/periods"
GROUND_FACTS = (_GROUND, _VEHICLES, _PERIODS)
"""Tables of facts that the functions of this module read."""

_NEAR_M = 600.0
_DAY_S = 86_400

Floats = npt.NDArray[np.float64]
Tables = Mapping[str, pd.DataFrame]


def ground_ways(
    network: Network, tables: Tables, at: tuple[float, float]
) -> tuple[tuple[GroundWay, ...], dict[str, str]]:
    """Ways on the ground of ``operations/terminal_ground``, and the demand's alternative of each.

    Lines are those of the network that stop within 600 m of the terminals (`at`: longitude and
    latitude); a stream of vehicles comes at its headway all day. Without any line to the airport
    that way stays, but travellers of other cities take the others.
    """
    depart, arrive = line_calls(network, tables[_VEHICLES], _stops_near(network, at))
    ways, alternative = [], {}
    for cells in tables[_GROUND].to_dict("records"):
        row = {str(column): cell for column, cell in cells.items()}
        name = str(row["ground_id"])
        alternative[name] = str(row["alternative_id"])
        service = str(row["service"])
        lines = service == "lines"
        calls = depart if lines else _stream(row) if service == "stream" else None
        batches = service == "stream" and int(row["places"]) > _SHARED
        come = arrive if lines else calls.depart_s if calls and batches else np.empty(0)
        ways.append(
            GroundWay(
                name,
                str(row["title_zh"]),
                str(row["title_en"]),
                0.0 if lines and not len(depart.depart_s) else float(row["elsewhere_share"]),
                come,
                calls,
            )
        )
    return tuple(ways), alternative


_SHARED = 9
"""Places above which a vehicle is shared by strangers, who come together."""


def line_calls(
    network: Network, vehicles: pd.DataFrame, stop_ids: Collection[str]
) -> tuple[VehicleCalls, Floats]:
    """Departures of all lines from some stops, with their places, and arrivals at them.

    Vehicles at headways leave the first stop of their line at the start of each band and every
    headway after it; trains by their timetable. Times before 04:00 belong to the end of the day.
    A vehicle without places in `vehicles` is left out.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> table = pd.DataFrame({"mode_id": ["train"], "route_id": [""], "places": [1000]})
    >>> leave, come = line_calls(line("A B"), table, ["A"])
    >>> len(leave.depart_s), len(come), int(leave.places[0])
    (96, 96, 1000)
    """
    places = {
        str(row["route_id"] or row["mode_id"]): int(row["places"])
        for row in vehicles.to_dict("records")
    }
    leaving: list[tuple[float, int]] = []
    coming: list[float] = []
    for pattern in patterns(network):
        room = places.get(pattern.route_id, places.get(pattern.mode_id, 0))
        if pattern.is_sum or not room:
            continue
        for stop, stop_id in enumerate(pattern.stop_ids):
            if stop_id not in stop_ids:
                continue
            if stop < len(pattern.stop_ids) - 1:
                leaving += [(time_s, room) for time_s in _times(pattern, stop, leaves=True)]
            if stop > 0:
                coming += _times(pattern, stop, leaves=False)
    leaving.sort()
    calls = VehicleCalls(
        np.array([time_s for time_s, _ in leaving], dtype=np.float64),
        np.array([room for _, room in leaving], dtype=np.int64),
    )
    return calls, np.sort(np.asarray(coming, dtype=np.float64))


def city_trips(
    trips: pd.DataFrame,
    periods: pd.DataFrame,
    ways: tuple[GroundWay, ...],
    alternative: Mapping[str, str],
    *,
    generator_id: str,
) -> CityTrips:
    """Trips of ``generator_trips`` of one generator by period and way on the ground.

    `trips` has generator_id, period, direction (``to`` or ``from`` it), alternative_id and trips.
    Trips of an alternative that no way on the ground stands for go to the first way without
    vehicles: they are people all the same.

    Examples
    --------
    >>> trips = pd.DataFrame([("HGH", "all", "to", "car", 9.5), ("X", "all", "to", "car", 1.0)],
    ...     columns=["generator_id", "period", "direction", "alternative_id", "trips"])
    >>> periods = pd.DataFrame({"period_id": ["all"], "windows": ["06:00-23:00"]})
    >>> found = city_trips(trips, periods, (GroundWay("own", "车", "Car", 1.0),), {"own": "car"},
    ...                    generator_id="HGH")
    >>> found.windows, found.to_airport.tolist()
    (((21600, 82800, 0),), [[9.5]])
    """
    rows = trips[trips["generator_id"] == generator_id]
    own = next((number for number, way in enumerate(ways) if way.calls is None), 0)
    column: defaultdict[str, int] = defaultdict(lambda: own)
    column |= {
        name: place for place, way in enumerate(ways) if (name := alternative[way.ground_id])
    }
    names = [str(one) for one in periods["period_id"]]
    tables = {side: np.zeros((len(names), len(ways))) for side in ("to", "from")}
    for row in rows.to_dict("records"):
        place = (names.index(str(row["period"])), column[str(row["alternative_id"])])
        tables[str(row["direction"])][place] += float(row["trips"])
    windows = tuple(
        (parse_clock(start), parse_clock(end), number)
        for number, text in enumerate(periods["windows"])
        for start, end in [part.split("-") for part in str(text).split(";")]
    )
    return CityTrips(windows, tables["to"], tables["from"])


def _stops_near(network: Network, at: tuple[float, float]) -> frozenset[str]:
    return frozenset(
        str(stop.stop_id)
        for stop in network.stops.values()
        if network.is_open(stop) and geodesic_m((stop.lon, stop.lat), at) <= _NEAR_M
    )


def _times(pattern: Pattern, stop: int, *, leaves: bool) -> list[float]:
    """When the vehicles of a pattern leave a stop or reach it, within the operating day."""
    if pattern.trip_ids:
        table = pattern.trip_departure_s if leaves else pattern.trip_arrival_s
        found = [float(trip[stop]) for trip in table]
    else:
        offset = pattern.departure_offset_s if leaves else pattern.arrival_offset_s
        found = [
            float(start + offset[stop])
            for band in pattern.bands
            for start in range(band.start_s, band.end_s, band.headway_s)
        ]
    return sorted({(one - DAY_START_S) % _DAY_S + DAY_START_S for one in found})


def _stream(row: Mapping[str, object]) -> VehicleCalls:
    """Vehicles at a headway through the operating day and the hours after it."""
    headway_s, places = float(str(row["headway_s"])), int(str(row["places"]))
    depart_s = np.arange(DAY_START_S, DAY_START_S + _DAY_S + 6 * 3600, headway_s)
    return VehicleCalls(depart_s, np.full(depart_s.size, places, dtype=np.int64))
