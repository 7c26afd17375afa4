"""The grades of quality that every record carries."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Quality"]


class Quality(StrEnum):
    """Where a value comes from, best first.

    ``modelled`` is never found in a table of facts: it marks what this package computed.
    """

    OFFICIAL = "official"
    PUBLISHED = "published"
    DERIVED = "derived"
    ESTIMATE = "estimate"
    UNVERIFIED = "unverified"
    SCENARIO = "scenario"
    MODELLED = "modelled"
