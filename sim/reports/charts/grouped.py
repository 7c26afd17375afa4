"""Rows in groups with panels beside each other: places, and in each the alternatives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.maps.style import Words
from sim.reports.charts.figure import TEXT_PT, WIDTH_MM, draw_svg, em_width_mm
from sim.reports.charts.legend import LINE_MM, key_rows, paint_bars
from sim.reports.charts.palette import Bar
from sim.reports.charts.wrap import wrapped
from sim.reports.language import Lang, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["BAR_MM", "Group", "Panel", "grouped_svg", "number_beside"]

_ROW_MM: Final = 3.7
BAR_MM: Final = 3.0
"""Height of a bar in a panel, whose y axis is in mm from the top."""

_ALONE_MM: Final = 5.0
"""Height of a group of one row: there its name needs the room."""

_TWO_LINES_MM: Final = 7.0
"""Height of a group of one row whose name is too long for one line."""

_GAP_MM: Final = 1.7
_HEAD_MM: Final = 6.0
_LINE_MM: Final = 3.4
_FOOT_MM: Final = 8.5
_BETWEEN_MM: Final = 6.0
_RIGHT_MM: Final = 4.0
_MOST_TITLE_MM: Final = 34.0
_MOST_NAME_MM: Final = 26.0
_SMALL_PT: Final = TEXT_PT - 1.2
_TITLE_PT: Final = TEXT_PT + 1.0
"""Size of a panel's title, with room for its bold letters."""


@dataclass(frozen=True, slots=True)
class Group:
    """A place and the names of its rows; a single row needs no name."""

    title: Words
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """Part of the width: ``paint(axes, ys)`` gets the middle of every row in mm from the top."""

    title: Words
    width: float
    paint: Callable[[Axes, Sequence[float]], None]


def grouped_svg(
    name: str,
    groups: Sequence[Group],
    panels: Sequence[Panel],
    keys: Sequence[tuple[Words, Bar]],
    *,
    lang: Lang,
    label: str,
    most_title_mm: float = _MOST_TITLE_MM,
) -> str:
    """Draw panels over the same rows, with names at the left and keys above.

    Rows are those of all groups one after the other. Nothing is drawn but what the panels paint.
    Names of groups have at most `most_title_mm`.

    Examples
    --------
    >>> def paint(axes, ys):
    ...     axes.barh(ys, [1.0, 2.0], BAR_MM)
    >>> groups = [Group(Words("甲", "A"), ("now", "plan"))]
    >>> panel = Panel(Words("分", "min"), 1.0, paint)
    >>> text = grouped_svg("g", groups, [panel], [], lang="en", label="x")
    >>> ">now<" in text, ">A<" in text
    (True, True)
    """
    named = any(len(group.rows) > 1 for group in groups)
    words = [(say(title, lang), bar) for title, bar in keys]
    keys_mm = LINE_MM * len(key_rows([title for title, _ in words])) + 1.0 if words else 0.0
    lines = [_lines(group, lang, most_title_mm) for group in groups]
    ys, edges = _positions(groups, lines)
    body_mm = edges[-1]
    title_mm = min(3.0 + max(em_width_mm(one) for own in lines for one in own), most_title_mm)
    name_mm = 0.0
    if named:
        widths = [
            em_width_mm(line, _SMALL_PT)
            for group in groups
            for row in group.rows
            for line in wrapped(row, _MOST_NAME_MM, _SMALL_PT)
        ]
        name_mm = min(2.5 + max(widths), _MOST_NAME_MM)
    wide_mm = _widths_mm(panels, title_mm + name_mm)
    titles = [
        _broken(panel.title, lang, room_mm) for panel, room_mm in zip(panels, wide_mm, strict=True)
    ]
    head_mm = _HEAD_MM + _LINE_MM * max(title.count("\n") for title in titles)
    height_mm = keys_mm + head_mm + body_mm + _FOOT_MM

    def paint(figure: Figure) -> None:
        if words:
            paint_bars(figure, words, height_mm=height_mm)
        top_mm = keys_mm + head_mm
        _paint_names(
            figure, groups, lines, (ys, edges), widths_mm=(title_mm, name_mm),
            height_mm=height_mm, top_mm=top_mm,
        )  # fmt: skip
        left_mm = title_mm + name_mm
        for panel, title, room_mm in zip(panels, titles, wide_mm, strict=True):
            axes = figure.add_axes(
                (
                    left_mm / WIDTH_MM,
                    _FOOT_MM / height_mm,
                    room_mm / WIDTH_MM,
                    body_mm / height_mm,
                )
            )
            axes.set_ylim(body_mm, 0)
            axes.set_yticks([])
            axes.spines["left"].set_visible(False)
            axes.grid(axis="x")
            axes.set_title(title, pad=3)
            panel.paint(axes, ys)
            left_mm += room_mm + _BETWEEN_MM

    return draw_svg(name, paint, height_mm=height_mm, label=label)


