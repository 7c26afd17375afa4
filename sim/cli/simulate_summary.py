"""A simulated day as a planner reads it: means with their intervals, bottlenecks, closures."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.results import RunResults

__all__ = ["print_day"]

_GREY = "bright_black"
_PARTS: Mapping[str, str] = {
    "metro": "轨道线路  The lines",
    "station": "铁路枢纽  Main stations",
    "airport": "航站楼  The terminal",
}
_SHOWN, _PLACES, _PAIRS = 5, 3, 6
_NEAR, _TOLD_BELOW = "near_", "disruption"
_LONGEST = ("wait_p95_s/", "wait_p95_min/")


def print_day(results: RunResults, *, console: Console) -> None:
    """Print what a run's day came to: every number with its interval, then where its files are."""
    manifest = results.manifest
    console.print()
    console.print(Text("  ".join(dict.fromkeys((manifest.title_zh, manifest.title))), "bold"))
    summary = results.table("operations_summary")
    days = int(summary["replications"].max()) if len(summary) else 0
    again = " (unchanged, not computed again)" if results.reused else ""
    console.print(
        f"一天的运行 a day of operations · {days} 次重复 replications · "
        f"run {manifest.run_id}{again}",
        style=_GREY,
    )
    console.print("数值 value · [95% 置信区间 interval of the mean]", style=_GREY, markup=False)
    changes = results.table("operations_transfers")
    for part, rows in summary.groupby("part", sort=False):
        if part == _TOLD_BELOW:
            continue
        console.print()
        console.print(Text(_PARTS.get(str(part), str(part)), style="bold"))
        for facility_id, own in rows.groupby("facility_id", sort=False):
            console.print(_measure_table(own))
            own_changes = changes[changes["hub_id"] == facility_id]
            if len(own_changes):
                console.print(_change_table(own_changes))
    _print_overload(results.table("operations_queues"), console)
    _print_relief(results.table("operations_relief"), console)
    _print_closures(results.table("operations_disruptions"), console)
    _print_critical(results.table("operations_critical_sections"), console)
    _print_checks(results.table("operations_checks"), console)
    _print_files(results, console)


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    """Measures of the whole facility, and of each place those with the longest waits.

    Examples
    --------
    >>> rows = pd.DataFrame({"measure": ["people", "wait_p95_s/a", "within_5_min_pct/b"],
    ...                      "value": [9.0, 3.0, 50.0]})
    >>> _shown(rows)["measure"].tolist()
    ['people', 'wait_p95_s/a']
    """
    whole = rows[~rows["measure"].str.contains("/")]
    waits = rows[rows["measure"].str.startswith(_LONGEST) & (rows["value"] > 0)]
    return pd.concat([whole, waits.sort_values("value", ascending=False).head(_PLACES)])


