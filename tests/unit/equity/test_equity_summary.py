"""The table of equity by group, and the catalogue behind it."""

from __future__ import annotations

import math

import numpy as np
import pytest

import sim.equity
from sim.equity import (
    EQUITY_COLUMNS,
    EQUITY_MEASURES,
    EquitySubject,
    district_grouping,
    equity_measure,
    equity_table,
    fgt,
    gini,
    ring_grouping,
    theil_split,
)
from sim.errors import DataError

NAN = float("nan")
PEOPLE = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 0.0])
IDS = ["a", "a", "b", "b", "b", "b"]
DISTRICTS = district_grouping(
    IDS, ["甲", "甲", "乙", "乙", "乙", "乙"], ["A", "A", "B", "B", "B", "B"]
)
RINGS = ring_grouping([1.0, 7.0, 7.0, 12.0, 50.0, 50.0])
JOBS = EquitySubject("cumulative", np.array([10.0, 20, 30, 0, 50, 60]), "jobs", "jobs", "60 min")
HUB = EquitySubject(
    "minutes_from_hub", np.array([10.0, NAN, 70, 40, 120, 60]), "min", better="lower", line=60.0
)


def cell(table, statistic, *, measure="cumulative", group="city", column="value"):
    rows = table[
        (table["measure"] == measure)
        & (table["statistic"] == statistic)
        & (table["group_id"] == group)
    ]
    assert len(rows) == 1
    return rows[column].iloc[0]


@pytest.fixture(scope="module")
def table():
    return equity_table(
        [JOBS, HUB], PEOPLE, [DISTRICTS, RINGS], rng=np.random.default_rng(3), replications=100
    )


def test_it_has_the_agreed_columns(table) -> None:
    assert list(table.columns) == list(EQUITY_COLUMNS)
    assert set(table["group_type"]) == {"city", "district", "ring"}
    assert table["value"].dtype == np.float64


def test_figures_are_those_of_the_functions(table) -> None:
    assert cell(table, "gini") == round(gini(JOBS.values, PEOPLE), 6)
    assert cell(table, "gini", group="b") == round(gini(JOBS.values[2:], PEOPLE[2:]), 6)
    split = theil_split(JOBS.values, PEOPLE, IDS)
    assert cell(table, "theil_between_district") == round(split.between, 6)
    assert cell(table, "theil_within_district") == round(split.within, 6)
    # (10 + 40 + 90 + 0 + 250) / 15 jobs a person
    assert cell(table, "mean") == 26.0
    assert cell(table, "mean", column="unit") == "jobs"
    assert cell(table, "gini", column="unit") == "1"


def test_parts_of_theil_stand_with_the_city_only(table) -> None:
    parts = table[table["statistic"].str.startswith("theil_")]
    assert set(parts["group_type"]) == {"city"}
    assert set(parts["statistic"]) == {
        "theil_between_district",
        "theil_within_district",
        "theil_between_ring",
        "theil_within_ring",
    }


def test_who_is_not_reached_is_poor_and_otherwise_counted_as_missing(table) -> None:
    hub = {"measure": "minutes_from_hub"}
    # Beyond an hour: 3 at 70 min, 5 at 120 min, 2 not reached, of 15.
    assert cell(table, "fgt0", **hub) == round(10 / 15, 6)
    assert cell(table, "fgt0", column="people", **hub) == 15.0
    assert cell(table, "fgt0", column="line", **hub) == 60.0
    expected = fgt(HUB.values, PEOPLE, 60.0, alpha=2, better="lower", missing="poor")
    assert cell(table, "fgt2", **hub) == round(expected, 6)
    assert cell(table, "gini", column="people", **hub) == 13.0
    assert cell(table, "gini", column="people_missing", **hub) == 2.0
    assert math.isnan(cell(table, "gini", column="line", **hub))


def test_without_a_line_or_ranks_nothing_is_made_up(table) -> None:
    assert not table[table["measure"] == "cumulative"]["statistic"].str.startswith("fgt").any()
    assert not table["statistic"].isin(["palma", "concentration", "erreygers"]).any()


def test_with_ranks_there_is_concentration() -> None:
    ranks = np.array([1.0, 2.0, 3.0, 4.0, NAN, NAN])
    bounded = EquitySubject("share", np.array([0.0, 0, 1, 1, 1, 1]), "1", upper=1.0)
    found = equity_table([bounded], PEOPLE, ranks=ranks)
    # The lower 3 of 10 ranked people have nothing: E = 8 cov = 4 (0.3 · 0.7).
    assert cell(found, "erreygers", measure="share") == pytest.approx(0.84)
    assert cell(found, "concentration", measure="share") == pytest.approx(0.3)
    assert cell(found, "palma", measure="share") == pytest.approx(4.0)
    assert cell(found, "palma", measure="share", column="people_missing") == 5.0
    assert cell(found, "gini", measure="share", column="people_missing") == 0.0


