"""Destinations of an airport, counted by every definition, with what is not known told apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

import pandas as pd

from sim.network.model import Network
from sim.network.quality import Quality

__all__ = [
    "DOCUMENTED",
    "CountRule",
    "DestinationCount",
    "count",
    "count_table",
    "counted_units",
    "destination_list",
    "grades_text",
    "growth",
    "network_destinations",
]

Unit: TypeAlias = Literal["airports", "cities", "countries", "regions"]

DOCUMENTED = frozenset({Quality.OFFICIAL, Quality.PUBLISHED, Quality.DERIVED})
"""Grades with a document behind them."""

_KEYS: Mapping[Unit, tuple[str, ...]] = MappingProxyType(
    {
        "airports": ("destination",),
        "cities": ("city", "country"),
        "countries": ("country",),
        "regions": ("region",),
    }
)
_RANK = MappingProxyType({str(grade): place for place, grade in enumerate(Quality)})


@dataclass(frozen=True, slots=True)
class CountRule:
    """One way of counting.

    ``min_weekly`` asks for so many departures a week, ``season`` for flights in that season of the
    timetable (``"summer"``, ``"winter"``); whole-year flights (``"year"``) are in both. Empty: any.
    """

    unit: Unit = "airports"
    min_weekly: float = 0.0
    nonstop: bool = False
    season: str = ""
    documented: bool = False


@dataclass(frozen=True, slots=True)
class DestinationCount:
    """How many there are: surely, and at most.

    ``lower`` counts what the list shows to satisfy the rule, ``upper`` also what may satisfy it but
    whose frequency or season the list does not give. ``grades`` counts the units of ``lower`` by
    the best grade among their routes, ``open_grades`` those between the two, best grade first.
    """

    lower: int
    upper: int
    grades: tuple[tuple[Quality, int], ...]
    open_grades: tuple[tuple[Quality, int], ...]


def destination_list(
    routes: pd.DataFrame, places: pd.DataFrame, *, kinds: Iterable[str]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Join routes with their airports, keep the kinds wanted, and name destinations without one.

    `routes`: destination, weekly_frequency (NaN: not known), nonstop, quality; season where known.
    `places`: iata, city, country, kind, and whatever else should be carried along. Rows come by
    destination. A destination that `places` does not have is in no count: its codes are returned.

    Examples
    --------
    >>> routes = pd.DataFrame({"destination": ["NRT", "NIL"], "weekly_frequency": [7.0, None],
    ...     "nonstop": [True, True], "quality": ["published", "estimate"]})
    >>> places = pd.DataFrame(
    ...     {"iata": ["NRT"], "city": ["Tokyo"], "country": ["JP"], "kind": ["international"]})
    >>> table, unknown = destination_list(routes, places, kinds=["international"])
    >>> table["city"].tolist(), unknown
    (['Tokyo'], ('NIL',))
    """
    known = routes["destination"].isin(places["iata"])
    unknown = tuple(sorted(set(routes.loc[~known, "destination"])))
    airports = places.rename(columns={"iata": "destination"})
    table = routes[known].merge(airports, on="destination", how="left", validate="many_to_one")
    table = table[table["kind"].isin(list(kinds))].sort_values("destination", kind="stable")
    if "season" not in table:
        table = table.assign(season="")
    return table.reset_index(drop=True), unknown


