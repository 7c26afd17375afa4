"""Passengers on the lines of a result: loads between stops and boardings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.clock import clock_text
from sim.demand.model import DemandResult, Floats64, TransitLoads
from sim.demand.segments import QuarterHour
from sim.demand.transit.crowding import CrowdingCurve, multipliers
from sim.network.model import Network, RouteId

__all__ = [
    "LINE_BOARDING_COLUMNS",
    "LINE_LOAD_COLUMNS",
    "line_boardings",
    "line_hops",
    "line_loads",
]

LINE_LOAD_COLUMNS = (
    "route_id",
    "name_zh",
    "name_en",
    "mode_id",
    "direction",
    "position",
    "from_stop_id",
    "from_zh",
    "from_en",
    "to_stop_id",
    "to_zh",
    "to_en",
    "period",
    "quarter_start",
    "load",
    "capacity",
    "load_factor",
    "boardings",
    "alightings",
    "crowding",
)
LINE_BOARDING_COLUMNS = (
    "route_id",
    "name_zh",
    "name_en",
    "mode_id",
    "period",
    "boardings",
    "passenger_km",
    "max_load_per_h",
    "capacity_per_h",
    "max_load_factor",
    "max_from_zh",
    "max_from_en",
    "max_to_zh",
    "max_to_en",
)
DAY = "day"

_NO_TABLE = ("无线路表的公交线路", "Lines in no table")
_HOP = ["route_id", "direction", "from_stop_id", "to_stop_id"]
_SUMS = ("load", "capacity", "seats", "boardings", "alightings")


def line_hops(result: DemandResult, network: Network) -> pd.DataFrame:
    """Flows between neighbouring stops of a line, patterns added up: a row per hop and period.

    Columns: route_id, mode_id, direction, position, from_stop_id, to_stop_id, names of line and
    stops, period, load, capacity, seats, boardings, alightings, km. ``position`` counts the hops of
    a line and direction: those of its longest pattern in order, then what other patterns add.
    Capacity and seats are missing where they are not known of one of the patterns. Services without
    stops (lines in no table) have empty stop ids.

    Examples
    --------
    >>> from sim.study.demand_examples import small_network, small_result
    >>> hops = line_hops(small_result(), small_network())
    >>> hops[["route_id", "from_stop_id", "to_stop_id", "period"]].head(2)
      route_id from_stop_id to_stop_id period
    0       L1            A          B   peak
    1       L1            A          B   rest
    """
    parts = [
        _hops(loads).assign(period=period.period_id, period_row=row)
        for row, (period, loads) in enumerate(zip(result.periods, result.transit, strict=True))
    ]
    table = pd.concat(parts, ignore_index=True)
    table["position"] = _positions(table)
    unknown = {f"{name}_unknown": table[name].isna() for name in ("capacity", "seats")}
    grouped = table.assign(**unknown).groupby(
        ["route_id", "direction", "position", "period_row"], sort=True
    )
    found = grouped.agg(
        **{name: (name, "sum") for name in _SUMS},
        **{name: (name, "any") for name in unknown},
        **{
            name: (name, "first")
            for name in ("mode_id", "from_stop_id", "to_stop_id", "period", "km")
        },
    ).reset_index()
    for name in ("capacity", "seats"):
        found[name] = found[name].mask(found[f"{name}_unknown"])
    return _with_names(found.drop(columns=[*unknown, "period_row"]), network)


def _hops(loads: TransitLoads) -> pd.DataFrame:
    row = loads.hop_pattern
    return pd.DataFrame(
        {
            "pattern_id": _texts(loads.pattern_ids)[row],
            "route_id": _texts(loads.route_ids)[row],
            "mode_id": _texts(loads.mode_ids)[row],
            "direction": np.asarray(loads.directions, dtype=np.int64)[row],
            "in_pattern": loads.hop_position,
            "from_stop_id": _texts(loads.from_stop_ids),
            "to_stop_id": _texts(loads.to_stop_ids),
            "load": loads.load,
            "capacity": loads.capacity,
            "seats": loads.seats,
            "boardings": loads.board,
            "alightings": loads.alight,
            "km": loads.km,
        }
    )


def _texts(values: Sequence[str]) -> np.ndarray:
    return np.array(values, dtype=object)


def _positions(table: pd.DataFrame) -> Floats64:
    """Place of every row's hop within its line and direction, the longest pattern first."""
    patterns = table.drop_duplicates(["pattern_id", "in_pattern"])
    length = patterns.groupby("pattern_id")["in_pattern"].transform("size")
    ordered = patterns.assign(shortness=-length).sort_values(
        ["route_id", "direction", "shortness", "pattern_id", "in_pattern"], kind="stable"
    )
    hops = ordered.drop_duplicates(_HOP)
    hops = hops.assign(position=hops.groupby(["route_id", "direction"]).cumcount())
    found = table[_HOP].merge(hops[[*_HOP, "position"]], on=_HOP, how="left", validate="m:1")
    return found["position"].to_numpy(dtype=np.int64)


