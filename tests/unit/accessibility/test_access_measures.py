"""Every measure equals its formula written as plain loops, on small random towns."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import plain_access as plain
import pytest

from sim import accessibility as access

Array = np.ndarray

DECAYS = [
    (access.step(30), plain.step(30)),
    (access.stepped((10, 20, 30), (1, 0.68, 0.22)), plain.stepped([10, 20, 30], [1, 0.68, 0.22])),
    (access.linear(45), plain.linear(45)),
    (access.exponential(20), plain.exponential(20)),
    (access.logistic(30, 10), plain.logistic(30, 10)),
    (access.power(1.5), plain.power(1.5)),
    (access.log_normal(0.1), plain.log_normal(0.1)),
    (access.gaussian(40), plain.gaussian(40)),
]
SEEDS = range(12)


class Town:
    """Up to 6 origins and 7 destinations; some unreachable, some empty, some without people."""

    def __init__(self, seed: int, *, whole: bool = True) -> None:
        draw = np.random.default_rng(seed)
        n, m = int(draw.integers(1, 7)), int(draw.integers(1, 8))
        self.times = draw.integers(0, 13, (n, m)) * 5.0
        if not whole:
            self.times += draw.random((n, m))
        self.times[draw.random((n, m)) < 0.2] = np.nan
        self.supply = draw.integers(0, 6, (m, 3)) * draw.integers(0, 2, (m, 3)) * 1.0
        self.people = draw.integers(0, 50, n) * draw.integers(0, 3, n).clip(0, 1) * 1.0
        self.km = draw.integers(0, 20, (n, m)) * 1.0

    @property
    def rows(self) -> plain.Times:
        return [[None if math.isnan(t) else t for t in row] for row in self.times.tolist()]

    def layer(self, number: int) -> list[float]:
        return self.supply[:, number].tolist()


def check(found: Array, town: Town, expected: Callable[[list[float]], list[float | None]]) -> None:
    """All layers at once, and each by itself, are what the loops say."""
    assert found.shape == (len(town.times), 3)
    for number in range(3):
        wanted = [math.nan if v is None else v for v in expected(town.layer(number))]
        np.testing.assert_allclose(found[:, number], wanted, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("cutoff", [0, 5, 30, 31.5])
def test_cumulative(seed: int, cutoff: float) -> None:
    town = Town(seed)
    found = access.cumulative(town.times, town.supply, cutoff_min=cutoff)
    check(found, town, lambda layer: plain.cumulative(town.rows, layer, cutoff))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("summary", ["mean", "median"])
@pytest.mark.parametrize("step_min", [1, 4, 5, 7])  # 21, 6, 5 and 3 cutoffs
def test_cumulative_interval(seed: int, summary: str, step_min: float) -> None:
    town = Town(seed, whole=False)
    found = access.cumulative_interval(
        town.times, town.supply, from_min=20, to_min=40, step_min=step_min, summary=summary
    )
    cutoffs = [20 + step_min * k for k in range(100) if 20 + step_min * k <= 40]

    def expected(layer: list[float]) -> list[float | None]:
        every = [
            sorted(one)
            for one in zip(*(plain.cumulative(town.rows, layer, c) for c in cutoffs), strict=True)
        ]
        if summary == "mean":
            return [sum(one) / len(one) for one in every]
        n = len(cutoffs)
        return [(one[(n - 1) // 2] + one[n // 2]) / 2 for one in every]

    check(found, town, expected)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("decay", "weight"), DECAYS, ids=lambda d: getattr(d, "kind", ""))
def test_gravity(seed: int, decay: access.Decay, weight: plain.Weight) -> None:
    town = Town(seed, whole=False)
    found = access.gravity(town.times, town.supply, decay=decay)
    check(found, town, lambda layer: plain.gravity(town.rows, layer, weight))


@pytest.mark.parametrize("seed", SEEDS)
def test_time_to_closest(seed: int) -> None:
    town = Town(seed)
    found = access.time_to_closest(town.times, town.supply)
    check(found, town, lambda layer: plain.closest(town.rows, layer))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("n", [0.5, 1, 2, 7, 1000])
def test_time_to_nth(seed: int, n: float) -> None:
    town = Town(seed)
    found = access.time_to_nth(town.times, town.supply, n=n)
    check(found, town, lambda layer: plain.until(town.rows, layer, [n] * len(town.times)))


@pytest.mark.parametrize("seed", SEEDS)
def test_balancing_time(seed: int) -> None:
    town = Town(seed)
    people = (town.people // 10).tolist()
    found = access.balancing_time(town.times, town.supply, people=people)
    check(found, town, lambda layer: plain.until(town.rows, layer, people))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("cutoff", [10, 30])
def test_two_step(seed: int, cutoff: float) -> None:
    town = Town(seed)
    found = access.two_step_floating_catchment(
        town.times, town.supply, people=town.people, cutoff_min=cutoff
    )
    people, weight = town.people.tolist(), plain.step(cutoff)
    check(found, town, lambda layer: plain.shared(town.rows, layer, people, weight))


FAMILY = [
    (access.enhanced_two_step_floating_catchment, plain.shared),
    (access.shen, plain.shared),
    (access.three_step_floating_catchment, plain.three_step),
    (access.balanced_floating_catchment, plain.balanced),
]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("decay", "weight"), DECAYS, ids=lambda d: getattr(d, "kind", ""))
@pytest.mark.parametrize(("measure", "loops"), FAMILY, ids=lambda f: f.__name__)
def test_catchments(
    seed: int,
    decay: access.Decay,
    weight: plain.Weight,
    measure: Callable[..., Array],
    loops: Callable[..., list[float | None]],
) -> None:
    town = Town(seed)
    found = measure(town.times, town.supply, people=town.people, decay=decay)
    people = town.people.tolist()
    check(found, town, lambda layer: loops(town.rows, layer, people, weight))


def test_the_bands_of_luo_and_qi_are_the_default() -> None:
    town = Town(3)
    found = access.enhanced_two_step_floating_catchment(town.times, town.supply, people=town.people)
    weight = plain.stepped([10, 20, 30], [1, 0.68, 0.22])
    people = town.people.tolist()
    check(found, town, lambda layer: plain.shared(town.rows, layer, people, weight))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("exponent", [1.0, 1.3])
def test_spatial_availability(seed: int, exponent: float) -> None:
    town = Town(seed)
    found = access.spatial_availability(
        town.times,
        town.supply,
        people=town.people,
        decay=access.exponential(20),
        people_exponent=exponent,
    )
    people, weight = town.people.tolist(), plain.exponential(20)
    check(found, town, lambda layer: plain.availability(town.rows, layer, people, weight, exponent))


@pytest.mark.parametrize("seed", SEEDS)
def test_transport_performance(seed: int) -> None:
    town = Town(seed)
    found = access.transport_performance(
        town.times, town.supply, distances_km=town.km, cutoff_min=30, radius_km=8
    )
    check(found, town, lambda layer: plain.performance(town.rows, town.km.tolist(), layer, 30, 8))
    nearby = access.proximity(town.km, town.supply, radius_km=8)
    check(nearby, town, lambda layer: plain.cumulative(town.km.tolist(), layer, 8))


@pytest.mark.parametrize("seed", SEEDS)
def test_shen_by_group(seed: int) -> None:
    """Two groups are one town with every origin twice."""
    town, other = Town(seed), Town(seed)
    other.times = np.minimum(town.times + 10, 60)
    found = access.shen_by_group(
        [town.times, other.times],
        town.supply,
        people=[town.people, town.people[::-1]],
        decay=access.exponential(20),
    )
    both = town.rows + other.rows
    people = town.people.tolist() + town.people[::-1].tolist()
    for number in range(3):
        wanted = plain.shared(both, town.layer(number), people, plain.exponential(20))
        np.testing.assert_allclose(
            np.concatenate(found)[:, number],
            [math.nan if v is None else v for v in wanted],
            rtol=1e-12,
        )


def test_ties_come_into_reach_together() -> None:
    # Two places of one at 10 min: whoever needs one or two is there at 10 min; three, at 20 min.
    times, places = [[10, 10, 20]], [1, 1, 1]
    found = [access.time_to_nth(times, places, n=n)[0].item() for n in (1, 2, 3)]
    assert found == [10.0, 10.0, 20.0]


def test_nothing_in_reach_is_zero_and_no_time_is_missing() -> None:
    times, jobs = [[np.nan, np.nan]], [5, 6]
    assert access.cumulative(times, jobs, cutoff_min=60).tolist() == [0.0]
    assert access.gravity(times, jobs, decay=access.exponential(20)).tolist() == [0.0]
    catchment = access.two_step_floating_catchment(times, jobs, people=[9], cutoff_min=60)
    assert catchment.tolist() == [0.0]
    assert np.isnan(access.time_to_closest(times, jobs)).all()
    assert np.isnan(access.time_to_nth(times, jobs, n=1)).all()
    assert np.isnan(access.balancing_time(times, jobs, people=[9])).all()


def test_an_empty_layer_is_zero_and_never_reached() -> None:
    times, nothing = [[5.0, 10.0]], [0, 0]
    assert access.cumulative(times, nothing, cutoff_min=60).tolist() == [0.0]
    for measure in (access.shen, access.three_step_floating_catchment):
        found = measure(times, nothing, people=[9], decay=access.exponential(20))
        assert found.tolist() == [0.0]
    assert np.isnan(access.time_to_closest(times, nothing)).all()
    nearby = access.transport_performance(
        times, nothing, distances_km=[[1, 2]], cutoff_min=60, radius_km=8
    )
    assert np.isnan(nearby).all()


def test_supply_without_competitors_has_no_price() -> None:
    """The second origin has no people and alone reaches the second place."""
    times, beds, people = [[10, np.nan], [10, 10]], [4, 6], [8, 0]
    found = access.two_step_floating_catchment(times, beds, people=people, cutoff_min=30)
    assert found[0] == 0.5
    assert np.isnan(found[1])
    lost = access.unclaimed(times, beds, people=people, decay=access.step(30))
    assert lost.item() == 6.0
    own = access.spatial_availability(times, beds, people=people, decay=access.step(30))
    assert own.tolist() == [4.0, 0.0]


def test_a_first_resident_has_a_value() -> None:
    """The second origin has no people, but what it reaches is competed for by the first."""
    found = access.shen([[10], [10]], [4], people=[8, 0], decay=access.step(30))
    assert found.tolist() == [0.5, 0.5]


def test_several_cutoffs_are_the_single_ones() -> None:
    town = Town(5)
    every = access.cumulative_by_cutoff(town.times, town.supply, cutoffs_min=(10, 30, 20))
    for column, cutoff in enumerate((10, 30, 20)):
        single = access.cumulative(town.times, town.supply, cutoff_min=cutoff)
        assert (every[:, column] == single).all()
    one_layer = access.cumulative_by_cutoff(town.times, town.supply[:, 0], cutoffs_min=(10, 30))
    assert one_layer.shape == (len(town.times), 2)


@pytest.mark.parametrize("n_places", [900, 5000])
def test_blocks_and_left_out_places_change_nothing(n_places: int) -> None:
    """Long enough for several blocks; a sparse layer alone takes another way than among others."""
    draw = np.random.default_rng(1)
    times = draw.random((700, n_places)) * 90
    dense, sparse = draw.random(n_places), np.zeros(n_places)
    sparse[::50] = draw.random(len(sparse[::50]))
    both = np.column_stack([dense, sparse])
    people, decay = draw.random(700), access.exponential(20)
    for measure in (
        lambda o: access.cumulative(times, o, cutoff_min=30),
        lambda o: access.gravity(times, o, decay=decay),
        lambda o: access.time_to_closest(times, o),
        lambda o: access.time_to_nth(times, o, n=2.5),
        lambda o: access.shen(times, o, people=people, decay=decay),
        lambda o: access.three_step_floating_catchment(times, o, people=people, decay=decay),
        lambda o: access.balanced_floating_catchment(times, o, people=people, decay=decay),
    ):
        assert (measure(both)[:, 1] == measure(sparse)).all()
        assert (measure(both)[:, 0] == measure(dense)).all()
    weights = np.array([[0.5 ** (t / 20) for t in row] for row in times[::100, ::10].tolist()])
    wanted = (weights * dense[::10]).sum(axis=1)
    found = access.gravity(times[::100, ::10], dense[::10], decay=decay)
    np.testing.assert_allclose(found, wanted, rtol=1e-12)


def test_single_precision_keeps_the_cutoffs() -> None:
    """1206 s is 20.1 min; in single precision both the time and the cutoff are a little more."""
    times = np.array([[1206 / 60]], dtype=np.float32)
    assert access.cumulative(times, [1], cutoff_min=20.1).tolist() == [1.0]
    assert access.gravity(times, [1], decay=access.step(20.1)).tolist() == [1.0]
    assert access.gravity(times, [1], decay=access.stepped([20.1], [1])).tolist() == [1.0]


def test_arguments_are_left_as_they_were() -> None:
    town = Town(7)
    for array in (town.times, town.supply, town.people, town.km):
        array.setflags(write=False)
    for measure in access.MEASURES:
        arrays = {
            "times_min": town.times,
            "opportunities": town.supply,
            "people": town.people,
            "distances_km": town.km,
        }
        settings = {
            "cutoff_min": 30,
            "from_min": 10,
            "to_min": 20,
            "step_min": 5,
            "summary": "median",
            "decay": access.exponential(20),
            "n": 2,
            "people_exponent": 1,
            "radius_km": 8,
        }
        keywords = {name: arrays[name] for name in measure.inputs[2:]}
        keywords |= {name: settings[name] for name in measure.settings}
        found = measure.compute(*(arrays[name] for name in measure.inputs[:2]), **keywords)
        assert found.shape == (len(town.times), 3)
        assert found.dtype == np.float64
