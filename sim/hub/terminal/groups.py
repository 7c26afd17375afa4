"""Who is told apart in the tables of a terminal: departing, arriving and connecting people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hub.terminal.case import FLIGHT_KINDS
from sim.hub.terminal.day import TerminalDay
from sim.hub.terminal.passengers import ARRIVING, DEPARTING

__all__ = ["FLIGHT_TITLES", "Group", "groups", "pairs"]

Flags = npt.NDArray[np.bool_]

FLIGHT_TITLES = {"domestic": ("国内", "domestic"), "international": ("国际", "international")}
"""Chinese and English names of the kinds of flights."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """People of a table's row: names of what they come from and go to, and who they are."""

    from_kind: str
    from_zh: str
    from_en: str
    to_kind: str
    to_zh: str
    to_en: str
    people: Flags

    @property
    def group_id(self) -> str:
        """Both kinds in one name."""
        return f"{self.from_kind}-{self.to_kind}"


def groups(day: TerminalDay) -> tuple[Group, ...]:
    """People by role and kind of flight; groups of nobody are left out.

    Examples
    --------
    >>> from sim.hub.terminal.day import terminal_day
    >>> from sim.hub.terminal.examples import small_case
    >>> found = groups(terminal_day(small_case(), seed=1, replication=0))
    >>> [(one.group_id, int(one.people.sum())) for one in found]
    [('kerb-departure_domestic', 3), ('arrival_domestic-kerb', 2)]
    """
    kerb = ("kerb", "陆侧", "Kerb")
    return tuple(one for one in _groups(day, ((kerb, None),)) if one.people.any())


def pairs(day: TerminalDay) -> tuple[Group, ...]:
    """People by way on the ground and kind of flight; groups of nobody are left out.

    Examples
    --------
    >>> from sim.hub.terminal.day import terminal_day
    >>> from sim.hub.terminal.examples import small_case
    >>> [one.group_id for one in pairs(terminal_day(small_case(), seed=1, replication=0))]
    ['cab-departure_domestic', 'arrival_domestic-cab']
    """
    outside = tuple(
        ((one.ground_id, one.title_zh, one.title_en), number)
        for number, one in enumerate(day.case.ground)
    )
    return tuple(one for one in _groups(day, outside) if one.people.any())


def _groups(
    day: TerminalDay, outside: tuple[tuple[tuple[str, str, str], int | None], ...]
) -> Iterator[Group]:
    who, flights = day.who, day.case.flights
    abroad_out = flights.international[who.flight_out]
    abroad_in = flights.international[who.flight_in]
    for names, ground in outside:
        mine = np.ones(len(who), np.bool_) if ground is None else who.ground == ground
        for place, kind in enumerate(FLIGHT_KINDS):
            chosen = (who.role == DEPARTING) & (abroad_out == bool(place)) & mine
            yield Group(*names, *_leaving(kind), chosen)
    for names, ground in outside:
        mine = np.ones(len(who), np.bool_) if ground is None else who.ground == ground
        for place, kind in enumerate(FLIGHT_KINDS):
            chosen = (who.role == ARRIVING) & (abroad_in == bool(place)) & mine
            yield Group(*_landing(kind), *names, chosen)
    changing = (who.flight_in >= 0) & (who.flight_out >= 0)
    for first, kind_in in enumerate(FLIGHT_KINDS):
        for second, kind_out in enumerate(FLIGHT_KINDS):
            chosen = changing & (abroad_in == bool(first)) & (abroad_out == bool(second))
            yield Group(*_landing(kind_in), *_leaving(kind_out), chosen)


def _leaving(kind: str) -> tuple[str, str, str]:
    zh, en = FLIGHT_TITLES[kind]
    return f"departure_{kind}", f"{zh}出发", f"Departure, {en}"


def _landing(kind: str) -> tuple[str, str, str]:
    zh, en = FLIGHT_TITLES[kind]
    return f"arrival_{kind}", f"{zh}到达", f"Arrival, {en}"
