"""A decay function as a value: how much an opportunity counts at a travel time."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.errors import DataError

__all__ = ["Decay", "DecayParameter", "DecaySpec", "positive"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Decay:
    """Weight from 1 (next door) to 0 (out of reach), never rising with time.

    Call it with minutes; it gives weights of the same shape. Unreachable (NaN) weighs 0. Two
    decays are equal when their kind and numbers are.

    Examples
    --------
    >>> from sim.accessibility.decay import exponential
    >>> decay = exponential(20)
    >>> decay([0.0, 20.0, 40.0, float("nan")]).tolist()
    [1.0, 0.5, 0.25, 0.0]
    >>> decay.text
    'exponential half-life 20 min'
    """

    kind: str
    numbers: tuple[float, ...]
    text: str
    text_zh: str = field(compare=False)
    reach_min: float = field(compare=False)
    """Beyond this time the weight is 0; infinite where it never is."""
    weight: Callable[[npt.NDArray[np.floating]], Floats] = field(compare=False, repr=False)

    def __call__(self, times_min: npt.ArrayLike) -> Floats:
        """Weights at travel times."""
        times = np.asarray(times_min)
        if not np.issubdtype(times.dtype, np.floating):
            times = times.astype(np.float64)
        return self.weight(times)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class DecayParameter:
    """One number of a decay function, or a list of them."""

    name: str
    """Keyword of the function and of YAML."""
    label: str
    """Word in front of the number in `Decay.text`; empty where the number stands alone."""
    unit: str
    meaning_zh: str
    meaning_en: str
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class DecaySpec:
    """One entry of the catalogue of decay functions."""

    id: str
    title_zh: str
    title_en: str
    formula: str
    reference: str
    parameters: tuple[DecayParameter, ...]
    make: Callable[..., Decay]


def positive(value: float, name: str) -> float:
    """Give a number back that is finite and more than 0.

    Examples
    --------
    >>> positive(-5, "half_life_min")
    Traceback (most recent call last):
    ...
    sim.errors.DataError: half_life_min must be a number above 0, not -5
    """
    if not math.isfinite(value) or value <= 0:
        raise DataError(f"{name} must be a number above 0, not {value}")
    return float(value)
