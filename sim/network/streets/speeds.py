"""How fast links are driven: free flow by class, and factors by class and period.

`link_time_s` is the one door through which driving times come, so congestion enters here and
nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.errors import NetworkError
from sim.geometry import Floats
from sim.network.streets.graph import StreetGraph

__all__ = ["FREE_FLOW", "FREE_SPEED_KMH", "SpeedFactors", "link_time_s"]

FREE_FLOW = "free_flow"
"""Period in which every factor is 1."""

FREE_SPEED_KMH: Mapping[str, float] = {
    "motorway": 100.0,
    "motorway_link": 60.0,
    "trunk": 80.0,
    "trunk_link": 50.0,
    "primary": 60.0,
    "primary_link": 40.0,
    "secondary": 50.0,
    "secondary_link": 40.0,
    "tertiary": 40.0,
    "tertiary_link": 30.0,
    "unclassified": 40.0,
    "residential": 30.0,
    "road": 30.0,
    "living_street": 10.0,
    "service": 15.0,
}
"""Free-flow speed of the classes cars may use, where no limit is posted: assumptions."""


@dataclass(frozen=True, slots=True)
class SpeedFactors:
    """Speed in a period over free-flow speed, by (class, period); 1.0 where nothing is said.

    Examples
    --------
    >>> SpeedFactors({("primary", "am_peak"): 0.5}).factor("primary", "am_peak")
    0.5
    """

    by_class_and_period: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wrong = {key: f for key, f in self.by_class_and_period.items() if not 0.0 < f < np.inf}
        if wrong:
            (road_class, period), factor = min(wrong.items())
            raise NetworkError(
                f"speed factor {factor} of class '{road_class}' in period '{period}' ({len(wrong)} "
                "such): a factor has to be above 0"
            )

    def factor(self, road_class: str, period: str) -> float:
        """Factor of a class in a period."""
        return self.by_class_and_period.get((road_class, period), 1.0)


def link_time_s(
    graph: StreetGraph, *, factors: SpeedFactors | None = None, period: str = FREE_FLOW
) -> Floats:
    """Seconds to drive each link in a period; infinite where nobody may drive.

    Examples
    --------
    >>> from sim.network.streets.graph import street_graph
    >>> graph = street_graph(([1, 2], [0.0, 0.0], [0.0, 0.001]), ([0], [1]), length_m=100.0,
    ...                      drive=True, free_speed_kmh=36.0, class_names=["primary"])
    >>> link_time_s(graph).tolist()  # walked both ways, driven one way
    [10.0, inf]
    >>> slow = SpeedFactors({("primary", "am_peak"): 0.5})
    >>> link_time_s(graph, factors=slow, period="am_peak").tolist()
    [20.0, inf]
    """
    by_class = np.array([(factors or SpeedFactors()).factor(c, period) for c in graph.class_names])
    speed_m_per_s = graph.free_speed_kmh / 3.6 * by_class[graph.road_class]
    time_s = np.full(graph.n_links, np.inf)
    np.divide(graph.length_m, speed_m_per_s, out=time_s, where=graph.drive)
    return time_s
