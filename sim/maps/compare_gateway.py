"""Numbers of the gateway of all alternatives, for a table of the comparison page."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from sim.indicators.compare_gateway import GROUPS, HEADLINES, group_of
from sim.indicators.compare_gateway_number import UNITS_ZH
from sim.maps.marks import Json
from sim.maps.page_data import words_json
from sim.maps.style import Words

__all__ = ["gateway_json"]

_DECIMALS = {"min": 1, "h": 1, "%": 1, "1": 2}
"""Digits after the point by unit; counts have none."""

_TOLD = frozenset({"min", "h", "%", "people", "passengers/h", "CNU/week"})
"""Units beside the name; of what is counted the name itself tells."""


def gateway_json(indicators: pd.DataFrame | None, names: Sequence[str]) -> Json:
    """Groups of rows with a value for each alternative; ``None`` where nothing is known.

    A row says whether it is one of `sim.indicators.compare_gateway.HEADLINES`.

    Only numbers of the gateway for the whole city are kept. A value that is missing, or an
    alternative without a row, is ``null``.

    Parameters
    ----------
    indicators
        The comparison's table of this name, or ``None``.
    names
        The alternatives in the order of the page.

    Examples
    --------
    >>> row = {"indicator": "world:hours_FRA", "title_zh": "到法兰克福", "title_en": "Frankfurt",
    ...     "place_type": "city", "statistic": "median", "unit": "h", "better": "lower"}
    >>> table = pd.DataFrame([{**row, "alternative": "plan", "value": 15.97}])
    >>> (group,) = gateway_json(table, ["now", "plan"])
    >>> group["en"], group["rows"][0]["values"], group["rows"][0]["decimals"]
    ('From the doorstep to the world', [None, 15.97], 1)
    """
    if indicators is None or indicators.empty:
        return None
    groups = indicators["indicator"].astype(str).map(group_of)
    own = indicators[(groups != "") & (indicators["place_type"] == "city")]
    if own["value"].isna().all():
        return None
    found: dict[str, list[Json]] = {}
    for key, rows in own.groupby(["indicator", "statistic"], sort=False):
        found.setdefault(group_of(str(key[0])), []).append(_row(rows, names))
    return [{**words_json(Words(*GROUPS[group])), "rows": rows} for group, rows in found.items()]


def _row(rows: pd.DataFrame, names: Sequence[str]) -> Json:
    first = rows.iloc[0]
    unit = str(first["unit"])
    by_name = rows.drop_duplicates("alternative").set_index("alternative")["value"]
    return {
        **words_json(Words(str(first["title_zh"]), str(first["title_en"]))),
        "unit": words_json(
            Words(UNITS_ZH.get(unit, unit), unit) if unit in _TOLD else Words("", "")
        ),
        "headline": (str(first["indicator"]), str(first["statistic"])) in HEADLINES,
        "better": str(first["better"]),
        "decimals": _DECIMALS.get(unit, 0),
        "values": [_number(by_name.get(name)) for name in names],
    }


def _number(value: object) -> float | None:
    number = float(value) if isinstance(value, (int, float)) else math.nan
    return number if math.isfinite(number) else None
