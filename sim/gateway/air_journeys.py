"""Journeys by air from each gateway to each airport: non-stop, or with one connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import DataError
from sim.gateway.flights import GRADES, Flights
from sim.gateway.gateways import Gateway
from sim.geometry import Floats, geodesic_m

__all__ = [
    "AirJourneys",
    "JourneyRules",
    "air_journeys",
    "half_headway_min",
    "journey_rules",
    "shortest_connections",
]

WEEK_MIN = 7 * 24 * 60
_ESTIMATE = GRADES.index("estimate")


@dataclass(frozen=True, slots=True)
class JourneyRules:
    """What a journey by air rests on; every number is an assumption of ``air/journey_rules``.

    Attributes
    ----------
    connection_min
        Shortest connection at airports without a value of their own.
    unknown_weekly_frequency
        Flights a week where the lists give none.
    longest_wait_min
        Longest wait counted at a connection.
    longest_detour
        Longest way by two flights, in lengths of the direct line.
    stopover_min
        Extra time of a flight that lands on the way.
    schedule_delay_weight
        Share of half the headway of the first flight that counts as waiting.
    """

    connection_min: float
    unknown_weekly_frequency: float
    longest_wait_min: float
    longest_detour: float
    stopover_min: float
    schedule_delay_weight: float


@dataclass(frozen=True)
class AirJourneys:
    """Best journey by air, [gateway, destination], from departure to landing.

    ``flight_min`` is time in the aircraft, ``connection_min`` the shortest connection, the wait and
    stopovers between, ``wait_min`` the wait for the first flight (0 while its weight is 0). NaN in
    all three: no journey. ``via`` is the place of the connecting airport in ``airports``, -1
    without one; ``stops`` counts connections and landings on the way; ``grade`` is the place in
    `GRADES` of the worst fact a journey rests on; with a connection it is an estimate at best,
    because the wait there is.
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

    @property
    def total_min(self) -> Floats:
        """All three together, NaN where there is no journey."""
        return self.flight_min + self.connection_min + self.wait_min


def journey_rules(
    table: pd.DataFrame, bounds: Mapping[str, Literal["low", "high"]] | None = None
) -> JourneyRules:
    """Rules of the table ``air/journey_rules``; a name too many or too few is a `DataError`.

    `bounds` takes the lower or upper bound of single rules in place of their value, to see what
    rests on them, as in ``{"unknown_weekly_frequency": "low"}``.

    Examples
    --------
    >>> try:
    ...     journey_rules(pd.DataFrame({"name": ["connection_min"], "value": [90.0]}))
    ... except DataError as error:
    ...     print(str(error)[:52])
    air/journey_rules lacks longest_detour, longest_wait
    """
    wanted = bounds or {}
    values = {
        str(row["name"]): float(row[wanted.get(str(row["name"]), "value")])
        for row in table.to_dict("records")
    }
    names = set(JourneyRules.__slots__)
    absent, surplus = sorted(names - set(values)), sorted({*values, *wanted} - names)
    if absent:
        raise DataError(f"air/journey_rules lacks {', '.join(absent)}; add the rows")
    if surplus:
        raise DataError(
            f"air/journey_rules has rules nobody uses: {', '.join(surplus)}; remove them"
        )
    return JourneyRules(**values)


def half_headway_min(weekly_frequency: npt.ArrayLike, rules: JourneyRules) -> Floats:
    """Mean wait for the next of flights spread evenly over the week: half of week over flights.

    An unknown frequency (NaN) is that of the rules; nothing is longer than their longest wait.

    Examples
    --------
    Daily: half a day. Four a day: three hours.

    >>> rules = JourneyRules(90, 28, 720, 1.6, 90, 0)
    >>> half_headway_min([7.0, float("nan"), 1.0], rules).tolist()
    [720.0, 180.0, 720.0]
    """
    weekly = np.asarray(weekly_frequency, np.float64)
    weekly = np.where(np.isnan(weekly), rules.unknown_weekly_frequency, weekly)
    if (weekly <= 0).any():
        raise DataError(
            "a flight with a weekly frequency of 0 or less: leave the route out instead"
        )
    return np.asarray(np.minimum(WEEK_MIN / weekly / 2, rules.longest_wait_min), np.float64)


def shortest_connections(
    table: pd.DataFrame, world_airports: pd.DataFrame, home_country: str
) -> dict[str, float]:
    """Shortest connection at each airport, between two flights of which one is international.

    `table` is ``air/connection_times``; of its kinds an airport of the home country (column
    ``country``) is ``mainland``, any other ``abroad``. A kind without a row leaves its airports
    out: the rules speak for them.

    Examples
    --------
    >>> table = pd.DataFrame({"airport_kind": ["mainland", "abroad"], "value_min": [120.0, 75.0],
    ...     "item": "minimum_connection", "flights": "international_international"})
    >>> where = pd.DataFrame({"iata": ["PEK", "FRA"], "country": ["CN", "DE"]})
    >>> shortest_connections(table, where, "CN")
    {'PEK': 120.0, 'FRA': 75.0}
    """
    wanted = (table["item"] == "minimum_connection") & (
        table["flights"] == "international_international"
    )
    chosen = table[wanted]
    minutes = dict(zip(chosen["airport_kind"], chosen["value_min"].astype(float), strict=True))
    kinds = np.where(world_airports["country"] == home_country, "mainland", "abroad")
    return {
        str(code): minutes[kind]
        for code, kind in zip(world_airports["iata"], kinds, strict=True)
        if kind in minutes
    }


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
        Shortest connection by airport; gateways have theirs, all others that of the rules.

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
    ...     rules=JourneyRules(90, 28, 720, 1.6, 90, 0), connection_min={"HEL": 35})
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
        wait = half_headway_min(legs["weekly_frequency"], rules)

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
    )
