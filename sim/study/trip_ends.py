"""Where a trip starts or ends: what a planner writes, found in a network or told what to write.

Written is an id (zone, stop, place, main station, airport), a name in Chinese or English, or
``lon,lat``. With its kind in front (``stop:M_longxiangqiao``) an id is never mistaken.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import Issue, Severity
from sim.geometry import Floats, distances_m, projected_epsg, to_metres
from sim.network.connectors import Point
from sim.network.model import Network
from sim.study.skims import airport_point
from sim.study.world import World

__all__ = ["TripEnd", "end_point", "find_end"]

SAME_SPOT_M = 500.0
"""Things of one name that lie this near each other are taken for one place."""

OUTSIDE_M = 40_000.0
"""Farther than this from every stop no feeder goes, so nothing can be asked there."""

_MOST_CANDIDATES = 5
_NUMBER = r"[-+]?\d{1,3}(?:\.\d+)?"
_LONLAT = re.compile(rf"^\s*({_NUMBER})\s*[,,]\s*({_NUMBER})\s*$")


@dataclass(frozen=True, slots=True)
class TripEnd:
    """A place to start from or go to; `kind` is zone, stop, place, hub, airport or point.

    `about` says what it is in words: "metro stop", "main station". `nearby` are other things of
    the same name close by, which were not taken.
    """

    kind: str
    end_id: str
    name_zh: str
    name_en: str
    about: str
    lon: float
    lat: float
    nearby: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What to write for exactly this place: ``hub:hangzhou_east``, ``120.15,30.27``."""
        return self.end_id if self.kind == "point" else f"{self.kind}:{self.end_id}"

    @property
    def point_id(self) -> str:
        """Id of the place among the points of a search, as in the tables of a run."""
        return self.key if self.kind in {"hub", "airport"} else self.end_id

    @property
    def name(self) -> str:
        """Chinese and English name; what it is, where it has none."""
        names = dict.fromkeys(part for part in (self.name_zh, self.name_en) if part)
        return " ".join(names) or f"{self.about} {self.end_id}"


def end_point(end: TripEnd, world: World) -> Point:
    """The end as a point of a world's searches, the same as the tables of a run use."""
    zone = world.network.zones.get(end.end_id) if end.kind == "zone" else None  # type: ignore[call-overload]
    if zone is not None:
        return Point(zone.zone_id, zone.lon, zone.lat, zone.feeder_speed_kmh)
    if end.kind == "airport" and end.end_id == world.network.home_airport:
        return airport_point(world)
    is_station = end.kind in {"hub", "airport"}
    return world.point(end.point_id, end.lon, end.lat, is_station=is_station)


def find_end(text: str, world: World, *, option: str) -> TripEnd | Issue:
    """What `text` names, or an issue that says what to write; `option` is where it was written.

    An id is looked for first, then names, without regard to small and capital letters. Of several
    things of one name within 500 m the best known is taken: main station, airport, place, stop on
    rails, other stop. Things farther apart are an issue that lists them.
    """
    lonlat = _LONLAT.match(text)
    if lonlat is not None:
        return _at(float(lonlat[1]), float(lonlat[2]), world, option)
    known = tuple(_known(world))
    found = _matches(text.strip(), known)
    if not found:
        return _unknown(text, known, option)
    best = found[0]
    near = _metres(best, found) <= SAME_SPOT_M
    if not near.all():
        what = f"{option} '{text}' names {len(found)} things"
        return Issue(Severity.ERROR, "ambiguous-place", what, f"write {_offers(found)}")
    if _to_stop_m(best, world) > OUTSIDE_M:
        return _outside(best, world, option)
    others = tuple(other.key for other in found[1:])
    return TripEnd(
        best.kind, best.end_id, best.name_zh, best.name_en, best.about, best.lon, best.lat, others
    )


def _known(world: World) -> Iterator[TripEnd]:
    """Everything with a name, the best known first."""
    network = world.network
    for hub in network.hubs.values():
        names = hub.name_zh, hub.name_en
        yield TripEnd("hub", hub.hub_id, *names, "main station", hub.lon, hub.lat)
    for code, airport in network.airports.items():
        lon, lat = airport.lon, airport.lat
        if code == network.home_airport:
            terminals = airport_point(world)
            lon, lat = terminals.lon, terminals.lat
        yield TripEnd("airport", code, airport.name_zh, airport.name_en, "airport", lon, lat)
    for place in network.places.values():
        about = place.category.replace("_", " ") or "place"
        names = place.name_zh, place.name_en
        yield TripEnd("place", place.place_id, *names, about, place.lon, place.lat)
    yield from _stops(network, frozenset(s for p in world.patterns for s in p.stop_ids))
    for zone in world.zones:
        names = (zone.name_zh, zone.name_en) if zone.kind == "county" else ("", "")
        about = "zone" if zone.kind == "county" else f"cell in {zone.name_en or zone.name_zh}"
        yield TripEnd("zone", zone.zone_id, *names, about, zone.lon, zone.lat)


