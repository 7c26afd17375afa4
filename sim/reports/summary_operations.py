"""The sentences of the first page on a day of operations: the bottleneck, and changing trains."""

from __future__ import annotations

from sim.maps.style import Words
from sim.reports.inputs import ReportInputs
from sim.reports.operations import shown
from sim.reports.operations_findings import bottleneck_line, transfer_line

__all__ = ["operations_lines"]


def operations_lines(inputs: ReportInputs) -> tuple[Words, ...]:
    """Bottleneck and transfers of each alternative with a simulated day; nothing without one.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> operations_lines(example_inputs())
    ()
    """
    several = len(inputs.alternatives) > 1
    return tuple(
        Words(f"{one.name}：{line.zh}", f"{one.name}: {line.en}") if several else line
        for one in shown(inputs)
        for line in (*bottleneck_line(inputs, one), *transfer_line(one))
    )
