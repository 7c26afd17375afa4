"""What the tables of a day of operations say, in sentences: every number is read from a run."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from sim.maps.style import Words
from sim.reports.charts.operations_critical import critical_sections
from sim.reports.charts.operations_headways import line_waits
from sim.reports.charts.operations_loads import strips_of
from sim.reports.charts.operations_platforms import worst_quarters
from sim.reports.charts.operations_transfers import LIMITS_MIN, within_pct
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import same
from sim.reports.operations import clock_text, exact_checks, facility_words, title_words
from sim.reports.quantity import plain_text

__all__ = ["bottleneck_line", "bottleneck_of", "operations_findings", "transfer_line"]

_Lines = tuple[Words, ...]


def operations_findings(inputs: ReportInputs, one: Alternative) -> _Lines:
    """The sentences that open the chapter for an alternative; those without numbers are left out.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.reports.operations_examples import example_day
    >>> with tempfile.TemporaryDirectory() as home:
    ...     inputs = example_day(Path(home))
    ...     lines = operations_findings(inputs, inputs.reference)
    >>> lines[1].en
    'At the rail hubs 1,000 people change, 10 %, 50 % and 90 % of them within 3, 5 and 8 minutes.'
    """
    return (
        *bottleneck_line(inputs, one),
        *transfer_line(one),
        *_missed_line(one),
        *_level_line(inputs, one),
        *_load_line(one),
        *_wait_line(one),
        *_platform_line(one),
        *_closure_line(one),
        *_critical_line(one),
        *_checks_line(one),
    )


def bottleneck_of(queues: pd.DataFrame) -> pd.Series | None:
    """The place where most time is lost: largest sum over the day of arrivals times their P95 wait.

    Gates that open at a time are left out, as people choose how early they come; they have no
    ``lanes``. Returns the row of its fullest five minutes, ``None`` where nobody waits anywhere.

    Examples
    --------
    >>> from sim.reports.operations_examples import day_tables
    >>> row = bottleneck_of(day_tables()["operations_queues"])
    >>> row["place_id"], row["start"], int(row["queue_max"])
    ('check', '08:05', 90)
    """
    if queues.empty:
        return None
    served = queues[queues["lanes"].notna()]
    lost = served["arrivals"].fillna(0.0) * served["wait_p95_s"].fillna(0.0)
    by_place = lost.groupby([served["facility_id"], served["place_id"]], sort=False).sum()
    if not by_place.max() > 0:
        return None
    facility, place = by_place.index[int(by_place.argmax())]
    own = served[(served["facility_id"] == facility) & (served["place_id"] == place)]
    return _largest(own, "queue_max")


def _largest(table: pd.DataFrame, column: str) -> pd.Series:
    """The row with the largest number in a column, the first of equal ones."""
    return table.iloc[int(table[column].astype("float64").fillna(-math.inf).argmax())]


def bottleneck_line(inputs: ReportInputs, one: Alternative) -> _Lines:
    """Where people lose most time, when, and what would relieve it: stations, then terminal.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.reports.operations_examples import example_day
    >>> with tempfile.TemporaryDirectory() as home:
    ...     inputs = example_day(Path(home))
    ...     (line,) = bottleneck_line(inputs, inputs.reference)
    >>> line.en  # doctest: +NORMALIZE_WHITESPACE
    'Bottleneck of East: Security, up to 90 people at 08:05, P95 wait 9.0 min then. Two more lanes:
    P95 of the day from 9.0 to 3.0 min.'
    """
    queues = one.table("operations_queues")
    if queues.empty:
        return ()
    found = (bottleneck_of(queues[queues["part"] == part]) for part in queues["part"].unique())
    return tuple(_bottleneck(inputs, one, row) for row in found if row is not None)


def _bottleneck(inputs: ReportInputs, one: Alternative, row: pd.Series) -> Words:
    facility = facility_words(inputs).get(str(row["facility_id"]), same(str(row["facility_id"])))
    place = title_words(row)
    relief = _relief(one, str(row["facility_id"]), str(row["place_id"]))
    wait = plain_text(float(row["wait_p95_s"]) / 60)
    return Words(
        f"{facility.zh}的瓶颈：{place.zh}，{row['start']}最多{row['queue_max']:,.0f}人排队，"
        f"其时P95等候{wait}分钟。{relief.zh}",
        f"Bottleneck of {facility.en}: {place.en}, up to {row['queue_max']:,.0f} people at "
        f"{row['start']}, P95 wait {wait} min then.{relief.en}",
    )


def _relief(one: Alternative, facility: str, place: str) -> Words:
    """What was searched for a place and found to relieve it."""
    table = one.table("operations_relief")
    if table.empty:
        return same("")
    own = table[(table["facility_id"] == facility) & (table["place_id"] == place)]
    own = own[own["gain_min"] > 0]
    if own.empty:
        return same("")
    row = own.iloc[0]
    before, after = (plain_text(float(row[f"wait_p95_{key}_min"])) for key in ("before", "after"))
    change = str(row["change_en"])
    return Words(
        f"{row['change_zh']}：全天P95由{before}降到{after}分钟。",
        f" {change[:1].upper()}{change[1:]}: P95 of the day from {before} to {after} min.",
    )


def transfer_line(one: Alternative) -> _Lines:
    """Share of the people who change within 3, 5 and 8 minutes at the rail hubs together.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> transfer_line(example_inputs().reference)
    ()
    """
    table = _at_stations(one)
    shares = [within_pct(table, limit) for limit in LIMITS_MIN]
    if any(math.isnan(share) for share in shares):
        return ()
    people = float(table["people"].sum())
    zh = "、".join(f"{share:.0f}%" for share in shares)
    en = f"{shares[0]:.0f} %, {shares[1]:.0f} % and {shares[2]:.0f} %"
    return (
        Words(
            f"铁路枢纽{people:,.0f}人换乘，3、5、8分钟以内的占{zh}。",
            f"At the rail hubs {people:,.0f} people change, {en} of them within 3, 5 and 8 "
            "minutes.",
        ),
    )


def _at_stations(one: Alternative) -> pd.DataFrame:
    """Transfers at the rail hubs; all of them where the run does not tell which these are."""
    table, summary = one.table("operations_transfers"), one.table("operations_summary")
    if table.empty or summary.empty:
        return table
    stations = set(summary.loc[summary["part"] == _STATION, "facility_id"].astype(str))
    own = table[table["hub_id"].isin(stations)]
    return own if len(own) else table


_STATION: Final = "station"


def _missed_line(one: Alternative) -> _Lines:
    """People who come too late for their train or flight, or find no vehicle any more."""
    table = one.table("operations_missed")
    if table.empty:
        return ()
    people, missed = float(table["people"].sum()), float(table["missed"].sum())
    if not people > 0:
        return ()
    worst = _largest(table, "missed_pct")
    share = 100 * missed / people
    return (
        Words(
            f"误车、误机或末班前未能上车{missed:,.0f}人（{plain_text(share, 2)}%），比例最高的是"
            f"{worst['group_zh']}（{plain_text(float(worst['missed_pct']), 2)}%）。",
            f"{missed:,.0f} people miss a train, a flight or the last vehicle "
            f"({plain_text(share, 2)} %), most often {worst['group_en']} "
            f"({plain_text(float(worst['missed_pct']), 2)} %).",
        ),
    )


_BELOW: Final = "below"
"""How the name of a level under the standard begins."""


def _level_line(inputs: ReportInputs, one: Alternative) -> _Lines:
    """Places of the terminal below the standard, and the lanes they would need."""
    table = one.table("operations_service_levels")
    if table.empty:
        return ()
    below = table[table["level_en"].astype(str).str.startswith(_BELOW)]
    if below.empty:
        return (
            Words(
                f"服务水平：{len(table)}处都达到标准。",
                f"Level of service: all {len(table)} places meet the standard.",
            ),
        )
    names = facility_words(inputs)
    told = []
    for _, row in below.head(4).iterrows():
        hub = names.get(str(row["facility_id"]), same(str(row["facility_id"])))
        place, now, needed = title_words(row), float(row["lanes_now"]), float(row["lanes_needed"])
        lanes = "" if math.isnan(now + needed) else f"{now:,.0f} → {needed:,.0f}"
        told.append(
            Words(
                f"{hub.zh}{place.zh}{f'（通道{lanes}）' if lanes else ''}",
                f"{place.en} at {hub.en}{f' (lanes {lanes})' if lanes else ''}",
            )
        )
    zh, en = "、".join(one.zh for one in told), ", ".join(one.en for one in told)
    return (
        Words(
            f"服务水平低于标准的有{len(below)}处（共{len(table)}处）：{zh}。",
            f"Below the standard of service: {len(below)} of {len(table)} places: {en}.",
        ),
    )


def _load_line(one: Alternative) -> _Lines:
    """The fullest line and quarter hour."""
    strips = strips_of(one)
    if strips is None:
        return ()
    peaks = [strips.peak(row) for row in range(len(strips.names))]
    at = max(range(len(peaks)), key=lambda row: peaks[row][0])
    (load, hour), name = peaks[at], strips.names[at]
    full = sum(peak >= 1 for peak, _ in peaks)
    time = clock_text(hour)
    return (
        Words(
            f"最满的线路：{name.zh}，{time}达能力的{100 * load:.0f}%；"
            f"{len(peaks)}个线路方向中{full}个满载。",
            f"Fullest line: {name.en}, {100 * load:.0f} % of capacity at {time}; {full} of "
            f"{len(peaks)} lines and directions are full at some time.",
        ),
    )


def _wait_line(one: Alternative) -> _Lines:
    """The line with the largest wait beyond that of even headways."""
    lines = line_waits(one.table("operations_line_quarters"))
    excess = {key: line.mean_min - line.even_min for key, line in lines.items()}
    known = {key: value for key, value in excess.items() if not math.isnan(value)}
    if not known:
        return ()
    worst = max(known, key=lambda key: known[key])
    line = lines[worst]
    more, whole = plain_text(known[worst], 2), plain_text(line.mean_min, 2)
    return (
        Words(
            f"超出均匀间隔的候车最多的是{line.title.zh}：{more}分钟（平均候车{whole}分钟）。",
            f"Most wait beyond that of even headways: {line.title.en}, {more} of {whole} min.",
        ),
    )


def _platform_line(one: Alternative) -> _Lines:
    worst = next(iter(worst_quarters(one.table("operations_platforms")).values()), None)
    if worst is None:
        return ()
    density = plain_text(worst.density_per_m2, 2)
    over = same("")
    if worst.held_max > 0:
        held = f"{worst.held_max:,.0f}"
        over = Words(
            f"，站台已满，另有最多{held}人在闸机外限流等候",
            f"; it is full, and up to {held} more are held at the gates",
        )
    return (
        Words(
            f"最挤的站台：{worst.name.zh}，{worst.quarter}每平方米{density}人"
            f"（{worst.level}级；面积为估计）{over.zh}。",
            f"Most crowded platform: {worst.name.en}, {density} people per m² at {worst.quarter} "
            f"(level {worst.level}; area estimated){over.en}.",
        ),
    )


def _closure_line(one: Alternative) -> _Lines:
    """The costliest closure of the scenario."""
    table = one.table("operations_disruptions")
    if table.empty:
        return ()
    row = _largest(table, "person_minutes_lost")
    title = title_words(row)
    hours = f"{float(row['person_minutes_lost']) / 60:,.0f}"
    people = f"{float(row['people_affected']):,.0f}"
    span = f"{row['from_time']}–{row['until_time']}"
    span_zh, span_en = ("", "") if row["from_time"] in title.en else (f"（{span}）", f" ({span})")
    when = str(row["recovered_time"])
    is_over = ":" in when and bool(pd.notna(row["minutes_to_recover"]))
    back = f"{float(row['minutes_to_recover']):.0f}" if is_over else ""
    zh = f"开通后{back}分钟恢复" if is_over else "当日未恢复"
    en = f"back to normal {back} min after" if is_over else "not back to normal that day"
    return (
        Words(
            f"代价最大的中断：{title.zh}{span_zh}，影响{people}人，损失{hours}人·小时，{zh}。",
            f"Costliest closure: {title.en}{span_en}; {people} people lose {hours} person-hours; "
            f"{en}.",
        ),
    )


def _critical_line(one: Alternative) -> _Lines:
    sections = critical_sections(one.table("operations_critical_sections"))
    if not sections:
        return ()
    first = sections[0]
    lost = f"{first.hours_lost_per_h:,.0f}"
    whole = f"{first.simulated_hours_per_h:,.0f}"
    more = same("")
    if first.simulated:
        more = Words(
            f"，含排队的全程模拟为{whole}", f", {whole} with the queues of a whole simulation"
        )
    return (
        Words(
            f"最关键的区间：{first.title.zh}，最忙时每中断一小时损失{lost}人·小时{more.zh}"
            f"（按拓扑排第{first.rank_topology}）。",
            f"Most critical section: {first.title.en}, {lost} person-hours for each hour closed at "
            f"the busiest time{more.en} (by topology: number {first.rank_topology}).",
        ),
    )


def _checks_line(one: Alternative) -> _Lines:
    """Whether the people simulated are those of the demand model."""
    table = exact_checks(one.table("operations_checks"))
    if table.empty:
        return ()
    off = table[table["difference"] != 0]
    if off.empty:
        return (
            Words(
                f"人数核对：{len(table)}项合计与需求模型、时刻表完全一致。",
                f"People: all {len(table)} totals are exactly those of demand and timetable.",
            ),
        )
    zh = "、".join(off["title_zh"].astype(str).unique()[:3])
    en = ", ".join(off["title_en"].astype(str).unique()[:3])
    return (
        Words(
            f"人数核对：{len(off)}项合计不符（{zh}），勿引用。",
            f"People: {len(off)} totals differ ({en}); do not quote.",
        ),
    )
