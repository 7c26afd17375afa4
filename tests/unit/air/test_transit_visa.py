"""Visa-free transit: rules by date, chances by hand and by brute force, and the indicator."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.air.transit_chance import Terms, pair_chance, stay_model, weekday_chance
from sim.air.transit_rules import (
    TransitRule,
    eligible_countries,
    rule_on,
    stay_days,
    transit_rules,
)
from sim.air.transit_visa import (
    TransitData,
    country_pairs,
    flights_abroad,
    stay_summary,
    transit_pairs,
    transit_sensitivity,
)
from sim.errors import DataError
from sim.indicators import Evidence, IndicatorValue, read_targets
from sim.indicators.transit_visa import compute
from sim.network.examples import empty
from sim.network.model import Airport, AirRoute, Network, Quality

STEADY = settings(max_examples=40, deadline=None, derandomize=True)

ROOT = Path(__file__).parents[3]
DATA = ROOT / "network_data" / "air"
TARGETS = read_targets(ROOT / "network_data" / "policy" / "targets.yaml")


def rule(hours: int = 144, **changes: object) -> TransitRule:
    made = TransitRule(
        rule_id=f"rule_{hours}",
        hours=hours,
        valid_from=date(2016, 1, 30),
        valid_to=None,
        suspended=False,
        ports=("HGH", "PVG"),
        area="delta",
        nationalities=51,
        count_starts="next_midnight",
        quality="published",
        source="made by hand",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def bank(arrives: int, leaves: int) -> pd.DataFrame:
    """All flights land in one hour and leave in another."""
    hours = sorted({arrives, leaves})
    return pd.DataFrame(
        {
            "hour": hours,
            "arrivals_share": [float(hour == arrives) for hour in hours],
            "departures_share": [float(hour == leaves) for hour in hours],
        }
    )


def flights(**weekly: float) -> pd.DataFrame:
    """Flights of Hangzhou by country; the place has the country's code in lower case."""
    return pd.DataFrame(
        {
            "port": "HGH",
            "destination": [name.lower() for name in weekly],
            "country": list(weekly),
            "weekly_frequency": list(weekly.values()),
            "quality": "published",
        }
    )


def read(name: str) -> pd.DataFrame:
    table = pd.read_csv(DATA / f"{name}.csv", keep_default_na=False, dtype=str)
    for column in ("valid_from", "valid_to"):
        if column in table:
            table[column] = pd.to_datetime(table[column], errors="coerce")
    if "suspended" in table:
        table["suspended"] = table["suspended"] == "1"
    numbers = {"hour", "departures_share", "arrivals_share"} & set(table.columns)
    return table.astype(dict.fromkeys(numbers, "float64"))


# ------------------------------------------------------------------------------------ rules
@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2014, 10, 19), None),  # the day before the rule of 72 h
        (date(2015, 12, 31), 72),
        (date(2016, 1, 29), 72),
        (date(2016, 1, 30), 144),
        (date(2020, 3, 27), 144),
        (date(2020, 12, 31), None),  # suspended in the pandemic
        (date(2023, 1, 8), 144),
        (date(2024, 12, 16), 144),
        (date(2024, 12, 17), 240),
    ],
)
def test_rules_at_hangzhou_by_date(day: date, hours: int | None) -> None:
    found = rule_on(transit_rules(read("transit_rules")), day, "HGH")
    assert (found.hours if found else None) == hours


def test_numbers_of_nationalities_agree_with_the_list() -> None:
    people = read("transit_nationalities")
    for one in transit_rules(read("transit_rules")):
        assert len(eligible_countries(people, one.valid_from)) == one.nationalities, one.rule_id


def test_a_suspended_rule_can_be_asked_for() -> None:
    rules = transit_rules(read("transit_rules"))
    found = rule_on(rules, date(2020, 12, 31), "HGH", as_if_not_suspended=True)
    assert found is not None
    assert found.hours == 144


def test_the_rule_of_2014_was_for_hangzhou_alone() -> None:
    rules = transit_rules(read("transit_rules"))
    assert rule_on(rules, date(2015, 1, 1), "PVG") is None
    found = rule_on(rules, date(2016, 7, 1), "PVG")
    assert found is not None
    assert found.ports == ("HGH", "NKG", "PVG", "SHA")


