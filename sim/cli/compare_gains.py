"""Who gains and loses, and what each modification did, as tables for a screen."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.indicators import Target
from sim.indicators.board_text import number_text
from sim.indicators.compare_gains import BANDS

__all__ = ["print_gains", "print_ledger"]

_GREY = "bright_black"
_PLACES = {"minutes_from_hub": "主枢纽 main hub", "minutes_from_airport": "机场 airport"}
_HEADS = (
    ("新增", "new"),
    ("快≥15", "≥15"),
    ("快5-15", "5-15"),
    ("快1-5", "1-5"),
    ("±1", "±1"),
    ("慢1-5", "1-5"),
    ("慢5-15", "5-15"),
    ("慢≥15", "≥15"),
    ("失去", "lost"),
)
_GAINED, _LOST_PART = 4, 5
_FEW = 3


def print_gains(
    gains: pd.DataFrame, mean: pd.DataFrame, names: Sequence[str], *, console: Console
) -> None:
    """Print people by minutes gained, in thousands, and where most is gained and lost.

    People reached in neither alternative are left out of the table.
    """
    titles = [band.title_en for band in BANDS]
    city = gains[gains["group_type"] == "city"]
    table = Table(box=None, padding=(0, 1, 0, 0), show_edge=False, header_style="bold")
    table.add_column("千人 thousand people", width=26, overflow="fold")
    for number, (zh, en) in enumerate(_HEADS):
        style = "green" if number < _GAINED else "red" if number >= _LOST_PART else ""
        table.add_column(Text(f"{zh}\n{en}", style=style), justify="right")
    for name in names:
        for measure, place in _PLACES.items():
            rows = city[(city["alternative"] == name) & (city["measure"] == measure)]
            if rows.empty:
                continue
            people = rows.set_index("band_en")["people"]
            cells = [_thousands(float(people[title])) for title in titles[: len(_HEADS)]]
            table.add_row(Text.assemble((name, "bold"), f"\n  {place}"), *cells)
    console.print(table)
    for name in names:
        for measure, place in _PLACES.items():
            rows = mean[(mean["alternative"] == name) & (mean["measure"] == measure)]
            _print_where(rows, name, place, console)


def print_ledger(
    ledger: pd.DataFrame,
    contributions: pd.DataFrame,
    targets: Sequence[Target],
    *,
    console: Console,
    all_definitions: bool = False,
) -> None:
    """Print what each entry did: length, service, people, and the targets that need it.

    Shown are the entries that were taken apart; of their targets those that move, headlines or all
    definitions.
    """
    titles = {target.id: target for target in targets}
    for name, entries in ledger.groupby("alternative", sort=False):
        shown = entries[entries["own"] | entries["people_changed"].notna()]
        if shown.empty:
            continue
        console.print(Text(str(name), style="bold"))
        for _, entry in shown.iterrows():
            _print_entry(entry, console)
            own = contributions[
                (contributions["alternative"] == name)
                & (contributions["position"] == entry["position"])
            ]
            _print_contributions(own, titles, console, all_definitions=all_definitions)


def _print_where(rows: pd.DataFrame, name: str, place: str, console: Console) -> None:
    """Two lines: the districts that gain and lose most, and the rings from inside out."""
    districts = rows[(rows["group_type"] == "district") & rows["mean_gain_min"].notna()]
    ordered = districts.sort_values("mean_gain_min", ascending=False, kind="stable")
    best = [row for _, row in ordered.head(_FEW).iterrows() if row["mean_gain_min"] > 0]
    worst = [row for _, row in ordered[::-1].head(_FEW).iterrows() if row["mean_gain_min"] < 0]
    rings = rows[rows["group_type"] == "ring"]
    if not best and not worst:
        return
    head = Text.assemble((name, "bold"), f" · {place}  ", ("平均节省分钟 mean min gained", _GREY))
    console.print(head)
    for word, chosen, style in (("多 most", best, "green"), ("少 least", worst, "red")):
        if chosen:
            told = " · ".join(f"{row['name_zh']} {row['name_en']} {_gain(row)}" for row in chosen)
            console.print(Text.assemble((f"  {word}  ", style), told))
    told = " · ".join(
        f"{row['group_id']} km {_gain(row)}"
        for _, row in rings.iterrows()
        if not pd.isna(row["mean_gain_min"])
    )
    console.print(Text.assemble(("  环（距中心）rings  ", _GREY), told))


def _print_entry(entry: pd.Series, console: Console) -> None:
    line = Text(f"  {entry['position']:>2}. {entry['sentence']}")
    console.print(line, overflow="fold")
    parts = []
    if entry["km"]:
        parts.append(f"{entry['km']:+.1f} km")
    if entry["train_km_per_day"]:
        parts.append(f"{entry['train_km_per_day']:+,.0f} train-km/day 车公里")
    changed = entry["people_changed"]
    if not pd.isna(changed):
        moved = f"{_thousands(float(changed))} k people 千人"
        if entry["people_slower"]:
            faster, slower = float(entry["people_faster"]), float(entry["people_slower"])
            moved += f" ({_thousands(faster)} k faster 快, {_thousands(slower)} k slower 慢)"
        if changed and not pd.isna(entry["mean_gain_min"]):
            moved += f", gained 平均节省 {entry['mean_gain_min']:+.1f} min"
        parts.append(moved if changed else "nobody's time 无人时间改变")
    if parts:
        console.print(Text(f"      {' · '.join(parts)}", style=_GREY))


def _print_contributions(
    rows: pd.DataFrame,
    titles: dict[str, Target],
    console: Console,
    *,
    all_definitions: bool,
) -> None:
    if rows.empty:
        return
    fallen = str(rows["falls_with"].iloc[0])
    if fallen:
        console.print(Text(f"      falls with it 随之失效: {fallen}", style=_GREY), overflow="fold")
    shown = rows if all_definitions else rows[rows["headline"]]
    moved = shown[
        (shown["contribution"].fillna(0.0) != 0)
        | (shown["verdict_with"] != shown["verdict_without"])
    ]
    for _, row in moved.iterrows():
        target = titles[row["target_id"]]
        unit = str(row["unit"])
        text = Text(f"      {target.title_zh} {target.title_en}")
        if not row["headline"]:
            definition = target.definition(str(row["definition"]))
            text.append(f" · {definition.title_zh} {definition.title_en}")
        with_text, without = (
            number_text(None if pd.isna(row[name]) else float(row[name]), unit)
            for name in ("value_with", "value_without")
        )
        text.append(f": {without} → {with_text} {unit}")
        if row["verdict_with"] != row["verdict_without"]:
            style = "bold green" if row["verdict_with"] == "met" else "bold red"
            text.append(f"  {row['verdict_without']} → {row['verdict_with']}", style=style)
        console.print(text, overflow="fold")


def _gain(row: pd.Series) -> str:
    """Mean minutes gained with their sign; nothing in the last decimal is +0.0."""
    return f"{round(float(row['mean_gain_min']), 1) + 0.0:+.1f}"


def _thousands(people: float) -> str:
    """Thousands of people: few are told as such, none as a dot."""
    if people == 0:
        return "·"
    return "<1" if people < 1000 else f"{people / 1000:,.0f}"
