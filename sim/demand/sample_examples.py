"""A small city for examples and tests: its whole demand, worked out pair by pair of zones.

Twelve zones along a road; two periods; four purposes. Choice is asked for every pair, so that a
sample can be held against the whole.
"""

from __future__ import annotations

import numpy as np

from sim.demand.choice import available_to, choose, nests
from sim.demand.costs import pair_costs, pairs_from_home, parking_yuan, road_charge_yuan
from sim.demand.distribution import purpose_car_share
from sim.demand.model import (
    Alternative,
    DemandResult,
    DemandZones,
    Floats32,
    Floats64,
    LevelOfService,
    Period,
    Purpose,
    RoadSkims,
    SlowSkims,
    TransitSkims,
)
from sim.demand.parameters import Parameters
from sim.demand.sample import Pricing, Sample, draw_sample
from sim.demand.value_of_time import time_values_of

__all__ = [
    "ALTERNATIVES",
    "PARAMETERS",
    "PERIODS",
    "PRICES",
    "PURPOSES",
    "STREET_MODES",
    "ZONES",
    "fares",
    "home_ends",
    "pricing",
    "service",
    "small_result",
    "small_sample",
    "with_values",
]

ZONES = 12
PERIODS = (
    Period("am_peak", "早高峰", "Morning peak", ((25200, 32400),)),
    Period("rest", "其他", "Rest", ((32400, 79200),)),
)
PURPOSES = (
    Purpose("work", "上班", "Work", "home", True, 1.0, (0.4, 0.1), (0.0, 0.5), 1.0, 8.0),
    Purpose("errand", "购物", "Errand", "home", False, 1.0, (0.1, 0.4), (0.1, 0.4), 0.8, 1.5),
    Purpose("visit", "公务", "Visit", "non_home", False, 1.0, (0.1, 0.4), (0.1, 0.4), 1.2, 1.5),
    Purpose("train", "乘火车", "Train", "special", False, 0.5, (0.2, 0.3), (0.1, 0.4), 1.5, 1.0),
)
ALTERNATIVES = (
    Alternative("walk", "步行", "Walk", "walk", "active", False, False, False, 1.0, "#888888"),
    Alternative("cycle", "骑行", "Cycle", "cycle", "active", False, False, False, 1.0, "#339966"),
    Alternative(
        "transit", "公交", "Transit", "transit", "transit", True, True, False, 1, "#1f5fa8"
    ),
    Alternative("car", "汽车", "Car", "drive", "private", True, False, True, 1.4, "#b5482f"),
    Alternative("taxi", "出租车", "Taxi", "hire", "private", True, False, False, 1.2, "#d99a1f"),
)
PARAMETERS = {
    "trip_rate_per_person_day": 2.3,
    "scale_per_min": 0.045,
    "theta_active": 0.8,
    "theta_transit": 1.0,
    "theta_private": 0.7,
    "value_of_time_yuan_per_h": 30.0,
    "value_of_time_sd_log": 0.6,
    "value_of_time_growth_pct": 4.0,
    "walk_weight": 2.0,
    "wait_weight": 2.0,
    "transfer_penalty_min": 6.0,
    "walk_trip_weight": 1.6,
    "walk_speed_kmh": 4.5,
    "cycle_weight": 1.3,
    "cycle_speed_kmh": 15.0,
    "cycle_access_min": 2.0,
    "cycle_max_km": 100.0,
    "walk_max_km": 100.0,
    "hire_empty_share": 0.25,
    "drive_access_min": 6.0,
    "fuel_l_per_100km": 9.0,
    "drive_other_yuan_per_km": 0.1,
    "hire_wait_min": 6.0,
    "parking_paid_share": 0.35,
    "constant_walk_min": 0.0,
    "constant_cycle_min": 5.0,
    "constant_transit_min": 0.0,
    "constant_drive_min": 5.0,
    "constant_hire_min": 20.0,
    "street_ride_weight": 1.2,
    "street_ride_error": 0.0,
    "local_bus_speed_kmh": 13.0,
    "local_bus_wait_min": 8.0,
    "local_bus_walk_min": 9.0,
    "ebike_share": 0.65,
    "cars_growth_error_pct": 0.0,
    "outer_growth_error_pct": 0.0,
}
PRICES = {
    "fuel": 6.6,
    "hire_flag_fall": 11.0,
    "hire_included_km": 3.0,
    "hire_per_km": 2.5,
    "parking_core": 10.0,
    "parking_elsewhere": 0.0,
    "road_charge_core": 0.0,
    "road_charge_elsewhere": 0.0,
}
STREET_MODES = frozenset({"street", "near"})