def test_days_of_a_stay() -> None:
    # Entry on 20 October 2014: stay to 24:00 of the 23rd (China National Radio, 2014-10-21).
    assert (stay_days(rule(72)), stay_days(rule(144)), stay_days(rule(240))) == (3, 6, 10)
    assert stay_days(rule(72, count_starts="entry")) == 3


def test_rules_that_overlap_are_refused_with_all_problems() -> None:
    table = read("transit_rules").head(2).assign(valid_to=pd.Timestamp(2010, 1, 1))
    with pytest.raises(DataError) as caught:
        transit_rules(table)
    text = str(caught.value)
    assert "rule 'hangzhou_72' ends on 2010-01-01, before it begins on 2014-10-20" in text
    assert "rule 'delta_144_2016' ends on" in text
    both = read("transit_rules").head(2).assign(valid_to=pd.NaT)
    with pytest.raises(
        DataError,
        match=r"'hangzhou_72' and 'delta_144_2016' both hold on 2016-01-30 at HGH; set valid_from",
    ):
        transit_rules(both)


# --------------------------------------------------------------------------------- chances
@pytest.mark.parametrize(
    ("hours", "arrives", "leaves", "chance", "stays"),
    [
        # Landing 10:00, leaving 14:00: the same day fits, so do the next three, six, ten.
        (72, 10, 14, 4 / 7, 4 / 7),
        (144, 10, 14, 1.0, 1.0),
        (240, 10, 14, 1.0, 11 / 7),
        # Landing 14:00, leaving 10:00: not the same day.
        (72, 14, 10, 3 / 7, 3 / 7),
        (144, 14, 10, 6 / 7, 6 / 7),
        (240, 14, 10, 1.0, 10 / 7),
    ],
)
def test_one_flight_a_week_each_way(
    hours: int, arrives: int, leaves: int, chance: float, stays: float
) -> None:
    model = stay_model(rule(hours), bank(arrives, leaves), Terms(), port_in="HGH", port_out="HGH")
    found, certain, possible = pair_chance(model, 1, 1)
    assert found == pytest.approx(chance)
    assert (certain, possible) == (chance == 1.0, True)
    assert model.stays_per_pair == pytest.approx(stays)


def test_hours_from_entry_end_at_the_hour_of_entry() -> None:
    # Landing 10:00, leaving 14:00: on the third day 76 h have passed, more than 72.
    model = stay_model(
        rule(72, count_starts="entry"), bank(10, 14), Terms(), port_in="HGH", port_out="HGH"
    )
    assert model.stays_per_pair == pytest.approx(3 / 7)


def test_two_departures_a_week() -> None:
    # One arrival, departures on 2 of 7 days, 3 of which fit: 1 - C(4, 2) / C(7, 2) = 15 / 21.
    assert weekday_chance(0b0001110, 1, 2) == pytest.approx(15 / 21)
    # Two arrivals next to each other or apart: by hand through all 21 x 7 choices below.
    assert weekday_chance(0b0001110, 2, 1) == pytest.approx(15 / 21)  # by symmetry


@STEADY
@given(st.integers(0, 127), st.integers(1, 7), st.integers(1, 7))
def test_chance_by_brute_force(mask: int, arrivals: int, departures: int) -> None:
    hits, ways = 0, 0
    for ins, outs in product(combinations(range(7), arrivals), combinations(range(7), departures)):
        ways += 1
        hits += any(mask >> (b - a) % 7 & 1 for a in ins for b in outs)
    assert weekday_chance(mask, arrivals, departures) == pytest.approx(hits / ways)


@STEADY
@given(st.integers(1, 7), st.integers(1, 7), st.integers(0, 23), st.integers(0, 23))
def test_longer_rules_and_more_flights_never_hurt(
    arrivals: int, departures: int, arrives: int, leaves: int
) -> None:
    chances = [
        pair_chance(
            stay_model(rule(hours), bank(arrives, leaves), Terms(), port_in="HGH", port_out="HGH"),
            arrivals,
            departures,
        )[0]
        for hours in (72, 144, 240)
    ]
    assert chances == sorted(chances)
    model = stay_model(rule(72), bank(arrives, leaves), Terms(), port_in="HGH", port_out="HGH")
    if departures < 7:
        assert pair_chance(model, arrivals, departures + 1)[0] >= chances[0] - 1e-12


