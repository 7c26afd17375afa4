"""The map page in headless Chromium with the network cut off.

Without Chromium the tests are skipped with a reason; where ``CI`` is ``true`` they fail instead.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from devtools import Browser, chromium_path
from pages_to_open import made_up_city, real_network

from sim.maps import LAYERS, write_map

pytestmark = pytest.mark.browser

# What is drawn: pixels of all canvases that are not empty, paths that have a shape, marks.
INK = """(() => {
  const pane = document.querySelector('.leaflet-map-pane');
  let pixels = 0;
  for (const canvas of pane.querySelectorAll('canvas')) {
    if (!canvas.width || !canvas.height) continue;
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    for (let at = 3; at < data.length; at += 4) if (data[at]) pixels += 1;
  }
  const paths = [...pane.querySelectorAll('svg path.leaflet-interactive, .leaflet-pane > svg path')]
    .filter((path) => !['', 'M0 0'].includes(path.getAttribute('d') ?? '')).length;
  return pixels + paths + pane.querySelectorAll('.icon, .name').length;
})()"""
LABELS = """[...document.querySelectorAll('.leaflet-control-layers-%s label')]
  .map((label) => label.textContent.trim().replace(/\\s+/g, ' '))"""
LEGEND = "document.querySelector('.legend').textContent"
CHOROPLETHS = [
    replace(spec, zh=spec.zh.format(hub="杭州东站"), en=spec.en.format(hub="Hangzhou East"))
    for spec in LAYERS
    if spec.kind == "choropleth"
]
OVERLAYS = [spec for spec in LAYERS if spec.kind == "overlay"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium without a network."""
    executable = chromium_path()
    if executable is None:
        message = "no Chromium: install Debian's package 'chromium' to run the browser tests"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    opened = Browser(executable)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both pages as files."""
    folder = tmp_path_factory.mktemp("pages")
    made = {"sample": made_up_city(), "real": real_network()}
    for name, inputs in made.items():
        write_map(inputs, folder / f"{name}_map.html")
    return {name: folder / f"{name}_map.html" for name in made}


@pytest.fixture(params=["sample", "real"])
def page(request: pytest.FixtureRequest, browser: Browser, pages: dict[str, Path]) -> Browser:
    """The browser with a page freshly opened at the size of a laptop's window."""
    browser.size(1400, 900)
    browser.open(pages[request.param])
    return browser


def toggle(page: Browser, group: str, place: int) -> None:
    """Click an entry of the layer control."""
    page.evaluate(
        f"document.querySelectorAll('.leaflet-control-layers-{group} input')[{place}].click()"
    )
    page.settle()


def middle(page: Browser, selector: str, place: int = 0) -> tuple[float, float]:
    """Middle of an element, in pixels of the page."""
    x, y = page.evaluate(
        f"(() => {{ const box = document.querySelectorAll('{selector}')[{place}]"
        ".getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()"
    )
    return x, y


def test_no_request_and_no_complaint(page: Browser) -> None:
    for place in range(len(OVERLAYS)):
        toggle(page, "overlays", place)
    for place in range(len(CHOROPLETHS) + 1):
        toggle(page, "base", place)
    asked = [url for url in page.requests() if not url.startswith("data:")]
    assert len(asked) == 1
    assert asked[0].startswith("file://")
    assert asked[0].endswith("map.html")
    assert page.complaints() == []


def test_control_lists_every_layer_in_both_languages(page: Browser) -> None:
    expected = [f"{spec.zh} {spec.en}" for spec in CHOROPLETHS]
    assert page.evaluate(LABELS % "base") == [*expected, "不显示 None"]
    assert page.evaluate(LABELS % "overlays") == [f"{spec.zh} {spec.en}" for spec in OVERLAYS]


def test_every_overlay_draws_something(page: Browser) -> None:
    toggle(page, "base", len(CHOROPLETHS))
    for place, spec in enumerate(OVERLAYS):
        if spec.shown:
            toggle(page, "overlays", place)
    assert page.evaluate("document.querySelectorAll('.leaflet-map-pane .icon').length") == 0
    for place, spec in enumerate(OVERLAYS):
        before, picture = page.evaluate(INK), page.screenshot()
        toggle(page, "overlays", place)
        assert page.evaluate(INK) > before, spec.layer_id
        assert page.screenshot() != picture, spec.layer_id
        toggle(page, "overlays", place)
        assert page.evaluate(INK) == before, spec.layer_id