def _zones() -> DemandZones:
    inside = np.arange(ZONES) < ZONES // 2
    return DemandZones(
        zone_ids=tuple(f"z{n}" for n in range(ZONES)),
        names_zh=tuple(f"区{n}" for n in range(ZONES)),
        names_en=tuple(f"Zone {n}" for n in range(ZONES)),
        county_ids=("330102",) * ZONES,
        kind=("area",) * ZONES,
        lon=np.linspace(120.1, 120.4, ZONES),
        lat=np.full(ZONES, 30.25),
        population=np.linspace(40_000, 10_000, ZONES),
        jobs=np.linspace(30_000, 2_000, ZONES),
        car_share=np.linspace(0.2, 0.5, ZONES),
        parking_id=tuple("core" if n < 4 else "elsewhere" for n in range(ZONES)),
        areas={
            "city": np.ones(ZONES, dtype=bool),
            "urban": np.arange(ZONES) < 9,
            "main_city": inside,
        },
        cell_ids=(),
        cell_row=np.zeros(0, dtype=np.int64),
        special_stop_ids=((),) * ZONES,
    )


def service(rail_km: float = 1.0) -> LevelOfService:
    """Level of service; zones further apart are further away, rail helps the first eight.

    Examples
    --------
    >>> service().transit.cost_min.shape
    (2, 12, 12)
    """
    where = np.cumsum(1.0 + 0.3 * np.sin(np.arange(ZONES)))
    km = np.abs(where[:, None] - where[None, :]) * 1.3 + 0.6 * np.eye(ZONES)
    railed = (np.arange(ZONES) < 8 * rail_km)[:, None] & (np.arange(ZONES) < 8 * rail_km)[None, :]
    slower = np.array([1.2, 1.0])[:, None, None]
    rail = np.where(railed, km * 60 / 32, 0.0) * np.ones_like(slower)
    street = np.where(railed, 2.0, km * 60 / 14) * slower
    local = np.where(km < 4, street / 2, 0.0)
    wait, walk = 3 + 2 * slower * np.ones_like(km), 9 + 0.2 * km * np.ones_like(slower)
    changes = np.where(railed, 0.8, 0.3) * np.ones_like(slower)
    cost = 2 * walk + 2 * wait + rail + 1.2 * (street + local) + 6 * changes
    cost[:, np.arange(ZONES), np.arange(ZONES)] = np.inf
    boarded = {
        "rail": np.where(railed, 1.2, 0.0) * np.ones_like(slower),
        "street": np.where(railed, 0.5, 1.2) * np.ones_like(slower),
        "near": np.where(local > 0, 0.1, 0.0),
    }
    small = {name: one.astype(np.float32) for name, one in boarded.items()}
    ride = {
        name: one.astype(np.float32)
        for name, one in {"rail": rail, "street": street, "near": local}.items()
    }
    return LevelOfService(
        transit=TransitSkims(
            cost_min=cost.astype(np.float32),
            walk_min=walk.astype(np.float32),
            wait_min=wait.astype(np.float32),
            crowd_min=np.zeros_like(cost, dtype=np.float32),
            ride_min=ride,
            ride_km=ride,
            boardings=small,
            entries={name: one for name, one in small.items() if name == "rail"},
        ),
        road=RoadSkims(
            minutes=(slower * (3 + km * 60 / 22)).astype(np.float32),
            km=(km * np.ones_like(slower)).astype(np.float32),
        ),
        slow=SlowSkims(km.astype(np.float32)),
    )


def fares() -> Floats32:
    """A fare for every pair, by period (yuan).

    Examples
    --------
    >>> fares().dtype.name, fares().shape
    ('float32', (2, 12, 12))
    """
    km = service().slow.km
    return np.broadcast_to(1.5 + 0.15 * km, (len(PERIODS), ZONES, ZONES)).astype(np.float32)


