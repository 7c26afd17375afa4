"""Destinations by region of the world or country, and how evenly they are spread."""

from __future__ import annotations

import math
from typing import Literal

import pandas as pd

from sim.air.destinations import DOCUMENTED, grades_text
from sim.air.diversity import effective_number, entropy, herfindahl

__all__ = ["by_group", "diversity_table"]

_NAMES = {"region": ["region_zh", "region_en"], "country": ["country_zh", "country_en"]}


def by_group(table: pd.DataFrame, group: Literal["region", "country"]) -> pd.DataFrame:
    """Destinations by group, most first, with what their frequencies and grades are.

    `table` comes from `sim.air.destinations` with the names of `sim.air.regions.with_regions`.
    Columns: the group and its names, airports, cities, nonstop, documented, share (of the
    airports), weekly_known (departures a week of the destinations that have a number),
    frequency_known (share of the airports that have one), quality (airports by grade). Groups
    without a destination have no row.

    Examples
    --------
    >>> table = pd.DataFrame({"destination": ["NRT", "KIX", "SIN"], "city": ["Tokyo", "Osaka",
    ...     "Singapore"], "country": ["JP", "JP", "SG"], "country_zh": ["日本", "日本", "新加坡"],
    ...     "country_en": ["Japan", "Japan", "Singapore"], "weekly_frequency": [7.0, None, None],
    ...     "nonstop": True, "season": "", "quality": "published"})
    >>> by_group(table, "country")[["country", "airports", "weekly_known"]].values.tolist()
    [['JP', 2, 7.0], ['SG', 1, 0.0]]
    """
    weekly = table["weekly_frequency"].astype("float64")
    documented = table["quality"].isin([str(grade) for grade in DOCUMENTED])
    marked = table.assign(
        place=table["city"] + "|" + table["country"],
        nonstop=table["destination"].where(table["nonstop"].astype(bool)),
        documented=table["destination"].where(documented),
        weekly=weekly,
        known=weekly.notna().astype("float64"),
    )
    found = (
        marked.groupby([group, *_NAMES[group]], sort=True)
        .agg(
            airports=("destination", "nunique"),
            cities=("place", "nunique"),
            nonstop=("nonstop", "nunique"),
            documented=("documented", "nunique"),
            weekly_known=("weekly", "sum"),
            frequency_known=("known", "mean"),
            quality=("quality", grades_text),
        )
        .reset_index()
    )
    found.insert(len(found.columns) - 3, "share", found["airports"] / found["airports"].sum())
    return found.sort_values(
        ["airports", group], ascending=[False, True], ignore_index=True, kind="stable"
    )


def diversity_table(table: pd.DataFrame) -> pd.DataFrame:
    """Diversity of the destinations over regions and over countries.

    Columns: group, groups (that have a destination), destinations, entropy_nat, effective_groups
    ``exp(H)``, evenness ``H / ln n`` (NaN for one group), herfindahl, quality (airports by grade).
    Weights are airports, since flights a week are mostly not known.

    Examples
    --------
    >>> table = pd.DataFrame({"destination": ["NRT", "SIN"], "country": ["JP", "SG"],
    ...     "region": ["east_asia", "southeast_asia"], "quality": "published"})
    >>> diversity_table(table)[["group", "groups", "effective_groups"]].round(6).values.tolist()
    [['region', 2, 2.0], ['country', 2, 2.0]]
    """
    rows = []
    for group in _NAMES:
        counts = table.groupby(group)["destination"].nunique().to_numpy()
        spread = entropy(counts)
        rows.append(
            {
                "group": group,
                "groups": len(counts),
                "destinations": int(counts.sum()),
                "entropy_nat": spread,
                "effective_groups": effective_number(counts),
                "evenness": spread / math.log(len(counts)) if len(counts) > 1 else float("nan"),
                "herfindahl": herfindahl(counts),
                "quality": grades_text(table["quality"]),
            }
        )
    return pd.DataFrame(rows)
