"""What closures cost, replicated: the tables of part ``disruption``."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sim.hub.experiment.outcome import Experiment, Outcome
from sim.hub.experiment.pool import replicate
from sim.hub.experiment.stopping import Headline
from sim.modifications import Draft
from sim.modifications.timed import closure_of
from sim.network.operations import TimedClosure
from sim.study.day.disruption import (
    DisruptionInputs,
    closure_names,
    disruption_inputs,
    disruption_note,
    disruption_tables,
    replicate_disruption,
)
from sim.study.day.frames import Asked, joined
from sim.study.day.lines_part import line_day_of
from sim.study.day.summary import Told, experiment_rows
from sim.study.day.terminal_part import runway_tables

__all__ = ["closure_tables", "closures_of", "disruption_outcome"]

PART, NETWORK = "disruption", "network"
_LOST = Headline("person_minutes_lost")
_RUNWAY_SHARE = 0.1
"""Share of the work that the runway takes, for the bar of progress only."""


def closures_of(asked: Asked) -> tuple[TimedClosure, ...]:
    """Closures that the scenario asks for, and those its modifications make; each once."""
    draft = Draft(asked.network)
    listed = [closure_of(draft, one.what, one.hours) for one in asked.settings.closures]
    return tuple(dict.fromkeys((*asked.network.operations.closures, *listed)))


def disruption_outcome(inputs: DisruptionInputs, seed: int, replication: int) -> Outcome:
    """One day with each closure beside the same day without; see `replicate_disruption`."""
    return Outcome(*replicate_disruption(inputs, seed, replication))


def closure_tables(asked: Asked) -> dict[str, pd.DataFrame]:
    """Tables of closures of sections, stations and the runway, and of the critical sections.

    Raises
    ------
    ScenarioError
        If a closure names a stop that no train calls at, or hours without trains; all of them.
    """
    lines = line_day_of(asked)
    inputs = disruption_inputs(
        lines.lines,
        lines.riders,
        closures_of(asked),
        simulate=asked.settings.critical_sections.simulate,
    )
    experiment = replicate(
        disruption_outcome,
        inputs,
        seed=asked.seed,
        rule=asked.rule,
        headlines=[_LOST],
        cores=asked.cores,
        share=lambda done: asked.share(done * (1 - _RUNWAY_SHARE)),
    )
    on_rail = _tables_of(experiment, inputs)
    runway = runway_tables(asked)
    return joined([on_rail, runway])


def _tables_of(experiment: Experiment, inputs: DisruptionInputs) -> dict[str, pd.DataFrame]:
    tables = disruption_tables(inputs, [dict(one.frames) for one in experiment.outcomes])
    tables["operations_disruptions"] = _placed(tables["operations_disruptions"], inputs)
    if not experiment.measures:
        return tables
    told = Told(
        part=PART,
        facility_id=NETWORK,
        name_zh="全部线路",
        name_en="All lines",
        names=closure_names(inputs),
        note=disruption_note(inputs),
    )
    return {**tables, **experiment_rows(experiment, told)}


def _placed(rows: pd.DataFrame, inputs: DisruptionInputs) -> pd.DataFrame:
    """Closures with the stops that they name, for whoever draws them."""
    stops: Mapping[str, tuple[str, ...]] = {one.closure_id: one.stop_ids for one in inputs.requests}
    known = [stops.get(closure_id, ()) for closure_id in rows["closure_id"]]
    return rows.assign(
        from_id=[ids[0] if len(ids) == 2 else "" for ids in known],
        to_id=[ids[1] if len(ids) == 2 else "" for ids in known],
        station_id=[ids[0] if len(ids) == 1 else "" for ids in known],
    )
