"""Tables of the gateway by air: corridors, interchanges, connectivity, visa-free transit."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import pandas as pd

from sim.gateway.interchanges.index import zero_distance_index
from sim.indicators.compare_gateway_airport import LAYERS, corridor_layers
from sim.maps.style import Words
from sim.reports.blocks import Cell, Column, Row, Table
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import NOTHING, same
from sim.reports.quantity import MISSING, plain_text

__all__ = [
    "airport_times_table",
    "connectivity_table",
    "corridor_table",
    "interchange_table",
    "transit_table",
]

_MISSING: Final = Cell(same(MISSING))
_LIMITS_MIN: Final = (3, 5, 8)
_MOST_KINDS: Final = 8

_Line = tuple[Words, Sequence[Cell]]


def _table(
    inputs: ReportInputs, caption: Words, head: Words, lines: Sequence[_Line], note: Words
) -> Table:
    return Table(
        caption=caption,
        columns=(
            Column(head, style="wide"),
            *(Column(same(one.name), numeric=True) for one in inputs.alternatives),
        ),
        rows=tuple(Row((Cell(words), *cells)) for words, cells in lines),
        note=note,
        style="compact",
    )


def _lines(
    inputs: ReportInputs, cells_of: Callable[[Alternative], Mapping[str, tuple[Words, Cell]]]
) -> list[_Line]:
    """One line for each key that any alternative has, in the order they come."""
    found = {one.name: cells_of(one) for one in inputs.alternatives}
    words = {key: title for own in found.values() for key, (title, _) in own.items()}
    return [
        (title, [own[key][1] if key in own else _MISSING for own in found.values()])
        for key, title in words.items()
    ]


def corridor_table(inputs: ReportInputs) -> Table | None:
    """Independent corridors to the airport, their room, and the flights direct vehicles reach.

    ``None`` where no run has them.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> corridor_table(example_inputs()) is None
    True
    """
    lines = [*_lines(inputs, _corridors), *_lines(inputs, _flights)]
    if not lines:
        return None
    return _table(
        inputs,
        Words("机场通道：能力与首末班", "Corridors to the airport: room, first and last vehicles"),
        Words("通道或地点", "Corridor or place"),
        lines,
        Words(
            "通道：航站楼与市中心之间互不重叠的路径数，小字为早高峰每小时最多旅客（最大流）"
            "及机场高峰小时旅客占其比例；"
            "快速路网为简化路网。航班：首末班直达车能赶上的出发航班份额，小字为能接上的到达航班。",
            "Corridors: ways between the terminals and the centre that share no link; small: most "
            "passengers an hour in the morning peak (maximum flow), and the airport's peak-hour "
            "passengers over them. Fast roads are schematic. "
            "Flights: share of departures that direct vehicles reach in time; small: of arrivals.",
        ),
    )


def _corridors(one: Alternative) -> dict[str, tuple[Words, Cell]]:
    cells: dict[str, tuple[Words, Cell]] = {}
    table = one.table("corridor_capacity")
    if table.empty:
        return {}
    for _, row in corridor_layers(table).iterrows():
        layer = str(row["layer"])
        zh, en = LAYERS.get(layer, (layer, layer))
        room = f"{float(row['passengers_per_h']):,.0f}"
        load = _percent(row.get("load_ratio"))
        under = same(room if load == MISSING else f"{room} · {load}")
        cells[layer] = (
            Words(f"通道：{zh}", f"Corridors: {en}"),
            Cell(same(f"{int(row['corridors'])}"), under),
        )
    return cells


def _flights(one: Alternative) -> dict[str, tuple[Words, Cell]]:
    """Departures reached with the longest time before, and arrivals met, by place."""
    table = one.table("flights_in_time")
    if table.empty:
        return {}
    named = one.table("airport_corridors")
    titles: dict[str, Words] = {}
    if not named.empty:
        columns = (named[key].astype(str) for key in ("place_id", "name_zh", "name_en"))
        titles = {place: Words(zh, en) for place, zh, en in zip(*columns, strict=True)}
    last = table.sort_values("lead_min").drop_duplicates(["place_id", "direction"], keep="last")
    share = last.set_index(["place_id", "direction"])["flights_share"]
    cells: dict[str, tuple[Words, Cell]] = {}
    for place in dict.fromkeys(table["place_id"].astype(str)):
        to, back = (_percent(share.get((place, way), math.nan)) for way in ("to", "from"))
        words = titles.get(place, same(place))
        cells[place] = (
            Words(f"航班：{words.zh}", f"Flights: {words.en}"),
            Cell(same(to), same(back)),
        )
    return cells


def _percent(share: object) -> str:
    number = float(share) if isinstance(share, (int, float)) else math.nan
    return MISSING if math.isnan(number) else f"{100 * number:.0f}%"


def airport_times_table(inputs: ReportInputs) -> Table | None:
    """Median minutes from the airport to each place by way to travel, with the 95th percentile.

    Door to door alone; ``None`` where no run has them.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> airport_times_table(example_inputs()) is None
    True
    """
    lines = _lines(inputs, _airport_times)
    if not lines:
        return None
    return _table(
        inputs,
        Words("自机场到各地，分钟", "From the airport to each place, minutes"),
        Words("方式与地点", "Way and place"),
        lines,
        Words(
            "门到门中位数，小字为第95百分位；道路的日间波动为假定系数。",
            "Median door to door; small: 95th percentile. By road its spread from day to day is an "
            "assumption.",
        ),
    )


_DOOR: Final = "door to door"


def _airport_times(one: Alternative) -> dict[str, tuple[Words, Cell]]:
    table = one.table("airport_corridor_times")
    if table.empty:
        return {}
    cells: dict[str, tuple[Words, Cell]] = {}
    for _, row in table[table["measure"] == _DOOR].iterrows():
        median, p95 = (plain_text(float(row[key]), 0) for key in ("median_min", "p95_min"))
        words = Words(f"{row['mode_zh']}：{row['name_zh']}", f"{row['mode_en']}: {row['name_en']}")
        cells[f"{row['mode']} {row['place_id']}"] = (
            words,
            Cell(same(median), NOTHING if p95 == MISSING else same(p95)),
        )
    return cells


def interchange_table(inputs: ReportInputs) -> Table | None:
    """People and interchanges within 3, 5 and 8 minutes, and the kinds with most people.

    ``None`` where no run has interchanges.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> interchange_table(example_inputs()) is None
    True
    """
    lines = [*_lines(inputs, _shares), *_lines(inputs, _kinds)[:_MOST_KINDS]]
    if not lines:
        return None
    return _table(
        inputs,
        Words("换乘：3、5、8分钟以内", "Interchanges: within 3, 5 and 8 minutes"),
        Words("口径或类型", "What is counted"),
        lines,
        Words(
            "步行、上下层、安检与闸机，不含候车。人次按需求模型，无人次处按运能推算；小字为换乘点的"
            "比例。按类型为5分钟以内的份额，小字为平均分钟。",
            "On foot, levels, checks and gates, without waiting. People of the demand model, where "
            "nobody counted them by the service; small: share of the interchanges. By kind: within "
            "5 minutes; small: mean minutes.",
        ),
    )


def _shares(one: Alternative) -> dict[str, tuple[Words, Cell]]:
    table = one.table("interchanges")
    if table.empty:
        return {}
    cells: dict[str, tuple[Words, Cell]] = {}
    for limit in _LIMITS_MIN:
        people = 100 * zero_distance_index(table, limit)
        places = 100 * float((table["transfer_min"] <= limit).mean())
        cells[str(limit)] = (
            Words(f"{limit}分钟内的换乘人次", f"People who change within {limit} min"),
            Cell(same(f"{plain_text(people, 0)}%"), same(f"{places:.0f}%")),
        )
    return cells


def _kinds(one: Alternative) -> dict[str, tuple[Words, Cell]]:
    """Kinds of interchange by weight, of the first definition of the table."""
    table = one.table("zero_distance_transfer")
    if table.empty:
        return {}
    own = table[table["definition"] == table["definition"].iloc[0]]
    own = own[own["weight_pct"] > 0].sort_values("weight_pct", ascending=False, kind="stable")
    return {
        str(row["kind"]): (
            Words(str(row["kind_zh"]), str(row["kind_en"])),
            Cell(
                same(_percent(float(row["within_5_min_pct"]) / 100)),
                same(plain_text(float(row["mean_min"]))),
            ),
        )
        for _, row in own.iterrows()
    }


def connectivity_table(inputs: ReportInputs) -> Table | None:
    """Connectivity of the home airport by set of parameters, with its range; ``None`` without.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> connectivity_table(example_inputs()) is None
    True
    """
    lines = _lines(inputs, _connectivity)
    if not lines:
        return None
    return _table(
        inputs,
        Words("NetScan航空连通性，每周单位", "NetScan connectivity, units a week"),
        Words("指标与参数组", "Measure and set of parameters"),
        lines,
        Words(
            "小字为未知班次取最少与最多时的范围：跨度很大，只宜在方案之间比较。",
            "Small: range with the fewest and the most flights where none are known. It is wide: "
            "compare alternatives with it, not published figures.",
        ),
    )


_MEASURES: Final = {
    "direct": Words("直达", "direct"),
    "indirect": Words("经中转", "indirect"),
    "hub": Words("枢纽", "as a hub"),
}


def _connectivity(one: Alternative) -> dict[str, tuple[Words, Cell]]:
    table = one.table("air_connectivity")
    if table.empty:
        return {}
    home = table[table["airport"] == table["airport"].iloc[0]]
    cells: dict[str, tuple[Words, Cell]] = {}
    for measure, words in _MEASURES.items():
        for _, row in home[home["measure"] == measure].sort_values("parameters").iterrows():
            low, high = (f"{float(row[key]):,.0f}" for key in ("cnu_low", "cnu_high"))
            name = str(row["parameters"])
            cells[f"{measure} {name}"] = (
                Words(f"{words.zh}（{name}）", f"{words.en} ({name})"),
                Cell(same(f"{float(row['cnu']):,.0f}"), same(f"{low}–{high}")),
            )
    return cells


def transit_table(inputs: ReportInputs) -> Table | None:
    """Pairs of countries under visa-free transit by definition; ``None`` where no run has any.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> transit_table(example_inputs()) is None
    True
    """
    titles = {
        definition.id: Words(definition.title_zh, definition.title_en)
        for target in inputs.targets
        if target.id == "transit_visa"
        for definition in target.definitions
    }
    lines = _lines(inputs, lambda one: _transit(one.table("transit_visa"), titles))
    if not lines:
        return None
    return _table(
        inputs,
        Words("过境免签：可联程的国家对", "Visa-free transit: pairs of countries"),
        Words("口径", "Definition"),
        lines,
        Words(
            "期望值：对航班星期几未知时的概率求和；小字为必然可行至可能可行。",
            "Expected: sum of the chances where the weekdays of flights are not known; small: sure "
            "to possible.",
        ),
    )


def _transit(table: pd.DataFrame, titles: Mapping[str, Words]) -> dict[str, tuple[Words, Cell]]:
    if "definition" not in table.columns:
        return {}
    cells: dict[str, tuple[Words, Cell]] = {}
    for key in titles:
        own = table[table["definition"] == key]
        is_weekly = key == _WEEKLY
        value = float(own["itineraries_per_week" if is_weekly else "chance"].sum())
        ends = f"{int(own['certain'].sum())}–{int(own['possible'].sum())}"
        cells[key] = (
            titles[key],
            Cell(same(f"{value:,.0f}"), NOTHING if is_weekly else same(ends)),
        )
    return cells


_WEEKLY: Final = "itineraries"
"""The definition that counts combinations of flights a week, not pairs."""
