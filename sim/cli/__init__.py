"""The command line: ``sim check | run | map | data | schema | new | diff``."""

from __future__ import annotations

from sim.cli.main import main

__all__ = ["main"]
