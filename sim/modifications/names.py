"""Finding what a planner names: by id, Chinese or English name, with "did you mean"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher, get_close_matches

from sim.modifications.base import Problem, error
from sim.modifications.draft import Draft
from sim.network.model import Hub, Mode, ModeId, Route, RouteId, SectionId, Stop, StopId

__all__ = [
    "did_you_mean",
    "hub_named",
    "matching_stops",
    "mode_named",
    "mode_problems",
    "price_ids",
    "prices_problems",
    "route_named",
    "route_problems",
    "routes_problems",
    "section_problems",
    "stop_named",
    "stop_problems",
    "twice_problems",
]

_SHOWN = 5
_NEARLY_AS_CLOSE = 0.08
_HALF_WIDTH = str.maketrans("（）", "()")
"""Round brackets stand in names; an input method for Chinese types them full-width."""


def did_you_mean(text: str, known: Iterable[str], otherwise: str) -> str:
    """Advice that names the closest known word, or `otherwise`.

    Examples
    --------
    >>> did_you_mean("headwy_min", ["headway_min", "route_id"], "see the schema")
    "did you mean 'headway_min'?"
    >>> did_you_mean("qqq", ["headway_min"], "see the schema")
    'see the schema'
    """
    by_folded = {_folded(word): word for word in known}
    close = get_close_matches(_folded(text), by_folded, n=3, cutoff=0.6)
    likeness = [SequenceMatcher(None, word, _folded(text)).ratio() for word in close]
    words = [
        f"'{by_folded[word]}'"
        for word, ratio in zip(close, likeness, strict=True)
        if ratio > max(likeness) - _NEARLY_AS_CLOSE
    ]
    if not words:
        return otherwise
    return f"did you mean {' or '.join(words)}?"


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold().translate(_HALF_WIDTH)


def matching_stops(draft: Draft, text: str, mode_id: str | None = None) -> tuple[Stop, ...]:
    """Find the stops with this id or name; of several, those of the mode are preferred.

    Chinese names are compared as they stand, English ones without regard to capitals; round
    brackets may be full-width.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> draft = Draft(two_line_network())
    >>> [stop.stop_id for stop in matching_stops(draft, "west lake")]
    ['M_west_lake', 'B_0001']
    >>> [stop.stop_id for stop in matching_stops(draft, "西湖", "train")]
    ['M_west_lake']
    """
    exact = draft.stops.get(StopId(text))
    if exact is not None:
        return (exact,)
    wanted = _folded(text)
    found = [
        stop
        for stop in draft.stops.values()
        if wanted in (stop.name_zh, stop.name_en.casefold(), stop.stop_id.casefold())
        or text == stop.name_zh
    ]
    of_mode = [stop for stop in found if stop.mode_id == mode_id]
    return tuple(of_mode or found)


def stop_named(draft: Draft, text: str, mode_id: str | None = None) -> Stop:
    """Return the one stop of this id or name; call it after `stop_problems` found nothing.

    Raises
    ------
    KeyError
        If there is no such stop or there are several.
    """
    found = matching_stops(draft, text, mode_id)
    if len(found) != 1:
        raise KeyError(text)
    return found[0]


def stop_problems(
    draft: Draft, texts: Sequence[str], key: str, mode_id: str | None = None
) -> Iterator[Problem]:
    """One problem for each text that names no stop or several."""
    for place, text in enumerate(texts):
        if text in draft.promised:
            continue
        found = matching_stops(draft, text, mode_id)
        if not found:
            yield error(
                "unknown-station",
                f"there is no stop '{text}'",
                _stop_advice(draft, text, mode_id),
                key,
                place,
            )
        elif len(found) > 1:
            yield error(
                "ambiguous-station",
                f"'{text}' names {len(found)} stops",
                "write the id of the one you mean: " + _candidates(draft, found),
                key,
                place,
            )


def _stop_advice(draft: Draft, text: str, mode_id: str | None) -> str:
    stops = [stop for stop in draft.stops.values() if mode_id in (None, stop.mode_id)]
    names = [
        name
        for stop in stops or draft.stops.values()
        for name in (stop.name_en, stop.name_zh, stop.stop_id)
        if name
    ]
    return did_you_mean(
        text, names, "use a stop's id, Chinese or English name, or add it before with add_station"
    )


def _candidates(draft: Draft, stops: Sequence[Stop]) -> str:
    shown = [
        f"{stop.stop_id} ({draft.modes[stop.mode_id].label_en.lower()}, "
        f"{stop.lon:.3f} {stop.lat:.3f})"
        for stop in stops[:_SHOWN]
    ]
    more = len(stops) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def route_named(draft: Draft, text: str) -> Route:
    """Return the route of this id or name; call it after `route_problems` found nothing.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> draft = Draft(two_line_network())
    >>> route_named(draft, "line 1").route_id, route_named(draft, "2号线").route_id
    ('t_1', 't_2')
    """
    return draft.routes[_route_ids(draft, text)[0]]


def _route_ids(draft: Draft, text: str) -> list[RouteId]:
    if text in draft.routes:
        return [RouteId(text)]
    wanted = _folded(text)
    return [
        route.route_id
        for route in draft.routes.values()
        if wanted in (route.name_zh, route.name_en.casefold())
    ]


def route_problems(draft: Draft, text: str, *path: str | int) -> Iterator[Problem]:
    """Yield a problem if the text names no route or several."""
    if text in draft.promised:
        return
    found = _route_ids(draft, text)
    if not found:
        names = [
            name
            for route in draft.routes.values()
            for name in (route.route_id, route.name_en, route.name_zh)
            if name
        ]
        yield error(
            "unknown-route",
            f"there is no route '{text}'",
            did_you_mean(text, names, "use a route's id or name, such as metro_1"),
            *path,
        )
    elif len(found) > 1:
        yield error(
            "ambiguous-route",
            f"'{text}' names {len(found)} routes",
            "write the id of the one you mean: " + ", ".join(found[:_SHOWN]),
            *path,
        )


def twice_problems(
    texts: Sequence[str], key: str, meant: Callable[[str], Sequence[str]]
) -> Iterator[Problem]:
    """One problem for each text that means what an earlier one of the list means.

    Examples
    --------
    >>> [(p.what, p.path) for p in twice_problems(["5a", "5b", "5a"], "sections", lambda t: [t])]
    [("'5a' stands twice in sections", ('sections', 2))]
    """
    seen: dict[str, str] = {}
    for place, text in enumerate(texts):
        for one in meant(text):
            first = seen.setdefault(one, text)
            if place > 0 and (first != text or text in texts[:place]):
                same = "stands twice" if first == text else f"is the same as '{first}'"
                yield error(
                    "named-twice",
                    f"'{text}' {same} in {key}",
                    "name each one once",
                    key,
                    place,
                )


def routes_problems(draft: Draft, texts: Sequence[str], key: str) -> Iterator[Problem]:
    """One problem for each text that names no route or several, or a route once more."""
    for place, text in enumerate(texts):
        yield from route_problems(draft, text, key, place)
    yield from twice_problems(texts, key, lambda text: _route_ids(draft, text))


def section_problems(draft: Draft, texts: Sequence[str], key: str) -> Iterator[Problem]:
    """One problem for each text that is no section's id, or one that stands there already."""
    yield from twice_problems(texts, key, lambda text: [text])
    for place, text in enumerate(texts):
        if text in draft.sections or text in draft.promised:
            continue
        by_name = [
            section.section_id
            for section in draft.sections.values()
            if text in (section.name_zh, section.name_en)
        ]
        advice = (
            f"write its id: {by_name[0]}"
            if len(by_name) == 1
            else did_you_mean(text, draft.sections, _sections_like(draft, text))
        )
        yield error("unknown-section", f"there is no section '{text}'", advice, key, place)


