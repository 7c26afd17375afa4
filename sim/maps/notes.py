"""Assumptions of a network said in Chinese too; an unknown sentence stays as it is.

The network states its assumptions in English. ``static/notes_zh.txt`` holds each known sentence and
its translation, with ``{}`` for what can change (years, rates, times); what stood there is carried
over into the Chinese.
"""

from __future__ import annotations

import re
from functools import cache

from sim.maps.assets import own_text
from sim.maps.style import Words

__all__ = ["bilingual_note"]


def bilingual_note(note: str) -> str | Words:
    """An assumption in both languages, or as it is where its sentence is not known.

    Examples
    --------
    >>> bilingual_note("Trains are those of the timetable of 2016-03, flights those of the list of "
    ...                "2014.").zh
    '列车采用2016-03时刻表，航班采用2014名单。'
    >>> bilingual_note("Something else.")
    'Something else.'
    """
    for pattern, chinese in _known():
        found = pattern.fullmatch(note)
        if found:
            return Words(chinese.format(*found.groups()), note)
    return note


@cache
def _known() -> tuple[tuple[re.Pattern[str], str], ...]:
    pairs = (block.splitlines() for block in own_text("notes_zh.txt").strip().split("\n\n"))
    return tuple(
        (re.compile(re.escape(english).replace(r"\{\}", "(.+?)")), chinese)
        for english, chinese in pairs
    )
