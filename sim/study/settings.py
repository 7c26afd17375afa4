"""What a run asks of the router, drawn from a scenario document."""

from __future__ import annotations

from dataclasses import dataclass

from sim.clock import Window
from sim.network.connectors import WalkSettings

__all__ = ["SearchSettings"]

MODEL_HUB = "hangzhou_east"
"""The hub the map's first layer starts from."""

CITY_CENTRE = "wulin"
"""The place that stands for the city's centre."""


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """Departures, limits and samples of every search of a run.

    ``map_window`` is the departure window of the map's minutes; ``access_window`` the same hours at
    a coarser step, for the sums from every zone to every other; ``circle_window`` is the day of
    the circle and of the way from the centre, ``corridor_window`` the same day minute by minute.
    """

    walk: WalkSettings
    map_window: Window
    access_window: Window
    corridor_window: Window
    circle_window: Window
    circle_origins: int
    percentile: int
    cutoffs_min: tuple[int, ...]
    max_time_s: int
    max_rides: int | None
