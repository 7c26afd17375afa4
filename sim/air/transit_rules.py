"""Rules of visa-free transit as dated data: which rule holds on a day, and for whom."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from sim.errors import DataError

__all__ = [
    "CountStarts",
    "TransitRule",
    "eligible_countries",
    "rule_on",
    "stay_days",
    "transit_rules",
]

CountStarts = Literal["next_midnight", "entry"]


@dataclass(frozen=True, slots=True)
class TransitRule:
    """One rule in one period. ``valid_to`` is its last day, ``None`` while it is in force.

    ``ports`` are the airports of entry and exit in the region. ``suspended`` marks a period in
    which the rule stood but was not applied.
    """

    rule_id: str
    hours: int
    valid_from: date
    valid_to: date | None
    suspended: bool
    ports: tuple[str, ...]
    area: str
    nationalities: int
    count_starts: CountStarts
    quality: str
    source: str

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in the rule's period, suspended or not."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def transit_rules(table: pd.DataFrame) -> tuple[TransitRule, ...]:
    """Rules of the table ``air/transit_rules``, sorted by their first day.

    Raises
    ------
    DataError
        If a rule ends before it begins, or two rules that share a port overlap: then nobody could
        say which holds.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {"rule_id": ["a"], "hours": [72], "valid_from": [pd.Timestamp(2014, 10, 20)],
    ...      "valid_to": [pd.NaT], "suspended": [False], "ports": ["HGH;PVG"], "area": ["Zhejiang"],
    ...      "nationalities": [51], "count_starts": ["next_midnight"], "quality": ["published"],
    ...      "source": ["made by hand"]})
    >>> transit_rules(frame)[0].ports
    ('HGH', 'PVG')
    """
    rules = sorted(
        (_rule(row) for row in table.to_dict(orient="records")),
        key=lambda rule: (rule.valid_from, rule.rule_id),
    )
    problems = [
        f"rule '{rule.rule_id}' ends on {rule.valid_to}, before it begins on {rule.valid_from}"
        for rule in rules
        if rule.valid_to is not None and rule.valid_to < rule.valid_from
    ]
    problems += [
        f"rules '{one.rule_id}' and '{other.rule_id}' both hold on {other.valid_from} at "
        f"{shared[0]}"
        for number, one in enumerate(rules)
        for other in rules[number + 1 :]
        if one.holds_on(other.valid_from) and (shared := sorted(set(one.ports) & set(other.ports)))
    ]
    if problems:
        raise DataError(
            f"air/transit_rules: {'; '.join(problems[:5])}; "
            "set valid_from and valid_to so that one rule follows the other"
        )
    return tuple(rules)


def rule_on(
    rules: Sequence[TransitRule], day: date, port: str, *, as_if_not_suspended: bool = False
) -> TransitRule | None:
    """Find the rule in force at a port on a day; ``None`` where there is none or it is suspended.

    Examples
    --------
    >>> rule = TransitRule("a", 72, date(2014, 10, 20), date(2016, 1, 29), False, ("HGH",),
    ...                    "Zhejiang", 51, "next_midnight", "published", "made by hand")
    >>> rule_on([rule], date(2015, 12, 31), "HGH").hours, rule_on([rule], date(2016, 2, 1), "HGH")
    (72, None)
    """
    for rule in rules:
        if port in rule.ports and rule.holds_on(day):
            return None if rule.suspended and not as_if_not_suspended else rule
    return None


def eligible_countries(nationalities: pd.DataFrame, day: date) -> frozenset[str]:
    """Country codes whose citizens may use the rules on a day.

    From ``air/transit_nationalities``: country, valid_from, valid_to (NaT: still on the list).

    Examples
    --------
    >>> frame = pd.DataFrame({"country": ["FR", "NO"], "valid_to": [pd.NaT, pd.NaT],
    ...     "valid_from": [pd.Timestamp(2014, 10, 20), pd.Timestamp(2023, 11, 17)]})
    >>> sorted(eligible_countries(frame, date(2016, 7, 1)))
    ['FR']
    """
    moment = pd.Timestamp(day)
    ends = pd.to_datetime(nationalities["valid_to"])
    on = (pd.to_datetime(nationalities["valid_from"]) <= moment) & (ends.isna() | (ends >= moment))
    return frozenset(nationalities.loc[on, "country"].astype(str))


def stay_days(rule: TransitRule) -> int:
    """Nights a traveller can stay at most: days from the day of entry to the last of departure.

    Counted from 00:00 of the day after entry, 72 h are the three days after the day of entry, to
    24:00 (rule of 2014: entry on 20 October, stay to the end of 23 October). Counted from entry,
    the last day is the one in which the hours run out.

    Examples
    --------
    >>> rule = TransitRule("a", 144, date(2016, 1, 30), None, False, ("HGH",), "delta", 51,
    ...                    "next_midnight", "published", "made by hand")
    >>> stay_days(rule)
    6
    """
    return rule.hours // 24 if rule.count_starts == "next_midnight" else -(-rule.hours // 24)


def _rule(row: Mapping[Hashable, object]) -> TransitRule:
    ends = pd.Timestamp(str(row["valid_to"])) if not pd.isna(row["valid_to"]) else None  # type: ignore[call-overload]
    return TransitRule(
        rule_id=str(row["rule_id"]),
        hours=int(str(row["hours"])),
        valid_from=pd.Timestamp(str(row["valid_from"])).date(),
        valid_to=None if ends is None else ends.date(),
        suspended=bool(row["suspended"]),
        ports=tuple(str(row["ports"]).split(";")),
        area=str(row["area"]),
        nationalities=int(str(row["nationalities"])),
        count_starts=_count_starts(str(row["count_starts"])),
        quality=str(row["quality"]),
        source=str(row["source"]),
    )


def _count_starts(text: str) -> CountStarts:
    return "entry" if text == "entry" else "next_midnight"
