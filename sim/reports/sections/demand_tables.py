"""Tables of the chapter on demand: shares by definition, crowded sections, checks, welfare."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Final

import pandas as pd

from sim.maps.style import Words
from sim.reports.blocks import Cell, Column, Row, Table
from sim.reports.charts.share_interval import chance_text
from sim.reports.demand import Interval, definition_words, intervals_of, period_words
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import NOTHING, same
from sim.reports.quantity import MISSING, plain_text, value_text

__all__ = ["check_table", "convergence_table", "crowded_table", "share_table", "welfare_table"]

_MOST_SECTIONS: Final = 12
_YUAN: Final = 1e4


def share_table(inputs: ReportInputs) -> Table | None:
    """Share of public transport by definition, with interval and probability; ``None``: no demand.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> share_table(example_inputs()) is None
    True
    """
    found = {one.name: intervals_of(one) for one in inputs.alternatives}
    order = dict.fromkeys(each.definition for own in found.values() for each in own)
    if not order:
        return None
    rows = []
    for definition in order:
        cells = []
        threshold = math.nan
        for own in found.values():
            one = next((each for each in own if each.definition == definition), None)
            cells.append(Cell(same(MISSING)) if one is None else _share_cell(one))
            threshold = one.threshold if one is not None else threshold
        goal = same(MISSING) if math.isnan(threshold) else same(f"≥ {threshold:g}%")
        rows.append(Row((Cell(definition_words(inputs, definition)), Cell(goal), *cells)))
    return Table(
        caption=Words("公共交通占机动化出行的比例", "Public transport of motorised trips"),
        columns=(
            Column(Words("口径", "Definition"), style="wide"),
            Column(Words("目标值", "Threshold")),
            *(Column(same(one.name), numeric=True) for one in inputs.alternatives),
        ),
        rows=tuple(rows),
        note=Words(
            "小字为5%–95%区间与达标概率P。第一行为主口径。",
            "Small: 5-95 % interval, and P, the probability that the target is met. The first line "
            "is the headline definition.",
        ),
        style="compact",
    )


def _share_cell(one: Interval) -> Cell:
    under = f"{plain_text(one.low)}–{plain_text(one.high)}, P {chance_text(one.probability)}"
    is_met = one.value >= one.threshold
    return Cell(
        same(f"{plain_text(one.value)}%"),
        NOTHING if math.isnan(one.low) else same(under),
        style="met" if is_met else "missed",
    )


def crowded_table(inputs: ReportInputs, one: Alternative) -> Table | None:
    """The sections with the highest load factor of a run, each line's worst direction and period.

    The mean hour of each period; sections without a known capacity are left out. ``None`` where
    the run has no loads.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> crowded_table(example_inputs(), example_inputs().reference) is None
    True
    """
    loads = one.table("line_loads")
    if loads.empty:
        return None
    whole = loads[(loads["quarter_start"].fillna("") == "") & (loads["capacity"] > 0)]
    if whole.empty:
        return None
    hours = {period.period_id: period.hours for period in inputs.periods}
    keys = ["route_id", "from_stop_id", "to_stop_id"]
    factor = whole["load"] / whole["capacity"]
    worst = whole.assign(factor=factor).sort_values("factor", ascending=False, kind="stable")
    worst = worst.drop_duplicates(keys).head(_MOST_SECTIONS)
    return Table(
        caption=Words(f"{one.name}：最拥挤的区段", f"{one.name}: the most crowded sections"),
        columns=(
            Column(Words("线路", "Line")),
            Column(Words("区段", "Section"), style="wide"),
            Column(Words("时段", "Period")),
            Column(Words("客流，人次/小时", "Load an hour"), numeric=True),
            Column(Words("运能，人次/小时", "Capacity an hour"), numeric=True),
            Column(Words("满载率", "Load factor"), numeric=True),
        ),
        rows=tuple(
            _section_row(inputs, row, hours.get(str(row["period"]), math.nan))
            for row in worst.to_dict("records")
        ),
        note=Words(
            "时段平均小时；高峰一刻钟更高，见结果表 line_loads。",
            "Mean hour of the period; the peak quarter of an hour is higher, see the table "
            "line_loads of the run.",
        ),
        style="compact",
    )


def _section_row(inputs: ReportInputs, row: Mapping[Hashable, object], hours: float) -> Row:
    def an_hour(key: str) -> str:
        value = row[key]
        return value_text(float(value) / hours if isinstance(value, (int, float)) else None, "")

    factor = row["factor"]
    percent = 100 * float(factor) if isinstance(factor, (int, float)) else math.nan
    return Row(
        (
            Cell(Words(str(row["name_zh"]), str(row["name_en"]))),
            Cell(Words(f"{row['from_zh']} → {row['to_zh']}", f"{row['from_en']} → {row['to_en']}")),
            Cell(period_words(inputs, str(row["period"]))),
            Cell(same(an_hour("load"))),
            Cell(same(an_hour("capacity"))),
            Cell(same(f"{percent:.0f}%"), style=_shade(percent)),
        )
    )


def _shade(percent: float) -> str:
    """Style by the classes of the map: 60, 80, 100 %."""
    size = sum(percent >= limit for limit in (60, 80, 100))
    return f"loss-{size}" if size else ""


def check_table(inputs: ReportInputs) -> Table | None:
    """Checks of the model beside the range that is accepted; ``None`` where no run has any.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> check_table(example_inputs()) is None
    True
    """
    tables = {one.name: one.table("demand_checks") for one in inputs.alternatives}
    known = [table for table in tables.values() if not table.empty]
    if not known:
        return None
    every = pd.concat(known).drop_duplicates("check_id").to_dict("records")
    by_name = {
        name: {str(row["check_id"]): row for row in table.to_dict("records")}
        for name, table in tables.items()
    }
    rows = [
        Row(
            (
                Cell(Words(str(row["title_zh"]), str(row["title_en"]))),
                Cell(same(_range_text(row["low"], row["high"], str(row["unit"])))),
                *(_check_cell(by_name[name].get(str(row["check_id"]))) for name in tables),
            )
        )
        for row in every
    ]
    return Table(
        caption=Words("合理性检验", "Checks"),
        columns=(
            Column(Words("检验", "Check"), style="wide"),
            Column(Words("公认范围", "Accepted range")),
            *(Column(same(name), numeric=True) for name in tables),
        ),
        rows=tuple(rows),
        note=Words("✓ 在范围内；✗ 超出范围。", "✓ inside the range; ✗ outside."),
        style="compact",
    )


def _range_text(low: object, high: object, unit: str) -> str:
    if not isinstance(low, (int, float)) or not isinstance(high, (int, float)):
        return MISSING
    ends = [plain_text(float(end), 2) for end in (low, high)]
    if all(math.isnan(float(end)) for end in (low, high)):
        return MISSING
    return f"{ends[0]} … {ends[1]}{_unit_text(unit)}"


def _unit_text(unit: str) -> str:
    """A unit after a number; a pure number has none."""
    return "" if unit in {"", "1"} else f" {unit}"


def _check_cell(row: Mapping[Hashable, object] | None) -> Cell:
    if row is None or not isinstance(row["value"], (int, float)):
        return Cell(same(MISSING))
    text = f"{plain_text(float(row['value']), 2)}{_unit_text(str(row['unit']))}"
    if _range_text(row["low"], row["high"], "") == MISSING:
        return Cell(same(text))
    mark, style = ("✓", "met") if row["ok"] else ("✗", "missed")
    return Cell(same(f"{mark} {text}"), style=style)


def convergence_table(inputs: ReportInputs) -> Table | None:
    """How far the last round of demand and supply still moved; ``None`` where no run has any.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> convergence_table(example_inputs()) is None
    True
    """
    rows = []
    for one in inputs.alternatives:
        table = one.table("demand_convergence")
        if table.empty:
            continue
        last = table.sort_values("iteration").iloc[-1]
        is_done = bool(last["converged"])
        rows.append(
            Row(
                (
                    Cell(same(one.name)),
                    Cell(same(f"{int(last['iteration'])}")),
                    *(
                        Cell(same(f"{100 * float(last[key]):.2g}%"))
                        for key in ("change", "time_change", "road_gap", "transit_gap")
                    ),
                    Cell(_DONE if is_done else _NOT_DONE, style="met" if is_done else "missed"),
                )
            )
        )
    if not rows:
        return None
    titles = (
        Words("轮次", "Rounds"),
        Words("出行量变化", "Trips moved"),
        Words("出行成本变化", "Costs moved"),
        Words("道路均衡间隙", "Road gap"),
        Words("公交均衡间隙", "Transit gap"),
    )
    return Table(
        caption=Words("需求与供给的收敛（末轮）", "Balance of demand and supply (last round)"),
        columns=(
            Column(Words("方案", "Alternative")),
            *(Column(words, numeric=True) for words in titles),
            Column(Words("收敛", "Converged")),
        ),
        rows=tuple(rows),
        style="compact",
    )


_DONE: Final = Words("✓ 是", "✓ yes")
_NOT_DONE: Final = Words("✗ 否，结果仅供参考", "✗ no, take the results with care")


def welfare_table(inputs: ReportInputs) -> Table | None:
    """Gain in welfare against the reference by district; ``None`` without a comparison of demand.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> welfare_table(example_inputs()) is None
    True
    """
    table = inputs.table("welfare")
    if table.empty or not inputs.others:
        return None
    names = [one.name for one in inputs.others if one.name in set(table["alternative"])]
    if len(names) == 1:
        columns, rows = _by_car(table)
    else:
        columns, rows = _by_alternative(table, names)
    return Table(
        caption=Words("福利变化，万元/日", "Gains in welfare, ten thousand yuan a day"),
        columns=(Column(Words("区县", "District"), style="wide"), *columns),
        rows=rows,
        note=Words(
            f"相对 {inputs.reference.name}，对数和法（消费者剩余）；小字为二分之一法则。"
            "正值为受益。时间价值与偏好均取参考方案。",
            f"Against {inputs.reference.name}, by logsums (consumer surplus); small: rule of half. "
            "Positive is a gain. Tastes and values of time are those of the reference.",
        ),
        style="compact",
    )


def _by_car(table: pd.DataFrame) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """One alternative: a column for all people, for those with a car and for those without."""
    groups = table.groupby([table["group_type"], table["group_id"].astype(str)], sort=False)
    cars = [car for _, car in _CAR_GROUPS]
    return (
        tuple(Column(words, numeric=True) for words, _ in _CAR_GROUPS),
        tuple(_welfare_row("car_available", cars, rows) for _, rows in groups),
    )


def _by_alternative(
    table: pd.DataFrame, names: list[str]
) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """Several: a column for each; people with and without a car for the whole city only."""
    rows: list[Row] = []
    for words, car in _CAR_GROUPS:
        own = table[table["car_available"] == car]
        if car != _CAR_GROUPS[0][1]:
            own = own[own["group_type"] == "city"]
        if own.empty:
            continue
        rows.append(Row((Cell(words),), kind="group"))
        groups = own.groupby([own["group_type"], own["group_id"].astype(str)], sort=False)
        rows += [_welfare_row("alternative", names, group) for _, group in groups]
    return tuple(Column(same(name), numeric=True) for name in names), tuple(rows)


_CAR_GROUPS: Final[Sequence[tuple[Words, str]]] = (
    (Words("全部居民", "All residents"), "all"),
    (Words("有车", "With a car at hand"), "yes"),
    (Words("无车", "Without a car"), "no"),
)


def _welfare_row(column: str, order: list[str], rows: pd.DataFrame) -> Row:
    """A place's gains, a cell for each value of a column."""
    first = rows.iloc[0]
    by_value = rows.drop_duplicates(column).set_index(column)
    cells = []
    for value in order:
        if value not in by_value.index:
            cells.append(Cell(same(MISSING)))
            continue
        gain = float(by_value["logsum_yuan_per_day"][value]) / _YUAN
        half = float(by_value["rule_of_half_yuan_per_day"][value]) / _YUAN
        cells.append(Cell(same(_signed(gain)), same(_signed(half))))
    return Row((Cell(Words(str(first["name_zh"]), str(first["name_en"]))), *cells))


def _signed(value: float) -> str:
    text = plain_text(value)
    return f"+{text}" if value > 0 and text != "0.0" else text
