"""How long a queue takes to settle: MSER-5, and whether it settled at all."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["WarmUp", "batch_interval", "mser5"]

Floats = npt.NDArray[np.float64]
_BATCH = 5
_TREND_BATCHES = 20
_TREND_T = 4.0


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Observations to leave out at the beginning, and whether the rest is steady.

    `settled` is false when no cut in the first half is best (White 1997 takes such a run as too
    short), or when the rest still rises or falls: its mean then says nothing about a steady state.
    """

    leave_out: int
    settled: bool
    text_zh: str
    text_en: str


def mser5(values: Floats) -> WarmUp:
    """Where to cut a series so that the standard error of the rest is least (White 1997).

    Over means of five, the cut ``d`` minimises ``Σ_{i≥d} (x_i - mean)² / (n - d)²``. What is left
    must show no trend: twenty batch means on their number, ``|t| < 4`` (1 in 1,000 by chance).
    Fewer than ten observations are never settled.

    Examples
    --------
    >>> mser5(np.concatenate([np.linspace(0.0, 9.0, 20), np.tile([9.0, 11.0, 10.0], 60)])).leave_out
    20
    >>> mser5(np.arange(100.0)).settled
    False
    """
    batches = values.size // _BATCH
    if batches < 2:
        return _warm_up(0, settled=False, size=values.size)
    means = values[: batches * _BATCH].reshape(batches, _BATCH).mean(axis=1)
    means = means - means.mean()
    left = np.arange(batches, 0, -1)
    sums = np.cumsum(means[::-1])[::-1]
    squares = np.cumsum((means**2)[::-1])[::-1]
    error = np.maximum(squares - sums**2 / left, 0.0) / left**2.0
    # the second half is not judged: a few equal values at the end would always look steadiest
    cut = int(np.argmin(error[: batches // 2 + 1]))
    settled = cut < batches // 2 and not _moves(values[cut * _BATCH :])
    return _warm_up(cut * _BATCH, settled=settled, size=values.size)


def _moves(values: Floats) -> bool:
    """Whether batch means rise or fall with their number."""
    size = values.size // _TREND_BATCHES
    if size == 0:
        return False
    means = values[: size * _TREND_BATCHES].reshape(_TREND_BATCHES, size).mean(axis=1)
    number = np.arange(_TREND_BATCHES) - 0.5 * (_TREND_BATCHES - 1)
    squares = float((number**2).sum())
    slope = float((number * means).sum()) / squares
    rest = means - means.mean() - slope * number
    error = math.sqrt(float((rest**2).sum()) / (_TREND_BATCHES - 2) / squares)
    return abs(slope) > _TREND_T * error + 1e-12 * float(np.abs(means).max())


def batch_interval(
    values: Floats, *, batches: int = 20, confidence: float = 0.95
) -> tuple[float, float, float]:
    """Mean of a settled series with its interval by batch means: mean, low, high.

    The series is cut into equal batches, whose means are nearly independent; an incomplete last
    one is left out. Student's t with ``batches - 1`` degrees of freedom.

    Examples
    --------
    >>> batch_interval(np.tile([1.0, 3.0], 20), batches=20)
    (2.0, 2.0, 2.0)
    """
    from scipy.special import stdtrit  # noqa: PLC0415 - heavy

    size = values.size // batches
    if size == 0 or batches < 2:
        return math.nan, math.nan, math.nan
    means = values[: size * batches].reshape(batches, size).mean(axis=1)
    mean = float(means.mean())
    half = float(stdtrit(batches - 1, 0.5 + 0.5 * confidence)) * float(means.std(ddof=1))
    half /= math.sqrt(batches)
    return mean, mean - half, mean + half


def _warm_up(cut: int, *, settled: bool, size: int) -> WarmUp:
    if settled:
        return WarmUp(
            cut, settled, f"预热期:去掉前 {cut} 个观测值", f"warm-up: the first {cut} are left out"
        )
    return WarmUp(
        cut, settled,
        f"未达到稳态:{size} 个观测值仍在变化,请延长时间或检查利用率",
        f"not settled: {size} observations still move; simulate longer or look at the utilisation",
    )  # fmt: skip
