"""The demand of a run: a scenario's case is solved, and told as the tables every run writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from sim.demand.case import CASE_TABLES, DemandCase, LoopSettings, build_case
from sim.demand.counts import counts_of
from sim.demand.elasticity import elasticities
from sim.demand.loop import Standing, solve_demand
from sim.demand.model import DemandResult, Floats32, LevelOfService, TransitSkims
from sim.demand.parameters import Parameters, parameters_of, with_values
from sim.demand.sample import Pricing, Sample, draw_sample, same_pairs
from sim.demand.sample_travellers import travellers
from sim.demand.share_definitions import shares_pct
from sim.demand.share_tables import share_tables
from sim.demand.transit.assign import solve_transit
from sim.demand.transit.fleet import fleet_of
from sim.demand.transit.graph import build_transit
from sim.demand.uncertainty import draws_of
from sim.fingerprint import fingerprint
from sim.network.model import Network
from sim.network.opportunities import opportunity_layers
from sim.study.cache import StageCache, code_fingerprint
from sim.study.demand_matrices import matrix_frame
from sim.study.demand_names import MATRIX_FRAME, SERVICE_FRAME
from sim.study.demand_pricing import pricing_of
from sim.study.demand_service import service_frame
from sim.study.demand_tables import demand_tables
from sim.study.demand_vehicles import VEHICLES, with_vehicles
from sim.study.prepare import Prepared
from sim.study.searched import searched_parts
from sim.study.stages import Share, Stages
from sim.tables import read_table

__all__ = [
    "demand_frames",
    "demand_key",
    "demand_of",
    "demand_parameters",
]

_STANDING = "demand_standing"
_PARAMETERS, _DRAWS, _TARGET = "demand/parameters", "demand/draws", "pt_share"
_DATA = ("demand/", "road/", "land/", "metro/fares")

Tables = Mapping[str, pd.DataFrame]
ByMode = Mapping[str, Floats32]


@dataclass(frozen=True)
class _Asked:
    """A scenario's demand settings with the tables and values they are read with."""

    settings: LoopSettings
    tables: Tables
    parameters: Parameters
    draws: int


def demand_parameters(prepared: Prepared) -> Parameters:
    """Values of ``demand/parameters``, those that the scenario sets itself in place of them.

    Walking is the scenario's own (``routing``), whatever stands in the table.
    """
    rows = parameters_of(read_table(prepared.data_dir, _PARAMETERS))
    values = with_values(rows, prepared.scenario.document.demand.parameters)
    return MappingProxyType({**values, **_walking(prepared)})


def _walking(prepared: Prepared) -> Parameters:
    return {"walk_speed_kmh": prepared.settings.walk.speed_kmh}


def demand_key(prepared: Prepared, network: Network) -> str:
    """Fingerprint of what demand depends on beside what the router is given."""
    data = {
        name: digest for name, digest in prepared.identity["data"].items() if name.startswith(_DATA)
    }
    return fingerprint(
        data,
        prepared.scenario.document.demand.model_dump(mode="json"),
        network.part_fingerprint("prices"),
        network.operations.vehicles,
        network.horizon_year,
        prepared.settings.walk,
        _threshold(prepared),
        "" if prepared.baseline is None else prepared.baseline.fingerprint,
        code_fingerprint("demand", "network", "routing", "study"),
    )


def demand_of(
    prepared: Prepared,
    cache: StageCache,
    stages: Stages,
    parameters: Parameters | None = None,
) -> DemandResult:
    """Demand of a scenario whose network is built, in balance with supply; nothing is kept.

    `parameters` stand in place of those of the tables and of the scenario.
    """
    del cache
    asked = _asked(prepared, parameters)
    case = stages.run("zones, trips and networks of demand", lambda _: _case(prepared, asked))
    return stages.run(
        "trips, traffic and crowding",
        lambda share: solve_demand(case, asked.settings, share).result,
    )


def demand_frames(
    prepared: Prepared, network: Network, cache: StageCache, share: Share
) -> dict[str, pd.DataFrame]:
    """Every table of a run's demand, its matrix (`DEMAND_FRAMES`) and `SERVICE_FRAME`.

    Raises
    ------
    DataError, NetworkError
        If a table cannot be used, demand cannot be balanced, or more draws are asked for than
        there are.
    """
    asked = _asked(prepared, None, network)
    draws = draws_of(
        read_table(prepared.data_dir, _DRAWS),
        asked.parameters,
        asked.draws,
        fixed={**prepared.scenario.document.demand.parameters, **_walking(prepared)},
    )
    case = _case(prepared, asked, network)
    start = _at_old_prices(prepared, case, asked, cache, lambda done: share(0.05 + 0.4 * done))
    begun = 0.05 if start is None else 0.45
    solved = solve_demand(
        case, asked.settings, lambda done: share(begun + (0.8 - begun) * done), start=start
    )
    if start is None:  # other prices on this network start from here
        cache.kept(_STANDING, _standing_key(prepared, network), lambda: solved.standing)
    result = solved.result
    pricing = pricing_of(
        case.network, result.service, asked.parameters, asked.tables["metro/fares"]
    )
    sample = _sample(result, pricing)
    whole = shares_pct(counts_of(result), ebike_share=asked.parameters["ebike_share"])
    checks = elasticities(
        travellers(sample, asked.parameters), result.alternatives, case.prices, asked.parameters
    )
    tables = demand_tables(
        result,
        network,
        ends=case.ends,
        parameters=asked.parameters,
        areas=asked.tables["demand/areas"],
        road_links=asked.tables["road/drive_links"],
        quarter_hours=case.segments.quarter_hours,
        crowding=case.curve,
        checks=checks,
    )
    share(0.9)
    tables |= share_tables(
        sample,
        whole,
        draws,
        threshold=_threshold(prepared),
        before=_before(prepared, case, asked, result, sample),
    )
    share(0.98)
    return tables | {
        MATRIX_FRAME: matrix_frame(result, parameters=asked.parameters),
        SERVICE_FRAME: service_frame(result, pricing.fares_yuan),
    }


