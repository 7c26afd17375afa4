"""Tables of demand: everything adds up, and a few numbers worked out by hand.

The small result has trips ``(i + 1)(j + 2)`` from home ``i`` to ``j`` (0 to 4) for work, twice
that for other purposes, and those to zone 4 (the station) once more. Shares are 10 % on foot, 30 %
cycling, 30 % by public transport, 20 % by car, 10 % by taxi; between zones at one stop (0 and 1 at
A, 2 and 3 at B, 4 at C) the 30 % walk instead.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.demand.counts import counts_of
from sim.demand.elasticity import Check
from sim.demand.model import DemandResult, TransitLoads
from sim.demand.share_definitions import ShareDefinition, share_pct
from sim.demand.transit.crowding import CrowdingCurve
from sim.errors import DataError
from sim.indicators.pt_share import counted_trips
from sim.results.dictionary import dictionary
from sim.study.demand_examples import (
    AREAS,
    PARAMETERS,
    QUARTER_HOURS,
    ROAD_LINKS,
    small_ends,
    small_network,
    small_result,
)
from sim.study.demand_names import DEMAND_TABLES
from sim.study.demand_tables import demand_tables

KINDS = {"b": "boolean", "i": "integer", "f": "number", "O": "string"}
EMPTY_CROWDS = CrowdingCurve(np.array([0.0, 1.0, 7.0]), np.array([1.0, 1.2, 1.5]))


def made(result: DemandResult, *, checks: tuple[Check, ...] = ()) -> dict[str, pd.DataFrame]:
    return demand_tables(
        result,
        small_network(),
        ends=small_ends(),
        parameters=PARAMETERS,
        areas=AREAS,
        road_links=ROAD_LINKS,
        quarter_hours=QUARTER_HOURS,
        crowding=EMPTY_CROWDS,
        checks=checks,
    )


@pytest.fixture(scope="module")
def result() -> DemandResult:
    return small_result()


@pytest.fixture(scope="module")
def tables(result: DemandResult) -> dict[str, pd.DataFrame]:
    return made(result)


def shares(
    tables: dict[str, pd.DataFrame],
    area_id: str = "city",
    travellers: str = "everybody",
    purpose: str = "all",
    period: str = "day",
) -> pd.DataFrame:
    table = tables["mode_shares"]
    wanted = {"area_id": area_id, "travellers": travellers, "purpose": purpose, "period": period}
    chosen = np.logical_and.reduce([table[name] == value for name, value in wanted.items()])
    return table[chosen].set_index("alternative")


# ---------------------------------------------------------------------------- all tables alike


def test_every_table_is_as_the_dictionary_says(tables: dict[str, pd.DataFrame]) -> None:
    assert tuple(tables) == DEMAND_TABLES
    for name, frame in tables.items():
        entry = dictionary()[name]
        assert [one.name for one in entry.columns] == list(frame.columns), name
        assert not frame.duplicated(list(entry.key)).any(), name
        for one in entry.columns:
            assert KINDS[frame[one.name].dtype.kind] == one.kind, (name, one.name)
            if one.missing == "never":
                empty = frame[one.name].isna() | (frame[one.name].astype(str) == "")
                assert not empty.any(), (name, one.name)


def test_the_same_result_gives_the_same_tables(tables: dict[str, pd.DataFrame]) -> None:
    for name, again in made(small_result()).items():
        pd.testing.assert_frame_equal(again, tables[name], check_exact=True)


def test_no_number_is_infinite_or_negative(tables: dict[str, pd.DataFrame]) -> None:
    for name, frame in tables.items():
        if name == "demand_checks":
            continue
        numbers = frame.select_dtypes("number").drop(columns=["lon", "lat"], errors="ignore")
        assert not np.isinf(numbers.to_numpy(dtype=float)).any(), name
        assert not (numbers.to_numpy(dtype=float) < 0).any(), name


# -------------------------------------------------------------------------------------- shares


def test_trips_of_work_by_hand(tables: dict[str, pd.DataFrame]) -> None:
    """15 x 20 = 300 trips, 108 of them between zones at one stop (15 + 63 + 30)."""
    own = shares(tables, purpose="work")
    assert own["trips"].to_dict() == pytest.approx(
        {"foot": 30 + 32.4, "wheel": 90, "together": 57.6, "own": 60, "hired": 30}, rel=1e-6
    )
    assert own.loc["together", "share_pct"] == pytest.approx(19.2, rel=1e-6)
    assert own.loc["together", "share_motorised_pct"] == pytest.approx(
        100 * 57.6 / (57.6 + 60 + 30), rel=1e-6
    )
    assert own.loc[["foot", "wheel"], "share_motorised_pct"].isna().all()


def test_trips_in_are_trips_by_all_ways(
    result: DemandResult, tables: dict[str, pd.DataFrame]
) -> None:
    whole = result.trips.sum(dtype=np.float64)
    assert shares(tables)["trips"].sum() == pytest.approx(whole)
    assert whole + result.unconnected.sum() == pytest.approx(small_ends().productions.sum())


def test_shares_sum_to_100(tables: dict[str, pd.DataFrame]) -> None:
    keys = ["area_id", "travellers", "purpose", "period"]
    sums = tables["mode_shares"].groupby(keys)[["share_pct", "share_motorised_pct"]].sum()
    assert np.allclose(sums, 100)


def test_parts_add_up(tables: dict[str, pd.DataFrame]) -> None:
    table = tables["mode_shares"]
    numbers = ["trips", "person_km", "boardings"]

    def sums(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
        return rows.groupby([*by, "alternative"])[numbers].sum()

    periods = sums(table[table["period"] != "day"], ["area_id", "travellers", "purpose"])
    days = sums(table[table["period"] == "day"], ["area_id", "travellers", "purpose"])
    assert np.allclose(periods, days)
    single = table[~table["purpose"].isin(["all", "commuting"])]
    whole = table[table["purpose"] == "all"]
    by = ["area_id", "travellers", "period"]
    assert np.allclose(sums(single, by), sums(whole, by))
    counties = table[table["area_id"].isin(["1", "2"])]
    by = ["travellers", "purpose", "period"]
    assert np.allclose(sums(counties, by), sums(table[table["area_id"] == "city"], by))
    work, commuting = (table[table["purpose"] == one] for one in ("work", "commuting"))
    assert np.allclose(sums(work, by), sums(commuting, by))


def test_visitors_make_half_of_the_station_trips(tables: dict[str, pd.DataFrame]) -> None:
    residents, everybody = (
        shares(tables, travellers=whose, purpose="hub")["trips"]
        for whose in ("residents", "everybody")
    )
    assert np.allclose(residents, everybody / 2)
    for purpose in ("work", "other"):
        same = [
            shares(tables, travellers=whose, purpose=purpose)["trips"]
            for whose in ("residents", "everybody")
        ]
        assert same[0].equals(same[1])


def test_a_trip_counts_half_at_either_end(
    result: DemandResult, tables: dict[str, pd.DataFrame]
) -> None:
    """The urban area is zones 0 to 2: half of what begins and half of what ends there."""
    matrix = result.trips.sum(axis=(0, 1), dtype=np.float64)
    expected = (matrix[:, :3].sum(axis=(1, 2)) + matrix[:, :, :3].sum(axis=(1, 2))) / 2
    assert np.allclose(shares(tables, "urban")["trips"], expected)


def test_lengths_and_minutes_by_hand(result: DemandResult, tables: dict[str, pd.DataFrame]) -> None:
    """A hop is 4 km and 5 min, each boarding waits 5 min, walks are 10 min; A to C has two hops."""
    ridden = result.trips[:, :, 2].sum(axis=(0, 1), dtype=np.float64)
    twice = ridden[:2, 4].sum() + ridden[4, :2].sum()
    mean_hops = 1 + twice / ridden.sum()
    own = shares(tables).loc["together"]
    assert own["mean_km"] == pytest.approx(4 * mean_hops)
    assert own["mean_min"] == pytest.approx(10 + 10 * mean_hops)
    assert own["person_km"] == pytest.approx(4 * (ridden.sum() + twice))
    assert own["boardings"] == pytest.approx(ridden.sum() + twice)
    assert shares(tables)["boardings"].drop("together").eq(0).all()
    # Cycling: at 15 km/h, with 2 min to fetch and leave it; by road 1.2 km for each km of street.
    wheel, car = shares(tables).loc["wheel"], shares(tables).loc["own"]
    assert wheel["mean_min"] == pytest.approx(4 * wheel["mean_km"] + 2)
    assert car["mean_km"] == pytest.approx(1.2 * wheel["mean_km"])
    assert car["mean_min"] == pytest.approx(car["mean_km"] / 1.2 * 2 + 6)


@pytest.mark.parametrize(
    "definition",
    [
        ShareDefinition("residents", "urban"),
        ShareDefinition("ebikes", "urban", ebikes=True),
        ShareDefinition("everybody", "urban", everybody=True),
        ShareDefinition("city", "city"),
        ShareDefinition("commuting", "urban", commuting=True),
        ShareDefinition("peak", "urban", period_id="peak"),
        ShareDefinition("boardings", "urban", everybody=True, boardings=True),
    ],
    ids=lambda one: one.definition_id,
)
def test_the_board_and_the_draws_read_the_same_share(
    result: DemandResult, tables: dict[str, pd.DataFrame], definition: ShareDefinition
) -> None:
    """The board's share comes from the table, that of the draws from counts of the result."""
    told = counted_trips(tables["mode_shares"], definition, ebike_share=0.65)
    share = 100 * told["above"].sum() / told["below"].sum()
    assert share == pytest.approx(share_pct(counts_of(result), definition, ebike_share=0.65))


