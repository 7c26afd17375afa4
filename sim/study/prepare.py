"""Everything a run needs before its first search: checked scenario, identity, network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from sim.clock import Window
from sim.errors import Issue, ScenarioError, Severity, has_errors
from sim.fingerprint import fingerprint, fingerprint_file
from sim.indicators import Target, read_targets
from sim.modifications import ChangeReport, apply_modifications
from sim.modifications.apply import Locate
from sim.network import build_zones, check_network, load_network
from sim.network.connectors import WalkSettings
from sim.network.model import Network
from sim.scenario import Scenario, ScenarioDocument, check_file
from sim.scenario.operations_settings import Part
from sim.study.cache import StageCache, code_fingerprint, library_versions
from sim.study.project import find_project
from sim.study.settings import SearchSettings
from sim.tables import read_table

__all__ = [
    "Prepared",
    "data_hashes",
    "inherited_modifications",
    "prepare",
    "scenario_network",
    "validate",
]

ZONE_DATA = ("land/", "bus/", "metro/")
"""Folders whose tables shape the zones."""


@dataclass(frozen=True)
class Prepared:
    """A scenario that passed every check, and what identifies its run."""

    scenario: Scenario
    data_dir: Path
    identity: Mapping[str, Any]
    issues: tuple[Issue, ...]
    targets: tuple[Target, ...]
    _network: Network | None = None
    _baseline: Network | None = None
    changes: ChangeReport = field(default_factory=ChangeReport)
    """What each modification did, once the network is built."""

    @property
    def name(self) -> str:
        """Name of the scenario: the folder of its runs."""
        return self.scenario.document.scenario

    @property
    def title(self) -> str:
        """Title in English."""
        return self.scenario.document.title

    @property
    def title_zh(self) -> str:
        """Title in Chinese, or the English one where there is none."""
        return self.scenario.document.title_zh or self.title

    @property
    def seed(self) -> int:
        """Seed of whatever is drawn at random."""
        return self.scenario.document.seed

    @property
    def run_id(self) -> str:
        """Fingerprint of the identity."""
        return fingerprint(self.identity)[:12]

    @property
    def target_ids(self) -> tuple[str, ...]:
        """Targets the scenario asks for; empty means all."""
        wanted = self.scenario.document.targets
        return () if isinstance(wanted, str) else tuple(wanted)

    @property
    def is_built(self) -> bool:
        """Whether the network is there (see `with_network`)."""
        return self._network is not None

    @property
    def network(self) -> Network:
        """The network with the scenario's modifications."""
        if self._network is None:
            raise RuntimeError("call with_network first")
        return self._network

    @property
    def baseline(self) -> Network | None:
        """The network without them, where there are any."""
        return self._baseline

    @property
    def document_record(self) -> dict[str, Any]:
        """The resolved scenario as plain data."""
        return self.scenario.document.model_dump(mode="json")

    @property
    def change_records(self) -> list[dict[str, Any]]:
        """What each modification did, as plain data; ``own``: it stands in no parent's file."""
        inherited = inherited_modifications(self.scenario)
        return [
            {**asdict(change), "own": change.position > inherited}
            for change in self.changes.changes
        ]

    @property
    def rail_lines(self) -> pd.DataFrame:
        """Railway lines with their opening dates."""
        return read_table(self.data_dir, "rail/lines")

    @property
    def circle_hubs(self) -> tuple[str, ...]:
        """Main stations trains are counted from; empty means all that are open."""
        origins = self.scenario.document.one_hour_circle.origins
        return () if isinstance(origins, str) else tuple(origins)

    @property
    def corridor_ids(self) -> tuple[str, ...]:
        """Where the airport corridors lead: the items of that target."""
        return tuple(
            item.id for one in self.targets if one.id == "airport_corridors" for item in one.items
        )

    @property
    def settings(self) -> SearchSettings:
        """What is asked of the router."""
        return search_settings(self.scenario.document)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Tables about the run itself: the changes it made."""
        changes = pd.DataFrame(
            [(c.position, c.type, c.sentence, c.note) for c in self.changes.changes],
            columns=["position", "type", "sentence", "note"],
        )
        return {"changes": changes.astype({"position": "int64"})}

    def without_demand(self) -> Prepared:
        """The scenario without demand, the gateway's tables and a simulated day: a quick run."""
        document = self.scenario.document
        off = {"enabled": False}
        bare = document.model_copy(
            update={
                "demand": document.demand.model_copy(update=off),
                "gateway": document.gateway.model_copy(update=off),
                "operations": document.operations.model_copy(update=off),
            }
        )
        return self._with_document(bare)

    def with_operations(
        self, parts: Sequence[Part] | None = None, replications: int | None = None
    ) -> Prepared:
        """The scenario with a simulated day, as it asks for it or else by default: another run.

        `parts` and `replications` stand in place of what the scenario says.

        Raises
        ------
        ScenarioError
            If demand is switched off: the day's people are those of the demand model.
        """
        document = self.scenario.document
        if not document.demand.enabled:
            raise ScenarioError(
                f"no day of {document.scenario} can be simulated",
                [
                    Issue(
                        Severity.ERROR,
                        "operations-without-demand",
                        "the day's people are those of the demand model, which is switched off",
                        "switch demand on in the scenario",
                        *self.scenario.where(("demand", "enabled")),
                    )
                ],
            )
        asked: dict[str, object] = {"enabled": True}
        if parts:
            asked["parts"] = tuple(dict.fromkeys(parts))
        if replications is not None:
            exact = {"least": replications, "most": replications}
            asked["replications"] = document.operations.replications.model_copy(update=exact)
        operations = document.operations.model_copy(update=asked)
        return self._with_document(document.model_copy(update={"operations": operations}))

    def _with_document(self, document: ScenarioDocument) -> Prepared:
        """The same with another document, and so with another identity."""
        return replace(
            self,
            scenario=replace(self.scenario, document=document),
            identity={**self.identity, "scenario": fingerprint(document.model_dump(mode="json"))},
        )

    @property
    def flight_schedule(self) -> Path | None:
        """The scenario's own table of flights, if it has one."""
        return _flight_schedule(self.scenario)

    def with_network(self, cache: StageCache) -> Prepared:
        """Build the network of the scenario's date and apply its modifications."""
        network, baseline, report = scenario_network(
            self.scenario.document, self.data_dir, self.identity, cache, where=self.scenario.where
        )
        return replace(
            self,
            issues=tuple(dict.fromkeys((*self.issues, *report.issues, *check_network(network)))),
            _network=network,
            _baseline=baseline,
            changes=report,
        )


