"""What the tags of a way say: who may use it, in which direction and how fast."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

from sim.network.streets.speeds import FREE_SPEED_KMH

__all__ = ["CLASS_NAMES", "Directions", "Tags", "WayUse", "speed_kmh", "way_use"]

Tags = Callable[[str], str | None]
"""Value of a key, or nothing; the `get` of any mapping."""

Directions = Literal["none", "forward", "backward", "both"]

CLASS_NAMES: tuple[str, ...] = (
    *FREE_SPEED_KMH,
    "pedestrian",
    "footway",
    "path",
    "steps",
    "cycleway",
    "track",
    "bridleway",
    "other",
)
"""Classes in the order that `StreetGraph.road_class` counts; rare ones are "other"."""

NOT_WALKABLE = frozenset(
    {
        "motorway", "motorway_link", "proposed", "construction", "abandoned", "platform",
        "raceway", "razed", "corridor", "elevator", "rest_area", "services", "bus_guideway",
        "busway",
    }
)  # fmt: skip
FORBIDDEN = frozenset({"no", "private"})
FOOT_FORBIDDEN = frozenset({"no", "private", "use_sidepath"})
FOOT_ALLOWED = frozenset({"yes", "designated", "permissive"})
CAR_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
ONE_WAY = {"yes": "forward", "true": "forward", "1": "forward", "-1": "backward", "no": "both"}
ONE_WAY |= {"reverse": "backward", "false": "both", "0": "both"}
ROUND = frozenset({"roundabout", "circular"})
IMPLIED_ONE_WAY = frozenset({"motorway", "motorway_link"})

_KMH = re.compile(r"(\d+(?:\.\d+)?)\s*(mph|km/h|kmh)?", re.IGNORECASE)
_KMH_OF_MPH = 1.609344
_PLAUSIBLE_KMH = (5.0, 140.0)


class WayUse(NamedTuple):
    """What a way is for."""

    walk: bool
    drive: Directions
    road_class: int
    free_speed_kmh: float


def way_use(tags: Tags) -> WayUse:
    """Who may use a way.

    Walking: any way but `NOT_WALKABLE` and squares; the foot tag goes before the access tag,
    which goes before motorroad. Driving: the classes of `FREE_SPEED_KMH`; the most particular
    access tag decides; a value of oneway that is not in `ONE_WAY` counts as none.

    Examples
    --------
    >>> way_use({"highway": "primary", "oneway": "-1", "maxspeed": "30 mph"}.get)
    WayUse(walk=True, drive='backward', road_class=4, free_speed_kmh=48.28032)
    >>> way_use({"highway": "motorway"}.get)[:2], way_use({"highway": "steps"}.get)[:2]
    ((False, 'forward'), (True, 'none'))
    """
    highway = tags("highway")
    if highway is None or tags("area") == "yes":
        return WayUse(walk=False, drive="none", road_class=0, free_speed_kmh=float("nan"))
    known = highway if highway in CLASS_NAMES else "other"
    drive = _drive(highway, tags)
    speed = float("nan")
    if drive != "none":
        posted = speed_kmh(tags("maxspeed"))
        speed = FREE_SPEED_KMH[highway] if posted is None else posted
    return WayUse(_walkable(highway, tags), drive, CLASS_NAMES.index(known), speed)


def speed_kmh(text: str | None) -> float | None:
    """Posted limit in km/h; nothing for words, lists and numbers outside 5-140 km/h.

    Examples
    --------
    >>> speed_kmh("50"), speed_kmh("30 mph"), speed_kmh("BR:urban"), speed_kmh("50;60")
    (50.0, 48.28032, None, None)
    """
    match = _KMH.fullmatch((text or "").strip())
    if match is None:
        return None
    unit = (match[2] or "").lower()
    kmh = float(match[1]) * (_KMH_OF_MPH if unit == "mph" else 1.0)
    low, high = _PLAUSIBLE_KMH
    return kmh if low <= kmh <= high else None


def _walkable(highway: str, tags: Tags) -> bool:
    foot = tags("foot")
    if highway in NOT_WALKABLE or foot in FOOT_FORBIDDEN:
        return False
    if foot in FOOT_ALLOWED:
        return True
    return tags("access") not in FORBIDDEN and tags("motorroad") != "yes"


def _drive(highway: str, tags: Tags) -> Directions:
    access = next((value for value in map(tags, CAR_KEYS) if value is not None), None)
    if highway not in FREE_SPEED_KMH or access in FORBIDDEN:
        return "none"
    told = ONE_WAY.get(tags("oneway") or "")
    if told is not None:
        return told  # type: ignore[return-value]
    implied = highway in IMPLIED_ONE_WAY or tags("junction") in ROUND
    return "forward" if implied else "both"
