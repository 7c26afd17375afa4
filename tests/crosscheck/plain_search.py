"""The same rules once more, in plain Python: every state in time that a traveller can be in.

No labels, no order, no pruning but the deadline. A state is standing at a stop ready to board, being
set down at a stop, or sitting in a vehicle; all states that can be reached are collected, and the
earliest egress counts. It is far too slow for a city and is there to check `bench_rules`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bench_rules import NEVER, UNREACHABLE, Town, Walks

__all__ = ["Plain"]

State = tuple[str, int, int, int]


class Plain:
    """A town unpacked into dictionaries; one question at a time."""

    def __init__(self, town: Town, *, slack_s: int, max_time_s: int, max_rides: int | None) -> None:
        self.town, self.slack_s, self.max_time_s = town, slack_s, max_time_s
        self.max_rides = NEVER if max_rides is None else max_rides
        day = town.day
        self.calls = [
            [
                (int(day.stop[c]), int(day.arrival_s[c]), int(day.departure_s[c]),
                 bool(day.may_board[c]), bool(day.may_alight[c]))
                for c in range(day.first[trip], day.first[trip + 1])
            ]
            for trip in range(len(day.trip_ids))
        ]  # fmt: skip
        self.boardings: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for trip, calls in enumerate(self.calls):
            for k, (stop, *_) in enumerate(calls[:-1]):
                self.boardings[stop].append((trip, k))
        self.known: dict[tuple[int, int], int] = {}
        self.transfers, self.egress = _lists(town.transfers), _lists(town.egress)
        self.access = _lists(town.access)
        self.bands: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for row in day.frequencies.itertuples():
            self.bands[row.trip].append((row.start_s, row.end_s, row.headway_s))

    def times_s(self, origin: int, departure_s: int) -> list[int]:
        """Travel seconds to every destination; -1 is unreachable."""
        last_s = departure_s + self.max_time_s
        found = {("ready", stop, departure_s + walk_s, 0) for stop, walk_s in self.access[origin]}
        waiting = list(found)
        earliest = [departure_s + int(walk_s) for walk_s in self.town.direct_s[origin]]
        while waiting:
            state = waiting.pop()
            if state[0] == "down":
                for place, walk_s in self.egress[state[1]]:
                    earliest[place] = min(earliest[place], state[2] + walk_s)
            for after in self._next(state):
                if after[2] <= last_s and after not in found:
                    found.add(after)
                    waiting.append(after)
        return [at - departure_s if at <= last_s else UNREACHABLE for at in earliest]

    def _next(self, state: State) -> Iterator[State]:
        what, where, now, rides = state
        if what == "down":
            for stop, walk_s in self.transfers[where]:
                yield "ready", stop, now + walk_s, rides
        elif rides < self.max_rides:
            # Without a limit the number of rides is not part of the state.
            ridden = rides if self.max_rides == NEVER else rides + 1
            for trip, k in self.boardings[where]:
                calls = self.calls[trip]
                if not calls[k][3]:
                    continue
                for left in self._departures(trip, k, now + self.slack_s):
                    for stop, reach, _, _, may_alight in calls[k + 1 :]:
                        if may_alight:
                            yield "down", stop, left + reach - calls[k][2], ridden

    def _departures(self, trip: int, k: int, ready_s: int) -> Iterator[int]:
        """All that a traveller who is ready then can board there."""
        leave = self.calls[trip][k][2]
        if self.town.day.runs[trip]:
            if leave >= ready_s:
                yield leave
            return
        offset_s = leave - self.calls[trip][0][2]
        left = self._expected(trip, ready_s - offset_s)
        if left < NEVER:
            yield left + offset_s

    def _expected(self, trip: int, ready_s: int) -> int:
        """Of all seconds in a band from then on, the earliest expected departure."""
        if (trip, ready_s) not in self.known:
            self.known[trip, ready_s] = min(
                (
                    second + -(-headway_s // 2)
                    for start_s, end_s, headway_s in self.bands[trip]
                    for second in range(max(start_s, ready_s), end_s)
                ),
                default=NEVER,
            )
        return self.known[trip, ready_s]


def _lists(walks: Walks) -> dict[int, list[tuple[int, int]]]:
    return {
        i: [
            (int(walks.target[w]), int(walks.time_s[w]))
            for w in range(walks.first[i], walks.first[i + 1])
        ]
        for i in range(len(walks.first) - 1)
    }