def test_bands_are_the_residents_day(tables: dict[str, pd.DataFrame]) -> None:
    table = tables["mode_share_bands"]
    for area in ("city", "urban", "1", "2"):
        sums = table[table["area_id"] == area].groupby("alternative")["trips"].sum()
        residents = shares(tables, area, "residents")["trips"]
        assert np.allclose(sums.loc[residents.index], residents)
    # Inside a zone it is 0.5 km, then 2 km a step: bands from 0, 2, 3 (4 km), 5 (6) and 8 (8).
    used = table.groupby("band_from_km")["trips"].sum()
    assert used[used > 0].index.tolist() == [0, 2, 3, 5, 8]
    last = table[table["band_from_km"] == 30]
    assert last["band_to_km"].isna().all()
    assert last["share_pct"].isna().all()


# --------------------------------------------------------------------------- lines and stations


def test_stations_of_a_day_are_the_sum_of_its_periods(tables: dict[str, pd.DataFrame]) -> None:
    table = tables["station_flows"].set_index(["station_id", "period"]).select_dtypes("number")
    for station in ("A", "B", "C"):
        parts = table.loc[[(station, "peak"), (station, "rest")]].sum()
        assert np.allclose(parts, table.loc[(station, "day")])


def test_boardings_less_transfers_are_the_trips(
    result: DemandResult, tables: dict[str, pd.DataFrame]
) -> None:
    table = tables["station_flows"]
    assert np.allclose(table["boardings"] - table["transfers"], table["entries"])
    day = table[table["period"] == "day"]
    ridden = result.trips[:, :, 2].sum(dtype=np.float64)
    assert day["entries"].sum() == pytest.approx(ridden)
    assert day["exits"].sum() == pytest.approx(ridden)
    whole = tables["line_boardings"]
    boarded = whole.loc[whole["period"] == "day", "boardings"].sum()
    assert boarded == pytest.approx(day["boardings"].sum())
    assert boarded == pytest.approx(shares(tables)["boardings"].sum())


