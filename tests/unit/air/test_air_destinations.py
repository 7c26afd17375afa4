"""Counts of destinations by every definition, growth between lists, regions and diversity."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from sim.air.destination_groups import by_group, diversity_table
from sim.air.destinations import CountRule, count, count_table, destination_list, growth
from sim.air.diversity import effective_number, entropy, herfindahl
from sim.air.regions import with_regions
from sim.errors import DataError
from sim.network.model import Quality

PLACES = pd.DataFrame(
    [
        ("TPE", "Taipei", "TW", "regional"),
        ("TSA", "Taipei", "TW", "regional"),
        ("NRT", "Tokyo", "JP", "international"),
        ("KIX", "Osaka", "JP", "international"),
        ("CDG", "Paris", "FR", "international"),
        ("CAN", "Guangzhou", "CN", "domestic"),
    ],
    columns=["iata", "city", "country", "kind"],
)
ROUTES = pd.DataFrame(
    [
        ("TPE", 5.0, True, "official", "year"),
        ("TSA", 3.0, True, "unverified", "summer"),
        ("NRT", None, True, "published", ""),
        ("KIX", 1.0, True, "estimate", "winter"),
        ("CDG", None, False, "estimate", "summer"),
        ("CAN", 70.0, True, "published", "year"),
        ("ZZZ", 7.0, True, "published", "year"),
    ],
    columns=["destination", "weekly_frequency", "nonstop", "quality", "season"],
)
REGIONS = pd.DataFrame(
    [
        ("TW", "中国台湾", "Taiwan, China", "east_asia", "东亚", "East Asia"),
        ("JP", "日本", "Japan", "east_asia", "东亚", "East Asia"),
        ("FR", "法国", "France", "europe", "欧洲", "Europe"),
    ],
    columns=["country", "name_zh", "name_en", "region", "region_zh", "region_en"],
)


@pytest.fixture
def table() -> pd.DataFrame:
    found, unknown = destination_list(ROUTES, PLACES, kinds=["international", "regional"])
    assert unknown == ("ZZZ",)
    return found


@pytest.mark.parametrize(
    ("rule", "lower", "upper"),
    [
        (CountRule(), 5, 5),  # Guangzhou is domestic
        (CountRule("cities"), 4, 4),  # Taipei once
        (CountRule(nonstop=True), 4, 4),  # Paris has a stop
        (CountRule(documented=True), 2, 2),  # official and published
        (CountRule(min_weekly=1), 3, 5),  # TPE, TSA, KIX; nobody knows of NRT and CDG
        (CountRule(min_weekly=2), 2, 4),  # KIX has one, so it cannot count
        (CountRule(min_weekly=7), 0, 2),  # only the two unknown ones could
        (CountRule("cities", min_weekly=7), 1, 3),  # Taipei 5 + 3
        (CountRule(season="summer"), 3, 4),  # TPE all year, TSA, CDG; NRT unknown; KIX in winter
        (CountRule(season="winter"), 2, 3),  # TPE, KIX; NRT unknown
        (CountRule(season="summer", min_weekly=4), 1, 3),  # TPE 5; NRT and CDG may
        (CountRule(season="winter", nonstop=True, documented=True), 1, 2),  # TPE; NRT
    ],
)
def test_counts_by_hand(table: pd.DataFrame, rule: CountRule, lower: int, upper: int) -> None:
    found = count(table, rule)
    assert (found.lower, found.upper) == (lower, upper)


def test_grades_stand_beside_the_counts(table: pd.DataFrame) -> None:
    found = count(table, CountRule("cities", min_weekly=7))
    assert found.grades == ((Quality.OFFICIAL, 1),)  # the better of Taipei's two airports
    assert found.open_grades == ((Quality.PUBLISHED, 1), (Quality.ESTIMATE, 1))
    row = count_table(table, {"weekly_7": CountRule("cities", min_weekly=7)}).iloc[0]
    assert row[["lower", "upper", "quality", "open_quality"]].tolist() == [
        1, 3, "official 1", "published 1, estimate 1",
    ]  # fmt: skip


def test_stricter_rules_never_count_more(table: pd.DataFrame) -> None:
    counts = [count(table, CountRule(min_weekly=weekly)) for weekly in (0, 1, 2, 4, 7, 14)]
    assert [one.lower for one in counts] == sorted((one.lower for one in counts), reverse=True)
    assert [one.upper for one in counts] == sorted((one.upper for one in counts), reverse=True)
    assert all(one.lower <= one.upper for one in counts)


def test_an_empty_list_has_no_destinations() -> None:
    empty, unknown = destination_list(ROUTES.iloc[:0], PLACES, kinds=["international"])
    assert unknown == ()
    for unit in ("airports", "cities", "countries"):
        found = count(empty, CountRule(unit, min_weekly=1))
        assert (found.lower, found.upper, found.grades) == (0, 0, ())


def test_growth_between_two_lists(table: pd.DataFrame) -> None:
    before = table[table["destination"] != "CDG"]
    after = table[table["destination"] != "TSA"]
    found = growth(before, after).set_index("destination")
    assert found["change"].to_dict() == {
        "CDG": "gained", "KIX": "kept", "NRT": "kept", "TPE": "kept", "TSA": "lost",
    }  # fmt: skip
    assert found.loc["TSA", ["city", "quality_before", "quality_after"]].tolist() == [
        "Taipei",
        "unverified",
        "",
    ]
    assert found.loc["TSA", "weekly_before"] == 3.0
    assert math.isnan(found.loc["TSA", "weekly_after"])
    back = growth(after, before).set_index("destination")["change"]
    assert back["CDG"] == "lost"
    assert back["TSA"] == "gained"


def test_regions_and_countries(table: pd.DataFrame) -> None:
    placed = with_regions(table, REGIONS)
    regions = by_group(placed, "region")
    assert regions[
        ["region_en", "airports", "cities", "nonstop", "documented"]
    ].to_numpy().tolist() == [
        ["East Asia", 4, 3, 4, 2],
        ["Europe", 1, 1, 0, 0],
    ]
    assert regions["share"].tolist() == [0.8, 0.2]
    assert regions["weekly_known"].tolist() == [9.0, 0.0]
    assert regions["frequency_known"].tolist() == [0.75, 0.0]
    assert by_group(placed, "country")["country"].tolist() == ["JP", "TW", "FR"]
    spread = diversity_table(placed).set_index("group")
    # H = −0.8 ln 0.8 − 0.2 ln 0.2 = 0.50040, e^H = 1.6494; 0.64 + 0.04
    assert spread.loc["region", "effective_groups"] == pytest.approx(1.6494, abs=1e-4)
    assert spread.loc["region", "herfindahl"] == pytest.approx(0.68)
    assert spread.loc["region", "evenness"] == pytest.approx(0.5004 / math.log(2), abs=1e-4)
    assert spread.loc["country", "groups"] == 3


def test_a_country_without_a_region_is_named(table: pd.DataFrame) -> None:
    with pytest.raises(DataError) as caught:
        with_regions(table, REGIONS.iloc[1:])
    assert [one.what for one in caught.value.issues] == ["country 'TW' is not in air/regions"]


def test_diversity_by_hand() -> None:
    # Shares 1/2, 1/4, 1/4: H = ½ ln 2 + ½ ln 4 = 1.5 ln 2; e^H = 2^1.5
    assert entropy([2, 1, 1, 0]) == pytest.approx(1.5 * math.log(2))
    assert effective_number([2, 1, 1]) == pytest.approx(2**1.5)
    assert herfindahl([2, 1, 1]) == pytest.approx(0.375)
    assert math.isnan(herfindahl([0, 0]))
    for bad in ([-1.0, 2.0], [float("nan")]):
        with pytest.raises(ValueError, match="finite and not negative"):
            entropy(bad)
