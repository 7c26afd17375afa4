"""The catalogue of layers and what each of them draws."""

from __future__ import annotations

import pkgutil
from dataclasses import replace
from datetime import date

import pytest
from map_sample import sample_baseline, sample_inputs, sample_network

import sim.maps.layers
from sim.errors import DataError
from sim.maps import LAYERS, MapInputs
from sim.maps.choropleth import zone_shapes
from sim.maps.frame import Frame
from sim.maps.marks import Drawing, LayerSpec, Popup
from sim.maps.style import Words
from sim.network.model import HubId, SectionId


@pytest.fixture(scope="module")
def inputs() -> MapInputs:
    return sample_inputs()


BY_ID = {spec.layer_id: spec for spec in LAYERS}


def draw(layer_id: str, inputs: MapInputs) -> Drawing:
    return BY_ID[layer_id].draw(inputs, Frame())


def rows(popup: Popup) -> dict[str, str]:
    return {
        row.en: (row.value if isinstance(row.value, str) else row.value.both) + row.tail
        for row in popup.rows
    }


def test_every_file_of_the_folder_is_in_the_catalogue() -> None:
    files = {module.name for module in pkgutil.iter_modules(sim.maps.layers.__path__)}
    assert files == {spec.layer_id for spec in LAYERS}
    assert len(LAYERS) == len(files)


@pytest.mark.parametrize("spec", LAYERS, ids=lambda spec: spec.layer_id)
def test_every_layer_draws_and_has_two_names(spec: LayerSpec, inputs: MapInputs) -> None:
    members = spec.family(inputs) if spec.family is not None else (spec,)
    assert members
    for member in members:
        assert not member.draw(inputs, Frame()).is_empty()
        assert any("\u4e00" <= letter <= "\u9fff" for letter in member.zh)
        assert member.en.isascii()
        if member.kind != "flow":
            assert (member.scale is not None) == (member.kind == "choropleth")
        # The id becomes part of a name in the page's script.
        assert member.layer_id.isidentifier()


@pytest.mark.parametrize("spec", LAYERS, ids=lambda spec: spec.layer_id)
def test_drawing_does_not_depend_on_the_call(spec: LayerSpec, inputs: MapInputs) -> None:
    assert spec.draw(inputs, Frame()) == spec.draw(inputs, Frame())


def test_unreachable_cells_have_no_number(inputs: MapInputs) -> None:
    zones = zone_shapes(inputs, Frame())
    drawn = draw("minutes_from_hub", inputs).cells
    assert drawn is not None
    unreachable = inputs.cells["zone_id"][0]
    assert drawn.values[zones.zone_ids.index(unreachable)] is None
    assert sum(value is None for value in drawn.values) == 1
    # Whole minutes: the county is last but one of 39 steps from 5 to 150 minutes, 146.18.
    assert drawn.values[zones.zone_ids.index("C_330203")] == 146


def test_county_without_outline_is_counted_not_drawn(inputs: MapInputs) -> None:
    zones = zone_shapes(inputs, Frame())
    assert zones.undrawn == 1
    assert "C_339999" not in zones.zone_ids
    # Counties first, so that hexagons lie on top of them.
    assert zones.zone_ids[0] == "C_330203"
    assert zones.districts[zones.district[0]] == Words("海曙区", "Haishu")


def test_missing_column_is_told(inputs: MapInputs) -> None:
    with pytest.raises(
        DataError, match=r"lacks the columns minutes_from_airport; it needs zone_id"
    ):
        replace(inputs, cells=inputs.cells.drop(columns="minutes_from_airport"))


def test_lines_have_their_own_colours_and_status(inputs: MapInputs) -> None:
    lines = draw("lines", inputs)
    drawn = {(shape.popup.zh[:2], rows(shape.popup)["Section"]): shape for shape in lines.shapes}
    assert drawn["红线", "区段r1 Section r1"].style.colour == "#d81b1b"
    assert drawn["红线", "区段r1 Section r1"].style.casing == "#ffffff"
    opened = drawn["红线", "区段r2 Section r2"]
    assert "opened by this scenario" in rows(opened.popup)["Status"]
    assert opened.style.casing != "#ffffff"
    closed = drawn["蓝线", "区段b1 Section b1"]
    assert "closed or delayed" in rows(closed.popup)["Status"]
    assert closed.style.dash
    assert [key.en for key in lines.keys] == [
        "In service",
        "Opened by this scenario",
        "Closed or delayed by this scenario",
    ]
    assert [chip.colour for chip in lines.chips] == ["#d81b1b", "#1b4fd8"]


def test_pending_lines_are_grey_and_dashed(inputs: MapInputs) -> None:
    (shape,) = draw("pending_lines", inputs).shapes
    assert rows(shape.popup)["Section"] == "区段r3 Section r3"
    assert rows(shape.popup)["Opening"] == "未定 not known"
    assert shape.style.dash
    assert shape.style.colour not in {"#d81b1b", "#1b4fd8"}


