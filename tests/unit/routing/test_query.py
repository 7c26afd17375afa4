"""What may be asked of the router."""

from __future__ import annotations

import pytest

from sim.clock import Window
from sim.errors import RoutingError
from sim.routing import Query


def test_ranks_follow_the_rule() -> None:
    """The ceil(p / 100 * n)-th smallest: of 60 departures the 30th for the median (index 29)."""
    assert Query(tuple(range(60)), (5, 25, 50, 75, 95)).ranks() == (2, 14, 29, 44, 56)
    # Of 7: 0.35, 1.75, 3.5, 5.25, 6.65 round up to 1, 2, 4, 6, 7.
    assert Query(tuple(range(7)), (5, 25, 50, 75, 95)).ranks() == (0, 1, 3, 5, 6)
    assert Query((0,), (1, 50, 100)).ranks() == (0, 0, 0)


def test_windows() -> None:
    assert Query.over("07:00-09:00").departures_s == tuple(range(25_200, 32_400, 60))
    assert Query.over(Window(0, 1200, 300), max_rides=3) == Query((0, 300, 600, 900), max_rides=3)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"departures_s": ()}, "at least one departure"),
        ({"departures_s": (-1, 5)}, "not at -1 … 5 s"),
        ({"departures_s": (0, 864_001)}, "the ten days from 0 s on, not at 0 … 864001 s"),
        ({"percentiles": ()}, "whole numbers from 1 to 100"),
        ({"percentiles": (0,)}, r"from 1 to 100, not \(0,\)"),
        ({"percentiles": (50, 101)}, r"from 1 to 100, not \(50, 101\)"),
        ({"max_time_s": -1}, "max_time_s must lie between 0 and 864000, not -1"),
        ({"max_rides": -1}, r"max_rides must be 0 or more \(None: no limit\), not -1"),
    ],
)
def test_impossible_queries(asked: dict[str, object], message: str) -> None:
    with pytest.raises(RoutingError, match=message):
        Query(**{"departures_s": (0,), **asked})  # type: ignore[arg-type]


def test_text() -> None:
    assert Query.over("08:00-09:00", max_time_s=5400, max_rides=4).text() == (
        "60 departures 08:00-08:59, at most 90 min, 4 rides"
    )