def test_nobody_uses_a_stop(result: DemandResult) -> None:
    quiet = tuple(
        replace(
            loads,
            stop_ids=(*loads.stop_ids, "D"),
            **{
                name: np.append(getattr(loads, name), 0.0)
                for name in ("entries", "exits", "boardings", "alightings", "transfers", "denied")
            },
        )
        for loads in result.transit
    )
    found = made(replace(result, transit=quiet))["station_flows"]
    assert sorted(set(found["station_id"])) == ["A", "B", "C"]


def test_loads_of_a_line_by_hand(result: DemandResult, tables: dict[str, pd.DataFrame]) -> None:
    table = tables["line_loads"]
    whole = table[(table["quarter_start"] == "") & (table["period"] == "peak")]
    own = whole.set_index(["route_id", "from_stop_id"])
    ridden = result.trips[:, 0, 2].sum(axis=0, dtype=np.float64)
    assert own.loc[("L1", "A"), "load"] == pytest.approx(ridden[:2, 2:5].sum())
    assert own.loc[("L2", "C"), "load"] == pytest.approx(ridden[4, :4].sum())
    first = own.loc[("L1", "A")]
    assert first["load_factor"] == pytest.approx(first["load"] / 100)
    # 40 seats, then 60 places on 10 square metres: 1.2 when seated, 0.05 for each on a square metre.
    standing = max(first["load"] - 40, 0) / 10
    expected = 1 + 0.2 * min(first["load"] / 40, 1) + 0.05 * standing
    assert first["crowding"] == pytest.approx(expected)
    second = own.loc[("L2", "B")]
    assert np.isnan(second["capacity"])
    assert np.isnan(second["load_factor"])
    assert second["crowding"] == 1


