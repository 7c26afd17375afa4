"""Experiments of a part of the day as tables of a run: means, intervals, every replication."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from sim.hub.experiment.outcome import Experiment
from sim.hub.experiment.tables import averaged, replication_rows, with_interval
from sim.study.day.words import MeasureWords, measure_words, possible_values

__all__ = ["Told", "checks", "experiment_rows", "missed", "transfers"]

_TRANSFER_KEYS = ("hub_id", "from_kind", "to_kind")
_GROUP_KEYS = ("part", "facility_id", "group_id")
_CHECK_KEYS = ("part", "facility_id", "check")


@dataclass(frozen=True)
class Told:
    """How the measures of a facility are told: its names, those of its places, what is assumed.

    ``note`` is what a reader must keep in mind, ``quality`` the worst of its inputs. ``words`` are
    titles of measures that the part has itself; others are told by `measure_words`.
    """

    part: str
    facility_id: str
    name_zh: str
    name_en: str
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    words: Mapping[str, MeasureWords] = field(default_factory=dict)
    quality: str = "modelled"
    note: str = ""


def experiment_rows(experiment: Experiment, told: Told) -> dict[str, pd.DataFrame]:
    """Rows of ``operations_summary`` and ``operations_replications``, a measure each.

    The note of the first measure carries what is assumed; of measures whose interval is wider than
    was asked for when the replications ended, the note says so. The ends of an interval are cut to
    `possible_values`; the half-width is that of the whole interval.

    Examples
    --------
    >>> from sim.hub.experiment.outcome import Outcome
    >>> days = Experiment((Outcome({"people": 8.0}), Outcome({"people": 8.0})))
    >>> tables = experiment_rows(days, Told("station", "H", "站", "Station"))
    >>> tables["operations_summary"][["title_en", "value", "half_width_pct"]].values.tolist()
    [['People', 8.0, 0.0]]
    """
    rows = []
    for number, measure in enumerate(experiment.measures):
        words = told.words.get(measure) or measure_words(measure, told.names)
        found = experiment.interval(measure)
        low, high = found.bounds(*possible_values(measure, words.unit))
        notes = [told.note] if number == 0 and told.note else []
        if measure in experiment.unsure:
            notes.append("区间宽于要求 the interval is wider than asked for")
        rows.append(
            {
                "part": told.part,
                "facility_id": told.facility_id,
                "name_zh": told.name_zh,
                "name_en": told.name_en,
                "measure": measure,
                "title_zh": words.title_zh,
                "title_en": words.title_en,
                "unit": words.unit,
                "value": found.mean,
                "low": low,
                "high": high,
                "replications": experiment.replications,
                "half_width_pct": found.half_width_pct,
                "quality": told.quality,
                "note": "；".join(notes),
            }
        )
    return {
        "operations_summary": pd.DataFrame(rows),
        "operations_replications": replication_rows(
            experiment, part=told.part, facility_id=told.facility_id
        ),
    }


def transfers(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Rows of ``operations_transfers`` over all replications, with the interval of the mean."""
    return with_interval(
        averaged(frames, _TRANSFER_KEYS),
        frames,
        _TRANSFER_KEYS,
        value="mean_min",
        low="low_min",
        high="high_min",
        possible=(0.0, math.inf),
    )


def missed(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Rows of ``operations_missed`` over all replications, with the interval of the share."""
    return with_interval(
        averaged(frames, _GROUP_KEYS),
        frames,
        _GROUP_KEYS,
        value="missed_pct",
        low="low_pct",
        high="high_pct",
        possible=(0.0, 100.0),
    )


def checks(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Rows of ``operations_checks``: of each check the replication that is furthest off.

    Examples
    --------
    >>> row = {"part": "station", "facility_id": "H", "check": "people", "model_total": 5}
    >>> one = pd.DataFrame([row | {"simulated_total": 5, "difference": 0}])
    >>> other = pd.DataFrame([row | {"simulated_total": 4, "difference": -1}])
    >>> checks([one, other])["difference"].tolist()
    [-1]
    """
    if not frames:
        return pd.DataFrame()
    whole = pd.concat(frames, ignore_index=True)
    off = whole["difference"].abs().astype("float64").fillna(-1.0)
    order = whole.assign(_off=off, _at=range(len(whole)))
    worst = order.sort_values(["_off", "_at"], ascending=[False, True], kind="stable")
    kept = worst.drop_duplicates(list(_CHECK_KEYS)).sort_values("_at")
    first = order.drop_duplicates(list(_CHECK_KEYS))[[*_CHECK_KEYS]]
    found = first.merge(kept, on=list(_CHECK_KEYS), how="left", validate="one_to_one")
    return found[list(whole.columns)]
