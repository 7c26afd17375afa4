"""The network of the world: one-stop journeys and connectivity against plain loops."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.air.connectivity import Assumed, connectivity_table
from sim.air.netscan import NetScanParameters
from sim.air.onward import WorldNetwork, journeys, replaced_routes, world_network
from sim.air.spread import SpreadRules, expected_units
from sim.errors import DataError

BANDS = pd.DataFrame({"from_km": [0.0], "fixed_min": [30.0], "speed_kmh": [850.0]})
SEO = NetScanParameters(3.0, 0.075, 1.0, 0.0, 5.0, 0.5)
RULES = SpreadRules(90.0, 720.0)
CODES = list("ABCDEFG")

random_world = st.builds(
    lambda places, routes: world_network(
        pd.DataFrame(
            {
                "iata": CODES,
                "lon": [float(x) for x, _ in places],
                "lat": [float(y) for _, y in places],
            }
        ),
        pd.DataFrame(
            [
                (CODES[a], CODES[b], weekly, "published")
                for (a, b), weekly in routes.items()
                if a != b
            ],
            columns=["origin", "destination", "weekly_frequency", "quality"],
        ),
        BANDS,
    ),
    st.lists(
        st.tuples(st.integers(-170, 170), st.integers(-60, 60)),
        min_size=7,
        max_size=7,
        unique=True,
    ),
    st.dictionaries(
        st.tuples(st.integers(0, 6), st.integers(0, 6)),
        st.one_of(st.none(), st.integers(1, 60)),
        max_size=25,
    ),
)


@settings(max_examples=40, deadline=None)
@given(random_world)
def test_quickest_journeys_are_those_of_brute_force(world: WorldNetwork) -> None:
    found = journeys(
        world, ["A", "C"], RULES, assumed_weekly=7, longest_detour=1.6, minimum_min={"C": 200.0}
    )
    hours_of = {(row.origin, row.destination): row.hours for row in found.itertuples()}
    stops_of = {(row.origin, row.destination): row.stops for row in found.itertuples()}
    for origin in ("A", "C"):
        o = CODES.index(origin)
        for d, destination in enumerate(CODES):
            if o == d:
                continue
            best = world.block_min[o, d] if world.flown[o, d] else np.inf
            for h, hub in enumerate(CODES):
                way = world.km[o, h] + world.km[h, d]
                if h in {o, d} or not world.flown[o, h] or not world.flown[h, d]:
                    continue
                if way > 1.6 * world.km[o, d]:
                    continue
                weekly = 7.0 if np.isnan(world.weekly[h, d]) else world.weekly[h, d]
                wait = min(10_080 / weekly, 630.0) / 2 + (200.0 if hub == "C" else 90.0)
                best = min(best, world.block_min[o, h] + wait + world.block_min[h, d])
            hours = hours_of[origin, destination]
            if np.isinf(best):
                assert np.isnan(hours)
                assert pd.isna(stops_of[origin, destination])
            else:
                assert hours == pytest.approx(best / 60.0)


@settings(max_examples=40, deadline=None)
@given(random_world)
def test_connectivity_is_that_of_brute_force(world: WorldNetwork) -> None:
    rules = SpreadRules(60.0, 360.0)
    table = connectivity_table(
        world, ["A"], rules, SEO, assumed=Assumed(7, 2, 28), longest_detour=1.5
    ).set_index("measure")

    def units(first: int, hub: int, last: int) -> float:
        if len({first, hub, last}) < 3 or not (world.flown[first, hub] and world.flown[hub, last]):
            return 0.0
        if world.km[first, hub] + world.km[hub, last] > 1.5 * world.km[first, last]:
            return 0.0
        weekly = [
            7.0 if np.isnan(world.weekly[leg]) else world.weekly[leg]
            for leg in ((first, hub), (hub, last))
        ]
        legs = (world.block_min[first, hub] + world.block_min[hub, last]) / 60.0
        nonstop = world.block_min[first, last] / 60.0
        return expected_units(nonstop, legs, (weekly[0], weekly[1]), rules, SEO).item()

    every = range(7)
    assert table.loc["indirect", "cnu"] == pytest.approx(
        sum(units(0, hub, last) for hub in every for last in every)
    )
    assert table.loc["hub", "cnu"] == pytest.approx(
        sum(units(first, 0, last) for first in every for last in every)
    )
    assert (table["cnu_low"] <= table["cnu"] + 1e-9).all()
    assert (table["cnu"] <= table["cnu_high"] + 1e-9).all()


@settings(max_examples=40, deadline=None)
@given(random_world)
def test_a_new_route_never_makes_a_journey_longer(world: WorldNetwork) -> None:
    def hours(network: WorldNetwork) -> pd.Series:
        found = journeys(network, ["A"], RULES, assumed_weekly=7, longest_detour=1.6)
        return found["hours"].fillna(np.inf)

    flown, weekly, grade = world.flown.copy(), world.weekly.copy(), world.grade.copy()
    flown[0, 1], weekly[0, 1], grade[0, 1] = True, 7.0, 1
    wider = WorldNetwork(world.codes, world.km, world.block_min, flown, weekly, grade)
    assert (hours(wider) <= hours(world) + 1e-9).all()


@pytest.fixture
def network_of() -> Callable[..., WorldNetwork]:
    def build(routes: pd.DataFrame) -> WorldNetwork:
        airports = pd.DataFrame(
            {"iata": ["A", "B", "C"], "lon": [0.0, 10.0, 20.0], "lat": [0.0, 0.0, 0.0]}
        )
        return world_network(airports, routes, BANDS)

    return build


def routes(*rows: tuple[str, str, float | None, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["origin", "destination", "weekly_frequency", "quality"])


def test_a_journey_by_hand(network_of: Callable[..., WorldNetwork]) -> None:
    world = network_of(
        routes(
            ("A", "B", None, "published"), ("B", "C", 28.0, "estimate"), ("B", "A", 7.0, "official")
        )
    )
    # 10 degrees of the equator: 1113.19 km, 30 + 78.58 = 108.58 min. Four flights a day: every
    # 360 min, so 90 + 180 min at the hub. 2 · 108.58 + 270 = 487.16 min = 8.119 h.
    row = journeys(world, ["A"], RULES, assumed_weekly=7, longest_detour=1.5).iloc[1]
    assert row["hours"] == pytest.approx(8.119, abs=1e-3)
    assert row[["destination", "stops", "hub", "hubs"]].tolist() == ["C", 1, "B", 1]
    assert row[["transfer_min", "frequency_known", "list_quality"]].tolist() == [
        270.0,
        True,
        "estimate",
    ]


def test_two_lists_of_one_route_are_one_route(network_of: Callable[..., WorldNetwork]) -> None:
    world = network_of(
        routes(
            ("A", "B", 3.0, "estimate"), ("A", "B", None, "published"), ("B", "C", None, "official")
        )
    )
    assert world.flown.sum() == 2
    assert world.weekly[0, 1] == 3.0
    assert np.isnan(world.weekly[1, 2])
    assert world.grade[0].tolist() == [-1, 1, -1]


def test_own_routes_replace_those_of_the_list() -> None:
    listed = routes(
        ("A", "B", 7.0, "published"), ("C", "A", 7.0, "published"), ("B", "C", 7.0, "published")
    )
    own = pd.DataFrame({"destination": ["C"], "weekly_frequency": [2.0], "quality": ["scenario"]})
    found = replaced_routes(listed, "A", own)
    assert found.to_numpy().tolist() == [
        ["B", "C", 7.0, "published"],
        ["A", "C", 2.0, "scenario"],
        ["C", "A", 2.0, "scenario"],
    ]


def test_bad_routes_are_all_named(network_of: Callable[..., WorldNetwork]) -> None:
    with pytest.raises(DataError) as caught:
        network_of(routes(("A", "X", 1.0, "published"), ("Y", "B", 1.0, "published"),
                          ("C", "C", 1.0, "published")))  # fmt: skip
    assert [one.what for one in caught.value.issues] == [
        "a route names airport 'X', which has no position",
        "a route names airport 'Y', which has no position",
        "a route leads from 'C' to itself",
    ]
    assert "add it to air/world_airports, or correct the code" in str(caught.value)


def test_an_unknown_origin_is_refused(network_of: Callable[..., WorldNetwork]) -> None:
    world = network_of(routes(("A", "B", 1.0, "published")))
    with pytest.raises(DataError, match="airport 'Q' is not in the network of the world"):
        journeys(world, ["Q"], RULES, assumed_weekly=7, longest_detour=1.5)
