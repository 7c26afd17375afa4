"""A timetable cut down to what can run during a query: fewer trips, bands and boardings to try."""

from __future__ import annotations

import numpy as np

from sim.routing.arrays import Bands, TimetableData
from sim.routing.compiled import compiled

__all__ = ["cut"]


@compiled
def cut(data: TimetableData, first_s: int, last_s: int) -> TimetableData:
    """Leave out trips and bands that nobody ready at `first_s` or later boards and leaves in time.

    Kept trips keep their order, so the search is the same; only their numbers differ. Patterns with
    nothing left stay, but are boarded nowhere.
    """
    n_patterns = data.pattern_first.size - 1
    trip_first, band_first = np.zeros(n_patterns + 1, np.int32), np.zeros(n_patterns + 1, np.int32)
    time_first = np.zeros(n_patterns + 1, np.int32)
    arrival_s, departure_s = np.empty_like(data.arrival_s), np.empty_like(data.departure_s)
    band_rows = np.empty((4, data.bands.start_s.size), np.int32)
    n_times = n_trips = n_bands = 0
    for pattern in range(n_patterns):
        step = data.pattern_first[pattern + 1] - data.pattern_first[pattern]
        begin = data.time_first[pattern]
        low, high = data.band_first[pattern], data.band_first[pattern + 1]
        rows = 0
        for band in range(low, high):
            start_s, end_s = data.bands.start_s[band], data.bands.end_s[band]
            shortest_s, longest_s = data.departure_s[begin], data.departure_s[begin + step - 1]
            if end_s + longest_s > first_s and start_s + shortest_s <= last_s:
                band_rows[0, n_bands] = start_s
                band_rows[1, n_bands] = end_s
                band_rows[2, n_bands] = data.bands.wait_s[band]
                band_rows[3, n_bands] = data.bands.headway_s[band]
                n_bands += 1
                rows = 1
        if rows:
            arrival_s[n_times : n_times + step] = data.arrival_s[begin : begin + step]
            departure_s[n_times : n_times + step] = data.departure_s[begin : begin + step]
            n_times += step
        for trip in range(data.trip_first[pattern + 1] - data.trip_first[pattern]):
            row = begin + trip * step
            if (
                step > 1
                and data.departure_s[row + step - 2] >= first_s
                and data.arrival_s[row + 1] <= last_s
            ):
                arrival_s[n_times : n_times + step] = data.arrival_s[row : row + step]
                departure_s[n_times : n_times + step] = data.departure_s[row : row + step]
                n_times += step
                n_trips += 1
        trip_first[pattern + 1], band_first[pattern + 1] = n_trips, n_bands
        time_first[pattern + 1] = n_times
    n_stops = data.boarding_first.size - 1
    boarding_first = np.zeros(n_stops + 1, np.int32)
    boarding_pattern = np.empty_like(data.boarding_pattern)
    boarding_position = np.empty_like(data.boarding_position)
    n_boardings = 0
    for stop in range(n_stops):
        for entry in range(data.boarding_first[stop], data.boarding_first[stop + 1]):
            pattern = data.boarding_pattern[entry]
            if time_first[pattern] < time_first[pattern + 1]:
                boarding_pattern[n_boardings] = pattern
                boarding_position[n_boardings] = data.boarding_position[entry]
                n_boardings += 1
        boarding_first[stop + 1] = n_boardings
    return TimetableData(
        data.pattern_first,
        data.pattern_stop,
        data.can_board,
        data.can_alight,
        time_first,
        arrival_s[:n_times],
        departure_s[:n_times],
        trip_first,
        band_first,
        Bands(
            band_rows[0, :n_bands].copy(),
            band_rows[1, :n_bands].copy(),
            band_rows[2, :n_bands].copy(),
            band_rows[3, :n_bands].copy(),
        ),
        data.boarding_slack_s,
        data.alighting_s,
        boarding_first,
        boarding_pattern[:n_boardings],
        boarding_position[:n_boardings],
        data.transfers,
    )
