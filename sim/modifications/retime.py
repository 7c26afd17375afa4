"""Let trains of the timetable run faster or slower between two stations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from pydantic import Field

from sim.modifications.base import Effect, ModificationBase, Problem, counted, error
from sim.modifications.draft import Draft
from sim.modifications.line_stops import straight_m
from sim.modifications.rail_names import station_named, station_problems
from sim.modifications.train_calls import changed_source
from sim.modifications.train_choice import bears_number, train_problems
from sim.modifications.values import RunTimeMin
from sim.network.model import Call, Quality, StopId, Train
from sim.network.rail_sketch.kinematics import run_time_s
from sim.network.rail_sketch.sketch import DRIVING

__all__ = ["Retime"]

_DETOUR = 1.05
"""Length of a high-speed line over the straight line between its stations: typical, assumed."""
_WAYS = ("faster_min", "run_min", "speed_kmh")


class Retime(ModificationBase):
    """Change the run time of trains that call at two stations, in both directions.

    The departure from the first of the two stays; stops in between keep their dwell, and all later
    calls move by the time gained. Give one of faster_min, run_min and speed_kmh.
    """

    type: Literal["retime"]

    between: tuple[str, str]
    """Two stations, by id or name: trains that call at both are changed on the way between."""

    trains: tuple[str, ...] = ()
    """Only the trains of these numbers (one half of G1221/G1224 will do); by default all."""

    faster_min: float | None = Field(default=None, ge=-120, le=600)
    """Minutes gained between the two stations; negative where trains become slower."""

    run_min: RunTimeMin | None = None
    """New minutes in motion between the two, without the stops on the way."""

    speed_kmh: float | None = Field(default=None, gt=0, le=600)
    """New speed of the track (km/h), in place of from_speed_kmh."""

    from_speed_kmh: float | None = Field(default=None, gt=0, le=600)
    """Speed that trains run today (km/h); needed with speed_kmh."""

    distance_km: float | None = Field(default=None, gt=0, le=5000)
    """Length of the track between the two; by default 1.05 times the straight line."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check the stations, the numbers of trains, and that one change is given."""
        for end, text in enumerate(self.between):
            yield from station_problems(draft, text, "between", end)
        stops = [station_named(draft, text) for text in self.between]
        if stops[0] is not None and stops[0] == stops[1]:
            yield error(
                "same-station",
                f"both ends are {stops[0].name_en}",
                "name two different stations",
                "between",
            )
        yield from train_problems(draft, self.trains, "trains")
        given = [key for key in _WAYS if getattr(self, key) is not None]
        if len(given) != 1:
            yield error(
                "one-change",
                f"{' and '.join(given) if given else 'no change'} of run times is given",
                "give exactly one of " + ", ".join(_WAYS),
                given[-1] if given else "between",
            )
        if (self.speed_kmh is None) != (self.from_speed_kmh is None):
            yield error(
                "missing-key",
                "a new speed needs the old one, to know what is gained",
                "give both speed_kmh and from_speed_kmh",
                "speed_kmh" if self.speed_kmh is not None else "from_speed_kmh",
            )

    def check(self, draft: Draft) -> Iterator[Problem]:
        """Check that every train still leaves before it arrives, within the mode's speed."""
        if not draft.trains:
            return
        first, last = self._ends(draft)
        wrong, fast = [], []
        for train, low, high in self._found(draft):
            mode = draft.modes[train.mode_id]
            run_s = sum(self._new_runs_s(draft, train, low, high))
            calls = train.calls[low : high + 1]
            straight = sum(straight_m([draft.stops[call.stop_id] for call in calls]))
            if run_s <= 0:
                wrong.append(train)
            elif straight * 3.6 / run_s > mode.max_speed_kmh:
                fast.append(train)
        names = f"{draft.stops[first].name_en} and {draft.stops[last].name_en}"
        key = next(key for key in _WAYS if getattr(self, key) is not None)
        if wrong:
            yield error(
                "arrives-before-leaving",
                f"{_listed(wrong)} would arrive before leaving between {names}",
                "give fewer minutes than the run takes today",
                key,
            )
        if fast:
            limit = max(draft.modes[train.mode_id].max_speed_kmh for train in fast)
            yield error(
                "speed-too-high",
                f"{_listed(fast)} would run faster than {limit:g} km/h between {names}",
                "give more minutes for this run",
                key,
            )

    def provides(self, draft: Draft) -> None:
        """Change the trains, where the draft has any."""
        if draft.trains:
            self.apply(draft)

    def apply(self, draft: Draft) -> Effect:
        """Change the calls of every train that runs between the two stations."""
        first, last = self._ends(draft)
        gained_s, changed = 0, []
        for train, low, high in self._found(draft):
            runs_s = self._new_runs_s(draft, train, low, high)
            calls = _with_runs(train.calls, low, high, runs_s)
            if calls != train.calls:
                gained_s += train.calls[high].arrival_s - calls[high].arrival_s
                changed.append(train.trip_id)
                draft.trains[train.trip_id] = replace(
                    train, calls=calls, quality=Quality.SCENARIO, source=changed_source(train)
                )
        mean_min = gained_s / 60 / max(len(changed), 1)
        word = "faster" if mean_min >= 0 else "slower"
        return Effect(
            f"retimes {counted(len(changed), 'train')} between {draft.stops[first].name_en} and "
            f"{draft.stops[last].name_en}: {abs(mean_min):.1f} min {word} on average",
            {"trains": tuple(changed), "stops": (first, last)},
            {"trains": len(changed)},
        )

    def _ends(self, draft: Draft) -> tuple[StopId, StopId]:
        first, last = (station_named(draft, text) for text in self.between)
        if first is None or last is None:
            raise KeyError(self.between)
        return first.stop_id, last.stop_id

    def _found(self, draft: Draft) -> list[tuple[Train, int, int]]:
        """Trains with the places of the two calls, the earlier first."""
        ends = set(self._ends(draft))
        found = []
        for train in draft.trains.values():
            if self.trains and not any(bears_number(train.number, one) for one in self.trains):
                continue
            places = [place for place, call in enumerate(train.calls) if call.stop_id in ends]
            if len({train.calls[place].stop_id for place in places}) == len(ends):
                found.append((train, places[0], places[-1]))
        return found

    def _new_runs_s(self, draft: Draft, train: Train, low: int, high: int) -> list[int]:
        """Run time of each hop between the two calls, in whole minutes where they add up."""
        calls = train.calls[low : high + 1]
        runs_s = [after.arrival_s - before.departure_s for before, after in pairwise(calls)]
        if self.speed_kmh is None or self.from_speed_kmh is None:
            old_s = sum(runs_s)
            new_s = self.run_min * 60 if self.run_min else old_s - (self.faster_min or 0.0) * 60
            return _shared([run * new_s / max(old_s, 1) for run in runs_s])
        straight = straight_m([draft.stops[call.stop_id] for call in calls])
        scale = _DETOUR if self.distance_km is None else self.distance_km * 1000 / sum(straight)
        return _shared(
            [
                run - _gain_s(metres * scale, self.from_speed_kmh, self.speed_kmh)
                for run, metres in zip(runs_s, straight, strict=True)
            ]
        )