def test_quarters_add_up_to_their_period(tables: dict[str, pd.DataFrame]) -> None:
    """Lines with sections only: four quarters of the peak, eight around it."""
    table = tables["line_loads"]
    quarters = table[table["quarter_start"] != ""]
    assert set(quarters["route_id"]) == {"L1"}
    keys = ["direction", "period"]
    numbers = ["load", "boardings", "alightings", "capacity"]
    sums = quarters.groupby(keys)[numbers].sum()
    whole = table[(table["route_id"] == "L1") & (table["quarter_start"] == "")]
    assert np.allclose(sums, whole.groupby(keys)[numbers].sum())
    assert quarters.groupby(keys).size().tolist() == [4, 8, 4, 8]
    times = quarters.loc[(quarters["direction"] == 0), "quarter_start"].tolist()
    assert times[:5] == ["07:00", "07:15", "07:30", "07:45", "06:00"]


def test_busiest_section_of_a_line(tables: dict[str, pd.DataFrame]) -> None:
    loads = tables["line_loads"]
    peak = loads[(loads["quarter_start"] == "") & (loads["period"] == "peak")]
    fullest = peak[peak["route_id"] == "L1"].sort_values("load").iloc[-1]
    lines = tables["line_boardings"].set_index(["route_id", "period"])
    own = lines.loc[("L1", "peak")]
    assert own["max_load_per_h"] == pytest.approx(fullest["load"])  # the peak lasts an hour
    assert (own["max_from_zh"], own["max_to_zh"]) == (fullest["from_zh"], fullest["to_zh"])
    assert own["capacity_per_h"] == 100
    assert own["passenger_km"] == pytest.approx(
        4 * peak.loc[peak["route_id"] == "L1", "load"].sum()
    )
    day = lines.loc[("L1", "day")]
    assert day["max_load_per_h"] == lines.loc[["L1"], "max_load_per_h"].max()
    parts = lines.loc[[("L1", "peak"), ("L1", "rest")], ["boardings", "passenger_km"]].sum()
    assert np.allclose(parts, day[["boardings", "passenger_km"]].astype(float))


def with_pattern(
    result: DemandResult, *names: str, route: str = "L1", capacity: float = 50.0
) -> DemandResult:
    """The result with one more pattern of ten passengers and 1 km a hop in both periods."""
    count = len(names) - 1
    arrays = {"load": 10.0, "capacity": capacity, "seats": capacity / 2, "board": 10.0,
              "alight": 10.0, "ride_s": 60.0, "km": 1.0}  # fmt: skip

    def more(loads: TransitLoads) -> TransitLoads:
        return replace(
            loads,
            pattern_ids=(*loads.pattern_ids, "more"),
            route_ids=(*loads.route_ids, route),
            mode_ids=(*loads.mode_ids, "train"),
            directions=(*loads.directions, 0),
            hop_pattern=np.append(loads.hop_pattern, [4] * count),
            hop_position=np.append(loads.hop_position, range(count)),
            from_stop_ids=(*loads.from_stop_ids, *names[:-1]),
            to_stop_ids=(*loads.to_stop_ids, *names[1:]),
            **{
                name: np.append(getattr(loads, name), [value] * count)
                for name, value in arrays.items()
            },
        )

    return replace(result, transit=tuple(more(loads) for loads in result.transit))


