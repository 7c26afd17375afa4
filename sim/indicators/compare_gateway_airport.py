"""The airport on the ground in a comparison: corridors, flights in time, people in reach."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

import pandas as pd

from sim.indicators.compare_gateway_number import GatewayNumber, Tables, columns_of, finite

__all__ = ["LAYERS", "airport_numbers", "corridor_layers"]

LAYERS = MappingProxyType(
    {
        "own track": ("独立轨道", "own track"),
        "fast road": ("快速道路", "fast road"),
        "on the road": ("道路上的公交", "vehicles on the road"),
        "own track and fast road": ("轨道与快速道路合计", "own track and fast road together"),
    }
)
"""Names of the kinds of corridors in ``corridor_capacity``."""

_REACH_MIN = 60


def airport_numbers(tables: Tables) -> Iterator[GatewayNumber]:
    """Corridors to the airport, their room and load, flights in time, people in reach or won.

    Flights in time are those that direct vehicles reach, by how long before departure (or after
    arrival) one has to be there: for each place, and for the city from its best-served place.

    Examples
    --------
    >>> capacity = pd.DataFrame({"layer": ["fast road"], "corridors": [1],
    ...     "passengers_per_h": [6000.0]})
    >>> [(one.indicator, one.value) for one in airport_numbers({"corridor_capacity": capacity})]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('corridor:independent_own_track', 0.0), ('corridor:capacity_own_track', 0.0),
     ('corridor:independent_fast_road', 1.0), ('corridor:capacity_fast_road', 6000.0),
     ('corridor:independent_on_the_road', 0.0), ('corridor:capacity_on_the_road', 0.0),
     ('corridor:independent_own_track_and_fast_road', 1.0),
     ('corridor:capacity_own_track_and_fast_road', 6000.0)]
    """
    capacity = columns_of(tables, "corridor_capacity", "layer", "corridors", "passengers_per_h")
    if capacity is not None:
        yield from _corridors(capacity)
    flights = columns_of(
        tables, "flights_in_time", "place_id", "direction", "lead_min", "flights_share"
    )
    if flights is not None:
        yield from _flights(flights, tables)
    reach = columns_of(tables, "airport_reach", "cutoff_min", "people")
    if reach is not None:
        within = reach.drop_duplicates("cutoff_min").set_index("cutoff_min")["people"]
        zh, en = "自机场60分钟内可达的人口", "people within 60 min of the airport"
        near = finite(within.get(_REACH_MIN), 0)
        yield GatewayNumber("corridor:people_60", zh, en, "sum", near, "people", "higher")
    catchment = columns_of(tables, "catchment", "model", "captured")
    if catchment is not None:
        by_model = catchment.drop_duplicates("model").set_index("model")["captured"]
        if "Huff" in by_model.index:
            zh, en = "机场腹地人口（Huff模型）", "people the airport wins (Huff)"
            won = finite(by_model["Huff"], 0)
            yield GatewayNumber("corridor:catchment", zh, en, "sum", won, "people", "higher")


def corridor_layers(capacity: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``corridor_capacity`` with those of `LAYERS` that it lacks, which are zero.

    The table has a row for each kind of link that the network has, and the sum of two only where it
    has both; with one of them the sum is that one's row.

    Examples
    --------
    >>> road = pd.DataFrame({"layer": ["fast road"], "corridors": [1], "passengers_per_h": [6e3]})
    >>> corridor_layers(road)[["layer", "corridors"]].values.tolist()
    [['own track', 0], ['fast road', 1], ['on the road', 0], ['own track and fast road', 1]]
    """
    rows = capacity.drop_duplicates("layer").set_index("layer")
    parts = [one for one in _SUM.split(" and ") if one in rows.index]
    if _SUM not in rows.index and len(parts) == 1:
        rows = pd.concat([rows, rows.loc[parts].rename(index={parts[0]: _SUM})])
    order = [*LAYERS, *(one for one in rows.index if one not in LAYERS)]
    filled = rows.reindex(order)
    counts = ["corridors", "passengers_per_h"]
    filled[counts] = filled[counts].fillna(0)
    return filled.rename_axis("layer").reset_index().astype({"corridors": "int64"})


_SUM = "own track and fast road"


def _corridors(capacity: pd.DataFrame) -> Iterator[GatewayNumber]:
    for _, row in corridor_layers(capacity).iterrows():
        layer = str(row["layer"])
        zh, en = LAYERS.get(layer, (layer, layer))
        key = layer.replace(" ", "_")
        yield GatewayNumber(
            f"corridor:independent_{key}",
            f"互不重叠的机场通道：{zh}",
            f"independent corridors to the airport, {en}",
            "count",
            finite(row["corridors"], 0),
            "corridors",
            "higher",
        )
        yield GatewayNumber(
            f"corridor:capacity_{key}",
            f"机场通道能力：{zh}",
            f"capacity of the corridors, {en}",
            "sum",
            finite(row["passengers_per_h"], 0),
            "passengers/h",
            "higher",
        )
        if "load_ratio" in row.index:
            yield GatewayNumber(
                f"corridor:load_{key}",
                f"机场高峰小时负荷：{zh}",
                f"load in the airport's peak hour, {en}",
                "share",
                finite(100 * row["load_ratio"], 1),
                "%",
                "lower",
            )


def _flights(flights: pd.DataFrame, tables: Tables) -> Iterator[GatewayNumber]:
    titles: dict[str, tuple[str, str]] = {}
    named = columns_of(tables, "airport_corridors", "place_id", "name_zh", "name_en")
    if named is not None:
        columns = (named[key].astype(str) for key in ("place_id", "name_zh", "name_en"))
        titles = {place_id: (zh, en) for place_id, zh, en in zip(*columns, strict=True)}
    for key, rows in flights.groupby(["direction", "lead_min"], sort=True):
        direction, lead = str(key[0]), f"{rows['lead_min'].iloc[0]:g}"
        words = _DIRECTIONS.get(direction)
        if words is None:
            continue
        zh, en = (text.format(lead=lead) for text in words)
        indicator = f"corridor:flights_{direction}_{lead}"
        best = finite(100 * rows["flights_share"].max(), 1)
        yield GatewayNumber(
            indicator, f"{zh}，最佳地点", f"{en}, best-served place", "max", best, "%", "higher"
        )
        for place_id, share in zip(
            rows["place_id"].astype(str), rows["flights_share"], strict=True
        ):
            place = ("place", place_id, *titles.get(place_id, (place_id, place_id)))
            value = finite(100 * share, 1)
            yield GatewayNumber(indicator, zh, en, "share", value, "%", "higher", place)


_DIRECTIONS = MappingProxyType(
    {
        "to": (
            "首末班直达车可赶上的出发航班（提前{lead}分钟）",
            "departures that direct vehicles reach {lead} min before",
        ),
        "from": (
            "首末班直达车可接上的到达航班（落地后{lead}分钟）",
            "arrivals that direct vehicles meet {lead} min after",
        ),
    }
)
