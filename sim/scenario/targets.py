"""Ids of the targets a scenario may put on its board."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["target_ids"]

_ENTRY = re.compile(r"^  - id: ([a-z0-9_]+)\s*$", re.MULTILINE)


def target_ids(path: Path) -> frozenset[str]:
    """Ids in ``policy/targets.yaml``; none if there is no such file.

    Only the lines that begin an entry are read: the whole document is checked where it is used.

    Examples
    --------
    >>> target_ids(Path("nowhere.yaml"))
    frozenset()
    """
    try:
        return frozenset(_ENTRY.findall(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError):
        return frozenset()
