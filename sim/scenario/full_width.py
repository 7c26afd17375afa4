"""Full-width characters where YAML needs plain ones: where they stand and what to type instead."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import Issue, Severity

__all__ = ["FREE_TEXT", "FullWidth", "full_width_issues", "full_width_quote", "plain", "scan"]

FREE_TEXT = frozenset({"title", "title_zh", "description", "note", "name_zh", "name_en"})
"""Keys whose values are text for people: any character may stand in them (also below ``x-``)."""

_DOUBLE, _SINGLE = "“”„「」『』", "‘’"
_INSTEAD = {
    **dict.fromkeys(_DOUBLE, '"'),
    **dict.fromkeys(_SINGLE, "'"),
    **dict.fromkeys("，、；", ","),
    **dict.fromkeys("【〔", "["),
    **dict.fromkeys("】〕", "]"),
    "\u3000": " ",
    "\u00a0": " ",
}
_INVISIBLE = {"\u3000": "a full-width space", "\u00a0": "a no-break space"}
_DASHES = "－—–•·"
_BETWEEN_DIGITS = dict(zip("：－～—–。．", ":----..", strict=True))
_KEY = re.compile(r"[A-Za-z_][\w-]*$", re.ASCII)
_FREE_QUOTE = re.compile(rf"^ *(- +)?[\w-]+ *[:：] *([{_DOUBLE}{_SINGLE}])")
_LONGEST_SHOWN = 70


@dataclass(frozen=True, slots=True)
class FullWidth:
    """One character that has to be typed otherwise; line and column count from 1."""

    line: int
    column: int
    found: str
    instead: str


def scan(text: str) -> tuple[FullWidth, ...]:
    """Full-width characters in keys, punctuation, numbers and ids; not in text for people.

    Comments, block texts and the values of `FREE_TEXT` are left alone, and so are round brackets
    and colons inside a name.

    Examples
    --------
    >>> [(one.column, one.found, one.instead) for one in scan("routes： [“metro_1”，metro_2]")]
    [(7, '：', ':'), (10, '“', '"'), (18, '”', '"'), (19, '，', ',')]
    >>> scan("title: 地铁：两条，一条“快”")
    ()
    """
    found: list[FullWidth] = []
    free_below: int | None = None
    open_note = False
    for number, line in enumerate(text.splitlines(), start=1):
        indent = len(line) - len(line.lstrip(" "))
        if free_below is not None and (indent > free_below or not line.strip()):
            continue
        reading = _Line(line, number, open_note=open_note)
        reading.read(indent)
        free_below, open_note = reading.free_below, reading.open_note
        found += reading.found
    return tuple(found)


def plain(text: str, found: Iterable[FullWidth]) -> str:
    """Text with the characters of `scan` typed as they should be; lines stay where they are.

    Examples
    --------
    >>> plain("headway_min：５", scan("headway_min：５"))
    'headway_min: 5'
    """
    by_line: dict[int, list[FullWidth]] = defaultdict(list)
    for one in found:
        by_line[one.line].append(one)
    if not by_line:
        return text
    lines = text.splitlines(keepends=True)
    for number, ones in by_line.items():
        lines[number - 1] = _plain_line(lines[number - 1], ones)
    return "".join(lines)


def full_width_issues(text: str, found: Sequence[FullWidth], path: Path) -> tuple[Issue, ...]:
    """One issue a line: which characters, in which columns, and the line as it should be.

    Examples
    --------
    >>> text = "headway_min：５"
    >>> full_width_issues(text, scan(text), Path("a.yaml"))[0].text()
    'a.yaml:1 error full-width — ： (column 12) and ５ (column 13) are full-width — write `headway_min: 5`'
    """  # noqa: E501 - the message is one line
    lines = text.splitlines()
    by_line: dict[int, list[FullWidth]] = defaultdict(list)
    for one in found:
        by_line[one.line].append(one)
    return tuple(
        Issue(
            Severity.ERROR,
            "full-width",
            _what(ones),
            f"write `{_shortened(_plain_line(lines[number - 1], ones).strip())}`",
            path,
            number,
        )
        for number, ones in by_line.items()
    )


def full_width_quote(line: str) -> int | None:
    """Column of a full-width quotation mark that begins a value, if one does.

    Such a mark is only text; it matters where the value has something that needs real quotes.

    Examples
    --------
    >>> full_width_quote("title: “Line 1: longer”"), full_width_quote("title: 1号线“快车”")
    (8, None)
    """
    opening = _FREE_QUOTE.match(line)
    return opening.start(2) + 1 if opening is not None else None


class _Line:
    """One pass over a line: whatever is full-width, and whether text for people goes on below."""

    def __init__(self, line: str, number: int, *, open_note: bool) -> None:
        self.line = line
        self.number = number
        self.found: list[FullWidth] = []
        self.open_note = open_note  # a note inside { } that goes on
        self.free_below: int | None = None
        self.start = 0  # where the present key or value begins
        self.depth = 0
        self.round = False

    def read(self, at: int) -> None:
        at = self.start = self._list_dash(at)
        while at < len(self.line):
            char = self.line[at]
            if self.open_note:
                at = self._past_note(at)
                continue
            if char == "#" and (at == 0 or self.line[at - 1].isspace()):
                return
            if char == "＃" and self._begins(at):
                self._add(at, "#")
                return
            if char in "\"'" and self._begins(at):
                at = self._past_quote(at)
                continue
            if char in ":：" and self._ends_key(at) and self._free_key(at):
                return
            self._plain(at, char)
            at += 1

    def _list_dash(self, at: int) -> int:
        while at < len(self.line):
            after = self.line[at + 1 : at + 2]
            if self.line[at] in _DASHES and after in (" ", "\u3000", ""):
                self._add(at, "-")
            elif self.line[at] in _INVISIBLE:
                self._add(at, " ")
            elif not (self.line[at] == "-" and after == " ") and self.line[at] != " ":
                break
            at += 1
        return at

    def _begins(self, at: int) -> bool:
        return not self.line[self.start : at].strip()

    def _ends_key(self, at: int) -> bool:
        key = self._key(at)
        if self.line[at] == ":":
            spaced = self.line[at + 1 : at + 2] in ("", " ", "\u3000")
            return bool(key) and (spaced or key in FREE_TEXT)
        if _KEY.match(key) is None:
            return False
        self._add(at, ":")
        return True

    def _key(self, at: int) -> str:
        return unicodedata.normalize("NFKC", self.line[self.start : at]).strip(" \"'-")

    def _free_key(self, at: int) -> bool:
        """Take note of a key; true if the rest of the line is text for people."""
        key, column = self._key(at), self.start
        self.start = at + 1
        if key not in FREE_TEXT and not key.startswith("x-"):
            return False
        if self.depth:
            self.open_note = True
            return False
        self.free_below = column
        return True

    def _past_note(self, at: int) -> int:
        """Skip text inside { } up to the comma or bracket that ends it."""
        if self.line[at] in "\"'" and self._begins(at):
            return self._past_quote(at, free=True)
        if self.line[at] in ",}":
            self.open_note = False
            return at
        return at + 1

    def _past_quote(self, at: int, *, free: bool = False) -> int:
        close = self.line.find(self.line[at], at + 1)
        end = close if close >= 0 else len(self.line)
        for inside in range(at + 1, end):
            if not free:
                self._digit_or_letter(inside)
        return end + 1

    def _plain(self, at: int, char: str) -> None:
        if char in "[{【［｛":
            self.depth += 1
        elif char in "]}】］｝":
            self.depth -= 1
        if char in "[{【［｛,，":
            self.start = at + 1
        if char in _INSTEAD:
            self._add(at, _INSTEAD[char])
        elif char in "（）":
            self._round_bracket(at, char)
        elif char not in ":：" and not self._digit_or_letter(at) and 0xFF01 <= ord(char) <= 0xFF5E:
            self._add(at, chr(ord(char) - 0xFEE0))
        elif char == "：":
            self._digit_or_letter(at)

    def _round_bracket(self, at: int, char: str) -> None:
        """Round brackets stand in names; those that begin a value were meant for a list."""
        if char == "（":
            self.round = self._begins(at)
        if self.round:
            self._add(at, "[" if char == "（" else "]")
        self.round = self.round and char == "（"

    def _digit_or_letter(self, at: int) -> bool:
        char = self.line[at]
        around = self.line[at - 1 : at], self.line[at + 1 : at + 2]
        if char in _BETWEEN_DIGITS:
            if all(one.isdigit() for one in around):
                self._add(at, _BETWEEN_DIGITS[char])
                return True
            return False
        if 0xFF01 <= ord(char) <= 0xFF5E and (char.isalnum() or char == "＿"):
            self._add(at, chr(ord(char) - 0xFEE0))
            return True
        return False

    def _add(self, at: int, instead: str) -> None:
        self.found.append(FullWidth(self.number, at + 1, self.line[at], instead))


def _plain_line(line: str, ones: Sequence[FullWidth]) -> str:
    chars = list(line)
    for one in ones:
        before, after = line[one.column - 2 : one.column - 1], line[one.column : one.column + 1]
        clock = one.instead == ":" and before.isdigit() and after.isdigit()
        spaced = one.instead in ":," and after.strip() and not clock
        chars[one.column - 1] = f"{one.instead} " if spaced else one.instead
    return "".join(chars)


def _what(ones: Sequence[FullWidth]) -> str:
    places: dict[str, list[str]] = defaultdict(list)
    for one in ones:
        places[_INVISIBLE.get(one.found, one.found)].append(str(one.column))
    parts = [
        f"{char} (column{'s' if len(columns) > 1 else ''} {', '.join(columns)})"
        for char, columns in places.items()
    ]
    joined = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    if len(parts) == 1 and next(iter(places)) in _INVISIBLE.values():
        return f"there is {joined}"
    return f"{joined} {'are' if len(ones) > 1 else 'is'} full-width"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
