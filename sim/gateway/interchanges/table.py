"""The table of interchanges: from the door of one vehicle to the door of the next, part by part."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.errors import DataError
from sim.gateway.interchanges.facts import InterchangeFact, PairKey, facts_on
from sim.gateway.interchanges.pairs import Place, StopPair, interchange_pairs, places_of
from sim.gateway.interchanges.service import StopService
from sim.gateway.interchanges.walk import InterchangeSettings, check_s, level_s, walk_s
from sim.network.connectors import WalkSettings
from sim.network.model import ModeId, Network, Quality, RouteId, StopId, TransferTime

__all__ = [
    "COACH_PLACES",
    "INTERCHANGE_COLUMNS",
    "TAUS_MIN",
    "TRAIN_PLACES",
    "interchanges",
    "wait_min",
]

TAUS_MIN = (3, 5, 8)
"""Limits of "zero distance" in use: the 3 to 5 min of hub standards, and a soft one."""

INTERCHANGE_COLUMNS = (
    "from_stop_id",
    "to_stop_id",
    "from_route_id",
    "to_route_id",
    "from_name_zh",
    "from_name_en",
    "to_name_zh",
    "to_name_en",
    "kind",
    "kind_zh",
    "kind_en",
    "from_class",
    "to_class",
    "walk_m",
    "walk_min",
    "levels_up",
    "levels_down",
    "levels",
    "escalator",
    "level_min",
    "timed",
    "security_checks",
    "gates",
    "checks_min",
    "transfer_min",
    "lead_min",
    "wait_min",
    "with_wait_min",
    "perceived_min",
    "router_min",
    "people",
    "service",
    *(f"within_{tau}_min" for tau in TAUS_MIN),
    "quality",
    "source",
)

TRAIN_PLACES = 600.0
"""Places of a train between cities, not in ``demand/vehicles``: eight cars; assumed."""

COACH_PLACES = 45.0
"""Places of a regional line at headways that has none of its own: nobody stands; assumed."""

_MODELLED = "assumed layout and walking; straight line between the stops' positions x 1.3"
_NO_ROUTE = RouteId("")


def interchanges(
    network: Network,
    *,
    facts: pd.DataFrame | None = None,
    settings: InterchangeSettings | None = None,
    places_per_vehicle: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Every interchange of the network on its date, one row per direction.

    ``transfer = walk + levels + checks``; ``with_wait = transfer + lead + wait``. Walk and levels
    are, in this order: the network's `TransferTime` (also one that a scenario sets), the measured
    seconds of `facts`, its metres and levels, or the assumptions of `settings`. Checks are the
    security of the system entered and ticket gates. ``lead`` is what is left of the mode's
    `boarding_slack_s` (hall, gate closing; for flights all of it: check-in, security and border
    belong to the flight). ``wait`` is that of `wait_min`. Perceived minutes
    weigh walk, levels and wait by 2, and add 5 for each security check (domain C6).
    ``router_min`` is what the search charges for the same change, for comparison.

    Parameters
    ----------
    network
        The network on its date.
    facts
        ``metro/interchanges``; without it everything is modelled.
    settings
        Assumptions; by default those of `InterchangeSettings`.
    places_per_vehicle
        Places by route id or mode id (``demand/vehicles``): ``service`` is then the product of
        places an hour that come and go, not of vehicles an hour. Trains between cities without an
        entry have `TRAIN_PLACES`, coaches `COACH_PLACES`.

    Raises
    ------
    DataError
        If `places_per_vehicle` knows neither an urban line nor its mode.

    Returns
    -------
    DataFrame
        `INTERCHANGE_COLUMNS`, sorted by stops and lines. ``timed``: the minutes on foot are given
        or measured, levels included. ``people`` is NaN until
        `sim.gateway.interchanges.index.with_people`. A time that is not known (an airport without
        a row of facts) is NaN and within no limit.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> len(interchanges(line("A B")))
    0
    """
    settings = settings or InterchangeSettings()
    known = {} if facts is None else facts_on(facts, network.as_of)
    named = {(key[0], key[1]) for key in known}
    places = places_of(network)
    room = dict(places_per_vehicle or {})
    rows = [
        _row(network, places, pair, _fact(known, pair), settings=settings)
        | {"service": _service(network, places, pair, room)}
        for pair in interchange_pairs(network, settings=settings, named=sorted(named))
    ]
    table = pd.DataFrame(rows, columns=list(INTERCHANGE_COLUMNS)).astype(
        dict.fromkeys(_NUMBERS, np.float64)
    )
    for name in ("escalator", "timed"):
        table[name] = table[name].astype(bool)
    for tau in TAUS_MIN:
        table[f"within_{tau}_min"] = table["transfer_min"] <= tau
    return table


