"""Random places, and the measures of equity once more by their definitions, slow and plain."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hypothesis import settings
from hypothesis import strategies as st

SETTINGS = settings(max_examples=100, deadline=None, derandomize=True)

Places = list[tuple[float, float]]


def places(*, least: int = 1, positive: bool = False) -> st.SearchStrategy[Places]:
    """Lists of (value, people); ties and people of very different number occur."""
    value = st.one_of(st.integers(int(positive), 6), st.floats(0.01, 1e6)).map(float)
    people = st.one_of(st.integers(1, 5), st.floats(0.01, 1e5)).map(float)
    return st.lists(st.tuples(value, people), min_size=least, max_size=12)


def columns(rows: Sequence[tuple[float, ...]]) -> tuple[list[float], ...]:
    return tuple(list(column) for column in zip(*rows, strict=True))


def mean_of(values: Sequence[float], people: Sequence[float]) -> float:
    return math.fsum(v * p for v, p in zip(values, people, strict=True)) / math.fsum(people)


def plain_gini(values: Sequence[float], people: Sequence[float]) -> float:
    """Σ_i Σ_j p_i p_j |a_i − a_j| / (2 ā)."""
    whole = math.fsum(people)
    total = 0.0
    for value, some in zip(values, people, strict=True):
        for other, others in zip(values, people, strict=True):
            total += some / whole * others / whole * abs(value - other)
    return total / (2 * mean_of(values, people))


def plain_theil(values: Sequence[float], people: Sequence[float]) -> float:
    """Σ p (a/ā) ln(a/ā), with 0 ln 0 = 0."""
    whole, mean = math.fsum(people), mean_of(values, people)
    total = 0.0
    for value, some in zip(values, people, strict=True):
        if value > 0:
            total += some / whole * value / mean * math.log(value / mean)
    return total


def plain_ranks(by: Sequence[float], people: Sequence[float]) -> list[float]:
    """People below and half of those level, as a share of all, by counting for every place."""
    whole = math.fsum(people)
    ranks = []
    for own in by:
        below = math.fsum(p for b, p in zip(by, people, strict=True) if b < own)
        level = math.fsum(p for b, p in zip(by, people, strict=True) if b == own)
        ranks.append((below + level / 2) / whole)
    return ranks


def plain_concentration(
    values: Sequence[float], people: Sequence[float], by: Sequence[float]
) -> float:
    """2 cov(a, R) / ā, the covariance as the mean product of deviations."""
    ranks, mean = plain_ranks(by, people), mean_of(values, people)
    middle = mean_of(ranks, people)
    products = [(v - mean) * (r - middle) for v, r in zip(values, ranks, strict=True)]
    return 2 * mean_of(products, people) / mean


def plain_palma(values: Sequence[float], people: Sequence[int], by: Sequence[float]) -> float:
    """Palma ratio by listing ten tenths of every single person; no two places stand level."""
    line = []
    for _, value, some in sorted(zip(by, values, people, strict=True)):
        line += [value] * (10 * some)
    tenth = len(line) // 10
    rich, poor = line[-tenth:], line[: 4 * tenth]
    return (sum(rich) / len(rich)) / (sum(poor) / len(poor))
