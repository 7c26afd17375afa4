"""What the gateway rests on: rows of its tables by grade, those that nobody has checked first."""

from __future__ import annotations

from typing import Final

import pandas as pd

from sim.maps.style import QUALITY_WORDS, Words
from sim.network.model import Quality
from sim.reports.blocks import Cell, Column, Note, Row, Table
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import same
from sim.reports.quantity import MISSING
from sim.results.dictionary import dictionary

__all__ = ["grades", "quality_note", "quality_table"]

_COLUMNS: Final = (
    ("county_times", "quality"),
    ("hub_stations", "capacity_quality"),
    ("interchanges", "quality"),
    ("airport_corridor_times", "quality"),
    ("air_destination_list", "quality"),
    ("gateway_ground", "quality"),
    ("door_to_world", "quality"),
)
"""Tables of the gateway that say how good each row is, and the column that does."""

_WEAK: Final = ("unverified", "modelled", "estimate", "scenario")


def grades(one: Alternative, table: str, column: str) -> pd.Series[float]:
    """Share of the rows of a table by grade (0 to 1), largest first; empty where it has none.

    Rows without a grade, which have no value either, are left out.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> grades(example_inputs().reference, "interchanges", "quality").empty
    True
    """
    rows = one.table(table)
    if rows.empty or column not in rows.columns:
        return pd.Series(dtype="float64")
    known = rows[column].astype("str")
    known = known[~known.isin(["", "nan", "None"])]
    return known.value_counts(normalize=True)


def quality_table(inputs: ReportInputs) -> Table | None:
    """Grades of the gateway's tables by alternative; ``None`` where no run has any.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> quality_table(example_inputs()) is None
    True
    """
    rows = []
    entries = dictionary()
    for table, column in _COLUMNS:
        found = [grades(one, table, column) for one in inputs.alternatives]
        if all(own.empty for own in found):
            continue
        entry = entries.get(table)
        title = Words(entry.title_zh, entry.title_en) if entry else same(table)
        rows.append(Row((Cell(title, same(table)), *(_cell(own) for own in found))))
    rows += _assumed_trains(inputs)
    if not rows:
        return None
    return Table(
        caption=Words("门户结果所依据的数据等级", "What the numbers of the gateway rest on"),
        columns=(
            Column(Words("结果表", "Table"), style="wide"),
            *(Column(same(one.name)) for one in inputs.alternatives),
        ),
        rows=tuple(rows),
        note=Words(
            "各行按所用数据中最差的等级计；底纹：未核实、模型、估计、情景设定合计过半。",
            "Rows by the worst grade of what they use; shaded: more than half are unverified, "
            "modelled, estimated or set by the scenario.",
        ),
        style="compact",
    )


def _cell(found: pd.Series[float]) -> Cell:
    if found.empty:
        return Cell(same(MISSING))
    parts = [
        (_grade_words(str(grade)), f"{100 * share:.0f}%")
        for grade, share in found.items()
        if round(100 * share) > 0
    ]
    weak = sum(share for grade, share in found.items() if grade in _WEAK)
    return Cell(
        Words(
            "，".join(f"{words.zh}{text}" for words, text in parts),
            ", ".join(f"{words.en} {text}" for words, text in parts),
        ),
        style="loss-1" if weak > 0.5 else "",
    )


def _grade_words(grade: str) -> Words:
    return QUALITY_WORDS[Quality(grade)] if grade in set(Quality) else same(grade)


def _assumed_trains(inputs: ReportInputs) -> list[Row]:
    """Share of direct trains that a scenario assumes, not a timetable of the time."""
    cells = []
    for one in inputs.alternatives:
        table = one.table("rail_times")
        trains = 0.0 if table.empty else float(table["trains_per_day"].sum())
        if trains <= 0:
            cells.append(Cell(same(MISSING)))
            continue
        share = float(table["assumed_trains"].sum()) / trains
        text = f"{100 * share:.0f}%"
        cells.append(
            Cell(Words(f"情景假定{text}", f"assumed {text}"), style="loss-1" if share > 0.5 else "")
        )
    if all(cell.words.en == MISSING for cell in cells):
        return []
    title = Words("直达列车（按车次计）", "Direct trains, by train")
    return [Row((Cell(title, same("rail_times")), *cells))]


def quality_note() -> Note:
    """What is modelled or open, in words.

    Examples
    --------
    >>> quality_note().style
    'list'
    """
    return Note(_LINES, style="list", heading=Words("不确定之处", "What is not certain"))


_LINES: Final = (
    Words(
        "门到门时间全部为模型计算：城市公共交通、进站与安检时间为假定，另一端按道路与本地交通估算。",
        "All door-to-door minutes are modelled: station and security times are assumptions, the "
        "far end is by road and local transport.",
    ),
    Words(
        "时刻表年份之后开行的列车由线路草图推算，等级与情景相同。",
        "Trains that ran after the timetable's date come from the sketch of their line and have "
        "the grade of the scenario.",
    ),
    Words(
        "航班的班次与时刻大多未知：目的地计数分确定与可能，连通性与过境免签为期望值。",
        "Most frequencies and hours of flights are not known: counts have a sure and a possible "
        "number, connectivity and transit are expected values.",
    ),
)
