"""Waiting whose distribution is known in closed form, over a window of departures (D1).

Timetables are written by `trains`: one train per headway from a phase on. Percentile ``p`` of ``n``
departures is the ``ceil(p / 100 * n)``-th smallest travel time (R5's rule). Phases are drawn in
whole seconds with a fixed seed; bounds of four standard errors are derived beside each case.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim import toy
from sim.network.patterns import patterns
from sim.routing import (
    Query,
    compile_links,
    compile_timetable,
    travel_time_profile,
    travel_times,
)

MINUTE = 60


def matrices(text: str, window: str, percentiles: tuple[int, ...] = (50,)):
    """Point ids, profile [origin, destination, departure] and percentiles of a town."""
    town = toy.build(text)
    timetable = compile_timetable(
        patterns(town.network), town.transfers, stop_ids=town.stop_ids, modes=town.network.modes
    )
    links = compile_links(town.access, town.point_ids, town.stop_ids)
    query = Query.over(window, percentiles=percentiles)
    profile = travel_time_profile(timetable, links, links, None, query)
    found = travel_times(timetable, links, links, None, query)
    return town.point_ids, profile, found.times_s


def home_to_work(text: str, window: str, percentiles: tuple[int, ...] = (50,)):
    """Travel minutes by departure, and percentiles in minutes."""
    ids, profile, times_s = matrices(text, window, percentiles)
    i, j = ids.index("home"), ids.index("work")
    return (profile[i, j] / MINUTE).tolist(), (times_s[i, j] / MINUTE).tolist()


def trains(name: str, calls: str, *, every_s: int, first_s: int, last_s: int) -> str:
    """Statements for trains that leave the first stop every so often.

    ``calls`` is like ``A 0, B 10/11``: minutes after the departure at the first stop.
    """
    lines = []
    for leave_s in range(first_s, last_s + 1, every_s):
        events = []
        for call in calls.split(", "):
            stop, times = call.split()
            clocks = (clock(leave_s + MINUTE * int(time)) for time in times.split("/"))
            events.append(f"{stop} {'/'.join(clocks)}")
        lines.append(f"train {name}-{leave_s} rail: {', '.join(events)}")
    return "\n".join(lines) + "\n"


def clock(time_s: int) -> str:
    return f"{time_s // 3600:02d}:{time_s // 60 % 60:02d}:{time_s % 60:02d}"


def test_d01_trains_are_written_as_meant() -> None:
    text = trains("x", "A 0, B 10/11", every_s=600, first_s=8 * 3600 + 5, last_s=8 * 3600 + 700)
    assert text == (
        "train x-28805 rail: A 08:00:05, B 08:10:05/08:11:05\n"
        "train x-29405 rail: A 08:10:05, B 08:20:05/08:21:05\n"
    )


@pytest.mark.parametrize("headway_min", [2, 5, 10, 20])
def test_d02_one_headway_line_in_expectation(headway_min: int) -> None:
    # Whenever one leaves: 4 access + 1 slack + half the headway + 12 ride + 3 egress.
    text = f"""
    mode tram: slack 60, alight 0
    line red tram every {headway_min} 06:00-22:00: A +0, B +12
    point home: A 4
    point work: B 3
    """
    profile, chosen = home_to_work(text, "08:00-09:00", (1, 50, 99))
    assert profile == [20 + headway_min / 2] * 60
    assert chosen == [20 + headway_min / 2] * 3


def test_d03_one_timetable_line_every_ten_minutes() -> None:
    # Leaving at minute k one is ready at k + 5 (4 access, 1 slack) and waits (-(k + 5)) mod 10:
    # each of 0 … 9 min six times in 60 departures. Travel: 5 + wait + 12 ride + 3 egress. Mean
    # wait 4.5 min: half the headway, less half a minute for departures on whole minutes only.
    text = trains("x", "A 0, B 12", every_s=600, first_s=8 * 3600, last_s=10 * 3600)
    text += "mode rail: slack 60, alight 0\npoint home: A 4\npoint work: B 3\n"
    profile, chosen = home_to_work(text, "08:00-09:00", (5, 10, 11, 25, 50, 75, 95, 100))
    assert profile == [20 + (-(k + 5)) % 10 for k in range(60)]
    assert sum(profile) / 60 == 20 + 4.5
    # Ranks of 60: 3, 6, 7, 15, 30, 45, 57, 60; waits of rank 1-6: 0, 7-12: 1, 13-18: 2, 25-30: 4,
    # 43-48: 7, 55-60: 9.
    assert chosen == [20 + wait for wait in (0, 0, 1, 2, 4, 7, 9, 9)]


def test_d04_the_unreachable_count_as_the_longest() -> None:
    # The last train leaves at 08:40; ready at k + 5, so departures 08:36 … 08:59 (24 of 60) miss
    # it. The 36 others: 0 … 35, of which 36 = 60 % are the reachable percentiles.
    text = trains("x", "A 0, B 12", every_s=600, first_s=8 * 3600, last_s=8 * 3600 + 2400)
    text += "mode rail: slack 60, alight 0\npoint home: A 4\npoint work: B 3\n"
    profile, chosen = home_to_work(text, "08:00-09:00", (60, 61))
    assert sum(time < 0 for time in profile) == 24
    # Waits of k = 0 … 35: 5 4 3 2 1 0 9 8 7 6 | 5 4 … thrice, then 5 4 3 2 1 0: the longest is 9.
    assert chosen == [20 + 9, -1 / MINUTE]


def test_d05_two_timetable_lines_by_hand() -> None:
    # Line one leaves A at :00 :10 :20 …, B ten minutes later; slack 2 min at each boarding; line two
    # leaves B at :00 :15 :30 :45, ten minutes to C. Train :00 is at B :10, ready :12, leaves :15,
    # C :25; train :10: B :20, ready :22, leaves :30, C :40; train :20: B :30, ready :32, leaves :45,
    # C :55; train :30: B :40, ready :42, leaves :45, C :55. All repeats every 30 minutes.
    # Leaving at minute k one is ready at k + 2: k = -1 … 8 takes :10 (41 … 32 min), k = 9 … 18 takes
    # :20 (46 … 37 min), k = 19 … 28 takes :30 (36 … 27 min).
    text = trains("one", "A 0, B 10", every_s=600, first_s=7 * 3600 + 1800, last_s=9 * 3600)
    text += trains("two", "B 0, C 10", every_s=900, first_s=7 * 3600 + 1800, last_s=10 * 3600)
    text += "mode rail: slack 120, alight 0\npoint home: A 0\npoint work: C 0\n"
    profile, chosen = home_to_work(text, "07:59-08:29", (5, 25, 50, 75, 95))
    assert profile == [*range(41, 31, -1), *range(46, 36, -1), *range(36, 26, -1)]
    # Sorted, 27 … 31 and 42 … 46 come once, 32 … 41 twice. Ranks of 30: 2, 8, 15, 23, 29.
    assert chosen == [28, 33, 36, 40, 45]
    assert sum(profile) / 30 == (36.5 + 41.5 + 31.5) / 3


def test_d06_two_lines_interleaved_on_a_common_trunk() -> None:
    # Every 10 min each, five minutes apart: as good as one line every 5 min, mean wait 2 min over
    # whole minutes. To C, which only the second serves, the mean wait is 4.5 min.
    text = trains("one", "A 0, B 10", every_s=600, first_s=8 * 3600, last_s=10 * 3600)
    text += trains("two", "A 0, B 10, C 15", every_s=600, first_s=8 * 3600 + 300, last_s=10 * 3600)
    common, chosen = home_to_work(
        text + "point home: A 0\npoint work: B 0\n", "08:00-09:00", (20, 21, 100)
    )
    assert sum(common) / 60 == 10 + 2
    # Each of the waits 0 … 4 min twelve times: rank 12 waits 0, rank 13 waits 1, rank 60 waits 4.
    assert chosen == [10, 11, 14]
    beyond, _ = home_to_work(text + "point home: A 0\npoint work: C 0\n", "08:00-09:00")
    assert sum(beyond) / 60 == 15 + 4.5


COPIES, TOWNS = 30, 20


def drawn(statements, seed: int) -> np.ndarray:
    """Travel minutes [draw, departure] of 600 towns with phases of their own.

    ``statements(copy, rng)`` writes one town with the points ``h<copy>`` and ``w<copy>``; 30 such
    towns without any connection are searched at once.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(TOWNS):
        text = "mode rail: slack 60, alight 0\n"
        text += "".join(statements(copy, rng) for copy in range(COPIES))
        ids, profile, _ = matrices(text, "08:00-09:00")
        rows += [profile[ids.index(f"h{c}"), ids.index(f"w{c}")] for c in range(COPIES)]
    return np.array(rows) / MINUTE


