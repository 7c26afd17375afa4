"""Small maps of the cells: minutes in the reference, and minutes gained in every alternative."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import shapely

from sim.geometry import cell_boundary
from sim.indicators.compare_gains import BANDS, band_of
from sim.indicators.weighted import weighted_quantile
from sim.maps.inputs import BaseLayers
from sim.maps.style import MINUTES, Words
from sim.reports.blocks import Picture
from sim.reports.charts.figure import TEXT_PT, WIDTH_MM, draw_svg
from sim.reports.charts.gains import BAND_BARS, BAND_SIDES, band_words
from sim.reports.charts.legend import LINE_MM, key_rows, paint_bars
from sim.reports.charts.palette import Bar
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import say
from sim.reports.measures import TIMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Box", "Panel", "bands_gained", "classes", "draw", "framed"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_COLUMNS = 3
_GAP_MM = 3.0
_HEAD_MM = 5.0
_EDGE_MM = 0.4
_DPI = 220
_WATER = "#d3e3ea"
_LAND = "#f7f7f5"
_BORDER = "#8c8c8c"
_NOT_REACHED: Final = "#a3a3a3"
_INSIDE: Final = 0.8
"""Share of the people that live within the frame's reach, in each direction."""

_LEAST_DEG: Final = 0.02


@dataclass(frozen=True, slots=True)
class Box:
    """Part of the ground that is drawn, in degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def height_per_width(self) -> float:
        """Height of the drawing in units of its width, true to scale in its middle."""
        narrow = math.cos(math.radians((self.south + self.north) / 2))
        return (self.north - self.south) / ((self.east - self.west) * narrow)


@dataclass(frozen=True)
class Panel:
    """One map: the class of every cell (-1 is left grey), and which cells carry a dot."""

    title: str
    zone_ids: tuple[str, ...]
    class_of: Ints
    colours: tuple[str, ...]
    dotted: npt.NDArray[np.bool_]


def framed(one: Alternative) -> Box:
    """Frame round the middle of the city, the median of its people's places.

    It reaches as far to each side as 80 % of the people live from the middle.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> box = framed(example_inputs().reference)
    >>> round(box.east - box.west, 3), round(box.north - box.south, 3)
    (0.04, 0.04)
    """
    cells = one.cells
    people = cells["population"].to_numpy("float64")
    sides = []
    for axis in ("lon", "lat"):
        places = cells[axis].to_numpy("float64")
        middle = weighted_quantile(places, people, 0.5)
        reach = weighted_quantile(np.abs(places - middle), people, _INSIDE)
        sides.append((middle, max(reach, _LEAST_DEG)))
    (lon, wide), (lat, tall) = sides
    return Box(lon - wide, lat - tall, lon + wide, lat + tall)


def bands_gained(reference: Alternative, one: Alternative, measure: str) -> Ints:
    """Place in `BANDS` of every cell of `one` against the reference.

    A cell that the reference does not have counts as not reached there.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> old, new = example_inputs().alternatives
    >>> [BANDS[place].title_en for place in bands_gained(old, new, "minutes_from_hub")]
    ['within 1 min', '5 to 15 min faster', '15 min faster or more']
    """
    before = reference.cells.set_index("zone_id")[measure].reindex(one.cells["zone_id"])
    return band_of(before.to_numpy("float64"), one.cells[measure].to_numpy("float64"))


def classes(values: Floats, limits: Sequence[float]) -> Ints:
    """Class of each value between ascending limits (a limit belongs above it); NaN gives -1.

    Examples
    --------
    >>> classes(np.array([-5.0, 0.0, 1.0, np.inf, np.nan]), (-1, 1)).tolist()
    [0, 1, 2, 2, -1]
    """
    found = np.searchsorted(np.asarray(limits, dtype=np.float64), values, side="right")
    return np.where(np.isnan(values), -1, found).astype(np.int64)


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw one picture per travel time: the reference, then the gains of each alternative.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [picture.name for picture in draw(example_inputs())]
    ['cells-minutes_from_hub', 'cells-minutes_from_airport']
    """
    compared = bool(inputs.comparison)
    box = framed(inputs.reference)
    keys = [_minute_keys(inputs), *([_gain_keys(inputs)] if compared else [])]
    pictures = []
    for measure, words in TIMES.items():
        panels = [_minutes_panel(inputs.reference, measure)]
        if compared:
            panels += [_gain_panel(inputs.reference, one, measure) for one in inputs.others]
        caption = Words(f"地图：{words.zh}", f"Maps: {words.en}")
        label = say(caption, inputs.lang)
        svg = _picture(f"cells-{measure}", panels, keys, box, inputs.base, label=label)
        pictures.append(
            Picture(f"cells-{measure}", caption, svg, _note(inputs, box, compared=compared))
        )
    return tuple(pictures)


def _minute_keys(inputs: ReportInputs) -> list[tuple[str, Bar]]:
    minutes = say(MINUTES.unit, inputs.lang)
    labels = list(MINUTES.labels())
    labels[-1] = f"{labels[-1]} {minutes}"
    colours = zip(labels, MINUTES.colours, strict=True)
    missing = (say(MINUTES.missing, inputs.lang), Bar(_NOT_REACHED))
    return [*((text, Bar(colour)) for text, colour in colours), missing]


def _gain_keys(inputs: ReportInputs) -> list[tuple[str, Bar]]:
    return [
        (say(band_words(band), inputs.lang), Bar(bar.colour))
        for band, bar in zip(BANDS[:-1], BAND_BARS[:-1], strict=True)
    ]


def _minutes_panel(one: Alternative, measure: str) -> Panel:
    cells = one.cells
    found = classes(cells[measure].to_numpy("float64"), MINUTES.breaks)
    none = np.zeros(len(cells), dtype=np.bool_)
    return Panel(one.name, tuple(cells["zone_id"].astype(str)), found, MINUTES.colours, none)


