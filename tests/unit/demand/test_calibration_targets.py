"""Targets of the calibration: the shipped table, and what each measure reads from counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.demand.calibration_targets import MEASURES, Target, aims_of, judged, measured, targets_of
from sim.demand.counts import counts_of
from sim.demand.sample_examples import small_result
from sim.tables import read_table

DATA = Path("network_data")


def target(measure: str, subject: str = "", **changed) -> Target:
    plain = Target(
        target_id="t", title_zh="目标", title_en="Target", value=1.0, sd=0.1, unit="%",
        kind="strong", measure=measure, subject=subject, area_id="city", year=2015, fact="",
        note="", quality="estimate", source="test",
    )  # fmt: skip
    return replace(plain, **changed)


@pytest.fixture(scope="module")
def counts():
    return counts_of(small_result())


@pytest.fixture(scope="module")
def shipped() -> tuple[Target, ...]:
    return targets_of(read_table(DATA, "demand/calibration_targets"))


def test_every_shipped_measure_is_known_or_only_noted(shipped) -> None:
    assert {one.measure for one in shipped} - set(MEASURES) == {"noted"}


def test_strong_targets_are_facts_and_priors_are_not_trusted_more(shipped) -> None:
    strong = {one.target_id: one for one in shipped if one.kind == "strong"}
    assert set(strong) == {"transit_share", "metro_boardings", "bus_boardings"}
    assert strong["transit_share"].value == 48
    # 142 312 x 10 000 boardings in 365 days; 223 million passengers of the metro.
    assert strong["bus_boardings"].value == pytest.approx(142_312e4 / 365 / 1e6, abs=1e-3)
    assert strong["metro_boardings"].value == pytest.approx(223 / 365, abs=1e-3)
    assert all(one.sd > 0 for one in shipped if one.kind in {"strong", "prior"})


def test_areas_and_modes_and_alternatives_of_the_targets_exist(shipped) -> None:
    areas = set(read_table(DATA, "demand/areas")["area_id"])
    alternatives = set(read_table(DATA, "demand/alternatives")["alternative_id"])
    assert {one.area_id for one in shipped} <= areas
    for one in shipped:
        if one.measure.startswith("alternative"):
            assert set(one.subjects) <= alternatives


def test_facts_that_targets_name_say_the_same(shipped) -> None:
    facts = read_table(DATA, "land/facts").set_index("fact_id")["value"]
    by_id = {one.target_id: one for one in shipped}
    for name, factor in {"transit_share": 1, "walk_share": 1, "cycle_share": 1, "mean_km": 1,
                         "trips_per_person": 1, "bus_boardings": 1e4 / 365 / 1e6}.items():  # fmt: skip
        assert by_id[name].value == pytest.approx(facts[by_id[name].fact] * factor, rel=1e-3)


def test_what_is_only_checked_is_never_fitted(shipped) -> None:
    fitted = {one.target_id for one in aims_of(shipped)}
    assert not fitted & {one.target_id for one in shipped if one.kind == "check"}
    assert {one.target_id for one in aims_of(shipped) if one.strong} == {
        "transit_share", "metro_boardings", "bus_boardings",
    }  # fmt: skip


def test_drawn_values_take_the_place_of_the_shipped_ones(shipped) -> None:
    drawn = {one.target_id: one.value for one in aims_of(shipped, {"transit_share": 46.5})}
    assert drawn["transit_share"] == 46.5
    assert drawn["walk_share"] == 26


def test_measures_count_residents_or_everybody(counts) -> None:
    row = counts.area_row("city")
    day = counts.trips[row].sum(axis=1)
    residents = day[0] + day[1] + day[2] + day[3] / 2  # half of "train" are visitors
    assert measured(target("motorised_share"), counts) == pytest.approx(
        100 * residents[2] / residents[2:].sum()
    )
    assert measured(target("alternative_share", "walk"), counts) == pytest.approx(
        100 * residents[0] / residents.sum()
    )
    assert measured(target("alternative_trips", "taxi"), counts) == pytest.approx(
        day.sum(axis=0)[4] / 1e6
    )
    assert measured(target("trips_per_person"), counts) == pytest.approx(residents.sum() / 300_000)
    rail, street = (counts.mode_ids.index(mode) for mode in ("rail", "street"))
    both = counts.boardings[row, rail] + counts.boardings[row, street]
    assert measured(target("boardings", "rail;street"), counts) == pytest.approx(both / 1e6)
    assert measured(target("entries", "rail"), counts) == pytest.approx(
        counts.entries[row, rail] / 1e6
    )
    km = counts.km[row] @ [1, 1, 1, 0.5] / residents.sum()
    assert measured(target("mean_km"), counts) == pytest.approx(km)
    assert np.isnan(measured(target("noted"), counts))


def test_a_target_is_judged_by_its_kind(counts) -> None:
    share = measured(target("motorised_share"), counts)
    rides = measured(target("boardings", "rail"), counts)
    cases = [
        (target("motorised_share", value=share - 0.4), True, 0.4),
        (target("motorised_share", value=share - 0.6), False, 0.6),
        (target("boardings", "rail", unit="million/day", value=rides / 1.04), True, 4.0),
        (target("boardings", "rail", unit="million/day", value=rides / 1.06), False, 6.0),
        (target("motorised_share", kind="prior", sd=2.0, value=share - 3), True, 1.5),
        (target("motorised_share", kind="prior", sd=2.0, value=share - 5), False, 2.5),
    ]
    for one, ok, miss in cases:
        (found,) = judged([one], counts, year=2015)
        assert found.ok is ok
        assert found.miss == pytest.approx(miss, abs=1e-6)


def test_targets_of_another_year_or_without_a_measure_are_only_shown(counts) -> None:
    for one in (
        target("motorised_share", year=2018),
        target("noted"),
        target("mean_km", kind="check", sd=float("nan")),
    ):
        (found,) = judged([one], counts, year=2015)
        assert found.ok is None


def test_an_empty_sd_is_not_a_number() -> None:
    row = dict.fromkeys(Target.__slots__, "") | {
        "value": 33.0,
        "sd": float("nan"),
        "year": 2020,
    }
    assert np.isnan(targets_of(pd.DataFrame([row]))[0].sd)
