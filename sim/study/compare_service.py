"""How much runs: kilometres of line in service and vehicle kilometres a day."""

from __future__ import annotations

from itertools import accumulate

from sim.network.bands import bands_of_branch
from sim.network.model import Branch, Network, Route
from sim.network.runs import Run, open_runs

__all__ = ["open_km", "route_km_per_day"]


def open_km(network: Network) -> float:
    """Length of line in service on the network's date, km; both directions count once.

    ``Σ length of open sections + Σ over lines of their longest way outside sections``: tracks have
    sections, services on streets (and new lines that are not to count as urban rail) have none.

    Examples
    --------
    The sections 1a and 2a are 6 and 3 km, the bus runs 3 km.

    >>> from sim.modifications.examples import two_line_network
    >>> open_km(two_line_network())
    12.0
    """
    sections = (one.length_km for one in network.sections.values() if network.is_open(one))
    return sum(sections) + sum(_outside_sections_km(route) for route in network.routes.values())


def _outside_sections_km(route: Route) -> float:
    ways_m = (
        sum(stop.distance_m for stop in branch.stops if stop.section_id is None)
        for branch in route.branches
    )
    return max(ways_m, default=0.0) / 1000.0


def route_km_per_day(network: Network, route: Route) -> float:
    """Vehicle kilometres of a line on a workday, both directions together.

    ``Σ over runs of length_km(run) * Σ over its bands of (end_s - start_s) / headway_s``: the mean
    number of departures, so a band of 50 minutes at a headway of 20 counts 2.5. Runs are what is
    open of a line (`open_runs`); a run without headways counts nothing. Lines with a timetable of
    their own have no headways and are not counted.

    Examples
    --------
    3 km every 6 minutes from 06:00 to 22:00 are 160 trains each way: 160 * 3 km * 2 = 960 km.

    >>> from sim.modifications.examples import two_line_network
    >>> network = two_line_network()
    >>> route_km_per_day(network, network.routes["t_2"])
    960.0
    """
    branches = {branch.branch_id: branch for branch in route.branches}
    return sum(
        _length_km(run, branches[run.branch_id]) * _departures(route, run.branch_id)
        for run in open_runs(network, route)
    )


def _departures(route: Route, branch_id: str) -> float:
    return sum(
        (band.end_s - band.start_s) / band.headway_s
        for band in bands_of_branch(route.headways, branch_id)
    )


def _length_km(run: Run, branch: Branch) -> float:
    """Length of a run: from its first stop to its last, over whatever it passes between them."""
    ids = [stop.stop_id for stop in branch.stops]
    along_m = list(accumulate(stop.distance_m for stop in branch.stops))
    ends = run.stop_ids if run.direction == branch.direction else run.stop_ids[::-1]
    first = ids.index(ends[0])
    last = len(ids) - 1 - ids[::-1].index(ends[-1])
    return abs(along_m[last] - along_m[first]) / 1000.0