def scenario_network(
    document: ScenarioDocument,
    data_dir: Path,
    identity: Mapping[str, Any],
    cache: StageCache,
    *,
    where: Locate | None = None,
) -> tuple[Network, Network | None, ChangeReport]:
    """Network of a scenario, the network before its modifications (if any), what they did."""
    base = _base_network(
        data_dir,
        tuple(sorted(identity["data"].items())),
        (
            document.as_of,
            document.horizon_year,
            document.rail_timetable,
            document.air_vintage,
        ),
        cache,
    )
    network, report = apply_modifications(base, document.modifications, where=where)
    return network, base if document.modifications else None, report


@lru_cache(maxsize=4)
def _base_network(
    data_dir: Path,
    hashes: tuple[tuple[str, str], ...],
    vintage: tuple[date, int, str | None, str | None],
    cache: StageCache,
) -> Network:
    """Network of a date before any modification; alternatives share one and the same."""
    as_of, horizon_year, rail_timetable, air_vintage = vintage
    made_by = (code_fingerprint("network", "tables", "geometry.py"), library_versions())
    zones_key = fingerprint(
        {name: digest for name, digest in hashes if name.startswith(ZONE_DATA)},
        horizon_year,
        *made_by,
    )
    return cache.kept(
        "networks",
        fingerprint(hashes, vintage, *made_by),
        lambda: load_network(
            data_dir,
            as_of,
            horizon_year=horizon_year,
            rail_timetable=rail_timetable,
            air_vintage=air_vintage,
            zones=build_zones(data_dir, horizon_year, cache.entry("zones", zones_key)),
        ),
    )


