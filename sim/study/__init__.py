"""A study: the only place that knows all engines and puts them to work in order.

Names are loaded when they are first used, so that a check need not load the engines.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.study.execute import redraw_map, run
    from sim.study.explain import Explanation, explain_trip
    from sim.study.prepare import validate
    from sim.study.project import Project, find_project

__all__ = [
    "Explanation",
    "Project",
    "explain_trip",
    "find_project",
    "redraw_map",
    "run",
    "validate",
]

_HOME = {
    "Explanation": "explain",
    "Project": "project",
    "explain_trip": "explain",
    "find_project": "project",
    "redraw_map": "execute",
    "run": "execute",
    "validate": "prepare",
}


def __getattr__(name: str) -> Any:
    """Load a public name from the module that holds it."""
    if name in _HOME:
        return getattr(import_module(f"sim.study.{_HOME[name]}"), name)
    raise AttributeError(f"module 'sim.study' has no attribute '{name}'")
