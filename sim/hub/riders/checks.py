"""Do the riders tie out: totals by station exactly, loads of sections as near as they come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hub.riders.matrix import PeriodMatrix
from sim.hub.riders.people import DayPeople
from sim.hub.riders.rounding import whole_margins

__all__ = ["LoadAgreement", "PeriodTotals", "load_agreement", "rider_totals"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PeriodTotals:
    """People of a period: in the demand model (whole people) and among the riders.

    ``stations`` have people; ``stations_tied`` are those of them whose riders in and out are
    exactly the demand's entries and exits.
    """

    period_id: str
    people: int
    riders: int
    stations: int
    stations_tied: int


def rider_totals(matrices: Sequence[PeriodMatrix], people: DayPeople) -> tuple[PeriodTotals, ...]:
    """Entries and exits of every station and period against the riders themselves.

    Examples
    --------
    >>> from sim.hub.riders.examples import small_matrix
    >>> from sim.hub.riders.people import day_people
    >>> lines, matrix = small_matrix()
    >>> rider_totals([matrix], day_people(lines, [matrix], seed=1, replication=0))
    (PeriodTotals(period_id='hour', people=5, riders=5, stations=3, stations_tied=3),)
    """
    found = []
    for row, matrix in enumerate(matrices):
        entries, exits = whole_margins(matrix.demand.entries, matrix.demand.exits)
        mine = people.period == row
        size = len(entries)
        came = np.bincount(people.origin[mine], minlength=size)
        went = np.bincount(people.destination[mine], minlength=size)
        used = (entries > 0) | (exits > 0) | (came > 0) | (went > 0)
        tied = used & (came == entries) & (went == exits)
        found.append(
            PeriodTotals(
                matrix.demand.period_id,
                int(entries.sum()),
                int(mine.sum()),
                int(used.sum()),
                int(tied.sum()),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class LoadAgreement:
    """Loads of sections, of the matrix against the demand model, in people of the period.

    The last fields are of the section with the largest difference: group, from and to station.
    ``boardings`` are of all lines together.
    """

    period_id: str
    sections: int
    correlation: float
    rms_pct: float
    boardings_model: float
    boardings_own: float
    worst: tuple[int, int, int]
    worst_model: float
    worst_own: float


def load_agreement(matrix: PeriodMatrix) -> LoadAgreement:
    """How near the loads of a period's riders are to those of the demand model.

    ``correlation`` over sections with a load in the model (NaN with fewer than two), ``rms_pct``
    the root of the mean square difference in percent of the mean load.

    Examples
    --------
    >>> from sim.hub.riders.examples import small_matrix
    >>> load_agreement(small_matrix()[1]).sections  # the example has no counts
    0
    """
    places = matrix.places
    count = places.n_sections
    wanted, own = matrix.wanted[:count], matrix.own[:count]
    known = np.isfinite(wanted) & (wanted > 0)
    boards = slice(count, count + places.n_platforms)
    if not known.any():
        nan = float("nan")
        return LoadAgreement(matrix.demand.period_id, 0, nan, nan, 0.0, 0.0, (-1, -1, -1), nan, nan)
    model, mine = wanted[known], own[known]
    vary = len(model) > 1 and model.std() > 0 and mine.std() > 0
    worst = int(np.flatnonzero(known)[np.argmax(np.abs(mine - model))])
    return LoadAgreement(
        period_id=matrix.demand.period_id,
        sections=len(model),
        correlation=float(np.corrcoef(model, mine)[0, 1]) if vary else float("nan"),
        rms_pct=float(100 * np.sqrt(np.mean((mine - model) ** 2)) / model.mean()),
        boardings_model=float(np.nansum(matrix.wanted[boards])),
        boardings_own=float(matrix.own[boards].sum()),
        worst=(
            int(places.section_group[worst]),
            int(places.section_from[worst]),
            int(places.section_to[worst]),
        ),
        worst_model=float(wanted[worst]),
        worst_own=float(own[worst]),
    )
