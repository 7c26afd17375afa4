"""Minutes from vehicle to vehicle by pair of ways: half, nine tenths and 95 % of the people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from sim.maps.style import Words
from sim.reports.blocks import Picture
from sim.reports.charts.figure import TEXT_PT
from sim.reports.charts.grouped import BAR_MM, Group, Panel, grouped_svg, number_beside
from sim.reports.charts.palette import Bar
from sim.reports.inputs import ReportInputs
from sim.reports.language import same, say
from sim.reports.operations import facility_words, precision, shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Transfer", "draw", "transfers_of", "within_pct"]

LIMITS_MIN: Final = (3, 5, 8)
_WITHIN: Final = {3: Bar("#14505e"), 5: Bar("#6d9aa6", "////"), 8: Bar("#d3e1e5")}
_LINE: Final = "#14505e"
_PAIRS: Final = 12
_HUBS: Final = 6
_LONGEST_MIN: Final = 60.0
"""The axis ends here; a longer range is told by its number."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """People who change from one way to another at a hub, and their minutes."""

    title: Words
    people: float
    p50_min: float
    p90_min: float
    p95_min: float
    mean_min: float
    low_min: float
    high_min: float
    within: tuple[float, ...]


def transfers_of(transfers: pd.DataFrame, hub_id: str) -> dict[tuple[str, str], Transfer]:
    """Pairs of a hub in ``operations_transfers``, most people first; nobody: left out.

    Examples
    --------
    >>> from sim.reports.operations_examples import day_tables
    >>> found = transfers_of(day_tables()["operations_transfers"], "east")
    >>> [(key, one.p95_min, one.within) for key, one in found.items()][0]
    (('rail', 'urban'), 9.0, (10.0, 60.0, 90.0))
    """
    if transfers.empty:
        return {}
    own = transfers[(transfers["hub_id"] == hub_id) & (transfers["people"] > 0)]
    own = own.sort_values("people", ascending=False, kind="stable")
    return {
        (str(row["from_kind"]), str(row["to_kind"])): Transfer(
            Words(f"{row['from_zh']}→{row['to_zh']}", f"{row['from_en']} → {row['to_en']}"),
            **{key: float(row[key]) for key in _NUMBERS},
            within=tuple(float(row[f"within_{limit}_min_pct"]) for limit in LIMITS_MIN),
        )
        for _, row in own.iterrows()
    }


_NUMBERS: Final = ("people", "p50_min", "p90_min", "p95_min", "mean_min", "low_min", "high_min")


def within_pct(transfers: pd.DataFrame, limit_min: int, hub_id: str = "") -> float:
    """Share of the people who change within a limit (%), of one hub or of all; NaN for nobody.

    Examples
    --------
    >>> from sim.reports.operations_examples import day_tables
    >>> within_pct(day_tables()["operations_transfers"], 5)  # (600 x 60 + 400 x 35) / 1000
    50.0
    """
    if transfers.empty:
        return math.nan
    own = transfers[transfers["hub_id"] == hub_id] if hub_id else transfers
    own = own[own[f"within_{limit_min}_min_pct"].notna()]
    people = float(own["people"].sum())
    share = (own["people"] * own[f"within_{limit_min}_min_pct"]).sum()
    return float(share) / people if people > 0 else math.nan


def draw(inputs: ReportInputs) -> tuple[Picture, ...]:
    """Draw a picture per hub, the one with most people who change first.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.reports.operations_examples import example_day
    >>> with tempfile.TemporaryDirectory() as home:
    ...     [picture.name for picture in draw(example_day(Path(home)))]
    ['operations-transfers-east']
    """
    tables = {one.name: one.table("operations_transfers") for one in shown(inputs)}
    people: dict[str, float] = {}
    for table in tables.values():
        if not table.empty:
            for hub, count in table.groupby("hub_id", sort=False)["people"].sum().items():
                people[str(hub)] = people.get(str(hub), 0.0) + float(count)
    order = sorted((hub for hub in people if people[hub] > 0), key=lambda hub: -people[hub])
    return tuple(_picture(inputs, tables, hub) for hub in order[:_HUBS])


def _picture(inputs: ReportInputs, tables: dict[str, pd.DataFrame], hub: str) -> Picture:
    by_name = {name: found for name, t in tables.items() if (found := transfers_of(t, hub))}
    titles: dict[tuple[str, str], Words] = {}
    people: dict[tuple[str, str], float] = {}
    for found in by_name.values():
        for key, one in found.items():
            titles.setdefault(key, one.title)
            people[key] = people.get(key, 0.0) + one.people
    pairs = sorted(people, key=lambda key: (-people[key], key))[:_PAIRS]
    rows = [found.get(key) for key in pairs for found in by_name.values()]
    panels = (
        Panel(
            Words("分钟：50%（点）、90%、95%", "minutes: 50 % (dot), 90 %, 95 %"), 1.7,
            lambda axes, ys: _paint_minutes(axes, ys, rows),
        ),
        Panel(
            Words("3、5、8分钟内，%", "within 3, 5, 8 min, %"), 1.0,
            lambda axes, ys: _paint_within(axes, ys, rows),
        ),
    )  # fmt: skip
    groups = [Group(titles[key], tuple(by_name)) for key in pairs]
    keys = [(Words(f"{limit}分钟内", f"within {limit} min"), bar) for limit, bar in _WITHIN.items()]
    words = facility_words(inputs).get(hub, same(hub))
    caption = Words(f"{words.zh}：换乘时间", f"{words.en}: minutes to change")
    name = f"operations-transfers-{hub}"
    svg = grouped_svg(
        name,
        groups,
        panels,
        keys,
        lang=inputs.lang,
        label=say(caption, inputs.lang),
        most_title_mm=70.0,
    )
    return Picture(name, caption, svg, _note(inputs))


def _note(inputs: ReportInputs) -> Words:
    told = precision(inputs, "station", "airport")
    return Words(
        "从一种方式的车门到另一种方式的上车处：步行与排队，不含等候开检与候车；竖线为3、5、8分钟；"
        f"菱形为均值，其横线为区间。步速、服务时间和通道数多为估计。{told.zh}",
        "From the door of one vehicle to where the next is boarded: walks and queues, without the "
        "wait until its gate opens or for itself. Vertical lines: 3, 5 and 8 minutes; diamond: "
        "mean, with its interval. Walking speeds, service "
        f"times and lanes are mostly estimates.{told.en}",
    )


def _paint_minutes(axes: Axes, ys: Sequence[float], rows: Sequence[Transfer | None]) -> None:
    most = max(one.p95_min for one in rows if one is not None and not math.isnan(one.p95_min))
    end = min(_LONGEST_MIN, 1.3 * max(most, LIMITS_MIN[-1]))
    axes.set_xlim(0, end)
    for limit in LIMITS_MIN:
        axes.axvline(limit, color="#8c8c8c", lw=0.8, ls=(0, (3, 2)), zorder=0)
    for y, one in zip(ys, rows, strict=True):
        if one is None:
            number_beside(axes, 0.0, y, "—")
            continue
        axes.plot([one.p50_min, one.p90_min], [y, y], color=_LINE, lw=3.0, solid_capstyle="butt")
        axes.plot([one.p90_min, one.p95_min], [y, y], color=_LINE, lw=1.0)
        axes.plot([one.p95_min], [y], "|", color=_LINE, ms=5)
        axes.plot([one.p50_min], [y], "o", color=_LINE, ms=4.2, mec="white", mew=0.6)
        if not math.isnan(one.low_min):
            axes.plot([one.low_min, one.high_min], [y, y], color="#d9731a", lw=1.2)
        axes.plot([one.mean_min], [y], "D", color="#d9731a", ms=2.4)
        text = f"{one.p50_min:.1f} / {one.p90_min:.1f} / {one.p95_min:.1f}"
        if one.p95_min <= 0.7 * end:
            number_beside(axes, one.p95_min, y, text)
        else:
            box = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}
            axes.text(end, y, text, ha="right", va="center_baseline", size=TEXT_PT - 0.5, bbox=box)


def _paint_within(axes: Axes, ys: Sequence[float], rows: Sequence[Transfer | None]) -> None:
    axes.set_xlim(0, 172)
    axes.set_xticks(range(0, 101, 25))
    for y, one in zip(ys, rows, strict=True):
        if one is None:
            continue
        left = 0.0
        for share, bar in zip(one.within, _WITHIN.values(), strict=True):
            wide = max(share - left, 0.0)
            axes.barh(
                y, wide, BAR_MM, left, color=bar.colour, hatch=bar.hatch, edgecolor="white",
                linewidth=0.3,
            )  # fmt: skip
            left = max(left, share)
        number_beside(axes, left, y, " · ".join(f"{share:.0f}" for share in one.within))
