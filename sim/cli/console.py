"""What the command line prints: issues, progress, the target board."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from sim.errors import Issue, Severity

__all__ = ["Report", "out", "print_issues", "progress", "to_stderr"]

PIPE_WIDTH = 110
"""Columns of tables where the output is no terminal."""

out = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
to_stderr = Console(stderr=True, highlight=False, soft_wrap=True)

_COLOUR = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}

Report = Callable[[str, float], None]
"""Called with a stage's title and the share of it that is done (0 to 1)."""


def print_issues(issues: Iterable[Issue], *, console: Console = to_stderr) -> None:
    """One block an issue: where and what in the first line, what to do in the second."""
    for issue in issues:
        line = Text()
        if issue.where:
            line.append(issue.where, style="bold")
            line.append("  ")
        line.append(f"{issue.severity} ", style=_COLOUR[issue.severity])
        line.append(issue.code, style=_COLOUR[issue.severity])
        line.append(f" — {issue.what}")
        if issue.fix:
            line.append(f"\n    → {issue.fix}", style="green")
        console.print(line, soft_wrap=True)


def _one_line_a_stage() -> bool:
    """Whether a bar cannot be drawn anew in place: no terminal, or the cell of a notebook.

    The shell of a Jupyter cell (``!sim …``) is a terminal to its programs, but keeps each redrawn
    bar as a line of its own; it is known by the process number of its kernel.
    """
    return not sys.stderr.isatty() or "JPY_PARENT_PID" in os.environ


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Report]:
    """Show one bar for the running stage and one line for each finished one.

    Where the output is no terminal, or the cell of a notebook, only the finished stages are
    printed, each once.
    """
    if quiet:
        yield lambda _title, _share: None
        return
    plain = _one_line_a_stage()
    bar = Progress(
        SpinnerColumn(finished_text="[green]✓[/]"),
        TextColumn("{task.description:<34}"),
        BarColumn(bar_width=28),
        TimeElapsedColumn(),
        console=to_stderr,
        transient=False,
        disable=plain,
    )
    tasks: dict[str, TaskID] = {}
    started: dict[str, float] = {}
    finished: set[str] = set()

    def report(title: str, share: float) -> None:
        if title not in tasks:
            tasks[title] = bar.add_task(title, total=1.0)
            started[title] = time.monotonic()
        bar.update(tasks[title], completed=share)
        if share >= 1.0 and plain and title not in finished:
            finished.add(title)
            seconds = time.monotonic() - started[title]
            to_stderr.print(f"  {title:<40} {seconds:6.1f} s", markup=False)

    with bar:
        yield report
