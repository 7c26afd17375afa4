"""A network as rows of GTFS files: headway services as frequencies, trains as trips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sim.network.model import Network, RouteId, StopId
from sim.network.patterns import Pattern, patterns, served_stops

__all__ = ["Rows", "network_rows"]

_AGENCY, _SERVICE = "network", "daily"
_NAME = "Network model"
_NO_URL = "https://example.invalid"  # GTFS wants an address; this one is reserved for nobody
_HEADERS = {
    "agency.txt": "agency_id agency_name agency_url agency_timezone agency_lang",
    "calendar.txt": "service_id monday tuesday wednesday thursday friday saturday sunday "
    "start_date end_date",
    "feed_info.txt": "feed_publisher_name feed_publisher_url feed_lang feed_start_date "
    "feed_end_date feed_version",
    "frequencies.txt": "trip_id start_time end_time headway_secs exact_times",
    "routes.txt": "route_id agency_id route_short_name route_long_name route_desc route_type "
    "route_color",
    "stop_times.txt": "trip_id arrival_time departure_time stop_id stop_sequence",
    "stops.txt": "stop_id stop_name stop_lat stop_lon",
    "transfers.txt": "from_stop_id to_stop_id transfer_type min_transfer_time",
    "translations.txt": "table_name field_name language translation record_id",
    "trips.txt": "route_id service_id trip_id trip_short_name direction_id",
}

Row = tuple[str, ...]
Rows = Mapping[str, Sequence[Row]]
"""Rows of each file, the header first."""


@dataclass(frozen=True, slots=True)
class _Trip:
    """A trip of the feed; ``start_s`` is added to the times of a template."""

    trip_id: str
    number: str
    pattern: Pattern
    arrival_s: tuple[int, ...]
    departure_s: tuple[int, ...]
    start_s: int = 0


def network_rows(network: Network, service_date: date, *, timezone: str) -> Rows:
    """Write out what runs: only stops that something serves, only routes that run.

    Branches keep their own headways; the patterns that sum them on a shared trunk are left out,
    for the feed would have the service twice. Trains of the day before are left out too: a reader
    finds them by the calendar, which runs daily for the year of the date and the day before it.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> rows = network_rows(line("A B C"), date(2020, 1, 1), timezone="Asia/Shanghai")
    >>> [row[2] for row in rows["trips.txt"][1:]]
    ['L:main:0', 'L:main:1']
    """
    found = _own_patterns(network)
    trips = sorted(_trips(network, found), key=lambda trip: trip.trip_id)
    stops = sorted(served_stops(found))
    body: dict[str, Iterable[Row]] = {
        "agency.txt": [(_AGENCY, _NAME, _NO_URL, timezone, "zh")],
        "calendar.txt": [(_SERVICE, *"1111111", *_year(service_date))],
        "feed_info.txt": [_feed_info(network, found, service_date)],
        "frequencies.txt": _frequency_rows(found),
        "routes.txt": _route_rows(network, found),
        "stop_times.txt": [row for trip in trips for row in _call_rows(trip)],
        "stops.txt": [
            (stop_id, stop.name_zh, repr(stop.lat), repr(stop.lon))
            for stop_id in stops
            for stop in [network.stops[stop_id]]
        ],
        "transfers.txt": _transfer_rows(network, frozenset(stops)),
        "translations.txt": _translation_rows(network, stops, found),
        "trips.txt": [
            (t.pattern.route_id, _SERVICE, t.trip_id, t.number, str(t.pattern.direction))
            for t in trips
        ],
    }
    return {name: [tuple(header.split()), *body[name]] for name, header in _HEADERS.items()}


def _own_patterns(network: Network) -> list[Pattern]:
    """Patterns of a branch or of trains; a trunk's bands are named after several branches."""
    branches = {
        (route.route_id, branch.branch_id)
        for route in network.routes.values()
        for branch in route.branches
    }
    return [
        pattern
        for pattern in patterns(network)
        if pattern.trip_ids
        or any((pattern.route_id, band.branch_id) in branches for band in pattern.bands)
    ]


