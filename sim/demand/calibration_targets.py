"""Targets of the calibration: what each asks the model for, and how near the answer is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from sim.demand.calibration import Aim
from sim.demand.counts import Counts
from sim.demand.model import Floats64
from sim.demand.share_definitions import ShareDefinition, share_pct

__all__ = ["MEASURES", "Judged", "Target", "aims_of", "judged", "measured", "targets_of"]

WITHIN_POINTS = 0.5
"""How far the share may be off (percentage points)."""
WITHIN_PCT = 5.0
"""How far other strong targets may be off (%)."""
_MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Target:
    """One row of ``demand/calibration_targets``; ``sd`` is nan where none is given."""

    target_id: str
    title_zh: str
    title_en: str
    value: float
    sd: float
    unit: str
    kind: str
    measure: str
    subject: str
    area_id: str
    year: int
    fact: str
    note: str
    quality: str
    source: str

    @property
    def subjects(self) -> tuple[str, ...]:
        """Ids in the subject."""
        return tuple(part for part in self.subject.split(";") if part)


@dataclass(frozen=True, slots=True)
class Judged:
    """A target beside what the model says; ``modelled`` is nan where it was not asked.

    ``miss`` is in standard deviations for priors, in points for shares, else in %. ``ok`` is
    ``None`` where nothing is judged.
    """

    target: Target
    modelled: float
    miss: float
    ok: bool | None


def targets_of(table: pd.DataFrame) -> tuple[Target, ...]:
    """Rows of ``demand/calibration_targets`` in file order.

    Examples
    --------
    >>> row = dict.fromkeys(Target.__slots__, "") | {"value": 48.0, "sd": 1.5, "year": 2015}
    >>> targets_of(pd.DataFrame([row]))[0].value
    48.0
    """
    return tuple(
        Target(
            target_id=str(row["target_id"]),
            title_zh=str(row["title_zh"]),
            title_en=str(row["title_en"]),
            value=float(row["value"]),
            sd=float(row["sd"]),
            unit=str(row["unit"]),
            kind=str(row["kind"]),
            measure=str(row["measure"]),
            subject=str(row["subject"]),
            area_id=str(row["area_id"]),
            year=int(row["year"]),
            fact=str(row["fact"]),
            note=str(row["note"]),
            quality=str(row["quality"]),
            source=str(row["source"]),
        )
        for row in table.to_dict("records")
    )


def measured(target: Target, counts: Counts) -> float:
    """What the model says about a target, in the target's unit; nan where nothing is asked.

    Examples
    --------
    >>> from sim.demand.counts import counts_of
    >>> from sim.demand.sample_examples import small_result
    >>> one = Target("walk", "", "", 26, 4, "%", "prior", "alternative_share", "walk", "city", 2015,
    ...              "", "", "", "")
    >>> round(measured(one, counts_of(small_result())), 1)
    14.8
    """
    ask = MEASURES.get(target.measure)
    return float("nan") if ask is None else ask(target, counts)


def aims_of(
    targets: Sequence[Target], values: Mapping[str, float] | None = None
) -> tuple[Aim, ...]:
    """Strong targets and priors as aims of a fit, with other values where they are given.

    Examples
    --------
    >>> one = Target("x", "", "", 26, 4, "%", "prior", "mean_km", "", "city", 2015, "", "", "", "")
    >>> aims_of([one], {"x": 25.0})
    (Aim(target_id='x', value=25.0, sd=4, strong=False),)
    """
    drawn = values or {}
    return tuple(
        Aim(one.target_id, drawn.get(one.target_id, one.value), one.sd, one.kind == "strong")
        for one in targets
        if one.kind in {"strong", "prior"} and one.measure in MEASURES
    )


def judged(targets: Sequence[Target], counts: Counts, *, year: int) -> tuple[Judged, ...]:
    """Every target beside the model; those of another year are shown without a value.

    A strong share is good within half a point, another strong target within 5 %, a prior within
    two standard deviations. Checks are good within two standard deviations, too.

    Examples
    --------
    >>> from sim.demand.counts import counts_of
    >>> from sim.demand.sample_examples import small_result
    >>> one = Target("walk", "", "", 26, 4, "%", "prior", "alternative_share", "walk", "city", 2015,
    ...              "", "", "", "")
    >>> [(round(x.miss, 1), x.ok) for x in judged([one], counts_of(small_result()), year=2015)]
    [(-2.8, False)]
    """
    return tuple(_judged(one, counts, year) for one in targets)


def _judged(target: Target, counts: Counts, year: int) -> Judged:
    said = measured(target, counts) if target.year == year else float("nan")
    if not np.isfinite(said):
        return Judged(target, float("nan"), float("nan"), None)
    off = said - target.value
    if target.kind == "strong" and target.unit == "%":
        return Judged(target, said, off, abs(off) <= WITHIN_POINTS)
    if target.kind == "strong":
        return Judged(
            target, said, 100 * off / target.value, abs(off) <= target.value * WITHIN_PCT / 100
        )
    if not np.isfinite(target.sd) or target.sd <= 0:
        return Judged(target, said, float("nan"), None)
    return Judged(target, said, off / target.sd, abs(off) <= 2 * target.sd)


def _resident_trips(target: Target, counts: Counts) -> Floats64:
    """Trips of residents by alternative [A]."""
    share = np.array([one.resident_share for one in counts.purposes])
    here = counts.trips[counts.area_row(target.area_id)]
    return np.asarray(np.einsum("upa,u->a", here, share), dtype=np.float64)


def _chosen(target: Target, counts: Counts) -> list[bool]:
    return [one.alternative_id in target.subjects for one in counts.alternatives]


def _motorised_share(target: Target, counts: Counts) -> float:
    return share_pct(counts, ShareDefinition("", target.area_id), ebike_share=0.0)


def _alternative_share(target: Target, counts: Counts) -> float:
    trips = _resident_trips(target, counts)
    return float(100 * trips[_chosen(target, counts)].sum() / trips.sum())


def _alternative_trips(target: Target, counts: Counts) -> float:
    everybody = counts.trips[counts.area_row(target.area_id)].sum(axis=(0, 1))
    return float(everybody[_chosen(target, counts)].sum() / _MILLION)


def _by_mode(by_area: Floats64, target: Target, counts: Counts) -> float:
    here = [mode in target.subjects for mode in counts.mode_ids]
    return float(by_area[counts.area_row(target.area_id)][here].sum() / _MILLION)


def _boardings(target: Target, counts: Counts) -> float:
    return _by_mode(counts.boardings, target, counts)


def _entries(target: Target, counts: Counts) -> float:
    return _by_mode(counts.entries, target, counts)


def _trips_per_person(target: Target, counts: Counts) -> float:
    people = counts.population[counts.area_row(target.area_id)]
    return float(_resident_trips(target, counts).sum() / people)


def _mean_km(target: Target, counts: Counts) -> float:
    row = counts.area_row(target.area_id)
    share = np.array([one.resident_share for one in counts.purposes])
    return float(counts.km[row] @ share / _resident_trips(target, counts).sum())


MEASURES: Mapping[str, Callable[[Target, Counts], float]] = MappingProxyType(
    {
        "motorised_share": _motorised_share,
        "alternative_share": _alternative_share,
        "alternative_trips": _alternative_trips,
        "boardings": _boardings,
        "entries": _entries,
        "trips_per_person": _trips_per_person,
        "mean_km": _mean_km,
    }
)
"""How each measure of ``demand/calibration_targets`` is read from counts; ``noted`` is not."""
