"""The report in headless Chromium with the network cut off, on screen and on paper.

Without Chromium the tests are skipped with a reason; where ``CI`` is ``true`` they fail instead.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from devtools import Browser, chromium_path

from sim.reports import ReportInputs, write_report
from sim.reports.blocks import Picture
from sim.reports.page import sections_of

pytestmark = pytest.mark.browser

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "reports"))

# Boxes of all words of a chart, in pixels, with the words.
WORDS = """[...document.querySelectorAll('svg.chart')].map((svg) => {
  const frame = svg.getBoundingClientRect();
  const words = [...svg.querySelectorAll('text')].map((text) => {
    const box = text.getBoundingClientRect();
    return [text.textContent, box.left, box.top, box.right, box.bottom];
  });
  return {name: svg.closest('figure').id, frame: [frame.left, frame.top, frame.right, frame.bottom],
          words};
})"""
SIZES = """[...document.querySelectorAll('svg.chart, svg.chart image')].map((thing) => {
  const box = thing.getBoundingClientRect();
  return Math.min(box.width, box.height);
})"""
SLACK_PX = 1.5


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium without a network."""
    executable = chromium_path()
    if executable is None:
        message = "no Chromium: install Debian's package 'chromium' to run the browser tests"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    opened = Browser(executable, width=1100)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> ReportInputs:
    """A comparison of a made-up city of 1951 cells."""
    from comparison_sample import sample_comparison
    from report_sample import DATA, NAMES, write_runs

    from sim.study.report import report_inputs

    outputs = tmp_path_factory.mktemp("outputs")
    write_runs(outputs, rings=25)
    return report_inputs(sample_comparison(outputs, NAMES), DATA, lang="both")


