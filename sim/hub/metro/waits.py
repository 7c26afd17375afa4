"""Waits by theory: what departures cost people who come at random."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.hub.metro.boarding import Floats64, Ints64
from sim.hub.metro.day import MetroDay
from sim.hub.metro.plan import Platforms, platforms_of
from sim.hub.metro.quarters import QUARTER_S, bins_of

__all__ = ["mean_headways_s", "mean_waits_s", "waits_by_quarter"]

_THEORY = ("expected", "even")


def mean_waits_s(departures_s: Floats64, edges_s: Floats64) -> Floats64:
    """Mean wait for the next departure of people who come evenly between two edges.

    With ``d`` the departures this is ``∫ (next d - t) dt`` over the length of each interval: over
    many headways, Newell's ``h / 2 (1 + CV²)``. Missing where no departure follows the interval.

    Examples
    --------
    >>> mean_waits_s(np.array([300.0, 600.0]), np.array([0.0, 300.0, 600.0, 900.0])).tolist()
    [150.0, 150.0, nan]
    """
    if len(departures_s) == 0:
        return np.full(max(0, len(edges_s) - 1), np.nan)
    gaps = np.diff(departures_s)
    after = np.concatenate([np.cumsum((gaps**2 / 2)[::-1])[::-1], [0.0]])
    following = np.searchsorted(departures_s, edges_s, side="left")
    known = following < len(departures_s)
    at = np.minimum(following, len(departures_s) - 1)
    area = np.where(known, (departures_s[at] - edges_s) ** 2 / 2 + after[at], np.nan)
    waits: Floats64 = (area[:-1] - area[1:]) / np.diff(edges_s)
    return waits


def mean_headways_s(departures_s: Floats64, edges_s: Floats64) -> Floats64:
    """Time mean of the headway that holds between two edges; missing before and after the service.

    Examples
    --------
    >>> mean_headways_s(np.array([0.0, 300.0, 900.0]), np.array([0.0, 600.0, 900.0])).tolist()
    [450.0, 600.0]
    """
    if len(departures_s) < 2:
        return np.full(max(0, len(edges_s) - 1), np.nan)
    inside = np.clip(edges_s, departures_s[0], departures_s[-1])
    area = np.concatenate([[0.0], np.cumsum(np.diff(departures_s) ** 2)])
    length = np.diff(inside)
    means: Floats64 = np.full(len(length), np.nan)
    some = length > 0
    means[some] = np.diff(np.interp(inside, departures_s, area))[some] / length[some]
    return means


def waits_by_quarter(day: MetroDay, bins: int) -> pd.DataFrame:
    """Waits of people by service group and quarter in which they came to the platform.

    Columns: group, quarter, people, mean_wait_s (as simulated), expected_wait_s (`mean_waits_s` of
    the departures as they were), even_wait_s (half of the planned headway). The last two are means
    over platforms and over the trains that people could take, weighted by people; they know nothing
    of full trains. People who never boarded are not in it; nor is the second wait of those who were
    set down by a train that turned back. One row per group and quarter with people.

    Examples
    --------
    >>> from sim.hub.metro.examples import riders_of, small_line
    >>> from sim.hub.metro.trains import simulate_lines
    >>> riders = riders_of([(100.0, [(0, 0, 2, 0.0)])])
    >>> day = simulate_lines(small_line((300.0, 600.0, 1200.0)), riders, seed=1, replication=0)
    >>> waits_by_quarter(day, 1)[["people", "mean_wait_s", "expected_wait_s"]].values.tolist()
    [[1.0, 200.0, 250.0]]
    """
    platforms = platforms_of(day.services)
    people, kinds, wait_s = _people(day, platforms, bins)
    shape = (len(day.services), bins)
    sums = {name: np.zeros(shape) for name in ("people", "wait", *_THEORY)}
    weights = {name: np.zeros(shape) for name in _THEORY}
    edges: Floats64 = np.arange(bins + 1, dtype=np.float64) * np.float64(QUARTER_S)
    stops = _Stops(day, platforms)
    for row in np.flatnonzero(people.any(axis=1)):
        platform, mask = int(row // len(kinds)), int(kinds[row % len(kinds)])
        group = int(platforms.group[platform])
        sums["people"][group] += people[row]
        found = (
            mean_waits_s(stops.departures_s(platform, mask), edges),
            mean_headways_s(stops.planned_s(platform, mask), edges) / 2,
        )
        for name, values in zip(_THEORY, found, strict=True):
            known = np.isfinite(values)
            sums[name][group, known] += people[row, known] * values[known]
            weights[name][group, known] += people[row, known]
    sums["wait"] = wait_s
    return _table(sums, weights)


def _people(day: MetroDay, platforms: Platforms, bins: int) -> tuple[Floats64, Ints64, Floats64]:
    """People by (platform, patterns they could take) and quarter; those patterns; sums of waits."""
    rode = np.flatnonzero(np.isfinite(day.board_s))
    group = day.riders.group[rode].astype(np.int64)
    at = day.platform[rode]
    to = platforms.first[group] + day.riders.alight[rode]
    kinds, kind = np.unique(platforms.serves[at] & platforms.serves[to], return_inverse=True)
    quarter = np.minimum(bins_of(day.arrive_s[rode]), bins - 1)
    rows = len(platforms.group) * max(1, len(kinds))
    index = (at * max(1, len(kinds)) + kind) * bins + quarter
    counts = np.bincount(index, minlength=rows * bins).reshape(rows, bins)
    waits = day.board_s[rode] - day.arrive_s[rode]
    size = len(day.services) * bins
    sums = np.bincount(group * bins + quarter, weights=waits, minlength=size)
    wait_s: Floats64 = sums.reshape(-1, bins).astype(np.float64)
    return counts.astype(np.float64), kinds.astype(np.int64), wait_s


class _Stops:
    """Departures of a day by platform, and those of the plan."""

    def __init__(self, day: MetroDay, platforms: Platforms) -> None:
        calls = day.calls
        at = platforms.first[calls["group"]] + calls["position"].to_numpy()
        order = np.lexsort((calls["depart_s"], at))
        self._services, self._platforms = day.services, platforms
        self._begins = np.searchsorted(at[order], np.arange(len(platforms.group) + 1))
        self._times = calls["depart_s"].to_numpy()[order]
        pattern = day.runs.set_index("run")["pattern"]
        self._bits = 1 << pattern.reindex(calls["run"]).to_numpy(dtype=np.int64)[order]

    def departures_s(self, platform: int, mask: int) -> Floats64:
        own = slice(self._begins[platform], self._begins[platform + 1])
        times: Floats64 = self._times[own][(self._bits[own] & mask) != 0]
        return times

    def planned_s(self, platform: int, mask: int) -> Floats64:
        group = int(self._platforms.group[platform])
        position = platform - int(self._platforms.first[group])
        planned = [
            np.array(pattern.departures_s) + pattern.offsets_s()[pattern.stops.index(position)]
            for bit, pattern in enumerate(self._services[group].patterns)
            if mask >> bit & 1
        ]
        return np.sort(np.concatenate(planned))


def _table(sums: dict[str, Floats64], weights: dict[str, Floats64]) -> pd.DataFrame:
    group, quarter = np.nonzero(sums["people"])
    people = sums["people"][group, quarter]
    table = pd.DataFrame(
        {
            "group": group,
            "quarter": quarter,
            "people": people,
            "mean_wait_s": sums["wait"][group, quarter] / people,
        }
    )
    for name in _THEORY:
        weight = weights[name][group, quarter]
        some = np.where(weight > 0, weight, np.nan)
        table[f"{name}_wait_s"] = sums[name][group, quarter] / some
    return table
