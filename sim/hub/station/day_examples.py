"""A whole day of the small station, for examples and tests."""

from __future__ import annotations

from sim.hub.station.day import StationDay, StationInputs, station_day
from sim.hub.station.examples import small_scene, small_template

__all__ = ["small_inputs", "small_station_day"]


def small_inputs() -> StationInputs:
    """Two trains and nine people at a station of four places.

    Examples
    --------
    >>> small_inputs().scene.totals.changing
    1
    """
    return StationInputs(
        facility_id="H",
        titles=("站", "Station"),
        template=small_template(),
        kind_titles={"rail": ("列车", "Train"), "walk": ("步行", "On foot")},
        scene=small_scene(),
    )


def small_station_day() -> StationDay:
    """The small station's day, seed 1, replication 0."""
    return station_day(small_inputs(), seed=1, replication=0)
