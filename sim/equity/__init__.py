"""How evenly access is shared: pure functions on values and people.

Functions take ``values`` and ``weights`` (people), one entry per place, and where they need them
``ranks`` (a variable such as income per head) or ``groups`` (labels). `EQUITY_MEASURES` lists what
there is; `equity_table` computes it for the city, its districts and rings.
"""

from __future__ import annotations

from sim.equity.bootstrap import (
    Interval,
    Resamples,
    difference_interval,
    interval,
    resamples,
    square_blocks,
)
from sim.equity.catalogue import EQUITY_MEASURES, EquityMeasure, equity_measure
from sim.equity.change import CHANGE_COLUMNS, change_by_fifth, change_table
from sim.equity.concentration import (
    absolute_concentration_index,
    concentration_curve,
    concentration_index,
    erreygers_index,
)
from sim.equity.distribution import Coverage, Distribution, coverage, distribution
from sim.equity.fgt import fgt, people_poor, share_poor
from sim.equity.gini import gini
from sim.equity.groups import (
    RINGS,
    Group,
    Grouping,
    Ring,
    city_grouping,
    district_grouping,
    ring_grouping,
    ring_of,
)
from sim.equity.lorenz import Curve, lorenz_curve
from sim.equity.palma import access_palma, palma
from sim.equity.ranks import fractional_ranks
from sim.equity.summary import EQUITY_COLUMNS, EquitySubject, equity_table
from sim.equity.theil import TheilSplit, theil, theil_components, theil_split

__all__ = [
    "CHANGE_COLUMNS",
    "EQUITY_COLUMNS",
    "EQUITY_MEASURES",
    "RINGS",
    "Coverage",
    "Curve",
    "Distribution",
    "EquityMeasure",
    "EquitySubject",
    "Group",
    "Grouping",
    "Interval",
    "Resamples",
    "Ring",
    "TheilSplit",
    "absolute_concentration_index",
    "access_palma",
    "change_by_fifth",
    "change_table",
    "city_grouping",
    "concentration_curve",
    "concentration_index",
    "coverage",
    "difference_interval",
    "distribution",
    "district_grouping",
    "equity_measure",
    "equity_table",
    "erreygers_index",
    "fgt",
    "fractional_ranks",
    "gini",
    "interval",
    "lorenz_curve",
    "palma",
    "people_poor",
    "resamples",
    "ring_grouping",
    "ring_of",
    "share_poor",
    "square_blocks",
    "theil",
    "theil_components",
    "theil_split",
]
