"""What an engine is asked, and what came of it: records that travel between two processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

__all__ = [
    "Answer",
    "Demand",
    "Failure",
    "HubDay",
    "Job",
    "Lap",
    "Outcome",
    "Ready",
    "Streets",
    "Trips",
    "Zones",
]


@dataclass(frozen=True)
class Trips:
    """A door-to-door matrix on GTFS feeds; files lie in the folder of the job.

    Departures are ``first_s``, ``first_s + 60`` … in seconds of the service date (YYYY-MM-DD).
    Who walks does so at 3.6 km/h, a second for a metre.
    """

    service_date: str
    feeds: tuple[str, ...]
    points: str
    first_s: int
    n_departures: int
    percentiles: tuple[int, ...] = (50,)
    max_access_m: float = 2000.0
    max_transfer_m: float = 1000.0
    max_time_s: int = 7200
    osm: str = "streets.osm.pbf"

    @property
    def departures_s(self) -> tuple[int, ...]:
        """Every whole minute of the window."""
        return tuple(self.first_s + 60 * minute for minute in range(self.n_departures))


@dataclass(frozen=True)
class Streets:
    """One-to-many on the walk graph: so many origins a run, so many targets (0: every node)."""

    n_origins: int
    n_targets: int


@dataclass(frozen=True)
class Zones:
    """Zones of a scenario to all its zones; `n_origins` single origins, or 0 for the matrix."""

    scenario: str
    window: str
    percentiles: tuple[int, ...]
    n_origins: int = 0


@dataclass(frozen=True)
class Demand:
    """The demand of a scenario in so many zones.

    With `periods` only the first of them, with `alternatives` only these; `draws` of parameters.
    `rounds` at most until demand and supply are in balance.
    """

    scenario: str = "base-2015"
    zones: int = 600
    periods: int = 0
    alternatives: tuple[str, ...] = ()
    draws: int = 0
    rounds: int = 8


@dataclass(frozen=True)
class HubDay:
    """So many people through eight places, `walks` of them ways, the others with `lanes` each."""

    people: int
    lanes: int
    walks: int = 4
    tick_s: float = 60.0
    places: int = 8


@dataclass(frozen=True)
class Job:
    """One engine with its question. The label is what the tables print."""

    engine: str
    folder: str
    question: Trips | Streets | Zones | Demand | HubDay
    threads: int = 2
    label: str = ""

    @property
    def name(self) -> str:
        """Label, or the engine's own name."""
        return self.label or self.engine


@dataclass(frozen=True)
class Answer:
    """What a run found, and what else is known of it.

    `array` gives the numbers, in a form all engines share; it is called outside the measured time.
    `units` is what the time is divided by (origins); `notes` are further seconds inside the run.
    """

    array: Callable[[], np.ndarray]
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: Mapping[str, float] = field(default_factory=dict)
    units: int = 1


@dataclass(frozen=True)
class Ready:
    """An engine after its set-up: a short warm-up, and the run that is measured."""

    warm: Callable[[], object]
    run: Callable[[], Answer]
    notes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Lap:
    """One piece of work: seconds on the wall and of all processors, memory peak since the start."""

    wall_s: float
    cpu_s: float
    peak_mib: float
    load: float
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: Mapping[str, float] = field(default_factory=dict)
    units: int = 1


@dataclass(frozen=True)
class Failure:
    """An engine that stopped, and why."""

    text: str


@dataclass(frozen=True)
class Outcome:
    """All laps of one engine; `saved` is the file of what its last run found."""

    job: Job
    imports: Lap
    setup: Lap
    warm: Lap
    runs: tuple[Lap, ...]
    saved: str = ""

    @property
    def seconds(self) -> tuple[float, ...]:
        """Wall seconds of each run."""
        return tuple(lap.wall_s for lap in self.runs)

    @property
    def median_s(self) -> float:
        """Median of the runs."""
        return float(np.median(self.seconds))

    @property
    def per_unit_ms(self) -> float:
        """Median milliseconds for each origin."""
        return self.median_s / self.runs[-1].units * 1000.0

    @property
    def peak_mib(self) -> float:
        """Largest memory of the process, from its start to the last run."""
        return max(lap.peak_mib for lap in (self.setup, self.warm, *self.runs))
