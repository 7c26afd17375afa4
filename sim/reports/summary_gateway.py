"""The sentences of the first page on the gateway: the circle, and hours to the world."""

from __future__ import annotations

from sim.maps.style import Words
from sim.reports.gateway_findings import circle_line, world_line
from sim.reports.inputs import ReportInputs

__all__ = ["gateway_lines"]


def gateway_lines(inputs: ReportInputs) -> tuple[Words, ...]:
    """Cities within the hour, and hours to four sides of the world; nothing without a gateway.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> gateway_lines(example_inputs())
    ()
    """
    return (*circle_line(inputs), *world_line(inputs))
