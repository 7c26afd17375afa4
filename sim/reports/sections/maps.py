"""The small maps."""

from __future__ import annotations

from collections.abc import Sequence

from sim.reports.blocks import Block
from sim.reports.charts import cells
from sim.reports.inputs import ReportInputs

__all__ = ["build"]


def build(inputs: ReportInputs) -> Sequence[Block]:
    """One picture per travel time.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [block.kind for block in build(example_inputs())]
    ['picture', 'picture']
    """
    return cells.draw(inputs)
