"""The two numbers that all kernels share, beside how they are compiled."""

from __future__ import annotations

from sim.compiled import compiled

__all__ = ["NEVER", "UNREACHABLE", "compiled"]

NEVER = 2**30
"""A time later than all others (inside the search)."""

UNREACHABLE = -1
"""The travel time of a destination that cannot be reached (in results)."""
