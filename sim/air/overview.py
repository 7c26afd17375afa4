"""The tables of a run about flights: counts, regions, connectivity, journeys, growth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from sim.air.connection_times import airport_kinds, times_at
from sim.air.connectivity import Assumed, connectivity_table
from sim.air.destination_groups import by_group, diversity_table
from sim.air.destinations import CountRule, count_table, growth, network_destinations
from sim.air.netscan import parameter_sets
from sim.air.onward import WorldNetwork, journeys, replaced_routes, world_network
from sim.air.regions import with_regions
from sim.air.spread import SpreadRules
from sim.errors import DataError
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
)
"""Tables that `air_facts` takes."""

_PAIR = "international_international"
_SPREAD = ("assumed_weekly", "longest_transfer_min", "longest_detour")


@dataclass(frozen=True, slots=True)
class _Spread:
    """What is assumed of flights without a timetable."""

    assumed: Assumed
    rules: SpreadRules
    longest_detour: float


@dataclass(frozen=True)
class AirFacts:
    """The tables of ``air/`` that flights of the world rest on."""

    regions: pd.DataFrame = field(repr=False)
    airports: pd.DataFrame = field(repr=False)
    routes: pd.DataFrame = field(repr=False)
    block_time: pd.DataFrame = field(repr=False)
    parameters: pd.DataFrame = field(repr=False)
    connection_times: pd.DataFrame = field(repr=False)


def air_facts(tables: Mapping[str, pd.DataFrame]) -> AirFacts:
    """Take the tables (`AIR_FACTS`) by name; of the lists of routes the newest.

    Examples
    --------
    >>> from pathlib import Path
    >>> from sim.tables import read_package
    >>> len(air_facts(read_package(Path("network_data")).tables).airports)
    264
    """
    routes = tables["air/world_routes"]
    return AirFacts(
        regions=tables["air/regions"],
        airports=tables["air/world_airports"],
        routes=routes[routes["vintage"] == routes["vintage"].max()],
        block_time=tables["air/block_time"],
        parameters=tables["air/netscan_parameters"],
        connection_times=tables["air/connection_times"],
    )


def home_world(network: Network, facts: AirFacts) -> WorldNetwork:
    """Build the world's network with the home airport's flights abroad as the scenario has them.

    Its flights to the mainland stay those of the list, as the network's own list may have none.
    Flights that land on the way are left out: they reach no place without a stop, and where they
    land is not in the list.
    Airports that only the network knows come in with its positions; a destination that nobody has a
    position for is left out, and counted nowhere (the indicator names it).

    Examples
    --------
    >>> from pathlib import Path
    >>> from sim.network.examples import empty
    >>> from sim.tables import read_package
    >>> home_world(empty(), air_facts(read_package(Path("network_data")).tables))
    <WorldNetwork 264 airports · 12011 routes>
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
    home, listed = network.home_airport, facts.routes
    mainland = set(known.loc[known["country"] == "CN", "iata"])
    kept = listed[(listed["origin"] == home) & listed["destination"].isin(mainland)]
    names = ["destination", "weekly_frequency", "quality"]
    own = pd.concat([kept[names], abroad[names]], ignore_index=True)
    return world_network(airports, replaced_routes(listed, home, own), facts.block_time)


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
    tables["air_connectivity"] = _connectivity(world, facts, gateways)
    tables["air_journeys"] = _named(
        _journeys(world, facts, gateways, home=network.home_airport), network, facts
    )
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


def _spread(facts: AirFacts) -> _Spread:
    rows = facts.parameters[facts.parameters["set_id"] == "spread"]
    low, middle, high = (
        dict(zip(rows["parameter"], rows[bound].astype("float64"), strict=True))
        for bound in ("low", "value", "high")
    )
    missing = [name for name in _SPREAD if name not in middle]
    if missing:
        raise DataError(
            f"air/netscan_parameters has no '{missing[0]}' in the set 'spread'; add the row"
        )
    weekly, longest, detour = _SPREAD
    minimum = times_at(facts.connection_times, "abroad", "minimum_connection")[_PAIR]
    return _Spread(
        Assumed(middle[weekly], low[weekly], high[weekly]),
        SpreadRules(minimum, middle[longest]),
        middle[detour],
    )


def _connectivity(world: WorldNetwork, facts: AirFacts, gateways: Sequence[str]) -> pd.DataFrame:
    spread = _spread(facts)
    parts = [
        connectivity_table(
            world,
            gateways,
            spread.rules,
            parameters,
            assumed=spread.assumed,
            longest_detour=spread.longest_detour,
        ).assign(parameters=name)
        for name, parameters in parameter_sets(facts.parameters).items()
    ]
    return pd.concat(parts, ignore_index=True)


def _journeys(
    world: WorldNetwork, facts: AirFacts, gateways: Sequence[str], *, home: str
) -> pd.DataFrame:
    spread = _spread(facts)
    kinds = airport_kinds(facts.airports, home=home)
    minimum = {
        kind: times_at(facts.connection_times, kind, "minimum_connection")[_PAIR]
        for kind in set(kinds.values())
    }
    return journeys(
        world,
        gateways,
        spread.rules,
        assumed_weekly=spread.assumed.weekly,
        longest_detour=spread.longest_detour,
        minimum_min={code: minimum[kind] for code, kind in kinds.items()},
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
