"""Layers of the gateway: what they draw from the tables of a run, and that they can be absent."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from gateway_sample import NAN
from map_sample import sample_cells, sample_inputs

from sim.errors import DataError
from sim.maps import LAYERS, MapInputs, draw_map
from sim.maps.choropleth import zone_shapes
from sim.maps.examples import line_inputs
from sim.maps.frame import Frame
from sim.maps.gateway_data import GatewayTables
from sim.maps.gateway_examples import line_gateway
from sim.maps.gateway_style import CATCHMENT_CLASSES, GATEWAY_COLOURS, PROVINCE
from sim.maps.marks import CellRow, Drawing, LayerSpec, Popup
from sim.maps.page_data import drawings
from sim.maps.style import MINUTES, Words

CIRCLE_IDS = ["circle_door_from", "circle_door_to", "circle_fastest", "circle_road"]
WORLD_IDS = ["best_gateway", "hours_to_fra", "hours_to_sin", "hours_to_hkg"]
CATCHMENT_IDS = ["catchment_choice", "catchment_reach"]
OVERLAY_IDS = ["main_stations", "airport_corridors"]
BLANK = -1
GATEWAY_IDS = {*CIRCLE_IDS, *WORLD_IDS, *CATCHMENT_IDS, *OVERLAY_IDS}


@pytest.fixture(scope="module")
def inputs() -> MapInputs:
    """The made-up city, with a place for the other city."""
    sample = sample_inputs()
    ningbo = gpd.GeoDataFrame(
        {
            "place_id": ["ningbo"], "name_zh": ["宁波"], "name_en": ["Ningbo"],
            "category": ["city"], "rank": [1],
        },
        geometry=[shapely.Point(120.6, 30.2)],
        crs="EPSG:4326",
    )  # fmt: skip
    places = pd.concat([sample.base.places, ningbo], ignore_index=True)
    return replace(sample, base=replace(sample.base, places=places))


@pytest.fixture(scope="module")
def made(inputs: MapInputs) -> dict[str, tuple[LayerSpec, Drawing]]:
    return {spec.layer_id: (spec, drawing) for spec, drawing in drawings(inputs, Frame())}


Made = dict[str, tuple[LayerSpec, Drawing]]


def cells_of(made: Made, layer_id: str) -> tuple[float | None, ...]:
    cells = made[layer_id][1].cells
    assert cells is not None
    return cells.values  # noqa: PD011 - not a frame


def row_of(made: Made, layer_id: str, en: str) -> CellRow:
    cells = made[layer_id][1].cells
    assert cells is not None
    (found,) = (row for row in cells.rows if row.en == en)
    return found


def told(row: CellRow) -> tuple[float | None, ...]:
    return row.values  # noqa: PD011 - not a frame


def at_zone(inputs: MapInputs, values: tuple[float | None, ...], zone_id: str) -> float | None:
    return values[zone_shapes(inputs, Frame()).zone_ids.index(zone_id)]


def lines(popup: Popup) -> dict[str, str]:
    return {
        row.en: (row.value if isinstance(row.value, str) else row.value.en) + row.tail
        for row in popup.rows
    }


@pytest.mark.parametrize("gateway", [None, GatewayTables({})])
def test_without_tables_there_are_no_layers_and_no_complaint(gateway: GatewayTables | None) -> None:
    bare = replace(sample_inputs(), gateway=gateway)
    assert not GATEWAY_IDS & {spec.layer_id for spec, _ in drawings(bare, Frame())}


def test_the_sample_has_every_layer_of_the_gateway_in_their_order(made: Made) -> None:
    found = [layer_id for layer_id in made if layer_id in GATEWAY_IDS]
    assert found == [*CIRCLE_IDS, *WORLD_IDS, *CATCHMENT_IDS, *OVERLAY_IDS]


def test_nothing_of_the_gateway_is_shown_at_first() -> None:
    entries = {"province_circle", "door_to_world", "catchment", *OVERLAY_IDS}
    assert not entries & {spec.layer_id for spec in LAYERS if spec.shown}


def test_with_the_gateway_the_page_has_the_same_bytes_twice() -> None:
    line = replace(line_inputs(), gateway=line_gateway())
    assert draw_map(line) == draw_map(line)


def test_all_problems_of_the_tables_are_told_at_once() -> None:
    good = line_gateway()
    tables = {
        "hub_transfers": good.table("hub_transfers").drop(columns=["p90_min", "median_min"]),
        "gateway_ground": good.table("gateway_ground").drop(columns="name_zh"),
    }
    with pytest.raises(DataError) as raised:
        GatewayTables(tables)
    assert str(raised.value) == (
        "the gateway of a run cannot be shown: gateway_ground lacks the columns name_zh; "
        "hub_transfers lacks the columns median_min, p90_min; run the scenario again with this "
        "version"
    )


def test_counties_have_minutes_and_the_city_itself_is_blank(made: Made) -> None:
    """The districts of the page are 330102, of the cells, and 330203, Haishu."""
    assert cells_of(made, "circle_door_from") == (BLANK, 160)
    assert cells_of(made, "circle_door_to") == (BLANK, 170)
    assert cells_of(made, "circle_fastest") == (BLANK, 48)


def test_first_definition_of_a_family_counts(made: Made) -> None:
    """The one with 90 minutes, which says 999, differs by its limit only."""
    assert 999 not in cells_of(made, "circle_door_from")


def test_parts_of_the_journey_are_in_the_tooltip(made: Made) -> None:
    parts = {"To the station": 40, "In stations": 20, "Waiting": 22, "Riding": 48}
    for name, minutes in parts.items():
        assert told(row_of(made, "circle_door_from", name)) == (None, minutes)
    cells = made["circle_fastest"][1].cells
    assert cells is not None
    # What takes no time is no line, nor is what is all there is.
    assert cells.rows == ()


def test_county_without_a_train_is_grey_with_the_reason(inputs: MapInputs) -> None:
    assert inputs.gateway is not None
    parts = inputs.gateway.table("circle_parts")
    parts = parts[parts["place_id"] != "330203"].replace({"place_id": {"339999": "330203"}})
    city = inputs.gateway.table("circle_parts").query("kind == 'city'")
    tables = {"circle_parts": pd.concat([parts, city], ignore_index=True)}
    lost = replace(inputs, gateway=replace(inputs.gateway, tables=tables))
    made = {spec.layer_id: (spec, drawing) for spec, drawing in drawings(lost, Frame())}
    assert cells_of(made, "circle_fastest") == (BLANK, None)
    why = row_of(made, "circle_fastest", "Why")
    assert told(why) == (None, 0)
    assert why.names == (Words("无铁路", "no railway"),)


def test_city_has_a_dot_and_a_label_in_place_of_its_name(made: Made) -> None:
    drawing = made["circle_fastest"][1]
    (dot,) = drawing.dots
    assert dot.fixed
    # 48 minutes: the class from 30 to 60.
    assert dot.style.fill == PROVINCE.colours[1]
    assert lines(dot.popup) == {"Total": "48 min (limit 60) ✓", "Riding": "48 min"}
    city = next(label for label in drawing.labels if label.instead_of == "宁波")
    assert (city.zh, city.en) == ("宁波 48分 ✓", "Ningbo 48 min ✓")
    county = next(label for label in drawing.labels if label.instead_of == "海曙区")
    assert county.zh == "海曙区 48分"
    assert county.min_zoom > 8 > city.min_zoom


def test_city_outside_the_hour_tells_the_smallest_change(made: Made) -> None:
    drawing = made["circle_door_from"][1]
    says = lines(drawing.dots[0].popup)
    assert says["Total"] == "160 min (limit 60) ✗"
    assert says["Smallest change"] == "no single change is enough"
    assert "✓" not in drawing.labels[0].zh


def test_roads_reach_the_city_too(made: Made) -> None:
    assert cells_of(made, "circle_road") == (8, 120)


def test_stations_of_the_journey_are_named_where_the_run_tells_them(inputs: MapInputs) -> None:
    assert inputs.gateway is not None
    parts = inputs.gateway.table("circle_parts").assign(
        from_station_zh="杭州东", from_station_en="Hangzhou East", via_station_zh="",
        via_station_en=None, to_station_zh="宁波", to_station_en="Ningbo",
    )  # fmt: skip
    tables = {"circle_parts": parts}
    named = replace(inputs, gateway=replace(inputs.gateway, tables=tables))
    made = {spec.layer_id: (spec, drawing) for spec, drawing in drawings(named, Frame())}
    row = row_of(made, "circle_fastest", "Stations")
    assert row.names == (Words("杭州东 → 宁波", "Hangzhou East → Ningbo"),)
    assert told(row) == (None, 0)


def test_outer_counties_of_the_city_are_coloured_too(inputs: MapInputs) -> None:
    assert inputs.gateway is not None
    parts = inputs.gateway.table("circle_parts")
    haishu = parts[(parts["kind"] == "county") & (parts["place_id"] == "330203")]
    own = haishu.assign(place_id="330102", kind="own_county")
    tables = {"circle_parts": pd.concat([parts, own], ignore_index=True)}
    more = replace(inputs, gateway=replace(inputs.gateway, tables=tables))
    made = {spec.layer_id: (spec, drawing) for spec, drawing in drawings(more, Frame())}
    assert cells_of(made, "circle_door_from") == (160, 160)


def test_province_is_shown_whole(made: Made) -> None:
    views = {layer_id: made[layer_id][0].view for layer_id in (*CIRCLE_IDS, *CATCHMENT_IDS)}
    assert set(views.values()) == {"province"}
    assert {made[layer_id][0].view for layer_id in WORLD_IDS} == {""}


def test_hours_follow_the_cells(inputs: MapInputs, made: Made) -> None:
    """Singapore: 5 hours of flight and 3 before it, and 0.014 more for each cell of the list."""
    cells = sample_cells()
    values = cells_of(made, "hours_to_sin")
    assert at_zone(inputs, values, cells[0]) is None
    assert at_zone(inputs, values, cells[1]) == 8
    assert at_zone(inputs, values, cells[36]) == 8.5
    # The county is not in the table: it is left blank.
    assert at_zone(inputs, values, "C_330203") == BLANK


def test_classes_of_a_destination_come_from_how_far_it_is(made: Made) -> None:
    """Two hours more than the flight are the least: 850 km/h and half an hour.

    Frankfurt lies about 8 900 km away, 11 hours; Singapore 3 790 km, 5 hours.
    """
    scale = made["hours_to_fra"][0].scale
    assert scale is not None
    assert (scale.breaks[0], scale.breaks[-1]) == (13.0, 17.5)
    nearer = made["hours_to_sin"][0].scale
    assert nearer is not None
    assert nearer.breaks[0] == 7.0


def test_ways_are_told_in_words(inputs: MapInputs, made: Made) -> None:
    way = row_of(made, "hours_to_fra", "Way")
    assert {name.en for name in way.names} == {
        "from Xiaoshan, change at Hong Kong, 11.0 h in the air",
        "from Pudong, non-stop, 11.0 h in the air",
    }
    place = at_zone(inputs, told(way), sample_cells()[1])
    assert place is not None
    assert way.names[int(place)].zh == "萧山出发，经香港中转，飞行11.0小时"
    stop = row_of(made, "hours_to_hkg", "Way")
    assert {"from Xiaoshan, 1 stop, 2.0 h in the air"} < {name.en for name in stop.names}


def test_grade_of_the_flights_stands_with_the_hours(made: Made) -> None:
    """Through Xiaoshan every second cell rests on an estimate: the worst grade is told."""
    source = made["hours_to_fra"][0].source
    assert source.en == "Flights, worst grade: Xiaoshan estimate; Pudong published; hours modelled"
    assert source.zh == "航班资料（最差等级）：萧山 估计、浦东 公开发表；时间由模型计算"


def test_best_gateway_is_that_of_the_most_destinations(inputs: MapInputs, made: Made) -> None:
    """The first ten that fly: three of three from home. The others: two of three from Pudong."""
    cells = sample_cells()
    values = cells_of(made, "best_gateway")
    assert [at_zone(inputs, values, cells[place]) for place in (0, 1, 10, 11)] == [None, 0, 0, 1]
    scale = made["best_gateway"][0].scale
    assert scale is not None
    assert [name.en for name in scale.names] == ["Xiaoshan", "Pudong"]
    assert scale.colours == GATEWAY_COLOURS[:2]
    assert scale.note.en == "counted over 3 destinations"
    quickest = row_of(made, "best_gateway", "Quickest")
    place = at_zone(inputs, told(quickest), cells[11])
    assert place is not None
    assert quickest.names[int(place)].en == "Xiaoshan: Singapore; Pudong: Frankfurt, Hong Kong"


def test_of_equal_gateways_the_first_counts(inputs: MapInputs) -> None:
    assert inputs.gateway is not None
    table = inputs.gateway.table("door_to_world")
    two = table[table["destination"] != "HKG"]
    tables = {**inputs.gateway.tables, "door_to_world": two}
    tied = replace(inputs, gateway=replace(inputs.gateway, tables=tables))
    made = {spec.layer_id: (spec, drawing) for spec, drawing in drawings(tied, Frame())}
    # Frankfurt from Pudong, Singapore from home: one each.
    assert at_zone(inputs, cells_of(made, "best_gateway"), sample_cells()[11]) == 0


def test_destination_without_a_place_has_no_layer(inputs: MapInputs) -> None:
    assert inputs.gateway is not None
    bare = replace(inputs, gateway=replace(inputs.gateway, airports={}))
    found = {spec.layer_id for spec, _ in drawings(bare, Frame())}
    assert found & set(WORLD_IDS) == {"best_gateway"}


def test_catchment_has_classes_people_and_rivals(inputs: MapInputs, made: Made) -> None:
    values = cells_of(made, "catchment_choice")
    assert at_zone(inputs, values, "C_330203") == 1
    assert at_zone(inputs, values, sample_cells()[0]) == 0
    spec = made["catchment_choice"][0]
    assert spec.scale is not None
    assert [name.en for name in spec.scale.names] == ["Exclusive", "Contested", "Leaked"]
    assert list(CATCHMENT_CLASSES) == ["exclusive", "contested", "leaked"]
    assert spec.scale.note.en == (
        "wins 23.0 of 64.6 million people (16.6-26.2 over the range of parameters)"
    )
    assert told(row_of(made, "catchment_choice", "Choose it"))[0] == 46
    assert told(row_of(made, "catchment_choice", "To it by car"))[0] == 99
    assert row_of(made, "catchment_choice", "Strongest rival").names == (
        Words("上海浦东", "Shanghai"),
    )


def test_unserved_zones_are_grey(inputs: MapInputs, made: Made) -> None:
    assert at_zone(inputs, cells_of(made, "catchment_reach"), "C_330203") is None


def test_area_of_a_station_follows_its_trains(made: Made) -> None:
    """Six hundred trains are forty pixels; a station without trains is a ring of seven."""
    dots = {dot.popup.en: dot for dot in made["main_stations"][1].dots}
    assert dots["east station"].radius_px == 40.0
    assert dots["west station"].radius_px == 7.0
    # Fifty trains are in the table, but the station is not open.
    assert dots["never station"].radius_px == 7.0
    assert lines(dots["never station"].popup)["Trains a day"] == "0"


def test_station_popup_tells_people_load_and_ways(made: Made) -> None:
    dots = {dot.popup.en: dot for dot in made["main_stations"][1].dots}
    says = lines(dots["east station"].popup)
    assert says["Trains a day"] == "600"
    assert says["Busiest hour"] == "13:00, 43 trains, 64 % of capacity (estimate)"
    assert says["Within 30 min"] == "0.96 million people"
    assert says["Within 60 min"] == "5.38 million people"
    assert says["To west station"] == "28 min (Blue Line, direct)"
    assert says["To never station"] == "133 min"
    assert says["Nearest has the train"] == "100 %"
    # Nothing is said of what is not known.
    assert "Within 30 min" not in lines(dots["never station"].popup)
    assert "To east station" not in lines(dots["never station"].popup)


def test_ways_between_stations_are_whole_where_a_line_runs_through(made: Made) -> None:
    shapes = {shape.popup.en: shape for shape in made["main_stations"][1].shapes if shape.popup}
    assert set(shapes) == {
        "east station - west station 28 min", "east station - never station 133 min",
    }  # fmt: skip
    assert not shapes["east station - west station 28 min"].style.dash
    assert shapes["east station - never station 133 min"].style.dash
    popup = shapes["east station - west station 28 min"].popup
    assert popup is not None
    assert lines(popup)["west station to east station"] == "median 29 min, P90 31 min"
    assert lines(popup)["Direct line"] == "Blue Line"


def test_main_stations_stand_in_for_the_hubs(made: Made) -> None:
    assert made["main_stations"][0].instead_of == ("hubs", "stations")
    label = next(label for label in made["main_stations"][1].labels if label.instead_of == "east站")
    assert (label.zh, label.en) == ("east站 600列/日", "east station, 600 trains a day")


def test_corridor_tells_minutes_and_flights_in_time(made: Made) -> None:
    drawing = made["airport_corridors"][1]
    dots = {dot.popup.en: dot for dot in drawing.dots}
    # Two definitions have the place: it stands once.
    assert sorted(dots) == ["Airport - East", "Airport - West"]
    assert lines(dots["Airport - East"].popup) == {
        "Public transport": "median 65 min, P95 78 min (+20 %)",
        "Departures reached": "88 %",
        "Arrivals served": "59 %",
    }
    assert dots["Airport - East"].style.fill == MINUTES.colours[MINUTES.class_of(65.0)]
    assert lines(dots["Airport - West"].popup) == {
        "Public transport": "not reached on more than half of the departures"
    }
    assert {label.zh for label in drawing.labels} == {"东站 65分", "西站 不可达"}


def test_ways_to_travel_stand_beside_each_other_where_the_run_has_them(inputs: MapInputs) -> None:
    assert inputs.gateway is not None
    ways = {
        "mode_zh": ["公共交通", "小汽车", "巴士", "小汽车"], "measure": ["door to door"] * 4,
        "mode_en": ["Public transport", "Car", "Coach", "Car"],
        "median_min": [65.0, 40.0, 50.0, NAN], "p95_min": [78.0, NAN, 60.0, NAN],
        "transfers": pd.array([1, None, 0, None], dtype="Int64"),
        "status": ["reached", "free road", "reached", "not open"],
        "place_id": ["east", "east", "east", "west"],
    }  # fmt: skip
    times = pd.DataFrame(ways)
    times.loc[2, "measure"] = "stop to stop"
    tables = {**inputs.gateway.tables, "airport_corridor_times": times}
    both = replace(inputs, gateway=replace(inputs.gateway, tables=tables))
    drawing = {spec.layer_id: drawing for spec, drawing in drawings(both, Frame())}
    dots = {dot.popup.en: dot for dot in drawing["airport_corridors"].dots}
    says = lines(dots["Airport - East"].popup)
    assert says["Public transport"] == "median 65 min, P95 78 min (+20 %), 1 change"
    assert says["Car"] == "median 40 min (free road)"
    assert says["Coach, stop to stop"] == "median 50 min, P95 60 min (+20 %), direct"
    assert lines(dots["Airport - West"].popup) == {"Car": "the station is not open"}


def test_load_of_a_corridor_is_told_where_the_run_knows_it(inputs: MapInputs) -> None:
    assert inputs.gateway is not None
    table = inputs.gateway.table("corridor_capacity").assign(load_ratio=[NAN, 0.126, 1.0])
    tables = {**inputs.gateway.tables, "corridor_capacity": table}
    known = replace(inputs, gateway=replace(inputs.gateway, tables=tables))
    drawing = {spec.layer_id: one for spec, one in drawings(known, Frame())}
    (icon,) = drawing["airport"].icons
    says = lines(icon.popup)
    assert says["Own track"] == "1 corridor, 30,000 passengers/h, peak takes 13 %"
    assert says["Services on the road"] == "9 corridors, 555 passengers/h"


def test_airport_tells_corridors_and_people(made: Made) -> None:
    (icon,) = made["airport"][1].icons
    says = lines(icon.popup)
    assert says["Own track"] == "1 corridor, 30,000 passengers/h"
    assert says["Services on the road"] == "9 corridors, 555 passengers/h"
    assert says["People won (Huff)"] == "23.0 million (16.6-26.2)"
    # A kind without words of its own keeps its name, and comes last.
    assert says["by balloon"] == "2 corridors, 4 passengers/h"
    assert list(says)[-2:] == ["by balloon", "People won (Huff)"]
