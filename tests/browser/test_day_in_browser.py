"""The animated day in headless Chromium with the network cut off.

Two trains on a line of three stops, made by hand: 100 s between stops, 20 s at them. Without
Chromium the tests are skipped with a reason; where ``CI`` is ``true`` they fail.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from devtools import Browser, chromium_path
from PIL import Image

from sim.maps.day import write_day_page
from sim.maps.day.examples import two_trains_day

pytestmark = pytest.mark.browser

LON_OF_B = 120.0 + 1000 / 96_486
LON_OF_C = 120.0 + 2000 / 96_486
CARD = "[...document.querySelectorAll('.leaflet-popup .card')].at(-1).textContent"
METRE = 1e-5  # degrees; the page holds tracks to five decimals


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium on this machine; install chromium or google-chrome")
        pytest.skip("no Chromium on this machine")
    file = tmp_path_factory.mktemp("day") / "day.html"
    write_day_page(two_trains_day(), file)
    started = Browser(path)
    started.open(file)
    yield started
    started.close()


def go_to(browser: Browser, clock: str) -> None:
    browser.evaluate(f"location.hash = '{clock}'")
    browser.settle()


def press(browser: Browser, key: str, **more: object) -> None:
    for kind in ("keyDown", "keyUp"):
        browser.call("Input.dispatchKeyEvent", type=kind, key=key, **more)
    browser.settle()


def now(browser: Browser) -> float:
    return browser.evaluate("simDay.day.now")


def test_page_opens_without_complaint_or_request(browser: Browser) -> None:
    assert browser.complaints() == []
    # Only the page itself and the pictures written into it.
    assert [url for url in browser.requests() if not url.startswith(("file:", "data:"))] == []
    assert browser.evaluate("[simDay.day.from, simDay.day.until]") == [21_600, 22_500]


@pytest.mark.parametrize(
    ("train", "time_s", "lon", "load"),
    [
        # Leaves A at 21620, reaches B at 21720: after 50 s of 100 halfway, with 30 on board.
        (0, 21_670, (120.0 + LON_OF_B) / 2, 30),
        # Stands in B from 21720 to 21740, from when on 100 are on board.
        (0, 21_730, LON_OF_B, 100),
        (0, 21_840, LON_OF_C, 0),
        # Comes back: leaves C at 21680, so after 25 s of 100 a quarter of the way to B.
        (1, 21_705, LON_OF_C + (LON_OF_B - LON_OF_C) / 4, 10),
    ],
    ids=["between stops", "at a stop", "at the end", "on the way back"],
)
def test_train_is_where_hand_interpolation_has_it(
    browser: Browser, train: int, time_s: int, lon: float, load: int
) -> None:
    found = browser.evaluate(f"simDay.day.trainAt({train}, {time_s})")
    assert found["lng"] == pytest.approx(lon, abs=METRE)
    assert found["lat"] == pytest.approx(30.0, abs=METRE)
    assert found["load"] == load


def test_train_is_nowhere_before_and_after_its_run(browser: Browser) -> None:
    assert browser.evaluate("simDay.day.trainAt(0, 21599)") is None
    assert browser.evaluate("simDay.day.trainAt(0, 21841)") is None


def test_address_and_slider_set_the_clock(browser: Browser) -> None:
    go_to(browser, "06:02")
    assert browser.evaluate("document.querySelector('.day-clock').textContent") == "06:02"
    # 21720 s: the first train stands in B, the second is under way; 100 + 10 people on board.
    assert browser.evaluate("[simDay.day.drawn.count, simDay.day.drawn.aboard]") == [2, 110]
    browser.evaluate(
        "(() => { const slider = document.querySelector('.day-bar input'); slider.value = 21900;"
        " slider.dispatchEvent(new Event('input')); })()"
    )
    browser.settle()
    assert browser.evaluate("document.querySelector('.day-clock').textContent") == "06:05"
    # Waiting at 06:05: 20 + 50 + 4.
    assert browser.evaluate("simDay.day.drawn.waiting") == pytest.approx(74.0)
    assert browser.evaluate("simDay.day.drawn.count") == 1


def test_clock_advances_while_it_plays_and_stands_when_paused(browser: Browser) -> None:
    go_to(browser, "06:00")
    browser.evaluate("document.querySelector('.timeline-play').click()")
    time.sleep(0.4)
    first = now(browser)
    assert first > 21_600
    press(browser, " ", code="Space", windowsVirtualKeyCode=32, text=" ")
    stopped = now(browser)
    time.sleep(0.2)
    assert now(browser) == stopped >= first
    assert browser.evaluate("simDay.day.isPlaying") is False


def test_keys_step_through_the_day(browser: Browser) -> None:
    browser.evaluate("document.activeElement.blur()")
    go_to(browser, "06:03")
    press(browser, "ArrowRight", code="ArrowRight", windowsVirtualKeyCode=39)
    assert now(browser) == 21_840
    press(browser, "ArrowLeft", code="ArrowLeft", windowsVirtualKeyCode=37)
    assert now(browser) == 21_780
    press(browser, "End", code="End", windowsVirtualKeyCode=35)
    assert now(browser) == 22_500
    press(browser, "ArrowUp", code="ArrowUp", windowsVirtualKeyCode=38)
    assert browser.evaluate("simDay.day.speed") == 300
    press(browser, "ArrowDown", code="ArrowDown", windowsVirtualKeyCode=40)


def test_card_of_a_station_tells_who_waits(browser: Browser) -> None:
    go_to(browser, "06:05")
    browser.evaluate("document.querySelector('.day-worst button').click()")
    browser.settle()
    card = browser.evaluate(CARD)
    # B has the densest platform: 4 people a square metre, level E; 50 wait, which is its peak.
    for text in ("B", "Waiting now", "50", "06:05", "4.00", "E"):
        assert text in card
    browser.evaluate("document.querySelector('.leaflet-popup-close-button').click()")


def test_tap_on_a_train_opens_its_card_and_rings_it(browser: Browser) -> None:
    go_to(browser, "06:01")
    x, y = browser.evaluate(
        "(() => { const one = simDay.day.drawn.trains[0]; return [one.x, one.y]; })()"
    )
    browser.click(x, y)
    card = browser.evaluate(CARD)
    for text in ("开往 C", "to C", "30 / 100 (30%)", "06:02"):
        assert text in card
    assert browser.evaluate("simDay.day.chosenTrain") == 0
    browser.evaluate("document.querySelector('.leaflet-popup-close-button').click()")
    assert browser.evaluate("simDay.day.chosenTrain") == -1


def test_closure_breaks_the_track_only_while_it_lasts(browser: Browser) -> None:
    is_on = "document.querySelector('.day-closure').classList.contains('is-on')"
    go_to(browser, "06:02")
    assert browser.evaluate(is_on) is True
    go_to(browser, "06:04")
    assert browser.evaluate(is_on) is False
    assert "undisturbed day" in browser.evaluate("document.querySelector('#closures').textContent")


def test_language_is_the_reader_s_choice(browser: Browser) -> None:
    browser.evaluate("document.querySelector('.languages [data-lang=en]').click()")
    browser.settle()
    assert (
        browser.evaluate("document.querySelector('.panel').innerText.includes('一天的运行')")
        is False
    )
    assert "trains under way" in browser.evaluate("document.querySelector('.panel').innerText")
    browser.evaluate("document.querySelector('.languages [data-lang=both]').click()")


def test_picture_shows_trains_stations_and_line(browser: Browser) -> None:
    go_to(browser, "06:02")
    picture = Image.open(io.BytesIO(browser.screenshot())).convert("RGB")
    colours = {colour for _, colour in picture.getcolors(maxcolors=1 << 20) or []}
    # The darkest class of load (the first train is full) and that of level E (station B).
    assert {(0x74, 0x09, 0x2A), (0xCF, 0x31, 0x29)} & colours
    assert len(colours) > 30


def test_page_fits_a_telephone(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "day.html"
    write_day_page(two_trains_day(), file)
    browser.size(390, 844, scale=2, mobile=True)
    try:
        browser.open(file)
        assert browser.evaluate("document.documentElement.scrollWidth") <= 390
        for name in (".day-bar", ".day-panel", ".day-clock", ".timeline-play", "#legend"):
            left, right = browser.evaluate(
                f"(() => {{ const box = document.querySelector('{name}').getBoundingClientRect();"
                " return [box.left, box.right]; })()"
            )
            assert 0 <= left < right <= 390, name
        assert browser.complaints() == []
    finally:
        browser.size(1400, 900)


def test_no_motion_for_readers_who_want_none(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "day.html"
    write_day_page(two_trains_day(), file)
    calm = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    browser.call("Emulation.setEmulatedMedia", features=calm)
    try:
        browser.open(file)
        go_to(browser, "06:00")
        browser.evaluate("document.querySelector('.timeline-play').click()")
        time.sleep(0.3)
        # One step of a minute at once, the next one half a second later.
        assert now(browser) == 21_660
        browser.evaluate("document.querySelector('.timeline-play').click()")
    finally:
        browser.call("Emulation.setEmulatedMedia", features=[])