def home_ends() -> Floats64:
    """Trips of a day by home end and other end [U, Z, Z]; visits are the same both ways.

    Examples
    --------
    >>> bool((home_ends()[2] == home_ends()[2].T).all())
    True
    """
    zones = _zones()
    near = np.exp(-0.15 * service().slow.km)
    found = np.array(
        [
            zones.population[:, None] * zones.jobs[None, :] * near * factor / 1e5
            for factor in (1.0, 1.5, 0.5, 0.1)
        ]
    )
    found[2] = (found[2] + found[2].T) / 2
    found[1, 3, 5] = 0.0
    return found


def pricing(parameters: Parameters | None = None, year: int = 2015) -> Pricing:
    """Fares, prices and parameters of the small city.

    Examples
    --------
    >>> pricing(year=2020).year
    2020
    """
    return Pricing(fares(), PRICES, STREET_MODES, "near", year, parameters or PARAMETERS)


def small_result(
    parameters: Parameters | None = None,
    at: LevelOfService | None = None,
    trips: Floats64 | None = None,
) -> DemandResult:
    """Every trip of every pair, by direct application of choice.

    Examples
    --------
    >>> small_result().trips.shape  # purposes, periods, alternatives, zones, zones
    (4, 2, 5, 12, 12)
    """
    values, zones, level = parameters or PARAMETERS, _zones(), at or service()
    demand = home_ends() if trips is None else trips
    made = np.zeros(
        (len(PURPOSES), len(PERIODS), len(ALTERNATIVES), ZONES, ZONES), dtype=np.float64
    )
    nest = nests(ALTERNATIVES, values)
    for u, purpose in enumerate(PURPOSES):
        worth = time_values_of(values, year=2015, factor=purpose.value_of_time_factor)
        parking = parking_yuan(
            zones.parking_id, PRICES, purpose.parking_h, at_both_ends=purpose.kind == "non_home"
        )
        for p in range(len(PERIODS)):
            pairs = pairs_from_home(
                level, p, purpose, transit_fare_yuan=fares(), parking=parking,
                road_charge=road_charge_yuan(zones.parking_id, PRICES),
            )  # fmt: skip
            minutes, money = pair_costs(pairs, ALTERNATIVES, PRICES, values)
            without, owning = (
                choose(
                    minutes, money, nest_of=nest.nest_of, theta=nest.theta,
                    values_of_time_yuan_per_h=worth.yuan_per_h, class_shares=worth.shares,
                    scale_per_min=values["scale_per_min"],
                    available=available_to(ALTERNATIVES, car_available=car), threads=1,
                )[0].reshape(-1, ZONES, ZONES)
                for car in (False, True)
            )  # fmt: skip
            share = purpose_car_share(zones, purpose)[:, None]
            home = demand[u] * (without * (1 - share) + owning * share)
            made[u, p] = purpose.out_share[p] * home
            made[u, p] += purpose.back_share[p] * home.transpose(0, 2, 1)
    none = np.zeros((len(PURPOSES), 2, ZONES))
    return DemandResult(
        zones=zones, periods=PERIODS, purposes=PURPOSES, alternatives=ALTERNATIVES,
        trips=made.astype(np.float32), unconnected=np.zeros(len(PURPOSES)), logsum_min=none,
        logsum_trips=none, service=level, transit=(), road=(), iterations=(), converged=True,
        mean_km=np.zeros(len(PURPOSES)),
    )  # fmt: skip


def small_sample(pairs: int = 60) -> Sample:
    """A sample of the small city.

    Examples
    --------
    >>> [one.purpose.purpose_id for one in small_sample().purposes]
    ['work', 'errand', 'visit', 'train']
    """
    return draw_sample(small_result(), pricing(), trips=home_ends(), pairs=pairs)


def with_values(**changed: float) -> dict[str, float]:
    """Parameters of the small city with some of them changed.

    Examples
    --------
    >>> with_values(wait_weight=3.0)["wait_weight"]
    3.0
    """
    return PARAMETERS | changed
