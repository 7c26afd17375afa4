"""Points from CSV: what is read, and one message with line and advice for each mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import DataError, Issue
from sim.study.points import read_points

NAME_THEM = "name the columns id, lon and lat (degrees, WGS84)"


def written(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / "points of a city.csv"
    path.write_bytes(text.encode(encoding))
    return path


def problems(path: Path) -> tuple[Issue, ...]:
    with pytest.raises(DataError, match="cannot be used as points") as caught:
        read_points(path)
    return caught.value.issues


def test_columns_in_any_order_quoted_with_byte_order_mark_and_blank_lines(tmp_path: Path) -> None:
    text = '\ufeff"lat", "id","people","lon"\n\n30.2,"a, b",7,120.1\n\n'
    found = read_points(written(tmp_path, text))
    assert (found.ids, found.lon, found.lat) == (("a, b",), (120.1,), (30.2,))


def test_every_bad_row_is_told_with_its_own_line(tmp_path: Path) -> None:
    # Blank lines count: the first point stands in line 3, the short row in line 7.
    text = "id,lon,lat\n\na,120,x\n,120,30\na,200,30\nb,120,nan\nc,120\n"
    issues = problems(written(tmp_path, text))
    assert [(i.line, i.code, i.what, i.fix) for i in issues] == [
        (3, "point-no-number", "lat 'x' is no number", "write degrees, such as 120.1589"),
        (6, "point-no-number", "lat 'nan' is no number", "write degrees, such as 120.1589"),
        (7, "point-no-number", "lat '' is no number", "write degrees, such as 120.1589"),
        (4, "point-without-id", "the point has no id", "give each point an id"),
        (5, "point-repeated", "id 'a' is also in line 3", "give each point an id of its own"),
        (
            5,
            "point-off-earth",
            "lon 200 is not on earth",
            "degrees lie between -180 and 180; are lon and lat exchanged?",
        ),
    ]
    assert {issue.file for issue in issues} == {tmp_path / "points of a city.csv"}


def test_many_rows_with_one_fault_are_counted_and_five_shown(tmp_path: Path) -> None:
    rows = "".join(f"p{number},120,?\n" for number in range(8))
    issues = problems(written(tmp_path, "id,lon,lat\n" + rows))
    assert [issue.line for issue in issues] == [2, 3, 4, 5, 6, None]
    assert issues[-1].what == "8 rows in all; the first 5 are shown"


@pytest.mark.parametrize(
    ("header", "what", "fix"),
    [
        (
            "name,longitude,lat",
            "columns id, lon are missing; the file has name, longitude, lat",
            f"{NAME_THEM}; perhaps rename name to id, longitude to lon",
        ),
        (
            "id;lon;lat",
            "columns id, lon, lat are missing; the file has id;lon;lat",
            "separate columns by commas, not semicolons, and write decimals with a point",
        ),
        (
            "ID,lon,lat",
            "column id is missing; the file has ID, lon, lat",
            f"{NAME_THEM}; perhaps rename ID to id",
        ),
        ("id,lon,lat,lon", "column lon is there twice", "keep one of them"),
    ],
)
def test_wrong_columns(tmp_path: Path, header: str, what: str, fix: str) -> None:
    (issue,) = problems(written(tmp_path, header + "\na,120,30,1\n"))
    assert (issue.code, issue.line, issue.what, issue.fix) == ("points-columns", 1, what, fix)


def test_other_encodings_are_named_with_the_line(tmp_path: Path) -> None:
    (issue,) = problems(written(tmp_path, "id,lon,lat\na,1,2\ncafé,1,2\n", encoding="latin-1"))
    assert (issue.code, issue.line) == ("points-not-utf8", 3)
    assert issue.what == "the file is not UTF-8: byte 0xe9 in this line"
    assert issue.fix == "save it as CSV in UTF-8 (in Excel: 'CSV UTF-8')"
    (issue,) = problems(written(tmp_path, "id,lon,lat\n", encoding="utf-16"))
    assert issue.what == "the file is UTF-16, not UTF-8"


def test_nothing_in_the_file_or_no_file(tmp_path: Path) -> None:
    assert problems(written(tmp_path, "id,lon,lat\n"))[0].what == "the file has no point"
    (issue,) = problems(written(tmp_path, ""))
    assert issue.what == "columns id, lon, lat are missing; the file has no line at all"
    (issue,) = problems(tmp_path / "none.csv")
    assert issue.code == "points-unreadable"
    assert issue.what == "the file cannot be read: no such file or directory"
