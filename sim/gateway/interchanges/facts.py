"""What ``metro/interchanges`` says on a date, by the pair of stops and lines it says it of."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

import pandas as pd

from sim.errors import DataError, Issue, Severity
from sim.network.model import Quality, RouteId, StopId

__all__ = ["FACT_COLUMNS", "FACT_TABLE", "InterchangeFact", "PairKey", "facts_on"]

FACT_TABLE = "metro/interchanges"

FACT_COLUMNS = (
    "interchange_id",
    "from_stop_id",
    "to_stop_id",
    "from_route_id",
    "to_route_id",
    "valid_from",
    "valid_to",
    "both_ways",
    "walk_m",
    "levels_up",
    "levels_down",
    "escalator",
    "security",
    "gates",
    "measured_s",
    "quality",
    "source",
)

PairKey: TypeAlias = tuple[StopId, StopId, RouteId, RouteId]


@dataclass(frozen=True, slots=True)
class InterchangeFact:
    """What a table says of one interchange in one direction; ``None`` where it does not say.

    ``measured_s`` is the time from vehicle to vehicle without checks and waiting, in place of
    metres and levels.
    """

    interchange_id: str
    walk_m: float | None
    levels_up: float | None
    levels_down: float | None
    escalator: bool
    security: float | None
    gates: float | None
    measured_s: float | None
    quality: Quality
    source: str

    @property
    def backwards(self) -> InterchangeFact:
        """The same way in the other direction; checks differ by direction and are not carried."""
        return replace(
            self,
            levels_up=self.levels_down,
            levels_down=self.levels_up,
            security=None,
            gates=None,
        )


def facts_on(table: pd.DataFrame, as_of: date) -> Mapping[PairKey, InterchangeFact]:
    """Rows of the table in force on a date, by (from stop, to stop, from line, to line).

    A row counts from ``valid_from`` (empty: always) until the day before ``valid_to``. A row for
    both ways also gives the opposite direction, levels turned round, without its checks; a row of
    that direction's own goes before it. Lines are empty where the row is of all lines of the stops.

    Raises
    ------
    DataError
        If two rows in force on the date are of the same interchange; all such pairs are named.

    Examples
    --------
    >>> row = ["a", "M_a", "R_b", "", "", "", "", True, 90.0, 2.0, 0.0, True] + [None] * 3
    >>> table = pd.DataFrame([[*row, "estimate", "x"]], columns=list(FACT_COLUMNS))
    >>> facts = facts_on(table, date(2020, 12, 31))
    >>> facts["R_b", "M_a", "", ""].levels_down, facts["R_b", "M_a", "", ""].security is None
    (2.0, True)
    """
    found: dict[PairKey, InterchangeFact] = {}
    turned: dict[PairKey, InterchangeFact] = {}
    twice: list[Issue] = []
    for row in _in_force(table, as_of):
        key = _key(row)
        fact = _fact(row)
        if key in found:
            twice.append(_twice(fact.interchange_id, found[key].interchange_id, as_of))
            continue
        found[key] = fact
        if row["both_ways"]:
            turned[key[1], key[0], key[3], key[2]] = fact.backwards
    if twice:
        raise DataError("the table of interchanges cannot be used", twice)
    return {**turned, **found}


def _in_force(table: pd.DataFrame, as_of: date) -> Iterator[Mapping[Hashable, object]]:
    day = pd.Timestamp(as_of)
    first, last = (pd.to_datetime(table[name]) for name in ("valid_from", "valid_to"))
    begun = first.isna() | (first <= day)
    ended = last.notna() & (last <= day)
    yield from table.loc[begun & ~ended].to_dict("records")


def _key(row: Mapping[Hashable, object]) -> PairKey:
    return (
        StopId(str(row["from_stop_id"])),
        StopId(str(row["to_stop_id"])),
        RouteId(str(row["from_route_id"] or "")),
        RouteId(str(row["to_route_id"] or "")),
    )


def _fact(row: Mapping[Hashable, object]) -> InterchangeFact:
    return InterchangeFact(
        interchange_id=str(row["interchange_id"]),
        walk_m=_number(row["walk_m"]),
        levels_up=_number(row["levels_up"]),
        levels_down=_number(row["levels_down"]),
        escalator=bool(row["escalator"]),
        security=_number(row["security"]),
        gates=_number(row["gates"]),
        measured_s=_number(row["measured_s"]),
        quality=Quality(str(row["quality"])),
        source=str(row["source"]),
    )


def _number(cell: object) -> float | None:
    if not isinstance(cell, int | float) or math.isnan(cell):
        return None
    return float(cell)


def _twice(one: str, other: str, as_of: date) -> Issue:
    return Issue(
        Severity.ERROR,
        "interchange-twice",
        f"{FACT_TABLE}: rows '{other}' and '{one}' both hold on {as_of}",
        "end one with valid_to before the other begins, or name the lines",
    )
