"""The command `sim simulate`: what it refuses, and how a day is told."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from rich.console import Console

from sim.cli.simulate import simulate
from sim.cli.simulate_summary import print_day
from sim.errors import DataError, ScenarioError
from sim.study.day.frames import joined

ROOT = Path(__file__).parents[2]


def test_unknown_parts_are_told_all_at_once():
    with pytest.raises(DataError) as caught:
        simulate("base-2015", part=["metro,statoin", "xyz"])
    assert str(caught.value).splitlines() == [
        "--part: there is no part 'statoin'; did you mean 'station'?",
        "--part: there is no part 'xyz'; parts: metro, station, airport, disruption",
    ]


def test_a_scenario_without_demand_has_no_day(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("bare.yaml").write_text(
        "scenario: bare\ntitle: Bare\nas_of: 2015-12-31\ndemand: {enabled: false}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as caught:
        simulate("bare.yaml", data=ROOT / "network_data", outputs=tmp_path / "out", quiet=True)
    (issue,) = caught.value.issues
    assert (issue.code, issue.line) == ("operations-without-demand", 4)
    assert issue.fix == "switch demand on in the scenario"


def rows(part, **measures):
    return [
        {
            "part": part,
            "facility_id": "H",
            "name_zh": "东站",
            "name_en": "East",
            "measure": measure.replace("__", "/"),
            "title_zh": "项",
            "title_en": measure,
            "unit": "s",
            "value": value,
            "low": value - 1,
            "high": value + 1,
            "replications": 5,
            "half_width_pct": 1.0,
        }
        for measure, value in measures.items()
    ]


def check(name, difference):
    return {"part": "station", "facility_id": "H", "check": name, "title_zh": "数",
            "title_en": "Totals", "model_total": 10, "simulated_total": 10 + difference,
            "difference": difference}  # fmt: skip


def told(tables, tmp_path, width=110):
    frames = joined([{name: pd.DataFrame(own) for name, own in tables.items()}])
    results = SimpleNamespace(
        manifest=SimpleNamespace(title_zh="某日", title="A day", run_id="abc"),
        table=lambda name: frames[name],
        reused=False,
        folder=tmp_path,
    )
    text = io.StringIO()
    print_day(results, console=Console(file=text, width=width))
    return text.getvalue()


def test_a_day_is_told_with_intervals_and_the_longest_waits(tmp_path):
    waits = {
        f"wait_p95_s__{place}": wait for place, wait in zip("abcd", (5, 90, 30, 60), strict=True)
    }
    text = told({"operations_summary": rows("station", people=120, **waits)}, tmp_path)
    assert "某日  A day" in text
    assert "5 次重复 replications" in text
    assert "铁路枢纽  Main stations" in text
    assert "东站  East" in text
    assert "[119, 121]" in text
    assert text.index("wait_p95_s__b") < text.index("wait_p95_s__d") < text.index("wait_p95_s__c")
    assert "wait_p95_s__a" not in text


def test_totals_that_tie_out_and_those_that_do_not(tmp_path):
    sound = [check("people", 0), check("trips", 0), check("near_loads", 55)]
    assert "all 2 totals tie out" in told({"operations_checks": sound}, tmp_path)
    wrong = told({"operations_checks": [*sound, check("out", -3)]}, tmp_path)
    assert "2 of 3 totals tie out" in wrong
    assert "10 → 7" in wrong


def test_relief_closures_and_critical_sections(tmp_path):
    tables = {
        "operations_relief": [
            {"facility_id": "H", "title_zh": "安检", "title_en": "Security", "change_zh": "增至9",
             "change_en": "9 lanes instead of 7", "wait_p95_before_min": 12.0,
             "wait_p95_after_min": 4.0}
        ],
        "operations_disruptions": [
            {"title_zh": "甲–乙", "title_en": "A – B", "from_time": "08:00", "until_time": "09:00",
             "person_minutes_lost": 123456.0, "low": 120000.0, "high": 127000.0,
             "people_affected": 9000.0, "recovered_time": "09:30"}
        ],
        "operations_critical_sections": [
            {"rank": 1, "from_zh": "甲", "to_zh": "乙", "from_en": "A", "to_en": "B",
             "person_minutes_lost_per_h": 5000.0, "screened_lost_per_h": 1200.0,
             "rank_topology": 4, "simulated": True},
            {"rank": 2, "from_zh": "乙", "to_zh": "丙", "from_en": "B", "to_en": "C",
             "person_minutes_lost_per_h": 900.0, "screened_lost_per_h": 900.0,
             "rank_topology": 1, "simulated": False},
        ],
    }  # fmt: skip
    text = " ".join(told(tables, tmp_path).split())
    assert "9 lanes instead of 7 — P95 12 → 4 min" in text
    assert ": 123,456 人分 person-minutes [120,000, 127,000]" in text
    assert "recovered 09:30" in text
    first = "1. 甲–乙 A – B: 1,200 人分 person-minutes (全程模拟 simulated 5,000)"
    assert f"{first} · 拓扑名次 rank by topology 4" in text
    assert "2. 乙–丙 B – C: 900 人分 person-minutes · 拓扑名次 rank by topology 1" in text


def test_where_the_animation_is(tmp_path):
    assert "day.html" not in told({}, tmp_path)
    (tmp_path / "day.html").write_text("x", encoding="utf-8")
    assert str(tmp_path / "day.html") in told({}, tmp_path, width=300)
