"""What the animated day is made from: a network, its base map and finished tables of a run."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from sim.errors import DataError
from sim.maps.inputs import BaseLayers
from sim.maps.style import NO_WORDS, Words
from sim.network.model import Network

__all__ = [
    "CLOSURE_COLUMNS",
    "PEOPLE_COLUMNS",
    "PLATFORM_COLUMNS",
    "TRAIN_COLUMNS",
    "DayInputs",
    "empty_table",
]

TRAIN_COLUMNS: Final = (
    *("train_id", "route_id", "direction", "seq", "stop_id"),
    *("arrive_s", "depart_s", "load", "capacity"),
)
PEOPLE_COLUMNS: Final = ("station_id", "minute", "waiting")
PLATFORM_COLUMNS: Final = (
    *("station_id", "quarter_start", "waiting_max", "density_per_m2", "level_of_service"),
)
CLOSURE_COLUMNS: Final = ("closure_id", "kind", "title_zh", "title_en", "from_time", "until_time")
_SHOWN: Final = 5


def empty_table(columns: tuple[str, ...]) -> pd.DataFrame:
    """Make a table without rows: what a run that has no such thing hands over.

    Examples
    --------
    >>> len(empty_table(PEOPLE_COLUMNS))
    0
    """
    return pd.DataFrame({column: pd.Series(dtype=object) for column in columns})


def _no_people() -> pd.DataFrame:
    return empty_table(PEOPLE_COLUMNS)


def _no_platforms() -> pd.DataFrame:
    return empty_table(PLATFORM_COLUMNS)


def _no_closures() -> pd.DataFrame:
    return empty_table(CLOSURE_COLUMNS)


@dataclass(frozen=True)
class DayInputs:
    """Everything on one page of an animated day.

    Parameters
    ----------
    network
        The network of the scenario, on its date; its trains pulse at the hubs they call at.
    base
        The base map, see `sim.maps.read_base_layers`.
    trains
        One row per train and call (`TRAIN_COLUMNS`): ``load`` is the people on board from that
        call on, times are seconds of the service day and may pass 24 h.
    people
        People waiting on the platforms of a station at every few minutes (`PEOPLE_COLUMNS`).
    platforms
        Crowding by station and quarter hour (`PLATFORM_COLUMNS`); of several platforms the densest
        counts. Levels are A to F.
    closures
        What is closed and for how long (`CLOSURE_COLUMNS`). Where it also has ``route_id``,
        ``from_id`` and ``to_id`` (sections) or ``station_id`` it is drawn on the map.
    notes
        What a reader must know, such as which values are assumed.
    subtitle
        Stands below the title.
    map_name
        File of the scenario's map beside the page, to link to; empty: no link.

    Raises
    ------
    DataError
        A table lacks a column, or names a stop or line the network does not have.
    """

    network: Network
    base: BaseLayers
    title_zh: str
    title_en: str
    scenario: str
    trains: pd.DataFrame
    people: pd.DataFrame = field(default_factory=_no_people)
    platforms: pd.DataFrame = field(default_factory=_no_platforms)
    closures: pd.DataFrame = field(default_factory=_no_closures)
    notes: tuple[Words, ...] = ()
    subtitle: Words = NO_WORDS
    map_name: str = ""

    def __post_init__(self) -> None:
        tables = (
            ("operations_trains", self.trains, TRAIN_COLUMNS, "stop_id"),
            ("operations_people_at_stations", self.people, PEOPLE_COLUMNS, "station_id"),
            ("operations_platforms", self.platforms, PLATFORM_COLUMNS, "station_id"),
            ("operations_disruptions", self.closures, CLOSURE_COLUMNS, ""),
        )
        problems: list[str] = []
        for name, table, columns, stop_column in tables:
            missing = [column for column in columns if column not in table.columns]
            if missing:
                problems.append(f"{name}: column {', '.join(missing)} is missing")
            elif stop_column:
                problems += _unknown(name, table, stop_column, self.network.stops)
        if "route_id" in self.trains.columns:
            routes = self.network.routes
            problems += _unknown("operations_trains", self.trains, "route_id", routes)
        if problems:
            raise DataError(
                "the animated day cannot be drawn: "
                + "; ".join(problems)
                + ". Run the scenario again with 'sim run --fresh'"
            )


def _unknown(name: str, table: pd.DataFrame, column: str, known: Collection[str]) -> list[str]:
    found = sorted(set(table[column].astype(str)) - set(known))
    if not found:
        return []
    listed = ", ".join(found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
    return [f"{name}: {len(found)} of {column} are not in the network ({listed})"]
