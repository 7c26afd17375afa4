"""What a layer hands to the page: plain records of shapes, dots, icons, labels and cells.

The records know nothing of folium or Leaflet. ``page_data`` turns them into JSON, the scripts in
``static`` draw them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from sim.maps.flows import Flows
from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.style import NO_WORDS, Scale, Words

__all__ = [
    "OUTSIDE",
    "CellRow",
    "CellValues",
    "Chip",
    "Dot",
    "Drawing",
    "IconMark",
    "Label",
    "LayerSpec",
    "LegendKey",
    "Pane",
    "PathStyle",
    "Popup",
    "PopupRow",
    "Shape",
    "Timeline",
    "Year",
    "as_json",
    "draw_nothing",
]

Json = str | int | float | bool | list["Json"] | dict[str, "Json"] | None


class Pane(StrEnum):
    """Where in the stack a layer lies, from the ground up (order and nature: ``state.js``)."""

    LAND = "land"
    CELLS = "cells"
    WATER = "water"
    GROUND = "ground"
    BUSES = "buses"
    PENDING = "pending"
    LINES = "lines"
    YEARS = "years"
    FLOWS = "flows"
    STATIONS = "stations"
    CIRCLES = "circles"
    LABELS = "labels"
    HUBS = "hubs"


@dataclass(frozen=True, slots=True)
class Chip:
    """A coloured name tag of a line inside a popup or legend."""

    zh: str
    en: str
    colour: str


@dataclass(frozen=True, slots=True)
class PopupRow:
    """One line of a popup: a bilingual key, a value, and text that follows it in any language."""

    zh: str
    en: str
    value: str | Words
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Popup:
    """Text of a popup. It reaches the page as text only, never as markup."""

    zh: str
    en: str
    chips: tuple[Chip, ...] = ()
    rows: tuple[PopupRow, ...] = ()
    note: str | Words = ""


@dataclass(frozen=True, slots=True)
class PathStyle:
    """A pen and a brush. ``casing`` draws the same path first, wider, in that colour."""

    colour: str = ""
    width_px: float = 0.0
    opacity: float = 1.0
    dash: str = ""
    fill: str = ""
    fill_opacity: float = 1.0
    casing: str = ""
    casing_px: float = 0.0


@dataclass(frozen=True, slots=True)
class Shape:
    """Lines or polygons in one style; polygons are lists of rings (encoded paths).

    ``since`` and ``until`` are years of the layer's timeline: the shape shows from the end of the
    one to before the end of the other (0: no limit).
    """

    style: PathStyle
    lines: tuple[str, ...] = ()
    polygons: tuple[tuple[str, ...], ...] = ()
    popup: Popup | None = None
    pane: Pane | None = None
    since: int = 0
    until: int = 0


@dataclass(frozen=True, slots=True)
class Dot:
    """A round marker (radius in pixels at city scale) with a popup; ``since`` as of a shape.

    One that is ``fixed`` keeps its size at every zoom. ``pane`` as of a shape: where it is not that
    of the layer.
    """

    at: tuple[float, float]
    radius_px: float
    style: PathStyle
    popup: Popup
    since: int = 0
    until: int = 0
    fixed: bool = False
    pane: Pane | None = None


@dataclass(frozen=True, slots=True)
class IconMark:
    """An inline SVG icon, ``size_px`` wide and high, anchored at its middle."""

    at: tuple[float, float]
    svg: str
    size_px: int
    popup: Popup


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the map. Lower ranks win where names would overlap.

    ``instead_of`` is the Chinese name of a label that does not show beside this one. With a
    ``gap_px``, the radius of its mark at city scale (``fixed`` as of a dot), it stands beside it.
    """

    at: tuple[float, float]
    zh: str
    en: str
    rank: int
    min_zoom: float
    kind: str = ""
    instead_of: str = ""
    gap_px: float = 0.0
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class CellRow:
    """A line of a zone's tooltip: numbers with a unit, or places in ``names``; ``None`` = no line.

    Zones past the end have no line either.
    """

    zh: str
    en: str
    values: tuple[float | None, ...]
    unit: Words = NO_WORDS
    names: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class CellValues:
    """Values of one measure, in the order of the page's shared zones; ``None`` = unreachable.

    Zones past the end, and those of the value ``OUTSIDE``, are no part of the layer: they are not
    drawn. ``rows`` are more lines of the tooltip. ``by_district``: there is one value, and one in
    every row, for each of the page's districts, which all its zones share.
    """

    values: tuple[float | None, ...]
    rows: tuple[CellRow, ...] = ()
    by_district: bool = False


