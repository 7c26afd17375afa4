"""Share of public transport by place: whose trips count, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.indicators.compare_demand import share_values
from sim.indicators.compare_values import INDICATOR_COLUMNS, ranked_values

DISTRICTS = {"330106": ("西湖区", "Xihu"), "330109": ("萧山区", "Xiaoshan")}


def shares(area_id: str, walk: float, ride: float, drive: float) -> pd.DataFrame:
    """Trips of a day by residents; visitors, a purpose and a period that do not count beside."""
    own = pd.DataFrame(
        {
            "area_id": area_id,
            "travellers": "residents",
            "purpose": "all",
            "period": "day",
            "is_motorised": [False, True, True],
            "is_public_transport": [False, True, False],
            "trips": [walk, ride, drive],
        }
    )
    others = [
        own.assign(**{column: value}, trips=[0.0, 1e6, 0.0])
        for column, value in (("travellers", "everybody"), ("purpose", "work"), ("period", "rest"))
    ]
    return pd.concat([own, *others], ignore_index=True)


def test_shares_of_city_and_districts_by_hand() -> None:
    """20 of 50 motorised trips are 40 %, 30 are 60 %, 3 of 4 are 75 %; a district without motorised trips has none."""
    now = pd.concat(
        [shares("city", 99, 20, 30), shares("330106", 1, 3, 1), shares("urban", 1, 1, 0)]
    )
    plan = pd.concat([shares("city", 99, 30, 20), shares("330109", 5, 0, 0)])
    values = share_values({"now": now, "plan": plan}, DISTRICTS)
    found = values.set_index(["alternative", "place_id"])["value"]
    assert list(found.index) == [
        ("now", "city"),
        ("now", "330106"),
        ("plan", "city"),
        ("plan", "330109"),
    ], "areas that are no district have no row"
    assert found.iloc[:3].tolist() == [40.0, 75.0, 60.0]
    assert np.isnan(found["plan", "330109"])
    ranked = ranked_values(values, "now").set_index(["alternative", "place_id"])
    assert set(ranked.columns) == set(INDICATOR_COLUMNS) - {"alternative", "place_id"}
    assert ranked.loc[("plan", "city"), ["difference", "rank"]].tolist() == [20.0, 1]
    assert np.isnan(ranked.loc[("plan", "330109"), "difference"])
    assert ranked.loc[("now", "330106"), "name_en"] == "Xihu"
