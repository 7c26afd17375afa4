"""The tables of a run about flights: counts, regions, connectivity, journeys, growth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import pandas as pd

from sim.air.connectivity import Assumed, connectivity_table
from sim.air.destination_groups import by_group, diversity_table
from sim.air.destinations import CountRule, count_table, growth, network_destinations
from sim.air.netscan import parameter_sets
from sim.air.onward import WorldNetwork, journeys, replaced_routes, world_network
from sim.air.regions import with_regions
from sim.air.spread import SpreadRules
from sim.errors import DataError
from sim.network.air_vintages import routes_on
from sim.network.flight_assumptions import (
    UNKNOWN_FREQUENCIES,
    JourneyRules,
    assumed_weekly,
    home_abroad,
    journey_rules,
    shortest_connections,
)
from sim.network.model import Network

__all__ = ["AIR_FACTS", "RULES", "AirFacts", "air_facts", "air_growth", "air_tables", "home_world"]

RULES: Mapping[str, CountRule] = MappingProxyType(
    {
        "airports": CountRule(),
        "cities": CountRule("cities"),
        "countries": CountRule("countries"),
        "nonstop": CountRule(nonstop=True),
        "documented": CountRule(documented=True),
        "weekly_1": CountRule(min_weekly=1),
        "weekly_2": CountRule(min_weekly=2),
        "weekly_7": CountRule(min_weekly=7),
        "summer": CountRule(season="summer"),
        "winter": CountRule(season="winter"),
    }
)
"""Ways of counting destinations, as in the domain note C5."""

AIR_FACTS = (
    "air/regions",
    "air/world_airports",
    "air/world_routes",
    "air/block_time",
    "air/netscan_parameters",
    "air/connection_times",
    "air/journey_rules",
    "air/gateways",
    "air/gateway_flights",
)
"""Tables that `air_facts` takes."""

_LONGEST_TRANSFER = "longest_transfer_min"


@dataclass(frozen=True)
class AirFacts:
    """The tables of ``air/`` that flights of the world rest on."""

    regions: pd.DataFrame = field(repr=False)
    airports: pd.DataFrame = field(repr=False)
    routes: pd.DataFrame = field(repr=False)
    block_time: pd.DataFrame = field(repr=False)
    parameters: pd.DataFrame = field(repr=False)
    connection_times: pd.DataFrame = field(repr=False)
    journey_rules: pd.DataFrame = field(repr=False)
    gateways: pd.DataFrame = field(repr=False)
    gateway_flights: pd.DataFrame = field(repr=False)


def air_facts(tables: Mapping[str, pd.DataFrame]) -> AirFacts:
    """Take the tables (`AIR_FACTS`) by name; routes of all lists, of which `home_world` chooses.

    Examples
    --------
    >>> from pathlib import Path
    >>> from sim.tables import read_package
    >>> len(air_facts(read_package(Path("network_data")).tables).airports)
    264
    """
    return AirFacts(
        regions=tables["air/regions"],
        airports=tables["air/world_airports"],
        routes=tables["air/world_routes"],
        block_time=tables["air/block_time"],
        parameters=tables["air/netscan_parameters"],
        connection_times=tables["air/connection_times"],
        journey_rules=tables["air/journey_rules"],
        gateways=tables["air/gateways"],
        gateway_flights=tables["air/gateway_flights"],
    )


def home_world(network: Network, facts: AirFacts) -> WorldNetwork:
    """Build the world's network with the home airport's flights abroad as the scenario has them.

    Its flights to the mainland stay those of the list, as the network's own list may have none.
    Flights that land on the way are left out: they reach no place without a stop, and where they
    land is not in the list.
    The other gateways have the routes of ``air/gateway_flights``, the list that journeys from the
    doorstep use; flights back are taken to equal those out. Of several lists the latest begun by
    the day of the network counts, else the earliest, airport by airport
    (`sim.network.air_vintages.routes_on`).
    Airports that only the network knows come in with its positions; a destination that nobody has a
    position for is left out, and counted nowhere (the indicator names it).

    Examples
    --------
    >>> from pathlib import Path
    >>> from sim.network.examples import empty
    >>> from sim.tables import read_package
    >>> home_world(empty(), air_facts(read_package(Path("network_data")).tables))
    <WorldNetwork 264 airports · 11971 routes>
    """
    listed_abroad = network_destinations(network)[0]
    abroad = listed_abroad[listed_abroad["nonstop"].astype(bool)]
    known = facts.airports[["iata", "country", "lon", "lat"]]
    missing = sorted(set(abroad["destination"]) - set(known["iata"]))
    places = [network.airports[code] for code in missing]
    further = pd.DataFrame(
        [(one.iata, one.country, one.lon, one.lat) for one in places], columns=known.columns
    )
    airports = pd.concat([known, further]) if places else known
    home = network.home_airport
    listed = _with_gateways(network, facts, set(airports["iata"]))
    mainland = set(known.loc[known["country"] == "CN", "iata"])
    inland = (facts.routes["origin"] == home) & facts.routes["destination"].isin(mainland)
    kept = routes_on(facts.routes[inland], network.as_of)
    names = ["destination", "weekly_frequency", "quality"]
    own = pd.concat([kept[names], abroad[names]], ignore_index=True)
    return world_network(airports, replaced_routes(listed, home, own), facts.block_time)


def _with_gateways(network: Network, facts: AirFacts, known: set[str]) -> pd.DataFrame:
    """Routes of the world, those of the other gateways from their own list, there and back."""
    home = network.home_airport
    listed = routes_on(facts.gateway_flights, network.as_of, by="gateway")
    own = listed.rename(columns={"gateway": "origin"})
    own = own[own["nonstop"].astype(bool) & own["destination"].isin(known)]
    own = own[own["origin"] != home]
    settled = set(own["origin"])
    rest = routes_on(facts.routes, network.as_of)
    rest = rest[~rest["origin"].isin(settled) & ~rest["destination"].isin(settled)]
    names = ["origin", "destination", "weekly_frequency", "quality"]
    back = own.rename(columns={"origin": "destination", "destination": "origin"})
    both = pd.concat([own[names], back[names], rest[names]], ignore_index=True)
    return both.drop_duplicates(["origin", "destination"], ignore_index=True)


def air_tables(
    network: Network, facts: AirFacts, *, gateways: Sequence[str]
) -> dict[str, pd.DataFrame]:
    """All tables of a run about flights, by name, modelled where connections come in.

    Returns
    -------
    dict
        ``air_destination_list``: destinations abroad with region, frequency, grade.
        ``air_destination_counts``: one row per definition with lower and upper count and grades.
        ``air_regions``, ``air_countries``: destinations by group. ``air_diversity``: entropy and
        effective number. ``air_connectivity``: CNU of the gateways by measure and by set of
        parameters. ``air_journeys``: hours from take-off at each gateway to landing anywhere.
        Without air routes the first five are left out.

    Examples
    --------
    >>> from pathlib import Path
    >>> from sim.network.examples import empty
    >>> from sim.tables import read_package
    >>> facts = air_facts(read_package(Path("network_data")).tables)
    >>> list(air_tables(empty(), facts, gateways=["PVG"]))
    ['air_connectivity', 'air_journeys']
    """
    rules, longest_min = journey_rules(facts.journey_rules), _longest_transfer_min(facts)
    tables: dict[str, pd.DataFrame] = {}
    listed = network_destinations(network)[0]
    if len(listed):
        placed = with_regions(listed, facts.regions)
        tables["air_destination_list"] = placed
        tables["air_destination_counts"] = count_table(placed, RULES)
        tables["air_regions"] = by_group(placed, "region")
        tables["air_countries"] = by_group(placed, "country")
        tables["air_diversity"] = diversity_table(placed)
    world = home_world(network, facts)
    shortest = _shortest(network, facts)
    spread = SpreadRules(rules.connection_min, longest_min)
    assumed = _assumed(world, network, facts)
    how = (rules, spread, shortest)
    tables["air_connectivity"] = _connectivity(world, facts, gateways, how, assumed=assumed)
    found = _journeys(world, rules, gateways, shortest, assumed=assumed)
    tables["air_journeys"] = _named(found, network, facts)
    return tables


def air_growth(before: Network, after: Network, regions: pd.DataFrame) -> pd.DataFrame:
    """Destinations abroad gained, lost and kept between two networks, with their regions.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> len(air_growth(empty(), empty(), pd.DataFrame(
    ...     columns=["country", "name_zh", "name_en", "region", "region_zh", "region_en"])))
    0
    """
    return growth(*(with_regions(network_destinations(one)[0], regions) for one in (before, after)))


def _longest_transfer_min(facts: AirFacts) -> float:
    rows = facts.parameters[facts.parameters["set_id"] == "spread"]
    values = dict(zip(rows["parameter"], rows["value"].astype("float64"), strict=True))
    if _LONGEST_TRANSFER not in values:
        raise DataError(
            f"air/netscan_parameters has no '{_LONGEST_TRANSFER}' in the set 'spread'; add the row"
        )
    return float(values[_LONGEST_TRANSFER])


def _assumed(world: WorldNetwork, network: Network, facts: AirFacts) -> Assumed:
    """Flights a week of routes without a frequency, by origin and destination, with bounds."""
    countries = dict(zip(facts.airports["iata"], facts.airports["country"], strict=True))
    countries |= {code: airport.country for code, airport in network.airports.items()}
    codes = np.array(world.codes)
    own = home_abroad(
        codes[:, None], codes[None, :], home=network.home_airport, countries=countries
    )
    usual, low, high = (
        assumed_weekly(journey_rules(facts.journey_rules, bounds), own)
        for bounds in (None, UNKNOWN_FREQUENCIES["low"], UNKNOWN_FREQUENCIES["high"])
    )
    return Assumed(usual, low, high)


def _shortest(network: Network, facts: AirFacts) -> dict[str, float]:
    """Shortest connection by airport."""
    home = network.airports.get(network.home_airport)
    countries = dict(zip(facts.airports["iata"], facts.airports["country"], strict=True))
    return shortest_connections(
        facts.connection_times,
        facts.airports,
        facts.gateways,
        home_country=home.country if home else countries.get(network.home_airport, ""),
    )


def _connectivity(
    world: WorldNetwork,
    facts: AirFacts,
    gateways: Sequence[str],
    how: tuple[JourneyRules, SpreadRules, Mapping[str, float]],
    *,
    assumed: Assumed,
) -> pd.DataFrame:
    rules, spread, shortest = how
    parts = [
        connectivity_table(
            world,
            gateways,
            spread,
            parameters,
            assumed=assumed,
            longest_detour=rules.longest_detour,
            minimum_min=shortest,
        ).assign(parameters=name)
        for name, parameters in parameter_sets(facts.parameters).items()
    ]
    return pd.concat(parts, ignore_index=True)


def _journeys(
    world: WorldNetwork,
    rules: JourneyRules,
    gateways: Sequence[str],
    shortest: Mapping[str, float],
    *,
    assumed: Assumed,
) -> pd.DataFrame:
    """Journeys whose mean wait at a connection is at most the longest that the rules count."""
    spread = SpreadRules(rules.connection_min, rules.connection_min + 2.0 * rules.longest_wait_min)
    return journeys(
        world,
        gateways,
        spread,
        assumed_weekly=assumed.weekly,
        longest_detour=rules.longest_detour,
        minimum_min=shortest,
    )


def _named(found: pd.DataFrame, network: Network, facts: AirFacts) -> pd.DataFrame:
    """Journeys with the names and the region of their destinations."""
    names = ["iata", "name_zh", "name_en", "city", "country"]
    own = pd.DataFrame(
        [[getattr(one, name) for name in names] for one in network.airports.values()],
        columns=names,
    )
    known = facts.airports[names]
    both = pd.concat([known, own[~own["iata"].isin(known["iata"])]], ignore_index=True)
    wanted = both[both["iata"].isin(found["destination"])]
    named = with_regions(wanted, facts.regions).rename(columns={"iata": "destination"})
    return found.merge(named, on="destination", how="left", validate="many_to_one")