def random_line(name: str, calls: str, headway_s: int, rng: np.random.Generator) -> str:
    phase_s = int(rng.integers(headway_s))
    return trains(
        name, calls, every_s=headway_s, first_s=28_800 + phase_s, last_s=28_800 + 2 * 3600
    )


def test_d07_two_rides_at_random_phases_are_triangular() -> None:
    """R5's Simpson desert: 22 to 62 minutes, mean 42.

    Two rides of 10 min, each every 20 min, a minute of slack at each boarding: 22 + W1 + W2 with W1
    and W2 uniform on 0 … 20 and independent. The sum rises to 42 and falls to 62 in straight lines:
    for p <= 1/2 the quantile is 22 + 20 sqrt(2 p), above it 62 - 20 sqrt(2 (1 - p)).
    """

    def desert(copy: int, rng: np.random.Generator) -> str:
        return (
            random_line(f"one{copy}", f"A{copy} 0, B{copy} 10", 1200, rng)
            + random_line(f"two{copy}", f"B{copy} 0, C{copy} 10", 1200, rng)
            + f"point h{copy}: A{copy} 0\npoint w{copy}: C{copy} 0\n"
        )

    times = drawn(desert, 42)
    assert 22 <= times.min() < 24
    assert 60 < times.max() <= 62
    # Within a draw W1 takes 60 even steps and W2 is one number: the error of the mean is that of
    # 600 draws of a uniform on 0 … 20: 20 / sqrt(12) / sqrt(600) = 0.24 min. The error of a
    # quantile is sd(P(W1 <= x - W2)) / density / sqrt(600), at p5, p25, p50: 0.0897 / 0.01581,
    # 0.2353 / 0.03536, 0.2887 / 0.05, so 5.7, 6.7, 5.8 min over 24.5: 0.23, 0.27, 0.24 min.
    assert times.mean() == pytest.approx(42, abs=4 * 0.24)
    for p, error in ((0.05, 0.23), (0.25, 0.27), (0.50, 0.24), (0.75, 0.27), (0.95, 0.23)):
        exact = 22 + 20 * math.sqrt(2 * p) if p <= 0.5 else 62 - 20 * math.sqrt(2 * (1 - p))
        assert np.quantile(times, p) == pytest.approx(exact, abs=4 * error), p
    # Variance of a sum of two uniforms on 0 … 20: 2 * 400 / 12 = 66.7 min2.
    assert times.var() == pytest.approx(66.7, rel=0.1)


def test_d08_common_lines_at_random_phases() -> None:
    """Whichever comes first of two lines, every 10 and every 15 min, phases independent.

    E[W] = integral from 0 to 10 of (1 - x/10)(1 - x/15) dx
         = 10 - 50 (1/10 + 1/15) + 1000 / 3 / 150 = 10 - 8.333 + 2.222 = 3.889 min.
    """

    def trunk(copy: int, rng: np.random.Generator) -> str:
        return (
            random_line(f"one{copy}", f"A{copy} 0, B{copy} 12", 600, rng)
            + random_line(f"two{copy}", f"A{copy} 0, B{copy} 12", 900, rng)
            + f"point h{copy}: A{copy} 0\npoint w{copy}: B{copy} 0\n"
        )

    waits = drawn(trunk, 7) - (1 + 12)
    # E[W2] = 2 * integral of x (1 - x/10)(1 - x/15) = 2 (50 - 55.56 + 16.67) = 22.22 min2, so the
    # standard deviation is sqrt(22.22 - 15.12) = 2.66 min; over 600 draws at most 0.11 min.
    assert waits.mean() == pytest.approx(3.889, abs=4 * 0.11)
    assert waits.min() >= 0
    assert waits.max() <= 10