def _measure_table(rows: pd.DataFrame) -> Table:
    """One line a measure of a facility."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="left", no_wrap=True)
    table.add_column(justify="left", no_wrap=True, style=_GREY)
    first = rows.iloc[0]
    name = "  ".join(dict.fromkeys(str(first[key]) for key in ("name_zh", "name_en")))
    if name.strip():
        table.add_row(Text(name, style="cyan"))
    for row in _shown(rows).to_dict("records"):
        table.add_row(
            Text(f"  {row['title_zh']}  {row['title_en']}"),
            _figure(row["value"]),
            str(row["unit"]),
            _interval(row["low"], row["high"]),
        )
    return table


def _change_table(rows: pd.DataFrame) -> Table:
    """Times between what people come from and what they go to, the most people first."""
    table = Table(box=None, pad_edge=False, header_style=_GREY)
    table.add_column("  门到门 door to door, min")
    for title in ("人 people", "P50", "P90", "P95", "≤ 3 min", "≤ 5 min", "≤ 8 min"):
        table.add_column(title, justify="right", no_wrap=True)
    for row in rows.sort_values("people", ascending=False).head(_PAIRS).to_dict("records"):
        table.add_row(
            Text(f"  {row['from_zh']}→{row['to_zh']}  {row['from_en']} – {row['to_en']}"),
            _figure(row["people"]),
            *(_figure(row[f"p{one}_min"]) for one in (50, 90, 95)),
            *(f"{row[f'within_{one}_min_pct']:.1f} %" for one in (3, 5, 8)),
        )
    return table


def _print_overload(queues: pd.DataFrame, console: Console) -> None:
    """Places that cannot reach a steady state, with their utilisation."""
    from sim.hub.flow.overload import overload_texts  # noqa: PLC0415 - where wanted

    texts = [
        (str(facility_id), zh, en)
        for facility_id, own in queues.groupby("facility_id", sort=True)
        for zh, en in overload_texts(own)
    ]
    if not texts:
        return
    console.print()
    console.print(Text("过载：无法达到稳态  Overloaded: no steady state", style="bold yellow"))
    for facility_id, zh, en in texts:
        console.print(Text.assemble((f"  {facility_id} · ", "cyan"), f"{zh}  {en}"))


def _print_relief(rows: pd.DataFrame, console: Console) -> None:
    if rows.empty:
        return
    console.print()
    console.print(
        Text(
            "瓶颈与缓解（机场为设计日）  Bottlenecks, and what relieves them (airport: design day)",
            style="bold",
        )
    )
    for row in rows.head(2 * _SHOWN).to_dict("records"):
        console.print(
            Text.assemble(
                (f"  {row['facility_id']} · {row['title_zh']} {row['title_en']}: ", "cyan"),
                f"{row['change_zh']}  {row['change_en']} — P95 "
                f"{_figure(row['wait_p95_before_min'])} → {_figure(row['wait_p95_after_min'])} min",
            )
        )


def _print_closures(rows: pd.DataFrame, console: Console) -> None:
    if rows.empty:
        return
    console.print()
    console.print(Text("关闭的代价  What closures cost", style="bold"))
    for row in rows.to_dict("records"):
        back = row["recovered_time"] or "–"
        console.print(
            Text.assemble(
                (f"  {row['title_zh']}  {row['title_en']}: ", "cyan"),
                f"{_figure(row['person_minutes_lost'])} 人分 person-minutes "
                f"{_interval(row['low'], row['high'])}, "
                f"{_figure(row['people_affected'])} 人 people; 恢复 recovered {back}",
            )
        )


def _print_critical(rows: pd.DataFrame, console: Console) -> None:
    if rows.empty:
        return
    console.print()
    console.print(Text("最关键区间  Sections whose closure costs most", style="bold"))
    console.print(
        "高峰关闭一小时，按筛选估算排名；全程模拟含排队，故较大 "
        "closed for an hour of the peak, ranked as screened; a whole simulation has the queues too",
        style=_GREY,
    )
    for row in rows.sort_values("rank").head(_SHOWN).to_dict("records"):
        whole = _simulated(row["person_minutes_lost_per_h"], bool(row["simulated"]))
        console.print(
            Text(
                f"  {row['rank']}. {row['from_zh']}–{row['to_zh']}  "
                f"{row['from_en']} – {row['to_en']}: "
                f"{_figure(row['screened_lost_per_h'])} 人分 person-minutes{whole}"
                f" · 拓扑名次 rank by topology {row['rank_topology']}"
            )
        )


def _simulated(found: float, simulated: bool) -> str:
    """What the whole simulation of a section's closure found, if there was one."""
    return f" (全程模拟 simulated {_figure(found)})" if simulated else ""


def _print_checks(rows: pd.DataFrame, console: Console) -> None:
    if rows.empty:
        return
    console.print()
    near = rows["check"].str.startswith(_NEAR)  # compared, but need not tie out
    compared = rows[rows["difference"].notna() & ~near]
    wrong = compared[compared["difference"] != 0]
    if wrong.empty:
        console.print(
            Text(
                f"✓ 总数核对一致  all {len(compared)} totals tie out with demand and timetable",
                style="green",
            )
        )
        return
    console.print(
        Text(f"{len(compared) - len(wrong)} of {len(compared)} totals tie out", style="yellow")
    )
    for row in wrong.head(_SHOWN).to_dict("records"):
        console.print(
            Text(
                f"  {row['facility_id']} {row['title_zh']}  {row['title_en']}: "
                f"{_figure(row['model_total'])} → {_figure(row['simulated_total'])}"
            )
        )


def _print_files(results: RunResults, console: Console) -> None:
    console.print()
    console.print(f"tables  {results.folder / 'tables'}", soft_wrap=True)
    day = results.folder / "day.html"
    if day.is_file():
        console.print(Text.assemble("day     ", (str(day), "bold")), soft_wrap=True)


def _interval(low: float, high: float) -> str:
    """Both ends of an interval; nothing where there is none.

    Examples
    --------
    >>> _interval(1.234, 5.0), _interval(float("nan"), float("nan"))
    ('[1.23, 5]', '')
    """
    return "" if math.isnan(low) or math.isnan(high) else f"[{_figure(low)}, {_figure(high)}]"


def _figure(value: float) -> str:
    """Three digits and no more than are needed.

    Examples
    --------
    >>> _figure(759140.2), _figure(31.25), _figure(0.0), _figure(float("nan"))
    ('759,140', '31.2', '0', '–')
    """
    if math.isnan(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 or value == 0 else f"{value:.3g}"
