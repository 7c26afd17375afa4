"""What one simulated day leaves behind, and what several days come to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import pandas as pd

from sim.hub.experiment.intervals import Interval, mean_interval

__all__ = ["Experiment", "Outcome", "Replicate"]

Inputs = TypeVar("Inputs")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One replication: numbers by measure, and tables by name.

    Tables of replication 0 may hold more than those of others (trains for the animation).
    """

    measures: Mapping[str, float]
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)


Replicate = Callable[[Inputs, int, int], Outcome]
"""One day: ``(inputs, seed, replication) -> Outcome``; a function of a module, with nothing random
but what it draws from seed and replication."""


@dataclass(frozen=True)
class Experiment:
    """Replications in their order, and the measures that the rule did not find sure."""

    outcomes: tuple[Outcome, ...]
    unsure: tuple[str, ...] = ()

    @property
    def replications(self) -> int:
        """How many days were simulated."""
        return len(self.outcomes)

    @property
    def measures(self) -> tuple[str, ...]:
        """Names of all measures, in the order in which they first occur."""
        return tuple(dict.fromkeys(name for one in self.outcomes for name in one.measures))

    def values(self, measure: str) -> tuple[float, ...]:
        """Values of a measure by replication; NaN where one lacks it.

        Examples
        --------
        >>> days = (Outcome({"wait": 3.0}), Outcome({}))
        >>> Experiment(days).values("wait")
        (3.0, nan)
        """
        return tuple(float(one.measures.get(measure, float("nan"))) for one in self.outcomes)

    def interval(self, measure: str) -> Interval:
        """Mean of a measure and its 95 % interval.

        Examples
        --------
        >>> Experiment((Outcome({"wait": 3.0}), Outcome({"wait": 3.0}))).interval("wait").high
        3.0
        """
        return mean_interval(self.values(measure))

    def frames(self, name: str) -> tuple[pd.DataFrame, ...]:
        """A table of every replication that has it, in their order.

        Examples
        --------
        >>> Experiment((Outcome({}, {"a": pd.DataFrame({"x": [1]})}), Outcome({}))).frames("a")
        (   x
        0  1,)
        """
        return tuple(one.frames[name] for one in self.outcomes if name in one.frames)
