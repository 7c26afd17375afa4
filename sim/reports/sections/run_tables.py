"""Tables of access and equity that the runs themselves hold, for the whole city."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.accessibility import MEASURES
from sim.equity import EQUITY_MEASURES
from sim.indicators.weighted import weighted_quantile
from sim.maps.style import Words
from sim.reports.blocks import Cell, Column, Row, Table
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import NOTHING, same, unit_words
from sim.reports.measures import measure_words
from sim.reports.quantity import MISSING, value_text

__all__ = ["access_table", "equity_table", "people_mean"]

_ACCESS_KEYS = ["measure", "layer", "parameter", "statistic", "unit"]
_EQUITY_KEYS = ["measure", "layer", "parameter", "statistic", "unit"]
_ACCESS_WORDS = {spec.id: Words(spec.title_zh, spec.title_en) for spec in MEASURES}
_EQUITY_WORDS = {spec.id: Words(spec.title_zh, spec.title_en) for spec in EQUITY_MEASURES}
_LEFT_OUT = frozenset({"theil_within_district", "theil_within_ring", "fgt1", "fgt2"})
"""Statistics that a reader finds in the table of the run; the note says so."""

_LESS_IS_BETTER = frozenset(spec.id for spec in MEASURES if spec.better == "lower")

_PURE = frozenset({"", "1"})


def people_mean(values: pd.Series, people: pd.Series) -> float:
    """Mean over the people of the places that have a value; NaN where nobody has.

    Examples
    --------
    >>> people_mean(pd.Series([10.0, 40.0, float("nan")]), pd.Series([2.0, 1.0, 5.0]))
    20.0
    """
    known = values.notna() & (people > 0)
    if not known.any():
        return float("nan")
    return float(np.average(values[known], weights=people[known]))


def access_table(inputs: ReportInputs) -> Table | None:
    """Every measure in ``access`` for the whole city; ``None`` where no run has any.

    Where more is better, the mean over the people who have a value. Where less is better, as with
    times, the median person with those who are not reached last: a mean over those reached would
    rise when more people are reached from afar. The share with a value stands beneath.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> access_table(example_inputs()) is None  # these runs have no such table
    True
    """
    found = {one.name: _access_cells(one) for one in inputs.alternatives}
    keys = list(dict.fromkeys(key for cells in found.values() for key in cells))
    if not keys:
        return None
    layers = _layer_words(inputs)
    missing = Cell(same(MISSING))
    return Table(
        caption=Words("可达性指标：全市居民", "Access of the city's people"),
        columns=_columns(inputs),
        rows=tuple(
            Row((_label(key, layers), *(cells.get(key, missing) for cells in found.values())))
            for key in keys
        ),
        note=Words(
            "越大越好者为均值；时间等越小越好者为中位数，未到达者排在最后"
            "（半数以上未到达时写作“> 搜索时限”）。"
            "小字为有数值（已到达）的居民比例。公式与出处见 sim access --list。",
            "Mean where more is better; median person where less is better, those not reached last "
            "(> and the limit of the search where most are not). Small: share of the people with a "
            "value. Formulas and references: sim access --list.",
        ),
        style="compact",
    )


def equity_table(inputs: ReportInputs) -> Table | None:
    """Equity measures of the whole city with their interval; ``None`` where no run has any.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> equity_table(example_inputs()) is None  # these runs have no such table
    True
    """
    found = {one.name: _equity_values(one) for one in inputs.alternatives}
    keys = dict.fromkeys(key for values in found.values() for key in values)
    if not keys:
        return None
    layers = _layer_words(inputs)
    rows: list[Row] = []
    subject = None
    for key in keys:
        if key[:3] != subject:
            subject = key[:3]
            rows.append(Row((Cell(_subject(subject, layers)),), kind="group"))
        cells = (values.get(key, Cell(same(MISSING))) for values in found.values())
        rows.append(Row((Cell(_statistic(key[3]), _unit(key[4])), *cells)))
    return Table(
        caption=Words("公平性指标：全市", "Equity in the whole city"),
        columns=_columns(inputs),
        rows=tuple(rows),
        note=Words(
            "小字为自助法区间。没有收入数据，故按可达性本身排序。时间类不含未到达者。"
            "组内泰尔指数、贫困差距与严重度及各区县、圈层的数值见各运行的 equity 表。",
            "Small: bootstrap interval. There is no table of incomes, so people are ranked by "
            "access itself. Those not reached are left out of times. Theil within groups, poverty "
            "gap and severity, and the values of districts and rings are in the table equity of "
            "each run.",
        ),
        style="compact",
    )


_Key = tuple[str, str, str, str, str]


def _columns(inputs: ReportInputs) -> tuple[Column, ...]:
    first = Column(Words("指标", "Measure"), style="widest")
    return (first, *(Column(same(one.name), numeric=True) for one in inputs.alternatives))


def _access_cells(one: Alternative) -> dict[_Key, Cell]:
    if "access" not in one.run.tables:
        return {}
    table = one.run.table("access")
    people = one.cells.set_index("zone_id")["population"]
    table = table[table["zone_id"].isin(people.index)]
    return {
        _key(key): _access_cell(_key(key), part, part["zone_id"].map(people))
        for key, part in table.groupby(_ACCESS_KEYS, sort=False)
    }


def _access_cell(key: _Key, rows: pd.DataFrame, people: pd.Series) -> Cell:
    values = rows["value"]
    if key[0] in _LESS_IS_BETTER:
        median = weighted_quantile(values, people, 0.5)
        text = _value(median, key[4]) if math.isfinite(median) else _beyond(rows)
    else:
        text = _value(people_mean(values, people), key[4])
    share = 100 * float(people[values.notna()].sum()) / max(float(people.sum()), 1.0)
    complete = bool(values[people > 0].notna().all())
    return Cell(same(text), NOTHING if complete else same(f"{share:.1f} %"))


def _beyond(rows: pd.DataFrame) -> str:
    """Say that most people are farther than the search went, as far as the table tells how far."""
    if "searched_to_min" not in rows.columns:
        return MISSING
    return f"> {float(rows['searched_to_min'].max()):g}"


def _equity_values(one: Alternative) -> dict[_Key, Cell]:
    if "equity" not in one.run.tables:
        return {}
    table = one.run.table("equity")
    cells: dict[_Key, Cell] = {}
    shown = (table["group_type"] == "city") & ~table["statistic"].isin(_LEFT_OUT)
    for _, row in table[shown].iterrows():
        key = _key(tuple(row[name] for name in _EQUITY_KEYS))
        low, high = float(row["low"]), float(row["high"])
        interval = f"{_value(low, key[4])} … {_value(high, key[4])}" if low == low else ""  # noqa: PLR0124
        cells[key] = Cell(same(_value(float(row["value"]), key[4])), same(interval))
    return cells


def _key(parts: object) -> _Key:
    texts = [str(part) for part in parts] if isinstance(parts, tuple) else [str(parts)]
    measure, layer, parameter, statistic, unit = texts
    return measure, layer, parameter, statistic, unit


def _label(key: _Key, layers: Mapping[str, Words]) -> Cell:
    """Layer and measure of a row of access, beneath them its settings and unit."""
    _, layer, parameter, statistic, unit = key
    access = _access_words(key[0])
    of = layers.get(layer, same(layer))
    title = Words(f"{of.zh}：{access.zh}", f"{of.en}: {access.en}") if layer else access
    units = unit_words(unit)
    under = Words(
        f"{parameter} · {statistic} · {units.zh}", f"{parameter} · {statistic} · {units.en}"
    )
    return Cell(title, _trimmed(under))


def _subject(subject: tuple[str, ...], layers: Mapping[str, Words]) -> Words:
    """What is shared out: a measure of access, its layer and settings."""
    measure, layer, parameter = subject
    access, of = _access_words(measure), layers.get(layer, same(layer))
    return _trimmed(
        Words(f"{of.zh} · {access.zh} · {parameter}", f"{of.en} · {access.en} · {parameter}")
    )


def _access_words(measure: str) -> Words:
    return _ACCESS_WORDS.get(measure, measure_words(measure))


def _statistic(name: str) -> Words:
    """Name of an equity measure; one that splits groups names them behind it.

    Examples
    --------
    >>> _statistic("theil_within_ring").en.endswith("(rings)"), _statistic("other").en
    (True, 'other')
    """
    for ending, words in _SPLITS.items():
        if name.endswith(ending) and name.removesuffix(ending) in _EQUITY_WORDS:
            base = _EQUITY_WORDS[name.removesuffix(ending)]
            return Words(f"{base.zh}（{words.zh}）", f"{base.en} ({words.en})")
    return _EQUITY_WORDS.get(name, same(name))


_SPLITS = {"_district": Words("区县", "districts"), "_ring": Words("圈层", "rings")}


def _unit(unit: str) -> Words:
    return NOTHING if unit in _PURE else unit_words(unit)


def _trimmed(words: Words) -> Words:
    """Words without empty places between their dots."""
    zh, en = (
        " · ".join(part for part in text.split(" · ") if part not in {"", "1", "nan"})
        for text in (words.zh, words.en)
    )
    return Words(zh, en)


def _layer_words(inputs: ReportInputs) -> dict[str, Words]:
    for one in inputs.alternatives:
        if "opportunity_layers" in one.run.tables:
            table = one.run.table("opportunity_layers")
            return {
                str(row["layer"]): Words(str(row["title_zh"]), str(row["title_en"]))
                for _, row in table.iterrows()
            }
    return {}


def _value(value: float | None, unit: str) -> str:
    """Write three decimals for indices and small values, one below a hundred, else none."""
    if value is None or pd.isna(value):
        return MISSING
    if unit in _PURE or abs(value) < 1:
        return f"{value:.3f}"
    return f"{value:.1f}" if abs(value) < 100 else value_text(value, unit)
