"""Queues over the day: people waiting at the busiest places of every station and terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.palette import Stroke, strokes
from sim.reports.charts.small_multiples import MultiPanel, multiples_svg, paint_hours_axis
from sim.reports.inputs import ReportInputs
from sim.reports.language import same, say
from sim.reports.operations import clock_text, facility_words, hours_of, precision, shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["DayQueue", "day_queues", "draw"]

_PLACES: Final = 6
"""Panels of one facility: places with most people waiting over the day, and the fullest hall."""

_FACILITIES: Final = 6


@dataclass(frozen=True, slots=True)
class DayQueue:
    """The queue of a place over the day: mean and most people of every five minutes.

    Without lanes or vehicles it is a hall where people wait until a gate opens.
    """

    title: Words
    hours: npt.NDArray[np.float64]
    mean: npt.NDArray[np.float64]
    most: npt.NDArray[np.float64]
    is_served: bool

    @property
    def waited(self) -> float:
        """Mean queue summed over the moments, to rank places by."""
        return float(self.mean.sum())

    @property
    def peak(self) -> tuple[float, float]:
        """Most people at once, and the hour of it."""
        at = int(np.argmax(self.most))
        return float(self.most[at]), float(self.hours[at])


def day_queues(queues: pd.DataFrame, facility_id: str) -> dict[str, DayQueue]:
    """Queues of a facility by place, most people waiting first; places without any are left out.

    Parameters
    ----------
    queues
        ``operations_queues`` of a run; an empty table gives nothing.
    facility_id
        The station or terminal.

    Examples
    --------
    >>> from sim.reports.operations_examples import day_tables
    >>> found = day_queues(day_tables()["operations_queues"], "east")
    >>> list(found), found["check"].peak
    (['check', 'gate'], (90.0, 8.083333333333334))
    """
    if queues.empty:
        return {}
    own = queues[queues["facility_id"] == facility_id]
    found = {
        str(place): DayQueue(
            Words(str(rows["title_zh"].iloc[0]), str(rows["title_en"].iloc[0])),
            hours_of(rows["start"]),
            rows["queue_mean"].to_numpy("float64"),
            rows["queue_max"].to_numpy("float64"),
            bool(rows["lanes"].notna().any()),
        )
        for place, rows in own.groupby("place_id", sort=False)
    }
    busy = {place: queue for place, queue in found.items() if queue.most.max() > 0}
    return dict(sorted(busy.items(), key=lambda item: (-item[1].waited, item[0])))


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw a picture per facility, the one with most people waiting first.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.reports.operations_examples import example_day
    >>> with tempfile.TemporaryDirectory() as home:
    ...     [picture.name for picture in draw(example_day(Path(home)))]
    ['operations-queues-east']
    """
    tables = {one.name: one.table("operations_queues") for one in shown(inputs)}
    facilities = dict.fromkeys(
        str(one)
        for table in tables.values()
        if not table.empty
        for one in table["facility_id"].unique()
    )
    waited = {
        facility: sum(
            queue.waited
            for table in tables.values()
            for queue in day_queues(table, facility).values()
        )
        for facility in facilities
    }
    order = sorted((one for one in waited if waited[one] > 0), key=lambda one: -waited[one])
    return tuple(_picture(inputs, tables, facility) for facility in order[:_FACILITIES])


def _picture(inputs: ReportInputs, tables: Mapping[str, pd.DataFrame], facility: str) -> Picture:
    lines = dict(zip((one.name for one in inputs.alternatives),
                     strokes(len(inputs.alternatives)), strict=True))  # fmt: skip
    by_name = {name: day_queues(table, facility) for name, table in tables.items()}
    total: dict[str, float] = {}
    titles: dict[str, Words] = {}
    for queues in by_name.values():
        for place, queue in queues.items():
            total[place] = total.get(place, 0.0) + queue.waited
            titles.setdefault(place, queue.title)
    served = {key for queues in by_name.values() for key, one in queues.items() if one.is_served}
    order = sorted(total, key=lambda place: (-total[place], place))
    halls = [place for place in order if place not in served][:1]
    places = [place for place in order if place in served][: _PLACES - len(halls)] + halls
    ends = [hour for queues in by_name.values() for q in queues.values() for hour in _awake(q)]
    panels = []
    for place in places:
        own = [(lines[name], queues[place]) for name, queues in by_name.items() if place in queues]
        panels.append(
            MultiPanel(titles[place], _peaks(inputs, own), _painter(own, (min(ends), max(ends))))
        )
    named = [(name, lines[name]) for name, queues in by_name.items() if queues]
    words = facility_words(inputs).get(facility, same(facility))
    caption = Words(f"{words.zh}：一天中的排队", f"{words.en}: queues over the day")
    name = f"operations-queues-{facility}"
    svg = multiples_svg(
        name, panels, named if len(named) > 1 else [], lang=inputs.lang,
        label=say(caption, inputs.lang),
    )  # fmt: skip
    more = len(total) - len(places)
    return Picture(name, caption, svg, _note(inputs, more))


def _awake(queue: DayQueue) -> tuple[float, float]:
    """First and last hour with anybody waiting."""
    busy = queue.hours[queue.most > 0]
    return float(busy.min()), float(busy.max()) + 1 / 12


def _peaks(inputs: ReportInputs, own: Sequence[tuple[Stroke, DayQueue]]) -> str:
    """Most people at once of each alternative, with the time."""
    texts = [
        f"{people:,.0f} @ {clock_text(hour)}" for people, hour in (queue.peak for _, queue in own)
    ]
    head = say(Words("最多", "most"), inputs.lang)
    return f"{head} {' · '.join(dict.fromkeys(texts))}"


def _painter(
    own: Sequence[tuple[Stroke, DayQueue]], span: tuple[float, float]
) -> Callable[[Axes], None]:
    def paint(axes: Axes) -> None:
        for stroke, queue in own:
            if len(own) == 1:
                axes.fill_between(queue.hours, queue.most, step="post", color="#cfdde4", lw=0)
            axes.step(
                queue.hours, queue.mean, where="post", color=stroke.colour,
                lw=0.6 * stroke.width_pt, dashes=stroke.dash or (None, None),
            )  # fmt: skip
        paint_hours_axis(axes, *span)
        axes.set_ylim(bottom=0)
        axes.locator_params(axis="y", nbins=4, integer=True)

    return paint


def _note(inputs: ReportInputs, more: int) -> Words:
    told = precision(inputs, "station", "airport")
    zh = f"（另有{more}处较短，见结果表 operations_queues）" if more > 0 else ""
    en = f" ({more} places with shorter queues are in operations_queues.)" if more > 0 else ""
    return Words(
        f"排队人数，每5分钟：线为平均，浅色为最多{zh}。服务时间、通道数多为估计。{told.zh}",
        f"People waiting, every 5 minutes: line, mean; pale, most at once (with one alternative)."
        f"{en} Service times and lanes are mostly estimates.{told.en}",
    )
