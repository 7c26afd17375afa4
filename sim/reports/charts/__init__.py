"""Charts of the report: one file each, all in `CHARTS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from sim.reports.blocks import Picture
from sim.reports.charts import (
    access_curve,
    cells,
    circle_parts,
    contributions,
    destination_regions,
    districts,
    gains,
    headroom,
    lorenz,
    main_stations,
    mode_shares,
    operations_closures,
    operations_convergence,
    operations_critical,
    operations_headways,
    operations_loads,
    operations_platforms,
    operations_queues,
    operations_recovery,
    operations_transfers,
    operations_waits,
    share_interval,
    station_ranking,
    tornado,
    world_hours,
)
from sim.reports.inputs import ReportInputs

__all__ = ["CHARTS"]

CHARTS: Final[Mapping[str, Callable[[ReportInputs], tuple[Picture, ...]]]] = MappingProxyType(
    {
        "headroom": headroom.draw,
        "gains": gains.draw,
        "access_curve": access_curve.draw,
        "lorenz": lorenz.draw,
        "districts": districts.draw,
        "contributions": contributions.draw,
        "cells": cells.draw,
        "mode_shares": mode_shares.draw,
        "share_interval": share_interval.draw,
        "tornado": tornado.draw,
        "station_ranking": station_ranking.draw,
        "circle_parts": circle_parts.draw,
        "main_stations": main_stations.draw,
        "world_hours": world_hours.draw,
        "destination_regions": destination_regions.draw,
        "operations_queues": operations_queues.draw,
        "operations_transfers": operations_transfers.draw,
        "operations_loads": operations_loads.draw,
        "operations_headways": operations_headways.draw,
        "operations_platforms": operations_platforms.draw,
        "operations_closures": operations_closures.draw,
        "operations_recovery": operations_recovery.draw,
        "operations_critical": operations_critical.draw,
        "operations_waits": operations_waits.draw,
        "operations_convergence": operations_convergence.draw,
    }
)
"""Each draws no, one or several pictures from the inputs of a report."""
