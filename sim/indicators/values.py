"""One indicator value with its unit, its evidence and how far the evidence is to be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from sim.network.model import Quality

__all__ = ["MODELLED", "IndicatorValue", "QualityMix", "not_computed", "quality_mix"]


@dataclass(frozen=True, slots=True)
class QualityMix:
    """Shares of the quality grades behind a value, best grade first; they add up to 1.

    Empty where a value has nothing behind it (a count of zero, a value not computed).

    Examples
    --------
    >>> mix = quality_mix([(Quality.OFFICIAL, 30.0), (Quality.ESTIMATE, 70.0)])
    >>> mix.majority, mix.worst
    (<Quality.ESTIMATE: 'estimate'>, <Quality.ESTIMATE: 'estimate'>)
    >>> mix.text()
    'official 30 %, estimate 70 %'
    """

    shares: tuple[tuple[Quality, float], ...] = ()

    @property
    def majority(self) -> Quality | None:
        """The grade with the largest share; on a tie the worse one."""
        return max(reversed(self.shares), key=lambda pair: pair[1])[0] if self.shares else None

    @property
    def worst(self) -> Quality | None:
        """The worst grade that occurs."""
        return self.shares[-1][0] if self.shares else None

    def text(self) -> str:
        """For people: ``official 30 %, estimate 70 %``, or one grade alone."""
        if len(self.shares) == 1:
            return str(self.shares[0][0])
        return ", ".join(f"{grade} {_percent(share)} %" for grade, share in self.shares)


MODELLED = QualityMix(((Quality.MODELLED, 1.0),))
"""What the package computed from a model: travel times, population per cell."""


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """The value of one definition of one target.

    ``value`` is ``None`` where the evidence is missing; ``caveats`` then begins with the reason.
    ``detail`` is a tidy table of the cases behind the value (lines, cities, destinations); it may
    have no rows and several definitions of a target may share it. ``low`` and ``high`` bound the
    value's interval in its unit, ``probability`` (0 to 1) is that of meeting the threshold; all
    three are ``None`` where the uncertainty of the value was not computed.
    """

    target_id: str
    definition_id: str
    value: float | None
    unit: str
    quality: QualityMix = QualityMix()
    detail: pd.DataFrame = field(default_factory=pd.DataFrame, compare=False, repr=False)
    caveats: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    probability: float | None = None


def quality_mix(weights: Iterable[tuple[Quality, float]]) -> QualityMix:
    """Add up weights (km, counts, people) by grade and turn them into shares.

    Grades without weight are left out. No weight at all gives an empty mix.

    Examples
    --------
    >>> quality_mix([(Quality.DERIVED, 1), (Quality.OFFICIAL, 2), (Quality.DERIVED, 1)]).shares
    ((<Quality.OFFICIAL: 'official'>, 0.5), (<Quality.DERIVED: 'derived'>, 0.5))
    """
    totals = dict.fromkeys(Quality, 0.0)
    for grade, weight in weights:
        totals[grade] += weight
    whole = sum(totals.values())
    if whole <= 0:
        return QualityMix()
    return QualityMix(tuple((grade, part / whole) for grade, part in totals.items() if part > 0))


def not_computed(target_id: str, definition_id: str, unit: str, reason: str) -> IndicatorValue:
    """Stand in for a value whose evidence is missing.

    Examples
    --------
    >>> not_computed("one_hour_circle", "door_to_door", "cities", "no travel times").caveats
    ('not computed: no travel times',)
    """
    return IndicatorValue(
        target_id, definition_id, None, unit, caveats=(f"not computed: {reason}",)
    )


def _percent(share: float) -> str:
    """Whole per cent, but never 0 or 100 for a share that is neither."""
    if 0 < share < 0.01:
        return "<1"
    if 0.99 < share < 1:
        return ">99"
    return f"{share * 100:.0f}"
