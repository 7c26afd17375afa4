"""Access to opportunities as numbers of a comparison: the long table of a run, put in groups."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from sim.accessibility import MEASURES
from sim.indicators.compare import Better
from sim.indicators.compare_values import (
    Compared,
    people_without,
    weighted_mean,
    weighted_median,
)

__all__ = ["with_access"]

_KEYS = ["measure", "layer", "parameter", "unit"]
_REPEATED = {("cumulative", "jobs"), ("cumulative", "people")}
"""Measures and layers that a run's zones have as columns of their own."""


def with_access(
    zones: pd.DataFrame, access: pd.DataFrame, layers: pd.DataFrame
) -> tuple[pd.DataFrame, tuple[Compared, ...]]:
    """Add the columns of a run's ``access`` table to its zones, and say what to make of them.

    What is better high gives the mean over people. What is better low (minutes) gives the median,
    the mean of those who arrive, and the people who do not. Jobs and people within a time are left
    out, as the zones have them already. A zone without a row has no value (NaN).

    Parameters
    ----------
    zones
        One row per zone with ``zone_id``.
    access
        ``zone_id, measure, layer, parameter, value, unit``, one row per zone and measure.
    layers
        ``layer, title_zh, title_en`` of the layers of opportunities.

    Returns
    -------
    tuple
        The zones with a column for each measure, layer and parameter, and the numbers to compute.

    Examples
    --------
    >>> zones = pd.DataFrame({"zone_id": ["a", "b"]})
    >>> access = pd.DataFrame({"zone_id": ["b"], "measure": ["time_to_closest"], "unit": ["min"],
    ...     "layer": ["hospitals"], "parameter": [""], "value": [12.0]})
    >>> layers = pd.DataFrame({"layer": ["hospitals"], "title_zh": ["医院"],
    ...     "title_en": ["Hospitals"]})
    >>> wide, compared = with_access(zones, access, layers)
    >>> wide["time_to_closest:hospitals"].tolist()
    [nan, 12.0]
    >>> [(one.indicator, one.statistic) for one in compared]
    [('time_to_closest:hospitals', 'median'), ('time_to_closest:hospitals', 'mean'), \
('people_without:time_to_closest:hospitals', 'sum')]
    """
    titles = layers.set_index("layer")
    columns: dict[str, pd.Series] = {}
    found: list[Compared] = []
    for key, rows in access.groupby(_KEYS, sort=False):
        measure, layer, parameter, unit = map(str, key)
        if (measure, layer) in _REPEATED:
            continue
        name = ":".join(part for part in (measure, layer, parameter) if part)
        by_zone = rows.drop_duplicates("zone_id").set_index("zone_id")["value"]
        columns[name] = zones["zone_id"].map(by_zone).astype("float64")
        named = titles.loc[layer] if layer in titles.index else None
        zh = str(named["title_zh"]) if named is not None else layer
        en = str(named["title_en"]) if named is not None else layer
        found.extend(_numbers(name, measure, parameter, unit, (zh, en)))
    return zones.assign(**columns), tuple(found)


def _numbers(
    name: str, measure: str, parameter: str, unit: str, layer: tuple[str, str]
) -> tuple[Compared, ...]:
    title_zh, title_en, better = _known(measure)
    zh = f"{title_zh}：{layer[0]}{f'（{parameter}）' if parameter else ''}"
    en = f"{title_en}: {layer[1]}{f', {parameter}' if parameter else ''}"
    if better != "lower":
        return (
            Compared(
                name,
                f"{zh}，人均",
                f"{en}, mean over people",
                name,
                "mean",
                unit,
                better,
                4,
                weighted_mean,
            ),
        )
    return (
        Compared(
            name,
            f"{zh}，中位",
            f"{en}, median person",
            name,
            "median",
            unit,
            better,
            1,
            weighted_median,
        ),
        Compared(
            name,
            f"{zh}，可达者平均",
            f"{en}, mean of those reached",
            name,
            "mean",
            unit,
            "none",  # whoever is newly reached, from far, raises it
            2,
            weighted_mean,
        ),
        Compared(
            f"people_without:{name}",
            f"{zh}，不可达人口",
            f"{en}, people without",
            name,
            "sum",
            "people",
            "lower",
            0,
            people_without,
        ),
    )


@lru_cache
def _known(measure: str) -> tuple[str, str, Better]:
    for spec in MEASURES:
        if spec.id == measure:
            return spec.title_zh, spec.title_en, spec.better
    return measure, measure, "none"
