"""The simulated day of a run: its parts, each kept by what it depends on, joined into tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.fingerprint import fingerprint
from sim.hub.experiment.stopping import StoppingRule
from sim.network.model import Network
from sim.results.dictionary import dictionary
from sim.scenario.operations_settings import PARTS, OperationsSettings, Part
from sim.study.cache import StageCache, code_fingerprint, library_versions
from sim.study.day.names import OPERATIONS_COLUMNS
from sim.study.demand import demand_key
from sim.study.prepare import Prepared
from sim.study.stages import Share, Stages

__all__ = ["Asked", "joined", "operations_frames", "typed"]

Tables = Mapping[str, pd.DataFrame]
Column = npt.NDArray[Any]

_HERE = Path(__file__).parent
_PAGE = "page.py"
"""Draws what the tables say; no table depends on it."""
_CODE = ("hub", "demand", "network", "gateway", "air", "routing", "geometry.py", "clock.py")

TITLES: Mapping[Part, str] = {
    "metro": "a day on the lines",
    "station": "a day at the main stations",
    "airport": "a day in the terminal",
    "disruption": "closures and critical sections",
}
"""Titles of the stages of a run."""


@dataclass(frozen=True)
class Asked:
    """What a part of the day is made from."""

    prepared: Prepared
    network: Network
    tables: Tables
    cores: int | None
    share: Share

    @property
    def settings(self) -> OperationsSettings:
        """The block ``operations`` of the scenario."""
        return self.prepared.scenario.document.operations

    @property
    def seed(self) -> int:
        """Seed of all draws: the same in every scenario that does not set its own."""
        return self.prepared.seed

    @property
    def rule(self) -> StoppingRule:
        """When there are enough replications."""
        asked = self.settings.replications
        return StoppingRule(asked.least, asked.most, asked.half_width_pct)


def operations_frames(
    prepared: Prepared,
    tables: Tables,
    cache: StageCache,
    stages: Stages,
    *,
    searched: str,
    cores: int | None = None,
) -> dict[str, pd.DataFrame]:
    """Every table of a simulated day (`OPERATIONS_COLUMNS`), for the scenario's own network.

    Parameters
    ----------
    tables
        Tables of the run: those of demand, ``generator_trips``, ``interchanges``.
    searched
        Fingerprint of what the router is given (`sim.study.evaluate.skim_key`).
    cores
        Processes that simulate; the tables do not depend on it.

    Raises
    ------
    SimError
        What the parts find wrong: a station without trains, lanes of nobody, a table that lacks
        something. Nothing is dropped in silence.
    """
    network = prepared.network
    common = _common_key(prepared, network, searched)
    found: list[Tables] = []
    for part in PARTS:
        if part not in prepared.scenario.document.operations.parts:
            continue
        key = fingerprint(common, part, _own_key(prepared, part))
        kept = _kept(cache, key)
        if kept is None:
            asked = partial(Asked, prepared, network, tables, cores)
            kept = stages.run(TITLES[part], partial(_work, part, asked))
            for name in OPERATIONS_COLUMNS:
                cache.write(name, key, kept[name])
        found.append(kept)
    return joined(found)


def _work(part: Part, asked: Callable[[Share], Asked], share: Share) -> dict[str, pd.DataFrame]:
    return _computed(part, asked(share))


def _computed(part: Part, asked: Asked) -> dict[str, pd.DataFrame]:
    from sim.study.day.parts import MAKERS  # noqa: PLC0415 - heavy, where wanted

    make: Callable[[Asked], Tables] = MAKERS[part]
    return joined([make(asked)])


def _kept(cache: StageCache, key: str) -> dict[str, pd.DataFrame] | None:
    found = {name: cache.read(name, key) for name in OPERATIONS_COLUMNS}
    known = {name: frame for name, frame in found.items() if frame is not None}
    return known if len(known) == len(found) else None


def _common_key(prepared: Prepared, network: Network, searched: str) -> str:
    """What every part depends on: demand, the network, all facts, the code."""
    own = sorted(f"study/day/{p.name}" for p in _HERE.glob("*.py") if p.name != _PAGE)
    return fingerprint(
        searched,
        demand_key(prepared, network),
        network.fingerprint,
        prepared.identity["data"],
        prepared.seed,
        code_fingerprint(*_CODE, *own),
        library_versions(),
    )


def _own_key(prepared: Prepared, part: Part) -> str:
    """What one part depends on beside the rest."""
    settings = prepared.scenario.document.operations
    asked: Mapping[Part, object] = {
        "metro": (),
        "station": settings.stations,
        "airport": prepared.identity.get("flight_schedule"),
        "disruption": (
            [closure.model_dump(mode="json") for closure in settings.closures],
            settings.critical_sections.model_dump(mode="json"),
            prepared.identity.get("flight_schedule"),
        ),
    }
    return fingerprint(settings.replications.model_dump(mode="json"), asked[part])


def joined(found: list[Tables]) -> dict[str, pd.DataFrame]:
    """Rows of all parts by table, each table with its columns; one that no part gives is empty.

    Examples
    --------
    >>> row = {"station_id": "M_a", "minute": 480, "waiting": 12}
    >>> people = pd.DataFrame([row])
    >>> tables = joined([{"operations_people_at_stations": people}, {}])
    >>> len(tables["operations_people_at_stations"]), len(tables["operations_trains"])
    (1, 0)
    """
    return {
        name: typed(name, [own[name] for own in found if name in own and not own[name].empty])
        for name in OPERATIONS_COLUMNS
    }


def typed(name: str, frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Rows under the columns of a table, with the kinds that the dictionary gives them.

    A column that no frame has is empty; a whole number that is missing somewhere becomes a number
    with gaps. Columns that the dictionary does not know are refused: `KeyError`.

    Examples
    --------
    >>> row = {"station_id": "M_a", "minute": 480.0, "waiting": 12}
    >>> typed("operations_people_at_stations", [pd.DataFrame([row])]).to_dict("records")
    [{'station_id': 'M_a', 'minute': 480, 'waiting': 12.0}]
    """
    columns = OPERATIONS_COLUMNS[name]
    extra = sorted({str(column) for frame in frames for column in frame} - set(columns))
    if extra:
        raise KeyError(f"{name} has columns that are not described: {', '.join(extra)}")
    whole = [frame.reindex(columns=list(columns)).astype("object") for frame in frames]
    table = pd.concat(whole, ignore_index=True) if whole else pd.DataFrame(columns=list(columns))
    kinds = {entry.name: entry.kind for entry in dictionary()[name].columns}
    return pd.DataFrame(
        {name: _of_kind(table[name].to_numpy(object), kinds[name]) for name in columns}
    )


def _of_kind(values: Column, kind: str) -> Column:
    """Values as a column of a kind: text, number, whole number or truth."""
    missing = pd.isna(values)
    if kind == "string":
        return np.array(["" if no else str(one) for one, no in zip(values, missing, strict=True)],
                        dtype=object)  # fmt: skip
    if kind == "boolean":
        return values.astype(np.bool_)
    numbers = np.where(missing, np.nan, values).astype(np.float64)
    return numbers if kind != "integer" or missing.any() else numbers.astype(np.int64)