def test_station_popup_tells_names_lines_opening_and_quality(inputs: MapInputs) -> None:
    dots = {dot.popup.en: dot for dot in draw("stations", inputs).dots}
    assert sorted(dots) == ["Stop A", "Stop B", "Stop C", "Stop D", "Stop E", "Stop F"]
    popup = dots["Stop B"].popup
    assert popup.zh == "站B"
    assert [chip.colour for chip in popup.chips] == ["#d81b1b", "#1b4fd8"]
    assert rows(popup)["Opening"] == "2012-11-24"
    assert rows(popup)["Data"] == "推算 derived · made by hand"
    assert dots["Stop B"].radius_px > dots["Stop A"].radius_px > dots["Stop D"].radius_px


def test_hub_popup_tells_role_status_and_opening(inputs: MapInputs) -> None:
    popups = {icon.popup.en: icon.popup for icon in draw("hubs", inputs).icons}
    east = popups["east station"]
    assert "axis" in rows(east)["Role"]
    assert "in service" in rows(east)["Status"]
    assert [chip.colour for chip in east.chips] == ["#d81b1b", "#1b4fd8"]
    assert "not open on this date" in rows(popups["west station"])["Status"]
    assert "no opening known" in rows(popups["never station"])["Status"]


def test_hub_closed_for_rebuilding_is_not_in_service(inputs: MapInputs) -> None:
    network = sample_network()
    east = replace(
        network.hubs[HubId("east")], closed_from=date(2013, 7, 1), closed_until=date(2021, 7, 1)
    )
    closed = replace(inputs, network=replace(network, hubs={HubId("east"): east}))
    (icon,) = draw("hubs", closed).icons
    assert "closed for rebuilding" in rows(icon.popup)["Status"]
    assert rows(icon.popup)["Rebuilding"] == "2013-07-01 – 2021-07-01"


def test_airport_counts_nonstop_airports_by_kind(inputs: MapInputs) -> None:
    (icon,) = draw("airport", inputs).icons
    # Hong Kong is on the list with a stop on the way: not counted.
    assert rows(icon.popup)["International"] == "1 个机场 1 airports"
    assert rows(icon.popup)["HK, Macao, Taiwan"] == "0 个机场 0 airports"


def test_railways_show_what_is_open_on_the_date(inputs: MapInputs) -> None:
    assert [len(shape.lines) for shape in draw("railways", inputs).shapes] == [1, 1]
    earlier = replace(inputs, network=replace(inputs.network, as_of=date(2015, 12, 31)))
    assert [key.en for key in draw("railways", earlier).keys] == ["Railway"]


def test_buses_are_off_until_asked_for(inputs: MapInputs) -> None:
    assert not BY_ID["buses"].shown
    assert {key.en for key in draw("buses", inputs).keys} == {"Bus", "Coach"}


def test_districts_follow_the_date(inputs: MapInputs) -> None:
    later = replace(inputs, network=replace(inputs.network, as_of=date(2022, 1, 1)))
    assert len(draw("boundaries", inputs).shapes) == len(draw("boundaries", later).shapes)


def test_land_leaves_web_tiles_visible(inputs: MapInputs) -> None:
    filled = [shape for shape in draw("boundaries", inputs).shapes if shape.style.fill]
    assert len(filled) == 1
    over = BY_ID["boundaries"].draw(inputs, Frame("amap"))
    assert not [shape for shape in over.shapes if shape.style.fill]


def test_names_leave_brackets_to_the_tables(inputs: MapInputs) -> None:
    assert "灵隐寺" in {label.zh for label in draw("labels", inputs).labels}


def test_jobs_are_left_out_where_the_run_has_none(inputs: MapInputs) -> None:
    assert draw("jobs_60min", replace(inputs, cells=inputs.cells.drop(columns="jobs_60min"))) == (
        Drawing()
    )


def test_parents_openings_are_not_the_scenarios_own(inputs: MapInputs) -> None:
    # The parent opens r2 and leaves b1 open; the scenario itself closes b1.
    network = inputs.network
    parent = replace(
        network, sections={**network.sections, SectionId("b1"): sample_baseline().sections["b1"]}
    )
    lines = draw("lines", replace(inputs, parent=parent))
    said = {rows(shape.popup)["Section"]: rows(shape.popup)["Status"] for shape in lines.shapes}
    assert said["区段r2 Section r2"] == "上级情景开通 opened by a parent scenario"
    assert said["区段b1 Section b1"] == "本情景关闭或推迟 closed or delayed by this scenario"
    # And the other way round: the parent has done both, the scenario nothing.
    lines = draw("lines", replace(inputs, parent=network))
    said = {rows(shape.popup)["Section"]: rows(shape.popup)["Status"] for shape in lines.shapes}
    assert said["区段r2 Section r2"].endswith("opened by a parent scenario")
    assert said["区段b1 Section b1"].endswith("closed or delayed by a parent scenario")


