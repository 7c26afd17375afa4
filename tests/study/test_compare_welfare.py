"""Gains between runs: sums by hand, what cannot be told and why, and what the cache keeps.

The small result has zones 0 and 1 at stop A, 2 and 3 at B, 4 (the station) at C, and 5 at none;
between zones at one stop nobody can ride. With one trip a day for each of three purposes, without
and with a car, from every zone to every zone, riding is possible from zones 0 to 3 to three others
and from zone 4 to four: 16 of 36 pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.demand.model import DemandResult
from sim.demand.segments import Segments
from sim.errors import Issue
from sim.study import compare_welfare
from sim.study import demand as study_demand
from sim.study.cache import StageCache
from sim.study.compare_welfare import compared_welfare
from sim.study.demand_examples import PARAMETERS, small_ends, small_network, small_result
from sim.study.demand_names import DEMAND_FRAMES, SERVICE_FRAME
from sim.study.demand_places import demand_cell_table, demand_zone_table
from sim.study.demand_service import service_frame, situation_of
from sim.study.demand_sums import zone_sums
from sim.study.evaluate import Stages, evaluate, kept_service
from sim.study.prepare import Prepared, prepare
from sim.study.welfare import Side, Welfare, welfare_of

ROOT = Path(__file__).parents[2]
NAMES = {"1": ("1区", "District 1"), "2": ("2区", "District 2")}
TASTES = {
    "constant_transit_min": 0.0,
    "theta_transit": 1.0,
    "scale_per_min": 0.05,
    "value_of_time_yuan_per_h": 30.0,
    "value_of_time_growth_pct": 4.0,
    "value_of_time_sd_log": 0.6,
}
PRICES = {
    f"{kind}_{place}": 0.0
    for kind in ("parking", "road_charge")
    for place in ("core", "zone_1", "elsewhere")
}


def travelled() -> DemandResult:
    """One trip a day of each purpose, without and with a car, between all zones."""
    return replace(small_result(), home_trips=np.ones((3, 2, 6, 6), np.float32))


def riding_only(result: DemandResult) -> Segments:
    ways = tuple(one for one in result.alternatives if one.is_public_transport)
    return Segments(result.periods, result.purposes, ways, ())


def side(label: str, *, fare_yuan: float = 3.0, **changes: object) -> Side:
    result = travelled()
    fares = np.full((2, 6, 6), fare_yuan, np.float32)
    one = Side(
        label=label,
        service=service_frame(result, fares),
        tables={
            "demand_zones": demand_zone_table(
                result, zone_sums(result, parameters=PARAMETERS), small_ends()
            ),
            "demand_cells": demand_cell_table(result),
        },
        prices=PRICES,
        parameters=TASTES,
        year=2020,
    )
    return replace(one, **changes)  # type: ignore[arg-type]


def told(*sides: Side, reference: str = "now") -> Welfare:
    return welfare_of(sides, reference, riding_only(travelled()), names=NAMES)


def codes(issues: tuple[Issue, ...]) -> list[str]:
    return [issue.code for issue in issues]


def rows(welfare: Welfare, car: str = "all") -> pd.DataFrame:
    assert welfare.table is not None
    return welfare.table[welfare.table["car_available"] == car].set_index("group_id")


def test_a_yuan_less_is_a_yuan_for_each_trip() -> None:
    """3 purposes x 3 places from zones 0-3, 3 x 4 from zone 4: 48 trips without a car, 48 with."""
    found = told(side("now"), side("cheap", fare_yuan=2.0))
    everybody = rows(found)
    for column in ("logsum_yuan_per_day", "rule_of_half_yuan_per_day"):
        assert everybody[column].to_dict() == pytest.approx({"city": 96.0, "1": 54.0, "2": 42.0})
    assert rows(found, "yes").loc["city", "logsum_yuan_per_day"] == pytest.approx(48.0)
    assert everybody["trips"].to_dict() == {"city": 216.0, "1": 108.0, "2": 108.0}
    assert everybody["people"].to_dict() == {"city": 1050.0, "1": 600.0, "2": 450.0}
    assert everybody["name_en"].tolist() == ["Whole city", "District 1", "District 2"]
    assert rows(found)["alternative"].unique().tolist() == ["cheap"]


def test_trips_without_a_way_are_told() -> None:
    """20 of 36 pairs cannot be ridden: 55.6 % of the trips."""
    (issue,) = told(side("now"), side("cheap", fare_yuan=2.0)).issues
    assert issue.code == "welfare-trips-left-out"
    assert "55.6% of the trips of cheap" in issue.what
    assert "55.6%" in issue.what.split(" Welfare:", maxsplit=1)[0]


def test_nothing_changed_nothing_gained() -> None:
    found = rows(told(side("now"), side("same")))
    assert (found["logsum_yuan_per_day"] == 0).all()
    assert (found["rule_of_half_yuan_per_day"] == 0).all()


def test_what_one_gains_the_other_way_round_is_lost() -> None:
    sides = side("now"), side("cheap", fare_yuan=2.0)
    there, back = told(*sides), told(*sides, reference="cheap")
    np.testing.assert_allclose(
        rows(there)["logsum_yuan_per_day"], -rows(back)["logsum_yuan_per_day"]
    )


def test_without_demand_there_is_no_table() -> None:
    plain = side("plain", tables={}, service=None)
    assert told(side("now"), plain) == Welfare(None, ())
    assert told(replace(plain, label="now"), side("plan")) == Welfare(None, ())


def test_service_that_was_not_kept_is_told() -> None:
    found = told(side("now"), side("plan", service=None), side("cheap", fare_yuan=2.0))
    assert found.table is not None
    assert found.table["alternative"].unique().tolist() == ["cheap"]
    issue = next(one for one in found.issues if one.code == "no-welfare")
    assert "What travellers met in plan was not kept" in issue.what
    assert "compare again with --fresh" in issue.fix
    nothing = told(side("now", service=None), side("plan"))
    assert nothing.table is None
    assert codes(nothing.issues) == ["no-welfare"]


def test_zones_that_are_others_are_told() -> None:
    other = side("plan")
    cells = other.tables["demand_cells"].assign(zone_id="z1")
    found = told(side("now"), replace(other, tables={**other.tables, "demand_cells": cells}))
    assert found.table is None
    (issue,) = found.issues
    assert issue.code == "welfare-other-zones"
    assert "The zones of demand of plan are grouped otherwise than those of now" in issue.what
    assert "no-build-2020" in issue.fix


def test_a_station_that_only_one_has_is_left_out() -> None:
    """Without zone 4 its 12 trips with and 12 without a car go, and 3 of 9 of zones 0 to 3."""
    far = side("plan", fare_yuan=2.0)
    zones = far.tables["demand_zones"].replace({"zone_id": {"hub": "station:new"}})
    found = told(side("now"), replace(far, tables={**far.tables, "demand_zones": zones}))
    assert rows(found).loc["city", "logsum_yuan_per_day"] == pytest.approx(2 * 4 * 6)
    assert "(hub, station:new)" in next(
        one.what for one in found.issues if one.code == "welfare-trips-left-out"
    )


def test_other_year_and_parameters_are_told() -> None:
    """Both are valued with the tastes of the reference."""
    changed = {**TASTES, "constant_transit_min": 9.0}
    found = told(side("now"), side("plan", year=2030, parameters=changed))
    assert (rows(found)["logsum_yuan_per_day"] == 0).all()
    assert codes(found.issues) == [
        "welfare-other-years",
        "welfare-other-parameters",
        "welfare-trips-left-out",
    ]
    assert "values of time are those of now (2020)" in found.issues[0].what


def test_what_was_kept_is_what_was_met() -> None:
    result = travelled()
    fares = np.arange(72, dtype=np.float32).reshape(2, 6, 6)
    order = np.array([4, 0, 5])
    one = situation_of(
        service_frame(result, fares),
        order,
        periods=result.periods,
        purposes=result.purposes,
        prices=PRICES,
    )
    pick: Callable[[np.ndarray], np.ndarray] = lambda m: m[..., order, :][..., order]  # noqa: E731
    np.testing.assert_array_equal(one.fare_yuan, pick(fares))
    np.testing.assert_array_equal(
        one.service.transit.cost_min, pick(result.service.transit.cost_min)
    )
    np.testing.assert_array_equal(one.service.road.minutes, pick(result.service.road.minutes))
    np.testing.assert_array_equal(one.service.road.km, pick(result.service.road.km))
    np.testing.assert_array_equal(one.service.slow.km, pick(result.service.slow.km))
    assert one.trips.shape == (3, 2, 3, 3)
    assert one.prices == PRICES


def test_no_home_trips_nothing_kept() -> None:
    assert service_frame(small_result(), np.zeros((2, 6, 6), np.float32)).empty


# ------------------------------------------------------------------------------ in the cache


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Solve nothing: every table of demand has one row; the list tells how often it was asked."""
    asked: list[str] = []

    def frames(prepared: Prepared, *given: object) -> Mapping[str, pd.DataFrame]:
        del given
        asked.append(prepared.name)
        return {name: pd.DataFrame({"name": [name]}) for name in (*DEMAND_FRAMES, SERVICE_FRAME)}

    monkeypatch.setattr(study_demand, "demand_frames", frames)
    return asked


