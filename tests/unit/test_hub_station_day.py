"""A day at a station by hand: two trains, nine people, every time derived below."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.errors import DataError
from sim.hub.flow.places import LaneSchedule
from sim.hub.station.day import PARAMETERS, StationInputs, prepare_station, station_day
from sim.hub.station.day_examples import small_inputs, small_station_day
from sim.hub.station.examples import (
    small_onward,
    small_periods,
    small_seats,
    small_template,
    small_visits,
    small_walkers,
)
from sim.hub.station.relief import bottlenecks, fewest, relief_rows, waits_if
from sim.hub.station.streams import Alighting
from sim.hub.station.tables import check_rows, measures, missed_rows, queue_rows, waits_by_place
from sim.hub.station.template import PlaceChange, changed
from sim.hub.station.transfers import door_to_door_s, transfer_table
from sim.hub.station.windows import ShowUp
from sim.indicators.zero_distance_transfer import simulated_share


def punctual(show_up_s: float) -> StationInputs:
    """Nobody differs: all come so long before the departure, and step out at once."""
    inputs = small_inputs()
    scene = replace(inputs.scene, show_up=ShowUp(show_up_s, 0.0), alighting=Alighting(35.0, 0.0))
    return replace(inputs, scene=scene)


def test_every_time_is_as_worked_out_by_hand() -> None:
    """Walks are 100 m at 1 m/s; the one exit gate takes 10 s; the hall opens 15 min before.

    G1 arrives at 08:00 = 28 800 s and leaves at 08:05 = 29 100 s, G2 leaves at 09:00 = 32 400 s.
    Four people leave G1 for the street: at the gate at 28 900, out at 28 910, 920, 930 and 940.
    One changes from G1 to G2: in the hall at 28 900, the gate opens at 31 500, at the train 31 600.
    One comes 30 min before G1, at 27 300: the gate opens at 28 200, at the train 28 300.
    Three come 30 min before G2, at 30 600: the gate opens at 31 500, at the train 31 600.
    """
    inputs = punctual(1800.0)
    day = station_day(inputs, seed=1, replication=0)
    ends = {}
    for number, pair in enumerate(day.crowd.groups.itertuples(index=False, name=None)):
        ends[pair] = sorted(day.log.end_s[day.crowd.people.group == number])
    assert ends == {
        ("rail", "walk"): [28_910, 28_920, 28_930, 28_940],
        ("rail", "rail"): [31_600],
        ("walk", "rail"): [28_300, 31_600, 31_600, 31_600],
    }
    way_s, all_s = door_to_door_s(day.log, day.layout.facility, day.crowd)
    # without the wait in the hall: two walks for who changes, one for who comes to a train
    assert sorted(way_s) == [100, 100, 100, 100, 110, 120, 130, 140, 200]
    # with it: 31 600 - 28 800 for who changes, 28 300 - 27 300 and 31 600 - 30 600 for the others
    assert sorted(all_s) == [110, 120, 130, 140, 1000, 1000, 1000, 1000, 2800]
    assert not day.log.missed.any()


def test_transfer_table_counts_people_within_the_limits() -> None:
    day = station_day(punctual(1800.0), seed=1, replication=0)
    table = transfer_table(
        day.log, day.layout.facility, day.crowd, names=("站", "S"), kind_titles={}
    ).set_index(["from_kind", "to_kind"])
    # 110 to 140 s are all within 3 min = 180 s; 200 s is not
    assert table["within_3_min_pct"].to_dict() == {
        ("rail", "walk"): 100.0,
        ("rail", "rail"): 0.0,
        ("walk", "rail"): 100.0,
    }
    assert table.loc[("rail", "walk"), "mean_min"] == pytest.approx(125 / 60)
    assert table.loc[("walk", "rail"), "mean_with_wait_min"] == pytest.approx(1000 / 60)
    # eight of nine people are within 3 minutes: what the target counts
    both = table.reset_index().assign(hub_id="S")
    assert simulated_share(both, {"S"}, 3.0) == (pytest.approx(800 / 9), 9.0)
    assert simulated_share(both, {"S"}, 5.0) == (100.0, 9.0)


def test_who_comes_after_the_gate_has_closed_misses_the_train() -> None:
    """The gate closes 5 min before; all who come to the trains come 4 min before."""
    inputs = punctual(240.0)
    day = station_day(inputs, seed=1, replication=0)
    table = missed_rows(day, inputs).set_index("group_id")
    assert table["missed"].to_dict() == {"rail-walk": 0, "rail-rail": 0, "walk-rail": 4}
    assert table.loc["walk-rail", "main_place_id"] == "hall"
    assert table.loc["walk-rail", "missed_pct"] == 100.0
    # Wilson's lower bound for 4 of 4: 4 / (4 + 1.96²)
    assert table.loc["walk-rail", "low_pct"] == pytest.approx(100 * 4 / (4 + 1.959964**2))
    # four of the five who board a train
    assert measures(day)["missed_pct"] == 80.0
    way_s, _ = door_to_door_s(day.log, day.layout.facility, day.crowd)
    assert np.isnan(way_s).sum() == 4


def test_totals_tie_out() -> None:
    rows = check_rows(small_station_day(), small_inputs())
    assert (rows["difference"] == 0).all()
    assert rows.set_index("check")["model_total"].to_dict() == {
        "passengers": 10,
        "set_down": 5,
        "picked_up": 5,
        "trips_from_day_foot": 4,
        "trips_to_day_foot": 4,
        "left": 9,  # who changes is one person
    }


def test_any_tick_gives_the_same_bytes_and_another_replication_another_day() -> None:
    inputs = small_inputs()
    one = station_day(inputs, seed=1, replication=0, tick_s=7.0)
    two = station_day(inputs, seed=1, replication=0, tick_s=np.inf)
    other = station_day(inputs, seed=1, replication=1)
    assert one.log.end_s.tobytes() == two.log.end_s.tobytes()
    assert one.log.end_s.tobytes() != other.log.end_s.tobytes()


def test_more_lanes_change_nothing_but_the_queue() -> None:
    """Common random numbers: same people, same appearances, never a longer wait."""
    inputs = small_inputs()
    few = station_day(inputs, seed=1, replication=0)
    wider = changed(inputs.template, [PlaceChange("in_gates", "lanes", 3)])
    many = station_day(inputs, seed=1, replication=0, template=wider)
    assert few.crowd.people.appear_s.tobytes() == many.crowd.people.appear_s.tobytes()
    assert (many.log.end_s <= few.log.end_s).all()


def test_a_place_alone_waits_as_in_the_whole_station() -> None:
    inputs = small_inputs()
    day = station_day(inputs, seed=1, replication=0)
    for lanes in (1, 2, 3):
        template = changed(inputs.template, [PlaceChange("in_gates", "lanes", lanes)])
        whole = station_day(inputs, seed=1, replication=0, template=template)
        alone = waits_if(
            day,
            "in_gates",
            lambda place, n=lanes: replace(place, schedule=LaneSchedule.always(n)),
            seed=1,
            replication=0,
        )
        number = whole.layout.facility.index["in_gates"]
        visits = whole.log.visits
        assert alone.tolist() == visits.wait_s[visits.place == number].tolist()


def test_relief_is_the_fewest_lanes_of_all() -> None:
    """All step out at once: with one lane they wait 0, 10, 20, 30 s (p95: 28.5), with two 0 to 10.

    The standard is 15 s, so two lanes are the fewest.
    """
    inputs = punctual(1800.0)
    day = station_day(inputs, seed=1, replication=0)
    row = relief_rows(day, inputs, seed=1, replication=0).iloc[0]
    assert (row["before"], row["after"]) == (1, 2)
    assert row["wait_p95_before_min"] == pytest.approx(28.5 / 60)
    assert row["wait_p95_after_min"] == pytest.approx(10 / 60)
    assert row["change_en"] == "lanes: 2 instead of 1 keep 95 of 100 waits within 0.25 min"
    assert row["change_zh"] == "通道数从1增至2，95%的人等候不超过0.25分钟"
    assert bottlenecks(day, inputs)["weight_person_s"].tolist() == [pytest.approx(4 * 28.5)]


def test_relief_says_what_could_be_spared() -> None:
    inputs = punctual(1800.0)
    wide = changed(inputs.template, [PlaceChange("in_gates", "lanes", 6)])
    inputs = replace(inputs, template=wide)
    day = station_day(inputs, seed=1, replication=0)
    row = relief_rows(day, inputs, seed=1, replication=0).iloc[0]
    assert (row["before"], row["after"]) == (6, 2)
    assert row["change_en"] == "lanes: 6 keep 0.25 min, 2 would be enough"


@pytest.mark.parametrize("enough", range(1, 18))
def test_fewest_equals_brute_force(enough: int) -> None:
    tried = [number for number in range(1, 18) if number >= enough]
    assert fewest(1, 17, lambda number: number >= enough) == min(tried)


def test_nobody_makes_an_empty_day() -> None:
    inputs = prepare_station(
        "H",
        ("站", "Station"),
        template=small_template(),
        tables=tables(),
        visits=small_visits(),
        trips=no_trips(),
        passengers_per_day=0.0,
        periods=small_periods(),
        lines=(),
    )
    day = station_day(inputs, seed=1, replication=0)
    assert len(day.crowd.people) == 0
    assert check_rows(day, inputs)["difference"].tolist() == [0, 0, 0, 0]
    assert missed_rows(day, inputs).empty
    assert relief_rows(day, inputs, seed=1, replication=0).empty
    assert queue_rows(day, inputs)["arrivals"].sum() == 0
    assert measures(day)["people"] == 0.0
    assert waits_by_place(day)["people"].tolist() == [0]


def test_passengers_without_trains_are_told() -> None:
    with pytest.raises(DataError, match="station H has 8 passengers a day, but no train") as told:
        prepare_station(
            "H",
            ("站", "Station"),
            template=small_template(),
            tables=tables(),
            visits=small_visits().head(0),
            trips=no_trips(),
            passengers_per_day=8.0,
            periods=small_periods(),
            lines=(),
        )
    assert "open_rail_station" in str(told.value)


def test_missing_parameters_are_told_at_once() -> None:
    short = tables()
    short["station_parameters"] = short["station_parameters"].iloc[2:]
    with pytest.raises(DataError, match="has no change_share, exchange_share; add them"):
        prepare_station(
            "H",
            ("站", "Station"),
            template=small_template(),
            tables=short,
            visits=small_visits(),
            trips=no_trips(),
            passengers_per_day=8.0,
            periods=small_periods(),
            lines=(),
        )


def no_trips() -> pd.DataFrame:
    columns = {"period": str, "direction": str, "alternative_id": str, "trips": float}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})


def tables() -> dict[str, pd.DataFrame]:
    values = {
        "change_share": 0.0,
        "exchange_share": 0.5,
        "fullest_load": 1.0,
        "usual_load": 0.8,
        "show_up_median_min": 30.0,
        "show_up_cv": 0.5,
        "change_least_min": 15.0,
        "change_most_min": 120.0,
        "platform_block_min": 12.0,
        "unlisted_first_h": 6.0,
        "unlisted_last_h": 22.0,
        "seats_per_door": 35.0,
        "alighting_person_s": 1.5,
    }
    assert set(values) == set(PARAMETERS)
    return {
        "station_parameters": pd.DataFrame(
            {"parameter": list(values), "value": list(values.values())}
        ),
        "station_onward": small_onward(),
        "station_kinds": pd.DataFrame(
            {"kind": ["rail", "walk"], "title_zh": ["列车", "步行"], "title_en": ["Train", "Foot"]}
        ),
        "train_seats": small_seats(),
        "walking": small_walkers(),
    }
