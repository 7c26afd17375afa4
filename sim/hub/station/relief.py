"""What relieves a bottleneck: the fewest lanes, or the longest headway, that keep the standard.

A place served first come, first served depends on nothing downstream, so more lanes are tried on
the arrivals of the simulated day at that place alone: the same people with the same service times
(common random numbers), exact and a hundred times faster than whole days. Waits never rise with
more lanes or more vehicles, so the smallest number is found by halving.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.hub.flow.facility import Facility, People, Route, Vehicles, simulate
from sim.hub.flow.places import Lanes, LaneSchedule, Place, Rank
from sim.hub.flow.statistics import percentiles
from sim.hub.flow.tables import RELIEF_COLUMNS
from sim.hub.station.day import StationDay, StationInputs
from sim.hub.station.layout import ALL_DAY_S, base_of
from sim.hub.station.lines import more_often, steady
from sim.hub.station.tables import PART, waits_by_place
from sim.hub.station.template import PlaceSpec

__all__ = ["Lever", "bottlenecks", "fewest", "relief_rows", "waits_if"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_MIN_S = 60.0
_PERCENT = 100
_MOST_TIMES = 8
_MOST_PERCENT = 400
_PLACES = 3
_ROUNDING_S = 1e-9
_LEAST_SHOWN = 0.1
_NOBODY_LEAVES = (
    "；假设无人放弃候车，等候为上限",
    "; nobody gives up waiting, so the waits are an upper bound",
)


def bottlenecks(day: StationDay, inputs: StationInputs) -> pd.DataFrame:
    """Places where people queue, the worst first: by wait of 95 of 100 people times people.

    Returns
    -------
    DataFrame
        place_id, people, wait_mean_s, wait_p95_s, standard_p95_s, weight_person_s (p95 x people).

    Examples
    --------
    >>> from sim.hub.station.day_examples import small_inputs, small_station_day
    >>> bottlenecks(small_station_day(), small_inputs())["place_id"].tolist()
    ['in_gates']
    """
    waits = waits_by_place(day)
    places = inputs.template.places
    standard = [places[place].standard_p95_s for place in waits["place_id"]]
    weight = waits["wait_p95_s"].fillna(0.0) * waits["people"]
    table = waits.assign(standard_p95_s=standard, weight_person_s=weight)
    return table.sort_values(
        ["weight_person_s", "place_id"], ascending=[False, True], ignore_index=True
    )


@dataclass(frozen=True, slots=True)
class Lever:
    """What can be turned at a place: from `now` upwards to `most`, `title` in words and unit.

    ``least`` is where the search begins: what can be taken away while the standard is kept. The
    limits are added in words to every row: what the figures do not know. ``after_first`` judges the
    wait without those who come before the first vehicle of the day: more of them do not help.
    """

    title_zh: str
    title_en: str
    least: int
    now: int
    most: int
    apply: Callable[[Place, int], Place]
    limit_zh: str = ""
    limit_en: str = ""
    after_first: bool = False


def fewest(least: int, most: int, is_enough: Callable[[int], bool]) -> int | None:
    """Smallest whole number from `least` to `most` that is enough; none if `most` is not.

    Halving: `is_enough` must not turn false again above a number for which it is true.

    Examples
    --------
    >>> fewest(1, 40, lambda lanes: lanes >= 7), fewest(1, 4, lambda lanes: False)
    (7, None)
    """
    if not is_enough(most):
        return None
    low, high = least, most
    while low < high:
        middle = (low + high) // 2
        if is_enough(middle):
            high = middle
        else:
            low = middle + 1
    return low


def waits_if(
    day: StationDay, place_id: str, change: Callable[[Place], Place], *, seed: int, replication: int
) -> Floats:
    """Waits of everybody at a place of the template, if its copies were changed so, seconds.

    People arrive as on the simulated day and need as long at the place as then.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.hub.station.day_examples import small_station_day
    >>> day = small_station_day()
    >>> free = lambda place: replace(place, schedule=LaneSchedule.always(9))
    >>> waits_if(day, "in_gates", free, seed=1, replication=0).tolist()
    [0.0, 0.0, 0.0, 0.0]
    """
    return _alone(day, place_id, change, seed=seed, replication=replication)[0]


def _alone(
    day: StationDay, place_id: str, change: Callable[[Place], Place], *, seed: int, replication: int
) -> tuple[Floats, Bools]:
    """Waits as `waits_if`, and who comes before the first vehicle of a rank leaves."""
    places = day.layout.facility.places
    numbers = [row for row, place in enumerate(places) if base_of(place.place_id) == place_id]
    visits = day.log.visits
    there = np.flatnonzero(np.isin(visits.place, numbers))
    person = visits.person[there]
    own = tuple(change(places[number]) for number in numbers)
    routes = tuple(Route(place.place_id, (place.place_id,)) for place in own)
    people = People.walking(
        visits.arrive_s[there],
        key=day.crowd.people.key[person],
        route=np.searchsorted(numbers, visits.place[there]),
    )
    alone = Facility(day.layout.facility.facility_id, "", "", own, routes)
    log = simulate(alone, people, Vehicles(), seed=seed, replication=replication, tick_s=math.inf)
    first_s = np.array([_first_s(place) for place in own], dtype=np.float64)
    return log.visits.wait_s, log.visits.arrive_s < first_s[log.visits.place]


def _first_s(place: Place) -> float:
    if isinstance(place, Rank) and place.calls.depart_s.size:
        return float(place.calls.depart_s.min())
    return -math.inf


def relief_rows(
    day: StationDay, inputs: StationInputs, *, seed: int, replication: int, places: int = _PLACES
) -> pd.DataFrame:
    """Rows of ``operations_relief`` for the worst places, the worst first.

    For a place over its standard the fewest lanes (or vehicles an hour, or how much more often
    lines must run) that bring the wait of 95 of 100 people down to it; for one that keeps it the
    fewest with which it still would, which is what could be spared. Where even eight times as many
    lanes (five times as many vehicles) do not help, ``after`` is missing and the row says so. A
    place without a standard is left out. Who comes to a line before its first vehicle of the day is
    not in the waits, since more vehicles do not help them: their share is told, with what does.

    Examples
    --------
    >>> from sim.hub.station.day_examples import small_inputs, small_station_day
    >>> rows = relief_rows(small_station_day(), small_inputs(), seed=1, replication=0)
    >>> rows[["place_id", "before", "after"]].values.tolist()
    [['in_gates', 1.0, 2.0]]
    """
    worst = bottlenecks(day, inputs)
    worst = worst[worst["standard_p95_s"].notna() & (worst["people"] > 0)].head(places)
    rows = []
    for row in worst.itertuples():
        spec = inputs.template.places[str(row.place_id)]
        lever = _lever(spec)
        if lever is not None:
            rows.append(_row(day, inputs, spec, lever, seed=seed, replication=replication))
    return pd.DataFrame(rows, columns=list(RELIEF_COLUMNS))


def _row(
    day: StationDay,
    inputs: StationInputs,
    spec: PlaceSpec,
    lever: Lever,
    *,
    seed: int,
    replication: int,
) -> dict[str, object]:
    known: dict[int, float] = {}
    early: Bools = np.zeros(0, dtype=np.bool_)

    def p95_s(number: int) -> float:
        nonlocal early
        if number not in known:
            waits, before_first = _alone(
                day,
                spec.place_id,
                lambda place: lever.apply(place, number),
                seed=seed,
                replication=replication,
            )
            if lever.after_first and not before_first.all():
                early, waits = before_first, waits[~before_first]
            known[number] = percentiles(waits, (95.0,))[0]
        return known[number]

    before_s = p95_s(lever.now)
    standard_s = spec.standard_p95_s
    found = fewest(lever.least, lever.most, lambda n: p95_s(n) <= standard_s + _ROUNDING_S)
    after_s = p95_s(found) if found is not None else math.nan
    told_zh, told_en = _words(lever, found, standard_s)
    first_zh, first_en = _early_words(early)
    return {
        "part": PART,
        "facility_id": inputs.facility_id,
        "place_id": spec.place_id,
        "title_zh": spec.title_zh,
        "title_en": spec.title_en,
        "change_zh": told_zh + lever.limit_zh + first_zh,
        "change_en": told_en + lever.limit_en + first_en,
        "before": float(lever.now),
        "after": math.nan if found is None else float(found),
        "wait_p95_before_min": before_s / _MIN_S,
        "wait_p95_after_min": after_s / _MIN_S,
        "gain_min": (before_s - after_s) / _MIN_S,
    }


def _words(lever: Lever, found: int | None, standard_s: float) -> tuple[str, str]:
    standard = f"{standard_s / _MIN_S:g}"
    zh, en = lever.title_zh, lever.title_en
    if found is None:
        told = f"{en}: even {lever.most} instead of {lever.now} do not keep {standard} min"
        told_zh = f"{zh}从{lever.now}增至{lever.most}仍达不到{standard}分钟"
        return told_zh, told
    if found > lever.now:
        return (
            f"{zh}从{lever.now}增至{found}，95%的人等候不超过{standard}分钟",
            f"{en}: {found} instead of {lever.now} keep 95 of 100 waits within {standard} min",
        )
    return (
        f"{zh}{lever.now}已满足{standard}分钟，最少需{found}",
        f"{en}: {lever.now} keep {standard} min, {found} would be enough",
    )


def _early_words(early: Bools) -> tuple[str, str]:
    """Who comes before the first vehicle of the day, in per cent; nothing if nobody does."""
    if not early.any():
        return "", ""
    share = _PERCENT * float(early.mean())
    of = f"{share:.1f}" if share >= _LEAST_SHOWN else f"<{_LEAST_SHOWN}"
    en = f"; the first vehicle leaves after {of} % of the people have come: run earlier"
    return (
        f"；首班晚于{of}%的人到达，须提早首班（其等候未计入）",
        f"{en} (their waits are left out)",
    )


def _lever(spec: PlaceSpec) -> Lever | None:
    if spec.kind == "lanes":
        now = spec.schedule.most
        return Lever(
            "每处通道数" if spec.per_platform else "通道数",
            "lanes at each platform" if spec.per_platform else "lanes",
            1,
            now,
            max(now, 1) * _MOST_TIMES,
            _with_lanes,
        )
    if spec.calls == "lines":
        return Lever(
            "班次密度(%)",
            "vehicles of the lines, % of now",
            100,
            100,
            100 + _MOST_PERCENT,
            _oftener,
            after_first=True,
        )
    if spec.calls:
        now = round(spec.calls_per_h)

        def per_hour(place: Place, number: int) -> Place:
            start_s, end_s = ALL_DAY_S
            calls = steady(number, spec.places_per_call, from_s=start_s, until_s=end_s)
            return replace(place, calls=calls) if isinstance(place, Rank) else place

        most = max(now, 1) * (100 + _MOST_PERCENT) // _PERCENT
        return Lever("每小时车辆数", "vehicles an hour", 1, now, most, per_hour, *_NOBODY_LEAVES)
    return None


def _with_lanes(place: Place, lanes: int) -> Place:
    """The place with so many lanes at its fullest; other hours of its schedule in proportion."""
    if not isinstance(place, Lanes):
        return place
    before = place.schedule
    scaled = tuple(math.ceil(count * lanes / before.most) for count in before.lanes)
    return replace(place, schedule=LaneSchedule(before.from_s, scaled), rule=None)


def _oftener(place: Place, percent: int) -> Place:
    if not isinstance(place, Rank):
        return place
    return replace(place, calls=more_often(place.calls, percent - _PERCENT))
