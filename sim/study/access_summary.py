"""A table of access in short: means over people for city and districts, the best and worst cell."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sim.accessibility import measure_named

__all__ = ["access_summary"]

_KEYS = ["measure", "layer", "parameter", "statistic", "unit"]


def access_summary(table: pd.DataFrame) -> pd.DataFrame:
    """Summarise a table of `sim.study.access.measure_access` for the cells of the city.

    Returns
    -------
    DataFrame
        One row per question and place: ``measure, layer, parameter, statistic, unit, place`` (city,
        district, best, worst), ``name_zh, name_en, zone_id`` (of the best and worst cell),
        ``value, people, people_missing``. Means are weighted by people; cells without a value (not
        reached) are left out of them and counted in ``people_missing``. Best and worst are among
        cells with people and a value; the first of the table where several stand level.

    Examples
    --------
    >>> cells = pd.DataFrame({
    ...     "zone_id": ["a", "b", "c"], "kind": "cell", "county_id": ["1", "1", "2"],
    ...     "name_zh": ["甲", "甲", "乙"], "name_en": ["A", "A", "B"],
    ...     "population": [1.0, 3.0, 2.0], "measure": "time_to_closest", "layer": "hospitals",
    ...     "parameter": "", "statistic": "p50", "unit": "min",
    ...     "value": [10.0, 30.0, float("nan")],
    ... })
    >>> access_summary(cells)[["place", "name_en", "value", "people_missing"]].values.tolist()
    [['city', 'City', 25.0, 2.0], ['district', 'A', 25.0, 0.0], ['district', 'B', nan, 2.0], \
['best', 'A', 10.0, 0.0], ['worst', 'A', 30.0, 0.0]]
    """
    cells = table[(table["kind"] == "cell") & (table["population"] > 0)]
    rows: list[dict[str, object]] = []
    for keys, group in cells.groupby(_KEYS, sort=False):
        told = dict(zip(_KEYS, keys, strict=True))
        rows += [told | row for row in _places(group, str(told["measure"]))]
    return pd.DataFrame(rows)


def _places(cells: pd.DataFrame, measure: str) -> Iterator[dict[str, object]]:
    yield {"place": "city", "name_zh": "全市", "name_en": "City", "zone_id": ""} | _mean(cells)
    for _, group in cells.groupby("county_id"):
        first = group.iloc[0]
        yield {
            "place": "district",
            "name_zh": first["name_zh"],
            "name_en": first["name_en"],
            "zone_id": "",
        } | _mean(group)
    known = cells[cells["value"].notna()]
    if known.empty:
        return
    more_is_better = measure_named(measure).better == "higher"
    values = known["value"].to_numpy(dtype=np.float64)
    ends = (int(values.argmax()), int(values.argmin()))
    for place, end in zip(("best", "worst"), ends if more_is_better else ends[::-1], strict=True):
        cell = known.iloc[end]
        yield {
            "place": place,
            "name_zh": cell["name_zh"],
            "name_en": cell["name_en"],
            "zone_id": cell["zone_id"],
            "value": float(cell["value"]),
            "people": float(cell["population"]),
            "people_missing": 0.0,
        }


def _mean(cells: pd.DataFrame) -> dict[str, object]:
    known = cells[cells["value"].notna()]
    people = float(known["population"].sum())
    value = float((known["value"] * known["population"]).sum()) / people if people else None
    missing = float(cells["population"].sum()) - people
    return {
        "value": float("nan") if value is None else value,
        "people": people,
        "people_missing": missing,
    }
