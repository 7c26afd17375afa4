"""From a file to a scenario: the complete document and the line of everything in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import Issue, ScenarioError, Severity, has_errors
from sim.modifications.base import ModificationBase, Problem
from sim.modifications.names import did_you_mean
from sim.scenario.document import ScenarioDocument
from sim.scenario.extend import Source, find_scenario_file, load_source, shipped_scenarios
from sim.scenario.shape import Shape, shape_of
from sim.scenario.text import Keys

__all__ = ["Reading", "Scenario", "find_scenario", "issues_at", "load_scenario", "read_scenario"]


@dataclass(frozen=True)
class Scenario:
    """A scenario that passed the first two checks: text and shape.

    ``document`` is complete: defaults filled in, parents merged. ``files`` are the file itself
    and its parents, nearest first.
    """

    path: Path
    document: ScenarioDocument
    source: Source

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.document.scenario

    @property
    def files(self) -> tuple[Path, ...]:
        """The file itself and its parents."""
        return self.source.files

    def where(self, keys: Keys) -> tuple[Path, int | None]:
        """File and line of a value, given the keys that lead to it."""
        return self.source.where(keys)

    def __repr__(self) -> str:
        document = self.document
        parents = "".join(f" ← {path.stem}" for path in self.files[1:])
        return (
            f"<Scenario {document.scenario}{parents} · as of {document.as_of} · people of "
            f"{document.horizon_year} · {len(document.modifications)} modifications>"
        )


@dataclass(frozen=True)
class Reading:
    """What the first two passes found, whether or not the file can be used."""

    path: Path
    source: Source
    shape: Shape | None
    issues: tuple[Issue, ...]

    def scenario(self) -> Scenario:
        """Return the scenario.

        Raises
        ------
        ScenarioError
            If text or shape have errors; it carries all issues.
        """
        shape = self.shape
        if has_errors(self.issues) or shape is None or shape.header is None:
            raise ScenarioError(f"{self.path} cannot be used", self.issues)
        entries = tuple(m for m in shape.modifications if isinstance(m, ModificationBase))
        header = {name: getattr(shape.header, name) for name in type(shape.header).model_fields}
        document = ScenarioDocument.model_construct(
            _fields_set=shape.header.model_fields_set | {"modifications"},
            **{**header, "modifications": entries},
        )
        return Scenario(self.path, document, self.source)


def find_scenario(name_or_path: str | Path, *, shipped: Path | None = None) -> Path:
    """Path of a scenario file, or of a shipped scenario by its name.

    Parameters
    ----------
    name_or_path
        A path, with or without ``.yaml``; else the name of a file below `shipped`, such as
        ``plan-2020`` or ``alternatives/no-west-station``.
    shipped
        The folder of shipped scenarios; by default ``scenarios`` in the working directory or
        above it.

    Raises
    ------
    ScenarioError
        If there is no such scenario; the advice names close ones.
    """
    text = str(name_or_path)
    shipped = shipped or _nearby()
    found = find_scenario_file(text, base=Path(), shipped=shipped)
    if found is not None:
        return found
    known = shipped_scenarios(shipped)
    shown = sorted(_full_names(known))
    otherwise = f"shipped scenarios: {', '.join(shown)}" if shown else "check the path"
    stem = text.removesuffix(".yml")
    odd = next((one for one in _odd_endings(stem, shipped) if one.is_file()), None)
    advice = (
        f"there is {odd}: call it {odd.with_suffix('.yaml').name}"
        if odd is not None
        else did_you_mean(Path(stem).name, sorted(known), otherwise)
    )
    raise ScenarioError(
        "no such scenario",
        [
            Issue(
                Severity.ERROR,
                "scenario-not-found",
                f"there is no scenario '{text}'",
                advice,
            )
        ],
    )


def _full_names(known: Mapping[str, Path]) -> set[str]:
    """One name per scenario, with its folder: some answer to their last part as well."""
    longest: dict[Path, str] = {}
    for name, path in known.items():
        longest[path] = max(longest.get(path, ""), name, key=len)
    return set(longest.values())


def _odd_endings(stem: str, shipped: Path | None) -> Iterator[Path]:
    """Files that would be the scenario if they did not end in .yml."""
    for folder in (Path(), shipped):
        if folder is not None:
            yield folder / f"{stem}.yml"


def _nearby() -> Path | None:
    """Folder ``scenarios`` beside ``network_data``, in the working directory or above it."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "network_data").is_dir() and (folder / "scenarios").is_dir():
            found = folder / "scenarios"
            return found.relative_to(here) if found.is_relative_to(here) else found
    return None


def read_scenario(path: Path, *, shipped: Path | None = None) -> Reading:
    """Run the first two passes over a file and its parents; nothing is raised."""
    source = load_source(path, shipped=shipped or _nearby())
    if source.data is None:
        return Reading(path, source, None, source.issues)
    shape = shape_of(source.data)
    known = {(issue.file, issue.line) for issue in source.issues}
    found = [
        issue
        for issue in issues_at(source, shape.problems)
        if (issue.file, issue.line) not in known  # the text pass has said it better
        and not (source.orphan and issue.code == "as-of-missing")
    ]
    issues = [*source.issues, *found]
    slug = shape.header.scenario if shape.header is not None else None
    if slug is not None and slug != path.stem:
        file, line = source.where(("scenario",))
        issues.append(
            Issue(
                Severity.WARNING,
                "slug-differs",
                f"the scenario is called '{slug}', its file '{path.stem}'",
                "give both the same name: results are filed under the scenario's",
                file,
                line,
            )
        )
    return Reading(path, source, shape, tuple(issues))


def issues_at(source: Source, problems: Sequence[Problem]) -> tuple[Issue, ...]:
    """Problems with file and line."""
    return tuple(
        Issue(
            problem.severity, problem.code, problem.what, problem.fix, *source.where(problem.path)
        )
        for problem in problems
    )


def load_scenario(name_or_path: str | Path, *, shipped: Path | None = None) -> Scenario:
    """Read a scenario and its parents, and check text and shape.

    Raises
    ------
    ScenarioError
        If the file cannot be used; it carries every issue with file, line and advice.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> lines = ["scenario: today", "title: Today", "as_of: 2015-12-31"]
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "today.yaml"
    ...     _ = path.write_text(chr(10).join(lines))
    ...     load_scenario(path)
    <Scenario today · as of 2015-12-31 · people of 2015 · 0 modifications>
    """
    return read_scenario(find_scenario(name_or_path, shipped=shipped), shipped=shipped).scenario()
