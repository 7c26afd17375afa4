"""The quick board judges as a whole run does, and shows what a change moves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.cli import quick_board as command
from sim.indicators import board_frame
from sim.results import RunResults
from sim.study.quick_board import QuickBoard, quick_board

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def found(
    quick_run: RunResults, quick_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> QuickBoard:
    path = tmp_path_factory.mktemp("tried") / "tried.yaml"
    one_more = "  - {type: add_air_routes, destinations: [LAX], weekly_frequency: 3}\n"
    text = quick_file.read_text("utf-8").replace("scenario: quick", "scenario: tried")
    path.write_text(text.replace("accessibility:", f"{one_more}accessibility:"), encoding="utf-8")
    return quick_board(
        path,
        against=quick_file,
        data_dir=ROOT / "network_data",
        outputs_dir=quick_run.folder.parents[1],
        scenarios_dir=ROOT / "scenarios",
    )


def test_values_are_those_of_the_whole_run(found: QuickBoard, quick_run: RunResults) -> None:
    assert found.before is not None
    quick = board_frame(found.before).set_index(["target_id", "definition"])
    whole = quick_run.targets.set_index(["target_id", "definition"])
    assert quick["verdict"].to_dict() == whole["verdict"].to_dict()
    assert quick["value"].fillna(-1).to_dict() == whole["value"].fillna(-1).to_dict()


def test_only_what_differs_is_changed(found: QuickBoard) -> None:
    assert found.before is not None
    changed = {(row.target_id, row.definition) for row in found.changed}
    assert ("air_destinations", "airports") in changed
    assert {target for target, _ in changed} <= {"air_destinations", "transit_visa"}
    assert replace(found, board=found.before).changed == ()
    assert replace(found, before=None).changed == found.board


def test_printed_rows_are_the_changed_ones(
    found: QuickBoard, capsys: pytest.CaptureFixture[str]
) -> None:
    command._print(found, whole=False)
    told = capsys.readouterr().out
    assert f"against quick · {len(found.changed)} of {len(found.board)} rows change" in told
    assert "国际及地区航点" in told
    assert "Urban rail" not in told
    command._print(found, whole=True)
    assert "→" in capsys.readouterr().out
