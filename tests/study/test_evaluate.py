"""What is computed again when a scenario changes, and what is found in the cache."""

from __future__ import annotations

import pickle
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import ScenarioError
from sim.modifications import AddAirRoutes, apply_modifications
from sim.network.examples import line
from sim.network.model import Network
from sim.study.cache import StageCache
from sim.study.evaluate import SKIMS, Evaluated, Stages, evaluate, evaluate_variant, skim_key
from sim.study.gateway import gateway_parts
from sim.study.gateway_names import GATEWAY_TABLES, INTERCHANGES, RAIL_TIMES
from sim.study.prepare import Prepared, prepare

ROOT = Path(__file__).parents[2]
SEARCHES = {
    "link zones and stops",
    "minutes and people within reach",
    "airport corridors",
    "from the centre",
    "door to door in the province",
}
TABLES = ("corridor_times", "centre_times")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> StageCache:
    return StageCache(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def plan(cache: StageCache) -> Prepared:
    return prepare("plan-2020", ROOT / "network_data", ROOT / "scenarios").with_network(cache)


def stages_of(done: list[str]) -> Stages:
    return Stages(lambda title, share: done.append(title) if share == 1.0 else None)


@pytest.fixture(scope="module")
def evaluated(plan: Prepared, cache: StageCache) -> Evaluated:
    return evaluate(plan, cache, stages_of([]), skims=TABLES)


def without(plan: Prepared, kind: str, **values: object) -> list:
    """The plan's modifications but those of a type (and with these values)."""
    return [
        one
        for one in plan.scenario.document.modifications
        if one.type != kind or any(getattr(one, key) != value for key, value in values.items())
    ]


def value(evaluated: Evaluated, target: str, definition: str) -> float | None:
    return next(
        row.value
        for row in evaluated.board
        if (row.target_id, row.definition) == (target, definition)
    )


def test_flights_cost_no_search(plan: Prepared, cache: StageCache, evaluated: Evaluated) -> None:
    done: list[str] = []
    fewer = without(plan, "add_air_routes")
    variant = evaluate_variant(plan, fewer, cache, stages_of(done), skims=TABLES)
    assert SEARCHES.isdisjoint(done)
    # 24 points of 2014 and 17 added ones
    assert value(evaluated, "air_destinations", "airports") == 41
    assert value(variant, "air_destinations", "airports") == 24
    for name in TABLES:
        pd.testing.assert_frame_equal(variant.skims[name], evaluated.skims[name])


def gateway_keys(plan: Prepared, network: Network, cache: StageCache) -> dict[str, str]:
    """Key of each table of the gateway."""
    parts = gateway_parts(plan, network, cache, searched=skim_key(plan, network))
    return {table: part.key for part in parts for table in part.tables}


def test_a_flight_changes_the_tables_of_flights_alone(plan: Prepared, cache: StageCache) -> None:
    assert plan.baseline is not None
    fewer, _ = apply_modifications(plan.baseline, without(plan, "add_air_routes"))
    before, after = (gateway_keys(plan, one, cache) for one in (plan.network, fewer))
    assert set(before) >= {*GATEWAY_TABLES, INTERCHANGES, RAIL_TIMES}
    assert {table for table in before if before[table] != after[table]} == {
        "door_to_world",
        "world_destinations",
        "world_gateways",
        *(table for table in GATEWAY_TABLES if table.startswith("air_") and table != "air_rail"),
    }


def test_a_station_changes_all_tables_but_those_of_flights(
    plan: Prepared, cache: StageCache
) -> None:
    """No train stops there, so no search changes: but tables that name the main stations do."""
    assert plan.baseline is not None
    idle, _ = apply_modifications(
        plan.baseline, without(plan, "open_rail_station", station="hangzhou_west")
    )
    before, after = (gateway_keys(plan, one, cache) for one in (plan.network, idle))
    same = {table for table in before if before[table] == after[table]}
    assert {"hub_stations", "circle_parts", "gateway_ground", RAIL_TIMES}.isdisjoint(same)
    assert same == {one for one in GATEWAY_TABLES if one.startswith("air_") and one != "air_rail"}


def test_ways_to_other_ports_are_found_again_for_other_flights(
    plan: Prepared, cache: StageCache
) -> None:
    """So open jaws of visa-free transit are judged in a variant as in the scenario."""
    ways = ("gateway_ground",)
    done: list[str] = []
    first = evaluate(plan, cache, stages_of(done), skims=ways)
    assert "ways to the gateway airports" in done
    done.clear()
    fewer = without(plan, "add_air_routes")
    variant = evaluate_variant(plan, fewer, cache, stages_of(done), skims=ways)
    assert done == ["judge the targets"]
    pairs = [value(one, "transit_visa", "open_jaw") for one in (first, variant)]
    assert pairs[0] is not None
    assert pairs[1] is not None
    assert pairs[0] > pairs[1] > 0


def test_a_station_where_nothing_stops_costs_no_search(
    plan: Prepared, cache: StageCache, evaluated: Evaluated
) -> None:
    idle = without(plan, "open_rail_station", station="hangzhou_west")
    assert len(idle) == len(plan.scenario.document.modifications) - 1
    for expected in ({"link zones and stops", "judge the targets"}, {"judge the targets"}):
        done: list[str] = []
        variant = evaluate_variant(plan, idle, cache, stages_of(done), skims=TABLES)
        assert set(done) == expected  # the second time not even the links are made
        assert value(variant, "five_stations", "open") == 4
    pd.testing.assert_frame_equal(variant.skims["centre_times"], evaluated.skims["centre_times"])


def test_a_changed_headway_is_searched_again(
    plan: Prepared, cache: StageCache, evaluated: Evaluated
) -> None:
    done: list[str] = []
    other = without(plan, "adjust_headway", routes=("metro_5",))
    assert len(other) == len(plan.scenario.document.modifications) - 1
    variant = evaluate_variant(plan, other, cache, stages_of(done), skims=("centre_times",))
    assert "from the centre" in done
    assert "airport corridors" not in done  # not asked for
    assert value(variant, "airport_corridors", "within_60") is None
    assert not variant.skims["centre_times"].equals(evaluated.skims["centre_times"])


def test_a_list_that_cannot_stand_is_an_error(plan: Prepared, cache: StageCache) -> None:
    unknown = AddAirRoutes(type="add_air_routes", destinations=("XXX",))
    with pytest.raises(ScenarioError):
        evaluate_variant(plan, [unknown], cache, stages_of([]))


def test_skims_names_are_those_of_the_run() -> None:
    assert set(TABLES) < set(SKIMS)


def test_kept_network_is_the_same_and_foreign_records_are_refused(tmp_path: Path) -> None:
    cache = StageCache(tmp_path)
    network = line("A B C")
    made: list[int] = []

    def make():
        made.append(1)
        return network

    assert cache.kept("networks", "a", make) is network
    again = cache.kept("networks", "a", make)
    assert made == [1]
    assert again.fingerprint == network.fingerprint
    assert again.as_of == network.as_of
    with pytest.raises(TypeError):
        again.stops["X"] = again.stops["A"]
    # A file that names anything else is not executed: it counts as not there.
    (tmp_path / "networks" / "b.record").write_bytes(pickle.dumps(Path("x")))
    assert cache.kept("networks", "b", make) is network
    assert made == [1, 1]


def test_the_city_network_is_read_back_and_not_built_again(plan: Prepared, tmp_path: Path) -> None:
    cache = StageCache(tmp_path)
    network = plan.baseline
    assert network is not None
    assert cache.kept("networks", "city", lambda: network) is network
    again = cache.kept("networks", "city", lambda: pytest.fail("it is built again"))
    assert again is not network
    assert again.fingerprint == network.fingerprint


def test_parts_are_hashed_by_content() -> None:
    one, two = line("A B C"), line("A B C")
    assert one is not two
    assert one.part_fingerprint("stops") == two.part_fingerprint("stops")
    assert one.part_fingerprint("stops") != line("A B D").part_fingerprint("stops")
    assert one.fingerprint == two.fingerprint != line("A B D").fingerprint
