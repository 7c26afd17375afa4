"""Breaking a name at its hyphens and slashes into lines that fit their room."""

from __future__ import annotations

import re

from sim.reports.charts.figure import TEXT_PT, em_width_mm

__all__ = ["wrapped"]


def wrapped(name: str, room_mm: float, size_pt: float = TEXT_PT) -> tuple[str, ...]:
    """Lines of a name, each as long as fits into the room; a longer piece stays whole.

    Examples
    --------
    >>> wrapped("airport-metro-in-time", 24.0)
    ('airport-metro-', 'in-time')
    >>> wrapped("plan-2020", 40.0), wrapped("plan", 1.0)
    (('plan-2020',), ('plan',))
    """
    lines: list[str] = []
    for piece in re.findall(r"[^-/@]+[-/@]?|[-/@]", name):
        if lines and em_width_mm(lines[-1] + piece, size_pt) <= room_mm:
            lines[-1] += piece
        else:
            lines.append(piece)
    return tuple(lines)
