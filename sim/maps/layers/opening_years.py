"""The city's rail network year by year: coloured by opening, with a slider and what it adds up to.

Only what is in service in the scenario is shown. What a scenario opened has no real date: it is
drawn as set by the scenario and appears in its horizon year.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.layers.lines import line_popup, networks_of
from sim.maps.marks import (
    Dot,
    Drawing,
    LayerSpec,
    LegendKey,
    Pane,
    PathStyle,
    Popup,
    PopupRow,
    Shape,
    Timeline,
    Year,
)
from sim.maps.style import Words
from sim.maps.tracks import Hop, Status, Tracks, every_hop, hops_by_status, runs
from sim.maps.words import BEFORE_THE_RECORD, date_text, quality_row
from sim.network.model import Network, Section, StopId

__all__ = ["LAYER"]

# Old is dark, new is bright; the first year of each class.
_CLASSES = (
    (0, "#0d0887"),
    (2014, "#5b01a5"),
    (2016, "#a52c98"),
    (2018, "#d14e72"),
    (2020, "#ef7f4f"),
    (2022, "#fdb42f"),
)
_SCENARIO_COLOUR = "#3ec1f3"
_STATION = PathStyle(colour="#2b2f33", width_px=1.2, fill="#ffffff")
_STATION_RADIUS_PX = 3.0
_COUNTED = Words(
    "运营里程：按年报口径，各线相加", "operating length as in the annual statistics, line by line"
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A hop with the years it shows from and until (0: still there)."""

    hop: Hop
    since: int
    until: int
    by_scenario: bool


def _draw(inputs: MapInputs, frame: Frame) -> Drawing:
    pieces = _pieces(inputs)
    if not pieces:
        return Drawing()
    tracks = Tracks(inputs.base.metro, networks_of(inputs))
    shapes = tuple(
        Shape(
            _style(inputs, group[0]),
            lines=(frame.path(tracks.along(tuple(piece.hop for piece in group))),),
            popup=line_popup(inputs, group[0].hop),
            since=group[0].since,
            until=group[0].until,
        )
        for group in _groups(pieces)
    )
    return Drawing(
        shapes=shapes,
        dots=_stations(inputs.network, pieces, frame),
        keys=tuple(_keys(pieces)),
        timeline=Timeline(_years(inputs, pieces), _COUNTED),
    )


def _pieces(inputs: MapInputs) -> tuple[_Piece, ...]:
    """What is or was in service on the scenario's date, one piece for each hop and section."""
    network = inputs.network
    opened = {
        hop.key
        for hop in hops_by_status(network, inputs.baseline)
        if hop.status in {Status.OPENED, Status.INHERITED}
    }
    last = max(network.horizon_year, network.as_of.year)
    found: dict[tuple[object, ...], _Piece] = {}
    for hop in every_hop(network):
        if hop.open_date is None or hop.open_date > network.as_of:
            continue
        by_scenario = hop.status is Status.OPEN and hop.key in opened
        gone = hop.close_date is not None and hop.close_date <= network.as_of
        piece = _Piece(
            hop,
            last if by_scenario else hop.open_date.year,
            hop.close_date.year if gone and hop.close_date is not None else 0,
            by_scenario,
        )
        found.setdefault((hop.key, piece.since, piece.until), piece)
    return tuple(found.values())


def _groups(pieces: tuple[_Piece, ...]) -> Iterable[tuple[_Piece, ...]]:
    """Neighbouring pieces with the same years, to be drawn as one line, oldest first."""
    by_years: dict[tuple[int, int, bool], list[_Piece]] = {}
    for piece in pieces:
        by_years.setdefault((piece.since, piece.until, piece.by_scenario), []).append(piece)
    for _, group in sorted(by_years.items()):
        waiting = iter(group)
        for run in runs(tuple(piece.hop for piece in group)):
            yield tuple(next(waiting) for _ in run)


def _colour(piece: _Piece) -> str:
    if piece.by_scenario:
        return _SCENARIO_COLOUR
    return next(colour for first, colour in reversed(_CLASSES) if piece.since >= first)


def _style(inputs: MapInputs, piece: _Piece) -> PathStyle:
    width_px = inputs.network.modes[piece.hop.route.mode_id].line_width_px + 0.5
    casing = "#1f2328" if piece.by_scenario else "#ffffff"
    return PathStyle(_colour(piece), width_px, casing=casing, casing_px=width_px + 2.5)


