"""The calibration as a command: solve the base year, fit, draw, and write the tables of facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from sim.demand.base_year import anchored, fit_draws, measures_of
from sim.demand.base_year_rounds import Round, Solve, fit_base_year, largest_miss
from sim.demand.calibration_targets import Judged, Target, judged, targets_of
from sim.demand.counts import Counts, counts_of
from sim.demand.elasticity import Check, elasticities
from sim.demand.model import DemandResult
from sim.demand.parameters import Parameter, Parameters, parameters_of, with_values
from sim.demand.sample import Pricing, Sample, draw_sample
from sim.demand.sample_travellers import travellers
from sim.demand.uncertainty import draw_values, drawn_names, draws_table
from sim.errors import ScenarioError
from sim.study.cache import StageCache
from sim.study.calibrate_files import PARAMETERS, TARGETS, write_calibration
from sim.study.demand_pricing import pricing_of
from sim.study.prepare import Prepared, prepare
from sim.study.project import find_project
from sim.study.stages import Report, Stages
from sim.tables import read_table

__all__ = ["N_DRAWS", "Calibration", "calibrate"]

N_DRAWS = 120
_FARES = "metro/fares"


@dataclass(frozen=True)
class Calibration:
    """What the calibration found: targets beside the model, parameters before and after.

    ``missed`` are the numbers of draws that could not meet their own targets; ``written`` the
    files that were changed.
    """

    scenario: str
    year: int
    targets: tuple[Judged, ...]
    rows: Mapping[str, Parameter]
    parameters: Parameters
    elasticities: tuple[Check, ...]
    rounds: tuple[Round, ...]
    draws: int
    missed: tuple[int, ...]
    written: tuple[Path, ...]

    @property
    def is_met(self) -> bool:
        """Whether every strong target of the scenario's year is near enough."""
        strong = [one for one in self.targets if one.target.kind == "strong"]
        return all(one.ok for one in strong if one.ok is not None)


def calibrate(
    scenario: str = "base-2015",
    *,
    data_dir: Path | None = None,
    outputs_dir: Path | None = None,
    scenarios_dir: Path | None = None,
    report: Report | None = None,
    check: bool = False,
    draws: int = N_DRAWS,
    rounds: int = 5,
) -> Calibration:
    """Calibrate the demand model to a base year and write what was found.

    Parameters
    ----------
    scenario
        The base year: a scenario without ``demand: parameters``.
    data_dir, outputs_dir, scenarios_dir
        Folders; those not given are those of the project.
    report
        Called with a stage's title and the share of it that is done.
    check
        Solve once with the parameters as they are; nothing is written.
    draws
        Draws to fit and write.
    rounds
        Solutions of the whole model at most.

    Raises
    ------
    ScenarioError
        If the scenario cannot be used as a base year.
    DataError, OutputError
        If the tables cannot be used, or not be written; then all of them stay as they were.
    """
    project = find_project(data_dir, outputs_dir, scenarios_dir)
    stages = Stages(report or (lambda _title, _share: None))
    prepared = stages.run(
        "read scenario and tables",
        lambda _: prepare(str(scenario), project.data, project.scenarios),
    )
    _is_base_year(prepared)
    cache = StageCache(project.outputs / ".cache")
    prepared = stages.run("build the network", lambda _: prepared.with_network(cache))
    rows = parameters_of(read_table(project.data, PARAMETERS))
    targets = targets_of(read_table(project.data, TARGETS))
    solve = _solver(prepared, cache, stages)
    if check:
        return _found(prepared, rows, targets, _once(solve, with_values(rows, {}), targets))
    base = fit_base_year(solve, rows, targets, max_rounds=rounds)
    evaluate = anchored(base.sample, targets, measures_of(targets, base.counts))
    drawn = draw_values(_at(rows, base.parameters), targets, draws)
    fitted, missed = stages.run(
        f"fit {draws} draws",
        lambda _: fit_draws(evaluate, drawn, base.fit, targets, base.unknowns),
    )
    solved = _Solved(base.parameters, base.counts, base.sample, base.rounds)
    found = replace(_found(prepared, rows, targets, solved), draws=draws, missed=missed)
    kept = (*drawn_names(rows), *(one.parameter_id for one in base.unknowns))
    written = stages.run(
        "write the tables of facts",
        lambda _: write_calibration(project.data, rows, base.parameters, draws_table(fitted, kept)),
    )
    return replace(found, written=written)


class _Solved(NamedTuple):
    """A solution: its parameters, counts, sample, and the rounds that led to it."""

    parameters: Parameters
    counts: Counts
    sample: Sample
    rounds: tuple[Round, ...]


def _once(solve: Solve, values: Parameters, targets: Sequence[Target]) -> _Solved:
    """The whole model solved at some values, as the only round."""
    result, pricing = solve(values)
    counts = counts_of(result)
    measured = measures_of(targets, counts)
    only = Round(1, values, measured, largest_miss(targets, measured))
    return _Solved(values, counts, draw_sample(result, pricing), (only,))


def _is_base_year(prepared: Prepared) -> None:
    demand = prepared.scenario.document.demand
    if not demand.enabled:
        raise ScenarioError(
            f"{prepared.name} switches the demand model off (demand: enabled: false): "
            "there is nothing to calibrate"
        )
    if demand.parameters:
        raise ScenarioError(
            f"{prepared.name} sets parameters of its own (demand: parameters), which a calibration "
            "would take for facts: remove them from the scenario"
        )


def _solver(prepared: Prepared, cache: StageCache, stages: Stages) -> Solve:
    """The whole model of the scenario as a function of its parameters."""
    from sim.study.demand import demand_of  # noqa: PLC0415 - loads what solves the demand model

    fares = read_table(prepared.data_dir, _FARES)

    def solve(values: Parameters) -> tuple[DemandResult, Pricing]:
        result = demand_of(prepared, cache, stages, parameters=values)
        return result, pricing_of(prepared.network, result.service, values, fares)

    return solve


def _found(
    prepared: Prepared,
    rows: Mapping[str, Parameter],
    targets: Sequence[Target],
    solved: _Solved,
) -> Calibration:
    """Targets judged and elasticities asked for; nothing drawn, nothing written yet."""
    year = prepared.network.horizon_year
    sample, values = solved.sample, solved.parameters
    asked = travellers(sample, values)
    return Calibration(
        scenario=prepared.name,
        year=year,
        targets=judged(targets, solved.counts, year=year),
        rows=rows,
        parameters=values,
        elasticities=elasticities(asked, sample.alternatives, sample.prices, values),
        rounds=solved.rounds,
        draws=0,
        missed=(),
        written=(),
    )


def _at(rows: Mapping[str, Parameter], values: Parameters) -> dict[str, Parameter]:
    """Rows with other values; bounds stay."""
    return {name: replace(one, value=values[name]) for name, one in rows.items()}
