"""The main stations as circles: trains a day, people in reach, ways from one to another."""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Mapping, Sequence

import pandas as pd

from sim.maps.frame import Frame
from sim.maps.gateway_data import GatewayTables
from sim.maps.inputs import MapInputs
from sim.maps.marks import (
    Dot,
    Drawing,
    Label,
    LayerSpec,
    LegendKey,
    Pane,
    PathStyle,
    Popup,
    PopupRow,
    Shape,
)
from sim.maps.style import QUALITY_WORDS, Words
from sim.network.model import Hub, HubId, Network, Quality, RouteId

__all__ = ["LAYER"]

_FULL_PX, _FULL_TRAINS = 40.0, 600
_LEAST_PX = 7.0
_COLOUR, _EMPTY_COLOUR = "#1d3557", "#8d949b"
_RING = "#ffffff"
_REACH_MIN = (30, 45, 60)
_LABEL_RANK, _LABEL_ZOOM = -1, 9.0
_WITHIN_CITY = Words("本市人口，模型计算", "people of the city, modelled")
_NOTE = Words(
    "人口与站间时间由模型计算；列车数按时刻表。",
    "People and ways between stations are modelled; trains are those of the timetable.",
)


def _draw(inputs: MapInputs, frame: Frame) -> Drawing:
    gateway = inputs.gateway
    if gateway is None or gateway.table("hub_stations").empty:
        return Drawing()
    hubs = inputs.network.hubs
    table = gateway.table("hub_stations").sort_values(
        ["trains_per_day", "hub_id"], ascending=[False, True]
    )
    rows = [row for row in table.to_dict("records") if HubId(str(row["hub_id"])) in hubs]
    return Drawing(
        shapes=_transfers(gateway, inputs.network, frame),
        dots=tuple(_dot(row, gateway, inputs.network, frame) for row in rows),
        labels=tuple(_label(row, inputs.network, frame) for row in rows),
        keys=_keys(),
    )


def _trains(row: Mapping[Hashable, object]) -> int:
    return round(_number(row["trains_per_day"]) or 0) if bool(row["open"]) else 0


def _radius_px(trains: int) -> float:
    """The area follows the trains; a station without any is a small ring."""
    return round(max(_FULL_PX * math.sqrt(trains / _FULL_TRAINS), _LEAST_PX), 1)


def _dot(
    row: Mapping[Hashable, object], gateway: GatewayTables, network: Network, frame: Frame
) -> Dot:
    hub = network.hubs[HubId(str(row["hub_id"]))]
    trains = _trains(row)
    style = (
        PathStyle(_RING, 2.0, fill=_COLOUR, fill_opacity=0.82)
        if trains
        else PathStyle(_EMPTY_COLOUR, 2.5, fill="#ffffff", fill_opacity=0.9)
    )
    return Dot(
        frame.point(hub.lon, hub.lat), _radius_px(trains), style, _popup(row, gateway, network)
    )


def _label(row: Mapping[Hashable, object], network: Network, frame: Frame) -> Label:
    hub = network.hubs[HubId(str(row["hub_id"]))]
    trains = _trains(row)
    said = Words(f"{trains}列/日", f"{trains} trains a day")
    if not trains:
        said = Words("无列车", "no trains")
    name = _short(hub)
    return Label(
        frame.point(hub.lon, hub.lat), f"{name.zh} {said.zh}", f"{name.en}, {said.en}", _LABEL_RANK,
        _LABEL_ZOOM, "place", instead_of=name.zh, gap_px=_radius_px(trains),
    )  # fmt: skip


def _short(hub: Hub) -> Words:
    return Words(hub.name_zh.partition("(")[0], hub.name_en)


def _popup(row: Mapping[Hashable, object], gateway: GatewayTables, network: Network) -> Popup:
    hub = network.hubs[HubId(str(row["hub_id"]))]
    trains = _trains(row)
    rows = [PopupRow("每日列车", "Trains a day", str(trains))]
    if trains:
        rows.append(
            PopupRow("方向", "Directions", Words(f"{row['directions']}个", f"{row['directions']}"))
        )
        rows += _load(row)
    rows += _people(row)
    rows += [
        PopupRow(f"至{name.zh}", f"To {name.en}", minutes)
        for name, minutes in _ways_from(hub.hub_id, gateway, network)
    ]
    share = _number(row["right_station_share_pct"])
    if share is not None:
        rows.append(PopupRow("就近有所需列车", "Nearest has the train", f"{share:.0f} %"))
    return Popup(hub.name_zh, hub.name_en, rows=tuple(rows), note=_NOTE)


def _load(row: Mapping[Hashable, object]) -> list[PopupRow]:
    """The busiest hour, and how much of what the station can take that is."""
    hour = _number(row["peak_hour"])
    if hour is None:
        return []
    trains = round(_number(row["peak_trains"]) or 0)
    said = Words(f"{hour:.0f}时 {trains}列", f"{hour:.0f}:00, {trains} trains")
    ratio = _number(row["load_ratio"])
    grade = str(row["capacity_quality"])
    if ratio is not None and grade in set(Quality):
        words = QUALITY_WORDS[Quality(grade)]
        said = Words(
            f"{said.zh}，能力的{100 * ratio:.0f}%（{words.zh}）",
            f"{said.en}, {100 * ratio:.0f} % of capacity ({words.en})",
        )
    return [PopupRow("最忙小时", "Busiest hour", said)]


