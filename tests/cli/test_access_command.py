"""The command `sim access` as a planner types it."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from sim.accessibility import DECAYS, MEASURES
from sim.cli.access import access
from sim.errors import SimError
from sim.network.opportunities import layer_ids

ROOT = Path(__file__).parents[2]

SMALL = """\
scenario: small
title: The network of 2015, one departure
as_of: 2015-12-31
accessibility: {cutoffs_min: [20, 30], departures: "08:00-08:01", step_min: 1, sums_step_min: 1}
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    return tmp_path_factory.mktemp("outputs")


@pytest.fixture
def run(project, outputs, capsys):
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(access)

    def type_in(*words: str) -> str:
        folders = ["--data", str(ROOT / "network_data"), "--outputs", str(outputs)]
        result = CliRunner().invoke(app, [*words, *folders], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output + capsys.readouterr().out

    return type_in


def test_it_prints_means_of_city_and_districts_and_writes_every_zone(run, project):
    shown = run("small.yaml", "-l", "jobs,hospitals", "--quiet", "--out", "found.csv")
    for words in (
        "累积机会  Cumulative opportunities · 就业岗位  Jobs",
        "20 min",
        "30 min",
        "全市  City",
    ):
        assert words in shown
    assert "滨江区  Binjiang" in shown
    assert "best cell" in shown
    found = pd.read_csv(project / "found.csv")
    zones = found["zone_id"].nunique()
    assert len(found) == zones * 2 * 2  # layers, cutoffs
    cells = found[(found["kind"] == "cell") & (found["layer"] == "jobs")]
    half = cells[cells["parameter"] == "30 min"]
    mean = (half["value"] * half["population"]).sum() / half["population"].sum()
    assert re.search(rf"全市  City +[\d,]+ +{mean:,.0f}\n", shown)


def test_people_who_are_not_reached_are_counted(run):
    shown = run("small.yaml", "-m", "time_to_closest", "-l", "hub_stations", "--search", "30", "-q")
    assert "min · p50 · searched to 30 min · means over people" in shown
    assert re.search(r"people not reached +\d+\.\d %", shown)


def test_an_own_layer_and_a_decay(run, project):
    (project / "clinics.csv").write_text("id,lon,lat,amount\nwulin,120.1589,30.2731,40\n")
    shown = run("small.yaml", "-m", "gravity", "--decay", "linear 30", "--opportunities",
                "clinics.csv", "-q", "--out", "own.parquet")  # fmt: skip
    assert "Gravity access · clinics" in shown
    found = pd.read_parquet(project / "own.parquet")
    assert set(found["parameter"]) == {"linear 30 min"}
    assert 0 < found["value"].max() <= 40


def test_the_list_has_every_measure_decay_and_layer_with_unit_and_source(run):
    shown = run("--list")
    for one in (*MEASURES, *DECAYS):
        assert one.id in shown
        assert one.title_zh in shown
        assert one.formula in shown
    for layer in layer_ids(ROOT / "network_data"):
        assert f"{layer}  " in shown
    assert "hospitals · derived · land/places" in shown
    assert "{unit}" not in shown


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "no scenario is named; write  sim access plan-2020"),
        (["small.yaml", "-c", "soon"], "--cutoff: 'soon' is no number; write --cutoff 30,45,60"),
        (["small.yaml", "-c", "-5"], "--cutoff: -5 must be above 0"),
        (["small.yaml", "--set", "n"], "--set: 'n' is no setting; write name=value, such as n=3"),
        (["small.yaml", "--out", "x.xlsx"], "--out: 'x.xlsx' must end in .parquet or .csv"),
        (["small.yaml", "-m", "gravity"], "gravity needs decay"),
        (["small.yaml", "-m", "gravity", "--decay", "exponential"], "needs 'half_life_min'"),
        (["small.yaml", "-l", "jobz", "-q"], "did you mean 'jobs'"),
        (["small.yaml", "-c", "300", "-q"], "beyond the scenario's search of 240 min"),
        (["small.yaml", "--percentile", "100", "-q"], "100 is no percentile"),
    ],
)
def test_mistakes_are_told_and_nothing_is_written(run, project, words, told):
    with pytest.raises(SimError) as refused:
        run(*words)
    assert told in str(refused.value)
    assert [path.name for path in project.iterdir()] == ["small.yaml"]
