"""Services of the simulation as riders see them: the same lines, in the terms of ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.hub.metro.services import LineService
from sim.hub.riders.lines import LinePattern, RailLines, no_changes

__all__ = ["lines_of_services", "with_services"]


def lines_of_services(services: Sequence[LineService]) -> RailLines:
    """Services as riders see them; groups keep their order, no walk between platforms is known.

    Examples
    --------
    >>> from sim.hub.metro.examples import small_line
    >>> lines = lines_of_services(small_line())
    >>> lines.station_ids, lines.group_ids, lines.patterns[0].arrive_s.tolist()
    (('A', 'B', 'C'), ('L:0', 'L:1'), [0.0, 120.0, 270.0])
    """
    ids = tuple(sorted({stop for service in services for stop in service.stop_ids}))
    return _added(RailLines(ids, (), (), (), no_changes()), services)


def with_services(lines: RailLines, buses: Sequence[LineService]) -> RailLines:
    """The lines and, as further groups that stop in the street, services of the same stations.

    Examples
    --------
    >>> from sim.hub.metro.examples import small_line
    >>> with_services(lines_of_services(small_line()), small_line()[:1]).street_groups
    frozenset({2})
    """
    first = len(lines.group_ids)
    street = lines.street_groups | set(range(first, first + len(buses)))
    return replace(_added(lines, buses), street_groups=street)


def _added(lines: RailLines, services: Sequence[LineService]) -> RailLines:
    place = {stop: row for row, stop in enumerate(lines.station_ids)}
    first = len(lines.group_ids)
    stops = [np.array([place[one] for one in s.stop_ids], dtype=np.int64) for s in services]
    patterns = []
    for group, service in enumerate(services):
        for one in service.patterns:
            leave_s = np.array(one.offsets_s(), dtype=np.float64)
            arrive_s = leave_s - np.where(np.arange(len(leave_s)) > 0, one.dwell_s, 0.0)
            patterns.append(
                LinePattern(
                    one.pattern_id,
                    first + group,
                    stops[group][list(one.stops)],
                    arrive_s,
                    leave_s,
                    np.array(one.departures_s, dtype=np.float64),
                )
            )
    return replace(
        lines,
        group_ids=(*lines.group_ids, *(service.group_id for service in services)),
        group_stops=(*lines.group_stops, *stops),
        patterns=(*lines.patterns, *patterns),
    )
