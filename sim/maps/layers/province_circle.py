"""The province by minutes from and to Hangzhou, county by county, for each way to measure them.

Counties are filled as wholes. No line is drawn between stations: where no train calls nothing is
known, and a hull would claim land that no train reaches.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd

from sim.maps.choropleth import district_values
from sim.maps.circle_places import (
    PARTS,
    city_dots,
    city_labels,
    county_labels,
    status_words,
)
from sim.maps.frame import Frame
from sim.maps.gateway_data import GatewayTables
from sim.maps.gateway_style import PROVINCE
from sim.maps.inputs import MapInputs
from sim.maps.marks import OUTSIDE, CellRow, CellValues, Drawing, LayerSpec, Pane, draw_nothing
from sim.maps.style import Words

__all__ = ["LAYER"]

_GROUP = Words("省域一小时交通圈", "One-hour circle")
_FROM, _TO = "from_hangzhou", "to_hangzhou"
_FREE_FLOW = "free_flow"
_MIN = Words("分", "min")
_Told = Callable[[pd.Series], tuple[float | None, ...]]
_SOURCE = Words("列车按时刻表，接驳由模型计算", "trains by timetable, ways to them modelled")
_ROAD_SOURCE = Words(
    "驾车至县城，不计拥堵与停车；资料等级：估计",
    "drive to the seat, no traffic, no parking; estimate",
)


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to measure the minutes: one family of definitions in one direction."""

    layer_id: str
    family: str
    direction: str
    name: Words
    measured: Words


_DOOR = Words(
    "杭州居民与当地居民之间的门到门中位时间：到站、进出站、候车、乘车、离站",
    "median over the people of both ends: to the station, in stations, waiting, riding, from it",
)
_WAYS = (
    _Way(
        "circle_door_from", "door_to_door", _FROM,
        Words("门到门，自杭州", "Door to door, out"), _DOOR,
    ),
    _Way(
        "circle_door_to", "door_to_door", _TO,
        Words("门到门，往杭州", "Door to door, in"), _DOOR,
    ),
    _Way(
        "circle_centre", "people", _FROM, Words("自市中心门到门", "From the centre"),
        Words("自杭州市中心出发的门到门中位时间", "median door to door from the city's centre"),
    ),
    _Way(
        "circle_wait", "effective", _FROM, Words("候车加乘车", "Wait + ride"),
        Words("全天平均候车加直达列车乘车时间", "mean wait over the day plus ride, direct trains"),
    ),
    _Way(
        "circle_fastest", "fastest", _FROM, Words("最快列车", "Fastest train"),
        Words("最快直达列车的乘车时间", "time on the fastest direct train"),
    ),
)  # fmt: skip


def _family(inputs: MapInputs) -> tuple[LayerSpec, ...]:
    gateway = inputs.gateway
    if gateway is None:
        return ()
    parts = gateway.table("circle_parts")
    found = []
    if not parts.empty:
        for way in _WAYS:
            rows = _rows_of(parts, way)
            if rows["total_min"].notna().any():
                found.append(_spec(way.layer_id, way.name, partial(_by_train, rows), way.measured))
    roads = _by_car(gateway)
    if not roads.empty:
        measured = Words("小汽车自由流", "by car, free flow")
        name = Words("公路（自由流）", "By road, free flow")
        found.append(_spec("circle_road", name, partial(_by_road, roads), measured, _ROAD_SOURCE))
    return tuple(found)


def _spec(
    layer_id: str,
    name: Words,
    draw: partial[Drawing],
    measured: Words,
    source: Words = _SOURCE,
) -> LayerSpec:
    return LayerSpec(
        layer_id=layer_id,
        zh=name.zh,
        en=name.en,
        kind="choropleth",
        pane=Pane.CELLS,
        draw=draw,
        shown=False,
        scale=PROVINCE,
        group=_GROUP,
        source=source,
        measured=measured,
        view="province",
    )


def _rows_of(parts: pd.DataFrame, way: _Way) -> pd.DataFrame:
    """Rows of the first definition of a family: those that follow differ by their limit only."""
    own = parts[(parts["family"] == way.family) & (parts["direction"] == way.direction)]
    return own[own["definition"] == own["definition"].iloc[0]] if len(own) else own


