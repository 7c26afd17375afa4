"""Zero-distance transfer on the board: shares by hand, what weighs, and what is said of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd
import pytest

from sim.errors import DataError
from sim.gateway.interchanges.index import with_people
from sim.gateway.interchanges.table import INTERCHANGE_COLUMNS, interchanges
from sim.indicators import Evidence, IndicatorValue, Target
from sim.indicators.zero_distance_transfer import MEASURES, TARGET_ID, compute, kind_table
from sim.network.examples import empty, hub, section, with_route
from sim.network.model import HubId, Network, Quality, StopId, TransferTime

DEFINITIONS = [
    "within_5_min",
    "within_3_min",
    "within_8_min",
    "within_5_min_wait",
    "within_8_min_wait",
    "metro_rail_5_min",
    "simulated_5_min",
    "simulated_8_min",
    "mean_min",
]
OF_A_DAY = {"simulated_5_min", "simulated_8_min"}


ASSUMED = (
    "2处换乘中2处（100%）的时间为假设或估计，并非实测 / 2 of 2 interchanges (100 %) have times that are "
    "assumed or estimated, not measured"
)
"""Both ways of the crossing are modelled."""


@dataclass(frozen=True)
class WithTable(Evidence):
    """Evidence that brings the table of interchanges."""

    interchanges: pd.DataFrame | None = None


def by_id(evidence: Evidence) -> dict[str, IndicatorValue]:
    return {value.definition_id: value for value in compute(evidence)}


@pytest.fixture
def crossing() -> Network:
    """Lines of 10 and 5 min that cross at X; 146 s from one to the other (test_interchange)."""
    network = with_route(empty(), "L1", {"main": "A X B"}, sections=[section("s1", "L1")])
    return with_route(
        network, "L2", {"main": "C X D"}, sections=[section("s2", "L2")], headways_s={"": 300}
    )


def test_the_document_has_the_definitions(targets: tuple[Target, ...]) -> None:
    (target,) = [one for one in targets if one.id == TARGET_ID]
    assert target.status == "modelled"
    assert [one.id for one in target.definitions] == DEFINITIONS
    assert {one.measure_id for one in target.definitions} == set(MEASURES)
    assert target.headline.id == "within_5_min"
    assert [one.parameter("tau_min") for one in target.definitions[:6]] == [5, 3, 8, 5, 8, 5]
    assert (target.threshold, target.threshold_basis) == (80, "assumption")


def test_modelled_from_the_network_alone(
    crossing: Network, evidence_of: Callable[..., Evidence]
) -> None:
    """2.43 min each way; with the waits of 2.5 and 5 min, 4.93 and 7.43 min, half and half."""
    values = by_id(evidence_of(crossing))
    assert list(values) == DEFINITIONS
    assert values["within_3_min"].value == 100.0
    assert values["within_5_min_wait"].value == pytest.approx(50.0, abs=0.1)
    assert values["within_8_min_wait"].value == 100.0
    assert values["mean_min"].value == pytest.approx(146 / 60, abs=1e-5)
    assert values["metro_rail_5_min"].value is None
    assert values["metro_rail_5_min"].caveats == (
        "not computed: the network has no interchange of this kind on its date",
    )
    head = values["within_5_min"]
    assert head.quality.text() == "modelled"
    assert head.caveats == (
        "100 to 100 % with walking a tenth slower or faster",
        ASSUMED,
        (
            "nobody counted at the interchanges: each weighs the vehicles or places an hour that "
            "come, times those that leave"
        ),
    )
    (row,) = head.detail.to_dict("records")
    assert (row["kind"], row["interchanges"], row["weight_pct"]) == ("train-train", 2, 100.0)
    assert row["mean_min"] == pytest.approx(146 / 60)


def test_a_given_transfer_time_moves_the_share(
    crossing: Network, evidence_of: Callable[..., Evidence]
) -> None:
    slow = TransferTime(StopId("X"), StopId("X"), 301, Quality.SCENARIO, "scenario")
    values = by_id(evidence_of(replace(crossing, transfer_times={(slow.from_stop_id,) * 2: slow})))
    assert values["within_5_min"].value == 0.0
    assert values["within_8_min"].value == 100.0
    assert values["within_5_min"].quality.text() == "scenario"
    assert any("2处换乘中0处（0%）" in one for one in values["within_5_min"].caveats)


def test_people_weigh_where_they_are_known(crossing: Network, targets: tuple[Target, ...]) -> None:
    """Three quarters change to L2 in 2.43 min, a quarter to L1 in an assumed 6 min."""
    table = interchanges(crossing)
    table = table.assign(people=[30.0, 10.0])
    slow = table["to_route_id"] == "L1"
    table.loc[slow, ["transfer_min", "walk_min", "with_wait_min"]] = [6.0, 5.0, 11.0]
    values = by_id(WithTable(crossing, targets, interchanges=table))
    assert values["within_5_min"].value == 75.0
    assert values["within_5_min"].caveats == (
        "75 to 75 % with walking a tenth slower or faster",
        ASSUMED,
    )
    assert values["mean_min"].value == pytest.approx((30 * 146 / 60 + 10 * 6) / 40, abs=1e-5)


def test_what_has_no_people_and_no_time_is_said(
    crossing: Network, targets: tuple[Target, ...]
) -> None:
    table = interchanges(crossing)
    people = pd.DataFrame({"from_stop_id": ["X"], "to_stop_id": ["X"], "people": [40.0]})
    other = table.iloc[:1].assign(
        to_stop_id="ABC", to_class="air", kind="train-plane", kind_en="Train to Plane", service=0.0,
        transfer_min=math.nan, with_wait_min=math.nan,
    )  # fmt: skip
    both = with_people(pd.concat([table, other], ignore_index=True), people)
    caveats = by_id(WithTable(crossing, targets, interchanges=both))["within_5_min"].caveats
    assert "1 interchanges of unknown time count as not within" in caveats
    assert "no weight, so not in the share: Train to Plane" in caveats
    assert "people not known, weighed by service: Train to Plane" in caveats


def test_nothing_to_measure(evidence_of: Callable[..., Evidence]) -> None:
    for value in compute(evidence_of(empty())):
        assert value.value is None
        if value.definition_id in OF_A_DAY:
            continue
        assert value.caveats[0].startswith("not computed: the network has no interchange")
    assert kind_table(interchanges(empty())).empty


def test_a_simulated_day_counts_its_own_hubs_people(
    crossing: Network, targets: tuple[Target, ...]
) -> None:
    network = replace(crossing, hubs={HubId("H"): hub("H", "X")})
    rows = [("H", 30, 20.0, 90.0), ("H", 10, 60.0, 100.0), ("elsewhere", 500, 100.0, 100.0)]
    columns = ["hub_id", "people", "within_5_min_pct", "within_8_min_pct"]
    day = pd.DataFrame(rows, columns=columns)
    values = by_id(Evidence(network, targets, simulated_transfers=day))
    assert values["simulated_5_min"].value == 30.0  # (30 x 20 + 10 x 60) / 40
    assert values["simulated_8_min"].value == 92.5  # (30 x 90 + 10 x 100) / 40
    assert "of 40 people" in values["simulated_8_min"].caveats[0]
    nobody = by_id(Evidence(network, targets, simulated_transfers=day[day["hub_id"] != "H"]))
    assert nobody["simulated_5_min"].caveats == (
        "not computed: nobody changes at a main station in the simulated day",
    )
    without = by_id(Evidence(network, targets))["simulated_5_min"]
    assert without.caveats == (
        "not computed: no simulated day; add a block operations, or call sim simulate",
    )


def test_a_table_without_a_column_is_told(crossing: Network, targets: tuple[Target, ...]) -> None:
    table = interchanges(crossing).drop(columns="walk_m")
    with pytest.raises(DataError, match="'interchanges' has no column 'walk_m'; it needs from_"):
        compute(WithTable(crossing, targets, interchanges=table))
    assert "walk_m" in INTERCHANGE_COLUMNS
