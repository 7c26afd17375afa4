"""Charts: what is drawn is what the tables hold; equal inputs draw equal bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.indicators.compare_gains import BANDS
from sim.reports import CHARTS, ReportInputs
from sim.reports.charts.access_curve import share_within
from sim.reports.charts.cells import bands_gained, framed
from sim.reports.charts.contributions import contribution_panels
from sim.reports.charts.districts import district_lines
from sim.reports.charts.gains import BAND_BARS, BAND_SIDES, people_by_band
from sim.reports.charts.headroom import bullet_panels
from sim.reports.charts.lorenz import gini_of, lorenz_curve
from sim.reports.charts.spread import spread

DEMAND = ("mode_shares", "share_interval", "tornado", "station_ranking")


def luminance(colour: str) -> float:
    """How bright a colour is in grey print, 0 to 1 (ITU-R BT.601)."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


@pytest.mark.parametrize("name", CHARTS)
def test_charts_are_text_that_needs_nothing_from_outside(name: str, compared: ReportInputs) -> None:
    for picture in CHARTS[name](compared):
        assert picture.svg.startswith('<svg class="chart" role="img" aria-label="')
        assert "<text" in picture.svg
        assert "DejaVu" not in picture.svg
        assert len(picture.svg) < 400_000
        outside = re.findall(r'(?:href|src)="(?!data:|#)[^"]*"', picture.svg)
        assert outside == []


@pytest.mark.parametrize("name", CHARTS)
def test_equal_inputs_draw_equal_bytes(name: str, compared: ReportInputs) -> None:
    assert CHARTS[name](compared) == CHARTS[name](compared)


def test_ids_of_two_charts_do_not_meet(compared: ReportInputs) -> None:
    seen: set[str] = set()
    for draw in CHARTS.values():
        for picture in draw(compared):
            own = set(re.findall(r'\bid="([^"]+)"', picture.svg))
            assert not own & seen, picture.name
            seen |= own


def test_every_chart_draws_something_of_a_comparison(compared: ReportInputs) -> None:
    assert {name: len(draw(compared)) for name, draw in CHARTS.items()} == {
        "headroom": 1,
        "gains": 1,
        "access_curve": 1,
        "lorenz": 1,
        "districts": 2,
        "contributions": 2,
        "cells": 2,
        # Shares by area, and by distance.
        "mode_shares": 2,
        "share_interval": 1,
        "tornado": 2,
        "station_ranking": 1,
        # These runs have no gateway; see test_report_gateway.
        "circle_parts": 0,
        "main_stations": 0,
        "world_hours": 0,
        "destination_regions": 0,
        # Nor did they simulate a day; see test_report_operations.
        "operations_queues": 0,
        "operations_transfers": 0,
        "operations_loads": 0,
        "operations_headways": 0,
        "operations_platforms": 0,
        "operations_closures": 0,
        "operations_recovery": 0,
        "operations_critical": 0,
        "operations_waits": 0,
        "operations_convergence": 0,
    }


def test_a_single_run_has_no_chart_of_differences(single: ReportInputs) -> None:
    drawn = {name for name, draw in CHARTS.items() if draw(single)}
    assert drawn == {"headroom", "access_curve", "lorenz", "cells", *DEMAND}


@pytest.mark.parametrize(("lang", "wanted"), [("zh", "分钟"), ("en", "minutes")])
def test_one_language_alone(lang: str, wanted: str, compared: ReportInputs) -> None:
    (picture,) = CHARTS["access_curve"](replace(compared, lang=lang))
    assert f">{wanted}<" in picture.svg
    assert ("minutes" in picture.svg) == (lang == "en")