def _asked(
    prepared: Prepared, parameters: Parameters | None, network: Network | None = None
) -> _Asked:
    demand = prepared.scenario.document.demand
    built = prepared.network if network is None else network
    tables = {name: read_table(prepared.data_dir, name) for name in CASE_TABLES}
    values = demand_parameters(prepared) if parameters is None else parameters
    return _Asked(
        settings=LoopSettings(
            zones=demand.zones,
            crowding=demand.crowding,
            max_iterations=demand.max_iterations,
            tolerance=demand.tolerance,
        ),
        tables={**tables, VEHICLES: with_vehicles(tables[VEHICLES], built)},
        parameters=MappingProxyType({**values, **_walking(prepared)}),
        draws=demand.draws,
    )


def _case(prepared: Prepared, asked: _Asked, network: Network | None = None) -> DemandCase:
    built = prepared.network if network is None else network
    return build_case(
        built,
        asked.tables,
        opportunity_layers(prepared.data_dir, built),
        asked.parameters,
        walk=prepared.settings.walk,
        settings=asked.settings,
    )


def _at_old_prices(
    prepared: Prepared, case: DemandCase, asked: _Asked, cache: StageCache, share: Share
) -> Standing | None:
    """Where the loop stands on the scenario's network at the prices before its changes.

    A scenario that changes prices is solved from there, always: so its result depends on its
    inputs alone, and takes a few seconds where a run at the old prices was made before.
    """
    baseline = prepared.baseline
    if baseline is None or baseline.prices == case.network.prices:
        return None
    plain = replace(case.network, prices=baseline.prices)

    def solved() -> Standing:
        return solve_demand(_case(prepared, asked, plain), asked.settings, share).standing

    return cache.kept(_STANDING, _standing_key(prepared, plain), solved)


def _standing_key(prepared: Prepared, network: Network) -> str:
    """Fingerprint of what a loop that starts from nothing depends on; no name of a scenario."""
    return fingerprint(
        *searched_parts(network),
        network.part_fingerprint("airports"),
        demand_key(replace(prepared, _baseline=None), network),
    )


def _sample(result: DemandResult, pricing: Pricing) -> Sample:
    trips = None if result.home_trips is None else result.home_trips.sum(axis=1, dtype=np.float64)
    return draw_sample(result, pricing, trips=trips)


def _before(
    prepared: Prepared, case: DemandCase, asked: _Asked, result: DemandResult, sample: Sample
) -> Sample | None:
    """The same pairs with the lines of the network before the scenario's changes.

    Crowding is held as it is in the scenario, so that only lines and headways differ.
    """
    if prepared.baseline is None:
        return None
    graphs = build_transit(
        prepared.baseline,
        case.zones,
        case.segments.periods,
        asked.parameters,
        fleet_of(asked.tables[VEHICLES]),
        walk=prepared.settings.walk,
    )
    skims = solve_transit(graphs, asked.parameters).skims
    service = replace(result.service, transit=_as_crowded(skims, result.service))
    fares = asked.tables["metro/fares"]
    pricing = pricing_of(case.network, service, asked.parameters, fares)
    return same_pairs(sample, replace(result, service=service), pricing)


def _as_crowded(skims: TransitSkims, other: LevelOfService) -> TransitSkims:
    """Skims with the crowding minutes of another level of service, and all of its modes."""
    crowd = other.transit.crowd_min
    extra = np.where(np.isfinite(crowd), crowd, np.float32(0))

    def by_mode(own: Mapping[str, Floats32], wanted: Mapping[str, Floats32]) -> ByMode:
        nothing = np.zeros_like(skims.cost_min)
        return MappingProxyType({m: own.get(m, nothing) for m in sorted({*own, *wanted})})

    return replace(
        skims,
        cost_min=skims.cost_min + extra,
        crowd_min=np.where(np.isfinite(skims.cost_min), extra, np.float32(np.inf)),
        ride_min=by_mode(skims.ride_min, other.transit.ride_min),
        ride_km=by_mode(skims.ride_km, other.transit.ride_km),
        boardings=by_mode(skims.boardings, other.transit.boardings),
        entries=by_mode(skims.entries, other.transit.entries),
    )


def _threshold(prepared: Prepared) -> float:
    """What the target asks for (%); 60 where the document has no such target."""
    found = [one.threshold for one in prepared.targets if one.id == _TARGET]
    return float(found[0]) if found and found[0] is not None else 60.0
