"""What the gateway's tables say, in sentences: every number is read, none is ready-made."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from sim.gateway.interchanges.index import zero_distance_index
from sim.indicators.compare_gateway_airport import LAYERS, corridor_layers
from sim.maps.style import Words
from sim.reports.charts.circle_parts import CityTrip, city_trips
from sim.reports.charts.destination_regions import region_counts
from sim.reports.charts.main_stations import Station, main_stations
from sim.reports.gateway import FROM, airport_words, gateway_words, shown
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import same
from sim.reports.quantity import plain_text

__all__ = ["circle_line", "gateway_findings", "world_line"]

_LIMIT_MIN: Final = 60.0
_WORLD: Final = ("FRA", "LAX", "SIN", "SYD")
_TRANSFER_MIN: Final = 5

_Lines = tuple[Words, ...]


def gateway_findings(inputs: ReportInputs) -> _Lines:
    """The sentences that open the chapter; those without numbers are left out.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> gateway_findings(example_inputs())
    ()
    """
    parts = (
        circle_line, _door_line, _station_line, _idle_line, world_line, _home_line,
        _destination_line, _corridor_line, _transfer_line,
    )  # fmt: skip
    return tuple(line for part in parts for line in part(inputs))


def _each(
    inputs: ReportInputs, number: Callable[[Alternative], float], decimals: int = 0
) -> Words | None:
    """A number of every alternative that has one, with its name; ``None`` where none has."""
    values = {one.name: number(one) for one in shown(inputs)}
    known = {
        name: same(plain_text(value, decimals))
        for name, value in values.items()
        if not math.isnan(value)
    }
    return _told(inputs, known) if known else None


def _told(inputs: ReportInputs, words: Mapping[str, Words]) -> Words:
    """What is true of each alternative after its name; said once where it is true of all."""
    found = list(words.values())
    if len(inputs.alternatives) == 1:
        return found[0]
    if len(words) == len(inputs.alternatives) and len(set(found)) == 1:
        return Words(f"各方案均为{found[0].zh}", f"{found[0].en} in all alternatives")
    return Words(
        "、".join(f"{name} {one.zh}" for name, one in words.items()),
        ", ".join(f"{name} {one.en}" for name, one in words.items()),
    )


def circle_line(inputs: ReportInputs) -> _Lines:
    """Cities within an hour by the fastest train, of how many.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> circle_line(example_inputs())
    ()
    """
    cities = max((len(city_trips(one)) for one in shown(inputs)), default=0)
    told = _each(inputs, _within_hour)
    if told is None or not cities:
        return ()
    return (
        Words(
            f"最快列车{_LIMIT_MIN:.0f}分钟以内的设区市（共{cities}个）：{told.zh}。",
            f"Cities within {_LIMIT_MIN:.0f} minutes of Hangzhou by the fastest train, of "
            f"{cities}: {told.en}.",
        ),
    )


def _within_hour(one: Alternative) -> float:
    table = one.table("circle_parts")
    if table.empty:
        return math.nan
    own = table[
        (table["kind"] == "city") & (table["direction"] == FROM) & (table["family"] == "fastest")
    ]
    minutes = own.drop_duplicates("place_id")["total_min"]
    return float((minutes <= _LIMIT_MIN).sum()) if len(minutes) else math.nan


def _door_line(inputs: ReportInputs) -> _Lines:
    """The city that is nearest door to door in any alternative, and its minutes by part."""
    found: list[tuple[CityTrip, Words, str]] = [
        (trip, words, one.name)
        for one in shown(inputs)
        for words, trip in city_trips(one).values()
        if not math.isnan(trip.total_min)
    ]
    if not found:
        return ()
    trip, words, name = min(found, key=lambda each: each[0].total_min)
    within = sum(each[0].total_min <= _LIMIT_MIN for each in found)
    ride = trip.parts_min["ride_min"]
    wait = trip.parts_min["wait_min"] + trip.parts_min["change_min"]
    station = trip.parts_min["station_min"]
    ways = trip.parts_min["access_min"] + trip.parts_min["egress_min"]
    none_zh, none_en = ("没有城市在一小时以内；", "no city is within the hour; ")
    of_zh, of_en = (f"（{name}）", f" ({name})") if len(inputs.alternatives) > 1 else ("", "")
    return (
        Words(
            f"门到门：{'' if within else none_zh}最近的是{words.zh}{of_zh}，"
            f"{trip.total_min:.0f}分钟，其中乘车{ride:.0f}、候车{wait:.0f}、进出站{station:.0f}、往返车站{ways:.0f}。",
            f"Door to door {'' if within else none_en}the nearest is {words.en}{of_en}, "
            f"{trip.total_min:.0f} min: {ride:.0f} of them on the train, {wait:.0f} waiting, "
            f"{station:.0f} in stations, {ways:.0f} to and from them.",
        ),
    )


def _busiest(one: Alternative) -> tuple[Words, Station] | None:
    stations = main_stations(one).values()
    return max(stations, key=lambda each: each[1].trains_per_day, default=None)


def _station_line(inputs: ReportInputs) -> _Lines:
    found = {one.name: own for one in shown(inputs) if (own := _busiest(one)) is not None}
    if not found:
        return ()
    names = _told(inputs, {name: words for name, (words, _) in found.items()})
    trains = _each(inputs, lambda one: _of_busiest(one, lambda own: own.trains_per_day))
    people = _each(inputs, lambda one: _of_busiest(one, lambda own: own.people[-1] / 1e6), 1)
    if trains is None or people is None:
        return ()
    return (
        Words(
            f"列车最多的枢纽：{names.zh}。每日列车：{trains.zh}；"
            f"60分钟以内的人口（百万）：{people.zh}。",
            f"Busiest main station: {names.en}. Trains a day: {trains.en}; million people within "
            f"60 minutes: {people.en}.",
        ),
    )


def _of_busiest(one: Alternative, number: Callable[[Station], float]) -> float:
    found = _busiest(one)
    return math.nan if found is None else number(found[1])


def _idle_line(inputs: ReportInputs) -> _Lines:
    """Stations that are open without a train."""
    idle = {
        one.name: names
        for one in shown(inputs)
        if (
            names := [
                words
                for words, station in main_stations(one).values()
                if station.is_open and station.trains_per_day == 0
            ]
        )
    }
    if not idle:
        return ()
    told = _told(
        inputs,
        {
            name: Words("、".join(one.zh for one in own), " and ".join(one.en for one in own))
            for name, own in idle.items()
        },
    )
    return (
        Words(
            f"已开通但情景中没有列车的枢纽：{told.zh}。",
            f"Open, but without a train in the scenario: {told.en}.",
        ),
    )


def world_line(inputs: ReportInputs) -> _Lines:
    """Hours to four sides of the world for half of the people, alternatives in their order.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> world_line(example_inputs())
    ()
    """
    own = [one for one in shown(inputs) if not one.table("world_destinations").empty]
    names = airport_words(inputs)
    told_zh, told_en = [], []
    for code in _WORLD:
        hours = [_hours(one, code) for one in own]
        if any(not math.isnan(hour) for hour in hours):
            text = " / ".join(plain_text(hour) for hour in hours)
            words = names.get(code, same(code))
            told_zh.append(f"{words.zh} {text}")
            told_en.append(f"{words.en} {text}")
    if not told_zh:
        return ()
    names_in_order = " / ".join(one.name for one in own)
    is_compared = len(inputs.alternatives) > 1
    order_zh = f"（{names_in_order}）" if is_compared else ""
    order_en = f" ({names_in_order})" if is_compared else ""
    return (
        Words(
            f"半数居民从家门到落地的小时数{order_zh}：{'，'.join(told_zh)}。",
            f"Hours from the door to landing for half of the people{order_en}: "
            f"{', '.join(told_en)}.",
        ),
    )


def _hours(one: Alternative, code: str) -> float:
    table = one.table("world_destinations")
    own = table[table["destination"] == code]["median_hours"]
    return float(own.iloc[0]) if len(own) else math.nan


def _home_line(inputs: ReportInputs) -> _Lines:
    """For how many airports of the world the home airport is the quickest start for most people."""
    gateways = gateway_words(inputs)
    if not gateways:
        return ()
    home, words = next(iter(gateways.items()))
    whole = max(len(one.table("world_destinations")) for one in shown(inputs))
    told = _each(inputs, lambda one: _mostly(one, home))
    if told is None:
        return ()
    return (
        Words(
            f"以{words.zh}为多数居民最快门户的目的地（共{whole}个机场）：{told.zh}。",
            f"Airports of the world, of {whole}, that most people reach quickest through "
            f"{words.en}: {told.en}.",
        ),
    )


def _mostly(one: Alternative, gateway: str) -> float:
    table = one.table("world_gateways")
    if table.empty:
        return math.nan
    return float((table.loc[table["gateway"] == gateway, "share"] > 0.5).sum())


def _destination_line(inputs: ReportInputs) -> _Lines:
    every = _each(inputs, lambda one: _destinations(one)[0])
    known = _each(inputs, lambda one: _destinations(one)[1])
    if every is None or known is None:
        return ()
    return (
        Words(
            f"国际及地区航点：{every.zh}；其中有文件证明的：{known.zh}。",
            f"International and regional destinations: {every.en}; with a document: {known.en}.",
        ),
    )


def _destinations(one: Alternative) -> tuple[float, float]:
    """All destinations, and those with a document."""
    regions = region_counts(one).values()
    if not regions:
        return math.nan, math.nan
    return float(sum(own[1] for own in regions)), float(sum(own[2] for own in regions))


def _corridor_line(inputs: ReportInputs) -> _Lines:
    lines = []
    for layer in ("own track", "fast road"):
        told = _each(inputs, lambda one, layer=layer: _room(one, layer))  # type: ignore[misc]
        if told is not None:
            zh, en = LAYERS[layer]
            lines.append(Words(f"{zh}：{told.zh}", f"{en}: {told.en}"))
    if not lines:
        return ()
    return (
        Words(
            f"机场至市中心每小时可运送旅客——{'；'.join(line.zh for line in lines)}。",
            "Passengers an hour that the way from the airport to the centre takes — "
            f"{'; '.join(line.en for line in lines)}.",
        ),
    )


def _room(one: Alternative, layer: str) -> float:
    table = one.table("corridor_capacity")
    if table.empty:
        return math.nan
    rooms = corridor_layers(table).set_index("layer")["passengers_per_h"]
    return float(rooms[layer])


def _transfer_line(inputs: ReportInputs) -> _Lines:
    def share(one: Alternative) -> float:
        table = one.table("interchanges")
        return np.nan if table.empty else 100 * zero_distance_index(table, _TRANSFER_MIN)

    told = _each(inputs, share)
    if told is None:
        return ()
    return (
        Words(
            f"{_TRANSFER_MIN}分钟内完成换乘（不含候车）的人次，%：{told.zh}。",
            f"People who change within {_TRANSFER_MIN} minutes without waiting, %: {told.en}.",
        ),
    )
