"""What a feed runs on one date, trips of the days before that are still on the road included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.errors import Issue, Severity
from sim.network.gtfs.calendars import active_services, service_days
from sim.network.gtfs.feed import Feed
from sim.network.gtfs.service import Bools, FrequencyTable, Ints, TripTable

__all__ = ["DayOfFeed", "calls_of", "day_of_feed"]

_DAY_S = 86_400


@dataclass(frozen=True)
class DayOfFeed:
    """Trips and frequencies of one date; indexes of stops and routes are those of the feed.

    ``span`` are the first and last day on which a usable trip runs. ``has_service`` is false
    where no trip begins on the date, whatever is carried over.
    """

    trips: TripTable
    frequencies: FrequencyTable
    span: tuple[date, date] | None
    has_service: bool
    issues: tuple[Issue, ...]


@dataclass(frozen=True)
class _Choice:
    """Trips taken from one day, the seconds to subtract from each, and their frequencies."""

    days_ago: int
    trip: Ints
    shift_s: Ints
    frequencies: FrequencyTable


def day_of_feed(feed: Feed, service_date: date, *, carry_over: bool) -> DayOfFeed:
    """Choose the trips of a date.

    With `carry_over`, a trip of an earlier day is there too, 24 hours earlier and named
    ``trip_id@-1``, from its first call at or after the start of the day, if two calls are left. A
    frequency of an earlier day keeps the departures whose vehicles are still on the road; they
    may be negative.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.network.gtfs.examples import small_feed, write_feed
    >>> from sim.network.gtfs.feed import read_feed
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     feed, _ = read_feed(write_feed(small_feed(), Path(folder) / "bus"), "bus")
    >>> day_of_feed(feed, date(2019, 5, 13), carry_over=True).trips.ids
    ('T1',)
    """
    trips = feed.trips
    first_s = trips.departure_s[trips.first[:-1]]
    before_last_s = trips.departure_s[trips.first[1:] - 2]
    is_template = np.zeros(len(trips.ids), dtype=np.bool_)
    is_template[feed.frequencies.trip] = True
    latest_s = _latest_s(feed, before_last_s, first_s, is_template)
    days = int(latest_s.max()) // _DAY_S if carry_over else 0
    choices = []
    for days_ago in range(days + 1):
        active = active_services(feed.calendar, service_date.toordinal() - days_ago)[feed.service]
        active &= latest_s >= days_ago * _DAY_S
        frequencies = _frequencies_left(feed, active, before_last_s - first_s, days_ago)
        chosen = np.flatnonzero(active).astype(np.int32)
        shift_s = np.where(is_template, first_s, days_ago * _DAY_S)[chosen].astype(np.int32)
        choices.append(_Choice(days_ago, chosen, shift_s, frequencies))
    used = np.zeros(len(feed.calendar.ids), dtype=np.bool_)
    used[feed.service] = True
    running = service_days(feed.calendar, used)
    has_service = len(choices[0].trip) > 0
    return DayOfFeed(
        trips=_trips(feed, choices),
        frequencies=_joined_frequencies(choices),
        span=_span(running),
        has_service=has_service,
        issues=() if has_service else (_no_service(feed, running, service_date),),
    )


def calls_of(first: Ints, chosen: Ints) -> tuple[np.ndarray, Ints]:
    """Positions of the calls of chosen trips, one trip after the other, and where each begins.

    Examples
    --------
    >>> calls, first = calls_of(np.array([0, 2, 5]), np.array([1, 0]))
    >>> calls.tolist(), first.tolist()
    ([2, 3, 4, 0, 1], [0, 3, 5])
    """
    counts = first[chosen + 1] - first[chosen]
    begins = np.concatenate([[0], np.cumsum(counts)])
    calls = np.arange(begins[-1]) + np.repeat(first[chosen] - begins[:-1], counts)
    return calls, begins.astype(np.int32)


def _latest_s(feed: Feed, before_last_s: Ints, first_s: Ints, is_template: Bools) -> Ints:
    """Last time at which a passenger can still ride each trip, its last vehicle that is."""
    frequencies = feed.frequencies
    trip = frequencies.trip
    last = (frequencies.end_s - frequencies.start_s - 1) // frequencies.headway_s
    departure_s = frequencies.start_s + last * frequencies.headway_s
    latest_s: Ints = np.where(is_template, np.int32(0), before_last_s)
    np.maximum.at(latest_s, trip, departure_s + (before_last_s - first_s)[trip])
    return latest_s


def _frequencies_left(feed: Feed, active: Bools, ride_s: Ints, days_ago: int) -> FrequencyTable:
    """Departures of an earlier day, in today's seconds, without those that have arrived."""
    table = feed.frequencies
    start_s: Ints = table.start_s - np.int32(days_ago * _DAY_S)
    end_s: Ints = table.end_s - np.int32(days_ago * _DAY_S)
    if days_ago:
        # Rounded up: the first departure whose vehicle is not past its last ride at midnight.
        gone: Ints = -((ride_s[table.trip] + start_s) // table.headway_s)
        start_s += gone.clip(0) * table.headway_s
    kept = active[table.trip] & (start_s < end_s)
    return FrequencyTable(
        table.trip[kept], start_s[kept], end_s[kept], table.headway_s[kept], table.exact[kept]
    )


def _trips(feed: Feed, choices: list[_Choice]) -> TripTable:
    trips = feed.trips
    chosen = np.concatenate([choice.trip for choice in choices])
    days_ago = np.concatenate([np.full_like(c.trip, c.days_ago) for c in choices])
    calls, first = calls_of(trips.first, chosen)
    shift_s = np.repeat(np.concatenate([c.shift_s for c in choices]), np.diff(first))
    departure_s = trips.departure_s[calls] - shift_s
    kept = departure_s >= 0
    calls = calls[kept]
    return TripTable(
        ids=tuple(
            trips.ids[trip] if days == 0 else f"{trips.ids[trip]}@-{days}"
            for trip, days in zip(chosen.tolist(), days_ago.tolist(), strict=True)
        ),
        route=trips.route[chosen],
        service_day=(-days_ago).astype(np.int32),
        first=np.concatenate([[0], np.cumsum(kept)])[first].astype(np.int32),
        stop=trips.stop[calls],
        arrival_s=(trips.arrival_s[calls] - shift_s[kept]).clip(0),
        departure_s=departure_s[kept],
        can_board=trips.can_board[calls],
        can_alight=trips.can_alight[calls],
    )


def _joined_frequencies(choices: list[_Choice]) -> FrequencyTable:
    moved, before = [], 0
    for choice in choices:
        moved.append(np.searchsorted(choice.trip, choice.frequencies.trip) + before)
        before += len(choice.trip)
    tables = [choice.frequencies for choice in choices]
    return FrequencyTable(
        trip=np.concatenate(moved).astype(np.int32),
        start_s=np.concatenate([table.start_s for table in tables]),
        end_s=np.concatenate([table.end_s for table in tables]),
        headway_s=np.concatenate([table.headway_s for table in tables]),
        exact=np.concatenate([table.exact for table in tables]),
    )


def _span(running: Ints) -> tuple[date, date] | None:
    if len(running) == 0:
        return None
    return date.fromordinal(int(running[0])), date.fromordinal(int(running[-1]))


def _no_service(feed: Feed, running: Ints, service_date: date) -> Issue:
    """Tell the feed's span and its nearest day with service, the earlier one of two."""
    span = _span(running)
    if span is None:
        what = f"nothing runs on {service_date}: no day of the calendar has any service"
        fix = "mend calendar.txt and calendar_dates.txt"
        return Issue(Severity.WARNING, "no-service", what, fix, feed.path)
    nearest = running[np.argmin(np.abs(running - service_date.toordinal()))]
    what = f"nothing runs on {service_date}; the feed has service from {span[0]} to {span[1]}"
    fix = f"the nearest date with service is {date.fromordinal(int(nearest))}"
    return Issue(Severity.WARNING, "no-service", what, fix, feed.path)
