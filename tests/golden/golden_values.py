"""What the shipped scenarios come to without a search: the board's values, city by city.

After a change that is meant to move numbers, write the file anew, read the difference and say in
the changelog why it moved::

    python tests/golden/golden_values.py
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from sim.indicators import (
    BoardRow,
    Evidence,
    IndicatorValue,
    compute_indicators,
    read_targets,
    target_board,
)
from sim.modifications import apply_modifications
from sim.network import build_network, build_zones
from sim.network.model import Network, Zone
from sim.scenario import load_scenario, shipped_scenarios
from sim.study.gateway_ground import interchange_frame, transit_data
from sim.tables import TablePackage, read_package

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "targets.csv"
TIMES = ("one_hour_circle", ("station_fastest", "station_fastest_to", "station_effective"))
TOLERANCES = {"km": 0.005, "%": 0.05, "min": 0.05}


@dataclass(frozen=True)
class Judged:
    """A scenario's network, indicator values and board."""

    network: Network
    indicators: tuple[IndicatorValue, ...]
    board: tuple[BoardRow, ...]


def scenario_names() -> list[str]:
    """Every shipped scenario once, by the name of its file."""
    return sorted({path.stem for path in shipped_scenarios(ROOT / "scenarios").values()})


@cache
def _package() -> TablePackage:
    return read_package(ROOT / "network_data")


@cache
def _zones() -> tuple[Zone, ...]:
    """Zones of 2020 for every scenario: nothing here depends on how many people live in them."""
    return build_zones(ROOT / "network_data", 2020)


@cache
def judged(name: str) -> Judged:
    scenario = load_scenario(name, shipped=ROOT / "scenarios")
    document = scenario.document
    base = build_network(
        _package(),
        document.as_of,
        horizon_year=document.horizon_year,
        rail_timetable=document.rail_timetable,
        air_vintage=document.air_vintage,
        zones=_zones(),
    )
    network, _ = apply_modifications(base, document.modifications, where=scenario.where)
    targets = read_targets(ROOT / "network_data" / "policy" / "targets.yaml")
    tables = _package().tables
    values = compute_indicators(
        Evidence(
            network,
            targets,
            rail_lines=tables["rail/lines"],
            interchanges=interchange_frame(network, tables),
            transit=transit_data(tables, None, network),
        )
    )
    return Judged(network, values, target_board(values, targets))


def table(name: str) -> pd.DataFrame:
    """Values of a scenario as the golden file holds them; minutes by city below the board's rows."""
    found = judged(name)
    rows: list[tuple[object, ...]] = [
        (name, row.target_id, row.definition, "", row.value, row.unit, row.verdict, "")
        for row in found.board
        if row.value is not None
    ]
    for value in found.indicators:
        if value.target_id != TIMES[0] or value.definition_id not in TIMES[1]:
            continue
        for place in value.detail.itertuples():
            head = (name, value.target_id, value.definition_id, place.place_id)
            rows.append((*head, place.minutes, "min", "", place.status))
    columns = [
        "scenario",
        "target_id",
        "definition",
        "place_id",
        "value",
        "unit",
        "verdict",
        "status",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    frame["value"] = frame["value"].astype("float64").round(4)
    frame.insert(6, "tolerance", frame["unit"].map(TOLERANCES).fillna(0.0))
    return frame


if __name__ == "__main__":
    whole = pd.concat([table(name) for name in scenario_names()], ignore_index=True)
    whole.to_csv(GOLDEN, index=False, lineterminator="\n")
