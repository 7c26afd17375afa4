"""This project's demand model as engines: a whole solve, its parts, draws, and a run once more."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from bench_job import Answer, Demand, Job, Ready
from bench_parts import timed_parts

__all__ = ["Roads", "Transit", "draws", "peak_roads", "peak_transit", "rerun", "roads", "solve",
           "transit", "warm_roads"]  # fmt: skip

_PARTS = {
    "transit search": ["sim.demand.loop.solve_transit"],
    "transit loads": ["sim.demand.loop.load_transit"],
    "roads": ["sim.demand.loop.road_equilibrium"],
    "choice": ["sim.demand.travel.choose"],
    "distribution": ["sim.demand.travel.gravity"],
}
_TRAVEL = {
    "demand side": ["sim.demand.loop.travel"],
    "of purposes": ["sim.demand.travel._travel"],
}
"""Purposes are worked on at the same time: their seconds are shared out over those of the side."""
_FEW_ZONES = 60
_ROOT = Path(__file__).parents[2]


def solve(job: Job) -> Ready:
    """A case solved until it is in balance; notes are seconds of its parts."""
    from sim.demand.loop import solve_demand

    question = _question(job)
    begin = time.perf_counter()
    case, settings = _case(question)
    built_s = time.perf_counter() - begin

    def run(asked=case) -> Answer:
        with timed_parts(_PARTS | _TRAVEL) as clock:
            begin = time.perf_counter()
            found = solve_demand(asked, settings).result
            whole = time.perf_counter() - begin
        notes = dict(clock.seconds)
        side, of_purposes = notes.pop("demand side"), notes.pop("of purposes")
        for part in ("choice", "distribution"):
            notes[part] *= side / of_purposes
        notes["costs and sums"] = side - notes["choice"] - notes["distribution"]
        notes["rest"] = whole - sum(notes.values())
        counts = {
            "zones": len(asked.zones),
            "iterations": len(found.iterations),
            "converged": int(found.converged),
        }
        return Answer(lambda: found.trips.sum(axis=(0, 1, 3, 4), dtype=np.float64), counts, notes)

    few = replace(question, zones=min(question.zones, _FEW_ZONES))
    small = case if few == question else _case(few)[0]
    return Ready(warm=lambda: run(small), run=run, notes={"case built": built_s})


def draws(job: Job) -> Ready:
    """Interval and tornado of the share, from so many draws on the sample of a solved case."""
    from sim.demand.counts import counts_of
    from sim.demand.loop import solve_demand
    from sim.demand.sample import draw_sample
    from sim.demand.share_definitions import shares_pct
    from sim.demand.share_tables import share_tables
    from sim.demand.uncertainty import draws_of
    from sim.study.demand_pricing import pricing_of
    from sim.tables import read_table

    question, data = _question(job), _ROOT / "network_data"
    case, settings = _case(question)
    result = solve_demand(case, settings).result
    fares = read_table(data, "metro/fares")
    pricing = pricing_of(case.network, result.service, case.parameters, fares)
    assert result.home_trips is not None
    trips = result.home_trips.sum(axis=1, dtype=np.float64)
    sample = draw_sample(result, pricing, trips=trips)
    whole = shares_pct(counts_of(result), ebike_share=case.parameters["ebike_share"])
    every = draws_of(read_table(data, "demand/draws"), case.parameters, question.draws)

    def run(some: int | None = None) -> Answer:
        found = share_tables(sample, whole, every[:some], threshold=60.0, threads=job.threads)
        counts = {"draws": len(every[:some])}
        return Answer(found["pt_share_intervals"]["median"].to_numpy, counts)

    return Ready(warm=lambda: run(2), run=run)


def rerun(job: Job) -> Ready:
    """``sim run`` with dearer parking, after the scenario itself; before that nothing was kept.

    Every run sets another price, else its folder would be there already.
    """
    from sim.study import run as run_scenario

    folder, factors = Path(job.folder, "rerun"), iter(range(2, 100))
    folder.mkdir(exist_ok=True)

    def run(scenario: str) -> dict[str, float]:
        stages: dict[str, float] = {}
        begin = time.perf_counter()

        def told(title: str, share: float) -> None:
            if share >= 1.0:
                stages[title] = time.perf_counter() - begin - sum(stages.values())

        found = run_scenario(
            scenario,
            data_dir=_ROOT / "network_data",
            outputs_dir=folder / "outputs",
            scenarios_dir=_ROOT / "scenarios",
            report=told,
        )
        assert not found.reused
        return dict(sorted(stages.items(), key=lambda item: -item[1])[:4])

    def dearer() -> Answer:
        path = folder / "dearer.yaml"
        path.write_text(_dearer(_question(job).scenario, next(factors)), encoding="utf-8")
        return Answer(lambda: np.zeros(0), {}, run(str(path)))

    begin = time.perf_counter()
    run(_question(job).scenario)
    first_s = time.perf_counter() - begin
    return Ready(warm=lambda: None, run=dearer, notes={"the run before, nothing kept": first_s})


def transit(job: Job) -> Ready:
    """Strategies, skims and loads of the morning peak, by this project."""
    from sim.demand.transit.assign import load_transit, solve_transit

    found = peak_transit(job)

    def run() -> Answer:
        served = solve_transit([found.graph], found.parameters, threads=job.threads)
        begin = time.perf_counter()
        loaded = load_transit([found.graph], served, found.trips[None], None, threads=job.threads)
        seconds = {"of it the loads": time.perf_counter() - begin}
        board = loaded.crowding.flows[0].board
        return Answer(lambda: found.answer(served.skims.cost_min[0], board), {}, seconds)

    return Ready(run, run)


def roads(job: Job) -> Ready:
    """Roads from empty to equilibrium by this project's own steps."""
    from sim.demand.road.equilibrium import road_equilibrium

    found = peak_roads(job)

    def run() -> Answer:
        flows = road_equilibrium(found.road, found.vehicles, library=False, cores=job.threads).flows
        return Answer(lambda: flows.minutes, {"rounds": flows.iterations}, {"gap": flows.gap})

    return Ready(lambda: road_equilibrium(found.road, found.vehicles, library=False, gap=0.1), run)


