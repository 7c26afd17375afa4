"""Every measure once more, as its formula reads: loops over lists, nothing shared with the package.

Times are lists of lists of minutes, ``None`` where unreachable.
"""

from __future__ import annotations

import math
from collections.abc import Callable

Times = list[list[float | None]]
Weight = Callable[[float | None], float]


def step(cutoff: float) -> Weight:
    return lambda t: 1.0 if t is not None and t <= cutoff else 0.0


def linear(cutoff: float) -> Weight:
    return lambda t: max(0.0, 1 - t / cutoff) if t is not None else 0.0


def exponential(half_life: float) -> Weight:
    return lambda t: 0.5 ** (t / half_life) if t is not None else 0.0


def logistic(median: float, sd: float) -> Weight:
    k = math.pi / (sd * math.sqrt(3))

    def weight(t: float | None) -> float:
        return (
            (1 + math.exp(-median * k)) / (1 + math.exp((t - median) * k)) if t is not None else 0.0
        )

    return weight


def power(exponent: float) -> Weight:
    return lambda t: (1.0 if t <= 1 else 1 / t**exponent) if t is not None else 0.0


def log_normal(exponent: float) -> Weight:
    return lambda t: (
        (1.0 if t <= 1 else math.exp(-exponent * math.log(t) ** 2)) if t is not None else 0.0
    )


def gaussian(cutoff: float) -> Weight:
    def weight(t: float | None) -> float:
        if t is None or t > cutoff:
            return 0.0
        edge = math.exp(-0.5)
        return (math.exp(-0.5 * (t / cutoff) ** 2) - edge) / (1 - edge)

    return weight


def stepped(edges: list[float], weights: list[float]) -> Weight:
    def weight(t: float | None) -> float:
        for edge, height in zip(edges, weights, strict=True):
            if t is not None and t <= edge:
                return height
        return 0.0

    return weight


def gravity(times: Times, supply: list[float], f: Weight) -> list[float]:
    return [sum(o * f(t) for t, o in zip(row, supply, strict=True)) for row in times]


def cumulative(times: Times, supply: list[float], cutoff: float) -> list[float]:
    return gravity(times, supply, step(cutoff))


def closest(times: Times, supply: list[float]) -> list[float | None]:
    return [
        min((t for t, o in zip(row, supply, strict=True) if o > 0 and t is not None), default=None)
        for row in times
    ]


def until(times: Times, supply: list[float], needed: list[float]) -> list[float | None]:
    """Try every time there is, shortest first."""
    found: list[float | None] = []
    for row, n in zip(times, needed, strict=True):
        candidates = sorted({0.0, *(t for t in row if t is not None)})
        sums = {
            c: sum(o for t, o in zip(row, supply, strict=True) if t is not None and t <= c)
            for c in candidates
        }
        found.append(next((c for c in candidates if sums[c] >= n), None))
    return found


def shared(times: Times, supply: list[float], people: list[float], f: Weight) -> list[float | None]:
    """2SFCA with a step, E2SFCA with bands, Shen with anything smooth."""
    access: list[float | None] = []
    for row in times:
        total: float | None = 0.0
        for j, (t, s) in enumerate(zip(row, supply, strict=True)):
            if f(t) == 0 or s == 0:
                continue
            demand = sum(p * f(other[j]) for p, other in zip(people, times, strict=True))
            total = None if demand == 0 or total is None else total + f(t) * s / demand
        access.append(total)
    return access


def three_step(
    times: Times, supply: list[float], people: list[float], f: Weight
) -> list[float | None]:
    def chosen(i: int, j: int) -> float:
        offers = sum(f(t) for t, s in zip(times[i], supply, strict=True) if s > 0)
        return f(times[i][j]) / offers if offers and supply[j] > 0 else 0.0

    access: list[float | None] = []
    for i in range(len(times)):
        total: float | None = 0.0
        for j, s in enumerate(supply):
            if chosen(i, j) * f(times[i][j]) == 0:
                continue
            demand = sum(chosen(k, j) * people[k] * f(times[k][j]) for k in range(len(times)))
            total = (
                None
                if demand == 0 or total is None
                else total + chosen(i, j) * f(times[i][j]) * s / demand
            )
        access.append(total)
    return access


def balanced(
    times: Times, supply: list[float], people: list[float], f: Weight
) -> list[float | None]:
    n, places = len(times), [j for j, s in enumerate(supply) if s > 0]

    def by_origin(i: int, j: int) -> float:
        total = sum(f(times[i][k]) for k in places)
        return f(times[i][j]) / total if total else 0.0

    def by_place(i: int, j: int) -> float:
        return f(times[i][j]) / sum(f(times[k][j]) for k in range(n))

    access: list[float | None] = []
    for i in range(n):
        total: float | None = 0.0
        for j in places:
            if f(times[i][j]) == 0:
                continue
            demand = sum(people[k] * by_origin(k, j) for k in range(n))
            total = (
                None
                if demand == 0 or total is None
                else total + supply[j] / demand * by_place(i, j)
            )
        access.append(total)
    return access


def availability(
    times: Times, supply: list[float], people: list[float], f: Weight, exponent: float
) -> list[float]:
    """The two factors of Soukhov et al. written out, with their own sums."""
    n = len(times)
    all_people = sum(p**exponent for p in people)
    found = [0.0] * n
    for j, o in enumerate(supply):
        impedance = sum(f(times[k][j]) for k in range(n))
        if impedance == 0 or all_people == 0:
            continue
        factors = [
            (people[k] ** exponent / all_people) * (f(times[k][j]) / impedance) for k in range(n)
        ]
        if sum(factors) == 0:
            continue
        for i in range(n):
            found[i] += o * factors[i] / sum(factors)
    return found


def performance(
    times: Times, km: list[list[float]], supply: list[float], cutoff: float, radius: float
) -> list[float | None]:
    nearby = [sum(o for d, o in zip(row, supply, strict=True) if d <= radius) for row in km]
    reached = cumulative(times, supply, cutoff)
    return [100 * a / n if n > 0 else None for a, n in zip(reached, nearby, strict=True)]
