"""Days at the main stations of a run, replicated: the tables of part ``station``."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.errors import Issue, ScenarioError, Severity
from sim.hub.experiment.outcome import Experiment, Outcome
from sim.hub.experiment.pool import replicate
from sim.hub.experiment.stopping import Headline
from sim.hub.flow.overload import overload_texts
from sim.hub.station.day import StationInputs
from sim.network.model import Hub
from sim.study.day.frames import Asked, Tables
from sim.study.day.stations import (
    STATION_FACTS,
    hubs_with_trains,
    replicate_station,
    station_assumptions,
    station_inputs,
)
from sim.study.day.summary import Told, checks, experiment_rows, missed, transfers
from sim.study.demand_vehicles import VEHICLES, with_vehicles
from sim.tables import read_table

__all__ = ["HEADLINES", "station_day_outcome", "station_tables"]

HEADLINES = (
    Headline("missed_pct", floor=0.1),
    Headline("transfer_p95_min", floor=0.25),
    Headline("wait_mean_s", floor=5.0),
)
"""Measures that have to be sure: half-widths of a tenth of a percent, 15 s and 5 s are enough."""

_FIRST_ONLY = ("operations_queues", "operations_relief")
PART = "station"


def station_day_outcome(inputs: StationInputs, seed: int, replication: int) -> Outcome:
    """One day at a station; see `replicate_station`."""
    measures, frames = replicate_station(inputs, seed, replication)
    return Outcome(measures, frames)


def station_tables(asked: Asked) -> dict[str, pd.DataFrame]:
    """Tables of all main stations that are asked for, one after the other.

    Raises
    ------
    ScenarioError
        If the scenario names a station where no train calls.
    DataError
        If a table lacks what a station needs.
    """
    hubs = _hubs(asked)
    facts = {name: read_table(asked.prepared.data_dir, name) for name in STATION_FACTS}
    facts[VEHICLES] = with_vehicles(facts[VEHICLES], asked.network)
    found: list[Tables] = []
    for number, hub in enumerate(hubs):
        inputs = station_inputs(asked.network, facts, asked.tables, str(hub.hub_id))

        def share(done: float, at: int = number) -> None:
            asked.share((at + done) / len(hubs))

        experiment = replicate(
            station_day_outcome,
            inputs,
            seed=asked.seed,
            rule=asked.rule,
            headlines=HEADLINES,
            cores=asked.cores,
            share=share,
        )
        found.append(_tables_of(experiment, inputs))
    names = sorted({name for own in found for name in own})
    return {name: pd.concat([own[name] for own in found if name in own]) for name in names}


def _hubs(asked: Asked) -> Sequence[Hub]:
    """Stations to be simulated; those that cannot be are all told at once."""
    open_hubs = {str(hub.hub_id): hub for hub in hubs_with_trains(asked.network)}
    wanted = asked.settings.stations
    if wanted is None:
        return tuple(open_hubs.values())
    issues = [
        Issue(
            Severity.ERROR,
            "station-without-trains",
            f"no train calls at {hub_id} on {asked.network.as_of}: there is no day to simulate",
            "stations with trains: " + ", ".join(open_hubs),
            *asked.prepared.scenario.where(("operations", "stations", number)),
        )
        for number, hub_id in enumerate(wanted)
        if hub_id not in open_hubs
    ]
    if issues:
        raise ScenarioError("the day at the stations cannot be simulated", issues)
    return tuple(open_hubs[hub_id] for hub_id in dict.fromkeys(wanted))


def _tables_of(experiment: Experiment, inputs: StationInputs) -> dict[str, pd.DataFrame]:
    places = {
        place_id: (spec.title_zh, spec.title_en)
        for place_id, spec in inputs.template.places.items()
    }
    notes = station_assumptions(inputs)
    queues = experiment.frames("operations_queues")[0]
    told = Told(
        part=PART,
        facility_id=inputs.facility_id,
        name_zh=inputs.titles[0],
        name_en=inputs.titles[1],
        names={**places, **inputs.kind_titles},
        note="；".join(f"{zh} {en}" for zh, en in (*notes, *overload_texts(queues))),
    )
    tables = experiment_rows(experiment, told)
    tables["operations_transfers"] = transfers(experiment.frames("operations_transfers"))
    tables["operations_missed"] = missed(experiment.frames("operations_missed"))
    tables["operations_checks"] = checks(experiment.frames("operations_checks"))
    for name in _FIRST_ONLY:
        tables[name] = experiment.frames(name)[0]
    return tables
