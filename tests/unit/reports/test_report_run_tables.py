"""Access and equity of the runs: means over people, intervals, names of both languages."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from report_sample import NO, zone_access

from sim.reports import Alternative, ReportInputs, report_page
from sim.reports.sections.run_tables import access_table, equity_table
from sim.results import RunResults

IDS = zone_access("before").query("kind == 'cell'")["zone_id"].tolist()


class Run(RunResults):
    """A run with tables of access and equity, without files."""

    @property
    def tables(self) -> tuple[str, ...]:
        return ("access", "equity", "opportunity_layers")

    def table(self, name: str) -> pd.DataFrame:
        return {"access": access(), "equity": equity(), "opportunity_layers": layers()}[name]


def access() -> pd.DataFrame:
    """10 jobs for the first cell (1000 people), 40 for the second (2000), the rest without value.

    The county outside the city must not count.
    """
    values = [10.0, 40.0, *[float("nan")] * 5]
    rows = [(zone, value) for zone, value in zip(IDS, values, strict=True)]
    frame = pd.DataFrame([*rows, ("C_330600", 1e9)], columns=["zone_id", "value"])
    return frame.assign(
        measure="cumulative", layer="jobs", parameter="60 min", statistic="p50", unit="jobs"
    )


def equity() -> pd.DataFrame:
    row = {
        "measure": "cumulative", "layer": "jobs", "parameter": "60 min", "statistic": "gini",
        "group_type": "city", "group_id": "city", "name_zh": "", "name_en": "", "value": 0.25,
        "low": 0.2, "high": 0.3, "unit": "1",
    }  # fmt: skip
    district, severity = {"group_type": "district", "value": 0.99}, {"statistic": "fgt2"}
    return pd.DataFrame([row, {**row, **district}, {**row, **severity}])


def layers() -> pd.DataFrame:
    return pd.DataFrame([{"layer": "jobs", "title_zh": "就业岗位", "title_en": "Jobs"}])


def with_tables(inputs: ReportInputs) -> ReportInputs:
    def own(one: Alternative) -> Alternative:
        return replace(one, run=Run(one.run.folder, one.run.manifest))

    plan = own(inputs.alternatives[1])
    return replace(inputs, alternatives=(inputs.alternatives[0], plan, inputs.alternatives[2]))


def test_mean_over_the_people_who_have_a_value(compared: ReportInputs) -> None:
    """(10 * 1000 + 40 * 2000) / 3000 = 30; runs without the table have a dash."""
    table = access_table(with_tables(compared))
    assert table is not None
    (row,) = table.rows
    assert [cell.words.en for cell in row.cells] == [
        "Jobs: Cumulative opportunities", "—", "30.0", "—",
    ]  # fmt: skip
    assert row.cells[2].under.en == "18.8 %"  # 3000 of 16 000 people
    assert row.cells[0].words.zh == "就业岗位：累积机会"
    assert row.cells[0].under.en == "60 min · p50 · jobs"


def test_times_are_those_of_the_median_person_with_the_unreached_last(
    compared: ReportInputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """1000, 2000, 3000, 4000, 1000, 2000, 3000 people; the last 5000 of 16 000 are not reached.

    Half of them all, 8000, arrive by 40 min (6000 by 30). With only 6000 of them reached, most are
    beyond the 60 min that were searched, however near those who are reached live.
    """
    times = [10.0, 20.0, 30.0, 40.0, 50.0, NO, NO]

    def table_of(minutes: list[float]) -> pd.DataFrame:
        frame = pd.DataFrame({"zone_id": IDS, "value": minutes, "searched_to_min": 60.0})
        return frame.assign(
            measure="time_to_closest", layer="jobs", parameter="", statistic="p50", unit="min"
        )

    def cell(minutes: list[float]) -> tuple[str, str]:
        monkeypatch.setattr(f"{__name__}.access", lambda: table_of(minutes))
        table = access_table(with_tables(compared))
        assert table is not None
        found = table.rows[0].cells[2]
        return found.words.en, found.under.en

    assert cell(times) == ("40.0", "68.8 %")
    assert cell([10.0, 20.0, 30.0, NO, NO, NO, NO]) == ("> 60", "37.5 %")


def test_equity_of_the_city_with_its_interval(compared: ReportInputs) -> None:
    table = equity_table(with_tables(compared))
    assert table is not None
    subject, row = table.rows
    assert subject.cells[0].words.en == "Jobs · Cumulative opportunities · 60 min"
    assert [cell.words.en for cell in row.cells[1:]] == ["—", "0.250", "—"]
    assert row.cells[2].under.en == "0.200 … 0.300"
    assert "Gini" in row.cells[0].words.en
    assert "severity" in table.note.en


def test_they_stand_in_the_report(compared: ReportInputs) -> None:
    text = re.sub(r"<[^>]+>|\s+", " ", report_page(with_tables(compared)))
    assert "Access of the city&#39;s people" in text
    assert "Equity in the whole city" in text


def test_no_table_no_heading(compared: ReportInputs) -> None:
    assert access_table(compared) is None
    assert equity_table(compared) is None