def _sections_like(draft: Draft, text: str) -> str:
    start = text[:1].casefold()
    near = [section_id for section_id in draft.sections if section_id.casefold().startswith(start)]
    return "known sections: " + ", ".join(sorted(near or draft.sections)[:12])


def mode_problems(draft: Draft, mode_id: str, *path: str | int) -> Iterator[Problem]:
    """Yield a problem if there is no such mode."""
    if ModeId(mode_id) not in draft.modes:
        labelled = [
            mode.mode_id
            for mode in draft.modes.values()
            if _folded(mode_id) in (mode.label_zh, mode.label_en.casefold())
        ]
        yield error(
            "unknown-mode",
            f"there is no mode '{mode_id}'",
            f"write its id: {labelled[0]}"
            if labelled
            else did_you_mean(mode_id, draft.modes, "modes: " + ", ".join(draft.modes)),
            *path,
        )


def mode_named(draft: Draft, text: str) -> Mode | None:
    """Return the mode of this id or label, or None.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> [mode_named(Draft(two_line_network()), text).mode_id for text in ("bus", "Bus", "公交")]
    ['bus', 'bus', 'bus']
    """
    wanted = _folded(text)
    for mode in draft.modes.values():
        if text == mode.mode_id or wanted in (mode.label_zh, mode.label_en.casefold()):
            return mode
    return None


def price_ids(draft: Draft, text: str) -> list[str]:
    """Ids of the prices of this id or title.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> price_ids(Draft(two_line_network()), "petrol")
    ['fuel']
    """
    if text in draft.prices:
        return [text]
    wanted = _folded(text)
    return [
        price.price_id
        for price in draft.prices.values()
        if wanted in (_folded(price.title_zh), _folded(price.title_en))
    ]


def prices_problems(draft: Draft, texts: str | Sequence[str], key: str) -> Iterator[Problem]:
    """One problem for each text that names no price or several, or a price once more."""
    alone = isinstance(texts, str)
    names = (texts,) if isinstance(texts, str) else texts
    for place, text in enumerate(names):
        path = (key,) if alone else (key, place)
        found = price_ids(draft, text)
        if not found:
            known = [
                name
                for price in draft.prices.values()
                for name in (price.price_id, price.title_en, price.title_zh)
            ]
            listed = (
                "prices: " + ", ".join(draft.prices)
                if draft.prices
                else "there are no prices: network_data/demand/prices.csv has none for the date"
            )
            yield error(
                "unknown-price",
                f"there is no price '{text}'",
                did_you_mean(text, known, listed),
                *path,
            )
        elif len(found) > 1:
            yield error(
                "ambiguous-price",
                f"'{text}' names {len(found)} prices",
                "write the id of the one you mean: " + ", ".join(found[:_SHOWN]),
                *path,
            )
    if not alone:
        yield from twice_problems(names, key, lambda text: price_ids(draft, text))


def hub_named(draft: Draft, text: str) -> Hub | None:
    """Return the hub of this id or name, or None.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> hub_named(Draft(two_line_network()), "South").hub_id
    'south'
    """
    wanted = _folded(text)
    for hub in draft.hubs.values():
        if wanted in (hub.hub_id, hub.name_zh, hub.name_en.casefold()):
            return hub
    return None


def section_ids(texts: Sequence[str]) -> tuple[SectionId, ...]:
    """Ids of sections that were checked before."""
    return tuple(SectionId(text) for text in texts)
