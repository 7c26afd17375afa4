"""Layers of demand: what they draw from the tables of a run, and that they can be absent."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from map_sample import sample_inputs

from sim.errors import DataError
from sim.maps import LAYERS, MapInputs, draw_map
from sim.maps.demand_data import DemandTables, period_values, public_share_pct
from sim.maps.demand_examples import line_demand
from sim.maps.demand_style import CROWDING, PUBLIC_SHARE, SATURATION
from sim.maps.examples import line_inputs
from sim.maps.flows import Flows, nice_full
from sim.maps.frame import Frame
from sim.maps.layers.desire_lines import arc
from sim.maps.marks import CellValues, Drawing
from sim.maps.page_data import drawings
from sim.maps.style import Scale

DEMAND_IDS = {
    "public_share_district", "public_share_zone", "desire_lines_district", "desire_lines_zone",
    "link_loads", "link_loads_street", "crowding", "station_flows", "road_flows",
}  # fmt: skip


@pytest.fixture(scope="module")
def inputs() -> MapInputs:
    """The line A, B, C with its passengers."""
    return replace(line_inputs(), demand=line_demand())


def drawn(inputs: MapInputs) -> dict[str, Drawing]:
    return {spec.layer_id: drawing for spec, drawing in drawings(inputs, Frame())}


def flows_of(inputs: MapInputs, layer_id: str) -> Flows:
    flows = drawn(inputs)[layer_id].flows
    assert flows is not None
    return flows


def column(flows: Flows, en: str) -> tuple[tuple[float | None, ...], ...]:
    (found,) = (one for one in flows.columns if one.en == en)
    return found.values  # noqa: PD011 - not a frame


def title(flows: Flows, at: int) -> tuple[str, ...]:
    one = flows.titles[at]
    return tuple(flows.names[place].en for place in (one.of, one.start, one.end) if place >= 0)


@pytest.mark.parametrize("demand", [None, DemandTables({}, (), ())])
def test_without_tables_there_are_no_layers_and_no_complaint(demand: DemandTables | None) -> None:
    made = replace(line_inputs(), demand=demand)
    assert not DEMAND_IDS & set(drawn(made))
    assert '"kind":"flow"' not in draw_map(made)


def test_without_demand_the_page_has_the_same_bytes_twice(inputs: MapInputs) -> None:
    assert draw_map(inputs) == draw_map(inputs)


def test_nothing_of_demand_is_shown_at_first() -> None:
    shown = {spec.layer_id for spec in LAYERS if spec.shown}
    assert not shown & (DEMAND_IDS | {"desire_lines", "public_share"})


def test_loads_by_day_and_by_hour(inputs: MapInputs) -> None:
    """From A to B 600 in the two hours of the peak and 400 in the eight others: 300 and 50 an hour.

    Capacity 1000 and 4000: the day's factor is 1000 / 5000, that of the peak 600 / 1000.
    """
    flows = flows_of(inputs, "link_loads")
    assert [state.key for state in flows.states] == ["day", "peak", "rest"]
    assert [title(flows, at) for at in range(2)] == [("L", "A", "B"), ("L", "B", "C")]
    assert column(flows, "Load") == ((1000, 2000), (300, 600), (50, 100))
    assert column(flows, "Capacity") == ((5000, 5000), (500, 500), (500, 500))
    assert column(flows, "Load factor") == ((20, 40), (60, 120), (10, 20))
    assert [state.full for state in flows.states] == [2000, 1000, 1000]
    assert flows.form == "beside"


def test_lines_keep_their_own_colours(inputs: MapInputs) -> None:
    flows = flows_of(inputs, "link_loads")
    assert flows.colour == -1
    line = next(iter(inputs.network.routes.values()))
    assert {flows.palette[place] for place in flows.colours} == {line.colour}


def test_unknown_capacity_has_no_factor(inputs: MapInputs) -> None:
    assert inputs.demand is not None
    loads = inputs.demand.table("line_loads").assign(capacity=np.nan)
    tables = {**inputs.demand.tables, "line_loads": loads}
    flows = flows_of(replace(inputs, demand=replace(inputs.demand, tables=tables)), "crowding")
    assert column(flows, "Load factor") == ((None, None), (None, None))
    assert column(flows, "Load") == ((300, 600), (50, 100))


def test_crowding_is_of_periods_and_knows_the_worst_quarter(inputs: MapInputs) -> None:
    """A quarter with 180 in 125 places is at 144 %."""
    assert inputs.demand is not None
    loads = inputs.demand.table("line_loads")
    quarter = loads[(loads["from_stop_id"] == "B") & (loads["period"] == "peak")].assign(
        quarter_start="08:00", load=180.0, capacity=125.0
    )
    tables = {**inputs.demand.tables, "line_loads": pd.concat([loads, quarter])}
    made = replace(inputs, demand=replace(inputs.demand, tables=tables))
    flows = flows_of(made, "crowding")
    assert [state.key for state in flows.states] == ["peak", "rest"]
    assert column(flows, "Load factor") == ((60, 120), (10, 20))
    assert column(flows, "Worst 15 minutes") == ((None, 144), (None, None))
    # Quarters are parts of the period: they are not added to it.
    assert column(flows_of(made, "link_loads"), "Load")[0] == (1000, 2000)


def test_stations_do_not_count_the_day_twice(inputs: MapInputs) -> None:
    """Entries of A: 600 + 400 in the periods, and a row of the day that says the same."""
    assert inputs.demand is not None
    table = inputs.demand.table("station_flows")
    day = table.groupby(["station_id", "name_zh", "name_en"], as_index=False).sum(numeric_only=True)
    tables = {**inputs.demand.tables, "station_flows": pd.concat([table, day.assign(period="day")])}
    flows = flows_of(replace(inputs, demand=replace(inputs.demand, tables=tables)), "station_flows")
    assert column(flows, "Entries") == ((1000, 1000), (300, 300), (50, 50))
    assert flows.form == "circle"
    assert flows_of(inputs, "station_flows") == flows


def test_roads_by_volume_and_delay(inputs: MapInputs) -> None:
    """Two minutes when free, 2.5 in the peak: 150 s, a quarter longer."""
    flows = flows_of(inputs, "road_flows")
    assert [state.key for state in flows.states] == ["peak", "rest"]
    assert column(flows, "Volume / capacity") == ((90,), (30,))
    assert column(flows, "Driving time") == ((150,), (120,))
    assert column(flows, "Longer than free flow") == ((25,), (0,))
    assert flows.states[0].full == 1000


def test_desire_lines_by_way_with_the_share_of_public_transport(inputs: MapInputs) -> None:
    """60 of 100 motorised trips; walking is not motorised."""
    flows = flows_of(inputs, "desire_lines_zone")
    assert [state.key for state in flows.states] == ["all", "on_foot", "together", "alone"]
    assert column(flows, "Trips") == ((150,), (50,), (60,), (40,))
    assert {values for (values,) in column(flows, "Public transport of motorised")} == {60}
    assert title(flows, 0) == ("One", "Two")
    assert "desire_lines_district" not in drawn(inputs)


def test_trips_inside_a_zone_are_no_line(inputs: MapInputs) -> None:
    assert inputs.demand is not None
    rows = inputs.demand.table("desire_lines").assign(to_id="z1")
    tables = {**inputs.demand.tables, "desire_lines": rows}
    made = replace(inputs, demand=replace(inputs.demand, tables=tables))
    assert "desire_lines_zone" not in drawn(made)


def test_an_arc_ends_where_it_should_and_bends_to_the_left() -> None:
    north = arc((0.0, 0.0), (0.0, 1.0))
    assert north[0].tolist() == [0.0, 0.0]
    assert north[-1].tolist() == [0.0, 1.0]
    assert (north[1:-1, 0] < 0).all()


def test_share_of_a_district_stands_in_for_its_name(inputs: MapInputs) -> None:
    drawing = drawn(inputs)["public_share_district"]
    assert drawing.cells is not None
    assert drawing.cells == CellValues((60,))
    (label,) = drawing.labels
    assert (label.zh, label.en, label.instead_of) == ("方县 60%", "Square 60%", "方县")


def test_share_of_an_area_without_motorised_trips_is_missing() -> None:
    assert np.isnan(public_share_pct(line_demand(), "nowhere"))


def test_a_missing_sum_stays_missing() -> None:
    demand = line_demand()
    loads = demand.table("line_loads").assign(capacity=[np.nan, 1.0, np.nan, 1.0])
    by_period = period_values(demand, loads, ["from_stop_id"], "capacity")
    assert by_period["peak"].isna().all()
    assert by_period["rest"].tolist() == [1.0, 1.0]


def test_all_problems_of_the_tables_are_told_at_once() -> None:
    good = line_demand()
    tables = {
        "road_flows": good.table("road_flows").drop(columns="ratio"),
        "line_loads": good.table("line_loads").assign(period="noon"),
    }
    with pytest.raises(DataError) as told:
        DemandTables(tables, good.periods, good.alternatives)
    assert str(told.value) == (
        "the demand of a run cannot be shown: line_loads has the period noon, which has no name; "
        "road_flows lacks the columns ratio; run the scenario again with this version"
    )


def test_what_the_network_lacks_is_not_drawn(inputs: MapInputs) -> None:
    assert inputs.demand is not None
    loads = inputs.demand.table("line_loads")
    local = loads.assign(from_stop_id="", to_stop_id="", route_id="local", mode_id="local")
    tables = {**inputs.demand.tables, "line_loads": pd.concat([loads, local])}
    made = drawn(replace(inputs, demand=replace(inputs.demand, tables=tables)))
    assert "link_loads_street" not in made
    assert made["link_loads"] == drawn(inputs)["link_loads"]


@pytest.mark.parametrize(
    ("most", "full"), [(1.0, 1.0), (1.01, 2.0), (4999.0, 5000.0), (5001.0, 10_000.0), (0.0, 1.0)]
)
def test_full_width_is_a_round_number(most: float, full: float) -> None:
    assert nice_full([most, 0.5 * most]) == full


@pytest.mark.parametrize("scale", [PUBLIC_SHARE, CROWDING, SATURATION])
def test_sixty_per_cent_is_a_break(scale: Scale) -> None:
    """60 is the target of the share, and the load from which a section is told to be crowded."""
    assert len(scale.colours) == len(scale.breaks) + 1
    assert 60 in scale.breaks


def test_the_sample_has_every_layer_of_demand_but_that_of_its_one_district() -> None:
    assert set(drawn(sample_inputs())) & DEMAND_IDS == DEMAND_IDS - {"desire_lines_district"}
