"""The legs of an itinerary with names: stops, lines, trains, headways, feeder or walk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sim.clock import clock_text
from sim.network.connectors import Point, direct_links, point_links, stop_order
from sim.network.model import HeadwayBand, Network
from sim.network.patterns import Pattern
from sim.routing.components import ComponentName, parted
from sim.routing.itinerary import Itinerary, Leg
from sim.study.world import World

__all__ = ["Service", "Spot", "TripLeg", "length_text", "length_words", "named_legs"]

_YESTERDAY = "@-1"


@dataclass(frozen=True, slots=True)
class Spot:
    """A stop or an end of the trip, with its names."""

    spot_id: str
    name_zh: str
    name_en: str

    @property
    def name(self) -> str:
        """Chinese and English name, or the id where there is none."""
        names = dict.fromkeys(part for part in (self.name_zh, self.name_en) if part)
        return " ".join(names) or self.spot_id


@dataclass(frozen=True, slots=True)
class Service:
    """What is ridden. `headway_s` is 0 for a timetabled vehicle, which has a trip."""

    route_id: str
    trip_id: str
    mode_id: str
    name_zh: str
    name_en: str
    towards: Spot
    n_stops: int
    headway_s: int
    boarding_slack_s: int

    @property
    def name(self) -> str:
        """Name of the line, or class and number of the train."""
        return " ".join(dict.fromkeys(part for part in (self.name_zh, self.name_en) if part))

    @property
    def frequency(self) -> str:
        """How often it runs, in words."""
        if not self.headway_s:
            return "by timetable"
        minutes = f"{self.headway_s / 60:.1f}".removesuffix(".0")
        return f"every {minutes} min"


@dataclass(frozen=True, slots=True)
class TripLeg:
    """One leg. `means` is walk, feeder (local bus, taxi or car), wait, ride, alight or transfer.

    A wait and the ride after it both carry the service.
    """

    component: ComponentName
    means: str
    start_s: int
    end_s: int
    origin: Spot
    destination: Spot
    service: Service | None = None

    @property
    def duration_s(self) -> int:
        """Seconds from the leg's start to its end."""
        return self.end_s - self.start_s

    @property
    def is_on_foot(self) -> bool:
        """Whether the traveller walks."""
        return self.means in {"walk", "transfer"}

    @property
    def what(self) -> str:
        """What happens, without times: ``Line 1 to Wulin Square``."""
        there, service = self.destination.name, self.service
        if self.means == "wait" and service is not None:
            return f"for {service.name}"
        if self.means == "ride" and service is not None:
            return f"{service.name} to {there}"
        if self.means == "alight":
            return f"out of {there}"
        return f"to {there}"

    @property
    def detail(self) -> str:
        """What else is known: how often the line runs, where to, how many stops it is."""
        service = self.service
        if service is None:
            return "local bus, taxi or car" if self.means == "feeder" else ""
        if self.means == "wait":
            slack_s = service.boarding_slack_s
            slack = f", {length_text(slack_s)} boarding slack included" if slack_s else ""
            return f"{service.frequency}{slack}"
        stops = "1 stop" if service.n_stops == 1 else f"{service.n_stops} stops"
        is_last = service.towards.spot_id == self.destination.spot_id
        return stops if is_last else f"towards {service.towards.name}, {stops}"

    def text(self) -> str:
        """One line: ``08:00:00   4:30  walk      to Wulin Square``."""
        return (
            f"{clock_text(self.start_s):<8}  {length_text(self.duration_s):>7}  "
            f"{self.means:<8}  {', '.join(part for part in (self.what, self.detail) if part)}"
        )


def length_text(time_s: int) -> str:
    """Minutes and seconds, so that what is shown adds up.

    Examples
    --------
    >>> length_text(65), length_text(7200), length_text(-5)
    ('1:05', '120:00', '-0:05')
    """
    minutes, seconds = divmod(abs(time_s), 60)
    return f"{'-' if time_s < 0 else ''}{minutes}:{seconds:02d}"


def length_words(time_s: int) -> str:
    """Minutes and seconds in a sentence.

    Examples
    --------
    >>> length_words(65), length_words(7200)
    ('1 min 5 s', '120 min')
    """
    minutes, seconds = divmod(time_s, 60)
    return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"


def named_legs(
    itinerary: Itinerary, world: World, ends: Mapping[str, Spot], points: tuple[Point, Point]
) -> tuple[TripLeg, ...]:
    """Name the legs of an itinerary between two points, whose names are given by their ids."""
    on_foot = _walking_times(world, points)
    legs = parted(itinerary)
    ready_s = itinerary.departure_s
    services: list[Service | None] = []
    for _, leg in legs:
        services.append(_service(leg, ready_s, world) if leg.kind == "ride" else None)
        ready_s = leg.start_s if leg.kind == "wait" else leg.end_s
    named: list[TripLeg] = []
    for number, (component, leg) in enumerate(legs):
        means: str = leg.kind
        if leg.kind == "walk":
            means = "walk" if on_foot(leg) else "feeder"
        after = number + 1 if leg.kind == "wait" else number
        service = services[after] if after < len(services) else None
        named.append(
            TripLeg(
                component,
                means,
                leg.start_s,
                leg.end_s,
                _spot(leg.from_id, world.network, ends),
                _spot(leg.to_id, world.network, ends),
                service,
            )
        )
    return tuple(named)


