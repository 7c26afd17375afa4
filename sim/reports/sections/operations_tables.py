"""Tables of the simulated day: relief, missed people, level of service, checks, grades."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pandas as pd

from sim.maps.style import Words
from sim.reports.blocks import Cell, Column, Row, Table
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import NOTHING, same
from sim.reports.operations import exact_checks, facility_words, precision, shown, title_words
from sim.reports.quantity import MISSING, plain_text

__all__ = ["checks_table", "grades_table", "level_table", "missed_table", "relief_table"]

_MISSING: Final = Cell(same(MISSING))
_MOST_ROWS: Final = 24

_RowOf = Callable[[pd.Series], Row]


def _by_alternative(
    inputs: ReportInputs, name: str, row_of: _RowOf, chosen: Callable[[pd.DataFrame], pd.DataFrame]
) -> tuple[Row, ...]:
    """Rows of a table of every run, under the name of the alternative where there are several."""
    rows: list[Row] = []
    several = len(inputs.alternatives) > 1
    for one in shown(inputs):
        table = one.table(name)
        if table.empty:
            continue
        if several:
            rows.append(Row((Cell(same(one.name)),), kind="group"))
        rows += [row_of(row) for _, row in chosen(table).head(_MOST_ROWS).iterrows()]
    return tuple(rows)


def _named(names: dict[str, Words], row: pd.Series, under: Words = NOTHING) -> Cell:
    """A place with its station or terminal before it."""
    home = names.get(str(row["facility_id"]), same(str(row["facility_id"])))
    place = title_words(row)
    return Cell(Words(f"{home.zh}：{place.zh}", f"{home.en}: {place.en}"), under)


def _number(value: float, decimals: int = 0) -> Cell:
    return Cell(same(plain_text(float(value), decimals)))


def relief_table(inputs: ReportInputs) -> Table | None:
    """What relieves each bottleneck, as found by search; ``None`` where nothing was searched.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.reports.operations_examples import example_day
    >>> with tempfile.TemporaryDirectory() as home:
    ...     table = relief_table(example_day(Path(home), compared=False))
    >>> [cell.words.en for cell in table.rows[0].cells]
    ['East: Security', 'two more lanes', '4 → 6', '9.0 → 3.0', '6.0']
    """
    names = facility_words(inputs)

    def row_of(row: pd.Series) -> Row:
        waits = (plain_text(float(row[f"wait_p95_{key}_min"])) for key in ("before", "after"))
        lanes = (plain_text(float(row[key]), 0) for key in ("before", "after"))
        return Row(
            (
                _named(names, row),
                Cell(Words(str(row["change_zh"]), str(row["change_en"]))),
                Cell(same(" → ".join(lanes))),
                Cell(same(" → ".join(waits))),
                _number(row["gain_min"], 1),
            )
        )

    rows = _by_alternative(
        inputs, "operations_relief", row_of,
        lambda table: table[table["gain_min"] > 0].sort_values(
            "gain_min", ascending=False, kind="stable"
        ),
    )  # fmt: skip
    if not rows:
        return None
    return Table(
        caption=Words(
            "怎样缓解瓶颈（车站：平均日；机场：设计日）",
            "What relieves the bottlenecks (stations: average day; airport: design day)",
        ),
        columns=(
            Column(Words("地点", "Place"), style="narrow"),
            Column(Words("措施", "Change"), style="wide"),
            Column(Words("前 → 后", "Before → after"), numeric=True),
            Column(Words("P95等候，分钟", "P95 wait, min"), numeric=True),
            Column(Words("节省，分钟", "Gain, min"), numeric=True),
        ),
        rows=rows,
        note=Words(
            "在同一组随机数下搜索能达到标准的最小改动（二分法），而非逐一试算。标准与现有通道数多为估计。",
            "The smallest change that meets the standard, searched by bisection with the same "
            "draws. Standards and the lanes of today are mostly estimates.",
        ),
        style="compact",
    )


def missed_table(inputs: ReportInputs) -> Table | None:
    """People who miss their train or flight by group; ``None`` without the table.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.reports.operations_examples import example_day
    >>> with tempfile.TemporaryDirectory() as home:
    ...     table = missed_table(example_day(Path(home), compared=False))
    >>> [cell.words.en for cell in table.rows[0].cells]
    ['East: Departing', '600', '3', '0.50 %', 'Security']
    """
    names = facility_words(inputs)
    places: dict[tuple[str, str], Words] = {}
    for one in shown(inputs):
        for row in _first_places(one):
            facility, place = str(row["facility_id"]), str(row["place_id"])
            for name in (place, place.partition("@")[0]):  # one platform stands for all
                places.setdefault((facility, name), title_words(row))

    def row_of(row: pd.Series) -> Row:
        facility = str(row["facility_id"])
        home = names.get(facility, same(facility))
        bounds = NOTHING
        if pd.notna(row["low_pct"]):
            ends = (plain_text(float(row[key]), 2) for key in ("low_pct", "high_pct"))
            bounds = same("–".join(ends))
        main = str(row["main_place_id"]) if pd.notna(row["main_place_id"]) else ""
        where = places.get((facility, main), same(main.replace("_", " ") or MISSING))
        return Row(
            (
                Cell(Words(f"{home.zh}：{row['group_zh']}", f"{home.en}: {row['group_en']}")),
                _number(row["people"]),
                _number(row["missed"]),
                Cell(same(f"{plain_text(float(row['missed_pct']), 2)} %"), bounds),
                Cell(where),
            )
        )

    rows = _by_alternative(inputs, "operations_missed", row_of, _most_missed)
    if not rows:
        return None
    told = precision(inputs, "station", "airport")
    return Table(
        caption=Words("误车、误机与未能上车", "Missed trains, flights and vehicles"),
        columns=(
            Column(Words("旅客", "People"), style="wide"),
            Column(Words("人数", "Number"), numeric=True),
            Column(Words("误点人数", "Missed"), numeric=True),
            Column(Words("比例（区间）", "Share (interval)"), numeric=True),
            Column(Words("主要误在", "Mostly held up at"), style="narrow"),
        ),
        rows=rows,
        note=Words(
            "到检票口或登机口时已停检，或当日末班车前未能上车。提前到达的分布、出租车等的运力为估计，"
            f"比例随之而变。{told.zh}",
            "People who reach the gate after it has closed, or find no vehicle before the day "
            "ends. How early they come and how many taxis call are estimates, and the share "
            f"follows them.{told.en}",
        ),
        style="compact",
    )


def _most_missed(missed: pd.DataFrame) -> pd.DataFrame:
    """Groups with most people who are late, at most twelve; the largest groups where nobody is."""
    ranked = missed.sort_values(["missed", "people"], ascending=False, kind="stable")
    late = ranked[ranked["missed"] >= _LEAST_MISSED]
    return late.head(12) if len(late) else ranked.head(4)


_LEAST_MISSED: Final = 0.5
"""People a day: a group with fewer is not told."""


def _first_places(one: Alternative) -> list[pd.Series]:
    queues = one.table("operations_queues")
    if queues.empty:
        return []
    firsts = queues.drop_duplicates(["facility_id", "place_id"])
    return [row for _, row in firsts.iterrows()]


_LEVELS: Final = {"optimum": "met", "below": "missed", "over-designed": "depends"}
"""Style of a level by the first word of its English name."""


def level_table(inputs: ReportInputs) -> Table | None:
    """Level of service by place with the lanes of today and those needed; ``None`` without it.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.reports.operations_examples import example_day
    >>> with tempfile.TemporaryDirectory() as home:
    ...     table = level_table(example_day(Path(home)))
    >>> [cell.words.en for cell in table.rows[1].cells]
    ['Check-in', '5,000', '≤ 20', '8.0', '26.0', '24.0', 'below', '24 → 29']
    """
    terminals = {
        str(home)
        for one in shown(inputs)
        if not (table := one.table("operations_service_levels")).empty
        for home in table["facility_id"]
    }
    names = facility_words(inputs)

    def row_of(row: pd.Series) -> Row:
        under = same(str(row["quality"]))
        place = Cell(title_words(row), under) if len(terminals) == 1 else _named(names, row, under)
        now, needed = float(row["lanes_now"]), float(row["lanes_needed"])
        lanes = f"{plain_text(now, 0)} → {plain_text(needed, 0)}"
        return Row(
            (
                place,
                _number(row["people"]),
                Cell(same(f"≤ {plain_text(float(row['standard_min']), 0)}")),
                _number(row["wait_mean_min"], 1),
                _number(row["wait_p95_min"], 1),
                _number(row["peak_hour_wait_min"], 1),
                Cell(
                    Words(str(row["level_zh"]), str(row["level_en"])),
                    style=_LEVELS.get(str(row["level_en"]).partition(" ")[0], ""),
                ),
                Cell(same(lanes), style="loss-1" if needed > now else ""),
            )
        )

    rows = _by_alternative(inputs, "operations_service_levels", row_of, lambda table: table)
    if not rows:
        return None
    told = precision(inputs, "airport")
    return Table(
        caption=Words("航站楼服务水平（设计日）", "Level of service in the terminal, design day"),
        columns=(
            Column(Words("地点", "Place"), style="narrow"),
            Column(Words("人数", "People"), numeric=True),
            Column(Words("标准，分钟", "Standard, min"), numeric=True),
            Column(Words("平均", "Mean"), numeric=True),
            Column(Words("P95", "P95"), numeric=True),
            Column(Words("高峰小时", "Peak hour"), numeric=True),
            Column(Words("水平", "Level")),
            Column(Words("通道 现有→所需", "Lanes now → needed"), numeric=True),
        ),
        rows=rows,
        note=Words(
            "设计日的旅客多于主要结果的平均日（倍数见terminal_parameters的day_factor）；"
            "等候为分钟；标准为 IATA ADRM 最佳区间的上限（按记忆引用，未核实）。"
            f"所需通道为使高峰达标的最小数。现有通道与服务时间多为估计。{told.zh}",
            "The design day has more passengers than the average day of the main results (by "
            "day_factor in terminal_parameters). Waits in minutes; the standard is the upper bound "
            "of the optimum of IATA's ADRM, quoted from memory and not verified. Lanes needed: the "
            "fewest that meet it. Lanes of today and service times are mostly estimates."
            f"{told.en}",
        ),
        style="compact",
    )


def checks_table(inputs: ReportInputs) -> Table | None:
    """Totals of the model beside those simulated; ``None`` without the table.

    A row per facility with its largest total where all are equal, else those that differ.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.reports.operations_examples import example_day
    >>> with tempfile.TemporaryDirectory() as home:
    ...     table = checks_table(example_day(Path(home), compared=False))
    >>> [cell.words.en for cell in table.rows[0].cells]
    ['East: 1 totals, of them People of the day', '1,000', '1,000', '✓ 0']
    """
    names = facility_words(inputs)

    def row_of(row: pd.Series) -> Row:
        off = float(row["difference"])
        near = off != 0 and str(row["check"]).startswith("near_")
        text = "✓ 0" if off == 0 else f"{'≈' if near else '✗'} {plain_text(off, 2)}"
        place = _named(names, row)
        if off == 0:
            home = names.get(str(row["facility_id"]), same(str(row["facility_id"])))
            of = title_words(row)
            place = Cell(
                Words(
                    f"{home.zh}：{row['count']}项合计，如{of.zh}",
                    f"{home.en}: {row['count']} totals, of them {of.en}",
                )
            )
        return Row(
            (
                place,
                _number(row["model_total"]),
                _number(row["simulated_total"]),
                Cell(same(text), style="met" if off == 0 else "" if near else "missed"),
            )
        )

    rows = _by_alternative(inputs, "operations_checks", row_of, _told_checks)
    if not rows:
        return None
    return Table(
        caption=Words("人数与需求模型、时刻表的核对", "People against demand and timetable"),
        columns=(
            Column(Words("核对", "Check"), style="widest"),
            Column(Words("模型", "Model"), numeric=True),
            Column(Words("模拟", "Simulated"), numeric=True),
            Column(Words("差", "Difference"), numeric=True),
        ),
        rows=rows,
        note=Words(
            "必须完全相等：取整按最大余数法，没有人凭空增减。"
            "≈ 为推算的站间客流与需求模型之差，不必为零。",
            "Must be equal: rounded to whole people by largest remainders, nobody is lost or made. "
            "≈: modelled riders against loads of the demand model, need not be zero.",
        ),
        style="compact",
    )


def _told_checks(checks: pd.DataFrame) -> pd.DataFrame:
    """Checks that differ, all of them; of a facility without any the largest, with their number.

    Then what need not be equal, the two that differ most.
    """
    exact = exact_checks(checks)
    count = exact.groupby("facility_id")["check"].transform("size")
    table = exact.assign(count=count, size=exact["model_total"].abs())
    off = table[table["difference"] != 0]
    fine = table[~table["facility_id"].isin(off["facility_id"])]
    fine = fine.sort_values("size", ascending=False, kind="stable").drop_duplicates("facility_id")
    near = checks[~checks.index.isin(exact.index) & checks["difference"].notna()]
    near = near.sort_values("difference", key=lambda one: -one.abs(), kind="stable").head(2)
    return pd.concat([part for part in (off, fine.sort_index(), near.assign(count=0)) if len(part)])


_GRADED: Final = (
    ("operations_summary", Words("主要指标", "Measures of the day")),
    ("operations_service_levels", Words("服务水平", "Level of service")),
    ("operations_platforms", Words("站台面积", "Platform areas")),
)
_DOUBTFUL: Final = frozenset({"estimate", "unverified", "scenario"})


def grades_table(inputs: ReportInputs) -> Table | None:
    """Grades of the rows that the chapter rests on, in per cent; ``None`` without a day.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.reports.operations_examples import example_day
    >>> with tempfile.TemporaryDirectory() as home:
    ...     table = grades_table(example_day(Path(home), compared=False))
    >>> [[cell.words.en for cell in row.cells] for row in table.rows][2]
    ['Platform areas', 'estimate 100%']
    """
    alternatives = shown(inputs)
    rows = [
        Row((Cell(words), *(_grades(one.table(name)) for one in alternatives)))
        for name, words in _GRADED
        if any(not one.table(name).empty for one in alternatives)
    ]
    if not rows:
        return None
    return Table(
        caption=Words("运行一章的依据", "What the numbers of the day rest on"),
        columns=(
            Column(Words("结果", "Result"), style="wide"),
            *(Column(same(one.name)) for one in alternatives),
        ),
        rows=tuple(rows),
        note=Words(
            "各等级占结果行数的比例；底纹：估计、未核实或情景假定占一半以上。",
            "Share of rows by grade; shaded: half or more are estimates, unverified or assumed.",
        ),
        style="compact",
    )


def _grades(table: pd.DataFrame) -> Cell:
    if table.empty:
        return _MISSING
    share = table["quality"].astype(str).value_counts(normalize=True).sort_index()
    share = share.sort_values(ascending=False, kind="stable")
    text = ", ".join(f"{grade} {100 * part:.0f}%" for grade, part in share.items())
    doubtful = float(share[share.index.isin(_DOUBTFUL)].sum())
    return Cell(same(text), style="loss-1" if doubtful >= 0.5 else "")
