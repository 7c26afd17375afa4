"""One run: from a scenario to a folder with board, tables and map."""

from __future__ import annotations

import filecmp
import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim.errors import OutputError
from sim.indicators import (
    BoardRow,
    board_caveats,
    board_frame,
    board_from_frame,
    read_targets,
)
from sim.results import Manifest, RunResults, RunWriter, read_run, run_is_whole
from sim.results.folder import MAP_NAME, point_latest
from sim.results.manifest import issue_record
from sim.scenario import ScenarioDocument
from sim.scenario.operations_settings import Part
from sim.study.cache import StageCache, library_versions
from sim.study.demand_names import MATRIX_FRAME
from sim.study.evaluate import evaluate
from sim.study.prepare import (
    Prepared,
    data_hashes,
    inherited_modifications,
    prepare,
    scenario_network,
    search_settings,
)
from sim.study.project import Project, find_project
from sim.study.stages import Report, Stages

if TYPE_CHECKING:
    from sim.maps import Lang, Tiles

__all__ = ["Day", "Report", "redraw_map", "run", "run_prepared"]

CAVEATS = "board_caveats"
"""Table of what a run learned about the values of its board."""


@dataclass(frozen=True, slots=True)
class Day:
    """How a day of operations is simulated, in place of what the scenario says of it.

    ``parts`` empty and ``replications`` None leave that to the scenario. ``cores`` is the number of
    processes, by default one per processor; results do not depend on it.
    """

    parts: tuple[Part, ...] = ()
    replications: int | None = None
    cores: int | None = None