def _gain_s(distance_m: float, from_kmh: float, to_kmh: float) -> float:
    """Scheduled seconds gained over a hop from standing to standing, margin included."""
    old_s, new_s = (
        run_time_s(
            distance_m,
            kmh / 3.6,
            acceleration_mps2=DRIVING.acceleration_mps2,
            braking_mps2=DRIVING.braking_mps2,
        )
        for kmh in (from_kmh, to_kmh)
    )
    return (old_s - new_s) * (1 + DRIVING.margin_share)


def _shared(runs_s: Sequence[float]) -> list[int]:
    """Whole minutes whose running sum stays nearest to that of the exact times."""
    exact, told, found = 0.0, 0, []
    for run in runs_s:
        exact += run
        found.append(round(exact / 60) * 60 - told)
        told += found[-1]
    return found


def _with_runs(
    calls: tuple[Call, ...], low: int, high: int, runs_s: Sequence[int]
) -> tuple[Call, ...]:
    found = list(calls[: low + 1])
    for call, run_s in zip(calls[low + 1 : high + 1], runs_s, strict=True):
        arrival_s = found[-1].departure_s + run_s
        found.append(Call(call.stop_id, arrival_s, arrival_s + call.departure_s - call.arrival_s))
    shift_s = found[-1].arrival_s - calls[high].arrival_s
    later = [
        Call(call.stop_id, call.arrival_s + shift_s, call.departure_s + shift_s)
        for call in calls[high + 1 :]
    ]
    return (*found, *later)


def _listed(trains: Sequence[Train], shown: int = 5) -> str:
    names = ", ".join(train.number for train in trains[:shown])
    return names if len(trains) <= shown else f"{names} and {len(trains) - shown} more"
