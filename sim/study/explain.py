"""One trip explained: its fastest itinerary with names and components, in one or two scenarios."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.compiled import kernels_are_compiled
from sim.errors import Issue, RoutingError, ScenarioError, Severity, has_errors
from sim.routing.settings import Query
from sim.routing.warm import TITLE, compile_kernels
from sim.study.cache import StageCache
from sim.study.prepare import Prepared, prepare
from sim.study.project import find_project
from sim.study.trip import Trip, trip_in
from sim.study.trip_difference import DifferenceRow, Side, difference_rows, difference_words
from sim.study.trip_ends import TripEnd, find_end
from sim.study.trip_question import TripQuestion, read_question
from sim.study.world import World, build_world

__all__ = ["Explanation", "explain_trip"]

Report = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A trip in one scenario, or in two for comparison; `text` says all of it."""

    origin: TripEnd
    destination: TripEnd
    question: TripQuestion
    trips: tuple[Trip, ...]

    @property
    def differences(self) -> tuple[DifferenceRow, ...]:
        """Component by component, the first scenario against the second; empty without both."""
        sides = self._sides()
        return difference_rows(*sides) if sides else ()

    @property
    def words(self) -> tuple[str, ...]:
        """What changed between the scenarios, in words."""
        sides = self._sides()
        return difference_words(*sides) if sides else ()

    def text(self) -> str:
        """Write everything as plain text, for a notebook or a log."""
        head = f"{self.origin.name} → {self.destination.name}, {self.question.text()}"
        return "\n".join([head, *(trip.text() for trip in self.trips), *self.words])

    def _sides(self) -> tuple[Side, Side] | None:
        if len(self.trips) < 2 or not all(trip.is_found for trip in self.trips):
            return None
        first, second = (Side(trip.scenario, trip.sums, trip.legs) for trip in self.trips)
        return first, second

    def __repr__(self) -> str:
        told = "; ".join(f"{trip.scenario}: {trip.summary()}" for trip in self.trips)
        return f"<Explanation {self.origin.name} → {self.destination.name} · {told}>"


def explain_trip(
    scenario: Path | str,
    origin: str,
    destination: str,
    *,
    depart: str | None = None,
    arrive_by: str | None = None,
    buffer_min: int = 0,
    window: str | None = None,
    compare: Path | str | None = None,
    data_dir: Path | None = None,
    outputs_dir: Path | None = None,
    scenarios_dir: Path | None = None,
    report: Report | None = None,
) -> Explanation:
    """Explain the fastest trip between two places, in a scenario and, if asked, in another.

    Parameters
    ----------
    origin, destination
        Id of a zone, stop, place, main station or airport, its name in Chinese or English, or
        ``lon,lat``.
    depart, arrive_by
        One of the two, as ``"08:00"``. Who has to arrive leaves as late as possible.
    buffer_min
        With `arrive_by`: be there so many minutes earlier.
    window
        Also tell percentiles of the travel time over these departures, as ``"07:00-09:00"``.
    compare
        A second scenario.
    data_dir, outputs_dir, scenarios_dir, report
        As in `sim.study.run`.

    Raises
    ------
    ScenarioError, RoutingError
        With every problem of the scenarios, or of the places and times that were given.
    """
    project = find_project(data_dir, outputs_dir, scenarios_dir)
    told: Report = report or (lambda _title, _share: None)
    question, problems = read_question(depart, arrive_by, buffer_min, window)
    prepared = _prepared(
        [str(name) for name in (scenario, compare) if name is not None],
        lambda name: prepare(name, project.data, project.scenarios),
        problems,
        told,
    )
    worlds = _built(prepared, StageCache(project.outputs / ".cache"), told)
    ends = [
        find_end(text, worlds[0], option=option)
        for text, option in ((origin, "--from"), (destination, "--to"))
    ]
    start, end = _checked_ends(ends, problems)
    told("search", 0.0)
    trips = tuple(
        _trip(one, world, (start, end), question)
        for one, world in zip(prepared, worlds, strict=True)
    )
    told("search", 1.0)
    return Explanation(start, end, question, trips)


def _trip(
    prepared: Prepared, world: World, ends: tuple[TripEnd, TripEnd], question: TripQuestion
) -> Trip:
    """Search within the scenario's own limits."""
    settings = prepared.settings
    limits = Query((0,), max_time_s=settings.max_time_s, max_rides=settings.max_rides)
    titles = prepared.name, prepared.title, prepared.title_zh
    return trip_in(world, *ends, question, limits, titles=titles)


def _built(prepared: Sequence[Prepared], cache: StageCache, report: Report) -> list[World]:
    """Network of each scenario with its links."""
    if not kernels_are_compiled():
        compile_kernels(lambda share: report(TITLE, share))
    worlds = []
    for one in prepared:
        report(f"build {one.name}", 0.0)
        worlds.append(build_world(one.with_network(cache).network, one.settings.walk))
        report(f"build {one.name}", 1.0)
    return worlds


def _prepared(
    names: Sequence[str],
    check: Callable[[str], Prepared],
    problems: Sequence[Issue],
    report: Report,
) -> list[Prepared]:
    """Check every scenario; what is wrong in any of them is told at once."""
    report("read scenarios and tables", 0.0)
    found, messages, issues = [], [], [*problems]
    for name in names:
        try:
            found.append(check(name))
        except ScenarioError as error:
            messages.append(str(error.args[0]))
            issues.extend(error.issues)
    report("read scenarios and tables", 1.0)
    if messages:
        raise ScenarioError("; ".join(messages), issues)
    return found


def _checked_ends(
    ends: Sequence[TripEnd | Issue], problems: Sequence[Issue]
) -> tuple[TripEnd, TripEnd]:
    """Both ends, or every problem with them and with the times."""
    issues = [*problems, *(end for end in ends if isinstance(end, Issue))]
    good = [end for end in ends if isinstance(end, TripEnd)]
    if len(good) == 2 and (good[0].lon, good[0].lat) == (good[1].lon, good[1].lat):
        what = f"--from and --to are the same place, {good[0].name} ({good[0].key})"
        issues.append(Issue(Severity.ERROR, "same-place", what, "choose two places"))
    if has_errors(issues):
        raise RoutingError("the trip cannot be searched", issues)
    return good[0], good[1]
