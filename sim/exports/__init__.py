"""Results and networks in the formats of other tools, each table with its dictionary."""

from __future__ import annotations