def _by_car(gateway: GatewayTables) -> pd.DataFrame:
    times = gateway.table("county_times")
    if times.empty:
        return times
    return times[(times["definition"] == _FREE_FLOW) & (times["direction"] == _FROM)]


def _by_train(rows: pd.DataFrame, inputs: MapInputs, frame: Frame) -> Drawing:
    counties = rows[rows["kind"] != "city"]
    cities = rows[rows["kind"] == "city"]
    return Drawing(
        cells=_cells(counties, "place_id", inputs),
        dots=city_dots(cities, inputs, frame),
        labels=(
            *city_labels(cities, inputs, frame),
            *county_labels(counties, inputs, frame, key="place_id"),
        ),
    )


def _by_road(rows: pd.DataFrame, inputs: MapInputs, frame: Frame) -> Drawing:
    # Parts are named for trains; a ferry's are in the table.
    rows = rows.drop(columns=[name for name in PARTS if name in rows.columns])
    labels = county_labels(rows, inputs, frame, key="county_id")
    return Drawing(cells=_cells(rows, "county_id", inputs), labels=labels)


def _cells(rows: pd.DataFrame, key: str, inputs: MapInputs) -> CellValues:
    """Minutes of every county that has a row, with parts; other counties are left blank."""
    counties = rows.set_index(rows[key].astype(str))

    def told(values: pd.Series) -> tuple[float | None, ...]:
        return district_values(inputs, values.astype("float64").round())

    parts = (
        CellRow(words.zh, words.en.capitalize(), _lines(told(counties[name])), _MIN)
        for name, words in PARTS.items()
        if name in counties.columns and _is_part(counties, name)
    )
    told_rows = (*parts, *_stations(counties, told), *_reasons(counties, told))
    # A row that no district of the page has a line of is none.
    kept = tuple(row for row in told_rows if set(row.values) != {None})
    return CellValues(told(counties["total_min"]), kept, by_district=True)


def _is_part(counties: pd.DataFrame, name: str) -> bool:
    """Whether it is a part of something: not what is all there is."""
    known = counties[counties["total_min"].notna()]
    return not known[name].eq(known["total_min"]).all()


def _lines(values: tuple[float | None, ...]) -> tuple[float | None, ...]:
    """What takes no time, and what is no part of the layer, is no line."""
    return tuple(None if value in {0, OUTSIDE} else value for value in values)


def _stations(counties: pd.DataFrame, told: _Told) -> tuple[CellRow, ...]:
    """Where one boards and alights, and changes between, where the run tells it."""
    if "from_station_zh" not in counties.columns:
        return ()
    texts = {
        zone: words
        for zone, row in zip(counties.index, counties.to_dict("records"), strict=True)
        if (words := _way(row)).en
    }
    return _named(Words("车站", "Stations"), counties, texts, told)


def _way(row: Mapping[Hashable, object]) -> Words:
    """``first → last``, with the station between where one changes; nothing without a train."""
    ends = []
    for language in ("zh", "en"):
        names = [row.get(f"{end}_station_{language}") for end in ("from", "via", "to")]
        ends.append([name for name in names if isinstance(name, str) and name])
    return Words(" → ".join(ends[0]), " → ".join(ends[1]))


def _reasons(counties: pd.DataFrame, told: _Told) -> tuple[CellRow, ...]:
    lost = counties.loc[counties["total_min"].isna(), "status"].astype(str)
    texts = {zone: status_words(status) for zone, status in lost.items()}
    return _named(Words("原因", "Why"), counties, texts, told)


def _named(
    title: Words, counties: pd.DataFrame, texts: Mapping[Hashable, Words], told: _Told
) -> tuple[CellRow, ...]:
    """One line of words, each text once."""
    names = list(dict.fromkeys(texts.values()))
    if not names:
        return ()
    places = {words: float(place) for place, words in enumerate(names)}
    place = pd.Series({zone: places[words] for zone, words in texts.items()})
    values = tuple(None if one == OUTSIDE else one for one in told(place.reindex(counties.index)))
    return (CellRow(title.zh, title.en, values, names=tuple(names)),)


LAYER = LayerSpec(
    layer_id="province_circle",
    zh=_GROUP.zh,
    en=_GROUP.en,
    kind="choropleth",
    pane=Pane.CELLS,
    draw=draw_nothing,
    shown=False,
    scale=PROVINCE,
    family=_family,
)
