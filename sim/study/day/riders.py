"""From a run's demand to the riders of a day: station tables, line loads, trips between zones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.demand.segments import QuarterHour
from sim.geometry import projected_epsg, to_metres
from sim.hub.disruption.lines import lines_of_services
from sim.hub.metro.services import LineService
from sim.hub.riders.checks import LoadAgreement, PeriodTotals, load_agreement, rider_totals
from sim.hub.riders.counts import count_places
from sim.hub.riders.lines import Changes, RailLines
from sim.hub.riders.matrix import MatrixSettings, PeriodDemand, PeriodMatrix, period_matrix
from sim.hub.riders.people import DayPeople, day_people
from sim.hub.riders.ways import WaySettings

__all__ = [
    "RiderInputs",
    "SeedSettings",
    "rail_lines",
    "rider_checks",
    "rider_inputs",
    "riders_of_day",
    "station_seed",
]

Floats = npt.NDArray[np.float64]

PART, FACILITY = "metro", "network"


@dataclass(frozen=True, slots=True)
class SeedSettings:
    """How trips between zones become a seed between stations; all of it is assumed.

    People of a zone go to stations in reach of ``reach_km`` with weight ``exp(-km / scale_km)``;
    the further the nearest station, the fewer ride at all (``exp(-km / leave_km)``).
    """

    reach_km: float = 6.0
    scale_km: float = 0.8
    leave_km: float = 2.0


@dataclass(frozen=True, eq=False)
class RiderInputs:
    """What a day's riders are drawn from: lines and one matrix for each period.

    ``period_names`` are (Chinese, English) by period id.
    """

    lines: RailLines
    matrices: tuple[PeriodMatrix, ...]
    way: WaySettings
    period_names: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def rail_lines(services: Sequence[LineService], interchanges: pd.DataFrame) -> RailLines:
    """The services as riders see them, with the walks between platforms that a run has measured.

    Parameters
    ----------
    services
        Of the simulation; groups keep their order.
    interchanges
        Table of a run: from_stop_id, to_stop_id, from_route_id, to_route_id, transfer_min (walk,
        stairs and gates, without waiting). A walk between two lines holds for all their directions.

    Examples
    --------
    >>> from sim.hub.metro.examples import small_line
    >>> none = pd.DataFrame(columns=["from_stop_id", "to_stop_id", "from_route_id",
    ...                              "to_route_id", "transfer_min"])
    >>> lines = rail_lines(small_line(), none)
    >>> lines.station_ids, lines.group_ids, lines.patterns[0].arrive_s.tolist()
    (('A', 'B', 'C'), ('L:0', 'L:1'), [0.0, 120.0, 270.0])
    """
    lines = lines_of_services(services)
    place = {stop_id: row for row, stop_id in enumerate(lines.station_ids)}
    return replace(lines, changes=_changes(services, place, interchanges))


def _changes(
    services: Sequence[LineService], place: Mapping[str, int], interchanges: pd.DataFrame
) -> Changes:
    of_route: dict[str, list[int]] = {}
    for group, service in enumerate(services):
        of_route.setdefault(service.route_id, []).append(group)
    rows = [
        (place[row["from_stop_id"]], first, place[row["to_stop_id"]], second, row["transfer_min"])
        for row in interchanges.to_dict("records")
        if row["from_stop_id"] in place and row["to_stop_id"] in place
        for first in of_route.get(str(row["from_route_id"]), [])
        for second in of_route.get(str(row["to_route_id"]), [])
        if np.isfinite(row["transfer_min"])
    ]
    table = np.array(rows, dtype=np.float64).reshape(-1, 5)
    whole = table[:, :4].astype(np.int64)
    return Changes(whole[:, 0], whole[:, 1], whole[:, 2], whole[:, 3], table[:, 4] * 60)


def station_seed(
    trips: Floats, zones: pd.DataFrame, stations: pd.DataFrame, settings: SeedSettings
) -> Floats:
    """Trips between zones as a seed between stations, both directions alike, nobody from to itself.

    Parameters
    ----------
    trips
        By public transport, from zone to zone, of a day.
    zones, stations
        Positions: lon, lat, in the order of the rows of `trips` and of the result.

    Examples
    --------
    >>> zones = pd.DataFrame({"lon": [120.0, 120.1], "lat": [30.0, 30.0]})
    >>> seed = station_seed(np.array([[0.0, 5.0], [3.0, 0.0]]), zones, zones, SeedSettings())
    >>> seed.tolist()  # each zone has its own station
    [[0.0, 8.0], [8.0, 0.0]]
    """
    epsg = projected_epsg(float(zones["lon"].mean()), float(zones["lat"].mean()))
    zone_xy = to_metres(zones["lon"].to_numpy(), zones["lat"].to_numpy(), epsg=epsg)
    stop_xy = to_metres(stations["lon"].to_numpy(), stations["lat"].to_numpy(), epsg=epsg)
    km = np.hypot(*(zone_xy[:, None, :] - stop_xy[None, :, :]).transpose(2, 0, 1)) / 1000
    weight = np.where(km <= settings.reach_km, np.exp(-km / settings.scale_km), 0.0)
    total = weight.sum(axis=1, keepdims=True)
    np.divide(weight, total, out=weight, where=total > 0)
    weight *= np.exp(-km.min(axis=1, initial=np.inf) / settings.leave_km)[:, None]
    one_way = weight.T @ trips @ weight
    seed = np.asarray(one_way + one_way.T, dtype=np.float64)
    np.fill_diagonal(seed, 0.0)
    return seed


def rider_inputs(
    services: Sequence[LineService],
    tables: Mapping[str, pd.DataFrame],
    quarter_hours: Sequence[QuarterHour],
    *,
    stations: pd.DataFrame,
    trips: Floats | None = None,
    period_names: Mapping[str, tuple[str, str]] | None = None,
    way: WaySettings | None = None,
    matrix: MatrixSettings | None = None,
    seed: SeedSettings | None = None,
) -> RiderInputs:
    """Matrices of all periods from the tables of a run.

    Parameters
    ----------
    tables
        ``station_flows``, ``line_loads``, ``interchanges``, and ``demand_zones`` with `trips`.
    quarter_hours
        Of the demand's segments.
    stations
        station_id, lon, lat of every station of the services.
    trips
        By public transport between the zones of ``demand_zones``, of a day; None: the seed is by
        minutes.

    Raises
    ------
    DataError
        If entries and exits do not balance or a station with people has no train.
    """
    lines = rail_lines(services, tables["interchanges"])
    own_seed = None
    if trips is not None:
        known = stations.set_index("station_id").loc[list(lines.station_ids)]
        own_seed = station_seed(trips, tables["demand_zones"], known, seed or SeedSettings())
    chosen_way, chosen = way or WaySettings(), matrix or MatrixSettings()
    quarters: dict[str, list[QuarterHour]] = {}
    for quarter in quarter_hours:
        quarters.setdefault(quarter.period_id, []).append(quarter)
    matrices = tuple(
        period_matrix(lines, _demand(lines, tables, own, own_seed), chosen_way, chosen)
        for own in quarters.values()
    )
    return RiderInputs(lines, matrices, chosen_way, period_names or {})


def _demand(
    lines: RailLines,
    tables: Mapping[str, pd.DataFrame],
    quarters: Sequence[QuarterHour],
    seed: Floats | None,
) -> PeriodDemand:
    """What the tables of the run say of a period."""
    period_id = quarters[0].period_id
    flows, loads = tables["station_flows"], tables["line_loads"]
    own = flows[flows["period"] == period_id].set_index("station_id")
    own = own.reindex(list(lines.station_ids))[["entries", "exits"]].fillna(0.0)
    whole = loads[(loads["period"] == period_id) & (loads["quarter_start"] == "")]
    return PeriodDemand(
        period_id=period_id,
        quarter_start_s=np.array([float(quarter.start_s) for quarter in quarters]),
        quarter_share=np.array([quarter.share_of_period for quarter in quarters]),
        entries=own["entries"].to_numpy(np.float64),
        exits=own["exits"].to_numpy(np.float64),
        counts=_counts(lines, whole),
        seed=seed,
    )


def _counts(lines: RailLines, loads: pd.DataFrame) -> Floats:
    """Loads, boardings and alightings in the order of the places, by route, direction, stops."""
    group_of = {name: group for group, name in enumerate(lines.group_ids)}
    place = {stop_id: row for row, stop_id in enumerate(lines.station_ids)}
    section: dict[tuple[int, int, int], float] = {}
    board: dict[tuple[int, int], float] = {}
    alight: dict[tuple[int, int], float] = {}
    for row in loads.to_dict("records"):
        group = group_of.get(f"{row['route_id']}:{row['direction']}", -1)
        start, end = place.get(row["from_stop_id"], -1), place.get(row["to_stop_id"], -1)
        if min(group, start, end) < 0:
            continue
        section[group, start, end] = section.get((group, start, end), 0.0) + row["load"]
        board[group, start] = board.get((group, start), 0.0) + row["boardings"]
        alight[group, end] = alight.get((group, end), 0.0) + row["alightings"]
    return count_places(lines).vector(section, board, alight)


def riders_of_day(inputs: RiderInputs, seed: int, replication: int) -> DayPeople:
    """Everybody of one simulated day.

    Examples
    --------
    >>> from sim.hub.riders.examples import small_matrix
    >>> lines, matrix = small_matrix()
    >>> len(riders_of_day(RiderInputs(lines, (matrix,), WaySettings()), 1, 0))
    5
    """
    return day_people(inputs.lines, inputs.matrices, seed=seed, replication=replication)


def rider_checks(inputs: RiderInputs, people: DayPeople, stops: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``operations_checks``: what ties out exactly, and what only comes near.

    Checks whose name begins with ``near_`` compare with the demand model's loads and need not be
    zero: people between stations are modelled here from its counts.

    Parameters
    ----------
    stops
        station_id, name_zh, name_en of the stations.
    """
    names = stops.set_index("station_id")[["name_zh", "name_en"]]
    rows: list[tuple[str, str, str, float, float]] = []
    for matrix, total in zip(inputs.matrices, rider_totals(inputs.matrices, people), strict=True):
        zh, en = inputs.period_names.get(total.period_id, (total.period_id, total.period_id))
        rows += _exact_rows(total, zh, en)
        rows += _near_rows(inputs.lines, load_agreement(matrix), names, (zh, en))
    table = pd.DataFrame(
        rows, columns=["check", "title_zh", "title_en", "model_total", "simulated_total"]
    )
    table.insert(0, "facility_id", FACILITY)
    table.insert(0, "part", PART)
    return table.assign(difference=table["simulated_total"] - table["model_total"])