@dataclass(frozen=True)
class _OnFoot:
    """Seconds on foot of every walk of two points, whatever feeders run there."""

    time_s: Mapping[tuple[str, str], int]

    def __call__(self, leg: Leg) -> bool:
        ends = leg.from_id, leg.to_id
        return self.time_s.get(ends, self.time_s.get(ends[::-1])) == leg.duration_s


def _walking_times(world: World, points: tuple[Point, Point]) -> _OnFoot:
    """Compute the links of the points again without feeders: what then takes as long is a walk."""
    walkers = [replace(point, feeder_speed_kmh=0.0) for point in points]
    stop_ids = stop_order(world.network)
    to_stops = point_links(walkers, world.network, world.walk)
    direct = direct_links(walkers, walkers, world.network, world.walk)
    times: dict[tuple[str, str], int] = {}
    for links, target_ids in (
        (to_stops, [str(stop_id) for stop_id in stop_ids]),
        (direct, [point.point_id for point in points]),
    ):
        columns = (links.from_index.tolist(), links.to_index.tolist(), links.time_s.tolist())
        for row, column, time_s in zip(*columns, strict=True):
            times[points[row].point_id, target_ids[column]] = time_s
    return _OnFoot(times)


def _spot(spot_id: str, network: Network, ends: Mapping[str, Spot]) -> Spot:
    if spot_id in ends:
        return ends[spot_id]
    stop = network.stops[spot_id]  # type: ignore[index]
    return Spot(spot_id, stop.name_zh, stop.name_en)


def _service(leg: Leg, ready_s: int, world: World) -> Service:
    """Find the service of a ride of a traveller who stood at the stop at `ready_s`."""
    network = world.network
    mode = network.modes[leg.mode_id]  # type: ignore[index]
    route = network.routes.get(leg.route_id)  # type: ignore[call-overload]
    train = network.trains.get(leg.trip_id.removesuffix(_YESTERDAY))
    names = (mode.label_zh, mode.label_en)
    if route is not None:
        names = (route.name_zh, route.name_en)
    elif train is not None:
        names = (mode.label_zh, f"{mode.label_en} {train.number}")
    pattern, position, headway_s = _ridden(leg, ready_s + mode.boarding_slack_s, world)
    n_stops = pattern.stop_ids.index(leg.to_id, position + 1) - position
    towards = _spot(pattern.stop_ids[-1], network, {})
    slack_s = mode.boarding_slack_s
    return Service(
        leg.route_id, leg.trip_id, leg.mode_id, *names, towards, n_stops, headway_s, slack_s
    )


def _ridden(leg: Leg, ready_s: int, world: World) -> tuple[Pattern, int, int]:
    """Pattern, position of boarding and headway (0 by timetable) of a ride."""
    for pattern in world.patterns:
        if pattern.route_id != leg.route_id and leg.trip_id not in pattern.trip_ids:
            continue
        for position, stop_id in enumerate(pattern.stop_ids):
            if stop_id != leg.from_id or leg.to_id not in pattern.stop_ids[position + 1 :]:
                continue
            if leg.trip_id in pattern.trip_ids:
                times_s = pattern.trip_departure_s[pattern.trip_ids.index(leg.trip_id)]
                if times_s[position] == leg.start_s:
                    return pattern, position, 0
            elif not leg.trip_id:
                band = _band(pattern, position, leg, ready_s)
                if band is not None:
                    return pattern, position, band.headway_s
    raise AssertionError(f"no service of the network has the ride {leg.text()}")


def _band(pattern: Pattern, position: int, leg: Leg, ready_s: int) -> HeadwayBand | None:
    """Band that gives the ride its times: half a headway, rounded up, after one is ready.

    Lines that share a trunk are one pattern there with a headway of its own, so the wait tells
    which pattern it was.
    """
    offset_s = pattern.departure_offset_s[position]
    leaves_s = leg.start_s - offset_s
    arrives_s = [
        leaves_s + arrival_s
        for stop_id, arrival_s in zip(pattern.stop_ids, pattern.arrival_offset_s, strict=True)
        if stop_id == leg.to_id
    ]
    if leg.end_s not in arrives_s:
        return None
    for band in pattern.bands:
        caught_s = max(ready_s - offset_s, band.start_s)
        if caught_s < band.end_s and caught_s + (band.headway_s + 1) // 2 == leaves_s:
            return band
    return None
