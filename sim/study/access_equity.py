"""How evenly access is shared among the people of the city, by district and by ring.

The places are the cells of the city; the counties of the province beyond it are left out. No table
of incomes exists for the city, so nothing is ranked by income: there is no Palma ratio and no
concentration index, only the gap between those with the best and the worst access.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.equity import EquitySubject, district_grouping, equity_table, ring_grouping
from sim.geometry import to_metres
from sim.study.access_values import Answer

__all__ = ["LINES", "Line", "equity_of"]


@dataclass(frozen=True, slots=True)
class Line:
    """A headline of equity: a measure of a layer, and the line beyond which access is poor.

    ``limit`` is a line in the unit of the measure; ``share_of_all`` one as a share of all there is
    in the city. Both are assumptions of this project, and stand in the column ``line``.
    """

    measure: str
    layer: str
    limit: float | None = None
    share_of_all: float | None = None


LINES: tuple[Line, ...] = (
    Line("cumulative", "jobs", share_of_all=0.1),
    Line("cumulative", "hospitals", limit=1),
    Line("minutes_from_hub", "", limit=60),
    Line("minutes_from_airport", "", limit=60),
)
"""What every run tells the equity of, where it is measured; of several cutoffs the longest. Poor
are those who reach less than a tenth of the city's jobs, not one hospital, or take over an hour."""

_COLUMNS_OF_ZONES = ("minutes_from_hub", "minutes_from_airport")


def equity_of(
    zones: pd.DataFrame,
    answers: Sequence[Answer],
    centre: tuple[float, float],
    *,
    seed: int,
    draws: int,
) -> pd.DataFrame:
    """Equity of the headlines of access for the city, its districts and rings.

    Parameters
    ----------
    zones
        Table ``zone_access`` of the run, in the order of the answers' values.
    answers
        What was measured; headlines that were not measured are left out.
    centre
        Longitude and latitude of the centre of the rings.
    seed, draws
        Of the resamples behind ``low`` and ``high``; 0 draws give no interval.

    Returns
    -------
    DataFrame
        Columns of `sim.equity.equity_table`. People who are not reached within the search count as
        poor, and are left out of the other measures and counted in ``people_missing``.

    Examples
    --------
    >>> zones = pd.DataFrame({
    ...     "zone_id": ["a", "b"], "kind": "cell", "county_id": "1", "name_zh": "甲",
    ...     "name_en": "A", "lon": [120.2, 120.3], "lat": 30.2, "population": [3.0, 1.0],
    ...     "jobs": 1.0, "minutes_from_hub": [30.0, 90.0], "minutes_from_airport": 20.0,
    ... })
    >>> table = equity_of(zones, [], (120.2, 30.2), seed=0, draws=0)
    >>> hub = table[(table.measure == "minutes_from_hub") & (table.group_type == "city")]
    >>> hub.set_index("statistic")["value"][["mean", "fgt0"]].tolist()
    [45.0, 0.25]
    """
    inside = (zones["kind"] == "cell").to_numpy()
    cells = zones[inside]
    metres = to_metres(cells["lon"], cells["lat"]) - to_metres([centre[0]], [centre[1]])
    groupings = (
        district_grouping(
            cells["county_id"].tolist(), cells["name_zh"].tolist(), cells["name_en"].tolist()
        ),
        ring_grouping(np.hypot(metres[:, 0], metres[:, 1]) / 1000),
    )
    subjects = [
        found for line in LINES if (found := _subject(line, zones, answers, inside)) is not None
    ]
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(1,))) if draws else None
    people = cells["population"].to_numpy(dtype=np.float64)
    return equity_table(subjects, people, groupings, rng=rng, replications=max(draws, 1))


def _subject(
    line: Line, zones: pd.DataFrame, answers: Sequence[Answer], inside: npt.NDArray[np.bool_]
) -> EquitySubject | None:
    if line.measure in _COLUMNS_OF_ZONES:
        values = zones.loc[inside, line.measure].to_numpy(dtype=np.float64)
        return EquitySubject(line.measure, values, "min", better="lower", line=line.limit)
    found = [
        one
        for one in answers
        if (one.question.measure.id, one.question.layer) == (line.measure, line.layer)
    ]
    if not found:
        return None
    answer = found[-1]
    better: Literal["higher", "lower"] = answer.question.measure.better
    edge = line.limit
    if line.share_of_all is not None:
        edge = float(round(line.share_of_all * zones.loc[inside, line.layer].sum()))
    return EquitySubject(
        line.measure,
        answer.by_zone[inside],
        answer.unit,
        layer=line.layer,
        parameter=answer.question.parameter,
        better=better,
        line=edge or None,
    )