def network_destinations(
    network: Network, *, kinds: Iterable[str] = ("international", "regional")
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Destinations abroad of a network's home airport, as `destination_list` gives them.

    Abroad is what the airport table calls international or regional (Hong Kong, Macau, Taiwan).

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> len(network_destinations(empty())[0])
    0
    """
    routes = pd.DataFrame(
        [
            (one.destination, one.weekly_frequency, one.nonstop, str(one.quality))
            for one in network.air_routes.values()
        ],
        columns=["destination", "weekly_frequency", "nonstop", "quality"],
    )
    routes["weekly_frequency"] = routes["weekly_frequency"].astype("float64")
    airports = [
        (one.iata, one.name_zh, one.name_en, one.city, one.country, one.kind)
        for one in network.airports.values()
    ]
    names = ["iata", "name_zh", "name_en", "city", "country", "kind"]
    return destination_list(routes, pd.DataFrame(airports, columns=names), kinds=kinds)


def counted_units(table: pd.DataFrame, rule: CountRule) -> pd.DataFrame:
    """Units that count under a rule: their key columns, weekly, sure and quality.

    Flights a week of the routes of one unit are added up. A unit is ``sure`` where the known
    frequencies reach the rule's minimum; it is listed without being sure where only a frequency or
    a season that nobody gives could bring it there. ``quality`` is the best grade of its routes.

    Examples
    --------
    >>> table = pd.DataFrame({"destination": ["TPE", "TSA"], "city": "Taipei", "country": "TW",
    ...     "weekly_frequency": [5.0, None], "nonstop": True, "season": "", "quality": "official"})
    >>> counted_units(table, CountRule("cities", min_weekly=7)).values.tolist()
    [['Taipei', 'TW', 5.0, False, 'official']]
    """
    kept = table[table["nonstop"].astype(bool)] if rule.nonstop else table
    if rule.documented:
        kept = kept[kept["quality"].isin([str(grade) for grade in DOCUMENTED])]
    if rule.season:
        kept = kept[kept["season"].isin([rule.season, "year", ""])]
    in_season = (kept["season"] != "") | (not rule.season)
    known = kept["weekly_frequency"].astype("float64").where(in_season)
    # Without a minimum a route of the list is enough, whether its frequency is known or not.
    proof = in_season if rule.min_weekly <= 0 else known.notna()
    marked = kept.assign(
        known=known.fillna(0.0), proof=proof, rank=kept["quality"].map(dict(_RANK))
    )
    keys = list(_KEYS[rule.unit])
    groups = marked.groupby(keys, sort=True)
    units = groups.agg(
        weekly=("known", "sum"),
        proved=("proof", "any"),
        all_known=("proof", "all"),
        rank=("rank", "min"),
    ).reset_index()
    units["sure"] = units["proved"] & (units["weekly"] >= rule.min_weekly)
    possible = units["sure"] | ~units["all_known"]
    grades = [str(grade) for grade in Quality]
    units["quality"] = [grades[int(rank)] for rank in units["rank"]]
    return units.loc[possible, [*keys, "weekly", "sure", "quality"]].reset_index(drop=True)


def count(table: pd.DataFrame, rule: CountRule) -> DestinationCount:
    """Count destinations under one rule; an empty list gives 0 and 0.

    ``N(w) = |{d : f_d ≥ w}|`` (domain note C5) with f the departures a week.

    Examples
    --------
    >>> table = pd.DataFrame({"destination": ["NRT", "SIN"], "weekly_frequency": [7.0, None],
    ...     "nonstop": True, "season": "", "quality": ["published", "unverified"]})
    >>> found = count(table, CountRule(min_weekly=2))
    >>> found.lower, found.upper, found.open_grades
    (1, 2, ((<Quality.UNVERIFIED: 'unverified'>, 1),))
    """
    units = counted_units(table, rule)
    sure = units["sure"].astype(bool)
    return DestinationCount(
        int(sure.sum()),
        len(units),
        _grades(units.loc[sure, "quality"]),
        _grades(units.loc[~sure, "quality"]),
    )


def count_table(table: pd.DataFrame, rules: Mapping[str, CountRule]) -> pd.DataFrame:
    """Counts under several rules, one row each, with the grades behind them.

    Columns: definition, unit, min_weekly, nonstop, season, documented, lower, upper, quality (of
    the lower count), open_quality (of what may come on top).

    Examples
    --------
    >>> table = pd.DataFrame({"destination": ["NRT"], "weekly_frequency": [7.0],
    ...     "nonstop": True, "season": "", "quality": ["published"]})
    >>> count_table(table, {"weekly_7": CountRule(min_weekly=7)})[
    ...     ["definition", "lower", "upper", "quality"]].values.tolist()
    [['weekly_7', 1, 1, 'published 1']]
    """
    rows = []
    for name, rule in rules.items():
        found = count(table, rule)
        rows.append(
            {
                "definition": name,
                "unit": rule.unit,
                "min_weekly": rule.min_weekly,
                "nonstop": rule.nonstop,
                "season": rule.season,
                "documented": rule.documented,
                "lower": found.lower,
                "upper": found.upper,
                "quality": _text(found.grades),
                "open_quality": _text(found.open_grades),
            }
        )
    return pd.DataFrame(rows)


def growth(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Destinations gained, lost and kept between two lists.

    Columns: destination, the names that the lists carry, change (``gained``, ``lost``, ``kept``),
    quality_before, quality_after, weekly_before, weekly_after (NaN: not known, or not there).
    A destination that is missing from an incomplete list looks like lost: read the grades.

    Examples
    --------
    >>> before = pd.DataFrame(
    ...     {"destination": ["NRT"], "quality": "official", "weekly_frequency": [7.0]})
    >>> after = pd.DataFrame(
    ...     {"destination": ["SFO"], "quality": "scenario", "weekly_frequency": [2.0]})
    >>> growth(before, after)[["destination", "change"]].values.tolist()
    [['NRT', 'lost'], ['SFO', 'gained']]
    """
    carried = ["name_zh", "name_en", "city", "country", "kind", "region", "region_zh", "region_en"]
    names = [name for name in carried if name in before and name in after]
    old, new = (one.set_index("destination") for one in (before, after))
    codes = sorted(set(old.index) | set(new.index))
    both = pd.concat([new[names], old[names]])
    both = both[~both.index.duplicated()].reindex(codes)
    change = ["kept" if c in old.index and c in new.index else
              "gained" if c in new.index else "lost" for c in codes]  # fmt: skip
    return both.assign(
        change=change,
        quality_before=old["quality"].reindex(codes).fillna(""),
        quality_after=new["quality"].reindex(codes).fillna(""),
        weekly_before=old["weekly_frequency"].reindex(codes).astype("float64"),
        weekly_after=new["weekly_frequency"].reindex(codes).astype("float64"),
    ).rename_axis("destination").reset_index()  # fmt: skip


def grades_text(qualities: pd.Series) -> str:
    """How many there are of each grade, best first; nothing gives an empty text.

    Examples
    --------
    >>> grades_text(pd.Series(["unverified", "official", "unverified"]))
    'official 1, unverified 2'
    """
    return _text(_grades(qualities))


def _grades(qualities: pd.Series) -> tuple[tuple[Quality, int], ...]:
    counts = qualities.value_counts()
    return tuple((grade, int(counts[str(grade)])) for grade in Quality if str(grade) in counts)


def _text(grades: Iterable[tuple[Quality, int]]) -> str:
    return ", ".join(f"{grade} {number}" for grade, number in grades)
