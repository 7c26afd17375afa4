"""A study: the only place that knows all engines and puts them to work in order.

Names are loaded when they are first used, so that a check need not load the engines.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.study.access import measure_access
    from sim.study.compare_scenarios import compare
    from sim.study.execute import redraw_map, run
    from sim.study.explain import Explanation, explain_trip
    from sim.study.export import Exported, export_results
    from sim.study.prepare import validate
    from sim.study.project import Project, find_project
    from sim.study.report import make_report

__all__ = [
    "Explanation",
    "Exported",
    "Project",
    "compare",
    "explain_trip",
    "export_results",
    "find_project",
    "make_report",
    "measure_access",
    "redraw_map",
    "run",
    "validate",
]

_HOME = {
    "Explanation": "explain",
    "Exported": "export",
    "Project": "project",
    "compare": "compare_scenarios",
    "explain_trip": "explain",
    "export_results": "export",
    "find_project": "project",
    "make_report": "report",
    "measure_access": "access",
    "redraw_map": "execute",
    "run": "execute",
    "validate": "prepare",
}


def __getattr__(name: str) -> Any:
    """Load a public name from the module that holds it."""
    if name in _HOME:
        return getattr(import_module(f"sim.study.{_HOME[name]}"), name)
    raise AttributeError(f"module 'sim.study' has no attribute '{name}'")
