"""Zero distance as a number: the share of the people who change within some minutes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.gateway.interchanges.walk import WALKERS, Walker

__all__ = [
    "interchange_kinds",
    "interchange_weights",
    "mean_transfer_min",
    "station_transfers",
    "walker_times",
    "with_people",
    "zero_distance_index",
]

_ENDS = ["from_stop_id", "to_stop_id"]
_ROUTES = ["from_route_id", "to_route_id"]
_ROUNDING_MIN = 1e-9


def with_people(table: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Table of interchanges with the people who change at each.

    `people` has from_stop_id, to_stop_id and people. Where several pairs of lines share two stops
    they share the people as their ``service``; without any service equally. Known is what is of a
    kind (pair of classes) that `people` has anywhere: such an interchange without a row has nobody;
    other kinds stay NaN. Changes that are no interchange here (two buses) are left out, so the sum
    of the column may be smaller than that of `people`.

    Examples
    --------
    >>> row = {"from_stop_id": "A", "to_stop_id": "B", "from_class": "street",
    ...        "to_class": "urban_rail", "service": 9.0, "people": float("nan")}
    >>> people = pd.DataFrame({"from_stop_id": ["A"], "to_stop_id": ["B"], "people": [70.0]})
    >>> with_people(pd.DataFrame([row]), people)["people"].tolist()
    [70.0]
    """
    sums = people.groupby(_ENDS)["people"].sum()
    keys = pd.MultiIndex.from_frame(table[_ENDS])
    total = sums.reindex(keys).to_numpy(np.float64)
    pairs = table.groupby(_ENDS)["service"]
    whole = pairs.transform("sum").to_numpy(np.float64)
    equal = 1 / pairs.transform("size").to_numpy(np.float64)
    service = table["service"].to_numpy(np.float64)
    share = np.where(whole > 0, service / np.where(whole > 0, whole, 1.0), equal)
    kinds = interchange_kinds(table)
    known = kinds.isin(set(kinds[~np.isnan(total)])).to_numpy()
    return table.assign(people=np.where(known, np.nan_to_num(total) * share, np.nan))


def station_transfers(table: pd.DataFrame, flows: pd.DataFrame, *, period: str) -> pd.DataFrame:
    """Transfers inside the gates of stations, as people by pair of stops for `with_people`.

    `flows` is ``station_flows``: station_id, period, transfers (boardings after another ride inside
    the gates). Those of a station are spread over the interchanges that lead to it from the city's
    lines on own track, in proportion to ``service``: whom which line brought is not told. Stations
    without such an interchange are left out.

    Examples
    --------
    >>> row = {"from_stop_id": "A", "to_stop_id": "A", "from_class": "urban_rail",
    ...        "to_class": "urban_rail", "service": 9.0}
    >>> flows = pd.DataFrame({"station_id": ["A"], "period": ["day"], "transfers": [80.0]})
    >>> station_transfers(pd.DataFrame([row]), flows, period="day")["people"].tolist()
    [80.0]
    """
    inside = table[(table["from_class"] == "urban_rail") & (table["to_class"] == "urban_rail")]
    service = inside.groupby(_ENDS)["service"].sum().reset_index()
    of_period = flows[flows["period"] == period].groupby("station_id")["transfers"].sum()
    whole = service.groupby("to_stop_id")["service"].transform("sum")
    count = service.groupby("to_stop_id")["service"].transform("size")
    share = (service["service"] / whole).where(whole > 0, 1 / count)
    people = service["to_stop_id"].map(of_period) * share
    found = service[_ENDS].assign(people=people)
    return found[found["people"].notna()].reset_index(drop=True)


def interchange_weights(table: pd.DataFrame) -> pd.Series[float]:
    """People at each interchange, or what stands for them where nobody counted.

    Without any people known, the weight is ``service`` (vehicles or places an hour that come, times
    those that leave). Where people are known for some kinds only, the others weigh their service
    times the people per service of the known ones, so that no kind drops out.

    Examples
    --------
    20 people for 10 of service: 5 of service stand for another 10.

    >>> rows = {"people": [20.0, float("nan")], "service": [10.0, 5.0]}
    >>> interchange_weights(pd.DataFrame(rows)).tolist()
    [20.0, 10.0]
    """
    known = table["people"].notna()
    if not known.any():
        return table["service"].astype(np.float64)
    served = float(table.loc[known, "service"].sum())
    scale = float(table.loc[known, "people"].sum()) / served if served > 0 else 0.0
    return table["people"].where(known, table["service"] * scale)


