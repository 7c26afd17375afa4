"""Colours and classes of the animated day: how full trains are, how crowded platforms."""

from __future__ import annotations

from typing import Final

from sim.maps.style import Scale, Words

__all__ = ["LEVELS", "LEVEL_NAMES", "LOADS"]

# One ramp for both, since both say how crowded it is: lightness falls all the way.
_CALM, _PALE, _GOLD, _ORANGE, _RED, _DARK = (
    *("#ffffff", "#fdedb4", "#fdc55b"),
    *("#ef8636", "#cf3129", "#74092a"),
)

LOADS: Final = Scale(
    title=Words("列车满载率", "Train load"),
    unit=Words("占定员 %", "% of places"),
    breaks=(20, 50, 80, 100),
    colours=(_CALM, _PALE, _GOLD, _ORANGE, _DARK),
    missing=Words("无数据", "no value"),
)
"""People on board as a share of the places of a train (seats and standing), per cent."""

LEVEL_NAMES: Final = ("A", "B", "C", "D", "E", "F")
"""Levels of service of waiting areas, from free to blocked."""

LEVELS: Final = Scale(
    title=Words("站台服务水平", "Platform level of service"),
    unit=Words("Fruin 候车标准", "Fruin, waiting"),
    breaks=(1, 2, 3, 4, 5),
    colours=(_CALM, _PALE, _GOLD, _ORANGE, _RED, _DARK),
    missing=Words("无数据", "no value"),
    missing_colour="#b9bec3",
    names=tuple(Words(name, name) for name in LEVEL_NAMES),
)
"""Class ``i`` is level ``LEVEL_NAMES[i]``; which area per person makes it is the table's affair."""