def warm_roads(job: Job) -> Ready:
    """The same from the equilibrium of trips a few percent apart, pair by pair, as in the loop."""
    from sim.demand.road.equilibrium import road_equilibrium

    found = peak_roads(job)
    apart = 1 + 0.03 * np.random.default_rng(5).uniform(-1, 1, found.vehicles.shape)
    start = road_equilibrium(found.road, found.vehicles * apart, library=False)

    def run() -> Answer:
        flows = road_equilibrium(
            found.road, found.vehicles, start=start, library=False, cores=job.threads
        ).flows
        return Answer(lambda: flows.minutes, {"rounds": flows.iterations}, {"gap": flows.gap})

    return Ready(run, run)


@dataclass(frozen=True)
class Transit:
    """The graph of a period, trips [Z, Z] that ride its lines, and where they can.

    Pairs that a service without lines serves better are left to it, as peers know no such thing.
    """

    graph: object
    parameters: Mapping[str, float]
    trips: np.ndarray
    by_line: np.ndarray

    def answer(self, cost_min: np.ndarray, board: np.ndarray) -> np.ndarray:
        """How many pairs ride, their costs, then boardings by hop."""
        cost = cost_min[self.by_line]
        return np.concatenate([[len(cost)], cost, board]).astype(np.float64)


@dataclass(frozen=True)
class Roads:
    """The roads, and vehicles per hour [Z, Z] of a rough morning peak."""

    road: object
    vehicles: np.ndarray


def peak_transit(job: Job) -> Transit:
    """The morning peak of a case; a trip in 100,000 pairs of people and jobs."""
    from sim.demand.transit.arrays import DIRECT
    from sim.demand.transit.assign import solve_transit

    case, _ = _case(_question(job))
    served = solve_transit(case.graphs[:1], case.parameters)
    direct = served.strategies[0].first_link.T == DIRECT
    by_line = np.isfinite(served.skims.cost_min[0]) & ~direct
    trips = np.where(by_line, np.outer(case.zones.population, case.zones.jobs), 0.0)
    return Transit(case.graphs[0], case.parameters, 1e5 * trips / trips.sum(), by_line)


def peak_roads(job: Job) -> Roads:
    """Some 3 million trips a day by gravity, 11 % of them in the hour, 8 km on average."""
    from sim.demand.road.equilibrium import free_flow_skims

    case, _ = _case(_question(job))
    minutes, _ = free_flow_skims(case.road)
    people, places = case.zones.population + 1.0, case.zones.population / 2 + case.zones.jobs + 1.0
    trips = np.outer(people, places) * np.exp(-0.15 * minutes.astype(np.float64))
    for _ in range(20):
        trips *= (people / people.sum() / trips.sum(axis=1))[:, None]
        trips *= (places / places.sum() / trips.sum(axis=0))[None, :]
    return Roads(case.road, 3e6 * 0.11 * trips / trips.sum())


def _question(job: Job) -> Demand:
    assert isinstance(job.question, Demand)
    return job.question


def _tables(data: Path):
    from sim.demand.case import CASE_TABLES
    from sim.tables import read_table

    return {name: read_table(data, name) for name in CASE_TABLES}


@cache
def _case(question: Demand):
    """The scenario's case with the first periods and alternatives, and how it is solved."""
    from sim.demand.case import LoopSettings, build_case
    from sim.network.opportunities import opportunity_layers
    from sim.study.cache import StageCache
    from sim.study.demand import demand_parameters
    from sim.study.prepare import prepare

    data = _ROOT / "network_data"
    kept = StageCache(_ROOT / "outputs" / ".cache")
    prepared = prepare(question.scenario, data, _ROOT / "scenarios").with_network(kept)
    settings = LoopSettings(zones=question.zones, max_iterations=question.rounds)
    case = build_case(
        prepared.network,
        _tables(data),
        opportunity_layers(data, prepared.network),
        demand_parameters(prepared),
        walk=prepared.settings.walk,
        settings=settings,
    )
    return _fewer(case, question), settings


def _fewer(case, question: Demand):
    """Only these alternatives, and only the first periods with the trips that are made in them."""
    segments = case.segments
    kept = tuple(
        one
        for one in segments.alternatives
        if not question.alternatives or one.alternative_id in question.alternatives
    )
    count = question.periods or len(segments.periods)
    then = np.array([sum(p.out_share[:count] + p.back_share[:count]) for p in segments.purposes])
    purposes = tuple(
        replace(
            one,
            out_share=tuple(share / whole for share in one.out_share[:count]),
            back_share=tuple(share / whole for share in one.back_share[:count]),
        )
        for one, whole in zip(segments.purposes, then, strict=True)
    )
    ends = replace(
        case.ends,
        productions=case.ends.productions * then[:, None],
        attractions=case.ends.attractions * then[:, None],
    )
    cut = replace(segments, alternatives=kept, periods=segments.periods[:count], purposes=purposes)
    return replace(case, segments=cut, graphs=case.graphs[:count], ends=ends)


def _dearer(scenario: str, factor: int) -> str:
    return (
        f"scenario: dearer\ntitle: Dearer parking\ntitle_zh: 停车涨价\nextends: {scenario}\n"
        f"modifications:\n  - {{type: set_price, price: parking_core, factor: {factor}}}\n"
    )
