"""The circle on the map: counties as wholes, one layer per definition that has minutes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.gateway.small_province import county
from sim.maps.examples import line_inputs
from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.layers.province_circle import CIRCLE, LAYER
from sim.maps.style import MINUTES


def _inputs(**columns: float) -> MapInputs:
    inputs = line_inputs()
    zone = county("330100", 120.1, 30.1)
    network = replace(inputs.network, zones={zone.zone_id: zone})
    return replace(inputs, network=network, cells=inputs.cells.assign(**columns))


def test_one_layer_per_definition_that_has_minutes() -> None:
    assert LAYER.family is not None
    inputs = _inputs(
        circle_station_fastest_min=48.0,
        circle_station_effective_min=np.nan,
        circle_door_to_door_60_min=130.0,  # the same minutes as with the limit of 90
        circle_door_to_door_90_min=130.0,
    )
    found = LAYER.family(inputs)
    assert [spec.layer_id for spec in found] == [
        "circle_door_to_door_90",
        "circle_station_fastest",
    ]
    assert all(spec.scale is CIRCLE and not spec.shown for spec in found)
    assert found[1].en == "Circle: fastest train"


def test_counties_are_filled_and_labelled_and_nothing_is_drawn_between_stations() -> None:
    assert LAYER.family is not None
    inputs = _inputs(circle_station_fastest_min=48.4)
    drawing = LAYER.family(inputs)[0].draw(inputs, Frame())
    assert drawing.cells is not None
    assert drawing.cells.values == (48.4,)
    assert not drawing.shapes
    assert [(label.zh, label.en) for label in drawing.labels] == [("330100 48分", "330100 48 min")]


def test_without_minutes_there_is_no_layer() -> None:
    assert LAYER.family is not None
    assert LAYER.family(line_inputs()) == ()
    assert LAYER.draw(line_inputs(), Frame()).is_empty()


def test_an_hour_looks_as_on_the_other_maps() -> None:
    assert (CIRCLE.breaks, CIRCLE.colours) == (MINUTES.breaks, MINUTES.colours)
    assert 60 in CIRCLE.breaks
