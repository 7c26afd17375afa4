"""Transport and airport connectivity: from scenario files to targets, travel times and maps.

From a scenario to a map in four lines::

    import sim

    results = sim.run("plan-2020")
    results.targets  # the target board
    results.map_path  # one file, works without internet

Names are loaded when they are first used, so ``import sim`` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sim.errors import SimError

if TYPE_CHECKING:
    from sim import toy
    from sim.indicators import compute_indicators
    from sim.maps import draw_map
    from sim.modifications import apply_modifications
    from sim.network import load_network, to_networkx
    from sim.results import RunResults, read_run
    from sim.results.comparison import Comparison, read_comparison
    from sim.routing import travel_times
    from sim.scenario import load_scenario
    from sim.study import compare, export_results, make_report, measure_access, run, validate

__version__ = "0.1.0"

__all__ = [
    "Comparison",
    "RunResults",
    "SimError",
    "__version__",
    "apply_modifications",
    "compare",
    "compute_indicators",
    "draw_map",
    "export_results",
    "load_network",
    "load_scenario",
    "make_report",
    "measure_access",
    "read_comparison",
    "read_run",
    "run",
    "to_networkx",
    "toy",
    "travel_times",
    "validate",
]

_HOME = {
    "Comparison": "sim.results.comparison",
    "RunResults": "sim.results",
    "apply_modifications": "sim.modifications",
    "compare": "sim.study",
    "compute_indicators": "sim.indicators",
    "draw_map": "sim.maps",
    "export_results": "sim.study",
    "load_network": "sim.network",
    "load_scenario": "sim.scenario",
    "make_report": "sim.study",
    "measure_access": "sim.study",
    "read_comparison": "sim.results.comparison",
    "read_run": "sim.results",
    "run": "sim.study",
    "to_networkx": "sim.network",
    "travel_times": "sim.routing",
    "validate": "sim.study",
}


def __getattr__(name: str) -> object:
    if name == "toy":
        return import_module("sim.toy")
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'sim' has no attribute '{name}'")


def __dir__() -> list[str]:
    return __all__
