"""From the comparison to its page: order, titles, and what does not fit."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sim.maps.compare_examples import two_lines
from sim.maps.compare_inputs import ComparedAlternative
from sim.scenario import ScenarioDocument
from sim.study import compare_page
from sim.study.compare_page import comparison_page, on_page

DOCUMENT = ScenarioDocument(scenario="now", title="Now", as_of=date(2016, 7, 1))


@pytest.fixture(autouse=True)
def _no_base_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare_page, "read_base_layers", lambda _folder: two_lines().base)


def page_of(alternatives: tuple[ComparedAlternative, ...], reference: str) -> tuple[str, list[str]]:
    """The page and the names in the order it has them."""
    page = comparison_page(
        alternatives, reference=reference, document=DOCUMENT, data_dir=Path("unused")
    )
    found = re.search(r'id="data-compare">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return page, [one["name"] for one in json.loads(found[1])["alternatives"]]


def test_the_reference_comes_first() -> None:
    _, names = page_of(two_lines().alternatives, "plan")
    assert names == ["plan", "now"]


def test_of_more_than_ten_the_rest_is_named() -> None:
    first, second = two_lines().alternatives
    many = (first, *(replace(second, name=f"plan-{number}") for number in range(1, 12)))
    page, names = page_of(many, "plan-11")
    assert names == ["plan-11", "now", *(f"plan-{number}" for number in range(1, 9))]
    assert "This page can show 10 alternatives; not shown: plan-9, plan-10." in page
    assert "本页只能显示10个方案，未显示：plan-9, plan-10。" in page


def test_title_without_chinese_is_the_english_one() -> None:
    first = two_lines().reference
    shown = on_page("now@1", DOCUMENT, first.network, first.zones, ())
    assert (shown.name, shown.title_zh, shown.title_en) == ("now@1", "Now", "Now")
