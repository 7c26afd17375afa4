"""Visa-free transit: which journeys A - Hangzhou - B a rule allows in a week, and how long."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from sim.air.transit_chance import StayModel, Terms, pair_chance, stay_model
from sim.air.transit_rules import TransitRule, rule_on, transit_rules
from sim.network.model import Network

__all__ = [
    "TransitData",
    "country_pairs",
    "flights_abroad",
    "rule_at_home",
    "stay_summary",
    "transit_pairs",
    "transit_sensitivity",
]

_MAINLAND = "CN"


@dataclass(frozen=True)
class TransitData:
    """Tables behind visa-free transit, as read.

    Attributes
    ----------
    rules, nationalities, bank
        ``air/transit_rules``, ``air/transit_nationalities``, ``air/flight_bank``.
    port_flights
        Flights of the other ports of the rule: port, destination, country, weekly_frequency (NaN
        unknown), quality. Without it there are no open jaws.
    terms
        Minutes lost at both ends; ``access_min`` has the minutes from each port to the centre.
    """

    rules: pd.DataFrame = field(repr=False)
    nationalities: pd.DataFrame = field(repr=False)
    bank: pd.DataFrame = field(repr=False)
    port_flights: pd.DataFrame | None = field(default=None, repr=False)
    terms: Terms = field(default_factory=Terms)


def flights_abroad(network: Network) -> pd.DataFrame:
    """Non-stop passenger flights from the home airport to places outside the mainland.

    Columns port, destination, country, weekly_frequency (NaN where unknown), quality. A flight with
    a stop on the way is left out: its passengers enter at the stop. Destinations without an entry
    in the airport table are left out, as their country is unknown.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> flights_abroad(empty()).empty
    True
    """
    rows = [
        (network.home_airport, destination, airport.country, route.weekly_frequency, route.quality)
        for destination, route in sorted(network.air_routes.items())
        if route.nonstop
        and (airport := network.airports.get(destination)) is not None
        and airport.country != _MAINLAND
    ]
    frame = pd.DataFrame(
        rows, columns=["port", "destination", "country", "weekly_frequency", "quality"]
    )
    return frame.astype({"weekly_frequency": "float64"})


def rule_at_home(
    data: TransitData, network: Network, *, as_if_not_suspended: bool = False
) -> TransitRule | None:
    """Find the rule in force at the home airport on the network's date.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> columns = ["rule_id", "hours", "valid_from", "valid_to", "suspended", "ports", "area",
    ...            "nationalities", "count_starts", "quality", "source"]
    >>> none = TransitData(pd.DataFrame(columns=columns), pd.DataFrame(), pd.DataFrame())
    >>> rule_at_home(none, empty()) is None
    True
    """
    return rule_on(
        transit_rules(data.rules),
        network.as_of,
        network.home_airport,
        as_if_not_suspended=as_if_not_suspended,
    )


def transit_pairs(
    flights: pd.DataFrame,
    rule: TransitRule,
    bank: pd.DataFrame,
    terms: Terms,
    *,
    home: str,
    open_jaw: bool = False,
) -> pd.DataFrame:
    """Journeys from A over the home airport to B that the rule allows, pair by pair of places.

    A and B lie in different countries or regions, neither in the mainland; Hong Kong, Macau and
    Taiwan count as third regions. With `open_jaw` the traveller enters at one port and leaves from
    another, one of them the home airport; without, both are the home airport.

    `flights` has port, destination, country, weekly_frequency, quality; arrivals are taken to be
    as frequent as departures. An unknown frequency counts as one a week, which makes the chance a
    lower bound (``frequency_known`` false). Several flights a day count as one day with a flight.

    Columns: port_in, port_out, origin, destination, origin_country, destination_country, chance
    (of at least one feasible stay in a week), certain, possible, itineraries_per_week (expected
    number of pairs of an arriving and a departing flight), frequency_known. No rows where nothing
    is feasible.

    Examples
    --------
    >>> from datetime import date
    >>> rule = TransitRule("a", 144, date(2016, 1, 30), None, False, ("HGH",), "", 51,
    ...                    "next_midnight", "", "")
    >>> bank = pd.DataFrame({"hour": [10, 14], "departures_share": [0.0, 1.0],
    ...                      "arrivals_share": [1.0, 0.0]})
    >>> flights = pd.DataFrame({"port": "HGH", "destination": ["NRT", "KIX", "HKG"],
    ...     "country": ["JP", "JP", "HK"], "weekly_frequency": [7.0, np.nan, 1.0],
    ...     "quality": "published"})
    >>> found = transit_pairs(flights, rule, bank, Terms(), home="HGH")
    >>> found[["origin", "destination", "itineraries_per_week"]].values.tolist()
    [['HKG', 'KIX', 1.0], ['HKG', 'NRT', 7.0], ['KIX', 'HKG', 1.0], ['NRT', 'HKG', 7.0]]
    """
    abroad = flights[(flights["country"] != _MAINLAND) & flights["port"].isin(rule.ports)]
    rows: list[tuple[object, ...]] = []
    for port_in, port_out in _port_pairs(rule, home, open_jaw=open_jaw):
        model = stay_model(rule, bank, terms, port_in=port_in, port_out=port_out)
        arriving = _port_rows(abroad, port_in)
        leaving = _port_rows(abroad, port_out)
        rows.extend(_pair_rows(model, arriving, leaving, (port_in, port_out)))
    frame = pd.DataFrame(rows, columns=list(_PAIR_COLUMNS)).astype(
        {
            "chance": "float64",
            "itineraries_per_week": "float64",
            "certain": "bool",
            "possible": "bool",
            "frequency_known": "bool",
        }
    )
    keys = ["port_in", "port_out", "origin", "destination"]
    return frame[frame["possible"]].sort_values(keys, kind="stable").reset_index(drop=True)


_PAIR_COLUMNS = (
    "port_in",
    "port_out",
    "origin",
    "destination",
    "origin_country",
    "destination_country",
    "chance",
    "certain",
    "possible",
    "itineraries_per_week",
    "frequency_known",
)


def country_pairs(pairs: pd.DataFrame, *, eligible: Collection[str] | None = None) -> pd.DataFrame:
    """Sum pairs of places up to ordered pairs of countries.

    ``chance`` is that of the best pair of places, a lower bound of the chance of any;
    ``itineraries_per_week`` is summed. ``origin_eligible`` tells whether the citizens of the
    country of origin may use the rule; with `eligible` ``None`` it is true everywhere.

    Columns: origin_country, destination_country, place_pairs, chance, certain, possible,
    itineraries_per_week, frequency_known (of every pair of places), origin_eligible.

    Examples
    --------
    >>> pairs = pd.DataFrame({"origin_country": ["JP", "JP"], "destination_country": ["HK", "HK"],
    ...     "chance": [0.9, 1.0], "certain": [False, True], "possible": [True, True],
    ...     "itineraries_per_week": [1.0, 7.0], "frequency_known": [False, True]})
    >>> table = country_pairs(pairs, eligible={"JP"})
    >>> table[["place_pairs", "chance", "itineraries_per_week"]].to_numpy().tolist()
    [[2.0, 1.0, 8.0]]
    """
    grouped = pairs.groupby(["origin_country", "destination_country"], sort=True)
    table = grouped.agg(
        place_pairs=("chance", "size"),
        chance=("chance", "max"),
        certain=("certain", "any"),
        possible=("possible", "any"),
        itineraries_per_week=("itineraries_per_week", "sum"),
        frequency_known=("frequency_known", "all"),
    ).reset_index()
    known = set(table["origin_country"]) if eligible is None else set(eligible)
    table["origin_eligible"] = table["origin_country"].isin(known)
    return table


def transit_sensitivity(
    flights: pd.DataFrame,
    rule: TransitRule,
    bank: pd.DataFrame,
    terms: Terms,
    *,
    home: str,
    hours: Sequence[int] = (72, 144, 240),
) -> pd.DataFrame:
    """Same flights under longer and shorter stays: one row per number of hours.

    Columns: hours, place_pairs_expected, country_pairs_expected (sums of chances),
    country_pairs_certain, country_pairs_possible, itineraries_per_week, usable_median_h,
    usable_longest_h. Everything else of the rule stays as it is.

    Examples
    --------
    >>> from datetime import date
    >>> rule = TransitRule("a", 144, date(2016, 1, 30), None, False, ("HGH",), "", 51,
    ...                    "next_midnight", "", "")
    >>> bank = pd.DataFrame({"hour": [10, 14], "departures_share": [1.0, 0.0],
    ...                      "arrivals_share": [0.0, 1.0]})
    >>> flights = pd.DataFrame({"port": "HGH", "destination": ["NRT", "HKG"],
    ...     "country": ["JP", "HK"], "weekly_frequency": [1.0, 1.0], "quality": "published"})
    >>> table = transit_sensitivity(flights, rule, bank, Terms(), home="HGH")
    >>> table["country_pairs_expected"].round(4).tolist()  # 2 x 3/7, 2 x 6/7, 2 x 1
    [0.8571, 1.7143, 2.0]
    """
    rows = []
    for one in hours:
        changed = replace(rule, hours=one)
        pairs = transit_pairs(flights, changed, bank, terms, home=home)
        countries = country_pairs(pairs)
        usable = stay_summary(stay_model(changed, bank, terms, port_in=home, port_out=home))
        rows.append(
            {
                "hours": one,
                "place_pairs_expected": float(pairs["chance"].sum()),
                "country_pairs_expected": float(countries["chance"].sum()),
                "country_pairs_certain": int(countries["certain"].sum()),
                "country_pairs_possible": int(countries["possible"].sum()),
                "itineraries_per_week": float(pairs["itineraries_per_week"].sum()),
                "usable_median_h": usable["usable_median_h"],
                "usable_longest_h": usable["usable_longest_h"],
            }
        )
    return pd.DataFrame(rows)


def stay_summary(model: StayModel, *, least_h: Sequence[float] = (4, 24, 72)) -> dict[str, float]:
    """Hours in the city of the feasible stays: median, longest, share of at least so many hours.

    Every feasible stay counts alike, over all hours of the flights and days of departure. NaN
    where no stay is feasible or the centre cannot be reached.

    Examples
    --------
    >>> model = StayModel((1,), (1.0,), 0.2, np.array([3.0, 27.0, 51.0]), np.array([1.0, 1.0, 1.0]))
    >>> summary = stay_summary(model)
    >>> summary["usable_median_h"], summary["usable_longest_h"], round(summary["share_24h"], 3)
    (27.0, 51.0, 0.667)
    """
    hours, weight = model.usable_h, model.usable_weight
    whole = float(weight.sum())
    names = [f"share_{one:g}h" for one in least_h]
    if whole <= 0 or np.isnan(hours).any():
        return dict.fromkeys(["usable_median_h", "usable_longest_h", *names], float("nan"))
    order = np.argsort(hours, kind="stable")
    reached = np.cumsum(weight[order])
    median = float(hours[order][int(np.searchsorted(reached, 0.5 * whole * (1 - 1e-12)))])
    shares = [float(weight[hours >= one].sum()) / whole for one in least_h]
    return {
        "usable_median_h": median,
        "usable_longest_h": float(hours[weight > 0].max()),
        **dict(zip(names, shares, strict=True)),
    }


def _port_pairs(rule: TransitRule, home: str, *, open_jaw: bool) -> Iterable[tuple[str, str]]:
    if home not in rule.ports:
        return []
    if not open_jaw:
        return [(home, home)]
    others = sorted(set(rule.ports) - {home})
    return [(home, port) for port in others] + [(port, home) for port in others]


@dataclass(frozen=True, slots=True)
class _Flight:
    place: str
    country: str
    weekly: float
    known: bool

    @property
    def days(self) -> int:
        """Days of the week with a flight, at least one."""
        return int(min(7, max(1, self.weekly)))


def _port_rows(flights: pd.DataFrame, port: str) -> list[_Flight]:
    """Flights of a port, one entry per destination: the rows of several airlines are added up."""
    own = flights[flights["port"] == port]
    found: dict[str, _Flight] = {}
    for place, country, weekly in zip(
        own["destination"].astype(str),
        own["country"].astype(str),
        own["weekly_frequency"].astype(float),
        strict=True,
    ):
        before = found.get(place)
        known = not np.isnan(weekly) and (before is None or before.known)
        least = max(1.0, weekly) if not np.isnan(weekly) else 1.0
        found[place] = _Flight(place, country, least + (before.weekly if before else 0.0), known)
    return [found[place] for place in sorted(found)]


def _pair_rows(
    model: StayModel,
    arriving: Sequence[_Flight],
    leaving: Sequence[_Flight],
    ports: tuple[str, str],
) -> Iterable[tuple[object, ...]]:
    known: Mapping[tuple[int, int], tuple[float, bool, bool]] = {
        (a, b): pair_chance(model, a, b)
        for a in sorted({one.days for one in arriving})
        for b in sorted({one.days for one in leaving})
    }
    for start in arriving:
        for end in leaving:
            if start.country == end.country:
                continue
            chance, certain, possible = known[start.days, end.days]
            yield (
                *ports,
                start.place,
                end.place,
                start.country,
                end.country,
                chance,
                certain,
                possible,
                start.weekly * end.weekly * model.stays_per_pair,
                start.known and end.known,
            )
