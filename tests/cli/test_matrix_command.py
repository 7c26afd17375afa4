"""`sim matrix` as a planner types it: what is printed and written, one message a mistake."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result
from typer.testing import CliRunner

from sim.cli import matrix_checks
from sim.cli.main import app
from sim.errors import DataError, Issue
from sim.network.gtfs.examples import small_feed, write_feed
from sim.study import rows_file

ROOT = Path(__file__).parents[2]
CITIES = ROOT.parent / "shared" / "data" / "road" / "testcities"
FREQUENCIES = "trip_id,start_time,end_time,headway_secs\nT1,06:00:00,09:00:00,600\n"


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a street, a feed and points, which is the working directory."""
    folder = tmp_path / "my town"
    folder.mkdir()
    write_feed(small_feed(), folder / "bus.zip")
    write_feed(small_feed() | {"frequencies.txt": FREQUENCIES}, folder / "tram.zip")
    nodes = "".join(f'<node id="{n + 1}" lat="30.0" lon="{120 + n / 200}"/>' for n in range(9))
    way = "".join(f'<nd ref="{n + 1}"/>' for n in range(9))
    text = f'<osm version="0.6">{nodes}<way id="7">{way}<tag k="highway" v="path"/></way></osm>'
    (folder / "town.osm").write_text(text)
    (folder / "points.csv").write_text("id,lon,lat\nhome,120.0,30.0\nwork,120.03,30.0\n")
    monkeypatch.chdir(folder)
    return folder


LATER = ': the end must be later than the start (times after midnight: "25:00")'

CITY = {
    "--gtfs": "bus.zip",
    "--osm": "town.osm",
    "--points": "points.csv",
    "--date": "2019-05-13",
    "--window": "06:57-07:00",
    "--out": "m.parquet",
    "--threads": "1",
}


def options(changes: dict[str, str | None]) -> list[str]:
    chosen = CITY | changes
    return [part for name, value in chosen.items() if value is not None for part in (name, value)]


