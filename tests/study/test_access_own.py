"""A planner's own layer: what is read, and everything that is wrong with a file."""

from __future__ import annotations

import math

import pytest
from access_world import zones

from sim.errors import DataError
from sim.study.access_own import own_layer


def write(folder, text: str, name: str = "clinics.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def great_circle_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """On a sphere of 6,371 km, by the spherical law of cosines."""
    (lon_a, lat_a), (lon_b, lat_b) = (tuple(map(math.radians, one)) for one in (a, b))
    across = math.cos(lat_a) * math.cos(lat_b) * math.cos(lon_a - lon_b)
    return 6371 * math.acos(math.sin(lat_a) * math.sin(lat_b) + across)


def refused(folder, text: str):
    path = write(folder, text)
    with pytest.raises(DataError) as error:
        own_layer(path, zones())
    assert str(error.value.args[0]) == f"{path} cannot be used as opportunities"
    return [(issue.code, issue.line, issue.what) for issue in error.value.issues]


def test_a_layer_is_named_after_its_file(tmp_path):
    path = write(tmp_path, "id,lon,lat,amount,note\nnorth,120.0,30.0,40,x\n\nsouth,120.1,30.0,0\n")
    layer = own_layer(path, zones())
    assert (layer.layer_id, layer.unit, str(layer.quality)) == ("clinics", "clinics", "unverified")
    assert [(p.place_id, p.lon, p.lat, p.amount) for p in layer.places] == [
        ("clinics:north", 120.0, 30.0, 40.0),
        ("clinics:south", 120.1, 30.0, 0.0),
    ]


def test_without_amounts_each_row_counts_one(tmp_path):
    layer = own_layer(write(tmp_path, "id,lon,lat\nnorth,120.0,30.0\n"), zones())
    assert [place.amount for place in layer.places] == [1.0]


def test_every_bad_row_is_told_at_once(tmp_path):
    found = refused(
        tmp_path,
        "id,lon,lat,amount\n"
        "hole,120.0,30.0,\n"
        "minus,120.0,30.0,-5\n"
        "word,120.0,30.0,many\n"
        "endless,120.0,30.0,inf\n"
        "far,139.7,35.7,1\n",
    )
    assert found[:-1] == [
        ("opportunity-hole", 2, "the row has no amount"),
        ("negative-opportunity", 3, "amount -5 is below 0"),
        ("opportunity-no-number", 4, "amount 'many' is no number"),
        ("opportunity-no-number", 5, "amount 'inf' is no number"),
    ]
    code, line, what = found[-1]
    assert (code, line) == ("opportunity-outside", 6)
    assert what.endswith("km from the nearest zone, outside the study area")
    told_km = float(what.split(" lies ")[1].split(" km")[0].replace(",", ""))
    assert told_km == pytest.approx(great_circle_km((139.7, 35.7), (120.3, 30.0)), rel=0.01)


def test_bad_positions_and_bad_amounts_are_told_together(tmp_path):
    found = refused(tmp_path, "id,lon,lat,amount\na,30.0,120.0,1\na,120.0,30.0,\n")
    assert {code for code, _, _ in found} == {
        "point-off-earth",
        "point-repeated",
        "opportunity-hole",
    }


def test_of_many_alike_five_are_shown(tmp_path):
    rows = "".join(f"p{n},120.0,30.0,\n" for n in range(8))
    found = refused(tmp_path, "id,lon,lat,amount\n" + rows)
    assert len(found) == 6
    assert found[-1][2] == "8 rows in all; the first 5 are shown"


def test_a_file_without_positions_is_refused_before_its_amounts(tmp_path):
    found = refused(tmp_path, "name,x,y,amount\na,1,2,3\n")
    assert [code for code, _, _ in found] == ["points-columns"]


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(DataError) as error:
        own_layer(tmp_path / "none.csv", zones())
    assert [issue.code for issue in error.value.issues] == ["points-unreadable"]
