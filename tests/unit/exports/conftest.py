"""One export in every format of the quick run, and a small comparison made by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.results import RunResults
from sim.results.comparison import Comparison, ComparisonManifest, write_comparison
from sim.study.export import Exported, export_results

ROOT = Path(__file__).parents[3]
CELLS = ("88309a553dfffff", "88309a016dfffff")


@pytest.fixture(scope="session")
def everything(quick_run: RunResults, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return export_results(
        quick_run.folder,
        tmp_path_factory.mktemp("export") / "out",
        percentiles=(50, 100),
        data_dir=ROOT / "network_data",
        outputs_dir=quick_run.folder.parents[1],
        scenarios_dir=ROOT / "scenarios",
    )


@pytest.fixture
def comparison(tmp_path: Path) -> Comparison:
    """Two alternatives, two cells; the second cell is reached in the reference only."""
    zones = pd.DataFrame(
        {
            "alternative": ["base", "base", "plan", "plan"],
            "zone_id": [*CELLS, *CELLS],
            "population": [100.0, 50.0, 100.0, 50.0],
            "minutes_from_hub": [40.0, 60.0, 32.5, None],
        }
    )
    board = pd.DataFrame(
        {
            "alternative": ["base", "plan"],
            "target_id": ["hsr_lines"] * 2,
            "definition": ["complete"] * 2,
            "value": [1.0, 3.0],
        }
    )
    records = [
        {"alternative": name, "run_id": name, "run_folder": "x", "scenario": name}
        for name in ("base", "plan")
    ]
    warning = {"severity": "warning", "code": "years", "what": "人口年份不同", "fix": "see below"}
    manifest = ComparisonManifest("c0ffee", "base", records, {}, {}, [warning])
    return write_comparison(tmp_path / "outputs", manifest, {"zones": zones, "board": board}, {})
