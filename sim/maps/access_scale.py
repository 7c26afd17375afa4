"""Colour scales for access values of any unit: fixed where they can be, else of round classes."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd

from sim.maps.style import JOBS, MINUTES, NO_WORDS, PEOPLE, Scale, Words

__all__ = ["access_scale", "round_breaks"]

_SHARES = (0.15, 0.3, 0.45, 0.6, 0.75, 0.9)
_STEPS = np.array([1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0])
_UNITS_ZH = {
    "persons": "人",
    "people": "人",
    "hospitals": "所医院",
    "campuses": "个校区",
    "stations": "座车站",
    "places": "处",
    "hospitals per 100,000 people": "所医院/10万人",
}
_FIXED = {"min": MINUTES, "persons": PEOPLE, "people": PEOPLE, "jobs": JOBS}
_COUNTS = (1, 2, 3, 5, 8, 12)
_NOTE = Words("分级按本次结果取整", "classes rounded from this run")


def access_scale(values: pd.Series, unit: str, *, searched_min: float | None = None) -> Scale:
    """Scale of one access measure: fixed for minutes, people, jobs and small counts.

    Classes of any other unit follow the run's own values (quantiles rounded to one digit), and the
    legend says so: two pages can then have different classes. Missing values are grey; with
    `searched_min` the legend says how far times were searched.

    Examples
    --------
    >>> access_scale(pd.Series([5.0, 80.0]), "min", searched_min=60).missing.en
    'not reached within 60 min'
    >>> access_scale(pd.Series([0.0, 7.0]), "hospitals").breaks
    (1, 2, 3, 5, 8, 12)
    >>> access_scale(pd.Series([0.0, 0.03, 0.2]), "hospitals per 100,000 people").breaks
    (0.03, 0.05, 0.07, 0.1, 0.15, 0.2)
    """
    scale = _FIXED.get(unit) or _classed(values, unit)
    if unit != "min" or searched_min is None:
        return scale
    zh, en = f"{searched_min:g}分钟内未到达", f"not reached within {searched_min:g} min"
    return replace(scale, missing=Words(zh, en))


def _classed(values: pd.Series, unit: str) -> Scale:
    known = values.dropna()
    counts = bool((known == known.round()).all()) and known.max() <= 2 * _COUNTS[-1]
    breaks = _COUNTS if counts else round_breaks(values)
    colours = PEOPLE.colours
    picked = np.linspace(0, len(colours) - 1, len(breaks) + 1).round().astype(int)
    return Scale(
        title=Words("可达性", "Access"),
        unit=Words(_UNITS_ZH.get(unit, unit), unit),
        breaks=breaks,
        colours=tuple(colours[place] for place in picked),
        missing=Words("无数据", "no value"),
        note=NO_WORDS if counts else _NOTE,
    )


def round_breaks(values: pd.Series) -> tuple[float, ...]:
    """Up to six round numbers that divide the values into classes of about equal size.

    A zero is a class of its own where there are zeros: the first break is then the smallest step
    above. Values that are all equal, or all missing, give one break.

    Examples
    --------
    >>> round_breaks(pd.Series([0.0, 0.0, 0.0, 1.0, 2.0, 3.0]))
    (1, 1.5, 2, 3)
    >>> round_breaks(pd.Series([float("nan")]))
    (1,)
    """
    known = values.to_numpy(dtype=float)
    known = known[np.isfinite(known) & (known > 0)]
    if not known.size:
        return (1,)
    rounded = sorted({_round(value) for value in np.quantile(known, _SHARES)})
    inside = [value for value in rounded if value <= known.max()]
    if (values == 0).any():
        least = _round(float(known.min()))
        inside = sorted({min(least, inside[0]) if inside else least, *inside})[:6]
    return tuple(inside) or (_round(float(known.max())),)


def _round(value: float) -> float:
    """Nearest of 1, 1.5, 2, 3, 4, 5, 7 times a power of ten."""
    size = 10.0 ** math.floor(math.log10(value))
    step = float(_STEPS[np.abs(_STEPS - value / size).argmin()])
    rounded = float(f"{step * size:.3g}")
    return int(rounded) if rounded == int(rounded) else rounded
