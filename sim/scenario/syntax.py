"""What a YAML syntax error means, in words of the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from sim.scenario.full_width import full_width_quote

__all__ = ["syntax_words", "unspaced"]

Words: TypeAlias = tuple[str, str, str]
"""Code, what is wrong, what to do."""

_UNSPACED = re.compile(r"^(?P<key>(- +)?[A-Za-z_][\w-]*):(?P<value>[^\s:/\\].*)$", re.ASCII)
_TIGHT_DASH = re.compile(r"^-(?P<rest>[A-Za-z_][\w-]* *:.*)$", re.ASCII)
_SHOWN = 50


def unspaced(text: str) -> str | None:
    """Put a space after the colon of ``key:value`` or after the dash of ``-key``, if it lacks one.

    Examples
    --------
    >>> unspaced("extends:plan-2020"), unspaced("-type: add_line"), unspaced("title: a:b")
    ('extends: plan-2020', '- type: add_line', None)
    """
    body = text.strip()
    colon, dash = _UNSPACED.match(body), _TIGHT_DASH.match(body)
    if dash is not None:
        return _shortened(f"- {dash['rest']}")
    return _shortened(f"{colon['key']}: {colon['value']}") if colon is not None else None


def syntax_words(problem: YAMLError, text: str) -> tuple[int, Words]:
    """Line of a syntax error, and its code, what is wrong and what to do.

    Examples
    --------
    >>> from ruamel.yaml import YAML
    >>> try:
    ...     _ = YAML(typ="safe", pure=True).compose("a: [1, 2")
    ... except YAMLError as problem:
    ...     syntax_words(problem, "a: [1, 2")[1][1]
    'a bracket [ or { is not closed'
    """
    if isinstance(problem, ReaderError):
        line = text.count("\n", 0, int(problem.position)) + 1
        return line, (
            "bad-character",
            "there is a control character in the text",
            "delete the invisible character",
        )
    if not isinstance(problem, MarkedYAMLError):
        return 1, ("yaml-syntax", str(problem), "compare with a shipped scenario")
    lines = text.splitlines() or [""]
    mark = problem.problem_mark or problem.context_mark
    line = min(mark.line + 1 if mark is not None else 1, len(lines))
    opened = problem.context_mark.line + 1 if problem.context_mark is not None else line
    return (
        _indented_with_tab(lines, line)
        or _quoted_wide(lines, line)
        or _too_tight(lines, line, opened)
        or _meaning(problem, line, opened)
    )


def _indented_with_tab(lines: Sequence[str], line: int) -> tuple[int, Words] | None:
    if re.match(r"^ *\t", lines[line - 1]) is None:
        return None
    return line, (
        "tab-indent",
        "the line is indented with a tab",
        "indent with spaces, two per level",
    )


def _quoted_wide(lines: Sequence[str], line: int) -> tuple[int, Words] | None:
    column = full_width_quote(lines[line - 1])
    if column is None:
        return None
    return line, (
        "full-width",
        f"the value begins with a full-width quotation mark (column {column})",
        'YAML does not know it: type " before and after the value',
    )


def _too_tight(lines: Sequence[str], line: int, opened: int) -> tuple[int, Words] | None:
    """Look for a missing space where the parser stopped, on the line above, where it began."""
    for place in (line, line - 1, opened):
        split = unspaced(lines[place - 1]) if 1 <= place <= len(lines) else None
        if split is not None:
            sign = "dash" if _TIGHT_DASH.match(lines[place - 1].strip()) else "colon"
            return place, ("no-space", f"there is no space after the {sign}", f"write `{split}`")
    return None


def _meaning(problem: MarkedYAMLError, line: int, opened: int) -> tuple[int, Words]:
    message, context = str(problem.problem or "this is not YAML"), str(problem.context)
    readings = (
        (
            "another document" in message,
            line,
            (
                "several-documents",
                "the file holds several documents",
                "remove the line ---, or split the file",
            ),
        ),
        (
            "mapping values are not allowed" in message,
            line,
            (
                "yaml-syntax",
                "a colon stands inside a value, or the indentation is wrong",
                'put a value with a colon in quotes: "a: b"',
            ),
        ),
        (
            "could not find expected ':'" in message,
            max(line - 1, 1),
            ("yaml-syntax", "a line has no colon after its key", "write `key: value`"),
        ),
        (
            "quoted scalar" in context,
            opened,
            ("yaml-syntax", "a quotation mark is not closed", "close it on the same line"),
        ),
        (
            "flow" in context,
            opened,
            (
                "yaml-syntax",
                "a bracket [ or { is not closed",
                "close it, or put a value with such a character in quotes",
            ),
        ),
        (
            "<block end>" in message,
            line,
            (
                "yaml-syntax",
                "the indentation of this line fits none of the lines above",
                "keys of one entry begin in the same column; each `- ` begins a new entry",
            ),
        ),
        (True, line, ("yaml-syntax", message, "compare the indentation with the lines above")),
    )
    return next((place, words) for fits, place, words in readings if fits)


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
