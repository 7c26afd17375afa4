"""Who gains and who loses: people by the minutes they save against the reference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.indicators.compare_groups import Group, zone_groups

__all__ = [
    "BANDS",
    "GAINS_COLUMNS",
    "GAINS_MEAN_COLUMNS",
    "Band",
    "band_of",
    "gained_min",
    "gains_tables",
]

Floats = npt.NDArray[np.float64]

GAINS_COLUMNS = (
    "alternative",
    "measure",
    "group_type",
    "group_id",
    "name_zh",
    "name_en",
    "band_from_min",
    "band_to_min",
    "band_zh",
    "band_en",
    "people",
)
GAINS_MEAN_COLUMNS = (
    "alternative",
    "measure",
    "group_type",
    "group_id",
    "name_zh",
    "name_en",
    "people",
    "people_faster",
    "people_slower",
    "people_newly_reached",
    "people_no_longer_reached",
    "mean_gain_min",
)


@dataclass(frozen=True, slots=True)
class Band:
    """People who gain between ``from_min`` and ``to_min`` minutes.

    Without numbers (NaN) for those with a time in one of the two alternatives only, or in neither.
    """

    from_min: float
    to_min: float
    title_zh: str
    title_en: str


_NO = float("nan")

BANDS: tuple[Band, ...] = (
    Band(_NO, _NO, "新增可达", "newly reached"),
    Band(15.0, np.inf, "快15分钟以上", "15 min faster or more"),
    Band(5.0, 15.0, "快5至15分钟", "5 to 15 min faster"),
    Band(1.0, 5.0, "快1至5分钟", "1 to 5 min faster"),
    Band(-1.0, 1.0, "相差不到1分钟", "within 1 min"),
    Band(-5.0, -1.0, "慢1至5分钟", "1 to 5 min slower"),
    Band(-15.0, -5.0, "慢5至15分钟", "5 to 15 min slower"),
    Band(-np.inf, -15.0, "慢15分钟以上", "15 min slower or more"),
    Band(_NO, _NO, "不再可达", "no longer reached"),
    Band(_NO, _NO, "均不可达", "reached in neither"),
)
"""From the best to the worst; an edge belongs to the band that is farther from zero."""

_NEW, _LOST, _NEITHER = 0, len(BANDS) - 2, len(BANDS) - 1
_EDGES_MIN = (1.0, 5.0, 15.0)
_UNCHANGED = 1 + len(_EDGES_MIN)


def gained_min(reference_min: npt.ArrayLike, minutes: npt.ArrayLike) -> Floats:
    """Minutes gained against the reference: its time less the own one; positive is faster.

    Rounded to the tenth of a minute that travel times have. NaN (unreachable) on either side gives
    NaN.

    Examples
    --------
    >>> gained_min([60.0, 42.3, float("nan")], [45.5, 43.4, 30.0]).tolist()
    [14.5, -1.1, nan]
    """
    before = np.asarray(reference_min, dtype=np.float64)
    return np.round(before - np.asarray(minutes, dtype=np.float64), 1) + 0.0


def band_of(reference_min: npt.ArrayLike, minutes: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Place in `BANDS` of each place's change of time.

    A gain of exactly 1, 5 or 15 minutes counts in the band of the larger change, on either side.
    Unreachable is missing: reached only now, no longer reached, and reached in neither are bands of
    their own.

    Examples
    --------
    >>> nan = float("nan")
    >>> [BANDS[i].title_en for i in band_of([60.0, 60.0, nan, 9.0], [59.1, 61.0, 9.0, nan])]
    ['within 1 min', '1 to 5 min slower', 'newly reached', 'no longer reached']
    """
    gain = gained_min(reference_min, minutes)
    steps = np.searchsorted(_EDGES_MIN, np.abs(gain), side="right")
    places = _UNCHANGED - np.sign(np.nan_to_num(gain)).astype(np.int64) * steps
    was_out = np.isnan(np.asarray(reference_min, dtype=np.float64))
    is_out = np.isnan(np.asarray(minutes, dtype=np.float64))
    places[was_out & ~is_out] = _NEW
    places[~was_out & is_out] = _LOST
    places[was_out & is_out] = _NEITHER
    return places