def _exact_rows(total: PeriodTotals, zh: str, en: str) -> list[tuple[str, str, str, float, float]]:
    return [
        (
            f"riders_{total.period_id}",
            f"{zh}：进站人数（整数）与模拟乘客数",
            f"{en}: people entering (whole) and riders simulated",
            float(total.people),
            float(total.riders),
        ),
        (
            f"stations_{total.period_id}",
            f"{zh}：进出站人数逐站相符的车站数",
            f"{en}: stations whose entries and exits tie out one by one",
            float(total.stations),
            float(total.stations_tied),
        ),
    ]


def _near_rows(
    lines: RailLines, found: LoadAgreement, names: pd.DataFrame, period: tuple[str, str]
) -> list[tuple[str, str, str, float, float]]:
    if found.sections == 0:
        return []
    group, start, end = found.worst
    ends = [names.loc[lines.station_ids[place]] for place in (start, end)]
    line = lines.group_ids[group]
    zh, en = period
    title_zh = (
        f"{zh}：断面客流与需求模型相差最大的断面（{line} {ends[0]['name_zh']}→"
        f"{ends[1]['name_zh']}），各断面相关系数 {found.correlation:.4f}，模型推算，不要求为零"
    )
    title_en = (
        f"{en}: section whose load differs most from the demand model ({line} "
        f"{ends[0]['name_en']} to {ends[1]['name_en']}); correlation over all sections "
        f"{found.correlation:.4f}; modelled, need not be zero"
    )
    return [
        (
            f"near_largest_section_{found.period_id}",
            title_zh,
            title_en,
            found.worst_model,
            found.worst_own,
        ),
        (
            f"near_boardings_{found.period_id}",
            f"{zh}：各线上车人次合计，与需求模型比较（模型推算，不要求为零）",
            f"{en}: boardings of all lines against the demand model (modelled, need not be zero)",
            found.boardings_model,
            found.boardings_own,
        ),
    ]
