"""The measures of access there are, one entry each."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sim.accessibility.balanced import balanced_floating_catchment
from sim.accessibility.balancing import balancing_time
from sim.accessibility.cumulative import cumulative, cumulative_interval
from sim.accessibility.enhanced_two_step import enhanced_two_step_floating_catchment
from sim.accessibility.gravity import gravity
from sim.accessibility.inputs import Floats
from sim.accessibility.nearest import time_to_closest, time_to_nth
from sim.accessibility.performance import proximity, transport_performance
from sim.accessibility.shen import shen
from sim.accessibility.spatial_availability import spatial_availability
from sim.accessibility.three_step import three_step_floating_catchment
from sim.accessibility.two_step import two_step_floating_catchment
from sim.errors import DataError

__all__ = ["MEASURES", "MeasureSpec", "measure_named"]


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    """One entry of the catalogue of measures."""

    id: str
    """Also the name of the function, and what stands in the column ``measure`` of tables."""
    title_zh: str
    title_en: str
    unit: str
    """With ``{unit}`` where the unit of the opportunities belongs: ``unit.format(unit="jobs")``."""
    better: Literal["higher", "lower"]
    formula: str
    reference: str
    inputs: tuple[str, ...]
    """Arrays that `compute` takes, by name, in the order of its arguments."""
    settings: tuple[str, ...]
    """Settings that `compute` takes by name, beside ``limit_min``."""
    compute: Callable[..., Floats]


_TIMES = ("times_min", "opportunities")
_COMPETING = (*_TIMES, "people")

MEASURES: tuple[MeasureSpec, ...] = (
    MeasureSpec(
        "cumulative",
        "累积机会",
        "Cumulative opportunities",
        "{unit}",
        "higher",
        "A_i = sum_j O_j [t_ij <= c]",
        "Wachs & Kumagai 1973, Socio-Economic Planning Sciences 7",
        _TIMES,
        ("cutoff_min",),
        cumulative,
    ),
    MeasureSpec(
        "cumulative_interval",
        "区间累积机会",
        "Cumulative opportunities over an interval of cutoffs",
        "{unit}",
        "higher",
        "A_i = mean over cutoffs c of sum_j O_j [t_ij <= c]",
        "Tomasiello et al. 2023, Applied Geography 157",
        _TIMES,
        ("from_min", "to_min", "step_min", "summary"),
        cumulative_interval,
    ),
    MeasureSpec(
        "gravity",
        "引力可达性",
        "Gravity access",
        "{unit}",
        "higher",
        "A_i = sum_j O_j f(t_ij)",
        "Hansen 1959, Journal of the American Institute of Planners 25",
        _TIMES,
        ("decay",),
        gravity,
    ),
    MeasureSpec(
        "time_to_closest",
        "到最近设施的时间",
        "Time to the closest",
        "min",
        "lower",
        "T_i = min_j t_ij, O_j > 0",
        "Geurs & van Wee 2004, Journal of Transport Geography 12",
        _TIMES,
        (),
        time_to_closest,
    ),
    MeasureSpec(
        "time_to_nth",
        "到达第 n 个机会的时间",
        "Time to the n-th opportunity",
        "min",
        "lower",
        "T_i = min c, sum_j O_j [t_ij <= c] >= n",
        "Cui & Levinson 2020, Geographical Analysis 52",
        _TIMES,
        ("n",),
        time_to_nth,
    ),
    MeasureSpec(
        "balancing_time",
        "平衡时间",
        "Balancing time",
        "min",
        "lower",
        "B_i = min c, sum_j O_j [t_ij <= c] >= P_i",
        "Barboza et al. 2021, Journal of Transport Geography 90",
        _COMPETING,
        (),
        balancing_time,
    ),
    MeasureSpec(
        "two_step_floating_catchment",
        "两步移动搜寻法",
        "Two-step floating catchment area",
        "{unit} per person",
        "higher",
        "A_i = sum_j [t_ij <= c] S_j / sum_k P_k [t_kj <= c]",
        "Luo & Wang 2003, Environment and Planning B 30",
        _COMPETING,
        ("cutoff_min",),
        two_step_floating_catchment,
    ),
    MeasureSpec(
        "enhanced_two_step_floating_catchment",
        "增强两步移动搜寻法",
        "Enhanced two-step floating catchment area",
        "{unit} per person",
        "higher",
        "A_i = sum_j W_ij S_j / sum_k P_k W_kj",
        "Luo & Qi 2009, Health & Place 15",
        _COMPETING,
        ("decay",),
        enhanced_two_step_floating_catchment,
    ),
    MeasureSpec(
        "three_step_floating_catchment",
        "三步移动搜寻法",
        "Three-step floating catchment area",
        "{unit} per person",
        "higher",
        "A_i = sum_j G_ij f_ij S_j / sum_k G_kj P_k f_kj, G_ij = f_ij / sum_j f_ij",
        "Wan, Zou & Sternberg 2012, International Journal of Geographical Information Science 26",
        _COMPETING,
        ("decay",),
        three_step_floating_catchment,
    ),
    MeasureSpec(
        "balanced_floating_catchment",
        "平衡移动搜寻法",
        "Balanced floating catchment area",
        "{unit} per person",
        "higher",
        "A_i = sum_j (f_ij / sum_i f_ij) S_j / sum_i P_i (f_ij / sum_j f_ij)",
        "Páez, Higgins & Vivona 2019, PLoS ONE 14",
        _COMPETING,
        ("decay",),
        balanced_floating_catchment,
    ),
    MeasureSpec(
        "shen",
        "竞争可达性（沈青）",
        "Access with competition (Shen)",
        "{unit} per person",
        "higher",
        "A_i = sum_j O_j f(t_ij) / sum_k P_k f(t_kj)",
        "Shen 1998, Environment and Planning B 25",
        _COMPETING,
        ("decay",),
        shen,
    ),
    MeasureSpec(
        "spatial_availability",
        "空间可用性",
        "Spatial availability",
        "{unit}",
        "higher",
        "V_i = sum_j O_j P_i^a f_ij / sum_k P_k^a f_kj",
        "Soukhov et al. 2023, PLoS ONE 18",
        _COMPETING,
        ("decay", "people_exponent"),
        spatial_availability,
    ),
    MeasureSpec(
        "proximity",
        "邻近度",
        "Proximity",
        "{unit}",
        "higher",
        "N_i = sum_j O_j [d_ij <= r]",
        "ITF 2019, Benchmarking Accessibility in Cities",
        ("distances_km", "opportunities"),
        ("radius_km",),
        proximity,
    ),
    MeasureSpec(
        "transport_performance",
        "交通绩效",
        "Transport performance",
        "%",
        "higher",
        "100 A_i(t) / N_i(r)",
        "ITF 2019; Poelman, Dijkstra & Ackermans 2020, European Commission",
        (*_TIMES, "distances_km"),
        ("cutoff_min", "radius_km"),
        transport_performance,
    ),
)
"""Every measure; a new one is a file and an entry here."""


def measure_named(name: str) -> MeasureSpec:
    """Entry of the catalogue of that name.

    Examples
    --------
    >>> measure_named("gravity").formula
    'A_i = sum_j O_j f(t_ij)'
    >>> measure_named("cumulativ")
    Traceback (most recent call last):
    ...
    sim.errors.DataError: there is no measure 'cumulativ'; did you mean 'cumulative'?
    """
    wanted = name.strip().lower().replace("-", "_").replace(" ", "_")
    known = [measure.id for measure in MEASURES]
    if wanted in known:
        return MEASURES[known.index(wanted)]
    close = difflib.get_close_matches(wanted, known, n=1)
    hint = f"did you mean '{close[0]}'?" if close else f"known: {', '.join(known)}"
    raise DataError(f"there is no measure '{name}'; {hint}")
