"""The map page in headless Chromium with the network cut off.

Without Chromium the tests are skipped with a reason; where ``CI`` is ``true`` they fail instead.
"""

from __future__ import annotations

import base64
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from devtools import Browser, chromium_path
from pages_to_open import made_up_city, real_network

from sim.maps import MAX_BYTES, MapInputs, Reach, write_map
from sim.maps.frame import Frame
from sim.maps.marks import LayerSpec
from sim.maps.page_data import drawings
from sim.network.model import HubId

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
CELLS_INK = INK.replace(".leaflet-map-pane", ".leaflet-cells-pane")
LABELS = """[...document.querySelectorAll('.layers-%s label')]
  .map((label) => label.textContent.trim().replace(/\\s+/g, ' '))"""
LEGEND = "document.querySelector('.legend').textContent"


def overlays(inputs: MapInputs) -> list[LayerSpec]:
    """Those the page of the inputs has."""
    return [drawn for drawn, _ in drawings(inputs, Frame()) if drawn.kind == "overlay"]


def overlay_at(inputs: MapInputs, layer_id: str) -> int:
    """Place of an overlay among those of the page."""
    return [spec.layer_id for spec in overlays(inputs)].index(layer_id)


def choropleths(inputs: MapInputs) -> list[LayerSpec]:
    """Those the page of the inputs has, without "none"."""
    specs = (drawn for drawn, _ in drawings(inputs, Frame()) if drawn.kind == "choropleth")
    return [spec for spec in specs if spec.layer_id != "no_choropleth"]


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
def made() -> dict[str, MapInputs]:
    """What both pages are made from."""
    return {"sample": made_up_city(), "real": real_network()}


@pytest.fixture(scope="module")
def pages(made: dict[str, MapInputs], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both pages as files, and the made-up city with isochrones."""
    folder = tmp_path_factory.mktemp("pages")
    for name, inputs in made.items():
        write_map(inputs, folder / f"{name}_map.html")
    ids = tuple(str(zone_id) for zone_id in made["sample"].cells["zone_id"])
    # Ten minutes to the neighbour in the list, twenty to the next: easy to check.
    places = np.arange(len(ids))
    times_s = (600 * np.abs(places[:, None] - places[None, :])).astype(np.int32)
    network = made["sample"].network
    east = replace(network.hubs[HubId("east")], lon=120.16, lat=30.27)
    hubs = {**network.hubs, HubId("east"): east}
    inputs = replace(
        made["sample"],
        network=replace(network, hubs=hubs),
        hub_zh=east.name_zh,
        hub_en=east.name_en,
    )
    write_map(inputs, folder / "reach_map.html", reach=Reach(ids, times_s))
    return {name: folder / f"{name}_map.html" for name in (*made, "reach")}


@dataclass(frozen=True)
class Page:
    """An opened page and what it was made from."""

    browser: Browser
    inputs: MapInputs

    def __getattr__(self, name: str) -> object:
        return getattr(self.browser, name)


@pytest.fixture(params=["sample", "real"])
def page(
    request: pytest.FixtureRequest,
    browser: Browser,
    pages: dict[str, Path],
    made: dict[str, MapInputs],
) -> Page:
    """The browser with a page freshly opened at the size of a laptop's window."""
    browser.size(1400, 900)
    browser.open(pages[request.param])
    return Page(browser, made[request.param])


def opened(browser: Browser, path: Path) -> Browser:
    """The browser with one page, laptop size."""
    browser.size(1400, 900)
    browser.open(path)
    return browser


def toggle(page: Browser | Page, group: str, place: int) -> None:
    """Click an entry of the layer control."""
    page.evaluate(f"document.querySelectorAll('.layers-{group} input')[{place}].click()")
    page.settle()


def press(page: Browser | Page, key: str, code: int) -> None:
    """Press and let go of a key."""
    for kind in ("keyDown", "keyUp"):
        page.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code)
    page.settle()


