"""Lines, stations and marks of all alternatives at once: each thing once, with who has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.maps.compare_inputs import ComparedAlternative, ComparisonInputs
from sim.maps.frame import Frame
from sim.maps.layers import airport, hubs
from sim.maps.marks import Chip, IconMark, Label, Popup, PopupRow
from sim.maps.style import Words
from sim.maps.tracks import Hop, Tracks, hops_by_status, lines_calling, runs
from sim.maps.words import date_text, number_text, quality_row, route_chips
from sim.network.model import Network, RouteId, Stop, StopId

__all__ = ["Piece", "SharedIcon", "SharedLabel", "SharedNetwork", "SharedStop", "shared_network"]

_STOP_NAME_ZOOM = 13.0
_INTERCHANGE_NAME_ZOOM = 12.0
_STOP_NAME_RANK = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of line and the alternatives it is in service in.

    Bit ``i`` of ``mask`` is set where alternative ``i`` has it.
    """

    mask: int
    colour: str
    width_px: float
    line: str
    popup: Popup


@dataclass(frozen=True, slots=True)
class SharedStop:
    """A station and the alternatives in which a line calls there; ``lines``: the most of any."""

    mask: int
    at: tuple[float, float]
    lines: int
    popup: Popup


@dataclass(frozen=True, slots=True)
class SharedIcon:
    """A hub or airport as it looks in the alternatives of the mask."""

    mask: int
    icon: IconMark


@dataclass(frozen=True, slots=True)
class SharedLabel:
    """A name that belongs to something the alternatives of the mask have."""

    mask: int
    label: Label


@dataclass(frozen=True, slots=True)
class SharedNetwork:
    """Everything of the networks that a comparison page draws."""

    pieces: tuple[Piece, ...]
    stops: tuple[SharedStop, ...]
    icons: tuple[SharedIcon, ...]
    labels: tuple[SharedLabel, ...]


def shared_network(inputs: ComparisonInputs, frame: Frame) -> SharedNetwork:
    """Draw the networks of all alternatives, each thing once.

    A piece of line is in an alternative where it is in service on that alternative's own date.

    Examples
    --------
    >>> from sim.maps.compare_examples import two_lines
    >>> drawn = shared_network(two_lines(), Frame())
    >>> [(piece.mask, piece.popup.en) for piece in drawn.pieces]
    [(2, 'L'), (3, 'L')]
    >>> [(stop.mask, stop.popup.en) for stop in drawn.stops]
    [(3, 'A'), (3, 'B'), (2, 'C')]
    """
    stops, stop_labels = _stops(inputs.alternatives, frame)
    icons, icon_labels = _icons(inputs, frame)
    return SharedNetwork(_pieces(inputs, frame), stops, icons, (*stop_labels, *icon_labels))


def _runs_in(alternatives: Sequence[ComparedAlternative], mask: int) -> PopupRow:
    """Say in which alternatives something is in service."""
    having = [one for place, one in enumerate(alternatives) if mask >> place & 1]
    if len(having) == len(alternatives):
        words = Words("所有方案", "all alternatives")
    else:
        words = Words(
            "、".join(one.title_zh for one in having), ", ".join(one.name for one in having)
        )
    return PopupRow("运营于", "In service in", words)


def _pieces(inputs: ComparisonInputs, frame: Frame) -> tuple[Piece, ...]:
    """Pieces of line, those that few alternatives have first."""
    networks = [one.network for one in inputs.alternatives]
    found: dict[tuple[str, ...], Hop] = {}
    masks: dict[tuple[str, ...], int] = {}
    for place, network in enumerate(networks):
        for hop in hops_by_status(network, None):
            if not hop.status.in_service:
                continue
            ends = sorted((hop.from_stop_id, hop.to_stop_id))
            key = (hop.route.route_id, *ends)
            found.setdefault(key, hop)
            masks[key] = masks.get(key, 0) | 1 << place
    tracks = Tracks(inputs.base.metro, tuple(networks))
    return tuple(
        Piece(
            mask,
            run[0].route.colour,
            _width_px(networks, run[0]),
            frame.path(tracks.along(run)),
            _line_popup(inputs.alternatives, run[0], mask),
        )
        for mask in sorted(set(masks.values()), key=lambda mask: (mask.bit_count(), mask))
        for run in runs(tuple(hop for key, hop in found.items() if masks[key] == mask))
    )


