"""The sentence of the first page on the share of public transport."""

from __future__ import annotations

from typing import Final

from sim.maps.style import Words
from sim.reports.charts.share_interval import chance_text
from sim.reports.demand import Interval, intervals_of
from sim.reports.inputs import ReportInputs
from sim.reports.quantity import plain_text

__all__ = ["share_lines"]

_MOST: Final = 4
"""Alternatives that a sentence names; of more, those with the largest shares."""


def share_lines(inputs: ReportInputs) -> tuple[Words, ...]:
    """Say the share by the headline definition, its interval and its probability to be enough.

    Nothing where no run has demand.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> share_lines(example_inputs())
    ()
    """
    found = [(one.name, own[0]) for one in inputs.alternatives if (own := intervals_of(one))]
    if not found:
        return ()
    if len(found) > _MOST:
        found = sorted(found, key=lambda named: -named[1].value)[:_MOST]
    threshold = found[0][1].threshold
    zh = "；".join(f"{name} {_numbers(one, '达标概率')}" for name, one in found)
    en = "; ".join(f"{name} {_numbers(one, 'probability to reach it')}" for name, one in found)
    return (
        Words(
            f"公共交通占居民机动化出行的比例（目标{threshold:g}%）：{zh}。",
            f"Public transport in residents' motorised trips (target {threshold:g}%): {en}.",
        ),
    )


def _numbers(one: Interval, probability: str) -> str:
    ends = f"{plain_text(one.low)}–{plain_text(one.high)}"
    return f"{plain_text(one.value)}% ({ends}, {probability} {chance_text(one.probability)})"
