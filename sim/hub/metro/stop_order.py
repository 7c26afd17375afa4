"""The stops of several patterns in one order, and the train sets that a plan needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from sim.hub.metro.services import LineService

__all__ = ["Token", "merged_order", "sets_needed", "tokens"]

Token = tuple[str, int]


def tokens(stop_ids: Sequence[str]) -> list[Token]:
    """Stops numbered by how often the pattern was there before: a loop line calls twice.

    Examples
    --------
    >>> tokens(["A", "B", "A"])
    [('A', 0), ('B', 0), ('A', 1)]
    """
    seen: dict[str, int] = defaultdict(int)
    found = []
    for stop_id in stop_ids:
        found.append((stop_id, seen[stop_id]))
        seen[stop_id] += 1
    return found


def merged_order(sequences: Sequence[Sequence[Token]]) -> list[Token] | None:
    """Order of all tokens that every sequence follows; None where there is none.

    Among stops that could come next, the one named first in the sequences comes first.

    Examples
    --------
    >>> [stop for stop, _ in merged_order([tokens("ABCD"), tokens("ABX")]) or []]
    ['A', 'B', 'C', 'D', 'X']
    >>> merged_order([tokens("AB"), tokens("BA")]) is None
    True
    """
    after: dict[Token, set[Token]] = {token: set() for sequence in sequences for token in sequence}
    before = dict.fromkeys(after, 0)
    for sequence in sequences:
        for first, second in pairwise(sequence):
            if second not in after[first]:
                after[first].add(second)
                before[second] += 1
    rank = {token: at for at, token in enumerate(after)}
    ready = [token for token in after if not before[token]]
    order: list[Token] = []
    while ready:
        token = min(ready, key=rank.__getitem__)
        ready.remove(token)
        order.append(token)
        for following in sorted(after[token], key=rank.__getitem__):
            before[following] -= 1
            if not before[following]:
                ready.append(following)
    return order if len(order) == len(after) else None


def sets_needed(services: Sequence[LineService]) -> int:
    """Most train sets that the plan has at once on the way or turning round.

    Examples
    --------
    >>> from sim.hub.metro.examples import small_line
    >>> sets_needed(small_line((300.0, 600.0, 2000.0)))  # 300 s on the way, 180 s to turn
    2
    """
    events: list[tuple[float, int]] = []
    for service in services:
        for pattern in service.patterns:
            lasts_s = pattern.offsets_s()[-1] + service.operation.layover_s
            for time_s in pattern.departures_s:
                events += [(time_s, 1), (time_s + lasts_s, -1)]
    running = most = 0
    for _, change in sorted(events):
        running += change
        most = max(most, running)
    return most
