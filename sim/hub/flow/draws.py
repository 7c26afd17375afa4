"""Random draws by name: who draws, where, in which replication, decides what is drawn.

A draw is a hash of (seed, replication, stream, key). The same person at the same place draws the
same number in every scenario, in any order and on any machine: common random numbers by
construction, and nothing to seed, spawn or keep in step. The mixing is the finaliser of SplitMix64
(Steele, Lea and Flood, 2014: Fast splittable pseudorandom number generators), applied twice.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from sim.hub.flow.places import Service

__all__ = [
    "erlang",
    "exponential",
    "keys",
    "lognormal",
    "normal",
    "poisson_arrivals",
    "service_times",
    "uniforms",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
KeyPart = str | int | npt.NDArray[np.integer] | npt.NDArray[np.str_] | list[str] | tuple[str, ...]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_MINUTE_S = 60.0


def uniforms(seed: int, replication: int, stream: str, keys: npt.NDArray[np.integer]) -> Floats:
    """One number in (0, 1), never 0 or 1, for each key of a stream.

    Parameters
    ----------
    seed, replication
        Of the experiment; a replication differs from another in every draw.
    stream
        What is drawn, usually the name of the place.
    keys
        Who draws. Equal keys draw equal numbers; no key, no number.

    Examples
    --------
    >>> people = keys("G7349", np.arange(3))
    >>> bool((uniforms(1, 0, "gate", people)[1:] == uniforms(1, 0, "gate", people[1:])).all())
    True
    """
    base = keys_of_parts(seed, replication, stream)
    words = _mixed(_mixed(keys.astype(np.uint64, copy=True) + _GOLDEN) ^ base)
    words >>= np.uint64(12)
    drawn: Floats = (words.astype(np.float64) + 0.5) * 2.0**-52
    return drawn


def keys(*parts: KeyPart) -> Ints:
    """Stable keys from what identifies a person: texts, whole numbers, and arrays of either.

    Arrays are paired, element by element; single parts hold for all. The same parts give the same
    keys in every process (unlike ``hash()``). At least one array or list is needed.

    Examples
    --------
    >>> keys("G7349", np.arange(2)).tolist() == keys(["G7349", "G7349"], np.array([0, 1])).tolist()
    True
    >>> keys("D1", np.arange(1))[0] == keys("D2", np.arange(1))[0]
    np.False_
    """
    return keys_of_parts(*parts).view(np.int64)


def keys_of_parts(*parts: KeyPart) -> Words:
    """The hash of the parts in their order, as unsigned words.

    Examples
    --------
    >>> keys_of_parts(1, 2) == keys_of_parts(2, 1)
    array([False])
    """
    words = np.zeros(1, dtype=np.uint64)
    for part in parts:
        words = _mixed((words * _FIRST + _GOLDEN) ^ _mixed(_words(part) + _GOLDEN))
    return words


def exponential(uniform: Floats, mean: float) -> Floats:
    """``-mean ln(1 - u)``; a mean of 0 gives 0.

    Examples
    --------
    >>> float(exponential(np.array([0.5]), 10.0)[0].round(4))
    6.9315
    """
    drawn: Floats = -mean * np.log1p(-uniform)
    return drawn


def normal(uniform: Floats, mean: float, deviation: float) -> Floats:
    """Inverse of the normal distribution.

    Examples
    --------
    >>> normal(np.array([0.5]), 3.0, 1.0).tolist()
    [3.0]
    """
    from scipy.special import ndtri  # noqa: PLC0415 - heavy

    drawn: Floats = mean + deviation * ndtri(uniform)
    return drawn


def lognormal(uniform: Floats, mean: float, cv: float) -> Floats:
    """Lognormal by its own mean and its standard deviation over the mean; cv 0 gives the mean.

    Examples
    --------
    >>> lognormal(np.array([0.5]), 40.0, 0.5).round(4).tolist()  # median: mean / sqrt(1 + cv²)
    [35.7771]
    """
    spread = float(np.sqrt(np.log1p(cv * cv)))
    drawn: Floats = mean * np.exp(normal(uniform, -0.5 * spread * spread, spread))
    return drawn


def erlang(uniform: Floats, mean: float, stages: int) -> Floats:
    """Sum of `stages` exponential times, with the mean of the whole.

    Examples
    --------
    >>> erlang(np.array([0.5]), 10.0, 1).round(4).tolist()
    [6.9315]
    """
    from scipy.special import gammaincinv  # noqa: PLC0415 - heavy

    drawn: Floats = gammaincinv(float(stages), uniform) * (mean / stages)
    return drawn


def service_times(service: Service, uniform: Floats) -> Floats:
    """Times of a service, seconds, one for each draw.

    Examples
    --------
    >>> service_times(Service(4.0), np.array([0.1, 0.9])).tolist()
    [4.0, 4.0]
    """
    if service.family == "exponential":
        return exponential(uniform, service.mean_s)
    if service.family == "lognormal":
        return lognormal(uniform, service.mean_s, service.cv)
    if service.family == "erlang":
        return erlang(uniform, service.mean_s, service.stages)
    return np.full(uniform.size, service.mean_s)


def poisson_arrivals(
    expected_per_minute: Floats, *, seed: int, replication: int, stream: str, from_s: float = 0.0
) -> Floats:
    """Times of a Poisson stream, seconds, rising: so many expected in each minute from `from_s` on.

    The number in a minute is drawn by the minute, each time by minute and number: when more people
    are expected, those that came before still come at the same moments. Minutes without expected
    people have none.

    Examples
    --------
    >>> few = poisson_arrivals(np.full(9, 2.0), seed=1, replication=0, stream="kerb")
    >>> many = poisson_arrivals(np.full(9, 5.0), seed=1, replication=0, stream="kerb")
    >>> set(few) <= set(many)
    True
    """
    minutes = np.arange(expected_per_minute.size)
    counts = _poisson(uniforms(seed, replication, f"{stream}/count", minutes), expected_per_minute)
    minute = np.repeat(minutes, counts)
    number = np.arange(minute.size) - np.repeat(np.cumsum(counts) - counts, counts)
    within = uniforms(seed, replication, f"{stream}/time", keys(minute, number))
    times: Floats = np.sort(from_s + _MINUTE_S * (minute + within))
    return times


def _poisson(uniform: Floats, expected: Floats) -> Ints:
    """Smallest whole number whose Poisson distribution function reaches the draw."""
    from scipy.special import pdtr, pdtrik  # noqa: PLC0415 - heavy

    busy = expected > 0
    mean = expected[busy]
    near = np.maximum(np.ceil(pdtrik(uniform[busy], mean)), 0.0)
    lower = np.maximum(near - 1.0, 0.0)
    near = np.where(pdtr(lower, mean) >= uniform[busy], lower, near)
    counts = np.zeros(expected.size, dtype=np.int64)
    counts[busy] = near.astype(np.int64)
    return counts


def _words(part: KeyPart) -> Words:
    """One word for a single part, or one for each element."""
    if isinstance(part, str):
        return np.array([_text_word(part)], dtype=np.uint64)
    array = np.asarray(part)
    if array.dtype.kind in "iu":
        return np.atleast_1d(array).astype(np.int64).view(np.uint64)
    if array.size and not all(isinstance(one, str) for one in array.ravel()):
        raise TypeError(f"a key is made of whole numbers and texts, not of {array.dtype}")
    names, where = np.unique(array.astype(str), return_inverse=True)
    known = np.array([_text_word(str(name)) for name in names], dtype=np.uint64)
    words: Words = known[where]
    return words


def _text_word(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def _mixed(words: Words) -> Words:
    """SplitMix64's finaliser, in place."""
    words ^= words >> np.uint64(30)
    words *= _FIRST
    words ^= words >> np.uint64(27)
    words *= _SECOND
    words ^= words >> np.uint64(31)
    return words
