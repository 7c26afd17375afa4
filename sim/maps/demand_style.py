"""Colours and breaks of demand on maps; fixed, so that alternatives can be compared."""

from __future__ import annotations

from typing import Final

from sim.maps.style import Scale, Words

__all__ = ["CROWDING", "PUBLIC_SHARE", "SATURATION"]

# From amber, where the car rules, to navy: lightness falls all the way. 60 is the city's target.
PUBLIC_SHARE: Final = Scale(
    title=Words("公共交通分担率", "Public-transport share"),
    unit=Words("%", "%"),
    breaks=(20, 30, 40, 50, 60, 70),
    colours=("#f2c14e", "#c9b04a", "#8fa05a", "#4f8f74", "#1f7280", "#17507a", "#1b2a5e"),
    missing=Words("无机动化出行", "no motorised trips"),
    note=Words("占机动化出行的比例，全日", "of motorised trips, whole day"),
)

_LIGHT_TO_DARK = ("#ccdad3", "#f0b429", "#e0762a", "#c0322b", "#650d2a")

CROWDING: Final = Scale(
    title=Words("满载率", "Load factor"),
    unit=Words("满载率 %", "load / capacity, %"),
    breaks=(60, 80, 100, 120),
    colours=_LIGHT_TO_DARK,
    missing=Words("运能未知", "capacity not known"),
    missing_colour="#9aa0a6",
)

SATURATION: Final = Scale(
    title=Words("道路饱和度", "Volume / capacity"),
    unit=Words("流量/通行能力 %", "volume / capacity, %"),
    breaks=(60, 80, 100, 120),
    colours=_LIGHT_TO_DARK,
    missing=Words("无数据", "no value"),
    missing_colour="#9aa0a6",
)
