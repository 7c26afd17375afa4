"""Colours, breaks and words of the gateway on maps; fixed, so that alternatives can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sim.maps.style import MINUTES, NO_WORDS, Scale, Words
from sim.network.model import Quality

__all__ = [
    "CATCHMENT_CLASSES",
    "CORRIDOR_LAYERS",
    "GATEWAY_COLOURS",
    "NO_DATA_COLOUR",
    "PROVINCE",
    "QUALITY_ORDER",
    "STATUS_WORDS",
    "hours_scale",
    "kinds_scale",
]

NO_DATA_COLOUR: Final = "#c3c8cd"
"""Of what has no value: darker than the ground, which is what is no part of a layer."""

PROVINCE: Final = Scale(
    title=Words("省域一小时交通圈", "One-hour circle"),
    unit=MINUTES.unit,
    breaks=(30, 60, 90, 120, 150, 180, 240),
    colours=MINUTES.colours,
    missing=Words("无铁路、无直达列车或未到达", "no railway, no direct train, or not reached"),
    missing_colour=NO_DATA_COLOUR,
    note=Words(
        "县级单位整体着色，站间不作推断；未计算处（杭州市内）不着色",
        "counties as wholes, nothing guessed between stations; blank: not computed (in Hangzhou)",
    ),
)
"""Minutes across the province: the hour is a break, and three hours are not the last class."""

# From navy to pale: lightness climbs all the way, in steps of 8 or more.
_HOURS_COLOURS = (
    *("#221a54", "#2f2e70", "#3c438c", "#5059a4", "#726db3"),
    *("#9482c0", "#bc97bf", "#dfadc0", "#edcbcb", "#fbe9d6"),
)
_HOURS_BEYOND = (2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.5)

GATEWAY_COLOURS: Final = ("#0b3c5d", "#e69f00", "#56b4e9", "#00795c", "#b0578f", "#f7e25c")
"""Of the gateways in the order of their table, which is the same in every run."""

CATCHMENT_CLASSES: Final = {
    "exclusive": (Words("独占", "Exclusive"), "#0f4c5c"),
    "contested": (Words("竞争", "Contested"), "#f0b429"),
    "leaked": (Words("流失", "Leaked"), "#d4789c"),
}
"""Classes of a zone in the order of the legend, with their colours; any other class is grey."""

STATUS_WORDS: Final = {
    "no railway": Words("无铁路", "no railway"),
    "no direct train": Words("无直达列车", "no direct train"),
    "not reached": Words("未到达", "not reached"),
    "no road time": Words("无公路时间", "no time by road"),
}
"""Why a place has no minutes."""

CORRIDOR_LAYERS: Final = {
    "own track": Words("自有轨道", "Own track"),
    "fast road": Words("快速路", "Fast roads"),
    "on the road": Words("路上公交", "Services on the road"),
    "own track and fast road": Words("轨道与快速路合计", "Own track and fast roads"),
}
"""Kinds of corridors in the order they are told; any other keeps its own name."""

QUALITY_ORDER: Final = tuple(Quality)
"""Grades in the order they are told."""


def hours_scale(flight_h: int) -> Scale:
    """Hours from the doorstep, in half hours from two beyond what a flight straight there takes.

    `flight_h` depends on the two airports alone, so the classes of a destination are the same in
    every alternative.

    Examples
    --------
    >>> hours_scale(11).ticks()
    ('13', '13.5', '14', '14.5', '15', '15.5', '16', '16.5', '17.5')
    """
    return Scale(
        title=Words("从家门到降落", "From the doorstep to landing"),
        unit=Words("小时", "h"),
        breaks=tuple(flight_h + beyond for beyond in _HOURS_BEYOND),
        colours=_HOURS_COLOURS,
        missing=Words("搜索时限内到不了任何机场", "no airport in the time searched"),
        missing_colour=NO_DATA_COLOUR,
    )


def kinds_scale(
    title: Words, kinds: Sequence[tuple[Words, str]], *, missing: Words, note: Words = NO_WORDS
) -> Scale:
    """Colours of kinds of things in no order; a value is the place among the `kinds`.

    Examples
    --------
    >>> scale = kinds_scale(Words("类", "Kind"), [(Words("甲", "a"), "#000000"),
    ...     (Words("乙", "b"), "#ffffff")], missing=Words("无", "none"))
    >>> scale.class_of(1), scale.labels(), scale.ticks()
    (1, ('a', 'b'), ())
    """
    return Scale(
        title=title,
        unit=NO_WORDS,
        breaks=tuple(range(1, len(kinds))),
        colours=tuple(colour for _, colour in kinds),
        missing=missing,
        missing_colour=NO_DATA_COLOUR,
        note=note,
        names=tuple(words for words, _ in kinds),
    )
