"""What moves the share: one lever after the other, down and up, on the sample."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sim.demand.counts import Counts
from sim.demand.model import Floats32
from sim.demand.parameters import Parameters
from sim.demand.sample import PurposeSample, Sample, TransitParts
from sim.demand.sample_counts import Shift, counts_at
from sim.demand.share_definitions import DEFINITIONS, share_pct
from sim.errors import DataError

__all__ = [
    "LEVERS",
    "METHOD",
    "METRO_LEVER",
    "METRO_METHOD",
    "Lever",
    "blended",
    "lever_table",
]

METHOD = (
    "Sample of trips; paths, destinations and traffic as they are; choice of the way of travel "
    "worked out again. First-order answer: no crowding, no new traffic, no moved homes or jobs."
)
METRO_METHOD = (
    "Public transport between that of the network without the scenario's changes (0) and that of "
    "the scenario (1): times and fares at 0.8 and 1.2 on the straight line between them. "
)
_COLUMNS = [
    "lever_id",
    "title_zh",
    "title_en",
    "low_zh",
    "low_en",
    "high_zh",
    "high_en",
    "share_low",
    "share_high",
    "swing",
    "method",
]


@dataclass(frozen=True, slots=True)
class Lever:
    """What is turned, how far down and up, and the words for it."""

    lever_id: str
    title_zh: str
    title_en: str
    low_zh: str
    low_en: str
    high_zh: str
    high_en: str
    low: Shift
    high: Shift


LEVERS: tuple[Lever, ...] = (
    Lever(
        "headways", "发车间隔", "Headways", "缩短20%", "20 % shorter", "延长20%", "20 % longer",
        Shift(wait=0.8), Shift(wait=1.2),
    ),
    Lever(
        "fares", "公共交通票价", "Public transport fares", "减半", "half", "提高50%", "50 % more",
        Shift(fare=0.5), Shift(fare=1.5),
    ),
    Lever(
        "transit_speed", "公共交通车内时间", "Ride times of public transport",
        "缩短10%", "10 % shorter", "延长10%", "10 % longer",
        Shift(ride=0.9), Shift(ride=1.1),
    ),
    Lever(
        "parking", "停车价格", "Parking prices", "减半", "half", "加倍", "double",
        Shift(parking=0.5), Shift(parking=2.0),
    ),
    Lever(
        "cars", "小汽车拥有", "Cars at hand", "减少20%", "20 % fewer", "增加20%", "20 % more",
        Shift(cars=0.8), Shift(cars=1.2),
    ),
    Lever(
        "fuel", "燃油价格", "Petrol price", "降低20%", "20 % less", "提高20%", "20 % more",
        Shift(fuel=0.8), Shift(fuel=1.2),
    ),
    Lever(
        "driving_time", "小汽车行程时间", "Driving times",
        "缩短10%", "10 % shorter", "延长10%", "10 % longer",
        Shift(drive=0.9), Shift(drive=1.1),
    ),
    Lever(
        "outer_growth", "外围出行量", "Trips from outside the main city",
        "减少10%", "10 % fewer", "增加10%", "10 % more",
        Shift(outer_trips=0.9), Shift(outer_trips=1.1),
    ),
)  # fmt: skip
"""Down and up of each; the words say what is done to the thing itself, not to the share."""

METRO_LEVER = Lever(
    "metro_length", "新增线路里程", "Lines that the scenario adds",
    "减少20%", "20 % less", "增加20%", "20 % more", Shift(), Shift(),
)  # fmt: skip
"""Only with a sample of the network without the scenario's changes."""


def lever_table(
    sample: Sample,
    parameters: Parameters,
    whole_pct: float,
    *,
    before: Sample | None = None,
    threads: int | None = None,
) -> pd.DataFrame:
    """Headline share with each lever down and up, the widest swing first.

    ``share_low = whole + (sample with the lever down - sample)``: the sample is a control variate
    as for the draws. ``swing`` is ``share_high - share_low`` (percentage points; below zero where
    turning the lever up lowers the share).

    Parameters
    ----------
    sample
        Of the scenario.
    parameters
        Values the scenario was run with.
    whole_pct
        Headline share of the whole model (%).
    before
        The same pairs with the service of the network without the scenario's changes; without it
        there is no lever for lines (`blended`).
    threads
        Threads of the choice kernel.

    Examples
    --------
    >>> from sim.demand.sample_examples import PARAMETERS, small_sample
    >>> table = lever_table(small_sample(), PARAMETERS, 51.0)
    >>> table[["lever_id", "swing"]].round(1).head(2)
      lever_id  swing
    0    fares   -6.0
    1     cars   -4.8
    """
    headline = DEFINITIONS[0]

    def share(shift: Shift, one: Sample) -> float:
        counts: Counts = counts_at(one, parameters, shift, threads=threads)
        return share_pct(counts, headline, ebike_share=parameters["ebike_share"])

    middle = share(Shift(), sample)
    off = whole_pct - middle
    rows = [
        _line(lever, off + share(lever.low, sample), off + share(lever.high, sample))
        for lever in LEVERS
    ]
    if before is not None:
        down, up = (share(Shift(), blended(before, sample, part)) for part in (0.8, 1.2))
        rows.append(_line(METRO_LEVER, off + down, off + up, METRO_METHOD + METHOD))
    table = pd.DataFrame(rows, columns=_COLUMNS)
    order = table["swing"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _line(
    lever: Lever, share_low: float, share_high: float, method: str = METHOD
) -> tuple[str | float, ...]:
    words = (lever.title_zh, lever.title_en, lever.low_zh, lever.low_en, lever.high_zh)
    swing = share_high - share_low
    return lever.lever_id, *words, lever.high_en, share_low, share_high, swing, method


def blended(before: Sample, after: Sample, share: float) -> Sample:
    """Public transport part of the way from one service to another; all else as in `after`.

    ``before + share (after - before)`` for times, fares and counts of each pair; above 1 the line
    goes on beyond `after`. Pairs without a way in one of the two keep what `after` has.

    Raises
    ------
    DataError
        If the samples do not have the same pairs.

    Examples
    --------
    >>> from sim.demand.sample_examples import small_sample
    >>> one = small_sample()
    >>> bool(np.allclose(blended(one, one, 0.5).purposes[0].parts.wait_min,
    ...                  one.purposes[0].parts.wait_min))
    True
    """
    return replace(
        after,
        purposes=tuple(
            _blend(one, other, np.float32(share))
            for one, other in zip(before.purposes, after.purposes, strict=True)
        ),
    )


def _blend(before: PurposeSample, after: PurposeSample, share: np.float32) -> PurposeSample:
    same = np.array_equal(before.home, after.home) and np.array_equal(before.away, after.away)
    if not same:
        raise DataError("samples of two services have different pairs: use sample.same_pairs")
    known = np.isfinite(before.service.transit_min) & np.isfinite(after.service.transit_min)

    def mixed(one: Floats32, other: Floats32) -> Floats32:
        first = np.where(known, one, np.float32(0))
        then = np.where(known, other, np.float32(0))
        between = np.maximum(first + share * (then - first), np.float32(0))
        return np.where(known, between, other)

    return replace(
        after,
        service=after.service._replace(
            transit_min=mixed(before.service.transit_min, after.service.transit_min),
            transit_fare_yuan=mixed(
                before.service.transit_fare_yuan, after.service.transit_fare_yuan
            ),
        ),
        parts=TransitParts(
            *(mixed(one, other) for one, other in zip(before.parts, after.parts, strict=True))
        ),
    )