def _positions(
    groups: Sequence[Group], lines: Sequence[Sequence[str]]
) -> tuple[list[float], list[float]]:
    """Middles of all rows, and the edges between the groups, in mm from the top."""
    ys, edges, top = [], [0.0], 0.0
    for group, own in zip(groups, lines, strict=True):
        alone_mm = _ALONE_MM if len(own) == 1 else _TWO_LINES_MM
        step = _ROW_MM if len(group.rows) > 1 else alone_mm
        top += _GAP_MM / 2
        ys += [top + step * (place + 0.5) for place in range(len(group.rows))]
        top += step * len(group.rows) + _GAP_MM / 2
        edges.append(top)
    return ys, edges


def _widths_mm(panels: Sequence[Panel], left_mm: float) -> list[float]:
    """Widths of the panels beside the names."""
    room_mm = WIDTH_MM - left_mm - _RIGHT_MM - _BETWEEN_MM * (len(panels) - 1)
    whole = sum(panel.width for panel in panels)
    return [room_mm * panel.width / whole for panel in panels]


def _broken(title: Words, lang: Lang, room_mm: float) -> str:
    """A title on one line where it fits, else with the second language beneath."""
    text = say(title, lang)
    if lang != "both" or em_width_mm(text, _TITLE_PT) <= room_mm:
        return text
    return f"{title.zh}\n{title.en}"


def _lines(group: Group, lang: Lang, room_mm: float) -> tuple[str, ...]:
    """Name of a group: languages on two lines where it has two rows, or one line is too short."""
    zh, en = group.title.zh, group.title.en
    text = say(group.title, lang)
    fits = len(group.rows) < 2 and em_width_mm(text) <= room_mm
    return (text,) if lang != "both" or zh == en or fits else (zh, en)


def _paint_names(
    figure: Figure,
    groups: Sequence[Group],
    lines_of: Sequence[Sequence[str]],
    positions: tuple[list[float], list[float]],
    *,
    widths_mm: tuple[float, float],
    height_mm: float,
    top_mm: float,
) -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415 - drawn by the caller's figure

    ys, edges = positions
    title_mm, name_mm = widths_mm
    rows = iter(ys)

    def up(y_mm: float) -> float:
        return 1 - (top_mm + y_mm) / height_mm

    for place, group in enumerate(groups):
        middle = (edges[place] + edges[place + 1]) / 2
        lines = lines_of[place]
        for number, line in enumerate(lines):
            shift = 3.1 * (number - (len(lines) - 1) / 2)
            figure.text(
                0.0, up(middle + shift), line, va="center_baseline",
                size=TEXT_PT if number == 0 else TEXT_PT - 0.5,
                weight="bold" if number == 0 else "normal",
            )  # fmt: skip
        for row in group.rows:
            y = next(rows)
            if len(group.rows) > 1:
                figure.text(
                    (title_mm + name_mm - 1.5) / WIDTH_MM, up(y), row, va="center_baseline",
                    ha="right", size=_SMALL_PT, color="#555555",
                )  # fmt: skip
        if place:
            y = up(edges[place])
            figure.add_artist(Line2D([0, 1], [y, y], color="#dddddd", lw=0.5))


def number_beside(
    axes: Axes, x: float, y: float, text: str, *, inside: bool = False, colour: str = "#222222"
) -> None:
    """Write a number a little right of the end of a bar, or inside it; a space would be lost.

    Examples
    --------
    >>> def paint(axes, ys):
    ...     number_beside(axes, 1.0, ys[0], "17")
    >>> group = Group(Words("甲", "A"), ("now",))
    >>> panel = Panel(Words("分", "min"), 1.0, paint)
    >>> text = grouped_svg("n", [group], [panel], [], lang="en", label="x")
    >>> ">17<" in text
    True
    """
    axes.annotate(
        text, (x, y), xytext=(-2.2 if inside else 2.2, 0), textcoords="offset points",
        ha="right" if inside else "left", va="center_baseline", size=TEXT_PT - 0.5, color=colour,
        annotation_clip=False,
    )  # fmt: skip
