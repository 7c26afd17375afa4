"""The catalogue is complete: every family listed, every definition computable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from indicator_samples import train

import sim.indicators
from sim.errors import DataError
from sim.indicators import (
    INDICATORS,
    Evidence,
    IndicatorValue,
    Target,
    compute_indicators,
    detail_tables,
    target_board,
)
from sim.network.examples import empty
from sim.network.model import Network

SUPPORT = {
    "__init__",
    "board",
    "board_text",
    "circle_places",
    "compare",
    "compare_access",
    "compare_board",
    "compare_demand",
    "compare_gains",
    "compare_gateway",
    "compare_gateway_air",
    "compare_gateway_airport",
    "compare_gateway_number",
    "compare_gateway_rail",
    "compare_gateway_tables",
    "compare_groups",
    "compare_operations",
    "compare_values",
    "direct_rides",
    "evidence",
    "target_model",
    "targets",
    "values",
    "weighted",
}


def test_every_family_is_listed() -> None:
    folder = Path(sim.indicators.__file__).parent
    families = {path.stem for path in folder.glob("*.py")} - SUPPORT
    assert {indicator.compute.__module__.split(".")[-1] for indicator in INDICATORS} == families


def test_every_modelled_definition_has_a_measure(targets: tuple[Target, ...]) -> None:
    measures = {indicator.target_id: set(indicator.measures) for indicator in INDICATORS}
    modelled = [target for target in targets if target.status == "modelled"]
    assert set(measures) == {target.id for target in modelled}
    for target in modelled:
        assert {one.measure_id for one in target.definitions} == measures[target.id]


def test_public_names_are_exact() -> None:
    for name in sim.indicators.__all__:
        assert hasattr(sim.indicators, name)


def test_an_empty_network_gives_a_board_without_an_exception(
    evidence_of: Callable[..., Evidence], targets: tuple[Target, ...]
) -> None:
    values = compute_indicators(evidence_of(empty()))
    expected = [
        (target.id, definition.id)
        for target in targets
        if target.status == "modelled"
        for definition in target.definitions
    ]
    assert [(value.target_id, value.definition_id) for value in values] == expected
    board = target_board(values, targets)
    assert "met" not in {row.verdict for row in board}
    for value in values:
        if value.value is None:
            assert value.caveats[0].startswith("not computed: ")


def test_units_are_those_of_the_document(
    evidence_of: Callable[..., Evidence], targets: tuple[Target, ...]
) -> None:
    units = {(t.id, d.id): d.unit for t in targets for d in t.definitions}
    for value in compute_indicators(evidence_of(empty())):
        assert value.unit == units[value.target_id, value.definition_id]


def test_a_definition_nobody_can_compute_is_refused(
    targets: tuple[Target, ...], evidence_of: Callable[..., Evidence]
) -> None:
    rail = targets[0]
    odd = rail.definitions[1].model_copy(update={"id": "by_feeling"})
    changed = rail.model_copy(update={"definitions": (*rail.definitions, odd)})
    evidence = replace(evidence_of(empty()), targets=(changed,))
    with pytest.raises(
        DataError, match=r"'by_feeling', which cannot be computed; set its 'measure'"
    ):
        compute_indicators(evidence)


def test_a_target_that_is_not_in_the_document_is_left_out(
    targets: tuple[Target, ...], evidence_of: Callable[..., Evidence]
) -> None:
    evidence = replace(evidence_of(empty()), targets=targets[:1])
    assert {value.target_id for value in compute_indicators(evidence)} == {"urban_rail_km"}


def test_detail_tables_are_tidy(
    rail: Callable[..., Network], evidence_of: Callable[..., Evidence]
) -> None:
    network = rail(
        train("G1", "R_hangzhou_east 08:00", "R_huzhou 08:21"),
        train("G2", "R_huzhou 09:00", "R_hangzhou_east 09:21"),
    )
    people = pd.DataFrame({"zone_id": ["a"], "population": [1.0], "median_s": [600.0]})
    tables = detail_tables(compute_indicators(evidence_of(network, centre_times=people)))
    assert set(tables) == {"five_stations", "one_hour_circle", "one_hour_circle_population_60"}
    circle = tables["one_hour_circle"]
    assert circle.columns[0] == "definition"
    assert set(circle["definition"]) == {
        "station_fastest",
        "station_fastest_to",
        "station_effective",
        "station_effective_day",
    }
    assert circle.groupby("definition").size().tolist() == [11, 11, 11, 11]


def test_details_share_a_table_only_with_the_same_columns() -> None:
    def value(name: str, **columns: list[int]) -> IndicatorValue:
        return IndicatorValue("t", name, 1.0, "km", detail=pd.DataFrame(columns))

    tables = detail_tables((value("x", a=[1]), value("y", a=[2]), value("z", b=[3])))
    assert {name: table["definition"].tolist() for name, table in tables.items()} == {
        "t": ["x", "y"],
        "t_z": ["z"],
    }
