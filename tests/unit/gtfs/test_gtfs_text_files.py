"""CSV as it is found: marks of byte order, quotes, spaces, odd line ends, folders in archives."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from sim.errors import DataError
from sim.network.gtfs import read_service_day
from sim.network.gtfs.csv_table import parse_table, row_lines
from sim.network.gtfs.examples import small_feed, write_feed

MONDAY = date(2019, 5, 13)


def columns(day) -> tuple[object, ...]:
    return (
        day.stops.ids,
        day.stops.names,
        day.trips.ids,
        day.trips.arrival_s.tolist(),
        day.trips.departure_s.tolist(),
    )


@pytest.fixture
def plain(feed):
    return columns(read_service_day([feed("plain")], MONDAY))


CHANGES = {
    "mark of byte order": lambda text: "\ufeff" + text,
    "windows line ends": lambda text: text.replace("\n", "\r\n"),
    "old mac line ends": lambda text: text.replace("\n", "\r"),
    "no last line end": lambda text: text.rstrip("\n"),
    "blank lines": lambda text: text.replace("\n", "\n\n"),
    "spaces around values": lambda text: text.replace(",", " , "),
    "everything quoted": lambda text: "".join(
        ",".join(f'"{value}"' for value in line.split(",")) + "\n" for line in text.splitlines()
    ),
    "quotes after spaces": lambda text: "".join(
        ", ".join(f'"{value}"' for value in line.split(",")) + "\n" for line in text.splitlines()
    ),
    "commas at the end": lambda text: "".join(
        line + ("," if number else "") + "\n" for number, line in enumerate(text.splitlines())
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_same_feed_however_it_is_written(feed, plain, change) -> None:
    texts = {name.removesuffix(".txt"): CHANGES[change](t) for name, t in small_feed().items()}
    day = read_service_day([feed("changed", **texts)], MONDAY)
    assert columns(day) == plain
    assert day.issues == ()


def test_zip_folder_and_a_folder_inside_the_zip_are_the_same(feed, plain, tmp_path) -> None:
    assert columns(read_service_day([feed("bus.zip")], MONDAY)) == plain
    with zipfile.ZipFile(tmp_path / "inside.zip", "w") as archive:
        archive.writestr("__MACOSX/stop_times.txt", "junk")
        for name, text in small_feed().items():
            archive.writestr(f"export/{name}", text)
    assert columns(read_service_day([tmp_path / "inside.zip"], MONDAY)) == plain
    write_feed(small_feed(), tmp_path / "outer" / "export")
    assert columns(read_service_day([tmp_path / "outer"], MONDAY)) == plain


def test_order_of_rows_does_not_matter(feed, plain) -> None:
    texts = {}
    for name, text in small_feed().items():
        head, *rows = text.splitlines()
        texts[name.removesuffix(".txt")] = "\n".join([head, *reversed(rows)]) + "\n"
    assert columns(read_service_day([feed("turned", **texts)], MONDAY)) == plain


def test_a_name_over_two_lines_does_not_shift_the_line_numbers(feed) -> None:
    head = "stop_id,stop_name,stop_lat,stop_lon\n"
    rows = 'A,"Al\npha",30,120.0\n\nB,Beta,30,120.01\nC,Gamma,30,120.03\nD,Delta,x,0\n'
    day = read_service_day([feed(stops=head + rows)], MONDAY)
    # A on lines 2 and 3, line 4 blank, B 5, C 6, D 7.
    assert day.stops.names[0] == "Al\npha"
    assert [(issue.code, issue.line) for issue in day.issues] == [("bad-coordinates", 7)]


def test_text_that_is_not_utf8_is_read_with_a_warning(feed) -> None:
    path = feed("latin")
    (path / "stops.txt").write_bytes(
        b"stop_id,stop_name,stop_lat,stop_lon\nA,Esta\xe7\xe3o,30,120.0\n"
        b"B,Beta,30,120.01\nC,Gamma,30,120.03\n"
    )
    day = read_service_day([path], MONDAY)
    assert day.stops.names[0] == "Estação"
    assert [(issue.code, issue.where) for issue in day.issues] == [
        ("not-utf8", f"{path}/stops.txt:2")
    ]
    assert "read as Windows-1252" in day.issues[0].what


def test_utf16_stops_the_work(feed) -> None:
    path = feed("wide")
    (path / "stops.txt").write_bytes((path / "stops.txt").read_text().encode("utf-16"))
    with pytest.raises(DataError, match="bad-encoding — the file is not UTF-8 text"):
        read_service_day([path], MONDAY)


def test_rows_too_short_and_too_long_are_marked() -> None:
    table, issues = parse_table(Path("x.txt"), b"a,b\n1,2\n3\n4,5,6\n7,8,\n", ["a", "b"])
    assert table is not None
    assert table.text("b").to_pylist() == ["2", "", "5", "8"]
    assert table.ragged.tolist() == [False, True, True, False]
    assert row_lines(table, [1, 2]) == [3, 4]
    assert issues == ()


def test_a_quote_that_never_closes_swallows_rows_and_is_told() -> None:
    table, issues = parse_table(Path("x.txt"), b'a,b\n1,2\n3,"4\n5,6\n', ["a"])
    assert table is not None
    assert table.text("a").to_pylist() == ["1", "3"]
    assert [(issue.severity, issue.code) for issue in issues] == [("warning", "odd-quotes")]
    assert "may have swallowed the next ones" in issues[0].what


def test_a_value_of_megabytes_is_not_csv() -> None:
    data = b'a,b\n1\n2,"' + b"x" * 200_000
    table, issues = parse_table(Path("x.txt"), data, ["a", "b"])
    assert table is None
    assert [issue.code for issue in issues] == ["bad-csv"]
    assert "never closed" in issues[0].fix
