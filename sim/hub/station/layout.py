"""The facility of a station: places per platform and line, and the routes between them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.hub.flow.facility import Facility, Route
from sim.hub.flow.places import Gate, Lanes, Place, Rank, Walk
from sim.hub.station.lines import LineCalls, steady
from sim.hub.station.template import PlaceSpec, Template, Way

__all__ = ["ALL_DAY_S", "Layout", "base_of", "calls_of", "layout_of"]

ALL_DAY_S = (0.0, 28.0 * 3600.0)
"""Steady ranks have vehicles from midnight to four in the next morning."""

_MARK = "@"
_OPEN_S = 86_400.0


def base_of(place_id: str) -> str:
    """Place of the template that a place of the facility is a copy of.

    Examples
    --------
    >>> base_of("in_stairs@3"), base_of("security")
    ('in_stairs', 'security')
    """
    return place_id.partition(_MARK)[0]


@dataclass(frozen=True, eq=False)
class Layout:
    """A facility, and which route people of a way take by platform and line.

    `route_of` is keyed by (from_kind, to_kind, platform of arrival, platform of departure, line);
    what does not apply is -1.
    """

    facility: Facility
    route_of: Mapping[tuple[str, str, int, int, int], int]


def layout_of(
    facility_id: str, titles: tuple[str, str], template: Template, lines: Sequence[LineCalls]
) -> Layout:
    """Lay out a template: a copy of platform places for each platform, of line ranks for each line.

    Names of copies are ``place@number``. A way over a rank of lines is left out where there are
    no lines.

    Examples
    --------
    >>> from sim.hub.station.examples import small_template
    >>> layout = layout_of("H", ("站", "Station"), small_template(), ())
    >>> [place.place_id for place in layout.facility.places]
    ['in_walk@0', 'in_gates', 'hall', 'out_walk@0']
    """
    places: dict[str, Place] = {}
    routes: list[Route] = []
    route_of: dict[tuple[str, str, int, int, int], int] = {}
    for spec in template.places.values():
        for number, line in _copies(spec, template, lines):
            made = _place(spec, number, line)
            places[made.place_id] = made
    used: set[str] = set()
    for way in template.ways:
        for key, ids in _routes(way, template, lines):
            route_of[key] = len(routes)
            routes.append(Route("/".join(map(str, key)), ids))
            used.update(ids)
    kept = tuple(place for place_id, place in places.items() if place_id in used)
    return Layout(Facility(facility_id, *titles, kept, tuple(routes)), route_of)


def calls_of(spec: PlaceSpec, line: LineCalls | None) -> Rank:
    """Rank of a line, or of vehicles that come evenly all day.

    Examples
    --------
    >>> calls_of(PlaceSpec("t", "rank", "车", "Cars", calls_per_h=1, places_per_call=2), None).calls
    ... # doctest: +ELLIPSIS
    VehicleCalls(...)
    """
    if line is not None:
        titles = (f"{spec.title_zh} {line.title_zh}", f"{spec.title_en}, {line.title_en}")
        return Rank(f"{spec.place_id}{_MARK}{line.line_id}", *titles, line.calls)
    start_s, end_s = ALL_DAY_S
    calls = steady(spec.calls_per_h, spec.places_per_call, from_s=start_s, until_s=end_s)
    return Rank(spec.place_id, spec.title_zh, spec.title_en, calls)


def _copies(
    spec: PlaceSpec, template: Template, lines: Sequence[LineCalls]
) -> Iterator[tuple[int | None, LineCalls | None]]:
    if spec.calls == "lines":
        yield from ((None, line) for line in lines)
    elif spec.per_platform:
        yield from ((number, None) for number in range(template.platforms))
    else:
        yield (None, None)


def _place(spec: PlaceSpec, number: int | None, line: LineCalls | None) -> Place:
    place_id, zh, en = spec.place_id, spec.title_zh, spec.title_en
    if number is not None:
        place_id = f"{place_id}{_MARK}{number}"
        zh, en = f"{zh}({number + 1}站台)", f"{en} (platform {number + 1})"
    if spec.kind == "walk":
        return Walk(place_id, zh, en, length_m=spec.length_m, fixed_s=spec.fixed_s)
    if spec.kind == "lanes":
        return Lanes(place_id, zh, en, spec.service, spec.schedule)
    if spec.kind == "gate":
        opens_s = math.inf if spec.opens_before_s >= _OPEN_S else spec.opens_before_s
        return Gate(place_id, zh, en, opens_s, spec.closes_before_s)
    return calls_of(spec, line)


def _routes(
    way: Way, template: Template, lines: Sequence[LineCalls]
) -> Iterator[tuple[tuple[str, str, int, int, int], tuple[str, ...]]]:
    train = template.train_kind
    many = range(template.platforms)
    nowhere = range(-1, 0)
    by_line = any(template.places[place].calls == "lines" for place in way.places)
    arriving = many if way.from_kind == train else nowhere
    departing = many if way.to_kind == train else nowhere
    for platform_in in arriving:
        for platform_out in departing:
            for line in range(len(lines)) if by_line else nowhere:
                key = (way.from_kind, way.to_kind, platform_in, platform_out, line)
                yield key, tuple(_ids(way, template, lines, key))


def _ids(
    way: Way,
    template: Template,
    lines: Sequence[LineCalls],
    key: tuple[str, str, int, int, int],
) -> Iterator[str]:
    """Names of the copies along a way: until the change of trains those of the first platform."""
    _, _, platform_in, platform_out, line = key
    own = [place for place in way.places if template.places[place].per_platform]
    arriving = _arriving_places(template)
    for place in way.places:
        if template.places[place].calls == "lines":
            yield f"{place}{_MARK}{lines[line].line_id}"
        elif place in own:
            yield f"{place}{_MARK}{platform_in if place in arriving else platform_out}"
        else:
            yield place


def _arriving_places(template: Template) -> set[str]:
    """Places on ways that begin at the train and end elsewhere."""
    train = template.train_kind
    return {
        place
        for way in template.ways
        if way.from_kind == train and way.to_kind != train
        for place in way.places
    }
