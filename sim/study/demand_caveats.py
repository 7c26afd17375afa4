"""What a run has to say of its demand: where it is not what the calibration stands for."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sim.scenario.demand_settings import DemandSettings

__all__ = ["demand_caveats"]

_ROAD_GAP = 1e-4
_NOT_CONVERGED = "the demand model did not converge: {change:.1%} of the trips still changed"
_TRAFFIC = "traffic did not settle: relative gap {gap:.1e}, wanted {wanted:.0e}"
_ZONES = (
    "solved with about {zones} zones; the parameters are calibrated with {usual}, and the share "
    "moves by points with the size of zones: compare only runs of one size"
)


def demand_caveats(frames: Mapping[str, pd.DataFrame], settings: DemandSettings) -> tuple[str, ...]:
    """Sentences for the board; none where there is no demand, or nothing to say.

    Examples
    --------
    >>> rounds = pd.DataFrame({"change": [0.02], "road_gap": [9e-5], "converged": [False]})
    >>> demand_caveats({"demand_convergence": rounds}, DemandSettings())
    ('the demand model did not converge: 2.0% of the trips still changed',)
    """
    rounds = frames.get("demand_convergence")
    if rounds is None:
        return ()
    last = rounds.iloc[-1]
    usual = DemandSettings().zones
    said = []
    if not bool(last["converged"]):
        said.append(_NOT_CONVERGED.format(change=float(last["change"])))
    if float(last["road_gap"]) > _ROAD_GAP * (1 + 1e-9):
        said.append(_TRAFFIC.format(gap=float(last["road_gap"]), wanted=_ROAD_GAP))
    if settings.zones != usual:
        said.append(_ZONES.format(zones=settings.zones, usual=usual))
    return tuple(said)
