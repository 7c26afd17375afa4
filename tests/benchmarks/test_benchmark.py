"""The benchmark's own machinery, on a toy town: turns, ratios, tables, and what it says."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import bench_child
import bench_demand
import bench_demand_engines
import numpy as np
import pytest
from bench_command import main
from bench_demand import _equal_strategies, _solves
from bench_demand_engines import _case, solve, transit
from bench_demand_peers import aequilibrae_transit
from bench_job import Demand, Job, Lap, Outcome, Streets, Trips
from bench_prepare import more_points, other_trips
from bench_report import show, write
from bench_scaling import _grown
from bench_section import Section, Setting, at_least, at_most, side_by_side
from bench_toy import write_town
from bench_turns import Entrant, in_turns, missing, ratios
from rich.console import Console


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("town")


@pytest.fixture(scope="module")
def town(folder: Path) -> Trips:
    return write_town(folder)


def outcome(
    *seconds: float, units: int = 1, work: int = 0, label: str = "it", folder: str = "x"
) -> Outcome:
    laps = [
        Lap(s, s / 2, 100.0 + s, 0.5, {"rows": work} if work else {}, units=units) for s in seconds
    ]
    job = Job("ours", folder, Streets(1, 1), label=label)
    return Outcome(job, laps[0], laps[0], laps[0], tuple(laps))


def test_engines_run_in_turn_and_agree(folder: Path, town: Trips) -> None:
    pytest.importorskip("scipy", reason="the brute force walks with scipy")
    told: list[str] = []
    entrants = [
        Entrant(Job("ours", str(folder), town, threads=1), keep=True),
        Entrant(Job("brute force", str(folder), town), most_runs=1, keep=True),
    ]
    ours, brute = in_turns(entrants, repeat=2, told=told.append)
    assert [line.rsplit(" ", 2)[0] if ": run" in line else line for line in told] == [
        "ours: warm-up",
        "brute force: warm-up",
        "ours: run 1",
        "brute force: run 1",
        "ours: run 2",
    ]
    assert (len(ours.runs), len(brute.runs)) == (2, 1)
    assert ours.runs[0].counts == ours.runs[1].counts
    assert ours.runs[0].counts["rows_swept"] > 0
    assert ours.peak_mib > 20
    assert ours.setup.wall_s > 0
    found, right = np.load(ours.saved), np.load(brute.saved)
    assert found.tolist() == right.tolist()
    # From the first stop to the third, 4,000 m: buses leave every 10 minutes and ride 240 s. At the
    # stop a minute before: who leaves at 08:09 needs 60 + 240 s, who leaves at 08:00 needs
    # 600 + 240. So 300, 360 … 840 s come six times each, and the 30th of 60 is the fifth: 540 s.
    assert found[0, 10].tolist() == [540]


def test_street_engines_agree(folder: Path, town: Trips) -> None:
    pytest.importorskip("scipy", reason="scipy is one of the engines")
    question = Streets(n_origins=7, n_targets=0)
    names = ["ours, streets", "ours, streets, call by call", "scipy", "routingkit-cch"]
    jobs = [Job(name, str(folder), question, threads=1) for name in names]
    there = [Entrant(job, keep=True) for job in jobs if not missing(job)]
    found = [
        np.load(one.saved) for one in in_turns(there, repeat=1, told=lambda line: None)
    ]  # fmt: skip
    assert len(found) == len(there) >= 3
    # 81 nodes on one street, 100 m apart: a time is 100 s for each node between.
    assert all(table.shape == (7, 81) for table in found)
    assert all(table.tolist() == found[0].tolist() for table in found)
    own = found[0].argmin(axis=1)
    assert found[0].tolist() == [[100 * abs(k - i) for k in range(81)] for i in own]


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = bench_child.Engine("bench_peers", "ferrobus", ("no_such_package",))
    monkeypatch.setitem(bench_child.ENGINES, "peer", absent)
    told: list[str] = []
    assert in_turns([Entrant(Job("peer", ".", Streets(1, 1)))], repeat=1, told=told.append) == ()
    assert told == [
        "peer is skipped: no_such_package not installed; pip install -e '.[bench]' installs it"
    ]


def test_a_failure_is_told_and_the_others_go_on(folder: Path, town: Trips, tmp_path: Path) -> None:
    told: list[str] = []
    entrants = [
        Entrant(Job("ours", str(tmp_path), town, label="nothing there")),
        Entrant(Job("ours", str(folder), town, threads=1)),
    ]
    (left,) = in_turns(entrants, repeat=1, told=told.append)
    assert left.job.name == "ours"
    assert told[-1].startswith("nothing there FAILED: DataError: ")


def test_ratios_by_hand() -> None:
    # Medians 6 and 2: 3. Pairs 8/4, 6/2, 5/1: from 2 to 5.
    assert ratios(outcome(8.0, 6.0, 5.0), outcome(4.0, 2.0, 1.0)) == (3.0, 2.0, 5.0)
    # Ten origins in 6 s beside one origin in 2 s: 0.6 / 2.
    assert ratios(outcome(6.0, units=10), outcome(2.0)) == pytest.approx((0.3, 0.3, 0.3))
    assert outcome(6.0, units=10).per_unit_ms == 600.0


def test_growth_by_hand() -> None:
    # Four times the size in nine times the time: 3 for each doubling; work 4 times: 2.
    found = (outcome(1.0, work=10, label="1 points"), outcome(9.0, work=40, label="4 points"))
    rows, marks = _grown("points", {"1 points": 1, "4 points": 4}, found)
    assert [row[5] for row in rows] == ["", "3.00"]
    assert [row[8] for row in rows] == ["", "2.00"]
    assert [(mark.what, mark.reached) for mark in marks] == [("1 to 4 points", False)]


def test_marks() -> None:
    assert at_most("seconds", 2.0, 2.0, "s").reached
    assert not at_most("seconds", 2.1, 2.0, "s").reached
    assert at_least("ratio", 3.0, 3.0, "x").reached
    assert not at_least("ratio", 2.9, 3.0, "x").reached


def test_growth_of_solves_by_hand() -> None:
    # Twice the zones in three times the time; then fewer zones, which say nothing of growth.
    def solved(label: str, zones: int, seconds: float) -> Outcome:
        counts = {"zones": zones, "iterations": 4, "converged": int(zones > 150)}
        notes = {"roads": seconds / 2, "rest": 0.25}
        lap = Lap(seconds, seconds, 100.0, 0.5, counts, notes)
        job = Job("ours, demand", ".", Demand(zones=zones), label=label)
        return Outcome(job, lap, replace(lap, notes={"case built": 7.0}), lap, (lap,))

    table = _solves([solved("a", 150, 10.0), solved("b", 300, 30.0), solved("c", 299, 5.0)])
    cells = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
    assert [row["per doubling"] for row in cells] == ["", "3.00", ""]
    assert [row["roads"] for row in cells] == ["5.0", "15.0", "2.5"]
    assert [row["converged"] for row in cells] == ["NO", "yes", "yes"]
    assert cells[0]["case built s"] == "7.0"


def test_the_section_on_demand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """All its tables, lines and marks, from engines that only pretend."""
    found = {
        # two pairs ride, for 10 and 20 minutes; then boardings on two hops
        "ours, transit": (2.0, [2, 10.0, 20.0, 30.0, 10.0]),
        "aequilibrae, strategies": (6.0, [2, 10.0, 20.1, 20.0, 20.0]),
        "ours, roads": (4.0, [10.0, 20.0]),
        "ours, roads warm": (1.0, [10.0, 20.0]),
        "aequilibrae, roads": (8.0, [10.0, 20.2, 9e-5]),
    }

    def pretended(entrants, *, repeat: int, told) -> tuple[Outcome, ...]:
        outcomes = []
        for entrant in entrants:
            name, question = entrant.job.engine, entrant.job.question
            seconds, numbers = found.get(name, (question.zones / 10, []))
            counts = {"zones": question.zones, "iterations": 4, "converged": 1}
            lap = Lap(seconds, seconds, 900.0, 0.5, counts)
            file = tmp_path / f"{name}.npy"
            np.save(file, np.array(numbers))
            outcomes.append(Outcome(entrant.job, lap, lap, lap, (lap,) * repeat, str(file)))
        return tuple(outcomes)

    monkeypatch.setattr(bench_demand, "in_turns", pretended)
    section = bench_demand.demand(Setting(".", str(tmp_path), 1), lambda line: None)
    marks = {mark.what: mark.found for mark in section.marks}
    assert marks == {
        "strategies, costs equal to AequilibraE's": 50.0,
        "demand, 600 zones solved": 60.0,
        "demand, 600 zones, peak memory": 900.0,
        "ours, transit, times as fast as aequilibrae, strategies": 3.0,
        "ours, roads, times as fast as aequilibrae, roads": 2.0,
        "ours, roads warm, times as fast as aequilibrae, roads": 8.0,
        "100 draws and the tornado": 15.0,
        "sim run with dearer parking": 60.0,
    }
    # 10 of 40 boardings elsewhere; one of two links 1 % apart
    assert "25.000% of the boardings lie on another hop" in section.lines[1]
    assert "differ by 0.50% on average" in section.lines[2]
    assert [row[0] for row in section.tables[0].rows[:4]] == [
        "150 zones", "300 zones", "600 zones", "900 zones",
    ]  # fmt: skip
    console = Console(width=170, record=True)
    show(section, console)
    assert "aequilibrae, strategies" in console.export_text()


def test_fewer_periods_hold_the_trips_made_in_them() -> None:
    whole, _ = _case(Demand(zones=100))
    cut, _ = _case(Demand(zones=100, periods=1, alternatives=("transit", "taxi")))
    assert [one.alternative_id for one in cut.segments.alternatives] == ["transit", "taxi"]
    assert cut.segments.periods == whole.segments.periods[:1]
    assert len(cut.graphs) == 1
    pairs = zip(cut.segments.purposes, whole.segments.purposes, strict=True)
    for row, (one, other) in enumerate(pairs):
        # trips out in the period: the day's by the share of the period, however they are written
        there = cut.ends.productions[row] * one.out_share[0]
        assert there == pytest.approx(whole.ends.productions[row] * other.out_share[0])
        assert sum(one.out_share) + sum(one.back_share) == pytest.approx(1)
        assert cut.ends.attractions[row].sum() == pytest.approx(cut.ends.productions[row].sum())


def test_a_solve_tells_where_its_seconds_go(monkeypatch: pytest.MonkeyPatch) -> None:
    question = Demand(zones=100, periods=1, alternatives=("transit", "taxi"), rounds=1)
    case, settings = _case(question)
    rough = case, replace(settings, road_gap=0.1)
    monkeypatch.setattr(bench_demand_engines, "_case", lambda _: rough)
    answer = solve(Job("ours, demand", ".", question)).run()
    assert answer.counts["iterations"] == 1
    assert answer.counts["zones"] >= 100
    assert set(answer.notes) == {
        "transit search", "transit loads", "roads", "choice", "distribution", "costs and sums",
        "rest",
    }  # fmt: skip
    assert all(seconds >= 0 for seconds in answer.notes.values())
    by_alternative = answer.array()
    assert by_alternative.shape == (2,)
    assert (by_alternative > 1e5).all()


def test_strategies_are_those_of_aequilibrae(tmp_path: Path) -> None:
    job = Job("ours, transit", str(tmp_path), Demand(zones=100))
    outcomes = []
    for name, engine in (
        ("ours, transit", transit),
        ("aequilibrae, strategies", aequilibrae_transit),
    ):
        file = tmp_path / f"{name}.npy"
        np.save(file, engine(job).run().array())
        lap = Lap(1.0, 1.0, 100.0, 0.5)
        outcomes.append(Outcome(replace(job, engine=name), lap, lap, lap, (lap,), str(file)))
    (line,), (mark,) = _equal_strategies(outcomes)
    assert mark.found == 100
    assert " costs equal to 1e-04" in line


def test_report_names_no_folder(tmp_path: Path) -> None:
    outcomes = (outcome(4.0, 2.0, 1.0, folder="secret"), outcome(8.0, 6.0, 5.0, label="peer"))
    section = Section(
        "t", "Title", (side_by_side(outcomes),), ("a line",),
        (at_least("peer", np.float64(3.0), 2.0, "x"),), outcomes,
    )  # fmt: skip
    console = Console(width=130, record=True, quiet=False)
    show(section, console)
    text = console.export_text()
    assert "2.00-5.00" in text
    assert "a line" in text
    path = write([section], tmp_path, repeat=3)
    record = json.loads(path.read_text(encoding="utf-8"))
    assert record["sections"][0]["marks"][0]["reached"] is True
    assert len(record["sections"][0]["outcomes"][1]["runs"]) == 3
    assert "secret" not in path.read_text(encoding="utf-8")


def test_more_and_fewer_trips_and_points(folder: Path, town: Trips, tmp_path: Path) -> None:
    for name in ("eptc.zip", "trensurb.zip"):
        (tmp_path / name).write_bytes((folder / "town.zip").read_bytes())
    (tmp_path / "points.csv").write_bytes((folder / "points.csv").read_bytes())

    def calls(name: str) -> list[str]:
        with zipfile.ZipFile(tmp_path / name) as archive:
            return archive.read("stop_times.txt").decode().splitlines()[1:]

    # 20 trips of 5 calls each.
    assert len(calls(other_trips(tmp_path, 100)[0])) == 100
    assert [line.split(",")[0] for line in calls(other_trips(tmp_path, 50)[0])[::5]] == [
        f"t{number}" for number in range(0, 20, 2)
    ]
    twice = calls(other_trips(tmp_path, 200)[0])
    assert len(twice) == 200
    # The first bus leaves at 07:00:00, its double at 07:03:00.
    assert (twice[0], twice[100]) == ("t0,07:00:00,07:00:00,s0,0", "t0+,07:03:00,07:03:00,s0,0")
    fewer, more = more_points(tmp_path, (5, 25))
    assert [line.split(",")[0] for line in (tmp_path / fewer).read_text().splitlines()] == [
        "id", "p00", "p04", "p08", "p12", "p16",
    ]  # fmt: skip
    names = [line.split(",")[0] for line in (tmp_path / more).read_text().splitlines()]
    assert names[1:] == [f"p{i:02d}" for i in range(20)] + [f"p{i:02d}+" for i in range(5)]


def test_what_the_command_says_without_data(tmp_path: Path) -> None:
    console = Console(width=130, record=True)
    arguments = ["--data", str(tmp_path), "--tasks", "t0,streets", "--out", str(tmp_path / "out")]
    assert main(arguments, console=console) == 1
    text = console.export_text()
    assert "skipped: t0, streets: poa_eptc.zip, poa_trensurb.zip" in text
    assert "name the folder of the test cities with DATA=" in text
    assert not (tmp_path / "out").exists()


def test_what_the_command_says_to_an_unknown_task(tmp_path: Path) -> None:
    console = Console(width=130, record=True)
    assert main(["--tasks", "t9"], console=console) == 2
    assert "there is no task t9: choose from t0, t1, t2, streets" in console.export_text()
