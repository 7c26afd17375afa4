"""Ways by hand, on a line and on a ring of five stations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.hub.riders.counts import count_places, ride_uses
from sim.hub.riders.examples import line_of
from sim.hub.riders.lines import Changes, RailLines, rides_between
from sim.hub.riders.ways import Ways, WaySettings, ride_graph, ways

HOUR = ((1800.0, 5400.0),)
WAY = WaySettings(change_penalty_s=360, wait_share=0.5, change_s=150, street_s=240)


def ways_of(lines: RailLines, settings: WaySettings = WAY, **closed: object) -> Ways:
    return ways(ride_graph(lines, rides_between(lines, HOUR, **closed), settings))  # type: ignore[arg-type]


def test_a_line_of_five_stations() -> None:
    # every 5 min, 2 min a hop: half a headway (2.5 min) and 2 min for each of the hops
    found = ways_of(line_of("A B C D E")).seconds / 60
    for start in range(5):
        for end in range(5):
            hops = abs(end - start)
            assert found[start, end] == (np.inf if hops == 0 else 2.5 + 2 * hops)


def test_a_ring_takes_the_shorter_side() -> None:
    # A B C D on one line, D E A on the other. A to E: one hop on the second line; A to D: two hops
    # there (2.5 + 4 = 6.5) against three (8.5) on the first; B to E: change at A, not at D.
    lines = line_of("A B C D", "D E A")
    found = ways_of(lines).seconds / 60
    assert found[0, 4] == 2.5 + 2
    assert found[0, 3] == 2.5 + 4
    # B to A 2.5 + 2, walk 2.5, A to E 2.5 + 2: 11.5; by C and D it would be 2.5 + 4 + 2.5 + 4.5
    assert found[1, 4] == 11.5


def test_the_penalty_keeps_people_on_a_direct_train() -> None:
    # A to D directly: 2.5 + 5 hops of 2 = 12.5 min. With a change at B: 2.5 + 2, walk 2.5,
    # 2.5 + 2: 11.5 min, quicker, but the change weighs 6 min more.
    lines = line_of("A B C E F D", "B D")
    place = {stop: row for row, stop in enumerate(lines.station_ids)}
    pair = place["A"], place["D"]
    direct = ways_of(lines)
    changed = ways_of(lines, replace(WAY, change_penalty_s=0))
    assert direct.seconds[pair] / 60 == 12.5
    assert changed.seconds[pair] / 60 == 11.5
    assert direct.choice_s[pair] > direct.seconds[pair]  # both are told


def test_known_walks_replace_the_usual_one() -> None:
    lines = line_of("A B", "B C")
    one = np.array([1], dtype=np.int64)
    known = Changes(one, one * 0, one, one * 2, np.array([30.0]))  # B, L1:0 to L2:0
    assert ways_of(lines).seconds[0, 2] == 270 + 150 + 270
    assert ways_of(replace(lines, changes=known)).seconds[0, 2] == 270 + 30 + 270


def test_a_closed_section_sends_people_round_the_ring() -> None:
    lines = line_of("A B C D", "D E A")
    closed = frozenset({(0, 0, 1), (1, 1, 0)})
    found = ways_of(lines, closed=closed).seconds / 60
    # A to B: by E to D (2.5 + 4), change 2.5, D to C to B (2.5 + 4)
    assert found[0, 1] == 15.5
    assert found[2, 3] == 4.5  # others ride as before


def test_a_closed_station_is_passed() -> None:
    found = ways_of(line_of("A B C"), closed_stations=frozenset({1})).seconds / 60
    assert np.isinf(found[0, 1])
    assert np.isinf(found[1, 2])
    assert found[0, 2] == 6.5


def test_branches_share_the_trunk_and_its_headway() -> None:
    # Two patterns of one group, A B C and A B D, each every 10 min: every 5 min from A to B.
    from sim.hub.riders.lines import LinePattern, no_changes

    half = np.arange(0.0, 7200.0, 600.0)
    offsets = np.array([0.0, 120.0, 240.0])
    patterns = tuple(
        LinePattern(name, 0, np.array(stops), offsets, offsets, half + shift)
        for name, stops, shift in (("x", [0, 1, 2], 0.0), ("y", [0, 1, 3], 300.0))
    )
    lines = RailLines(tuple("ABCD"), ("L:0",), (np.arange(4),), patterns, no_changes())
    rides = rides_between(lines, HOUR)
    headway = {
        (int(a), int(b)): float(h)
        for a, b, h in zip(rides.board, rides.alight, rides.headway_s, strict=True)
    }
    assert headway == {(0, 1): 300, (0, 2): 600, (0, 3): 600, (1, 2): 600, (1, 3): 600}
    uses = ride_uses(lines, rides, count_places(lines)).toarray()
    assert uses[0, :3].tolist() == [1.0, 0.0, 0.0]  # A to B passes A-B and nothing else


def test_nothing_runs_at_night() -> None:
    lines = line_of("A B")
    assert len(rides_between(lines, ((90000.0, 93600.0),))) == 0
    assert np.isinf(
        ways(ride_graph(lines, rides_between(lines, ((90000.0, 93600.0),)), WAY)).seconds
    ).all()
