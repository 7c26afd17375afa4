"""The model fitted to its base year: constants and trip rate on a sample, anchored to the whole.

The sample is fast and nearly right; the whole model is right and slow. Measured values of the
sample are therefore scaled so that at the centre they are those of the whole model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from sim.demand.calibration import Aim, Evaluate, Fit, Unknown, fit
from sim.demand.calibration_targets import MEASURES, Target, aims_of, measured
from sim.demand.counts import Counts
from sim.demand.parameters import Parameter
from sim.demand.sample import Sample
from sim.demand.sample_counts import counts_at
from sim.demand.uncertainty import Draw
from sim.errors import DataError
from sim.routing.chunks import spread

__all__ = [
    "TOTAL",
    "anchored",
    "fit_draws",
    "fit_sample",
    "measures_of",
    "split_target",
    "unknowns_of",
]

TOTAL = "boardings_together"
"""Name of the target that stands for all targets of boardings in the fit on the sample."""
_CONSTANT_STEP_MIN = 10.0
_OTHER_STEP = 0.1


def split_target(targets: Sequence[Target]) -> tuple[Target, Target]:
    """The two strong targets of boardings, of rail and of the street, in the order of the table.

    What a sample with its fixed paths can answer is their sum; how they split depends on paths.

    Raises
    ------
    DataError
        If there are not two of them.
    """
    found = [one for one in targets if one.kind == "strong" and one.measure == "boardings"]
    if len(found) != 2:
        raise DataError(
            f"demand/calibration_targets has {len(found)} strong targets of boardings; "
            "the fit needs two, one of rail and one of buses"
        )
    return found[0], found[1]


def unknowns_of(parameters: Mapping[str, Parameter]) -> tuple[Unknown, ...]:
    """Parameters that are fitted on the sample: constants in minutes and the trip rate.

    Examples
    --------
    >>> unknowns_of({"constant_x_min": Parameter("constant_x_min", 1, -9, 9, "min", "calibrated")})
    (Unknown(parameter_id='constant_x_min', low=-9, high=9, step=10.0),)
    """
    return tuple(
        Unknown(
            one.parameter_id,
            one.low,
            one.high,
            _CONSTANT_STEP_MIN if one.unit == "min" else _OTHER_STEP * one.value,
        )
        for one in parameters.values()
        if one.role == "calibrated" and one.unit in {"min", "trips"}
    )


def measures_of(targets: Sequence[Target], counts: Counts) -> dict[str, float]:
    """What counts say about every target that is asked for, and the boardings together."""
    found = {one.target_id: measured(one, counts) for one in targets if one.measure in MEASURES}
    return found | {TOTAL: sum(found[one.target_id] for one in split_target(targets))}


def anchored(
    sample: Sample, targets: Sequence[Target], whole: Mapping[str, float]
) -> Callable[[Mapping[str, float]], Mapping[str, float]]:
    """Measures of the sample at any parameters, scaled to `whole` at its centre.

    Raises
    ------
    DataError
        If the sample gives nothing where the whole model gives something.
    """
    centre = measures_of(targets, counts_at(sample, sample.parameters))
    empty = [name for name, value in centre.items() if not value > 0]
    if empty:
        raise DataError(f"the base year has nothing to fit for the target '{empty[0]}'")
    factor = {name: whole[name] / value for name, value in centre.items()}

    def evaluate(parameters: Mapping[str, float]) -> Mapping[str, float]:
        counts = counts_at(sample, parameters, threads=1)
        found = measures_of(targets, counts)
        return {name: value * factor[name] for name, value in found.items()}

    return evaluate


def _aims(targets: Sequence[Target], values: Mapping[str, float] | None = None) -> list[Aim]:
    """Aims of the fit on the sample: boardings only together; lengths belong to distribution."""
    drawn = dict(values or {})
    apart = split_target(targets)
    names = {one.target_id for one in apart}
    together = sum(drawn.get(one.target_id, one.value) for one in apart)
    fixed = {one.target_id for one in targets if one.measure == "mean_km"}
    return [
        *(one for one in aims_of(targets, drawn) if one.target_id not in names | fixed),
        Aim(TOTAL, together, sum(one.sd for one in apart), strong=True),
    ]


def fit_sample(
    evaluate: Evaluate,
    parameters: Mapping[str, float],
    targets: Sequence[Target],
    unknowns: Sequence[Unknown],
) -> Fit:
    """Fit constants and trip rate to strong targets and priors, all else as given."""
    return fit(
        lambda at: evaluate({**parameters, **at}),
        {one.parameter_id: parameters[one.parameter_id] for one in unknowns},
        _aims(targets),
        unknowns,
    )


def fit_draws(
    evaluate: Evaluate,
    draws: Sequence[Draw],
    centre: Fit,
    targets: Sequence[Target],
    unknowns: Sequence[Unknown],
    *,
    tolerance: float = 1e-3,
    threads: int | None = None,
) -> tuple[tuple[Draw, ...], tuple[int, ...]]:
    """Fit every draw to its own targets; also the numbers of draws that miss one.

    Each starts from the constants and slopes of the centre's fit. A draw that cannot meet its
    strong targets keeps what came nearest and is named.

    Parameters
    ----------
    evaluate
        As `anchored` gives it.
    draws
        From `sim.demand.uncertainty.draw_values`.
    centre
        Fit at the central values.
    targets, unknowns
        As for `fit_sample`.
    tolerance
        Relative miss of a strong target that is small enough for a draw.
    threads
        Draws worked on at the same time; no number depends on it.
    """

    def one(draw: Draw) -> tuple[Draw, bool]:
        found = fit(
            lambda at: evaluate({**draw.parameters, **at}),
            centre.values,
            _aims(targets, draw.targets),
            unknowns,
            slope=centre.slope,
            tolerance=tolerance,
        )
        fitted = Draw(draw.number, {**draw.parameters, **found.values}, draw.targets)
        return fitted, found.converged

    found = spread([partial(one, draw) for draw in draws], threads=threads)
    missed = tuple(draw.number for draw, met in found if not met)
    return tuple(draw for draw, _ in found), missed
