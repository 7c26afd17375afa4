"""The share of public transport by every definition, read from counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.demand.counts import Counts

__all__ = ["DEFINITIONS", "ShareDefinition", "share_pct", "shares_pct"]


@dataclass(frozen=True, slots=True)
class ShareDefinition:
    """Whose trips, which trips, and whether e-bikes or boardings are counted.

    ``everybody`` counts visitors too; ``period_id`` empty means the day.
    """

    definition_id: str
    area_id: str
    everybody: bool = False
    commuting: bool = False
    period_id: str = ""
    ebikes: bool = False
    boardings: bool = False


DEFINITIONS: tuple[ShareDefinition, ...] = (
    ShareDefinition("motorised_residents", "urban"),
    ShareDefinition("ebikes_motorised", "urban", ebikes=True),
    ShareDefinition("everybody", "urban", everybody=True),
    ShareDefinition("main_city", "main_city"),
    ShareDefinition("whole_city", "city"),
    ShareDefinition("commuting", "urban", commuting=True),
    ShareDefinition("morning_peak", "urban", period_id="am_peak"),
    ShareDefinition("boardings", "urban", everybody=True, boardings=True),
)
"""As in ``policy/targets`` (row ``pt_share``); the first is the headline."""


def share_pct(counts: Counts, definition: ShareDefinition, *, ebike_share: float) -> float:
    """Public transport over motorised trips (%), as a definition has it.

    With boardings, each ride counts as a trip of its own above and below the line. Without any
    motorised trip the share is not a number.

    Parameters
    ----------
    counts
        Of a result or a sample.
    definition
        One of `DEFINITIONS`.
    ebike_share
        Share of cycle trips made on e-bikes; they are motorised only where the definition says so.

    Examples
    --------
    >>> from sim.demand.counts import counts_of
    >>> from sim.demand.sample_examples import small_result
    >>> counts = counts_of(small_result())
    >>> [round(share_pct(counts, one, ebike_share=0.65)) for one in DEFINITIONS[:2]]
    [51, 23]
    """
    row = counts.area_row(definition.area_id)
    whose = np.array(
        [1.0 if definition.everybody else one.resident_share for one in counts.purposes]
    )
    if definition.commuting:
        whose *= [one.is_commuting for one in counts.purposes]
    when = [definition.period_id in {"", one.period_id} for one in counts.periods]
    trips = np.einsum("upa,u->a", counts.trips[row][:, when], whose)
    public = sum(
        float(t) for t, one in zip(trips, counts.alternatives, strict=True)
        if one.is_public_transport
    )  # fmt: skip
    motorised = sum(
        float(t) for t, one in zip(trips, counts.alternatives, strict=True) if one.is_motorised
    )
    if definition.ebikes:
        motorised += ebike_share * sum(
            float(t) for t, one in zip(trips, counts.alternatives, strict=True)
            if one.kind == "cycle"
        )  # fmt: skip
    if definition.boardings:
        rides = float(counts.boardings[row].sum())
        public, motorised = rides, motorised - public + rides
    return 100 * public / motorised if motorised > 0 else float("nan")


def shares_pct(counts: Counts, *, ebike_share: float) -> Mapping[str, float]:
    """Shares by every definition (%), by its id.

    Examples
    --------
    >>> from sim.demand.counts import counts_of
    >>> from sim.demand.sample_examples import small_result
    >>> round(shares_pct(counts_of(small_result()), ebike_share=0.65)["commuting"])
    53
    """
    return {
        one.definition_id: share_pct(counts, one, ebike_share=ebike_share) for one in DEFINITIONS
    }