def wait_for(page: Browser | Page, condition: str, seconds: float = 10.0) -> None:
    """Wait until a script says true."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, condition
        time.sleep(0.05)
    page.settle()


def middle(page: Browser | Page, selector: str, place: int = 0) -> tuple[float, float]:
    """Middle of an element, in pixels of the page."""
    x, y = page.evaluate(
        f"(() => {{ const box = document.querySelectorAll('{selector}')[{place}]"
        ".getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()"
    )
    return x, y


def test_no_request_and_no_complaint(page: Page) -> None:
    for place in range(len(overlays(page.inputs))):
        toggle(page, "overlays", place)
    for place in range(len(choropleths(page.inputs)) + 1):
        toggle(page, "base", place)
    asked = [url for url in page.requests() if not url.startswith("data:")]
    assert len(asked) == 1
    assert asked[0].startswith("file://")
    assert asked[0].endswith("map.html")
    assert page.complaints() == []


def test_control_lists_every_layer_in_both_languages(page: Page) -> None:
    expected = [f"{spec.zh} {spec.en}" for spec in choropleths(page.inputs)]
    assert page.evaluate(LABELS % "base") == [*expected, "不显示 None"]
    assert page.evaluate(LABELS % "overlays") == [
        f"{spec.zh} {spec.en}" for spec in overlays(page.inputs)
    ]


def test_every_overlay_draws_something(page: Page) -> None:
    toggle(page, "base", len(choropleths(page.inputs)))
    for place, spec in enumerate(overlays(page.inputs)):
        if spec.shown:
            toggle(page, "overlays", place)
    assert page.evaluate("document.querySelectorAll('.leaflet-map-pane .icon').length") == 0
    for place, spec in enumerate(overlays(page.inputs)):
        before, picture = page.evaluate(INK), page.screenshot()
        toggle(page, "overlays", place)
        assert page.evaluate(INK) > before, spec.layer_id
        assert page.screenshot() != picture, spec.layer_id
        toggle(page, "overlays", place)
        assert page.evaluate(INK) == before, spec.layer_id


def test_one_choropleth_at_a_time_each_with_its_legend(page: Page) -> None:
    specs = choropleths(page.inputs)
    toggle(page, "base", len(specs))
    empty = page.evaluate(INK)
    assert "min" not in page.evaluate(LEGEND)
    pictures, legends = set(), set()
    for place, spec in enumerate(specs):
        toggle(page, "base", place)
        # In its own pane: some maps show more of the ground than others.
        assert page.evaluate(CELLS_INK) > 0, spec.layer_id
        legend = page.evaluate(LEGEND)
        assert spec.scale is not None
        for part in (spec.zh, spec.en, spec.scale.unit.zh, spec.scale.unit.en, *spec.scale.ticks()):
            assert part in legend, spec.layer_id
        assert "network of 2020-12-31" in legend
        pictures.add(page.screenshot())
        legends.add(legend)
    assert len(pictures) == len(legends) == len(specs)
    toggle(page, "base", len(specs))
    assert page.evaluate(INK) == empty


def test_legend_follows_the_overlays(page: Page) -> None:
    assert "In service" in page.evaluate(LEGEND)
    toggle(page, "overlays", overlay_at(page.inputs, "lines"))
    assert "In service" not in page.evaluate(LEGEND)


def test_station_popup_opens_by_a_click(page: Page) -> None:
    # The last dot is an interchange, drawn on top of the others.
    dots = page.evaluate("document.querySelectorAll('.leaflet-stations-pane path').length")
    page.click(*middle(page, ".leaflet-stations-pane path", dots - 1))
    text = page.evaluate("document.querySelector('.leaflet-popup-content').textContent")
    assert "开通日期 Opening" in text
    assert "资料质量 Data" in text
    assert page.evaluate("document.querySelectorAll('.leaflet-popup-content .chip').length") >= 2


def test_airport_popup_opens_by_the_keyboard(page: Page) -> None:
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


VIEW = """(() => { const map = Object.values(window).find((one) => one instanceof L.Map);
  return [map.getZoom(), map.getBounds().contains(%s), map.getCenter().lng]; })()"""
PROVINCE = "[[30.0, 119.9], [30.5, 120.8]]"


def choose(page: Browser | Page, layer_id: str) -> None:
    """Click a layer by its id."""
    page.evaluate(f"document.querySelector('[data-layer={layer_id}]').click()")
    page.settle()


def test_map_of_the_province_shows_it_whole_and_comes_back(
    browser: Browser, pages: dict[str, Path]
) -> None:
    page = opened(browser, pages["sample"])
    before = page.evaluate(VIEW % PROVINCE)
    assert not before[1]
    choose(page, "circle_door_from")
    province = page.evaluate(VIEW % PROVINCE)
    assert province[1]
    choose(page, "catchment_choice")
    assert page.evaluate(VIEW % PROVINCE) == province
    choose(page, "hours_to_fra")
    zoom, _, lon = page.evaluate(VIEW % PROVINCE)
    assert zoom == before[0]
    assert abs(lon - before[2]) < 1e-6


def test_zone_that_is_no_part_of_a_layer_says_nothing(
    browser: Browser, pages: dict[str, Path]
) -> None:
    page = opened(browser, pages["sample"])
    tip = "document.querySelector('.leaflet-tooltip')?.textContent ?? ''"
    move = (
        "Object.values(window).find((one) => one instanceof L.Map)"
        ".setView([%s], 14, {animate: false}) && true"
    )
    choose(page, "circle_door_from")
    page.evaluate(move % "30.283, 120.172")
    page.move(*middle(page, ".leaflet-container"))
    assert page.evaluate(tip) == ""
    page.evaluate(move % "30.28, 120.7")
    page.move(*middle(page, ".leaflet-container"))
    text = page.evaluate(tip)
    assert "160 分钟 min" in text
    assert "乘车 Riding 48 分 min" in text


def test_kinds_stand_in_the_legend_by_name(browser: Browser, pages: dict[str, Path]) -> None:
    page = opened(browser, pages["sample"])
    choose(page, "best_gateway")
    legend = page.evaluate(LEGEND)
    assert "萧山 Xiaoshan" in legend
    assert "浦东 Pudong" in legend
    assert page.evaluate("document.querySelectorAll('.legend .ramp').length") == 0
    assert page.complaints() == []


def test_panel_and_legend_leave_the_map_free(page: Page) -> None:
    boxes = page.evaluate(
        "['.panel', '.layers', '.legend', '.views', '.toolbar'].map((name) => {"
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
    shown = "getComputedStyle(document.querySelector('.layers-list')).display"
    assert browser.evaluate(shown) == "none"
    assert browser.evaluate("document.querySelector('.panel').getBoundingClientRect().height") < 200
    assert (
        browser.evaluate("document.querySelector('.legend').getBoundingClientRect().height") < 200
    )
    assert browser.complaints() == []


def visible(page: Browser | Page, selector: str) -> list[str]:
    """Texts of the elements that can be seen."""
    return page.evaluate(
        f"[...document.querySelectorAll('{selector}')]"
        ".filter((node) => node.getClientRects().length).map((node) => node.textContent)"
    )


def test_language_switch_changes_every_text(page: Page) -> None:
    toggle(page, "overlays", overlay_at(page.inputs, "opening_years"))
    assert visible(page, ".zh")
    assert visible(page, ".en")
    for lang, seen, hidden in (("en", ".en", ".zh"), ("zh", ".zh", ".en")):
        page.evaluate(f"document.querySelector('.languages [data-lang={lang}]').click()")
        page.settle()
        assert visible(page, hidden) == []
        for part in (".panel", ".layers", ".legend", ".timeline", ".name"):
            assert visible(page, f"{part} {seen}"), (lang, part)
        assert page.evaluate("document.documentElement.lang").startswith(lang)
    assert page.evaluate("document.querySelector('#search').placeholder") == "搜索车站、地名"
    # The notes of the sample are in English only: in Chinese the panel says so.
    page.evaluate("document.querySelectorAll('.panel details').forEach((one) => one.open = true)")
    assert visible(page, ".zh-only") == (
        ["以下假设目前只有英文原文。"] if page.inputs.notes else []
    )
    page.evaluate("document.querySelector('.languages [data-lang=both]').click()")
    assert visible(page, ".panel .zh")
    assert visible(page, ".panel .en")
    assert page.complaints() == []


def test_popup_and_tooltip_speak_one_language(browser: Browser, pages: dict[str, Path]) -> None:
    page = opened(browser, pages["sample"])
    page.evaluate("document.querySelector('.languages [data-lang=en]').click()")
    page.evaluate("document.querySelectorAll('.leaflet-hubs-pane .icon')[0].focus()")
    press(page, "Enter", 13)
    page.evaluate("document.querySelectorAll('.leaflet-hubs-pane .icon')[0].click()")
    page.settle()
    text = page.evaluate("document.querySelector('.leaflet-popup-content').innerText")
    assert "Opening" in text
    assert "开通日期" not in text


def type_into_search(page: Browser | Page, text: str) -> list[str]:
    page.evaluate("document.querySelector('#search').value = ''")
    page.evaluate("document.querySelector('#search').focus()")
    page.call("Input.insertText", text=text)
    page.settle()
    return visible(page, ".found-name")


def test_search_finds_by_chinese_english_and_parts(page: Page) -> None:
    for text in ("武林", "wulin", "WULIN SQ") if "武林" in page.inputs.network.routes else ():
        assert type_into_search(page, text)
    sample = page.inputs.scenario == "sample"
    chinese, english, name = (
        ("站B", "stop b", "站B Stop B") if sample else ("凤起路", "fengqi r", "凤起路 Fengqi Road")
    )
    assert type_into_search(page, chinese)[0] == name
    assert name in type_into_search(page, english)
    assert type_into_search(page, "zzzz") == []
    assert visible(page, ".found-none") == ["没有找到 Nothing found"]


def test_search_flies_to_the_place_and_opens_its_popup(page: Page) -> None:
    toggle(page, "overlays", overlay_at(page.inputs, "stations"))
    name = "站C" if page.inputs.scenario == "sample" else "凤起路"
    type_into_search(page, name)
    press(page, "ArrowDown", 40)
    press(page, "ArrowUp", 38)
    press(page, "Enter", 13)
    wait_for(page, "Boolean(document.querySelector('.leaflet-popup-content'))")
    assert name in page.evaluate("document.querySelector('.leaflet-popup-content').textContent")
    # The layer of the station was off: it is switched on, and said so.
    assert page.evaluate("document.querySelector('[data-layer=stations]').checked")
    assert page.complaints() == []


def test_search_closes_with_escape(page: Page) -> None:
    assert type_into_search(page, "站" if page.inputs.scenario == "sample" else "路")
    press(page, "Escape", 27)
    assert visible(page, ".found") == []
    assert page.evaluate("document.activeElement.id") != "search"


def test_measuring_adds_up_and_ends_with_escape(page: Page) -> None:
    page.evaluate(
        "Object.values(window).find((one) => one instanceof L.Map)"
        ".setView([30.25, 120.17], 12, {animate: false}) && true"
    )
    page.evaluate("document.querySelector('.tool-measure').click()")
    for x, y in ((500, 400), (800, 400), (800, 600)):
        page.click(x, y)
        time.sleep(0.3)
    # At zoom 12 a pixel is 156543.03 cos(lat) / 4096 m: 33.0 m at 30.25 degrees, so 300 + 200
    # pixels are 16.5 km.
    told = page.evaluate("document.querySelector('.measure-card b').textContent")
    assert float(told.removesuffix(" km")) == pytest.approx(16.5, abs=0.1)
    assert page.evaluate("document.querySelectorAll('.leaflet-popup').length") == 0
    assert page.evaluate("document.querySelectorAll('.measure-tip').length") == 2
    press(page, "Escape", 27)
    assert visible(page, ".measure-card") == []
    wait_for(page, "!document.querySelector('.measure-tip')")
    assert page.complaints() == []


SLIDE = """((place) => { const slider = document.querySelector('.timeline input');
  slider.value = place; slider.dispatchEvent(new Event('input'));
  return Number(slider.max); })(%d)"""
YEAR = "document.querySelector('.timeline-year').textContent"
COUNTS = "[...document.querySelectorAll('.timeline-counts dd')].map((one) => one.textContent)"
TRACKS = "document.querySelectorAll('.leaflet-years-pane path').length"


def test_year_slider_draws_and_counts_what_was_in_service(page: Page) -> None:
    toggle(page, "overlays", overlay_at(page.inputs, "opening_years"))
    lines = "document.querySelector('[data-layer=lines]').checked"
    assert not page.evaluate(lines)
    assert page.evaluate(YEAR) == "2020"
    last = page.evaluate(SLIDE % 0)
    page.settle()
    assert page.evaluate(YEAR) == "2012"
    first_counts, first_tracks = page.evaluate(COUNTS), page.evaluate(TRACKS)
    picture = page.screenshot()
    page.evaluate(SLIDE % last)
    page.settle()
    assert page.screenshot() != picture
    if page.inputs.scenario == "sample":
        # 5.25 km each: r1, b2 and b0 in 2012; r1, b2 and r2 in 2020.
        assert first_counts == ["15.8", "5", "2"]
        assert page.evaluate(COUNTS) == ["15.8", "4", "2"]
    else:
        assert page.evaluate(TRACKS) > first_tracks
        # Operating length: every open section in the city's total, line by line.
        sections = page.inputs.network.sections.values()
        km = sum(
            one.length_km
            for one in sections
            if one.in_city_total and page.inputs.network.is_open(one)
        )
        assert page.evaluate(COUNTS)[0] == f"{km:.1f}"
    toggle(page, "overlays", overlay_at(page.inputs, "opening_years"))
    assert page.evaluate(lines)
    assert visible(page, ".timeline") == []


def test_play_runs_through_the_years(
    browser: Browser, pages: dict[str, Path], made: dict[str, MapInputs]
) -> None:
    page = opened(browser, pages["sample"])
    toggle(page, "overlays", overlay_at(made["sample"], "opening_years"))
    page.evaluate("document.querySelector('.timeline-play').click()")
    assert page.evaluate(YEAR) == "2012"
    wait_for(page, f"{YEAR} === '2013'")
    page.evaluate("document.querySelector('.timeline-play').click()")
    assert page.evaluate("document.querySelector('.timeline-play').textContent") == "▶"


def test_print_is_one_sheet_of_a4_landscape(page: Page) -> None:
    page.evaluate("window.print = () => { window.asked = true; }")
    page.evaluate("document.querySelector('.tool-print').click()")
    wait_for(page, "window.asked === true")
    sheet = base64.b64decode(
        page.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"]
    )
    assert sheet.count(b"/Type /Page\n") == 1
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", sheet)
    assert box
    # 297 x 210 mm in points.
    assert (float(box[1]), float(box[2])) == pytest.approx((841.9, 595.3), abs=1.0)
    # After printing the page is as it was.
    assert visible(page, ".toolbar")
    assert page.evaluate("document.querySelector('.folium-map').clientWidth") == 1400
    assert page.complaints() == []


def test_printed_sheet_has_title_legend_sources_and_no_controls(page: Page) -> None:
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert visible(page, ".panel h1")
    assert "network of 2020-12-31" in " ".join(visible(page, ".legend"))
    assert "OpenStreetMap" in " ".join(visible(page, ".leaflet-control-attribution"))
    for gone in (".toolbar", ".layers", ".views", ".leaflet-control-zoom"):
        assert visible(page, gone) == []
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert visible(page, ".toolbar")


def test_isochrones_follow_the_click(browser: Browser, pages: dict[str, Path]) -> None:
    page = opened(browser, pages["reach"])
    wait_for(page, f"{LEGEND}.includes('出发')")
    assert page.evaluate(LABELS % "base")[0] == "任意点等时圈 Isochrones from any place"
    assert "从east站(城站)出发" in page.evaluate(LEGEND)
    # The county is row 37 of the table the times were made from; rows 36 and 35 are cells of 900
    # people, ten minutes apart. Within 30 minutes of the county: rows 35 to 38 less 38, which has no
    # outline; within 60 rows 32 to 37. The county has 900 people in the sample as well.
    page.evaluate(
        "Object.values(window).find((one) => one instanceof L.Map)"
        ".fire('click', {latlng: L.latLng(30.27, 120.65)}) && true"
    )
    wait_for(page, f"{LEGEND}.includes('海曙区')")
    legend = page.evaluate(LEGEND)
    assert "From a place in Haishu" in legend
    within = [int(one.replace(",", "")) for one in re.findall(r"([\d,]+) people within", legend)]
    assert within == [3 * 900, 6 * 900]
    page.evaluate(
        "Object.values(window).find((one) => one instanceof L.Map)"
        ".fire('click', {latlng: L.latLng(30.0, 119.0)}) && true"
    )
    wait_for(page, f"{LEGEND}.includes('No cell there')")
    assert page.complaints() == []


def test_first_paint_and_layer_switch_are_quick(
    browser: Browser, pages: dict[str, Path], made: dict[str, MapInputs]
) -> None:
    page = opened(browser, pages["real"])
    assert len(made["real"].cells) > 4000
    wait_for(page, "performance.getEntriesByType('paint').length > 0")
    paint_ms = page.evaluate("performance.getEntriesByType('paint')[0].startTime")
    # Goals are 2 s and 200 ms; a busy machine gets five times that.
    assert paint_ms < 10_000
    for place in (1, 2, 0):
        spent_ms = page.evaluate(
            "(() => { const input = document.querySelectorAll('.layers-base input')["
            f"{place}]; const began = performance.now(); input.click();"
            "return performance.now() - began; })()"
        )
        assert spent_ms < 1000
    # However many cells there are, they are one canvas and no markup.
    assert page.evaluate("document.querySelectorAll('.leaflet-cells-pane canvas').length") == 1
    assert page.evaluate("document.querySelectorAll('.leaflet-cells-pane path').length") == 0
    assert pages["real"].stat().st_size < MAX_BYTES / 2


def test_names_do_not_overlap(page: Page) -> None:
    for zoom in (9, 11, 13):
        page.evaluate(
            "Object.values(window).find((one) => one instanceof L.Map)"
            f".setView([30.27, 120.17], {zoom}, {{animate: false}}) && true"
        )
        page.settle()
        boxes = page.evaluate(
            "[...document.querySelectorAll('.name')].map((node) => {"
            "const box = node.getBoundingClientRect();"
            "return [node.textContent, box.left, box.top, box.right, box.bottom]; })"
        )
        for place, (name, left, top, right, bottom) in enumerate(boxes):
            for other, *box in boxes[:place]:
                across = min(right, box[2]) - max(left, box[0])
                down = min(bottom, box[3]) - max(top, box[1])
                # A pixel or two of the empty edge of a line may touch.
                assert across < 4 or down < 4, (zoom, name, other)


def test_telephone_has_every_tool(browser: Browser, pages: dict[str, Path]) -> None:
    browser.size(390, 844, scale=2, mobile=True)
    browser.open(pages["sample"])
    browser.evaluate("document.querySelector('.layers-toggle').click()")
    assert visible(browser, ".layers-list")
    browser.evaluate("document.querySelector('.layers-toggle').click()")
    assert not visible(browser, ".layers-list")
    browser.evaluate("document.querySelector('.tool-search').click()")
    assert visible(browser, ".search")
    browser.evaluate("document.querySelector('.tool-language').click()")
    assert visible(browser, ".en") == []
    browser.evaluate("document.querySelector('[data-layer=opening_years]').click()")
    browser.settle()
    boxes = browser.evaluate(
        "['.timeline', '.legend', '.panel'].map((name) => {"
        "const box = document.querySelector(name).getBoundingClientRect();"
        "return [box.top, box.bottom]; })"
    )
    timeline, legend, panel = boxes
    assert panel[1] < timeline[0] < timeline[1] <= legend[0] < legend[1] <= 844
    assert browser.complaints() == []