def test_headroom_panels(compared: ReportInputs) -> None:
    """Only definitions in the unit and with the threshold of the headline are marked beside it."""
    panels = {panel.title.en: panel for panel in bullet_panels(compared)}
    rail = panels["Urban rail length"]
    assert (rail.threshold, rail.lowest_met, rail.sign, rail.higher_is_better) == (
        250.0, 250.0, "≥", True,
    )  # fmt: skip
    assert [(b.name, b.value, b.overall, b.others) for b in rail.bullets] == [
        ("before", 81.6, "missed", (81.6,)),
        ("plan", 257.3, "depends", (198.7, 257.3)),
        ("late", 221.2, "missed", (221.2,)),
    ]
    air = panels["International air destinations"]
    assert air.lowest_met == 38.0  # 40 less 5 %
    assert [bullet.value for bullet in air.bullets] == [None, None, None]
    share = panels["Public transport share"]
    assert [bullet.overall for bullet in share.bullets] == ["not_computed"] * 3


def test_people_by_band(compared: ReportInputs) -> None:
    """Plan: 6 min for 2000, 16 and 20 min for 4000, 3000 newly reached, the rest the same."""
    people = people_by_band(compared.table("gains"), "plan", "minutes_from_hub")
    assert dict(zip((band.title_en for band in BANDS), people, strict=True)) == {
        "newly reached": 3000.0,
        "15 min faster or more": 4000.0,
        "5 to 15 min faster": 2000.0,
        "1 to 5 min faster": 0.0,
        "within 1 min": 7000.0,
        "1 to 5 min slower": 0.0,
        "5 to 15 min slower": 0.0,
        "15 min slower or more": 0.0,
        "no longer reached": 0.0,
        "reached in neither": 0.0,
    }


def test_bands_are_told_apart_in_grey_print() -> None:
    """On each side the shade darkens away from the middle; the worse side is hatched as well."""
    assert BAND_SIDES == (1, 1, 1, 1, 0, -1, -1, -1, -1, 0)
    better = [luminance(BAND_BARS[place].colour) for place in (3, 2, 1, 0)]
    worse = [luminance(BAND_BARS[place].colour) for place in (5, 6, 7, 8)]
    for shades in (better, worse):
        assert all(a - b > 0.08 for a, b in pairwise(shades)), shades
    assert {bar.hatch for bar, side in zip(BAND_BARS, BAND_SIDES, strict=True) if side < 0} == {
        "////"
    }
    assert {bar.hatch for bar, side in zip(BAND_BARS, BAND_SIDES, strict=True) if side >= 0} == {""}


def test_cells_fall_into_the_bands_of_the_table(compared: ReportInputs) -> None:
    before, plan, _ = compared.alternatives
    found = bands_gained(before, plan, "minutes_from_hub")
    assert [BANDS[place].title_en for place in found] == [
        "within 1 min", "5 to 15 min faster", "15 min faster or more", "within 1 min",
        "15 min faster or more", "within 1 min", "newly reached",
    ]  # fmt: skip


def test_the_frame_holds_the_middle_of_the_people(compared: ReportInputs) -> None:
    box = framed(compared.alternatives[0])
    cells = compared.alternatives[0].cells
    inside = cells["lon"].between(box.west, box.east) & cells["lat"].between(box.south, box.north)
    assert cells["population"][inside].sum() >= 0.5 * 16_000
    assert 0.5 < box.height_per_width < 2


def test_share_within_counts_those_who_never_arrive(compared: ReportInputs) -> None:
    """Before, hub: 1000 by 10 min, 6000 by 30, 13 000 by 60, of 16 000."""
    cells = compared.alternatives[0].cells
    shares = share_within(cells["minutes_from_hub"], cells["population"], [9, 10, 30, 60, 500])
    assert shares.tolist() == [0.0, 6.25, 37.5, 81.25, 81.25]


def test_share_of_nobody_is_unknown() -> None:
    assert np.isnan(share_within([10.0], [0.0], [60.0])).all()


@given(
    st.lists(st.tuples(st.floats(0, 200), st.floats(1, 1e6)), min_size=1, max_size=30),
    st.lists(st.floats(0, 250), min_size=2, max_size=10),
)
def test_share_within_equals_a_plain_count(
    places: list[tuple[float, float]], asked: list[float]
) -> None:
    times, people = zip(*places, strict=True)
    shares = share_within(times, people, sorted(asked))
    for limit, share in zip(sorted(asked), shares, strict=True):
        there = sum(n for t, n in places if t <= limit)
        assert share == pytest.approx(100 * there / sum(people))
    assert (np.diff(shares) >= -1e-9).all()


