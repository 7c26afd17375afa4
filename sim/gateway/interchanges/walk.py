"""What an interchange asks of a person: metres, levels, checks, and how long walkers take for them.

Nothing here is measured in Hangzhou: these are the assumptions that fill the gaps of
``metro/interchanges``. What a published source says stands in that table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

__all__ = [
    "COMMUTER",
    "LUGGAGE",
    "REDUCED",
    "WALKERS",
    "InterchangeSettings",
    "Layout",
    "StopClass",
    "Walker",
    "check_s",
    "level_s",
    "walk_s",
]

StopClass = Literal["urban_rail", "street", "regional", "air"]
"""How one gets to a vehicle: city line on its own track, in the street, trains, flights."""


@dataclass(frozen=True, slots=True)
class Walker:
    """A class of travellers: speed on the level, and seconds for a level up or down.

    A level is 5 to 6 m. An escalator at 0.65 m/s and 30 degrees takes 17 s for 5.5 m (EN 115 speeds
    are 0.5 to 0.75 m/s, Gnendiger et al. 2023, doi 10.1371/journal.pone.0282599); getting on and
    off is added. Stairs of 11 m along the slope at about 0.5 m/s take 22 s (0.52 m/s up, 0.58 m/s
    down in stations of Mumbai, doi 10.1155/2015/297807). Seconds beyond that are assumptions.
    """

    walker_id: str
    title_zh: str
    title_en: str
    speed_m_s: float
    escalator_s: float
    stairs_up_s: float
    stairs_down_s: float


COMMUTER = Walker("commuter", "通勤者", "Commuter", 1.25, 25.0, 25.0, 20.0)
"""Without luggage: 4.5 km/h, as everywhere in this package."""

LUGGAGE = Walker("luggage", "携带行李者", "With luggage", 1.0, 30.0, 40.0, 30.0)
"""With luggage: the middle of 0.9 to 1.1 m/s."""

REDUCED = Walker("reduced", "行动不便者", "Reduced mobility", 0.7, 75.0, 75.0, 75.0)
"""By lift: 45 s until it comes and 30 s in it; speed and times are assumptions."""

WALKERS = (COMMUTER, LUGGAGE, REDUCED)


@dataclass(frozen=True, slots=True)
class Layout:
    """Levels up and down, security checks and ticket gates between two vehicles."""

    levels_up: float
    levels_down: float
    security: float
    gates: float


_LAYOUTS: Mapping[tuple[StopClass, StopClass], Layout] = MappingProxyType(
    {
        # Through the concourse above both platforms, inside the gates.
        ("urban_rail", "urban_rail"): Layout(1, 1, 0, 0),
        # Platform, concourse, street; underground stations.
        ("urban_rail", "street"): Layout(2, 0, 0, 1),
        ("street", "urban_rail"): Layout(0, 2, 1, 1),
        # Waiting hall above the tracks, exit below them: the usual form of large stations here.
        ("urban_rail", "regional"): Layout(4, 1, 1, 3),
        ("regional", "urban_rail"): Layout(0, 3, 1, 2),
        ("street", "regional"): Layout(1, 1, 1, 2),
        ("regional", "street"): Layout(1, 1, 0, 1),
        ("urban_rail", "air"): Layout(3, 0, 0, 1),
        ("air", "urban_rail"): Layout(0, 3, 1, 1),
        ("regional", "air"): Layout(3, 0, 0, 1),
        ("air", "regional"): Layout(0, 3, 1, 2),
        ("street", "air"): Layout(0, 0, 0, 0),
        ("air", "street"): Layout(0, 0, 0, 0),
    }
)

_SAME_LEVEL = Layout(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class InterchangeSettings:
    """Assumptions for what no table says; each field says where it comes from.

    Attributes
    ----------
    reach_m
        Longest walk that makes two stops an interchange, street distance: as in the search.
    detour
        Street over straight distance, as in the search (`WalkSettings.detour`).
    ends_m
        From a vehicle's door to where a stop's position counts, by class. A quarter of a metro
        train of 120 m: the mean way to stairs in the middle of the platform. Trains between cities:
        100 m (a quarter of 400 m) and 50 m across the tracks. Bus stops and terminal doors: none.
    concourse_m
        Through the concourse of a station whose lines share one position.
    security_s
        One security check with its queue, by class entered: 30 s at the metro and 180 s at a
        railway station (pages for travellers say 3 to 5 minutes); assumptions, not measured. Those
        of the airport belong to the flight, see `sim.gateway.interchanges.table`.
    gate_s
        One ticket or identity gate with its queue; assumption.
    walk_weight, wait_weight
        Perceived minutes of a minute on foot, on stairs or escalators, and waiting (Wardman 2004,
        Balcombe et al. 2004, TRL 593).
    check_penalty_min
        Perceived minutes of a security check beside its seconds (domain C6: 5 min).
    commuter, traveller
        Walkers inside the city's lines, and to or from trains and flights.
    """

    reach_m: float = 500.0
    detour: float = 1.3
    ends_m: Mapping[StopClass, float] = field(
        default_factory=lambda: MappingProxyType(
            {"urban_rail": 30.0, "street": 0.0, "regional": 150.0, "air": 0.0}
        )
    )
    concourse_m: float = 60.0
    security_s: Mapping[StopClass, float] = field(
        default_factory=lambda: MappingProxyType(
            {"urban_rail": 30.0, "street": 0.0, "regional": 180.0, "air": 0.0}
        )
    )
    gate_s: float = 6.0
    walk_weight: float = 2.0
    wait_weight: float = 2.0
    check_penalty_min: float = 5.0
    commuter: Walker = COMMUTER
    traveller: Walker = LUGGAGE

    def layout(self, from_class: StopClass, to_class: StopClass) -> Layout:
        """Layout assumed where no table has one; two stops in the street are on one level."""
        return _LAYOUTS.get((from_class, to_class), _SAME_LEVEL)

    def walker(self, from_class: StopClass, to_class: StopClass) -> Walker:
        """Who changes here: with luggage where a train or a flight is one of the two.

        Examples
        --------
        >>> InterchangeSettings().walker("urban_rail", "regional").walker_id
        'luggage'
        """
        far = {"regional", "air"}
        return self.traveller if far & {from_class, to_class} else self.commuter

    def walk_m(self, straight_m: float, from_class: StopClass, to_class: StopClass) -> float:
        """Metres from door to door between two positions; with the concourse where they are one.

        Examples
        --------
        Two metro lines at one position: 30 + 60 + 30 m.

        >>> InterchangeSettings().walk_m(0.0, "urban_rail", "urban_rail")
        120.0
        """
        ends_m = self.ends_m[from_class] + self.ends_m[to_class]
        inside_m = self.concourse_m if straight_m == 0 else 0.0
        return straight_m * self.detour + ends_m + inside_m


def walk_s(walk_m: float, walker: Walker) -> float:
    """Seconds on the level: ``metres / speed``.

    Examples
    --------
    >>> walk_s(250.0, COMMUTER)
    200.0
    """
    return walk_m / walker.speed_m_s


def level_s(levels_up: float, levels_down: float, walker: Walker, *, escalator: bool) -> float:
    """Seconds for changes of level, by escalator or on stairs.

    Examples
    --------
    >>> level_s(2, 1, COMMUTER, escalator=True), level_s(2, 1, COMMUTER, escalator=False)
    (75.0, 70.0)
    """
    if escalator:
        return (levels_up + levels_down) * walker.escalator_s
    return levels_up * walker.stairs_up_s + levels_down * walker.stairs_down_s


def check_s(
    security: float, gates: float, to_class: StopClass, settings: InterchangeSettings
) -> float:
    """Seconds for security checks of the system entered, and gates, queues included.

    Examples
    --------
    One check and three gates before a train: 180 + 3 * 6.

    >>> check_s(1, 3, "regional", InterchangeSettings())
    198.0
    """
    return security * settings.security_s[to_class] + gates * settings.gate_s
