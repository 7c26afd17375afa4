"""A desk and three people, for the examples in docstrings."""

from __future__ import annotations

import numpy as np

from sim.hub.flow.facility import DayLog, Facility, People, Route, Vehicles, simulate
from sim.hub.flow.places import Lanes, LaneSchedule, Service

__all__ = ["one_desk", "three_people", "three_travellers"]


def one_desk() -> Facility:
    """One lane that takes ten seconds for a person.

    Examples
    --------
    >>> one_desk().places[0].title_zh
    '柜台'
    """
    desk = Lanes("desk", "柜台", "Desk", Service(10.0), LaneSchedule.always(1))
    return Facility("office", "办事处", "Office", (desk,), (Route("in", ("desk",)),))


def three_travellers() -> People:
    """Who come after 0, 1 and 30 seconds.

    Examples
    --------
    >>> len(three_travellers())
    3
    """
    return People.walking(np.array([0.0, 1.0, 30.0]), key=np.arange(3))


def three_people() -> DayLog:
    """Their day: they wait 0, 9 and 0 seconds.

    Examples
    --------
    >>> three_people().visits.wait_s.tolist()
    [0.0, 9.0, 0.0]
    """
    return simulate(one_desk(), three_travellers(), Vehicles(), seed=1, replication=0)
