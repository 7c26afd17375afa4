"""Tables of a simulated day at a station: queues, who missed what, checks, trains, measures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from sim.hub.flow.facility import DayLog, Facility, LaneCounts, Visits
from sim.hub.flow.places import Gate, Lanes, LaneSchedule, Place, Rank, Walk
from sim.hub.flow.statistics import percentiles, queue_table
from sim.hub.station.crowd import Crowd
from sim.hub.station.day import StationDay, StationInputs
from sim.hub.station.layout import base_of
from sim.hub.station.template import PlaceSpec
from sim.hub.station.totals import FROM, TO
from sim.hub.station.transfers import door_to_door_s

__all__ = [
    "PART",
    "check_rows",
    "measures",
    "missed_rows",
    "queue_rows",
    "train_rows",
    "waits_by_place",
]

PART = "station"
_WAITS = ("wait_mean_s", "wait_p95_s", "left_behind_pct")
_MIN_S = 60.0


def queue_rows(day: StationDay, inputs: StationInputs) -> pd.DataFrame:
    """Rows of ``operations_queues``; the platforms' copies of a place counted together.

    Examples
    --------
    >>> from sim.hub.station.day_examples import small_inputs, small_station_day
    >>> rows = queue_rows(small_station_day(), small_inputs())
    >>> rows.groupby("place_id")["arrivals"].sum().to_dict()
    {'hall': 5, 'in_gates': 4}
    """
    facility, log = _without_copies(day.layout.facility, day.log, inputs.template.places)
    return queue_table(log, facility, part=PART)


def waits_by_place(day: StationDay) -> pd.DataFrame:
    """Waits of the day at lanes and ranks, the platforms' copies of a place counted together.

    Returns
    -------
    DataFrame
        place_id (of the template), people, wait_mean_s, wait_p95_s, left_behind_pct (people whom at
        least one full vehicle of a line left behind; NaN elsewhere). Gates are left out, as people
        choose how early they come.

    Examples
    --------
    >>> from sim.hub.station.day_examples import small_station_day
    >>> waits_by_place(small_station_day())[["place_id", "people"]].values.tolist()
    [['in_gates', 4]]
    """
    places = day.layout.facility.places
    numbers: dict[str, list[int]] = {}
    for number, place in enumerate(places):
        if not isinstance(place, Gate | Walk):
            numbers.setdefault(base_of(place.place_id), []).append(number)
    visits = day.log.visits
    rows = []
    for place_id, own in numbers.items():
        there = np.isin(visits.place, own)
        waits = visits.wait_s[there]
        (p95,) = percentiles(waits, (95.0,))
        mean = float(waits.mean()) if waits.size else math.nan
        first = places[own[0]]
        boards = isinstance(first, Rank) and first.place_id != place_id and bool(waits.size)
        left = 100.0 * float((visits.failed[there] > 0).mean()) if boards else math.nan
        rows.append((place_id, int(waits.size), mean, p95, left))
    return pd.DataFrame(rows, columns=["place_id", "people", *_WAITS])


def missed_rows(day: StationDay, inputs: StationInputs) -> pd.DataFrame:
    """Rows of ``operations_missed``: who missed the train or vehicle, by pair of kinds.

    The interval is Wilson's for a share (95 %), people as if independent. ``main_place_id`` is
    where most of them were too late.

    Examples
    --------
    >>> from sim.hub.station.day_examples import small_inputs, small_station_day
    >>> missed_rows(small_station_day(), small_inputs())["missed"].tolist()
    [0, 0, 0]
    """
    crowd, log = day.crowd, day.log
    rows = []
    for group, pair in enumerate(crowd.groups.itertuples(index=False, name=None)):
        own = crowd.people.group == group
        people, missed = int(own.sum()), int((own & log.missed).sum())
        low, high = _wilson(missed, people)
        titles = [inputs.kind_titles.get(kind, (kind, kind)) for kind in pair]
        rows.append(
            {
                "part": PART,
                "facility_id": inputs.facility_id,
                "group_id": "-".join(pair),
                "group_zh": "→".join(title[0] for title in titles),
                "group_en": " to ".join(title[1] for title in titles),
                "people": people,
                "missed": missed,
                "missed_pct": 100.0 * missed / people if people else math.nan,
                "low_pct": 100.0 * low,
                "high_pct": 100.0 * high,
                "main_place_id": _main_place(day, own & log.missed),
            }
        )
    return pd.DataFrame(rows, columns=list(_MISSED))


_MISSED = (
    "part",
    "facility_id",
    "group_id",
    "group_zh",
    "group_en",
    "people",
    "missed",
    "missed_pct",
    "low_pct",
    "high_pct",
    "main_place_id",
)


def _main_place(day: StationDay, missed: np.ndarray) -> str:
    at = day.log.missed_at[missed]
    if not at.size:
        return ""
    number = int(np.bincount(at).argmax())
    return base_of(day.layout.facility.places[number].place_id)


def _wilson(count: int, of: int) -> tuple[float, float]:
    """Wilson's interval of a share, 95 % (Wilson 1927)."""
    if not of:
        return math.nan, math.nan
    z, share = 1.959964, count / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def check_rows(day: StationDay, inputs: StationInputs) -> pd.DataFrame:
    """Rows of ``operations_checks``: what the model has and what was simulated; all must tie out.

    Passengers of the day; set down and picked up by the trains; trips of the city by direction and
    period, as the demand model has them; people in and out of the facility.

    Examples
    --------
    >>> from sim.hub.station.day_examples import small_inputs, small_station_day
    >>> rows = check_rows(small_station_day(), small_inputs())
    >>> rows["difference"].abs().max(), rows.loc[0, "simulated_total"]
    (np.int64(0), np.int64(10))
    """
    crowd, totals = day.crowd, inputs.scene.totals
    down = crowd.arrival >= 0
    up = crowd.departure >= 0
    rows: list[tuple[str, str, str, int, int]] = [
        (
            "passengers",
            "全日旅客(到发合计)",
            "Passengers of the day, set down and picked up",
            totals.passengers,
            int(down.sum() + up.sum()),
        ),
        (
            "set_down",
            "各次列车下车人数合计",
            "People the trains set down",
            int(inputs.scene.loads.set_down.sum()),
            int(down.sum()),
        ),
        (
            "picked_up",
            "各次列车上车人数合计",
            "People the trains pick up",
            int(inputs.scene.loads.picked_up.sum()),
            int(up.sum()),
        ),
    ]
    rows.extend(_ground_checks(crowd, inputs))
    ended = np.isfinite(day.log.end_s)
    rows.append(
        ("left", "进入车站者均已离开", "Who came in has gone out", len(ended), int(ended.sum()))
    )
    table = pd.DataFrame(
        rows, columns=["check", "title_zh", "title_en", "model_total", "simulated_total"]
    )
    table.insert(0, "facility_id", inputs.facility_id)
    table.insert(0, "part", PART)
    return table.assign(difference=table["simulated_total"] - table["model_total"])


