"""Small zones and plain purposes of demand, for tests and examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from sim.demand.model import DemandZones, Purpose

__all__ = ["purpose_of", "zones_of"]


def zones_of(
    *,
    people: Sequence[float],
    jobs: Sequence[float],
    county_ids: Sequence[str] = (),
    stations: Sequence[str] = (),
    car_share: float = 0.3,
) -> DemandZones:
    """Zones of one cell each, 1 km apart on the parallel of 30° N, then stations without people.

    Zones are ``z0, z1, …`` with cells ``c0, c1, …``; a station ``H`` is the zone ``station:H``.

    Examples
    --------
    >>> zones = zones_of(people=[10.0, 20.0], jobs=[5.0, 5.0], stations=["H"])
    >>> zones.zone_ids, zones.population.tolist()
    (('z0', 'z1', 'station:H'), [10.0, 20.0, 0.0])
    """
    areas, count = len(people), len(people) + len(stations)
    none = [0.0] * len(stations)
    counties = [*(county_ids or ["1"] * areas), *(["1"] * len(stations))]
    names = [*(f"z{n}" for n in range(areas)), *(f"station:{name}" for name in stations)]
    return DemandZones(
        zone_ids=tuple(names),
        names_zh=tuple(names),
        names_en=tuple(names),
        county_ids=tuple(counties),
        kind=("area",) * areas + ("station",) * len(stations),
        lon=120.0 + 0.0104 * np.arange(count, dtype=np.float64),
        lat=np.full(count, 30.0),
        population=np.array([*people, *none], dtype=np.float64),
        jobs=np.array([*jobs, *none], dtype=np.float64),
        car_share=np.full(count, car_share),
        parking_id=("elsewhere",) * count,
        areas={"city": np.ones(count, dtype=np.bool_)},
        cell_ids=tuple(f"c{n}" for n in range(areas)),
        cell_row=np.arange(areas, dtype=np.int64),
        special_stop_ids=((),) * areas + tuple((f"stop_{name}",) for name in stations),
    )


def purpose_of(
    purpose_id: str,
    *,
    kind: Literal["home", "non_home", "special"] = "home",
    resident_share: float = 1.0,
) -> Purpose:
    """Make a purpose with all its trips out and back in one period.

    Examples
    --------
    >>> purpose_of("work").out_share
    (0.5,)
    """
    return Purpose(
        purpose_id=purpose_id,
        name_zh=purpose_id,
        name_en=purpose_id,
        kind=kind,
        is_commuting=False,
        resident_share=resident_share,
        out_share=(0.5,),
        back_share=(0.5,),
        value_of_time_factor=1.0,
        parking_h=1.0,
    )
