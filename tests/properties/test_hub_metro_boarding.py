"""The kernels that move people against a plain program with lists, on random small days."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.hub.metro.day import accounted
from sim.hub.metro.examples import EXACT, riders_of, small_line
from sim.hub.metro.services import StopPattern
from sim.hub.metro.trains import simulate_lines

HOP_S, STOP_S = 120.0, 30.0
PATTERNS = {0: ((0, 1, 2), (0, 1, 3)), 1: ((0, 1, 2),)}
"""Group 0: A B C and A B X; group 1: C B A. Trains of ``EXACT`` keep to the plan to the second."""


def services(departures: dict[tuple[int, int], list[int]], places: int):
    there, back = small_line(places=places, operation=replace(EXACT, clear_s=0.0))
    made = []
    for group, service in enumerate((there, back)):
        patterns = tuple(
            StopPattern(f"{group}-{at}", stops, (HOP_S, HOP_S), STOP_S,
                        tuple(float(time) for time in departures[group, at]))
            for at, stops in enumerate(PATTERNS[group])
        )  # fmt: skip
        stop_ids = ("A", "B", "C", "X") if group == 0 else service.stop_ids
        made.append(
            replace(service, stop_ids=stop_ids, patterns=patterns, area_m2=(1.0,) * len(stop_ids))
        )
    return tuple(made)


def by_lists(departures, places: int, rows):
    """Board times of every leg by a loop over all stops of all trains in time."""
    trains = [(group, at, time) for (group, at), times in departures.items() for time in times]
    moments = []
    for number, (group, at, start) in enumerate(trains):
        for place, stop in enumerate(PATTERNS[group][at]):
            leave = start + place * (HOP_S + STOP_S)
            moments.append((leave - STOP_S, 0, number, group, stop))
            if place < 2:
                moments.append((leave, 1, number, group, stop))
    arrive = {(row, 0): float(appear) for row, (appear, legs) in enumerate(rows) if legs}
    board: dict[tuple[int, int], float] = {}
    aboard: dict[int, list[tuple[int, int]]] = {number: [] for number in range(len(trains))}
    for time, leaves, number, group, stop in sorted(moments):
        if not leaves:
            off = [one for one in aboard[number] if rows[one[0]][1][one[1]][2] == stop]
            aboard[number] = [one for one in aboard[number] if one not in off]
            for row, leg in off:
                if leg + 1 < len(rows[row][1]):
                    arrive[row, leg + 1] = time + rows[row][1][leg][3]
            continue
        stops = PATTERNS[group][trains[number][1]]
        here = [
            (arrive[row, leg], leg > 0, row, leg)
            for row, leg in arrive
            if (row, leg) not in board
            and arrive[row, leg] <= time
            and rows[row][1][leg][0] == group
            and rows[row][1][leg][1] == stop
            and rows[row][1][leg][2] in stops
        ]
        for _, _, row, leg in sorted(here)[: places - len(aboard[number])]:
            board[row, leg] = time
            aboard[number].append((row, leg))
    return arrive, board


legs_there = st.sampled_from([(0, 0, 1), (0, 0, 2), (0, 0, 3), (0, 1, 2), (0, 1, 3)])
journeys = st.one_of(
    legs_there.map(lambda leg: [(*leg, 0.0)]),
    st.sampled_from([(1, 0, 1), (1, 0, 2), (1, 1, 2)]).map(lambda leg: [(*leg, 0.0)]),
    st.integers(0, 300).map(lambda walk: [(0, 0, 1, float(walk)), (1, 1, 2, 0.0)]),
    st.just([(1, 0, 1, 10.0), (0, 1, 3, 0.0)]),
    st.just([]),
)


@st.composite
def days(draw):
    # whole headways apart, each pattern in a minute of its own: no train waits for another
    departures = {}
    for minute, key in enumerate([(0, 0), (0, 1), (1, 0)]):
        slots = draw(st.lists(st.integers(0, 5), min_size=1, max_size=4, unique=True))
        departures[key] = sorted(300 + 600 * slot + 120 * minute + 1 for slot in slots)
    rows = draw(st.lists(st.tuples(st.integers(0, 3000), journeys), max_size=25))
    return departures, draw(st.integers(1, 6)), rows


@given(days())
@settings(max_examples=60, deadline=None)
def test_everybody_boards_when_the_plain_program_says(day) -> None:
    departures, places, rows = day
    arrive, board = by_lists(departures, places, rows)
    found = simulate_lines(services(departures, places), riders_of(rows), seed=1, replication=0)
    at = 0
    for row, (_, legs) in enumerate(rows):
        for leg in range(len(legs)):
            for times, values in ((found.arrive_s, arrive), (found.board_s, board)):
                expected = values.get((row, leg), float("nan"))
                assert np.array_equal(times[at], expected, equal_nan=True), (row, leg)
            at += 1
    parts = accounted(found)
    assert parts["riders"] == parts["arrived"] + parts["on_platform"]
