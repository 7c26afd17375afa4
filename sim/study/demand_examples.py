"""A small result of demand made by hand: six zones, two lines that meet, two periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from sim.demand.model import (
    Alternative,
    DemandResult,
    DemandZones,
    Floats64,
    Iteration,
    LevelOfService,
    Period,
    Purpose,
    RoadFlows,
    RoadSkims,
    SlowSkims,
    TransitLoads,
    TransitSkims,
    TripEnds,
)
from sim.demand.segments import QuarterHour
from sim.network.examples import empty, section, with_route
from sim.network.model import Network, Zone, ZoneId

__all__ = [
    "AREAS",
    "PARAMETERS",
    "QUARTER_HOURS",
    "ROAD_LINKS",
    "small_ends",
    "small_network",
    "small_result",
]

PARAMETERS: Mapping[str, float] = MappingProxyType(
    {
        "walk_speed_kmh": 4.5,
        "cycle_speed_kmh": 15.0,
        "cycle_access_min": 2.0,
        "cycle_max_km": 100.0,
        "walk_max_km": 100.0,
        "hire_empty_share": 0.25,
        "drive_access_min": 6.0,
        "hire_wait_min": 6.0,
    }
)
"""Of ``demand/parameters``, what tables need."""

AREAS = pd.DataFrame(
    {
        "area_id": ["city", "city", "urban"],
        "name_zh": ["全市", "全市", "市区"],
        "name_en": ["Whole city", "Whole city", "Urban area"],
        "county_id": ["1", "2", "1"],
    }
)
"""``demand/areas``."""

ROAD_LINKS = pd.DataFrame(
    {
        "link_id": ["r1", "r2"],
        "name_zh": ["东路", ""],
        "road_class": ["main", "main"],
        "geometry": ["120.00 30.00;120.01 30.00", "120.01 30.00;120.02 30.00"],
    }
)
"""``road/drive_links``."""

_HOUR_S = 3600
_PERIODS = (
    Period("peak", "高峰", "Peak", ((7 * _HOUR_S, 8 * _HOUR_S),)),
    Period("rest", "其他", "Rest", ((6 * _HOUR_S, 7 * _HOUR_S), (8 * _HOUR_S, 9 * _HOUR_S))),
)
QUARTER_HOURS = tuple(
    QuarterHour(
        start_s=start_s,
        period_id="peak" if 7 * _HOUR_S <= start_s < 8 * _HOUR_S else "rest",
        share_of_day=0.1 if 7 * _HOUR_S <= start_s < 8 * _HOUR_S else 0.075,
        share_of_period=0.25 if 7 * _HOUR_S <= start_s < 8 * _HOUR_S else 0.125,
    )
    for start_s in range(6 * _HOUR_S, 9 * _HOUR_S, 900)
)
"""Four quarters of an hour of the peak, eight around it."""

_PURPOSES = (
    Purpose("work", "上班", "Work", "home", is_commuting=True, resident_share=1.0,
            out_share=(0.4, 0.1), back_share=(0.1, 0.4), value_of_time_factor=1.0, parking_h=8.0),
    Purpose("other", "其他", "Other", "home", is_commuting=False, resident_share=1.0,
            out_share=(0.2, 0.3), back_share=(0.1, 0.4), value_of_time_factor=1.0, parking_h=1.0),
    Purpose("hub", "车站", "Station", "special", is_commuting=False, resident_share=0.5,
            out_share=(0.2, 0.3), back_share=(0.2, 0.3), value_of_time_factor=1.0, parking_h=1.0),
)  # fmt: skip
_ALTERNATIVES = (
    Alternative("foot", "步行", "On foot", "walk", "active", is_motorised=False,
                is_public_transport=False, needs_car=False, persons_per_vehicle=1, colour="#111"),
    Alternative("wheel", "骑行", "Cycle", "cycle", "active", is_motorised=False,
                is_public_transport=False, needs_car=False, persons_per_vehicle=1, colour="#222"),
    Alternative("together", "公交", "Public transport", "transit", "transit", is_motorised=True,
                is_public_transport=True, needs_car=False, persons_per_vehicle=1, colour="#333"),
    Alternative("own", "小汽车", "Car", "drive", "private", is_motorised=True,
                is_public_transport=False, needs_car=True, persons_per_vehicle=1.4, colour="#444"),
    Alternative("hired", "出租车", "Taxi", "hire", "private", is_motorised=True,
                is_public_transport=False, needs_car=False, persons_per_vehicle=1.2, colour="#555"),
)  # fmt: skip
_SHARES = np.array([0.1, 0.3, 0.3, 0.2, 0.1])
_STOP = np.array([0, 0, 1, 1, 2, -1])
"""Stop that each zone uses: A, A, B, B, C; the last zone has none."""


def small_network() -> Network:
    """Line L1 from A to B on its own track and line L2 from B to C, 4 km a hop, with two counties.

    Examples
    --------
    >>> sorted(small_network().routes), len(small_network().zones)
    (['L1', 'L2'], 6)
    """
    network = with_route(
        empty(), "L1", {"main": "A B"}, sections=[section("s", "L1")],
        hop_sections={("A", "B"): "s"},
    )  # fmt: skip
    network = with_route(network, "L2", {"main": "B C"})
    cells = [
        Zone(ZoneId(f"c{row}"), "cell", f"{county}区", f"District {county}", 120.0 + row / 100,
             30.0, county, "", 100.0, 50.0)
        for row, county in enumerate("111222")
    ]  # fmt: skip
    return replace(network, zones={zone.zone_id: zone for zone in cells})


def small_result() -> DemandResult:
    """Demand between five zones; the sixth has people and no way to travel.

    Trips of a purpose are ``(i + 1)(j + 2)`` from home ``i`` to ``j``, the shares of the
    alternatives the same everywhere, but nobody rides within reach of one stop: they walk.

    Examples
    --------
    >>> result = small_result()
    >>> result.trips.shape, float(result.unconnected.sum())
    ((3, 2, 5, 6, 6), 5.0)
    """
    homes = _productions()
    days = [share[..., None, None] for share in (_out(), _back())]
    split = _split()
    trips = np.stack(
        [
            days[0][row] * (split * homes[row])[None]
            + days[1][row] * (split * homes[row]).swapaxes(1, 2)[None]
            for row in range(len(_PURPOSES))
        ]
    )
    made = homes.sum(axis=2)
    by_car = np.stack([0.4 * made, 0.6 * made], axis=1)
    composite = np.full(by_car.shape, 30.0)
    composite[:, :, 5] = np.inf
    return DemandResult(
        zones=_zones(),
        periods=_PERIODS,
        purposes=_PURPOSES,
        alternatives=_ALTERNATIVES,
        trips=trips.astype(np.float32),
        unconnected=np.array([0.0, 5.0, 0.0]),
        logsum_min=composite,
        logsum_trips=by_car,
        service=_service(),
        transit=tuple(_loads(trips[:, period, 2].sum(axis=0)) for period in range(2)),
        road=tuple(_roads(period) for period in range(2)),
        iterations=(
            Iteration(1, 0.2, 0.1, 0.01, 0.02),
            Iteration(2, 0.005, 0.004, 0.0001, 0.001),
        ),
        converged=True,
        mean_km=np.array([4.0, 3.0, 5.0]),
    )


def small_ends() -> TripEnds:
    """Trip ends of the small result; five trips of the sixth zone have no way to travel.

    Examples
    --------
    >>> small_ends().productions.sum(axis=0).tolist()[-2:]
    [300.0, 5.0]
    """
    homes = _productions()
    produced, attracted = homes.sum(axis=2), homes.sum(axis=1)
    produced[1, 5] = 5.0
    attracted[1, 0] += 5.0
    return TripEnds(produced, attracted)


def _productions() -> Floats64:
    """Trips from home [U, Z, Z]; those to the station all end in zone 4."""
    i, j = np.indices((6, 6))
    plain = ((i + 1) * (j + 2)).astype(np.float64)
    plain[5], plain[:, 5] = 0.0, 0.0
    return np.stack([plain, 2 * plain, np.where((j == 4) & (i != 4), plain, 0.0)])


def _out() -> Floats64:
    return np.array([purpose.out_share for purpose in _PURPOSES])[..., None]


def _back() -> Floats64:
    return np.array([purpose.back_share for purpose in _PURPOSES])[..., None]


def _split() -> Floats64:
    """Shares of the alternatives [A, Z, Z]; between zones at one stop public transport has none."""
    split = np.broadcast_to(_SHARES[:, None, None], (5, 6, 6)).copy()
    same = _STOP[:, None] == _STOP[None, :]
    split[0][same] += split[2][same]
    split[2][same] = 0.0
    return split


def _zones() -> DemandZones:
    ids = ("z0", "z1", "z2", "z3", "hub", "z5")
    first = np.array([True, True, True, False, False, False])
    return DemandZones(
        zone_ids=ids,
        names_zh=tuple(f"{name}区" for name in ids),
        names_en=tuple(f"Zone {name}" for name in ids),
        county_ids=tuple("111222"),
        kind=("area", "area", "area", "area", "station", "area"),
        lon=np.array([120.0, 120.01, 120.04, 120.05, 120.08, 120.3]),
        lat=np.full(6, 30.0),
        population=np.array([300.0, 200.0, 100.0, 400.0, 0.0, 50.0]),
        jobs=np.array([100.0, 100.0, 200.0, 100.0, 0.0, 5.0]),
        car_share=np.array([0.4, 0.4, 0.5, 0.5, 0.0, 0.6]),
        parking_id=("core", "core", "zone_1", "elsewhere", "core", "elsewhere"),
        areas={"city": np.full(6, fill_value=True), "urban": first},
        cell_ids=tuple(f"c{row}" for row in range(6)),
        cell_row=np.array([0, 1, 2, 3, 3, 5]),
        special_stop_ids=((), (), (), (), ("C",), ()),
    )


def _service() -> LevelOfService:
    """Every pair 2 km of street per step between zones; rides of 4 km and 5 min a hop."""
    i, j = np.indices((6, 6))
    km = np.where(i == j, 0.5, 2.0 * np.abs(i - j))
    km[5], km[:, 5] = np.inf, np.inf
    hops = np.abs(_STOP[:, None] - _STOP[None, :]).astype(np.float64)
    hops[(hops == 0) | (_STOP[:, None] < 0) | (_STOP[None, :] < 0)] = np.inf

    def days(matrix: Floats64) -> np.ndarray:
        return np.stack([matrix, matrix]).astype(np.float32)

    return LevelOfService(
        transit=TransitSkims(
            cost_min=days(20 + 6 * hops),
            walk_min=days(np.where(np.isfinite(hops), 10.0, np.inf)),
            wait_min=days(5 * hops),
            crowd_min=days(np.where(np.isfinite(hops), 0.0, np.inf)),
            ride_min={"train": days(5 * hops)},
            ride_km={"train": days(4 * hops)},
            boardings={"train": days(hops)},
            entries={"train": days(np.where(np.isfinite(hops), 1.0, np.inf))},
        ),
        road=RoadSkims(minutes=days(2 * km), km=days(1.2 * km)),
        slow=SlowSkims(km=km.astype(np.float32)),
    )


def _loads(between: Floats64) -> TransitLoads:
    """Passengers on the two lines: from A to C they change at B, inside one system."""
    stop = np.zeros((3, 3))
    for origin in range(5):
        for destination in range(5):
            stop[_STOP[origin], _STOP[destination]] += between[origin, destination]
    on = np.array([stop[0, 1:].sum(), stop[1:, 0].sum(), stop[:2, 2].sum(), stop[2, :2].sum()])
    changed = stop[0, 2] + stop[2, 0]
    entries, exits = stop.sum(axis=1), stop.sum(axis=0)
    inside = np.array([0.0, changed, 0.0])
    return TransitLoads(
        pattern_ids=("L1.0", "L1.1", "L2.0", "L2.1"),
        route_ids=("L1", "L1", "L2", "L2"),
        mode_ids=("train", "train", "train", "train"),
        directions=(0, 1, 0, 1),
        hop_pattern=np.arange(4),
        hop_position=np.zeros(4, np.int64),
        from_stop_ids=("A", "B", "B", "C"),
        to_stop_ids=("B", "A", "C", "B"),
        load=on,
        capacity=np.array([100.0, 100.0, np.nan, np.nan]),
        seats=np.array([40.0, 40.0, np.nan, np.nan]),
        board=on,
        alight=on,
        ride_s=np.full(4, 300.0),
        km=np.full(4, 4.0),
        stop_ids=("A", "B", "C"),
        entries=entries,
        exits=exits,
        boardings=entries + inside,
        alightings=exits + inside,
        transfers=inside,
        denied=np.array([1.0, 0.0, 0.0]),
        trips=float(stop.sum()),
        unassigned=0.0,
    )


def _roads(period: int) -> RoadFlows:
    """Both ways on the first link, the second is shut to cars."""
    return RoadFlows(
        link_ids=("r1", "-r1", "r2"),
        volume_per_h=np.array([900.0, 600.0, 0.0]) / (period + 1),
        capacity_per_h=np.array([1000.0, 1000.0, 0.0]),
        free_min=np.array([2.0, 2.0, 1.0]),
        minutes=np.array([2.5, 2.2, 1.0]),
        gap=0.0001,
        iterations=10,
        converged=True,
        unassigned=0.0,
    )
