"""What a closure costs: the day with it against the day without, person by person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.hub.disruption.choices import (
    GIVES_UP,
    REROUTES,
    RIDES_SHUTTLE,
    WAITS,
    ChoiceSettings,
    decide,
    options_of,
)
from sim.hub.disruption.closing import Closed
from sim.hub.disruption.disturbed import disturbed_riders
from sim.hub.disruption.meeting import meets_closure, uses_closed
from sim.hub.metro.boarding import ENDED
from sim.hub.metro.day import MetroDay
from sim.hub.metro.trains import simulate_lines
from sim.hub.riders.ways import WaySettings

__all__ = ["ClosureCost", "closure_cost", "cost_of_days", "recovered_after", "recovery"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_QUARTER_S = 900.0
LATE_MIN = 1.0
"""Somebody is late who takes over this longer than without the closure, in minutes.

Trains have recovered when people are no longer late on average, in the same sense.
"""


@dataclass(frozen=True, eq=False)
class ClosureCost:
    """A closure's cost in one simulated day.

    ``people_affected`` = waited + rerouted + by_shuttle + gave_up. ``person_minutes_lost`` counts
    everybody, also those slowed by others; who gives up counts with the patience they had.
    ``person_minutes_within_patience`` is the same with nobody's minutes above the patience.

    Of all ``riders``, ``arrived`` came by train or shuttle; those who neither arrived nor gave up
    were ``stranded`` without the closure too. ``slowed`` did not meet the closure and are late all
    the same. ``recovery`` is the table of `recovery`. ``recovered_s`` is the start of the first
    quarter hour after reopening from which on people who set out are not late on average, nobody's
    gain set against it; NaN: not on that day. ``over_patience`` arrived later than they would have
    borne: they did not foresee the queues, and nobody leaves one here, so that their loss is an
    upper bound, and that within the patience a lower one.
    """

    people_affected: int
    person_minutes_lost: float
    person_minutes_within_patience: float
    waited: int
    rerouted: int
    by_shuttle: int
    gave_up: int
    riders: int
    arrived: int
    stranded: int
    slowed: int
    over_patience: int
    recovery: pd.DataFrame
    recovered_s: float
    until_s: float

    @property
    def minutes_to_recover(self) -> float:
        """From reopening to recovery; NaN where the day ends before."""
        return (self.recovered_s - self.until_s) / 60


def closure_cost(
    closed: Closed,
    day: MetroDay,
    destination: Ints,
    *,
    seed: int,
    replication: int,
    fleets: dict[str, int],
    way: WaySettings,
    settings: ChoiceSettings,
) -> tuple[ClosureCost, MetroDay]:
    """Simulate the day with a closure, with the draws of the day without it, and compare.

    Parameters
    ----------
    day
        The day without the closure, of the same seed and replication.
    destination
        Station of each rider, a row of `RailLines.station_ids`.

    Returns
    -------
    tuple
        The cost, and the day with the closure; legs of `MetroDay.riders` are those ridden.

    Examples
    --------
    >>> from sim.hub.disruption.examples import small_closure
    >>> cost, _ = closure_cost(*small_closure(), seed=1, replication=0, fleets={},
    ...                        way=WaySettings(), settings=ChoiceSettings())
    >>> cost.by_shuttle, cost.waited, cost.gave_up
    (1, 1, 0)
    """
    meeting = meets_closure(closed, day)
    options = options_of(closed, way)
    there = destination[meeting.rider]
    chosen = decide(closed, options, meeting, there, settings)
    riders = disturbed_riders(closed, day, meeting, chosen, there, options=options, way=way)
    with_it = simulate_lines(
        closed.services,
        riders,
        seed=seed,
        replication=replication,
        fleets=fleets,
        closures=closed.trains,
    )
    did = np.zeros(len(day.riders), dtype=np.int64)
    did[meeting.rider] = chosen
    return cost_of_days(closed, day, with_it, did, settings), with_it


def cost_of_days(
    closed: Closed, day: MetroDay, with_it: MetroDay, did: Ints, settings: ChoiceSettings
) -> ClosureCost:
    """Compare two days rider by rider; `did` is what each did (0: did not meet the closure).

    Whoever arrived without the closure and not with it (no train any more) has given up.

    Examples
    --------
    >>> from sim.hub.disruption.examples import small_closure
    >>> closed, day, _ = small_closure()
    >>> nothing = np.zeros(2, dtype=np.int64)
    >>> cost_of_days(closed, day, day, nothing, ChoiceSettings()).person_minutes_lost
    0.0
    """
    arrived = (day.status == ENDED) & (with_it.status == ENDED)
    lost = (day.status == ENDED) & (with_it.status != ENDED)
    what = np.where(lost, GIVES_UP, did)
    extra_min = np.zeros(len(did))
    both = arrived & (what != GIVES_UP)
    extra_min[both] = (with_it.end_s[both] - day.end_s[both]) / 60
    extra_min[what == GIVES_UP] = settings.patience_s / 60
    table = recovery(day.riders.appear_s, extra_min, uses_closed(closed, day), LATE_MIN)
    count = {code: int((what == code).sum()) for code in (WAITS, REROUTES, RIDES_SHUTTLE, GIVES_UP)}
    return ClosureCost(
        people_affected=sum(count.values()),
        person_minutes_lost=float(extra_min.sum()),
        person_minutes_within_patience=float(np.minimum(extra_min, settings.patience_s / 60).sum()),
        waited=count[WAITS],
        rerouted=count[REROUTES],
        by_shuttle=count[RIDES_SHUTTLE],
        gave_up=count[GIVES_UP],
        riders=len(what),
        arrived=int(((with_it.status == ENDED) & (what != GIVES_UP)).sum()),
        stranded=int(((with_it.status != ENDED) & (what != GIVES_UP)).sum()),
        slowed=int(((what == 0) & (extra_min > LATE_MIN)).sum()),
        over_patience=int((both & (60 * extra_min > settings.patience_s)).sum()),
        recovery=table,
        recovered_s=recovered_after(table, closed.until_s, LATE_MIN),
        until_s=closed.until_s,
    )


def recovery(
    appear_s: Floats, extra_min: Floats, users: npt.NDArray[np.bool_], late_min: float
) -> pd.DataFrame:
    """Resilience triangle: mean minutes more by the quarter hour in which people set out.

    Columns quarter_start_s, users (people whose usual way leads over what is closed, and whoever is
    late all the same), extra_min_per_person (of the users; who gains counts 0, so that nobody's
    gain hides another's loss), people_late; every quarter hour from the first person's to the last
    person's, 0 where there is nobody.

    Examples
    --------
    >>> table = recovery(np.array([0.0, 10.0, 2000.0, 2001.0]), np.array([3.0, 0.0, 1.0, 5.0]),
    ...                  np.array([True, True, True, False]), 1.0)
    >>> table["extra_min_per_person"].tolist(), table["people_late"].tolist()
    ([1.5, 0.0, 3.0], [1, 0, 1])
    """
    late = extra_min > late_min
    counted = users | late
    lost_min = np.maximum(extra_min, 0.0)
    quarter = np.floor(appear_s / _QUARTER_S).astype(np.int64)
    first = int(quarter.min()) if len(quarter) else 0
    place = quarter - first
    size = int(place.max()) + 1 if len(place) else 0
    people = np.bincount(place[counted], minlength=size)
    total = np.bincount(place[counted], lost_min[counted], size)
    mean = np.zeros(size)
    np.divide(total, people, out=mean, where=people > 0)
    return pd.DataFrame(
        {
            "quarter_start_s": _QUARTER_S * (first + np.arange(size)),
            "users": people,
            "extra_min_per_person": mean,
            "people_late": np.bincount(place[late], minlength=size),
        }
    )


def recovered_after(table: pd.DataFrame, until_s: float, late_min: float) -> float:
    """Start of the first quarter hour from `until_s` on after which no mean exceeds `late_min`.

    NaN where the last quarter hour of the table still exceeds it.

    Examples
    --------
    >>> table = pd.DataFrame({"quarter_start_s": [0.0, 900.0, 1800.0, 2700.0],
    ...                       "extra_min_per_person": [9.0, 4.0, 0.5, 0.2]})
    >>> recovered_after(table, 600.0, 1.0)
    1800.0
    """
    start_s = table["quarter_start_s"].to_numpy(np.float64)
    late = table["extra_min_per_person"].to_numpy(np.float64) > late_min
    after = start_s + _QUARTER_S > until_s
    bad = np.flatnonzero(late & after)
    good = np.flatnonzero((start_s >= until_s) & (np.arange(len(late)) > bad.max(initial=-1)))
    return float(start_s[good[0]]) if len(good) else float("nan")