def _ground_checks(crowd: Crowd, inputs: StationInputs) -> list[tuple[str, str, str, int, int]]:
    ground = inputs.scene.totals.ground
    counted = np.bincount(crowd.cell[crowd.cell >= 0], minlength=len(ground))
    table = ground.assign(simulated=counted)
    ways = {FROM: ("从列车", "from the trains"), TO: ("到列车", "to the trains")}
    keys = ["direction", "period", "alternative_id"]
    rows = []
    for (direction, period, way), part in table.groupby(keys, sort=True):
        parts = [
            ("市内出行", "City trips") if period else ("市外旅客", "Passengers of elsewhere"),
            ways[str(direction)],
            *(inputs.words.get(str(one), (str(one), str(one))) for one in (period, way) if one),
        ]
        rows.append(
            (
                "_".join(filter(None, ("trips", str(direction), str(period), str(way)))),
                "·".join(zh for zh, _ in parts),
                ", ".join(en for _, en in parts),
                int(part["people"].sum()),
                int(part["simulated"].sum()),
            )
        )
    return rows


def train_rows(inputs: StationInputs) -> pd.DataFrame:
    """Trains with what they set down and pick up, beside their seats.

    Examples
    --------
    >>> from sim.hub.station.day_examples import small_inputs
    >>> train_rows(small_inputs())[["train_id", "set_down", "picked_up"]].values.tolist()
    [['G1', 5, 1], ['G2', 0, 4]]
    """
    trains, loads = inputs.scene.trains, inputs.scene.loads
    return pd.DataFrame(
        {
            "train_id": list(trains.train_id),
            "listed": trains.listed,
            "arrive_s": trains.arrive_s,
            "depart_s": trains.depart_s,
            "platform": trains.platform + 1,
            "seats": trains.seats,
            "set_down": loads.set_down,
            "picked_up": loads.picked_up,
            "set_down_pct": 100.0 * loads.set_down / trains.seats,
            "picked_up_pct": 100.0 * loads.picked_up / trains.seats,
        }
    )


