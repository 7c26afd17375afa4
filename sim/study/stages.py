"""The stages of a piece of work: reported while they run, timed when they are done."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

__all__ = ["Report", "Share", "Stages"]

Report = Callable[[str, float], None]
"""Called with a stage's title and the share of it that is done (0 to 1)."""

Share = Callable[[float], None]
"""Called with the share that is done."""

T = TypeVar("T")


@dataclass
class Stages:
    """Reports stages as they run and keeps their times."""

    report: Report
    timings_s: dict[str, float] = field(default_factory=dict)

    def run(self, title: str, work: Callable[[Share], T]) -> T:
        """Do one stage; `work` is handed a function to call with the share that is done."""
        started = time.perf_counter()
        self.report(title, 0.0)
        result = work(lambda share: self.report(title, min(share, 0.999)))
        self.report(title, 1.0)
        self.timings_s[title] = round(time.perf_counter() - started, 3)
        return result