def run(
    scenario: Path | str,
    *,
    data_dir: Path | None = None,
    outputs_dir: Path | None = None,
    scenarios_dir: Path | None = None,
    report: Report | None = None,
    fresh: bool = False,
    with_map: bool = True,
    with_demand: bool = True,
    day: Day | None = None,
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
    with_map
        Draw the map as well; a comparison that only wants the numbers does without.
    with_demand
        Solve the demand model, unless the scenario switches it off; without it a run takes seconds
        and the share of public transport is not computed.
    day
        Simulate a day of operations, whether or not the scenario asks for one.

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
    stages = Stages(report or (lambda _title, _share: None))
    prepared: Prepared = stages.run(
        "read scenario and tables",
        lambda _: prepare(str(scenario), project.data, project.scenarios),
    )
    if not with_demand:
        prepared = prepared.without_demand()
    if day is not None:
        prepared = prepared.with_operations(day.parts, day.replications)
    cores = None if day is None else day.cores
    return run_prepared(prepared, project, stages, fresh=fresh, with_map=with_map, cores=cores)


def run_prepared(
    prepared: Prepared,
    project: Project,
    stages: Stages,
    *,
    fresh: bool,
    with_map: bool,
    cores: int | None = None,
) -> RunResults:
    """Run a scenario that is read and checked already; see `run`."""
    cache = StageCache(project.outputs / ".cache")
    check_writable(project.outputs)
    folder = project.outputs / prepared.name / prepared.run_id
    if not fresh and run_is_whole(folder, with_map=with_map):
        point_latest(folder)
        return replace(read_run(folder), reused=True)
    if not prepared.is_built:
        prepared = stages.run("build the network", lambda _: prepared.with_network(cache))
    _check_flights(prepared)
    found = evaluate(prepared, cache, stages, cores=cores)
    with RunWriter(project.outputs, prepared.name, prepared.run_id) as writer:
        tables = {
            **found.skims,
            **found.details,
            **prepared.tables(),
            CAVEATS: board_caveats(found.board),
        }
        matrix = tables.pop(MATRIX_FRAME, None)
        stages.run("write the tables", lambda _: _write_tables(writer, found.board, tables))
        if matrix is not None:
            from sim.study.demand_matrices import (  # noqa: PLC0415 - loads what writes OMX
                MATRICES_FILE,
                write_matrix_frame,
            )

            zone_ids = tuple(tables["demand_zones"]["zone_id"])
            writer.matrices(MATRICES_FILE, lambda path: write_matrix_frame(matrix, zone_ids, path))
        if with_map:
            from sim.study.page import map_page  # noqa: PLC0415 - loads what draws maps
            from sim.study.shown_demand import shown_demand  # noqa: PLC0415
            from sim.study.shown_gateway import shown_gateway  # noqa: PLC0415

            day_name = _write_day(writer, prepared, tables, stages)
            page = stages.run(
                "draw the map",
                lambda _: map_page(
                    prepared.scenario.document,
                    prepared.network,
                    prepared.baseline,
                    found.skims["zone_access"],
                    board=found.board,
                    data_dir=project.data,
                    inherited=inherited_modifications(prepared.scenario),
                    access=tables.get("access"),
                    opportunity_layers=tables.get("opportunity_layers"),
                    demand=shown_demand(tables, project.data),
                    gateway=shown_gateway(tables, project.data),
                    day_name=day_name,
                ),
            )
            writer.text(MAP_NAME, page)
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


def _check_flights(prepared: Prepared) -> None:
    """Refuse an own schedule of flights that cannot be used, before minutes of work."""
    path, asked = prepared.flight_schedule, prepared.scenario.document.operations
    if path is None or not asked.enabled:
        return
    from sim.study.day.terminal_flights import check_schedule  # noqa: PLC0415 - where wanted

    check_schedule(path, prepared.network, Path(prepared.data_dir))


def _write_day(
    writer: RunWriter,
    prepared: Prepared,
    tables: Mapping[str, pd.DataFrame],
    stages: Stages,
) -> str:
    """Write the page of the simulated day, where a run has one with trains; returns its name."""
    if not prepared.scenario.document.operations.enabled:
        return ""
    from sim.study.day.page import DAY_NAME, has_day, operations_page  # noqa: PLC0415

    if not has_day(tables):
        return ""
    page = stages.run("draw the day", lambda _: operations_page(prepared, prepared.network, tables))
    writer.text(DAY_NAME, page)
    return DAY_NAME


def _day_beside(run_folder: Path, to: Path) -> str:
    """Name of the page of a run's day if that very page lies beside a file; empty if not."""
    from sim.study.day.page import DAY_NAME  # noqa: PLC0415 - loads what draws maps

    own, beside = run_folder / DAY_NAME, to.parent / DAY_NAME
    same = own.is_file() and beside.is_file() and filecmp.cmp(own, beside, shallow=False)
    return DAY_NAME if same else ""


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
    lang: Lang = "both",
    isochrones: bool = False,
    report: Report | None = None,
) -> int:
    """Draw the map of a finished run again, with other options; returns its size in bytes.

    The run's own scenario is applied to the tables once more; its day is linked where beside `to`.

    Raises
    ------
    OutputError
        If the folder is no run, or the tables have changed since.
    """
    from sim.study.page import map_page, measured_words  # noqa: PLC0415 - loads what draws maps
    from sim.study.reach_page import zone_reach  # noqa: PLC0415
    from sim.study.shown_demand import shown_demand, tables_of_run  # noqa: PLC0415
    from sim.study.shown_gateway import gateway_tables_of_run, shown_gateway  # noqa: PLC0415

    stages = Stages(report or (lambda _title, _share: None))
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
        what = f"{run_folder} was made by another version of the program; run the scenario again"
        raise OutputError(what) from error
    cache = StageCache(results.folder.resolve().parent.parent / ".cache")
    network, baseline, _ = stages.run(
        "build the network",
        lambda _: scenario_network(document, data_dir, manifest.identity, cache),
    )
    board = board_from_frame(results.targets, targets, results.table(CAVEATS))
    reach = None
    if isochrones:
        reach = stages.run(
            "times between all zones",
            lambda share: zone_reach(
                network, search_settings(document), measured=measured_words(document), share=share
            ),
        )
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
            lang=lang,
            inherited=sum(not change["own"] for change in manifest.changes),
            access=results.table("access") if "access" in results.tables else None,
            opportunity_layers=(
                results.table("opportunity_layers")
                if "opportunity_layers" in results.tables
                else None
            ),
            demand=shown_demand(tables_of_run(results), data_dir),
            gateway=shown_gateway(gateway_tables_of_run(results), data_dir),
            reach=reach,
            day_name=_day_beside(results.folder, to),
        ),
    )
    try:
        to.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"cannot write {to}: {error.strerror or error}") from error
    return len(page.encode("utf-8"))
