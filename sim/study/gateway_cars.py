"""Minutes by car from the airport to places: free or with the run's traffic, usual and bad days."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.air.catchment_parameters import catchment_parameters
from sim.demand.parameters import Parameters
from sim.demand.road.links import open_links
from sim.demand.segments import Segments
from sim.gateway.corridors.parameters import PARAMETER_TABLE, corridor_parameters
from sim.gateway.corridors.roads import DaySpread, StraightLine, day_to_day, road_minutes
from sim.gateway.corridors.times import corridor_reliability, road_times
from sim.network.model import Network

__all__ = ["CAR_FACTS", "car_rows"]

_NODES, _LINKS, _CLASSES = "road/drive_nodes", "road/drive_links", "road/drive_classes"
_CATCHMENT = "air/catchment_parameters"
CAR_FACTS = (PARAMETER_TABLE, _CATCHMENT, _NODES, _LINKS, _CLASSES)
"""Tables of facts that `car_rows` reads."""

_EXTRA = {"drive": "drive_access_min", "hire": "hire_wait_min"}
_FREE, _DAY_S = "free", 86_400

Tables = Mapping[str, pd.DataFrame]
Point = tuple[float, float]


def car_rows(
    network: Network,
    facts: Tables,
    road_flows: pd.DataFrame | None,
    *,
    segments: Segments,
    places: Mapping[str, Point],
    start: Point,
    parameters: Parameters,
) -> pd.DataFrame:
    """Median, 95th percentile and its range for every way of driving and being driven.

    `road_flows` are the links of the run with their minutes by period; each period weighs as long
    as it lasts, each of its days as `DaySpread` of ``air/corridor_parameters`` makes them.
    ``drive_access_min`` or ``hire_wait_min`` of `parameters` come on top. Without `road_flows`
    roads are free and no percentile is given (status ``free road``). Places that no road of the
    tables leads to have the straight line of ``air/catchment_parameters``, likewise without
    percentiles (status ``straight line``): its fixed minutes stand for both ends.

    Columns: place_id, mode, mode_zh, mode_en, median_min, p95_min, p95_low_min, p95_high_min,
    buffer_index, reached_share, status. No rows where no alternative of `segments` is a car.
    """
    roads = _roads(network, facts, road_flows, segments=segments, ends=(start, places))
    rough = _straight_line(facts, start, places)
    known = corridor_parameters(facts[PARAMETER_TABLE])
    log = known.road_p95_log
    spreads = [
        None if road_flows is None else DaySpread(known.road_median_power.value, one)
        for one in (log.value, log.low, log.high)
    ]
    parts = []
    for one in segments.alternatives:
        if one.kind not in _EXTRA:
            continue
        usual, low, high = (
            corridor_reliability(
                road_times(
                    day_to_day(roads, spread, extra_min=parameters[_EXTRA[one.kind]]),
                    means=one.alternative_id,
                )
            )
            for spread in spreads
        )
        rows = usual.assign(p95_low_min=low["p95_min"], p95_high_min=high["p95_min"])
        rows = rows.assign(mode_zh=one.name_zh, mode_en=one.name_en)
        parts.append(_with_status(rows, rough, loaded=road_flows is not None))
    if not parts:
        return pd.DataFrame()
    return pd.concat(parts, ignore_index=True).rename(columns={"means": "mode"})


def _with_status(rows: pd.DataFrame, rough: Mapping[str, float], *, loaded: bool) -> pd.DataFrame:
    """Rows that say what they rest on; percentiles only where there is traffic."""
    lost = rows["median_min"].isna()
    percentiles = ["p95_min", "p95_low_min", "p95_high_min", "buffer_index"]
    told = rows.assign(
        median_min=rows["median_min"].where(~lost, rows["place_id"].map(rough)),
        reached_share=1.0,
        status=np.where(lost, "straight line", "reached" if loaded else "free road"),
    )
    if not loaded:
        told[percentiles] = np.nan
    return told.drop(columns="departures")


def _straight_line(facts: Tables, start: Point, places: Mapping[str, Point]) -> dict[str, float]:
    found = catchment_parameters(facts[_CATCHMENT])
    line = StraightLine(found.road_detour, found.road_speed_kmh, found.road_fixed_min)
    return {place: line.minutes(start, point) for place, point in places.items()}


def _roads(
    network: Network,
    facts: Tables,
    road_flows: pd.DataFrame | None,
    *,
    segments: Segments,
    ends: tuple[Point, Mapping[str, Point]],
) -> pd.DataFrame:
    """Minutes by road to every place in every window of the day."""
    links = open_links(facts[_LINKS], facts[_CLASSES], network)
    speed_kmh = links["speed_kmh"] * links["signal_factor"]
    links = links.assign(
        free_min=links["length_km"] / speed_kmh * 60.0, is_door=links["local_access"]
    )
    if road_flows is None:
        links = links.assign(period=_FREE, minutes=links["free_min"])
        windows = [(_FREE, 0, _DAY_S)]
    else:
        flows = road_flows[["link_id", "period", "minutes"]]
        links = links.merge(flows, on="link_id", how="inner")
        windows = [
            (one.period_id, start_s, end_s)
            for one in segments.periods
            for start_s, end_s in one.windows_s
        ]
    found = road_minutes(network, links, facts[_NODES], start=ends[0], goals=ends[1])
    return found.merge(pd.DataFrame(windows, columns=["period", "start_s", "end_s"]), on="period")
