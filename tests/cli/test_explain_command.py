"""``sim explain`` as a planner types it: what is printed, and that nothing ends in a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from rich.cells import cell_len
from rich.console import Console
from typer.testing import CliRunner

from sim.cli.explain import explain, print_explanation
from sim.clock import Window
from sim.study.explain import Explanation
from sim.study.trip import Spread, Trip
from sim.study.trip_ends import TripEnd
from sim.study.trip_legs import Service, Spot, TripLeg
from sim.study.trip_question import TripQuestion

ROOT = Path(__file__).parents[2]
MAIN = "from sim.cli.main import app, main\nfrom sim.cli.explain import explain\napp.command('explain')(explain)\nmain()"


def sim(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as from a shell."""
    return subprocess.run(
        [sys.executable, "-c", MAIN, "explain", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "110"},
    )


EIGHT = 8 * 3600
HOME, WORK = Spot("home", "家", "Home"), Spot("work", "", "Work")
LONG = Spot("S", "杭州萧山国际机场", "Hangzhou Xiaoshan International Airport")
NEXT = Spot("T", "火车东站(东广场)", "East Railway Station (East Square)")


def service(headway_s: int, n_stops: int) -> Service:
    return Service("r", "", "m", "1号线", "Line 1", NEXT, n_stops, headway_s, 60)


def trip(scenario: str, wait_s: int) -> Trip:
    on_board_s = EIGHT + 300 + wait_s
    line = service(2 * (wait_s - 60), 4)
    legs = (
        TripLeg("access", "feeder", EIGHT, EIGHT + 300, HOME, LONG),
        TripLeg("wait", "wait", EIGHT + 300, on_board_s, LONG, LONG, line),
        TripLeg("ride", "ride", on_board_s, on_board_s + 600, LONG, NEXT, line),
        TripLeg("egress", "walk", on_board_s + 600, on_board_s + 665, NEXT, WORK),
    )
    sums = {
        "access_s": 300,
        "wait_s": wait_s,
        "ride_s": 600,
        "transfer_s": 0,
        "egress_s": 65,
        "rides": 1,
        "time_s": 965 + wait_s,
    }
    spread = Spread(Window(EIGHT, EIGHT + 180), (5, 95), (965 + wait_s, None), 2)
    return Trip(scenario, "A title in English", "中文标题", EIGHT, legs, sums, "", spread)


def explanation(*trips: Trip) -> Explanation:
    return Explanation(
        TripEnd("zone", "home", "家", "Home", "cell", 120.0, 30.0),
        TripEnd("stop", "work", "", "Work", "metro stop", 120.1, 30.0, ("stop:B_1", "stop:B_2")),
        TripQuestion(depart_s=EIGHT),
        trips,
    )


def printed(found: Explanation, width: int) -> list[str]:
    console = Console(width=width, highlight=False, color_system=None)
    with console.capture() as capture:
        print_explanation(found, console=console)
    return [line.rstrip() for line in capture.get().splitlines()]


@pytest.mark.parametrize("width", [80, 110])
def test_it_fits_the_terminal(width: int) -> None:
    lines = printed(explanation(trip("plan", 180), trip("no-build", 660)), width)
    assert max(map(cell_len, lines)) <= width
    assert "…" not in "".join(lines)  # nothing is cut off


def test_what_is_printed() -> None:
    lines = printed(explanation(trip("plan", 180), trip("no-build", 660)), 110)
    assert lines[1:4] == [
        "家 Home → Work  leave at 08:00",
        "from zone:home  cell",
        "to   stop:work  metro stop",
    ]
    assert "     same name, nearby: stop:B_1, stop:B_2" in lines
    # 5 min feeder, 3 min wait, 10 min ride, 1:05 walk: 19:05.
    assert "leave 08:00 · arrive 08:19:05 · 19 min 5 s · 1 ride" in lines
    assert "08:05      3:00  wait    for 1号线 Line 1" in lines
    assert "                         every 4 min, 1:00 boarding slack included" in lines
    assert "                         local bus, taxi or car" in lines
    assert "                         4 stops" in lines  # the ride ends where the line does
    text = "\n".join(lines)
    assert "of the 3 departures 08:00-08:03 so many take at most (min:s), 1 never arrive" in text
    assert "plan is 8 min faster than no-build: 19:05 instead of 27:05" in text
    # Half of 4 min and 1 min slack; half of 20 min and 1 min slack.
    assert (
        "  8 min less waiting: 3:00 (Line 1 every 4 min) instead of 11:00 (Line 1 every 20 min)"
        in (text)
    )
    row = next(line for line in lines if line.startswith("候车 wait"))
    assert row.split()[2:] == ["3:00", "11:00", "-8:00"]


def test_no_way_in_one_scenario() -> None:
    nowhere = Trip("no-build", "", "", None, (), {}, "no way within 240 min")
    lines = printed(explanation(trip("plan", 180), nowhere), 80)
    assert "no way within 240 min" in lines
    assert "no comparison: there is no way in no-build" in lines


def test_two_scenarios_from_files(quick_file: Path, tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(explain)
    path = tmp_path / "new" / "trip.json"
    arguments = (
        f"{quick_file} --compare base-2015 --from 武林广场 --to HGH --arrive-by 09:30 "
        f"--buffer-min 20 --json {path} --outputs {tmp_path} --data {ROOT / 'network_data'} --quiet"
    )
    done = CliRunner().invoke(app, arguments.split())
    assert done.exit_code == 0, done.output
    assert "be there 20 min before 09:30" in done.output
    assert "base-2015" in done.output
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["to"]["key"] == "airport:HGH"
    assert [trip["scenario"] for trip in told["trips"]] == ["quick", "base-2015"]
    for trip_ in told["trips"]:
        parts = trip_["components"]
        assert trip_["arrival_s"] <= 9 * 3600 + 10 * 60
        assert sum(leg["duration_s"] for leg in trip_["legs"]) == parts["time_s"]
        by_component = {"access": 0, "wait": 0, "ride": 0, "transfer": 0, "egress": 0}
        for leg in trip_["legs"]:
            by_component[leg["component"]] += leg["duration_s"]
        assert by_component == {name: parts[f"{name}_s"] for name in by_component}
    assert told["glossary"]["wait_s"]["label_zh"] == "候车"


def test_bad_input_is_told_without_a_traceback(tmp_path: Path) -> None:
    done = sim(
        "base-2015", "--from", "hangzhou", "--to", "wulin sq", "--outputs", str(tmp_path), "-q"
    )
    assert done.returncode == 1
    assert "✗ the trip cannot be searched" in done.stderr
    for code in ("one-time", "ambiguous-place", "unknown-place"):
        assert f"error {code} — " in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_file_that_cannot_be_written(quick_file: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = sim(
        *(str(quick_file), "--from", "武林广场", "--to", "hub:hangzhou_east", "--depart", "08:00"),
        *("--json", str(tmp_path / "file" / "a.json"), "--outputs", str(tmp_path), "-q"),
    )
    assert done.returncode == 1
    assert "cannot write" in done.stderr
    assert "Traceback" not in done.stderr


def test_unknown_scenarios(tmp_path: Path) -> None:
    done = sim("plan-2021", "--from", "a", "--to", "b", "--depart", "08:00", "-q")
    assert done.returncode == 1
    assert "plan-2020" in done.stderr
    assert "Traceback" not in done.stderr


def test_glossary_needs_nothing_else() -> None:
    done = sim("--glossary")
    assert done.returncode == 0, done.stderr
    for word in ("候车 wait", "transfer_s", "boarding slack", "vehicles"):
        assert word in done.stdout
