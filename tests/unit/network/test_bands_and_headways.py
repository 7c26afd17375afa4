"""Headways: precedence of bands, evidence carried forward, gaps filled by an explicit model."""

from datetime import date

import pandas as pd
import pytest

from sim.network.bands import bands_of_branch, summed
from sim.network.headways import line_bands, run_time_factor
from sim.network.model import HeadwayBand, Quality

LINE = {"route_id": "x", "first_train": "06:00", "last_train": "22:00"}
COLUMNS = (
    "branch_id",
    "day_type",
    "valid_from",
    "valid_to",
    "start",
    "end",
    "headway_s",
    "quality",
    "source",
)


def evidence(*rows):
    return pd.DataFrame(rows, columns=COLUMNS)


def row(start, end, headway_s, *, since="2018-01-01", until="", days="daily", branch=""):
    return (branch, days, since, until, start, end, headway_s, "published", "page")


def hours(bands):
    return [(b.start_s / 3600, b.end_s / 3600, b.headway_s, b.quality.value) for b in bands]


def band(start_s, end_s, headway_s, branch="", factor=1.0):
    return HeadwayBand(branch, start_s, end_s, headway_s, Quality.ESTIMATE, "x", factor)


def test_the_own_band_of_a_branch_counts_before_that_of_all():
    found = bands_of_branch([band(0, 10, 5, "a"), band(0, 20, 9), band(0, 20, 7, "b")], "a")
    assert [(b.start_s, b.end_s, b.headway_s) for b in found] == [(0, 10, 5), (10, 20, 9)]


def test_bands_that_touch_and_agree_become_one():
    found = bands_of_branch([band(0, 10, 5), band(10, 20, 5), band(30, 40, 5)], "a")
    assert [(b.start_s, b.end_s) for b in found] == [(0, 20), (30, 40)]


def test_frequencies_of_three_lines_add_up():
    # 6 + 10 + 15 = 31 an hour
    (found,) = summed([[band(0, 9, 600)], [band(0, 9, 360)], [band(0, 9, 240)]], "t")
    assert found.headway_s == round(3600 / 31)


def test_evidence_for_the_whole_day_leaves_nothing_to_the_model():
    found = line_bands(evidence(row("06:30", "21:30", 528)), LINE, ["main"], date(2019, 1, 1))
    assert hours(found) == [(6.5, 21.5, 528, "published")]


def test_weekend_rows_do_not_count_on_a_workday():
    rows = evidence(row("06:00", "22:00", 900, days="weekend"), row("06:00", "22:00", 500))
    (found,) = line_bands(rows, LINE, ["main"], date(2019, 1, 1))
    assert found.headway_s == 500


def test_a_peak_headway_alone_gives_the_rest_of_the_day():
    rows = evidence(row("07:00", "09:00", 300), row("17:00", "19:00", 300))
    found = line_bands(rows, LINE, ["main"], date(2019, 1, 1))
    # the model's off-peak is 4/3 of its peak headway
    assert hours(found) == [
        (6, 7, 400, "modelled"),
        (7, 9, 300, "published"),
        (9, 17, 400, "modelled"),
        (17, 19, 300, "published"),
        (19, 22, 400, "modelled"),
    ]


def test_evidence_that_has_run_out_is_carried_forward_and_says_so():
    rows = evidence(
        row("06:00", "22:00", 600, since="2012-11-24", until="2013-05-31"),
        row("06:00", "22:00", 300, since="2013-06-01", until="2013-11-24"),
    )
    (found,) = line_bands(rows, LINE, ["main"], date(2019, 1, 1))
    assert (found.headway_s, found.quality) == (300, Quality.ESTIMATE)
    assert found.source == "carried over from 2013-06-01: page"


def test_before_any_evidence_the_first_is_taken():
    rows = evidence(row("06:00", "22:00", 600, since="2021-01-01"))
    (found,) = line_bands(rows, LINE, ["main"], date(2019, 1, 1))
    assert (found.headway_s, found.quality) == (600, Quality.ESTIMATE)


def test_without_evidence_two_branches_share_the_trains_of_the_model():
    found = line_bands(evidence(), LINE, ["main", "side"], date(2019, 1, 1))
    assert {(b.branch_id, b.headway_s) for b in found} == {
        ("main", 720),
        ("main", 960),
        ("side", 720),
        ("side", 960),
    }
    assert {b.quality for b in found} == {Quality.MODELLED}


def test_a_branch_takes_its_own_evidence():
    rows = evidence(
        row("06:00", "22:00", 420, branch="main"), row("06:00", "22:00", 840, branch="side")
    )
    found = line_bands(rows, LINE, ["main", "side"], date(2019, 1, 1))
    assert [(b.branch_id, b.headway_s) for b in found] == [("main", 420), ("side", 840)]


@pytest.mark.parametrize(
    ("year", "factor"), [(2012, 1.156), (2020, 1.06), (2025, 1.0), (2040, 1.0)]
)
def test_run_times_get_shorter_by_the_same_step_every_year(year, factor):
    assert run_time_factor(year) == pytest.approx(factor)
