"""Every kind of damage to a table has its code, its line and its advice."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from table_samples import DATA, METRO, RAIL, by_code, edit

from sim.errors import DataError, Issue, Severity
from sim.tables.checking import check_package
from sim.tables.contracts import CATALOGUE
from sim.tables.publishing import write_datapackage
from sim.tables.reading import read_package, read_table

Check = Callable[[], Mapping[str, Issue]]


def only(issues: Mapping[str, Issue], code: str) -> Issue:
    assert set(issues) == {code}, {code: issue.text() for code, issue in issues.items()}
    return issues[code]


def test_untouched_copy_is_clean(issues: Check) -> None:
    assert issues() == {}


def test_missing_table(data: Path, issues: Check) -> None:
    (data / "metro" / "fares.csv").unlink()
    issue = only(issues(), "missing-table")
    assert issue.file == data / "metro" / "fares.csv"
    assert "restore" in issue.fix


def test_ragged_row(data: Path, issues: Check) -> None:
    edit(data / "metro" / "fares.csv", "percent_off", "percent,off")
    issue = only(issues(), "bad-csv")
    assert issue.line == 11
    assert issue.what == "the row has 13 cells, the header 12"


def test_truncated_file(data: Path, issues: Check) -> None:
    path = data / "metro" / "ridership.csv"
    path.write_bytes(path.read_bytes()[:-40])
    found = issues()
    assert set(found) == {"bad-csv"}
    assert found["bad-csv"].what == "the file ends in the middle of a line"


def test_header_alone(data: Path, issues: Check) -> None:
    path = data / "metro" / "ridership.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert only(issues(), "bad-csv").what == "the table has no rows"


def test_many_ragged_rows(data: Path) -> None:
    path = data / "metro" / "stations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",derived,", ","), encoding="utf-8")
    found = [i for i in check_package(data, catalogue=METRO) if i.code == "bad-csv"]
    # 296 derived rows: five are shown
    assert [issue.line for issue in found] == [2, 3, 4, 5, 6, None]
    assert found[-1].what == "291 more damaged rows"


def test_unclosed_quote(data: Path, issues: Check) -> None:
    line = edit(data / "metro" / "ridership.csv", "Line 1 only", '"Line 1 only')
    issue = only(issues(), "bad-csv")
    assert issue.line == line


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe\x00"])
def test_file_that_is_no_table(data: Path, issues: Check, content: bytes) -> None:
    (data / "metro" / "ridership.csv").write_bytes(content)
    only(issues(), "bad-csv")


def test_unknown_column_with_its_likely_meaning(data: Path, issues: Check) -> None:
    edit(data / "metro" / "headways.csv", "headway_s", "headwy_s")
    found = issues()
    assert set(found) == {"missing-column", "unknown-column"}
    assert found["unknown-column"].fix == "did you mean 'headway_s'?"
    assert found["unknown-column"].line == 1
    assert "'headway_s' is missing" in found["missing-column"].what


def test_column_there_twice(data: Path, issues: Check) -> None:
    path = data / "metro" / "checkpoints.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    doubled = [f"{row},{'note' if n == 0 else 'x'}" for n, row in enumerate(rows)]
    path.write_text("\n".join(doubled) + "\n", encoding="utf-8")
    assert "twice" in only(issues(), "unknown-column").what


@pytest.mark.parametrize(
    "case",
    [
        ("sections", ",35.44,", ",-35.44,", "a number from 0.3 to 120 (km)"),
        ("sections", ",35.44,", ",35.44 km,", "a number from 0.3 to 120 (km)"),
        ("sections", ",35.44,", ",nan,", "a number from 0.3 to 120 (km)"),
        ("sections", ",35.44,", ",,", "a number from 0.3 to 120 (km)"),
        ("sections", ",2012-11-24,", ",24.11.2012,", "a date such as 2016-07-01, or empty"),
        ("sections", ",2012-11-24,", ",2012-13-24,", "a date such as 2016-07-01, or empty"),
        ("sections", ",2012-11-24,", ",9999-12-31,", "a date such as 2016-07-01, or empty"),
        ("headways", ",20:30,570,", ",20:30,99999999999999999999,", "a whole number from 30"),
        ("sections", ",operating,", ",running,", "one of operating, under_construction, planned"),
        ("sections", ",metro,1,", ",metro,yes,", "0 or 1"),
        ("sections", ",published,", ",sure,", "one of official, published, derived"),
        ("lines", "#FC0601", "red", "text such as #FC0601"),
        ("lines", ",6,1460,", ",6.5,1460,", "a whole number from 1 to 12 (1), or empty"),
        ("headways", ",06:30,20:30,570,", ",6.30,20:30,570,", "text such as 06:30"),
        ("headways", ",20:30,570,", ",20:30,-570,", "a whole number from 30 to 14400 (s)"),
    ],
)
def test_bad_value(data: Path, issues: Check, case: tuple[str, str, str, str]) -> None:
    table, old, new, expected = case
    line = edit(data / "metro" / f"{table}.csv", old, new)
    issue = issues()["bad-value"]
    assert issue.severity is Severity.ERROR
    assert issue.line == line
    assert expected in issue.fix


def test_five_bad_rows_are_shown_and_all_are_counted(data: Path, issues: Check) -> None:
    path = data / "metro" / "stations.csv"
    text = path.read_text(encoding="utf-8").replace(",2012-11-24,", ",2012,")
    path.write_text(text, encoding="utf-8")
    # 31 stations of phase 1 less 火车东站, which opened in 2013
    what = issues()["bad-value"].what
    assert what.count("'2012' in line") == 5
    assert what.endswith("and 25 more (30 of 299 rows)")


def test_several_problems_at_once(data: Path) -> None:
    edit(data / "metro" / "sections.csv", ",35.44,", ",long,")
    edit(data / "metro" / "lines.csv", "#FC0601", "red")
    (data / "metro" / "fares.csv").unlink()
    codes = [issue.code for issue in check_package(data, catalogue=METRO)]
    assert codes.count("bad-value") == 2
    assert "missing-table" in codes


def test_duplicate_key(data: Path, issues: Check) -> None:
    path = data / "metro" / "checkpoints.csv"
    path.write_text(path.read_text(encoding="utf-8") + "2018-12-31,117.6,,official,x\n", "utf-8")
    issue = only(issues(), "duplicate-key")
    assert issue.line == 16
    assert "2018-12-31" in issue.what


def test_duplicate_station_does_not_upset_later_checks(rail: Path) -> None:
    path = rail / "rail" / "stations.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, *lines[1:60]]) + "\n", encoding="utf-8")
    what = only(by_code(check_package(rail, catalogue=RAIL)), "duplicate-key").what
    assert "(59 of 236 rows)" in what


def test_broken_reference(data: Path, issues: Check) -> None:
    line = edit(data / "metro" / "line_stops.csv", ",M_xixing,", ",M_xixin,")
    issue = only(issues(), "broken-reference")
    assert issue.line == line
    assert "'M_xixin'" in issue.what
    assert issue.fix.startswith(
        "did you mean 'M_xixing'? Else use a value of metro/stations.stop_id"
    )


def test_bad_row_is_not_also_a_broken_reference(data: Path, issues: Check) -> None:
    edit(data / "metro" / "stations.csv", ",120.215910,30.189733,", ",east,30.189733,")
    assert set(issues()) == {"bad-value"}


def test_unknown_mode(data: Path, issues: Check) -> None:
    edit(data / "metro" / "lines.csv", ",suburban_rail,", ",maglev,")
    issue = only(issues(), "broken-reference")
    assert "'maglev'" in issue.what
    assert "suburban_rail" in issue.fix


def test_wrong_hash(data: Path) -> None:
    edit(data / "metro" / "fares.csv", "a promotion", "a long promotion")
    found = [i for i in check_package(data, catalogue=METRO) if i.code == "wrong-hash"]
    assert len(found) == 1
    assert found[0].severity is Severity.ERROR
    assert "sim data --write-hashes" in found[0].fix


def test_package_file_missing_damaged_or_old(data: Path, issues: Check) -> None:
    path = data / "datapackage.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"name": "headway_s"', '"name": "headway"'), encoding="utf-8")
    only(issues(), "stale-package")
    path.write_text(text.replace('"name": "metro.fares"', '"name": "metro.prices"'), "utf-8")
    only(issues(), "unlisted-table")
    path.write_text(text[:5000], encoding="utf-8")
    only(issues(), "bad-package")
    path.unlink()
    only(issues(), "missing-package")


def test_file_that_nothing_reads(data: Path, issues: Check) -> None:
    (data / "metro" / "extra.csv").write_text("a\n1\n", encoding="utf-8")
    issue = only(issues(), "unknown-table")
    assert issue.severity is Severity.WARNING


# --- plausibility --------------------------------------------------------------------------------


def test_section_that_closes_before_it_opens(data: Path, issues: Check) -> None:
    edit(data / "metro" / "sections.csv", ",2021-07-10,operating", ",2011-07-10,operating")
    assert issues()["opening-order"].line == 3


def test_stop_that_opens_before_its_section(data: Path, issues: Check) -> None:
    edit(data / "metro" / "line_stops.csv", ",1c,2400,230,2015-11-24", ",1c,2400,230,2014-11-24")
    found = issues()
    assert "M_south_wenhai_road 2014-11-24" in found["opening-order"].what


def test_stops_far_apart(data: Path, issues: Check) -> None:
    edit(data / "metro" / "stations.csv", ",120.215910,30.189733,", ",120.815910,30.189733,")
    issue = issues()["hop-distance"]
    assert issue.severity is Severity.ERROR
    assert "M_xixing" in issue.what


def test_longitude_and_latitude_exchanged(data: Path, issues: Check) -> None:
    edit(data / "metro" / "stations.csv", ",120.215910,30.189733,", ",30.189733,120.215910,")
    assert "bad-value" in issues()  # 120° north does not exist


def test_place_far_outside(data: Path, issues: Check) -> None:
    edit(data / "metro" / "stations.csv", ",120.215910,30.189733,", ",102.215910,30.189733,")
    issue = issues()["position"]
    assert issue.severity is Severity.ERROR
    assert "M_xixing (102.216, 30.1897)" in issue.what


def test_hop_faster_than_the_line(data: Path, issues: Check) -> None:
    # 1.899 km in 60 s = 114 km/h on a line of 80 km/h
    edit(data / "metro" / "line_stops.csv", ",1899,150,", ",1899,60,")
    issue = only(issues(), "hop-speed")
    assert issue.severity is Severity.ERROR
    assert "113.9 km/h" in issue.what


def test_hop_slower_than_walking_pace(data: Path, issues: Check) -> None:
    # 1.899 km in 900 s = 7.6 km/h
    edit(data / "metro" / "line_stops.csv", ",1899,150,", ",1899,900,")
    issue = only(issues(), "hop-speed")
    assert issue.severity is Severity.WARNING
    assert "7.6 km/h" in issue.what


def test_hop_without_time(data: Path, issues: Check) -> None:
    edit(data / "metro" / "line_stops.csv", ",1899,150,", ",1899,0,")
    assert only(issues(), "run-time").line == 3


def test_gap_in_the_numbers_of_the_stops(data: Path, issues: Check) -> None:
    edit(data / "metro" / "line_stops.csv", "metro_8,main,9,", "metro_8,main,11,")
    assert "metro_8 main 11" in only(issues(), "stop-order").what


def test_odd_headway(data: Path, issues: Check) -> None:
    edit(data / "metro" / "headways.csv", ",20:30,570,", ",20:30,45,")
    issue = only(issues(), "headway-range")
    assert issue.severity is Severity.WARNING
    assert issue.line == 2


def test_two_headways_for_one_time(data: Path, issues: Check) -> None:
    edit(data / "metro" / "headways.csv", ",2020-04-22,daily,", ",2020-04-23,daily,")
    issue = only(issues(), "overlapping-headways")
    assert "metro_5 with line" in issue.what


def test_headway_that_ends_before_it_starts(data: Path, issues: Check) -> None:
    edit(data / "metro" / "headways.csv", ",06:30,20:30,570,", ",06:30,05:30,570,")
    assert only(issues(), "overlapping-headways").line == 2


def test_length_that_does_not_add_up(data: Path) -> None:
    edit(data / "metro" / "sections.csv", ",35.44,", ",34.44,")
    found = [i for i in check_package(data, catalogue=METRO) if i.code == "network-length"]
    # 80.57 against 81.5 km is 1.1 % less
    assert "2015-12-31 80.57 km against 81.5 (-1.1%)" in found[0].what
    assert found[0].severity is Severity.WARNING


def test_train_that_arrives_before_it_left(rail: Path) -> None:
    edit(
        rail / "rail" / "calls.csv",
        "2016-5600000D8110,2,R_zhuji,939,",
        "2016-5600000D8110,2,R_zhuji,909,",
    )
    found = by_code(check_package(rail, catalogue=RAIL))
    assert "2016-5600000D8110 2" in found["call-order"].what


def test_train_without_calls(rail: Path) -> None:
    path = rail / "rail" / "trains.csv"
    row = "X1,2016-03,G1,G,rail_hsr,08:00,1,0,published,x\n"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    issue = only(by_code(check_package(rail, catalogue=RAIL)), "call-order")
    assert "X1" in issue.what
    assert issue.line == 1311


def test_train_faster_than_trains(rail: Path) -> None:
    # Hangzhou East to Zhuji is 63 km in a straight line: 2 minutes would be over 1800 km/h
    edit(
        rail / "rail" / "calls.csv",
        "2016-5600000D8110,2,R_zhuji,939,",
        "2016-5600000D8110,2,R_zhuji,916,",
    )
    issue = only(by_code(check_package(rail, catalogue=RAIL)), "train-speed")
    assert issue.severity is Severity.ERROR
    assert "R_hangzhou_east – R_zhuji" in issue.what


def test_station_outside_the_province_it_names(tmp_path: Path) -> None:
    root = tmp_path / "data"
    shutil.copytree(DATA / "land", root / "land")
    shutil.copytree(DATA / "rail", root / "rail")
    for name in ("modes.yaml", "datapackage.json"):
        shutil.copy(DATA / name, root / name)
    # Jiaxing South moved 40 km north, to Suzhou
    edit(root / "rail" / "stations.csv", ",120.795507,30.693327,", ",120.795507,31.293327,")
    catalogue = RAIL | {"land/province": CATALOGUE["land/province"]}
    found = by_code(check_package(root, catalogue=catalogue))
    assert "R_jiaxing_south by" in found["position"].what
    assert found["position"].severity is Severity.WARNING


def test_geojson_damage(tmp_path: Path) -> None:
    root = tmp_path / "data"
    (root / "land").mkdir(parents=True)
    catalogue = {"land/province": CATALOGUE["land/province"]}
    path = root / "land" / "province.geojson"
    feature = '{"features": [{"properties": {"name": "x"}, "geometry": null}]}'
    for content in (
        "{",
        "[]",
        '{"features": [1]}',
        feature,
        '{"features": [{"properties": null}]}',
    ):
        path.write_text(content, encoding="utf-8")
        found = by_code(check_package(root, catalogue=catalogue))
        assert "bad-file" in found


# --- reading --------------------------------------------------------------------------------------


def copy(tmp_path: Path) -> Path:
    root = tmp_path / "network_data"
    shutil.copytree(DATA, root)
    return root


def test_reading_a_changed_but_sound_table_warns(tmp_path: Path) -> None:
    root = copy(tmp_path)
    edit(root / "metro" / "headways.csv", ",20:30,570,", ",20:30,600,")
    package = read_package(root)
    assert package["metro/headways"]["headway_s"].iloc[0] == 600
    assert [(i.code, i.severity) for i in package.issues] == [("wrong-hash", Severity.WARNING)]
    assert package.fingerprint != read_package(DATA).fingerprint


def test_reading_a_broken_folder_tells_everything(tmp_path: Path) -> None:
    root = copy(tmp_path)
    edit(root / "metro" / "headways.csv", ",20:30,570,", ",20:30,-600,")
    edit(root / "rail" / "hubs.csv", "M_chengzhan", "M_chenzhan")
    with pytest.raises(DataError) as caught:
        read_package(root)
    assert {issue.code for issue in caught.value.issues} == {"bad-value", "broken-reference"}
    with pytest.raises(DataError, match="headway_s"):
        read_table(root, "metro/headways")


def test_reading_without_the_package_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="missing-package"):
        read_package(tmp_path)


def test_reading_a_table_that_is_not_there() -> None:
    with pytest.raises(DataError, match="did you mean 'metro/lines'"):
        read_table(DATA, "metro/line")
    with pytest.raises(DataError, match="did you mean 'metro/lines'"):
        read_package(DATA)["metro/line"]


def test_writing_refuses_what_is_broken(data: Path) -> None:
    def write() -> bytes:
        return write_datapackage(data, catalogue=METRO).read_bytes()

    before = write()
    assert write() == before
    edit(data / "metro" / "headways.csv", ",20:30,570,", ",20:30,600,")
    changed = write()
    assert changed != before
    assert not {"wrong-hash"} & {i.code for i in check_package(data, catalogue=METRO)}
    edit(data / "metro" / "headways.csv", ",20:30,600,", ",20:30,often,")
    with pytest.raises(DataError, match="bad-value"):
        write()
    assert (data / "datapackage.json").read_bytes() == changed


def test_writing_asks_where_a_table_comes_from(data: Path) -> None:
    edit(data / "sources.yaml", "metro/fares:", "metro/prices:")
    with pytest.raises(DataError, match="nothing says where metro/fares comes from"):
        write_datapackage(data, catalogue=METRO)
    (data / "sources.yaml").write_text("metro/fares: {", encoding="utf-8")
    with pytest.raises(DataError, match="bad-yaml"):
        write_datapackage(data, catalogue=METRO)
