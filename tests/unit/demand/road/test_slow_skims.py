"""Walking and cycling distance: straight line times 1.3, over the bridges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from road_city import City

from sim.demand.road import slow_skims
from sim.demand.road.examples import plain_zones, two_roads
from sim.demand.road.inside import inside_km
from sim.geometry import to_metres
from sim.network.model import ZoneId


def test_straight_line_times_detour() -> None:
    _, network, zones = two_roads()
    (west, east) = to_metres([120.1, 120.2], [30.4, 30.4])
    expected = 1.3 * float(np.hypot(*(west - east))) / 1000
    km = slow_skims(network, zones).km
    assert km.dtype == np.float32
    assert km[0, 1] == pytest.approx(expected, rel=1e-6)
    assert km[0, 1] == km[1, 0]


def test_the_river_is_crossed_by_bridges(city: City) -> None:
    """Everybody gets across, some a good deal farther than 1.3 times the straight line.

    A crossing counts with its published length, which may be under 1.3 times the line.
    """
    km = slow_skims(city.network, city.zones).km
    assert np.isfinite(km).all()
    xy = to_metres(city.zones.lon, city.zones.lat)
    straight = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) / 1000
    apart = ~np.eye(len(xy), dtype=bool)
    assert (km[apart] > straight[apart]).all()
    assert (km[apart] > 2.0 * straight[apart]).any()


def test_without_bridges_there_is_no_way(city: City) -> None:
    bare = replace(city.network, crossings={})
    assert np.isinf(slow_skims(bare, city.zones).km).any()


def test_a_bridge_that_is_not_open_is_none(city: City) -> None:
    """On foot across the Qiantang in 1990: by the First Bridge only."""
    past = replace(city.network, as_of=date(1990, 1, 1))
    now = slow_skims(city.network, city.zones).km
    then = slow_skims(past, city.zones).km
    assert (then >= now).all()
    assert (then > now).any()


def test_inside_a_zone_of_two_cells() -> None:
    """Two cells of equal weight 9.61 km apart: half of all pairs within a cell, half between.

    1.3 x (0.5 x 0.44 + 0.5 x 9.61) = 6.53 km.
    """
    _, network, _ = two_roads()
    zones = plain_zones(network, {"both": ("west", "east")})
    (west, east) = to_metres([120.1, 120.2], [30.4, 30.4])
    apart = float(np.hypot(*(west - east))) / 1000
    assert inside_km(network, zones)[0] == pytest.approx(1.3 * (0.22 + 0.5 * apart))
    assert slow_skims(network, zones).km[0, 0] == pytest.approx(6.53, abs=0.01)


def test_a_zone_where_nobody_is_has_a_size() -> None:
    _, network, _ = two_roads()
    empty = {
        zone_id: replace(zone, population=0.0, jobs=0.0) for zone_id, zone in network.zones.items()
    }
    network = replace(network, zones=empty)
    zones = plain_zones(network, {"both": (ZoneId("west"), ZoneId("east"))})
    assert inside_km(network, zones)[0] == pytest.approx(6.53, abs=0.01)
