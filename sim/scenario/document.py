"""What a scenario file may say: one frozen model, with a default for nearly everything."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.modifications import Modification
from sim.modifications.base import SpecBase
from sim.modifications.values import window_s
from sim.scenario.access_specs import DEFAULT_MEASURES, AccessMeasure, Cutoffs
from sim.scenario.demand_settings import DemandSettings
from sim.scenario.gateway_settings import GatewaySettings
from sim.scenario.operations_settings import OperationsSettings

__all__ = [
    "SLUG",
    "AccessibilitySettings",
    "DemandSettings",
    "GatewaySettings",
    "MapSettings",
    "OneHourCircleSettings",
    "OperationsSettings",
    "RoutingSettings",
    "ScenarioDocument",
    "ScenarioHeader",
]

SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_FIRST_YEAR, _LAST_YEAR = 2000, 2050


def _slug(text: str) -> str:
    if SLUG.match(text) is None:
        raise PydanticCustomError(
            "bad-slug",
            "'{text}' cannot be the name of a scenario",
            {"text": text, "fix": "use small letters, digits and hyphens, as in the file's name"},
        )
    return text


def _window(text: str) -> str:
    window_s(text)
    return text


def _percentile(value: int) -> int:
    if not 1 <= value <= 99:
        raise PydanticCustomError(
            "percentile-range",
            "{value} is not a percentile",
            {"value": value, "fix": "give a whole number from 1 to 99; 50 is the median"},
        )
    return value


def _day(value: date) -> date:
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise PydanticCustomError(
            "date-out-of-range",
            "{value} lies outside {first}-{last}",
            {
                "value": str(value),
                "first": _FIRST_YEAR,
                "last": _LAST_YEAR,
                "fix": "check the year",
            },
        )
    return value


def _year_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _all_or_list(value: Any) -> str:
    return "list" if isinstance(value, list | tuple) else "all"


Slug: TypeAlias = Annotated[str, AfterValidator(_slug)]
Day: TypeAlias = Annotated[date, AfterValidator(_day)]
WindowText: TypeAlias = Annotated[str, AfterValidator(_window)]
Percentile: TypeAlias = Annotated[int, AfterValidator(_percentile)]
YearText: TypeAlias = Annotated[
    str, BeforeValidator(_year_text), WithJsonSchema({"type": ["string", "integer"]})
]
AllOrNames: TypeAlias = Annotated[
    Annotated[Literal["all"], Tag("all")]
    | Annotated[tuple[str, ...], Field(min_length=1), Tag("list")],
    Discriminator(_all_or_list),
]
"""The word all, or a list of ids."""


class RoutingSettings(SpecBase):
    """How people walk and how far they search."""

    walk_speed_kmh: float = Field(default=4.5, gt=0.5, le=10)
    """Walking speed (km/h)."""

    max_access_walk_m: int = Field(default=1200, ge=0, le=10000)
    """Longest walk to the first stop and from the last one (m)."""

    max_transfer_walk_m: int = Field(default=500, ge=0, le=5000)
    """Longest walk between two stops (m)."""

    max_time_min: int = Field(default=240, ge=1, le=1440)
    """Longest door-to-door time that is searched (min); more counts as unreachable."""

    max_rides: int = Field(default=6, ge=0, le=20)
    """Largest number of vehicles boarded; 0 leaves walking only."""


class AccessibilitySettings(SpecBase):
    """What is counted within reach, from when to when."""

    cutoffs_min: Cutoffs = (30, 45, 60)
    """Door-to-door times within which things are counted (min), rising."""

    departures: WindowText = "07:30-08:30"
    """Window of departures, in quotes; its end is not a departure."""

    step_min: int = Field(default=1, ge=1, le=60)
    """Minutes between two departures of the window."""

    sums_step_min: int = Field(default=15, ge=1, le=60)
    """Minutes between two departures where every zone is searched from (people within reach)."""

    percentile: Percentile = 50
    """Percentile of the travel times over the window: 50 is the median traveller's time."""

    measures: tuple[AccessMeasure, ...] = DEFAULT_MEASURES
    """What is measured for every zone, one entry per measure; [] for nothing."""

    sums_max_min: int | None = Field(default=None, ge=1, le=1440)
    """Longest time searched from every zone (min); by default the longest cutoff of all measures.
    Beyond it gravity counts nothing and the closest place is missing; twice as far takes more
    than twice as long."""

    equity_draws: int = Field(default=100, ge=0, le=10000)
    """Resamples behind the intervals of the equity measures; 0 for no intervals."""


class OneHourCircleSettings(SpecBase):
    """Departures and stations for the one-hour circle of the province."""

    window: WindowText = "06:00-22:00"
    """Window of departures over which waiting is averaged, in quotes."""

    step_min: int = Field(default=10, ge=1, le=60)
    """Minutes between two departures of the window."""

    sample: int = Field(default=60, ge=1, le=1000)
    """Number of the city's people whose door-to-door times stand for all (systematic sample)."""

    origins: AllOrNames = "all"
    """Main stations of Hangzhou from which trains are counted, by hub id, or all that are open."""


class MapSettings(SpecBase):
    """What the map shows."""

    layers: AllOrNames = "all"
    """Layers on the map, by id, or all."""


class ScenarioHeader(SpecBase):
    """A scenario without its modifications; see `ScenarioDocument`."""

    scenario: Slug
    """Name of the scenario: the file's name without .yaml."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    """Title in English, as maps and boards show it."""

    title_zh: str = ""
    """Title in Chinese."""

    description: str = ""
    """What the scenario assumes and why; several lines after a | sign."""

    extends: str | None = None
    """Parent scenario: a path from this file, or a shipped scenario's name. Mappings merge, scalars
    replace, modifications follow the parent's, every other list replaces."""

    as_of: Day
    """The day whose network is taken from the tables: what had opened by then runs."""

    horizon_year: int = Field(
        default_factory=lambda data: data["as_of"].year, ge=_FIRST_YEAR, le=_LAST_YEAR
    )
    """Year of the people, the jobs, the speed of metro trains and the targets; by default that of
    as_of."""

    rail_timetable: str | None = None
    """Railway timetable, such as 2016-03 or 2019-10; by default the latest begun by as_of,
    else the earliest."""

    air_vintage: YearText | None = None
    """Year of the list of destinations: 2014, 2016 or 2019; by default the latest
    begun by as_of, else the earliest."""

    routing: RoutingSettings = RoutingSettings()
    """How people walk and how far they search."""

    accessibility: AccessibilitySettings = AccessibilitySettings()
    """What is counted within reach."""

    one_hour_circle: OneHourCircleSettings = OneHourCircleSettings()
    """Settings of the one-hour circle."""

    demand: DemandSettings = DemandSettings()
    """Trips, their modes and their ways through the network."""

    gateway: GatewaySettings = GatewaySettings()
    """Tables of the main stations, the province, the airport and the world."""

    operations: OperationsSettings = OperationsSettings(enabled=False)
    """A simulated day at the stations, on the lines and in the terminal; left out unless asked."""

    targets: AllOrNames = "all"
    """Targets on the board, by id (network_data/policy/targets.yaml), or all."""

    map: MapSettings = MapSettings()
    """What the map shows."""

    seed: int = Field(default=0, ge=0, le=2**32 - 1)
    """Seed of whatever is drawn at random."""


class ScenarioDocument(ScenarioHeader):
    """A scenario as it is run: everything the files say, defaults filled in, parents merged."""

    modifications: tuple[Modification, ...] = ()
    """Changes to the network, applied in this order."""
