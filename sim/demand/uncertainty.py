"""Draws of what is not known, and what they make of the share: interval and probability.

A draw takes every uncertain parameter and every target of the base year from its own distribution,
by a Latin hypercube: each of ``N`` equally likely slices is used once. Constants are then fitted to
the drawn targets, so that every draw agrees with its own base year. All scenarios use the same
draws: what differs between two of them is no accident of the drawing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import NormalDist

import numpy as np
import pandas as pd

from sim.demand.calibration_targets import Target
from sim.demand.model import Floats64
from sim.demand.parameters import Parameter, Parameters
from sim.errors import DataError
from sim.routing.chunks import spread

__all__ = [
    "NOT_FELT",
    "TARGET_PREFIX",
    "Draw",
    "draw_values",
    "drawn_names",
    "draws_of",
    "draws_table",
    "interval_tables",
    "latin_hypercube",
    "probability_met",
    "quantile",
]

TARGET_PREFIX = "target_"
"""What the names of drawn targets begin with in ``demand/draws``."""
NOT_FELT = (
    "peak_hour_factor",
    "background_vehicle_share",
    "local_bus_max_km",
    "decay_",
    "new_station_",
)
"""Beginnings of parameters that act through traffic, paths or destinations only: a sample keeps
these as they are."""
LOW_PCT, HIGH_PCT = 5.0, 95.0
_SPREAD = ("low", "median", "high")
_SEED = 20160701
_TAIL = NormalDist().inv_cdf(HIGH_PCT / 100)


@dataclass(frozen=True)
class Draw:
    """One draw: number from 1, parameters (drawn and fitted), and the targets it was fitted to."""

    number: int
    parameters: Parameters
    targets: Mapping[str, float]


def latin_hypercube(rows: int, columns: int, *, seed: int = _SEED) -> Floats64:
    """Points in the unit cube [rows, columns]; each column has one point in each ``1 / rows``.

    McKay, Beckman and Conover (1979); the same seed gives the same points.

    Examples
    --------
    >>> sorted((latin_hypercube(4, 2)[:, 1] * 4).astype(int).tolist())
    [0, 1, 2, 3]
    """
    if rows < 1 or columns < 1:
        raise DataError(f"{rows} draws of {columns} values cannot be made; ask for at least 1")
    from scipy.stats import qmc  # noqa: PLC0415 - takes a while to load

    cube = qmc.LatinHypercube(columns, rng=np.random.default_rng(seed)).random(rows)
    return np.asarray(cube, dtype=np.float64)


def quantile(parameter: Parameter, share: float) -> float:
    """Value below which the parameter lies with probability `share`.

    Two half normal distributions meet in the central value: ``low`` is passed downwards with
    5 %, ``high`` upwards with 5 %. What cannot be negative by its bounds does not become so, and
    a number without a unit that cannot pass 1 does not.

    Examples
    --------
    >>> wait = Parameter("wait_weight", 2.0, 1.5, 3.0, "", "fixed")
    >>> [round(quantile(wait, share), 3) for share in (0.05, 0.5, 0.95)]
    [1.5, 2.0, 3.0]
    """
    z = NormalDist().inv_cdf(share) / _TAIL
    side = parameter.high - parameter.value if z > 0 else parameter.value - parameter.low
    value = parameter.value + side * z
    if parameter.low >= 0:
        value = max(value, 0.0 if parameter.low == 0 else min(parameter.low, parameter.value) / 2)
    if parameter.high <= 1 and not parameter.unit:
        value = min(value, 1.0)
    return value


def drawn_names(parameters: Mapping[str, Parameter]) -> tuple[str, ...]:
    """Parameters that are drawn: fixed ones with different bounds that a sample feels.

    Examples
    --------
    >>> drawn_names({"a": Parameter("a", 1, 0, 2, "", "fixed"),
    ...              "b": Parameter("b", 1, 0, 2, "", "calibrated"),
    ...              "c": Parameter("c", 1, 1, 1, "", "fixed")})
    ('a',)
    """
    return tuple(
        sorted(
            name
            for name, one in parameters.items()
            if one.role == "fixed" and one.low < one.high and not name.startswith(NOT_FELT)
        )
    )


def draw_values(
    parameters: Mapping[str, Parameter],
    targets: Sequence[Target],
    count: int,
    *,
    seed: int = _SEED,
) -> tuple[Draw, ...]:
    """Draw parameters and targets, not yet fitted.

    Parameters
    ----------
    parameters
        Rows of ``demand/parameters``; calibrated ones keep their value.
    targets
        Strong targets and priors with a standard deviation are drawn from a normal distribution,
        at least a tenth of their value.
    count
        Number of draws.
    seed
        Seed of the hypercube.

    Examples
    --------
    >>> wait = Parameter("wait_weight", 2.0, 1.5, 2.5, "", "fixed")
    >>> draws = draw_values({"wait_weight": wait}, (), 3)
    >>> sorted(round(one.parameters["wait_weight"]) for one in draws)
    [2, 2, 3]
    """
    names = drawn_names(parameters)
    moving = [one for one in targets if one.kind in {"strong", "prior"} and one.sd > 0]
    if not names and not moving:
        raise DataError("nothing in demand/parameters or demand/calibration_targets is uncertain")
    cube = latin_hypercube(count, len(names) + len(moving), seed=seed)
    # The open interval: a point at 0 itself would be infinitely far down.
    cube = np.clip(cube, 1e-9, 1 - 1e-9)
    centre = {name: one.value for name, one in parameters.items()}
    normal = NormalDist()
    return tuple(
        Draw(
            number=row + 1,
            parameters=centre
            | {name: quantile(parameters[name], cube[row, n]) for n, name in enumerate(names)},
            targets={
                one.target_id: max(
                    one.value + one.sd * normal.inv_cdf(cube[row, len(names) + n]), one.value / 10
                )
                for n, one in enumerate(moving)
            },
        )
        for row in range(count)
    )


def draws_table(draws: Sequence[Draw], kept: Sequence[str]) -> pd.DataFrame:
    """Draws as rows of ``demand/draws``: the parameters in `kept`, then the targets.

    Values are rounded to six digits.

    Examples
    --------
    >>> draws_table([Draw(1, {"wait_weight": 1.23456789}, {"share": 48.0})], ["wait_weight"])
       draw  parameter_id     value
    0     1   wait_weight   1.23457
    1     1  target_share  48.00000
    """
    rows = [
        (draw.number, name, float(f"{value:.6g}"))
        for draw in draws
        for name, value in (
            *((name, draw.parameters[name]) for name in sorted(kept)),
            *((TARGET_PREFIX + name, draw.targets[name]) for name in sorted(draw.targets)),
        )
    ]
    return pd.DataFrame(rows, columns=["draw", "parameter_id", "value"])


def draws_of(
    table: pd.DataFrame,
    parameters: Parameters,
    count: int,
    *,
    fixed: Parameters | None = None,
) -> tuple[Draw, ...]:
    """The first `count` draws of ``demand/draws``, over the values of a scenario.

    Parameters
    ----------
    table
        Rows of ``demand/draws``.
    parameters
        Values of the scenario; what no draw names keeps them.
    count
        Number of draws wanted; 0 gives none.
    fixed
        Values that a scenario sets itself; they hold in every draw.

    Raises
    ------
    DataError
        If more draws are wanted than there are, or a draw names an unknown parameter.

    Examples
    --------
    >>> table = draws_table([Draw(1, {"wait_weight": 1.8}, {})], ["wait_weight"])
    >>> draws_of(table, {"wait_weight": 2.0, "walk_weight": 2.0}, 1)[0].parameters
    {'wait_weight': 1.8, 'walk_weight': 2.0}
    """
    numbers = sorted(set(table["draw"].astype(int).tolist()))
    if count > len(numbers):
        raise DataError(
            f"{count} draws are wanted and demand/draws has {len(numbers)}: ask for fewer under "
            f"demand: draws, or make them with  sim calibrate --draws {count}"
        )
    by_draw = _by_draw(table, numbers[:count])
    known = set(parameters)
    odd = sorted(
        {n for one in by_draw.values() for n in one if not n.startswith(TARGET_PREFIX)} - known
    )
    if odd:
        raise DataError(
            f"demand/draws names '{odd[0]}', which demand/parameters does not have: "
            "make the draws again with  sim calibrate"
        )
    held = dict(fixed or {})
    return tuple(
        Draw(
            number=number,
            parameters=dict(parameters)
            | {name: value for name, value in one.items() if name in known}
            | held,
            targets={
                name.removeprefix(TARGET_PREFIX): value
                for name, value in one.items()
                if name.startswith(TARGET_PREFIX)
            },
        )
        for number, one in by_draw.items()
    )


def _by_draw(table: pd.DataFrame, numbers: Sequence[int]) -> dict[int, dict[str, float]]:
    """Values by name of some draws."""
    found: dict[int, dict[str, float]] = {number: {} for number in numbers}
    rows = (table["draw"].astype(int), table["parameter_id"].astype(str), table["value"])
    for number, name, value in zip(*rows, strict=True):
        if number in found:
            found[number][name] = float(value)
    return found


def probability_met(values: Floats64, threshold: float) -> float:
    """Share of draws at or above a threshold; without draws not a number.

    Examples
    --------
    >>> probability_met(np.array([58.0, 60.0, 61.0, 62.0]), 60.0)
    0.75
    """
    return float((values >= threshold).mean()) if values.size else float("nan")


def interval_tables(
    whole: Mapping[str, float],
    shares_at: Callable[[Parameters], Mapping[str, float]],
    centre: Parameters,
    draws: Sequence[Draw],
    *,
    threshold: float,
    drawn: Sequence[str] = (),
    threads: int | None = None,
) -> dict[str, pd.DataFrame]:
    """Interval and probability of the share by every definition.

    The sample is a control variate: ``share(draw) = whole + (sample(draw) - sample(centre))``, held
    between 0 and 100. What the sample gets wrong at the centre is wrong in every draw alike, so it
    cancels.

    Parameters
    ----------
    whole
        Shares of the whole model at the centre, by definition (%).
    shares_at
        Shares of the sample at any parameters, by definition (%).
    centre
        Parameters of the whole model.
    draws
        What to ask the sample for.
    threshold
        The target (%).
    drawn
        Parameters that the draws move, for the table of what was drawn.
    threads
        Draws worked on at the same time; no number depends on it.

    Returns
    -------
    dict
        ``pt_share_intervals`` (5 %, 50 % and 95 % of the draws; without draws empty cells),
        ``pt_share_draws`` and ``pt_share_drawn``.

    Examples
    --------
    >>> draws = [Draw(n, {"x": n / 10}, {}) for n in (1, 2, 3)]
    >>> tables = interval_tables(
    ...     {"all": 59.9}, lambda at: {"all": at["x"]}, {"x": 0.2}, draws, threshold=60.0
    ... )
    >>> tables["pt_share_draws"]["value"].round(1).tolist()
    [59.8, 59.9, 60.0]
    """
    base = shares_at(centre)
    found = spread([partial(shares_at, draw.parameters) for draw in draws], threads=threads)
    lines, shares = [], []
    for name, value in whole.items():
        moved = np.array([value + one[name] - base[name] for one in found], dtype=np.float64)
        moved = np.clip(moved, 0.0, 100.0)
        shares += [(d.number, name, v) for d, v in zip(draws, moved.tolist(), strict=True)]
        lines.append((name, value, *_spread(moved), probability_met(moved, threshold)))
    table = pd.DataFrame(lines, columns=["definition", "value", *_SPREAD, "probability"])
    return {
        "pt_share_intervals": table.assign(threshold=float(threshold), draws=len(draws)),
        "pt_share_draws": pd.DataFrame(shares, columns=["draw", "definition", "value"]),
        "pt_share_drawn": draws_table(draws, drawn),
    }


def _spread(values: Floats64) -> tuple[float, ...]:
    """5 %, 50 % and 95 % of the draws; not numbers without draws."""
    if not values.size:
        return (float("nan"),) * len(_SPREAD)
    return tuple(float(one) for one in np.percentile(values, (LOW_PCT, 50.0, HIGH_PCT)))
