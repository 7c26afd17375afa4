"""The catalogue of equity measures: names, units, formulas, and how each is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.equity.concentration import concentration_of_draws, erreygers_of_draws
from sim.equity.distribution import Distribution, Floats, divided
from sim.equity.fgt import fgt_of_draws
from sim.equity.gini import gini_of_draws
from sim.equity.palma import access_palma_of_draws, palma_of_draws
from sim.equity.theil import theil_between_of_draws, theil_of_draws, theil_within_of_draws

__all__ = ["EQUITY_MEASURES", "EquityMeasure", "MeasureOptions", "Need", "equity_measure"]

Need = Literal["ranks", "groups", "line", "upper"]
"""What a measure needs beside values and people."""


@dataclass(frozen=True, slots=True)
class MeasureOptions:
    """What a measure may need to know about the values.

    ``line`` is the poverty line and ``upper`` the greatest possible value, both in the unit of the
    values; ``better`` says whether more or less of the value is better.
    """

    better: Literal["higher", "lower"] = "higher"
    line: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class EquityMeasure:
    """One equity measure.

    ``unit`` is ``None`` where the measure has the unit of the values. ``better`` says which results
    are fairer. ``unreached`` says what people without a value are in a report: left out and counted
    (``drop``), or ``poor``.
    """

    id: str
    title_zh: str
    title_en: str
    unit: str | None
    better: Literal["lower", "nearest 0", "nearest 1", "as the values"]
    formula: str
    reference: str
    compute: Callable[[Distribution, Floats, MeasureOptions], Floats]
    needs: frozenset[Need] = frozenset()
    unreached: Literal["drop", "poor"] = "drop"

    @property
    def needs_ranks(self) -> bool:
        """Whether people must be ranked by another variable, such as income per head."""
        return "ranks" in self.needs


def equity_measure(measure_id: str) -> EquityMeasure:
    """Find a measure of the catalogue by its id; an unknown one is a `KeyError` with all ids.

    Examples
    --------
    >>> equity_measure("gini").title_en
    'Gini coefficient'
    """
    for measure in EQUITY_MEASURES:
        if measure.id == measure_id:
            return measure
    known = ", ".join(measure.id for measure in EQUITY_MEASURES)
    raise KeyError(f"equity measure {measure_id!r} is not known: use one of {known}")


def _mean(found: Distribution, weights: Floats, _: MeasureOptions) -> Floats:
    return divided(np.einsum("ij,j->i", weights, found.amounts), weights.sum(axis=1))


def _erreygers(found: Distribution, weights: Floats, options: MeasureOptions) -> Floats:
    if options.upper is None:
        raise ValueError("Erreygers' index needs the greatest possible value")
    return erreygers_of_draws(found, weights, upper=options.upper)


def _poverty(alpha: int) -> Callable[[Distribution, Floats, MeasureOptions], Floats]:
    def compute(found: Distribution, weights: Floats, options: MeasureOptions) -> Floats:
        if options.line is None:
            raise ValueError("access poverty needs a line")
        return fgt_of_draws(found, weights, line=options.line, alpha=alpha, better=options.better)

    return compute


_GAP = "gap = 1 − a/z, for minutes 1 − z/a; not reached counts as 1"
_FGT = "Foster, Greer & Thorbecke 1984"

EQUITY_MEASURES: tuple[EquityMeasure, ...] = (
    EquityMeasure(
        "mean",
        "人口加权平均值",
        "Mean over people",
        None,
        "as the values",
        "ā = Σ p a",
        "—",
        _mean,
    ),
    EquityMeasure(
        "gini",
        "基尼系数",
        "Gini coefficient",
        "1",
        "lower",
        "G = Σ_i Σ_j p_i p_j |a_i − a_j| / (2 ā)",
        "Gini 1914; Lerman & Yitzhaki 1989",
        lambda found, weights, _: gini_of_draws(found, weights),
    ),
    EquityMeasure(
        "theil",
        "泰尔指数",
        "Theil index T",
        "1",
        "lower",
        "T = Σ p (a/ā) ln(a/ā)",
        "Theil 1967",
        lambda found, weights, _: theil_of_draws(found, weights),
    ),
    EquityMeasure(
        "theil_between",
        "泰尔指数:组间",
        "Theil index between groups",
        "1",
        "lower",
        "T_B = Σ_g p_g (ā_g/ā) ln(ā_g/ā)",
        "Shorrocks 1980",
        lambda found, weights, _: theil_between_of_draws(found, weights),
        frozenset({"groups"}),
    ),
    EquityMeasure(
        "theil_within",
        "泰尔指数:组内",
        "Theil index within groups",
        "1",
        "lower",
        "T_W = Σ_g p_g (ā_g/ā) T_g",
        "Shorrocks 1980",
        lambda found, weights, _: theil_within_of_draws(found, weights),
        frozenset({"groups"}),
    ),
    EquityMeasure(
        "access_palma",
        "可达性前10%与后40%之比",
        "Access of the best-off 10 % to the worst-off 40 %",
        "1",
        "lower",
        "ā(best-off 10 %) / ā(worst-off 40 %), people ranked by access; minutes the other way up",
        "after Palma 2011, without incomes",
        lambda found, weights, options: access_palma_of_draws(
            found, weights, better=options.better
        ),
    ),
    EquityMeasure(
        "palma",
        "帕尔马比值",
        "Palma ratio",
        "1",
        "nearest 1",
        "ā(richest 10 %) / ā(poorest 40 %), places on a limit split",
        "Palma 2011; Pereira & Herszenhut 2023",
        lambda found, weights, _: palma_of_draws(found, weights),
        frozenset({"ranks"}),
    ),
    EquityMeasure(
        "concentration",
        "集中指数",
        "Concentration index",
        "1",
        "nearest 0",
        "C = 2 cov(a, R) / ā",
        "Kakwani, Wagstaff & van Doorslaer 1997; Chen & Roy 2009",
        lambda found, weights, _: concentration_of_draws(found, weights),
        frozenset({"ranks"}),
    ),
    EquityMeasure(
        "erreygers",
        "Erreygers修正集中指数",
        "Concentration index corrected by Erreygers",
        "1",
        "nearest 0",
        "E = 8 cov(a, R) / (greatest possible value − 0)",
        "Erreygers 2009",
        _erreygers,
        frozenset({"ranks", "upper"}),
    ),
    EquityMeasure(
        "fgt0",
        "可达性贫困人口比例",
        "Share of people beyond the line",
        "1",
        "lower",
        "FGT_0 = Σ p [a < z], for minutes [a > z]; not reached counts as beyond",
        _FGT,
        _poverty(0),
        frozenset({"line"}),
        "poor",
    ),
    EquityMeasure(
        "fgt1",
        "可达性贫困差距",
        "Access poverty gap",
        "1",
        "lower",
        f"FGT_1 = Σ p gap; {_GAP}",
        _FGT,
        _poverty(1),
        frozenset({"line"}),
        "poor",
    ),
    EquityMeasure(
        "fgt2",
        "可达性贫困严重度",
        "Access poverty severity",
        "1",
        "lower",
        f"FGT_2 = Σ p gap²; {_GAP}",
        _FGT,
        _poverty(2),
        frozenset({"line"}),
        "poor",
    ),
)
"""All equity measures, in the order of a report."""
