"""Colours, dashes and hatches of the charts: told apart without colour, and in grey print."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sim.indicators.board import Overall

__all__ = ["GAINED", "LOST", "MET_ZONE", "UNCHANGED", "VERDICTS", "Bar", "Stroke", "strokes"]


@dataclass(frozen=True, slots=True)
class Stroke:
    """How the line of one alternative is drawn; ``dash`` in points, empty for a whole line."""

    colour: str
    dash: tuple[float, ...]
    width_pt: float
    marker: str


@dataclass(frozen=True, slots=True)
class Bar:
    """How a bar is filled: a colour, and a hatch that survives grey print."""

    colour: str
    hatch: str = ""


_REFERENCE: Final = Stroke("#111111", (), 1.6, "o")

# Okabe and Ito's colours, in an order of falling contrast; each with a dash of its own.
_OTHERS: Final = (
    Stroke("#0072b2", (), 1.3, "s"),
    Stroke("#d55e00", (5, 1.6), 1.3, "^"),
    Stroke("#00795a", (1.4, 1.4), 1.4, "D"),
    Stroke("#a8487f", (6, 1.6, 1.4, 1.6), 1.3, "v"),
    Stroke("#3f97cf", (2.6, 1.2), 1.3, "P"),
    Stroke("#b07d00", (8, 2), 1.3, "X"),
    Stroke("#6b6b6b", (4, 1.2, 1.2, 1.2, 1.2, 1.2), 1.3, "<"),
    Stroke("#5d3a9b", (1, 2.4), 1.5, ">"),
)

MET_ZONE: Final = "#e6e9e4"
"""Ground of the values that meet a target."""

UNCHANGED: Final = "#ebe8e2"
"""Within a minute, or nothing to compare."""

GAINED: Final = ("#c4dcec", "#6da9d2", "#2470aa", "#0b3a66")
"""Faster, from a little to much: light to dark."""

LOST: Final = ("#f6cfa4", "#e08a3c", "#a84e0b", "#6b2d04")
"""Slower, from a little to much; bars of these are hatched, cells carry dots."""

VERDICTS: Final[MappingProxyType[Overall, Bar]] = MappingProxyType(
    {
        "met": Bar("#1f6f5c"),
        "depends": Bar("#d9a441", "////"),
        "missed": Bar("#ffffff", "...."),
        "not_computed": Bar("#ffffff"),
        "not_modelled": Bar("#ffffff"),
    }
)


def strokes(count: int) -> tuple[Stroke, ...]:
    """Line styles of a reference and its alternatives, the reference first.

    From the tenth line on the colours come again.

    Examples
    --------
    >>> [stroke.colour for stroke in strokes(3)]
    ['#111111', '#0072b2', '#d55e00']
    """
    return (_REFERENCE, *(_OTHERS[place % len(_OTHERS)] for place in range(count - 1)))[:count]
