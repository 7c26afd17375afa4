"""Closures of a run's day: what is closed, how it is told, and one closure's cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.clock import clock_text
from sim.errors import Issue, ScenarioError
from sim.geometry import projected_epsg, to_metres
from sim.hub.disruption.choices import ChoiceSettings
from sim.hub.disruption.closing import ClosureRequest, check_requests, close
from sim.hub.disruption.comparison import ClosureCost, closure_cost
from sim.hub.disruption.shuttle import ShuttleSettings
from sim.hub.metro.day import MetroDay
from sim.hub.riders.people import DayPeople
from sim.network.operations import TimedClosure
from sim.study.day.lines import Lines
from sim.study.day.riders import RiderInputs

__all__ = [
    "DisruptionInputs",
    "closure_names",
    "closure_requests",
    "cost_of",
    "disruption_inputs",
    "disruption_note",
]

Floats = npt.NDArray[np.float64]

_HOUR_S = 3600.0


@dataclass(frozen=True, eq=False)
class DisruptionInputs:
    """What the days with closures are made from.

    ``simulate`` of the costliest sections are simulated as a whole, in the first replication.
    """

    lines: Lines
    riders: RiderInputs
    station_xy_m: Floats
    requests: tuple[ClosureRequest, ...]
    simulate: int
    shuttle: ShuttleSettings
    choice: ChoiceSettings


def closure_requests(closures: Sequence[TimedClosure]) -> tuple[ClosureRequest, ...]:
    """Closures of sections and stations as they are simulated on the lines; others are left out.

    Examples
    --------
    >>> found = closure_requests([TimedClosure("section", ("M_a", "M_b"), 28800, 32400),
    ...                           TimedClosure("runway", (), 28800, 32400)])
    >>> [one.closure_id for one in found]
    ['section:M_a-M_b@08:00']
    """
    found: list[ClosureRequest] = []
    for one in closures:
        if one.kind == "runway":
            continue
        name = f"{one.kind}:{'-'.join(one.stop_ids)}@{clock_text(one.from_s)}"
        found.append(
            ClosureRequest(name, one.kind, one.stop_ids, float(one.from_s), float(one.until_s))
        )
    return tuple(found)


def disruption_inputs(
    lines: Lines,
    riders: RiderInputs,
    closures: Sequence[TimedClosure],
    *,
    simulate: int = 5,
    shuttle: ShuttleSettings | None = None,
    choice: ChoiceSettings | None = None,
) -> DisruptionInputs:
    """Everything the closures need, checked.

    Parameters
    ----------
    closures
        Of the scenario; those of the runway are for the terminal.
    simulate
        So many of the costliest sections are simulated as a whole.

    Raises
    ------
    ScenarioError
        If a closure names a stop that no train calls at, or a time without trains; all of them.
    """
    requests = closure_requests(closures)
    names = {
        str(row["station_id"]): (str(row["name_zh"]), str(row["name_en"]))
        for row in lines.stops.to_dict("records")
    }
    issues: list[Issue] = check_requests(requests, lines.services, names)
    if issues:
        raise ScenarioError("the closures cannot be simulated", issues)
    known = lines.stops.set_index("station_id").loc[list(riders.lines.station_ids)]
    lon, lat = (known[name].to_numpy(np.float64) for name in ("lon", "lat"))
    epsg = projected_epsg(float(lon.mean()), float(lat.mean()))
    return DisruptionInputs(
        lines=lines,
        riders=riders,
        station_xy_m=to_metres(lon, lat, epsg=epsg),
        requests=requests,
        simulate=simulate,
        shuttle=shuttle or ShuttleSettings(),
        choice=choice or ChoiceSettings(),
    )


def closure_names(inputs: DisruptionInputs) -> dict[str, tuple[str, str]]:
    """Chinese and English title of each closure, by its id."""
    names = inputs.lines.stops.set_index("station_id")
    found = {}
    for one in inputs.requests:
        zh = "—".join(str(names.loc[stop, "name_zh"]) for stop in one.stop_ids)
        en = " to ".join(str(names.loc[stop, "name_en"]) for stop in one.stop_ids)
        times = f"{clock_text(int(one.from_s))}–{clock_text(int(one.until_s))}"
        kind = {"section": ("区间封闭", "section closed"), "station": ("封站", "station closed")}
        zh_kind, en_kind = kind[one.kind]
        found[one.closure_id] = (f"{zh} {zh_kind} {times}", f"{en}: {en_kind} {times}")
    return found


def disruption_note(inputs: DisruptionInputs) -> str:
    """What is assumed of shuttles and people, Chinese and English."""
    bus, patience = inputs.shuttle, inputs.choice.patience_s / 60
    per_h = round(_HOUR_S * bus.places_per_s)
    return (
        f"假设：接驳巴士封闭{bus.first_after_s / 60:.0f}分钟后到位，{bus.speed_kmh:g}公里/小时，"
        f"每方向{per_h}人/小时；损失超过{patience:.0f}分钟者放弃乘坐，按{patience:.0f}分钟计。"
        f" Assumed: shuttle buses after {bus.first_after_s / 60:.0f} min, {bus.speed_kmh:g} km/h, "
        f"{per_h} people an hour each way; who would lose over {patience:.0f} min gives up and "
        f"counts with {patience:.0f} min."
    )


def cost_of(
    inputs: DisruptionInputs,
    request: ClosureRequest,
    undisturbed: tuple[DayPeople, MetroDay],
    seed: int,
    replication: int,
) -> ClosureCost:
    """Cost of one closure, against a day (people and trains) of the same seed and replication."""
    people, day = undisturbed
    closed = close(
        request, inputs.lines.services, inputs.riders.lines, inputs.station_xy_m, inputs.shuttle
    )
    cost, _ = closure_cost(
        closed,
        day,
        people.destination,
        seed=seed,
        replication=replication,
        fleets=dict(inputs.lines.fleets),
        way=inputs.riders.way,
        settings=inputs.choice,
    )
    return cost