def _width_px(networks: Sequence[Network], hop: Hop) -> float:
    return next(
        network.modes[hop.route.mode_id].line_width_px
        for network in networks
        if hop.route.mode_id in network.modes
    )


def _line_popup(alternatives: Sequence[ComparedAlternative], hop: Hop, mask: int) -> Popup:
    route, section = hop.route, hop.section
    rows = [_runs_in(alternatives, mask), PopupRow("开通日期", "Opening", date_text(hop.open_date))]
    if section is not None:
        rows.append(PopupRow("区段", "Section", Words(section.name_zh, section.name_en)))
        rows.append(PopupRow("区段长度", "Length", f"{number_text(section.length_km)} km"))
        rows.append(quality_row(section.quality, section.source))
    else:
        rows.append(quality_row(route.quality, route.source))
    return Popup(route.name_zh, route.name_en, rows=tuple(rows))


def _stops(
    alternatives: Sequence[ComparedAlternative], frame: Frame
) -> tuple[tuple[SharedStop, ...], tuple[SharedLabel, ...]]:
    """Stations a line calls at in any alternative, interchanges last: they lie on top."""
    found: dict[StopId, Stop] = {}
    masks: dict[StopId, int] = {}
    lines: dict[StopId, list[tuple[RouteId, ...]]] = {}
    for place, one in enumerate(alternatives):
        for stop_id, routes in lines_calling(one.network).items():
            found.setdefault(stop_id, one.network.stops[stop_id])
            masks[stop_id] = masks.get(stop_id, 0) | 1 << place
            lines.setdefault(stop_id, []).append(routes)
    stops = []
    labels = []
    for stop_id, stop in sorted(found.items()):
        at = frame.point(stop.lon, stop.lat)
        most = max(len(routes) for routes in lines[stop_id])
        called = {route_id for routes in lines[stop_id] for route_id in routes}
        popup = Popup(
            stop.name_zh,
            stop.name_en,
            chips=_chips(alternatives, called),
            rows=(
                _runs_in(alternatives, masks[stop_id]),
                PopupRow("开通日期", "Opening", date_text(stop.open_date)),
                quality_row(stop.quality, stop.source),
            ),
        )
        stops.append(SharedStop(masks[stop_id], at, most, popup))
        zoom = _INTERCHANGE_NAME_ZOOM if most > 1 else _STOP_NAME_ZOOM
        label = Label(at, stop.name_zh, stop.name_en, _STOP_NAME_RANK, zoom, "station")
        labels.append(SharedLabel(masks[stop_id], label))
    stops.sort(key=lambda stop: stop.lines)
    return tuple(stops), tuple(labels)


def _chips(alternatives: Sequence[ComparedAlternative], called: set[RouteId]) -> tuple[Chip, ...]:
    chips = (chip for one in alternatives for chip in route_chips(one.network, called))
    return tuple(dict.fromkeys(chips))


def _icons(
    inputs: ComparisonInputs, frame: Frame
) -> tuple[tuple[SharedIcon, ...], tuple[SharedLabel, ...]]:
    """Hubs and the airport as the one-scenario page draws them, equal ones once."""
    icons: dict[IconMark, int] = {}
    labels: dict[Label, int] = {}
    for place, one in enumerate(inputs.alternatives):
        own = inputs.one_map(one)
        for spec in (hubs.LAYER, airport.LAYER):
            drawing = spec.draw(own, frame)
            for icon in drawing.icons:
                icons[icon] = icons.get(icon, 0) | 1 << place
            for label in drawing.labels:
                labels[label] = labels.get(label, 0) | 1 << place
    return (
        tuple(SharedIcon(mask, icon) for icon, mask in icons.items()),
        tuple(SharedLabel(mask, label) for label, mask in labels.items()),
    )
