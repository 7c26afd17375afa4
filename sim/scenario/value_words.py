"""What is wrong with one value, in words, and how it should be written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

from sim.modifications.base import Problem, error
from sim.modifications.names import did_you_mean
from sim.scenario.text import Keys

__all__ = ["value_problem"]

_SHOWN = 40
_DATE = re.compile(r"^ *(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日? *$")
_WITH_UNIT = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*[^\d\s.,:'/-]*(?:/[a-z]+)?\s*$")


def value_problem(detail: ErrorDetails, keys: Keys, key: str) -> Problem:
    """Problem for a value that pydantic refuses: what it is, and what to write instead.

    Examples
    --------
    >>> found = {"type": "float_type", "loc": ("headway_min",), "msg": "", "input": "5 min"}
    >>> problem = value_problem(found, ("headway_min",), "headway_min")
    >>> problem.what, problem.fix
    ('headway_min: "5 min" is not a number', 'write 5, without quotes and without its unit')
    """
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    shown = _shown(value)
    if kind.startswith(("date_from", "date_parsing", "datetime")):
        return error(
            "impossible-date",
            f"{key}: {shown} is not a day of the calendar",
            _date_advice(value),
            *keys,
        )
    if kind == "literal_error":
        return error(
            "unknown-choice",
            f"{key}: {shown} is not a choice",
            _choice_advice(value, str(context.get("expected", ""))),
            *keys,
        )
    if kind in _BOUNDS:
        word, name = _BOUNDS[kind]
        return error(
            "out-of-range",
            f"{key}: {shown} is out of range",
            f"it must be {word} {context.get(name, 0):g}",
            *keys,
        )
    if kind in ("too_short", "string_too_short"):
        least = context.get("min_length", 1)
        return error(
            "list-too-short", f"{key} has too few entries", f"give at least {least}", *keys
        )
    if kind in ("too_long", "string_too_long"):
        return error(
            "list-too-long",
            f"{key} has too many entries",
            f"give at most {context.get('max_length')}",
            *keys,
        )
    return error(
        "wrong-type",
        f"{key}: {shown} is not {_EXPECTED.get(kind, 'what belongs here')}",
        _type_advice(kind, value),
        *keys,
    )


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _date_advice(value: Any) -> str:
    found = _DATE.match(str(value))
    if found is None:
        return "write year-month-day, such as 2016-07-01"
    year, month, day = (int(part) for part in found.groups())
    written = f"{year}-{month:02}-{day:02}"
    if written == str(value).strip():
        return "write year-month-day of a day that exists, such as 2016-07-01"
    return f"write {written}"


def _choice_advice(value: Any, expected: str) -> str:
    words = [word.strip(" '") for word in expected.replace(" or ", ",").split(",")]
    if words == ["all"]:  # the other choice is a list, which this is not
        return f"write all, or a list: [{value}]"
    return did_you_mean(str(value), words, f"write {expected}")


def _type_advice(kind: str, value: Any) -> str:
    advice = _ADVICE.get(kind, "see the description of the key in the schema")
    simple = isinstance(value, str | int | float) and not isinstance(value, bool)
    if kind in ("tuple_type", "list_type") and simple and len(_shown(value)) < _SHOWN:
        return f"write a list: [{value}]"
    if kind == "string_type" and simple:
        return f'put it in quotes: "{value}"'
    if kind.startswith(("float", "int")):
        number = _number(value)
        whole = kind.startswith("float") or (number or ".").lstrip("-").isdigit()
        if number is not None and whole:
            return f"write {number}{_BARE.get(type(value), '')}"
    return advice


def _number(value: Any) -> str | None:
    """Return the number that a text with a unit, or a list of one entry, stands for."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:g}"
    found = _WITH_UNIT.match(value) if isinstance(value, str) else None
    return found.group(1) if found is not None else None


_BARE: Mapping[type, str] = {
    str: ", without quotes and without its unit",
    list: ", without brackets",
}
_BOUNDS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}
_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping of keys",
    "model_attributes_type": "a mapping of keys",
    "date_type": "a date",
}
_ADVICE = {
    "string_type": 'put it in quotes: "…"',
    "int_type": "write digits without quotes",
    "int_from_float": "write digits without a decimal point",
    "float_type": "write a number without quotes and without its unit",
    "bool_type": "write true or false without quotes",
    "tuple_type": "write [a, b], also for a single entry: [a]",
    "list_type": "write [a, b], also for a single entry: [a]",
    "dict_type": "write {key: value}",
    "model_type": "write its keys below it, indented, as `key: value`",
    "model_attributes_type": "write its keys below it, indented, as `key: value`",
    "date_type": "write year-month-day, such as 2016-07-01",
}
