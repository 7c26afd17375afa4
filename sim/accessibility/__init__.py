"""Measures of access: pure functions on matrices and tables of opportunities.

Each takes minutes [origin, destination], NaN where unreachable, and amounts [destination] or
[destination, layer]; it gives [origin] or [origin, layer]. Sums over nothing are 0; times to what
cannot be reached are NaN. `MEASURES` and `DECAYS` list what there is, with formula and reference.

Beside the matrix they are given, measures need some tens of MB: no table of weights is made, and
only where most destinations are empty is there a copy of the other columns. Single precision halves
the matrix and keeps whole seconds apart.

For example::

    from sim.accessibility import exponential, gravity

    jobs_in_reach = gravity(times_min, jobs, decay=exponential(half_life_min=20))
"""

from __future__ import annotations

from sim.accessibility.balanced import balanced_floating_catchment
from sim.accessibility.balancing import balancing_time
from sim.accessibility.catalogue import MEASURES, MeasureSpec, measure_named
from sim.accessibility.competition import unclaimed
from sim.accessibility.cumulative import cumulative, cumulative_by_cutoff, cumulative_interval
from sim.accessibility.decay import (
    DECAYS,
    Decay,
    DecaySpec,
    decay_spec,
    exponential,
    exponential_from_rate,
    gaussian,
    linear,
    log_normal,
    logistic,
    named_decay,
    power,
    read_decay,
    step,
    stepped,
)
from sim.accessibility.enhanced_two_step import enhanced_two_step_floating_catchment
from sim.accessibility.gravity import gravity
from sim.accessibility.inputs import check_opportunities, to_minutes
from sim.accessibility.nearest import time_to_closest, time_to_nth
from sim.accessibility.percentile import (
    access_at_percentile_time,
    percentile_of_access,
    percentile_over_departures,
    percentile_time,
)
from sim.accessibility.performance import proximity, transport_performance
from sim.accessibility.shen import shen, shen_by_group
from sim.accessibility.spatial_availability import spatial_availability
from sim.accessibility.three_step import three_step_floating_catchment
from sim.accessibility.two_step import two_step_floating_catchment

__all__ = [
    "DECAYS",
    "MEASURES",
    "Decay",
    "DecaySpec",
    "MeasureSpec",
    "access_at_percentile_time",
    "balanced_floating_catchment",
    "balancing_time",
    "check_opportunities",
    "cumulative",
    "cumulative_by_cutoff",
    "cumulative_interval",
    "decay_spec",
    "enhanced_two_step_floating_catchment",
    "exponential",
    "exponential_from_rate",
    "gaussian",
    "gravity",
    "linear",
    "log_normal",
    "logistic",
    "measure_named",
    "named_decay",
    "percentile_of_access",
    "percentile_over_departures",
    "percentile_time",
    "power",
    "proximity",
    "read_decay",
    "shen",
    "shen_by_group",
    "spatial_availability",
    "step",
    "stepped",
    "three_step_floating_catchment",
    "time_to_closest",
    "time_to_nth",
    "to_minutes",
    "transport_performance",
    "two_step_floating_catchment",
    "unclaimed",
]
