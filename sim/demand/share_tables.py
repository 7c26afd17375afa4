"""Tables of a run about its share of public transport: interval, draws and levers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sim.demand.levers import lever_table
from sim.demand.parameters import Parameters
from sim.demand.sample import Sample
from sim.demand.sample_counts import counts_at
from sim.demand.share_definitions import DEFINITIONS, shares_pct
from sim.demand.uncertainty import Draw, interval_tables

__all__ = ["share_tables"]


def share_tables(
    sample: Sample,
    whole_pct: Mapping[str, float],
    draws: Sequence[Draw],
    *,
    threshold: float,
    before: Sample | None = None,
    threads: int | None = None,
) -> dict[str, pd.DataFrame]:
    """``pt_share_intervals``, ``pt_share_draws``, ``pt_share_drawn`` and ``pt_share_levers``.

    Parameters
    ----------
    sample
        Of the run, with the parameters it was made with.
    whole_pct
        Shares of the whole model by definition (`shares_pct` of its counts, or the board's).
    draws
        From `sim.demand.uncertainty.draws_of`; none gives a table without intervals.
    threshold
        The target (%).
    before
        Sample of the same pairs in the network without the scenario's changes, for the lever of
        new lines.
    threads
        Draws worked on at the same time; no number depends on it.

    Examples
    --------
    >>> from sim.demand.sample_examples import small_sample
    >>> whole = {one.definition_id: 50.0 for one in DEFINITIONS}
    >>> [len(table) for table in share_tables(small_sample(), whole, (), threshold=60).values()]
    [8, 0, 0, 8]
    """

    def shares_at(parameters: Parameters) -> Mapping[str, float]:
        counts = counts_at(sample, parameters, threads=1)
        return shares_pct(counts, ebike_share=parameters["ebike_share"])

    centre = sample.parameters
    drawn = sorted({n for one in draws for n, v in one.parameters.items() if v != centre[n]})
    tables = interval_tables(
        whole_pct, shares_at, centre, draws, threshold=threshold, drawn=drawn, threads=threads
    )
    headline = whole_pct[DEFINITIONS[0].definition_id]
    levers = lever_table(sample, centre, headline, before=before, threads=threads)
    return {**tables, "pt_share_levers": levers}