def line_loads(
    result: DemandResult,
    hops: pd.DataFrame,
    network: Network,
    *,
    quarter_hours: Sequence[QuarterHour] = (),
    crowding: CrowdingCurve | None = None,
) -> pd.DataFrame:
    """Load, capacity and crowding of every hop, by period and by quarter of an hour.

    A row with an empty ``quarter_start`` is of the whole period. Lines on tracks of their own (with
    sections in the network) also have a row for each quarter: the period's flow times the
    quarter's share of the period's trips, not moved by the time it takes to get there, with the
    capacity spread evenly. ``load_factor = load / capacity``, missing where the capacity is not
    known. ``crowding`` is the multiplier of ride time; 1 where the capacity is not known, missing
    without a curve.

    Parameters
    ----------
    result
        Demand in balance with supply.
    hops
        Its `line_hops`.
    network
        Says which lines have sections.
    quarter_hours
        Shares of the quarters; none gives rows of whole periods only.
    crowding
        Curve of the multiplier.

    Examples
    --------
    >>> from sim.study.demand_examples import QUARTER_HOURS, small_network, small_result
    >>> result = small_result()
    >>> network = small_network()
    >>> hops = line_hops(result, network)
    >>> table = line_loads(result, hops, network, quarter_hours=QUARTER_HOURS)
    >>> table.groupby(["route_id", "period"]).size().to_dict()
    {('L1', 'peak'): 10, ('L1', 'rest'): 18, ('L2', 'peak'): 2, ('L2', 'rest'): 2}
    """
    drawn = hops[(hops["from_stop_id"] != "") & (hops["to_stop_id"] != "")]
    whole = drawn.assign(quarter_start="", start_s=-1)
    table = whole
    if quarter_hours:
        table = pd.concat([whole, _quarters(drawn, network, quarter_hours)], ignore_index=True)
    order = {period.period_id: row for row, period in enumerate(result.periods)}
    table = table.assign(period_row=table["period"].map(order)).sort_values(
        ["route_id", "direction", "position", "period_row", "start_s"],
        kind="stable",
        ignore_index=True,
    )
    table["load_factor"] = _factor(table["load"], table["capacity"])
    table["crowding"] = np.nan
    if crowding is not None:
        values = (table[name].to_numpy(np.float64) for name in ("load", "seats", "capacity"))
        table["crowding"] = multipliers(crowding, *values)
    return table[list(LINE_LOAD_COLUMNS)]


def _quarters(
    hops: pd.DataFrame, network: Network, quarter_hours: Sequence[QuarterHour]
) -> pd.DataFrame:
    """Rows of each quarter of an hour, of lines on tracks of their own."""
    tracked = {str(section.route_id) for section in network.sections.values()}
    quarters = pd.DataFrame(
        {
            "period": [quarter.period_id for quarter in quarter_hours],
            "quarter_start": [clock_text(quarter.start_s) for quarter in quarter_hours],
            "start_s": [quarter.start_s for quarter in quarter_hours],
            "share": [quarter.share_of_period for quarter in quarter_hours],
        }
    )
    quarters["time"] = 1 / quarters.groupby("period")["period"].transform("size")
    own = hops[hops["route_id"].isin(tracked)].merge(quarters, on="period")
    for name in ("load", "boardings", "alightings"):
        own[name] *= own["share"]
    for name in ("capacity", "seats"):
        own[name] *= own["time"]
    return own.drop(columns=["share", "time"])