def test_an_empty_ring_has_its_rows(table) -> None:
    ring = table[(table["group_id"] == "20-40") & (table["measure"] == "cumulative")]
    assert len(ring) > 0
    assert ring["value"].isna().all()
    assert (ring["people"] == 0).all()


def test_limits_hold_the_value() -> None:
    ids = ["a"] * 15 + ["b"] * 5
    districts = district_grouping(ids, ids, ids)
    subject = EquitySubject("jobs", np.arange(1.0, 21.0), "jobs")
    found = equity_table([subject], np.ones(20), [districts], rng=np.random.default_rng(3))
    city = found[found["group_type"] == "city"]
    assert (city["low"] <= city["high"]).all()
    assert cell(found, "mean", measure="jobs", column="low") < 10.5
    assert cell(found, "mean", measure="jobs", column="high") > 10.5
    assert cell(found, "gini", measure="jobs", group="a", column="low") > 0
    # Five places are too few to draw from.
    assert found[found["group_id"] == "b"]["low"].isna().all()


def test_blocks_are_drawn_together() -> None:
    subject = EquitySubject("jobs", np.repeat(np.arange(1.0, 21.0), 9), "jobs")
    alone, together = (
        equity_table([subject], np.ones(180), rng=np.random.default_rng(3), blocks=blocks)
        for blocks in (None, np.repeat(np.arange(20), 9))
    )
    widths = [
        cell(found, "mean", measure="jobs", column="high")
        - cell(found, "mean", measure="jobs", column="low")
        for found in (alone, together)
    ]
    # Nine copies of everything: three times as wide.
    assert widths[1] / widths[0] == pytest.approx(3.0, rel=0.15)


def test_without_a_generator_there_are_no_limits() -> None:
    found = equity_table([JOBS], PEOPLE, [DISTRICTS])
    assert found["low"].isna().all()
    assert found["high"].isna().all()


def test_the_same_seed_gives_the_same_table(table) -> None:
    again = equity_table(
        [JOBS, HUB], PEOPLE, [DISTRICTS, RINGS], rng=np.random.default_rng(3), replications=100
    )
    assert again.equals(table)


def test_a_subject_has_the_same_limits_whoever_stands_beside_it(table) -> None:
    alone = equity_table(
        [HUB], PEOPLE, [DISTRICTS, RINGS], rng=np.random.default_rng(3), replications=100
    )
    beside = table[table["measure"] == "minutes_from_hub"].reset_index(drop=True)
    assert alone.equals(beside)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: equity_table([JOBS, JOBS], PEOPLE),
            "cumulative / jobs / 60 min is there twice",
        ),
        (
            lambda: equity_table([JOBS], PEOPLE[:3]),
            "values of cumulative has 6 entries where there are 3 places",
        ),
        (
            lambda: equity_table([JOBS], PEOPLE, [ring_grouping([1.0])]),
            "the grouping 'ring' has 1 entries where there are 6 places",
        ),
        (
            lambda: equity_table([JOBS], PEOPLE, [RINGS, RINGS]),
            "groupings are ring, ring: give each kind once",
        ),
        (
            lambda: equity_table([JOBS], PEOPLE, blocks=["a"]),
            "blocks must have one label for each of the 6 places",
        ),
    ],
)
def test_what_cannot_be_tabled(call, message) -> None:
    with pytest.raises(DataError, match=message):
        call()


def test_the_catalogue_is_complete() -> None:
    ids = [measure.id for measure in EQUITY_MEASURES]
    assert ids == [
        "mean",
        "gini",
        "theil",
        "theil_between",
        "theil_within",
        "access_palma",
        "palma",
        "concentration",
        "erreygers",
        "fgt0",
        "fgt1",
        "fgt2",
    ]
    assert {measure.id for measure in EQUITY_MEASURES if measure.needs_ranks} == {
        "palma",
        "concentration",
        "erreygers",
    }
    for measure in EQUITY_MEASURES:
        assert measure.formula
        assert measure.reference
        assert any("一" <= letter <= "鿿" for letter in measure.title_zh)
        assert measure.title_en.isascii()


def test_an_unknown_measure_names_the_known_ones() -> None:
    with pytest.raises(KeyError, match="'ginny' is not known: use one of mean, gini, theil"):
        equity_measure("ginny")


def test_public_names_are_exact() -> None:
    assert sorted(sim.equity.__all__) == sorted(set(sim.equity.__all__))
    for name in sim.equity.__all__:
        assert getattr(sim.equity, name) is not None