def test_unknown_share_of_the_parents_is_said(inputs: MapInputs) -> None:
    keys = draw("lines", replace(inputs, own_is_known=False)).keys
    assert [key.en for key in keys] == [
        "In service",
        "Opened by this scenario or its parents",
        "Closed or delayed by this scenario or its parents",
    ]


def access_layers(inputs: MapInputs) -> list[LayerSpec]:
    family = BY_ID["access"].family
    assert family is not None
    return list(family(inputs))


def test_every_access_question_is_a_layer_with_unit_and_source(inputs: MapInputs) -> None:
    counts, minutes = access_layers(inputs)
    assert (counts.group.zh, counts.zh, counts.en) == (
        "累积机会", "医院 · 45 min", "Hospitals, 45 min",
    )  # fmt: skip
    assert counts.scale is not None
    assert counts.scale.unit == Words("所医院", "hospitals")
    # Small counts have fixed classes; none is a class of its own.
    assert counts.scale.breaks == (1, 2, 3, 5, 8, 12)
    assert counts.source.en == "Facts: land/places"
    assert minutes.scale is not None
    assert minutes.scale.breaks == (15, 30, 45, 60, 90, 120, 180)
    assert minutes.scale.missing.en == "not reached within 60 min"


def test_access_values_follow_the_order_of_the_zones(inputs: MapInputs) -> None:
    counts, _ = access_layers(inputs)
    drawn = counts.draw(inputs, Frame()).cells
    assert drawn is not None
    zones = zone_shapes(inputs, Frame()).zone_ids
    # The county is the 38th zone of the table: 37 modulo 5 is 2.
    assert drawn.values[zones.index("C_330203")] == 2


def test_access_without_titles_is_named_by_its_ids(inputs: MapInputs) -> None:
    counts, _ = access_layers(replace(inputs, opportunity_layers=None))
    assert (counts.zh, counts.source.en) == ("hospitals · 45 min", "")


def test_no_access_table_no_access_layers(inputs: MapInputs) -> None:
    assert access_layers(replace(inputs, access=None)) == []


def test_incomplete_access_table_is_told(inputs: MapInputs) -> None:
    assert inputs.access is not None
    with pytest.raises(DataError, match=r"the map's table of access values lacks the columns unit"):
        replace(inputs, access=inputs.access.drop(columns="unit"))


def timeline(inputs: MapInputs) -> list[tuple[int, float, int, int]]:
    drawn = draw("opening_years", inputs).timeline
    assert drawn is not None
    return [(one.year, one.km, one.stations, one.lines) for one in drawn.years]


def test_years_add_up_what_was_in_service(inputs: MapInputs) -> None:
    # Sections are 5.25 km each. End of 2012: r1, b2 and b0 run, stops A B E F G. b0 closed on
    # 1 January 2014, leaving A B E. r2 was opened by the scenario: only in the last year, with C.
    assert timeline(inputs) == [
        (2012, 15.8, 5, 2),
        (2013, 15.8, 5, 2),
        *((year, 10.5, 3, 2) for year in range(2014, 2020)),
        (2020, 15.8, 4, 2),
    ]


def test_without_a_baseline_every_opening_is_real(inputs: MapInputs) -> None:
    real = replace(inputs, baseline=None)
    drawn = draw("opening_years", real)
    assert drawn.timeline is not None
    assert "Set by the scenario" not in {key.en for key in drawn.keys}
    assert [one.note.en for one in drawn.timeline.years][-1] == "end of year"


def test_horizon_follows_the_date_when_the_scenario_opens_later(inputs: MapInputs) -> None:
    later = replace(inputs.network, horizon_year=2035, as_of=date(2020, 7, 1))
    drawn = draw("opening_years", replace(inputs, network=later))
    assert drawn.timeline is not None
    assert [one.year for one in drawn.timeline.years][-2:] == [2020, 2035]
    notes = [one.note.en for one in drawn.timeline.years][-2:]
    assert notes == ["up to 2020-07-01", "set by the scenario, no real date"]
    opened = [shape for shape in drawn.shapes if shape.since == 2035]
    assert [rows(shape.popup)["Section"] for shape in opened] == ["区段r2 Section r2"]


def test_closed_section_leaves_the_slider_in_its_last_year(inputs: MapInputs) -> None:
    (closed,) = [shape for shape in draw("opening_years", inputs).shapes if shape.until]
    assert (closed.since, closed.until) == (2012, 2014)


def test_nothing_in_service_no_years(inputs: MapInputs) -> None:
    early = replace(inputs, network=replace(inputs.network, as_of=date(2000, 1, 1)))
    assert draw("opening_years", early).is_empty()
