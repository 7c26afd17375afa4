"""Passes 3 and 4: every name resolved, everything plausible; all issues of a file at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.errors import Issue, Severity, has_errors
from sim.modifications import Draft, find_problems
from sim.modifications.base import Problem, error, warning
from sim.modifications.names import did_you_mean
from sim.network.model import Network
from sim.scenario.document import ScenarioHeader
from sim.scenario.load import Reading, Scenario, find_scenario, issues_at, read_scenario
from sim.scenario.sketch import Vintages, sketch_network, vintages
from sim.scenario.targets import target_ids

__all__ = ["CheckOutcome", "KnownIds", "check_file", "check_reading", "check_scenario", "known_ids"]

LAYER_FOLDER = Path(__file__).parents[1] / "maps" / "layers"
"""One file per map layer, named after it: read as a list of names, as drawing libraries are slow
to import and a check has two seconds."""

_FASTEST_WALK_KMH = 6.5
_LONG_WALK_M = 3000


@dataclass(frozen=True, slots=True)
class KnownIds:
    """Ids that a document names outside its modifications.

    An empty set of targets or layers is not checked.
    """

    vintages: Vintages
    targets: frozenset[str] = frozenset()
    layers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What `sim check` found; ``scenario`` is there if text and shape are right."""

    path: Path
    issues: tuple[Issue, ...]
    summary: str
    scenario: Scenario | None = None


def known_ids(data_dir: Path) -> KnownIds:
    """Ids that the tables and the map's catalogue offer."""
    return KnownIds(
        vintages(data_dir),
        target_ids(data_dir / "policy" / "targets.yaml"),
        frozenset(path.stem for path in LAYER_FOLDER.glob("[a-z]*.py")),
    )


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
    if reading.shape is None or reading.shape.header is None:
        issues = reading.issues
        header = _header_for_sketch(reading)
        if header is None:
            return CheckOutcome(path, _ordered(issues, path), "")
    else:
        header = reading.shape.header
    known = known_ids(data_dir)
    sketch = sketch_network(
        data_dir,
        header.as_of,
        horizon_year=header.horizon_year,
        rail_timetable=header.rail_timetable
        if header.rail_timetable in known.vintages.rail_timetables
        else None,
        air_vintage=header.air_vintage
        if header.air_vintage in known.vintages.air_vintages
        else None,
    )
    issues = check_reading(reading, sketch, known)
    scenario = None if has_errors(reading.issues) else reading.scenario()
    return CheckOutcome(path, _ordered(issues, path), _summary(scenario), scenario)


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
    problems = [
        *find_problems(Draft(network), scenario.document.modifications),
        *_header_problems(scenario.document, network, known),
    ]
    return issues_at(scenario.source, problems)


def check_reading(
    reading: Reading, network: Network, known: KnownIds | None = None
) -> tuple[Issue, ...]:
    """Issues of all four passes, for a file that may have mistakes of text or shape as well."""
    if reading.shape is None:
        return reading.issues
    problems: list[Problem] = list(find_problems(Draft(network), reading.shape.modifications))
    if reading.shape.header is not None:
        problems += _header_problems(reading.shape.header, network, known)
    return (*reading.issues, *issues_at(reading.source, problems))


def _header_for_sketch(reading: Reading) -> ScenarioHeader | None:
    """Return the few values a sketch needs, if the rest of the header has mistakes."""
    if reading.shape is None or reading.source.data is None:
        return None
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


def _header_problems(
    header: ScenarioHeader, network: Network, known: KnownIds | None
) -> Iterator[Problem]:
    if known is not None:
        for key, value, offered in (
            ("rail_timetable", header.rail_timetable, known.vintages.rail_timetables),
            ("air_vintage", header.air_vintage, known.vintages.air_vintages),
        ):
            if value is not None and value not in offered:
                yield error(
                    "unknown-vintage",
                    f"{key}: the tables have no '{value}'",
                    f"use one of: {', '.join(offered)}",
                    key,
                )
        yield from _id_problems("unknown-target", header.targets, known.targets, "targets")
        yield from _id_problems("unknown-layer", header.map.layers, known.layers, "map", "layers")
    yield from _id_problems(
        "unknown-hub",
        header.one_hour_circle.origins,
        frozenset(network.hubs),
        "one_hour_circle",
        "origins",
    )
    if header.horizon_year < header.as_of.year:
        yield warning(
            "horizon-before-as-of",
            f"the people of {header.horizon_year} would use the network of {header.as_of.year}",
            "move horizon_year, or leave it out",
            "horizon_year",
        )
    if header.routing.walk_speed_kmh > _FASTEST_WALK_KMH:
        yield warning(
            "walk-fast",
            f"{header.routing.walk_speed_kmh:g} km/h is a run",
            "people walk at 4 to 5 km/h",
            "routing",
            "walk_speed_kmh",
        )
    if header.routing.max_access_walk_m > _LONG_WALK_M:
        yield warning(
            "walk-long",
            f"{header.routing.max_access_walk_m} m is a long walk to a stop",
            "800 to 2000 m are usual",
            "routing",
            "max_access_walk_m",
        )
    longest = max(header.accessibility.cutoffs_min)
    if longest > header.routing.max_time_min:
        yield error(
            "cutoff-beyond-search",
            f"the cutoff of {longest} min is beyond the search of "
            f"{header.routing.max_time_min} min",
            "raise routing.max_time_min, or drop the cutoff",
            "accessibility",
            "cutoffs_min",
        )


def _id_problems(
    code: str, names: str | tuple[str, ...], known: frozenset[str] | frozenset[object], *path: str
) -> Iterator[Problem]:
    offered = sorted(str(one) for one in known)
    if isinstance(names, str) or not offered:
        return
    for place, name in enumerate(names):
        if name not in offered:
            yield error(
                code,
                f"there is no '{name}'",
                did_you_mean(name, offered, "known: " + ", ".join(offered)),
                *path,
                place,
            )


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
