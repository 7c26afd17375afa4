"""Transfer times from door to door of the vehicles, by what people come by and go on by."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.hub.flow.facility import DayLog, Facility
from sim.hub.flow.places import Gate, Rank
from sim.hub.flow.statistics import percentiles
from sim.hub.station.crowd import Crowd

__all__ = ["LIMITS_MIN", "door_to_door_s", "transfer_table", "zero_distance_shares"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

LIMITS_MIN = (3, 5, 8)
"""Limits of the zero-distance transfer, minutes."""

_MIN_S = 60.0
_ROUNDING_S = 1e-6
_SHARES_PCT = (50.0, 90.0, 95.0)


def door_to_door_s(log: DayLog, facility: Facility, crowd: Crowd) -> tuple[Floats, Floats]:
    """Seconds of everybody between two vehicles: on the way with all queues, and with all waits.

    The first leaves out the wait for the vehicle: at ranks until one with room comes, in the
    waiting hall until the ticket gate opens (people choose how early they come). It ends where the
    train stands, or at the rank. The second is all time from the door of the one to the door of
    the other. NaN for who missed the vehicle.

    Examples
    --------
    >>> from sim.hub.station.day_examples import small_station_day
    >>> day = small_station_day()
    >>> way_s, all_s = door_to_door_s(day.log, day.layout.facility, day.crowd)
    >>> bool((way_s <= all_s).all())
    True
    """
    visits = log.visits
    waits_for = np.array([isinstance(place, Gate | Rank) for place in facility.places])
    there = waits_for[visits.place] if len(visits) else np.empty(0, dtype=np.bool_)
    waited = np.bincount(
        visits.person[there], weights=visits.wait_s[there], minlength=len(crowd.people)
    )
    whole = np.where(log.missed, np.nan, log.end_s - crowd.people.appear_s)
    return whole - waited, whole


def transfer_table(
    log: DayLog,
    facility: Facility,
    crowd: Crowd,
    *,
    names: tuple[str, str],
    kind_titles: Mapping[str, tuple[str, str]],
) -> pd.DataFrame:
    """Rows of ``operations_transfers``: one per pair of kinds that anybody uses.

    ``people`` counts all, times are of those who did not miss their vehicle, without the wait for
    it (see `door_to_door_s`; ``mean_with_wait_min`` is with it). ``within_*`` are shares of all:
    who missed is within no limit. ``low_min`` and ``high_min`` bound the mean (95 %, people as if
    independent; replications say more).

    Examples
    --------
    >>> from sim.hub.station.day_examples import small_inputs, small_station_day
    >>> day = small_station_day()
    >>> table = transfer_table(day.log, day.layout.facility, day.crowd, names=("站", "Station"),
    ...                        kind_titles=small_inputs().kind_titles)
    >>> table[["from_kind", "to_kind", "people"]].values.tolist()
    [['rail', 'rail', 1], ['rail', 'walk', 4], ['walk', 'rail', 4]]
    """
    way_s, all_s = door_to_door_s(log, facility, crowd)
    rows = []
    for group, (from_kind, to_kind) in enumerate(
        crowd.groups[["from_kind", "to_kind"]].itertuples(index=False, name=None)
    ):
        own = crowd.people.group == group
        from_zh, from_en = kind_titles.get(from_kind, (from_kind, from_kind))
        to_zh, to_en = kind_titles.get(to_kind, (to_kind, to_kind))
        rows.append(
            {
                "hub_id": facility.facility_id,
                "name_zh": names[0],
                "name_en": names[1],
                "from_kind": from_kind,
                "from_zh": from_zh,
                "from_en": from_en,
                "to_kind": to_kind,
                "to_zh": to_zh,
                "to_en": to_en,
                "people": int(own.sum()),
                **_times(way_s[own]),
                "mean_with_wait_min": _mean(all_s[own]),
            }
        )
    return pd.DataFrame(rows, columns=list(_COLUMNS))


_COLUMNS = (
    "hub_id",
    "name_zh",
    "name_en",
    "from_kind",
    "from_zh",
    "from_en",
    "to_kind",
    "to_zh",
    "to_en",
    "people",
    "p50_min",
    "p90_min",
    "p95_min",
    "mean_min",
    "low_min",
    "high_min",
    *(f"within_{limit}_min_pct" for limit in LIMITS_MIN),
    "mean_with_wait_min",
)


def zero_distance_shares(
    transfers: pd.DataFrame, *, limits_min: Sequence[int] = LIMITS_MIN
) -> pd.DataFrame:
    """Shares within some minutes, as ``zero_distance_transfer`` weighs them: by people.

    ``Z = sum people 1[t <= tau] / sum people`` (domain C6), for every kind of transfer, both
    directions of a pair apart, and for all together (kind ``""``). Without people: no rows.

    Parameters
    ----------
    transfers
        ``operations_transfers`` of one station or of several.

    Returns
    -------
    DataFrame
        from_kind, to_kind, people, and for each limit ``within_N_min_pct``.

    Examples
    --------
    >>> table = pd.DataFrame({"from_kind": ["a", "b"], "to_kind": ["b", "a"], "people": [30, 10],
    ...     "within_3_min_pct": [0.0, 0.0], "within_5_min_pct": [50.0, 10.0],
    ...     "within_8_min_pct": [100.0, 100.0]})
    >>> zero_distance_shares(table)["within_5_min_pct"].tolist()
    [50.0, 10.0, 40.0]
    """
    names = [f"within_{limit}_min_pct" for limit in limits_min]
    used = transfers[transfers["people"] > 0]
    columns = ["from_kind", "to_kind", "people", *names]
    if used.empty:
        return pd.DataFrame(columns=columns)
    counted = used[["from_kind", "to_kind", "people"]].copy()
    for name in names:
        counted[name] = used[name] * used["people"]
    by_kind = counted.groupby(["from_kind", "to_kind"], as_index=False).sum()
    whole = counted[["people", *names]].sum().to_frame().T.assign(from_kind="", to_kind="")
    found = pd.concat([by_kind, whole], ignore_index=True)
    people = found["people"].astype(np.int64)
    for name in names:
        found[name] = found[name].astype(np.float64) / people
    return found.assign(people=people)[columns]


def _times(way_s: Floats) -> dict[str, float]:
    known = way_s[~np.isnan(way_s)] / _MIN_S
    p50, p90, p95 = percentiles(known, _SHARES_PCT)
    mean = float(known.mean()) if known.size else math.nan
    half = 1.96 * float(known.std(ddof=1)) / math.sqrt(known.size) if known.size > 1 else math.nan
    within = {
        f"within_{limit}_min_pct": 100.0
        * float((known <= limit + _ROUNDING_S / _MIN_S).sum())
        / way_s.size
        for limit in LIMITS_MIN
    }
    return {
        "p50_min": p50,
        "p90_min": p90,
        "p95_min": p95,
        "mean_min": mean,
        "low_min": mean - half,
        "high_min": mean + half,
        **within,
    }


def _mean(seconds: Floats) -> float:
    known = seconds[~np.isnan(seconds)]
    return float(known.mean()) / _MIN_S if known.size else math.nan
