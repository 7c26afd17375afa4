"""Who gains and who loses between runs with demand: the table ``welfare`` of a comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.demand.parameters import Parameters
from sim.demand.segments import Segments
from sim.demand.welfare import welfare_table
from sim.demand.welfare_day import DayWelfare, Situation, Tastes, day_welfare
from sim.errors import Issue, Severity
from sim.study.demand_service import situation_of
from sim.study.welfare_zones import CITY_AREA, Shared, shared_zones, zones_of

__all__ = ["Side", "Welfare", "welfare_of"]

Names = Mapping[str, tuple[str, str]]

_CITY: Names = {CITY_AREA: ("全市", "Whole city")}

_LEAST_LEFT_OUT = 0.001
"""Share of the trips that may be left out without a word."""


@dataclass(frozen=True)
class Side:
    """One alternative of a comparison with what its travellers met.

    ``service`` is what `sim.study.evaluate.kept_service` found, ``tables`` hold the run's
    ``demand_zones`` and ``demand_cells``, ``prices`` and ``year`` are those of its network.
    """

    label: str
    service: pd.DataFrame | None
    tables: Mapping[str, pd.DataFrame]
    prices: Mapping[str, float]
    parameters: Parameters
    year: int

    @property
    def has_demand(self) -> bool:
        """Whether its run has demand at all."""
        return "demand_zones" in self.tables


@dataclass(frozen=True)
class Welfare:
    """The table, ``None`` where nothing can be told, and what a reader of it must know."""

    table: pd.DataFrame | None
    issues: tuple[Issue, ...]


def welfare_of(
    sides: Sequence[Side],
    reference: str,
    segments: Segments,
    *,
    names: Names,
    share: Callable[[float], None] | None = None,
) -> Welfare:
    """Gains of every alternative with demand against the reference (`day_welfare`).

    Tastes, values of time and parking are the reference's in both situations; people are those of
    the alternative. Where the reference or nobody else has demand there is no table. An alternative
    whose service was not kept, or whose zones are others, has no rows and an issue tells why.

    Parameters
    ----------
    sides
        The alternatives, the reference among them.
    reference
        Label of the reference.
    segments
        Periods, purposes and alternatives of all of them.
    names
        Chinese and English names of the districts of the city by id of the county.
    share
        Called with the share of the alternatives that is done.
    """
    main = next(one for one in sides if one.label == reference)
    others = [one for one in sides if one.label != reference and one.has_demand]
    if not main.has_demand or not others:
        return Welfare(None, ())
    issues = list(_not_kept([main, *others]))
    tables = []
    for number, other in enumerate(others):
        if share is not None:
            share(number / len(others))
        if main.service is None or other.service is None:
            continue
        shared = shared_zones(main.tables, other.tables)
        if shared is None:
            issues.append(_other_zones(other.label, reference))
            continue
        found, made = _gains(main, other, shared, segments)
        zones = zones_of(other.tables["demand_zones"], shared.after, city_counties=set(names))
        tables.append(
            welfare_table(
                other.label, zones, found.gains, names={**_CITY, **names}, city_id=CITY_AREA
            )
        )
        issues += _told(main, other, shared, found.trips_left_out / made)
    return Welfare(pd.concat(tables, ignore_index=True) if tables else None, tuple(issues))


def _gains(main: Side, other: Side, shared: Shared, segments: Segments) -> tuple[DayWelfare, float]:
    """Gains between the two, and how many trips a day are made on average."""
    before = _situation(main, shared.before, segments)
    after = _situation(other, shared.after, segments)
    parking = main.tables["demand_zones"]["parking_id"].astype("str").to_numpy()[shared.before]
    tastes = Tastes(
        segments.purposes,
        segments.alternatives,
        tuple(parking.tolist()),
        main.parameters,
        main.year,
    )
    made = (before.trips.sum() + after.trips.sum()) / 2
    return day_welfare(before, after, tastes), float(made)


def _situation(one: Side, rows: npt.NDArray[np.int64], segments: Segments) -> Situation:
    assert one.service is not None
    return situation_of(
        one.service,
        rows,
        periods=segments.periods,
        purposes=segments.purposes,
        prices=one.prices,
    )


def _not_kept(sides: Sequence[Side]) -> Iterator[Issue]:
    lacking = [one.label for one in sides if one.service is None]
    if lacking:
        told = ", ".join(lacking)
        yield Issue(
            Severity.WARNING,
            "no-welfare",
            f"以下方案的出行服务水平未留存，无法计算福利变化：{told}。 What travellers met in "
            f"{told} was not kept: their gains and losses cannot be told.",
            "delete the folder .cache of the results and compare again with --fresh "
            "删除结果文件夹中的 .cache 后以 --fresh 重算",
        )


def _other_zones(label: str, reference: str) -> Issue:
    return Issue(
        Severity.WARNING,
        "welfare-other-zones",
        f"{label}的出行小区划分与{reference}不同（人口年份或小区数不同），无法计算福利变化。 "
        f"The zones of demand of {label} are grouped otherwise than those of {reference} (people "
        "of another year, or another number of zones): gains and losses cannot be told.",
        "compare with a reference of the same year, such as no-build-2020 请与同一年份的基准比较",
    )


def _told(main: Side, other: Side, shared: Shared, left_out: float) -> Iterator[Issue]:
    if other.year != main.year:
        yield Issue(
            Severity.WARNING,
            "welfare-other-years",
            f"福利变化：{other.label}与{main.label}的年份不同，时间价值与偏好均取{main.label}"
            f"（{main.year}年）。 Welfare: {other.label} is of another year than {main.label}; "
            f"tastes and values of time are those of {main.label} ({main.year}).",
            "to see the network alone, compare with a reference of the same year "
            "若只看线网，请与同一年份的基准比较",
        )
    if dict(other.parameters) != dict(main.parameters):
        yield Issue(
            Severity.WARNING,
            "welfare-other-parameters",
            f"福利变化：{other.label}的参数与{main.label}不同，评价时均取{main.label}的参数。 "
            f"Welfare: {other.label} sets other parameters than {main.label}; gains are valued "
            f"with those of {main.label}.",
            "give them the same demand: parameters: 请采用相同参数",
        )
    lost = (*shared.only_before, *shared.only_after)
    if lost or left_out > _LEAST_LEFT_OUT:
        places = f" ({', '.join(lost)})" if lost else ""
        yield Issue(
            Severity.WARNING,
            "welfare-trips-left-out",
            f"福利变化：{other.label}有{left_out:.1%}的出行只在一个方案中可达，未计入{places}。 "
            f"Welfare: {left_out:.1%} of the trips of {other.label} have a way in one of the two "
            f"only and are left out{places}.",
            "read the table with care 请谨慎解读",
        )
