"""Every question about access answered from one matrix of travel times.

The matrix is [zone, destination] with the zones first and the places behind them. A layer of places
is measured on its own few columns, so only people and jobs cost a walk through the whole matrix.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.accessibility import percentile_of_access
from sim.errors import DataError
from sim.geometry import to_metres
from sim.network.model import Zone
from sim.network.opportunities import OpportunityLayer, OpportunityPlace
from sim.study.access_places import Destinations
from sim.study.access_questions import Question, Setting

__all__ = ["Answer", "Matrix", "answers", "percentile_answers"]

Floats = npt.NDArray[np.float64]
Times = npt.NDArray[np.float32]

_PER_MANY = 100_000
_TIMED = frozenset({"cutoff_min", "to_min", "decay"})
_DIGITS = 6


@dataclass(frozen=True)
class Matrix:
    """Travel times from every zone, searched up to ``limit_min``; seconds, -1 where unreachable."""

    to: Destinations
    times_s: npt.NDArray[np.int32]
    limit_min: float

    @cached_property
    def to_zones_min(self) -> Times:
        """Minutes [zone, zone], NaN where unreachable."""
        return _minutes(self.times_s[:, : len(self.to.zones)])

    @cached_property
    def to_places_min(self) -> Times:
        """Minutes [zone, place], NaN where unreachable."""
        return _minutes(self.times_s[:, len(self.to.zones) :])


@dataclass(frozen=True)
class Answer:
    """One value per zone, in the order of the zones."""

    question: Question
    by_zone: Floats
    unit: str


def answers(matrix: Matrix, asked: Sequence[Question]) -> tuple[Answer, ...]:
    """Answer every question, in the order they are asked.

    Sums over nothing are 0, times to what is not reached are NaN: see each measure. Values have six
    significant digits. What is shared "per person" of a layer of single places is told per 100,000
    people, as one hospital per person would be a row of noughts. Competitors are the people of all
    zones.

    Raises
    ------
    DataError
        For an unknown layer, or a time beyond the search.
    """
    layers = {layer.layer_id: place for place, layer in enumerate(matrix.to.layers)}
    together: dict[tuple[object, ...], list[int]] = {}
    for row, one in enumerate(asked):
        if one.layer not in layers:
            known = ", ".join(layers)
            raise DataError(f"there is no layer of opportunities '{one.layer}'; layers: {known}")
        in_zones = matrix.to.layers[layers[one.layer]].zone_amount is not None
        together.setdefault((one.measure.id, one.parameter, in_zones), []).append(row)
    found: dict[int, Answer] = {}
    for rows in together.values():
        columns = [layers[asked[row].layer] for row in rows]
        values = _measured(matrix, asked[rows[0]], columns)
        for place, row in enumerate(rows):
            layer = matrix.to.layers[columns[place]]
            found[row] = _told(asked[row], layer, values[:, place])
    return tuple(found[row] for row in range(len(asked)))


def percentile_answers(
    by_departure: Sequence[tuple[Answer, ...]], percentile: int
) -> tuple[Answer, ...]:
    """Percentile of the access of each departure: see `sim.accessibility.percentile`.

    Examples
    --------
    >>> from sim.study.access_questions import asked_of
    >>> (question,) = asked_of("cumulative", ["jobs"], {}, cutoffs_min=[30])
    >>> trips = [(Answer(question, np.array([jobs]), "jobs"),) for jobs in (5.0, 9.0, 7.0)]
    >>> percentile_answers(trips, 50)[0].by_zone.tolist()
    [7.0]
    """
    return tuple(
        Answer(
            first.question,
            percentile_of_access(
                np.stack([one[row].by_zone for one in by_departure], axis=1)[:, np.newaxis, :],
                [1.0],
                measure=lambda access, _amount: np.asarray(access[:, 0], dtype=np.float64),
                percentile=percentile,
                better=first.question.measure.better,
            ),
            first.unit,
        )
        for row, first in enumerate(by_departure[0])
    )


def _minutes(times_s: npt.NDArray[np.int32]) -> Times:
    """Single precision tells whole seconds of several days apart, at half the memory."""
    found = np.divide(times_s, np.float32(60), dtype=np.float32)
    np.copyto(found, np.nan, where=times_s < 0)
    return found


def _measured(matrix: Matrix, question: Question, columns: Sequence[int]) -> Floats:
    """Values [zone, layer] of one question for layers that lie at the same destinations."""
    measure, to = question.measure, matrix.to
    layer = to.layers[columns[0]]
    where = to.columns_of(layer)
    inputs: Mapping[str, Callable[[], npt.NDArray[np.floating]]] = {
        "times_min": lambda: (
            matrix.to_zones_min if layer.zone_amount is not None else matrix.to_places_min
        ),
        "opportunities": lambda: to.amounts[where][:, list(columns)],
        "people": lambda: np.array([zone.population for zone in to.zones]),
        "distances_km": lambda: _distances_km(to)[:, where],
    }
    settings: dict[str, Setting] = dict(question.settings)
    by_name = {name: inputs[name]() for name in measure.inputs}
    if _TIMED & settings.keys():
        settings["limit_min"] = matrix.limit_min
    return measure.compute(**by_name, **settings)


def _told(question: Question, layer: OpportunityLayer, values: Floats) -> Answer:
    unit = question.measure.unit.format(unit=layer.unit)
    each = " per person"
    if unit.endswith(each) and layer.zone_amount is None:
        values = values * _PER_MANY
        unit = f"{unit.removesuffix(each)} per {_PER_MANY:,} people"
    return Answer(question, _rounded(values), unit)


def _rounded(values: Floats) -> Floats:
    """Six significant digits: more would be noise, and differ between machines."""
    size = np.zeros_like(values)
    used = np.isfinite(values) & (values != 0)
    np.log10(np.abs(values), out=size, where=used)
    scale = 10.0 ** (_DIGITS - 1 - np.floor(size))
    return np.asarray(np.where(used, np.round(values * scale) / scale, values))


def _distances_km(to: Destinations) -> Floats:
    """Straight distances [zone, destination]."""
    here = _metres(to.zones)
    there = np.concatenate([here, _metres(to.places)]) if to.places else here
    east, north = (here[:, axis, np.newaxis] - there[np.newaxis, :, axis] for axis in (0, 1))
    return np.asarray(np.hypot(east, north) / 1000)


def _metres(points: Sequence[Zone] | Sequence[OpportunityPlace]) -> Floats:
    return to_metres([point.lon for point in points], [point.lat for point in points])