_NUMBERS = (
    "levels_up",
    "levels_down",
    "levels",
    "security_checks",
    "gates",
    "people",
    "service",
    *(
        name
        for name in INTERCHANGE_COLUMNS
        if name.endswith(("_m", "_min")) and not name.startswith("within_")
    ),
)


def wait_min(departing: tuple[StopService, ...]) -> float:
    """Mean wait for the next vehicle of the line one needs; NaN where none is known.

    Each of several lines is needed as often as it leaves: ``sum of f w / sum of f``. All trains of
    a railway station are one line here, so their wait is that for the next train, wherever it goes.

    Examples
    --------
    Six an hour with 5 min of waiting, twelve with 2.5.

    >>> often, seldom = (StopService(RouteId("a"), 0.0, f, 30 / f) for f in (12.0, 6.0))
    >>> round(wait_min((often, seldom)), 3)
    3.333
    """
    known = [line for line in departing if not math.isnan(line.wait_min)]
    leaving = sum(line.departures_per_h for line in known)
    if leaving <= 0:
        return math.nan
    return sum(line.departures_per_h * line.wait_min for line in known) / leaving


@dataclass(frozen=True, slots=True)
class _Way:
    """Walk and levels of one interchange, and where they come from."""

    walk_m: float
    walk_min: float
    levels_up: float
    levels_down: float
    level_min: float
    timed: bool
    quality: Quality
    source: str


def _fact(known: Mapping[PairKey, InterchangeFact], pair: StopPair) -> InterchangeFact | None:
    ends = (pair.from_stop_id, pair.to_stop_id)
    own = known.get((*ends, pair.from_route_id, pair.to_route_id))
    return own if own is not None else known.get((*ends, _NO_ROUTE, _NO_ROUTE))


def _row(
    network: Network,
    places: Mapping[StopId, Place],
    pair: StopPair,
    fact: InterchangeFact | None,
    *,
    settings: InterchangeSettings,
) -> dict[str, object]:
    one, other = places[pair.from_stop_id], places[pair.to_stop_id]
    layout = settings.layout(one.stop_class, other.stop_class)
    security = _first(fact.security if fact else None, layout.security)
    gates = _first(fact.gates if fact else None, layout.gates)
    checks_s = check_s(security, gates, other.stop_class, settings)
    given = network.transfer_times.get((pair.from_stop_id, pair.to_stop_id))
    way = _way(pair, (one, other), fact, given, settings)
    transfer = round(way.walk_min + way.level_min + checks_s / 60, 6)
    boarded = network.modes[other.mode_id]
    lead = 0.0
    if boarded.system != "urban":
        lead = max(0.0, boarded.boarding_slack_s - checks_s) / 60
    wait = wait_min(pair.departing)
    waited = 0.0 if math.isnan(wait) else wait
    perceived = (
        settings.walk_weight * (way.walk_min + way.level_min)
        + checks_s / 60
        + settings.check_penalty_min * security
        + lead
        + settings.wait_weight * waited
    )
    return {
        **_names(network, one, other, pair),
        "walk_m": way.walk_m,
        "walk_min": way.walk_min,
        "levels_up": way.levels_up,
        "levels_down": way.levels_down,
        "levels": way.levels_up + way.levels_down,
        "escalator": fact.escalator if fact else True,
        "level_min": way.level_min,
        "timed": way.timed,
        "security_checks": security,
        "gates": gates,
        "checks_min": checks_s / 60,
        "transfer_min": transfer,
        "lead_min": lead,
        "wait_min": wait,
        "with_wait_min": round(transfer + lead + waited, 6),
        "perceived_min": round(perceived, 6),
        "router_min": _router_min(network, (one, other), pair, given),
        "people": math.nan,
        "quality": str(way.quality),
        "source": way.source,
    }