def run(*flags: str, **changes: str | None) -> Result:
    """Run with the options of the town, some of them changed: ``max_minutes="9"``."""
    named = {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    return CliRunner().invoke(app, ["matrix", *flags, *options(named)])


def problems(*flags: str, **changes: str | None) -> Sequence[Issue]:
    result = run(*flags, **changes)
    assert isinstance(result.exception, DataError), result.output
    return result.exception.issues


def table(path: str = "m.parquet") -> pd.DataFrame:
    return pd.read_parquet(path).set_index(["from_id", "to_id"])


def test_a_matrix_in_minutes_and_what_is_printed(town: Path) -> None:
    result = run(percentiles="1,50,99")
    assert result.exit_code == 0, result.output
    # The bus leaves home's stop at 07:00 and reaches work's at 07:12: from 06:57, 06:58 and 06:59
    # that is 15, 14 and 13 min.
    assert table().loc[("home", "work")].tolist() == [13.0, 14.0, 15.0]
    assert table().loc[("home", "home")].tolist() == [0.0, 0.0, 0.0]
    lines = result.output.splitlines()
    stages = [line.strip().rsplit("  ", 1)[0].strip() for line in lines if line.endswith(" s")]
    # On a machine that never ran this version, the kernels are compiled in between.
    assert [stage for stage in stages if "only once" not in stage] == [
        "read points",
        "read timetables",
        "read streets",
        "walk between stops and points",
        "build the timetable",
        "search and write",
    ]
    assert any(line.startswith("  matrix 2 x 2, about ") for line in lines)
    assert lines[-2].startswith("wrote m.parquet  4 rows, 100.0 % reachable, ")
    assert lines[-1] == (
        "      in minutes: 3 departures 06:57-06:59, at most 120 min, any number of rides"
    )


def test_seconds_csv_departures_and_nothing_printed(town: Path) -> None:
    result = run("--seconds", "-q", out="a folder/m.csv", departures_out="d.csv")
    assert (result.exit_code, result.output) == (0, "")
    assert '"home","work",840' in Path("a folder/m.csv").read_text().splitlines()
    departures = Path("d.csv").read_text().splitlines()
    assert departures[0] == '"from_id","to_id","departure_s","travel_time_s"'
    assert '"home","work",25080,840' in departures
    assert len(departures) == 1 + 4 * 3


def test_only_warnings_are_printed_when_quiet(town: Path) -> None:
    # 963 m beyond the last stop: a hint; a farm off the streets: a warning.
    rows = "id,lon,lat\nhome,120.0,30.0\nend,120.04,30.0\nfarm,120.0,30.1\n"
    Path("points.csv").write_text(rows)
    result = run("-q", max_access_m="500")
    assert "point-off-network" in result.output
    assert "points-without-stop" not in result.output
    assert "points-without-stop" in run(max_access_m="500").output


def test_arrivals_with_a_buffer(town: Path) -> None:
    # To be there at 07:15 with 2 min to spare: the bus arrives at 07:12 in time, and one leaves at
    # 06:59. The time runs to 07:15 less the buffer: 14 min.
    result = run("--arrive-by", "--seconds", window="07:15-07:16", buffer_min="2")
    assert result.exit_code == 0, result.output
    assert table().loc[("home", "work")].tolist() == [14 * 60]
    assert "1 arrivals 07:15" in result.output


def test_timetable_aware_travellers_wait_less(town: Path) -> None:
    # All know that 06:59 is soon enough: 13 min, and one more of the 2 min of wait that are left.
    run(window="06:40-07:00")
    random = table().loc[("home", "work")].p50
    run("--traveller", "timetable_aware", window="06:40-07:00")
    assert table().loc[("home", "work")].p50 < random


def test_parts_add_up(town: Path) -> None:
    assert run("--parts", "--seconds").exit_code == 0
    trip = table().loc[("home", "work")]
    assert trip["p50"] == 840
    assert [trip[f"p50_{part}"] for part in ("access", "wait", "ride", "transfer", "egress")] == [
        0, 120, 720, 0, 0,
    ]  # fmt: skip
    assert trip["p50_rides"] == 1


def test_the_cheapest_way_tells_time_and_cost(town: Path) -> None:
    """As above: 120 s of wait count three times, 720 s of ride once: 1080."""
    assert run("--cost", "wait=3,transfer=0", "--seconds").exit_code == 0
    trip = table().loc[("home", "work")]
    assert (trip["p50"], trip["p50_cost"]) == (840, 1080)


def test_draws_tell_their_error(town: Path) -> None:
    result = run("--draws", "10", gtfs="tram.zip", window="07:00-07:10")
    assert result.exit_code == 0, result.output
    # A slack of 1 min, 12 min of ride, and a wait between 0 and 10 min.
    trip = table().loc[("home", "work")]
    assert 13 <= trip["p50"] <= 23
    assert trip["p50_error"] > 0
    again = table()
    run("--draws", "10", gtfs="tram.zip", window="07:00-07:10")
    pd.testing.assert_frame_equal(table(), again)
    run("--draws", "10", "--seed", "4", gtfs="tram.zip", window="07:00-07:10")
    assert table().loc[("home", "work")]["p50"] != trip["p50"]


def test_draws_of_a_timetable_are_called_useless(town: Path) -> None:
    assert "nothing runs by headway on this day" in run("--draws", "2").output


def test_destinations_and_two_feeds(town: Path) -> None:
    Path("ends.csv").write_text("id,lon,lat\nhome,120.0,30.0\nwork,120.001,30.0\n")
    result = run("--seconds", "--gtfs", "tram.zip", destinations="ends.csv")
    assert result.exit_code == 0, result.output
    assert table().loc[("home", "home")].p50 == 0
    # 0.029 degrees at 1 m/s on foot, or by vehicle, but never 0: it is another place
    assert table().loc[("work", "work")].p50 > 0


def test_everything_wrong_with_the_options_is_told_at_once(town: Path) -> None:
    found = problems(
        "--parts", "--arrive-by", gtfs="no.zip", osm="no.pbf", window="09:00-08:00",
        percentiles="0,100", date="13.5.2019", out="m.xlsx", data=".",
    )  # fmt: skip
    assert [(issue.code, issue.where, issue.what) for issue in found] == [
        ("option-ignored", "", "--data has no use for a city's own files"),
        ("no-file", "no.zip", "there is no such file for --gtfs"),
        ("no-file", "no.pbf", "there is no such file for --osm"),
        (
            "bad-window",
            "",
            f"--window: window 09:00-08:00 is empty{LATER}",
        ),
        ("bad-percentiles", "", "--percentiles: 0,100 do not all lie between 1 and 99"),
        ("bad-date", "", "--date: '13.5.2019' is no date"),
        ("options-exclude", "", "--parts with --arrive-by is not possible"),
        ("file-ending", "m.xlsx", "--out ends with '.xlsx', so its format is unknown"),
    ]
    assert all(issue.fix for issue in found)


@pytest.mark.parametrize(
    ("flags", "changes", "what"),
    [
        ([], {"window": "8-9"}, "--window: '8' is not a time of day"),
        ([], {"window": "08:00"}, "--window: '08:00' is not a window"),
        ([], {"percentiles": "half"}, "--percentiles: 'half' is no list of whole numbers"),
        ([], {"percentiles": "5,,50"}, "--percentiles: '5,,50' is no list of whole numbers"),
        (["--parts", "--draws", "3"], {}, "--parts with --draws is not possible"),
        (["--cost", "wait=2", "--parts"], {}, "--cost with --parts is not possible"),
        (["--cost", "wiat=2"], {}, "--cost: 'wiat' is none of wait, walk, ride, transfer"),
        (["--cost", "wait=-1"], {}, "--cost: the weight wait must lie between 0 and 100, not -1.0"),
        (
            ["--arrive-by", "--traveller", "timetable_aware"],
            {},
            "--arrive-by with --traveller timetable_aware is not possible",
        ),
        (
            ["--parts", "--traveller", "timetable_aware"],
            {},
            "--parts with --traveller timetable_aware is not possible",
        ),
        (["--parts"], {"max_minutes": "300"}, "--parts with so long trips is not possible"),
        ([], {"buffer_min": "5"}, "--buffer-min without --arrive-by is not possible"),
        ([], {"seed": "1"}, "--seed without --draws is not possible"),
        (
            ["--draws", "3"],
            {"departures_out": "d.csv"},
            "--departures-out with --draws is not possible",
        ),
        ([], {"departures_out": "m.parquet"}, "--out and --departures-out name the same file"),
        ([], {"out": "points.csv"}, "--out would overwrite the file of --points"),
        ([], {"out": "."}, "--out is a folder"),
        ([], {"out": "m"}, "--out has no ending, so its format is unknown"),
        ([], {"points": "."}, "--points needs a file, not a folder"),
        ([], {"osm": None}, "no streets are given"),
        (["--walk-nodes", "points.csv"], {}, "streets are given twice"),
        (["--walk-nodes", "points.csv"], {"osm": None}, "half of the walk graph is missing"),
        ([], {"gtfs": None}, "neither a scenario nor a feed is given"),
        ([], {"points": None}, "--points is missing"),
        ([], {"date": None}, "--date is missing"),
    ],
)
def test_one_mistake_one_message(
    town: Path, flags: list[str], changes: dict[str, str | None], what: str
) -> None:
    (issue,) = problems(*flags, **changes)
    assert issue.what.startswith(what)
    assert issue.fix
    assert sorted(path.name for path in town.iterdir()) == [
        "bus.zip", "points.csv", "town.osm", "tram.zip",
    ]  # fmt: skip


def test_a_scenario_refuses_what_it_would_ignore(town: Path) -> None:
    city, walks = problems("plan-2020", "--walk-kmh", "5", "--boarding-slack-s", "0")
    assert city.what == ("a scenario and a city's --gtfs, --osm, --points, --date are given")
    assert city.fix == "leave out either the scenario 'plan-2020' or these options"
    assert walks.what == (
        "--walk-kmh, --boarding-slack-s: a scenario says itself how people walk and board"
    )
    none = dict.fromkeys(("gtfs", "osm", "points", "date"))
    (issue,) = problems("plan-2020", destinations="points.csv", **none)
    assert issue.what == "a scenario and a city's --destinations are given"


@pytest.mark.parametrize(
    ("code", "name", "edit"),
    [
        ("unknown-stop", "stop_times.txt", (",B,", ",NOWHERE,")),
        ("time-goes-back", "stop_times.txt", ("07:05:00,07:05:30", "06:05:00,06:05:30")),
        ("duplicate-trip", "trips.txt", ("R,WD,T1\n", "R,WD,T1\nR,WD,T1\n")),
    ],
)
def test_a_broken_feed_is_told_with_file_and_line(
    town: Path, code: str, name: str, edit: tuple[str, str]
) -> None:
    write_feed(small_feed() | {name: small_feed()[name].replace(*edit)}, town / "bus.zip")
    issue = next(issue for issue in problems() if issue.code == code)
    assert (issue.file, issue.line) == (Path("bus.zip") / name, 3)
    assert issue.fix


def test_feeds_that_cannot_be_read_are_told_together(town: Path) -> None:
    files = {name: text for name, text in small_feed().items() if name != "stops.txt"}
    write_feed(files, town / "bus.zip")
    (town / "tram.zip").write_text("this is no archive")
    found = problems("--gtfs", "tram.zip")
    assert sorted((issue.code, issue.where) for issue in found) == [
        ("bad-zip", "tram.zip"),
        ("missing-file", "bus.zip/stops.txt"),
    ]


def test_a_date_without_service_names_the_nearest_one(town: Path) -> None:
    (issue,) = problems(date="2019-07-01")
    assert issue.what == (
        "nothing runs on 2019-07-01; the feed has service from 2019-05-01 to 2019-05-31"
    )
    assert issue.fix == "the nearest date with service is 2019-05-31"


def test_damaged_streets(town: Path) -> None:
    (town / "cut.osm.pbf").write_bytes(b"\0\0\0\x0d\n\tOSMHeader")
    (issue,) = problems(osm="cut.osm.pbf")
    assert (issue.code, issue.where) == ("osm-damaged", "cut.osm.pbf")
    (town / "cut.osm").write_text((town / "town.osm").read_text()[:200])
    (issue,) = problems(osm="cut.osm")
    assert issue.code == "osm-damaged"


def test_walk_tables_that_do_not_fit(town: Path) -> None:
    nodes = pd.DataFrame(
        {"node": [0, 1], "osm_id": [5, 9], "lon": [120.0, 120.03], "lat": [30.0, 30.0]}
    )
    nodes.to_parquet("nodes.parquet")
    pd.DataFrame({"u": [0], "v": [1], "m": [2900.0]}).to_parquet("edges.parquet")
    graph = ("--walk-nodes", "nodes.parquet", "--walk-edges")
    assert run(*graph, "edges.parquet", osm=None).exit_code == 0
    assert table().loc[("home", "work")].p50 == 14.0
    pd.DataFrame({"u": [0], "v": [7], "m": [1.0]}).to_parquet("edges.parquet")
    (issue,) = problems(*graph, "edges.parquet", osm=None)
    assert (issue.code, issue.where) == ("unknown-node", "edges.parquet")
    (issue,) = problems(*graph, "nodes.parquet", osm=None)
    assert issue.code == "missing-column"
    pd.DataFrame({"u": [], "v": [], "m": []}).to_parquet("edges.parquet")
    (issue,) = problems(*graph, "edges.parquet", osm=None)
    assert (issue.code, issue.where) == ("no-walkable-street", "edges.parquet")


def test_the_command_and_the_writer_know_the_same_formats() -> None:
    assert matrix_checks.SUFFIXES == rows_file.SUFFIXES


def sim(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sim", "matrix", *arguments],
        capture_output=True, text=True, check=False,
        env={**os.environ, "COLUMNS": "80", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_a_mistake_ends_with_code_1_and_no_traceback(town: Path) -> None:
    done = sim(*options({"--window": "07:00-06:00", "--out": "m.txt"}))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "✗ the command cannot be run as it is written\n"
        "error bad-window — --window: window 07:00-06:00 is empty: the end must be later than the "
        'start (times after midnight: "25:00")\n'
        '    → write it as "14:00-15:00", and past midnight as "24:30-25:30"\n'
        "m.txt  error file-ending — --out ends with '.txt', so its format is unknown\n"
        "    → end it with .parquet or .csv, such as m.parquet\n"
    )


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_into(town: Path) -> None:
    (town / "locked").mkdir(mode=0o500)
    (issue,) = problems(out="locked/m.csv")
    assert issue.code == "not-writable"


def test_help_fits_80_columns_and_groups_the_options() -> None:
    done = sim("--help")
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    for panel in ("A city", "The question", "On foot", "Who travels", "The result"):
        assert f"─ {panel} ─" in done.stdout


def test_a_real_city_gives_the_same_bytes_with_one_and_two_threads(tmp_path: Path) -> None:
    city = CITIES / "porto_alegre"
    if not city.is_dir():
        pytest.skip(f"the test city is not there: {city.name}")
    written = []
    for threads in ("1", "2"):
        path = tmp_path / f"m {threads}.parquet"
        result = CliRunner().invoke(
            app,
            [
                "matrix", "--gtfs", f"{city}/poa_eptc.zip", "--gtfs", f"{city}/poa_trensurb.zip",
                "--osm", f"{city}/poa_osm.pbf", "--points", f"{city}/poa_hexgrid.csv",
                "--destinations", f"{city}/poa_points_of_interest.csv", "--date", "2019-05-13",
                "--window", "14:00-14:20", "--percentiles", "5,50", "--threads", threads,
                "--out", str(path), "-q",
            ],
        )  # fmt: skip
        assert result.exit_code == 0, result.output
        written.append(path.read_bytes())
    assert written[0] == written[1]
    # 1227 cells, 15 places; five cells lie off the streets
    assert len(pd.read_parquet(path)) == 1227 * 15
    assert "point-off-network — 5 of 1227 points" in result.output