def measures(day: StationDay) -> dict[str, float]:
    """Numbers of one day, for means over replications; units are in the names.

    Examples
    --------
    >>> from sim.hub.station.day_examples import small_station_day
    >>> measures(small_station_day())["missed_pct"]
    0.0
    """
    way_s, _ = door_to_door_s(day.log, day.layout.facility, day.crowd)
    found: dict[str, float] = {}
    boards = day.crowd.departure >= 0
    found["people"] = float(len(day.crowd.people))
    late = day.log.missed & boards
    found["missed_pct"] = 100.0 * float(late.sum()) / max(int(boards.sum()), 1)
    found["no_vehicle_pct"] = (
        100.0 * float((day.log.missed & ~boards).sum()) / max(int((~boards).sum()), 1)
    )
    for group, pair in enumerate(day.crowd.groups.itertuples(index=False, name=None)):
        own = way_s[day.crowd.people.group == group]
        known = own[~np.isnan(own)] / _MIN_S
        name = "-".join(pair)
        p50, p95 = percentiles(known, (50.0, 95.0))
        found[f"transfer_p50_min/{name}"] = p50
        found[f"transfer_p95_min/{name}"] = p95
        found[f"within_5_min_pct/{name}"] = 100.0 * float((known <= 5).sum()) / max(own.size, 1)
    waits = waits_by_place(day).set_index("place_id")
    for name in _WAITS:
        told = waits[name].dropna() if name == _WAITS[-1] else waits[name]
        found |= {f"{name}/{place}": float(value) for place, value in told.items()}
    return found


def _without_copies(
    facility: Facility, log: DayLog, specs: Mapping[str, PlaceSpec]
) -> tuple[Facility, DayLog]:
    """The same day as if all platforms had one place of each kind, with the lanes of all."""
    places: dict[str, Place] = {}
    number = np.empty(len(facility.places), dtype=np.int16)
    counts: dict[int, LaneCounts] = {}
    for old, place in enumerate(facility.places):
        spec = specs.get(base_of(place.place_id))
        copied = spec is not None and spec.per_platform
        name = spec.place_id if spec is not None and copied else place.place_id
        if name not in places:
            titles = (spec.title_zh, spec.title_en) if spec and copied else None
            places[name] = _named(place, name, titles)
        new = number[old] = list(places).index(name)
        if old in log.lane_counts:
            counts[int(new)] = _summed(counts.get(int(new)), log.lane_counts[old])
    visits = log.visits
    moved = Visits(
        visits.person,
        number[visits.place],
        visits.arrive_s,
        visits.begin_s,
        visits.leave_s,
        visits.served,
        visits.failed,
    )
    merged = Facility(
        facility.facility_id, facility.title_zh, facility.title_en, tuple(places.values()), ()
    )
    return merged, replace(log, visits=moved, lane_counts=counts)


def _named(place: Place, name: str, titles: tuple[str, str] | None) -> Place:
    if titles is None:
        return place
    if isinstance(place, Lanes):
        return replace(
            place,
            place_id=name,
            title_zh=titles[0],
            title_en=titles[1],
            schedule=LaneSchedule.always(place.schedule.most),
        )
    return replace(place, place_id=name, title_zh=titles[0], title_en=titles[1])


def _summed(before: LaneCounts | None, more: LaneCounts) -> LaneCounts:
    """Lanes of two places together, from each moment on."""
    if before is None:
        return more
    moments = np.union1d(before.from_s, more.from_s)
    total = np.zeros(moments.size, dtype=np.int64)
    for one in (before, more):
        at = np.searchsorted(one.from_s, moments, side="right") - 1
        total += np.where(at >= 0, one.lanes[np.maximum(at, 0)], 0)
    return LaneCounts(moments, total)
