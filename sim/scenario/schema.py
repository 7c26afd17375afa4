"""The JSON schema of scenario files, for editors; made from the models and nothing else."""

from __future__ import annotations

import json
from typing import Any

from sim.scenario.document import ScenarioDocument

__all__ = ["scenario_schema", "schema_text"]

_FREE_KEYS = {"^x-": {"description": "Your own notes; not read."}}


def scenario_schema() -> dict[str, Any]:
    """JSON schema (2020-12) of a scenario file.

    A file with ``extends`` may leave ``as_of`` to its parent.

    Examples
    --------
    >>> scenario_schema()["required"]
    ['scenario', 'title']
    """
    schema = ScenarioDocument.model_json_schema()
    for part in (schema, *schema["$defs"].values()):
        if part.get("type") == "object":
            part["patternProperties"] = _FREE_KEYS
    schema["required"] = [key for key in schema["required"] if key != "as_of"]
    schema["anyOf"] = [{"required": ["as_of"]}, {"required": ["extends"]}]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def schema_text() -> str:
    """Text of ``scenarios/schema/scenario.schema.json``."""
    return json.dumps(scenario_schema(), ensure_ascii=False, indent=2) + "\n"
