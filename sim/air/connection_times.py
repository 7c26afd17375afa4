"""Shortest connections and other times at airports, looked up by kind of airport and flights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import pandas as pd

from sim.errors import DataError

__all__ = ["AirportKind", "airport_kinds", "times_at"]

AirportKind: TypeAlias = Literal["home", "mainland", "abroad"]


def airport_kinds(
    airports: pd.DataFrame, *, home: str, mainland: str = "CN"
) -> Mapping[str, AirportKind]:
    """Kind of each airport: the home airport, another of the mainland, or abroad.

    `airports`: iata, country. Hong Kong, Macau and Taiwan have codes of their own and count as
    abroad, since their borders are crossed.

    Examples
    --------
    >>> airports = pd.DataFrame({"iata": ["HGH", "PVG", "HKG"], "country": ["CN", "CN", "HK"]})
    >>> list(airport_kinds(airports, home="HGH").values())
    ['home', 'mainland', 'abroad']
    """
    kinds: dict[str, AirportKind] = {}
    for code, country in zip(airports["iata"], airports["country"], strict=True):
        kinds[code] = "mainland" if country == mainland else "abroad"
        if code == home:
            kinds[code] = "home"
    return kinds


def times_at(
    table: pd.DataFrame,
    airport_kind: AirportKind,
    item: str,
    column: Literal["value_min", "low_min", "high_min"] = "value_min",
) -> Mapping[str, float]:
    """Minutes by kind of flights, from ``air/connection_times``.

    For ``minimum_connection`` keys are pairs such as ``international_domestic``, as
    `sim.air.connections.ConnectionRules` takes them. `column` chooses the usual value or a bound.

    Raises
    ------
    DataError
        If the table has nothing of that kind.

    Examples
    --------
    >>> table = pd.DataFrame({"airport_kind": ["home"], "item": ["security"],
    ...     "flights": ["domestic"], "value_min": [25.0], "low_min": [10.0], "high_min": [40.0]})
    >>> dict(times_at(table, "home", "security"))
    {'domestic': 25.0}
    """
    rows = table[(table["airport_kind"] == airport_kind) & (table["item"] == item)]
    if rows.empty:
        raise DataError(
            f"air/connection_times has no '{item}' for airports of kind '{airport_kind}'; add rows"
        )
    return {
        str(name): float(value) for name, value in zip(rows["flights"], rows[column], strict=True)
    }
