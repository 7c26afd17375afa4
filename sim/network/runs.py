"""Open runs: what of a branch can be ridden on the network's date, and where branches coincide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import cast

from sim.errors import NetworkError
from sim.network.bands import bands_of_branch
from sim.network.model import Branch, Hub, LineStop, Network, Route, StopId, Train

__all__ = [
    "ADDED_CALLS",
    "Run",
    "Trunk",
    "branches_without_headway",
    "calls_are_assumed",
    "hub_is_closed",
    "open_runs",
    "stop_is_open",
    "trunks",
]

ADDED_CALLS = "scenario: calls added to the timetable"
"""Source of a train that a scenario lets call where the timetable does not."""


def calls_are_assumed(train: Train) -> bool:
    """Whether a scenario guesses where the train calls, and what that costs.

    A train that a scenario draws, retimes or moves is what it says, and no guess.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> any(calls_are_assumed(train) for train in two_line_network().trains.values())
    False
    """
    return train.source == ADDED_CALLS


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a branch in one direction of travel, over open sections, open stops only.

    ``hop_s`` is departure to departure, one dwell included, in the network's year; the first
    stop's is zero. ``whole`` tells that no section of the branch is closed.
    """

    branch_id: str
    number: int
    direction: int
    stop_ids: tuple[StopId, ...]
    hop_s: tuple[float, ...]
    whole: bool

    def reach_s(self, position: int) -> int:
        """Seconds from the departure at the first stop to that at a later one."""
        return round(sum(self.hop_s[: position + 1]))


@dataclass(frozen=True, slots=True)
class Trunk:
    """Stops shared, in order and without a gap, by several runs of a route.

    ``starts`` gives for each member run the position of the trunk's first stop.
    """

    stop_ids: tuple[StopId, ...]
    members: tuple[Run, ...]
    starts: tuple[int, ...]


def stop_is_open(network: Network, stop_id: StopId) -> bool:
    """Whether passengers can get on and off at a stop on the network's date.

    A stop is closed outside its own dates, and while a hub it belongs to is closed for
    rebuilding: then the regional services do not call, the urban stations of the hub stay open.
    An unknown stop, or one of an unknown mode, is not open.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> stop_is_open(line("A B C"), StopId("B"))
    True
    """
    stop = network.stops.get(stop_id)
    mode = network.modes.get(stop.mode_id) if stop is not None else None
    if stop is None or mode is None or not network.is_open(stop):
        return False
    if mode.system != "regional":
        return True
    return not any(
        hub_is_closed(network, hub) for hub in network.hubs.values() if stop_id in hub.stop_ids
    )


def hub_is_closed(network: Network, hub: Hub) -> bool:
    """Whether a main station is closed for rebuilding on the network's date.

    Examples
    --------
    >>> from sim.network.examples import empty, hub
    >>> hub_is_closed(empty(), hub("H", "A B"))
    False
    """
    return (
        hub.closed_from is not None
        and hub.closed_from <= network.as_of
        and (hub.closed_until is None or network.as_of < hub.closed_until)
    )


def open_runs(network: Network, route: Route) -> tuple[Run, ...]:
    """Find what of a route runs, in both directions and without repetition.

    A branch is cut where a section is closed. A stop that is not open is passed: its two hops
    become one, less one dwell. Of a branch without headways, a piece left over by a closed
    section is dropped where another run of the route covers it; so is a run with the same stops
    as another. A branch that has headways adds its vehicles to whatever is open of it: which
    sections are open, and in what order they were opened, does not change its frequency. A whole
    branch inside another one is a short working and stays.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> network = line("A B C")
    >>> [run.stop_ids for run in open_runs(network, network.routes["L"])]
    [('A', 'B', 'C'), ('C', 'B', 'A')]
    """
    known = network.derived.get((open_runs, route))
    if known is None:
        known = network.derived[open_runs, route] = _open_runs(network, route)
    return cast("tuple[Run, ...]", known)


def _open_runs(network: Network, route: Route) -> tuple[Run, ...]:
    runs = [run for branch in route.branches for run in _runs_of(network, route, branch)]
    kept: list[Run] = []
    for index, run in enumerate(runs):
        others = [*kept, *runs[index + 1 :]]
        own = bool(bands_of_branch(route.headways, run.branch_id))
        if any(_covers(other, run, own=own, first=other in kept) for other in others):
            continue
        kept.append(run)
    return tuple(kept)


def branches_without_headway(network: Network, route: Route) -> tuple[str, ...]:
    """Branches of a route that are open at least in part, but on which nothing runs.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.network.examples import line
    >>> network = line("A B C")
    >>> branches_without_headway(network, network.routes["L"])
    ()
    >>> branches_without_headway(network, replace(network.routes["L"], headways=()))
    ('main',)
    """
    found = dict.fromkeys(run.branch_id for run in open_runs(network, route))
    return tuple(name for name in found if not bands_of_branch(route.headways, name))


