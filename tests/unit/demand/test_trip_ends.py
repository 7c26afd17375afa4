"""Trip ends: rates times people, attractions scaled to them, stations and the airport on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.demand.model import DemandZones, Purpose
from sim.demand.special import special_attractions
from sim.demand.trip_ends import layer_amounts, trip_ends
from sim.demand.zone_examples import purpose_of, zones_of
from sim.errors import DataError
from sim.network.examples import empty, hub
from sim.network.model import HubId, Network, Quality, Zone, ZoneId
from sim.network.opportunities import OpportunityLayer, OpportunityPlace

RATE = {"trip_rate_per_person_day": 2.0}
PURPOSES = (
    purpose_of("work"),
    purpose_of("errand"),
    purpose_of("between", kind="non_home"),
    purpose_of("rail", kind="special", resident_share=0.5),
)


def _layer(layer_id: str, *, of_jobs: bool = False, places: tuple = ()) -> OpportunityLayer:
    return OpportunityLayer(
        layer_id=layer_id, title_zh=layer_id, title_en=layer_id, unit="things",
        zone_amount=None if places else ((lambda z: z.jobs) if of_jobs else (lambda z: z.population)),
        places=places, quality=Quality.ESTIMATE, source="test",
    )  # fmt: skip


def _place(lon: float, amount: float = 1.0) -> OpportunityPlace:
    return OpportunityPlace("p", "p", "p", lon, 30.0, amount, Quality.ESTIMATE)


LAYERS = (_layer("people"), _layer("jobs", of_jobs=True))


@pytest.fixture
def zones() -> DemandZones:
    # County 1: 100 and 300 people with 80 and 0 jobs (0.2 a person); county 2: 100 with 50 (0.5).
    return zones_of(
        people=[100.0, 300.0, 100.0],
        jobs=[80.0, 0.0, 50.0],
        county_ids=["1", "1", "2"],
        stations=["H", "N"],
    )


@pytest.fixture
def network(zones: DemandZones) -> Network:
    cells = {
        ZoneId(cell): Zone(
            ZoneId(cell), "cell", cell, cell, float(zones.lon[row]), 30.0,
            zones.county_ids[row], "", float(zones.population[row]), float(zones.jobs[row]),
        )
        for row, cell in enumerate(zones.cell_ids)
    }  # fmt: skip
    new = replace(hub("N", "B"), open_date=date(2022, 1, 1))
    return replace(empty(), zones=cells, hubs={HubId("H"): hub("H", "A"), HubId("N"): new})


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    rates = [
        ("work", 0.3, 0.0, 1.0, 0.0), ("errand", 0.5, 1.0, 0.0, 0.0),
        ("between", 0.2, 0.0, 0.0, 0.0), ("rail", np.nan, 0.5, 0.0, 0.5),
    ]  # fmt: skip
    drawn = [("work", "jobs", 1.0), ("errand", "people", 1.0), ("between", "jobs", 2.0)]
    special = [
        ("H", "rail", 2020, 60.0, 0.5, True),
        ("N", "rail", 2020, 20.0, 0.5, False),
    ]
    return {
        "demand/trip_rates": pd.DataFrame(
            rates, columns=["purpose_id", "share_of_trips", "by_people", "by_workers", "by_jobs"]
        ),
        "demand/attractions": pd.DataFrame(drawn, columns=["purpose_id", "layer", "weight"]),
        "demand/special_generators": pd.DataFrame(
            special,
            columns=[
                "generator_id", "purpose_id", "year", "passengers_per_day", "in_city_share",
                "counts_in_total",
            ],
        ),
    }  # fmt: skip


def _ends(network: Network, zones: DemandZones, tables: Mapping[str, pd.DataFrame]):
    return trip_ends(network, zones, PURPOSES, tables=tables, layers=LAYERS, parameters=RATE)


def test_residents_make_as_many_trips_as_the_rate_says(
    network: Network, zones: DemandZones, tables: dict[str, pd.DataFrame]
) -> None:
    ends = _ends(network, zones, tables)
    # 500 people x 2 trips, and 60 passengers x 0.5 in the city.
    assert ends.productions[:3].sum() == pytest.approx(1000)
    assert ends.productions.sum(axis=1).tolist() == pytest.approx([300, 500, 200, 30])
    assert ends.attractions.sum(axis=1) == pytest.approx(ends.productions.sum(axis=1), rel=1e-12)
    assert (ends.productions >= 0).all()
    assert (ends.attractions >= 0).all()


def test_work_begins_where_workers_live_and_ends_at_jobs(
    network: Network, zones: DemandZones, tables: dict[str, pd.DataFrame]
) -> None:
    ends = _ends(network, zones, tables)
    # Workers: 100 x 0.2 = 20, 300 x 0.2 = 60, 100 x 0.5 = 50; 300 trips over 130 of them.
    assert ends.productions[0] == pytest.approx(300 / 130 * np.array([20, 60, 50, 0, 0]))
    assert ends.attractions[0] == pytest.approx(300 / 130 * np.array([80, 0, 50, 0, 0]))


def test_trips_not_from_home_begin_where_they_could_end(
    network: Network, zones: DemandZones, tables: dict[str, pd.DataFrame]
) -> None:
    ends = _ends(network, zones, tables)
    assert np.array_equal(ends.productions[2], ends.attractions[2])
    assert ends.productions[2] == pytest.approx(200 / 130 * np.array([80, 0, 50, 0, 0]))


def test_rail_passengers_end_at_the_open_station(
    network: Network, zones: DemandZones, tables: dict[str, pd.DataFrame]
) -> None:
    ends = _ends(network, zones, tables)
    assert ends.attractions[3].tolist() == [0, 0, 0, 30, 0]
    # Half by people (100, 300, 100), half by jobs (80, 0, 50): weights 90, 150, 75 of 315.
    assert ends.productions[3] == pytest.approx(30 / 315 * np.array([90, 150, 75, 0, 0]))


def test_a_new_station_takes_its_part_of_the_same_passengers(
    network: Network, zones: DemandZones, tables: dict[str, pd.DataFrame]
) -> None:
    later = replace(network, as_of=date(2022, 6, 1))
    # 60 passengers at 60 : 20, half of them in the city: 22.5 and 7.5.
    found = special_attractions(tables["demand/special_generators"], later, zones, "rail")
    assert found.tolist() == [0, 0, 0, 22.5, 7.5]


def test_no_open_station_means_no_such_trips(
    network: Network, zones: DemandZones, tables: dict[str, pd.DataFrame]
) -> None:
    ends = _ends(replace(network, hubs={}), zones, tables)
    assert ends.productions[3].sum() == ends.attractions[3].sum() == 0
    closed = hub("H", "A", closed_from=date(2020, 1, 1))
    shut = replace(network, hubs={HubId("H"): closed})
    assert _ends(shut, zones, tables).productions[3].sum() == 0


def test_named_places_count_in_the_nearest_zone(network: Network, zones: DemandZones) -> None:
    # 0.0104 degrees between zones: 120.0 is the first, 120.012 the second; 121 is 96 km away.
    places = (_place(120.0, 3.0), _place(120.012), _place(121.0, 50.0))
    amounts = layer_amounts(network, zones, (_layer("schools", places=places),))
    assert amounts["schools"].tolist() == [3, 1, 0, 0, 0]


def test_trips_that_nothing_attracts_are_told_for_every_purpose(
    network: Network, zones: DemandZones, tables: dict[str, pd.DataFrame]
) -> None:
    tables["demand/attractions"]["weight"] = 0.0
    with pytest.raises(DataError, match="demand cannot be balanced") as told:
        _ends(network, zones, tables)
    first = told.value.issues[0]
    assert first.what == "purpose 'work' has 300 trips a day, but no zone attracts any"
    assert {i.code for i in told.value.issues} == {"unbalanced-demand"}
    # work and errand lack attractions, between lacks both ends.
    assert len(told.value.issues) == 4


def test_trips_that_nobody_produces_are_told(
    network: Network, zones: DemandZones, tables: dict[str, pd.DataFrame]
) -> None:
    tables["demand/trip_rates"].loc[1, "by_people"] = 0.0
    with pytest.raises(DataError, match="purpose 'errand' has 500 trips a day, but no zone prod"):
        _ends(network, zones, tables)


def test_mistakes_of_the_tables_are_told_together(
    network: Network, zones: DemandZones, tables: dict[str, pd.DataFrame]
) -> None:
    tables["demand/trip_rates"] = tables["demand/trip_rates"].iloc[1:]
    tables["demand/attractions"].loc[0, "layer"] = "jbos"
    with pytest.raises(DataError) as told:
        _ends(network, zones, tables)
    assert [issue.text() for issue in told.value.issues] == [
        (
            "demand/trip_rates.csv error no-trip-rate — purpose 'work' has no row — add one; trips "
            "counted elsewhere have an empty share"
        ),
        (
            "demand/trip_rates.csv error shares-not-one — the shares of residents' trips sum to "
            "0.7000, not to 1 — correct share_of_trips; only trips of stations and the airport have "
            "none"
        ),
        (
            "demand/attractions.csv error unknown-layer — there is no layer 'jbos' of opportunities — "
            "use one of people, jobs"
        ),
    ]


def test_passengers_between_two_years_lie_on_a_line(network: Network, zones: DemandZones) -> None:
    columns = ["generator_id", "purpose_id", "year", "passengers_per_day", "in_city_share",
               "counts_in_total"]  # fmt: skip
    rows = [("H", "rail", 2015, 100.0, 1.0, True), ("H", "rail", 2019, 300.0, 1.0, True)]
    table = pd.DataFrame(rows, columns=columns)
    # 2018 is three quarters of the way; before and after the table nothing changes.
    for year, people in ((2018, 250.0), (2010, 100.0), (2030, 300.0)):
        at = replace(network, horizon_year=year)
        assert special_attractions(table, at, zones, "rail")[3] == people


def test_a_purpose_of_all_kinds_is_made_by_the_examples() -> None:
    assert isinstance(PURPOSES[3], Purpose)
    assert PURPOSES[3].resident_share == 0.5
