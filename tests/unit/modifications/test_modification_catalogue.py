"""The union of modification types is complete, and every type explains itself."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import get_args

import pytest

import sim.modifications
from sim.modifications import Modification, ModificationBase

FOLDER = Path(sim.modifications.__file__).parent
TYPES = get_args(get_args(Modification)[0])


def type_word(model) -> str:
    return get_args(model.model_fields["type"].annotation)[0]


def test_every_file_that_defines_a_type_is_listed():
    defined = set()
    for path in FOLDER.glob("*.py"):
        module = importlib.import_module(f"sim.modifications.{path.stem}")
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, ModificationBase)
                and value.__module__ == module.__name__
                and "type" in value.model_fields
            ):
                defined.add(value)
    assert defined == set(TYPES)


@pytest.mark.parametrize("model", TYPES, ids=type_word)
def test_one_file_per_type_of_the_same_name(model):
    assert model.__module__ == f"sim.modifications.{type_word(model)}"


@pytest.mark.parametrize("model", TYPES, ids=type_word)
def test_every_key_is_described(model):
    silent = [
        name
        for name, field in model.model_fields.items()
        if name != "type" and not field.description
    ]
    assert silent == []
    assert model.__doc__


@pytest.mark.parametrize("model", TYPES, ids=type_word)
def test_numbers_have_their_unit_in_the_key(model):
    units = ("_min", "_km", "_kmh", "_s", "_factor", "_frequency")
    for name, field in model.model_fields.items():
        kinds = str(field.annotation)
        if "float" in kinds and name not in ("lon", "lat", "yuan", "factor", "cars_per_1000"):
            assert name.endswith(units), name
