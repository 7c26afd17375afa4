"""Access and equity: curves over minutes, districts, the Lorenz curve, measures of the runs."""

from __future__ import annotations

from collections.abc import Sequence

from sim.reports.blocks import Block
from sim.reports.charts import access_curve, districts, lorenz
from sim.reports.inputs import ReportInputs
from sim.reports.sections.run_tables import access_table, equity_table

__all__ = ["build"]


def build(inputs: ReportInputs) -> Sequence[Block]:
    """Blocks of the chapter; tables only where the runs have them.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [block.kind for block in build(example_inputs())]
    ['picture', 'picture', 'picture', 'picture']
    """
    tables = (access_table(inputs), equity_table(inputs))
    return (
        *access_curve.draw(inputs),
        *districts.draw(inputs),
        *lorenz.draw(inputs),
        *(table for table in tables if table is not None),
    )
