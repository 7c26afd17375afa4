"""How two trips differ, component by component, in numbers and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.routing.components import COMPONENTS
from sim.study.trip_legs import TripLeg, length_text

__all__ = ["DifferenceRow", "Side", "difference_rows", "difference_words"]

WORTH_SAYING_S = 30
"""Smaller differences stand in the table only."""

_DOING = {
    "access": "to the first stop",
    "wait": "waiting",
    "ride": "riding",
    "transfer": "walking between stops",
    "egress": "from the last stop",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two trips: whose it is, its sums by column and its legs."""

    scenario: str
    sums: Mapping[str, int]
    legs: Sequence[TripLeg]


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One component of both trips; seconds, or vehicles for ``rides``."""

    name: str
    label_zh: str
    label_en: str
    unit: str
    first: int
    second: int

    @property
    def difference(self) -> int:
        """First minus second: below zero where the first is less."""
        return self.first - self.second


def difference_rows(first: Side, second: Side) -> tuple[DifferenceRow, ...]:
    """Every component, the total, and what of the total is on foot.

    Examples
    --------
    >>> sums = {"access_s": 60, "wait_s": 300, "ride_s": 600, "transfer_s": 0, "egress_s": 30,
    ...         "rides": 1, "time_s": 990}
    >>> rows = difference_rows(Side("a", sums, ()), Side("b", sums | {"wait_s": 400}, ()))
    >>> [(row.name, row.difference) for row in rows if row.difference]
    [('wait', -100)]
    """
    rows = [
        DifferenceRow(
            one.name,
            one.label_zh,
            one.label_en,
            one.unit,
            first.sums[one.column],
            second.sums[one.column],
        )
        for one in COMPONENTS
    ]
    on_foot = (
        sum(leg.duration_s for leg in side.legs if leg.is_on_foot) for side in (first, second)
    )
    return (*rows, DifferenceRow("on_foot", "其中步行", "of it on foot", "s", *on_foot))


def difference_words(first: Side, second: Side) -> tuple[str, ...]:
    """Say what changed, the total first, then each component from the largest change down.

    Examples
    --------
    >>> sums = {"access_s": 60, "wait_s": 300, "ride_s": 600, "transfer_s": 0, "egress_s": 30,
    ...         "rides": 1, "time_s": 990}
    >>> slow = Side("no-build", sums | {"wait_s": 780, "time_s": 1470}, ())
    >>> for line in difference_words(Side("plan", sums, ()), slow):
    ...     print(line)
    plan is 8 min faster than no-build: 16:30 instead of 24:30
    8 min less waiting: 5:00 instead of 13:00
    """
    rows = {row.name: row for row in difference_rows(first, second)}
    return tuple(_words(first, second, rows))


def _words(first: Side, second: Side, rows: Mapping[str, DifferenceRow]) -> Iterator[str]:
    total = rows["total"]
    if total.difference:
        faster = "faster" if total.difference < 0 else "slower"
        yield (
            f"{first.scenario} is {_minutes(total.difference)} {faster} than {second.scenario}: "
            f"{_instead(total)}"
        )
    else:
        yield f"{first.scenario} and {second.scenario} take the same {length_text(total.first)}"
    changed = sorted(
        (row for name, row in rows.items() if name in _DOING),
        key=lambda row: (-abs(row.difference), row.name),
    )
    for row in changed:
        if abs(row.difference) >= WORTH_SAYING_S:
            less = "less" if row.difference < 0 else "more"
            services = [_services(side, row.name) for side in (first, second)]
            yield (
                f"{_minutes(row.difference)} {less} {_DOING[row.name]}: {_instead(row, services)}"
            )
    rides = rows["rides"].difference
    if rides:
        noun = "ride" if abs(rides) == 1 else "rides"
        yield f"{abs(rides)} {noun} {'fewer' if rides < 0 else 'more'}"


def _minutes(time_s: int) -> str:
    minutes = round(abs(time_s) / 60)
    return f"{minutes} min" if minutes else f"{abs(time_s)} s"


def _instead(row: DifferenceRow, services: Sequence[str] = ("", "")) -> str:
    one, other = (f" ({told})" if told else "" for told in services)
    return f"{length_text(row.first)}{one} instead of {length_text(row.second)}{other}"


def _services(side: Side, component: str) -> str:
    """Name lines with what matters: how often they run, or how long the ride is."""
    told = []
    for leg in side.legs:
        if leg.service is None or leg.component != component:
            continue
        detail = leg.service.frequency if component == "wait" else length_text(leg.duration_s)
        told.append(f"{leg.service.name_en or leg.service.name} {detail}")
    return ", ".join(told)
