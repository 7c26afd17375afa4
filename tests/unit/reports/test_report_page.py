"""The page as a whole: offline, escaped, the same bytes, in the language asked for."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from report_sample import EVIL

import sim.reports.page as page_module
from sim.errors import OutputError
from sim.indicators.compare_values import ranked_values
from sim.maps.style import Words
from sim.reports import SECTIONS, ReportInputs, report_page, write_report
from sim.reports.page import sections_of
from sim.reports.sections.assumptions import shared_and_own

VOID = {"meta", "br", "img", "hr", "path", "use", "rect", "image"}


class Page(HTMLParser):
    """Collects what a page holds, and tags that are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [
            value or "" for name, value in attrs if name in {"src", "href", "xlink:href", "action"}
        ]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)


@pytest.fixture(scope="module")
def page(compared: ReportInputs) -> str:
    return report_page(compared)


def test_the_page_asks_for_nothing(page: str) -> None:
    found = Page(page)
    assert {"script", "link", "iframe", "form"} & set(found.tags) == set()
    assert all(address.startswith(("#", "data:image/png")) for address in found.addresses)
    assert "default-src &#39;none&#39;" in page
    assert "@import" not in page
    assert re.findall(r"url\((?!#|data:)", page) == []


def test_tags_are_closed_in_order(page: str) -> None:
    found = Page(page)
    assert (found.open, found.crossed) == ([], [])


def test_words_of_a_scenario_cannot_break_the_page(page: str) -> None:
    assert EVIL not in page
    assert "&lt;/script&gt;&lt;b&gt;{{ 7 * 7 }}&lt;/b&gt;" in page
    assert page.count("</style>") == 1


def test_title_in_the_running_head_cannot_end_the_style(single: ReportInputs) -> None:
    evil = replace(single.alternatives[0], title=Words('标题"</style><b>', 'Title"</style><b>'))
    page = report_page(replace(single, alternatives=(evil,)))
    assert page.count("</style>") == 1
    assert r'content: "标题\"\3c /style>' in page


def test_equal_inputs_give_equal_bytes(page: str, compared: ReportInputs) -> None:
    assert report_page(compared) == page


def test_no_date_no_path_of_the_machine(page: str, outputs: Path) -> None:
    assert str(outputs) not in page
    assert str(Path(__file__).parents[3]) not in page
    assert str(Path.home()) + "/" not in page
    assert tempfile.gettempdir() not in page


def test_a_comparison_has_every_chapter(compared: ReportInputs) -> None:
    # These runs have no gateway and no simulated day; see test_report_gateway, _operations.
    assert [section.section_id for section in sections_of(compared)] == [
        spec.section_id for spec in SECTIONS if spec.section_id not in {"gateway", "operations"}
    ]


def test_a_single_run_has_no_chapter_of_differences(single: ReportInputs) -> None:
    ids = [section.section_id for section in sections_of(single)]
    assert ids == [
        "targets", "access", "demand", "maps", "changes", "assumptions", "definitions", "provenance",
    ]  # fmt: skip
    page = report_page(single)
    assert "reference" not in page.split("<main>")[0]
    assert "opens piece 1" in page


def test_both_languages_chinese_first(page: str) -> None:
    title = page.index("3个方案的比较</span>")
    assert title < page.index("A comparison of 3 alternatives</span>")
    assert '<html lang="zh-CN">' in page


@pytest.mark.parametrize(("lang", "there", "not_there"), [
    ("zh", "与目标的差距", "Headroom to the targets"),
    ("en", "Headroom to the targets", "与目标的差距"),
])  # fmt: skip
def test_one_language_alone(lang: str, there: str, not_there: str, compared: ReportInputs) -> None:
    page = report_page(replace(compared, lang=lang))
    assert there in page
    assert not_there not in page
    assert f'<html lang="{"en" if lang == "en" else "zh-CN"}">' in page


def test_headline_values_with_margin_and_difference(page: str) -> None:
    """Plan: 257.3 km, 7.3 above 250, 175.7 more than the 81.6 before."""
    assert "◐ 257.3" in page
    assert "(+7.3) Δ +175.7" in page
    assert "✗ 81.6" in page
    assert "(−168.4)" in page


def test_mean_gains_by_district_are_those_of_the_table(page: str) -> None:
    """Xihu in plan: 20 000 / 3000 = 6.7; Shangcheng in late: -4 * 4000 / 10 000 = -1.6."""
    text = re.sub(r"<[^>]+>|\s+", " ", page)
    assert re.search(r"西湖区 +Xihu +6,000 +6\.7 +0\.0", text)
    assert re.search(r"上城区 +Shangcheng +10,000 +5\.8 +−1\.6", text)


def test_warnings_stand_on_the_title_page(compared: ReportInputs) -> None:
    page = report_page(replace(compared, warnings=(Words("注意", "Mind the growth"),)))
    assert "Mind the growth" in page.split("<nav>")[0]


def test_assumptions_are_told_once_and_own_ones_by_name(page: str) -> None:
    assert page.count("Walking: 4.5 km/h.") == 1
    assert "<li>plan: Only of plan.</li>" in page
    assert page.count("before, plan, late: a hub without trains — open it") == 1
    assert shared_and_own({}) == ((), {})


def test_definitions_say_formula_source_and_what_the_runs_saw(page: str) -> None:
    assert "sum of length_km over the sections" in page
    assert "[plan] seen in plan." in page
    assert "Assumed threshold: " in page


def test_every_table_of_facts_has_its_licence(page: str, compared: ReportInputs) -> None:
    assert all(fact.licences for fact in compared.facts)
    for fact in compared.facts:
        assert f">{fact.name}<" in page


def test_inherited_changes_are_summed_up_in_one_line(page: str) -> None:
    """Entry 3 of plan and of late is inherited in the sample."""
    text = re.sub(r"<[^>]+>|\s+", " ", page)
    assert text.count("and 1 inherited from a parent scenario") == 2
    assert "3. opens piece 3" not in text


def test_ranks_are_not_told_where_all_are_equal(compared: ReportInputs) -> None:
    rows = pd.DataFrame(
        {
            "alternative": ["before", "plan", "late"], "indicator": "x", "title_zh": "指标",
            "title_en": "Thing", "place_type": "city", "place_id": "city", "name_zh": "",
            "name_en": "", "statistic": "mean", "value": [5.0, 5.0, 5.0], "unit": "min",
            "better": "lower",
        }
    )  # fmt: skip
    tables = {**compared.comparison, "indicators": ranked_values(rows, "before")}
    text = re.sub(r"<[^>]+>|\s+", " ", report_page(replace(compared, comparison=tables)))
    text = text[text.index("Indicators of the whole city") :]
    assert "Thing" in text
    assert "#1" not in text
    assert "Δ ±0" in text


def test_a_page_too_large_is_refused(
    compared: ReportInputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_module, "MAX_BYTES", 100_000)
    with pytest.raises(OutputError, match=r"would be 0\.\d MB, more than 0; compare fewer"):
        write_report(compared, tmp_path / "r.html")
    assert list(tmp_path.iterdir()) == []


def test_written_whole_or_not_at_all(single: ReportInputs, tmp_path: Path) -> None:
    target = tmp_path / "new" / "r.html"
    size = write_report(single, target)
    assert target.stat().st_size == size
    assert [path.name for path in target.parent.iterdir()] == ["r.html"]
    with pytest.raises(OutputError, match=r"cannot write .*choose another file with --to"):
        write_report(single, target / "below-a-file.html")
