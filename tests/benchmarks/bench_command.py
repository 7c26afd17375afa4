"""The benchmark as a command: which tasks, on which data, how often."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench_demand import demand
from bench_fresh import compile_all, start_up
from bench_hangzhou import hangzhou
from bench_operations import operations
from bench_prepare import prepare
from bench_report import show, show_marks, write
from bench_scaling import scaling
from bench_section import Section, Setting
from bench_tasks import one_departure, one_hour, streets, two_hours
from bench_turns import Told
from rich.console import Console

__all__ = ["CITY_TASKS", "TASKS", "main"]

ROOT = Path(__file__).parents[2]
_WIDTH = 130
DATA = ROOT.parent / "shared" / "data" / "road" / "testcities"

TASKS: dict[str, Callable[[Setting, Told], Section]] = {
    "t0": one_departure,
    "t1": one_hour,
    "t2": two_hours,
    "streets": streets,
    "hangzhou": hangzhou,
    "start": start_up,
    "scaling": scaling,
    "demand": demand,
    "operations": operations,
}
CITY_TASKS = ("t0", "t1", "t2", "streets", "scaling")


def main(arguments: Sequence[str] | None = None, *, console: Console | None = None) -> int:
    """Run the tasks that are asked for; 1 where one of them could not be run."""
    asked = _parser().parse_args(arguments)
    console = console or Console(width=max(_WIDTH, Console().width))
    names = [name.strip() for name in asked.tasks.split(",") if name.strip()]
    unknown = [name for name in names if name not in TASKS]
    if unknown:
        console.print(f"there is no task {', '.join(unknown)}: choose from {', '.join(TASKS)}")
        return 2
    begin = time.perf_counter()

    def told(line: str) -> None:
        console.print(f"[dim]{time.perf_counter() - begin:5.0f} s[/dim]  ", end="", highlight=False)
        console.print(line, markup=False, highlight=False, soft_wrap=True)

    with tempfile.TemporaryDirectory() as folder:
        setting = Setting(str(ROOT), folder, asked.repeat, asked.raptor)
        able = _prepared(names, asked.data, Path(folder), told)
        sections = _measured(able, setting, told)
    for section in sections:
        show(section, console)
    show_marks(sections, console)
    if sections:
        path = write(sections, asked.out, repeat=asked.repeat)
        told(f"done; the numbers are in {path.name} of the folder {asked.out.name}")
    return 0 if len(sections) == len(names) else 1


def _prepared(names: list[str], data: Path, folder: Path, told: Told) -> list[str]:
    """Tasks that can be run, after all is written that they need."""
    city = [name for name in names if name in CITY_TASKS]
    absent: tuple[str, ...] = ()
    if city:
        told("preparing Porto Alegre")
        absent = prepare(data, folder)
    if absent:
        told(
            f"skipped: {', '.join(city)}: {', '.join(absent)} not found; "
            "name the folder of the test cities with DATA="
        )
        return [name for name in names if name not in CITY_TASKS]
    return names


def _measured(names: list[str], setting: Setting, told: Told) -> list[Section]:
    """Sections of the tasks that did not fail; the others get a line."""
    sections: list[Section] = []
    if set(names) - {"start"}:
        told("compiling what is not compiled yet")
        compile_all()
    for name in names:
        try:
            sections.append(TASKS[name](setting, told))
        except RuntimeError as error:
            told(f"{name} FAILED: {error}")
    return sections


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Ours and its peers, measured in turn")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the test cities")
    parser.add_argument("--tasks", default=",".join(TASKS), help="names, with commas")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each engine")
    parser.add_argument("--raptor", action="store_true", help="cafein's RAPTOR once more in T1")
    parser.add_argument("--out", type=Path, default=ROOT / "outputs" / "bench")
    return parser
