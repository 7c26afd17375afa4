"""What can be wrong with the parameters of demand that a scenario replaces."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.modifications.base import Problem, error, warning
from sim.modifications.names import did_you_mean
from sim.scenario.document import ScenarioHeader
from sim.scenario.table_rows import columns

__all__ = ["ParameterBounds", "demand_parameters", "demand_problems"]

_TABLE = "demand/parameters"
_NEST, _CONSTANT, _SHARE = "theta_", "constant_", "_share"
_DIVISORS = frozenset({"1/min", "km/h", "yuan/h"})
"""Units of what the model divides by: zero is impossible there."""


@dataclass(frozen=True, slots=True)
class ParameterBounds:
    """What is believed of a parameter: its unit, and the bounds its value is drawn from."""

    unit: str
    low: float
    high: float


def demand_parameters(data_dir: Path) -> Mapping[str, ParameterBounds]:
    """Parameters that ``demand/parameters`` holds, by id; none where there is no such table.

    Examples
    --------
    >>> demand_parameters(Path("network_data"))["wait_weight"].unit
    ''
    """
    if not (data_dir / f"{_TABLE}.csv").is_file():
        return {}
    rows = columns(data_dir, _TABLE, "parameter_id", "unit", "low", "high")
    return {name: ParameterBounds(unit, float(low), float(high)) for name, unit, low, high in rows}


def demand_problems(
    header: ScenarioHeader, known: Mapping[str, ParameterBounds]
) -> Iterator[Problem]:
    """Parameters that do not exist, values that are impossible, values that nobody believes.

    Without any `known` parameters nothing is checked.

    Examples
    --------
    >>> from sim.scenario.document import ScenarioHeader
    >>> header = ScenarioHeader.model_validate({
    ...     "scenario": "x", "title": "x", "as_of": "2016-07-01",
    ...     "demand": {"parameters": {"theta_private": 1.5, "wait_wieght": 2}},
    ... })
    >>> known = {"theta_private": ParameterBounds("", 0.5, 1.0),
    ...          "wait_weight": ParameterBounds("", 1.5, 2.5)}
    >>> [(p.code, p.fix) for p in demand_problems(header, known)]  # doctest: +NORMALIZE_WHITESPACE
    [('theta-range', 'give a number above 0 and up to 1 (a plain logit)'),
     ('unknown-parameter', "did you mean 'wait_weight'?")]
    """
    for name, value in header.demand.parameters.items():
        path = ("demand", "parameters", name)
        if not known:
            continue
        if name not in known:
            yield error(
                "unknown-parameter",
                f"there is no parameter '{name}' of demand",
                did_you_mean(name, known, "parameters: " + ", ".join(known)),
                *path,
            )
            continue
        wrong = _impossible(name, value, known[name])
        if wrong is not None:
            yield error(*wrong, *path)
        elif not known[name].low <= value <= known[name].high:
            yield warning("parameter-unusual", *_unusual(name, value, known[name]), *path)


def _impossible(name: str, value: float, bounds: ParameterBounds) -> tuple[str, str, str] | None:
    """Code, what and advice for a value that the model cannot take; the first that holds."""
    said, above = f"{name} is {value:g}", "give a number above 0"
    nest, share = name.startswith(_NEST), name.endswith(_SHARE)
    nests = f"{said}, outside (0, 1]: shares would not answer to costs as they must"
    rules = (
        (not math.isfinite(value), "parameter-range", f"{said}, no finite number", "give a number"),
        (nest and not 0 < value <= 1, "theta-range", nests, f"{above} and up to 1 (a plain logit)"),
        (share and not 0 <= value <= 1, "parameter-range", f"{said}, but a share", "give 0 to 1"),
        (
            value < 0 <= bounds.low and not name.startswith(_CONSTANT),
            "parameter-negative",
            f"{said}: it cannot be negative",
            above,
        ),
        (
            value == 0 and bounds.unit in _DIVISORS,
            "parameter-range",
            f"{said} {bounds.unit}: it cannot be zero",
            above,
        ),
    )
    return next(((code, what, fix) for wrong, code, what, fix in rules if wrong), None)


def _unusual(name: str, value: float, bounds: ParameterBounds) -> tuple[str, str]:
    unit = f" {bounds.unit}" if bounds.unit else ""
    between = (
        f"is taken as {bounds.low:g}"
        if bounds.low == bounds.high
        else f"is believed to lie between {bounds.low:g} and {bounds.high:g}"
    )
    return (
        f"{name} is {value:g}{unit}; it {between}{unit}",
        "keep it if you mean it, and say why in the description",
    )