def prepare(scenario: str, data_dir: Path, scenarios_dir: Path) -> Prepared:
    """Check a scenario and compute the identity of its run; nothing heavy is loaded.

    Raises
    ------
    ScenarioError
        With every problem of the file and its parents.
    """
    outcome = check_file(scenario, data_dir, scenarios_dir)
    loaded = outcome.scenario
    if loaded is None or has_errors(outcome.issues):
        raise ScenarioError(f"{outcome.path} cannot be run", outcome.issues)
    targets = read_targets(data_dir / "policy" / "targets.yaml")
    return Prepared(
        scenario=loaded,
        data_dir=data_dir,
        identity={
            "data": data_hashes(data_dir),
            "scenario": fingerprint(loaded.document.model_dump(mode="json")),
            "code": code_fingerprint(),
            "libraries": library_versions(),
            "seed": loaded.document.seed,
            **_own_files(loaded),
        },
        issues=outcome.issues,
        targets=targets,
    )


def _flight_schedule(scenario: Scenario) -> Path | None:
    """Path of the table of flights, from the folder of the file that names it."""
    name = scenario.document.operations.flight_schedule
    if name is None:
        return None
    return scenario.where(("operations", "flight_schedule"))[0].parent / name


def _own_files(scenario: Scenario) -> dict[str, str]:
    """Content of files beside the scenario that it names; nothing where it names none."""
    path = _flight_schedule(scenario)
    return {} if path is None else {"flight_schedule": fingerprint_file(path)}


def data_hashes(data_dir: Path) -> dict[str, str]:
    """SHA-256 of every table, geometry and document of a data folder, by relative path."""
    return {
        path.relative_to(data_dir).as_posix(): fingerprint_file(path)
        for path in sorted(data_dir.rglob("*"))
        if path.suffix in {".csv", ".geojson", ".yaml"}
    }


def search_settings(document: ScenarioDocument) -> SearchSettings:
    """Translate a document's settings into the router's."""
    routing, access, circle = (
        document.routing,
        document.accessibility,
        document.one_hour_circle,
    )
    return SearchSettings(
        walk=WalkSettings(
            speed_kmh=routing.walk_speed_kmh,
            max_access_m=float(routing.max_access_walk_m),
            max_transfer_m=float(routing.max_transfer_walk_m),
        ),
        map_window=Window.parse(access.departures, step_min=access.step_min),
        access_window=Window.parse(access.departures, step_min=access.sums_step_min),
        corridor_window=Window.parse(circle.window, step_min=1),
        circle_window=Window.parse(circle.window, step_min=circle.step_min),
        circle_origins=circle.sample,
        percentile=access.percentile,
        cutoffs_min=tuple(access.cutoffs_min),
        max_time_s=routing.max_time_min * 60,
        max_rides=routing.max_rides,
    )


def inherited_modifications(scenario: Scenario) -> int:
    """How many modifications a scenario has from its parents; its own follow after them.

    A scenario without any of its own gives the number of all.
    """
    total = len(scenario.document.modifications)
    places = range(total)
    own = (p for p in places if scenario.where(("modifications", p))[0] == scenario.files[0])
    return next(own, total)


def validate(
    scenario: Path | str, *, data_dir: Path | None = None, scenarios_dir: Path | None = None
) -> tuple[Issue, ...]:
    """Every problem of a scenario, without running it; no problem gives an empty tuple.

    Folders that are not given are those of the project the working directory lies in.
    """
    project = find_project(data_dir, scenarios=scenarios_dir)
    return check_file(str(scenario), project.data, project.scenarios).issues
