"""Demand on the pages in headless Chromium: flows, their switch, and shares side by side.

Without Chromium the tests are skipped with a reason; where ``CI`` is ``true`` they fail instead.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from devtools import Browser, chromium_path
from pages_to_open import real_network

from sim.maps import MAX_BYTES, MapInputs, write_map
from sim.maps.compare_inputs import ComparedAlternative, ComparisonInputs
from sim.maps.compare_page import write_comparison_page

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from demand_examples import ALTERNATIVES, demand_of, welfare

pytestmark = pytest.mark.browser

FLOWS = (
    "desire_lines_district", "desire_lines_zone", "link_loads", "link_loads_street", "crowding",
    "station_flows", "road_flows",
)  # fmt: skip
INK = """((pane) => {
  const canvas = document.querySelector('.leaflet-' + pane + '-pane canvas');
  if (!canvas) return 0;
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let pixels = 0;
  for (let at = 3; at < data.length; at += 4) if (data[at]) pixels += 1;
  return pixels;
})('%s')"""
CLICK = """(() => {
  const start = performance.now();
  document.querySelector('[data-layer=%s]').click();
  document.body.offsetHeight;
  return performance.now() - start;
})()"""
CHECKED = "document.querySelector('[data-layer=%s]').checked"
VIEW = (
    "Object.values(window).find((one) => one instanceof L.Map)"
    ".setView([%f, %f], %f, {animate: false}) && true"
)
LEGEND = "document.querySelector('.legend').textContent"
TIP = "document.querySelector('.flow-tip')?.textContent"


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
def inputs() -> MapInputs:
    """The real network with demand made up by formula."""
    real = real_network()
    return replace(real, demand=demand_of(real.network))


@pytest.fixture(scope="module")
def map_path(inputs: MapInputs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demand") / "map.html"
    assert write_map(inputs, path) <= MAX_BYTES / 2
    return path


@pytest.fixture(scope="module")
def compare_path(inputs: MapInputs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two alternatives with demand, the share six points apart, and one without."""
    names = ["old", "plan", "silent"]
    levels = {"old": -6.0, "plan": 0.0}
    alternatives = tuple(
        ComparedAlternative(
            name, f"方案{name}", name.capitalize(), inputs.network, inputs.cells,
            demand=demand_of(inputs.network, level=levels[name]) if name in levels else None,
        )
        for name in names
    )  # fmt: skip
    path = tmp_path_factory.mktemp("demand") / "compare.html"
    made = ComparisonInputs(alternatives, inputs.base, welfare=welfare(names[:2], inputs.network))
    assert write_comparison_page(made, path) <= MAX_BYTES / 2
    return path


@pytest.fixture
def page(browser: Browser, map_path: Path) -> Browser:
    """The map freshly opened at the size of a laptop's window."""
    browser.size(1400, 900)
    browser.open(map_path)
    return browser


def switch(page: Browser, layer: str) -> float:
    """Click a layer's switch; milliseconds until it is drawn."""
    taken_ms = page.evaluate(CLICK % layer)
    page.settle()
    return taken_ms


def middle(page: Browser, selector: str) -> tuple[float, float]:
    x, y = page.evaluate(
        f"(() => {{ const box = document.querySelector('{selector}').getBoundingClientRect();"
        "return [box.x + box.width / 2, box.y + box.height / 2]; })()"
    )
    return x, y


def test_first_paint_is_quick_and_shows_no_flow(browser: Browser, map_path: Path) -> None:
    browser.size(1400, 900)
    start = time.perf_counter()
    browser.open(map_path)
    assert time.perf_counter() - start < 6  # under two seconds where nothing else runs
    assert not any(browser.evaluate(CHECKED % name) for name in FLOWS)
    assert browser.evaluate(CHECKED % "minutes_from_hub")
    assert browser.evaluate("document.querySelector('.flow-card')") is None


def test_every_flow_draws_with_a_legend_and_without_a_complaint(page: Browser) -> None:
    pictures, legends = set(), set()
    for name in FLOWS:
        taken_ms = switch(page, name)
        assert taken_ms < 1000, name  # 20 to 140 ms where nothing else runs
        pane = "circles" if name == "station_flows" else "flows"
        assert page.evaluate(INK % pane) > 500, name
        pictures.add(page.screenshot())
        legends.add(page.evaluate(LEGEND))
    assert len(pictures) == len(legends) == len(FLOWS)
    assert "模型分配客流" in page.evaluate(LEGEND)
    assert page.complaints() == []
    assert len(page.requests()) == 1


def test_flows_of_one_pane_give_way_and_lines_come_back(page: Browser) -> None:
    switch(page, "link_loads")
    assert not page.evaluate(CHECKED % "lines")
    switch(page, "station_flows")
    switch(page, "crowding")
    assert not page.evaluate(CHECKED % "link_loads")
    assert page.evaluate(CHECKED % "station_flows")
    assert not page.evaluate(CHECKED % "stations")
    switch(page, "crowding")
    assert page.evaluate(CHECKED % "lines")
    assert not page.evaluate(CHECKED % "stations")
    switch(page, "station_flows")
    assert page.evaluate(CHECKED % "stations")
    assert page.evaluate(INK % "flows") == 0


def test_flows_clear_the_ground_and_give_it_back(page: Browser) -> None:
    switch(page, "link_loads")
    assert page.evaluate(CHECKED % "no_choropleth")
    switch(page, "road_flows")
    switch(page, "road_flows")
    assert page.evaluate(CHECKED % "minutes_from_hub")
    # What the reader chooses meanwhile stays.
    switch(page, "link_loads")
    switch(page, "public_share_zone")
    switch(page, "link_loads")
    assert page.evaluate(CHECKED % "public_share_zone")


