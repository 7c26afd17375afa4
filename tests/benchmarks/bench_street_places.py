"""Origins and targets on the walk graph: the same for every engine and every run."""

from __future__ import annotations

import numpy as np
from bench_job import Streets

__all__ = ["NO_WALK", "SEED", "places"]

SEED = 20_190_513
NO_WALK = -1


def places(n_nodes: int, question: Streets) -> tuple[np.ndarray, np.ndarray]:
    """Nodes of the origins and of the targets, drawn without repetition; 0 targets are all nodes.

    Fewer origins are the first of more, so tables of different length can be compared.

    Examples
    --------
    >>> starts, goals = places(5, Streets(n_origins=2, n_targets=0))
    >>> len(starts), goals.tolist()
    (2, [0, 1, 2, 3, 4])
    """
    goals, starts = np.random.default_rng(SEED).spawn(2)
    chosen = starts.permutation(n_nodes)[: question.n_origins]
    if not question.n_targets:
        return chosen, np.arange(n_nodes)
    return chosen, goals.permutation(n_nodes)[: question.n_targets]
