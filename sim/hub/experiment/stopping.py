"""When replications are enough: half-widths against the mean, looked at after whole blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.errors import Issue, ScenarioError, Severity
from sim.hub.experiment.intervals import Interval, mean_interval

__all__ = ["Headline", "StoppingRule", "enough", "sizes", "unsure"]


@dataclass(frozen=True, slots=True)
class Headline:
    """A measure that has to be sure before replications stop, or a family of them.

    A family is named by what stands before the slash: ``wait_s`` are ``wait_s/gates`` and others.
    ``floor`` is a half-width that is small enough whatever the mean is, in the measure's own unit:
    a wait of two seconds need not be known to a tenth of a second.
    """

    measure: str
    floor: float = 0.0


@dataclass(frozen=True, slots=True)
class StoppingRule:
    """At least and at most so many replications; between them, blocks until all is sure.

    Sure means that the half-width of the 95 % interval is at most ``half_width_pct`` of the mean.
    The size of a block is part of the rule, not of the machine: results are the same on any number
    of cores.
    """

    least: int = 5
    most: int = 30
    half_width_pct: float = 5.0
    block: int = 5

    def __post_init__(self) -> None:
        """Refuse rules that cannot be kept, all at once."""
        rules = (
            (self.least < 1, "least", f"{self.least} replications are none", "give 1 or more"),
            (
                self.most < self.least,
                "most",
                f"at most {self.most} replications, but at least {self.least}",
                "raise most, or lower least",
            ),
            (
                not self.half_width_pct > 0,
                "half_width_pct",
                f"a half-width of {self.half_width_pct:g} % is never reached",
                "give a number above 0, such as 5",
            ),
            (self.block < 1, "block", f"a block of {self.block}", "give 1 or more"),
        )
        issues = [
            Issue(Severity.ERROR, "replications", f"{name}: {what}", fix)
            for wrong, name, what, fix in rules
            if wrong
        ]
        if issues:
            raise ScenarioError("the number of replications cannot be", issues)


def sizes(rule: StoppingRule) -> tuple[int, ...]:
    """Numbers of replications after which the rule is looked at, rising.

    Examples
    --------
    >>> sizes(StoppingRule(least=5, most=18, block=5))
    (5, 10, 15, 18)
    """
    return (*range(rule.least, rule.most, rule.block), rule.most)


def unsure(
    rule: StoppingRule, headlines: Sequence[Headline], values: Mapping[str, Sequence[float]]
) -> tuple[str, ...]:
    """Measures that are not sure yet, in the order of the headlines, then of the values.

    A measure that no replication has is passed: there is nothing to be sure of. One value alone is
    never sure.

    Examples
    --------
    >>> rule = StoppingRule(half_width_pct=5)
    >>> values = {"wait": [60.0, 60.5, 59.5], "queue": [10.0, 30.0, 20.0], "missed": [0.0, 0.0]}
    >>> unsure(rule, [Headline("wait"), Headline("queue"), Headline("missed")], values)
    ('queue',)
    >>> unsure(rule, [Headline("queue", floor=30.0)], values)
    ()
    """
    return tuple(
        measure
        for one in headlines
        for measure, own in values.items()
        if one.measure in (measure, measure.partition("/")[0])
        if not _is_sure(rule, one, mean_interval(own))
    )


def enough(
    rule: StoppingRule, headlines: Sequence[Headline], values: Mapping[str, Sequence[float]]
) -> bool:
    """Whether every headline is sure; without headlines the least number is enough.

    Examples
    --------
    >>> enough(StoppingRule(), [], {})
    True
    """
    return not unsure(rule, headlines, values)


def _is_sure(rule: StoppingRule, headline: Headline, found: Interval) -> bool:
    if found.replications == 0:
        return True
    if found.replications == 1:
        return False
    small = found.half_width <= headline.floor
    return small or found.half_width_pct <= rule.half_width_pct