def test_patterns_of_a_line_are_one(result: DemandResult, tables: dict[str, pd.DataFrame]) -> None:
    """A longer pattern X-A-B gives the order; its hop A-B adds to that of the shorter one."""
    found = made(with_pattern(result, "X", "A", "B"))["line_loads"]
    own = found[
        (found["route_id"] == "L1")
        & (found["direction"] == 0)
        & (found["period"] == "peak")
        & (found["quarter_start"] == "")
    ]
    assert own[["position", "from_stop_id", "to_stop_id"]].to_numpy().tolist() == [
        [0, "X", "A"],
        [1, "A", "B"],
    ]
    before = tables["line_loads"]
    one = before[(before["from_stop_id"] == "A") & (before["period"] == "peak")].iloc[0]
    assert own["load"].tolist() == pytest.approx([10.0, one["load"] + 10.0])
    assert own["capacity"].tolist() == [50.0, 150.0]


def test_capacity_is_unknown_where_one_pattern_has_none(result: DemandResult) -> None:
    found = made(with_pattern(result, "B", "C", route="L2"))["line_loads"]
    own = found[(found["from_stop_id"] == "B") & (found["to_stop_id"] == "C")]
    assert own["capacity"].isna().all()


def test_lines_in_no_table_have_boardings_only(result: DemandResult) -> None:
    """The assignment tells them as one service without stops: ten boardings of 1 km a period."""
    found = made(with_pattern(result, "", "", route="x", capacity=float("nan")))
    assert "x" not in set(found["line_loads"]["route_id"])
    own = found["line_boardings"].set_index(["route_id", "period"]).loc[("x", "day")]
    assert (own["name_zh"], own["name_en"]) == ("无线路表的公交线路", "Lines in no table")
    assert (own["boardings"], own["passenger_km"]) == (20.0, 20.0)
    assert np.isnan(own["max_load_per_h"])
    assert own["max_from_en"] == ""


# -------------------------------------------------------------------------------------- places


def test_desire_lines_hold_every_trip_once(
    result: DemandResult, tables: dict[str, pd.DataFrame]
) -> None:
    table = tables["desire_lines"]
    district = table[table["level"] == "district"]
    whole = result.trips.sum(dtype=np.float64)
    assert district.loc[district["alternative"] == "all", "trips"].sum() == pytest.approx(whole)
    assert district.loc[district["alternative"] != "all", "trips"].sum() == pytest.approx(whole)
    assert (table["from_id"] <= table["to_id"]).all()
    zone = table[(table["level"] == "zone") & (table["alternative"] == "all")]
    matrix = result.trips.sum(axis=(0, 1, 2), dtype=np.float64)
    ids = list(result.zones.zone_ids)
    for _, row in zone.iterrows():
        i, j = ids.index(row["from_id"]), ids.index(row["to_id"])
        assert row["trips"] == pytest.approx(matrix[i, j] + matrix[j, i])
    assert zone["trips"].is_monotonic_decreasing
    assert len(zone) == 10  # pairs of five zones; nobody goes to the sixth
    assert (zone["from_id"] != zone["to_id"]).all()


def test_districts_lie_where_their_people_live(tables: dict[str, pd.DataFrame]) -> None:
    """County 1: 300 at 120.00, 200 at 120.01 and 100 at 120.04 make 120.01."""
    row = tables["desire_lines"].iloc[0]
    assert (row["from_id"], row["from_zh"], row["from_en"]) == ("1", "1区", "District 1")
    assert row["from_lon"] == pytest.approx(120.01)


def test_zones_and_cells(result: DemandResult, tables: dict[str, pd.DataFrame]) -> None:
    zones = tables["demand_zones"].set_index("zone_id")
    assert zones["productions"].sum() == pytest.approx(zones["attractions"].sum())
    transit = result.trips[:, :, 2].sum(dtype=np.float64)
    assert zones["transit_trips"].sum() == pytest.approx(transit)
    assert np.isnan(zones.loc["z5", "pt_share_pct"])
    cells = tables["demand_cells"].set_index("cell_id")["zone_id"]
    assert cells.to_dict() == {
        "c0": "z0", "c1": "z1", "c2": "z2", "c3": "z3", "c4": "z3", "c5": "z5",
    }  # fmt: skip


