"""From a run to a day at its main stations: trains, passengers, lines, and the replication."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.demand.segments import SEGMENT_TABLES, Segments, read_segments
from sim.demand.special import SPECIAL_TABLE
from sim.errors import DataError
from sim.gateway.rail.train_calls import rail_calls
from sim.gateway.stations.trains import hub_visits, open_hubs, train_calls
from sim.hub.station.day import StationInputs, prepare_station, station_day
from sim.hub.station.relief import relief_rows
from sim.hub.station.tables import check_rows, measures, missed_rows, queue_rows
from sim.hub.station.template import PlaceChange, Template, template_of
from sim.hub.station.transfers import transfer_table
from sim.hub.station.windows import Periods
from sim.network.model import Hub, HubId, Network
from sim.study.day.station_lines import station_lines

__all__ = [
    "STATION_FACTS",
    "STATION_RUN_TABLES",
    "hub_passengers",
    "hubs_with_trains",
    "replicate_station",
    "station_assumptions",
    "station_inputs",
]

Floats = npt.NDArray[np.float64]
Tables = Mapping[str, pd.DataFrame]

_FOLDER = "operations/"
_OWN = (
    "station_places",
    "station_kinds",
    "station_routes",
    "station_hubs",
    "station_facilities",
    "station_onward",
    "station_parameters",
    "train_seats",
    "walking",
)
STATION_FACTS = (*(f"{_FOLDER}{name}" for name in _OWN), SPECIAL_TABLE, "demand/vehicles",
                 *SEGMENT_TABLES)  # fmt: skip
"""Tables of facts that a day at the stations needs."""

STATION_RUN_TABLES = ("generator_trips", "line_loads", "station_flows")
"""Tables of the run that it needs."""

_DAY_S = 86_400.0
_QUARTER_S = 900.0
_DAY = "day"


def hubs_with_trains(network: Network) -> tuple[Hub, ...]:
    """Open main stations where a train of the timetable calls, by id: those that can be simulated.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim import toy
    >>> from sim.network.examples import hub
    >>> town = toy.build("train T rail: D 07:10, E 07:40").network
    >>> town = replace(town, hubs={"H": hub("H", "E"), "J": hub("J", "Z")})
    >>> [one.hub_id for one in hubs_with_trains(town)]
    ['H']
    """
    called = set(train_calls(network)["hub_id"])
    return tuple(hub for hub in open_hubs(network) if hub.hub_id in called)


def hub_passengers(network: Network, table: pd.DataFrame, hub_id: str) -> float:
    """Passengers of the day at an open main station, as the demand model counts them.

    See `sim.demand.special.special_attractions`: passengers of the horizon year lie on a straight
    line between the years of ``demand/special_generators``; the total of the city is shared by the
    open stations in proportion to their own. All of them, not only ``in_city_share``.

    Raises `DataError` for a station that is not in the table or not open.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.network.examples import empty, hub
    >>> town = replace(empty(), hubs={HubId("H"): hub("H", "A")})
    >>> table = pd.DataFrame([("H", "s", 2015, 80.0, 0.8, True), ("K", "s", 2015, 20.0, 0.8, True)],
    ...     columns=["generator_id", "purpose_id", "year", "passengers_per_day", "in_city_share",
    ...              "counts_in_total"])
    >>> hub_passengers(town, table, "H")
    100.0
    """
    purposes = set(table.loc[table["generator_id"] == hub_id, "purpose_id"])
    rows = table[table["purpose_id"].isin(purposes)].sort_values("year", kind="stable")
    own = {
        str(place): float(
            np.interp(
                network.horizon_year,
                part["year"].to_numpy(np.float64),
                part["passengers_per_day"].to_numpy(np.float64),
            )
        )
        for place, part in rows.groupby("generator_id")
    }
    counted = set(rows.loc[rows["counts_in_total"].astype(bool), "generator_id"])
    among = {str(hub.hub_id) for hub in open_hubs(network)} & set(own)
    if hub_id not in among:
        raise DataError(
            f"station {hub_id} is not open on {network.as_of}, or demand/special_generators has no "
            "passengers for it; choose another station"
        )
    whole = sum(own[place] for place in sorted(counted))
    return whole * own[hub_id] / sum(own[place] for place in sorted(among))


def station_inputs(network: Network, facts: Tables, run: Tables, hub_id: str) -> StationInputs:
    """All that a day at a main station is made of.

    Passengers are those of the demand model (`hub_passengers`), those within the city by period,
    direction and way from ``generator_trips``. Trains are the timetable's of the network. Lines are
    those of the network that call at a stop of the station; each of their vehicles has the places
    that ``line_loads`` leaves in its quarter of an hour when all who board at the stop are taken
    out, so people who board there from elsewhere do not take any. What a scenario sets for places
    of the station (``hub/place``) counts after the tables.

    Raises
    ------
    DataError
        If the station is not open, has no trains, or a table lacks what it needs.
    """
    hub = network.hubs.get(HubId(hub_id))
    if hub is None:
        known = ", ".join(sorted(network.hubs))
        raise DataError(f"station '{hub_id}' is not known; known are {known}")
    tables = {name: facts[f"{_FOLDER}{name}"] for name in _OWN}
    template = template_of(
        tables, hub_id=hub_id, on=network.as_of, changes=_changes(network, hub_id)
    )
    segments = read_segments(facts)
    periods = _periods(segments)
    trips = _trips(run["generator_trips"], hub_id)
    inputs = prepare_station(
        hub_id,
        (hub.name_zh, hub.name_en),
        template=template,
        tables=tables,
        visits=_visits(network, hub_id),
        trips=trips,
        passengers_per_day=hub_passengers(network, facts[SPECIAL_TABLE], hub_id),
        periods=periods,
        lines=station_lines(network, facts["demand/vehicles"], run["line_loads"], hub, periods),
        onward=_onward(tables["station_onward"], trips, run["station_flows"], hub, template),
        words={
            **{one.period_id: (one.name_zh, one.name_en) for one in segments.periods},
            **{one.alternative_id: (one.name_zh, one.name_en) for one in segments.alternatives},
        },
    )
    return replace(inputs, notes=_left_out(network, facts[SPECIAL_TABLE]))


def replicate_station(
    inputs: StationInputs, seed: int, replication: int
) -> tuple[dict[str, float], dict[str, pd.DataFrame]]:
    """One day: measures of every replication, and tables.

    ``operations_transfers``, ``operations_missed`` and ``operations_checks`` of every replication;
    ``operations_queues`` and ``operations_relief`` of the first only.
    """
    day = station_day(inputs, seed=seed, replication=replication)
    facility = day.layout.facility
    frames = {
        "operations_transfers": transfer_table(
            day.log, facility, day.crowd, names=inputs.titles, kind_titles=inputs.kind_titles
        ),
        "operations_missed": missed_rows(day, inputs),
        "operations_checks": check_rows(day, inputs),
    }
    if replication == 0:
        frames["operations_queues"] = queue_rows(day, inputs)
        frames["operations_relief"] = relief_rows(day, inputs, seed=seed, replication=replication)
    return measures(day), frames


def station_assumptions(inputs: StationInputs) -> tuple[tuple[str, str], ...]:
    """What a reader must know of a station's day, in Chinese and English.

    How full the trains are, which trains stand for those the timetable does not have, and which
    stations are open without trains.
    """
    trains, loads = inputs.scene.trains, inputs.scene.loads
    both = np.concatenate(
        [loads.set_down[trains.sets_down] / trains.seats[trains.sets_down],
         loads.picked_up[trains.picks_up] / trains.seats[trains.picks_up]]
    )  # fmt: skip
    mean_pct = 100 * float(both.mean()) if both.size else math.nan
    full = int((both >= 1.0 - 1e-9).sum())
    zh = (
        f"每次停站上、下客平均为定员的{mean_pct:.0f}%，{full}次达到定员；"
        "站台分配、层间与通道参数均为假设；候车区无人放弃等候，其等候为上限"
    )
    en = (
        f"a call exchanges {mean_pct:.0f} % of the seats each way on average, {full} are at all "
        "seats; platforms, layout and lanes are assumed; nobody gives up waiting at a rank, so "
        "waits there are an upper bound"
    )
    missing = int((~trains.listed).sum())
    if not missing:
        return ((zh, en), *inputs.notes)
    people = int((loads.set_down + loads.picked_up)[~trains.listed].sum())
    share = 100 * people / max(inputs.scene.totals.passengers, 1)
    more_zh = (
        f"时刻表缺车：所列列车座位不足，{share:.0f}%的旅客由{missing}对"
        "均匀分布的补充列车承担（模拟）"
    )
    more_en = (
        f"the timetable lacks trains: its seats are not enough, {share:.0f} % of the passengers go "
        f"by {missing} more each way, spread evenly (modelled)"
    )
    return ((zh, en), (more_zh, more_en), *inputs.notes)


def _left_out(network: Network, generators: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Open stations with passengers but without a train: they cannot be simulated."""
    served = {one.hub_id for one in hubs_with_trains(network)}
    known = set(generators["generator_id"])
    left = [one for one in open_hubs(network) if one.hub_id not in served and one.hub_id in known]
    if not left:
        return ()
    people = round(sum(hub_passengers(network, generators, one.hub_id) for one in left))
    zh, en = "、".join(one.name_zh for one in left), ", ".join(one.name_en for one in left)
    told_zh = f"{zh}已开通但时刻表中无列车停靠，未模拟（需求模型每日{people:,}人）"
    told_en = (
        f"{en}: open, but no train of the timetable calls there, so not simulated ({people:,} "
        "passengers a day in the demand model)"
    )
    return ((told_zh, told_en),)


