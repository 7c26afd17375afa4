"""The command that simulates a day of operations and tells what it found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import simulate_options as option
from sim.cli.console import out, progress
from sim.study import find_project

if TYPE_CHECKING:
    from sim.scenario.operations_settings import Part

__all__ = ["simulate"]


def simulate(
    scenario: Annotated[
        str,
        typer.Argument(help="A scenario file, or the name of a shipped one.", metavar="SCENARIO"),
    ],
    *,
    part: option.Parts = None,
    replications: option.Replications = None,
    cores: option.Cores = None,
    with_map: option.WithMap = True,
    fresh: option.Fresh = False,
    data: option.Data = None,
    outputs: option.Outputs = None,
    quiet: option.Quiet = False,
) -> None:
    """Simulate a day at the stations, on the lines and in the terminal, person by person."""
    parts = _parts(part)
    from sim.cli.simulate_summary import print_day  # noqa: PLC0415
    from sim.study.execute import Day, run  # noqa: PLC0415 - heavy, where wanted

    project = find_project(data, outputs)
    with progress(quiet=quiet) as report:
        results = run(
            scenario,
            data_dir=project.data,
            outputs_dir=project.outputs,
            scenarios_dir=project.scenarios,
            report=report,
            fresh=fresh,
            with_map=with_map,
            day=Day(parts, replications, cores),
        )
    print_day(results, console=out)


def _parts(given: Sequence[str] | None) -> tuple[Part, ...]:
    """Parts by name; every name that is none is told at once.

    Examples
    --------
    >>> _parts(["station,airport", "metro"])
    ('station', 'airport', 'metro')
    """
    from sim.errors import DataError  # noqa: PLC0415
    from sim.modifications.names import did_you_mean  # noqa: PLC0415
    from sim.scenario.operations_settings import PARTS  # noqa: PLC0415

    words = [word.strip() for text in given or () for word in text.split(",") if word.strip()]
    wrong = [
        f"--part: there is no part '{word}'; {did_you_mean(word, PARTS, 'parts: ' + known)}"
        for known in [", ".join(PARTS)]
        for word in words
        if word not in PARTS
    ]
    if given and not words:
        wrong = ["--part: no part is named; parts: " + ", ".join(PARTS)]
    if wrong:
        raise DataError("\n".join(wrong))
    return tuple(one for word in dict.fromkeys(words) for one in PARTS if one == word)
