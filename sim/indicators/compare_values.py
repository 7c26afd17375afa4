"""What a comparison says of each group of zones: medians, means and people within reach."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.equity import gini
from sim.indicators.compare import Better, dense_rank, with_differences
from sim.indicators.compare_groups import zone_groups
from sim.indicators.weighted import weighted_quantile

__all__ = [
    "INDICATOR_COLUMNS",
    "VALUE_COLUMNS",
    "Compared",
    "compared_of",
    "compared_values",
    "people_without",
    "ranked_values",
    "weighted_mean",
    "weighted_median",
]

Floats = npt.NDArray[np.float64]

VALUE_COLUMNS = (
    "alternative",
    "indicator",
    "title_zh",
    "title_en",
    "place_type",
    "place_id",
    "name_zh",
    "name_en",
    "statistic",
    "value",
    "unit",
    "better",
)
INDICATOR_COLUMNS = (*VALUE_COLUMNS, "difference", "difference_pct", "rank")

WITHIN_MIN = 60.0
"""Door-to-door minutes within which people are counted around a place."""


@dataclass(frozen=True)
class Compared:
    """One number per group of zones, and which way is good.

    ``compute(values, people)`` takes the zone column and the people of the zones of a group.
    """

    indicator: str
    title_zh: str
    title_en: str
    column: str
    statistic: str
    unit: str
    better: Better
    decimals: int
    compute: Callable[[Floats, Floats], float]


def compared_of(columns: Sequence[str]) -> tuple[Compared, ...]:
    """What can be said of the columns of a table of zones.

    ``minutes_from_<place>`` gives the weighted median (the smallest time within which half the
    people arrive, so missing where fewer do), the weighted mean of those who arrive, the people
    within 60 minutes and the people who are not reached at all. ``population_<n>min`` and
    ``jobs_<n>min`` give the mean over the people and their Gini coefficient (0 is equal). Other
    columns give nothing.

    Examples
    --------
    >>> [(one.indicator, one.statistic) for one in compared_of(["jobs_60min", "lon"])]
    [('jobs_60min', 'mean'), ('gini_jobs_60min', 'gini')]
    """
    return tuple(one for column in columns for one in _of_column(column))


def compared_values(
    zones: Mapping[str, pd.DataFrame], more: Mapping[str, Sequence[Compared]] | None = None
) -> pd.DataFrame:
    """Every number of `compared_of` for every group of zones of every alternative.

    Weights are the alternative's own people. A group without people, or without anybody who
    arrives, has a missing value (NaN).

    Parameters
    ----------
    zones
        For each alternative a table with ``population``, the columns of `GROUP_COLUMNS` and columns
        such as ``minutes_from_hub`` and ``jobs_60min``.
    more
        For each alternative further numbers of columns that its table has, such as those of
        `with_access`.

    Returns
    -------
    DataFrame
        Long: alternative, indicator, titles, place_type, place_id, names, statistic, value, unit,
        better. `ranked_values` adds differences and ranks.

    Examples
    --------
    >>> zones = pd.DataFrame({"kind": ["cell"] * 2, "county_id": [""] * 2, "district_zh": [""] * 2,
    ...     "district_en": [""] * 2, "ring": [""] * 2,
    ...     "population": [30.0, 10.0], "jobs_60min": [100.0, 500.0]})
    >>> found = compared_values({"plan": zones})
    >>> found.loc[found.place_type == "city", ["indicator", "statistic", "value"]].values.tolist()
    [['jobs_60min', 'mean', 200.0], ['gini_jobs_60min', 'gini', 0.375]]
    """
    rows: list[tuple[object, ...]] = []
    for alternative, table in zones.items():
        people = table["population"].to_numpy(dtype=np.float64)
        groups = zone_groups(table)
        own = compared_of([str(column) for column in table.columns])
        for one in (*own, *(more or {}).get(alternative, ())):
            values = table[one.column].to_numpy(dtype=np.float64)
            for group in groups:
                value = one.compute(values[group.members], people[group.members])
                rows.append(
                    (
                        alternative,
                        one.indicator,
                        one.title_zh,
                        one.title_en,
                        group.group_type,
                        group.group_id,
                        group.name_zh,
                        group.name_en,
                        one.statistic,
                        round(value, one.decimals) if np.isfinite(value) else np.nan,
                        one.unit,
                        one.better,
                    )
                )
    return pd.DataFrame(rows, columns=list(VALUE_COLUMNS))


def ranked_values(values: pd.DataFrame, reference: str) -> pd.DataFrame:
    """Add differences to the reference (absolute, per cent) and ranks to a long table of values.

    Ranks are dense, 1 is best by ``better``; where neither way is better nothing is ranked.

    Examples
    --------
    >>> values = pd.DataFrame([[*"ab"], [60.0, 45.0]], index=["alternative", "value"]).T
    >>> values = values.astype({"value": "float64"}).assign(
    ...     indicator="minutes", title_zh="", title_en="", place_type="city", place_id="city",
    ...     name_zh="", name_en="", statistic="mean", unit="min", better="lower")
    >>> ranked_values(values, "a")[["difference", "difference_pct", "rank"]].values.tolist()
    [[0.0, 0.0, 2], [-15.0, -25.0, 1]]
    """
    keys = ["indicator", "place_type", "place_id", "statistic"]
    table = with_differences(values, keys, reference, percent=True)
    sign = table["better"].map({"higher": 1.0, "lower": -1.0}).astype("float64")
    table["rank"] = dense_rank(table.assign(score=table["value"] * sign), keys, "score")
    return table[list(INDICATOR_COLUMNS)]


def _of_column(column: str) -> Iterator[Compared]:
    place = re.fullmatch(r"minutes_from_(\w+)", column)
    within = re.fullmatch(r"(population|jobs)_(\d+)min", column)
    if place is not None:
        yield from _minutes(column, place[1])
    elif within is not None:
        what_zh, what_en, unit = _WHAT[within[1]]
        yield Compared(
            column,
            f"{within[2]}分钟内可达{what_zh}（人均）",
            f"{what_en} within {within[2]} min, mean over people",
            column,
            "mean",
            unit,
            "higher",
            0,
            weighted_mean,
        )
        yield Compared(
            f"gini_{column}",
            f"{within[2]}分钟内可达{what_zh}的基尼系数",
            f"Gini coefficient of {what_en} within {within[2]} min",
            column,
            "gini",
            "1",
            "lower",
            4,
            gini,
        )


_WHAT = {"population": ("人口", "people", "people"), "jobs": ("岗位", "jobs", "jobs")}
_PLACES = {"hub": ("主枢纽", "the main hub"), "airport": ("机场", "the airport")}


def _minutes(column: str, place: str) -> Iterator[Compared]:
    place_zh, place_en = _PLACES.get(place, (place, place))
    to_zh, to_en = f"距{place_zh}", f"minutes from {place_en}"
    near_zh = f"{WITHIN_MIN:.0f}分钟内可达{place_zh}的人口"
    near_en = f"people within {WITHIN_MIN:.0f} min of {place_en}"
    yield Compared(
        column,
        f"{to_zh}时间（中位）",
        f"{to_en}, median person",
        column,
        "median",
        "min",
        "lower",
        1,
        weighted_median,
    )
    yield Compared(
        column,
        f"{to_zh}时间（平均，可达者）",
        f"{to_en}, mean of those reached",
        column,
        "mean",
        "min",
        "none",  # whoever is newly reached, from far, raises it
        2,
        weighted_mean,
    )
    yield Compared(
        f"people_60min_of_{place}", near_zh, near_en, column, "sum", "people", "higher", 0, _near
    )
    yield Compared(
        f"people_without_{place}",
        f"{place_zh}不可达的人口",
        f"people not reached from {place_en}",
        column,
        "sum",
        "people",
        "lower",
        0,
        people_without,
    )


def weighted_median(values: Floats, people: Floats) -> float:
    """The smallest value that half the people have or stay below; infinite if fewer have any.

    Examples
    --------
    >>> weighted_median(np.array([10.0, 70.0, np.nan]), np.array([1.0, 2.0, 3.0]))
    70.0
    """
    return weighted_quantile(values, people, 0.5)


def weighted_mean(values: Floats, people: Floats) -> float:
    """The mean over the people who have a value; NaN if nobody has.

    Examples
    --------
    >>> weighted_mean(np.array([10.0, 70.0, np.nan]), np.array([1.0, 2.0, 3.0]))
    50.0
    """
    there = ~np.isnan(values)
    weight = float(people[there].sum())
    return float(values[there] @ people[there]) / weight if weight > 0 else float("nan")


def _near(values: Floats, people: Floats) -> float:
    return float(people[values <= WITHIN_MIN].sum())


def people_without(values: Floats, people: Floats) -> float:
    """People who have no value.

    Examples
    --------
    >>> people_without(np.array([10.0, 70.0, np.nan]), np.array([1.0, 2.0, 3.0]))
    3.0
    """
    return float(people[np.isnan(values)].sum())
