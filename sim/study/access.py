"""Any measure of access for any layer of opportunities, without editing a scenario file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pandas as pd

from sim.accessibility import Decay, read_decay
from sim.clock import Window
from sim.compiled import kernels_are_compiled
from sim.errors import DataError, OutputError
from sim.modifications.names import did_you_mean
from sim.network.connectors import WalkSettings
from sim.network.model import Network, Zone
from sim.network.opportunities import OpportunityLayer, opportunity_layers
from sim.results import RunResults, read_run
from sim.routing.settings import Query
from sim.scenario import ScenarioDocument
from sim.study.access_own import own_layer
from sim.study.access_places import Destinations, destinations
from sim.study.access_questions import Question, Setting, asked_of, farthest_min
from sim.study.access_tables import access_frame, access_matrix
from sim.study.access_values import Answer, answers, percentile_answers
from sim.study.cache import StageCache
from sim.study.prepare import data_hashes, prepare, scenario_network
from sim.study.project import Project, find_project
from sim.study.skims import zone_frame
from sim.study.world import World, build_world

__all__ = ["PercentileOf", "measure_access"]

PercentileOf = Literal["time", "access"]
Report = Callable[[str, float], None]
_Answering = Callable[[World, Destinations, Query, Sequence[Question], Report], tuple[Answer, ...]]

_READ = "read scenario and tables"
_BUILD = "build the network"
_LINK = "link zones and stops"
_SEARCH = "search and measure"

_NO_SEARCH_MIN = 1.0
"""Searched where a measure needs no times: the crow flies."""


def measure_access(
    of: RunResults | Path | str,
    measure: str = "cumulative",
    *,
    layers: Sequence[str] = (),
    cutoffs_min: Sequence[float] = (),
    decay: Decay | str | None = None,
    settings: Mapping[str, float | str] | None = None,
    percentile: int | None = None,
    percentile_of: PercentileOf = "time",
    search_min: float | None = None,
    opportunities: Path | str | None = None,
    data_dir: Path | None = None,
    outputs_dir: Path | None = None,
    scenarios_dir: Path | None = None,
    report: Report | None = None,
) -> pd.DataFrame:
    """Measure the access of every zone of a scenario or a finished run; nothing is written.

    Parameters
    ----------
    of
        A finished run or its folder, a scenario file, or a shipped scenario's name.
    measure
        Id of one of `sim.accessibility.MEASURES`.
    layers
        Layers of opportunities; by default jobs, or the layer of ``opportunities``.
    cutoffs_min, decay, settings
        What the measure takes: cutoffs (by default those of the scenario), a `Decay` or its text
        (``"exponential half-life 20 min"``), and others by name (``n``, ``radius_km``, …).
    percentile, percentile_of
        From 1 to 99, by default the scenario's; of the ``time``, or of the ``access`` that each
        departure has: see `sim.accessibility.percentile`.
    search_min
        Longest time searched; by default what the measure looks at, or where it has no edge (the
        closest, an exponential decay) the scenario's ``routing.max_time_min``.
    opportunities
        A CSV file with columns ``id, lon, lat, amount``: a layer named after the file.
    data_dir, outputs_dir, scenarios_dir
        Folders; those not given are those of the project the working directory lies in.

    Returns
    -------
    DataFrame
        One row per zone, layer and parameter: the zone's own columns, then ``measure, layer,
        parameter, statistic, value, unit, searched_to_min``. Sums over nothing are 0, times to
        what is not reached are NaN. Everything wrong in a question is a `SimError` with advice.

    Examples
    --------
    >>> measure_access("plan-2020", "cumulativ")
    Traceback (most recent call last):
    ...
    sim.errors.DataError: there is no measure 'cumulativ'; did you mean 'cumulative'?
    """
    told = report or (lambda _title, _share: None)
    given = _given(measure, decay, settings or {}, percentile_of)
    project = find_project(data_dir, outputs_dir, scenarios_dir)
    subject = _subject(of, project, told)
    chosen = _chosen(subject, project, layers, opportunities)
    cutoffs = cutoffs_min or subject.document.accessibility.cutoffs_min
    asked = tuple(
        asked_of(measure, [layer.layer_id for layer in chosen], given, cutoffs_min=cutoffs)
    )
    query = _query(subject.document, _search_min(asked, subject.document, search_min), percentile)
    world = _world(subject, told)
    to = destinations(world, chosen)
    answer, words = _WAYS[percentile_of]
    found = answer(world, to, query, asked, told)
    statistic = words.format(query.percentiles[0])
    frame = access_frame(to.zones, found, statistic, query.max_time_s / 60)
    return zone_frame(to.zones).merge(frame, on="zone_id", how="right", sort=False)


def _given(
    measure: str,
    decay: Decay | str | None,
    settings: Mapping[str, float | str],
    percentile_of: str,
) -> dict[str, Setting]:
    """Settings of the measure; whatever is wrong without looking at any table is told here."""
    given: dict[str, Setting] = dict(settings)
    if decay is not None:
        given["decay"] = read_decay(decay) if isinstance(decay, str) else decay
    list(asked_of(measure, ("jobs",), given, cutoffs_min=(1,)))
    if percentile_of not in _WAYS:
        raise DataError(f"percentile_of is 'time' or 'access', not '{percentile_of}'")
    return given


def _chosen(
    subject: _Subject, project: Project, layers: Sequence[str], own: Path | str | None
) -> list[OpportunityLayer]:
    """Layers by name: those of the table, and the planner's own."""
    offered = {layer.layer_id: layer for layer in opportunity_layers(project.data, subject.network)}
    if own is not None:
        mine = own_layer(Path(own), subject.zones)
        if mine.layer_id in offered:
            raise DataError(
                f"{own} would be named like the layer '{mine.layer_id}'; rename the file"
            )
        offered[mine.layer_id] = mine
    usual = "jobs" if own is None else Path(own).stem
    return [_layer(offered, name) for name in dict.fromkeys(layers or (usual,))]


