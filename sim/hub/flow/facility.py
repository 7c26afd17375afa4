"""A facility, its people and vehicles, and the log of the day that `simulate` gives back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.hub.flow.places import Place

__all__ = [
    "NO_VEHICLE",
    "WHY_MISSED",
    "DayLog",
    "Facility",
    "LaneCounts",
    "People",
    "Route",
    "Vehicles",
    "Visits",
    "simulate",
]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NO_VEHICLE = -1
WHY_MISSED: Mapping[int, tuple[str, str]] = {
    0: ("未错过", "not missed"),
    1: ("到达时检票口已关闭", "the gate had closed"),
    2: ("当日已无后续班次有余位", "no vehicle with room came any more"),
    3: ("窗口关闭，未能办理", "the lanes closed for the day before their turn"),
}


@dataclass(frozen=True, slots=True)
class Route:
    """The places a person passes, in order.

    Examples
    --------
    >>> Route("to_train", ("check", "hall", "gate")).places[0]
    'check'
    """

    route_id: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Facility:
    """Places and the routes through them, checked as a whole.

    Raises `DataError` with every problem: unknown places, routes that go round in a circle,
    negative times, gates that close before they open, schedules that do not rise.

    Examples
    --------
    >>> from sim.hub.flow.places import Walk
    >>> hall = Walk("hall", "大厅", "Hall", length_m=60.0)
    >>> Facility("east", "杭州东站", "Hangzhou East", (hall,), (Route("in", ("hall",)),)).index
    {'hall': 0}
    """

    facility_id: str
    title_zh: str
    title_en: str
    places: tuple[Place, ...]
    routes: tuple[Route, ...]

    def __post_init__(self) -> None:
        from sim.hub.flow.checks import check_facility  # noqa: PLC0415 - checks know facilities

        check_facility(self)

    @property
    def index(self) -> dict[str, int]:
        """The number of each place, as in the log."""
        return {place.place_id: number for number, place in enumerate(self.places)}

    def place(self, place_id: str) -> Place:
        """The place of a name."""
        return self.places[self.index[place_id]]

    def route(self, route_id: str) -> int:
        """The number of a route, as people carry it."""
        return [route.route_id for route in self.routes].index(route_id)


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """One row per person: when and on which route they appear, their vehicle, speed and key.

    `vehicle` is a row of `Vehicles` or -1; `group` is for reporting only. Persons who reach a place
    at the same instant are served in the order of their keys, and equal keys in that of the rows.

    Examples
    --------
    >>> two = People.walking(np.array([0.0, 5.0]), route=0, key=np.array([7, 9]))
    >>> len(two), two.vehicle.tolist(), two.speed_m_s.tolist()
    (2, [-1, -1], [1.3, 1.3])
    """

    appear_s: Floats
    route: Ints
    vehicle: Ints
    speed_m_s: Floats
    key: Ints
    group: Ints

    def __len__(self) -> int:
        return int(self.appear_s.size)

    @classmethod
    def walking(
        cls,
        appear_s: Floats,
        *,
        key: Ints,
        route: int | Ints = 0,
        vehicle: int | Ints = NO_VEHICLE,
        speed_m_s: float | Floats = 1.3,
        group: int | Ints = 0,
    ) -> People:
        """People whose single values hold for all of them."""
        size = appear_s.size

        def whole(values: int | Ints) -> Ints:
            return np.array(np.broadcast_to(np.asarray(values, dtype=np.int64), size))

        speed = np.array(np.broadcast_to(np.asarray(speed_m_s, dtype=np.float64), size))
        appear = np.asarray(appear_s, dtype=np.float64)
        return cls(appear, whole(route), whole(vehicle), speed, whole(key), whole(group))


@dataclass(frozen=True, slots=True, eq=False)
class Vehicles:
    """The vehicles whose departures gates look at.

    Examples
    --------
    >>> Vehicles(("G1",), np.array([3600.0])).depart_s.tolist()
    [3600.0]
    """

    vehicle_id: tuple[str, ...] = ()
    depart_s: Floats = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True, slots=True, eq=False)
class Visits:
    """One row per visit of a person to a place, by person and then in the order of the route.

    Between arrival and begin people wait, between begin and leaving they are served or walk.
    `served` is false for the last visit of who missed the vehicle or was never served: they wait
    until they leave. `failed` counts the vehicles that left a rank full while the person waited.
    """

    person: npt.NDArray[np.int32]
    place: npt.NDArray[np.int16]
    arrive_s: Floats
    begin_s: Floats
    leave_s: Floats
    served: Bools
    failed: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return int(self.person.size)

    @property
    def wait_s(self) -> Floats:
        """Begin less arrival."""
        waits: Floats = self.begin_s - self.arrive_s
        return waits


@dataclass(frozen=True, slots=True, eq=False)
class LaneCounts:
    """The lanes open at a place from each moment on, as planned or as its rule opened them."""

    from_s: Floats
    lanes: Ints


@dataclass(frozen=True, slots=True, eq=False)
class DayLog:
    """All visits of a day, when each person left the facility, and who missed what.

    `end_s` is when a person left, served or not; `missed_at` is the number of the place where a
    person gave up (-1: nowhere) and `missed_why` a key of `WHY_MISSED`.
    """

    visits: Visits
    end_s: Floats
    missed: Bools
    missed_at: npt.NDArray[np.int16]
    missed_why: npt.NDArray[np.int8]
    lane_counts: Mapping[int, LaneCounts]


def simulate(
    facility: Facility,
    people: People,
    vehicles: Vehicles,
    *,
    seed: int,
    replication: int,
    tick_s: float = 60.0,
) -> DayLog:
    """Let the people pass the facility, from the first who appears to the last who leaves.

    People are not events: at every tick each place, upstream before downstream, works on all who
    reached it by then. Nobody served first come, first served waits for who comes later, so all
    times are exact and the same for any tick.

    Parameters
    ----------
    facility, people, vehicles
        What is simulated. Without people the log is empty.
    seed, replication
        Of the draws of service times, see `sim.hub.flow.draws`.
    tick_s
        Time between two workings; ``math.inf`` works on the whole day at once.

    Examples
    --------
    >>> from sim.hub.flow.places import Lanes, LaneSchedule, Service
    >>> desk = Lanes("desk", "柜台", "Desk", Service(10.0), LaneSchedule.always(1))
    >>> small = Facility("a", "甲", "A", (desk,), (Route("in", ("desk",)),))
    >>> three = People.walking(np.array([0.0, 1.0, 30.0]), key=np.arange(3))
    >>> simulate(small, three, Vehicles(), seed=1, replication=0).end_s.tolist()
    [10.0, 20.0, 40.0]
    """
    from sim.hub.flow.checks import check_people  # noqa: PLC0415 - checks know facilities
    from sim.hub.flow.simulation import run_day  # noqa: PLC0415 - loads SimPy and Numba

    if not tick_s > 0 or math.isnan(tick_s):
        raise ValueError(f"tick_s is {tick_s}; the time between two workings must be positive")
    check_people(facility, people, vehicles)
    return run_day(facility, people, vehicles, seed=seed, replication=replication, tick_s=tick_s)