def _changes(network: Network, hub_id: str) -> list[PlaceChange]:
    """What the scenario sets for places of the station."""
    found = []
    for one in network.operations.lanes:
        facility, _, place = one.place.partition("/")
        if facility == hub_id:
            until = math.inf if one.until_s >= _DAY_S else float(one.until_s)
            found.append(PlaceChange(place, "lanes", one.lanes, float(one.from_s), until))
    for timed in network.operations.service_times:
        facility, _, place = timed.place.partition("/")
        if facility == hub_id:
            found.append(PlaceChange(place, "service_mean_s", timed.mean_s))
    return found


def _periods(segments: Segments) -> Periods:
    return Periods.of(
        {
            period.period_id: [(float(start), float(end)) for start, end in period.windows_s]
            for period in segments.periods
        }
    )


def _trips(table: pd.DataFrame, hub_id: str) -> pd.DataFrame:
    own = table[table["generator_id"] == hub_id]
    if own.empty:
        raise DataError(
            f"the demand model has no trips to or from station {hub_id}; a day at a station needs "
            "demand (demand: enabled: true) and passengers in demand/special_generators"
        )
    return own[["period", "direction", "alternative_id", "trips"]]


def _visits(network: Network, hub_id: str) -> pd.DataFrame:
    """Trains that call at a main station, with ids that differ and their class."""
    visits = hub_visits(train_calls(network))
    own = visits[visits["hub_id"] == hub_id].reset_index(drop=True)
    numbers = np.array(rail_calls(network).services, dtype=object)[own["service"].to_numpy()]
    classes = {train.number: train.train_class for train in network.trains.values()}
    again = pd.Series(numbers).groupby(numbers).cumcount()
    ids = [
        f"{one} {count + 1}" if count else str(one)
        for one, count in zip(numbers, again, strict=True)
    ]
    return own.assign(train_id=ids, train_class=[classes.get(one, "") for one in numbers])


