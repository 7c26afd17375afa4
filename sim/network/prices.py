"""Prices on a date: fares, parking, fuel, taxis, and how many cars people have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from sim.errors import NetworkError
from sim.network.price import Price
from sim.network.quality import Quality

__all__ = [
    "CARS_PRICE_ID",
    "CAR_TABLE",
    "PRICE_ASSUMPTIONS",
    "PRICE_TABLE",
    "cars_in",
    "prices_on",
    "valid_prices",
]

PRICE_TABLE, CAR_TABLE = "demand/prices", "demand/car_ownership"
CARS_PRICE_ID = "cars_per_1000"
"""Cars per 1,000 people: no price, but set and compared like one."""

PRICE_ASSUMPTIONS: tuple[str, ...] = (
    (
        "Prices are those of the network's date in yuan of that year, whatever the horizon year; "
        "cars per 1,000 people are those of the horizon year, linear between the years of the "
        "table and held beyond them."
    ),
)


def prices_on(
    prices: Iterable[Mapping[str, object]],
    cars: Iterable[Mapping[str, object]],
    *,
    as_of: date,
    year: int,
) -> dict[str, Price]:
    """All prices of a network: those valid on `as_of`, and the cars of `year`.

    The rows are those of ``demand/prices`` and ``demand/car_ownership``, their cells typed or as
    text. Without rows of the whole city there is no ``cars_per_1000``.

    Raises
    ------
    NetworkError
        If two rows of one price are valid on the date.

    Examples
    --------
    >>> row = {"price_id": "fuel", "title_zh": "汽油", "title_en": "Petrol", "value": "6.2",
    ...        "unit": "yuan/l", "valid_from": "2016-01-01", "valid_to": "2016-12-31",
    ...        "quality": "unverified", "source": "x", "note": ""}
    >>> cars = [{"county_id": "", "year": "2015", "cars_per_1000": "200", "quality": "estimate",
    ...          "source": "x"}]
    >>> found = prices_on([row], cars, as_of=date(2016, 7, 1), year=2020)
    >>> found["fuel"].value, found["cars_per_1000"].value
    (6.2, 200.0)
    """
    found = valid_prices(prices, as_of)
    owned = cars_in(cars, year)
    return found if owned is None else {**found, owned.price_id: owned}


def valid_prices(rows: Iterable[Mapping[str, object]], as_of: date) -> dict[str, Price]:
    """Rows of ``demand/prices`` valid on a date, by id; an empty end means "until today".

    A price without a row for the date is not there. Both ends of ``valid_from`` to ``valid_to``
    are days on which the price holds.

    Raises
    ------
    NetworkError
        If two rows of one price are valid on the date.

    Examples
    --------
    >>> row = {"price_id": "flag", "title_zh": "起步价", "title_en": "Flag fall", "value": 11.0,
    ...        "unit": "yuan", "valid_from": date(2014, 1, 1), "valid_to": date(2018, 12, 31),
    ...        "quality": "published", "source": "x", "note": ""}
    >>> later = row | {"value": 13.0, "valid_from": date(2019, 1, 1), "valid_to": None}
    >>> [valid_prices([row, later], date(year, 7, 1))["flag"].value for year in (2016, 2019)]
    [11.0, 13.0]
    """
    found: dict[str, Price] = {}
    for row in rows:
        start, end = _day(row["valid_from"]), _day(row["valid_to"])
        if (start is not None and as_of < start) or (end is not None and end < as_of):
            continue
        price_id = str(row["price_id"])
        if price_id in found:
            raise NetworkError(
                f"{PRICE_TABLE} has two prices '{price_id}' on {as_of}: end the earlier row on the "
                "day before the later one begins"
            )
        found[price_id] = Price(
            price_id,
            str(row["title_zh"]),
            str(row["title_en"]),
            float(str(row["value"])),
            str(row["unit"]),
            Quality(str(row["quality"])),
            str(row["source"]),
            str(row["note"]),
        )
    return found


def cars_in(rows: Iterable[Mapping[str, object]], year: int) -> Price | None:
    """Cars per 1,000 people of the whole city in a year, or None where no row is of the city.

    Linear between two years of the table, held before the first and after the last; a year between
    two, or beyond them, is graded an estimate.

    Examples
    --------
    >>> rows = [
    ...     {"county_id": "", "year": 2015, "cars_per_1000": 200.0, "quality": "official",
    ...      "source": "x"},
    ...     {"county_id": "", "year": 2020, "cars_per_1000": 250.0, "quality": "official",
    ...      "source": "y"},
    ...     {"county_id": "330102", "year": 2015, "cars_per_1000": 150.0, "quality": "estimate",
    ...      "source": "z"},
    ... ]
    >>> [cars_in(rows, year).value for year in (2012, 2017, 2020, 2030)]
    [200.0, 220.0, 250.0, 250.0]
    """
    known = sorted(
        (
            (int(str(row["year"])), float(str(row["cars_per_1000"])), row)
            for row in rows
            if not row["county_id"]
        ),
        key=lambda one: one[0],
    )
    if not known:
        return None
    value, row, exact = _in_year(known, year)
    return Price(
        CARS_PRICE_ID,
        "每千人小汽车拥有量",
        "Cars per 1,000 people",
        round(value, 3),
        "cars",
        Quality(str(row["quality"])) if exact else Quality.ESTIMATE,
        str(row["source"]),
        f"whole city in {year}" + ("" if exact else ", from other years of the table"),
    )


def _in_year(
    known: Sequence[tuple[int, float, Mapping[str, object]]], year: int
) -> tuple[float, Mapping[str, object], bool]:
    """Value of a year, the row it comes from (the earlier of two), and whether it is that year."""
    first, last = known[0], known[-1]
    for at, value, row in known:
        if at == year:
            return value, row, True
    if year < first[0]:
        return first[1], first[2], False
    for (start, low, row), (end, high, _) in pairwise(known):
        if start < year < end:
            return low + (high - low) * (year - start) / (end - start), row, False
    return last[1], last[2], False


def _day(cell: object) -> date | None:
    """Day of a cell: a date, a timestamp (not-a-time is none), or text."""
    text = str(cell)[:10]
    return date.fromisoformat(text) if text[:1].isdigit() else None
