"""What is asked of the router: departures or arrivals, percentiles, limits, kind of traveller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.clock import Window, clock_text
from sim.errors import RoutingError

__all__ = ["Query", "Traveller"]

Traveller = Literal["random_arrival", "timetable_aware"]

_LATEST_S = 10 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Query:
    """One question to the router; the same for all its origins and destinations.

    Parameters
    ----------
    departures_s
        When travellers leave the origin, seconds from the start of the service day (may pass
        24 hours). Each is searched; none is interpolated. With `arrive_by` they are the times at
        which travellers have to be at the destination.
    percentiles
        Percentiles of the travel time over the departures, whole numbers from 1 to 100. The
        ``p``-th is the ``ceil(p / 100 * n)``-th smallest of the ``n`` travel times, with no
        interpolation and with the unreachable ones counted as larger than all.
    max_time_s
        The longest door-to-door time. One second more is unreachable.
    max_rides
        The largest number of vehicles boarded; ``None`` sets no limit, 0 leaves walking only.
    arrive_by
        Search the latest departure for each arrival instead. The travel time then runs from that
        departure to the time one has to be there.
    buffer_s
        With `arrive_by`: be there so many seconds earlier, as before a train or a flight. The
        buffer itself is not part of the travel time.
    traveller
        ``random_arrival``: leaves at the departure, whatever the timetable says.
        ``timetable_aware``: knows it, and leaves with the last of the searched departures
        that arrives as early, so that only `allowance_s` of the wait is left. Where services are
        known by headway only there is no timetable to know.
    allowance_s, look_ahead_s
        For ``timetable_aware``: the wait that remains, and how far beyond the last departure later
        ones are tried.

    Examples
    --------
    >>> Query.over("08:00-08:03", percentiles=(5, 50), max_time_s=3600).departures_s
    (28800, 28860, 28920)
    """

    departures_s: tuple[int, ...]
    percentiles: tuple[int, ...] = (50,)
    max_time_s: int = 7200
    max_rides: int | None = None
    arrive_by: bool = False
    buffer_s: int = 0
    traveller: Traveller = "random_arrival"
    allowance_s: int = 120
    look_ahead_s: int = 3600

    def __post_init__(self) -> None:
        problem = _first_problem(self)
        if problem is not None:
            raise RoutingError(problem)

    @classmethod
    def over(
        cls,
        window: Window | str,
        *,
        percentiles: tuple[int, ...] = (50,),
        max_time_s: int = 7200,
        max_rides: int | None = None,
    ) -> Query:
        """Ask for every departure of a window, as a `Window` or as text ``"07:00-09:00"``."""
        chosen = Window.parse(window) if isinstance(window, str) else window
        return cls(chosen.departures_s(), percentiles, max_time_s, max_rides)

    def ranks(self) -> tuple[int, ...]:
        """For each percentile, which of the sorted travel times it is (0 = the smallest).

        Examples
        --------
        >>> Query(tuple(range(60)), percentiles=(1, 50, 51, 100)).ranks()
        (0, 29, 30, 59)
        """
        return self.ranks_of(len(self.departures_s))

    def ranks_of(self, count: int) -> tuple[int, ...]:
        """Ranks of the percentiles among `count` travel times."""
        return tuple((p * count + 99) // 100 - 1 for p in self.percentiles)

    def text(self) -> str:
        """Describe the query in one line, for a log or a legend."""
        first, last = clock_text(self.departures_s[0]), clock_text(self.departures_s[-1])
        rides = "any number of rides" if self.max_rides is None else f"{self.max_rides} rides"
        return (
            f"{len(self.departures_s)} {'arrivals' if self.arrive_by else 'departures'} "
            f"{first}-{last}, at most {self.max_time_s // 60} min, {rides}"
        )


def _first_problem(query: Query) -> str | None:
    if not query.departures_s:
        return "a query needs at least one departure"
    early, late = min(query.departures_s), max(query.departures_s)
    checks = (
        (
            0 <= early <= late <= _LATEST_S,
            f"departures must lie in the ten days from 0 s on, not at {early} … {late} s",
        ),
        (
            bool(query.percentiles) and all(1 <= p <= 100 for p in query.percentiles),
            f"percentiles must be whole numbers from 1 to 100, not {query.percentiles}",
        ),
        (
            0 <= query.max_time_s <= _LATEST_S,
            f"max_time_s must lie between 0 and {_LATEST_S}, not {query.max_time_s}",
        ),
        (
            query.max_rides is None or query.max_rides >= 0,
            f"max_rides must be 0 or more (None: no limit), not {query.max_rides}",
        ),
        (
            query.arrive_by or not query.buffer_s,
            "a buffer is kept before an arrival; set arrive_by with it",
        ),
        (
            min(query.buffer_s, query.allowance_s, query.look_ahead_s) >= 0,
            "buffer_s, allowance_s and look_ahead_s must be 0 or more",
        ),
        (
            not (query.arrive_by and query.traveller == "timetable_aware"),
            "who has to arrive by a time leaves as late as possible anyway: no timetable_aware",
        ),
    )
    return next((text for holds, text in checks if not holds), None)