def _stations(network: Network, pieces: tuple[_Piece, ...], frame: Frame) -> tuple[Dot, ...]:
    """Each station from the year its first line calls, until its last one goes."""
    since: dict[StopId, int] = {}
    until: dict[StopId, int] = {}
    for piece in pieces:
        for stop_id in (piece.hop.from_stop_id, piece.hop.to_stop_id):
            since[stop_id] = min(since.get(stop_id, piece.since), piece.since)
            gone = piece.until or 9999
            until[stop_id] = max(until.get(stop_id, gone), gone)
    dots = []
    for stop_id in sorted(since):
        stop = network.stops[stop_id]
        opening = PopupRow("开通日期", "Opening", date_text(stop.open_date))
        popup = Popup(
            stop.name_zh, stop.name_en, rows=(opening, quality_row(stop.quality, stop.source))
        )
        ends = until[stop_id] if until[stop_id] < 9999 else 0
        at = frame.point(stop.lon, stop.lat)
        dots.append(Dot(at, _STATION_RADIUS_PX, _STATION, popup, since[stop_id], ends))
    return tuple(dots)


def _years(inputs: MapInputs, pieces: tuple[_Piece, ...]) -> tuple[Year, ...]:
    """The real years up to the network's date, then the horizon year where a scenario opens."""
    network = inputs.network
    recorded = (p.since for p in pieces if p.hop.open_date != BEFORE_THE_RECORD)
    first = min(recorded, default=network.as_of.year)
    years = set(range(first, network.as_of.year + 1))
    last = max(network.horizon_year, network.as_of.year)
    has_scenario = any(piece.by_scenario for piece in pieces)
    if has_scenario:
        years.add(last)
    set_by_scenario = {p.hop.section.section_id for p in pieces if p.by_scenario and p.hop.section}
    return tuple(
        _year(
            network, pieces, year,
            left_out=frozenset() if year == last else frozenset(set_by_scenario),
            note=_note(network, year, is_horizon=has_scenario and year == last),
        )
        for year in sorted(years)
    )  # fmt: skip


def _note(network: Network, year: int, *, is_horizon: bool) -> Words:
    if is_horizon:
        return Words("情景设定，非实际日期", "set by the scenario, no real date")
    if year == network.as_of.year and network.as_of < date(year, 12, 31):
        day = network.as_of.isoformat()
        return Words(f"截至 {day}", f"up to {day}")
    return Words("年末", "end of year")


def _year(
    network: Network,
    pieces: tuple[_Piece, ...],
    year: int,
    *,
    left_out: frozenset[str],
    note: Words,
) -> Year:
    running = [p for p in pieces if p.since <= year and (not p.until or year < p.until)]
    day = min(date(year, 12, 31), network.as_of)
    sections = [
        section
        for section in network.sections.values()
        if section.in_city_total and section.section_id not in left_out and _was_open(section, day)
    ]
    stops = {stop for p in running for stop in (p.hop.from_stop_id, p.hop.to_stop_id)}
    return Year(
        year=year,
        km=round(sum(section.length_km for section in sections), 1),
        stations=len(stops),
        lines=len({p.hop.route.route_id for p in running}),
        note=note,
    )


def _was_open(section: Section, day: date) -> bool:
    if section.open_date is None or section.open_date > day:
        return False
    return section.close_date is None or section.close_date > day


def _keys(pieces: tuple[_Piece, ...]) -> Iterable[LegendKey]:
    present = {_colour(piece) for piece in pieces}
    limits = [first for first, _ in _CLASSES]
    for place, (first, colour) in enumerate(_CLASSES):
        if colour not in present:
            continue
        later = limits[place + 1] if place + 1 < len(limits) else 0
        if not first:
            words = Words(f"{later}年以前", f"before {later}")
        elif later:
            words = Words(f"{first}–{later - 1}年", f"{first}–{later - 1}")
        else:
            words = Words(f"{first}年起", f"{first} and later")
        yield LegendKey(_swatch(colour, "#ffffff"), words.zh, words.en)
    if _SCENARIO_COLOUR in present:
        yield LegendKey(_swatch(_SCENARIO_COLOUR, "#1f2328"), "情景设定", "Set by the scenario")


def _swatch(colour: str, casing: str) -> str:
    return (
        f'<svg viewBox="0 0 32 12"><path d="M1 6H31" stroke="{casing}" stroke-width="8"/>'
        f'<path d="M1 6H31" stroke="{colour}" stroke-width="5"/></svg>'
    )


LAYER = LayerSpec(
    layer_id="opening_years",
    zh="轨道网络逐年开通",
    en="Rail network by opening year",
    kind="overlay",
    pane=Pane.YEARS,
    draw=_draw,
    shown=False,
    instead_of=("lines", "pending_lines", "stations"),
)
