"""The components of a travel time: what each one means, and their sums over an itinerary.

Every table and every printed trip takes its words from `COMPONENTS`, so that "wait" means the same
everywhere. The five times add up to the door-to-door time, to the second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from sim.routing.itinerary import Itinerary, Leg

__all__ = ["COMPONENTS", "Component", "ComponentName", "component_metadata", "components", "parted"]

ComponentName = Literal["access", "wait", "ride", "transfer", "egress"]


@dataclass(frozen=True, slots=True)
class Component:
    """One entry of the glossary; `column` is its name in tables, with the unit."""

    name: str
    column: str
    label_zh: str
    label_en: str
    unit: str
    definition: str
    definition_zh: str


COMPONENTS: tuple[Component, ...] = (
    Component(
        "access",
        "access_s",
        "到站",
        "access",
        "s",
        "From the door to the first stop, on foot or by feeder (local bus, taxi, car). A walk or "
        "feeder all the way counts as access.",
        "从出发地到首站,步行或接驳;全程步行或接驳计入此项。",
    ),
    Component(
        "wait",
        "wait_s",
        "候车",
        "wait",
        "s",
        "From standing at a stop to the vehicle's departure, the boarding slack (ticket gate, "
        "security check) included; all boardings summed.",
        "从到达站点至车辆开出,含进站安检;各次乘车合计。",
    ),
    Component(
        "ride",
        "ride_s",
        "乘车",
        "ride",
        "s",
        "From the vehicle's departure to standing outside at the stop where one gets off, the "
        "alighting time included; all rides summed.",
        "从车辆开出至出站,含下车出站时间;各次乘车合计。",
    ),
    Component(
        "transfer",
        "transfer_s",
        "换乘",
        "transfer",
        "s",
        "Walks between two rides; 0 where both use the same stop. The wait after it is wait.",
        "两次乘车之间的步行;同站为零;其后的等候计入候车。",
    ),
    Component(
        "egress",
        "egress_s",
        "离站",
        "egress",
        "s",
        "From the last stop to the door, on foot or by feeder.",
        "从末站到目的地,步行或接驳。",
    ),
    Component(
        "rides",
        "rides",
        "乘车次数",
        "rides",
        "vehicles",
        "Number of vehicles boarded; transfers are one fewer.",
        "乘坐车辆的次数;换乘次数为此数减一。",
    ),
    Component(
        "total",
        "time_s",
        "合计",
        "total",
        "s",
        "Door to door: access + wait + ride + transfer + egress.",
        "门到门时间:以上五项时间之和。",
    ),
)
"""The glossary, in the order in which components are shown."""

_BY_LEG: Mapping[str, ComponentName] = MappingProxyType(
    {"wait": "wait", "ride": "ride", "alight": "ride", "transfer": "transfer"}
)


def parted(itinerary: Itinerary) -> tuple[tuple[ComponentName, Leg], ...]:
    """Each leg with the component it counts as.

    Examples
    --------
    >>> legs = (Leg("walk", "home", "A", 0, 60), Leg("ride", "A", "B", 60, 360, "red"),
    ...         Leg("walk", "B", "work", 360, 400))
    >>> [name for name, _ in parted(Itinerary("home", "work", 0, legs))]
    ['access', 'ride', 'egress']
    """
    found: list[tuple[ComponentName, Leg]] = []
    has_ridden = False
    for leg in itinerary.legs:
        has_ridden = has_ridden or leg.kind == "ride"
        found.append((_BY_LEG.get(leg.kind, "egress" if has_ridden else "access"), leg))
    return tuple(found)


def components(itinerary: Itinerary) -> dict[str, int]:
    """Seconds of each component and the number of rides, by column.

    Examples
    --------
    >>> legs = (Leg("walk", "home", "A", 0, 60), Leg("wait", "A", "A", 60, 90),
    ...         Leg("ride", "A", "B", 90, 360, "red"), Leg("alight", "B", "B", 360, 400))
    >>> components(Itinerary("home", "B", 0, legs))
    {'access_s': 60, 'wait_s': 30, 'ride_s': 310, 'transfer_s': 0, 'egress_s': 0, 'rides': 1}
    """
    sums = dict.fromkeys(("access_s", "wait_s", "ride_s", "transfer_s", "egress_s"), 0)
    for name, leg in parted(itinerary):
        sums[f"{name}_s"] += leg.duration_s
    return {**sums, "rides": itinerary.n_rides}


def component_metadata() -> dict[str, dict[str, str]]:
    """Label, unit and definition of each column, to be stored beside a table.

    Examples
    --------
    >>> component_metadata()["wait_s"]["unit"]
    's'
    """
    return {
        one.column: {
            "label_zh": one.label_zh,
            "label_en": one.label_en,
            "unit": one.unit,
            "definition": one.definition,
            "definition_zh": one.definition_zh,
        }
        for one in COMPONENTS
    }
