"""What is told about a wrong value names what should stand there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.errors import Severity
from sim.network.census import CENSUS_YEARS
from sim.scenario import check_file
from sim.scenario.offers import last_change

ROOT = Path(__file__).parents[3]
DATA = ROOT / "network_data"
HEADWAY = "  - type: adjust_headway\n    routes: {routes}\n    headway_min: {headway}\n"
LINE = """  - type: add_line
    route_id: metro_20
    mode: {mode}
    name_zh: 20号线
    name_en: Line 20
    stops: {stops}
    speed_kmh: 35
    headway_min: 6
"""


def told(folder: Path, header: str, entries: str = "", *, severity: str = "error") -> list[str]:
    """Code, what and fix of every issue, with its line."""
    path = folder / "plan.yaml"
    body = f"modifications:\n{entries}" if entries else ""
    path.write_text(f"scenario: plan\ntitle: A plan\n{header}{body}", encoding="utf-8")
    return [
        issue.text().removeprefix(f"{path}:")
        for issue in check_file(path, DATA, ROOT / "scenarios").issues
        if issue.severity == Severity(severity)
    ]


@pytest.mark.parametrize(
    ("routes", "headway", "expected"),
    [
        ("metro_1", "5", 'routes: "metro_1" is not a list — write a list: [metro_1]'),
        ("[1]", "5", 'routes: 1 is not text — put it in quotes: "1"'),
        (
            "[metro_1]",
            "5 min",
            'headway_min: "5 min" is not a number — write 5, without quotes and without its unit',
        ),
        (
            "[metro_1]",
            "2.5分钟",
            (
                'headway_min: "2.5分钟" is not a number — write 2.5, without quotes and without its '
                "unit"
            ),
        ),
        ("[metro_1]", "[6]", "headway_min: [6] is not a number — write 6, without brackets"),
        (
            "[metro_1]",
            "2'30",  # minutes and seconds: no single number can be proposed
            (
                'headway_min: "2\'30" is not a number — write a number without quotes and without its '
                "unit"
            ),
        ),
    ],
)
def test_wrong_kind_of_value(tmp_path, routes, headway, expected):
    entries = HEADWAY.format(routes=routes, headway=headway)
    (found,) = told(tmp_path, "as_of: 2016-07-01\n", entries)
    line = 6 if "routes" in expected else 7
    assert found == f"{line} error wrong-type — {expected}"


@pytest.mark.parametrize("text", ["2016/7/1", "2016.07.01", "2016年7月1日"])
def test_a_date_written_otherwise_is_written_right(tmp_path, text):
    assert told(tmp_path, f"as_of: {text}\n") == [
        (
            f'3 error impossible-date — as_of: "{text}" is not a day of the calendar — '
            "write 2016-07-01"
        )
    ]


def test_one_target_without_brackets(tmp_path):
    assert told(tmp_path, "as_of: 2016-07-01\ntargets: urban_rail_km\n") == [
        (
            '4 error unknown-choice — targets: "urban_rail_km" is not a choice — '
            "write all, or a list: [urban_rail_km]"
        )
    ]


def test_a_type_written_as_a_key(tmp_path):
    assert told(tmp_path, "as_of: 2016-07-01\n", "  - open_section: [2b]\n") == [
        (
            "5 error missing-type — the entry has no type — write `type: open_section`, and what it "
            "needs as keys of its own below it"
        )
    ]


def test_own_keys_of_an_entry_are_named_first(tmp_path):
    entries = "  - {type: set_transfer_time, time_min: 3, qqq: 1}\n"
    unknown = next(text for text in told(tmp_path, "as_of: 2016-07-01\n", entries) if "qqq" in text)
    assert "known keys: type, stops, hub, time_min, both_ways, note, allow_no_effect;" in unknown


@pytest.mark.parametrize(("mode", "fix"), [("地铁", "metro"), ("Suburban rail", "suburban_rail")])
def test_a_mode_by_its_label(tmp_path, mode, fix):
    entries = LINE.format(mode=mode, stops="[M_wulin_square, M_xianghu]")
    assert told(tmp_path, "as_of: 2016-07-01\n", entries) == [
        f"7 error unknown-mode — there is no mode '{mode}' — write its id: {fix}"
    ]


def test_brackets_in_a_stations_name_may_be_full_width(tmp_path):
    entries = LINE.format(mode="metro", stops="[长安（东方学院）, 临平, 武林广场]")
    assert told(tmp_path, "as_of: 2016-07-01\n", entries) == []


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            HEADWAY.format(routes="[metro_1, Line 2, 1号线]", headway=5),
            "6 error named-twice — '1号线' is the same as 'metro_1' in routes",
        ),
        (
            "  - type: open_section\n    sections: [2b, 4b, 2b]\n",
            "6 error named-twice — '2b' stands twice in sections",
        ),
        (
            "  - type: adjust_speed\n    routes: [metro_1, metro_1]\n    speed_factor: 1.1\n",
            "6 error named-twice — 'metro_1' stands twice in routes",
        ),
    ],
)
def test_the_same_thing_named_twice(tmp_path, entry, expected):
    assert told(tmp_path, "as_of: 2016-07-01\n", entry) == [f"{expected} — name each one once"]


def test_people_beyond_the_last_census_are_told_with_years_and_method(tmp_path):
    assert CENSUS_YEARS == (2010, 2020)
    assert told(tmp_path, "as_of: 2016-07-01\nhorizon_year: 2035\n", severity="warning") == [
        (
            "4 warning horizon-beyond-data — people and jobs of 2035 are not counted but drawn on: "
            "the straight line from the census of 2010 to that of 2020 goes on for 15 years after "
            "2020 — take a horizon_year from 2010 to 2020, or report them as an assumption"
        )
    ]


def test_people_before_the_first_census_are_told_at_the_date_that_means_them(tmp_path):
    (found,) = told(tmp_path, "as_of: 2008-07-01\n", severity="warning")
    assert found.startswith("3 warning horizon-beyond-data — people and jobs of 2008 ")
    assert "goes on for 2 years before 2010" in found


@pytest.mark.parametrize("year", [2010, 2015, 2020])
def test_people_between_the_censuses_need_no_word(tmp_path, year):
    header = f"as_of: 2010-01-01\nhorizon_year: {year}\n"
    assert told(tmp_path, header, severity="warning") == []


def test_a_network_beyond_the_tables_is_told(tmp_path):
    last = last_change(DATA)
    assert last is not None
    assert last > date(2022, 9, 21)
    header = f"as_of: {last.year + 1}-01-01\nhorizon_year: 2020\n"
    (found, *_) = told(tmp_path, header, severity="warning")
    assert found == (
        f"3 warning as-of-beyond-data — the tables know of no opening after {last}: the network "
        f"of {last.year + 1}-01-01 is that of then — add what opens later as modifications, or "
        "take an earlier as_of"
    )


def test_a_cutoff_beyond_a_shortened_search_is_told_where_the_search_is_shortened(tmp_path):
    header = "as_of: 2016-07-01\naccessibility: {measures: []}\nrouting: {max_time_min: 20}\n"
    assert told(tmp_path, header) == [
        (
            "5 error cutoff-beyond-search — the cutoff of 60 min is beyond the search of 20 min — "
            "raise routing.max_time_min, or drop the cutoff"
        )
    ]
