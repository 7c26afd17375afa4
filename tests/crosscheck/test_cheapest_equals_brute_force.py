"""The cheapest ways against a search that tries every boarding, exactly, on random timetables."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pytest
from brute_force import Town
from random_towns import HORIZON_S, random_town
from test_router_equals_brute_force import compiled

from sim.network.patterns import Pattern
from sim.routing import UNREACHABLE, Query, cost_search, travel_time_profile, travel_times
from sim.routing.cheapest import CostWeights, cheapest

TOWNS_PER_SEED = 60
BAND_TRIPS = 4


@dataclass(frozen=True)
class Prices:
    """Hundredths of weighted seconds: per second of each kind, and per transfer."""

    wait: int
    walk: int
    ride: dict[str, int]
    transfer: int

    def weights(self) -> CostWeights:
        return CostWeights(
            wait=self.wait / 100,
            walk=self.walk / 100,
            ride=self.ride["x"] / 100,
            transfer_penalty_s=self.transfer // 100,
            ride_by_mode={"y": self.ride["y"] / 100},
        )


def timetable_town(rng: np.random.Generator) -> Town:
    """A random town whose headways have become trips."""
    town = random_town(rng)
    return replace(town, patterns=tuple(map(as_trips, town.patterns)))


def as_trips(pattern: Pattern) -> Pattern:
    if not pattern.bands:
        return pattern
    starts_s = [
        second
        for band in pattern.bands
        for second in range(band.start_s, band.end_s, band.headway_s)[:BAND_TRIPS]
    ]
    return replace(
        pattern,
        bands=(),
        arrival_offset_s=(),
        departure_offset_s=(),
        trip_ids=tuple(f"{pattern.pattern_id}-{second}" for second in starts_s),
        trip_arrival_s=tuple(tuple(t + s for t in pattern.arrival_offset_s) for s in starts_s),
        trip_departure_s=tuple(tuple(t + s for t in pattern.departure_offset_s) for s in starts_s),
    )


def random_prices(rng: np.random.Generator) -> Prices:
    def draw() -> int:
        return int(rng.choice([0, 50, 100, 100, 137, 200, 200, 250]))

    return Prices(draw(), draw(), {"x": draw(), "y": draw()}, 100 * int(rng.choice([0, 0, 5, 60])))


def random_query(rng: np.random.Generator) -> Query:
    return Query(
        departures_s=tuple(int(t) for t in rng.integers(0, HORIZON_S // 2, rng.integers(1, 6))),
        percentiles=(1, *(int(p) for p in rng.integers(1, 101, 2)), 100),
        max_time_s=int(rng.choice([60, 90, 120, 240, 600])),
        max_rides=[None, None, None, 0, 1, 2, 3][rng.integers(7)],
    )


Labels = dict[tuple[str, int], int]


def costs(
    town: Town,
    prices: Prices,
    origin: str,
    departure_s: int,
    *,
    until_s: int,
    max_rides: int | None,
) -> dict[str, list[tuple[int, int]]]:
    """Cost and arrival of every way worth telling, by point; nothing pruned but dearer twins.

    A label is the cost of standing at a stop at a second. Each round boards every vehicle that is
    still to come; labels are corrected until no round makes one cheaper.
    """
    ends: dict[str, list[tuple[int, int]]] = {point: [] for point in town.point_ids}
    for (start, point), walk_s in town.direct.items():
        if start == origin and departure_s + walk_s <= until_s:
            ends[point].append((prices.walk * walk_s, departure_s + walk_s))
    ready: Labels = {}
    for (point, stop), walk_s in town.access.items():
        if point == origin:
            lower(ready, (stop, departure_s + walk_s), prices.walk * walk_s)
    known, rides = dict(ready), 0
    while ready and (max_rides is None or rides < max_rides):
        rides += 1
        standing = ridden(town, prices, ready, until_s)
        for (stop, now_s), cost in standing.items():
            for (point, last_stop), walk_s in town.access.items():
                if last_stop == stop and now_s + walk_s <= until_s:
                    ends[point].append((cost + prices.walk * walk_s, now_s + walk_s))
        # More rides never pay for a label that was as cheap before.
        ready = {
            state: cost
            for state, cost in walked(town, prices, standing).items()
            if cost < known.get(state, math.inf)
        }
        known |= ready
    return ends


def ridden(town: Town, prices: Prices, ready: Labels, until_s: int) -> Labels:
    standing: Labels = {}
    for (stop, now_s), cost in ready.items():
        for to_stop, then_s, add in every_ride(town, prices, stop, now_s):
            if then_s <= until_s:
                lower(standing, (to_stop, then_s), cost + add)
    return standing


def walked(town: Town, prices: Prices, standing: Labels) -> Labels:
    ready: Labels = {}
    for (stop, now_s), cost in standing.items():
        for other in town.stop_ids:
            walk_s = town.transfers.get((stop, other), 0 if other == stop else None)
            if walk_s is not None:
                add = prices.walk * walk_s + prices.transfer
                lower(ready, (other, now_s + walk_s), cost + add)
    return ready


def lower(table: Labels, state: tuple[str, int], cost: int) -> None:
    table[state] = min(cost, table.get(state, cost))


def every_ride(town: Town, prices: Prices, stop: str, now_s: int):
    for pattern in town.patterns:
        mode = town.modes[pattern.mode_id]
        price = prices.ride[pattern.mode_id]
        for arrivals, departures in zip(
            pattern.trip_arrival_s, pattern.trip_departure_s, strict=True
        ):
            for k, boarding in enumerate(pattern.stop_ids):
                if boarding != stop or departures[k] < now_s + mode.boarding_slack_s:
                    continue
                for m in range(k + 1, len(pattern.stop_ids)):
                    outside_s = arrivals[m] + mode.alighting_s
                    cost = prices.wait * (departures[k] - now_s)
                    cost += price * (outside_s - departures[k])
                    yield pattern.stop_ids[m], outside_s, cost


def brute(town: Town, prices: Prices, query: Query) -> list[list[list[tuple[int, int] | None]]]:
    """Least (cost, time) [origin][destination][departure]."""
    table = []
    for origin in town.point_ids:
        by_departure = []
        for departure_s in query.departures_s:
            ends = costs(
                town, prices, origin, departure_s,
                until_s=departure_s + query.max_time_s, max_rides=query.max_rides,
            )  # fmt: skip
            by_departure.append(
                [
                    min(((c, t - departure_s) for c, t in ends[point]), default=None)
                    for point in town.point_ids
                ]
            )
        table.append([list(row) for row in zip(*by_departure, strict=True)])
    return table


def brute_latest(
    town: Town, prices: Prices, query: Query
) -> list[list[list[tuple[int, int] | None]]]:
    """The same for arrivals: leave at every second, and wait at the end until one has to be there."""
    table = []
    for origin in town.point_ids:
        found = [[[] for _ in query.departures_s] for _ in town.point_ids]
        for number, arrival_s in enumerate(query.departures_s):
            until_s = arrival_s - query.buffer_s
            for departure_s in range(until_s - query.max_time_s, until_s + 1):
                ends = costs(
                    town, prices, origin, departure_s, until_s=until_s, max_rides=query.max_rides
                )
                for j, point in enumerate(town.point_ids):
                    found[j][number] += [
                        (c + prices.wait * (until_s - t), until_s - departure_s)
                        for c, t in ends[point]
                    ]
        table.append([[min(cell, default=None) for cell in row] for row in found])
    return table


def expected(cell: list[tuple[int, int] | None], query: Query, percentile: int) -> tuple[int, int]:
    """Cost of the percentile, half a second rounded up, and time of the first departure of it."""
    ordered = sorted(math.inf if way is None else way[0] for way in cell)
    cost = ordered[math.ceil(percentile / 100 * len(ordered)) - 1]
    if cost == math.inf:
        return UNREACHABLE, UNREACHABLE
    in_order = sorted(range(len(cell)), key=lambda k: query.departures_s[k])
    time_s = next(cell[k][1] for k in in_order if cell[k] is not None and cell[k][0] == cost)
    return math.floor(cost / 100 + 0.5), time_s


def check(town: Town, prices: Prices, query: Query, ways: list, label: str) -> tuple[int, int]:
    """Costs and times as expected; how many cells are reached, and how many not."""
    timetable, access, direct = compiled(town)
    found = cheapest(timetable, access, access, direct, query, weights=prices.weights(), threads=1)
    n_reached = 0
    for i, row in enumerate(ways):
        for j, cell in enumerate(row):
            for p, percentile in enumerate(query.percentiles):
                told = int(found.costs_s[i, j, p]), int(found.times_s[i, j, p])
                assert told == expected(cell, query, percentile), f"{label} {i} {j} {percentile}"
                n_reached += told[0] != UNREACHABLE
    return n_reached, found.costs_s.size - n_reached


@pytest.mark.parametrize("seed", range(6))
def test_cheapest_equals_brute_force(seed: int) -> None:
    rng = np.random.default_rng(20_190_513 + seed)
    counts = np.zeros(2, int)
    n_slower = 0
    for number in range(TOWNS_PER_SEED):
        town, prices, query = timetable_town(rng), random_prices(rng), random_query(rng)
        ways = brute(town, prices, query)
        counts += check(town, prices, query, ways, f"town {number}, {prices}, {query}")
        timetable, access, direct = compiled(town)
        quickest = travel_time_profile(timetable, access, access, direct, query)
        n_slower += sum(
            way is not None and way[1] > quickest[i, j, k]
            for i, row in enumerate(ways)
            for j, cell in enumerate(row)
            for k, way in enumerate(cell)
        )
    # Every kind of answer must occur often, else the comparison proves little.
    assert counts.min() > 400
    assert n_slower > 30


def test_arrivals_equal_brute_force() -> None:
    rng = np.random.default_rng(20_190_514)
    counts = np.zeros(2, int)
    for number in range(12):
        town, prices = timetable_town(rng), random_prices(rng)
        query = Query(
            tuple(int(t) for t in rng.integers(100, HORIZON_S, 2)),
            (1, 100),
            max_time_s=int(rng.choice([40, 100])),
            max_rides=[None, 1, 2][rng.integers(3)],
            arrive_by=True,
            buffer_s=int(rng.choice([0, 7])),
        )
        ways = brute_latest(town, prices, query)
        counts += check(town, prices, query, ways, f"town {number}, {prices}, {query}")
    assert counts.min() > 20


def test_invariants(monkeypatch: pytest.MonkeyPatch) -> None:
    """What must hold between answers, whatever they are."""
    rng = np.random.default_rng(20_190_515)
    n_reached = n_dearer = 0
    for number in range(60):
        town, prices, query = timetable_town(rng), random_prices(rng), random_query(rng)
        if number % 4 == 0:
            query = replace(query, arrive_by=True, departures_s=(150, 160, 200))
        timetable, access, direct = compiled(town)

        found = partial(cheapest, timetable, access, access, direct, query, threads=1)
        # Weights of 1 and no penalty: the cost is the time, and the least one.
        time = CostWeights(wait=1, walk=1, ride=1, transfer_penalty_s=0)
        quickest = travel_times(timetable, access, access, direct, query).times_s
        told = found(weights=time)
        assert told.costs_s.tolist() == told.times_s.tolist() == quickest.tolist()

        # The same places are reached as by the quickest ways.
        base = found(weights=prices.weights())
        assert ((base.costs_s == UNREACHABLE) == (quickest == UNREACHABLE)).all()
        assert base.times_s.max() <= query.max_time_s

        # The number of threads changes nothing.
        again = found(weights=prices.weights(), threads=3)
        assert (again.costs_s == base.costs_s).all()
        assert (again.times_s == base.times_s).all()
        assert again.counts == base.counts

        # Nor does the number of destinations searched for together.
        with monkeypatch.context() as patch:
            patch.setattr(cost_search, "_MOST_LANES", 1)
            alone = found(weights=prices.weights(), threads=2)
        assert (alone.costs_s == base.costs_s).all()
        assert (alone.times_s == base.times_s).all()

        # Three times all weights: three times the cost (in whole seconds here), the same ways.
        whole = replace(prices, wait=200, walk=100, ride={"x": 100, "y": 300})
        tripled = Prices(600, 300, {"x": 300, "y": 900}, 3 * prices.transfer)
        one, three = found(weights=whole.weights()), found(weights=tripled.weights())
        reached = one.costs_s != UNREACHABLE
        assert (three.costs_s == np.where(reached, 3 * one.costs_s, UNREACHABLE)).all()
        assert (three.times_s == one.times_s).all()

        # A higher weight of anything never makes a way cheaper.
        for dearer in (
            replace(prices, wait=prices.wait + 30),
            replace(prices, walk=prices.walk + 30),
            replace(prices, ride={"x": prices.ride["x"] + 30, "y": prices.ride["y"]}),
            replace(prices, transfer=prices.transfer + 4000),
        ):
            more = found(weights=dearer.weights())
            assert (more.costs_s >= base.costs_s).all()
            n_dearer += int((more.costs_s > base.costs_s).sum())
        n_reached += int(reached.sum())
    assert n_reached > 400
    assert n_dearer > 400
