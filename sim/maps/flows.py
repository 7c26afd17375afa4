"""Flows on a map: records of paths or points whose width and colour follow numbers by state.

A state is what the reader switches: a period of the day, or a way to travel. Numbers travel as
small integers; the page's ``flows.js`` draws them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.maps.style import NO_WORDS, Words

__all__ = [
    "FlowColumn",
    "FlowState",
    "FlowTitle",
    "Flows",
    "nice_full",
    "numbered",
    "whole_numbers",
]

Number = int | float | None


@dataclass(frozen=True, slots=True)
class FlowState:
    """One position of the switch: its key, its name, the unit of flows, and the full width.

    A flow of ``full`` is drawn ``full_px`` wide (see `Flows`).
    """

    key: str
    zh: str
    en: str
    unit: Words
    full: float


@dataclass(frozen=True, slots=True)
class FlowColumn:
    """A number the pointer tells, ``values[state][feature]``; without a unit that of the state."""

    zh: str
    en: str
    values: tuple[tuple[Number, ...], ...]
    unit: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class FlowTitle:
    """Places in `Flows.names`: what the flow is on, and from where to where (-1: not said)."""

    of: int
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Flows:
    """Features with a path (or a point) and numbers for each state.

    Parameters
    ----------
    form
        ``beside`` draws a band on the right of its path, so that both directions lie side by side;
        ``middle`` draws it on the path; ``circle`` draws a disk whose area follows the number.
    paths
        Encoded paths; of circles one point each.
    names, titles
        Words, each once, and for each feature the places of its words.
    states
        At least one.
    columns
        Numbers by state and feature.
    width
        Place in `columns` of the number that is drawn as width; missing and zero draw nothing.
    colour
        Place in `columns` of the number that is coloured by the layer's scale; -1: each feature has
        a colour of its own.
    colours
        With `colour` -1 for each feature a place in `palette`.
    start
        State shown first.
    full_px, least_px
        Width of a flow of ``full``, and the least width of any flow.
    same_width
        All flows are drawn ``full_px`` wide.
    """

    form: Literal["beside", "middle", "circle"]
    paths: tuple[str, ...]
    names: tuple[Words, ...]
    titles: tuple[FlowTitle, ...]
    states: tuple[FlowState, ...]
    columns: tuple[FlowColumn, ...]
    width: int = 0
    colour: int = -1
    palette: tuple[str, ...] = ()
    colours: tuple[int, ...] = ()
    start: int = 0
    full_px: float = 12.0
    least_px: float = 0.6
    same_width: bool = False


def numbered(words: Iterable[Words]) -> dict[Words, int]:
    """Each of the words once, with its place.

    Examples
    --------
    >>> a, b = Words("甲", "A"), Words("乙", "B")
    >>> list(numbered([a, b, a]).values())
    [0, 1]
    """
    return {name: place for place, name in enumerate(dict.fromkeys(words))}


def nice_full(values: npt.ArrayLike) -> float:
    """Smallest of 1, 2, 5 times a power of ten that no value exceeds; 1 where there is none.

    Examples
    --------
    >>> nice_full([130_000.0, 12.0]), nice_full([float("nan")]), nice_full([20.0])
    (200000.0, 1.0, 20.0)
    """
    numbers = np.asarray(values, dtype=np.float64).ravel()
    most = float(np.max(numbers[np.isfinite(numbers)], initial=0.0))
    if most <= 0:
        return 1.0
    size = 10.0 ** math.floor(math.log10(most))
    return next(step * size for step in (1.0, 2.0, 5.0, 10.0) if step * size >= most)


def whole_numbers(values: Sequence[float] | npt.NDArray[np.float64]) -> tuple[int | None, ...]:
    """Whole numbers, ``None`` where there is no value.

    Examples
    --------
    >>> whole_numbers([12.6, float("nan"), float("inf")])
    (13, None, None)
    """
    numbers = np.asarray(values, dtype=np.float64)
    known = np.isfinite(numbers)
    rounded = np.rint(np.where(known, numbers, 0.0)).astype(np.int64).tolist()
    return tuple(
        value if is_known else None for value, is_known in zip(rounded, known.tolist(), strict=True)
    )
