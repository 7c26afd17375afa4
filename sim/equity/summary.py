"""Equity of access by group: one tidy table of any measures for the city, districts and rings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.equity.bootstrap import REPLICATIONS, Interval, Resamples, interval, resamples
from sim.equity.catalogue import EQUITY_MEASURES, EquityMeasure, MeasureOptions, Need
from sim.equity.distribution import Distribution, Floats, Ints, checked_array, distribution
from sim.equity.fgt import poverty_distribution
from sim.equity.groups import Group, Grouping, city_grouping
from sim.errors import DataError

__all__ = ["EQUITY_COLUMNS", "EquitySubject", "equity_table"]

EQUITY_COLUMNS: tuple[str, ...] = (
    "measure",
    "layer",
    "parameter",
    "statistic",
    "group_type",
    "group_id",
    "name_zh",
    "name_en",
    "value",
    "low",
    "high",
    "unit",
    "line",
    "places",
    "people",
    "people_missing",
)
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class EquitySubject:
    """A measure of access whose distribution is looked at.

    ``values`` has one entry per place, in ``unit``, NaN where not reached. ``line`` (same unit) is
    the limit beyond which people count as poor in access, ``upper`` the greatest possible value.
    ``measure``, ``layer`` and ``parameter`` go into the table as they are.
    """

    measure: str
    values: Floats
    unit: str
    layer: str = ""
    parameter: str = ""
    better: Literal["higher", "lower"] = "higher"
    line: float | None = None
    upper: float | None = None


def equity_table(
    subjects: Sequence[EquitySubject],
    weights: npt.ArrayLike,
    groupings: Sequence[Grouping] = (),
    *,
    ranks: npt.ArrayLike | None = None,
    rng: np.random.Generator | None = None,
    replications: int = REPLICATIONS,
    blocks: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Every measure of the catalogue that can be had, for the city and each group.

    Columns are `EQUITY_COLUMNS`, one row per subject, statistic and group. Statistics are ids of
    `EQUITY_MEASURES`; the parts of the Theil index stand in the city's rows with the kind of groups
    behind them (``theil_between_district``). Without `ranks` (a variable per place, such as income
    per head) there is no Palma ratio and no concentration index, without a line no poverty.

    People who are not reached count as poor in the FGT measures and are left out of the others;
    ``people`` and ``people_missing`` say for how many a row speaks. Values that are not defined
    (nobody, all zero) are NaN. With a generator, ``low`` and ``high`` are percentile limits at
    `level` over places drawn within the group (see `sim.equity.bootstrap` for their meaning), the
    same draws for all subjects. `blocks`, a label per place, draws neighbouring places together;
    without it the limits of cells are too narrow. They are NaN without a generator and in groups
    of fewer than ten blocks. Rounded to six decimals.

    Examples
    --------
    >>> hospital = EquitySubject("closest", np.array([10.0, 90.0]), "min", better="lower", line=60)
    >>> table = equity_table([hospital], [3.0, 1.0])
    >>> table.set_index("statistic")["value"][["mean", "gini", "fgt0"]].tolist()
    [30.0, 0.5, 0.25]
    """
    people = checked_array(weights, "weights")
    _check(subjects, groupings, len(people))
    rank = None if ranks is None else checked_array(ranks, "ranks", length=len(people))
    block = _block_codes(blocks, len(people))
    rows: list[dict[str, str | float]] = []
    for grouping in (city_grouping(len(people)), *groupings):
        partitions = groupings if grouping.type == "city" else ()
        for position, group in enumerate(grouping.groups):
            inside = np.flatnonzero(grouping.of_place == position).astype(np.int64)
            drawn = None
            if rng is not None:
                own = None if block is None else block[inside]
                drawn = resamples(people[inside], rng, replications=replications, blocks=own)
            for subject in subjects:
                sample = _Sample(subject, people, inside, rank, drawn, level)
                named = {"group_type": grouping.type, **_names(group)}
                rows += [named | row for row in _rows(sample, partitions)]
    table = pd.DataFrame(rows, columns=list(EQUITY_COLUMNS))
    order = {(s.measure, s.layer, s.parameter): number for number, s in enumerate(subjects)}
    keys = zip(table["measure"], table["layer"], table["parameter"], strict=True)
    by_subject = np.argsort([order[key] for key in keys], kind="stable")
    sorted_table: pd.DataFrame = table.iloc[by_subject].reset_index(drop=True)
    return sorted_table


