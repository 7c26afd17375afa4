"""A simulated day is put together from its parts, and each is kept by what it depends on."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from sim.demand.transit.fleet import fleet_of
from sim.modifications import SetVehicleCapacity, apply_modifications
from sim.modifications.examples import two_line_network
from sim.scenario.operations_settings import OperationsSettings
from sim.study.cache import StageCache
from sim.study.day import frames as operations
from sim.study.day import parts as operations_parts
from sim.study.demand_vehicles import with_vehicles
from sim.study.stages import Stages


@pytest.fixture
def made(monkeypatch):
    """Names of the parts that were computed; each gives one row of replications."""
    calls: list[str] = []

    def maker(part):
        def make(asked):
            calls.append(part)
            asked.share(1.0)
            row = {"part": part, "facility_id": "", "measure": "m", "replication": 0, "value": 1.0}
            return {"operations_replications": pd.DataFrame([row])}

        return make

    makers = {part: maker(part) for part in operations_parts.MAKERS}
    monkeypatch.setattr(operations_parts, "MAKERS", makers)
    monkeypatch.setattr(operations, "_common_key", lambda *_: "common")
    return calls


def frames(tmp_path, **changes):
    document = SimpleNamespace(operations=OperationsSettings.model_validate(changes))
    prepared = SimpleNamespace(
        scenario=SimpleNamespace(document=document), identity={}, network=None, seed=0
    )
    stages = Stages(lambda _title, _share: None)
    cache = StageCache(tmp_path)
    found = operations.operations_frames(prepared, {}, cache, stages, searched="x")
    return found["operations_replications"]["part"].tolist()


def test_every_part_is_made_once_and_kept(made, tmp_path):
    parts = ["metro", "station", "airport", "disruption"]
    assert frames(tmp_path) == parts
    assert made == parts
    assert frames(tmp_path) == parts
    assert made == parts


def test_another_closure_makes_the_disruption_alone_again(made, tmp_path):
    frames(tmp_path)
    made.clear()
    closure = {"runway": True, "from_time": "08:00", "until_time": "09:00"}
    assert len(frames(tmp_path, closures=[closure])) == 4
    assert made == ["disruption"]


def test_parts_that_are_not_asked_for_are_left_out(made, tmp_path):
    assert frames(tmp_path, parts=["airport", "metro"]) == ["metro", "airport"]
    assert made == ["metro", "airport"]


def vehicles(*rows):
    columns = ["mode_id", "route_id", "seats", "places", "quality", "source"]
    return pd.DataFrame([(*row, "official", "x") for row in rows], columns=columns)


def capacity(**keys):
    entry = SetVehicleCapacity(type="set_vehicle_capacity", routes=("Line 1",), **keys)
    return apply_modifications(two_line_network(), [entry])[0]


def test_longer_trains_reach_the_fleet_of_demand():
    table = vehicles(("train", "t_1", 250, 1000), ("train", "t_2", 30, 100))
    fleet = fleet_of(with_vehicles(table, capacity(places=1500)))
    # the line keeps its quarter of seats: 1500 / 4
    assert (fleet.vehicle("t_1", "train").seats, fleet.vehicle("t_1", "train").places) == (
        375,
        1500,
    )
    assert fleet.vehicle("t_2", "train").places == 100
    given = fleet_of(with_vehicles(table, capacity(places=1500, seats=300)))
    assert given.vehicle("t_1", "train").seats == 300


def test_a_line_without_a_vehicle_stays_without():
    table = vehicles(("bus", "", 30, 80))
    assert fleet_of(with_vehicles(table, capacity(places=1500))).vehicle("t_1", "train") is None


def test_without_settings_the_table_is_the_same_object():
    table = vehicles(("bus", "", 30, 80))
    assert with_vehicles(table, two_line_network()) is table
