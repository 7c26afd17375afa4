"""The target board of a scenario in seconds: what it changes, before a whole run is worth it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.fingerprint import fingerprint
from sim.indicators import BoardRow, board_frame, board_from_frame
from sim.study.cache import StageCache
from sim.study.evaluate import evaluate
from sim.study.gateway_names import INTERCHANGES
from sim.study.prepare import Prepared, prepare
from sim.study.project import Project, find_project
from sim.study.stages import Report, Stages

__all__ = ["QuickBoard", "quick_board"]

_STAGE = "quick_board"
_TABLES = ("corridor_times", "centre_times", "door_to_door", INTERCHANGES, "gateway_ground")
"""Tables that targets are judged by, beside those of demand."""


@dataclass(frozen=True)
class QuickBoard:
    """Targets of a scenario without demand, beside those of the scenario it is set against.

    ``before`` is ``None`` where it is set against nothing.
    """

    name: str
    title: str
    title_zh: str
    board: tuple[BoardRow, ...]
    against: str | None
    before: tuple[BoardRow, ...] | None

    @property
    def changed(self) -> tuple[BoardRow, ...]:
        """Rows whose value or verdict differs from before; all if there is nothing before."""
        known = {(row.target_id, row.definition): _judgement(row) for row in self.before or ()}
        return tuple(
            row
            for row in self.board
            if known.get((row.target_id, row.definition)) != _judgement(row)
        )


def quick_board(
    scenario: Path | str,
    *,
    against: Path | str | None = None,
    data_dir: Path | None = None,
    outputs_dir: Path | None = None,
    scenarios_dir: Path | None = None,
    report: Report | None = None,
) -> QuickBoard:
    """Judge the targets of a scenario and nothing else; only the cache is written.

    The share of public transport needs the demand model, so it is not computed here.

    Parameters
    ----------
    scenario
        Path of a YAML file, or a name such as ``plan-2020``.
    against
        Another one to set it against; if not given, the scenario that it extends, if any.
    data_dir, outputs_dir, scenarios_dir
        Folders; those not given are those of the project the working directory lies in.
    report
        Called with a stage's title and the share of it that is done.

    Raises
    ------
    ScenarioError, DataError, OutputError
        With every problem found.
    """
    project = find_project(data_dir, outputs_dir, scenarios_dir)
    stages = Stages(report or (lambda _title, _share: None))
    cache = StageCache(project.outputs / ".cache")
    own = _prepared(scenario, project, stages)
    files = own.scenario.files
    other = against or (files[1] if len(files) > 1 else None)
    before = None if other is None else _prepared(other, project, stages)
    return QuickBoard(
        own.name,
        own.title,
        own.title_zh,
        _judged(own, cache, stages),
        None if before is None else before.name,
        None if before is None else _judged(before, cache, stages),
    )


def _prepared(scenario: Path | str, project: Project, stages: Stages) -> Prepared:
    found: Prepared = stages.run(
        "read scenario and tables",
        lambda _: prepare(str(scenario), project.data, project.scenarios),
    )
    return found.without_demand()


def _judged(prepared: Prepared, cache: StageCache, stages: Stages) -> tuple[BoardRow, ...]:
    """The board, kept by everything the scenario rests on."""
    key = fingerprint(prepared.identity)
    kept = cache.read(_STAGE, key)
    if kept is not None:
        return board_from_frame(kept, prepared.targets)
    built = stages.run("build the network", lambda _: prepared.with_network(cache))
    board = evaluate(built, cache, stages, skims=_TABLES).board
    cache.write(_STAGE, key, board_frame(board))
    return board


def _judgement(row: BoardRow) -> tuple[float | None, str, str]:
    return row.value, row.verdict, row.overall