def gains_tables(
    zones: Mapping[str, pd.DataFrame], reference: str, measures: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """People by minutes gained, and their mean, for every alternative but the reference.

    ``people(group, band) = Σ population(zone)`` over the zones of the group whose gain lies in the
    band; the people are those of the alternative. ``mean_gain_min`` is weighted with them over the
    places reached in both (NaN if there are none); faster and slower begin at one minute. Places
    newly or no longer reached have no gain in minutes and are counted by themselves.

    Parameters
    ----------
    zones
        For each alternative a table with ``zone_id``, ``population``, the columns of
        `GROUP_COLUMNS` and of `measures`; all with the same zones in the same order.
    reference
        The alternative that gains are counted from.
    measures
        Columns of minutes; unreachable is missing (NaN).

    Returns
    -------
    tuple of DataFrame
        Columns `GAINS_COLUMNS` (every band of every group, also the empty ones) and
        `GAINS_MEAN_COLUMNS`.

    Examples
    --------
    >>> place = {"zone_id": ["z"], "population": [80.0], "kind": ["cell"], "county_id": ["1"],
    ...          "district_zh": ["东区"], "district_en": ["East"], "ring": [""]}
    >>> before, after = (pd.DataFrame({**place, "minutes": [m]}) for m in (60.0, 52.5))
    >>> bands, mean = gains_tables({"base": before, "plan": after}, "base", ["minutes"])
    >>> bands.loc[bands.people > 0, ["group_type", "band_en", "people"]].head(1).values.tolist()
    [['city', '5 to 15 min faster', 80.0]]
    >>> mean["mean_gain_min"].tolist()
    [7.5, 7.5, 7.5]
    """
    by_band: list[tuple[object, ...]] = []
    by_group: list[tuple[object, ...]] = []
    for alternative, table in zones.items():
        if alternative == reference:
            continue
        groups = zone_groups(table)
        people = table["population"].to_numpy(dtype=np.float64)
        for measure in measures:
            before = zones[reference][measure].to_numpy(dtype=np.float64)
            now = table[measure].to_numpy(dtype=np.float64)
            head = (alternative, measure)
            by_band.extend((*head, *row) for row in _band_rows(groups, people, before, now))
            by_group.extend((*head, *row) for row in _mean_rows(groups, people, before, now))
    return (
        pd.DataFrame(by_band, columns=list(GAINS_COLUMNS)),
        pd.DataFrame(by_group, columns=list(GAINS_MEAN_COLUMNS)),
    )


def _band_rows(
    groups: Sequence[Group], people: Floats, before: Floats, now: Floats
) -> Iterator[tuple[object, ...]]:
    places = band_of(before, now)
    for group in groups:
        inside = group.members
        totals = np.bincount(places[inside], weights=people[inside], minlength=len(BANDS))
        for band, total in zip(BANDS, totals, strict=True):
            yield (
                *_named(group),
                band.from_min,
                band.to_min,
                band.title_zh,
                band.title_en,
                round(float(total), 1),
            )


def _mean_rows(
    groups: Sequence[Group], people: Floats, before: Floats, now: Floats
) -> Iterator[tuple[object, ...]]:
    gain, places = gained_min(before, now), band_of(before, now)
    for group in groups:
        inside = group.members
        both = inside & ~np.isnan(gain)
        there = float(people[both].sum())
        masks = (
            inside,
            inside & (places > _NEW) & (places < _UNCHANGED),
            inside & (places > _UNCHANGED) & (places < _LOST),
            inside & (places == _NEW),
            inside & (places == _LOST),
        )
        yield (
            *_named(group),
            *(round(float(people[mask].sum()), 1) for mask in masks),
            round(float(people[both] @ gain[both]) / there, 4) + 0.0 if there > 0 else _NO,
        )


def _named(group: Group) -> tuple[str, str, str, str]:
    return group.group_type, group.group_id, group.name_zh, group.name_en
