"""The gateway on rails in a comparison: one-hour circle, main stations, interchanges."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

import numpy as np
import pandas as pd

from sim.gateway.interchanges.index import zero_distance_index
from sim.indicators.compare_gateway_number import GatewayNumber, Tables, columns_of, finite

__all__ = ["FAMILIES", "circle_numbers", "interchange_numbers", "station_numbers"]

FAMILIES = MappingProxyType(
    {
        "fastest": ("最快列车", "fastest train"),
        "effective": ("候车加乘车", "wait and ride"),
        "door_to_door": ("门到门", "door to door"),
        "people": ("门到门，人口中位", "door to door, median person"),
    }
)
"""How the minutes of the circle are counted, by the word in ``circle_parts``."""

_LIMITS_MIN = (60, 90)
_TRANSFERS_MIN = (3, 5, 8)
_FROM = "from_hangzhou"


def circle_numbers(tables: Tables) -> Iterator[GatewayNumber]:
    """Cities within 60 and 90 minutes of Hangzhou, and the people of the province.

    Counted from Hangzhou over the cities of ``circle_parts``: a city without a trip is within no
    limit, and as far as can be for the median over the cities. Where a family of definitions has
    several, the first of the target counts. The share of people is that of
    ``one_hour_circle_population_60``.

    Examples
    --------
    >>> parts = pd.DataFrame({"kind": "city", "direction": "from_hangzhou", "family": "fastest",
    ...     "definition": "f", "total_min": [23.0, 66.0, float("nan")]})
    >>> [(one.indicator, one.value) for one in circle_numbers({"circle_parts": parts})]
    [('circle:cities_fastest_60', 1.0), ('circle:cities_fastest_90', 2.0)]
    """
    parts = columns_of(
        tables, "circle_parts", "kind", "direction", "family", "definition", "total_min"
    )
    if parts is not None:
        yield from _cities(parts)
    people = columns_of(tables, "one_hour_circle_population_60", "cutoff_min", "share_pct")
    if people is None:
        return
    shares = people.drop_duplicates("cutoff_min").set_index("cutoff_min")["share_pct"]
    for limit in _LIMITS_MIN:
        if limit in shares.index:
            yield GatewayNumber(
                f"circle:people_{limit}",
                f"{limit}分钟内门到门可达的全省人口",
                f"people of the province within {limit} min, door to door",
                "share",
                finite(shares[limit], 2),
                "%",
                "higher",
            )


def _cities(parts: pd.DataFrame) -> Iterator[GatewayNumber]:
    own = parts[(parts["kind"] == "city") & (parts["direction"] == _FROM)]
    for family in ("fastest", "effective", "door_to_door"):
        zh, en = FAMILIES[family]
        rows = own[own["family"] == family]
        if rows.empty:
            continue
        minutes = rows.loc[rows["definition"] == rows["definition"].iloc[0], "total_min"]
        for limit in _LIMITS_MIN:
            yield GatewayNumber(
                f"circle:cities_{family}_{limit}",
                f"{limit}分钟内的设区市：{zh}",
                f"cities within {limit} min, {en}",
                "count",
                float((minutes <= limit).sum()),
                "cities",
                "higher",
            )
        if family == "door_to_door":
            yield GatewayNumber(
                "circle:median_door_to_door",
                "到各设区市门到门时间（中位城市）",
                "minutes to the cities door to door, median city",
                "median",
                finite(np.median(minutes.fillna(np.inf)), 1),
                "min",
                "lower",
            )


def station_numbers(tables: Tables) -> Iterator[GatewayNumber]:
    """Trains of each main station, people near it, and ways between those that are open.

    The median between stations is over the pairs of the alternative; as another set of stations
    changes it, neither way is better, but for each pair fewer minutes are. A pair out of reach is
    as far as can be for the median and has no value of its own.

    Examples
    --------
    >>> stations = pd.DataFrame({"hub_id": ["E", "W"], "name_zh": ["东", "西"],
    ...     "name_en": ["East", "West"], "trains_per_day": [605, 0], "people_60min": [5e6, 8e5]})
    >>> [(one.indicator, one.place[1], one.value)
    ...  for one in station_numbers({"hub_stations": stations})][:3]
    [('stations:with_trains', 'city', 1.0), ('stations:trains', 'E', 605.0), \
('stations:trains', 'W', 0.0)]
    """
    stations = columns_of(
        tables, "hub_stations", "hub_id", "name_zh", "name_en", "trains_per_day", "people_60min"
    )
    if stations is None:
        return
    names = {
        str(row["hub_id"]): (str(row["name_zh"]), str(row["name_en"]))
        for _, row in stations.iterrows()
    }
    yield GatewayNumber(
        "stations:with_trains",
        "有列车停靠的枢纽",
        "main stations with trains",
        "count",
        float((stations["trains_per_day"] > 0).sum()),
        "stations",
        "higher",
    )
    for column, title in _OF_STATIONS.items():
        for hub_id, value in zip(stations["hub_id"].astype(str), stations[column], strict=True):
            indicator, zh, en, unit = title
            place = ("station", hub_id, *names[hub_id])
            number = finite(value, 0)
            yield GatewayNumber(indicator, zh, en, "sum", number, unit, "higher", place)
    transfers = columns_of(tables, "hub_transfers", "from_hub", "to_hub", "median_min")
    if transfers is not None:
        yield from _transfers(transfers, names)


_OF_STATIONS = MappingProxyType(
    {
        "trains_per_day": ("stations:trains", "停靠列车", "trains that call", "trains/day"),
        "people_60min": (
            "stations:people_60", "60分钟内可到站的人口", "people within 60 min", "people",
        ),
    }
)  # fmt: skip


def _transfers(
    transfers: pd.DataFrame, names: dict[str, tuple[str, str]]
) -> Iterator[GatewayNumber]:
    yield GatewayNumber(
        "stations:transfer_median",
        "枢纽之间的换乘时间（中位站对）",
        "minutes between main stations, median pair",
        "median",
        finite(np.median(transfers["median_min"].fillna(np.inf)), 1),
        "min",
        "none",  # another set of stations changes it
    )
    for _, row in transfers.iterrows():
        ends = (str(row["from_hub"]), str(row["to_hub"]))
        start, end = (names.get(one, (one, one)) for one in ends)
        yield GatewayNumber(
            "stations:transfer",
            "枢纽之间的换乘时间",
            "minutes between main stations",
            "median",
            finite(row["median_min"], 1),
            "min",
            "lower",
            ("station_pair", ">".join(ends), f"{start[0]}→{end[0]}", f"{start[1]} to {end[1]}"),
        )


def interchange_numbers(tables: Tables) -> Iterator[GatewayNumber]:
    """Share of the people, and of the interchanges, that change within 3, 5 and 8 minutes.

    Without waiting. People are weighed as in `sim.gateway.interchanges.index.zero_distance_index`:
    where nobody counted them, by the service. An interchange of unknown time is within no limit.

    Examples
    --------
    >>> table = pd.DataFrame({"people": [3.0, 1.0], "service": 0.0, "transfer_min": [4.0, 6.0],
    ...     "walk_min": 0.0, "level_min": 0.0})
    >>> [(one.indicator, one.value) for one in interchange_numbers({"interchanges": table})][2:4]
    [('transfer:people_5', 75.0), ('transfer:interchanges_5', 50.0)]
    """
    table = columns_of(
        tables, "interchanges", "people", "service", "transfer_min", "walk_min", "level_min"
    )
    if table is None:
        return
    for limit in _TRANSFERS_MIN:
        yield GatewayNumber(
            f"transfer:people_{limit}",
            f"{limit}分钟内换乘的人次",
            f"people who change within {limit} min",
            "share",
            finite(100 * zero_distance_index(table, limit), 2),
            "%",
            "higher",
        )
        yield GatewayNumber(
            f"transfer:interchanges_{limit}",
            f"{limit}分钟内的换乘点",
            f"interchanges of at most {limit} min",
            "share",
            finite(100 * float((table["transfer_min"] <= limit).mean()), 2),
            "%",
            "higher",
        )
