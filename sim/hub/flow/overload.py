"""Places that cannot settle: in their busiest hour more people come than can be served."""

from __future__ import annotations

import math

import pandas as pd

from sim.clock import clock_text, signed_clock_s

__all__ = ["OVERLOAD_COLUMNS", "overload_texts", "overloaded"]

OVERLOAD_COLUMNS = (
    "part", "facility_id", "place_id", "title_zh", "title_en",
    "start", "until", "utilisation_pct", "growth_per_h",
)  # fmt: skip
"""Columns of `overloaded`."""

_HOUR_STEPS = 12
_STEP_S = 300


def overloaded(queues: pd.DataFrame) -> pd.DataFrame:
    """Places whose use in the busiest hour is 100 % or more, the worst first.

    Utilisation is people who come, times lanes (or vehicles) one of them takes up, over those that
    are there: ``ρ = λ s / c``. From ``ρ = 1`` on there is no steady state: the queue grows for as
    long as the hour lasts. What one person takes up is the mean of the day: lanes in use by the
    people served. Hours before the first lane opens, or the first vehicle leaves, are left out: who
    comes early waits for the opening. Where nothing opens all day, use is infinite.

    Parameters
    ----------
    queues
        Rows of ``operations_queues``, steps of five minutes. Left out are places without people
        and those that have neither lanes nor vehicles: gates and belts.

    Returns
    -------
    DataFrame
        `OVERLOAD_COLUMNS`; `growth_per_h` is by how many people the queue grows in that hour.

    Examples
    --------
    >>> desk = pd.DataFrame({
    ...     "part": "station", "facility_id": "H", "place_id": "desk", "title_zh": "柜台",
    ...     "title_en": "Desk", "start": [f"08:{5 * one:02}" for one in range(12)] + ["09:00"],
    ...     "lanes": 1.0, "arrivals": [13] * 12 + [0], "utilisation_pct": [100.0] * 13,
    ... })
    >>> overloaded(desk)[["start", "until", "utilisation_pct", "growth_per_h"]].values.tolist()
    [['08:00', '09:00', 108.33333333333333, 12.0]]
    """
    rows = []
    keys = ["part", "facility_id", "place_id"]
    for (part, facility_id, place_id), own in queues.groupby(keys, sort=False):
        people = own["arrivals"].to_numpy(dtype="float64")
        lanes = own["lanes"].fillna(0.0).to_numpy(dtype="float64")
        used = (own["utilisation_pct"].fillna(0.0).to_numpy(dtype="float64") / 100 * lanes).sum()
        if not people.any() or own["lanes"].isna().all():
            continue
        each = used / people.sum()
        come = pd.Series(people).rolling(_HOUR_STEPS, min_periods=1).sum()
        there = pd.Series(lanes).rolling(_HOUR_STEPS, min_periods=1).sum()
        use = (come * each / there).where(there > 0, 0.0 if lanes.any() else math.inf)
        whole = use.iloc[min(_HOUR_STEPS, len(use)) - 1 :]  # an hour, or all there is
        last = int(whole.idxmax() if lanes.any() else come.iloc[whole.index].idxmax())
        if use[last] < 1:
            continue
        row = own.iloc[max(0, last - _HOUR_STEPS + 1)]
        growth = come[last] - there[last] / each if each else come[last]
        rows.append((part, facility_id, place_id, row["title_zh"], row["title_en"],
                     row["start"], _later(str(own["start"].iloc[last])),
                     100 * use[last], growth))  # fmt: skip
    found = pd.DataFrame(rows, columns=list(OVERLOAD_COLUMNS))
    return found.sort_values("utilisation_pct", ascending=False, kind="stable", ignore_index=True)


def overload_texts(queues: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """What to tell a planner of each overloaded place: (Chinese, English), the worst first.

    Examples
    --------
    >>> overload_texts(pd.DataFrame({"part": [], "facility_id": [], "place_id": []}))
    ()
    """
    texts = []
    for row in overloaded(queues).to_dict("records"):
        hour = f"{row['start']}–{row['until']}"
        use = row["utilisation_pct"]
        if math.isinf(use):
            share, more_zh, more_en = "∞", "没有开放的通道", "nothing is open"
        else:
            share = f"{use:,.0f} %"
            more_zh = f"至少需要现有能力的{math.floor(use) / 100 + 0.01:.2f}倍"
            more_en = f"at least {math.floor(use) / 100 + 0.01:.2f} times the capacity is needed"
        grows = f"{row['growth_per_h']:,.0f}"
        zh = f"{row['title_zh']}{hour}过载，无法达到稳态：利用率{share}，排队每小时增加{grows}人"
        en = (
            f"{row['title_en']} overloaded {hour}, no steady state: utilisation {share}, the queue "
            f"grows by {grows} people an hour"
        )
        texts.append((f"{zh}，{more_zh}", f"{en}; {more_en}"))
    return tuple(texts)


def _later(start: str) -> str:
    """The end of a step of five minutes."""
    return clock_text(signed_clock_s(start) + _STEP_S)