def _onward(
    table: pd.DataFrame, trips: pd.DataFrame, flows: pd.DataFrame, hub: Hub, template: Template
) -> pd.DataFrame:
    """Shares of the kinds, where the lines get no more people than the demand model has there.

    A kind whose rank is that of the lines keeps at most the entries and exits at the station's
    stops over the trips of its way; the other kinds of the way get what is over.
    """
    places = template.places
    line_kinds = {
        way.to_kind
        for way in template.ways
        if any(places[place].calls == "lines" for place in way.places)
    }
    there = flows[flows["station_id"].isin(hub.stop_ids) & (flows["period"] == _DAY)]
    most = float(there["entries"].sum() + there["exits"].sum())
    found = table.copy()
    for way in sorted(set(table.loc[table["kind"].isin(line_kinds), "alternative_id"])):
        whole = float(trips.loc[trips["alternative_id"] == way, "trips"].sum())
        rows = found["alternative_id"] == way
        by_line = rows & found["kind"].isin(line_kinds)
        given = float(found.loc[by_line, "share"].sum())
        allowed = min(given, most / whole) if whole > 0 else given
        rest = float(found.loc[rows & ~by_line, "share"].sum())
        if given > 0 and (rest > 0 or allowed == given):
            found.loc[by_line, "share"] *= allowed / given
        if rest > 0:
            found.loc[rows & ~by_line, "share"] *= (rest + given - allowed) / rest
    return found