def test_districts_use_the_median_with_those_not_reached_last(compared: ReportInputs) -> None:
    """Before: Shangcheng 10 20 30 40 with 1 2 3 4: half of 10 000 by 30. Xihu 50 60 –: with 3000 of
    6000 people by 60. Plan: Shangcheng by 14; Xihu 30 60 70: by 60."""
    lines = district_lines(compared.alternatives[:2], "minutes_from_hub")
    assert [(line.words.en, line.minutes) for line in lines] == [
        ("Shangcheng", (30.0, 14.0)),
        ("Xihu", (60.0, 60.0)),
    ]


def test_a_district_that_is_mostly_unreached_is_not_drawn_but_named(
    compared: ReportInputs,
) -> None:
    def worse(one):
        zones = one.zones.copy()
        zones.loc[zones["county_id"] == "330106", "minutes_from_hub"] = np.nan
        return replace(one, zones=zones)

    inputs = replace(compared, alternatives=tuple(worse(one) for one in compared.alternatives))
    (hub, _) = CHARTS["districts"](inputs)
    assert "Xihu" in hub.note.en
    assert "Xihu" not in hub.svg


def test_gini_of_the_lorenz_curve_by_the_double_sum(compared: ReportInputs) -> None:
    """Gini = sum_ij p_i p_j |a_i - a_j| / (2 mean), with shares of people p."""
    cells = compared.alternatives[0].cells
    p = cells["population"].to_numpy() / cells["population"].sum()
    a = cells["jobs_60min"].to_numpy()
    by_hand = (p[:, None] * p[None, :] * abs(a[:, None] - a[None, :])).sum() / (2 * (p @ a))
    assert gini_of(lorenz_curve(a, p)) == pytest.approx(by_hand)
    (picture,) = CHARTS["lorenz"](compared)
    assert f">{by_hand:.3f}<" in picture.svg


def test_contributions_largest_first(compared: ReportInputs) -> None:
    panels = contribution_panels(compared, "plan")
    assert [(panel.title.en, panel.unit) for panel in panels] == [
        ("Urban rail length", "km"),
        ("Five main stations", "stations"),
    ]
    assert [(c.sentence, c.added, c.helps, c.turns_verdict) for c in panels[0].changes] == [
        ("opens piece 1", 2.0, True, True),
        ("opens piece 2", -1.0, False, False),
    ]


def test_a_contribution_that_lowers_a_value_to_be_low_helps(compared: ReportInputs) -> None:
    targets = tuple(
        one.model_copy(update={"comparator": "<="}) if one.id == "urban_rail_km" else one
        for one in compared.targets
    )
    panels = contribution_panels(replace(compared, targets=targets), "plan")
    assert [change.helps for change in panels[0].changes] == [False, True]


def test_small_contributions_are_counted(compared: ReportInputs) -> None:
    table = compared.table("contributions")
    one = table[(table["alternative"] == "plan") & (table["contribution"] == 2.0)].head(1)
    many = pd.concat([one.assign(contribution=float(n), position=n) for n in range(1, 14)])
    inputs = replace(compared, comparison={**compared.comparison, "contributions": many})
    (panel,) = contribution_panels(inputs, "plan")
    assert (len(panel.changes), panel.changes[0].added, panel.left_out) == (10, 13.0, 3)
    assert "3 smaller ones are not drawn" in CHARTS["contributions"](inputs)[0].note.en


@given(st.lists(st.floats(-100, 100), max_size=20), st.floats(0.1, 5))
def test_labels_keep_their_distance_and_order(wanted: list[float], gap: float) -> None:
    placed = spread(wanted, gap)
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    for low, high in pairwise(order):
        assert placed[high] - placed[low] >= gap - 1e-6
    assert sum(placed) == pytest.approx(sum(wanted), abs=1e-6)
