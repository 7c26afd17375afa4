"""Counts by area of what people do in a day: trips, boardings, kilometres; of a result or a sample.

Shares by every definition and the measures of the calibration are read from the same counts, so
a sample and the full model can be told apart by their numbers only, never by their definitions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.demand.model import (
    Alternative,
    DemandResult,
    Floats32,
    Floats64,
    Period,
    Purpose,
)
from sim.errors import DataError

__all__ = ["Counts", "area_masks", "counts_of", "population_of", "ridden"]


@dataclass(frozen=True)
class Counts:
    """Everybody's day by area ``R`` of the home end.

    ``trips`` [R, U, P, A]; ``km`` [R, U] is their length (km, over bridges, whatever the way);
    ``boardings`` and ``entries`` [R, M] by mode in ``mode_ids``; ``population`` [R].
    """

    area_ids: tuple[str, ...]
    purposes: tuple[Purpose, ...]
    periods: tuple[Period, ...]
    alternatives: tuple[Alternative, ...]
    mode_ids: tuple[str, ...]
    trips: Floats64
    km: Floats64
    boardings: Floats64
    entries: Floats64
    population: Floats64

    def area_row(self, area_id: str) -> int:
        """Row of an area.

        Raises
        ------
        DataError
            If the area is not there.
        """
        if area_id not in self.area_ids:
            known = ", ".join(self.area_ids)
            raise DataError(f"there is no area '{area_id}' in demand/areas; it has {known}")
        return self.area_ids.index(area_id)


def area_masks(areas: Mapping[str, np.ndarray]) -> tuple[tuple[str, ...], Floats64]:
    """Names of the areas in order, and 1 where a zone counts: [R, Z].

    Examples
    --------
    >>> area_masks({"city": np.array([True, True]), "centre": np.array([True, False])})[1].tolist()
    [[1.0, 0.0], [1.0, 1.0]]
    """
    names = tuple(sorted(areas))
    return names, np.array([areas[name] for name in names], dtype=np.float64)


def population_of(population: Floats64, masks: Floats64) -> Floats64:
    """People by area [R].

    Examples
    --------
    >>> population_of(np.array([2.0, 3.0]), np.array([[1.0, 1.0], [1.0, 0.0]])).tolist()
    [5.0, 2.0]
    """
    return np.asarray(masks @ population)


def counts_of(result: DemandResult) -> Counts:
    """Counts of a whole result.

    A trip belongs half to the area it begins in and half to the one it ends in. Over a day that
    is half by the home end and half by the other end: of an area that many commute into, shares are
    those of its traffic rather than of its residents alone. Boardings are the expected ones of the
    transit skims times trips; what has no path counts nothing there.

    Examples
    --------
    >>> from sim.demand.sample_examples import small_result
    >>> counts = counts_of(small_result())
    >>> counts.area_ids, counts.mode_ids, counts.trips.shape
    (('city', 'main_city', 'urban'), ('near', 'rail', 'street'), (3, 4, 2, 5))
    """
    names, masks = area_masks(result.zones.areas)
    ends = result.trips.sum(axis=4, dtype=np.float64) + result.trips.sum(axis=3, dtype=np.float64)
    by_day = result.trips.sum(axis=(1, 2), dtype=np.float64)
    carried = by_day * np.nan_to_num(result.service.slow.km, posinf=0.0)
    length = carried.sum(axis=2) + carried.sum(axis=1)
    transit = [row for row, one in enumerate(result.alternatives) if one.kind == "transit"]
    riders = result.trips[:, :, transit].sum(axis=(0, 2), dtype=np.float64)
    skims = result.service.transit
    mode_ids = tuple(sorted(skims.boardings))
    return Counts(
        area_ids=names,
        purposes=result.purposes,
        periods=result.periods,
        alternatives=result.alternatives,
        mode_ids=mode_ids,
        trips=np.einsum("rz,upaz->rupa", masks, ends) / 2,
        km=masks @ length.T / 2,
        boardings=ridden(riders, skims.boardings, mode_ids, masks),
        entries=ridden(riders, skims.entries, mode_ids, masks),
        population=population_of(result.zones.population, masks),
    )


def ridden(
    riders: Floats64,
    per_trip: Mapping[str, Floats32],
    mode_ids: tuple[str, ...],
    masks: Floats64,
) -> Floats64:
    """Trips [P, Z, Z] times what each does by mode, by area [R, M], half by each end.

    A mode that `per_trip` does not have counts nothing; nor does a pair without a path.

    Examples
    --------
    >>> each = np.float32([[[np.inf, 1.5], [1.0, np.inf]]])
    >>> ridden(np.full((1, 2, 2), 10.0), {"x": each}, ("x", "y"), np.array([[1.0, 0.0]])).tolist()
    [[12.5, 0.0]]
    """
    found = np.zeros((masks.shape[0], len(mode_ids)))
    for column, mode in enumerate(mode_ids):
        if mode not in per_trip:
            continue
        each = np.where(np.isfinite(per_trip[mode]), per_trip[mode], 0.0)
        done = np.einsum("pij,pij->ij", riders, each)
        found[:, column] = masks @ (done.sum(axis=1) + done.sum(axis=0)) / 2
    return found