OUTSIDE: Final = -1
"""Value of a zone that is no part of a layer."""


@dataclass(frozen=True, slots=True)
class LegendKey:
    """A line of the legend that explains a sign: ``swatch`` is inline SVG."""

    swatch: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Year:
    """What is in service at the end of a year (in the last one: on the scenario's terms)."""

    year: int
    km: float
    stations: int
    lines: int
    note: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Timeline:
    """The years a layer's slider runs through, and what the kilometres count."""

    years: tuple[Year, ...]
    counted: Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything one layer draws."""

    shapes: tuple[Shape, ...] = ()
    dots: tuple[Dot, ...] = ()
    icons: tuple[IconMark, ...] = ()
    labels: tuple[Label, ...] = ()
    cells: CellValues | None = None
    keys: tuple[LegendKey, ...] = ()
    chips: tuple[Chip, ...] = ()
    timeline: Timeline | None = None
    flows: Flows | None = None

    def is_empty(self) -> bool:
        """Whether nothing would appear on the map."""
        marks = (self.shapes, self.dots, self.icons, self.labels, self.cells, self.flows)
        return not any(marks)


def draw_nothing(_inputs: MapInputs, _frame: Frame) -> Drawing:
    """Draw nothing: for a layer whose family draws in its place.

    Examples
    --------
    >>> draw_nothing.__annotations__["return"]
    'Drawing'
    """
    return Drawing()


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """One entry of the catalogue: what the layer is called and how it is made from the inputs.

    Of the choropleths exactly one shows at a time; overlays are switched one by one; flows of one
    pane give way to each other. A layer whose drawing is empty is left out of the page. ``{hub}``
    in a name stands for that of the hub the minutes start from. ``group`` is the heading in the
    layer control; while a layer shows, those in ``instead_of`` are switched off. ``source`` stands
    in the legend, and ``measured`` in place of how the page's minutes were measured. An entry with
    a ``family`` stands for as many layers as the inputs give. A choropleth whose ``view`` is the
    province shows it whole when it is chosen. An overlay that ``clears`` the ground puts the
    choropleth away while it shows, and others of its pane that do, as flows do.
    """

    layer_id: str
    zh: str
    en: str
    kind: Literal["choropleth", "overlay", "flow"]
    pane: Pane
    draw: Callable[[MapInputs, Frame], Drawing]
    shown: bool = True
    shown_over_tiles: bool = True
    scale: Scale | None = None
    group: Words = NO_WORDS
    source: Words = NO_WORDS
    measured: Words | None = None
    instead_of: tuple[str, ...] = ()
    view: Literal["", "province"] = ""
    clears: bool = False
    family: Callable[[MapInputs], tuple[LayerSpec, ...]] | None = None


def as_json(record: object) -> Json:
    """Turn a record into JSON values; fields at their defaults are left out to save bytes.

    Examples
    --------
    >>> as_json(PopupRow("日期", "Date", "2020-12-30"))
    {'zh': '日期', 'en': 'Date', 'value': '2020-12-30'}
    >>> as_json(PathStyle(colour="#fff", width_px=1.0))
    {'colour': '#fff', 'width_px': 1.0}
    """
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        return {
            field.name: as_json(getattr(record, field.name))
            for field in dataclasses.fields(record)
            if getattr(record, field.name) != field.default
        }
    if isinstance(record, StrEnum):
        return str(record.value)
    if isinstance(record, (list, tuple)):
        return [as_json(item) for item in record]
    if record is None or isinstance(record, (str, int, float, bool)):
        return record
    raise TypeError(f"{type(record).__name__} has no place on the page")
