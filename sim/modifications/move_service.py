"""Move trains from one main station to another, from a junction on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import Field

from sim.modifications.base import Effect, ModificationBase, Problem, counted, error, warning
from sim.modifications.draft import Draft
from sim.modifications.line_stops import straight_m
from sim.modifications.rail_names import station_named, station_problems
from sim.modifications.rail_plausible import run_speed_problems
from sim.modifications.rail_services import closed_problems, drawn_lines
from sim.modifications.train_calls import changed_source
from sim.modifications.train_choice import bears_number, chosen_trains, train_problems
from sim.modifications.values import RunTimeMin
from sim.network.model import Call, Quality, StopId, Train
from sim.network.rail_sketch.kinematics import run_time_s
from sim.network.rail_sketch.sketch import DRIVING
from sim.network.rail_sketch.trains import NoRunTimeError, hop_runs

__all__ = ["MoveService"]

_DETOUR = 1.15
"""Way over the straight line on the approach to a city: assumed."""
_APPROACH_KM = 50.0
"""Straight line up to which a way counts as an approach to a city: assumed."""
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class _Move:
    """A train that begins or ends at the old station; ``junction`` is the place of its call."""

    train: Train
    junction: int
    begins: bool

    @property
    def junction_id(self) -> StopId:
        return self.train.calls[self.junction].stop_id


class MoveService(ModificationBase):
    """Let trains begin or end at another main station.

    What lies between the junction and the station is replaced: calls there are given up, and the
    time at the junction and beyond stays. Trains that run through the old station stay as they are.
    """

    type: Literal["move_service"]

    from_station: str
    """Station at which the trains begin or end today, by id or name."""

    to_station: str
    """Station at which they shall begin or end; it must be open."""

    trains: tuple[str, ...] = ()
    """Numbers of the trains (one half of G1221/G1224 will do); by default all that begin or end
    there."""

    origin: str | None = None
    """Only trains that begin here."""

    destination: str | None = None
    """Only trains that end here."""

    via: str | None = None
    """Only trains that call here."""

    junction: str | None = None
    """Last station that stays as it is; by default each train's call next to the old station."""

    run_min: RunTimeMin | None = None
    """Minutes between junction and new station. By default those of the sketch of an added line,
    else of the fastest train of the timetable; else speed_kmh is needed."""

    speed_kmh: float | None = Field(default=None, gt=0, le=600)
    """Speed of the new way (km/h), for a run time by kinematics."""

    distance_km: float | None = Field(default=None, gt=0, le=1000)
    """Length of the new way, with speed_kmh; by default 1.15 times the straight line."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check the stations, that the new one is open, and the numbers of trains."""
        for key in ("from_station", "to_station", "origin", "destination", "via", "junction"):
            text = getattr(self, key)
            if text is not None:
                yield from station_problems(draft, text, key)
        yield from closed_problems(draft, self.to_station, "to_station")
        old, new = station_named(draft, self.from_station), station_named(draft, self.to_station)
        if old is not None and old == new:
            yield error(
                "same-station",
                f"the trains are at {old.name_en} already",
                "name another station",
                "to_station",
            )
        yield from train_problems(draft, self.trains, "trains")
        if self.distance_km is not None and self.speed_kmh is None:
            yield error(
                "missing-key",
                "a distance alone gives no run time",
                "give speed_kmh as well",
                "distance_km",
            )

    def check(self, draft: Draft) -> Iterator[Problem]:
        """Check that the trains begin or end at the old station and that run times are known."""
        if not draft.trains:
            return
        moves = self._moves(draft)
        if self.trains:
            moved = {move.train.number for move in moves}
            for place, number in enumerate(self.trains):
                if not any(bears_number(one, number) for one in moved):
                    yield error(
                        "train-runs-through",
                        f"{number} neither begins nor ends at {self.from_station}"
                        + (f" with a call at {self.junction}" if self.junction else ""),
                        "take it out: only trains that begin or end there can be moved",
                        "trains",
                        place,
                    )
        missing = sorted(
            {move.junction_id for move in moves if self._run_s(draft, move.junction_id) is None}
        )
        if missing:
            names = ", ".join(draft.stops[stop_id].name_en for stop_id in missing[:5])
            yield error(
                "no-run-time",
                f"nothing says how long a train takes between {self.to_station} and {names}"
                + (f" and {len(missing) - 5} more" if len(missing) > 5 else ""),
                "give run_min or speed_kmh, or name a junction from which it is known",
                "to_station",
            )
        junctions = {move.junction_id for move in moves}
        yield from self._too_fast(draft, junctions)
        yield from self._far_off(draft, junctions)
        if not moves and not self.trains:
            yield warning(
                "no-train",
                f"no train of the timetable begins or ends at {self.from_station} as asked",
                "look at origin, destination, via and junction",
                "from_station",
            )

    def _too_fast(self, draft: Draft, junctions: Iterable[StopId]) -> Iterator[Problem]:
        new = station_named(draft, self.to_station)
        if self.run_min is None or new is None:
            return
        sketches = [*drawn_lines(draft).values()]
        for stop_id in sorted(junctions):
            ends = draft.stops[stop_id], new
            found = [*run_speed_problems(draft, ends, self.run_min, sketches, "run_min")]
            if found:
                yield found[0]
                return

    def _far_off(self, draft: Draft, junctions: Iterable[StopId]) -> Iterator[Problem]:
        """Warn where a long way is taken for the straight line of an approach."""
        new = station_named(draft, self.to_station)
        if new is None or self.speed_kmh is None or self.run_min or self.distance_km:
            return
        far = [
            (straight_m([draft.stops[stop_id], new])[0] / 1000, draft.stops[stop_id].name_en)
            for stop_id in sorted(junctions)
        ]
        longest_km, name = max(far, default=(0.0, ""))
        if longest_km > _APPROACH_KM:
            yield warning(
                "far-junction",
                f"{name} is {longest_km:.0f} km from {new.name_en}: the way there is taken as "
                f"{_DETOUR:g} times the straight line, {longest_km * _DETOUR:.0f} km, all of it at "
                f"{self.speed_kmh:g} km/h",
                f"give distance_km, or name a junction within {_APPROACH_KM:g} km",
                "speed_kmh",
            )

    def provides(self, draft: Draft) -> None:
        """Move the trains, where the draft has any."""
        if draft.trains:
            self.apply(draft)

    def apply(self, draft: Draft) -> Effect:
        """Replace the part of each train between its junction and the old station."""
        old, new = station_named(draft, self.from_station), station_named(draft, self.to_station)
        if old is None or new is None:
            raise KeyError(self.from_station)
        moved, given_up = [], set()
        runs_s = {
            stop_id: self._run_s(draft, stop_id)
            for stop_id in sorted({move.junction_id for move in self._moves(draft)})
        }
        for move in self._moves(draft):
            run_s = runs_s[move.junction_id]
            if run_s is None:
                raise KeyError(move.junction_id)
            calls = _moved_calls(move, new.stop_id, run_s)
            kept = {call.stop_id for call in calls}
            given_up |= {call.stop_id for call in move.train.calls} - kept - {old.stop_id}
            draft.trains[move.train.trip_id] = replace(
                move.train,
                calls=calls,
                quality=Quality.SCENARIO,
                source=changed_source(move.train),
            )
            moved.append(move.train.trip_id)
        through = self._through(draft, old.stop_id)
        names = ", ".join(sorted(draft.stops[stop_id].name_en for stop_id in given_up))
        return Effect(
            f"moves {counted(len(moved), 'train')} from {old.name_en} to {new.name_en}"
            + (f"; some no longer call at {names}" if names else "")
            + (f"; {through} that run through stay" if through else ""),
            {"trains": tuple(moved), "stops": (old.stop_id, new.stop_id)},
            {"trains": len(moved)},
        )

    def _chosen(self, draft: Draft) -> tuple[Train, ...]:
        origin, destination, via = (
            stop.stop_id if text and (stop := station_named(draft, text)) is not None else None
            for text in (self.origin, self.destination, self.via)
        )
        return chosen_trains(draft, self.trains, origin=origin, destination=destination, via=via)

    def _through(self, draft: Draft, old: StopId) -> int:
        return sum(
            any(call.stop_id == old for call in train.calls[1:-1]) for train in self._chosen(draft)
        )

    def _moves(self, draft: Draft) -> list[_Move]:
        old = station_named(draft, self.from_station)
        junction = station_named(draft, self.junction) if self.junction else None
        found = []
        for train in self._chosen(draft):
            stops = [call.stop_id for call in train.calls]
            for begins, end, usual in ((True, 0, 1), (False, -1, len(stops) - 2)):
                if old is None or stops[end] != old.stop_id:
                    continue
                if junction is None:
                    found.append(_Move(train, usual, begins))
                elif junction.stop_id in stops and junction != old:
                    found.append(_Move(train, stops.index(junction.stop_id), begins))
                break
        return found

    def _run_s(self, draft: Draft, junction: StopId) -> int | None:
        """Seconds between a junction and the new station; None if nothing says it."""
        new = station_named(draft, self.to_station)
        if new is None:
            return None
        if self.run_min is not None:
            return round(self.run_min * 60)
        if self.speed_kmh is not None:
            straight = straight_m([draft.stops[junction], new])[0] * _DETOUR
            technical_s = run_time_s(
                straight if self.distance_km is None else self.distance_km * 1000,
                self.speed_kmh / 3.6,
                acceleration_mps2=DRIVING.acceleration_mps2,
                braking_mps2=DRIVING.braking_mps2,
            )
            scheduled_s = technical_s * (1 + DRIVING.margin_share) + DRIVING.throat_s
            return max(1, round(scheduled_s / 60)) * 60
        try:
            runs = hop_runs(
                [junction, new.stop_id], [*drawn_lines(draft).values()], draft.trains.values()
            )
        except NoRunTimeError:
            return None
        return runs[0].run_s


def _moved_calls(move: _Move, new: StopId, run_s: int) -> tuple[Call, ...]:
    """Calls with the new end; a train that would begin before its day begins a day later."""
    calls = move.train.calls
    at = calls[move.junction]
    if not move.begins:
        arrival_s = at.departure_s + run_s
        return (*calls[: move.junction + 1], Call(new, arrival_s, arrival_s))
    departure_s = at.arrival_s - run_s
    moved = (Call(new, departure_s, departure_s), *calls[move.junction :])
    if departure_s >= 0:
        return moved
    return tuple(
        Call(call.stop_id, call.arrival_s + _DAY_S, call.departure_s + _DAY_S) for call in moved
    )
