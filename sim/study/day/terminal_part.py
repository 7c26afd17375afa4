"""Days in the terminal of a run, replicated: the tables of part ``airport``."""

from __future__ import annotations

import pandas as pd

from sim.clock import parse_clock
from sim.hub.experiment.outcome import Experiment, Outcome
from sim.hub.experiment.pool import replicate
from sim.hub.experiment.stopping import Headline
from sim.hub.flow.overload import overload_texts
from sim.study.day.frames import Asked
from sim.study.day.summary import Told, checks, experiment_rows, missed, transfers
from sim.study.day.terminal import (
    HEADLINES,
    PART,
    TERMINAL_FACTS,
    TerminalInputs,
    measure_titles,
    replicate_closed_runway,
    replicate_terminal,
    runway_disruptions,
    terminal_assumptions,
    terminal_inputs,
)
from sim.study.day.words import MeasureWords
from sim.study.demand_vehicles import VEHICLES, with_vehicles
from sim.tables import read_table

__all__ = [
    "closed_runway_outcome",
    "runway_tables",
    "terminal_day_inputs",
    "terminal_day_outcome",
    "terminal_tables",
]

_FLOOR_MIN = 0.25
_LOST, _KIND, _DISRUPTION = "person_minutes_lost", "runway", "disruption"
_FIRST_ONLY = ("operations_queues", "operations_service_levels", "operations_relief")
_PEOPLE = {"1": "people", "1/h": "people/h"}


def terminal_day_inputs(asked: Asked) -> TerminalInputs:
    """What a day in the terminal is made of; closures of the runway as the scenario has them."""
    closures = [
        tuple(float(parse_clock(text)) for text in closure.hours)
        for closure in asked.settings.closures
        if closure.runway
    ]
    set_before = [
        (float(one.from_s), float(one.until_s))
        for one in asked.network.operations.closures
        if one.kind == _KIND
    ]
    facts = {name: read_table(asked.prepared.data_dir, name) for name in TERMINAL_FACTS}
    facts[VEHICLES] = with_vehicles(facts[VEHICLES], asked.network)
    return terminal_inputs(
        asked.network,
        facts,
        asked.tables["generator_trips"],
        own=asked.prepared.flight_schedule,
        closures=list(dict.fromkeys((*set_before, *((a, b) for a, b in closures)))),
    )


def terminal_day_outcome(inputs: TerminalInputs, seed: int, replication: int) -> Outcome:
    """One day in the terminal; see `replicate_terminal`."""
    return Outcome(*replicate_terminal(inputs, seed, replication))


def closed_runway_outcome(inputs: TerminalInputs, seed: int, replication: int) -> Outcome:
    """One day with each closure of the runway; see `replicate_closed_runway`."""
    return Outcome(*replicate_closed_runway(inputs, seed, replication))


def terminal_tables(asked: Asked) -> dict[str, pd.DataFrame]:
    """Tables of the terminal, means over the replications.

    Queues, levels of service and relief are those of the first replication.

    Raises
    ------
    DataError
        With all faults of an own schedule of flights, or what is missing in the tables.
    """
    inputs = terminal_day_inputs(asked)
    experiment = replicate(
        terminal_day_outcome,
        inputs,
        seed=asked.seed,
        rule=asked.rule,
        headlines=[Headline(measure, floor=_FLOOR_MIN) for measure in HEADLINES],
        cores=asked.cores,
        share=asked.share,
    )
    frames = experiment.frames
    return {
        **experiment_rows(experiment, _told(inputs, frames("operations_queues")[0])),
        "operations_transfers": transfers(frames("operations_transfers")),
        "operations_missed": missed(frames("operations_missed")),
        "operations_checks": checks(frames("operations_checks")),
        **{name: frames(name)[0] for name in _FIRST_ONLY},
    }


def _told(inputs: TerminalInputs, queues: pd.DataFrame) -> Told:
    terminal = inputs.case.terminal
    titles = measure_titles(inputs.case)
    notes = (*terminal_assumptions(inputs), *overload_texts(queues))
    return Told(
        part=PART,
        facility_id=terminal.facility_id,
        name_zh=terminal.title_zh,
        name_en=terminal.title_en,
        words={
            measure: MeasureWords(one.title_zh, one.title_en, _PEOPLE.get(one.unit, one.unit))
            for measure, one in titles.items()
        },
        note="；".join(f"{zh} {en}" for zh, en in notes),
    )


def runway_tables(asked: Asked) -> dict[str, pd.DataFrame]:
    """What closures of the runway cost, over the replications; empty without any.

    Replications go on until the minutes lost are sure.
    """
    inputs = terminal_day_inputs(asked)
    if not inputs.closures:
        return {}
    experiment = replicate(
        closed_runway_outcome,
        inputs,
        seed=asked.seed,
        rule=asked.rule,
        headlines=[Headline(_LOST)],
        cores=asked.cores,
        share=asked.share,
    )
    return _runway_rows(experiment, inputs)


def _runway_rows(experiment: Experiment, inputs: TerminalInputs) -> dict[str, pd.DataFrame]:
    """Rows of closures: those of the first replication, with the means and intervals of all."""
    rows = experiment.frames("operations_disruptions")[0]
    found = {name: experiment.interval(f"{_LOST}/{name}") for name in rows["closure_id"]}
    titles = {
        str(row["closure_id"]): (str(row["title_zh"]), str(row["title_en"]))
        for row in rows.to_dict("records")
    }
    terminal = inputs.case.terminal
    told = Told(
        part=_DISRUPTION,
        facility_id=terminal.facility_id,
        name_zh=terminal.title_zh,
        name_en=terminal.title_en,
        names=titles,
    )
    return {
        **experiment_rows(experiment, told),
        "operations_disruptions": runway_disruptions(
            rows, {name: (one.mean, one.low, one.high) for name, one in found.items()}
        ),
        "operations_recovery": experiment.frames("operations_recovery")[0],
    }
