"""A study: the only place that knows all engines and puts them to work in order."""

from __future__ import annotations

from sim.study.prepare import validate
from sim.study.run import redraw_map, run, run_scenario

__all__ = ["redraw_map", "run", "run_scenario", "validate"]
