"""The same 100 examples on every machine: what fails in one place fails in all."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("routing", max_examples=100, deadline=None, derandomize=True)
settings.load_profile("routing")
