"""Riders: who rides the lines of a day, leg by leg, in flat arrays.

The contract between those who say who travels (`sim.hub.riders`, `sim.hub.disruption`) and those
who run the trains (`sim.hub.metro`). One row per rider, one row per leg, nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.errors import DataError, Issue, Severity

__all__ = ["Riders", "check_riders", "no_riders"]

Floats64 = npt.NDArray[np.float64]
Ints64 = npt.NDArray[np.int64]
Ints32 = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Riders:
    """Riders of a day and their legs; legs of rider ``r`` are ``first_leg[r]:first_leg[r + 1]``.

    A leg names a service group (a row of the tuple of `sim.hub.metro.services.LineService`: one
    line in one direction) and two positions in that group's stops, the first before the second. A
    group may hold several stop patterns (branches): a rider takes the next train that calls at
    both positions and has room.

    A rider without legs rides nothing and has ended where they appeared (``appear_s``).

    Parameters
    ----------
    appear_s
        On the first platform, seconds of the service day, ascending or not.
    key
        Stable identity of each rider for random draws.
    first_leg
        Offsets into the legs, one more than there are riders.
    group
        Service group of each leg.
    board, alight
        Positions in the stops of the group.
    walk_s
        From the train of the leg to the platform of the next one; on the last leg to where the
        journey ends (0: it ends at the door of the train).
    """

    appear_s: Floats64
    key: Ints64
    first_leg: Ints64
    group: Ints32
    board: Ints32
    alight: Ints32
    walk_s: Floats64

    def __len__(self) -> int:
        """Return the number of riders."""
        return len(self.appear_s)

    @property
    def legs(self) -> int:
        """Number of legs of all riders together."""
        return len(self.group)

    @property
    def rider_of_leg(self) -> Ints64:
        """Row of the rider of each leg."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.first_leg))


def no_riders() -> Riders:
    """Nobody: trains run empty.

    Examples
    --------
    >>> len(no_riders()), no_riders().legs
    (0, 0)
    """
    none_f, none_i = np.zeros(0), np.zeros(0, np.int32)
    return Riders(
        appear_s=none_f,
        key=np.zeros(0, np.int64),
        first_leg=np.zeros(1, np.int64),
        group=none_i,
        board=none_i,
        alight=none_i,
        walk_s=none_f,
    )


def check_riders(riders: Riders, stops_per_group: tuple[int, ...]) -> None:
    """Raise one error that names every kind of leg that cannot be ridden.

    ``stops_per_group`` is the number of stops of each service group. Whether some train calls at
    both stops of a leg is for the simulation to say: it knows the patterns.

    Raises
    ------
    DataError
        If arrays differ in length, offsets do not fit, a group or stop does not exist, a leg does
        not go forward, or a time is missing or negative.

    Examples
    --------
    >>> check_riders(no_riders(), (3,))
    """
    issues = _shape_issues(riders)
    if not issues:
        issues = [*_time_issues(riders), *_leg_issues(riders, np.array(stops_per_group))]
    if issues:
        raise DataError("the riders cannot be simulated", issues)


def _shape_issues(riders: Riders) -> list[Issue]:
    offsets = riders.first_leg
    people, legs = len(riders.appear_s), len(riders.group)
    wrong = []
    if len(riders.key) != people or len(offsets) != people + 1:
        wrong.append(f"{people} riders, but {len(riders.key)} keys and {len(offsets)} offsets")
    if {len(riders.board), len(riders.alight), len(riders.walk_s)} != {legs}:
        wrong.append("the columns of the legs differ in length")
    if len(offsets) and (offsets[0] != 0 or offsets[-1] != legs or (np.diff(offsets) < 0).any()):
        wrong.append(f"offsets do not run from 0 to the {legs} legs")
    advice = "one row per rider and per leg; offsets start at 0 and end at the number of legs"
    return [Issue(Severity.ERROR, "riders-shape", what, advice) for what in wrong]


def _time_issues(riders: Riders) -> list[Issue]:
    checked = (
        ("appear_s", riders.appear_s, "a moment of the service day, in seconds"),
        ("walk_s", riders.walk_s, "seconds, zero or more"),
    )
    return [
        _issue("riders-time", f"{name}: {count} missing or negative{_rows(bad)}", advice)
        for name, values, advice in checked
        if (count := int((bad := ~(values >= 0.0) | np.isinf(values)).sum()))
    ]


def _leg_issues(riders: Riders, stops: Ints64) -> list[Issue]:
    known = (riders.group >= 0) & (riders.group < len(stops))
    if not known.all():
        what = f"{int((~known).sum())} legs of a service group that does not exist{_rows(~known)}"
        return [_issue("riders-group", what, f"groups are numbered 0 to {len(stops) - 1}")]
    if not riders.legs:
        return []
    bad = (riders.board < 0) | (riders.alight >= stops[riders.group])
    bad |= riders.board >= riders.alight
    if not bad.any():
        return []
    what = f"{int(bad.sum())} legs that do not lead to a later stop of their group{_rows(bad)}"
    return [_issue("riders-leg", what, "board before alight, both positions of the group's stops")]


def _issue(code: str, what: str, fix: str) -> Issue:
    return Issue(Severity.ERROR, code, what, fix)


def _rows(bad: npt.NDArray[np.bool_]) -> str:
    rows = np.flatnonzero(bad)[:5]
    return f" (first: rows {', '.join(str(int(row)) for row in rows)})"
