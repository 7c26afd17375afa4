"""Set how long the walk between two stops takes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Literal

from pydantic import Field

from sim.modifications.base import Effect, ModificationBase, Problem, error, warning
from sim.modifications.draft import Draft
from sim.modifications.line_stops import straight_m
from sim.modifications.names import did_you_mean, hub_named, stop_named, stop_problems
from sim.network.model import Quality, Stop, StopId, TransferTime

__all__ = ["SetTransferTime"]

_FASTEST_WALK_M_S = 2.0
_LONGEST_TRANSFER_M = 3000.0


class SetTransferTime(ModificationBase):
    """Replace the computed walk between two stops, or between all stops of a main station."""

    type: Literal["set_transfer_time"]

    stops: tuple[str, str] | None = None
    """Two stops, by id or name. Either this or hub."""

    hub: str | None = None
    """A main station: every pair of its stops. Either this or stops."""

    time_min: float = Field(ge=0, le=60)
    """Walk from platform to platform (minutes), without waiting."""

    both_ways: bool = True
    """False to set only the way from the first to the second stop."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check the two stops or the hub."""
        if (self.stops is None) == (self.hub is None):
            yield error(
                "stops-or-hub",
                "name either two stops or a hub",
                "give exactly one of them",
                *(("hub",) if self.hub is not None else ()),
            )
        if self.stops is not None:
            yield from stop_problems(draft, self.stops, "stops")
        if self.hub is not None:
            hub = hub_named(draft, self.hub)
            if hub is None:
                names = [name for hub in draft.hubs.values() for name in (hub.hub_id, hub.name_en)]
                yield error(
                    "unknown-hub",
                    f"there is no main station '{self.hub}'",
                    did_you_mean(self.hub, names, "hubs: " + ", ".join(draft.hubs)),
                    "hub",
                )
            elif len([s for s in hub.stop_ids if s in draft.stops]) < 2:
                yield error(
                    "hub-without-transfer",
                    f"{hub.name_en} has fewer than two stops",
                    "open or add its stops first, or name two stops",
                    "hub",
                )

    def check(self, draft: Draft) -> Iterator[Problem]:
        """Check that a person can walk it."""
        key = "stops" if self.stops is not None else "hub"
        for first, second in self._pairs(draft):
            if self.both_ways and first.stop_id > second.stop_id:
                continue  # told for the other way already
            metres = straight_m([first, second])[0]
            names = f"{first.name_en} and {second.name_en}"
            if metres > _LONGEST_TRANSFER_M:
                yield warning(
                    "transfer-far",
                    f"{names} are {metres / 1000:.1f} km apart",
                    "is this a walk?",
                    key,
                )
            elif metres / _FASTEST_WALK_M_S > self.time_min * 60:
                yield warning(
                    "transfer-too-fast",
                    f"{names} are {metres:.0f} m apart: nobody walks that in {self.time_min:g} min",
                    "give more minutes",
                    "time_min",
                )

    def provides(self, draft: Draft) -> None:
        """Nothing that could be named later."""

    def apply(self, draft: Draft) -> Effect:
        """Enter the times."""
        changed = 0
        pairs = self._pairs(draft)
        for first, second in pairs:
            key = (first.stop_id, second.stop_id)
            time = TransferTime(*key, round(self.time_min * 60), Quality.SCENARIO, "scenario")
            before = draft.transfer_times.get(key)
            changed += before is None or before.time_s != time.time_s
            draft.transfer_times[key] = time
        names = sorted({stop.name_en for pair in pairs for stop in pair})
        ids: tuple[StopId, ...] = tuple(sorted({stop.stop_id for pair in pairs for stop in pair}))
        return Effect(
            f"{' – '.join(names)}: transfer takes {self.time_min:g} min",
            {"stops": ids},
            {"transfers": changed},
        )

    def _pairs(self, draft: Draft) -> list[tuple[Stop, Stop]]:
        if self.stops is not None:
            stops = [stop_named(draft, text) for text in self.stops if text not in draft.promised]
        else:
            hub = hub_named(draft, self.hub or "")
            stops = [draft.stops[s] for s in hub.stop_ids if s in draft.stops] if hub else []
        pairs = list(permutations(stops, 2))
        return (
            pairs
            if self.both_ways
            else pairs[:1]
            if self.stops is not None
            else [(a, b) for place, a in enumerate(stops) for b in stops[place + 1 :]]
        )
