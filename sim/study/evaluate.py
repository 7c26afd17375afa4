"""From a checked scenario to network, travel times and judged targets; only the cache is written.

Every table of travel times is kept under two keys. The first is what the router is given (stops,
lines, trains, zones): it costs nothing to look up. The second is what the router makes of it, the
compiled timetable and links: a change that leaves those alone, such as a flight or a station where
nothing stops, finds its times there although the network is another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import pandas as pd

from sim.compiled import kernels_are_compiled
from sim.fingerprint import fingerprint
from sim.indicators import (
    BoardRow,
    Evidence,
    compute_indicators,
    detail_tables,
    target_board,
)
from sim.modifications import ChangeReport, apply_modifications
from sim.modifications.base import ModificationBase
from sim.network.model import Network
from sim.network.opportunities import opportunity_layers
from sim.study.access_tables import ACCESS_TABLES, access_key, access_tables
from sim.study.cache import StageCache, code_fingerprint, library_versions
from sim.study.demand_caveats import demand_caveats
from sim.study.demand_names import DEMAND_FRAMES, SERVICE_FRAME
from sim.study.gateway_names import GATEWAY_TABLES, INTERCHANGES, RAIL_TIMES
from sim.study.prepare import Prepared
from sim.study.searched import searched_parts
from sim.study.skims import centre_times, corridor_times, door_to_door
from sim.study.stages import Report, Share, Stages
from sim.study.world import World, build_world

__all__ = [
    "SKIMS",
    "Evaluated",
    "Report",
    "Stages",
    "evaluate",
    "evaluate_variant",
    "kept_service",
    "skim_key",
]

SKIMS = (*ACCESS_TABLES, "corridor_times", "centre_times", "door_to_door", INTERCHANGES)
"""Tables of travel times a scenario is judged and shown by."""

SEARCH_SOURCES = (
    "accessibility",
    "equity",
    "network",
    "routing",
    "study",
    "geometry.py",
    "clock.py",
)


@dataclass(frozen=True)
class Evaluated:
    """A scenario's network with its travel times and its judged targets.

    ``baseline`` is the network before the modifications, where there are any; ``skims`` holds the
    tables that were asked for, by name (see `SKIMS`); ``details`` the cases behind the values.
    """

    network: Network
    baseline: Network | None
    changes: ChangeReport
    skims: Mapping[str, pd.DataFrame]
    board: tuple[BoardRow, ...]
    details: Mapping[str, pd.DataFrame]


def evaluate(
    prepared: Prepared,
    cache: StageCache,
    stages: Stages,
    *,
    skims: Sequence[str] = SKIMS,
    cores: int | None = None,
) -> Evaluated:
    """Evaluate a scenario whose network is built (`Prepared.with_network`).

    Tables not named in `skims` are left out, and what needs them stays "not computed". Those of
    demand and of a simulated day come with the whole of them, where the scenario has them. `cores`
    work on that day; the results do not depend on how many.
    """
    whole = tuple(skims) == SKIMS
    if whole:
        document = prepared.scenario.document
        demand = DEMAND_FRAMES if document.demand.enabled else ()
        gateway = GATEWAY_TABLES if document.gateway.enabled else ()
        skims = (*SKIMS, RAIL_TIMES, *gateway, *demand)
    return _evaluated(
        prepared,
        (prepared.network, prepared.baseline, prepared.changes),
        cache,
        stages,
        skims=skims,
        day=partial(_day, prepared, cache, stages, cores) if whole else None,
    )


def evaluate_variant(
    prepared: Prepared,
    modifications: Sequence[ModificationBase],
    cache: StageCache,
    stages: Stages,
    *,
    skims: Sequence[str] = SKIMS,
) -> Evaluated:
    """Evaluate the scenario with another list of modifications, on the same base network.

    Raises
    ------
    ScenarioError
        If the list cannot be applied: a later entry needs one that was left out.
    """
    base = prepared.baseline or prepared.network
    network, report = apply_modifications(base, modifications)
    return _evaluated(prepared, (network, base, report), cache, stages, skims=skims)


def skim_key(prepared: Prepared, network: Network) -> str:
    """Fingerprint of what the router is given and what is asked of it."""
    return fingerprint(*searched_parts(network), *_asked(prepared))


def kept_service(prepared: Prepared, network: Network, cache: StageCache) -> pd.DataFrame | None:
    """What travellers met when the demand of a scenario was solved (`sim.study.demand_service`).

    ``None`` where the scenario has no demand, or the cache does not hold it any more.
    """
    stages = _demand_stage(prepared, network, cache)
    if not stages:
        return None
    frame = cache.read(SERVICE_FRAME, stages[0].key(SERVICE_FRAME, skim_key(prepared, network)))
    return None if frame is None or frame.empty else frame


def _asked(prepared: Prepared) -> tuple[object, ...]:
    return (
        prepared.settings,
        prepared.corridor_ids,
        code_fingerprint(*SEARCH_SOURCES),
        library_versions(),
    )


def _evaluated(
    prepared: Prepared,
    built: tuple[Network, Network | None, ChangeReport],
    cache: StageCache,
    stages: Stages,
    *,
    skims: Sequence[str],
    day: Callable[[Mapping[str, pd.DataFrame]], Mapping[str, pd.DataFrame]] | None = None,
) -> Evaluated:
    network, baseline, changes = built
    tables = _skims(prepared, network, cache, stages, names=skims)
    if day is not None and prepared.scenario.document.operations.enabled:
        tables |= day(tables)
    board, details = stages.run("judge the targets", lambda _: _judge(prepared, network, tables))
    if INTERCHANGES in tables and "station_flows" in tables:
        from sim.study.gateway import with_transfers  # noqa: PLC0415 - heavy, where wanted

        # targets are judged by service, so that a variant without demand is judged alike
        tables[INTERCHANGES] = with_transfers(tables[INTERCHANGES], tables["station_flows"])
    if "airport_peak_hour" in tables:
        from sim.study.gateway_corridors import corridor_frames  # noqa: PLC0415 - heavy

        tables |= corridor_frames(prepared, network, tables)
    return Evaluated(network, baseline, changes, tables, board, details)


def _day(
    prepared: Prepared,
    cache: StageCache,
    stages: Stages,
    cores: int | None,
    tables: Mapping[str, pd.DataFrame],
) -> Mapping[str, pd.DataFrame]:
    """Tables of the simulated day, from those of demand."""
    from sim.study.day.frames import operations_frames  # noqa: PLC0415 - heavy, where wanted

    searched = skim_key(prepared, prepared.network)
    return operations_frames(prepared, tables, cache, stages, searched=searched, cores=cores)


def _skims(
    prepared: Prepared,
    network: Network,
    cache: StageCache,
    stages: Stages,
    *,
    names: Sequence[str],
) -> dict[str, pd.DataFrame]:
    """Travel-time tables, each from the cache if nothing it depends on has changed."""
    asked = _asked(prepared)
    given = skim_key(prepared, network)
    made: list[tuple[World, str]] = []

    def world() -> tuple[World, str]:
        if made:
            return made[0]
        if not kernels_are_compiled():
            from sim.routing.warm import TITLE, compile_kernels  # noqa: PLC0415 - once

            stages.run(TITLE, compile_kernels)
        walk = prepared.settings.walk
        built = stages.run("link zones and stops", lambda _: build_world(network, walk))
        made.append((built, fingerprint(built.content, *asked)))
        return made[0]

    found: dict[str, pd.DataFrame] = {}
    for stage in _stages(prepared, network, cache):
        wanted = [name for name in stage.tables if name in names]
        keys = {name: stage.key(name, given) for name in wanted}
        kept = {name: cache.read(name, key) for name, key in keys.items()}
        if any(frame is None for frame in kept.values()):
            searchable, compiled = world()
            content = {name: stage.key(name, compiled) for name in (*stage.tables, *stage.kept)}
            kept = {name: cache.read(name, content[name]) for name in wanted}
            if any(frame is None for frame in kept.values()):
                fresh = stages.run(stage.title, partial(stage.compute, searchable))
                for name, frame in fresh.items():
                    cache.write(name, content[name], frame)
                kept = {name: fresh[name] for name in wanted}
            for name in (*wanted, *stage.kept):
                cache.alias(name, stage.key(name, given), content[name])
        found |= {name: frame for name, frame in kept.items() if frame is not None}
    return {name: found[name] for name in names}


@dataclass(frozen=True)
class _Stage:
    """One search and the tables it gives; ``asked`` is what a table depends on beside the rest.

    ``kept`` are tables that it gives as well, for others to read from the cache.
    """

    title: str
    tables: tuple[str, ...]
    compute: Callable[[World, Share], Mapping[str, pd.DataFrame]]
    asked: Mapping[str, str] = field(default_factory=dict)
    kept: tuple[str, ...] = ()

    def key(self, table: str, searched: str) -> str:
        """What a table is kept under, given the key of what is searched."""
        asked = self.asked.get(table)
        return searched if asked is None else fingerprint(searched, asked)


def _stages(prepared: Prepared, network: Network, cache: StageCache) -> tuple[_Stage, ...]:
    settings = prepared.settings
    asked = prepared.scenario.document.accessibility
    layers = opportunity_layers(prepared.data_dir, network)
    key = access_key(layers, asked, prepared.seed)
    return (
        *_demand_stage(prepared, network, cache),
        _Stage(
            "minutes and people within reach",
            ACCESS_TABLES,
            lambda world, share: access_tables(
                world, settings, share, layers=layers, asked=asked, seed=prepared.seed
            ),
            {name: key for name in ACCESS_TABLES if name != "zone_access"},
        ),
        _Stage(
            "airport corridors",
            ("corridor_times",),
            lambda world, _: {
                "corridor_times": corridor_times(world, settings, prepared.corridor_ids)
            },
        ),
        _Stage(
            "from the centre",
            ("centre_times",),
            lambda world, _: {"centre_times": centre_times(world, settings)},
        ),
        _Stage(
            "door to door in the province",
            ("door_to_door",),
            lambda world, share: {"door_to_door": door_to_door(world, settings, share)},
        ),
        *_gateway_stages(prepared, network, cache),
    )


def _gateway_stages(prepared: Prepared, network: Network, cache: StageCache) -> tuple[_Stage, ...]:
    from sim.study.gateway import GatewayPart, gateway_parts  # noqa: PLC0415 - where wanted

    def stage(part: GatewayPart) -> _Stage:
        return _Stage(
            part.title,
            part.tables,
            lambda world, _: part.compute(world),
            dict.fromkeys(part.tables, part.key),
        )

    parts = gateway_parts(prepared, network, cache, searched=skim_key(prepared, network))
    return tuple(stage(part) for part in parts)


def _demand_stage(prepared: Prepared, network: Network, cache: StageCache) -> tuple[_Stage, ...]:
    if not prepared.scenario.document.demand.enabled:
        return ()
    from sim.study.demand import demand_frames, demand_key  # noqa: PLC0415 - heavy, where wanted

    key = fingerprint(skim_key(prepared, network), demand_key(prepared, network))
    return (
        _Stage(
            "demand: choice, traffic, crowding",
            DEMAND_FRAMES,
            lambda _, share: demand_frames(prepared, network, cache, share),
            dict.fromkeys((*DEMAND_FRAMES, SERVICE_FRAME), key),
            kept=(SERVICE_FRAME,),
        ),
    )


_NO_DEMAND = "the demand model is switched off (demand: enabled: false, or --no-demand)"


def _ebike_share(prepared: Prepared) -> float:
    from sim.study.demand import demand_parameters  # noqa: PLC0415 - heavy, where wanted

    return demand_parameters(prepared)["ebike_share"]


def _judge(
    prepared: Prepared, network: Network, skims: Mapping[str, pd.DataFrame]
) -> tuple[tuple[BoardRow, ...], dict[str, pd.DataFrame]]:
    from sim.study.gateway import transit_of  # noqa: PLC0415 - heavy, where wanted

    targets = prepared.targets
    values = compute_indicators(
        Evidence(
            network=network,
            targets=targets,
            rail_lines=prepared.rail_lines,
            corridor_times=skims.get("corridor_times"),
            door_to_door=skims.get("door_to_door"),
            centre_times=skims.get("centre_times"),
            mode_shares=skims.get("mode_shares"),
            pt_share_intervals=skims.get("pt_share_intervals"),
            ebike_share=_ebike_share(prepared) if "mode_shares" in skims else None,
            demand_reason=_NO_DEMAND,
            demand_caveats=demand_caveats(skims, prepared.scenario.document.demand),
            interchanges=skims.get(INTERCHANGES),
            simulated_transfers=skims.get("operations_transfers"),
            transit=transit_of(prepared, network, skims.get("gateway_ground")),
            circle_hubs=prepared.circle_hubs,
            circle_window=prepared.settings.circle_window,
        )
    )
    rows = target_board(values, targets)
    wanted = prepared.target_ids or [target.id for target in targets]
    return tuple(row for row in rows if row.target_id in wanted), detail_tables(values)
