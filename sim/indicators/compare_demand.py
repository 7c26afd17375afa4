"""The share of public transport as a number of a comparison: the city and its districts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from sim.indicators.compare_values import VALUE_COLUMNS

__all__ = ["share_values"]

CITY_AREA = "city"
"""Area of ``mode_shares`` that is the whole city, and the place id of the city."""

_CITY = ("city", "全市", "Whole city")
_TITLES = ("公共交通占居民机动化出行比例", "public transport of residents' motorised trips")


def share_values(
    shares: Mapping[str, pd.DataFrame], districts: Mapping[str, tuple[str, str]]
) -> pd.DataFrame:
    """Share of public transport in the residents' motorised trips of a day, by place (per cent).

    ``100 x sum of trips by public transport / sum of motorised trips``, trips counted half where
    they begin and half where they end. A place without motorised trips has a missing value.

    Parameters
    ----------
    shares
        For each alternative that has demand its table ``mode_shares``.
    districts
        Chinese and English name of the districts by id; areas that are none are left out.

    Returns
    -------
    DataFrame
        Long, as `sim.indicators.compare_values.compared_values` gives it.

    Examples
    --------
    >>> table = pd.DataFrame({"area_id": "city", "travellers": "residents", "purpose": "all",
    ...     "period": "day", "is_motorised": [True, True, False],
    ...     "is_public_transport": [True, False, False], "trips": [3.0, 1.0, 9.0]})
    >>> share_values({"plan": table}, {})[["indicator", "place_id", "value"]].values.tolist()
    [['pt_share', 'city', 75.0]]
    """
    rows = [row for name, table in shares.items() for row in _rows(name, table, districts)]
    return pd.DataFrame(rows, columns=list(VALUE_COLUMNS)).astype({"value": "float64"})


def _rows(
    alternative: str, table: pd.DataFrame, districts: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[object, ...]]:
    own = table[
        (table["travellers"] == "residents")
        & (table["purpose"] == "all")
        & (table["period"] == "day")
    ]
    area = own["area_id"].astype("str")
    motorised = own["trips"].where(own["is_motorised"].astype("bool"), 0.0).groupby(area).sum()
    public = own["trips"].where(own["is_public_transport"].astype("bool"), 0.0).groupby(area).sum()
    percent = 100.0 * public / motorised.where(motorised > 0)
    places = {CITY_AREA: _CITY} | {
        place_id: ("district", *names) for place_id, names in sorted(districts.items())
    }
    for place_id, (kind, name_zh, name_en) in places.items():
        if place_id in percent.index:
            place = (kind, place_id, name_zh, name_en)
            value = round(float(percent[place_id]), 3)
            yield (alternative, "pt_share", *_TITLES, *place, "share", value, "%", "higher")
