"""One part of the report: tables of cells, lines beside them, and what was to be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench_job import Lap, Outcome
from bench_turns import ratios

__all__ = ["Mark", "Section", "Setting", "Table", "at_least", "at_most", "counted", "side_by_side"]


@dataclass(frozen=True)
class Setting:
    """Where things are, and how often each run is repeated."""

    root: str
    folder: str
    repeat: int
    raptor: bool = False


@dataclass(frozen=True)
class Mark:
    """A number that was to be reached, and whether it was."""

    what: str
    found: float
    limit: float
    unit: str
    is_most: bool

    @property
    def reached(self) -> bool:
        """Not above, or not below."""
        return self.found <= self.limit if self.is_most else self.found >= self.limit


@dataclass(frozen=True)
class Table:
    """Text cells under headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A task that was run: what was measured, how it is shown, what was to be reached."""

    name: str
    title: str
    tables: tuple[Table, ...] = ()
    lines: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


def at_most(what: str, found: float, limit: float, unit: str) -> Mark:
    """Something that must not be above a limit."""
    return Mark(what, found, limit, unit, is_most=True)


def at_least(what: str, found: float, limit: float, unit: str) -> Mark:
    """Something that must not be below a limit."""
    return Mark(what, found, limit, unit, is_most=False)


def side_by_side(outcomes: Sequence[Outcome], *, per_origin: bool = False) -> Table:
    """One row for each engine; ratios are to the first of them.

    With `per_origin` times of the runs are milliseconds for each origin.
    """
    unit = "ms" if per_origin else "s"
    headings = (
        "engine", "threads", "import s", "set-up s", f"min {unit}", f"median {unit}",
        f"CPU {unit}", "runs", "peak MiB", "ratio", "pairs", "load",
    )  # fmt: skip
    rows = []
    for outcome in outcomes:
        scale = 1000.0 / outcome.runs[-1].units if per_origin else 1.0
        cpu = sorted(lap.cpu_s for lap in outcome.runs)[len(outcome.runs) // 2]
        middle, least, most = ratios(outcome, outcomes[0])
        rows.append(
            (
                outcome.job.name,
                str(outcome.job.threads),
                f"{outcome.imports.wall_s:.2f}",
                f"{outcome.setup.wall_s:.2f}",
                _digits(min(outcome.seconds) * scale),
                _digits(outcome.median_s * scale),
                _digits(cpu * scale),
                str(len(outcome.runs)),
                f"{outcome.peak_mib:.0f}",
                f"{middle:.2f}",
                f"{least:.2f}-{most:.2f}",
                f"{outcome.runs[-1].load:.1f}",
            )
        )
    return Table(headings, tuple(rows))


def counted(outcome: Outcome) -> str:
    """Operation counts and other notes of an engine in one line; empty where there are none."""
    last: Lap = outcome.runs[-1]
    parts = [f"{name} {count:,}" for name, count in last.counts.items()]
    notes = {**outcome.setup.notes, **last.notes}
    parts += [f"{name} {value:.3g}" for name, value in notes.items() if value]
    return f"{outcome.job.name}: {', '.join(parts)}" if parts else ""


def _digits(value: float) -> str:
    """Three digits or so."""
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"