def _people(row: Mapping[Hashable, object]) -> list[PopupRow]:
    rows = []
    for limit in _REACH_MIN:
        people = _number(row[f"people_{limit}min"])
        if people is not None:
            said = Words(f"{people / 1e4:,.0f}万人", f"{people / 1e6:.2f} million people")
            rows.append(PopupRow(f"{limit}分钟内", f"Within {limit} min", said))
    return rows


def _number(value: object) -> float | None:
    # Missing numbers are of several kinds in tables of a run.
    return None if pd.isna(value) else float(str(value))  # type: ignore[call-overload]


def _ways_from(
    hub_id: HubId, gateway: GatewayTables, network: Network
) -> list[tuple[Words, Words]]:
    """Names of the other stations with the minutes to each, those with a direct line marked."""
    table = gateway.table("hub_transfers")
    if table.empty:
        return []
    found = []
    for row in table[table["from_hub"].astype(str) == hub_id].to_dict("records"):
        end = network.hubs.get(HubId(str(row["to_hub"])))
        minutes = _number(row["median_min"])
        if end is None or minutes is None:
            continue
        lines = _lines(row, network)
        direct = (
            Words(f"（{lines.zh}直达）", f" ({lines.en}, direct)") if lines.zh else Words("", "")
        )
        found.append(
            (
                _short(end),
                Words(f"{minutes:.0f}分{direct.zh}", f"{minutes:.0f} min{direct.en}"),
            )
        )
    return found


def _lines(row: Mapping[Hashable, object], network: Network) -> Words:
    """Names of the lines that run straight from one station to the other."""
    value = row["direct_lines"]
    ids = str(value).split() if isinstance(value, str) else []
    routes = [route for one in ids if (route := network.routes.get(RouteId(one))) is not None]
    return Words("、".join(one.name_zh for one in routes), ", ".join(one.name_en for one in routes))


def _transfers(gateway: GatewayTables, network: Network, frame: Frame) -> tuple[Shape, ...]:
    """A straight line per pair of stations, whole where a line runs through, else dashed."""
    table = gateway.table("hub_transfers")
    if table.empty:
        return ()
    rows = {
        (str(row["from_hub"]), str(row["to_hub"])): row
        for row in table.to_dict("records")
        if _number(row["median_min"]) is not None
    }
    shapes = []
    for first, second in itertools.combinations(sorted(network.hubs), 2):
        ways = [(pair, rows[pair]) for pair in ((first, second), (second, first)) if pair in rows]
        if not ways:
            continue
        ends = [network.hubs[one] for one in (first, second)]
        direct = any(_lines(row, network).zh for _, row in ways)
        shapes.append(
            Shape(
                PathStyle("#3d5a80", 2.6 if direct else 1.8, 0.9, dash="" if direct else "3 5"),
                lines=(frame.path([(hub.lon, hub.lat) for hub in ends]),),
                popup=_pair_popup(ways, network),
            )
        )
    return tuple(shapes)


def _pair_popup(
    ways: Sequence[tuple[tuple[str, str], Mapping[Hashable, object]]], network: Network
) -> Popup:
    rows = []
    for (start, end), row in ways:
        names = [_short(network.hubs[HubId(one)]) for one in (start, end)]
        median, p90 = float(str(row["median_min"])), float(str(row["p90_min"]))
        rows.append(
            PopupRow(
                f"{names[0].zh}→{names[1].zh}",
                f"{names[0].en} to {names[1].en}",
                Words(
                    f"中位 {median:.0f}分，P90 {p90:.0f}分",
                    f"median {median:.0f} min, P90 {p90:.0f} min",
                ),
            )
        )
    (start, end), row = ways[0]
    names = [_short(network.hubs[HubId(one)]) for one in (start, end)]
    minutes = float(str(row["median_min"]))
    lines = _lines(row, network)
    rows.append(
        PopupRow(
            "直达线路",
            "Direct line",
            lines if lines.zh else Words("无，需换乘", "none, with a change"),
        )
    )
    return Popup(
        f"{names[0].zh} ⇄ {names[1].zh} {minutes:.0f}分",
        f"{names[0].en} - {names[1].en} {minutes:.0f} min",
        rows=tuple(rows),
        note=Words(
            "站间时间由模型计算；直线为示意。",
            "Minutes are modelled; the line is a sign, not a way.",
        ),
    )


def _keys() -> tuple[LegendKey, ...]:
    disk = f'<svg viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="{_COLOUR}"/></svg>'
    ring = (
        '<svg viewBox="0 0 16 16"><circle cx="8" cy="8" r="5.5" fill="#fff" '
        f'stroke="{_EMPTY_COLOUR}" stroke-width="2.5"/></svg>'
    )
    pen = (
        '<svg viewBox="0 0 32 12"><path d="M1 6H31" stroke="#3d5a80" '
        'stroke-width="{width}"{dash}/></svg>'
    )
    return (
        LegendKey(disk, "面积：每日列车", "Area: trains a day"),
        LegendKey(ring, "无列车的枢纽", "Hub without trains"),
        LegendKey(pen.format(width="2.6", dash=""), "站间直达", "Direct line between"),
        LegendKey(
            pen.format(width="1.8", dash=' stroke-dasharray="3 5"'), "站间需换乘", "With a change"
        ),
    )


LAYER = LayerSpec(
    layer_id="main_stations",
    zh="枢纽列车与换乘",
    en="Main stations: trains",
    kind="overlay",
    pane=Pane.STATIONS,
    draw=_draw,
    shown=False,
    instead_of=("hubs", "stations"),
    clears=True,
)
