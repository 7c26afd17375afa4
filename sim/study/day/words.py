"""What the measures of a simulated day are called, and their units: Chinese and English."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["MeasureWords", "measure_words", "possible_values"]

_UNITS = (("_min", "min"), ("_s", "s"), ("_pct", "%"), ("_m2", "m2"), ("_per_h", "1/h"))
_UNIT_OF: Mapping[str, str] = {
    **dict.fromkeys(("people", "passengers", "riders", "failed_boardings", "queue_max"), "people"),
    **dict.fromkeys(("people_affected", "gave_up"), "people"),
    "person_minutes_lost": "person-min",
}
_NOT_BELOW_ZERO = frozenset(("people", "people/h", "people/m2", "trains", "s", "min"))
_SIGNED = frozenset(("excess_wait_s",))


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """Titles and unit of a measure."""

    title_zh: str
    title_en: str
    unit: str


_WORDS: Mapping[str, tuple[str, str]] = {
    "people": ("人数", "People"),
    "passengers": ("旅客", "Passengers"),
    "riders": ("乘客", "Riders"),
    "flights": ("航班", "Flights"),
    "missed_pct": ("未赶上车次或航班", "Missed their train or flight"),
    "no_vehicle_pct": ("未能乘上车辆", "Found no vehicle with room"),
    "transfer_p50_min": ("时间中位数", "Median time"),
    "transfer_p90_min": ("时间第90百分位", "90th percentile of the time"),
    "transfer_p95_min": ("时间第95百分位", "95th percentile of the time"),
    "transfer_mean_min": ("平均时间", "Mean time"),
    "within_3_min_pct": ("3分钟内", "Within 3 minutes"),
    "within_5_min_pct": ("5分钟内", "Within 5 minutes"),
    "within_8_min_pct": ("8分钟内", "Within 8 minutes"),
    "wait_mean_s": ("平均等候", "Mean wait"),
    "wait_p95_s": ("等候第95百分位", "95th percentile of the waits"),
    "wait_mean_min": ("平均等候", "Mean wait"),
    "wait_p95_min": ("等候第95百分位", "95th percentile of the waits"),
    "mean_wait_s": ("平均候车", "Mean wait"),
    "excess_wait_s": ("超出均匀间隔的候车", "Wait beyond that of even headways"),
    "failed_boardings": ("因满员未能上车人次", "Times a full train left someone behind"),
    "queue_max": ("最长排队", "Longest queue"),
    "load_factor_max": ("最高满载率", "Highest load factor"),
    "people_affected": ("受影响者", "People affected"),
    "person_minutes_lost": ("损失人分钟", "Person-minutes lost"),
    "gave_up": ("放弃出行者", "People who give up"),
    "journey_p95_min": ("全程第95百分位", "95th percentile of the journey"),
    "journey_mean_min": ("平均全程", "Mean journey"),
}


def measure_words(measure: str, names: Mapping[str, tuple[str, str]]) -> MeasureWords:
    """Titles and unit of a measure such as ``wait_mean_s/gates``.

    Parameters
    ----------
    names
        (Chinese, English) of what may stand after the slash: places, kinds; ``a-b`` is from one to
        the other. What is not in it is told by its id.

    The unit is that of the name's end, or of the words known here. A measure without words
    is told by its name: nothing is left out.

    Examples
    --------
    >>> names = {"gates": ("闸机", "Gates"), "rail": ("列车", "Train"), "bus": ("公交", "Bus")}
    >>> measure_words("wait_mean_s/gates", names)
    MeasureWords(title_zh='平均等候：闸机', title_en='Mean wait: gates', unit='s')
    >>> measure_words("transfer_p95_min/rail-bus", names).title_en
    '95th percentile of the time: train to bus'
    >>> measure_words("colour", {}).title_en
    'colour'
    """
    name, _, of = measure.partition("/")
    zh, en = _WORDS.get(name, (name, name.replace("_", " ")))
    unit = next((unit for end, unit in _UNITS if name.endswith(end)), "")
    if not unit:
        unit = _UNIT_OF.get(name, "")
    if not of:
        return MeasureWords(zh, en, unit)
    whose_zh, whose_en = _whose(of, names)
    return MeasureWords(f"{zh}：{whose_zh}", f"{en}: {whose_en}", unit)


def _whose(of: str, names: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    if of in names:
        return names[of][0], _small(names[of][1])
    start, dash, end = of.partition("-")
    if not dash:
        return of, of
    (start_zh, start_en), (end_zh, end_en) = (names.get(one, (one, one)) for one in (start, end))
    return f"{start_zh}→{end_zh}", f"{_small(start_en)} to {_small(end_en)}"


def _small(text: str) -> str:
    """The text with a small first letter, unless it has capitals elsewhere: a name."""
    return text[:1].lower() + text[1:] if text[1:].islower() else text


def possible_values(measure: str, unit: str) -> tuple[float, float]:
    """Least and most that a measure of a unit can be: what the ends of its interval are cut to.

    Shares (%) are those of people, trains or headways: 0 to 100. Numbers of people and times are
    not below zero, but for differences such as the excess wait. Other units have no bounds.

    Examples
    --------
    >>> possible_values("missed_pct", "%"), possible_values("excess_wait_s", "s")
    ((0.0, 100.0), (-inf, inf))
    """
    if unit == "%":
        return 0.0, 100.0
    bounded = unit in _NOT_BELOW_ZERO and measure.partition("/")[0] not in _SIGNED
    return (0.0 if bounded else -math.inf), math.inf
