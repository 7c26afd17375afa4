"""Railway stations that are closed for a time: which are on a date, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sim.network.model import Stop, StopId

__all__ = ["CLOSURE_TABLE", "Closure", "closed_on", "closure_texts", "closures", "with_closures"]

CLOSURE_TABLE: Final = "rail/closures"
"""Table of temporary closures: stop_id, closed_from, closed_until."""

_EMPTY = frozenset({"", "NaT", "nan", "None"})


@dataclass(frozen=True, slots=True)
class Closure:
    """Time without passengers, from its first day to the first day after it (``None``: no end)."""

    closed_from: date
    closed_until: date | None

    def holds(self, on: date) -> bool:
        """Whether the station is closed on a day.

        Examples
        --------
        >>> shut = Closure(date(2013, 7, 1), date(2020, 7, 1))
        >>> shut.holds(date(2020, 6, 30)), shut.holds(date(2020, 7, 1))
        (True, False)
        """
        return self.closed_from <= on and (self.closed_until is None or on < self.closed_until)


def closures(rows: Iterable[Mapping[str, object]]) -> dict[StopId, tuple[Closure, ...]]:
    """Closures of every station, in the order of their days; rows as of `CLOSURE_TABLE`.

    A row without a first day says nothing and is passed: the contract of the table forbids it.

    Examples
    --------
    >>> rows = [{"stop_id": "R_a", "closed_from": "2021-09-15", "closed_until": "2024-09-06"}]
    >>> closures(rows)["R_a"][0].closed_until
    datetime.date(2024, 9, 6)
    """
    found: dict[StopId, list[Closure]] = {}
    for row in rows:
        closed_from = _day(row["closed_from"])
        if closed_from is not None:
            stop_id = StopId(str(row["stop_id"]))
            found.setdefault(stop_id, []).append(Closure(closed_from, _day(row["closed_until"])))
    return {
        stop_id: tuple(sorted(own, key=lambda one: one.closed_from))
        for stop_id, own in found.items()
    }


def closed_on(
    known: Mapping[StopId, tuple[Closure, ...]], stop_ids: Iterable[StopId], on: date
) -> Closure | None:
    """First closure of any of some stops that is not over on a date: that in force, else the next.

    A main station is closed while its railway station is. ``None`` where none is left.

    Examples
    --------
    >>> known = {"R_a": (Closure(date(2010, 1, 20), date(2013, 7, 1)),)}
    >>> closed_on(known, ["M_a", "R_a"], date(2012, 1, 1)).closed_until
    datetime.date(2013, 7, 1)
    >>> closed_on(known, ["M_a", "R_a"], date(2020, 1, 1)) is None
    True
    """
    left = [
        one
        for stop_id in stop_ids
        for one in known.get(stop_id, ())
        if one.closed_until is None or on < one.closed_until
    ]
    return min(left, key=lambda one: one.closed_from, default=None)


def with_closures(
    stops: Mapping[StopId, Stop], known: Mapping[StopId, tuple[Closure, ...]], on: date
) -> dict[StopId, Stop]:
    """Shut the stations that are closed on a date: they open on the day on which that ends.

    Whatever says that trains call there, they pass. A closure without an end leaves no opening.
    Stops that the table does not name stay as they are. Main stations are not to be given: theirs
    is the closure of the `Hub`, which a scenario can take back.

    Examples
    --------
    >>> from sim.network.examples import stop
    >>> known = {"R_a": (Closure(date(2021, 9, 15), date(2024, 9, 6)),)}
    >>> shut = with_closures({"R_a": stop("R_a", 0.0)}, known, date(2022, 12, 31))
    >>> shut["R_a"].open_date
    datetime.date(2024, 9, 6)
    """
    shut = {
        stop_id: one.closed_until for stop_id, own in known.items() for one in own if one.holds(on)
    }
    return {
        stop_id: replace(stop, open_date=shut[stop_id]) if stop_id in shut else stop
        for stop_id, stop in stops.items()
    }


def closure_texts(
    stops: Mapping[StopId, Stop], known: Mapping[StopId, tuple[Closure, ...]], on: date
) -> tuple[str, ...]:
    """Say which stations are closed on a date, and until when; empty where none is.

    Examples
    --------
    >>> from sim.network.examples import stop
    >>> known = {"R_a": (Closure(date(2021, 9, 15), date(2024, 9, 6)),)}
    >>> closure_texts({"R_a": stop("R_a", 0.0)}, known, date(2022, 12, 31))
    ('Rebuilt on the date, trains pass unless the scenario opens it: R_a R_a (until 2024-09-06).',)
    """
    texts = [
        f"{stops[stop_id].name_zh} {stops[stop_id].name_en} "
        f"({'end not known' if one.closed_until is None else f'until {one.closed_until}'})"
        for stop_id, own in sorted(known.items())
        for one in own
        if one.holds(on) and stop_id in stops
    ]
    if not texts:
        return ()
    return (f"Rebuilt on the date, trains pass unless the scenario opens it: {', '.join(texts)}.",)


def _day(value: object) -> date | None:
    """Day of a cell as text or as a time stamp; ``None`` where it is empty."""
    text = str(value)[:10]
    return None if text in _EMPTY else date.fromisoformat(text)
