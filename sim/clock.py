"""Service time: integer seconds from the service day's start, which may pass 24 hours."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Window", "clock_text", "parse_clock", "signed_clock_s"]

_CLOCK = re.compile(r"^(\d{1,2}):([0-5]\d)(?::([0-5]\d))?$")


def parse_clock(text: str) -> int:
    """Seconds from the start of the service day; hours may pass 24, as in GTFS.

    Examples
    --------
    >>> parse_clock("07:30")
    27000
    >>> parse_clock("25:10")
    90600
    """
    match = _CLOCK.match(text.strip())
    if match is None:
        raise ValueError(f'\'{text}\' is not a time of day; write it as "07:30" or "07:30:00"')
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def signed_clock_s(text: str) -> int:
    """Seconds of a time of a result: as `parse_clock`, a minus is the evening before.

    ``"-00:30"`` is half an hour before the service day begins. Planners do not write such times, so
    `parse_clock` refuses them.

    Examples
    --------
    >>> signed_clock_s("-00:30"), signed_clock_s("07:30")
    (-1800, 27000)
    """
    text = text.strip()
    return -parse_clock(text[1:]) if text.startswith("-") else parse_clock(text)


def clock_text(time_s: int) -> str:
    """``HH:MM`` or, where seconds matter, ``HH:MM:SS``; with a minus before the service day.

    Examples
    --------
    >>> clock_text(27000), clock_text(90605), clock_text(-1800)
    ('07:30', '25:10:05', '-00:30')
    """
    hours, rest = divmod(abs(int(time_s)), 3600)
    minutes, seconds = divmod(rest, 60)
    text = f"{'-' if int(time_s) < 0 else ''}{hours:02d}:{minutes:02d}"
    return f"{text}:{seconds:02d}" if seconds else text


@dataclass(frozen=True, slots=True)
class Window:
    """Departure times ``start_s, start_s + step_s, …`` strictly before ``end_s``.

    Examples
    --------
    >>> Window.parse("08:00-09:00").departures_s()[:3], len(Window.parse("08:00-09:00"))
    ((28800, 28860, 28920), 60)
    """

    start_s: int
    end_s: int
    step_s: int = 60

    def __post_init__(self) -> None:
        if self.end_s <= self.start_s:
            raise ValueError(
                f"window {clock_text(self.start_s)}-{clock_text(self.end_s)} is empty: "
                'the end must be later than the start (times after midnight: "25:00")'
            )
        if self.step_s <= 0:
            raise ValueError("the step of a window must be positive")

    @classmethod
    def parse(cls, text: str, *, step_min: int = 1) -> Window:
        """Read ``"07:00-09:00"``; the end itself is not a departure."""
        start, dash, end = text.partition("-")
        if not dash:
            raise ValueError(f"'{text}' is not a window; write it as \"07:00-09:00\"")
        return cls(parse_clock(start), parse_clock(end), step_min * 60)

    def departures_s(self) -> tuple[int, ...]:
        """Every departure of the window, in seconds."""
        return tuple(range(self.start_s, self.end_s, self.step_s))

    def __len__(self) -> int:
        return len(range(self.start_s, self.end_s, self.step_s))

    def text(self) -> str:
        """The window as it is written in a scenario."""
        return f"{clock_text(self.start_s)}-{clock_text(self.end_s)}"