def zero_distance_index(
    table: pd.DataFrame, tau_min: float, *, with_wait: bool = False, pace: float = 1.0
) -> float:
    """Share of the people who change within `tau_min`: ``Z = sum w 1[t <= tau] / sum w``.

    ``t`` is ``transfer_min``, with waiting ``with_wait_min``; a time that is not known is within no
    limit. `pace` divides the minutes on foot and on levels (0.9: a tenth slower), checks and waits
    stay. See domain C6.

    Returns
    -------
    float
        From 0 to 1; NaN where there is no interchange, or nobody at any.

    Examples
    --------
    Three people within 5 minutes, one not.

    >>> rows = {"people": [3.0, 1.0], "service": [0.0, 0.0], "transfer_min": [4.0, 6.0],
    ...         "walk_min": [4.0, 6.0], "level_min": [0.0, 0.0]}
    >>> zero_distance_index(pd.DataFrame(rows), 5)
    0.75
    >>> zero_distance_index(pd.DataFrame(rows), 5, pace=1.25)
    1.0
    """
    weight = interchange_weights(table).to_numpy(np.float64)
    whole = float(weight.sum())
    if whole <= 0:
        return float("nan")
    on_foot = (table["walk_min"] + table["level_min"]).to_numpy(np.float64)
    times = table["with_wait_min" if with_wait else "transfer_min"].to_numpy(np.float64)
    within = times + on_foot * (1 / pace - 1) <= tau_min + _ROUNDING_MIN
    # added up in one and the same order, so that rounding never gives a longer limit fewer people
    return float(np.where(within, weight, 0.0).sum()) / whole


def mean_transfer_min(table: pd.DataFrame) -> float:
    """Mean minutes from vehicle to vehicle, without waiting, over the people who change.

    Interchanges whose time is not known are left out. NaN where there is nobody at any.

    Examples
    --------
    >>> rows = {"people": [3.0, 1.0], "service": [0.0, 0.0], "transfer_min": [4.0, 6.0]}
    >>> mean_transfer_min(pd.DataFrame(rows))
    4.5
    """
    weight = interchange_weights(table).to_numpy(np.float64)
    times = table["transfer_min"].to_numpy(np.float64)
    known = ~np.isnan(times)
    whole = float(weight[known].sum())
    return float((weight * times)[known].sum()) / whole if whole > 0 else float("nan")


def walker_times(table: pd.DataFrame, walkers: tuple[Walker, ...] = WALKERS) -> pd.DataFrame:
    """Minutes of every interchange for each class of walkers, checks included, without waiting.

    Metres and levels are walked at the walker's own speed. Where the time itself is given or
    measured (``timed``), it is that of a commuter and stretched by the speeds.

    Returns
    -------
    DataFrame
        from_stop_id, to_stop_id, from_route_id, to_route_id, walker_id, walker_zh, walker_en,
        transfer_min; in the order of the table, walkers within each interchange.

    Examples
    --------
    75 m at 1.25 m/s and one escalator of 25 s.

    >>> row = {"from_stop_id": "A", "to_stop_id": "B", "from_route_id": "", "to_route_id": "",
    ...        "walk_m": 75.0, "walk_min": 1.0, "levels_up": 1.0, "levels_down": 0.0,
    ...        "escalator": True, "timed": False, "checks_min": 0.0}
    >>> walker_times(pd.DataFrame([row]))["transfer_min"].round(2).tolist()
    [1.42, 1.75, 3.04]
    """
    up, down = (table[name].to_numpy(np.float64) for name in ("levels_up", "levels_down"))
    escalator = table["escalator"].to_numpy(np.bool_)
    metres, given = (table[name].to_numpy(np.float64) for name in ("walk_m", "walk_min"))
    parts = []
    for order, walker in enumerate(walkers):
        stairs = up * walker.stairs_up_s + down * walker.stairs_down_s
        level = np.where(escalator, (up + down) * walker.escalator_s, stairs)
        walked = (metres / walker.speed_m_s + level) / 60
        stretched = given * WALKERS[0].speed_m_s / walker.speed_m_s
        on_foot = np.where(table["timed"].to_numpy(np.bool_), stretched, walked)
        part = table[[*_ENDS, *_ROUTES]].assign(
            walker_id=walker.walker_id,
            walker_zh=walker.title_zh,
            walker_en=walker.title_en,
            transfer_min=on_foot + table["checks_min"].to_numpy(np.float64),
        )
        parts.append(part.assign(row=range(len(part)), walker=order))
    found = pd.concat(parts).sort_values(["row", "walker"], ignore_index=True)
    return found.drop(columns=["row", "walker"])


def interchange_kinds(table: pd.DataFrame) -> pd.Series[str]:
    """Pair of classes of each row, the same in both directions: ``regional-urban_rail``.

    Examples
    --------
    >>> rows = {"from_class": ["street", "urban_rail"], "to_class": ["urban_rail", "street"]}
    >>> interchange_kinds(pd.DataFrame(rows)).unique().tolist()
    ['street-urban_rail']
    """
    pairs = zip(table["from_class"], table["to_class"], strict=True)
    return pd.Series(["-".join(sorted(pair)) for pair in pairs], index=table.index, dtype="str")
