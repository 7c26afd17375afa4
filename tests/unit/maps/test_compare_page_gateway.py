"""Numbers of the gateway on the comparison page: what reaches it, and what is left out."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pandas as pd

from sim.maps.compare_examples import two_lines
from sim.maps.compare_gateway import gateway_json
from sim.maps.compare_page import draw_comparison

ROW = {
    "indicator": "world:hours_FRA",
    "title_zh": "到法兰克福的时间",
    "title_en": "hours to Frankfurt",
    "place_type": "city",
    "statistic": "median",
    "unit": "h",
    "better": "lower",
}


def indicators(names: list[str]) -> pd.DataFrame:
    """Hours of the first two, destinations of the second alone, and rows that are not for the page."""
    first, second = names[:2]
    counted = {**ROW, "indicator": "air:destinations", "statistic": "count", "unit": "destinations"}
    return pd.DataFrame(
        [
            {**ROW, "alternative": first, "value": 17.0},
            {**ROW, "alternative": second, "value": 15.97},
            {**counted, "alternative": first, "value": float("nan"), "better": "higher"},
            {**counted, "alternative": second, "value": 41.0, "better": "higher"},
            {**ROW, "alternative": first, "value": 1.0, "place_type": "gateway"},
            {**ROW, "alternative": first, "value": 2.0, "indicator": "minutes_from_hub"},
        ]
    )


def test_groups_rows_and_values_in_the_order_of_the_page() -> None:
    found = gateway_json(indicators(["now", "plan"]), ["plan", "now", "other"])
    assert isinstance(found, list)
    assert [group["en"] for group in found] == ["From the doorstep to the world", "Air"]
    (hours,) = found[0]["rows"]
    assert hours["values"] == [15.97, 17.0, None]
    assert (hours["unit"], hours["decimals"]) == ({"zh": "小时", "en": "h"}, 1)
    (counted,) = found[1]["rows"]
    assert counted["values"] == [41.0, None, None]
    assert counted["decimals"] == 0


def test_without_numbers_there_is_nothing() -> None:
    assert gateway_json(None, ["now"]) is None
    assert gateway_json(indicators(["now", "plan"]).iloc[5:], ["now"]) is None
    assert gateway_json(indicators(["now", "plan"]).assign(value=float("nan")), ["now"]) is None


def test_the_page_has_its_part_only_with_numbers() -> None:
    inputs = two_lines()
    assert 'class="gateway-part"' not in draw_comparison(inputs)
    names = [one.name for one in inputs.alternatives]
    page = draw_comparison(replace(inputs, indicators=indicators(names)))
    assert 'class="gateway-part"' in page
    data = re.search(r'id="data-gateway">(.*?)</script>', page)
    assert data is not None
    assert json.loads(data[1])[0]["rows"][0]["values"] == [17.0, 15.97]
