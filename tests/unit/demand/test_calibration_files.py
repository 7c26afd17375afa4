"""What a calibration writes, and what it prints."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from test_calibration_targets import target
from typer.testing import CliRunner

import sim.study.calibrate
from sim.cli.calibrate import calibrate, print_calibration
from sim.demand.base_year_rounds import Round
from sim.demand.calibration_targets import judged
from sim.demand.counts import counts_of
from sim.demand.elasticity import elasticities
from sim.demand.parameters import Parameter, parameters_of
from sim.demand.sample import draw_sample
from sim.demand.sample_examples import (
    PARAMETERS,
    home_ends,
    pricing,
    service,
    small_result,
    with_values,
)
from sim.demand.sample_travellers import travellers
from sim.errors import DataError, OutputError
from sim.study.calibrate import Calibration
from sim.study.calibrate_files import DRAWS, parameters_text, write_calibration
from sim.study.calibrate_files import PARAMETERS as TABLE
from sim.tables import read_table
from sim.tables.publishing import write_datapackage

DATA = Path("network_data")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "network_data"))


def draws(*numbers: int) -> pd.DataFrame:
    return pd.DataFrame(
        [(number, "wait_weight", 2.0 + number / 10) for number in numbers],
        columns=["draw", "parameter_id", "value"],
    )


def test_only_values_of_calibrated_rows_change() -> None:
    text = (DATA / f"{TABLE}.csv").read_text(encoding="utf-8")
    rows = parameters_of(read_table(DATA, TABLE))
    values = {name: one.value + 1 / 3 for name, one in rows.items()}
    before = pd.read_csv(io.StringIO(text), keep_default_na=False)
    after = pd.read_csv(io.StringIO(parameters_text(text, rows, values)), keep_default_na=False)
    calibrated = before["role"] == "calibrated"
    assert calibrated.any()
    assert (after[~calibrated] == before[~calibrated]).all().all()
    wanted = [float(f"{values[name]:.6g}") for name in before[calibrated]["parameter_id"]]
    assert after[calibrated]["value"].astype(float).tolist() == wanted
    assert set(after[calibrated]["quality"]) == {"modelled"}
    same = ["parameter_id", "title_zh", "title_en", "low", "high", "unit", "role", "note"]
    assert (after[same] == before[same]).all().all()


def test_both_tables_are_written_with_the_hashes_of_the_package(data: Path) -> None:
    rows = parameters_of(read_table(data, TABLE))
    values = {name: one.value for name, one in rows.items()} | {"constant_cycle_min": 7.25}
    written = write_calibration(data, rows, values, draws(1, 2))
    assert [path.relative_to(data).as_posix() for path in written] == [
        "demand/parameters.csv", "demand/draws.csv", "datapackage.json",
    ]  # fmt: skip
    assert parameters_of(read_table(data, TABLE))["constant_cycle_min"].value == 7.25
    assert read_table(data, DRAWS)["value"].tolist() == [2.1, 2.2]
    again = write_calibration(data, rows, values, draws(1, 2))
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in written]


def test_tables_with_errors_leave_everything_as_it_was(data: Path) -> None:
    rows = parameters_of(read_table(data, TABLE))
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    values = {name: one.value for name, one in rows.items()} | {"constant_cycle_min": 7.25}
    with pytest.raises(DataError, match="its tables have errors"):
        write_calibration(data, rows, values, draws(0))  # draws are counted from 1
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


def test_a_folder_that_cannot_be_written_is_told(data: Path, monkeypatch) -> None:
    def full(_root: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.study.calibrate_files.write_datapackage", full)
    rows = parameters_of(read_table(data, TABLE))
    with pytest.raises(OutputError, match=r"cannot write .*demand: No space left on device"):
        write_calibration(data, rows, {name: one.value for name, one in rows.items()}, draws(1))


@pytest.fixture(scope="module")
def found() -> Calibration:
    result = small_result()
    sample, counts = draw_sample(result, pricing(), trips=home_ends(), pairs=60), counts_of(result)
    targets = (
        target("motorised_share", value=40.0, title_zh="分担率", title_en="Share", fact="F053"),
        target("boardings", "rail", value=0.2, unit="million/day", title_en="Rail"),
        target("alternative_share", "walk", kind="prior", value=20.0, sd=4.0, title_en="Walk"),
        target("noted", kind="check", title_en="Another definition"),
    )
    return Calibration(
        scenario="small", year=2015, targets=judged(targets, counts, year=2015),
        rows={
            "constant_drive_min": Parameter("constant_drive_min", 9, -5, 80, "min", "calibrated"),
            "wait_weight": Parameter("wait_weight", 2, 1, 3, "", "fixed"),
        },
        parameters=PARAMETERS | {"constant_drive_min": -5.0},
        elasticities=elasticities(
            travellers(sample, PARAMETERS), sample.alternatives, sample.prices, PARAMETERS
        ),
        rounds=(Round(1, {}, {}, 0.31), Round(2, {}, {}, 0.004)),
        draws=120, missed=(3, 7), written=(Path("network_data/demand/draws.csv"),),
    )  # fmt: skip


def printed(found: Calibration) -> str:
    console = Console(file=io.StringIO(), width=110, highlight=False)
    print_calibration(found, console=console)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_the_command_prints_targets_parameters_and_elasticities(found: Calibration) -> None:
    text = printed(found)
    assert "small, 2015" in text
    share = next(one for one in found.targets if one.target.fact == "F053")
    assert "分担率 Share" in text
    assert f"{share.modelled - 40:+.2f} points" in text
    assert "F053" in text
    assert "Another definition" not in text
    assert "constant_drive_min" in text
    assert "-5 to 80" in text
    assert "wait_weight" not in text
    assert "-0.7 to -0.3" in text
    assert "by round: 31.0 %, 0.4 %" in text
    assert "2 of 120 draws do not meet their own targets (draws 3, 7)" in text
    assert "wrote network_data/demand/draws.csv" in text


def test_a_model_that_is_too_far_off_fails_the_command(found: Calibration, monkeypatch) -> None:
    assert not found.is_met
    import typer

    app = typer.Typer()
    app.command()(calibrate)
    asked = {}

    def fake(scenario: str, **options: object) -> Calibration:
        asked.update(options, scenario=scenario)
        return found

    monkeypatch.setattr(sim.study.calibrate, "calibrate", fake)
    outcome = CliRunner().invoke(app, ["--check", "--quiet"])
    assert outcome.exit_code == 1
    assert asked["scenario"] == "base-2015"
    assert asked["check"] is True
    assert asked["draws"] == 120
    near = replace(found, targets=tuple(replace(one, ok=None) for one in found.targets))
    monkeypatch.setattr(sim.study.calibrate, "calibrate", lambda *_a, **_k: near)
    assert CliRunner().invoke(app, ["--quiet"]).exit_code == 0


def test_a_scenario_that_sets_parameters_is_no_base_year(tmp_path: Path) -> None:
    text = Path("scenarios/base-2015.yaml").read_text(encoding="utf-8")
    for block, message in (
        ("demand:\n  parameters:\n    wait_weight: 1.8\n", "sets parameters of its own"),
        ("demand:\n  enabled: false\n", "switches the demand model off"),
    ):
        path = tmp_path / "base-2015.yaml"
        path.write_text(f"{text}\n{block}", encoding="utf-8")
        with pytest.raises(sim.errors.ScenarioError, match=message):
            sim.study.calibrate.calibrate(str(path), outputs_dir=tmp_path / "outputs")


def test_numbers_that_are_missing_are_shown_as_a_dot(found: Calibration) -> None:
    blank = replace(found.targets[0], modelled=float("nan"), miss=float("nan"), ok=None)
    text = printed(replace(found, targets=(blank,)))
    assert "·" in text
    assert np.isnan(blank.miss)


SMALL_TARGETS = {
    "transit_share": 50.0,
    "metro_boardings": 0.17,
    "bus_boardings": 0.11,
    "walk_share": 15.0,
    "cycle_share": 54.0,
    "hire_trips": 0.058,
    "trips_per_person": 3.3,
    "mean_km": 3.2,
}
SMALL_MODES = {"metro_boardings": "rail", "bus_boardings": "street;near"}


@pytest.fixture
def small_data(data: Path) -> Path:
    """The tables of facts with targets that the small city can meet."""
    path = data / "demand" / "calibration_targets.csv"
    table = pd.read_csv(path, keep_default_na=False, dtype=str)
    table = table[table["target_id"].isin(SMALL_TARGETS)]
    table["value"] = [str(SMALL_TARGETS[name]) for name in table["target_id"]]
    table["sd"] = [str(SMALL_TARGETS[name] * 0.05) for name in table["target_id"]]
    table["subject"] = [
        SMALL_MODES.get(name, subject)
        for name, subject in zip(table["target_id"], table["subject"], strict=True)
    ]
    table["area_id"] = "city"
    table.to_csv(path, index=False, lineterminator="\n")
    write_datapackage(data)
    return data


@pytest.mark.slow
def test_the_whole_command_fits_draws_and_writes(small_data: Path, monkeypatch, tmp_path) -> None:
    def solver(*_: object):
        def solve(values):
            level = service()
            skims = level.transit
            more = (values["street_ride_weight"] - 1.2) * skims.ride_min["street"]
            slower = replace(skims, cost_min=(skims.cost_min + more).astype("f4"))
            trips = home_ends()
            trips[:3] *= values["trip_rate_per_person_day"] / 2.3
            city = with_values(**values)
            result = small_result(city, at=replace(level, transit=slower), trips=trips)
            return result, pricing(city)

        return solve

    monkeypatch.setattr(sim.study.calibrate, "_solver", solver)
    options = {
        "data_dir": small_data, "outputs_dir": tmp_path / "outputs",
        "scenarios_dir": Path("scenarios"),
    }  # fmt: skip
    before = sim.study.calibrate.calibrate(**options, check=True)
    assert before.written == ()
    assert not before.is_met
    found = sim.study.calibrate.calibrate(**options, draws=6, rounds=8)
    assert found.is_met
    assert (found.draws, found.missed) == (6, ())
    assert found.rounds[0].miss > found.rounds[-1].miss
    # What was written is what the next check solves with.
    after = sim.study.calibrate.calibrate(**options, check=True)
    assert after.is_met
    assert after.parameters == pytest.approx(found.parameters, rel=1e-5)
    drawn = read_table(small_data, DRAWS)
    assert sorted(set(drawn["draw"])) == [1, 2, 3, 4, 5, 6]
    names = set(drawn["parameter_id"])
    assert {"constant_transit_min", "wait_weight", "target_transit_share"} <= names
    assert not {"peak_hour_factor", "decay_work", "constant_walk_min"} & names