def test_one_choropleth_at_a_time_each_with_its_legend(page: Browser) -> None:
    toggle(page, "base", len(CHOROPLETHS))
    empty = page.evaluate(INK)
    assert "min" not in page.evaluate(LEGEND)
    pictures, legends = set(), set()
    for place, spec in enumerate(CHOROPLETHS):
        toggle(page, "base", place)
        assert page.evaluate(INK) > empty, spec.layer_id
        legend = page.evaluate(LEGEND)
        assert spec.scale is not None
        for part in (spec.zh, spec.en, spec.scale.unit.zh, spec.scale.unit.en, *spec.scale.ticks()):
            assert part in legend, spec.layer_id
        pictures.add(page.screenshot())
        legends.add(legend)
    assert len(pictures) == len(legends) == len(CHOROPLETHS)
    toggle(page, "base", len(CHOROPLETHS))
    assert page.evaluate(INK) == empty


def test_legend_follows_the_overlays(page: Browser) -> None:
    assert "In service" in page.evaluate(LEGEND)
    toggle(page, "overlays", [spec.layer_id for spec in OVERLAYS].index("lines"))
    assert "In service" not in page.evaluate(LEGEND)


def test_station_popup_opens_by_a_click(page: Browser) -> None:
    # The last dot is an interchange, drawn on top of the others.
    dots = page.evaluate("document.querySelectorAll('.leaflet-stations-pane path').length")
    page.click(*middle(page, ".leaflet-stations-pane path", dots - 1))
    text = page.evaluate("document.querySelector('.leaflet-popup-content').textContent")
    assert "开通日期 Opening" in text
    assert "资料质量 Data" in text
    assert page.evaluate("document.querySelectorAll('.leaflet-popup-content .chip').length") >= 2


def test_airport_popup_opens_by_the_keyboard(page: Browser) -> None:
    airport = page.evaluate("document.querySelectorAll('.leaflet-hubs-pane .icon').length") - 1
    page.evaluate(f"document.querySelectorAll('.leaflet-hubs-pane .icon')[{airport}].focus()")
    for kind in ("keyDown", "keyUp"):
        page.call(
            "Input.dispatchKeyEvent", type=kind, key="Enter", windowsVirtualKeyCode=13, text="\r"
        )
    page.settle()
    text = page.evaluate("document.querySelector('.leaflet-popup-content')?.textContent")
    assert "国际 International" in text


def test_cell_tells_value_district_and_population(browser: Browser, pages: dict[str, Path]) -> None:
    browser.size(1400, 900)
    browser.open(pages["sample"])
    # Zoom in between the lines and off the names: 120.175 E, 30.285 N lies in a cell.
    browser.evaluate(
        "Object.values(window).find((one) => one instanceof L.Map)"
        ".setView([30.283, 120.172], 14, {animate: false}) && true"
    )
    browser.settle()
    browser.move(*middle(browser, ".leaflet-container"))
    text = browser.evaluate("document.querySelector('.leaflet-tooltip')?.textContent")
    assert "分钟 min" in text
    assert "上城区 Shangcheng" in text
    assert "人口 population 900" in text


def test_panel_and_legend_leave_the_map_free(page: Browser) -> None:
    boxes = page.evaluate(
        "['.panel', '.leaflet-control-layers', '.legend', '.views'].map((name) => {"
        "const box = document.querySelector(name).getBoundingClientRect();"
        "return [box.left, box.top, box.right, box.bottom]; })"
    )
    for place, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert top >= 0
        assert right <= 1400
        assert bottom <= 900
        for other in boxes[:place]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart, (place, boxes)


def test_page_fits_a_telephone(browser: Browser, pages: dict[str, Path]) -> None:
    browser.size(390, 844, scale=2, mobile=True)
    browser.open(pages["sample"])
    assert browser.evaluate("document.documentElement.scrollWidth") <= 390
    shown = "getComputedStyle(document.querySelector('.leaflet-control-layers-list')).display"
    assert browser.evaluate(shown) == "none"
    assert browser.evaluate("document.querySelector('.panel').getBoundingClientRect().height") < 200
    assert (
        browser.evaluate("document.querySelector('.legend').getBoundingClientRect().height") < 200
    )
    assert browser.complaints() == []
