"""Tiny lines for examples and tests: stops named by letters, times in whole minutes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.hub.flow.riders import Riders
from sim.hub.metro.services import LineService, Operation, StopPattern, TrainType

__all__ = ["EXACT", "riders_of", "small_line"]

EXACT = Operation(
    min_dwell_s=30.0, doors_s=0.0, alight_s=0.0, board_s=0.0, run_cv=0.0, dwell_cv=0.0
)
"""Nothing disturbs: every train keeps to its plan."""


def small_line(
    departures_s: Sequence[float] = (300.0, 600.0),
    *,
    places: int = 100,
    operation: Operation = EXACT,
    back_s: Sequence[float] = (),
) -> tuple[LineService, LineService]:
    """Line L over A, B and C and back: 120 s a hop, 30 s at a stop.

    Examples
    --------
    >>> [service.stop_ids for service in small_line()]
    [('A', 'B', 'C'), ('C', 'B', 'A')]
    """
    train = TrainType(places=places, seats=min(40, places), doors=10, length_m=100.0)
    ways = ((0, ("A", "B", "C"), departures_s), (1, ("C", "B", "A"), back_s))
    made = tuple(
        LineService(
            group_id=f"L:{direction}",
            route_id="L",
            direction=direction,
            title_zh="试验线",
            title_en="Line L",
            stop_ids=stop_ids,
            patterns=(
                StopPattern(f"L:main:{direction}", (0, 1, 2), (120.0, 120.0), 30.0, tuple(times)),
            ),
            train=train,
            operation=operation,
            area_m2=(200.0, 200.0, 200.0),
        )
        for direction, stop_ids, times in ways
    )
    return made[0], made[1]


def riders_of(rows: Sequence[tuple[float, Sequence[tuple[int, int, int, float]]]]) -> Riders:
    """Riders from (appears at, legs), a leg being (group, board, alight, walk after it).

    Examples
    --------
    >>> riders = riders_of([(10.0, [(0, 0, 1, 60.0), (1, 1, 2, 0.0)]), (20.0, [])])
    >>> riders.first_leg.tolist(), riders.walk_s.tolist()
    ([0, 2, 2], [60.0, 0.0])
    """
    legs = [leg for _, own in rows for leg in own]
    columns = np.array(legs, dtype=np.float64).reshape(len(legs), 4)
    return Riders(
        appear_s=np.array([appear_s for appear_s, _ in rows], dtype=np.float64),
        key=np.arange(len(rows), dtype=np.int64),
        first_leg=np.concatenate([[0], np.cumsum([len(own) for _, own in rows])]).astype(np.int64),
        group=columns[:, 0].astype(np.int32),
        board=columns[:, 1].astype(np.int32),
        alight=columns[:, 2].astype(np.int32),
        walk_s=columns[:, 3].copy(),
    )
