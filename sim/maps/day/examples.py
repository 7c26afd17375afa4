"""A day of two trains on a line of three stops, made by hand for examples and tests."""

from __future__ import annotations

import pandas as pd

from sim.maps.day.inputs import (
    CLOSURE_COLUMNS,
    PEOPLE_COLUMNS,
    PLATFORM_COLUMNS,
    TRAIN_COLUMNS,
    DayInputs,
)
from sim.maps.examples import empty_base, sectioned_line

__all__ = ["closed_section", "crowding", "two_trains", "two_trains_day", "waiting"]


def two_trains() -> pd.DataFrame:
    """Make the calls of a train from A to C and one back: 100 s between stops, 20 s at them.

    Examples
    --------
    >>> two_trains()["train_id"].unique().tolist()
    ['out', 'back']
    """
    calls = [
        ("out", "L", 0, 0, "A", 21_600.0, 21_620.0, 30, 100),
        ("out", "L", 0, 1, "B", 21_720.0, 21_740.0, 100, 100),
        ("out", "L", 0, 2, "C", 21_840.0, float("nan"), 0, 100),
        ("back", "L", 1, 0, "C", 21_660.0, 21_680.0, 10, 100),
        ("back", "L", 1, 1, "B", 21_780.0, 21_800.0, 60, 100),
        ("back", "L", 1, 2, "A", 21_900.0, 21_920.0, 0, 100),
    ]
    return pd.DataFrame(calls, columns=list(TRAIN_COLUMNS))


def waiting() -> pd.DataFrame:
    """Make the people waiting at three stations from 06:00 to 06:10.

    Examples
    --------
    >>> float(waiting()["waiting"].max())
    50.0
    """
    rows = [
        ("A", 360, 10.0), ("A", 365, 20.0), ("A", 370, 0.0),
        ("B", 360, 30.0), ("B", 365, 50.0), ("B", 370, 5.0),
        ("C", 360, 0.0), ("C", 365, 4.0), ("C", 370, 1.5),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(PEOPLE_COLUMNS))


def crowding() -> pd.DataFrame:
    """Make the crowding of four platforms in the first quarter hour; B has two of them.

    Examples
    --------
    >>> crowding()["level_of_service"].tolist()
    ['A', 'B', 'E', 'A']
    """
    rows = [
        ("A", "06:00", 25.0, 0.2, "A"),
        ("B", "06:00", 40.0, 0.9, "B"),
        ("B", "06:00", 90.0, 4.0, "E"),
        ("C", "06:00", 6.0, 0.05, "A"),
    ]
    return pd.DataFrame(rows, columns=list(PLATFORM_COLUMNS))


def closed_section() -> pd.DataFrame:
    """Make the closure of the track from B to C from 06:00 to 06:03.

    Examples
    --------
    >>> closed_section()["kind"].tolist()
    ['section']
    """
    row = ("c1", "section", "乙—丙", "B – C", "06:00", "06:03", "L", "B", "C", 120.0, 900.0)
    more = ("route_id", "from_id", "to_id", "people_affected", "person_minutes_lost")
    return pd.DataFrame([row], columns=[*CLOSURE_COLUMNS, *more])


def two_trains_day() -> DayInputs:
    """Make the inputs of a page from all of these.

    Examples
    --------
    >>> two_trains_day().title_en
    'Example'
    """
    return DayInputs(
        network=sectioned_line(),
        base=empty_base(),
        title_zh="样例",
        title_en="Example",
        scenario="example",
        trains=two_trains(),
        people=waiting(),
        platforms=crowding(),
        closures=closed_section(),
    )
