"""What is asked of the router: departures, percentiles and limits."""

from __future__ import annotations

from dataclasses import dataclass

from sim.clock import Window, clock_text
from sim.errors import RoutingError

__all__ = ["Query"]

_LATEST_S = 10 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Query:
    """One question to the router; the same for all its origins and destinations.

    Parameters
    ----------
    departures_s
        When travellers leave the origin, seconds from the start of the service day (may pass
        24 hours). Each is searched; none is interpolated.
    percentiles
        Percentiles of the travel time over the departures, whole numbers from 1 to 100. The
        ``p``-th is the ``ceil(p / 100 * n)``-th smallest of the ``n`` travel times, with no
        interpolation and with the unreachable ones counted as larger than all.
    max_time_s
        The longest door-to-door time. One second more is unreachable.
    max_rides
        The largest number of vehicles boarded; ``None`` sets no limit, 0 leaves walking only.

    Examples
    --------
    >>> Query.over("08:00-08:03", percentiles=(5, 50), max_time_s=3600).departures_s
    (28800, 28860, 28920)
    """

    departures_s: tuple[int, ...]
    percentiles: tuple[int, ...] = (50,)
    max_time_s: int = 7200
    max_rides: int | None = None

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
        count = len(self.departures_s)
        return tuple((p * count + 99) // 100 - 1 for p in self.percentiles)

    def text(self) -> str:
        """Describe the query in one line, for a log or a legend."""
        first, last = clock_text(self.departures_s[0]), clock_text(self.departures_s[-1])
        rides = "any number of rides" if self.max_rides is None else f"{self.max_rides} rides"
        return (
            f"{len(self.departures_s)} departures {first}-{last}, "
            f"at most {self.max_time_s // 60} min, {rides}"
        )


def _first_problem(query: Query) -> str | None:
    if not query.departures_s:
        return "a query needs at least one departure"
    early, late = min(query.departures_s), max(query.departures_s)
    if early < 0 or late > _LATEST_S:
        return f"departures must lie in the ten days from 0 s on, not at {early} … {late} s"
    if not query.percentiles or not all(1 <= p <= 100 for p in query.percentiles):
        return f"percentiles must be whole numbers from 1 to 100, not {query.percentiles}"
    if not 0 <= query.max_time_s <= _LATEST_S:
        return f"max_time_s must lie between 0 and {_LATEST_S}, not {query.max_time_s}"
    if query.max_rides is not None and query.max_rides < 0:
        return f"max_rides must be 0 or more (None: no limit), not {query.max_rides}"
    return None
