"""The catalogue is complete, says what the functions take, and finds what is misspelt."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from sim import accessibility
from sim.accessibility import MEASURES, MeasureSpec, measure_named
from sim.errors import DataError

FOLDER = Path(accessibility.__file__).parent


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.id)
def test_entries_are_true_of_their_functions(measure: MeasureSpec) -> None:
    assert measure.compute.__name__ == measure.id
    assert getattr(accessibility, measure.id) is measure.compute
    taken = [name for name in inspect.signature(measure.compute).parameters if name != "limit_min"]
    assert taken == [*measure.inputs, *measure.settings]
    for text in (measure.title_zh, measure.title_en, measure.formula, measure.reference):
        assert text
    assert measure.unit.format(unit="jobs")
    is_time = measure.unit == "min"
    assert measure.better == ("lower" if is_time else "higher")
    assert ("cutoff" in str(measure.settings)) <= (
        "limit_min" in str(inspect.signature(measure.compute))
    )


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.id)
def test_docstrings_tell_the_whole(measure: MeasureSpec) -> None:
    text = inspect.getdoc(measure.compute) or ""
    assert ">>>" in text
    assert "reach" in text or "nearby: 0" in text
    assert "Unit" in text or "Minutes" in text or "in %" in text


def test_ids_are_single() -> None:
    assert len({measure.id for measure in MEASURES}) == len(MEASURES) == 14


def test_names_are_found_as_people_write_them() -> None:
    assert measure_named("Spatial availability").id == "spatial_availability"
    assert measure_named("time-to-nth").id == "time_to_nth"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("gravty", "there is no measure 'gravty'; did you mean 'gravity'?"),
        ("xyz", "there is no measure 'xyz'; known: cumulative, cumulative_interval, gravity"),
    ],
)
def test_unknown_measure(name: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        measure_named(name)
    assert message in str(caught.value)


def test_public_names_are_exact() -> None:
    assert sorted(accessibility.__all__) == sorted(set(accessibility.__all__))
    for name in accessibility.__all__:
        assert getattr(accessibility, name) is not None
    for path in FOLDER.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = next(
            [ast.literal_eval(item) for item in node.value.elts]
            for node in tree.body
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"
        )
        public = {
            node.name
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        }
        assert public <= set(named), path


def test_the_catalogue_can_be_read_without_the_compiler() -> None:
    code = "import sys, sim.accessibility; print('numba' in sys.modules, 'pandas' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "False"]
