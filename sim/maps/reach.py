"""Times between all zones in classes of five minutes, packed small enough to travel in a page."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.errors import DataError
from sim.maps.marks import Json
from sim.maps.page_data import scale_json, words_json
from sim.maps.style import MINUTES, NO_WORDS, Words

__all__ = ["CLASS_MIN", "Reach", "packed", "reach_json", "time_classes"]

CLASS_MIN: Final = 5
"""Width of a class in minutes: a time is known on the page to five minutes."""

_UNREACHED: Final = 255
_LAST: Final = 254

Classes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Reach:
    """Times from every zone to every zone.

    Parameters
    ----------
    zone_ids
        Zones in the order of the rows and columns.
    times_s
        Seconds [from, to]; negative = not reached in the time searched.
    measured
        How they were measured: the statistic and the departures.
    """

    zone_ids: tuple[str, ...]
    times_s: npt.NDArray[np.int32]
    measured: Words = NO_WORDS

    def __post_init__(self) -> None:
        size = len(self.zone_ids)
        if self.times_s.shape != (size, size):
            raise DataError(
                f"the times between zones are {self.times_s.shape}, but there are {size} zones; "
                "give one row and one column for each zone"
            )


def time_classes(times_s: npt.NDArray[np.int32]) -> Classes:
    """Class of each time: class ``k`` holds ``5 k <= minutes < 5 (k + 1)``; 255 = not reached.

    Times beyond 254 classes (21 hours) are in the last one.

    Examples
    --------
    >>> time_classes(np.array([[0, 299, 300, -1]], np.int32)).tolist()
    [[0, 0, 1, 255]]
    """
    classes = np.minimum(times_s // (CLASS_MIN * 60), _LAST)
    return np.where(times_s < 0, _UNREACHED, classes).astype(np.uint8)


def packed(classes: Classes) -> str:
    """Classes as text: each row minus the row above, then along the row, deflated, base64.

    Zones in an order that keeps neighbours together differ little from one to the next, so most
    differences are zero. The page undoes this in one pass; all arithmetic is modulo 256.

    Examples
    --------
    >>> packed(np.zeros((2, 2), np.uint8)) == packed(np.zeros((2, 2), np.uint8))
    True
    """
    down = np.diff(classes, axis=0, prepend=np.zeros((1, classes.shape[1]), np.uint8))
    both = np.diff(down, axis=1, prepend=np.zeros((classes.shape[0], 1), np.uint8))
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_FILTERED)
    data = packer.compress(np.ascontiguousarray(both).tobytes()) + packer.flush()
    return base64.b64encode(data).decode("ascii")


def reach_json(reach: Reach, zone_ids: tuple[str, ...], *, start: Json = None) -> dict[str, Json]:
    """The matrix for the page, its rows and columns in the order of the page's zones.

    Zones of the page that the matrix lacks are an error: a click there would find nothing. `start`
    is the place the page opens with, as ``zh``, ``en`` and ``at``.

    Examples
    --------
    >>> reach_json(Reach(("a",), np.zeros((1, 1), np.int32)), ("a",))["class_min"]
    5
    """
    place = {zone_id: index for index, zone_id in enumerate(reach.zone_ids)}
    lost = [zone_id for zone_id in zone_ids if zone_id not in place]
    if lost:
        raise DataError(
            f"the times between zones lack {len(lost)} zones of the map, such as "
            f"{', '.join(lost[:5])}; compute them from the same run"
        )
    order = np.array([place[zone_id] for zone_id in zone_ids], dtype=np.int64)
    return {
        "class_min": CLASS_MIN,
        "size": len(zone_ids),
        "start": start,
        "scale": scale_json(MINUTES),
        "measured": words_json(_in_classes(reach.measured)),
        "data": packed(time_classes(reach.times_s[np.ix_(order, order)])),
    }


def _in_classes(measured: Words) -> Words:
    """How times were measured, and that the page knows them to a class only."""
    classes = Words(f"按{CLASS_MIN}分钟分级", f"in classes of {CLASS_MIN} minutes")
    said = (measured, classes) if measured.zh else (classes,)
    return Words("，".join(one.zh for one in said), ", ".join(one.en for one in said))