def _trips(network: Network, found: Sequence[Pattern]) -> Iterable[_Trip]:
    for pattern in found:
        if not pattern.trip_ids:
            offsets = (pattern.arrival_offset_s, pattern.departure_offset_s)
            yield _Trip(pattern.pattern_id, "", pattern, *offsets, pattern.bands[0].start_s)
        times = zip(pattern.trip_ids, pattern.trip_arrival_s, pattern.trip_departure_s, strict=True)
        for trip_id, arrival_s, departure_s in times:
            train = network.trains.get(trip_id)
            if train is not None:
                yield _Trip(trip_id, train.number, pattern, arrival_s, departure_s)


def _call_rows(trip: _Trip) -> Iterable[Row]:
    calls = zip(trip.pattern.stop_ids, trip.arrival_s, trip.departure_s, strict=True)
    for number, (stop_id, arrival_s, departure_s) in enumerate(calls, start=1):
        times = (_clock(trip.start_s + arrival_s), _clock(trip.start_s + departure_s))
        yield (trip.trip_id, *times, stop_id, str(number))


def _frequency_rows(found: Sequence[Pattern]) -> list[Row]:
    return [
        (pattern.pattern_id, _clock(band.start_s), _clock(band.end_s), str(band.headway_s), "0")
        for pattern in found
        for band in pattern.bands
    ]


def _route_rows(network: Network, found: Sequence[Pattern]) -> list[Row]:
    rows = {}
    for pattern in found:
        mode = network.modes[pattern.mode_id]
        route = None if pattern.trip_ids else network.routes[RouteId(pattern.route_id)]
        name, _ = _route_names(network, pattern)
        colour = (mode.colour if route is None else route.colour).lstrip("#")
        about = "timetable" if route is None else f"headways, {route.quality.value}"
        kind = str(mode.gtfs_route_type)
        rows[pattern.route_id] = (pattern.route_id, _AGENCY, "", name, about, kind, colour)
    return [rows[route_id] for route_id in sorted(rows)]


def _transfer_rows(network: Network, stops: frozenset[StopId]) -> list[Row]:
    return [
        (one, other, "2", str(walk.time_s))
        for (one, other), walk in sorted(network.transfer_times.items())
        if one in stops and other in stops
    ]


def _translation_rows(
    network: Network, stops: Sequence[StopId], found: Sequence[Pattern]
) -> list[Row]:
    rows = [
        ("stops", "stop_name", "en", stop.name_en, stop.stop_id)
        for stop in (network.stops[stop_id] for stop_id in stops)
        if stop.name_en not in {"", stop.name_zh}
    ]
    routes = {pattern.route_id: _route_names(network, pattern) for pattern in found}
    return rows + [
        ("routes", "route_long_name", "en", english, route_id)
        for route_id, (chinese, english) in sorted(routes.items())
        if english not in {"", chinese}
    ]


def _route_names(network: Network, pattern: Pattern) -> tuple[str, str]:
    """Chinese and English name; trains of one class are a route named after mode and class."""
    if not pattern.trip_ids:
        route = network.routes[RouteId(pattern.route_id)]
        return route.name_zh or route.name_en or route.route_id, route.name_en
    mode = network.modes[pattern.mode_id]
    letter = pattern.route_id.partition(":")[2]
    return f"{mode.label_zh} {letter}".strip(), f"{mode.label_en} {letter}".strip()


def _feed_info(network: Network, found: Sequence[Pattern], service_date: date) -> Row:
    """Say in feed_version which network it is, and that its headways are modelled."""
    kinds = Counter(band.quality.value for pattern in found for band in pattern.bands)
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    version = f"network {network.as_of} {network.fingerprint}"
    if told:
        version += f"; frequencies are modelled headways (by quality of source: {told})"
    return (_NAME, _NO_URL, "zh", *_year(service_date), version)


def _year(service_date: date) -> tuple[str, str]:
    """First and last day of service: the year, and the eve whose night trains run into it."""
    return f"{service_date.year - 1:04d}1231", f"{service_date.year:04d}1231"


def _clock(time_s: int) -> str:
    return f"{time_s // 3600:02d}:{time_s // 60 % 60:02d}:{time_s % 60:02d}"
