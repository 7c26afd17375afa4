"""What a scenario says of its simulated day: which parts, how often, what is closed when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.modifications.base import SpecBase
from sim.modifications.values import ClockText, Names

__all__ = [
    "PARTS",
    "ClosureSettings",
    "CriticalSectionSettings",
    "OperationsSettings",
    "Part",
    "ReplicationSettings",
]

Part = Literal["metro", "station", "airport", "disruption"]

PARTS: tuple[Part, ...] = ("metro", "station", "airport", "disruption")
"""Parts of a day, as column ``part`` of the tables has them."""


class ReplicationSettings(SpecBase):
    """How often the day is simulated, with other draws each time."""

    least: int = Field(default=5, ge=1, le=1000)
    """Fewest replications."""

    most: int = Field(default=30, ge=1, le=1000)
    """Most replications; they stop before when everything is sure."""

    half_width_pct: float = Field(default=5.0, gt=0, le=100)
    """A mean is sure when half of its 95 % interval is at most this share of it (%)."""


class ClosureSettings(SpecBase):
    """Something closed for some hours of the day, to see what it costs and who goes where."""

    section: tuple[str, str] | None = None
    """The stops at its two ends, by id or name. One of section, station and runway."""

    station: str | None = None
    """A station, by id or name: trains pass it. One of section, station and runway."""

    runway: bool = False
    """True for the runway of the airport. One of section, station and runway."""

    from_time: ClockText
    """From when, in quotes, such as "08:00"."""

    until_time: ClockText
    """Until when, in quotes: the first moment at which it runs again."""

    @property
    def what(self) -> tuple[tuple[str, str] | None, str | None, bool]:
        """Section, station and runway."""
        return self.section, self.station, self.runway

    @property
    def hours(self) -> tuple[str, str]:
        """From when until when."""
        return self.from_time, self.until_time


class CriticalSectionSettings(SpecBase):
    """How the sections whose closure costs most are found."""

    simulate: int = Field(default=5, ge=0, le=50)
    """So many of the costliest sections are simulated as a whole; the others are screened."""


class OperationsSettings(SpecBase):
    """A day of operations, simulated person by person and train by train. Needs demand.

    Without the block nothing is simulated; with it, all of it, unless it says otherwise.
    """

    enabled: bool = True
    """False to leave the day out although the block, or a parent's, is there."""

    parts: Annotated[tuple[Part, ...], Field(min_length=1)] = PARTS
    """What is simulated: metro (its trains), station (main stations), airport (the terminal),
    disruption (closures and critical sections)."""

    replications: ReplicationSettings = ReplicationSettings()
    """How often the day is simulated."""

    stations: Names | None = None
    """Main stations, by hub id; by default every one that has trains."""

    flight_schedule: str | None = None
    """A table of flights in place of the modelled one: path of a csv from this file's folder."""

    closures: tuple[ClosureSettings, ...] = ()
    """Closures whose cost is simulated, each for itself, against the day without it."""

    critical_sections: CriticalSectionSettings = CriticalSectionSettings()
    """The search for the sections whose closure costs most."""