def test_expected_stays_by_simulating_every_week() -> None:
    """Lay three arrivals and two departures on every choice of weekdays and count."""
    model = stay_model(rule(72), bank(14, 10), Terms(), port_in="HGH", port_out="HGH")
    counts = []
    for ins, outs in product(combinations(range(7), 3), combinations(range(7), 2)):
        counts.append(sum((b - a) % 7 in {1, 2, 3} for a in ins for b in outs))
    assert 3 * 2 * model.stays_per_pair == pytest.approx(float(np.mean(counts)))


# ------------------------------------------------------------------------------- usable stay
def test_usable_hours_by_hand() -> None:
    # Landing 10:00, leaving 14:00, an hour to the centre: of 4 h + 24 h a day
    # 45 + 60 + 60 + 120 min = 4.75 h are lost. The same day has -0.75 h in town.
    terms = Terms(access_min={"HGH": 60.0})
    model = stay_model(rule(72), bank(10, 14), terms, port_in="HGH", port_out="HGH")
    positive = model.usable_weight > 0
    assert model.usable_h[positive].tolist() == pytest.approx([-0.75, 23.25, 47.25, 71.25])
    summary = stay_summary(model)
    assert summary["usable_median_h"] == pytest.approx(23.25)
    assert summary["usable_longest_h"] == pytest.approx(71.25)
    assert (summary["share_4h"], summary["share_24h"], summary["share_72h"]) == (0.75, 0.5, 0.0)


def test_a_day_in_town_takes_another_night() -> None:
    terms = Terms(access_min={"HGH": 60.0}, least_usable_h=24.0)
    model = stay_model(rule(72), bank(10, 14), terms, port_in="HGH", port_out="HGH")
    assert model.stays_per_pair == pytest.approx(2 / 7)


def test_a_centre_out_of_reach_gives_no_stay_but_a_connection() -> None:
    model = stay_model(rule(72), bank(10, 14), Terms(), port_in="HGH", port_out="HGH")
    assert model.stays_per_pair == pytest.approx(4 / 7)
    assert np.isnan(stay_summary(model)["usable_median_h"])
    day = stay_model(
        rule(72), bank(10, 14), Terms(least_usable_h=24.0), port_in="HGH", port_out="HGH"
    )
    assert day.stays_per_pair == 0.0
    assert pair_chance(day, 7, 7) == (0.0, False, False)


# ------------------------------------------------------------------------------------ pairs
def test_pairs_are_of_different_countries_outside_the_mainland() -> None:
    table = flights(JP=7.0, HK=7.0, CN=7.0)
    second = flights(JP=1.0).assign(destination="jp2")
    both = pd.concat([table, second], ignore_index=True)
    pairs = transit_pairs(both, rule(), bank(10, 14), Terms(), home="HGH")
    assert sorted(zip(pairs["origin"], pairs["destination"], strict=True)) == [
        ("hk", "jp"),
        ("hk", "jp2"),
        ("jp", "hk"),
        ("jp2", "hk"),
    ]
    # Daily both ways, every departure within six days: 7 x 7 = 49 a week.
    assert pairs.set_index(["origin", "destination"])["itineraries_per_week"].to_dict() == {
        ("hk", "jp"): pytest.approx(49.0),
        ("hk", "jp2"): pytest.approx(7.0),
        ("jp", "hk"): pytest.approx(49.0),
        ("jp2", "hk"): pytest.approx(7.0),
    }
    countries = country_pairs(pairs, eligible={"JP"})
    assert countries["place_pairs"].tolist() == [2, 2]
    assert countries["origin_eligible"].tolist() == [False, True]


def test_an_unknown_frequency_is_one_a_week_and_flagged() -> None:
    unknown = transit_pairs(
        flights(JP=float("nan"), HK=7.0), rule(72), bank(14, 10), Terms(), home="HGH"
    )
    once = transit_pairs(flights(JP=1.0, HK=7.0), rule(72), bank(14, 10), Terms(), home="HGH")
    assert unknown["chance"].tolist() == once["chance"].tolist() == [1.0, 1.0]
    assert not unknown["frequency_known"].any()
    assert once["frequency_known"].all()


