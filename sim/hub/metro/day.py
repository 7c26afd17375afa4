"""What a simulated day of the lines leaves behind: trains, calls, and every leg's times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.hub.flow.riders import Riders
from sim.hub.metro.boarding import ENDED, INSIDE, PUT_OUT, Floats64, Ints32, Ints64
from sim.hub.metro.services import LineService

__all__ = ["CALL_COLUMNS", "RUN_COLUMNS", "SET_DOWN_COLUMNS", "MetroDay", "accounted"]

CALL_COLUMNS = (
    "run",
    "group",
    "position",
    "arrive_s",
    "depart_s",
    "planned_s",
    "alighted",
    "waiting",
    "boarded",
    "left_behind",
    "load",
)
"""Calls in order of departure; ``planned_s`` is the planned departure, ``waiting`` the people on
the platform before the doors close, ``left_behind`` those who found no room, ``load`` the people
aboard after."""

RUN_COLUMNS = ("run", "group", "pattern", "place", "planned_s", "start_s", "set_no", "outcome")
"""Trains; ``outcome``: ran, turned back, no train set, closed."""

SET_DOWN_COLUMNS = ("rider", "leg", "group", "position", "run", "time_s", "board_s")
"""People set down by trains that turned back; ``board_s``: when they rode on, missing if never."""


@dataclass(frozen=True, eq=False)
class MetroDay:
    """A day of the lines. Arrays of riders and legs are parallel to those of ``riders``.

    Leg times in seconds: on the platform (``arrive_s``), the departure of the train boarded
    (``board_s``), the arrival of the train at the stop to get off (``alight_s``); missing where it
    did not come to that. ``run`` is the train boarded first, ``passed_up`` the trains that had no
    room. ``status`` is one of `sim.hub.metro.boarding.ENDED`, ``INSIDE``, ``PUT_OUT``; ``end_s``
    the end of the journey, missing inside.
    """

    services: tuple[LineService, ...]
    riders: Riders
    runs: pd.DataFrame
    calls: pd.DataFrame
    set_downs: pd.DataFrame
    arrive_s: Floats64
    board_s: Floats64
    alight_s: Floats64
    run: Ints32
    passed_up: Ints32
    end_s: Floats64
    status: np.ndarray
    set_used: dict[str, int]

    @property
    def platform(self) -> Ints64:
        """Platform of each leg: services' stops numbered one after another."""
        sizes = [len(service.stop_ids) for service in self.services]
        first = np.cumsum([0, *sizes])[:-1].astype(np.int64)
        found: Ints64 = first[self.riders.group] + self.riders.board
        return found


def accounted(day: MetroDay) -> dict[str, int]:
    """Where everybody is at the end of the day; the parts sum to all riders.

    ``arrived`` (also who rides nothing), ``put_out`` at another station because theirs was closed,
    ``on_platform`` or on the way to one with no more train, whether they had ridden before or not.

    Examples
    --------
    >>> from sim.hub.metro.examples import riders_of, small_line
    >>> from sim.hub.metro.trains import simulate_lines
    >>> riders = riders_of([(100.0, [(0, 0, 2, 0.0)]), (9000.0, [(0, 0, 2, 0.0)])])
    >>> accounted(simulate_lines(small_line(), riders, seed=1, replication=0))
    {'riders': 2, 'arrived': 1, 'put_out': 0, 'on_platform': 1}
    """
    return {
        "riders": len(day.riders),
        "arrived": int((day.status == ENDED).sum()),
        "put_out": int((day.status == PUT_OUT).sum()),
        "on_platform": int((day.status == INSIDE).sum()),
    }
