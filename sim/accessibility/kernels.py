"""The three compiled loops under the measures: sums over places, added in the order of the table.

Order makes the sums the same on every machine and with any number of layers, and equal to those of
the router's own `sim.routing.reach`; a library product of matrices promises neither.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled

__all__ = ["add_over_destinations", "add_over_origins", "add_within"]

Floats = npt.NDArray[np.float64]


@compiled
def add_within(
    times: npt.NDArray[np.floating],
    table: Floats,
    cutoffs: npt.NDArray[np.floating],
    sums: Floats,
) -> None:
    """``sums[o, c, k] += table[d, k]`` where ``times[o, d] <= cutoffs[c]``; NaN never is."""
    for origin in range(times.shape[0]):
        for place in range(times.shape[1]):
            time = times[origin, place]
            for cutoff in range(cutoffs.size):
                if time <= cutoffs[cutoff]:
                    for layer in range(table.shape[1]):
                        sums[origin, cutoff, layer] += table[place, layer]


@compiled
def add_over_destinations(weights: Floats, table: Floats, sums: Floats) -> None:
    """``sums[o, k] += weights[o, d] * table[d, k]``; what weighs 0 is not looked at."""
    for origin in range(weights.shape[0]):
        for place in range(weights.shape[1]):
            weight = weights[origin, place]
            if weight != 0.0:
                for layer in range(table.shape[1]):
                    sums[origin, layer] += weight * table[place, layer]


@compiled
def add_over_origins(weights: Floats, table: Floats, sums: Floats) -> None:
    """``sums[d, k] += weights[o, d] * table[o, k]``; what weighs 0 is not looked at."""
    for origin in range(weights.shape[0]):
        for place in range(weights.shape[1]):
            weight = weights[origin, place]
            if weight != 0.0:
                for layer in range(table.shape[1]):
                    sums[place, layer] += weight * table[origin, layer]
