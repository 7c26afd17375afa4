"""Hand the simulated day of a run to the page that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from sim.clock import parse_clock
from sim.errors import DataError
from sim.maps import Lang, read_base_layers
from sim.maps.day import DayInputs, day_page
from sim.maps.day.inputs import (
    CLOSURE_COLUMNS,
    PEOPLE_COLUMNS,
    PLATFORM_COLUMNS,
    empty_table,
)
from sim.maps.day.ways import line_pairs, stops_between
from sim.maps.style import QUALITY_WORDS, Words
from sim.maps.tracks import lines_calling
from sim.network.model import Network, Quality, StopId
from sim.network.operations import TimedClosure
from sim.results.folder import MAP_NAME
from sim.scenario.operations_settings import ClosureSettings
from sim.study.prepare import Prepared

__all__ = ["DAY_NAME", "asked_closures", "has_day", "operations_page", "placed_closures"]

DAY_NAME = "day.html"
"""Name of the page in the folder of a run."""

_TRAINS = "operations_trains"


def has_day(tables: Mapping[str, pd.DataFrame]) -> bool:
    """Whether a run has trains to show.

    Examples
    --------
    >>> has_day({}), has_day({"operations_trains": pd.DataFrame({"train_id": ["a"]})})
    (False, True)
    """
    return len(tables.get(_TRAINS, ())) > 0


def operations_page(
    prepared: Prepared,
    network: Network,
    tables: Mapping[str, pd.DataFrame],
    *,
    lang: Lang = "both",
) -> str:
    """The page of a run's day: its trains, its platforms, its closures; see `sim.maps.day`.

    Parameters
    ----------
    network
        The network of the run, with the scenario's modifications.
    tables
        Tables of the run. ``operations_trains`` must have rows (see `has_day`); people, platforms
        and closures may be missing.

    Raises
    ------
    DataError
        There are no trains to show, or a table does not fit the network.
    """
    if not has_day(tables):
        raise DataError(
            f"run {prepared.name} has no trains to show; simulate its day with "
            f"'sim simulate {prepared.name}'"
        )
    document = prepared.scenario.document
    asked = asked_closures(document.operations.closures, network)
    platforms = tables.get("operations_platforms", empty_table(PLATFORM_COLUMNS))
    closures = tables.get("operations_disruptions", empty_table(CLOSURE_COLUMNS))
    return day_page(
        DayInputs(
            network=network,
            base=read_base_layers(Path(prepared.data_dir)),
            title_zh=document.title_zh or document.title,
            title_en=document.title,
            scenario=document.scenario,
            trains=tables[_TRAINS],
            people=tables.get("operations_people_at_stations", empty_table(PEOPLE_COLUMNS)),
            platforms=platforms,
            closures=placed_closures(network, closures, asked),
            subtitle=Words(
                f"人口 {network.horizon_year} · 列车 {network.rail_timetable}",
                f"people of {network.horizon_year} · trains of {network.rail_timetable}",
            ),
            notes=_notes(platforms),
            map_name=MAP_NAME,
        ),
        lang=lang,
    )


def asked_closures(
    settings: Iterable[ClosureSettings], network: Network
) -> tuple[TimedClosure, ...]:
    """Closures of a scenario: of its block ``operations``, then those its modifications made.

    Stops are there as they are written, by id or by name.

    Examples
    --------
    >>> from sim.maps.examples import sectioned_line
    >>> wish = ClosureSettings(station="B", from_time="06:00", until_time="06:03")
    >>> asked_closures([wish], sectioned_line())
    (TimedClosure(kind='station', stop_ids=('B',), from_s=21600, until_s=21780),)
    """
    asked = []
    for one in settings:
        times = (parse_clock(one.from_time), parse_clock(one.until_time))
        if one.section is not None:
            asked.append(TimedClosure("section", one.section, *times))
        elif one.station is not None:
            asked.append(TimedClosure("station", (one.station,), *times))
        else:
            asked.append(TimedClosure("runway", (), *times))
    return (*asked, *network.operations.closures)


def placed_closures(
    network: Network, closures: pd.DataFrame, asked: Iterable[TimedClosure]
) -> pd.DataFrame:
    """Add to the closures of a run where they lie, from what the scenario asked for.

    A closure is that of the scenario with the same kind and times. A section lies on the line with
    the fewest hops between its two stops. Where the table says it already, or nothing fits, a
    closure stays as it is: one without a place is listed but not drawn.

    Examples
    --------
    >>> from sim.maps.day.examples import closed_section
    >>> from sim.maps.examples import sectioned_line
    >>> table = closed_section().drop(columns=["route_id", "from_id", "to_id"])
    >>> wish = TimedClosure("section", ("C", "A"), 21_600, 21_780)
    >>> found = placed_closures(sectioned_line(), table, [wish])
    >>> found[["route_id", "from_id", "to_id"]].values.tolist()
    [['L', 'C', 'A']]
    """
    columns = ("route_id", "from_id", "to_id", "station_id")
    if any(column in closures.columns for column in columns):
        return closures
    left = list(asked)
    rows = []
    for kind, start, end in zip(
        closures["kind"], closures["from_time"], closures["until_time"], strict=True
    ):
        key = (kind, parse_clock(str(start)), parse_clock(str(end)))
        wish = next((one for one in left if (one.kind, one.from_s, one.until_s) == key), None)
        if wish is not None:
            left.remove(wish)
        rows.append(("", "", "", "") if wish is None else _place(network, wish))
    placed = pd.DataFrame(rows, columns=list(columns), index=closures.index, dtype=object)
    return pd.concat([closures, placed], axis=1)


def _place(network: Network, wish: TimedClosure) -> tuple[str, str, str, str]:
    """Line, two stops and station of a closure; empty where it has none."""
    stops = [_stops_called(network, name) for name in wish.stop_ids]
    if len(stops) == 1:
        return "", "", "", str(next(iter(stops[0]), ""))
    if len(stops) != len(("from", "to")):
        return "", "", "", ""
    calling = lines_calling(network)
    found = [
        (len(stops_between(line_pairs(network, route_id), start, end)), route_id, start, end)
        for start in stops[0]
        for end in stops[1]
        for route_id in calling[start]
        if start != end and route_id in calling[end]
    ]
    return (*min(found)[1:], "") if found else ("", "", "", "")


def _stops_called(network: Network, name: str) -> list[StopId]:
    """Stops of lines in service that have this id, or else this name."""
    served = [network.stops[stop_id] for stop_id in lines_calling(network)]
    named = [one.stop_id for one in served if one.stop_id == name]
    return named or sorted(one.stop_id for one in served if name in (one.name_zh, one.name_en))


def _notes(platforms: pd.DataFrame) -> tuple[Words, ...]:
    """What a reader must know: how far the crowding can be trusted, and what keeps to its times."""
    notes = [
        Words(
            "火车到发按所选时刻表，不受地铁模拟影响。",
            "Railway trains keep to the timetable chosen; the simulation does not move them.",
        )
    ]
    if "quality" in platforms.columns and len(platforms):
        found = set(platforms["quality"].astype(str))
        grades = [QUALITY_WORDS[grade] for grade in Quality if grade.value in found]
        notes.append(
            Words(
                "站台面积与拥挤程度的资料质量：" + "、".join(grade.zh for grade in grades) + "。",
                "Platform areas and crowding are " + ", ".join(grade.en for grade in grades) + ".",
            )
        )
    return tuple(notes)
