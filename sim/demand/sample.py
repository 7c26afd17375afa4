"""A small sample of trips that answers like the whole model: pairs of zones drawn by their trips.

Pairs of home end and other end are drawn for each purpose in proportion to their trips, by a
systematic sample: equal steps along the running sum of trips in the order of the zones. There is
no chance in it, so the same result gives the same sample. Drawn pairs keep what choice looks at in
every period, seen from home, with public transport in its components: other weights of walking,
waiting or riding can be asked for without another search (paths stay as they are).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.demand.costs import PairService, parking_yuan, road_charge_yuan
from sim.demand.counts import area_masks, population_of
from sim.demand.distribution import purpose_car_share
from sim.demand.model import (
    Alternative,
    DemandResult,
    Floats32,
    Floats64,
    Period,
    Purpose,
)
from sim.demand.parameters import Parameters
from sim.errors import DataError

__all__ = [
    "PAIRS",
    "Pricing",
    "PurposeSample",
    "Sample",
    "TransitParts",
    "draw_pairs",
    "draw_sample",
    "home_trips",
    "same_pairs",
]

PAIRS = 3500
"""Draws of a purpose."""

Ints = npt.NDArray[np.int64]


class TransitParts(NamedTuple):
    """Components of public transport, flat over periods and pairs [P n]; minutes and counts.

    ``boardings`` and ``entries`` are [M, P n] by the sample's ``mode_ids``.
    """

    walk_min: Floats32
    wait_min: Floats32
    rail_min: Floats32
    street_min: Floats32
    transfers: Floats32
    local_boardings: Floats32
    local_min: Floats32
    boardings: Floats32
    entries: Floats32


@dataclass(frozen=True)
class PurposeSample:
    """Drawn pairs of one purpose: ``home`` and ``away`` are rows of zones, ``trips`` a day's trips.

    ``period_share`` [P] is the share of the day's trips, out and back, in each period.
    ``service`` and ``parts`` are flat over periods and pairs, period by period.
    """

    purpose: Purpose
    home: Ints
    away: Ints
    trips: Floats64
    car_share: Floats64
    km: Floats64
    period_share: Floats64
    service: PairService
    parts: TransitParts


@dataclass(frozen=True)
class Sample:
    """Drawn pairs of every purpose, with the parameters and prices they were found at.

    ``masks`` [R, Z] says which zones count for which area; ``year`` is the horizon year.
    """

    purposes: tuple[PurposeSample, ...]
    periods: tuple[Period, ...]
    alternatives: tuple[Alternative, ...]
    mode_ids: tuple[str, ...]
    area_ids: tuple[str, ...]
    masks: Floats64
    population: Floats64
    parameters: Parameters
    prices: Mapping[str, float]
    year: int


@dataclass(frozen=True)
class Pricing:
    """What a sample needs beside the result: fares [P, Z, Z] (yuan), prices, kinds of modes.

    ``street_modes`` are the modes whose ride counts with ``street_ride_weight``; ``local_mode``
    is the one that ``local_bus_*`` parameters describe.
    """

    fares_yuan: Floats32
    prices: Mapping[str, float]
    street_modes: frozenset[str]
    local_mode: str
    year: int
    parameters: Parameters


def draw_pairs(trips: Floats64, count: int) -> tuple[Ints, Ints, Floats64]:
    """Rows, columns and weights of a systematic sample of a matrix of trips.

    Step ``k`` of ``count`` takes the cell in which the running sum passes
    ``(k + 1/2) / count`` of all trips. A cell taken more than once has the weight of all its
    steps; weights add up to all trips. Without trips nothing is drawn.

    Raises
    ------
    DataError
        If trips are negative or not numbers, or the count is below 1.

    Examples
    --------
    >>> rows, columns, weights = draw_pairs(np.array([[6.0, 0.0], [1.0, 1.0]]), 4)
    >>> rows.tolist(), columns.tolist(), weights.tolist()  # sums 6 6 7 8; steps at 1 3 5 7
    ([0, 1], [0, 1], [6.0, 2.0])
    """
    if count < 1:
        raise DataError(f"a sample of {count} pairs cannot be drawn; ask for at least 1")
    flat = np.asarray(trips, dtype=np.float64).ravel()
    if not (flat >= 0).all():
        raise DataError("trips to draw from are negative or not numbers")
    running = np.cumsum(flat)
    total = float(running[-1]) if running.size else 0.0
    if total <= 0:
        none = np.zeros(0, dtype=np.int64)
        return none, none, np.zeros(0)
    steps = (np.arange(count) + 0.5) * (total / count)
    cells, times = np.unique(np.searchsorted(running, steps, side="right"), return_counts=True)
    rows, columns = np.divmod(cells.astype(np.int64), trips.shape[1])
    return rows, columns, times.astype(np.float64) * (total / count)


def home_trips(result: DemandResult) -> Floats64:
    """Trips of a day by home end and other end [U, Z, Z].

    Where the result does not hold them, they are told from those by origin. In a period with
    shares ``o`` out and ``b`` back, trips by origin are ``D = o T + b T'``; with
    ``D' = o T' + b T`` follows ``T = (o D - b D') / (o^2 - b^2)``. The period in which the two
    shares differ most is used. Where they are the same all day, only ``T + T'`` is known and each
    direction gets half.

    Raises
    ------
    DataError
        If rounding leaves more than a thousandth of the trips negative.

    Examples
    --------
    >>> from sim.demand.sample_examples import home_ends, small_result
    >>> bool(np.allclose(home_trips(small_result())[0], home_ends()[0], rtol=1e-4))
    True
    """
    if result.home_trips is not None:
        return np.asarray(result.home_trips.sum(axis=1, dtype=np.float64))
    found = np.zeros((len(result.purposes), len(result.zones), len(result.zones)))
    for row, purpose in enumerate(result.purposes):
        out, back = np.array(purpose.out_share), np.array(purpose.back_share)
        period = int(np.argmax(np.abs(out - back) * (out + back)))
        o, b = float(out[period]), float(back[period])
        if abs(o - b) < 1e-6:
            found[row] = result.trips[row].sum(axis=(0, 1), dtype=np.float64)
            continue
        there = result.trips[row, period].sum(axis=0, dtype=np.float64)
        each = (o * there - b * there.T) / (o * o - b * b)
        if -each[each < 0].sum() > 1e-3 * max(each.sum(), 1e-9):
            raise DataError(
                f"trips of '{purpose.purpose_id}' by home end come out negative: the periods of "
                "demand/departures are not those the result was made with"
            )
        found[row] = np.maximum(each, 0.0)
    return found


def draw_sample(
    result: DemandResult,
    pricing: Pricing,
    *,
    trips: Floats64 | None = None,
    pairs: int = PAIRS,
) -> Sample:
    """Draw pairs of a result and gather what choice looks at.

    Parameters
    ----------
    result
        Demand in balance with its level of service.
    pricing
        Fares, prices and parameters that the result was made with.
    trips
        [U, Z, Z] trips by home end and other end, if they are at hand; else told by `home_trips`.
    pairs
        Draws of a purpose.

    Notes
    -----
    Where the result does not hold trips by home end, a pair's share of people with a car at hand
    is that of its home zone: the small difference to the whole model is much the same at every set
    of parameters and falls out of differences.

    Examples
    --------
    >>> from sim.demand.sample_examples import pricing, small_result
    >>> sample = draw_sample(small_result(), pricing(), pairs=60)
    >>> [one.trips.size <= 60 for one in sample.purposes]
    [True, True, True, True]
    """
    whole = home_trips(result) if trips is None else trips
    drawn = tuple(draw_pairs(one, pairs) for one in whole)
    return _gathered(result, pricing, drawn)


def same_pairs(sample: Sample, result: DemandResult, pricing: Pricing) -> Sample:
    """The pairs of a sample with the services of another result (the network before a change).

    Raises
    ------
    DataError
        If the other result has other purposes or another number of zones.

    Examples
    --------
    >>> from sim.demand.sample_examples import pricing, service, small_result, small_sample
    >>> sample = small_sample()
    >>> less = same_pairs(sample, small_result(at=service(rail_km=0.5)), pricing())
    >>> bool(less.purposes[0].parts.rail_min.sum() < sample.purposes[0].parts.rail_min.sum())
    True
    """
    rows = len(result.zones)
    if len(result.purposes) != len(sample.purposes) or rows != sample.masks.shape[1]:
        raise DataError("the two results have different zones or purposes")
    drawn = tuple((one.home, one.away, one.trips) for one in sample.purposes)
    return _gathered(result, pricing, drawn)


def _gathered(
    result: DemandResult, pricing: Pricing, drawn: tuple[tuple[Ints, Ints, Floats64], ...]
) -> Sample:
    """Gather the drawn pairs of every purpose."""
    names, masks = area_masks(result.zones.areas)
    mode_ids = tuple(sorted(result.service.transit.boardings))
    return Sample(
        purposes=tuple(
            _drawn(result, row, one, pricing, mode_ids) for row, one in enumerate(drawn)
        ),
        periods=result.periods,
        alternatives=result.alternatives,
        mode_ids=mode_ids,
        area_ids=names,
        masks=masks,
        population=population_of(result.zones.population, masks),
        parameters=pricing.parameters,
        prices=pricing.prices,
        year=pricing.year,
    )


class _Look(NamedTuple):
    """Where drawn pairs lie in a flat matrix, out and back, and the weight of out by period."""

    out: Ints
    back: Ints
    out_weight: Floats64

    def seen(self, matrices: Floats32) -> Floats32:
        """[P, Z, Z] seen from home by period and pair, flat [P n]; see `costs.seen_from_home`."""
        found = np.empty((matrices.shape[0], self.out.size), dtype=np.float32)
        for period, matrix in enumerate(matrices):
            flat, out = matrix.ravel(), float(self.out_weight[period])
            if out in {0.0, 1.0}:
                found[period] = flat[self.out if out else self.back]
            else:
                found[period] = np.float32(out) * flat[self.out]
                found[period] += np.float32(1 - out) * flat[self.back]
        return found.ravel()


def _drawn(
    result: DemandResult,
    row: int,
    drawn: tuple[Ints, Ints, Floats64],
    pricing: Pricing,
    mode_ids: tuple[str, ...],
) -> PurposeSample:
    """Gather everything for the drawn pairs of a purpose."""
    home, away, trips = drawn
    purpose = result.purposes[row]
    zones, periods = result.zones, len(result.periods)
    share = np.array(purpose.out_share) + np.array(purpose.back_share)
    out = np.divide(purpose.out_share, share, out=np.full(periods, 0.5), where=share > 0)
    look = _Look(home * len(zones) + away, away * len(zones) + home, out)
    parking = parking_yuan(
        zones.parking_id,
        pricing.prices,
        purpose.parking_h,
        at_both_ends=purpose.kind == "non_home",
    )
    charge = road_charge_yuan(zones.parking_id, pricing.prices)
    km = result.service.slow.km.ravel()[look.out]
    service = PairService(
        transit_min=look.seen(result.service.transit.cost_min),
        transit_fare_yuan=look.seen(pricing.fares_yuan),
        drive_min=look.seen(result.service.road.minutes),
        drive_km=look.seen(result.service.road.km),
        slow_km=np.tile(km, periods),
        parking_yuan=np.tile(parking.ravel()[look.out], periods),
        road_charge_yuan=np.tile(charge.ravel()[look.out], periods),
    )
    return PurposeSample(
        purpose=purpose,
        home=home,
        away=away,
        trips=trips,
        car_share=_car_share(result, row, home, away),
        km=np.where(np.isfinite(km), km, 0.0).astype(np.float64),
        period_share=share,
        service=service,
        parts=_parts(result, look, pricing, mode_ids),
    )


def _car_share(result: DemandResult, row: int, home: Ints, away: Ints) -> Floats64:
    """Share of a pair's trips with a car at hand: as the result has it, else of the home zone."""
    if result.home_trips is None:
        return purpose_car_share(result.zones, result.purposes[row])[home]
    without, with_car = result.home_trips[row][:, home, away].astype(np.float64)
    total = without + with_car
    share = np.zeros_like(total)
    np.divide(with_car, total, out=share, where=total > 0)
    return np.asarray(share, dtype=np.float64)


def _parts(
    result: DemandResult, look: _Look, pricing: Pricing, mode_ids: tuple[str, ...]
) -> TransitParts:
    """Components of public transport; pairs without a path have zeros (their cost is inf)."""
    skims = result.service.transit
    none = np.zeros(look.out.size * len(result.periods), dtype=np.float32)

    def whole(matrices: Floats32) -> Floats32:
        seen = look.seen(matrices)
        return np.where(np.isfinite(seen), seen, np.float32(0))

    ride = {mode: whole(matrices) for mode, matrices in skims.ride_min.items()}
    boardings = [whole(skims.boardings[mode]) for mode in mode_ids]
    entries = [whole(skims.entries[mode]) if mode in skims.entries else none for mode in mode_ids]
    boarded = np.array(boardings).reshape(len(mode_ids), none.size)
    local = pricing.local_mode
    return TransitParts(
        walk_min=whole(skims.walk_min),
        wait_min=whole(skims.wait_min),
        rail_min=sum((ride[m] for m in ride if m not in pricing.street_modes), none),
        street_min=sum((ride[m] for m in ride if m in pricing.street_modes), none),
        transfers=np.maximum(boarded.sum(axis=0) - np.float32(1), np.float32(0)),
        local_boardings=boarded[mode_ids.index(local)] if local in mode_ids else none,
        local_min=ride.get(local, none),
        boardings=boarded,
        entries=np.array(entries).reshape(len(mode_ids), none.size),
    )
