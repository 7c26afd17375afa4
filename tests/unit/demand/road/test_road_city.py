"""The whole city in traffic: slow in the peak, as it was, and the same on any machine."""

from __future__ import annotations

import numpy as np
import pytest
from road_city import City

from sim.demand.model import Floats64
from sim.demand.road import RoadEquilibrium, RoadNetwork, free_flow_skims, road_equilibrium


def _rough_peak(city: City) -> Floats64:
    """Some 3 million car and taxi trips a day by gravity, 11 % of them in the busiest hour.

    Between people and jobs with a weight of exp(-0.15 per minute on empty roads): 8 km on average.
    """
    minutes, _ = free_flow_skims(city.road)
    people = city.zones.population + 1.0
    places = 0.5 * city.zones.population + city.zones.jobs + 1.0
    trips = people[:, None] * places[None, :] * np.exp(-0.15 * minutes.astype(np.float64))
    for _ in range(20):
        trips *= (people / people.sum() / trips.sum(axis=1))[:, None]
        trips *= (places / places.sum() / trips.sum(axis=0))[None, :]
    return 3e6 * 0.11 * trips / trips.sum()


@pytest.fixture(scope="module")
def peak(city: City) -> RoadEquilibrium:
    return road_equilibrium(city.road, _rough_peak(city), gap=5e-3, library=False)


def _main_city_kmh(road: RoadNetwork, volume: Floats64, minutes: Floats64) -> float:
    """Mean speed of cars on the streets of the main city, expressways left out."""
    lon, lat = road.lon[road.from_node], road.lat[road.from_node]
    there = (lon > 120.08) & (lon < 120.22) & (lat > 30.23) & (lat < 30.34)
    there &= np.isin(road.road_classes, ["primary", "secondary", "tertiary"])
    return float((volume * road.km)[there].sum() / (volume * minutes)[there].sum() * 60)


def test_speed_in_the_peak(city: City, peak: RoadEquilibrium) -> None:
    """Under 20 km/h in the peaks of 2014 (land/mode_share S005); a third faster when empty."""
    flows = peak.flows
    in_peak = _main_city_kmh(city.road, flows.volume_per_h, flows.minutes)
    empty = _main_city_kmh(city.road, flows.volume_per_h, flows.free_min)
    assert 15 < in_peak < 24
    assert empty > 1.33 * in_peak


def test_everybody_gets_there(peak: RoadEquilibrium) -> None:
    assert peak.flows.converged
    assert peak.flows.unassigned == 0.0
    assert np.isfinite(peak.minutes).all()


def test_traffic_only_slows_down(city: City, peak: RoadEquilibrium) -> None:
    minutes, _ = free_flow_skims(city.road)
    assert (peak.minutes >= minutes - 1e-4).all()
    assert (peak.flows.minutes >= peak.flows.free_min).all()


def test_the_city_is_the_same_on_one_thread(city: City, peak: RoadEquilibrium) -> None:
    alone = road_equilibrium(city.road, _rough_peak(city), gap=5e-3, library=False, cores=1)
    assert alone.flows.volume_per_h.tobytes() == peak.flows.volume_per_h.tobytes()
    assert alone.minutes.tobytes() == peak.minutes.tobytes()


def test_a_little_more_traffic_takes_few_rounds(city: City, peak: RoadEquilibrium) -> None:
    more = road_equilibrium(city.road, 1.02 * _rough_peak(city), gap=5e-3, start=peak)
    assert more.flows.converged
    assert more.flows.iterations <= 2
