"""Headways, speeds and transfer times."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.errors import ScenarioError
from sim.modifications import (
    AdjustHeadway,
    AdjustSpeed,
    OpenSection,
    SetTransferTime,
    apply_modifications,
)
from sim.modifications.examples import two_line_network
from sim.network.checks import bad_headways
from sim.network.model import Branch, HeadwayBand, Quality
from sim.network.patterns import patterns


def headway(**keys: object) -> AdjustHeadway:
    return AdjustHeadway(**({"type": "adjust_headway", "routes": ("t_1",)} | keys))


def speed(**keys: object) -> AdjustSpeed:
    return AdjustSpeed(**({"type": "adjust_speed"} | keys))


def transfer(**keys: object) -> SetTransferTime:
    return SetTransferTime(**({"type": "set_transfer_time", "time_min": 3.0} | keys))


def hours(network, route="t_1"):
    return [
        (band.branch_id, band.start_s / 3600, band.end_s / 3600, band.headway_s)
        for band in network.routes[route].headways
    ]


def codes(network, *modifications):
    with pytest.raises(ScenarioError) as caught:
        apply_modifications(network, modifications)
    assert all(issue.fix for issue in caught.value.issues)
    return [issue.code for issue in caught.value.issues]


def branching():
    """Line 1 with a second branch over the same track."""
    base = two_line_network()
    line = base.routes["t_1"]
    twice = (line.branches[0], Branch("east", line.branches[0].stops))
    return replace(base, routes={**base.routes, "t_1": replace(line, branches=twice)})


def opened_branch():
    """Line 1 with headways on its main branch only, and the entry that opens the other."""
    base = two_line_network()
    line = base.routes["t_1"]
    main = replace(line.branches[0], stops=line.branches[0].stops[:3])
    east = Branch("east", (line.branches[0].stops[1], *line.branches[0].stops[3:]))
    bands = tuple(replace(band, branch_id="main") for band in line.headways)
    route = replace(line, branches=(main, east), headways=bands)
    opening = OpenSection(type="open_section", sections=("1b",))
    return replace(base, routes={**base.routes, "t_1": route}), opening


def east_headways(network):
    return {
        (band.start_s // 3600, band.end_s // 3600, band.headway_s)
        for pattern in patterns(network)
        if pattern.pattern_id == "t_1:east:0"
        for band in pattern.bands
    }


def test_a_branch_that_opens_without_headways_is_told():
    base, opening = opened_branch()
    assert not list(bad_headways(base))
    network, report = apply_modifications(base, [opening])
    assert [issue.code for issue in report.issues] == ["no-service"]
    assert "branch east" in report.issues[0].what
    assert not east_headways(network)
    assert ["on east" in issue.what for issue in bad_headways(network)] == [True]


@pytest.mark.parametrize("branch", [None, "east"])
def test_a_branch_without_headways_gets_its_first(branch):
    base, opening = opened_branch()
    first = headway(headway_min=8.0, branch=branch, last_departure="21:00")
    network, report = apply_modifications(base, [opening, first])
    assert report.issues == ()
    assert east_headways(network) == {(6, 21, 480)}
    # Said for the whole line, the hours are the other branch's as well.
    assert (
        ("main", 6, 22, 360) in hours(network) if branch else ("main", 6, 21, 480) in hours(network)
    )


def test_a_branch_that_is_not_open_gets_no_headways_with_the_line():
    base, _ = opened_branch()
    network, _ = apply_modifications(base, [headway(headway_min=8.0)])
    assert hours(network) == [("main", 6, 22, 480)]


def test_peak_headway_leaves_other_hours_and_the_service_day():
    network, _ = apply_modifications(two_line_network(), [headway(headway_min={"peak": 2.5})])
    assert hours(network) == [
        ("", 6, 7, 360),
        ("", 7, 9, 150),
        ("", 9, 17, 360),
        ("", 17, 19, 150),
        ("", 19, 22, 360),
    ]


def test_one_number_is_for_all_hours():
    network, _ = apply_modifications(two_line_network(), [headway(headway_min=4.0)])
    assert hours(network) == [("", 6, 22, 240)]


def test_factor_scales_every_band():
    network, report = apply_modifications(two_line_network(), [headway(headway_factor=0.5)])
    assert hours(network) == [("", 6, 22, 180)]
    assert report.changes[0].sentence == "Line 1: headways times 0.5"


def test_one_branch_alone_keeps_the_other():
    network, _ = apply_modifications(branching(), [headway(headway_min=10.0, branch="east")])
    assert sorted(hours(network)) == [("east", 6, 22, 600), ("main", 6, 22, 360)]


def test_trunk_sees_both_branches():
    # Two branches every 2 min: 60 s on the trunk; the mode allows 90 s.
    assert codes(branching(), headway(headway_min=2.0)) == ["headway-too-short"]
    apply_modifications(branching(), [headway(headway_min=3.0)])


def test_line_without_headways_gets_its_first():
    base = two_line_network()
    bare = replace(base.routes["t_2"], headways=())
    network, _ = apply_modifications(
        replace(base, routes={**base.routes, "t_2": bare}),
        [headway(routes=("t_2",), headway_min=8.0, last_departure="21:00")],
    )
    assert hours(network, "t_2") == [("", 6, 21, 480)]


def test_peak_run_times_of_a_band_survive():
    base = two_line_network()
    band = HeadwayBand("", 6 * 3600, 22 * 3600, 360, Quality.MODELLED, "x", run_time_factor=1.2)
    line = replace(base.routes["t_1"], headways=(band,))
    network, _ = apply_modifications(
        replace(base, routes={**base.routes, "t_1": line}), [headway(headway_min={"peak": 3.0})]
    )
    assert {band.run_time_factor for band in network.routes["t_1"].headways} == {1.2}


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({}, "headway-or-factor"),
        ({"headway_min": 5.0, "headway_factor": 0.5}, "headway-or-factor"),
        ({"headway_factor": 1.0}, "no-effect"),
        ({"headway_min": 6.0}, "no-effect"),
        ({"headway_min": 5.0, "routes": ("Line 1", "Line 7")}, "unknown-route"),
        ({"headway_min": 5.0, "branch": "mian"}, "unknown-branch"),
    ],
)
def test_headway_mistakes(keys, code):
    assert codes(two_line_network(), headway(**keys)) == [code]


def test_speed_of_a_line_changes_its_hops_only():
    network, _ = apply_modifications(
        two_line_network(), [speed(routes=("Line 1",), speed_factor=1.25)]
    )
    # 240 s / 1.25 = 192 s
    assert [stop.run_time_s for stop in network.routes["t_1"].branches[0].stops] == [
        0,
        192,
        192,
        192,
    ]
    assert network.routes["t_2"] == two_line_network().routes["t_2"]


def test_speed_of_a_mode_changes_lines_and_trains():
    network, report = apply_modifications(
        two_line_network(), [speed(modes=("fast_train",), run_time_factor=0.9)]
    )
    assert network.run_time_factor["fast_train"] == 0.9
    calls = network.trains["2016-03_G1"].calls
    # 08:00 to 09:00 become 54 minutes; the departure stays.
    assert [call.arrival_s // 60 for call in calls] == [480, 534]
    assert report.changes[0].counts == {"services": 2}


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"speed_factor": 1.1}, "routes-or-modes"),
        ({"modes": ("train",)}, "speed-or-run-time"),
        ({"modes": ("train",), "speed_factor": 1.0}, "no-effect"),
        ({"modes": ("trian",), "speed_factor": 1.1}, "unknown-mode"),
        ({"routes": ("t_1", "t_7"), "speed_factor": 1.1}, "unknown-route"),
    ],
)
def test_speed_mistakes(keys, code):
    assert codes(two_line_network(), speed(**keys)) == [code]


def test_transfer_is_set_both_ways_by_default():
    network, _ = apply_modifications(
        two_line_network(), [transfer(stops=("M_west_lake", "B_0001"))]
    )
    assert {key: time.time_s for key, time in network.transfer_times.items()} == {
        ("M_west_lake", "B_0001"): 180,
        ("B_0001", "M_west_lake"): 180,
    }


def test_transfer_one_way():
    network, _ = apply_modifications(
        two_line_network(), [transfer(stops=("M_west_lake", "B_0001"), both_ways=False)]
    )
    assert list(network.transfer_times) == [("M_west_lake", "B_0001")]


def test_transfer_within_a_hub():
    network, _ = apply_modifications(two_line_network(), [transfer(hub="中央", time_min=6.0)])
    assert set(network.transfer_times) == {("R_central", "M_market"), ("M_market", "R_central")}


def test_same_transfer_twice_changes_nothing():
    first = transfer(stops=("M_west_lake", "B_0001"))
    assert codes(two_line_network(), first, first) == ["no-effect"]


def test_impossible_walk_asks_to_be_read():
    _, report = apply_modifications(
        two_line_network(), [transfer(stops=("M_market", "R_central"), time_min=0.5)]
    )
    # 222 m in 30 s
    assert [issue.code for issue in report.issues] == ["transfer-too-fast"]


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({}, "stops-or-hub"),
        ({"hub": "centre"}, "unknown-hub"),
        ({"hub": "west"}, "hub-without-transfer"),
        ({"stops": ("West Lake", "Market")}, "ambiguous-station"),
        ({"stops": ("M_west_lake", "Markt")}, "unknown-station"),
    ],
)
def test_transfer_mistakes(keys, code):
    assert codes(two_line_network(), transfer(**keys)) == [code]
