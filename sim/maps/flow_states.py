"""States of a flow by time: the whole day in passengers a day, then each period an hour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from sim.maps.demand_data import DAY, DemandTables
from sim.maps.flows import FlowColumn, FlowState, nice_full, whole_numbers
from sim.maps.style import NO_WORDS, Words

__all__ = ["day_and_hours", "flow_column", "time_states"]

_DAY_WORDS: Final = Words("全日", "Day")


def time_states(
    demand: DemandTables, by_period: pd.DataFrame, *, day: Words, hour: Words
) -> tuple[FlowState, ...]:
    """The day, then the periods of `by_period`; all periods share one full width.

    Parameters
    ----------
    demand
        Names of the periods.
    by_period
        Flows by feature (rows) and period (columns), whole periods.
    day, hour
        Units of the flows of the day, and of a period.

    Examples
    --------
    >>> from sim.maps.demand_data import period_values
    >>> from sim.maps.demand_examples import line_demand
    >>> demand = line_demand()
    >>> loads = period_values(demand, demand.table("line_loads"), ["from_stop_id"], "load")
    >>> states = time_states(demand, loads, day=Words("日", "a day"), hour=Words("时", "an hour"))
    >>> [(state.key, state.full) for state in states]  # 2000 a day; 1200 in 2 h, 800 in 8 h
    [('day', 2000.0), ('peak', 1000.0), ('rest', 1000.0)]
    """
    whole, *hours = day_and_hours(demand, by_period)
    full = nice_full(np.concatenate([one.to_numpy() for one in hours])) if hours else 1.0
    named = {period.period_id: period for period in demand.periods}
    return (
        FlowState(DAY, _DAY_WORDS.zh, _DAY_WORDS.en, day, nice_full(whole.to_numpy())),
        *(
            FlowState(str(key), named[str(key)].name_zh, named[str(key)].name_en, hour, full)
            for key in by_period.columns
        ),
    )


def day_and_hours(demand: DemandTables, by_period: pd.DataFrame) -> tuple[pd.Series, ...]:
    """Sum of the day, then the mean of an hour of each period; unknown stays unknown.

    Examples
    --------
    >>> from sim.maps.demand_data import period_values
    >>> from sim.maps.demand_examples import line_demand
    >>> demand = line_demand()
    >>> loads = period_values(demand, demand.table("line_loads"), ["from_stop_id"], "load")
    >>> [float(one["B"]) for one in day_and_hours(demand, loads)]
    [2000.0, 600.0, 100.0]
    """
    hours = {period.period_id: period.hours for period in demand.periods}
    whole: pd.Series = by_period.sum(axis="columns", min_count=1)
    return (whole, *(by_period[key] / hours[str(key)] for key in by_period.columns))


def flow_column(
    zh: str, en: str, values: Sequence[pd.Series], unit: Words = NO_WORDS
) -> FlowColumn:
    """Make a column of whole numbers, one row of them for each state.

    Examples
    --------
    >>> flow_column("量", "Flow", [pd.Series([1.4, float("nan")])]).values
    ((1, None),)
    """
    return FlowColumn(zh, en, tuple(whole_numbers(one.to_numpy()) for one in values), unit)
