"""The policy document, and hand-made networks to measure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from indicator_samples import hub

from sim.indicators import Evidence, Target, read_targets
from sim.network.examples import ALWAYS, empty, stop
from sim.network.model import (
    Network,
    Quality,
    RouteId,
    Section,
    SectionId,
    StopId,
    Train,
)

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def targets() -> tuple[Target, ...]:
    return read_targets(ROOT / "network_data" / "policy" / "targets.yaml")


@pytest.fixture
def evidence_of(targets: tuple[Target, ...]) -> Callable[..., Evidence]:
    def build(network: Network, **frames: object) -> Evidence:
        return Evidence(network, targets, **frames)  # type: ignore[arg-type]

    return build


@pytest.fixture
def make_section() -> Callable[..., Section]:
    """A section of 10 km, open since ever, of the metro, in the city's total."""

    def build(section_id: str, length_km: float = 10.0, **changes: object) -> Section:
        made = Section(
            section_id=SectionId(section_id),
            route_id=RouteId("L"),
            track_id=section_id,
            name_zh=section_id,
            name_en=section_id,
            length_km=length_km,
            open_date=ALWAYS,
            close_date=None,
            status_2016_07="operating",
            system_class="metro",
            in_city_total=True,
            inside_share=1.0,
            quality=Quality.OFFICIAL,
            source="made by hand",
        )
        return replace(made, **changes)  # type: ignore[arg-type]

    return build


@pytest.fixture
def rail() -> Callable[..., Network]:
    """A network of trains; Hangzhou East and Hangzhou are its open main stations."""

    def build(*trains: Train) -> Network:
        network = empty()
        stop_ids = {call.stop_id for one in trains for call in one.calls}
        stops = {
            stop_id: stop(stop_id, 1000.0 * place, mode_id="rail")
            for place, stop_id in enumerate(sorted({*stop_ids, "R_hangzhou_east", "R_hangzhou"}))
        }
        hubs = [hub("hangzhou_east", "R_hangzhou_east"), hub("hangzhou", "R_hangzhou")]
        return replace(
            network,
            stops={StopId(stop_id): made for stop_id, made in stops.items()},
            trains={one.trip_id: one for one in trains},
            hubs={one.hub_id: one for one in hubs},
        )

    return build
