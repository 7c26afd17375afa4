"""How a result of demand came about: its rounds, and whether everything adds up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields

import numpy as np
import pandas as pd

from sim.demand.elasticity import Check
from sim.demand.model import DemandResult, TripEnds
from sim.study.demand_sums import ZoneSums

__all__ = ["CHECK_COLUMNS", "demand_checks", "demand_convergence"]

CHECK_COLUMNS = tuple(field.name for field in fields(Check))

_TOLERANCE_PCT = 0.01
_LAG_PCT = 2.0
_MOST_LOST_PCT = 1.0


def demand_convergence(result: DemandResult) -> pd.DataFrame:
    """Rounds of demand and supply, one row each; ``converged`` is true in the last, if it is.

    Examples
    --------
    >>> from sim.study.demand_examples import small_result
    >>> demand_convergence(small_result())[["iteration", "change", "converged"]].values.tolist()
    [[1, 0.2, False], [2, 0.005, True]]
    """
    rounds = result.iterations
    return pd.DataFrame(
        {
            "iteration": np.array([one.number for one in rounds], dtype=np.int64),
            **{
                name: np.array([getattr(one, name) for one in rounds], dtype=np.float64)
                for name in ("change", "time_change", "road_gap", "transit_gap")
            },
            "converged": np.array(
                [result.converged and row == len(rounds) - 1 for row in range(len(rounds))],
                dtype=np.bool_,
            ),
        }
    )


def demand_checks(
    result: DemandResult, sums: ZoneSums, ends: TripEnds, *, more: Sequence[Check] = ()
) -> pd.DataFrame:
    """Sums that must agree, lengths and what was left over, then `more` checks, one row each.

    Differences are in per cent of what they are measured by. A check without a range has missing
    ``low`` and ``high`` and is a number to know; ``ok`` is then true.

    Parameters
    ----------
    result
        Demand in balance with supply.
    sums
        Its `zone_sums`.
    ends
        The trip ends it began with.
    more
        Checks made elsewhere, such as elasticities.

    Examples
    --------
    >>> from sim.study.demand_examples import PARAMETERS, small_ends, small_result
    >>> from sim.study.demand_sums import zone_sums
    >>> result = small_result()
    >>> table = demand_checks(result, zone_sums(result, parameters=PARAMETERS), small_ends())
    >>> bool(table["ok"].all()), table["check_id"][0]
    (True, 'trips_in_out')
    """
    rows = [*_sums(result, sums, ends), *_left_over(result, sums), *_lengths(result), *more]
    table = pd.DataFrame([asdict(row) for row in rows], columns=list(CHECK_COLUMNS))
    return table.astype({"value": "float64", "low": "float64", "high": "float64", "ok": "bool"})


def _sums(result: DemandResult, sums: ZoneSums, ends: TripEnds) -> Iterator[Check]:
    """Conservation: what goes in comes out."""
    made, lost = float(ends.productions.sum()), float(result.unconnected.sum())
    travelled = float(sums.trips.sum())
    yield _within(
        "trips_in_out",
        ("出行守恒：产生量与各方式之和之差", "Trips made less trips by all ways to travel"),
        _pct(made - lost - travelled, made),
        "productions - unconnected trips - trips in the matrices",
    )
    public = [one.kind == "transit" for one in result.alternatives]
    ridden = sums.trips[:, :, public].sum(axis=(0, 2, 3))
    carried = np.array([one.trips + one.unassigned for one in result.transit])
    yield _within(
        "transit_assigned",
        ("公共交通分配与需求之差", "Trips on lines less trips by public transport"),
        _pct(float(np.abs(carried - ridden).sum()), float(ridden.sum())),
        "loads are means of several rounds and lag behind the trips by a part of the last one",
        tolerance_pct=_LAG_PCT,
    )
    boarded = sum(float(one.boardings.sum()) for one in result.transit)
    apart = sum(
        float(np.abs(one.boardings - one.transfers - one.entries).sum()) for one in result.transit
    )
    yield _within(
        "boardings_transfers",
        ("上车人次、换乘与进站之差", "Boardings less transfers less entries"),
        _pct(apart, boarded),
        "at every stop",
    )
    entered = sum(float(one.entries.sum()) for one in result.transit)
    left = sum(float(one.exits.sum()) for one in result.transit)
    yield _within(
        "entries_exits",
        ("进站与出站之差", "Entries less exits"),
        _pct(entered - left, entered),
        "all stops, whole day",
    )
    least = min(
        float(result.trips.min()),
        *(float(one.load.min(initial=0.0)) for one in result.transit),
        *(float(one.volume_per_h.min(initial=0.0)) for one in result.road),
    )
    yield Check(
        "least", "最小的量", "Smallest trip, load or volume", least, "", 0.0, float("nan"),
        least >= 0, "nothing is negative",
    )  # fmt: skip


def _left_over(result: DemandResult, sums: ZoneSums) -> Iterator[Check]:
    """What found no way."""
    whole = float(sums.trips.sum()) + float(result.unconnected.sum())
    public = [one.kind == "transit" for one in result.alternatives]
    ridden = float(sums.trips[:, :, public].sum())
    for check_id, titles, value, of, note in (
        (
            "unconnected",
            ("无法出行的需求占比", "Trips of zones without any way to travel"),
            float(result.unconnected.sum()),
            whole,
            "listed in unconnected_zones; they are in no share",
        ),
        (
            "transit_unassigned",
            ("公共交通未分配占比", "Trips by public transport that found no path"),
            sum(one.unassigned for one in result.transit),
            ridden,
            "",
        ),
        (
            "road_unassigned",
            ("道路未分配车流占比", "Vehicles that found no road"),
            sum(one.unassigned for one in result.road),
            sum(one.unassigned + float(one.volume_per_h.sum()) for one in result.road),
            "of all link volumes",
        ),
    ):
        share = _pct(value, of)
        yield Check(
            check_id, *titles, share, "%", 0.0, _MOST_LOST_PCT,
            not share > _MOST_LOST_PCT, note,
        )  # fmt: skip


def _lengths(result: DemandResult) -> Iterator[Check]:
    for row, purpose in enumerate(result.purposes):
        length = float(result.mean_km[row])
        yield Check(
            f"mean_km_{purpose.purpose_id}",
            f"平均出行距离：{purpose.name_zh}",
            f"Mean trip length: {purpose.name_en}",
            length, "km", float("nan"), float("nan"), ok=True, note="",
        )  # fmt: skip


def _within(
    check_id: str,
    titles: tuple[str, str],
    value_pct: float,
    note: str,
    *,
    tolerance_pct: float = _TOLERANCE_PCT,
) -> Check:
    ok = not abs(value_pct) > tolerance_pct
    return Check(check_id, *titles, value_pct, "%", -tolerance_pct, tolerance_pct, ok, note)


def _pct(part: float, whole: float) -> float:
    """Per cent, zero where there is nothing at all."""
    return round(100 * part / whole, 6) + 0.0 if whole > 0 else 0.0
