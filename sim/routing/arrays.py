"""The integer arrays the router works on: nothing but numpy below this line.

Times are whole seconds from the start of the service day and may pass 24 hours. Groups of
variable size are stored one after the other; an array named ``…_first`` says where each group
begins, and its last entry where the last group ends (so group ``i`` is ``first[i]:first[i + 1]``).

The tuples with names (`TimetableData`, `Links`) go into compiled code as they are; the frozen
records around them (`TimetableArrays`, `LinkArrays`) carry the ids.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = [
    "Bands",
    "LinkArrays",
    "LinkData",
    "TimetableArrays",
    "TimetableData",
    "locked",
    "locked_flags",
]

Int32Array: TypeAlias = npt.NDArray[np.int32]
BoolArray: TypeAlias = npt.NDArray[np.bool_]


def locked(values: Iterable[int] | npt.NDArray[np.generic]) -> Int32Array:
    """Copy into a contiguous array of 32-bit integers that nobody can write into.

    Every array handed to compiled code comes from here, so that it is compiled once.

    Examples
    --------
    >>> locked([3, 1]).flags.writeable
    False
    """
    array = np.array(values if isinstance(values, np.ndarray) else list(values), dtype=np.int32)
    array.setflags(write=False)
    return array


def locked_flags(values: Iterable[bool] | npt.NDArray[np.generic]) -> BoolArray:
    """Copy into an array of flags that nobody can write into.

    Examples
    --------
    >>> locked_flags([True]).flags.writeable
    False
    """
    array = np.array(values if isinstance(values, np.ndarray) else list(values), dtype=np.bool_)
    array.setflags(write=False)
    return array


class LinkData(NamedTuple):
    """Walks by starting point: ``target[first[i]:first[i + 1]]`` take ``time_s`` seconds."""

    first: Int32Array
    target: Int32Array
    time_s: Int32Array


class Bands(NamedTuple):
    """Headway bands at the first stop; ``wait_s`` is half the headway, rounded up."""

    start_s: Int32Array
    end_s: Int32Array
    wait_s: Int32Array
    headway_s: Int32Array


class TimetableData(NamedTuple):
    """Patterns, their stops, trips or headway bands, and the walks between stops.

    The positions of pattern ``p`` are ``pattern_stop[pattern_first[p]:pattern_first[p + 1]]``.
    Times lie in rows of one time per position, from ``time_first[p]`` on: one row per trip for a
    timetable; one row of offsets from the departure at the first stop for a headway pattern, which
    has bands and no trips. ``can_board`` and ``can_alight`` say at which positions travellers get
    on and off. ``boarding_pattern`` and ``boarding_position`` list, stop by stop, where one can
    board: every such position but the last. ``transfers`` has a link from each stop to itself.
    """

    pattern_first: Int32Array
    pattern_stop: Int32Array
    can_board: BoolArray
    can_alight: BoolArray
    time_first: Int32Array
    arrival_s: Int32Array
    departure_s: Int32Array
    trip_first: Int32Array
    band_first: Int32Array
    bands: Bands
    boarding_slack_s: Int32Array
    alighting_s: Int32Array
    boarding_first: Int32Array
    boarding_pattern: Int32Array
    boarding_position: Int32Array
    transfers: LinkData


@dataclass(frozen=True)
class TimetableArrays:
    """A timetable as arrays, with the ids its indexes stand for.

    ``is_sum`` marks patterns that stand for several services together, which also run by
    themselves: they count in expectation only.
    """

    stop_ids: tuple[str, ...]
    pattern_ids: tuple[str, ...]
    route_ids: tuple[str, ...]
    mode_ids: tuple[str, ...]
    trip_ids: tuple[str, ...]
    is_sum: tuple[bool, ...]
    data: TimetableData

    def __repr__(self) -> str:
        return (
            f"<TimetableArrays {len(self.stop_ids)} stops · {len(self.pattern_ids)} patterns · "
            f"{len(self.trip_ids)} trips · {self.data.bands.start_s.size} headway bands · "
            f"{self.data.transfers.target.size} transfers>"
        )


@dataclass(frozen=True)
class LinkArrays:
    """Walks between two sets of places, grouped both ways.

    ``forward`` is grouped by the first set, ``backward`` holds the same walks by the second.
    Links of zones to stops serve for access (forward) and for egress (backward).
    """

    from_ids: tuple[str, ...]
    to_ids: tuple[str, ...]
    forward: LinkData
    backward: LinkData

    def __repr__(self) -> str:
        return (
            f"<LinkArrays {len(self.from_ids)} x {len(self.to_ids)} · "
            f"{self.forward.target.size} links>"
        )
