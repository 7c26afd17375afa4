"""The parts of a simulated day, each from a run's tables to the day's: `MAKERS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.scenario.operations_settings import Part
from sim.study.day.frames import Asked, Tables

__all__ = ["MAKERS"]


def _station(asked: Asked) -> Tables:
    from sim.study.day.stations_part import station_tables  # noqa: PLC0415 - where wanted

    return station_tables(asked)


def _metro(asked: Asked) -> Tables:
    from sim.study.day.lines_part import line_tables  # noqa: PLC0415 - where wanted

    return line_tables(asked)


def _airport(asked: Asked) -> Tables:
    from sim.study.day.terminal_part import terminal_tables  # noqa: PLC0415 - where wanted

    return terminal_tables(asked)


def _disruption(asked: Asked) -> Tables:
    from sim.study.day.closures_part import closure_tables  # noqa: PLC0415 - where wanted

    return closure_tables(asked)


MAKERS: Mapping[Part, Callable[[Asked], Tables]] = {
    "metro": _metro,
    "station": _station,
    "airport": _airport,
    "disruption": _disruption,
}
"""What makes the tables of each part."""
