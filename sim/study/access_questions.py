"""What is asked of the access of a zone: one measure, one layer, its settings and their words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.accessibility import Decay, MeasureSpec, measure_named
from sim.errors import DataError
from sim.scenario.access_specs import AccessMeasure, decay_of
from sim.scenario.document import AccessibilitySettings

__all__ = ["Question", "Setting", "asked_of", "farthest_min", "parameter_text", "questions"]

Setting = float | str | Decay

_WORDS = {
    "cutoff_min": "{:g} min",
    "from_min": "from {:g} min",
    "to_min": "to {:g} min",
    "step_min": "every {:g} min",
    "summary": "{}",
    "decay": "{}",
    "n": "n={:g}",
    "people_exponent": "people exponent {:g}",
    "radius_km": "{:g} km",
}
"""How a setting stands in the column ``parameter``."""


@dataclass(frozen=True, slots=True)
class Question:
    """One measure of one layer."""

    measure: MeasureSpec
    layer: str
    settings: tuple[tuple[str, Setting], ...] = ()

    @property
    def parameter(self) -> str:
        """Settings in words: ``60 min``, ``exponential half-life 20 min``, ``n=3``."""
        return parameter_text(dict(self.settings))

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from other questions in a table."""
        return self.measure.id, self.layer, self.parameter


def parameter_text(settings: Mapping[str, Setting]) -> str:
    """Settings of a measure in words.

    Examples
    --------
    >>> parameter_text({"cutoff_min": 30, "radius_km": 8.0})
    '30 min, 8 km'
    """
    return ", ".join(_WORDS[name].format(value) for name, value in settings.items())


def questions(asked: AccessibilitySettings) -> tuple[Question, ...]:
    """Everything a scenario asks for, each once, in the order of its file.

    Examples
    --------
    >>> asked = AccessibilitySettings.model_validate({
    ...     "cutoffs_min": (30, 60),
    ...     "measures": [{"measure": "cumulative", "layers": ("jobs",)}],
    ... })
    >>> [question.key for question in questions(asked)]
    [('cumulative', 'jobs', '30 min'), ('cumulative', 'jobs', '60 min')]
    """
    found = [one for entry in asked.measures for one in _of_entry(entry, asked.cutoffs_min)]
    return tuple({one.key: one for one in found}.values())


def _of_entry(entry: AccessMeasure, cutoffs_min: Sequence[int]) -> Iterator[Question]:
    values = entry.model_dump(exclude={"measure", "layers", "cutoffs_min", "decay"})
    decay = getattr(entry, "decay", None)
    given: dict[str, Setting] = dict(values)
    if decay is not None:
        given["decay"] = decay_of(decay)
    own = getattr(entry, "cutoffs_min", None)
    yield from asked_of(entry.measure, entry.layers, given, cutoffs_min=own or cutoffs_min)


def asked_of(
    measure: str,
    layers: Sequence[str],
    settings: Mapping[str, Setting],
    *,
    cutoffs_min: Sequence[float],
) -> Iterator[Question]:
    """Questions of one measure: for each layer, and for each cutoff if the measure has one.

    Raises
    ------
    DataError
        For an unknown measure, or a setting it does not take or still needs.

    Examples
    --------
    >>> [one.parameter for one in asked_of("time_to_nth", ["hospitals"], {"n": 3}, cutoffs_min=[])]
    ['n=3']
    """
    spec = measure_named(measure)
    unknown = [name for name in settings if name not in spec.settings]
    if unknown:
        takes = ", ".join(spec.settings) or "no settings"
        raise DataError(f"{spec.id} takes no {unknown[0]}; it takes {takes}")
    by_cutoff = "cutoff_min" in spec.settings
    missing = [
        name
        for name in spec.settings
        if name not in settings and name not in _OPTIONAL and not (by_cutoff and name == _CUTOFF)
    ]
    if missing:
        raise DataError(f"{spec.id} needs {' and '.join(missing)}; {_ADVICE}")
    if by_cutoff and not cutoffs_min:
        raise DataError(f"{spec.id} needs a cutoff; {_ADVICE}")
    for layer in layers:
        for cutoff in cutoffs_min if by_cutoff else (None,):
            own = settings if cutoff is None else {_CUTOFF: cutoff, **settings}
            yield Question(spec, layer, tuple(own.items()))


_CUTOFF = "cutoff_min"
_OPTIONAL = frozenset({"step_min", "summary", "people_exponent"})
_ADVICE = "`sim access --list` shows every measure with its settings"


def farthest_min(asked: Sequence[Question]) -> float:
    """Longest time any of the questions looks at by itself (min); 0 where none says.

    Examples
    --------
    >>> farthest_min(list(asked_of("cumulative", ["jobs"], {}, cutoffs_min=[30, 90])))
    90.0
    """
    return max((_edge(value, name) for one in asked for name, value in one.settings), default=0.0)


def _edge(value: Setting, name: str) -> float:
    if isinstance(value, Decay):
        return value.reach_min if math.isfinite(value.reach_min) else 0.0
    return float(value) if name in {"cutoff_min", "to_min"} and not isinstance(value, str) else 0.0
