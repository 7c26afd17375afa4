"""Nested logit and its surroundings in plain Python, written from the formulas and not the code."""

from __future__ import annotations

import math
from collections.abc import Sequence


def nested_logit(
    minutes: Sequence[float],
    yuan: Sequence[float],
    *,
    nest_of: Sequence[int],
    theta: Sequence[float],
    worth: Sequence[float],
    shares: Sequence[float],
    scale: float,
    available: Sequence[bool],
) -> tuple[list[float], float]:
    """Probabilities of one pair and its composite cost, by sums of plain exponentials."""
    there = [
        on and math.isfinite(t) and math.isfinite(p)
        for on, t, p in zip(available, minutes, yuan, strict=True)
    ]
    if not any(there):
        return [0.0] * len(minutes), math.inf
    chosen, cost = [0.0] * len(minutes), 0.0
    for w, share in zip(worth, shares, strict=True):
        v = [-scale * (t + 60 * p / w) for t, p in zip(minutes, yuan, strict=True)]
        members = [
            [m for m in range(len(v)) if there[m] and nest_of[m] == k] for k in range(len(theta))
        ]
        sums = [sum(math.exp(v[m] / theta[k]) for m in inside) for k, inside in enumerate(members)]
        tops = [s**t for s, t in zip(sums, theta, strict=True)]  # exp(theta ln S)
        for k, inside in enumerate(members):
            for m in inside:
                within = math.exp(v[m] / theta[k]) / sums[k]
                chosen[m] += share * within * tops[k] / sum(tops)
        cost -= share * math.log(sum(tops)) / scale
    return chosen, cost
