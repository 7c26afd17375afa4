"""Everything that is wrong with the options of `sim matrix`, told at once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sim.clock import Window
from sim.errors import DataError, Issue, Severity, SimError

if TYPE_CHECKING:
    from sim.routing.cost_weights import CostWeights

__all__ = ["Asked", "Files", "How", "check_options", "cost_weights", "percentile_numbers"]

SUFFIXES = (".parquet", ".csv")
_LONGEST_PARTS_MIN = 273
_MOST_SHOWN_PERCENTILE = 99


@dataclass(frozen=True, slots=True)
class Files:
    """Where the network comes from and where the matrix goes."""

    out: Path
    departures_out: Path | None = None
    scenario: str | None = None
    gtfs: tuple[Path, ...] = ()
    osm: Path | None = None
    walk_nodes: Path | None = None
    walk_edges: Path | None = None
    points: Path | None = None
    destinations: Path | None = None
    data: Path | None = None

    def inputs(self) -> tuple[tuple[str, Path], ...]:
        """Files to be read, each with its option."""
        single = (
            ("--osm", self.osm),
            ("--walk-nodes", self.walk_nodes),
            ("--walk-edges", self.walk_edges),
            ("--points", self.points),
            ("--destinations", self.destinations),
        )
        feeds = [("--gtfs", path) for path in self.gtfs]
        return (*feeds, *((name, path) for name, path in single if path is not None))


@dataclass(frozen=True, slots=True)
class Asked:
    """The question: when, who, how far. A limit of the walk that is not given is `None`."""

    window: str
    service_date: str | None = None
    percentiles: str = "50"
    step_min: int = 1
    max_minutes: int = 120
    max_rides: int | None = None
    walk_kmh: float | None = None
    max_access_m: float | None = None
    max_transfer_m: float | None = None
    boarding_slack_s: int | None = None
    arrive_by: bool = False
    buffer_min: int = 0
    traveller: Literal["random_arrival", "timetable_aware"] = "random_arrival"


@dataclass(frozen=True, slots=True)
class How:
    """How it is searched and written."""

    draws: int = 0
    seed: int | None = None
    parts: bool = False
    seconds: bool = False
    threads: int | None = None
    cost: str | None = None


def check_options(files: Files, asked: Asked, how: How) -> None:
    """Refuse what is missing, too much, or would be ignored.

    Raises
    ------
    DataError
        With every problem.
    """
    issues = [
        *_sources(files, asked),
        *_missing_files(files),
        *_question(asked),
        *_weights(how.cost),
        *_together(files, asked, how),
        *_outputs(files),
    ]
    if issues:
        raise DataError("the command cannot be run as it is written", issues)


def percentile_numbers(text: str) -> tuple[int, ...]:
    """Read percentiles with commas between them; what is given twice counts once.

    Examples
    --------
    >>> percentile_numbers("5, 50,50")
    (5, 50)
    """
    return tuple(dict.fromkeys(int(part) for part in text.split(",")))


def _fault(code: str, what: str, fix: str, file: Path | None = None) -> Issue:
    return Issue(Severity.ERROR, code, what, fix, file)


def _sources(files: Files, asked: Asked) -> Iterator[Issue]:
    if files.scenario is not None:
        yield from _too_much_for_a_scenario(files, asked)
        return
    if not files.gtfs:
        fix = "name a scenario, or give --gtfs FEED.zip"
        yield _fault("no-network", "neither a scenario nor a feed is given", fix)
    missing = [
        name
        for name, value in (("--points", files.points), ("--date", asked.service_date))
        if value is None
    ]
    for name in missing:
        yield _fault("option-missing", f"{name} is missing", f"a city needs {name}")
    tables = files.walk_nodes is not None or files.walk_edges is not None
    if (files.osm is None) == (not tables):
        fix = "give either --osm CITY.osm.pbf or both --walk-nodes and --walk-edges"
        what = "streets are given twice" if tables else "no streets are given"
        yield _fault("one-source-of-streets", what, fix)
    elif tables and (files.walk_nodes is None or files.walk_edges is None):
        fix = "a walk graph needs both --walk-nodes and --walk-edges"
        yield _fault("walk-graph-half", "half of the walk graph is missing", fix)
    if files.data is not None:
        fix = "leave it out; it is the folder of the tables of a scenario"
        yield _fault("option-ignored", "--data has no use for a city's own files", fix)


def _too_much_for_a_scenario(files: Files, asked: Asked) -> Iterator[Issue]:
    city = [name for name, _ in files.inputs()]
    if asked.service_date is not None:
        city.append("--date")
    if city:
        what = f"a scenario and a city's {', '.join(dict.fromkeys(city))} are given"
        fix = f"leave out either the scenario '{files.scenario}' or these options"
        yield _fault("two-networks", what, fix)
    walks = {
        "--walk-kmh": asked.walk_kmh,
        "--max-access-m": asked.max_access_m,
        "--max-transfer-m": asked.max_transfer_m,
        "--boarding-slack-s": asked.boarding_slack_s,
    }
    given = [name for name, value in walks.items() if value is not None]
    if given:
        what = f"{', '.join(given)}: a scenario says itself how people walk and board"
        fix = (
            "leave them out; walking is under routing: in the scenario file, boarding in modes.yaml"
        )
        yield _fault("option-ignored", what, fix)


def _missing_files(files: Files) -> Iterator[Issue]:
    for name, path in files.inputs():
        if not path.exists():
            yield _fault("no-file", f"there is no such file for {name}", "check the path", path)
        elif path.is_dir() and name != "--gtfs":
            yield _fault("no-file", f"{name} needs a file, not a folder", "name a file", path)


def _question(asked: Asked) -> Iterator[Issue]:
    try:
        Window.parse(asked.window, step_min=asked.step_min)
    except ValueError as error:
        fix = 'write it as "14:00-15:00", and past midnight as "24:30-25:30"'
        yield _fault("bad-window", f"--window: {str(error).split('; ')[0]}", fix)
    try:
        numbers = percentile_numbers(asked.percentiles)
        if not all(1 <= number <= _MOST_SHOWN_PERCENTILE for number in numbers):
            what = f"--percentiles: {asked.percentiles} do not all lie between 1 and 99"
            fix = "50 is the median; take 1 and 99 for the ends"
            yield _fault("bad-percentiles", what, fix)
    except ValueError:
        what = f"--percentiles: '{asked.percentiles}' is no list of whole numbers"
        yield _fault("bad-percentiles", what, "write them as 5,25,50,75,95")
    if asked.service_date is not None:
        try:
            date.fromisoformat(asked.service_date)
        except ValueError:
            what = f"--date: '{asked.service_date}' is no date"
            yield _fault("bad-date", what, "write year-month-day, as 2019-05-13")


def cost_weights(text: str) -> CostWeights:
    """Read weights such as ``wait=2,walk=2,ride=1,transfer=300``; what is left out keeps its usual.

    Raises `ValueError` or `RoutingError` for what is no weight.

    Examples
    --------
    >>> cost_weights("wait=1.5,transfer=600").transfer_penalty_s
    600
    """
    from sim.routing.cost_weights import CostWeights  # noqa: PLC0415

    usual = CostWeights()
    chosen = {
        "wait": usual.wait,
        "walk": usual.walk,
        "ride": usual.ride,
        "transfer": float(usual.transfer_penalty_s),
    }
    for part in text.split(","):
        name, _, value = (word.strip() for word in part.partition("="))
        if name not in chosen:
            raise ValueError(f"'{name}' is none of {', '.join(chosen)}")
        chosen[name] = float(value)
    return CostWeights(chosen["wait"], chosen["walk"], chosen["ride"], int(chosen["transfer"]))


def _weights(text: str | None) -> Iterator[Issue]:
    if text is None:
        return
    try:
        cost_weights(text)
    except (ValueError, SimError) as error:
        fix = "write weights of time and seconds per change: wait=2,walk=2,ride=1,transfer=300"
        yield _fault("bad-weights", f"--cost: {error}", fix)


def _together(files: Files, asked: Asked, how: How) -> Iterator[Issue]:
    """Options that exclude each other."""
    aware = asked.traveller == "timetable_aware"
    rules = (
        (asked.arrive_by and aware, "--arrive-by with --traveller timetable_aware",
         "leave one out: who has to arrive by a time leaves as late as possible anyway"),
        (asked.buffer_min > 0 and not asked.arrive_by, "--buffer-min without --arrive-by",
         "add --arrive-by: a buffer is kept before an arrival"),
        (how.parts and how.draws > 0, "--parts with --draws",
         "leave one out: parts are told in expectation, not for draws"),
        (how.parts and asked.arrive_by, "--parts with --arrive-by",
         "leave one out: parts are told for departures"),
        (how.parts and aware, "--parts with --traveller timetable_aware",
         "leave one out: parts are told for random arrivals"),
        (how.parts and asked.max_minutes > _LONGEST_PARTS_MIN, "--parts with so long trips",
         f"take --max-minutes {_LONGEST_PARTS_MIN} or less"),
        (how.draws > 0 and files.departures_out is not None, "--departures-out with --draws",
         "leave one out: single departures are told in expectation, not for draws"),
        (how.cost is not None and how.draws > 0, "--cost with --draws",
         "leave one out: costs are those of one timetable"),
        (how.cost is not None and how.parts, "--cost with --parts",
         "leave one out: parts are those of the fastest way, not of the cheapest"),
        (how.cost is not None and aware, "--cost with --traveller timetable_aware",
         "leave one out: costs are those of travellers who leave at the departure"),
        (how.cost is not None and files.departures_out is not None, "--cost with --departures-out",
         "leave one out: single departures are those of the fastest way"),
        (how.seed is not None and how.draws == 0, "--seed without --draws",
         "add --draws 20: without draws nothing is random"),
    )  # fmt: skip
    for broken, what, fix in rules:
        if broken:
            yield _fault("options-exclude", f"{what} is not possible", fix)


def _outputs(files: Files) -> Iterator[Issue]:
    outputs = [("--out", files.out)]
    if files.departures_out is not None:
        outputs.append(("--departures-out", files.departures_out))
        if files.departures_out.resolve() == files.out.resolve():
            what = "--out and --departures-out name the same file"
            yield _fault("same-file", what, "give each a name of its own", files.out)
    inputs = {path.resolve(): name for name, path in files.inputs()}
    for name, path in outputs:
        if path.resolve() in inputs:
            what = f"{name} would overwrite the file of {inputs[path.resolve()]}"
            yield _fault("same-file", what, "choose another name", path)
        elif path.is_dir():
            what, fix = f"{name} is a folder", f"name a file in it, such as {path / 'm.parquet'}"
            yield _fault("no-file-name", what, fix, path)
        elif path.suffix not in SUFFIXES:
            ending = f"ends with '{path.suffix}'" if path.suffix else "has no ending"
            fix = f"end it with .parquet or .csv, such as {path.stem}.parquet"
            yield _fault("file-ending", f"{name} {ending}, so its format is unknown", fix, path)
        else:
            reason = _not_writable(path)
            if reason:
                yield _fault("not-writable", f"{name}: {reason}", "choose another folder", path)


def _not_writable(path: Path) -> str:
    """Why nothing can be written there; empty if it can, as far as one sees without trying."""
    folder = path.absolute().parent
    while not folder.exists():
        folder = folder.parent
    if not folder.is_dir():
        return f"{folder} is a file, not a folder"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"nothing can be written into {folder}"
    return ""
