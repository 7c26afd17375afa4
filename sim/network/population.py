"""People and employed residents by county for any year, from the censuses of 2010 and 2020."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.errors import NetworkError
from sim.network.census import CENSUS_YEARS

__all__ = ["between", "county_jobs", "county_population", "part_shares"]

_SAMPLE_SHARE = 0.1  # the long form of the 2020 census went to one household in ten
_REFORM = "2021-04"  # counts in the districts of Hangzhou since then
_FIRST, _LAST = CENSUS_YEARS


def between(knots: Mapping[int, float], year: int) -> float:
    """Value of a year from the years that are known, straight lines between them.

    Outside the known years the line through the first and the last goes on, not below zero.

    Examples
    --------
    >>> between({2010: 100.0, 2016: 130.0, 2020: 190.0}, 2018)
    160.0
    >>> between({2010: 100.0, 2016: 130.0, 2020: 190.0}, 2021)
    199.0
    """
    years = sorted(knots)
    first, last = years[0], years[-1]
    if first <= year <= last:
        return float(np.interp(year, years, [knots[known] for known in years]))
    slope = (knots[last] - knots[first]) / (last - first) if last > first else 0.0
    anchor = first if year < first else last
    return float(max(0.0, knots[anchor] + slope * (year - anchor)))


def county_population(tables: Mapping[str, pd.DataFrame], year: int) -> dict[str, float]:
    """Resident population of every county in the divisions before 2021.

    A straight line through the censuses of 2010 and 2020. The sample surveys between them were
    later revised upwards, so they do not compare with a census and are not used. Areas tabulated
    apart count with the county they lie in. A county without a count of 2010 is split off from its
    mother county at the ratio of 2020.
    """
    counties = {row["county_id"]: row for row in tables["land/counties"].to_dict("records")}
    knots: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row in tables["land/population"].to_dict("records"):
        county, known = counties.get(row["county_id"]), int(row["year"])
        if county is None or county["valid"] == "from2021" or known not in CENSUS_YEARS:
            continue
        if row["kind"] == "census" and row["boundary_basis"] != _REFORM:
            knots[county["part_of"] or row["county_id"]][known] += float(row["population"])
    return _with_split_counties(knots, counties, year)


def part_shares(
    tables: Mapping[str, pd.DataFrame], parts: Sequence[tuple[str, str]], year: int
) -> dict[tuple[str, str], float]:
    """Share that each part (county before 2021, district since) has of its old county.

    The parts solve the counts of 2010 and of 2020, which exist in both divisions, by least
    squares; between the two years the share goes in a straight line, outside it stays.

    Examples
    --------
    >>> counties = pd.DataFrame({
    ...     "county_id": ["1", "a", "b"], "valid": ["pre2021", "from2021", "from2021"],
    ...     "part_of": ["", "", ""]})
    >>> rows = [("1", y, "census", n) for y, n in ((2010, 100), (2020, 200))]
    >>> rows += [("a", 2010, "census_restated", 60), ("b", 2010, "census_restated", 40)]
    >>> rows += [("a", 2020, "census", 100), ("b", 2020, "census", 100)]
    >>> population = pd.DataFrame(rows, columns=["county_id", "year", "kind", "population"])
    >>> tables = {"land/counties": counties, "land/population": population}
    >>> shares = part_shares(tables, [("1", "a"), ("1", "b")], 2015)
    >>> {part: round(share, 3) for part, share in shares.items()}
    {('1', 'a'): 0.55, ('1', 'b'): 0.45}
    """
    early = _solved_shares(tables, parts, _FIRST)
    late = _solved_shares(tables, parts, _LAST)
    progress = min(1.0, max(0.0, (year - _FIRST) / (_LAST - _FIRST)))
    return {part: (1 - progress) * early[part] + progress * late[part] for part in parts}


def county_jobs(
    tables: Mapping[str, pd.DataFrame],
    population: Mapping[str, float],
    year_2020: Mapping[str, float],
) -> dict[str, float]:
    """Employed residents by county: the 2020 sample times ten, moved with the population.

    They stand for jobs: no count by place of work is known. So the jobs of a county equal its
    employed residents, which is too few for the centre and too many for the outskirts.

    Examples
    --------
    >>> sample = pd.DataFrame({"county_id": ["1"], "employed_sample": [50]})
    >>> tables = {"land/employed_residents": sample,
    ...           "land/counties": pd.DataFrame({"county_id": ["1"], "part_of": [""]})}
    >>> county_jobs(tables, {"1": 900.0}, {"1": 1000.0})
    {'1': 450.0}
    """
    part_of = dict(
        zip(tables["land/counties"]["county_id"], tables["land/counties"]["part_of"], strict=True)
    )
    sample: dict[str, float] = defaultdict(float)
    rows = tables["land/employed_residents"]
    for county_id, employed in zip(rows["county_id"], rows["employed_sample"], strict=True):
        sample[part_of.get(county_id) or county_id] += float(employed)
    return {
        county_id: sample[county_id] / _SAMPLE_SHARE * people / year_2020[county_id]
        for county_id, people in population.items()
        if year_2020[county_id] > 0
    }


def _with_split_counties(
    knots: Mapping[str, Mapping[int, float]],
    counties: Mapping[str, Mapping[Hashable, Any]],
    year: int,
) -> dict[str, float]:
    """Hold the ratio of the last census where a county was born between the two."""
    mothers = {
        county_id: mother
        for county_id, values in knots.items()
        if _FIRST not in values and (mother := _mother(county_id, counties, knots)) is not None
    }
    families: dict[str, list[str]] = defaultdict(list)
    for county_id, mother in mothers.items():
        families[mother].append(county_id)
    result: dict[str, float] = {}
    for county_id, values in knots.items():
        if county_id in mothers:
            continue
        members = [county_id, *families[county_id]]
        last = {member: knots[member][_LAST] for member in members}
        together = {**values, _LAST: sum(last.values())}
        total = between(together, year)
        for member in members:
            result[member] = total * last[member] / together[_LAST]
    return dict(sorted(result.items()))


def _mother(
    county_id: str,
    counties: Mapping[str, Mapping[Hashable, Any]],
    knots: Mapping[str, Mapping[int, float]],
) -> str:
    """Find the county of the same prefecture that a new county's note names."""
    note, prefecture = counties[county_id]["note"], counties[county_id]["prefecture_zh"]
    for other in knots:
        row = counties[other]
        if other != county_id and row["prefecture_zh"] == prefecture and row["name_zh"] in note:
            return other
    raise NetworkError(
        f"county {county_id} has no count of {_FIRST} and its note names no county it belonged to"
    )


def _solved_shares(
    tables: Mapping[str, pd.DataFrame], parts: Sequence[tuple[str, str]], year: int
) -> dict[tuple[str, str], float]:
    rows = tables["land/population"]
    rows = rows[(rows["year"] == year) & rows["kind"].isin(["census", "census_restated"])]
    counts = dict(zip(rows["county_id"], rows["population"].astype(float), strict=True))
    names = sorted({name for part in parts for name in part})
    known = [name for name in names if name in counts]
    matrix = np.array([[float(name in part) for part in parts] for name in known])
    target = np.array([counts[name] for name in known])
    solution, *_ = np.linalg.lstsq(matrix, target, rcond=None)
    solution = np.maximum(solution, 0.0)
    old_total: dict[str, float] = defaultdict(float)
    for (old, _), value in zip(parts, solution, strict=True):
        old_total[old] += float(value)
    return {
        part: float(value) / old_total[part[0]] for part, value in zip(parts, solution, strict=True)
    }
