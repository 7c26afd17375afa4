"""The table the day is written into: a row for every visit that may take place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hub.flow.facility import Facility, People, Vehicles

__all__ = ["Day", "blank_day"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """All visits that may take place: by the key of the person, then along the route.

    Arrays are filled in as the day goes on. Equal arrivals are served in the order of the rows,
    which is why people are ordered by their keys here. `arrive_s` is not a number until a person
    is on the way to the place; `service_s` is for lanes alone; `first_row` and `visits` are by
    person.
    """

    facility: Facility
    people: People
    vehicles: Vehicles
    seed: int
    replication: int
    first_row: Ints
    visits: Ints
    person: npt.NDArray[np.int32]
    place: npt.NDArray[np.int16]
    last: Bools
    arrive_s: Floats
    begin_s: Floats
    leave_s: Floats
    service_s: Floats
    served: Bools
    failed: npt.NDArray[np.int32]


def blank_day(
    facility: Facility, people: People, vehicles: Vehicles, *, seed: int, replication: int
) -> Day:
    """Rows of the visits of all people, nobody having moved yet.

    Examples
    --------
    >>> from sim.hub.flow.facility import Route
    >>> from sim.hub.flow.places import Walk
    >>> ways = (Walk("a", "甲", "A"), Walk("b", "乙", "B"))
    >>> two = Facility("hub", "站", "Hub", ways, (Route("in", ("a", "b")),))
    >>> people = People.walking(np.array([0.0, 9.0]), key=np.array([5, 4]))
    >>> blank_day(two, people, Vehicles(), seed=1, replication=0).person.tolist()
    [1, 1, 0, 0]
    """
    table, lengths = _route_table(facility)
    order = np.argsort(people.key, kind="stable")
    visits = lengths[people.route]
    in_order = visits[order]
    starts = np.cumsum(in_order) - in_order
    first_row = np.empty_like(starts)
    first_row[order] = starts
    person = np.repeat(order, in_order).astype(np.int32)
    step = np.arange(person.size) - np.repeat(starts, in_order)
    arrive_s = np.full(person.size, np.nan)
    arrive_s[first_row] = people.appear_s
    return Day(
        facility,
        people,
        vehicles,
        seed,
        replication,
        first_row=first_row,
        visits=visits,
        person=person,
        place=table[people.route[person], step],
        last=step == visits[person] - 1,
        arrive_s=arrive_s,
        begin_s=np.full(person.size, np.nan),
        leave_s=np.full(person.size, np.nan),
        service_s=np.zeros(person.size),
        served=np.ones(person.size, dtype=np.bool_),
        failed=np.zeros(person.size, dtype=np.int32),
    )


def _route_table(facility: Facility) -> tuple[npt.NDArray[np.int16], Ints]:
    """Number of the place at each step of each route, and the steps of each."""
    index = facility.index
    lengths = np.array([len(route.places) for route in facility.routes], dtype=np.int64)
    table = np.full((lengths.size, int(lengths.max(initial=0))), -1, dtype=np.int16)
    for number, route in enumerate(facility.routes):
        table[number, : len(route.places)] = [index[place] for place in route.places]
    return table, lengths
