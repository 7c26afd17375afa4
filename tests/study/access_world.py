"""A made-up matrix for tests of access: four zones, three places, times written by hand."""

from __future__ import annotations

from typing import cast

import numpy as np

from sim.network.model import Quality, Zone, ZoneId
from sim.network.opportunities import OpportunityLayer, OpportunityPlace
from sim.routing.arrays import LinkArrays
from sim.study.access_places import Destinations
from sim.study.access_values import Matrix

PEOPLE = (100.0, 300.0, 0.0, 600.0)
JOBS = (10.0, 20.0, 40.0, 80.0)

# Minutes from zone (row) to zones a, b, c, d and places p, q, r; None is unreachable.
MINUTES = (
    (0, 10, 30, None, 5, 40, None),
    (10, 0, 20, 61, 15, 10, 60),
    (30, 20, 0, 45, 25, 30, 35),
    (None, 60, 45, 0, None, None, None),
)


def zones() -> tuple[Zone, ...]:
    return tuple(
        Zone(ZoneId(name), "cell", "甲", "A", 120.0 + 0.1 * row, 30.0, "1", "杭州", people, jobs)
        for row, (name, people, jobs) in enumerate(zip("abcd", PEOPLE, JOBS, strict=True))
    )


def place(name: str, amount: float = 1.0, lon: float = 120.0) -> OpportunityPlace:
    return OpportunityPlace(name, "", name, lon, 30.0, amount, Quality.DERIVED)


def layer(name: str, places=(), zone_amount=None) -> OpportunityLayer:
    return OpportunityLayer(
        name, name, name, name, zone_amount, tuple(places), Quality.DERIVED, "made up"
    )


def matrix(limit_min: float = 240) -> Matrix:
    places = (place("p"), place("q", 2.0, 120.1), place("r", 1.0, 120.2))
    layers = (
        layer("jobs", zone_amount=lambda zone: zone.jobs),
        layer("clinics", places),
        layer("nothing"),
    )
    amounts = np.zeros((7, 3))
    amounts[:4, 0] = JOBS
    amounts[4:, 1] = [1.0, 2.0, 1.0]
    none = cast("LinkArrays", None)
    to = Destinations(zones(), places, layers, amounts, none, none)
    seconds = [[-1 if one is None else one * 60 for one in row] for row in MINUTES]
    return Matrix(to, np.array(seconds, dtype=np.int32), limit_min)
