"""Cars by zone: the level of the city, the pattern between counties, and who has one at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sim.demand.model import Floats64
from sim.errors import DataError, Issue, Severity
from sim.network.population import between

__all__ = ["CAR_TABLE", "car_share", "city_cars_per_1000", "zone_cars_per_1000"]

CAR_TABLE = "demand/car_ownership"


def city_cars_per_1000(table: pd.DataFrame, year: int) -> float:
    """Private cars per 1000 residents of the city: straight lines between the years of the table.

    Examples
    --------
    >>> rows = [("", 2015, 180.0), ("", 2020, 200.0), ("330102", 2015, 240.0)]
    >>> table = pd.DataFrame(rows, columns=["county_id", "year", "cars_per_1000"])
    >>> city_cars_per_1000(table, 2017)
    188.0
    """
    city = table[table["county_id"] == ""]
    if city.empty:
        raise DataError("cars are not known", [_no_level()])
    levels = zip(city["year"], city["cars_per_1000"], strict=True)
    return between({int(known): float(cars) for known, cars in levels}, year)


def zone_cars_per_1000(
    table: pd.DataFrame, county_ids: Sequence[str], population: Floats64, *, city_mean: float
) -> Floats64:
    """Private cars per 1000 residents by zone: those of its county, scaled to the city's mean.

    ``cars(county) = mean pattern(county) / sum(people pattern) * sum(people)``, so that cars over
    all people give `city_mean`. The pattern is that of the latest year of each county; a county
    without one has the mean of the others. Zones without people change nothing.

    Examples
    --------
    >>> rows = [("1", 2015, 300.0), ("2", 2015, 100.0)]
    >>> table = pd.DataFrame(rows, columns=["county_id", "year", "cars_per_1000"])
    >>> zone_cars_per_1000(table, ["1", "2"], np.array([10.0, 10.0]), city_mean=150.0).tolist()
    [225.0, 75.0]
    """
    if not np.isfinite(city_mean) or city_mean < 0:
        raise DataError(f"cars per 1000 people must be a number of at least 0, not {city_mean}")
    rows = table[table["county_id"] != ""].sort_values("year", kind="stable")
    pattern: Mapping[str, float] = {
        str(county): float(cars)
        for county, cars in zip(rows["county_id"], rows["cars_per_1000"], strict=True)
    }
    middle = float(np.mean(list(pattern.values()))) if pattern else 1.0
    shape = np.array([pattern.get(county, middle) for county in county_ids], dtype=np.float64)
    people = float(population.sum())
    weighted = float((shape * population).sum())
    if weighted <= 0:
        return np.full(len(shape), city_mean)
    return np.asarray(shape * (city_mean * people / weighted), dtype=np.float64)


def car_share(cars_per_1000: Floats64, *, access_per_car: float) -> Floats64:
    """Share of trips made by people with a car at hand: ``1 - exp(-access_per_car cars/person)``.

    An assumption: while cars are few each serves `access_per_car` people (driver and one more of
    the household, who travel more than others), and less as households have several.

    Examples
    --------
    >>> car_share(np.array([0.0, 200.0]), access_per_car=2.0).round(3).tolist()
    [0.0, 0.33]
    """
    return np.asarray(1.0 - np.exp(-access_per_car * cars_per_1000 / 1000.0), dtype=np.float64)


def _no_level() -> Issue:
    return Issue(
        Severity.ERROR,
        "no-city-cars",
        "no row holds the whole city",
        "add a row with an empty county_id for the city",
        Path(f"{CAR_TABLE}.csv"),
    )
