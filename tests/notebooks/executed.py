"""Run a notebook from top to bottom and read values from it, as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from typer.testing import CliRunner

from sim.cli.main import app

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks"


def notebook(stem: str) -> nbformat.NotebookNode:
    return nbformat.read(FOLDER / f"{stem}.ipynb", as_version=4)


def executed(stem: str, values: Mapping[str, str] | None = None) -> dict[str, object]:
    """Run every cell; then evaluate `values`, expressions in the notebook's own names."""
    found = notebook(stem)
    wanted = ", ".join(f"{name!r}: {expression}" for name, expression in (values or {}).items())
    asked = f"import json\nprint(json.dumps({{{wanted}}}, default=float))"
    found.cells.append(nbformat.v4.new_code_cell(asked))
    client = NotebookClient(
        found,
        timeout=600,
        kernel_name="python3",
        resources={"metadata": {"path": str(FOLDER)}},
    )
    done = client.execute()
    code = [cell for cell in done.cells if cell.cell_type == "code"]
    assert all(cell.get("execution_count") for cell in code)
    # a planner who sees a warning stops and wonders
    noise = [
        output.text
        for cell in code
        for output in cell.outputs
        if output.get("name") == "stderr" and "Warning" in output.text
    ]
    assert not noise, noise
    return json.loads(code[-1].outputs[-1].text)


def command(*words: str) -> str:
    """What the command line prints into a pipe, in one line per line."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        done = CliRunner().invoke(app, list(words), env={"NO_COLOR": "1", "COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
