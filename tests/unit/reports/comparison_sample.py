"""Writes a comparison folder as `sim compare` does, from the newest runs of a folder of outputs.

Boards, indicators and gains are those of the program. The ledger and the contributions, which
would need other runs, are made up: the first change of every alternative but the reference adds 2
to every headline value, the second takes 1 away from the first target, the rest add nothing.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.indicators import BoardRow, board_from_frame, read_targets
from sim.indicators.compare_board import compared_boards
from sim.indicators.compare_gains import gains_tables
from sim.indicators.compare_values import compared_values, ranked_values
from sim.results import RunResults, read_run
from sim.results.comparison import Comparison, ComparisonManifest, write_comparison
from sim.study.compare_zones import MEASURES_MIN, compared_zones

DATA = Path(__file__).parents[3] / "network_data"
CENTRE = (120.16, 30.27)


def sample_comparison(outputs: Path, names: list[str], comparison_id: str = "abc123") -> Comparison:
    """Compare the newest runs of the named scenarios; the first is the reference."""
    runs = {name: read_run(outputs / name / "latest") for name in names}
    targets = read_targets(DATA / "policy" / "targets.yaml")
    boards: dict[str, tuple[BoardRow, ...]] = {
        name: board_from_frame(run.targets, targets, run.table("board_caveats"))
        for name, run in runs.items()
    }
    zones = {name: compared_zones(run.table("zone_access"), CENTRE) for name, run in runs.items()}
    gains, means = gains_tables(zones, names[0], MEASURES_MIN)
    tables = {
        "alternatives": _alternatives(runs),
        "board": compared_boards(boards, names[0]),
        "indicators": ranked_values(compared_values(zones), names[0]),
        "gains": gains,
        "gains_mean": means,
        "ledger": _ledger(runs),
        "contributions": _contributions(runs),
    }
    manifest = ComparisonManifest(
        comparison_id=comparison_id,
        reference=names[0],
        alternatives=[
            {
                "alternative": name,
                "scenario": name,
                "run_id": run.manifest.run_id,
                "run_folder": f"../../{name}/{run.manifest.run_id}",
            }
            for name, run in runs.items()
        ],
        options={},
        versions={},
        issues=[],
    )
    return write_comparison(outputs, manifest, tables, {})


def _alternatives(runs: dict[str, RunResults]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"alternative": name, "order": order, "is_reference": order == 0}
            for order, name in enumerate(runs)
        ]
    )


def _changes(runs: dict[str, RunResults]) -> list[tuple[str, dict]]:
    return [
        (name, dict(change))
        for name, run in list(runs.items())[1:]
        for change in run.manifest.changes
    ]


def _ledger(runs: dict[str, RunResults]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "alternative": name, "position": change["position"], "type": change["type"],
                "sentence": change["sentence"], "note": change["note"],
                "own": change["position"] != 3,
                "routes": ", ".join(change["touched"].get("routes", ())),
                "sections": ", ".join(change["touched"].get("sections", ())),
                "stations": ", ".join(change["touched"].get("stops", ())),
                "km": 10.0, "train_km_per_day": 1000.0, "people_changed": 5000.0,
                "people_faster": 4000.0, "people_slower": 1000.0,
                "mean_gain_min": 1.5 if change["position"] != 3 else float("nan"),
            }
            for name, change in _changes(runs)
        ]
    )  # fmt: skip


def _contributions(runs: dict[str, RunResults]) -> pd.DataFrame:
    rows = []
    for name, change in _changes(runs):
        board = runs[name].targets.dropna(subset=["value"])
        first_target = board["target_id"].iloc[0]
        for cell in board.itertuples():
            added = 0.0
            if cell.headline and change["position"] == 1:
                added = 2.0
            elif cell.headline and change["position"] == 2 and cell.target_id == first_target:
                added = -1.0
            rows.append(
                {
                    "alternative": name, "position": change["position"], "type": change["type"],
                    "sentence": change["sentence"], "falls_with": "",
                    "target_id": cell.target_id, "definition": cell.definition,
                    "headline": cell.headline, "unit": cell.unit, "value_with": cell.value,
                    "value_without": cell.value - added, "contribution": added,
                    "verdict_with": cell.verdict,
                    "verdict_without": "missed" if added > 0 else cell.verdict,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)