@pytest.fixture(scope="module")
def files(inputs: ReportInputs, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report in each language, and that of a single run."""
    folder = tmp_path_factory.mktemp("reports")
    alone = replace(inputs.alternatives[1], is_reference=True)
    made = {
        "both": inputs,
        "many": with_more(inputs),
        "en": replace(inputs, lang="en"),
        "single": replace(inputs, alternatives=(alone,), comparison={}, comparison_id=""),
    }
    for name, one in made.items():
        write_report(one, folder / f"{name}.html")
    return {name: folder / f"{name}.html" for name in made}


def with_more(inputs: ReportInputs) -> ReportInputs:
    """Nine alternatives with the names of this project, all as ``plan``."""
    plan = inputs.alternatives[1]
    names = (
        "as-built-2020", "airport-metro-in-time", "no-west-station", "trunk-2min30",
        "line-5-late@73b915f0a5ef", "as-built-2018",
    )  # fmt: skip
    tables = {
        name: pd.concat(
            [
                table,
                *(table[table["alternative"] == "plan"].assign(alternative=one) for one in names),
            ],
            ignore_index=True,
        )
        for name, table in inputs.comparison.items()
    }
    more = tuple(replace(plan, name=name) for name in names)
    return replace(inputs, alternatives=(*inputs.alternatives, *more), comparison=tables)


@pytest.fixture(params=["both", "en", "single", "many"])
def page(request: pytest.FixtureRequest, browser: Browser, files: dict[str, Path]) -> Browser:
    browser.size(1100, 900)
    browser.open(files[request.param])
    return browser


def test_no_request_and_no_complaint(page: Browser) -> None:
    asked = [url for url in page.requests() if not url.startswith("data:")]
    assert len(asked) == 1
    assert asked[0].startswith("file://")
    assert page.complaints() == []


def test_every_chart_and_picture_has_a_size(page: Browser) -> None:
    sizes = page.evaluate(SIZES)
    assert len(sizes) >= 6
    assert min(sizes) > 30


def test_words_of_charts_neither_overlap_nor_leave_the_chart(page: Browser) -> None:
    for chart in page.evaluate(WORDS):
        left, top, right, bottom = chart["frame"]
        assert chart["words"], chart["name"]
        for word, x0, y0, x1, y1 in chart["words"]:
            inside = x0 > left - SLACK_PX and x1 < right + SLACK_PX
            assert inside, (chart["name"], word, x0 - left, right - x1)
            assert y0 > top - 3, (chart["name"], word)
            assert y1 < bottom + 3, (chart["name"], word)
        assert overlaps(chart["words"]) == [], chart["name"]


def overlaps(words: list[list]) -> list[tuple[str, str]]:
    """Pairs of words that cover each other by more than a hair; line boxes are taller than ink."""
    found = []
    for at, (word, x0, y0, x1, y1) in enumerate(words):
        for other, u0, v0, u1, v1 in words[at + 1 :]:
            wide = min(x1, u1) - max(x0, u0)
            tall = min(y1, v1) - max(y0, v0)
            if wide > SLACK_PX and tall > 0.45 * min(y1 - y0, v1 - v0):
                found.append((word, other))
    return found


def test_no_table_is_wider_than_the_paper(browser: Browser, files: dict[str, Path]) -> None:
    """A4 less its margins is 174 mm, 658 CSS pixels."""
    browser.size(658, 900)
    browser.call("Emulation.setEmulatedMedia", media="print")
    browser.open(files["many"])
    wider = browser.evaluate(
        "[...document.querySelectorAll('figure.table')]"
        ".filter(f => f.scrollWidth > f.clientWidth + 1).map(f => f.textContent.slice(0, 60))"
    )
    browser.call("Emulation.setEmulatedMedia", media="")
    assert wider == []


@pytest.mark.parametrize("width", [1100, 390])
def test_nothing_is_wider_than_the_screen(
    browser: Browser, files: dict[str, Path], width: int
) -> None:
    browser.size(width, 800)
    browser.open(files["both"])
    assert browser.evaluate("document.documentElement.scrollWidth") <= width


def test_contents_lead_to_their_chapters(browser: Browser, files: dict[str, Path]) -> None:
    browser.open(files["both"])
    missing = browser.evaluate(
        "[...document.querySelectorAll('nav a')].map(a => a.getAttribute('href'))"
        ".filter(href => !document.querySelector(href))"
    )
    assert missing == []
    assert browser.evaluate("document.querySelectorAll('nav a').length") == 10


@pytest.fixture(scope="module")
def paper(browser: Browser, files: dict[str, Path], tmp_path_factory) -> list[str]:
    """Text of every printed page."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("no pdftotext: install Debian's package 'poppler-utils' to look at the paper")
    browser.open(files["both"])
    pdf = browser.call("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"]
    path = tmp_path_factory.mktemp("paper") / "report.pdf"
    path.write_bytes(base64.b64decode(pdf))
    out = subprocess.run([tool, "-raw", str(path), "-"], capture_output=True, check=True)
    pages = out.stdout.decode("utf-8").split("\f")[:-1]
    return [re.sub(r"\s+", " ", text) for text in pages]


def test_pages_are_numbered_and_carry_the_title(paper: list[str]) -> None:
    for number, text in enumerate(paper, 1):
        assert f"{number}/{len(paper)}" in squeezed(text)
        assert ("Acomparisonof3alternatives" in squeezed(text)) or number == 1
    assert "Contents" in paper[0], "the title page is one page"
    assert "Targetboard" in squeezed(paper[1])


def test_no_page_is_nearly_empty(paper: list[str]) -> None:
    assert min(len(text) for text in paper[:-1]) > 350


def test_no_chart_is_cut_by_a_page(paper: list[str], inputs: ReportInputs) -> None:
    """Caption, drawing and note of a picture stand on one page."""
    pictures = [
        block
        for section in sections_of(inputs)
        for block in section.blocks
        if isinstance(block, Picture)
    ]
    assert len(pictures) > 8
    for picture in pictures:
        ends = (squeezed(picture.caption.en), squeezed(picture.note.en)[-60:])
        pages = [text for text in map(squeezed, paper) if all(end in text for end in ends)]
        assert pages, (picture.name, json.dumps(ends))


def test_headings_of_tables_are_repeated(paper: list[str], inputs: ReportInputs) -> None:
    """The longest table, that of the facts, goes over several pages, each with its head."""
    titles = [squeezed(fact.title) for fact in inputs.facts]
    with_rows = [
        text for text in map(squeezed, paper) if sum(title in text for title in titles) > 3
    ]
    assert len(with_rows) >= 2
    assert all("Licence" in text and "Sources" in text for text in with_rows)


def squeezed(text: str) -> str:
    """Text without blanks, so that line breaks do not matter."""
    return re.sub(r"\s+", "", text)
