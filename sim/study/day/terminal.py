"""A day in the home airport's terminal as part of a run: replications and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sim.errors import DataError
from sim.gateway.corridors.peak import peak_hour
from sim.hub.terminal.case import TerminalCase
from sim.hub.terminal.closed_runway import closed_day, disruption_row, recovery_rows
from sim.hub.terminal.day import terminal_day
from sim.hub.terminal.design_day import design_case
from sim.hub.terminal.flights import DAY_START_S
from sim.hub.terminal.measures import (
    HEADLINES,
    MeasureTitle,
    measure_titles,
    measures,
    peak_hour_passengers,
)
from sim.hub.terminal.runway import RunwayClosure, delays_s
from sim.hub.terminal.service_levels import relief_rows, service_level_rows
from sim.hub.terminal.tables import PART, check_rows, missed_rows, queue_rows, transfer_rows
from sim.network.model import Network
from sim.study.day.terminal_case import TERMINAL_FACTS, parameters_of, terminal_case
from sim.study.day.terminal_flights import day_passengers

__all__ = [
    "HEADLINES",
    "PART",
    "TERMINAL_FACTS",
    "MeasureTitle",
    "TerminalInputs",
    "measure_titles",
    "replicate_closed_runway",
    "replicate_terminal",
    "runway_disruptions",
    "terminal_assumptions",
    "terminal_inputs",
]

_PARAMETERS, _AIR = "operations/terminal_parameters", "air/terminals"

Tables = Mapping[str, pd.DataFrame]

_HOUR_S = 3600.0
_ENDS = ("low", "high")
_LANES = (
    "通道为在册数量全部开放、每类一条队，多为假设：实际开放较少时等候更长",
    "all lanes on record are open, one queue each, most of them assumed: fewer lengthen it",
)
_RANKS = (
    "候车区无人放弃等候、改乘其他方式，其等候为上限",
    "nobody gives up waiting at a rank for another way, so waits there are an upper bound",
)


@dataclass(frozen=True, slots=True, eq=False)
class TerminalInputs:
    """All that a replication of the terminal needs besides its draws; it can be sent to a process.

    ``passengers`` are those of the day, ``design`` the same day with ``day_factor`` times as many.
    ``runway_per_h`` are movements an hour with passengers (middle, low, high) that the runways can
    take, ``closures`` those of the runway. ``published_per_h`` is the published most of an hour,
    ``peak`` the run's ``airport_peak_hour``.
    """

    case: TerminalCase
    design: TerminalCase
    passengers: int
    day_factor: float
    runway_per_h: tuple[float, float, float]
    published_per_h: float
    missed_connection_min: float
    closures: tuple[RunwayClosure, ...]
    peak: pd.DataFrame
    own_schedule: bool


def terminal_inputs(
    network: Network,
    tables: Tables,
    trips: pd.DataFrame,
    *,
    own: Path | None = None,
    closures: Sequence[tuple[float, float]] = (),
) -> TerminalInputs:
    """What a day in the terminal of the home airport is made of, for replications.

    Parameters
    ----------
    tables
        `TERMINAL_FACTS`.
    trips
        ``generator_trips`` of the run.
    own
        A schedule of flights of one's own (see `sim.hub.terminal.own_schedule`). The day is then
        the file's: it is its own design day, and trips of the city are scaled to its passengers.
    closures
        When the runway is closed: from and until, seconds of the day.

    Raises
    ------
    DataError
        With what is missing in the tables, or all faults of the own schedule.
    """
    parameters = parameters_of(tables[_PARAMETERS])
    case = terminal_case(network, tables, trips, own=own)
    factor = 1.0 if own is not None else parameters["day_factor"]
    published = _published_per_h(network, tables[_AIR])
    low, high = (_bound(tables[_PARAMETERS], "recovery_rate_factor", end) for end in _ENDS)
    share = parameters["passenger_movement_share"]
    return TerminalInputs(
        case=case,
        design=case if own is not None else design_case(case, factor),
        passengers=day_passengers(case.flights),
        day_factor=factor,
        runway_per_h=(
            published * share * parameters["recovery_rate_factor"],
            published * share * low,
            published * share * high,
        ),
        published_per_h=published,
        missed_connection_min=parameters["missed_connection_min"],
        closures=tuple(RunwayClosure(*_in_day(start, end)) for start, end in closures),
        peak=peak_hour(
            tables,
            network.home_airport,
            horizon_year=network.horizon_year,
            as_of=network.as_of,
        ),
        own_schedule=own is not None,
    )


def replicate_terminal(
    inputs: TerminalInputs, seed: int, replication: int
) -> tuple[dict[str, float], dict[str, pd.DataFrame]]:
    """One day: measures of every replication, and tables.

    ``operations_transfers``, ``operations_missed`` and ``operations_checks`` of every replication;
    of the first only ``operations_queues`` (of the average day), and ``operations_service_levels``
    and ``operations_relief``, which are those of the design day.
    """
    day = terminal_day(inputs.case, seed=seed, replication=replication)
    frames = {
        "operations_transfers": transfer_rows(day),
        "operations_missed": missed_rows(day),
        "operations_checks": check_rows(day, passengers=inputs.passengers),
    }
    if replication == 0:
        design = terminal_day(inputs.design, seed=seed, replication=replication)
        levels = service_level_rows(design)
        frames["operations_queues"] = queue_rows(day)
        frames["operations_service_levels"] = levels
        frames["operations_relief"] = relief_rows(design, levels)
    return measures(day), frames


def replicate_closed_runway(
    inputs: TerminalInputs, seed: int, replication: int
) -> tuple[dict[str, float], dict[str, pd.DataFrame]]:
    """The day with each closure of the runway beside the day without: measures and tables.

    Measures are ``person_minutes_lost/ID`` and ``people_affected/ID`` of every closure; tables
    ``operations_disruptions`` (without the interval, see `runway_disruptions`) and
    ``operations_recovery``. Without closures there is nothing.
    """
    found: dict[str, float] = {}
    rows, recovery = [], []
    before = None
    for closure in inputs.closures:
        day = closed_day(
            inputs.case,
            inputs.runway_per_h[0],
            closure,
            missed_connection_min=inputs.missed_connection_min,
            seed=seed,
            replication=replication,
            before=before,
        )
        before = day.before
        row = disruption_row(day)
        row["note"] = row["note"] + _range_note(inputs, closure)
        found[f"person_minutes_lost/{day.closure_id}"] = float(row["person_minutes_lost"].iloc[0])
        found[f"people_affected/{day.closure_id}"] = float(row["people_affected"].iloc[0])
        rows.append(row)
        recovery.append(recovery_rows(day))
    if not rows:
        return found, {}
    return found, {
        "operations_disruptions": pd.concat(rows, ignore_index=True),
        "operations_recovery": pd.concat(recovery, ignore_index=True),
    }


def runway_disruptions(
    rows: pd.DataFrame, intervals: Mapping[str, tuple[float, float, float]]
) -> pd.DataFrame:
    """``operations_disruptions`` of the first replication with means and bounds of all of them.

    `intervals` has (mean, low, high) by closure.

    Examples
    --------
    >>> rows = pd.DataFrame({"closure_id": ["r"], "person_minutes_lost": [9.0], "low": [None],
    ...                      "high": [None]})
    >>> runway_disruptions(rows, {"r": (10.0, 8.0, 12.0)}).values.tolist()
    [['r', 10.0, 8.0, 12.0]]
    """
    known = [intervals[name] for name in rows["closure_id"]]
    return rows.assign(
        person_minutes_lost=[mean for mean, _, _ in known],
        low=[low for _, low, _ in known],
        high=[high for _, _, high in known],
    )


def terminal_assumptions(inputs: TerminalInputs) -> tuple[tuple[str, str], ...]:
    """What a reader must know of a terminal's day, in Chinese and English.

    The list of flights and how full they are, the peak hour beside that of the airport's corridors,
    movements beside what is published, lanes and the design day.
    """
    flights = inputs.case.flights
    abroad = int(flights.international.sum())
    load = 100.0 * int(flights.passengers.sum()) / max(int(flights.seats.sum()), 1)
    over = int((flights.passengers > flights.seats).sum())
    kind = ("自备航班表", "own schedule")
    if not inputs.own_schedule:
        kind = ("模拟航班表", "modelled list of flights")
    count = len(flights)
    zh = f"{kind[0]}：全日{count}个架次，国际及地区{abroad}个，平均客座率{load:.0f}%"
    en = f"{kind[1]}: {count} movements, {abroad} of them abroad, {load:.0f} % of the seats taken"
    if over:
        zh, en = f"{zh}，{over}个超出座位数", f"{en}, {over} flights beyond their seats"
    told = [(zh, en), _LANES, _RANKS, *_peak_assumptions(inputs)]
    if not inputs.own_schedule:
        more, most = f"{inputs.day_factor:g}", f"{peak_hour_passengers(inputs.design.flights):,}"
        zh = f"服务水平与所需通道按设计日(平均日的{more}倍旅客)计算，最忙整点小时{most}人"
        en = (
            f"levels of service: a design day, {more} times the average, {most} in its busiest hour"
        )
        told.append((zh, en))
    return tuple(told)


def _peak_assumptions(inputs: TerminalInputs) -> list[tuple[str, str]]:
    flights = inputs.case.flights
    mine = peak_hour_passengers(flights)
    hours = np.floor(flights.time_s / _HOUR_S).astype(np.int64)
    most = int(np.bincount(hours).max()) if len(flights) else 0
    told = []
    used = inputs.peak[inputs.peak["used"].astype(bool)] if len(inputs.peak) else inputs.peak
    if len(used):
        other = f"{float(used['passengers_per_h'].iloc[0]):,.0f}"
        zh, en = str(used["title_zh"].iloc[0]), str(used["title_en"].iloc[0]).lower()
        zh = f"最忙整点小时{mine:,}人，按高峰小时法({zh})为{other}人"
        told.append((zh, f"busiest clock hour {mine:,} passengers, by {en} {other}"))
    if most > inputs.published_per_h > 0:
        known = f"{inputs.published_per_h:g}"
        zh = f"最忙整点小时{most}架次，超过公布的{known}架次/小时"
        told.append((zh, f"busiest clock hour {most} movements, over the published {known}"))
    return told


def _range_note(inputs: TerminalInputs, closure: RunwayClosure) -> str:
    """How much the delays of the flights alone depend on what the runways can take."""
    flights = inputs.case.flights
    lost = [
        float((delays_s(flights, per_h, [closure]) * flights.passengers).sum()) / 60.0
        for per_h in (inputs.runway_per_h[2], inputs.runway_per_h[1])
    ]
    middle, low, high = inputs.runway_per_h
    return (
        f"；跑道{middle:.0f}架次/小时，按{high:.0f}至{low:.0f}架次/小时仅航班延误为{lost[0]:,.0f}至"
        f"{lost[1]:,.0f}人·分钟 / runways take {middle:.0f} movements an hour; at {high:.0f} to "
        f"{low:.0f} the delays of flights alone are {lost[0]:,.0f} to {lost[1]:,.0f} person-minutes"
    )


def _published_per_h(network: Network, terminals: pd.DataFrame) -> float:
    """Published most movements of an hour on the network's date."""
    day = pd.Timestamp(network.as_of)
    own = terminals[
        (terminals["iata"] == network.home_airport) & (terminals["item"] == "peak_hour_movements")
    ]
    begun = own["valid_from"].isna() | (pd.to_datetime(own["valid_from"]) <= day)
    going = own["valid_to"].isna() | (pd.to_datetime(own["valid_to"]) >= day)
    found = own[begun & going]
    if found.empty:
        raise DataError(
            f"{_AIR} has no peak_hour_movements of {network.home_airport} on {network.as_of}; "
            "add what its runways take"
        )
    return float(found["value"].iloc[-1])


def _bound(table: pd.DataFrame, name: str, end: str) -> float:
    return float(table.loc[table["parameter"] == name, end].iloc[0])


def _in_day(from_s: float, until_s: float) -> tuple[float, float]:
    """The same hours on the operating day: what begins before 04:00 is of the night after."""
    later = 86_400.0 if from_s < DAY_START_S else 0.0
    return from_s + later, until_s + later
