"""The comparison page as text: whole, offline, equal bytes, nothing of a planner's as markup."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.errors import OutputError, ScenarioError
from sim.maps import compare_page
from sim.maps.compare_examples import two_lines
from sim.maps.compare_page import draw_comparison, write_comparison_page
from sim.maps.compare_values import unpack_values
from sim.maps.style import Words


def data(page: str, name: str) -> object:
    """One element of data of a page."""
    found = re.search(rf'id="data-{name}">(.*?)</script>', page, re.DOTALL)
    assert found is not None, name
    return json.loads(found[1])


@pytest.fixture(scope="module")
def page() -> str:
    """The page of the example."""
    return draw_comparison(two_lines())


def test_no_address_is_asked_for(page: str) -> None:
    assert "default-src 'none'" in html.unescape(page[:600])
    assert re.findall(r"""src=["']?(?:https?:)?//|<link|<iframe|@import""", page) == []
    assert "url(http" not in page


def test_values_of_every_alternative_are_in_the_page(page: str) -> None:
    packed = data(page, "values-minutes_from_airport")
    values = unpack_values(str(packed), alternatives=2, step=0.1)
    # Now unreachable, 55 minutes in the plan.
    assert np.isnan(values[0, 0])
    assert values[1, 0] == pytest.approx(55.0)


def test_measures_and_alternatives_are_told(page: str) -> None:
    compare = data(page, "compare")
    assert [one["name"] for one in compare["alternatives"]] == ["now", "plan"]
    assert [one["id"] for one in compare["measures"]] == [
        "minutes_from_hub",
        "minutes_from_airport",
        "population_60min",
    ]
    change = compare["measures"][0]["change"]
    assert change["ticks"] == ["−30", "−15", "−5", "−1", "+1", "+5", "+15", "+30"]
    assert compare["measures"][2]["change"]["ticks_zh"][-1] == "+100万"
    assert len(change["colours"]) == 12


def test_alternatives_say_their_dates(page: str) -> None:
    network = two_lines().reference.network
    facts = data(page, "compare")["alternatives"][0]["facts"]
    assert network.as_of.isoformat() in facts["zh"]
    assert f"people {network.horizon_year}" in facts["en"]


def test_text_of_planners_is_no_markup() -> None:
    inputs = two_lines()
    bad = "</script><img src=x>"
    first = replace(inputs.reference, title_en=bad)
    ledger = pd.DataFrame({"alternative": ["plan"], "position": [1], "sentence": [bad]})
    page = draw_comparison(
        replace(
            inputs,
            alternatives=(first, inputs.alternatives[1]),
            title_en=bad,
            ledger=ledger,
            notes=(bad, Words(bad, bad)),
        )
    )
    assert "<img src=x>" not in page
    assert data(page, "compare")["ledger"][0]["sentence"] == bad


def test_missing_numbers_of_the_ledger_stay_missing() -> None:
    ledger = pd.DataFrame(
        {
            "alternative": ["plan"],
            "position": [3],
            "sentence": ["opens"],
            "note": [None],
            "own": [False],
            "km": [10.0],
            "people_changed": [np.nan],
        }
    )
    entry = data(draw_comparison(replace(two_lines(), ledger=ledger)), "compare")["ledger"][0]
    assert entry == {
        "alternative": "plan",
        "position": 3,
        "sentence": "opens",
        "note": "",
        "own": False,
        "km": 10.0,
        "people_changed": None,
    }


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_language_the_page_opens_in(lang: str) -> None:
    page = draw_comparison(two_lines(), lang=lang)
    assert f'<html class="lang-{lang}"' in page


def test_unknown_language() -> None:
    with pytest.raises(ScenarioError, match="language 'fr' is not known; write "):
        draw_comparison(two_lines(), lang="fr")  # type: ignore[arg-type]


def test_notes_are_shown_in_both_languages() -> None:
    page = draw_comparison(replace(two_lines(), notes=(Words("年份不同", "other years"), "plain")))
    assert '<span class="zh">年份不同</span>' in page
    assert '<span class="en">other years</span>' in page
    assert "<p>plain</p>" in page


def test_a_page_too_large_says_what_is_heavy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare_page, "MAX_BYTES", 1000)
    with pytest.raises(OutputError, match=r"heaviest parts: .*Compare fewer alternatives"):
        draw_comparison(two_lines())


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"page\.html: the page cannot be written"):
        write_comparison_page(two_lines(), tmp_path / "nowhere" / "page.html")