def test_who_cannot_travel_is_listed(result: DemandResult, tables: dict[str, pd.DataFrame]) -> None:
    table = tables["unconnected_zones"]
    assert table[["zone_id", "population", "trips"]].to_numpy().tolist() == [["z5", 50.0, 5.0]]
    assert table["trips"].sum() == result.unconnected.sum()
    ends = small_ends()
    ends.productions[1, 5] = 0.0
    none = demand_tables(
        result, small_network(), ends=ends, parameters=PARAMETERS, areas=AREAS,
        road_links=ROAD_LINKS,
    )["unconnected_zones"]  # fmt: skip
    assert none.empty
    assert list(none.columns) == list(table.columns)
    assert none.dtypes["trips"] == np.float64


def test_roads_have_names_and_both_ways(tables: dict[str, pd.DataFrame]) -> None:
    table = tables["road_flows"]
    peak = table[table["period"] == "peak"].set_index("link_id")
    assert peak["ratio"].fillna(-1).tolist() == [0.9, 0.6, -1]
    assert peak["name_zh"].tolist() == ["东路", "东路", ""]
    assert peak.loc["-r1", "geometry"] == "120.01 30.00;120.00 30.00"


def test_a_road_that_is_in_no_table_is_told(result: DemandResult) -> None:
    odd = tuple(replace(one, link_ids=("r1", "-r1", "r9")) for one in result.road)
    with pytest.raises(DataError, match="road link 'r9' has a flow but is not in road/drive_links"):
        made(replace(result, road=odd))


# -------------------------------------------------------------------------------------- checks


def test_rounds_are_told(tables: dict[str, pd.DataFrame], result: DemandResult) -> None:
    table = tables["demand_convergence"]
    assert table["converged"].tolist() == [False, True]
    assert table["road_gap"].tolist() == [0.01, 0.0001]
    open_ended = made(replace(result, converged=False))["demand_convergence"]
    assert open_ended["converged"].tolist() == [False, False]


def ok(tables: dict[str, pd.DataFrame]) -> dict[str, bool]:
    return dict(
        zip(tables["demand_checks"]["check_id"], tables["demand_checks"]["ok"], strict=True)
    )


def test_all_checks_hold(tables: dict[str, pd.DataFrame]) -> None:
    assert all(ok(tables).values())


def test_lost_trips_are_noticed(result: DemandResult) -> None:
    fewer = result.trips.copy()
    fewer[0, 0] *= np.float32(0.9)
    found = ok(made(replace(result, trips=fewer)))
    assert not found["trips_in_out"]


def test_lost_passengers_are_noticed(result: DemandResult) -> None:
    odd = tuple(replace(one, trips=0.8 * one.trips) for one in result.transit)
    assert not ok(made(replace(result, transit=odd)))["transit_assigned"]
    odd = tuple(replace(one, transfers=one.transfers + 1) for one in result.transit)
    assert not ok(made(replace(result, transit=odd)))["boardings_transfers"]
    odd = tuple(replace(one, exits=0.9 * one.exits) for one in result.transit)
    assert not ok(made(replace(result, transit=odd)))["entries_exits"]
    odd = tuple(replace(one, load=-one.load) for one in result.transit)
    assert not ok(made(replace(result, transit=odd)))["least"]
    odd = tuple(replace(one, unassigned=0.1 * one.trips) for one in result.transit)
    assert not ok(made(replace(result, transit=odd)))["transit_unassigned"]


def test_checks_from_elsewhere_come_last(result: DemandResult) -> None:
    more = Check("fare", "票价弹性", "Fare", -0.9, "", -0.4, -0.2, ok=False, note="")
    table = made(result, checks=(more,))["demand_checks"]
    assert table.iloc[-1][["check_id", "value", "ok"]].tolist() == ["fare", -0.9, False]
