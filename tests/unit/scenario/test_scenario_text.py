"""Pass 1: what the text of a file may look like, and where everything stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario.text import parse_file, parse_text

FILE = Path("plan.yaml")


def found(text: str) -> list[tuple[str, int | None]]:
    parsed = parse_text(text, FILE)
    assert all(issue.fix and issue.file == FILE for issue in parsed.issues)
    return [(issue.code, issue.line) for issue in parsed.issues]


def test_plain_values_of_the_core_schema():
    text = 'a: 1\nb: 2.5\nc: true\nd: text\ne: "7"\nf: 2015-12-31\ng: [1, x]\nh: {i: -3}\nj: 1e3\n'
    parsed = parse_text(text, FILE)
    assert parsed.issues == ()
    assert parsed.data == {
        "a": 1,
        "b": 2.5,
        "c": True,
        "d": "text",
        "e": "7",
        "f": "2015-12-31",  # a date stays text: the models read it
        "g": [1, "x"],
        "h": {"i": -3},
        "j": 1000.0,
    }


def test_line_and_column_of_every_key_and_item():
    parsed = parse_text("a:\n  - x\n  - {b: 1, c: 2}\nd:\n  e: 5\n", FILE)
    places = {keys: (mark.line, mark.column) for keys, mark in parsed.marks.items()}
    assert places == {
        ("a",): (1, 1),
        ("a", 0): (2, 5),
        ("a", 1): (3, 5),
        ("a", 1, "b"): (3, 6),
        ("a", 1, "c"): (3, 12),
        ("d",): (4, 1),
        ("d", "e"): (5, 3),
    }


@pytest.mark.parametrize("word", ["7:30", "07:30", "07:30-09:00", "7:30:15", "22:00 - 23:30"])
def test_times_need_quotes(word):
    assert found(f"a: {word}\n") == [("unquoted-time", 1)]
    assert found(f'a: "{word}"\n') == []
    assert found(
        f"- x\n- {word}\n".replace("- ", "a: [", 1).replace("\n- ", ", ", 1)[:-1] + "]"
    ) == [("unquoted-time", 1)]


def test_time_as_a_key_needs_quotes():
    assert found("a: {07:00-09:00: 3}\n") == [("unquoted-time", 1)]
    assert found('a: {"07:00-09:00": 3}\n') == []


def test_advice_is_the_corrected_text():
    issue = parse_text("a: 7:30-9:00", FILE).issues[0]
    assert issue.fix == 'write "07:30-09:00"'


@pytest.mark.parametrize("word", ["yes", "No", "ON", "off", "y"])
def test_yes_and_no_are_no_truth_values(word):
    assert found(f"a: {word}\n") == [("yes-no-trap", 1)]
    assert found(f'a: "{word}"\n') == []


@pytest.mark.parametrize("word", ["0123", "0x1F", "0o17", "1_000", ".inf", ".nan", "+.5e"])
def test_numbers_that_can_be_read_in_two_ways(word):
    codes = [code for code, _ in found(f"a: {word}\n")]
    assert codes in (["number-format"], [])
    if not codes:  # read as text, never as a number
        assert parse_text(f"a: {word}\n", FILE).data == {"a": word}


def test_all_issues_of_a_text_at_once():
    text = "a: 7:30\nb: yes\na: 2\nc:\n"
    assert found(text) == [
        ("unquoted-time", 1),
        ("yes-no-trap", 2),
        ("duplicate-key", 3),
        ("empty-value", 4),
    ]


def test_duplicate_key_names_the_first_line():
    issue = parse_text("a: 1\nb: 2\na: 3\n", FILE).issues[0]
    assert issue.what == "the key 'a' stands here and on line 1"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "empty-file", 1),
        ("# only words\n", "empty-file", 1),
        ("- a\n- b\n", "not-a-mapping", 1),
        ("just a sentence\n", "not-a-mapping", 1),
        ("a: 1\n---\nb: 2\n", "several-documents", 2),
        ("a:\n\t- b\n", "tab-indent", 2),
        ("a: b: c\n", "yaml-syntax", 1),
        ("a: [1, 2\nb: 3\n", "yaml-syntax", 1),
        ('a: "x\nb: 1\n', "yaml-syntax", 1),
        ("a: 1\nb\nc: 2\n", "yaml-syntax", 2),
        ("a: @x\n", "yaml-syntax", 1),
        ("a: &x 1\nb: *x\n", "yaml-anchor", 1),
        ("a: &x [*x]\n", "yaml-anchor", 1),
        ("a: !!python/object:os.system x\n", "yaml-tag", 1),
        ("a: !x y\n", "yaml-tag", 1),
        ("<<: {a: 1}\n", "merge-key", 1),
        ("? [a, b]\n: 1\n", "bad-key", 1),
        ("# x\n%YAML 1.1\n---\na: 1\n", "yaml-directive", 2),
        ("a: \x01\n", "bad-character", 1),
        ("a: " + "[" * 2000, "too-deep", 1),
    ],
)
def test_text_that_cannot_be_used(text, code, line):
    assert found(text)[0] == (code, line)


def test_files_that_cannot_be_read(tmp_path):
    def code(path):
        parsed = parse_file(path)
        assert parsed.data is None
        return parsed.issues[0].code

    assert code(tmp_path / "none.yaml") == "file-not-found"
    assert code(tmp_path) == "file-unreadable"
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("a: 1\nb: café\n".encode("latin-1"))
    assert code(latin) == "bad-encoding"
    assert parse_file(latin).issues[0].line == 2
    big = tmp_path / "big.yaml"
    big.write_text("#" * 1_000_001)
    assert code(big) == "file-too-large"


def test_byte_order_mark_and_windows_line_ends_are_fine(tmp_path):
    path = tmp_path / "windows.yaml"
    path.write_bytes("\ufeffa: 1\r\nb: 7:30\r\n".encode())
    parsed = parse_file(path)
    assert [(issue.code, issue.line) for issue in parsed.issues] == [("unquoted-time", 2)]
    assert parsed.data == {"a": 1, "b": "7:30"}
