"""One run: from a scenario to a folder with board, tables and map."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sim.compiled import kernels_are_compiled
from sim.errors import OutputError
from sim.fingerprint import fingerprint
from sim.indicators import (
    BoardRow,
    Evidence,
    Target,
    board_caveats,
    board_frame,
    board_from_frame,
    compute_indicators,
    detail_tables,
    read_targets,
    target_board,
)
from sim.maps import Tiles
from sim.results import Manifest, RunResults, RunWriter, read_run, run_is_whole
from sim.results.folder import point_latest
from sim.results.manifest import issue_record
from sim.routing.warm import TITLE, compile_kernels
from sim.scenario import ScenarioDocument
from sim.study.cache import StageCache, code_fingerprint, library_versions
from sim.study.page import map_page
from sim.study.prepare import Prepared, data_hashes, prepare, scenario_network
from sim.study.project import find_project
from sim.study.skims import centre_times, corridor_times, door_to_door, zone_access
from sim.study.world import World, build_world

__all__ = ["Report", "redraw_map", "run"]

Report = Callable[[str, float], None]
"""Called with a stage's title and the share of it that is done (0 to 1)."""

CAVEATS = "board_caveats"
"""Table of what a run learned about the values of its board."""

SEARCH_SOURCES = ("network", "routing", "study", "geometry.py", "clock.py")


@dataclass
class _Stages:
    """Reports stages as they run and keeps their times."""

    report: Report
    timings_s: dict[str, float] = field(default_factory=dict)

    def run(self, title: str, work: Callable[[Callable[[float], None]], Any]) -> Any:
        started = time.perf_counter()
        self.report(title, 0.0)
        result = work(lambda share: self.report(title, min(share, 0.999)))
        self.report(title, 1.0)
        self.timings_s[title] = round(time.perf_counter() - started, 3)
        return result


def run(
    scenario: Path | str,
    *,
    data_dir: Path | None = None,
    outputs_dir: Path | None = None,
    scenarios_dir: Path | None = None,
    report: Report | None = None,
    fresh: bool = False,
) -> RunResults:
    """Run a scenario file, or a shipped scenario by name.

    Parameters
    ----------
    scenario
        Path of a YAML file, or a name such as ``plan-2020``.
    data_dir, outputs_dir, scenarios_dir
        Folders; those not given are those of the project the working directory lies in.
    report
        Called with a stage's title and the share of it that is done.
    fresh
        Compute again even if the same run is there already.

    Returns
    -------
    RunResults
        Tables, board and map of ``outputs/<scenario>/<run id>``.

    Raises
    ------
    ScenarioError, DataError, OutputError
        With every problem found, before anything is written.
    """
    project = find_project(data_dir, outputs_dir, scenarios_dir)
    stages = _Stages(report or (lambda _title, _share: None))
    cache = StageCache(project.outputs / ".cache")
    prepared: Prepared = stages.run(
        "read scenario and tables",
        lambda _: prepare(str(scenario), project.data, project.scenarios),
    )
    check_writable(project.outputs)
    folder = project.outputs / prepared.name / prepared.run_id
    if not fresh and run_is_whole(folder):
        point_latest(folder)
        return replace(read_run(folder), reused=True)
    prepared = stages.run("build the network", lambda _: prepared.with_network(cache))
    skims = _skims(prepared, cache, stages)
    targets = read_targets(project.data / "policy" / "targets.yaml")
    board, details = stages.run("judge the targets", lambda _: _judge(prepared, skims, targets))
    with RunWriter(project.outputs, prepared.name, prepared.run_id) as writer:
        tables = {**skims, **details, **prepared.tables(), CAVEATS: board_caveats(board)}
        stages.run("write the tables", lambda _: _write_tables(writer, board, tables))
        page = stages.run(
            "draw the map",
            lambda _: map_page(
                prepared.scenario.document,
                prepared.network,
                prepared.baseline,
                skims["zone_access"],
                board=board,
                data_dir=project.data,
            ),
        )
        writer.text("map.html", page)
        return writer.finish(_manifest(prepared, stages.timings_s))


def check_writable(outputs: Path) -> None:
    """Refuse early, before minutes of work, if results cannot be written."""
    try:
        outputs.mkdir(parents=True, exist_ok=True)
        probe = outputs / f".writable.{os.getpid()}"
        probe.touch()
        probe.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot write to {outputs}: {error.strerror or error}. Mend the permissions or choose "
            "another folder with --outputs"
        ) from error


def skim_key(prepared: Prepared) -> str:
    """Fingerprint of everything the travel-time tables depend on."""
    return fingerprint(
        prepared.network.fingerprint,
        prepared.settings,
        prepared.corridor_ids,
        code_fingerprint(*SEARCH_SOURCES),
        library_versions(),
    )


