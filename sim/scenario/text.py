"""Pass 1, text: YAML 1.2 core types only, no traps, and the line of every key and value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sim.errors import Issue, Severity
from sim.scenario.full_width import full_width_issues, plain, scan
from sim.scenario.syntax import syntax_words, unspaced

__all__ = ["Keys", "Mark", "ParsedFile", "parse_file", "parse_text"]

Keys: TypeAlias = tuple[str | int, ...]
"""Keys and list positions that lead to a value from the top of a document."""

_LARGEST_BYTES = 1_000_000
_CLOCK = re.compile(r"^\d{1,3}:\d{2}(:\d{2})?(\s*-\s*\d{1,3}:\d{2}(:\d{2})?)?$")
_INT = re.compile(r"^[-+]?(0|[1-9][0-9]*)$")
_FLOAT = re.compile(r"^[-+]?(0|[1-9][0-9]*)?(\.[0-9]+|(?<=[0-9])\.)?([eE][-+]?[0-9]+)?$")
_BOOLEANS = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_YES_NO = {"yes", "no", "on", "off", "y", "n"}
_TAG = "tag:yaml.org,2002:"
_CORE = {_TAG + kind for kind in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp")}


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a key or value stands; line and column count from 1."""

    file: Path
    line: int
    column: int


@dataclass(frozen=True)
class ParsedFile:
    """What a file says, where it says it, and what is wrong with its text.

    ``data`` is ``None`` if the text could not be read as one mapping. ``marks`` has the place of
    the key for entries of mappings and of the value for items of lists.
    """

    path: Path
    data: dict[str, Any] | None
    marks: Mapping[Keys, Mark] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