def test_rows_of_two_airlines_are_one_place() -> None:
    table = pd.concat([flights(JP=3.0, HK=7.0), flights(JP=4.0)], ignore_index=True)
    pairs = transit_pairs(table, rule(), bank(10, 14), Terms(), home="HGH")
    assert pairs["itineraries_per_week"].tolist() == [49.0, 49.0]


def test_open_jaws_need_the_way_between_the_ports() -> None:
    # Enter at Hangzhou at 10:00, leave Pudong at 14:00: 45 + 60 + 150 + 120 min = 6.25 h are lost,
    # so not on the same day; of the rule's six days after it, all.
    other = flights(US=1.0).assign(port="PVG")
    table = pd.concat([flights(JP=1.0), other], ignore_index=True)
    terms = Terms(access_min={"HGH": 60.0, "PVG": 150.0})
    jaws = transit_pairs(table, rule(), bank(10, 14), terms, home="HGH", open_jaw=True)
    assert jaws[["port_in", "port_out", "origin", "destination"]].to_numpy().tolist() == [
        ["HGH", "PVG", "jp", "us"],
        ["PVG", "HGH", "us", "jp"],
    ]
    assert jaws["chance"].tolist() == pytest.approx([6 / 7, 6 / 7])
    blind = transit_pairs(
        table, rule(), bank(10, 14), Terms(access_min={"HGH": 60.0}), home="HGH", open_jaw=True
    )
    assert blind.empty
    shut = transit_pairs(
        table, rule(ports=("HGH",)), bank(10, 14), terms, home="HGH", open_jaw=True
    )
    assert shut.empty


def test_sensitivity_by_hand() -> None:
    # Two ordered pairs, one flight a week, not on the same day: 3/7, 6/7, 7/7 each.
    table = transit_sensitivity(flights(JP=1.0, HK=1.0), rule(), bank(14, 10), Terms(), home="HGH")
    assert table["hours"].tolist() == [72, 144, 240]
    assert table["country_pairs_expected"].tolist() == pytest.approx([6 / 7, 12 / 7, 2.0])
    assert table["country_pairs_certain"].tolist() == [0, 0, 2]
    assert table["country_pairs_possible"].tolist() == [2, 2, 2]


def test_order_of_rows_changes_nothing() -> None:
    table = flights(JP=2.0, HK=7.0, TH=float("nan"))
    one = transit_pairs(table, rule(), bank(14, 10), Terms(), home="HGH")
    other = transit_pairs(table.iloc[::-1], rule(), bank(14, 10), Terms(), home="HGH")
    pd.testing.assert_frame_equal(one, other)


# -------------------------------------------------------------------------------- indicator
def network(day: date, **weekly: float | None) -> Network:
    airports = {
        code: Airport(code, code, code, code, code[:2], 0.0, 0.0, "international", "by hand")
        for code in weekly
    }
    routes = {
        code: AirRoute(code, "XX", frequency, True, Quality.PUBLISHED, "by hand")
        for code, frequency in weekly.items()
    }
    return replace(empty(), as_of=day, home_airport="HGH", airports=airports, air_routes=routes)