def test_a_period_holds_for_every_layer_that_has_it(page: Browser) -> None:
    switch(page, "link_loads")
    switch(page, "station_flows")
    before = page.evaluate(INK % "flows")
    page.evaluate("document.querySelector('.flow-row [data-state=am_peak]').click()")
    page.settle()
    pressed = page.evaluate(
        "[...document.querySelectorAll('.flow-row [aria-pressed=true]')].map((one) => one.dataset.state)"
    )
    assert pressed == ["am_peak", "am_peak"]
    assert "人次/小时" in page.evaluate(LEGEND)
    assert "早高峰" in page.evaluate(LEGEND)
    assert page.evaluate(INK % "flows") != before
    switch(page, "link_loads")
    assert page.evaluate("document.querySelectorAll('.flow-row').length") == 1
    switch(page, "station_flows")
    assert page.evaluate("document.querySelector('.flow-card').hidden")


def test_pointer_reads_section_load_and_capacity(page: Browser, inputs: MapInputs) -> None:
    """Half way between two neighbours on Line 1, zoomed in: a band lies on either side."""
    line = next(one for one in inputs.network.routes.values() if one.name_zh == "1号线")
    first, second = (inputs.network.stops[call.stop_id] for call in line.branches[0].stops[8:10])
    switch(page, "link_loads")
    lat, lon = (first.lat + second.lat) / 2, (first.lon + second.lon) / 2
    page.evaluate(VIEW % (lat, lon, 15))
    page.settle()
    x, y = middle(page, ".leaflet-container")
    told = set()
    for dx in range(-60, 61, 6):
        for dy in (-60, -30, 0, 30, 60):
            page.move(x + dx, y + dy)
            text = page.evaluate(TIP)
            if text:
                told.add(text)
    assert any(f"{first.name_zh} {first.name_en} → " in text for text in told)
    assert any(f" → {second.name_zh}" in text or f"→ {first.name_zh}" in text for text in told)
    assert all("断面客流 Load" in text and "满载率 Load factor" in text for text in told)
    assert page.evaluate("document.querySelectorAll('.leaflet-tooltip').length") <= 2
    assert page.complaints() == []


def test_share_of_each_district_is_written_once(page: Browser) -> None:
    switch(page, "public_share_district")
    names = page.evaluate(
        "[...document.querySelectorAll('.name-share .name-zh')].map((one) => one.textContent)"
    )
    assert len(names) >= 5
    assert all(name.endswith("%") for name in names)
    places = {name.split()[0] for name in names}
    others = page.evaluate(
        "[...document.querySelectorAll('.name:not(.name-share) .name-zh')].map((one) => one.textContent)"
    )
    assert not places & set(others)
    legend = page.evaluate(LEGEND)
    assert "占机动化出行的比例" in legend
    assert "门到门" not in legend


def test_language_switch_reaches_card_and_legend(page: Browser) -> None:
    switch(page, "desire_lines_zone")
    page.evaluate("document.querySelector('.languages [data-lang=en]').click()")
    page.settle()
    for selector in (".flow-card", ".legend", ".layers"):
        seen = page.evaluate(
            f"[...document.querySelectorAll('{selector} .zh')]"
            ".filter((one) => one.getClientRects().length).length"
        )
        assert seen == 0, selector
    assert "Public transport" in page.evaluate("document.querySelector('.flow-card').innerText")


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (820, 1100), (390, 844)])
def test_card_fits_beside_everything(
    browser: Browser, map_path: Path, width: int, height: int
) -> None:
    browser.size(width, height, mobile=width < 400)
    browser.open(map_path)
    switch(browser, "desire_lines_district")
    boxes = browser.evaluate(
        "['.flow-card', '.legend', '.panel'].map((name) => {"
        "const box = document.querySelector(name).getBoundingClientRect();"
        "return [box.left, box.top, box.right, box.bottom]; })"
    )
    card = boxes[0]
    assert card[0] >= 0
    assert card[2] <= width
    for other in boxes[1:]:
        apart = (
            card[2] <= other[0] or other[2] <= card[0] or card[3] <= other[1] or other[3] <= card[1]
        )
        assert apart, boxes
    buttons = browser.evaluate(
        "[...document.querySelectorAll('.flow-row button')].map((one) => one.getClientRects().length)"
    )
    assert buttons == [1] * (1 + len(ALTERNATIVES))
    assert browser.evaluate("document.documentElement.scrollWidth") <= width


def test_comparison_shows_shares_intervals_and_welfare(
    browser: Browser, compare_path: Path
) -> None:
    browser.size(1400, 900)
    browser.open(compare_path)
    drawn = "document.documentElement.dataset.drawn"
    deadline = time.monotonic() + 10
    while not browser.evaluate(f"{drawn} ?? ''"):
        assert time.monotonic() < deadline
    browser.evaluate("document.querySelector('.demand-part').open = true")
    text = browser.evaluate("document.querySelector('#demand').innerText")
    # Share of motorised trips in the urban districts: six points more in the plan.
    assert "+6.0" in text
    assert "P 0%" in text
    assert "welfare against the reference" in text
    assert "Lines whose boardings change most" in text
    widths = browser.evaluate(
        "[...document.querySelectorAll('.share-row .share-bar')].map((bar) =>"
        "[...bar.children].reduce((sum, one) => sum + parseFloat(one.style.width), 0))"
    )
    assert widths == pytest.approx([100, 100], abs=0.1)
    browser.evaluate(
        "(() => { const right = document.querySelector('#right'); right.selectedIndex = 2;"
        "right.dispatchEvent(new Event('change')); })()"
    )
    deadline = time.monotonic() + 10
    while "no demand results" not in browser.evaluate(
        "document.querySelector('#demand').textContent"
    ):
        assert time.monotonic() < deadline
    assert browser.complaints() == []
