"""Who gains and who loses: the chart of bands, people of the city, mean gain by district."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.maps.style import Words
from sim.reports.blocks import Block, Cell, Column, Row, Table
from sim.reports.charts import gains
from sim.reports.inputs import ReportInputs
from sim.reports.language import same
from sim.reports.measures import measure_words
from sim.reports.quantity import people_text, plain_text

__all__ = ["build"]

_GROUPS = (
    ("district", Words("按区县", "By district")),
    ("ring", Words("按圈层", "By ring")),
)
_COUNTS = (
    ("people_faster", Words("变快", "Faster")),
    ("people_slower", Words("变慢", "Slower")),
    ("people_newly_reached", Words("新增可达", "Newly reached")),
    ("people_no_longer_reached", Words("不再可达", "No longer reached")),
)


def build(inputs: ReportInputs) -> Sequence[Block]:
    """Blocks of the chapter; nothing without a comparison.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> [block.kind for block in build(example_inputs())]
    ['picture', 'table', 'table', 'table']
    """
    means = inputs.table("gains_mean")
    if means.empty or not inputs.others:
        return ()
    blocks: list[Block] = [*gains.draw(inputs), _city(inputs, means)]
    for group_type, words in _GROUPS:
        part = means[means["group_type"] == group_type]
        if not part.empty:
            blocks.append(_by_group(inputs, part, words))
    return blocks


def _city(inputs: ReportInputs, means: pd.DataFrame) -> Table:
    columns = (
        Column(Words("方案", "Alternative"), style="wide"),
        *(Column(words, numeric=True) for _, words in _COUNTS),
        Column(Words("人均节省，分钟", "Mean gain, min"), numeric=True),
    )
    rows: list[Row] = []
    city = means[means["group_type"] == "city"]
    for measure in dict.fromkeys(city["measure"].astype(str)):
        rows.append(Row((Cell(measure_words(measure)),), kind="group"))
        part = city[city["measure"] == measure]
        by_name = {str(row["alternative"]): row for _, row in part.iterrows()}
        rows += [
            _city_row(one.name, by_name[one.name]) for one in inputs.others if one.name in by_name
        ]
    return Table(
        caption=Words("全市人口，人", "People of the whole city"),
        columns=columns,
        rows=tuple(rows),
        note=Words(
            "变快、变慢以1分钟为界；人口为模型分布，四舍五入到百人。",
            "Faster and slower by more than a minute; people are spread by the model and rounded "
            "to hundreds.",
        ),
    )


def _city_row(name: str, found: pd.Series) -> Row:
    return Row(
        (
            Cell(same(name)),
            *(Cell(same(people_text(float(found[key])))) for key, _ in _COUNTS),
            Cell(same(plain_text(float(found["mean_gain_min"])))),
        )
    )


def _by_group(inputs: ReportInputs, part: pd.DataFrame, words: Words) -> Table:
    measures = list(dict.fromkeys(part["measure"].astype(str)))
    columns = (
        Column(words, style="wide"),
        Column(Words("人口", "People"), numeric=True),
        *(Column(same(one.name), numeric=True) for one in inputs.others),
    )
    rows: list[Row] = []
    for measure in measures:
        rows.append(Row((Cell(measure_words(measure)),), kind="group"))
        own = part[part["measure"] == measure]
        groups = own.groupby(own["group_id"].astype(str), sort=False)
        rows += [_group_row(inputs, group) for _, group in groups]
    return Table(
        caption=Words(f"人均节省的分钟：{words.zh}", f"Mean minutes gained: {words.en.lower()}"),
        columns=columns,
        rows=tuple(rows),
        note=Words("正值为变快；底色深浅随数值。", "Positive is faster; shaded by value."),
        style="heat compact",
    )


def _group_row(inputs: ReportInputs, rows: pd.DataFrame) -> Row:
    first = rows.iloc[0]
    by_name = rows.set_index("alternative")["mean_gain_min"]
    gains_min = [float(by_name.get(one.name, float("nan"))) for one in inputs.others]
    return Row(
        (
            Cell(Words(str(first["name_zh"]), str(first["name_en"]))),
            Cell(same(people_text(float(first["people"])))),
            *(Cell(same(plain_text(gain)), style=_shade(gain)) for gain in gains_min),
        )
    )


def _shade(gain_min: float) -> str:
    """Style of a cell by the bands of the maps: 1, 5 and 15 minutes."""
    size = sum(abs(gain_min) >= limit for limit in (1, 5, 15))
    if not size:
        return ""
    return f"{'gain' if gain_min > 0 else 'loss'}-{size}"
