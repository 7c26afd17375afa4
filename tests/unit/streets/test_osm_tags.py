"""Who may use a way: the rules of the walk graph of the benchmark, and those for driving."""

import math

import pytest

from sim.network.streets.readers.osm_tags import way_use


def use(text: str):
    return way_use(dict(word.split("=") for word in text.split()).get)


@pytest.mark.parametrize(
    ("tags", "walk"),
    [
        ("highway=residential", True),
        ("highway=unheard_of", True),
        ("highway=motorway", False),
        ("highway=motorway foot=yes", False),
        ("highway=busway", False),
        ("highway=elevator", False),
        ("highway=pedestrian area=yes", False),
        ("highway=primary foot=no", False),
        ("highway=primary foot=use_sidepath", False),
        ("highway=service access=private", False),
        ("highway=service access=private foot=permissive", True),
        ("highway=trunk motorroad=yes", False),
        ("highway=trunk motorroad=yes foot=designated", True),
        ("building=yes", False),
    ],
)
def test_walking(tags: str, walk: bool) -> None:
    assert use(tags).walk is walk


@pytest.mark.parametrize(
    ("tags", "drive"),
    [
        ("highway=residential", "both"),
        ("highway=residential oneway=yes", "forward"),
        ("highway=residential oneway=-1", "backward"),
        ("highway=residential oneway=no", "both"),
        ("highway=residential oneway=sometimes", "both"),
        ("highway=tertiary junction=roundabout", "forward"),
        ("highway=tertiary junction=roundabout oneway=no", "both"),
        ("highway=motorway", "forward"),
        ("highway=motorway oneway=no", "both"),
        ("highway=footway", "none"),
        ("highway=residential access=private", "none"),
        ("highway=residential access=private motor_vehicle=yes", "both"),
        ("highway=residential motor_vehicle=no", "none"),
        ("highway=residential motor_vehicle=no motorcar=yes", "both"),
    ],
)
def test_driving(tags: str, drive: str) -> None:
    assert use(tags).drive == drive


@pytest.mark.parametrize(
    ("tags", "kmh"),
    [
        ("highway=motorway", 100.0),
        ("highway=residential", 30.0),
        ("highway=residential maxspeed=60", 60.0),
        ("highway=residential maxspeed=BR:urban", 30.0),
        ("highway=residential maxspeed=300", 30.0),
        ("highway=service maxspeed=20mph", 32.18688),  # 20 x 1.609344
    ],
)
def test_free_flow_speed(tags: str, kmh: float) -> None:
    assert use(tags).free_speed_kmh == pytest.approx(kmh)


def test_nobody_drives_on_steps() -> None:
    assert math.isnan(use("highway=steps").free_speed_kmh)
