"""Results of a run: typed tables, their manifest, and the folder they live in."""

from __future__ import annotations

from sim.results.folder import RunWriter, read_run, run_is_whole
from sim.results.manifest import Manifest
from sim.results.run_results import RunResults

__all__ = ["Manifest", "RunResults", "RunWriter", "read_run", "run_is_whole"]