def _way(
    pair: StopPair,
    ends: tuple[Place, Place],
    fact: InterchangeFact | None,
    given: TransferTime | None,
    settings: InterchangeSettings,
) -> _Way:
    classes = ends[0].stop_class, ends[1].stop_class
    layout = settings.layout(*classes)
    up = _first(fact.levels_up if fact else None, layout.levels_up)
    down = _first(fact.levels_down if fact else None, layout.levels_down)
    modelled_m = round(settings.walk_m(pair.straight_m, *classes), 1)
    metres = _first(fact.walk_m if fact else None, modelled_m)
    if given is not None:
        return _Way(metres, given.time_s / 60, up, down, 0.0, True, given.quality, given.source)
    if fact is not None and fact.measured_s is not None:
        return _Way(metres, fact.measured_s / 60, up, down, 0.0, True, fact.quality, fact.source)
    walker = settings.walker(*classes)
    escalator = fact.escalator if fact else True
    walk = walk_s(metres, walker) / 60
    level = level_s(up, down, walker, escalator=escalator) / 60
    if fact is None:
        return _Way(metres, walk, up, down, level, False, Quality.MODELLED, _MODELLED)
    if fact.walk_m is None:
        source = f"{fact.source}; metres: {_MODELLED}"
        return _Way(metres, walk, up, down, level, False, Quality.MODELLED, source)
    return _Way(metres, walk, up, down, level, False, fact.quality, fact.source)


def _first(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _names(network: Network, one: Place, other: Place, pair: StopPair) -> dict[str, object]:
    modes = network.modes[one.mode_id], network.modes[other.mode_id]
    return {
        "from_stop_id": pair.from_stop_id,
        "to_stop_id": pair.to_stop_id,
        "from_route_id": pair.from_route_id,
        "to_route_id": pair.to_route_id,
        "from_name_zh": one.name_zh,
        "from_name_en": one.name_en,
        "to_name_zh": other.name_zh,
        "to_name_en": other.name_en,
        "kind": f"{one.mode_id}-{other.mode_id}",
        "kind_zh": f"{modes[0].label_zh}→{modes[1].label_zh}",
        "kind_en": f"{modes[0].label_en} to {modes[1].label_en}",
        "from_class": one.stop_class,
        "to_class": other.stop_class,
    }


def _router_min(
    network: Network, ends: tuple[Place, Place], pair: StopPair, given: TransferTime | None
) -> float:
    """What the search charges: out of the vehicle, the link, and the boarding slack."""
    walk = WalkSettings()
    one, other = (network.modes[ModeId(end.mode_id)] for end in ends)
    link_s = walk.seconds_per_metre * walk.detour * pair.straight_m
    if given is not None:
        link_s = given.time_s
    elif any({pair.from_stop_id, pair.to_stop_id} <= {*h.stop_ids} for h in network.hubs.values()):
        link_s = max(walk.hub_transfer_min_s, link_s) if pair.straight_m > 0 else link_s
    return round((one.alighting_s + link_s + other.boarding_slack_s) / 60, 6)


def _service(
    network: Network, places: Mapping[StopId, Place], pair: StopPair, room: Mapping[str, float]
) -> float:
    """Vehicles (or places) an hour that come, times those that leave; zero where not known."""
    one, other = places[pair.from_stop_id], places[pair.to_stop_id]
    coming = sum(line.arrivals_per_h * _room(network, line, one, room) for line in pair.arriving)
    going = sum(
        line.departures_per_h * _room(network, line, other, room) for line in pair.departing
    )
    return round(coming * going, 6)


def _room(network: Network, line: StopService, place: Place, room: Mapping[str, float]) -> float:
    """Places of a vehicle: of the line, else of its mode; one each where no places are given."""
    if not room:
        return 1.0
    route = network.routes.get(line.route_id)
    mode_id = place.mode_id if route is None else route.mode_id
    known = room.get(line.route_id, room.get(mode_id))
    if known is not None:
        return known
    if network.modes[mode_id].system == "regional":
        return TRAIN_PLACES if route is None else COACH_PLACES
    raise DataError(
        f"places per vehicle: neither the line '{line.route_id}' nor its mode '{mode_id}' has any; "
        f"add the mode to demand/vehicles"
    )