def _skims(prepared: Prepared, cache: StageCache, stages: _Stages) -> dict[str, pd.DataFrame]:
    """Travel-time tables, each from the cache if nothing it depends on has changed."""
    settings = prepared.settings
    network = prepared.network
    key = skim_key(prepared)
    worlds: list[World] = []

    def world() -> World:
        if not worlds:
            if not kernels_are_compiled():
                stages.run(TITLE, compile_kernels)
            worlds.append(
                stages.run("link zones and stops", lambda _: build_world(network, settings.walk))
            )
        return worlds[0]

    work: Mapping[str, tuple[str, Callable[[Callable[[float], None]], pd.DataFrame]]] = {
        "zone_access": (
            "minutes and people within reach",
            lambda share: zone_access(world(), settings, share),
        ),
        "corridor_times": (
            "airport corridors",
            lambda _: corridor_times(world(), settings, prepared.corridor_ids),
        ),
        "centre_times": ("from the centre", lambda _: centre_times(world(), settings)),
        "door_to_door": (
            "door to door in the province",
            lambda share: door_to_door(world(), settings, share),
        ),
    }
    skims: dict[str, pd.DataFrame] = {}
    for name, (title, compute) in work.items():
        stage = cache.entry(name, key)
        found = stage.read()
        if found is None:
            world()
            found = stages.run(title, compute)
            stage.write(found)
        skims[name] = found
    return skims


def _judge(
    prepared: Prepared, skims: Mapping[str, pd.DataFrame], targets: tuple[Target, ...]
) -> tuple[tuple[BoardRow, ...], dict[str, pd.DataFrame]]:
    evidence = Evidence(
        network=prepared.network,
        targets=targets,
        rail_lines=prepared.rail_lines,
        corridor_times=skims["corridor_times"],
        door_to_door=skims["door_to_door"],
        centre_times=skims["centre_times"],
        circle_hubs=prepared.circle_hubs,
        circle_window=prepared.settings.circle_window,
    )
    values = compute_indicators(evidence)
    rows = target_board(values, targets)
    wanted = prepared.target_ids or [target.id for target in targets]
    return tuple(row for row in rows if row.target_id in wanted), detail_tables(values)


def _write_tables(
    writer: RunWriter, board: tuple[BoardRow, ...], tables: Mapping[str, pd.DataFrame]
) -> None:
    for name in sorted(tables):
        writer.table(name, tables[name])
    writer.text("targets.csv", board_frame(board).to_csv(index=False, lineterminator="\n"))


def _manifest(prepared: Prepared, timings_s: Mapping[str, float]) -> Manifest:
    network = prepared.network
    return Manifest(
        run_id=prepared.run_id,
        scenario=prepared.name,
        title=prepared.title,
        title_zh=prepared.title_zh,
        identity=prepared.identity,
        document=prepared.document_record,
        network={
            "fingerprint": network.fingerprint,
            "as_of": str(network.as_of),
            "horizon_year": network.horizon_year,
            "rail_timetable": network.rail_timetable,
            "air_vintage": network.air_vintage,
            "stops": len(network.stops),
            "routes": len(network.routes),
            "trains": len(network.trains),
            "zones": len(network.zones),
        },
        versions={
            "python": platform.python_version(),
            **library_versions(),
        },
        seed=prepared.seed,
        changes=prepared.change_records,
        assumptions=network.assumptions,
        issues=[issue_record(issue) for issue in prepared.issues],
        timings_s=timings_s,
    )


def redraw_map(
    run_folder: Path,
    to: Path,
    data_dir: Path,
    *,
    tiles: Tiles = "none",
    report: Report | None = None,
) -> int:
    """Draw the map of a finished run again, with other options; returns its size in bytes.

    The run's own scenario, as its manifest keeps it, is applied to the tables once more.

    Raises
    ------
    OutputError
        If the folder is no run, or the tables have changed since.
    """
    stages = _Stages(report or (lambda _title, _share: None))
    results = read_run(run_folder)
    manifest = results.manifest
    if data_hashes(data_dir) != manifest.identity["data"]:
        raise OutputError(
            f"the tables have changed since {run_folder} was run; run the scenario again"
        )
    targets = read_targets(data_dir / "policy" / "targets.yaml")
    try:
        document = ScenarioDocument.model_validate_json(json.dumps(manifest.document))
    except ValueError as error:
        raise OutputError(
            f"{run_folder} was made by another version of the program; run the scenario again"
        ) from error
    cache = StageCache(results.folder.resolve().parent.parent / ".cache")
    network, baseline, _ = stages.run(
        "build the network",
        lambda _: scenario_network(document, data_dir, manifest.identity, cache),
    )
    board = board_from_frame(results.targets, targets, results.table(CAVEATS))
    page = stages.run(
        "draw the map",
        lambda _: map_page(
            document,
            network,
            baseline,
            results.table("zone_access"),
            board=board,
            data_dir=data_dir,
            tiles=tiles,
        ),
    )
    try:
        to.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"cannot write {to}: {error.strerror or error}") from error
    return len(page.encode("utf-8"))