def test_service_is_kept_with_the_rest(solved: list[str], tmp_path: Path) -> None:
    cache = StageCache(tmp_path)
    path = tmp_path / "plain.yaml"
    path.write_text("scenario: plain\ntitle: Plain\nas_of: 2015-12-31\n", encoding="utf-8")
    prepared = prepare(str(path), ROOT / "network_data", ROOT / "scenarios").with_network(cache)
    silent = Stages(lambda _title, _share: None)
    assert kept_service(prepared, prepared.network, cache) is None
    for _ in range(2):
        found = evaluate(prepared, cache, silent, skims=("demand_cells",))
        assert set(found.skims) == {"demand_cells"}, "what is kept is no table of the run"
    assert solved == ["plain"]
    kept = kept_service(prepared, prepared.network, cache)
    assert kept is not None
    assert kept["name"].tolist() == [SERVICE_FRAME]
    bare = prepared.without_demand()
    assert kept_service(bare, prepared.network, cache) is None


# -------------------------------------------------------------------------- in a comparison


class _Run:
    """A finished run: nothing but the tables that gains need."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self.tables = tuple(tables)
        self.table = dict(tables).__getitem__


def test_a_comparison_finds_what_its_runs_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Districts are those of the network, people those of its runs."""
    counties = ("330102", "330106")
    kept = {name: side(name) for name in ("now", "plan")}
    found = []
    for name, one in kept.items():
        zones = one.tables["demand_zones"]
        zones = zones.assign(county_id=zones["county_id"].map({"1": counties[0], "2": counties[1]}))
        tables = {**one.tables, "demand_zones": zones}
        network = replace(
            small_network(),
            horizon_year=2020,
            zones={
                zone_id: replace(zone, county_id=counties[int(zone.county_id) - 1])
                for zone_id, zone in small_network().zones.items()
            },
        )
        prepared = SimpleNamespace(name=name, network=network, is_built=False)
        found.append(
            SimpleNamespace(
                label=name, alternative=SimpleNamespace(prepared=prepared), run=_Run(tables)
            )
        )
    asked: list[str] = []

    def service(prepared: SimpleNamespace, *_given: object) -> pd.DataFrame | None:
        assert prepared.is_built, "what is kept is found by the built network and its baseline"
        asked.append(prepared.name)
        return kept[prepared.name].service

    def built(prepared: SimpleNamespace, _cache: StageCache) -> SimpleNamespace:
        return SimpleNamespace(**{**vars(prepared), "is_built": True})

    monkeypatch.setattr(compare_welfare, "with_network", built)
    monkeypatch.setattr(compare_welfare, "kept_service", service)
    monkeypatch.setattr(compare_welfare, "plain_prices", lambda _network: PRICES)
    monkeypatch.setattr(compare_welfare, "demand_parameters", lambda _prepared: TASTES)
    monkeypatch.setattr(compare_welfare, "segments_of", lambda _data: riding_only(travelled()))
    shares: list[float] = []
    made = compared_welfare(
        found, "now", ROOT / "network_data", StageCache(Path("unused")), shares.append
    )
    assert asked == ["now", "plan"]
    assert shares == [0.0]
    assert made.table is not None
    assert made.table["group_id"].unique().tolist() == ["city", *counties]
    assert made.table["name_zh"].unique().tolist() == ["全市", "1区", "2区"]
    assert (made.table["logsum_yuan_per_day"] == 0).all()
