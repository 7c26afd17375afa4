"""Station-pair times are the timetable's, under the names of the date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from circle_samples import both_timetables

from sim.errors import DataError
from sim.gateway.circle.small_province import hub_town
from sim.gateway.rail.station_names import names_on
from sim.gateway.rail.times import RAIL_TIMES_COLUMNS, direct_minutes, rail_times
from sim.network.model import Network, Quality, StopId
from sim.network.runs import ADDED_CALLS

ROOT = Path(__file__).parents[3]
FASTEST = ROOT.parent / "shared/data/rail/fastest.csv"

# Fastest minutes from any Hangzhou station, 2016 / 2019: worked out apart from this package.
GOLDEN = {
    "R_jiaxing_south": (23, 23),
    "R_huzhou": (21, 21),
    "R_shaoxing_north": (18, 18),
    "R_ningbo": (45, 48),
    "R_jinhua": (43, 43),
    "R_quzhou": (66, 66),
    "R_taizhou_west": (103, 111),
    "R_lishui": (88, 84),
    "R_wenzhou_south": (130, 125),
    "R_huangshan_north": (218, 80),
}


@pytest.fixture(scope="module")
def rail_networks() -> dict[str, Network]:
    return both_timetables()


@pytest.fixture(scope="module")
def times(rail_networks: dict[str, Network]) -> dict[str, pd.DataFrame]:
    return {vintage: rail_times(network) for vintage, network in rail_networks.items()}


def pair(table: pd.DataFrame, start: str, end: str) -> pd.Series:
    found = table[(table["from_id"] == start) & (table["to_id"] == end)]
    assert len(found) == 1
    return found.iloc[0]


@pytest.mark.parametrize("stop_id", GOLDEN)
def test_golden_minutes_from_any_hangzhou_station(
    times: dict[str, pd.DataFrame], stop_id: str
) -> None:
    for vintage, minutes in zip(("2016-03", "2019-10"), GOLDEN[stop_id], strict=True):
        table = times[vintage]
        assert table.loc[table["to_id"] == stop_id, "fastest_min"].min() == minutes


def test_table_has_its_columns_and_no_other_pair(
    times: dict[str, pd.DataFrame], rail_networks: dict[str, Network]
) -> None:
    for vintage, table in times.items():
        assert tuple(table.columns) == RAIL_TIMES_COLUMNS
        assert not table.duplicated(["from_id", "to_id"]).any()
        hubs = {s for hub in rail_networks[vintage].hubs.values() for s in hub.stop_ids}
        assert (table["from_id"].isin(hubs) | table["to_id"].isin(hubs)).all()
        assert (table["fastest_min"] <= table["median_min"]).all()
        assert (table["from_id"] != table["to_id"]).all()


def test_both_directions_and_gateways_are_there(times: dict[str, pd.DataFrame]) -> None:
    for table in times.values():
        for other in ("R_shanghai_hongqiao", "R_nanjing_south", "R_ningbo"):
            assert pair(table, "R_hangzhou_east", other)["trains_per_day"] > 0
            assert pair(table, other, "R_hangzhou_east")["trains_per_day"] > 0


def test_fastest_median_and_count_by_hand() -> None:
    # H to X: T1 30 min, T2 40 min; median of two is their mean, 35. X to H: T3 alone, 35.
    row = pair(rail_times(hub_town()), "H", "X")
    assert (row["fastest_min"], row["median_min"], row["trains_per_day"]) == (30.0, 35.0, 2)
    assert row["fastest_train"] == "T1"
    assert pair(rail_times(hub_town()), "X", "H")["median_min"] == 35.0


def test_a_train_that_calls_twice_counts_once_by_its_shortest_ride() -> None:
    town = hub_town("train T rail: H 07:00, X 07:30/07:32, H 08:00/08:05, X 08:25")
    # H to X: 07:00-07:30 (30), 07:00-08:25 (85), 08:05-08:25 (20).
    row = pair(rail_times(town), "H", "X")
    assert (row["fastest_min"], row["trains_per_day"]) == (20.0, 1)


def test_trains_past_midnight_keep_their_minutes() -> None:
    row = pair(rail_times(hub_town("train T rail: H 23:50, X 24:20")), "H", "X")
    assert row["fastest_min"] == 30.0


def test_closed_stations_are_passed() -> None:
    town = hub_town()
    stops = dict(town.stops)
    stops[StopId("X")] = replace(stops[StopId("X")], open_date=date(2999, 1, 1))
    table = rail_times(replace(town, stops=stops))
    assert table["to_id"].tolist() == ["Y"]


def test_pairs_of_main_stations_are_there() -> None:
    table = rail_times(hub_town("train T rail: H 07:00, J 07:20, X 08:00", "H J"))
    assert pair(table, "H", "J")["fastest_min"] == 20.0


def test_no_train_gives_an_empty_table_with_its_columns() -> None:
    town = hub_town()
    table = rail_times(replace(town, trains={}))
    assert table.empty
    assert tuple(table.columns) == RAIL_TIMES_COLUMNS


def test_calls_that_a_scenario_added_are_counted_apart() -> None:
    town = hub_town()
    trains = dict(town.trains)
    trains["T2"] = replace(trains["T2"], quality=Quality.SCENARIO, source=ADDED_CALLS)
    row = pair(rail_times(replace(town, trains=trains)), "H", "X")
    assert (row["trains_per_day"], row["assumed_trains"]) == (2, 1)


def test_names_are_those_of_the_date(rail_networks: dict[str, Network]) -> None:
    former = pd.DataFrame(
        [("R_taizhou_west", "台州", "2022-01-08"), ("R_pingyang", "鳌江", "2017-07-01")],
        columns=["stop_id", "name_zh", "until_date"],
    )
    network = rail_networks["2019-10"]
    table = rail_times(network, former_names=former)
    assert pair(table, "R_hangzhou_east", "R_taizhou_west")["to_station"] == "台州"
    assert pair(table, "R_hangzhou_east", "R_pingyang")["to_station"] == "平阳"
    later = rail_times(replace(network, as_of=date(2022, 12, 31)), former_names=former)
    assert pair(later, "R_hangzhou_east", "R_taizhou_west")["to_station"] == "台州西"


def test_of_two_former_names_the_one_that_ends_first_counts() -> None:
    former = pd.DataFrame(
        [("H", "中", "2990-01-01"), ("H", "古", "2980-01-01"), ("gone", "无", "2990-01-01")],
        columns=["stop_id", "name_zh", "until_date"],
    )
    names = names_on(hub_town(), former)
    assert names["H"] == "古"
    assert "gone" not in names


def test_a_former_name_that_another_open_station_bears_is_dropped() -> None:
    town = hub_town()
    former = pd.DataFrame([("X", "新", "2990-01-01")], columns=["stop_id", "name_zh", "until_date"])
    other = replace(town.stops["Y"], name_zh="新")
    clash = replace(town, stops={**town.stops, "Y": other})
    assert names_on(clash, former)["X"] == town.stops["X"].name_zh
    unopened = replace(town, stops={**town.stops, "Y": replace(other, open_date=None)})
    assert names_on(unopened, former)["X"] == "新"


def test_bad_tables_of_names_are_told() -> None:
    with pytest.raises(DataError, match="no column 'until_date'; it needs stop_id, name_zh"):
        names_on(hub_town(), pd.DataFrame({"stop_id": ["H"], "name_zh": ["旧"]}))
    undated = pd.DataFrame({"stop_id": ["H"], "name_zh": ["旧"], "until_date": [""]})
    with pytest.raises(DataError, match="'旧' of H has no until_date; give the first day"):
        names_on(hub_town(), undated)


def test_rides_equal_a_plain_loop(rail_networks: dict[str, Network]) -> None:
    network = rail_networks["2016-03"]
    rides = direct_minutes(network)
    best: dict[tuple[str, str], int] = {}
    for train in network.trains.values():
        for i, one in enumerate(train.calls):
            for other in train.calls[i + 1 :]:
                key = (one.stop_id, other.stop_id)
                if "R_hangzhou_south" in key:  # closed for rebuilding
                    continue
                best[key] = min(best.get(key, 10**9), other.arrival_s - one.departure_s)
    found = rides.groupby(["from_id", "to_id"])["ride_s"].min().to_dict()
    assert found == {k: v for k, v in best.items() if k[0] != k[1]}


@pytest.mark.skipif(
    not FASTEST.exists(), reason="the collected table of fastest trains is not here"
)
@pytest.mark.parametrize("vintage", ["2016-03", "2019-10"])
def test_equal_to_the_collected_table(times: dict[str, pd.DataFrame], vintage: str) -> None:
    """Made from the same timetables by another program; 2019 has trains recorded twice there."""
    stations = pd.read_csv(
        ROOT / "network_data/rail/stations.csv", dtype=str, keep_default_na=False
    )
    ids = dict(zip(stations["name_zh"], stations["stop_id"], strict=True))
    for old, stop_id in zip(stations["former_names_zh"], stations["stop_id"], strict=True):
        ids.update(dict.fromkeys(filter(None, old.split(";")), stop_id))
    table = pd.read_csv(FASTEST)
    table = table[table["vintage"] == vintage]
    table = table[table["hangzhou_station"].isin(["杭州", "杭州东", "杭州南"])]
    table = table[table["trains_ref_day"] > 0]
    out = table["direction"] == "from_hangzhou"
    one, other = table["hangzhou_station"].map(ids), table["other_station"].map(ids)
    table = table.assign(from_id=one.where(out, other), to_id=other.where(out, one))
    table = table.dropna(subset=["from_id", "to_id"])  # far stations that the network leaves out
    if vintage == "2019-10":  # Jiaxing was being rebuilt at the end of 2020 (rail/closures)
        closed = table[["from_id", "to_id"]].eq("R_jiaxing").any(axis=1)
        assert closed.any()
        table = table[~closed]
    both = table.merge(times[vintage], on=["from_id", "to_id"], how="left", suffixes=("_other", ""))
    assert len(both) > 150
    assert (both["fastest_min"] == both["fastest_min_other"]).all()
    fewer = both["trains_ref_day"] - both["trains_per_day"]
    assert (fewer >= 0).all()
    assert fewer.sum() <= 0.02 * both["trains_ref_day"].sum()
    same = fewer == 0
    # The other table keeps whole minutes.
    assert ((both["median_min"] - both["median_min_other"]).abs()[same] <= 0.5).all()