def transit(**changes: object) -> TransitData:
    made = TransitData(
        read("transit_rules"),
        read("transit_nationalities"),
        bank(10, 14),
        terms=Terms(access_min={"HGH": 60.0}),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def values(net: Network, data: TransitData | None) -> dict[str, IndicatorValue]:
    return {one.definition_id: one for one in compute(Evidence(net, TARGETS, transit=data))}


def test_the_rule_of_the_date_decides() -> None:
    weekly: dict[str, float | None] = {"JPA": 1.0, "HKA": None, "USA": 7.0}
    old = values(network(date(2015, 12, 31), **weekly), transit())
    assert old["pairs_144"].value == 0.0
    assert (
        old["pairs_144"]
        .caveats[0]
        .startswith("the rule in force at HGH on 2015-12-31 allows 72 h only")
    )
    # Pairs with the daily flights to USA are certain (4); JPA and HKA fit on 4 of 7 days each way.
    assert old["pairs_any_rule"].value == pytest.approx(round(4 + 2 * 4 / 7, 1))
    assert old["pairs_any_rule"].caveats[0].startswith("4 of them are certain")
    assert old["pairs_any_rule"].caveats[0].endswith("6 possible")

    new = values(network(date(2016, 7, 1), **weekly), transit())
    assert new["pairs_144"].value == 6.0
    assert new["pairs_144"].unit == "pairs"
    assert new["pairs_144"].detail["origin_eligible"].sum() == 4  # not those from Hong Kong
    assert "1 of 3 routes have no known frequency and count as one a week" in (
        new["pairs_144"].caveats
    )
    assert new["pairs_144"].caveats[-1].endswith("72 h 5, 144 h 6, 240 h 6")
    # 1 x 7 four times and 1 x 1 twice, every departure of the week within reach.
    assert new["itineraries"].value == pytest.approx(4 * 7 + 2)


def test_the_suspension_makes_it_zero_and_can_be_lifted() -> None:
    found = values(network(date(2020, 12, 31), JPA=7.0, HKA=7.0), transit())
    assert found["pairs_144"].value == 0.0
    assert found["pairs_144"].caveats == (
        "the rule of 144 h was suspended from 2020-03-28 to 2023-01-07",
    )
    assert found["pairs_lifted"].value == 2.0


def test_before_any_rule_there_is_none() -> None:
    found = values(network(date(2013, 1, 1), JPA=7.0, HKA=7.0), transit())
    assert found["pairs_any_rule"].value == 0.0
    assert found["pairs_any_rule"].caveats == (
        "no rule of visa-free transit was in force at HGH on 2013-01-01",
    )


def test_a_day_in_town_is_harder() -> None:
    # Daily flights: 24 h in town are certain as well. Weekly ones need two nights of six.
    found = values(network(date(2016, 7, 1), JPA=1.0, HKA=1.0), transit())
    assert found["pairs_144"].value == 2.0
    assert found["pairs_day_in_town"].value == pytest.approx(round(2 * 5 / 7, 1))


def test_what_is_missing_is_said() -> None:
    net = network(date(2016, 7, 1), JPA=7.0)
    assert values(net, None)["pairs_144"].caveats == (
        "not computed: no rules of visa-free transit at hand",
    )
    bare = values(network(date(2016, 7, 1)), transit())
    assert bare["pairs_144"].caveats == ("not computed: the network has no air routes",)
    assert values(net, transit())["open_jaw"].caveats == (
        "not computed: no flights of the other ports at hand",
    )


def test_open_jaw_by_another_port() -> None:
    others = flights(US=7.0).assign(port="PVG")
    terms = Terms(access_min={"HGH": 60.0, "PVG": 150.0})
    data = transit(port_flights=others, terms=terms)
    found = values(network(date(2016, 7, 1), JPA=7.0), data)["open_jaw"]
    assert found.value == 2.0
    assert found.caveats[0] == "2 of them are certain whatever the weekdays, 2 possible"


def test_flights_that_stop_on_the_way_are_left_out() -> None:
    net = network(date(2016, 7, 1), JPA=7.0, FRA=2.0)
    via = replace(net.air_routes["FRA"], nonstop=False)
    changed = replace(net, air_routes={**net.air_routes, "FRA": via})
    assert flights_abroad(changed)["destination"].tolist() == ["JPA"]
    unknown = replace(net, airports={"JPA": net.airports["JPA"]})
    assert flights_abroad(unknown)["destination"].tolist() == ["JPA"]


def test_a_faster_way_into_town_leaves_more_of_a_day() -> None:
    # Weekly flights, 4 h + 24 h a day less 2.75 h and twice the way: with 60 min the second night
    # is needed for 24 h in town (23.25 h after one); with 30 min one night is enough (24.25 h).
    net = network(date(2016, 7, 1), JPA=1.0, HKA=1.0)
    times = pd.DataFrame(
        {"destination_id": "wulin", "departure_s": [0, 60, 120], "time_s": [1800.0, 1800.0, 9e3]}
    )
    evidence = Evidence(net, TARGETS, corridor_times=times)
    found = {one.definition_id: one for one in compute(replace(evidence, transit=transit()))}
    assert found["pairs_day_in_town"].value == pytest.approx(round(2 * 6 / 7, 1))


def test_without_minutes_to_the_centre_a_day_in_town_is_not_computed() -> None:
    net = network(date(2016, 7, 1), JPA=7.0, HKA=7.0)
    found = values(net, transit(terms=Terms()))
    assert found["pairs_144"].value == 2.0
    assert found["pairs_day_in_town"].caveats == (
        "not computed: no minutes from the airport to the city's centre at hand",
    )
