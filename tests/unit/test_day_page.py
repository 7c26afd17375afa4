"""The page of the animated day: one file, escaped, bilingual, the same bytes every time."""

from __future__ import annotations

import html
import json
from dataclasses import replace

import pandas as pd
import pytest

from sim.errors import DataError, OutputError, ScenarioError
from sim.maps.day import page as day_page_module
from sim.maps.day.day_data import day_data
from sim.maps.day.examples import two_trains_day
from sim.maps.day.inputs import DayInputs
from sim.maps.day.page import day_page
from sim.maps.day.style import LEVELS, LOADS
from sim.maps.frame import Frame
from sim.maps.style import Scale, Words


@pytest.fixture(scope="module")
def page() -> str:
    return day_page(two_trains_day())


def test_page_asks_the_network_for_nothing(page: str) -> None:
    assert "default-src 'none'" in html.unescape(page)
    assert "connect-src" not in page
    for loader in ("<link", "<script src", "@import", "url(http", "XMLHttpRequest"):
        assert loader not in page, loader


def test_same_inputs_same_bytes(page: str) -> None:
    assert day_page(two_trains_day()) == page


def test_titles_are_text_never_markup() -> None:
    inputs = replace(two_trains_day(), title_zh="<b>甲</b>", title_en="</script><b>", notes=())
    page = day_page(inputs)
    assert "&lt;b&gt;甲&lt;/b&gt;" in page
    assert "</script><b>" not in page


def test_notes_and_subtitle_stand_in_both_languages() -> None:
    inputs = replace(
        two_trains_day(),
        notes=(Words("估计面积", "areas are estimates"),),
        subtitle=Words("副", "sub"),
    )
    page = day_page(inputs)
    for text in ("估计面积", "areas are estimates", "副", "sub", "一天的运行（模拟）"):
        assert text in page


def test_day_of_trains_alone_says_that_no_people_are_known() -> None:
    whole = two_trains_day()
    bare = DayInputs(
        network=whole.network, base=whole.base, title_zh="样", title_en="Bare", scenario="bare",
        trains=whole.trains,
    )  # fmt: skip
    page = day_page(bare)
    assert "This run has no people on platforms." in page
    assert 'id="worst"' not in page
    assert 'id="closures"' not in page


def test_day_without_any_train_can_be_drawn() -> None:
    inputs = two_trains_day()
    assert "simDay.start()" in day_page(replace(inputs, trains=inputs.trains.head(0)))


def test_too_large_a_page_names_its_heaviest_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day_page_module, "MAX_DAY_BYTES", 1000)
    with pytest.raises(OutputError, match=r"would be 0\.\d MB, the limit is 0 MB; heaviest parts"):
        day_page(two_trains_day())


def test_unknown_language_is_named() -> None:
    with pytest.raises(ScenarioError, match="language 'fr' is not known; write both, zh, en"):
        day_page(two_trains_day(), lang="fr")  # type: ignore[arg-type]


def test_tables_that_do_not_fit_are_named_all_at_once() -> None:
    inputs = two_trains_day()
    trains = inputs.trains.replace({"stop_id": {"A": "X", "B": "Y"}})
    people = inputs.people.drop(columns=["waiting"])
    with pytest.raises(DataError) as caught:
        replace(inputs, trains=trains, people=people)
    text = str(caught.value)
    assert "operations_trains: 2 of stop_id are not in the network (X, Y)" in text
    assert "operations_people_at_stations: column waiting is missing" in text
    assert "Run the scenario again with 'sim run --fresh'" in text


def test_unknown_line_is_named() -> None:
    inputs = two_trains_day()
    with pytest.raises(DataError, match=r"1 of route_id are not in the network \(M9\)"):
        replace(inputs, trains=inputs.trains.assign(route_id="M9"))


def test_lines_and_stations_of_the_page() -> None:
    data = json.loads(json.dumps(dict(day_data(two_trains_day(), Frame()))))
    day = data["day"]
    # One line of two hops, each drawn once for both directions.
    assert [(line["zh"], line["ways"]) for line in day["lines"]] == [("L", [1, 2])]
    assert len(day["ways"]) == 2
    found = [(stop["zh"], stop["lines"]) for stop in day["stops"]]
    assert found == [("A", [0]), ("B", [0]), ("C", [0])]
    # A and C are 2 km apart on the parallel of 30° N: 2000 / 96486 degrees = 0.02073.
    assert data["settings"]["home"] == [[30.0, 120.0], [30.0, 120.02073]]


@pytest.mark.parametrize("scale", [LOADS, LEVELS], ids=["loads", "levels"])
def test_fuller_is_darker_on_both_ramps(scale: Scale) -> None:
    lightness = [_luminance(colour) for colour in scale.colours]
    assert lightness == sorted(lightness, reverse=True)
    assert len(set(lightness)) == len(lightness)


def _luminance(colour: str) -> float:
    """Relative luminance of a colour (WCAG 2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_full_train_is_a_class_of_its_own() -> None:
    # 99.9 % of the places: the last but one class; all places taken: the last.
    assert LOADS.class_of(99.9) == 3
    assert LOADS.class_of(100.0) == 4
    assert LOADS.labels() == ("< 20", "20–50", "50–80", "80–100", "≥ 100")


def test_stations_without_rows_stay_on_the_page() -> None:
    inputs = two_trains_day()
    bare = replace(
        inputs, people=inputs.people.head(0), platforms=pd.DataFrame(inputs.platforms.head(0))
    )
    crowds = dict(day_data(bare, Frame()))["crowds"]
    assert isinstance(crowds, dict)
    assert (crowds["minutes"], crowds["quarters"]) == ([], [])
