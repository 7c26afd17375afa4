"""Cities and counties of the one-hour circle as marks: minutes, parts, the smallest change."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Final

import pandas as pd

from sim.maps.frame import Frame
from sim.maps.gateway_style import NO_DATA_COLOUR, PROVINCE, STATUS_WORDS
from sim.maps.inputs import MapInputs
from sim.maps.marks import Dot, Label, Pane, PathStyle, Popup, PopupRow
from sim.maps.style import Words
from sim.network.model import ZoneId

__all__ = ["PARTS", "city_dots", "city_labels", "county_labels", "status_words"]

PARTS: Final[Mapping[str, Words]] = {
    "access_min": Words("到站", "to the station"),
    "station_min": Words("进出站", "in stations"),
    "wait_min": Words("候车", "waiting"),
    "ride_min": Words("乘车", "riding"),
    "change_min": Words("换车", "changing trains"),
    "egress_min": Words("离站", "from the station"),
}
"""Parts of a journey by column, in the order of travel."""

_RADIUS_PX = 5.5
_COUNTY_ZOOM = 8.75
_WITHIN = " ✓"

Places = Mapping[str, tuple[float, float]]


def status_words(status: str) -> Words:
    """Say why there are no minutes; an unknown status stays as it is.

    Examples
    --------
    >>> status_words("no railway").zh
    '无铁路'
    """
    return STATUS_WORDS.get(status, Words(status, status))


def city_dots(rows: pd.DataFrame, inputs: MapInputs, frame: Frame) -> tuple[Dot, ...]:
    """One dot per city in the colour of its minutes; the popup tells the parts and the change.

    `rows` are those of ``circle_parts`` for the cities under one definition and direction. Cities
    that the base map has no place for are left out.

    Examples
    --------
    >>> from sim.maps.examples import line_inputs
    >>> from sim.maps.gateway_examples import line_gateway
    >>> table = line_gateway().table("circle_parts")
    >>> city_dots(table[table["kind"] == "city"], line_inputs(), Frame())  # the map has no places
    ()
    """
    places = _city_places(inputs)
    dots = []
    for row in rows.to_dict("records"):
        at = places.get(str(row["place_id"]))
        if at is None:
            continue
        value = float(row["total_min"])
        colour = NO_DATA_COLOUR if pd.isna(value) else PROVINCE.colours[PROVINCE.class_of(value)]
        style = PathStyle("#1f2328", 1.8, fill=colour)
        dots.append(
            Dot(
                frame.point(*at), _RADIUS_PX, style, _popup(row), fixed=True, pane=Pane.STATIONS,
            )
        )  # fmt: skip
    return tuple(dots)


def _popup(row: Mapping[Hashable, object]) -> Popup:
    total, limit = float(str(row["total_min"])), float(str(row["limit_min"]))
    rows = []
    if pd.isna(total):
        rows.append(PopupRow("状态", "Status", status_words(str(row["status"]))))
    else:
        verdict = "✓" if bool(row["within"]) else "✗"
        tail = Words(f"{total:.0f}分（限{limit:.0f}）", f"{total:.0f} min (limit {limit:.0f})")
        rows.append(PopupRow("合计", "Total", tail, f" {verdict}"))
        rows += [
            PopupRow(words.zh, words.en.capitalize(), f"{float(str(row[name])):.0f} min")
            for name, words in PARTS.items()
            if float(str(row[name])) > 0
        ]
    change = Words(_text(row["change_zh"]), _text(row["change_en"]))
    if change.en:
        rows.append(PopupRow("最小的改变", "Smallest change", change))
    return Popup(str(row["name_zh"]), str(row["name_en"]), rows=tuple(rows))


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN


def city_labels(rows: pd.DataFrame, inputs: MapInputs, frame: Frame) -> tuple[Label, ...]:
    """The minutes of each city beside its dot, in place of its name; ✓ where it is within.

    Examples
    --------
    >>> from sim.maps.examples import line_inputs
    >>> from sim.maps.gateway_examples import line_gateway
    >>> city_labels(line_gateway().table("circle_parts"), line_inputs(), Frame())
    ()
    """
    return _labels(rows, "place_id", _city_places(inputs), frame, is_city=True)


def county_labels(
    rows: pd.DataFrame, inputs: MapInputs, frame: Frame, *, key: str
) -> tuple[Label, ...]:
    """The minutes of each county at its seat, close up; only of those that have a time.

    `key` is the column with the county's id.

    Examples
    --------
    >>> from sim.maps.examples import line_inputs
    >>> from sim.maps.gateway_examples import line_gateway
    >>> table = line_gateway().table("county_times")
    >>> county_labels(table, line_inputs(), Frame(), key="county_id")  # no zones in the network
    ()
    """
    zones = inputs.network.zones
    places = {
        str(county_id): (zone.lon, zone.lat)
        for county_id in rows[key]
        if (zone := zones.get(ZoneId(f"C_{county_id}"))) is not None
    }
    known = rows[rows["total_min"].notna()]
    return _labels(known, key, places, frame, is_city=False)


def _labels(
    rows: pd.DataFrame, key: str, places: Places, frame: Frame, *, is_city: bool
) -> tuple[Label, ...]:
    """Cities at every scale, beside their dots; counties close up, where they have no mark."""
    labels = []
    for row in rows.to_dict("records"):
        at = places.get(str(row[key]))
        if at is None:
            continue
        zh, en = str(row["name_zh"]), str(row["name_en"])
        total = float(row["total_min"])
        said = status_words(str(row["status"]))
        if not pd.isna(total):
            said = Words(f"{total:.0f}分", f"{total:.0f} min")
        mark = _WITHIN if is_city and bool(row["within"]) else ""
        labels.append(
            Label(
                at=frame.point(*at),
                zh=f"{zh} {said.zh}{mark}",
                en=f"{en} {said.en}{mark}",
                rank=1 if is_city else 2,
                min_zoom=0.0 if is_city else _COUNTY_ZOOM,
                kind="place" if is_city else "share",
                instead_of=zh,
                gap_px=_RADIUS_PX if is_city else 0.0,
                fixed=is_city,
            )
        )
    return tuple(labels)


def _city_places(inputs: MapInputs) -> dict[str, tuple[float, float]]:
    places = inputs.base.places
    points = zip(places["place_id"].astype(str), places.geometry, strict=True)
    return {place_id: (point.x, point.y) for place_id, point in points}