@dataclass(frozen=True)
class _Subject:
    """Whose access is measured."""

    document: ScenarioDocument
    network: Network

    @property
    def zones(self) -> tuple[Zone, ...]:
        return tuple(self.network.zones.values())


def _subject(of: RunResults | Path | str, project: Project, report: Report) -> _Subject:
    """Scenario and network of a run, or of a scenario by file or name."""
    report(_READ, 0.0)
    cache = StageCache(project.outputs / ".cache")
    if isinstance(of, RunResults) or (Path(of) / "manifest.json").is_file():
        results = of if isinstance(of, RunResults) else read_run(of)
        document, identity = _document_of(results, project.data)
        report(_READ, 1.0)
        report(_BUILD, 0.0)
        network, _, _ = scenario_network(document, project.data, identity, cache)
    else:
        prepared = prepare(str(of), project.data, project.scenarios)
        report(_READ, 1.0)
        report(_BUILD, 0.0)
        document, network = prepared.scenario.document, prepared.with_network(cache).network
    report(_BUILD, 1.0)
    return _Subject(document, network)


def _document_of(
    results: RunResults, data_dir: Path
) -> tuple[ScenarioDocument, Mapping[str, object]]:
    manifest = results.manifest
    if data_hashes(data_dir) != manifest.identity["data"]:
        raise OutputError(
            f"the tables have changed since {results.folder} was run; run the scenario again"
        )
    try:
        document = ScenarioDocument.model_validate_json(json.dumps(manifest.document))
    except ValueError as error:
        raise OutputError(
            f"{results.folder} was made by another version of the program; run the scenario again"
        ) from error
    return document, manifest.identity


def _layer(offered: Mapping[str, OpportunityLayer], name: str) -> OpportunityLayer:
    if name not in offered:
        advice = did_you_mean(name, offered, "layers: " + ", ".join(offered))
        raise DataError(f"there is no layer of opportunities '{name}'; {advice}")
    return offered[name]


def _search_min(
    asked: Sequence[Question], document: ScenarioDocument, search_min: float | None
) -> float:
    """Longest time to search: as asked, or as far as the questions look."""
    longest = float(document.routing.max_time_min)
    edges = [
        farthest_min([one]) if "times_min" in one.measure.inputs else _NO_SEARCH_MIN
        for one in asked
    ]
    if max(edges) > longest:
        raise DataError(
            f"{asked[0].measure.id} looks {max(edges):g} min far, beyond the scenario's search of "
            f"{longest:g} min; raise routing.max_time_min in its file, or look less far"
        )
    if search_min is None:
        return max(edges) if all(edges) else longest
    if not max(edges) <= search_min <= longest or search_min <= 0:
        raise DataError(
            f"the search of {search_min:g} min must reach the longest cutoff ({max(edges):g} min) "
            f"and at most routing.max_time_min ({longest:g} min)"
        )
    return float(search_min)


def _query(document: ScenarioDocument, search_min: float, percentile: int | None) -> Query:
    access = document.accessibility
    chosen = access.percentile if percentile is None else percentile
    if not 1 <= chosen <= 99:
        raise DataError(f"{chosen} is no percentile; give a whole number from 1 to 99")
    return Query.over(
        Window.parse(access.departures, step_min=access.sums_step_min),
        percentiles=(chosen,),
        max_time_s=round(search_min * 60),
        max_rides=document.routing.max_rides,
    )


def _world(subject: _Subject, report: Report) -> World:
    if not kernels_are_compiled():
        from sim.routing.warm import TITLE, compile_kernels  # noqa: PLC0415 - once

        report(TITLE, 0.0)
        compile_kernels(lambda share: report(TITLE, min(share, 0.999)))
        report(TITLE, 1.0)
    routing = subject.document.routing
    walk = WalkSettings(
        speed_kmh=routing.walk_speed_kmh,
        max_access_m=float(routing.max_access_walk_m),
        max_transfer_m=float(routing.max_transfer_walk_m),
    )
    report(_LINK, 0.0)
    world = build_world(subject.network, walk)
    report(_LINK, 1.0)
    return world


def _by_time(
    world: World, to: Destinations, query: Query, asked: Sequence[Question], report: Report
) -> tuple[Answer, ...]:
    """Percentile of the times first, then access."""
    matrix = access_matrix(world, to, query, lambda share: report(_SEARCH, min(share, 0.999)))
    found = answers(matrix, asked)
    report(_SEARCH, 1.0)
    return found


def _by_access(
    world: World, to: Destinations, query: Query, asked: Sequence[Question], report: Report
) -> tuple[Answer, ...]:
    """Access of each departure first, then the percentile; one matrix in memory at a time."""
    by_departure = []
    for number, departure_s in enumerate(query.departures_s):
        one = replace(query, departures_s=(departure_s,))
        by_departure.append(answers(access_matrix(world, to, one, lambda _: None), asked))
        report(_SEARCH, (number + 1) / len(query.departures_s))
    return percentile_answers(by_departure, query.percentiles[0])


_WAYS: Mapping[PercentileOf, tuple[_Answering, str]] = {
    "time": (_by_time, "p{}"),
    "access": (_by_access, "p{} of access"),
}
"""What the percentile is taken of, and how a table says so."""