@dataclass(frozen=True, slots=True)
class _Sample:
    """One subject among the people of one group, and the resamples of the group's places."""

    subject: EquitySubject
    people: Floats
    inside: Ints
    ranks: Floats | None
    drawn: Resamples | None
    level: float


def _rows(sample: _Sample, partitions: Sequence[Grouping]) -> Iterator[dict[str, str | float]]:
    for measure in EQUITY_MEASURES:
        if not measure.needs <= _given(sample):
            continue
        if "groups" in measure.needs:
            for grouping in partitions:
                statistic = f"{measure.id}_{grouping.type}"
                yield _row(sample, measure, statistic, grouping.of_place[sample.inside])
        else:
            yield _row(sample, measure, measure.id, None)


def _given(sample: _Sample) -> set[Need]:
    """What is known for the sample, beside values and people."""
    known: dict[Need, bool] = {
        "groups": True,
        "ranks": sample.ranks is not None,
        "line": sample.subject.line is not None,
        "upper": sample.subject.upper is not None,
    }
    return {need for need, is_known in known.items() if is_known}


def _row(
    sample: _Sample, measure: EquityMeasure, statistic: str, groups: Ints | None
) -> dict[str, str | float]:
    subject = sample.subject
    found = _distribution(sample, measure, groups)
    shown = _interval(sample, measure, found)
    return {
        "measure": subject.measure,
        "layer": subject.layer,
        "parameter": subject.parameter,
        "statistic": statistic,
        "value": round(shown.value, _DECIMALS),
        "low": round(shown.low, _DECIMALS),
        "high": round(shown.high, _DECIMALS),
        "unit": subject.unit if measure.unit is None else measure.unit,
        "line": subject.line if "line" in measure.needs and subject.line else float("nan"),
        "places": len(found.kept),
        "people": round(found.coverage.people, _DECIMALS),
        "people_missing": round(found.coverage.people_missing, _DECIMALS),
    }


def _distribution(sample: _Sample, measure: EquityMeasure, groups: Ints | None) -> Distribution:
    values = np.take(sample.subject.values, sample.inside)
    people = sample.people[sample.inside]
    if measure.unreached == "poor":
        return poverty_distribution(values, people, better=sample.subject.better, missing="poor")
    ranks = (
        sample.ranks[sample.inside] if measure.needs_ranks and sample.ranks is not None else None
    )
    return distribution(values, people, ranks=ranks, groups=groups, missing="drop")


def _interval(sample: _Sample, measure: EquityMeasure, found: Distribution) -> Interval:
    subject = sample.subject
    options = MeasureOptions(subject.better, subject.line, subject.upper)

    def measured(found: Distribution, weights: Floats) -> Floats:
        return measure.compute(found, weights, options)

    if sample.drawn is None:
        value = float(measured(found, found.weights[None, :])[0])
        return Interval(value, float("nan"), float("nan"))
    return interval(found, measured, sample.drawn, level=sample.level)


def _block_codes(blocks: npt.ArrayLike | None, places: int) -> Ints | None:
    if blocks is None:
        return None
    labels = np.asarray(blocks)
    if labels.shape != (places,):
        raise DataError(f"blocks must have one label for each of the {places} places")
    return np.unique(labels, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _names(group: Group) -> dict[str, str | float]:
    return {"group_id": group.id, "name_zh": group.name_zh, "name_en": group.name_en}


def _check(subjects: Sequence[EquitySubject], groupings: Sequence[Grouping], places: int) -> None:
    for subject in subjects:
        checked_array(subject.values, f"values of {subject.measure}", length=places)
    for grouping in groupings:
        if len(grouping.of_place) != places:
            raise DataError(
                f"the grouping {grouping.type!r} has {len(grouping.of_place)} entries where there "
                f"are {places} places: make it from the same places"
            )
    kinds = [grouping.type for grouping in groupings]
    if len(set(kinds)) < len(kinds) or "city" in kinds:
        raise DataError(
            f"groupings are {', '.join(kinds)}: give each kind once; the city is always there"
        )
    names = [(subject.measure, subject.layer, subject.parameter) for subject in subjects]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise DataError(
            f"{' / '.join(part for part in twice if part)} is there twice: "
            "give each subject its own measure, layer and parameter"
        )
