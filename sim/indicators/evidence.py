"""What indicators may look at: the network, the targets and travel times computed elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from sim.air.transit_visa import TransitData
from sim.clock import Window
from sim.errors import DataError
from sim.indicators.target_model import Definition, Target
from sim.indicators.values import IndicatorValue
from sim.network.model import Network

__all__ = ["Evidence", "Measure", "columns", "measured"]


@dataclass(frozen=True)
class Evidence:
    """Inputs of every indicator. A table that is ``None`` leaves its definitions "not computed".

    Attributes
    ----------
    network
        The scenario's network on its date.
    targets
        The targets of the policy document.
    rail_lines
        ``rail/lines``: line_id, open_date, length_km, quality (name_zh, name_en for people). A
        scenario that opens a line hands over the table with that date changed.
    corridor_times
        From the airport: destination_id (ids of the items of ``airport_corridors``), departure_s,
        time_s. One row per destination and departure; NaN is unreachable.
    door_to_door
        From Hangzhou to zones of the province: zone_id, departure_s, time_s, weight (people at
        both ends, any scale), and prefecture where the network does not know the zone. NaN is
        unreachable.
    centre_times
        Between Hangzhou's centre and the zones: zone_id, population, median_s. NaN is unreachable.
    mode_shares
        ``mode_shares`` of the run's demand: area_id, travellers, purpose, period, alternative,
        kind, is_motorised, is_public_transport, trips, boardings.
    pt_share_intervals
        From draws of the parameters, by definition of ``pt_share``: definition, low, high,
        probability. Without it, or where a definition is not in it, a value has no interval.
    ebike_share
        Share of the cycle trips that are made on e-bikes (0 to 1), as assumed by the demand model.
    demand_reason
        Why there is no demand, where there is none: shown as the reason of "not computed".
    demand_caveats
        What the run says of its demand: what is assumed, whether the loop converged.
    interchanges
        Every interchange with its minutes and, where known, the people who change: as
        `sim.gateway.interchanges.table` gives it. Without it the network's own are modelled.
    simulated_transfers
        From a simulated day (``operations_transfers``): hub_id, from_kind, to_kind, people,
        within_3_min_pct, within_5_min_pct, within_8_min_pct, with queues at gates and checks.
    transit
        Rules of visa-free transit and what they are applied to.
    circle_hubs
        Hub ids of the main stations whose trains count for the one-hour circle; empty means all.
    circle_window
        Departures over which waiting is averaged, in place of the document's window.
    """

    network: Network
    targets: tuple[Target, ...]
    rail_lines: pd.DataFrame | None = field(default=None, repr=False)
    corridor_times: pd.DataFrame | None = field(default=None, repr=False)
    door_to_door: pd.DataFrame | None = field(default=None, repr=False)
    centre_times: pd.DataFrame | None = field(default=None, repr=False)
    mode_shares: pd.DataFrame | None = field(default=None, repr=False)
    pt_share_intervals: pd.DataFrame | None = field(default=None, repr=False)
    ebike_share: float | None = None
    demand_reason: str = ""
    demand_caveats: tuple[str, ...] = ()
    interchanges: pd.DataFrame | None = field(default=None, repr=False)
    simulated_transfers: pd.DataFrame | None = field(default=None, repr=False)
    transit: TransitData | None = field(default=None, repr=False)
    circle_hubs: tuple[str, ...] = ()
    circle_window: Window | None = None

    def target(self, target_id: str) -> Target | None:
        """One target, or ``None`` where the document does not have it."""
        return next((target for target in self.targets if target.id == target_id), None)


Measure = Callable[[Evidence, Target, Definition], IndicatorValue]
"""Computes one definition of one target."""


def measured(
    evidence: Evidence, target_id: str, measures: Mapping[str, Measure]
) -> tuple[IndicatorValue, ...]:
    """Values of every definition of a target, in the document's order.

    A target that the document does not have, or has as not modelled, gives no values.

    Raises
    ------
    DataError
        If the document has a definition whose measure is not among `measures`.
    """
    target = evidence.target(target_id)
    if target is None or target.status != "modelled":
        return ()
    for definition in target.definitions:
        if definition.measure_id not in measures:
            raise DataError(
                f"policy/targets.yaml: target '{target_id}' has the definition '{definition.id}', "
                f"which cannot be computed; set its 'measure' to one of {', '.join(measures)}"
            )
    return tuple(
        measures[definition.measure_id](evidence, target, definition)
        for definition in target.definitions
    )


def columns(frame: pd.DataFrame, name: str, needed: tuple[str, ...]) -> pd.DataFrame:
    """Take the columns a measure needs.

    Raises
    ------
    DataError
        If one is missing.

    Examples
    --------
    >>> columns(pd.DataFrame({"a": [1], "b": [2]}), "times", ("b",)).columns.tolist()
    ['b']
    """
    missing = [column for column in needed if column not in frame.columns]
    if missing:
        raise DataError(
            f"evidence '{name}' has no column '{missing[0]}'; it needs {', '.join(needed)}"
        )
    return frame.loc[:, list(needed)]
