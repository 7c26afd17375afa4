"""Extra minutes a person after a closure, by quarter hour, until the day is as without it."""

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
from sim.reports.language import say
from sim.reports.operations import hours_of, precision, shown, title_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Recovery", "draw", "recoveries"]

_CLOSURES: Final = 6
_CLOSED: Final = "#f1e0d3"


@dataclass(frozen=True, slots=True)
class Recovery:
    """One closure: when it begins and ends, and the extra minutes of those who set out then."""

    title: Words
    closed: tuple[float, float]
    recovered: str
    hours: npt.NDArray[np.float64]
    extra_min: npt.NDArray[np.float64]


def recoveries(disruptions: pd.DataFrame, recovery: pd.DataFrame) -> dict[str, Recovery]:
    """Closures that have a curve, by id in the order of ``operations_disruptions``.

    Examples
    --------
    >>> from sim.reports.operations_examples import day_tables
    >>> tables = day_tables()
    >>> one = recoveries(tables["operations_disruptions"], tables["operations_recovery"])["c1"]
    >>> one.closed, one.extra_min.max(), one.recovered
    ((8.25, 8.75), np.float64(9.0), '09:00')
    """
    if disruptions.empty or recovery.empty:
        return {}
    found = {}
    begins, ends = (hours_of(disruptions[key]) for key in ("from_time", "until_time"))
    for (_, row), begin, end in zip(disruptions.iterrows(), begins, ends, strict=True):
        own = recovery[recovery["closure_id"] == row["closure_id"]]
        if len(own):
            hours = _onwards(hours_of(own["quarter_start"]))
            extra_min = own["extra_min_per_person"].to_numpy("float64")
            found[str(row["closure_id"])] = Recovery(
                title_words(row), (float(begin), float(end)), str(row["recovered_time"]), hours,
                extra_min,
            )  # fmt: skip
    return found


def _onwards(hours: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Hours that go on past midnight where the clock begins again."""
    back = np.diff(hours, prepend=hours[:1]) < 0
    onwards: npt.NDArray[np.float64] = hours + 24.0 * np.cumsum(back)
    return onwards


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw a panel per closure, alternatives as lines; nothing where nothing was closed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.reports.operations_examples import example_day
    >>> with tempfile.TemporaryDirectory() as home:
    ...     [picture.name for picture in draw(example_day(Path(home)))]
    ['operations-recovery']
    """
    lines = dict(zip((one.name for one in inputs.alternatives),
                     strokes(len(inputs.alternatives)), strict=True))  # fmt: skip
    by_name = {
        one.name: found
        for one in shown(inputs)
        if (
            found := recoveries(
                one.table("operations_disruptions"), one.table("operations_recovery")
            )
        )
    }
    titles = {key: one.title for found in by_name.values() for key, one in found.items()}
    if not titles:
        return ()
    panels = [
        _panel(inputs, titles[key], _own(by_name, lines, key)) for key in list(titles)[:_CLOSURES]
    ]
    keys = [(name, lines[name]) for name in by_name]
    caption = Words("中断后的恢复：每人多花的分钟", "Recovery: extra minutes a person")
    svg = multiples_svg(
        "operations-recovery", panels, keys if len(keys) > 1 else [], lang=inputs.lang,
        label=say(caption, inputs.lang), columns=2, body_mm=26.0,
    )  # fmt: skip
    told = precision(inputs, "disruption")
    note = Words(
        "按出发时刻，比同一组随机数下没有中断的一天多花的分钟；底纹为中断期间。"
        f"恢复：开通后多花不超过1分钟，此后不再超过。绕行、接驳车与放弃出行的规则为假定。{told.zh}",
        "By time of setting out, against the same day with the same draws without the closure; "
        "shaded: closed. Recovered: at most one extra minute from then on. Rules of rerouting, "
        f"shuttles and giving up are assumed.{told.en}",
    )
    return (Picture("operations-recovery", caption, svg, note),)


def _own(
    by_name: Mapping[str, Mapping[str, Recovery]], lines: Mapping[str, Stroke], key: str
) -> list[tuple[Stroke, Recovery]]:
    return [(lines[name], found[key]) for name, found in by_name.items() if key in found]


def _panel(
    inputs: ReportInputs, title: Words, own: Sequence[tuple[Stroke, Recovery]]
) -> MultiPanel:
    times = " · ".join(dict.fromkeys(one.recovered or "—" for _, one in own))
    head = say(Words("恢复", "recovered"), inputs.lang)
    return MultiPanel(title, f"{head} {times}", _painter(own))


def _painter(own: Sequence[tuple[Stroke, Recovery]]) -> Callable[[Axes], None]:
    def paint(axes: Axes) -> None:
        for stroke, one in own:
            axes.axvspan(*one.closed, color=_CLOSED, lw=0)
            axes.step(
                one.hours, one.extra_min, where="post", color=stroke.colour, lw=stroke.width_pt,
                dashes=stroke.dash or (None, None),
            )  # fmt: skip
        axes.axhline(0, color="#888888", lw=0.6)
        begin, end = _span([one for _, one in own])
        paint_hours_axis(axes, begin, end)
        axes.locator_params(axis="y", nbins=5)

    return paint


def _span(own: Sequence[Recovery]) -> tuple[float, float]:
    """Hours from an hour before the closure until the extra minutes have gone, and one more."""
    ends = []
    for one in own:
        late = one.hours[np.abs(one.extra_min) > 0.5]
        ends.append(max([one.closed[1], *late.tolist()]) + 1.0)
    return min(one.closed[0] for one in own) - 1.0, max(ends)
