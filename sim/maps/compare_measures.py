"""What a comparison page can show of the zones, and the fixed colours of values and differences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sim.maps.style import MINUTES, PEOPLE, Scale, Words

__all__ = ["CHANGE_IN_MINUTES", "CHANGE_IN_NUMBER", "Change", "ComparedMeasure", "measures_in"]


@dataclass(frozen=True, slots=True)
class Change:
    """Classes of the difference of two alternatives, from the largest loss to the largest gain.

    ``breaks`` are the limits on either side of zero, so there are ``2 * len(breaks) + 1`` colours;
    places that have a value in the right, the left or neither alternative only have colours of
    their own. A difference of exactly a limit belongs to the class that is farther from zero. Gains
    are positive: minutes saved, people and jobs added.
    """

    title: Words
    unit: Words
    breaks: tuple[float, ...]
    colours: tuple[str, ...]
    newly: Words
    lost: Words
    neither: Words
    newly_colour: str = "#8a2be2"
    lost_colour: str = "#c2003f"
    neither_colour: str = "#a8a8a8"

    def class_of(self, gain: float) -> int:
        """Place among `colours` of a difference that both alternatives have a value for.

        Examples
        --------
        >>> [CHANGE_IN_MINUTES.class_of(gain) for gain in (-40.0, -1.0, -0.9, 0.0, 0.9, 1.0, 40.0)]
        [0, 3, 4, 4, 4, 5, 8]
        """
        steps = sum(abs(gain) >= limit for limit in self.breaks)
        return len(self.breaks) + (steps if gain > 0 else -steps)


@dataclass(frozen=True, slots=True)
class ComparedMeasure:
    """One column of the zones table: its names, its scales and the step it travels in.

    ``lower_is_better`` decides the sign of a gain: left less right, or right less left.
    """

    column: str
    name: Words
    scale: Scale
    change: Change
    step: float
    lower_is_better: bool


# Brown to green-blue, white in the middle: told apart with each of the usual colour-vision
# deficiencies (the tests measure it), which a purely green end is not.
_LOSS_TO_GAIN: Final = (
    *("#6b3a06", "#a5681c", "#d0a65a", "#f0dfb4"),
    "#ffffff",
    *("#b8e6d3", "#74bccb", "#2b8aa3", "#0a4f6b"),
)

CHANGE_IN_MINUTES: Final = Change(
    title=Words("节省或增加的时间", "Minutes gained or lost"),
    unit=Words("分钟", "min"),
    breaks=(1, 5, 15, 30),
    colours=_LOSS_TO_GAIN,
    newly=Words("新增可达", "newly reached"),
    lost=Words("不再可达", "no longer reached"),
    neither=Words("均未到达", "reached in neither"),
)

CHANGE_IN_NUMBER: Final = Change(
    title=Words("可达数量的增减", "More or fewer within reach"),
    unit=Words("", ""),
    breaks=(10_000, 100_000, 500_000, 1_000_000),
    colours=_LOSS_TO_GAIN,
    newly=Words("仅右侧有数值", "value on the right only"),
    lost=Words("仅左侧有数值", "value on the left only"),
    neither=Words("均无数值", "no value in either"),
)

_WITHIN: Final = re.compile(r"(?P<what>[a-z]+)_(?P<cutoff>\d+)min")
_COUNTED: Final = {
    "population": Words("人口", "People"),
    "jobs": Words("就业岗位", "Jobs"),
}
_UNITS: Final = {"population": Words("人", "people"), "jobs": Words("个岗位", "jobs")}
_FIRST_CUTOFF: Final = 60


def measures_in(columns: Sequence[str], hub: Words) -> tuple[ComparedMeasure, ...]:
    """Every measure a table of zones has a column for, in the order they are offered.

    Known are ``minutes_from_hub``, ``minutes_from_airport`` and sums within a time such as
    ``population_60min`` or ``jobs_45min``; sums within 60 minutes come before the others. Other
    columns are left out.

    Examples
    --------
    >>> found = measures_in(["zone_id", "jobs_60min", "minutes_from_hub"], Words("站", "Station"))
    >>> [(measure.column, measure.name.en) for measure in found]
    [('minutes_from_hub', 'Time from Station'), ('jobs_60min', 'Jobs within 60 min')]
    """
    present = set(columns)
    times = {
        "minutes_from_hub": Words(f"距{hub.zh}时间", f"Time from {hub.en}"),
        "minutes_from_airport": Words("距萧山机场时间", "Time from the airport"),
    }
    found = [_minutes(column, name) for column, name in times.items() if column in present]
    sums = [match for column in columns if (match := _WITHIN.fullmatch(column)) is not None]
    counted = [match for match in sums if match["what"] in _COUNTED]
    order = tuple(_COUNTED)
    counted.sort(
        key=lambda match: (
            int(match["cutoff"]) != _FIRST_CUTOFF,
            order.index(match["what"]),
            int(match["cutoff"]),
        )
    )
    return (*found, *(_number(match["what"], int(match["cutoff"])) for match in counted))


def _minutes(column: str, name: Words) -> ComparedMeasure:
    return ComparedMeasure(column, name, MINUTES, CHANGE_IN_MINUTES, 0.1, lower_is_better=True)


def _number(what: str, cutoff_min: int) -> ComparedMeasure:
    name, unit = _COUNTED[what], _UNITS[what]
    words = Words(f"{cutoff_min}分钟可达{name.zh}", f"{name.en} within {cutoff_min} min")
    scale = Scale(words, unit, PEOPLE.breaks, PEOPLE.colours, PEOPLE.missing)
    change = Change(
        title=CHANGE_IN_NUMBER.title,
        unit=unit,
        breaks=CHANGE_IN_NUMBER.breaks,
        colours=CHANGE_IN_NUMBER.colours,
        newly=CHANGE_IN_NUMBER.newly,
        lost=CHANGE_IN_NUMBER.lost,
        neither=CHANGE_IN_NUMBER.neither,
    )
    return ComparedMeasure(
        f"{what}_{cutoff_min}min", words, scale, change, 1.0, lower_is_better=False
    )