def trunks(runs: Sequence[Run]) -> tuple[Trunk, ...]:
    """Find the longest stretches of stops that two or more runs share in one direction.

    Examples
    --------
    >>> a = Run("a", 0, 0, ("A", "B", "C"), (0, 60, 60), True)
    >>> b = Run("b", 0, 0, ("A", "B", "D"), (0, 60, 60), True)
    >>> [trunk.stop_ids for trunk in trunks([a, b])]
    [('A', 'B')]
    """
    candidates: dict[tuple[StopId, ...], None] = {}
    for one, other in combinations(runs, 2):
        candidates.update(dict.fromkeys(_common(one.stop_ids, other.stop_ids)))
    found: list[Trunk] = []
    for stop_ids in candidates:
        places = [(run, _position(stop_ids, run.stop_ids)) for run in runs]
        members = tuple(run for run, start in places if start is not None)
        starts = tuple(start for _, start in places if start is not None)
        found.append(Trunk(stop_ids, members, starts))
    return tuple(
        trunk
        for trunk in found
        if not any(
            other is not trunk
            and other.members == trunk.members
            and len(other.stop_ids) > len(trunk.stop_ids)
            and _position(trunk.stop_ids, other.stop_ids) is not None
            for other in found
        )
    )


def _runs_of(network: Network, route: Route, branch: Branch) -> Iterator[Run]:
    mode = network.modes.get(route.mode_id)
    if mode is None:
        raise NetworkError(f"route {route.route_id}: mode '{route.mode_id}' is not known")
    factor = network.run_time_factor.get(route.mode_id, 1.0)
    pieces = _open_pieces(network, branch)
    for number, piece in enumerate(pieces):
        whole = len(piece) == len(branch.stops)
        forward = [(stop, hop * factor) for stop, hop in piece]
        backward = _reversed_hops(forward)
        ways = [(forward, branch.direction)]
        if branch.both_directions:
            ways.append((backward, 1 - branch.direction))
        for way, direction in ways:
            served = _served(network, way, mode.dwell_s)
            if len(served) < 2:
                continue
            yield Run(
                branch_id=branch.branch_id,
                number=number,
                direction=direction,
                stop_ids=tuple(stop_id for stop_id, _ in served),
                hop_s=tuple(hop for _, hop in served),
                whole=whole,
            )


def _open_pieces(network: Network, branch: Branch) -> list[list[tuple[LineStop, float]]]:
    pieces: list[list[tuple[LineStop, float]]] = []
    for position, stop in enumerate(branch.stops):
        if position and _hop_is_open(network, stop):
            pieces[-1].append((stop, float(stop.run_time_s)))
        else:
            pieces.append([(stop, 0.0)])
    return [piece for piece in pieces if len(piece) > 1]


def _hop_is_open(network: Network, stop: LineStop) -> bool:
    if stop.section_id is None:
        return True
    section = network.sections.get(stop.section_id)
    return section is not None and network.is_open(section)


def _reversed_hops(way: Sequence[tuple[LineStop, float]]) -> list[tuple[LineStop, float]]:
    hops = [0.0, *(hop for _, hop in reversed(way[1:]))]
    return [(stop, hop) for (stop, _), hop in zip(reversed(way), hops, strict=True)]


def _served(
    network: Network, way: Sequence[tuple[LineStop, float]], dwell_s: int
) -> list[tuple[StopId, float]]:
    served: list[tuple[StopId, float]] = []
    pending_s = 0.0
    for stop, hop_s in way:
        pending_s += hop_s
        if network.is_open(stop) and stop_is_open(network, stop.stop_id):
            served.append((stop.stop_id, pending_s if served else 0.0))
            pending_s = 0.0
        elif served:
            # A train that does not stop saves its dwell, but never all of its running time.
            pending_s -= min(float(dwell_s), hop_s / 2)
    return served


def _covers(other: Run, run: Run, *, own: bool, first: bool) -> bool:
    if own and other.branch_id != run.branch_id:
        return False
    if other.stop_ids == run.stop_ids:
        return first
    return not run.whole and _position(run.stop_ids, other.stop_ids) is not None


def _position(part: Sequence[StopId], whole: Sequence[StopId]) -> int | None:
    for start, stop_id in enumerate(whole):
        if stop_id == part[0] and tuple(whole[start : start + len(part)]) == tuple(part):
            return start
    return None


def _common(one: Sequence[StopId], other: Sequence[StopId]) -> Iterator[tuple[StopId, ...]]:
    places: dict[StopId, list[int]] = defaultdict(list)
    for position, stop_id in enumerate(other):
        places[stop_id].append(position)
    for i, stop_id in enumerate(one):
        for j in places[stop_id]:
            if i and j and one[i - 1] == other[j - 1]:
                continue
            length = 1
            while (
                i + length < len(one)
                and j + length < len(other)
                and one[i + length] == other[j + length]
            ):
                length += 1
            if length > 1:
                yield tuple(one[i : i + length])
