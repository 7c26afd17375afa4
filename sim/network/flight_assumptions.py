"""What is assumed of flights that no timetable gives: one reader for journeys and connectivity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import DataError

__all__ = [
    "UNKNOWN_FREQUENCIES",
    "Bound",
    "JourneyRules",
    "assumed_weekly",
    "connection_minutes",
    "home_abroad",
    "journey_rules",
    "shortest_connections",
]

Bound: TypeAlias = Literal["low", "high"]
Bools: TypeAlias = npt.NDArray[np.bool_]

UNKNOWN_FREQUENCIES: Mapping[Bound, Mapping[str, Bound]] = MappingProxyType(
    {
        bound: MappingProxyType(
            {"unknown_weekly_frequency": bound, "unknown_weekly_frequency_home_abroad": bound}
        )
        for bound in ("low", "high")
    }
)
"""Bounds for `journey_rules` that move all assumed frequencies together."""

_PAIR = "international_international"


@dataclass(frozen=True, slots=True)
class JourneyRules:
    """What a journey by air rests on; every number is an assumption of ``air/journey_rules``.

    Attributes
    ----------
    connection_min
        Shortest connection at airports without a value of their own.
    unknown_weekly_frequency
        Departures a week and direction where the lists give none, but see the next.
    unknown_weekly_frequency_home_abroad
        The same between the home airport and a place abroad.
    longest_wait_min
        Longest wait counted at a connection.
    longest_detour
        Longest way by two flights, in lengths of the direct line.
    stopover_min
        Extra time of a flight that lands on the way.
    schedule_delay_weight
        Share of half the headway of the first flight that counts as waiting.
    """

    connection_min: float
    unknown_weekly_frequency: float
    unknown_weekly_frequency_home_abroad: float
    longest_wait_min: float
    longest_detour: float
    stopover_min: float
    schedule_delay_weight: float


def journey_rules(table: pd.DataFrame, bounds: Mapping[str, Bound] | None = None) -> JourneyRules:
    """Rules of the table ``air/journey_rules``; a name too many or too few is a `DataError`.

    `bounds` takes the lower or upper bound of single rules in place of their value, to see what
    rests on them, as in ``{"unknown_weekly_frequency": "low"}``.

    Examples
    --------
    >>> try:
    ...     journey_rules(pd.DataFrame({"name": ["connection_min"], "value": [90.0]}))
    ... except DataError as error:
    ...     print(str(error)[:52])
    air/journey_rules lacks longest_detour, longest_wait
    """
    wanted = bounds or {}
    values = {
        str(row["name"]): float(row[wanted.get(str(row["name"]), "value")])
        for row in table.to_dict("records")
    }
    names = set(JourneyRules.__slots__)
    absent, surplus = sorted(names - set(values)), sorted({*values, *wanted} - names)
    if absent:
        raise DataError(f"air/journey_rules lacks {', '.join(absent)}; add the rows")
    if surplus:
        raise DataError(
            f"air/journey_rules has rules nobody uses: {', '.join(surplus)}; remove them"
        )
    return JourneyRules(**values)


def home_abroad(
    origins: npt.ArrayLike, destinations: npt.ArrayLike, *, home: str, countries: Mapping[str, str]
) -> Bools:
    """Whether a flight is between the home airport and a place abroad, in either direction.

    `origins` and `destinations` are airport codes that broadcast; `countries` has the country by
    airport (Hong Kong, Macau and Taiwan have codes of their own). Airports without a country are
    not abroad, and nothing is where the home airport has none.

    Examples
    --------
    >>> where = {"HGH": "CN", "PEK": "CN", "FRA": "DE", "LHR": "GB"}
    >>> home_abroad(["HGH", "HGH", "FRA", "FRA"], ["PEK", "FRA", "HGH", "LHR"],
    ...             home="HGH", countries=where).tolist()
    [False, True, True, False]
    """
    here = countries.get(home)
    abroad = [code for code, country in countries.items() if here and country != here]
    start, end = np.asarray(origins, dtype=np.str_), np.asarray(destinations, dtype=np.str_)
    out = (start == home) & np.isin(end, abroad)
    back = np.isin(start, abroad) & (end == home)
    return np.asarray(out | back, dtype=np.bool_)


def assumed_weekly(rules: JourneyRules, is_home_abroad: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Departures a week and direction of flights that no list gives a frequency for.

    `is_home_abroad` as by `home_abroad`: the airport's own flights abroad were counted, those of
    the rest of the world are a guess.

    Examples
    --------
    >>> rules = JourneyRules(90, 14, 7, 720, 1.5, 90, 0)
    >>> assumed_weekly(rules, [True, False]).tolist()
    [7.0, 14.0]
    """
    own, other = rules.unknown_weekly_frequency_home_abroad, rules.unknown_weekly_frequency
    return np.where(np.asarray(is_home_abroad, dtype=np.bool_), float(own), float(other))


