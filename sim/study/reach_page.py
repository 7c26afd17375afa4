"""The times between all zones of a run, for the page of isochrones."""

from __future__ import annotations

from collections.abc import Callable

from sim.maps import Reach
from sim.maps.style import NO_WORDS, Words
from sim.network.model import Network
from sim.routing.matrix import travel_times
from sim.routing.settings import Query
from sim.study.settings import SearchSettings
from sim.study.world import build_world

__all__ = ["zone_reach"]


def zone_reach(
    network: Network,
    settings: SearchSettings,
    *,
    measured: Words = NO_WORDS,
    share: Callable[[float], None] | None = None,
) -> Reach:
    """Times from every zone to every zone at the run's percentile of its departures.

    The departures are those of the sums of the run (``accessibility.departures`` every
    ``sums_step_min`` minutes), door to door, up to ``routing.max_time_min``. What is not reached by
    then is negative.

    Parameters
    ----------
    measured
        What to say about the measuring in the legend, see `sim.study.page.measured_words`.
    share
        Called with the share of the search that is done.
    """
    world = build_world(network, settings.walk)
    query = Query.over(
        settings.access_window,
        percentiles=(settings.percentile,),
        max_time_s=settings.max_time_s,
        max_rides=settings.max_rides,
    )
    found = travel_times(
        world.timetable,
        world.zone_links,
        world.zone_links,
        world.zone_to_zone,
        query,
        progress=None if share is None else lambda done, total: share(done / total),
    )
    return Reach(
        zone_ids=tuple(zone.zone_id for zone in world.zones),
        times_s=found.at(settings.percentile),
        measured=measured,
    )