def _gain_panel(reference: Alternative, one: Alternative, measure: str) -> Panel:
    found = bands_gained(reference, one, measure)
    dotted = np.array(BAND_SIDES)[found] < 0
    neither = len(BANDS) - 1
    return Panel(
        title=f"{one.name} − {reference.name}",
        zone_ids=tuple(one.cells["zone_id"].astype(str)),
        class_of=np.where(found == neither, -1, found),
        colours=tuple(bar.colour for bar in BAND_BARS),
        dotted=dotted,
    )


def _note(inputs: ReportInputs, box: Box, *, compared: bool) -> Words:
    cells = inputs.reference.cells
    inside = cells["lon"].between(box.west, box.east) & cells["lat"].between(box.south, box.north)
    share = 100 * cells["population"][~inside].sum() / cells["population"].sum()
    zh = f"图框外的单元居住着全市{share:.0f}%的人口，完整范围见交互地图。"
    en = f"{share:.0f} % of the people live beyond the frame; the interactive map has them all."
    if compared:
        zh = (
            "左上：参考方案的时间；其余：与参考方案之差，各图同一色标；"
            f"黑点标出变慢的单元（黑白打印可辨）。{zh}"
        )
        en = (
            "Top left: minutes in the reference; others: minutes gained, one scale for all; dots "
            f"mark cells that get slower, also in grey print. {en}"
        )
    return Words(zh, en)


def _picture(
    name: str,
    panels: list[Panel],
    keys: list[list[tuple[str, Bar]]],
    box: Box,
    base: BaseLayers,
    *,
    label: str,
) -> str:
    columns = min(_COLUMNS, max(len(panels), 2)) if len(panels) > 1 else 1
    share = 1.0 if columns > 1 else 0.62
    wide_mm = (WIDTH_MM * share - 2 * _EDGE_MM - _GAP_MM * (columns - 1)) / columns
    tall_mm = wide_mm * box.height_per_width
    rows = math.ceil(len(panels) / columns)
    keys_mm = sum(LINE_MM * len(key_rows([text for text, _ in part])) for part in keys) + 2
    height_mm = keys_mm + rows * (tall_mm + _HEAD_MM) + _EDGE_MM
    ground = _ground(base, box)

    def paint(figure: Figure) -> None:
        top_mm = 0.0
        for part in keys:
            paint_bars(figure, part, height_mm=height_mm, top_mm=top_mm)
            top_mm += LINE_MM * len(key_rows([text for text, _ in part]))
        for number, panel in enumerate(panels):
            row, column = divmod(number, columns)
            left_mm = _EDGE_MM + column * (wide_mm + _GAP_MM)
            below_mm = keys_mm + (row + 1) * (tall_mm + _HEAD_MM)
            figure.text(
                left_mm / WIDTH_MM, 1 - (below_mm - tall_mm - 1.5) / height_mm, panel.title,
                weight="bold", size=TEXT_PT,
            )  # fmt: skip
            axes = figure.add_axes(
                (left_mm / WIDTH_MM, 1 - below_mm / height_mm, wide_mm / WIDTH_MM,
                 tall_mm / height_mm)
            )  # fmt: skip
            _paint_panel(axes, panel, box, ground)

    return draw_svg(name, paint, height_mm=height_mm, label=label, dpi=_DPI)


@dataclass(frozen=True)
class _Ground:
    """Outlines inside the frame, the same in every panel of a picture."""

    water: list[Floats]
    borders: list[Floats]


def _ground(base: BaseLayers, box: Box) -> _Ground:
    """Cut the water and the borders of the districts to the frame, as fine as print can show."""
    frame = shapely.box(box.west, box.south, box.east, box.north)
    water = shapely.intersection(base.water.geometry.to_numpy(), frame)
    outlines = shapely.boundary(base.districts.geometry.to_numpy())
    borders = shapely.intersection(shapely.simplify(outlines, (box.east - box.west) / 800), frame)
    return _Ground(
        water=[
            shapely.get_coordinates(part.exterior)
            for part in shapely.get_parts(water)
            if part.geom_type == "Polygon"
        ],
        borders=[
            shapely.get_coordinates(part)
            for part in shapely.get_parts(borders)
            if part.geom_type == "LineString"
        ],
    )


def _paint_panel(axes: Axes, panel: Panel, box: Box, ground: _Ground) -> None:
    from matplotlib.collections import LineCollection, PolyCollection  # noqa: PLC0415

    axes.set_facecolor(_LAND)
    flat = partial(PolyCollection, edgecolors="none", antialiased=False)
    rings = [_ring(zone_id) for zone_id in panel.zone_ids]
    shades = np.array([*panel.colours, _NOT_REACHED])[panel.class_of]
    for areas in (flat(ground.water, facecolors=_WATER), flat(rings, facecolors=shades.tolist())):
        areas.set_rasterized(True)
        axes.add_collection(areas)
    if panel.dotted.any():
        centres = np.array([ring.mean(axis=0) for ring in rings])[panel.dotted]
        axes.plot(
            centres[:, 0], centres[:, 1], ".", ms=1.0, color="#000000", mew=0, rasterized=True
        )
    axes.add_collection(LineCollection(ground.borders, colors=_BORDER, linewidths=0.35))
    axes.set(xlim=(box.west, box.east), ylim=(box.south, box.north), xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set(visible=True, linewidth=0.4)


@lru_cache(maxsize=20_000)
def _ring(zone_id: str) -> Floats:
    """Outline of a cell; every panel draws the same ones."""
    return np.asarray(cell_boundary(zone_id))
