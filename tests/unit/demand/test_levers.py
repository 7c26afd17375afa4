"""The tornado: directions, order, words; public transport between two services."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.demand.counts import counts_of
from sim.demand.levers import LEVERS, METHOD, METRO_LEVER, blended, lever_table
from sim.demand.sample import draw_sample, same_pairs
from sim.demand.sample_examples import PARAMETERS, home_ends, pricing, service, small_result
from sim.demand.share_definitions import DEFINITIONS, share_pct
from sim.errors import DataError


@pytest.fixture(scope="module")
def whole():
    return small_result()


@pytest.fixture(scope="module")
def sample(whole):
    return draw_sample(whole, pricing(), trips=home_ends(), pairs=60)


@pytest.fixture(scope="module")
def table(whole, sample):
    value = share_pct(counts_of(whole), DEFINITIONS[0], ebike_share=0.65)
    bare = same_pairs(sample, small_result(at=service(rail_km=0.0)), pricing())
    return lever_table(sample, PARAMETERS, value, before=bare), value


# Dearer parking and petrol, slower driving and more rail raise the share; longer headways, dearer
# fares, slower rides and more cars lower it; so does growth outside, where there is little rail.
RISES = {"parking": 1, "fuel": 1, "driving_time": 1, "metro_length": 1,
         "headways": -1, "fares": -1, "transit_speed": -1, "cars": -1, "outer_growth": -1}  # fmt: skip


def test_levers_swing_the_right_way_around_the_value(table) -> None:
    rows, value = table
    assert set(rows["lever_id"]) == set(RISES)
    for row in rows.to_dict("records"):
        sign = RISES[row["lever_id"]]
        assert sign * row["swing"] > 0
        assert sign * (row["share_high"] - value) > 0 > sign * (row["share_low"] - value)
        assert row["swing"] == pytest.approx(row["share_high"] - row["share_low"])


def test_the_widest_swing_comes_first(table) -> None:
    widths = table[0]["swing"].abs().tolist()
    assert widths == sorted(widths, reverse=True)


def test_every_lever_has_words_in_both_languages_and_a_method(table) -> None:
    rows = table[0]
    for column in ("title_zh", "title_en", "low_zh", "low_en", "high_zh", "high_en", "method"):
        assert (rows[column].str.len() > 0).all()
    assert all(method.endswith(METHOD) for method in rows["method"])
    assert len({one.lever_id for one in (*LEVERS, METRO_LEVER)}) == len(LEVERS) + 1


def test_without_the_network_before_there_is_no_lever_for_lines(sample) -> None:
    rows = lever_table(sample, PARAMETERS, 50.0)
    assert METRO_LEVER.lever_id not in set(rows["lever_id"])
    assert len(rows) == len(LEVERS)


def test_a_blend_lies_between_the_services(sample) -> None:
    bare = same_pairs(sample, small_result(at=service(rail_km=0.0)), pricing())
    half = blended(bare, sample, 0.5)
    for before, after, mixed in zip(bare.purposes, sample.purposes, half.purposes, strict=True):
        known = np.isfinite(after.service.transit_min)
        wanted = (before.service.transit_min + after.service.transit_min)[known] / 2
        assert np.allclose(mixed.service.transit_min[known], wanted, rtol=1e-5)
        assert np.isinf(mixed.service.transit_min[~known]).all()
        assert np.allclose(
            mixed.parts.rail_min[known], (before.parts.rail_min + after.parts.rail_min)[known] / 2
        )
        assert np.array_equal(mixed.service.drive_min, after.service.drive_min)


def test_a_blend_of_all_is_the_second_service(sample) -> None:
    bare = same_pairs(sample, small_result(at=service(rail_km=0.0)), pricing())
    whole = blended(bare, sample, 1.0)
    assert np.allclose(
        whole.purposes[0].service.transit_min, sample.purposes[0].service.transit_min, rtol=1e-5
    )


def test_samples_of_other_pairs_cannot_be_blended(sample, whole) -> None:
    other = draw_sample(whole, pricing(), trips=home_ends()[::-1], pairs=30)
    with pytest.raises(DataError, match="different pairs: use sample"):
        blended(other, sample, 0.5)
    assert replace(sample, year=2020).year == 2020
