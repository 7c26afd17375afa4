"""The places people pass through: walks, lanes, gates closing before departure, and ranks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

__all__ = [
    "Family",
    "Gate",
    "LaneRule",
    "LaneSchedule",
    "Lanes",
    "Place",
    "Rank",
    "Service",
    "VehicleCalls",
    "Walk",
]

Family = Literal["constant", "exponential", "lognormal", "erlang"]


@dataclass(frozen=True, slots=True)
class Service:
    """How long one lane needs for one person: mean, spread and shape.

    `cv` is the standard deviation over the mean. A constant time has none and an exponential one
    has 1, whatever is written; an Erlang time has the nearest that whole stages give: ``1/sqrt(k)``
    with ``k = round(1/cv²)``.

    Examples
    --------
    >>> Service(20.0, 0.5, "erlang").stages
    4
    """

    mean_s: float
    cv: float = 0.0
    family: Family = "constant"

    @property
    def stages(self) -> int:
        """Stages of an Erlang time, at least one."""
        return max(1, round(1.0 / self.cv**2)) if self.cv > 0 else 1

    @property
    def true_cv(self) -> float:
        """The spread that the family really has."""
        fixed = {"constant": 0.0, "exponential": 1.0, "erlang": 1.0 / math.sqrt(self.stages)}
        return fixed.get(self.family, self.cv)


@dataclass(frozen=True, slots=True)
class LaneSchedule:
    """How many lanes are open from each moment on; before the first moment none is.

    A lane that closes finishes its person. People wait while no lane is open.

    Examples
    --------
    >>> LaneSchedule((0.0, 3600.0), (2, 5)).most
    5
    >>> LaneSchedule.always(3).lanes_at(12.0)
    3
    """

    from_s: tuple[float, ...]
    lanes: tuple[int, ...]

    @classmethod
    def always(cls, lanes: int) -> LaneSchedule:
        """The same number at any time."""
        return cls((-math.inf,), (lanes,))

    @property
    def most(self) -> int:
        """The largest number open at any time."""
        return max(self.lanes, default=0)

    def lanes_at(self, time_s: float) -> int:
        """The number open at a time."""
        found = 0
        for start, lanes in zip(self.from_s, self.lanes, strict=True):
            if start <= time_s:
                found = lanes
        return found


@dataclass(frozen=True, slots=True)
class LaneRule:
    """Lanes opened and closed by what is seen at each review.

    At ``k * review_s`` (k whole): has the first person of the queue waited longer than
    `open_above_wait_s`, one lane opens; does nobody wait and a lane is idle, one closes. Between
    `least` and `most`, beginning with the schedule's number. Where the schedule has none, the place
    is closed and the rule rests.

    Examples
    --------
    >>> LaneRule(least=2, most=6, open_above_wait_s=300.0, review_s=600.0).most
    6
    """

    least: int
    most: int
    open_above_wait_s: float
    review_s: float


@dataclass(frozen=True, slots=True, eq=False)
class VehicleCalls:
    """When vehicles leave a rank, and how many people each has room for.

    Examples
    --------
    >>> VehicleCalls(np.array([60.0, 360.0]), np.array([2, 40])).places.sum()
    np.int64(42)
    """

    depart_s: npt.NDArray[np.float64]
    places: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Walk:
    """A way on foot: length over the person's own speed, and a fixed time (an escalator's ride).

    Examples
    --------
    >>> Walk("hall", "大厅", "Hall", length_m=130.0, fixed_s=20.0).fixed_s
    20.0
    """

    place_id: str
    title_zh: str
    title_en: str
    length_m: float = 0.0
    fixed_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Lanes:
    """First come, first served by as many lanes as are open, from one queue.

    Examples
    --------
    >>> Lanes("check", "安检", "Security", Service(15.0), LaneSchedule.always(4)).rule is None
    True
    """

    place_id: str
    title_zh: str
    title_en: str
    service: Service
    schedule: LaneSchedule
    rule: LaneRule | None = None

    @property
    def most(self) -> int:
        """The largest number of lanes that can be open."""
        return self.schedule.most if self.rule is None else self.rule.most


@dataclass(frozen=True, slots=True)
class Gate:
    """Opens and closes before the departure of the person's own vehicle.

    Who comes before the opening waits for it; who comes after the closing has missed the vehicle
    and leaves. ``math.inf`` opens at any time. People without a vehicle pass.

    Examples
    --------
    >>> Gate("gate", "检票口", "Ticket gate", opens_before_s=900.0, closes_before_s=180.0).place_id
    'gate'
    """

    place_id: str
    title_zh: str
    title_en: str
    opens_before_s: float
    closes_before_s: float


@dataclass(frozen=True, slots=True)
class Rank:
    """First come, first served by the next vehicle that has room.

    Examples
    --------
    >>> calls = VehicleCalls(np.array([60.0]), np.array([2]))
    >>> Rank("bus", "公交站", "Bus stop", calls).title_en
    'Bus stop'
    """

    place_id: str
    title_zh: str
    title_en: str
    calls: VehicleCalls


Place = Walk | Lanes | Gate | Rank
