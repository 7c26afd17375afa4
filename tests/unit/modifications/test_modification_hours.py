"""Hours of service and whole modes in ``adjust_headway``."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.errors import ScenarioError
from sim.modifications import AdjustHeadway, apply_modifications
from sim.modifications.examples import two_line_network
from sim.modifications.headways import with_hours
from sim.network.bands import bands_of_branch
from sim.network.model import Branch, HeadwayBand, Quality

H = 3600


def headway(**keys: object) -> AdjustHeadway:
    entry = {"type": "adjust_headway"} | ({} if "mode" in keys else {"routes": ("t_1",)})
    return AdjustHeadway(**(entry | keys))


def hours(network, route="t_1", branch="main"):
    """Bands that count, joined: (from h, to h, headway s)."""
    return [
        (band.start_s / H, band.end_s / H, band.headway_s)
        for band in bands_of_branch(network.routes[route].headways, branch)
    ]


def issues(network, *modifications):
    with pytest.raises(ScenarioError) as caught:
        apply_modifications(network, modifications)
    assert all(issue.what and issue.fix for issue in caught.value.issues)
    return caught.value.issues


def of_two_branches():
    """Line 1 with a peak of its own on a second branch: main 6-22 every 6 min, east 7-9 every 4."""
    base = two_line_network()
    line = base.routes["t_1"]
    peak = HeadwayBand("east", 7 * H, 9 * H, 240, Quality.PUBLISHED, "x")
    day = replace(line.headways[0], branch_id="main")
    route = replace(
        line,
        branches=(line.branches[0], Branch("east", line.branches[0].stops)),
        headways=(day, peak),
    )
    return replace(base, routes={**base.routes, "t_1": route})


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        # Line 1 runs every 360 s from 6 to 22 h.
        ("05:00", None, [(5, 6, 360), (6, 22, 360)]),
        (None, "23:30", [(6, 22, 360), (22, 23.5, 360)]),
        ("07:00", "21:00", [(7, 21, 360)]),
        ("05:30", "25:00", [(5.5, 6, 360), (6, 22, 360), (22, 25, 360)]),
    ],
)
def test_hours_are_cut_or_extended(first, last, expected):
    keys = {"first_departure": first, "last_departure": last}
    network, report = apply_modifications(two_line_network(), [headway(**keys)])
    assert hours(network) == expected
    assert report.issues == ()
    # What is added is the scenario's word; what stays keeps its grade.
    grades = {band.start_s: band.quality for band in network.routes["t_1"].headways}
    assert all(
        (grade is Quality.SCENARIO) == (not 6 * H <= start < 22 * H)
        for start, grade in grades.items()
    )


def test_the_sentence_tells_the_hours():
    _, report = apply_modifications(
        two_line_network(), [headway(headway_min=5.0, last_departure="23:00")]
    )
    assert report.changes[0].sentence == "Line 1: every 5 min, last departure 23:00"


def test_headways_are_laid_over_the_new_hours():
    network, _ = apply_modifications(
        two_line_network(),
        [headway(headway_min={"22:00-23:00": 10.0}, last_departure="23:00")],
    )
    assert hours(network) == [(6, 22, 360), (22, 23, 600)]


def test_a_factor_counts_in_the_new_hours_as_well():
    network, _ = apply_modifications(
        two_line_network(), [headway(headway_factor=0.5, last_departure="23:00")]
    )
    assert hours(network) == [(6, 23, 180)]


def test_branches_keep_their_own_headways_when_hours_change():
    network, _ = apply_modifications(of_two_branches(), [headway(last_departure="23:00")])
    assert hours(network, branch="main") == [(6, 22, 360), (22, 23, 360)]
    # The peak's headway is the nearest the branch has, so it goes on.
    assert hours(network, branch="east") == [(7, 9, 240), (9, 23, 240)]


def test_one_branch_alone_gets_new_hours():
    base = of_two_branches()
    network, _ = apply_modifications(base, [headway(branch="east", last_departure="10:00")])
    assert hours(network, branch="main") == hours(base, branch="main")
    assert hours(network, branch="east") == [(7, 9, 240), (9, 10, 240)]


def test_hours_between_two_bands_take_the_nearer_headway():
    def band(start: int, end: int, headway_s: int) -> HeadwayBand:
        return HeadwayBand("main", start * H, end * H, headway_s, Quality.PUBLISHED, "x")

    # From 9 to 17 h nothing runs; 15 to 16 h lies 2 h before the evening, 6 h after the morning.
    found = with_hours((band(7, 9, 300), band(17, 19, 240)), first_s=15 * H, last_s=16 * H)
    assert [(one.start_s // H, one.end_s // H, one.headway_s) for one in found] == [(15, 16, 240)]
    assert with_hours((), first_s=0, last_s=H) == ()


def test_hours_that_a_line_has_already_change_nothing():
    (issue,) = issues(two_line_network(), headway(first_departure="06:00", last_departure="22:00"))
    assert issue.code == "no-effect"
    assert "first departure 06:00, last departure 22:00" in issue.what


def test_hours_reversed_against_the_lines_own_end():
    (issue,) = issues(two_line_network(), headway(first_departure="22:10"))
    assert issue.code == "window-reversed"
    assert "its own last departure is 22:00" in issue.what
    (issue,) = issues(two_line_network(), headway(first_departure="20:00", last_departure="08:00"))
    assert issue.code == "window-reversed"
    assert 'after midnight write "24:30"' in issue.fix


def test_a_mode_means_all_its_running_lines():
    network, report = apply_modifications(
        two_line_network(), [headway(mode="train", headway_factor=0.5)]
    )
    assert hours(network, "t_1") == hours(network, "t_2") == [(6, 22, 180)]
    assert hours(network, "b_1") == [(6, 22, 360)]
    assert report.changes[0].sentence == "every metro line (2): headways times 0.5"
    assert report.changes[0].touched == {"routes": ("t_1", "t_2")}


@pytest.mark.parametrize("label", ["Bus", "公交", "bus"])
def test_a_mode_is_named_by_id_or_label(label):
    network, _ = apply_modifications(two_line_network(), [headway(mode=label, headway_min=10.0)])
    assert hours(network, "b_1") == [(6, 22, 600)]


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"mode": "bus", "routes": ("t_1",), "headway_min": 5.0}, "routes-or-mode"),
        ({"routes": None, "headway_min": 5.0}, "routes-or-mode"),
        ({"mode": "buss", "headway_min": 5.0}, "unknown-mode"),
        ({"mode": "fast_train", "headway_min": 5.0}, "mode-without-lines"),
        ({"mode": "bus", "branch": "main", "headway_min": 5.0}, "branch-of-mode"),
        ({"mode": "bus"}, "headway-or-factor"),
        # Two metro lines, one mistake: it is told once.
        ({"mode": "train", "headway_min": 1.0}, "headway-too-short"),
    ],
)
def test_mode_mistakes(keys, code):
    assert [issue.code for issue in issues(two_line_network(), headway(**keys))] == [code]