def connection_minutes(
    table: pd.DataFrame,
    airport_kind: Literal["home", "mainland", "abroad"],
    column: Literal["value_min", "low_min", "high_min"] = "value_min",
) -> Mapping[str, float]:
    """Shortest connections by kinds of the two flights at one kind of airport, in minutes.

    `table` is ``air/connection_times``; keys are pairs such as ``international_domestic``, as
    `sim.air.connections.ConnectionRules` takes them. `column` chooses the usual value or a bound.

    Raises
    ------
    DataError
        If the table has nothing of that kind.

    Examples
    --------
    >>> table = pd.DataFrame({"airport_kind": ["home"], "item": ["minimum_connection"],
    ...     "flights": ["domestic_domestic"], "value_min": [60.0]})
    >>> dict(connection_minutes(table, "home"))
    {'domestic_domestic': 60.0}
    """
    rows = table[(table["airport_kind"] == airport_kind) & (table["item"] == "minimum_connection")]
    if rows.empty:
        raise DataError(
            "air/connection_times has no 'minimum_connection' for airports of kind "
            f"'{airport_kind}'; add rows"
        )
    return {
        str(name): float(value) for name, value in zip(rows["flights"], rows[column], strict=True)
    }


def shortest_connections(
    table: pd.DataFrame,
    world_airports: pd.DataFrame,
    gateways: pd.DataFrame,
    *,
    home_country: str,
) -> dict[str, float]:
    """Shortest connection at each airport, between two flights of which one is international.

    A gateway has its own (``connection_min`` of ``air/gateways``), any other airport that of its
    kind in `table` (``air/connection_times``): ``mainland`` in the home country (Hong Kong, Macau
    and Taiwan have codes of their own), else ``abroad``. `world_airports`: iata, country. Airports
    in neither table are left out: the rules speak for them.

    Examples
    --------
    >>> table = pd.DataFrame({"airport_kind": ["mainland", "abroad"], "value_min": [120.0, 75.0],
    ...     "item": "minimum_connection", "flights": "international_international"})
    >>> where = pd.DataFrame({"iata": ["PEK", "FRA", "SHA"], "country": ["CN", "DE", "CN"]})
    >>> own = pd.DataFrame({"iata": ["SHA"], "connection_min": [90]})
    >>> shortest_connections(table, where, own, home_country="CN")
    {'PEK': 120.0, 'FRA': 75.0, 'SHA': 90.0}
    """
    inside = world_airports["country"] == home_country
    kinds: list[Literal["mainland", "abroad"]] = ["mainland" if one else "abroad" for one in inside]
    of_kind = {kind: _of_pair(connection_minutes(table, kind)) for kind in sorted(set(kinds))}
    found = {
        str(code): of_kind[kind] for code, kind in zip(world_airports["iata"], kinds, strict=True)
    }
    own = zip(gateways["iata"], gateways["connection_min"], strict=True)
    return found | {str(code): float(minutes) for code, minutes in own}


def _of_pair(minutes: Mapping[str, float]) -> float:
    if _PAIR not in minutes:
        raise DataError(f"air/connection_times has no '{_PAIR}'; add the row")
    return minutes[_PAIR]
