"""Trains of the day: their stop sequences once, their times and loads as packed columns."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.errors import DataError
from sim.maps.day.integers import packed_integers
from sim.maps.day.ways import Leg
from sim.maps.marks import Json

__all__ = ["TrainRuns", "legs_of", "train_runs", "trains_json"]

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class TrainRuns:
    """Rows of the table in the order of the page, whole seconds, and where each train begins."""

    rows: pd.DataFrame
    starts: tuple[int, ...]
    patterns: tuple[tuple[str, int, tuple[str, ...]], ...]
    pattern_of: tuple[int, ...]


def train_runs(trains: pd.DataFrame) -> TrainRuns:
    """Order the trains by line, direction and beginning, and find their stop sequences.

    An unknown arrival is the departure of the same call and the other way round. A train that
    leaves before it arrives, or arrives before it left the stop before, is an error.

    Parameters
    ----------
    trains
        See `sim.maps.day.inputs.TRAIN_COLUMNS`.

    Raises
    ------
    DataError
        Times are missing or run backwards.

    Examples
    --------
    >>> from sim.maps.day.examples import two_trains
    >>> runs = train_runs(two_trains())
    >>> runs.starts, runs.patterns[0]
    ((0, 3), ('L', 0, ('A', 'B', 'C')))
    """
    rows = trains.copy()
    for column, other in (("arrive_s", "depart_s"), ("depart_s", "arrive_s")):
        rows[column] = rows[column].astype(float).fillna(rows[other].astype(float))
    unknown = rows[rows["arrive_s"].isna()]
    if len(unknown):
        raise DataError(
            f"operations_trains: {len(unknown)} calls have neither arrival nor departure "
            f"({', '.join(sorted(set(unknown['train_id'].astype(str)))[:_SHOWN])})"
        )
    rows["_begins"] = rows.groupby("train_id")["arrive_s"].transform("min")
    rows = rows.sort_values(
        ["route_id", "direction", "_begins", "train_id", "seq"], kind="stable"
    ).reset_index(drop=True)
    for column in ("arrive_s", "depart_s", "load", "capacity"):
        rows[column] = np.rint(rows[column].astype(float).fillna(0)).astype(np.int64)
    train = rows["train_id"].to_numpy()
    is_first = np.ones(len(rows), dtype=bool)
    is_first[1:] = train[1:] != train[:-1]
    _check_times(rows, is_first)
    starts = np.flatnonzero(is_first)
    found: dict[tuple[str, int, tuple[str, ...]], int] = {}
    pattern_of = []
    stops = rows["stop_id"].astype(str).to_numpy()
    routes, directions = rows["route_id"].to_numpy(), rows["direction"].to_numpy()
    for start, end in itertools.pairwise([*starts.tolist(), len(rows)]):
        key = (str(routes[start]), int(directions[start]), tuple(stops[start:end]))
        pattern_of.append(found.setdefault(key, len(found)))
    return TrainRuns(rows, tuple(starts.tolist()), tuple(found), tuple(pattern_of))


def _check_times(rows: pd.DataFrame, is_first: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
    arrive, depart = rows["arrive_s"].to_numpy(), rows["depart_s"].to_numpy()
    before = np.concatenate([arrive[:1], depart[:-1]])
    wrong = (depart < arrive) | (~is_first & (arrive < before))
    if wrong.any():
        bad = [f"{row.train_id} at {row.stop_id}" for row in rows[wrong].head(_SHOWN).itertuples()]
        raise DataError(
            f"operations_trains: {int(wrong.sum())} calls run backwards in time ({', '.join(bad)})"
        )


def legs_of(runs: TrainRuns) -> tuple[Leg, ...]:
    """Every line and pair of neighbouring calls, in order, each once.

    Examples
    --------
    >>> from sim.maps.day.examples import two_trains
    >>> legs_of(train_runs(two_trains()))[:2]
    (('L', 'A', 'B'), ('L', 'B', 'C'))
    """
    return tuple(
        dict.fromkeys(
            (route_id, start, end)
            for route_id, _, stops in runs.patterns
            for start, end in itertools.pairwise(stops)
        )
    )


def trains_json(
    runs: TrainRuns, lines: Mapping[str, int], stops: Mapping[str, int], ways: Mapping[Leg, int]
) -> dict[str, Json]:
    """Write the trains as the page reads them.

    Columns: the pattern, beginning and places of each train; the dwell (``depart - arrive``), the
    run to the next call and the load of each call, train after train. Loads are steps of people.

    Parameters
    ----------
    lines, stops, ways
        Number of each line, stop and leg on the page.

    Examples
    --------
    >>> from sim.maps.day.examples import two_trains
    >>> from sim.maps.day.integers import unpacked_integers
    >>> runs = train_runs(two_trains())
    >>> legs = {leg: 1 for leg in legs_of(runs)}
    >>> found = trains_json(runs, {"L": 0}, {"A": 0, "B": 1, "C": 2}, legs)
    >>> unpacked_integers(found["starts"]).tolist()
    [21600, 21660]
    """
    rows = runs.rows
    arrive, depart = rows["arrive_s"].to_numpy(), rows["depart_s"].to_numpy()
    starts = np.array(runs.starts, dtype=np.int64)
    to_next = np.zeros(len(rows), dtype=np.int64)
    to_next[:-1] = arrive[1:] - depart[:-1]
    if len(starts):
        to_next[[*(starts[1:] - 1), len(rows) - 1]] = 0
    return {
        "patterns": [
            {
                "line": lines[route_id],
                "direction": direction,
                "stops": [stops[one] for one in calls],
                "ways": [ways[route_id, start, end] for start, end in itertools.pairwise(calls)],
            }
            for route_id, direction, calls in runs.patterns
        ],
        "pattern": packed_integers(runs.pattern_of),
        "starts": packed_integers(arrive[starts]),
        "places": packed_integers(rows["capacity"].to_numpy()[starts]),
        "dwells": packed_integers(depart - arrive),
        "runs": packed_integers(to_next),
        "loads": packed_integers(rows["load"].to_numpy()),
        "names": [str(name) for name in rows["train_id"].to_numpy()[starts]],
    }
