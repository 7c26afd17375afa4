"""Journeys by air from each gateway to each airport: non-stop, or with one connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import DataError
from sim.gateway.world.flights import GRADES, Flights
from sim.gateway.world.gateways import Gateway
from sim.geometry import Floats, geodesic_m
from sim.network.flight_assumptions import JourneyRules, assumed_weekly

__all__ = ["AirJourneys", "air_journeys", "half_headway_min"]

WEEK_MIN = 7 * 24 * 60
_ESTIMATE = GRADES.index("estimate")


@dataclass(frozen=True)
class AirJourneys:
    """Best journey by air, [gateway, destination], from departure to landing.

    ``flight_min`` is time in the aircraft, ``connection_min`` the shortest connection, the wait and
    stopovers between, ``wait_min`` the wait for the first flight (0 while its weight is 0). NaN in
    all three: no journey. ``via`` is the place of the connecting airport in ``airports``, -1
    without one; ``stops`` counts connections and landings on the way; ``grade`` is the place in
    `GRADES` of the worst fact a journey rests on; with a connection it is an estimate at best,
    because the wait there is. ``vintage`` is the place in ``vintages`` of the list of routes the
    flights are from, or of the newest where they are from two; -1: no journey.
    """

    gateways: tuple[str, ...]
    destinations: tuple[str, ...]
    airports: tuple[str, ...]
    flight_min: Floats
    connection_min: Floats
    wait_min: Floats
    stops: npt.NDArray[np.int8]
    via: npt.NDArray[np.int16]
    grade: npt.NDArray[np.int8]
    vintages: tuple[str, ...]
    vintage: npt.NDArray[np.int8]

    @property
    def total_min(self) -> Floats:
        """All three together, NaN where there is no journey."""
        return self.flight_min + self.connection_min + self.wait_min


def half_headway_min(
    weekly_frequency: npt.ArrayLike, rules: JourneyRules, *, home_abroad: npt.ArrayLike = False
) -> Floats:
    """Mean wait for the next of flights spread evenly over the week: half of week over flights.

    An unknown frequency (NaN) is that of the rules, which have another one for flights between the
    home airport and places abroad (`home_abroad`); nothing is longer than their longest wait.

    Examples
    --------
    Daily: half a day. Four a day: three hours.

    >>> rules = JourneyRules(90, 28, 14, 720, 1.6, 90, 0)
    >>> half_headway_min([7.0, float("nan"), 1.0], rules).tolist()
    [720.0, 180.0, 720.0]
    >>> half_headway_min([float("nan")], rules, home_abroad=[True]).tolist()
    [360.0]
    """
    weekly = np.asarray(weekly_frequency, np.float64)
    weekly = np.where(np.isnan(weekly), assumed_weekly(rules, home_abroad), weekly)
    if (weekly <= 0).any():
        raise DataError(
            "a flight with a weekly frequency of 0 or less: leave the route out instead"
        )
    return np.asarray(np.minimum(WEEK_MIN / weekly / 2, rules.longest_wait_min), np.float64)


def air_journeys(
    flown: Flights,
    gates: tuple[Gateway, ...],
    destinations: tuple[str, ...],
    *,
    rules: JourneyRules,
    connection_min: Mapping[str, float],
) -> AirJourneys:
    """Quickest journey from every gateway to every destination.

    Non-stop: the flight. With a connection at h: ``flight(g, h) + shortest connection at h +
    half the headway of flight(h, d) + flight(h, d)``, where both flights together are at most
    ``longest_detour`` times as long as the direct line. Of equal journeys the one without a
    connection counts, then the airport that comes first by its code.

    Parameters
    ----------
    flown
        All flights, directed: a way there is not a way back.
    connection_min
        Shortest connection by airport (`sim.network.flight_assumptions.shortest_connections`);
        gateways have theirs, airports without one that of the rules.

    A gateway is no destination of its own: that pair has no journey. A destination of unknown
    position is a `DataError`.

    Examples
    --------
    >>> gate = Gateway("HGH", "杭州", "Hangzhou", 120.4, 30.2, 50, 45, 90, "published")
    >>> legs = pd.DataFrame({"origin": ["HGH", "HEL"], "destination": ["HEL", "OSL"],
    ...     "weekly_frequency": [4.0, 28.0], "nonstop": True, "distance_km": [7300.0, 770.0],
    ...     "flight_min": [565.0, 85.0], "quality": "published"})
    >>> where = {"HGH": (120.4, 30.2), "HEL": (25.0, 60.3), "OSL": (11.1, 60.2)}
    >>> found = air_journeys(Flights(legs, where), (gate,), ("HEL", "OSL"),
    ...     rules=JourneyRules(90, 28, 14, 720, 1.6, 90, 0), connection_min={"HEL": 35})
    >>> found.total_min.tolist()  # 565 and 565 + 35 + 180 + 85
    [[565.0, 865.0]]
    """
    codes = tuple(gate.iata for gate in gates)
    pairs = _Pairs.of(flown, codes, destinations, rules)
    shortest = np.full(len(pairs.airports), rules.connection_min)
    for code, minutes in {**connection_min, **{g.iata: g.connection_min for g in gates}}.items():
        if code in pairs.airports:
            shortest[pairs.airports.index(code)] = minutes
    direct_km = _direct_km(flown, codes, destinations)
    via = np.full((len(codes), len(destinations)), -1, np.int16)
    ends = pairs.places(destinations)
    for g, row in enumerate(pairs.places(codes)):
        straight = pairs.minutes[row, ends]
        joined = (pairs.minutes[row] + shortest)[:, None] + pairs.onward_min[:, ends]
        length_km = pairs.distance_km[row][:, None] + pairs.distance_km[:, ends]
        joined[length_km > rules.longest_detour * direct_km[g]] = np.inf
        joined[row] = np.inf
        hub = joined.argmin(axis=0)
        better = joined[hub, np.arange(len(ends))] < straight
        via[g] = np.where(better, hub, -1)
    return _told(pairs, shortest, via, codes, destinations)


@dataclass(frozen=True)
class _Pairs:
    """Flights as square tables [origin, destination], infinite or 0 where nobody flies."""

    airports: tuple[str, ...]
    flight_min: Floats
    stopover_min: Floats
    wait_min: Floats
    delay_min: Floats
    distance_km: Floats
    grade: npt.NDArray[np.int8]
    vintages: tuple[str, ...]
    vintage: npt.NDArray[np.int8]

    @staticmethod
    def of(
        flown: Flights, codes: tuple[str, ...], destinations: tuple[str, ...], rules: JourneyRules
    ) -> _Pairs:
        legs = flown.legs
        airports = tuple(sorted({*legs["origin"], *legs["destination"], *codes, *destinations}))
        index = pd.Index(airports)
        rows, columns = (
            index.get_indexer(pd.Index(legs["origin"])),
            index.get_indexer(pd.Index(legs["destination"])),
        )
        own = legs.get("home_abroad", False)
        wait = half_headway_min(legs["weekly_frequency"], rules, home_abroad=own)
        lists = legs["vintage"].astype(str) if "vintage" in legs else pd.Series("", legs.index)
        vintages = tuple(sorted(set(lists)))

        def square(values: npt.ArrayLike, empty: float) -> Floats:
            table = np.full((len(airports), len(airports)), empty)
            table[rows, columns] = values
            return table

        return _Pairs(
            airports,
            square(legs["flight_min"], np.inf),
            square(np.where(legs["nonstop"], 0.0, rules.stopover_min), 0.0),
            square(wait, 0.0),
            square(wait * rules.schedule_delay_weight, 0.0),
            square(legs["distance_km"], 0.0),
            square([GRADES.index(quality) for quality in legs["quality"]], 0).astype(np.int8),
            vintages,
            square([vintages.index(one) for one in lists], -1).astype(np.int8),
        )

    @property
    def minutes(self) -> Floats:
        """Minutes of a first flight, from the wait for it to landing."""
        return self.flight_min + self.stopover_min + self.delay_min

    @property
    def onward_min(self) -> Floats:
        """Minutes of a second flight, from the end of the shortest connection to landing."""
        return self.flight_min + self.stopover_min + self.wait_min

    def places(self, codes: tuple[str, ...]) -> npt.NDArray[np.intp]:
        """Places of airports in the tables."""
        return np.asarray(pd.Index(self.airports).get_indexer(pd.Index(codes)), np.intp)


def _direct_km(flown: Flights, codes: tuple[str, ...], destinations: tuple[str, ...]) -> Floats:
    """Length of the direct line, [gateway, destination]."""
    where = flown.positions
    lost = [code for code in (*codes, *destinations) if code not in where]
    if lost:
        raise DataError(
            f"no position is known of {', '.join(lost[:5])}"
            + (f" and {len(lost) - 5} more" if len(lost) > 5 else "")
            + "; check the codes, or add the airports to air/world_airports.csv"
        )
    return np.array(
        [[geodesic_m(where[a], where[b]) / 1000.0 for b in destinations] for a in codes], np.float64
    ).reshape(len(codes), len(destinations))


def _told(
    pairs: _Pairs,
    shortest: Floats,
    via: npt.NDArray[np.int16],
    codes: tuple[str, ...],
    destinations: tuple[str, ...],
) -> AirJourneys:
    """Parts of the chosen journeys."""
    start = np.broadcast_to(pairs.places(codes)[:, None], via.shape)
    end = np.broadcast_to(pairs.places(destinations)[None, :], via.shape)
    joined = via >= 0
    middle = np.where(joined, via, end)
    flight = pairs.flight_min[start, middle] + np.where(joined, pairs.flight_min[via, end], 0.0)
    stopover = pairs.stopover_min[start, middle]
    stopover = stopover + np.where(joined, pairs.stopover_min[via, end], 0.0)
    change = np.where(joined, shortest[via] + pairs.wait_min[via, end], 0.0)
    grade = np.maximum(
        pairs.grade[start, middle],
        np.where(joined, np.maximum(pairs.grade[via, end], _ESTIMATE), 0),
    )
    landings = (pairs.stopover_min[start, middle] > 0).astype(np.int8)
    landings += joined & (pairs.stopover_min[via, end] > 0)
    newest = np.maximum(pairs.vintage[start, middle], np.where(joined, pairs.vintage[via, end], -1))
    lost = ~np.isfinite(flight) | (start == end)
    return AirJourneys(
        codes,
        destinations,
        pairs.airports,
        np.where(lost, np.nan, flight),
        np.where(lost, np.nan, change + stopover),
        np.where(lost, np.nan, pairs.delay_min[start, middle]),
        np.where(lost, -1, joined.astype(np.int8) + landings).astype(np.int8),
        np.where(lost, -1, via).astype(np.int16),
        np.where(lost, 0, grade).astype(np.int8),
        pairs.vintages,
        np.where(lost, -1, newest).astype(np.int8),
    )
