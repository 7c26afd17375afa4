"""Colours, breaks and words of the maps. They are fixed, so that alternatives can be compared.

Scales are perceptually ordered (lightness changes in one direction) and readable with the usual
colour-vision deficiencies; the tests measure both.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Final

from sim.indicators.board import Overall
from sim.indicators.target_model import Comparator
from sim.network.model import Quality

__all__ = [
    "COMPARATOR_SIGNS",
    "JOBS",
    "MINUTES",
    "NO_WORDS",
    "PEOPLE",
    "QUALITY_WORDS",
    "VERDICT_WORDS",
    "Scale",
    "Words",
]


@dataclass(frozen=True, slots=True)
class Words:
    """The same thing said in Chinese and in English."""

    zh: str
    en: str

    @property
    def both(self) -> str:
        """``中文 English``."""
        return f"{self.zh} {self.en}"


NO_WORDS: Final = Words("", "")
"""Nothing to say."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A classed colour scale: ``len(colours) == len(breaks) + 1``.

    Class ``i`` holds the values from ``breaks[i - 1]`` (included) to ``breaks[i]`` (excluded).
    With ``names`` the classes are kinds of things in no order: value ``i`` is called ``names[i]``.
    """

    title: Words
    unit: Words
    breaks: tuple[float, ...]
    colours: tuple[str, ...]
    missing: Words
    missing_colour: str = "#dcdcdc"
    note: Words = NO_WORDS
    names: tuple[Words, ...] = ()

    def class_of(self, value: float) -> int:
        """Index of the class a value falls into.

        Examples
        --------
        >>> MINUTES.class_of(14.9), MINUTES.class_of(15.0), MINUTES.class_of(500.0)
        (0, 1, 7)
        """
        return sum(value >= limit for limit in self.breaks)

    def ticks(self) -> tuple[str, ...]:
        """Put the breaks in words, to stand between the classes; kinds have none.

        Examples
        --------
        >>> PEOPLE.ticks()
        ('100k', '250k', '500k', '1M', '2M', '4M')
        """
        if self.names:
            return ()
        return tuple(_compact(limit) for limit in self.breaks)

    def ticks_zh(self) -> tuple[str, ...]:
        """Put the breaks in Chinese words: tens of thousands (万).

        Examples
        --------
        >>> PEOPLE.ticks_zh()
        ('10万', '25万', '50万', '100万', '200万', '400万')
        """
        if self.names:
            return ()
        return tuple(_compact_zh(limit) for limit in self.breaks)

    def labels(self) -> tuple[str, ...]:
        """Put the classes in words, first to last.

        Examples
        --------
        >>> MINUTES.labels()
        ('< 15', '15–30', '30–45', '45–60', '60–90', '90–120', '120–180', '≥ 180')
        """
        if self.names:
            return tuple(name.en for name in self.names)
        texts = self.ticks()
        inner = [f"{low}–{high}" for low, high in itertools.pairwise(texts)]
        return (f"< {texts[0]}", *inner, f"≥ {texts[-1]}")


def _compact(value: float) -> str:
    """``250000`` → ``250k``, ``1500000`` → ``1.5M``; minutes stay as they are."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


def _compact_zh(value: float) -> str:
    """``250000`` → ``25万``; what is below ten thousand stays as it is."""
    return f"{value / 10_000:g}万" if value >= 10_000 else f"{value:g}"


# Near is dark, far is pale: ink stands for access on every map.
MINUTES: Final = Scale(
    title=Words("出行时间", "Travel time"),
    unit=Words("分钟", "min"),
    breaks=(15, 30, 45, 60, 90, 120, 180),
    colours=(
        *("#0b3c49", "#12586a", "#23767f", "#3f958f"),
        *("#6cb498", "#9fd0a3", "#d0e5b0", "#f8f4cf"),
    ),
    missing=Words("搜索时限内未到达", "not reached in the time searched"),
)

PEOPLE: Final = Scale(
    title=Words("60分钟可达人口", "People within 60 minutes"),
    unit=Words("人", "people"),
    breaks=(100_000, 250_000, 500_000, 1_000_000, 2_000_000, 4_000_000),
    colours=("#fdf1dc", "#fad9ae", "#f4b985", "#e6936c", "#cc6c62", "#a54a61", "#74305c"),
    missing=Words("无数据", "no value"),
)

JOBS: Final = Scale(
    title=Words("60分钟可达岗位", "Jobs within 60 minutes"),
    unit=Words("个岗位", "jobs"),
    breaks=(50_000, 100_000, 250_000, 500_000, 1_000_000, 2_000_000),
    colours=PEOPLE.colours,
    missing=Words("无数据", "no value"),
)

QUALITY_WORDS: Final[dict[Quality, Words]] = {
    Quality.OFFICIAL: Words("官方", "official"),
    Quality.PUBLISHED: Words("公开发表", "published"),
    Quality.DERIVED: Words("推算", "derived"),
    Quality.ESTIMATE: Words("估计", "estimate"),
    Quality.UNVERIFIED: Words("未核实", "unverified"),
    Quality.SCENARIO: Words("情景设定", "set by the scenario"),
    Quality.MODELLED: Words("模型计算", "modelled"),
}

VERDICT_WORDS: Final[dict[Overall, Words]] = {
    "met": Words("达到", "met"),
    "missed": Words("未达到", "missed"),
    "depends": Words("取决于口径", "depends on definition"),
    "not_modelled": Words("尚未建模", "not modelled yet"),
    "not_computed": Words("未计算", "not computed"),
}

COMPARATOR_SIGNS: Final[dict[Comparator, str]] = {">=": "≥", "<=": "≤", "==": "=", "about": "≈"}
