"""Counting targets: which are met, which depend on the definition, who comes closest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.indicators import BoardRow, Target
from sim.reports.inputs import Alternative

__all__ = ["Tally", "best_of", "headline_rows", "modelled", "tally"]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many modelled targets are met by all definitions, by some, and by none."""

    met: int
    depends: int
    missed: int
    not_computed: int

    @property
    def modelled(self) -> int:
        """All modelled targets on the board."""
        return self.met + self.depends + self.missed + self.not_computed


def headline_rows(board: Sequence[BoardRow]) -> tuple[BoardRow, ...]:
    """The headline row of each target on a board, in board order.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [row.value for row in headline_rows(example_inputs().reference.board)]
    [8.0]
    """
    return tuple(row for row in board if row.headline)


def modelled(board: Sequence[BoardRow]) -> tuple[BoardRow, ...]:
    """Headline rows of the targets that are modelled.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [row.overall for row in modelled(example_inputs().reference.board)]
    ['missed']
    """
    return tuple(row for row in headline_rows(board) if row.overall != "not_modelled")


def tally(board: Sequence[BoardRow]) -> Tally:
    """Count the verdicts of the modelled targets over all their definitions.

    Examples
    --------
    >>> tally(())
    Tally(met=0, depends=0, missed=0, not_computed=0)
    """
    verdicts = [row.overall for row in modelled(board)]
    return Tally(
        met=verdicts.count("met"),
        depends=verdicts.count("depends"),
        missed=verdicts.count("missed"),
        not_computed=verdicts.count("not_computed"),
    )


def best_of(alternatives: Sequence[Alternative], target: Target) -> tuple[Alternative, ...]:
    """Alternatives with the largest margin to the headline threshold of a target; several if equal.

    Those without a margin are never best; none has one: nobody is.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> inputs = example_inputs()
    >>> [one.name for one in best_of(inputs.alternatives, inputs.targets[0])]
    ['new']
    """
    margins = {
        one.name: row.margin
        for one in alternatives
        for row in headline_rows(one.board)
        if row.target_id == target.id and row.margin is not None
    }
    if not margins:
        return ()
    top = max(margins.values())
    return tuple(one for one in alternatives if margins.get(one.name) == top)
