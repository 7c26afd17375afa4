"""The most critical sections of a run's lines: screened, simulated, and ranked by topology."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.hub.disruption.closing import ClosureRequest
from sim.hub.disruption.screening import busiest_hour, screened_sections
from sim.hub.disruption.topology import rank_correlation, topology
from sim.hub.metro.day import MetroDay
from sim.hub.riders.people import DayPeople
from sim.study.day.closures import DisruptionInputs, cost_of
from sim.study.day.names import OPERATIONS_COLUMNS

__all__ = ["critical_sections", "ranking_check"]

_CRITICAL = "operations_critical_sections"
_HOUR_S = 3600.0


def critical_sections(
    inputs: DisruptionInputs, people: DayPeople, day: MetroDay, seed: int
) -> pd.DataFrame:
    """Sections by what their closure in the busiest hour costs, beside what the topology says.

    All are screened (`screened_sections`) and ranked by that: one yardstick. The costliest are then
    simulated as a whole, with the hour's closure; ``rank_simulated`` is their order among
    themselves, missing elsewhere. The simulation has the queues after reopening and comes to a few
    times the screened loss, so ``person_minutes_lost_per_h``, which is simulated where there is a
    simulation, does not compare between the two kinds. `OPERATIONS_COLUMNS` of
    ``operations_critical_sections``.

    Parameters
    ----------
    people, day
        Replication 0, without closures.
    """
    lines = inputs.riders.lines
    hour = busiest_hour(inputs.riders.matrices)
    found = screened_sections(
        lines,
        inputs.riders.matrices[hour.period],
        hour.share,
        [service.route_id for service in inputs.lines.services],
        inputs.station_xy_m,
        way=inputs.riders.way,
        shuttle=inputs.shuttle,
        settings=inputs.choice,
    )
    found = found.join(topology(found, len(lines.station_ids)))
    found["person_minutes_lost_per_h"] = found["screened_lost_per_h"]
    found["simulated"] = False
    order = np.lexsort((np.arange(len(found)), -found["screened_lost_per_h"].to_numpy()))
    for row in order[: inputs.simulate]:
        own = found.loc[row]
        stops = tuple(lines.station_ids[int(own[end])] for end in ("start", "end"))
        request = ClosureRequest(
            f"critical:{own['route_id']}:{'-'.join(stops)}",
            "section",
            stops,
            hour.start_s,
            hour.start_s + _HOUR_S,
            route_id=str(own["route_id"]),
        )
        cost = cost_of(inputs, request, (people, day), seed, 0)
        found.loc[row, "person_minutes_lost_per_h"] = cost.person_minutes_lost
        found.loc[row, "simulated"] = True
    return _named_sections(inputs, found)


def _named_sections(inputs: DisruptionInputs, found: pd.DataFrame) -> pd.DataFrame:
    names = inputs.lines.stops.set_index("station_id")
    ordered = found.sort_values(
        ["screened_lost_per_h", "route_id", "start", "end"],
        ascending=[False, True, True, True],
        kind="stable",
        ignore_index=True,
    )
    ordered["rank"] = np.arange(1, len(ordered) + 1)
    simulated = ordered["person_minutes_lost_per_h"].where(ordered["simulated"].astype(bool))
    ordered["rank_simulated"] = simulated.rank(method="first", ascending=False).astype("Int64")
    for column, end in (("from", "start"), ("to", "end")):
        ids = [inputs.riders.lines.station_ids[int(place)] for place in ordered[end]]
        ordered[f"{column}_id"] = ids
        ordered[f"{column}_zh"] = names.loc[ids, "name_zh"].to_numpy()
        ordered[f"{column}_en"] = names.loc[ids, "name_en"].to_numpy()
    return ordered.reindex(columns=list(OPERATIONS_COLUMNS[_CRITICAL]))


def ranking_check(table: pd.DataFrame, part: str) -> pd.DataFrame:
    """Row of ``operations_checks``: how far the topology alone finds the same order of sections.

    Spearman's rank correlation of the screened people-minutes lost with betweenness; no row with
    fewer than three sections.
    """
    if len(table) < 3:
        return pd.DataFrame()
    found = rank_correlation(
        table["screened_lost_per_h"].to_numpy(np.float64),
        table["betweenness"].to_numpy(np.float64),
    )
    row = {
        "part": part,
        "facility_id": "network",
        "check": "near_topology_ranking",
        "title_zh": "各区间封闭损失与边介数的秩相关系数（1为次序相同；不要求相符）",
        "title_en": (
            "Rank correlation of people-minutes lost with edge betweenness "
            "(1: same order; need not agree)"
        ),
        "model_total": 1.0,
        "simulated_total": found,
        "difference": found - 1.0,
    }
    return pd.DataFrame([row])