def line_boardings(result: DemandResult, hops: pd.DataFrame) -> pd.DataFrame:
    """Boardings, passenger-kilometres and the fullest hop of every line, by period and day.

    ``max_load_per_h`` is the largest load of a hop over the hours of the period, at the stops
    named, ``capacity_per_h`` the capacity there and ``max_load_factor`` their ratio on the fullest
    hop, which may be another one. In the row of the day these are those of the period with the
    largest load an hour. A service without stops (lines in no table) has sums only.

    Examples
    --------
    >>> from sim.study.demand_examples import small_network, small_result
    >>> result = small_result()
    >>> table = line_boardings(result, line_hops(result, small_network()))
    >>> table[["route_id", "period", "max_from_en", "max_to_en"]].head(3)
      route_id period max_from_en max_to_en
    0       L1   peak           B         A
    1       L1   rest           A         B
    2       L1    day           B         A
    """
    hours = {period.period_id: period.hours for period in result.periods}
    per_hour = hops["period"].map(hours)
    table = hops.assign(
        passenger_km=hops["load"] * hops["km"],
        max_load_per_h=(hops["load"] / per_hour).where(hops["from_stop_id"] != ""),
        capacity_per_h=hops["capacity"] / per_hour,
        factor=_factor(hops["load"], hops["capacity"]),
    )
    sums = table.groupby(["route_id", "period"], sort=False).agg(
        boardings=("boardings", "sum"),
        passenger_km=("passenger_km", "sum"),
        max_load_factor=("factor", "max"),
    )
    fullest = table.sort_values("max_load_per_h", ascending=False, kind="stable")
    fullest = fullest.drop_duplicates(["route_id", "period"]).drop(
        columns=["boardings", "passenger_km"]
    )
    found = fullest.merge(sums, on=["route_id", "period"], validate="1:1")
    found = pd.concat([found, _of_the_day(found)], ignore_index=True)
    order = {name: row for row, name in enumerate([*hours, DAY])}
    found = found.rename(
        columns={
            f"{end}_{lang}": f"max_{end}_{lang}" for end in ("from", "to") for lang in ("zh", "en")
        }
    )
    found = found.assign(period_row=found["period"].map(order))
    found = found.sort_values(["route_id", "period_row"], kind="stable", ignore_index=True)
    return found[list(LINE_BOARDING_COLUMNS)]


def _of_the_day(lines: pd.DataFrame) -> pd.DataFrame:
    """Sums over the periods; the fullest hop is that of the busiest period."""
    sums = lines.groupby("route_id", sort=False)[["boardings", "passenger_km"]].sum()
    busiest = lines.sort_values("max_load_per_h", ascending=False, kind="stable")
    busiest = busiest.drop_duplicates("route_id").drop(columns=["boardings", "passenger_km"])
    return busiest.assign(period=DAY).merge(sums, on="route_id", validate="1:1")


def _with_names(table: pd.DataFrame, network: Network) -> pd.DataFrame:
    """Add names of lines and stops in both languages."""
    lines = {route_id: _line_names(network, route_id) for route_id in table["route_id"].unique()}
    stops = {str(stop.stop_id): (stop.name_zh, stop.name_en) for stop in network.stops.values()}
    added: dict[str, pd.Series] = {}
    for column, prefix, names in (
        ("route_id", "name", lines),
        ("from_stop_id", "from", stops),
        ("to_stop_id", "to", stops),
    ):
        for place, lang in enumerate(("zh", "en")):
            known = {key: pair[place] for key, pair in names.items()}
            added[f"{prefix}_{lang}"] = table[column].map(known).fillna(table[column])
    return table.assign(**added)


def _line_names(network: Network, route_id: str) -> tuple[str, str]:
    route = network.routes.get(RouteId(route_id))
    return _NO_TABLE if route is None else (route.name_zh, route.name_en)


def _factor(load: pd.Series, capacity: pd.Series) -> pd.Series:
    return load / capacity.where(capacity > 0)
