"""Pass 2, shape: every key known, every value of the right kind, all mistakes together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from sim.errors import Severity
from sim.modifications import Modification, ModificationBase, Unreadable
from sim.modifications.base import Problem, error
from sim.modifications.names import did_you_mean
from sim.scenario.document import ScenarioHeader
from sim.scenario.text import Keys
from sim.scenario.value_words import value_problem

__all__ = ["Shape", "modification_types", "shape_of"]

_LIST = "modifications"


@dataclass(frozen=True)
class Shape:
    """What could be read of a document: each part on its own, so that all mistakes show at once.

    An entry of ``modifications`` with mistakes stands there as far as it could be read.
    """

    header: ScenarioHeader | None
    modifications: tuple[ModificationBase | Unreadable, ...]
    problems: tuple[Problem, ...]


def modification_types() -> dict[str, type[ModificationBase]]:
    """Types a scenario may use, by the word that names them in a file.

    Examples
    --------
    >>> modification_types()["open_section"].__name__
    'OpenSection'
    """
    union, _ = get_args(Modification)
    return {get_args(model.model_fields["type"].annotation)[0]: model for model in get_args(union)}


@cache
def _one_modification() -> TypeAdapter[ModificationBase]:
    return TypeAdapter(Modification)


def shape_of(data: Mapping[str, Any]) -> Shape:
    """Check a document against the models; keys that begin with ``x-`` are free."""
    plain = _without_x(data)
    entries = plain.pop(_LIST, [])
    header, problems = _header(plain)
    read: list[ModificationBase | Unreadable] = []
    if not isinstance(entries, list):
        problems.append(
            error(
                "wrong-type",
                "modifications is not a list",
                "begin each entry with `- type: …`",
                _LIST,
            )
        )
        entries = []
    for place, entry in enumerate(entries):
        one, found = _modification(entry)
        read.append(one)
        problems += [_moved(problem, (_LIST, place)) for problem in found]
    return Shape(header, tuple(read), tuple(problems))


def _without_x(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _without_x(v) for k, v in value.items() if not str(k).startswith("x-")}
    if isinstance(value, list):
        return [_without_x(item) for item in value]
    return value


def _moved(problem: Problem, start: Keys) -> Problem:
    return Problem(
        problem.severity, problem.code, problem.what, problem.fix, (*start, *problem.path)
    )


def _header(plain: dict[str, Any]) -> tuple[ScenarioHeader | None, list[Problem]]:
    try:
        return ScenarioHeader.model_validate_json(json.dumps(plain), strict=True), []
    except ValidationError as wrong:
        return None, _problems(wrong, plain, ScenarioHeader)


def _modification(entry: Any) -> tuple[ModificationBase | Unreadable, list[Problem]]:
    if not isinstance(entry, dict):
        return Unreadable(frozenset()), [
            error(
                "wrong-type",
                "an entry of modifications is not a mapping",
                "begin it with `type: …` and indent its other keys",
            )
        ]
    try:
        return _one_modification().validate_json(json.dumps(entry), strict=True), []
    except ValidationError as wrong:
        model = modification_types().get(str(entry.get("type")))
        problems = _problems(wrong, entry, model or ModificationBase)
        partial = _partial(model, entry, problems) if model is not None else None
        return Unreadable(_promised(entry), partial), problems


def _partial(
    model: type[ModificationBase], entry: Mapping[str, Any], problems: Sequence[Problem]
) -> ModificationBase:
    wrong = {str(problem.path[0]) for problem in problems if problem.path}
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in entry.items()
        if key in model.model_fields and key not in wrong and not _nested(value)
    }
    partial = model.model_construct(**values)
    for key in model.model_fields.keys() - values.keys():
        if key in entry:
            partial.__dict__.pop(key, None)  # not its default: the value is there, but wrong
    return partial


def _nested(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _promised(entry: Mapping[str, Any]) -> frozenset[str]:
    keys = ("route_id", "stop_id", "section_id", "name_zh", "name_en")
    return frozenset(str(entry[key]) for key in keys if isinstance(entry.get(key), str))


def _problems(wrong: ValidationError, data: Any, model: type[BaseModel]) -> list[Problem]:
    found: dict[tuple[str, Keys], Problem] = {}
    for detail in wrong.errors(include_url=False):
        if detail["type"] == "default_factory_not_called":
            continue
        keys, holder = _path(detail, data, model)
        problem = _problem(detail, keys, holder)
        found.setdefault((problem.code, problem.path), problem)
    wrong_inside = {path[:-1] for _, path in found if path}
    return [
        problem
        for problem in found.values()
        if not (problem.code == "list-too-short" and problem.path in wrong_inside)  # all are wrong
    ]


def _path(detail: ErrorDetails, data: Any, model: type[BaseModel]) -> tuple[Keys, type[BaseModel]]:
    """Keys in the file for a location of pydantic, which also names branches of unions."""
    keys: list[str | int] = []
    here, holder = data, model
    for place, step in enumerate(detail["loc"]):
        last = place == len(detail["loc"]) - 1
        if isinstance(here, dict) and step in here:
            holder = _model_of(holder, step) if not last else holder
            here = here[str(step)]
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        elif not (last and detail["type"] in ("missing", "extra_forbidden")):
            continue
        keys.append(step)
    return tuple(keys), holder


def _model_of(holder: type[BaseModel], key: str | int) -> type[BaseModel]:
    field = holder.model_fields.get(str(key))
    for kind in _kinds(field.annotation if field is not None else None):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
    return holder


def _kinds(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _kinds(part)


def _problem(detail: ErrorDetails, keys: Keys, holder: type[BaseModel]) -> Problem:
    kind, value = detail["type"], detail["input"]
    context = detail.get("ctx", {})
    key = next((str(step) for step in reversed(keys) if isinstance(step, str)), "")
    if "-" in kind:
        return Problem(Severity.ERROR, kind, detail["msg"], str(context.get("fix", "")), keys)
    types = modification_types()
    if kind == "extra_forbidden":
        last = ModificationBase.model_fields.keys()
        fields = [name for name in holder.model_fields if name != "modifications"]
        fields.sort(key=lambda name: name in last)
        found = error(
            "unknown-key",
            f"the key '{key}' is not known here",
            did_you_mean(
                key,
                fields,
                "known keys: " + ", ".join(fields) + "; keys for your own notes begin with x-",
            ),
            *keys,
        )
    elif kind == "missing" and keys == ("as_of",):
        found = error(
            "as-of-missing",
            "the scenario has no as_of, and no parent that has one",
            "add `as_of: 2015-12-31`, or `extends: base-2015`",
            *keys,
        )
    elif kind == "missing":
        found = error(
            "missing-key",
            f"the key '{key}' is missing",
            f"add `{key}: …`{_about(holder, key)}",
            *keys,
        )
    elif kind == "union_tag_not_found":
        named = [word for word in value if word in types] if isinstance(value, dict) else []
        found = error(
            "missing-type",
            "the entry has no type",
            f"write `type: {named[0]}`, and what it needs as keys of its own below it"
            if named
            else "begin it with `type: …`, one of: " + ", ".join(types),
            *keys,
        )
    elif kind == "union_tag_invalid":
        word = str(value.get("type") if isinstance(value, dict) else value)
        found = error(
            "unknown-type",
            f"there is no modification of type '{word}'",
            did_you_mean(word, types, "types: " + ", ".join(types)),
            *keys,
            "type",
        )
    else:
        found = value_problem(detail, keys, key)
    return found


def _about(holder: type[BaseModel], key: str) -> str:
    field = holder.model_fields.get(key)
    text = (field.description or "").split("\n")[0] if field is not None else ""
    return f" ({text.rstrip('.')})" if text else ""
