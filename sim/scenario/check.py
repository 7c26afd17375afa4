"""Passes 3 and 4: every name resolved, everything plausible; all issues of a file at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import Issue, Severity, has_errors
from sim.modifications import Draft, find_problems
from sim.modifications.base import Problem
from sim.network.model import Network
from sim.scenario.causes import with_causes
from sim.scenario.document import ScenarioHeader
from sim.scenario.header_check import KnownIds, header_problems, known_ids
from sim.scenario.load import Reading, Scenario, find_scenario, issues_at, read_scenario
from sim.scenario.operations_check import operations_problems
from sim.scenario.shape import shape_of
from sim.scenario.sketch import sketch_network

__all__ = ["CheckOutcome", "check_file", "check_reading", "check_scenario"]


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What `sim check` found; ``scenario`` is there if text and shape are right."""

    path: Path
    issues: tuple[Issue, ...]
    summary: str
    scenario: Scenario | None = None


def check_file(
    name_or_path: str | Path, data_dir: Path, scenarios_dir: Path | None = None
) -> CheckOutcome:
    """All four passes over a scenario: a file, or a shipped scenario by its name.

    Names are checked against a sketch of the network, which is read in a moment.

    Raises
    ------
    ScenarioError
        If there is no such scenario.
    DataError
        If the tables cannot be read.
    """
    path = find_scenario(name_or_path, shipped=scenarios_dir)
    reading = read_scenario(path, shipped=scenarios_dir)
    header = _header_for_sketch(reading)
    if header is None:
        return CheckOutcome(path, _ordered(reading.issues, path), "")
    known = known_ids(data_dir)

    def issues_with(data: Mapping[str, Any]) -> tuple[Issue, ...] | None:
        """Issues of the same files with other values in them."""
        shape = shape_of(data)
        if shape.header is None:
            return None
        other = Reading(path, reading.source, shape, ())
        return check_reading(other, _sketch(shape.header, data_dir, known), known)

    issues = with_causes(
        reading.source, check_reading(reading, _sketch(header, data_dir, known), known), issues_with
    )
    scenario = None if has_errors(reading.issues) else reading.scenario()
    return CheckOutcome(path, _ordered(issues, path), _summary(scenario), scenario)


def _sketch(header: ScenarioHeader, data_dir: Path, known: KnownIds) -> Network:
    """Sketch of the scenario's network; a vintage that the tables lack counts as not given."""
    rail, air = header.rail_timetable, header.air_vintage
    return sketch_network(
        data_dir,
        header.as_of,
        horizon_year=header.horizon_year,
        rail_timetable=rail if rail in known.vintages.rail_timetables else None,
        air_vintage=air if air in known.vintages.air_vintages else None,
    )


def check_scenario(
    scenario: Scenario, network: Network, known: KnownIds | None = None
) -> tuple[Issue, ...]:
    """Run passes 3 and 4 over a scenario, against a whole network or a sketch of one.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from sim.modifications.examples import two_line_network
    >>> from sim.scenario import load_scenario
    >>> text = '''scenario: longer
    ... title: Line 1 to River East
    ... as_of: 2016-07-01
    ... modifications:
    ...   - {type: open_section, sections: [1c]}
    ... '''
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "longer.yaml"
    ...     _ = path.write_text(text)
    ...     scenario = load_scenario(path)
    >>> [(issue.code, issue.line, issue.fix) for issue in
    ...  check_scenario(scenario, two_line_network())]
    [('unknown-section', 5, 'known sections: 1a, 1b')]
    """
    document, draft = scenario.document, Draft(network)
    problems = [
        *find_problems(draft, document.modifications),
        *header_problems(document, network, known),
        *operations_problems(
            document,
            document.modifications,
            draft,
            places=known.places if known is not None else {},
            where=scenario.where,
        ),
    ]
    return issues_at(scenario.source, problems)


def check_reading(
    reading: Reading, network: Network, known: KnownIds | None = None
) -> tuple[Issue, ...]:
    """Issues of all four passes, for a file that may have mistakes of text or shape as well."""
    if reading.shape is None:
        return reading.issues
    draft = Draft(network)
    problems: list[Problem] = list(find_problems(draft, reading.shape.modifications))
    header = reading.shape.header
    if header is not None:
        problems += header_problems(header, network, known)
        problems += operations_problems(
            header,
            reading.shape.modifications,
            draft,
            places=known.places if known is not None else {},
            where=reading.source.where,
        )
    return (*reading.issues, *issues_at(reading.source, problems))


def _header_for_sketch(reading: Reading) -> ScenarioHeader | None:
    """Return the header, or the few values a sketch needs where the rest has mistakes."""
    if reading.shape is None or reading.source.data is None:
        return None
    if reading.shape.header is not None:
        return reading.shape.header
    wrong = {problem.path[:1] for problem in reading.shape.problems}
    keys = ("as_of", "horizon_year", "rail_timetable", "air_vintage")
    values = {
        key: reading.source.data[key]
        for key in keys
        if key in reading.source.data and (key,) not in wrong
    }
    if "as_of" not in values:
        return None
    return ScenarioHeader.model_validate({"scenario": "x", "title": "x", **values})


def _ordered(issues: tuple[Issue, ...], path: Path) -> tuple[Issue, ...]:
    """Issues of the file itself first, each file from top to bottom."""
    return tuple(
        sorted(
            dict.fromkeys(issues),
            key=lambda issue: (
                issue.file != path,
                str(issue.file),
                issue.line or 0,
                issue.severity is not Severity.ERROR,
            ),
        )
    )


def _summary(scenario: Scenario | None) -> str:
    if scenario is None:
        return ""
    document = scenario.document
    parents = " ← ".join(path.stem for path in scenario.files[1:])
    return (
        f"{document.title} — as of {document.as_of}, people of {document.horizon_year}, "
        f"{len(document.modifications)} modifications" + (f", on {parents}" if parents else "")
    )