def parse_file(path: Path) -> ParsedFile:
    """Read one YAML file; whatever is wrong comes back as issues, never as an exception."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return _unreadable(path, "file-not-found", f"there is no file {path}", "check the path")
    except OSError as problem:
        return _unreadable(
            path,
            "file-unreadable",
            f"the file cannot be read: {problem.strerror}",
            "check that it is a file and that you may read it",
        )
    if len(content) > _LARGEST_BYTES:
        return _unreadable(
            path,
            "file-too-large",
            f"{len(content):,} bytes are not a scenario",
            "a scenario names things; tables belong in network_data",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        return _unreadable(
            path,
            "bad-encoding",
            "the file is not UTF-8 text",
            'save it as "UTF-8" in the editor',
            line,
        )
    return parse_text(text, path)


def parse_text(text: str, path: Path) -> ParsedFile:
    """Read YAML text that stands in `path`.

    Full-width characters where YAML needs plain ones are issues; the text is read as if they had
    been typed right, so that whatever else is wrong shows at once.

    Examples
    --------
    >>> parsed = parse_text("departures: 7:30", Path("a.yaml"))
    >>> parsed.issues[0].text()
    'a.yaml:1 error unquoted-time — the time 7:30 is not in quotes — write "07:30"'
    """
    found = scan(text)
    parsed = _parsed(plain(text, found), path)
    if not found:
        return parsed
    wide = full_width_issues(text, found, path)
    lines = {issue.line for issue in wide}
    others = tuple(
        issue
        for issue in parsed.issues
        if not (issue.code == "yaml-syntax" and issue.line in lines)  # the same, in worse words
    )
    return replace(parsed, issues=(*wide, *others))


def _parsed(text: str, path: Path) -> ParsedFile:
    directive = re.search(r"^%", text, re.MULTILINE)
    if directive is not None:
        return _unreadable(
            path,
            "yaml-directive",
            "the file has a YAML directive",
            "remove the line that begins with %",
            text.count("\n", 0, directive.start()) + 1,
        )
    try:
        root = YAML(typ="safe", pure=True).compose(text)
        if root is None:
            return _unreadable(
                path,
                "empty-file",
                "the file is empty",
                "begin with the four lines that `sim new` writes",
                1,
            )
        if not isinstance(root, MappingNode):
            return _unreadable(
                path,
                "not-a-mapping",
                "the file does not consist of `key: value`",
                "begin with `scenario: name-of-the-file`",
                root.start_mark.line + 1,
            )
        walk = _Walk(path)
        data = walk.mapping(root, ())
    except YAMLError as problem:
        return _syntax(problem, text, path)
    except RecursionError:
        return _unreadable(
            path,
            "too-deep",
            "values are nested too deeply",
            "a scenario needs four levels at most",
            1,
        )
    return ParsedFile(path, data, walk.marks, tuple(walk.issues))


def _unreadable(path: Path, code: str, what: str, fix: str, line: int | None = None) -> ParsedFile:
    return ParsedFile(path, None, {}, (Issue(Severity.ERROR, code, what, fix, path, line),))


def _syntax(problem: YAMLError, text: str, path: Path) -> ParsedFile:
    line, words = syntax_words(problem, text)
    return _unreadable(path, *words, line)


def _two_digits(clock: str) -> str:
    return re.sub(r"(?<!\d)(\d):", r"0\1:", clock)


class _Walk:
    """One pass over the nodes of a file: plain values out, marks and issues on the side."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.marks: dict[Keys, Mark] = {}
        self.issues: list[Issue] = []

    def mapping(self, node: MappingNode, keys: Keys) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            name = self._key(key_node)
            if name is None:
                continue
            here = (*keys, name)
            if name in result:
                self._error(
                    key_node,
                    "duplicate-key",
                    f"the key '{name}' stands here and on line {self.marks[here].line}",
                    "remove one of the two",
                )
                continue
            self.marks[here] = self._mark(key_node)
            value = self._value(value_node, here)
            split = unspaced(name)
            if value is None and split is not None:
                self._error(
                    key_node,
                    "no-space",
                    f"there is no space after the colon of '{name}'",
                    f"write `{split}`",
                )
            elif value is None and not name.startswith("x-") and self._plain(value_node):
                self._error(
                    key_node,
                    "empty-value",
                    f"the key '{name}' has no value",
                    "give a value, or remove the key",
                )
            result[name] = value
        return result

    def _key(self, node: Node) -> str | None:
        if not isinstance(node, ScalarNode):
            self._error(node, "bad-key", "a key is a list or a mapping", "write `key: value`")
            return None
        if node.tag == _TAG + "merge":
            self._error(
                node,
                "merge-key",
                "the merge key << is not used here",
                "use `extends` to build on another scenario",
            )
            return None
        text = str(node.value)
        if node.style is None and _CLOCK.match(text):
            self._error(
                node,
                "unquoted-time",
                f"the time {text} is not in quotes",
                f'write "{_two_digits(text)}"',
            )
        return text

    def _value(self, node: Node, keys: Keys) -> Any:
        if node.anchor is not None:
            self._error(
                node,
                "yaml-anchor",
                "anchors (&) and aliases (*) are not used here",
                "write the value out, or use `extends`",
            )
            return None
        if str(node.tag) not in _CORE:
            self._error(node, "yaml-tag", f"the tag {node.tag} is not used here", "remove it")
            return None
        if isinstance(node, MappingNode):
            return self.mapping(node, keys)
        if isinstance(node, SequenceNode):
            items = []
            for place, item in enumerate(node.value):
                self.marks[(*keys, place)] = self._mark(item)
                items.append(self._value(item, (*keys, place)))
            return items
        return self._scalar(node) if isinstance(node, ScalarNode) else None

    def _scalar(self, node: ScalarNode) -> Any:
        text = str(node.value)
        kind = str(node.tag).removeprefix(_TAG)
        if node.style is not None or kind in ("str", "timestamp"):
            if node.style is None:
                self._check_plain(node, text)
            return text
        if kind == "bool":
            return _BOOLEANS.get(text, text)
        if kind == "int" and _INT.match(text):
            return int(text)
        if kind == "float" and _FLOAT.match(text):
            return float(text)
        if kind in ("int", "float"):
            if _CLOCK.match(text):
                self._check_plain(node, text)
            else:
                self._error(
                    node,
                    "number-format",
                    f"{text} can be read in several ways",
                    f'write a plain decimal number, or "{text}" in quotes if it is a name',
                )
            return text
        return None

    def _check_plain(self, node: ScalarNode, text: str) -> None:
        if _CLOCK.match(text):
            self._error(
                node,
                "unquoted-time",
                f"the time {text} is not in quotes",
                f'write "{_two_digits(text)}"',
            )
        elif text.lower() in _YES_NO:
            self._error(
                node,
                "yes-no-trap",
                f"{text} is a word here, not a truth value",
                f'write true or false, or "{text}" in quotes if it is a name',
            )

    def _plain(self, node: Node) -> bool:
        return node.anchor is None and node.tag == _TAG + "null"

    def _mark(self, node: Node) -> Mark:
        return Mark(self.path, node.start_mark.line + 1, node.start_mark.column + 1)

    def _error(self, node: Node, code: str, what: str, fix: str) -> None:
        line = node.start_mark.line + 1
        self.issues.append(Issue(Severity.ERROR, code, what, fix, self.path, line))
