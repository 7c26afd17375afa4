"""Numbers of a terminal's day for means over replications, with their titles and units."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hub.flow.places import Lanes
from sim.hub.flow.statistics import percentiles
from sim.hub.terminal.case import TerminalCase
from sim.hub.terminal.closed_runway import most_in_lounge
from sim.hub.terminal.day import TerminalDay, door_to_door_s, lanes_places
from sim.hub.terminal.flights import Flights
from sim.hub.terminal.lanes_needed import peak_wait_s
from sim.hub.terminal.passengers import ARRIVING, CONNECTING, DEPARTING

__all__ = ["HEADLINES", "MeasureTitle", "measure_titles", "measures", "peak_hour_passengers"]

Floats = npt.NDArray[np.float64]

_MIN_S = 60.0
_HOUR_S = 3600.0
_ROLES = {
    DEPARTING: ("kerb_to_gate", "车道边至登机口", "Kerb to gate"),
    ARRIVING: ("gate_to_kerb", "机门至陆侧", "Aircraft door to kerb"),
    CONNECTING: ("connection", "中转", "Connection, door to gate"),
}

HEADLINES = ("kerb_to_gate_mean_min", "gate_to_kerb_mean_min")
"""Measures that replications should make sure of."""


@dataclass(frozen=True, slots=True)
class MeasureTitle:
    """What a measure is called, its unit, how far to trust it, and what to know of it."""

    title_zh: str
    title_en: str
    unit: str
    quality: str = "modelled"
    note: str = ""


def peak_hour_passengers(flights: Flights) -> int:
    """Passengers who land and leave in the busiest clock hour of the day.

    Examples
    --------
    >>> from sim.hub.terminal.examples import small_case
    >>> peak_hour_passengers(small_case().flights)
    3
    """
    if not len(flights):
        return 0
    hour = np.floor(flights.time_s / _HOUR_S).astype(np.int64)
    return int(np.bincount(hour, weights=flights.passengers).max())


def measures(day: TerminalDay) -> dict[str, float]:
    """Numbers of one day; units are in the names. What nobody does is missing (NaN).

    Examples
    --------
    >>> from sim.hub.terminal.day import terminal_day
    >>> from sim.hub.terminal.examples import small_case
    >>> found = measures(terminal_day(small_case(), seed=1, replication=0))
    >>> found["kerb_to_gate_mean_min"], found["gate_to_kerb_mean_min"], found["missed_flight_pct"]
    (2.5, 10.0, 0.0)
    """
    who, missed = day.who, day.log.missed
    way_s, _ = door_to_door_s(day)
    found = {
        "passengers": float(day.case.flights.passengers.sum()),
        "peak_hour_passengers": float(peak_hour_passengers(day.case.flights)),
        "missed_flight_pct": _pct(missed, who.role == DEPARTING),
        "missed_connection_pct": _pct(missed, who.role == CONNECTING),
        "no_vehicle_pct": _pct(missed, who.role == ARRIVING),
        "lounge_most_people": float(most_in_lounge(day)),
    }
    for role, (name, _, _) in _ROLES.items():
        known = way_s[(who.role == role) & ~missed] / _MIN_S
        found[f"{name}_mean_min"] = float(known.mean()) if known.size else math.nan
        found[f"{name}_p95_min"] = percentiles(known, (95.0,))[0]
    for number, place in lanes_places(day):
        visits = day.log.visits
        mine = visits.place == number
        arrive, wait = visits.arrive_s[mine], visits.wait_s[mine]
        found[f"wait_p95_min/{place.place_id}"] = percentiles(wait, (95.0,))[0] / _MIN_S
        found[f"peak_hour_wait_min/{place.place_id}"] = peak_wait_s(arrive, wait) / _MIN_S
    return found


def measure_titles(case: TerminalCase) -> dict[str, MeasureTitle]:
    """Titles of all measures of a case, by name.

    Examples
    --------
    >>> from sim.hub.terminal.examples import small_case
    >>> measure_titles(small_case())["wait_p95_min/check"].title_en
    'At check: wait of 95 of 100 people'
    """
    found = {
        "passengers": MeasureTitle("全日旅客(到发合计)", "Passengers of the day", "1"),
        "peak_hour_passengers": MeasureTitle(
            "最忙整点小时旅客(平均日)",
            "Passengers of the busiest clock hour, average day",
            "1/h",
            note="landing and leaving, by the list of flights / 按航班表到发合计",
        ),
        "missed_flight_pct": MeasureTitle(
            "出发旅客误机", "Departing passengers who miss the flight", "%"
        ),
        "missed_connection_pct": MeasureTitle("中转误机", "Missed connections", "%"),
        "no_vehicle_pct": MeasureTitle(
            "到达后无车可乘", "Arriving people without a vehicle on the day", "%"
        ),
        "lounge_most_people": MeasureTitle(
            "候机区最多同时人数", "Most people waiting at the gates at once", "1"
        ),
    }
    way = "without waiting for boarding or for a vehicle / 不含等候登机与候车"
    for name, zh, en in _ROLES.values():
        found[f"{name}_mean_min"] = MeasureTitle(f"{zh}平均时间", f"{en}, mean", "min", note=way)
        found[f"{name}_p95_min"] = MeasureTitle(
            f"{zh}时间(95%的人以内)", f"{en}, 95 of 100 people within", "min", note=way
        )
    lanes = "all lanes on record are open; one queue each / 按在册通道全部开放、单一排队"
    for place in case.terminal.places:
        if isinstance(place, Lanes):
            found[f"wait_p95_min/{place.place_id}"] = MeasureTitle(
                f"{place.title_zh}：95%的人等候以内",
                f"{place.title_en}: wait of 95 of 100 people",
                "min",
                note=lanes,
            )
            found[f"peak_hour_wait_min/{place.place_id}"] = MeasureTitle(
                f"{place.title_zh}：最差整点小时95%的人等候以内",
                f"{place.title_en}: wait of 95 of 100 people, worst clock hour",
                "min",
                note=lanes,
            )
    return found


def _pct(missed: npt.NDArray[np.bool_], own: npt.NDArray[np.bool_]) -> float:
    return 100.0 * float((missed & own).sum()) / float(own.sum()) if own.any() else math.nan
