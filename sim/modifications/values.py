"""Kinds of values planners write in modifications: ids, clock times, colours, headways."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.clock import parse_clock

__all__ = [
    "ALL_DAY",
    "PERIODS",
    "ClockText",
    "Colour",
    "Factor",
    "Headway",
    "HeadwayMin",
    "Names",
    "NamesOrName",
    "Numbers",
    "RunTimeMin",
    "SectionNames",
    "Slug",
    "Yuan",
    "headway_windows_s",
    "window_s",
]

ALL_DAY = "all_day"
PERIODS = {"peak": ("07:00-09:00", "17:00-19:00"), ALL_DAY: ("00:00-30:00",)}
"""Named periods of a headway; ``peak`` as on Line 2 in 2018-2020."""

_SLUG = re.compile(r"^[A-Za-z][A-Za-z0-9_]*$")
_COLOUR = re.compile(r"^#[0-9A-Fa-f]{6}$")
_HIGHEST_YUAN, _HIGHEST_FACTOR = 10_000.0, 100.0
_SHORTEST_HEADWAY_MIN, _LONGEST_HEADWAY_MIN = 1.0, 240.0


def _slug(text: str) -> str:
    if _SLUG.match(text) is None:
        raise PydanticCustomError(
            "bad-id",
            "'{text}' cannot be an id",
            {"text": text, "fix": "use letters, digits and _ only, a letter first: metro_20"},
        )
    return text


def _clock(text: str) -> str:
    try:
        parse_clock(text)
    except ValueError:
        raise PydanticCustomError(
            "bad-time",
            "'{text}' is not a time of day",
            {"text": text, "fix": 'write it in quotes as "07:30" (after midnight "25:10")'},
        ) from None
    return text


def window_s(text: str) -> tuple[int, int]:
    """Start and end of a window ``"07:00-09:00"``, in seconds of the service day.

    Examples
    --------
    >>> window_s("07:00-09:00")
    (25200, 32400)
    """
    start, _, end = text.partition("-")
    try:
        window = parse_clock(start), parse_clock(end)
    except ValueError:
        raise PydanticCustomError(
            "bad-window",
            "'{text}' is not a window of time",
            {"text": text, "fix": 'write it in quotes as "07:00-09:00"'},
        ) from None
    if window[1] <= window[0]:
        raise PydanticCustomError(
            "window-reversed",
            "the window {text} ends before it begins",
            {"text": text, "fix": 'put the earlier time first; after midnight write "25:00"'},
        )
    return window


def _headway(value: float) -> float:
    if value <= 0:
        raise PydanticCustomError(
            "headway-negative",
            "a headway of {value} min is not possible",
            {
                "value": f"{value:g}",
                "fix": "give the minutes between two vehicles, such as 5 or 2.5",
            },
        )
    if value < _SHORTEST_HEADWAY_MIN:
        raise PydanticCustomError(
            "headway-too-short",
            "a headway of {value} min is shorter than any vehicle can follow another",
            {"value": f"{value:g}", "fix": "the unit is minutes: 90 seconds are 1.5"},
        )
    if value > _LONGEST_HEADWAY_MIN:
        raise PydanticCustomError(
            "headway-too-long",
            "a headway of {value} min is longer than four hours",
            {"value": f"{value:g}", "fix": "the unit is minutes: 300 seconds are 5"},
        )
    return value


def _run_time(value: float) -> float:
    if value <= 0:
        raise PydanticCustomError(
            "run-time-negative",
            "a run time of {value} min is not possible",
            {
                "value": f"{value:g}",
                "fix": "give the minutes from departure to departure, such as 2.5",
            },
        )
    return value


def _yuan(value: float) -> float:
    if value < 0:
        raise PydanticCustomError(
            "price-negative",
            "a price of {value} yuan is not possible",
            {"value": f"{value:g}", "fix": "give 0 for what is free"},
        )
    if not value <= _HIGHEST_YUAN:
        raise PydanticCustomError(
            "price-too-high",
            "a price of {value} yuan is higher than any fare or fee",
            {"value": f"{value:g}", "fix": "the unit is yuan: 250 fen are 2.5"},
        )
    return value


def _factor(value: float) -> float:
    if value < 0:
        raise PydanticCustomError(
            "price-negative",
            "a factor of {value} would make the value negative",
            {"value": f"{value:g}", "fix": "give 0.5 for half of it, 2 for twice as much"},
        )
    if not value <= _HIGHEST_FACTOR:
        raise PydanticCustomError(
            "price-too-high",
            "a factor of {value} is higher than any that is meant",
            {"value": f"{value:g}", "fix": "20 % more is 1.2, twice as much is 2"},
        )
    return value


def _colour(text: str) -> str:
    if _COLOUR.match(text) is None:
        raise PydanticCustomError(
            "bad-colour",
            "'{text}' is not a colour",
            {"text": text, "fix": 'write six hexadecimal digits in quotes: "#0072BC"'},
        )
    return text


def _periods(periods: dict[str, float]) -> dict[str, float]:
    if not periods:
        raise PydanticCustomError(
            "list-too-short",
            "no headway is given",
            {"fix": 'give one number, or minutes by period: {peak: 4, "09:00-17:00": 6}'},
        )
    taken: list[tuple[int, int, str]] = []
    for name in sorted(periods.keys() - {ALL_DAY}):
        for start_s, end_s in headway_windows_s(name):
            for other_start_s, other_end_s, other in taken:
                if start_s < other_end_s and other_start_s < end_s:
                    raise PydanticCustomError(
                        "periods-overlap",
                        "the periods {name} and {other} overlap",
                        {"name": name, "other": other, "fix": "give each hour to one period only"},
                    )
            taken.append((start_s, end_s, name))
    return periods


def headway_windows_s(period: str) -> tuple[tuple[int, int], ...]:
    """Windows of a named period or of a written one, in seconds of the service day.

    Examples
    --------
    >>> headway_windows_s("peak")
    ((25200, 32400), (61200, 68400))
    >>> headway_windows_s("06:00-07:00")
    ((21600, 25200),)
    """
    if period[:1].isalpha() and period not in PERIODS:
        raise PydanticCustomError(
            "unknown-period",
            "'{period}' is not a period of the day",
            {"period": period, "fix": 'use peak or all_day, or a window such as "07:00-09:00"'},
        )
    return tuple(window_s(window) for window in PERIODS.get(period, (period,)))


def _text_of_number(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _list_or_number(value: Any) -> str:
    return "list" if isinstance(value, list | tuple) else "number"


def _list_or_name(value: Any) -> str:
    return "list" if isinstance(value, list | tuple) else "name"


def _mapping_or_number(value: Any) -> str:
    return "by_period" if isinstance(value, dict) else "number"


Slug: TypeAlias = Annotated[str, AfterValidator(_slug)]
ClockText: TypeAlias = Annotated[str, AfterValidator(_clock)]
Colour: TypeAlias = Annotated[str, AfterValidator(_colour)]
Headway: TypeAlias = Annotated[float, AfterValidator(_headway)]
HeadwayMin: TypeAlias = Annotated[
    Annotated[Headway, Tag("number")]
    | Annotated[dict[str, Headway], AfterValidator(_periods), Tag("by_period")],
    Discriminator(_mapping_or_number),
]
"""Minutes between two vehicles: one number, or minutes by period (``all_day`` is overridden)."""

RunTimeMin: TypeAlias = Annotated[float, AfterValidator(_run_time)]
Numbers: TypeAlias = Annotated[
    Annotated[RunTimeMin, Tag("number")] | Annotated[tuple[RunTimeMin, ...], Tag("list")],
    Discriminator(_list_or_number),
]
"""One number of minutes for all hops, or a list with one per hop."""

SectionNames: TypeAlias = Annotated[
    tuple[
        Annotated[
            str,
            BeforeValidator(_text_of_number),
            WithJsonSchema({"type": ["string", "integer"]}),
        ],
        ...,
    ],
    Field(min_length=1),
]
"""At least one section id; 16 may be written without quotes."""

Names: TypeAlias = Annotated[tuple[str, ...], Field(min_length=1)]
"""At least one id or name."""

NamesOrName: TypeAlias = Annotated[
    Annotated[str, Tag("name")] | Annotated[Names, Tag("list")], Discriminator(_list_or_name)
]
"""One id or name, or a list of them."""

Yuan: TypeAlias = Annotated[float, AfterValidator(_yuan)]
Factor: TypeAlias = Annotated[float, AfterValidator(_factor)]
