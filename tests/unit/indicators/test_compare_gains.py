"""Who gains and loses: bands, their edges, groups and means, against loops written out."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.indicators.compare_gains import (
    BANDS,
    GAINS_COLUMNS,
    GAINS_MEAN_COLUMNS,
    band_of,
    gains_tables,
)
from sim.indicators.compare_values import compared_of, compared_values, ranked_values

NAN = float("nan")


def zones(minutes: list[float], people: list[float] | None = None) -> pd.DataFrame:
    """Four places: two cells of one district, one of another, and a county of the province."""
    return pd.DataFrame(
        {
            "zone_id": ["z1", "z2", "z3", "county"],
            "kind": ["cell", "cell", "cell", "county"],
            "county_id": ["1", "1", "2", "9"],
            "district_zh": ["甲区", "甲区", "乙区", "远县"],
            "district_en": ["First", "First", "Second", "Far"],
            "ring": ["0-5", "10-20", "5-10", ""],
            "population": people or [100.0, 200.0, 400.0, 800.0],
            "minutes_from_hub": minutes,
        }
    )


@pytest.mark.parametrize(
    ("gain_min", "expected"),
    [
        (0.0, "within 1 min"),
        (0.9, "within 1 min"),
        (-0.9, "within 1 min"),
        (1.0, "1 to 5 min faster"),
        (-1.0, "1 to 5 min slower"),
        (4.9, "1 to 5 min faster"),
        (5.0, "5 to 15 min faster"),
        (-5.0, "5 to 15 min slower"),
        (15.0, "15 min faster or more"),
        (-15.0, "15 min slower or more"),
        (90.0, "15 min faster or more"),
    ],
)
def test_edges_belong_to_the_larger_change(gain_min: float, expected: str) -> None:
    """100.3 - 99.3 is 0.99999… in binary; times have tenths, so it counts as one minute."""
    before = 100.3
    assert BANDS[band_of([before], [before - gain_min])[0]].title_en == expected


def test_unreachable_is_a_band_of_its_own() -> None:
    places = band_of([NAN, 10.0, NAN], [10.0, NAN, NAN])
    assert [BANDS[place].title_en for place in places] == [
        "newly reached",
        "no longer reached",
        "reached in neither",
    ]


def test_people_by_band_and_group() -> None:
    """z1 gains 10 (100 people), z2 loses 2 (200), z3 is newly reached (400), the county 0 (800)."""
    bands, mean = gains_tables(
        {"base": zones([60.0, 20.0, NAN, 90.0]), "plan": zones([50.0, 22.0, 30.0, 90.0])},
        "base",
        ["minutes_from_hub"],
    )
    assert bands.columns.tolist() == list(GAINS_COLUMNS)
    assert mean.columns.tolist() == list(GAINS_MEAN_COLUMNS)
    assert set(bands["alternative"]) == {"plan"}, "the reference gains nothing on itself"
    there = bands[bands["people"] > 0].set_index(["group_type", "group_id", "band_en"])["people"]
    assert there.to_dict() == {
        ("city", "city", "newly reached"): 400.0,
        ("city", "city", "5 to 15 min faster"): 100.0,
        ("city", "city", "1 to 5 min slower"): 200.0,
        ("province", "province", "newly reached"): 400.0,
        ("province", "province", "5 to 15 min faster"): 100.0,
        ("province", "province", "1 to 5 min slower"): 200.0,
        ("province", "province", "within 1 min"): 800.0,
        ("district", "1", "5 to 15 min faster"): 100.0,
        ("district", "1", "1 to 5 min slower"): 200.0,
        ("district", "2", "newly reached"): 400.0,
        ("ring", "0-5", "5 to 15 min faster"): 100.0,
        ("ring", "10-20", "1 to 5 min slower"): 200.0,
        ("ring", "5-10", "newly reached"): 400.0,
    }
    by_group = mean.set_index(["group_type", "group_id"])
    # (100 * 10 - 200 * 2) / 300 = 2.0 over those reached before and after
    assert by_group.loc[("city", "city"), "mean_gain_min"] == 2.0
    assert by_group.loc[("city", "city"), "people_newly_reached"] == 400.0
    assert by_group.loc[("district", "1"), "people_slower"] == 200.0
    assert math.isnan(by_group.loc[("district", "2"), "mean_gain_min"]), "nobody reached in both"
    rings = [group for kind, group in by_group.index if kind == "ring"]
    assert rings == ["0-5", "5-10", "10-20"], "from the inside out, not by letters"


def test_people_are_those_of_the_alternative() -> None:
    """Where the years differ the city grows; a gain counts for who lives there then."""
    bands, _ = gains_tables(
        {
            "2015": zones([60.0] * 4, [1.0, 1.0, 1.0, 1.0]),
            "2020": zones([50.0] * 4, [5.0, 5.0, 5.0, 5.0]),
        },
        "2015",
        ["minutes_from_hub"],
    )
    city = bands[(bands["group_type"] == "city") & (bands["people"] > 0)]
    assert city["people"].tolist() == [15.0]


times = st.lists(st.one_of(st.just(NAN), st.floats(0, 240)), min_size=4, max_size=4)


@given(before=times, after=times)
@settings(max_examples=60, deadline=None)
def test_nobody_is_lost_or_counted_twice(before: list[float], after: list[float]) -> None:
    """The bands of a group add up to its people; exchanging the sides mirrors the bands."""
    there = {"a": zones(before), "b": zones(after)}
    bands, mean = gains_tables(there, "a", ["minutes_from_hub"])
    back, _ = gains_tables(there, "b", ["minutes_from_hub"])
    sums = bands.groupby(["group_type", "group_id"])["people"].sum()
    people = mean.set_index(["group_type", "group_id"])["people"]
    assert (sums.reindex(people.index) == people).all()
    mirrored = {"newly reached": "no longer reached", "reached in neither": "reached in neither"}
    for _, one in bands.iterrows():
        name = str(one["band_en"])
        other = mirrored.get(name) or name.replace("faster", "slower")
        if name == other and "slower" in name:
            other = name.replace("slower", "faster")
        if name == "no longer reached":
            other = "newly reached"
        match = back[
            (back["group_type"] == one["group_type"])
            & (back["group_id"] == one["group_id"])
            & (back["band_en"] == other)
        ]
        assert match["people"].tolist() == [one["people"]]


def test_indicators_of_the_city_by_hand() -> None:
    """People 100, 200, 400 at 10, 70 min and never: half of 700 is not reached within any time."""
    found = compared_values({"plan": zones([10.0, 70.0, NAN, 5.0])})
    city = found[found["place_type"] == "city"].set_index(["indicator", "statistic"])["value"]
    assert math.isnan(city["minutes_from_hub", "median"]), "the median person never arrives"
    assert city["minutes_from_hub", "mean"] == 50.0, "(100 * 10 + 200 * 70) / 300, of who arrives"
    assert city["people_60min_of_hub", "sum"] == 100.0
    assert city["people_without_hub", "sum"] == 400.0
    province = found[found["place_type"] == "province"].set_index(["indicator", "statistic"])
    # of 1500 people 800 are within 5 min
    assert province.loc[("minutes_from_hub", "median"), "value"] == 5.0


def test_each_cutoff_is_an_indicator() -> None:
    names = [one.indicator for one in compared_of(["jobs_45min", "population_90min", "lon"])]
    assert names == [
        "jobs_45min",
        "gini_jobs_45min",
        "population_90min",
        "gini_population_90min",
    ]


def test_missing_indicator_has_no_difference_and_no_rank() -> None:
    values = compared_values(
        {"base": zones([10.0, 20.0, 30.0, 5.0]), "plan": zones([NAN, NAN, NAN, 5.0])}
    )
    ranked = ranked_values(values, "base")
    city = ranked[(ranked["place_type"] == "city") & (ranked["indicator"] == "minutes_from_hub")]
    plan = city[city["alternative"] == "plan"]
    assert plan["value"].isna().all()
    assert plan["difference"].isna().all()
    assert plan["rank"].isna().all()
    assert (city.loc[city["alternative"] == "base", "rank"] == 1).all()


def test_weighted_median_is_that_of_every_single_person() -> None:
    rng = np.random.default_rng(4)
    people = rng.integers(1, 9, 4).astype(float)
    minutes = rng.uniform(5, 90, 4).round(1)
    found = compared_values({"plan": zones(list(minutes), list(people))})
    everyone = sorted(
        minute for minute, count in zip(minutes, people, strict=True) for _ in range(int(count))
    )
    expected = everyone[math.ceil(len(everyone) / 2) - 1]
    value = found[
        (found["place_type"] == "province")
        & (found["indicator"] == "minutes_from_hub")
        & (found["statistic"] == "median")
    ]["value"].iloc[0]
    assert value == expected