def _stops(network: Network, served: frozenset[str]) -> Iterator[TripEnd]:
    """Stops that something serves; those on lines with more capacity (wider on maps) first."""
    width = {mode_id: mode.line_width_px for mode_id, mode in network.modes.items()}
    stops = [stop for stop in network.stops.values() if stop.stop_id in served]
    for stop in sorted(stops, key=lambda stop: (-width[stop.mode_id], stop.stop_id)):
        about = f"{network.modes[stop.mode_id].label_en.lower()} stop"
        yield TripEnd("stop", stop.stop_id, stop.name_zh, stop.name_en, about, stop.lon, stop.lat)


def _matches(text: str, known: Sequence[TripEnd]) -> list[TripEnd]:
    """What has exactly this key, id or name, in that order."""
    if not text:
        return []
    folded = text.casefold()
    by_key = [one for one in known if folded == one.key.casefold()]
    by_id = [one for one in known if text == one.end_id]
    if len(by_key) == 1 or len(by_id) == 1:
        return by_key[:1] or by_id
    return [
        one
        for one in known
        if folded
        in {one.end_id.casefold(), one.name_zh.casefold(), one.name_en.casefold(), one.key}
    ]


def _unknown(text: str, known: Sequence[TripEnd], option: str) -> Issue:
    """Names that hold what was written, then names that look like it."""
    folded = text.strip().casefold()
    spoken = {
        name.casefold(): one
        for one in reversed(known)
        for name in (one.end_id, one.key, one.name_zh, one.name_en)
        if name
    }
    holding = sorted((len(name), name) for name in spoken if folded and folded in name)
    close = difflib.get_close_matches(folded, sorted(spoken), _MOST_CANDIDATES, 0.6)
    names = [*(name for _, name in holding), *close]
    offered = list(dict.fromkeys(spoken[name] for name in names))
    fix = (
        f"did you mean {_offers(offered)}?"
        if offered
        else "write the id or the name of a zone, stop, place, main station or airport, or lon,lat"
    )
    return Issue(Severity.ERROR, "unknown-place", f"{option} '{text}' is not known", fix)


def _offers(found: Sequence[TripEnd]) -> str:
    told = [f"{one.key} ({', '.join(dict.fromkeys((one.name, one.about)))})" for one in found]
    more = len(told) - _MOST_CANDIDATES
    rest = [f"… and {more} more"] if more > 0 else []
    return "; ".join((*told[:_MOST_CANDIDATES], *rest))


def _at(lon: float, lat: float, world: World, option: str) -> TripEnd | Issue:
    end = TripEnd("point", f"{lon:g},{lat:g}", "", f"{lon:g}, {lat:g}", "lon, lat", lon, lat)
    if abs(lon) > 180 or abs(lat) > 90 or _to_stop_m(end, world) > OUTSIDE_M:
        return _outside(end, world, option)
    return end


def _outside(end: TripEnd, world: World, option: str) -> Issue:
    """A point too far away, with its distance; perhaps it was written the wrong way round."""
    turned = TripEnd("point", "", "", "", "", end.lat, end.lon)
    fix = "choose a place inside the modelled area"
    if end.kind == "point" and _to_stop_m(turned, world) <= OUTSIDE_M:
        fix = f"longitude comes first: write {end.lat:g},{end.lon:g}"
    metres = _to_stop_m(end, world)
    what = f"{option} '{end.key}' is no place on earth"
    if np.isfinite(metres):
        what = f"{option} '{end.key}' lies {metres / 1000:,.0f} km from the nearest stop"
    return Issue(Severity.ERROR, "outside-network", what, fix)


def _to_stop_m(end: TripEnd, world: World) -> float:
    """Metres to the nearest stop; infinite where there is none or no such place on earth."""
    stops = list(world.network.stops.values())
    if not stops or abs(end.lon) > 180 or abs(end.lat) > 90:
        return float("inf")
    near = min(stops, key=lambda s: (s.lon - end.lon) ** 2 + (s.lat - end.lat) ** 2)
    there = TripEnd("stop", near.stop_id, "", "", "", near.lon, near.lat)
    return float(_metres(end, [there])[0])


def _metres(end: TripEnd, others: Sequence[TripEnd]) -> Floats:
    """Straight distances from one end to others."""
    epsg = projected_epsg(end.lon, end.lat)
    there = to_metres([one.lon for one in others], [one.lat for one in others], epsg=epsg)
    return distances_m(there, to_metres([end.lon], [end.lat], epsg=epsg))
