"""When a trip is made: the times a planner writes, read and checked."""

from __future__ import annotations

from dataclasses import dataclass

from sim.clock import Window, clock_text, parse_clock
from sim.errors import Issue, Severity

__all__ = ["TripQuestion", "read_question"]


@dataclass(frozen=True, slots=True)
class TripQuestion:
    """When the trip is made: a departure or the time to be there, and a window beside it.

    Clock times are seconds from the service day's start. With `arrive_by_s` the traveller leaves as
    late as possible and is there `buffer_s` before it.
    """

    depart_s: int | None = None
    arrive_by_s: int | None = None
    buffer_s: int = 0
    window: Window | None = None

    def text(self) -> str:
        """``leave at 08:00`` or ``be there 20 min before 09:30``."""
        if self.arrive_by_s is None:
            return f"leave at {clock_text(self.depart_s or 0)}"
        early = f"{self.buffer_s // 60} min before" if self.buffer_s else "by"
        return f"be there {early} {clock_text(self.arrive_by_s)}"


def read_question(
    depart: str | None, arrive_by: str | None, buffer_min: int, window: str | None
) -> tuple[TripQuestion, list[Issue]]:
    """Read the times; what cannot be read is an issue.

    Examples
    --------
    >>> read_question(None, "09:30", 20, None)[0].text()
    'be there 20 min before 09:30'
    >>> print(read_question("8am", None, 0, None)[1][0].text())
    error bad-time — --depart '8am' is not a time of day — write it as "08:00"
    """
    issues: list[Issue] = []
    if (depart is None) == (arrive_by is None):
        what = "neither --depart nor --arrive-by is given"
        if depart is not None:
            what = "both --depart and --arrive-by are given"
        issues.append(Issue(Severity.ERROR, "one-time", what, 'write one: --depart "08:00"'))
    if buffer_min < 0 or (buffer_min and arrive_by is None):
        what = f"--buffer-min {buffer_min} has no arrival that it could come before"
        if buffer_min < 0:
            what = f"--buffer-min is {buffer_min}"
        fix = 'write minutes of 0 or more together with --arrive-by "09:30"'
        issues.append(Issue(Severity.ERROR, "bad-buffer", what, fix))
    times_s: list[int | None] = []
    for text, option in ((depart, "--depart"), (arrive_by, "--arrive-by")):
        try:
            times_s.append(None if text is None else parse_clock(text))
        except ValueError:
            times_s.append(None)
            what = f"{option} '{text}' is not a time of day"
            issues.append(Issue(Severity.ERROR, "bad-time", what, 'write it as "08:00"'))
    arrive_s = times_s[1]
    if arrive_s is not None and buffer_min * 60 > arrive_s:
        what = f"--buffer-min {buffer_min} reaches back into the day before {arrive_by}"
        issues.append(Issue(Severity.ERROR, "bad-buffer", what, "choose a shorter buffer"))
    hours = None
    try:
        hours = None if window is None else Window.parse(window)
    except ValueError as error:
        what, fix = f"--window '{window}' cannot be used: {error}", 'write it as "07:00-09:00"'
        issues.append(Issue(Severity.ERROR, "bad-window", what, fix))
    return TripQuestion(times_s[0], times_s[1], max(buffer_min, 0) * 60, hours), issues
