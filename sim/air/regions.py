"""Regions of the world: which country belongs where, after the regions of the United Nations."""

from __future__ import annotations

import pandas as pd

from sim.errors import DataError, Issue, Severity

__all__ = ["REGION_COLUMNS", "with_regions"]

REGION_COLUMNS = ("country_zh", "country_en", "region", "region_zh", "region_en")


def with_regions(places: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Add the names of the country and its region to a table with a column ``country``.

    `regions` is ``air/regions``: country (ISO 3166-1 alpha-2), names, region. Order and index of
    `places` stay. An empty country gets empty texts.

    Raises
    ------
    DataError
        If a country has no region, with every such country.

    Examples
    --------
    >>> regions = pd.DataFrame({"country": ["JP"], "name_zh": ["日本"], "name_en": ["Japan"],
    ...     "region": ["east_asia"], "region_zh": ["东亚"], "region_en": ["East Asia"]})
    >>> with_regions(pd.DataFrame({"iata": ["NRT"], "country": ["JP"]}), regions)["region"].tolist()
    ['east_asia']
    """
    named = regions.rename(columns={"name_zh": "country_zh", "name_en": "country_en"})
    known = named.set_index("country")[list(REGION_COLUMNS)]
    missing = sorted(set(places["country"]) - set(known.index) - {""})
    if missing:
        raise DataError(
            "countries have no region of the world",
            [
                Issue(
                    Severity.ERROR,
                    "country-without-region",
                    f"country '{country}' is not in air/regions",
                    "add a row with its names and region, or correct the code of the airport",
                )
                for country in missing
            ],
        )
    found = known.reindex(places["country"]).fillna("")
    return places.assign(**{name: found[name].to_numpy() for name in REGION_COLUMNS})
