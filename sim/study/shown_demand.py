"""The demand of a run as maps and pages show it: its tables, with periods and alternatives."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from sim.demand.segments import SEGMENT_TABLES, Segments, read_segments
from sim.maps.demand_data import SHOWN_TABLES, DemandTables
from sim.results import RunResults
from sim.tables import read_table

__all__ = ["segments_of", "shown_demand", "tables_of_run"]

_LEAST = "mode_shares"
"""A run without this table has no demand."""


def segments_of(data_dir: Path) -> Segments:
    """Periods, purposes and alternatives of a data folder.

    Raises
    ------
    DataError
        With every problem of the tables.

    Examples
    --------
    >>> [one.period_id for one in segments_of(Path("network_data")).periods]
    ['am_peak', 'midday', 'pm_peak', 'rest']
    """
    return read_segments({name: read_table(data_dir, name) for name in SEGMENT_TABLES})


def shown_demand(tables: Mapping[str, pd.DataFrame], data_dir: Path) -> DemandTables | None:
    """Tables of a run's demand for its pages; ``None`` where the run has none.

    Raises
    ------
    DataError
        If the tables are of another version and cannot be shown.

    Examples
    --------
    >>> shown_demand({"zone_access": pd.DataFrame()}, Path("network_data")) is None
    True
    """
    if _LEAST not in tables:
        return None
    segments = segments_of(data_dir)
    return DemandTables(
        {name: tables[name] for name in SHOWN_TABLES if name in tables},
        segments.periods,
        segments.alternatives,
    )


def tables_of_run(results: RunResults) -> dict[str, pd.DataFrame]:
    """Read the tables of a finished run that `shown_demand` takes; those it has not are missing."""
    return {name: results.table(name) for name in SHOWN_TABLES if name in results.tables}
