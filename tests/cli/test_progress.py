"""Progress: a bar on a terminal, one plain line a finished stage where a bar cannot be redrawn."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from sim.cli import console
from sim.cli.console import progress


class Screen(io.StringIO):
    """Standard error that is a terminal or none."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


def shown(monkeypatch: pytest.MonkeyPatch, *, terminal: bool, notebook: bool) -> str:
    screen = Screen(terminal=terminal)
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr(
        console, "to_stderr", Console(file=screen, width=80, force_terminal=terminal)
    )
    if notebook:
        monkeypatch.setenv("JPY_PARENT_PID", "4711")
    else:
        monkeypatch.delenv("JPY_PARENT_PID", raising=False)
    with progress() as report:
        for share in (0.0, 0.25, 0.5, 1.0, 1.0):
            report("search [fast]", share)
        report("never finished", 0.5)
    return screen.getvalue()


@pytest.mark.parametrize(("terminal", "notebook"), [(False, False), (True, True), (False, True)])
def test_one_plain_line_a_finished_stage(monkeypatch, terminal, notebook):
    text = shown(monkeypatch, terminal=terminal, notebook=notebook)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert re.fullmatch(r"  search \[fast\] +\d+\.\d s\n", plain)
    assert "\r" not in text
    assert "\x1b[1A" not in text  # no cursor that goes up to draw again


def test_a_terminal_has_a_bar(monkeypatch):
    text = shown(monkeypatch, terminal=True, notebook=False)
    assert "\x1b[" in text
    assert "never finished" in text


def test_quiet_says_nothing(monkeypatch):
    screen = Screen(terminal=False)
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr(console, "to_stderr", Console(file=screen, width=80))
    with progress(quiet=True) as report:
        report("search", 1.0)
    assert screen.getvalue() == ""
