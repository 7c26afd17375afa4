"""Years in which everybody was counted: between them people are interpolated."""

from __future__ import annotations

__all__ = ["CENSUS_YEARS"]

CENSUS_YEARS = (2010, 2020)
"""Censuses whose counts exist for every county; outside them the line through both goes on."""
