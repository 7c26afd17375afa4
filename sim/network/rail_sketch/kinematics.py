"""Run time of a train from distance, speed, acceleration and braking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

__all__ = ["Driving", "profile_run_time_s", "run_time_s"]


@dataclass(frozen=True, slots=True)
class Driving:
    """How trains are driven.

    ``margin_share`` is the recovery margin: the share of the technical run time that the timetable
    adds (UIC leaflet 451-1 recommends such supplements). ``throat_s`` is lost among the points of a
    large station, once for each call there. ``operating_share`` is the share of the design speed
    that is run where no operating speed is known.
    """

    acceleration_mps2: float
    braking_mps2: float
    margin_share: float
    throat_s: float
    operating_share: float


def run_time_s(
    distance_m: float, cruise_mps: float, *, acceleration_mps2: float, braking_mps2: float
) -> float:
    """Time from standing to standing over a distance, in seconds.

    A train that reaches its cruising speed ``v`` takes ``s / v + v / (2 a) + v / (2 b)``; one that
    brakes before it gets there reaches ``w = sqrt(2 s a b / (a + b))`` and takes ``w / a + w / b``.
    With equal acceleration and braking these are ``s / v + v / a`` and ``2 sqrt(s / a)``, the usual
    kinematic estimate of run times. No distance takes no time.

    Raises
    ------
    ValueError
        If the distance is negative, or speed, acceleration or braking is not positive.

    Examples
    --------
    40 km at 50 m/s and 0.25 m/s²: 800 s of cruising and 200 s lost by starting and braking.

    >>> run_time_s(40_000, 50, acceleration_mps2=0.25, braking_mps2=0.25)
    1000.0
    """
    return profile_run_time_s(
        [distance_m], [cruise_mps], acceleration_mps2=acceleration_mps2, braking_mps2=braking_mps2
    )


def profile_run_time_s(
    lengths_m: Sequence[float],
    limits_mps: Sequence[float],
    *,
    acceleration_mps2: float,
    braking_mps2: float,
) -> float:
    """Time from standing to standing over sections with a speed limit each, in seconds.

    The fastest run within the limits: at each border the speed is the highest from which the train
    can have come (``v² <= u² + 2 a L``) and from which it can still brake for what follows
    (``v² <= w² + 2 b L``). Within a section the train accelerates, cruises and brakes; where it
    never reaches the limit its peak is ``(2 a b L + b u² + a w²) / (a + b)``, squared. The length
    of the train is neglected. Sections of no length are skipped; no section takes no time.

    Raises
    ------
    ValueError
        If a length is negative, or a limit, acceleration or braking is not positive.

    Examples
    --------
    A station that is passed costs nothing: two halves take as long as the whole.

    >>> profile_run_time_s([20_000, 20_000], [50, 50], acceleration_mps2=0.25, braking_mps2=0.25)
    1000.0
    """
    if acceleration_mps2 <= 0 or braking_mps2 <= 0:
        raise ValueError("acceleration and braking are positive")
    if any(length < 0 for length in lengths_m) or any(limit <= 0 for limit in limits_mps):
        raise ValueError("lengths are not negative, and limits are positive")
    sections = [
        (length, limit) for length, limit in zip(lengths_m, limits_mps, strict=True) if length > 0
    ]
    speeds = _border_speeds(sections, acceleration_mps2, braking_mps2)
    return sum(
        _section_time_s(section, ends, acceleration_mps2, braking_mps2)
        for section, ends in zip(sections, pairwise(speeds), strict=True)
    )


def _border_speeds(
    sections: Sequence[tuple[float, float]], acceleration: float, braking: float
) -> list[float]:
    """Speed at the start, between the sections and at the end; zero at both ends."""
    limits = [limit for _, limit in sections]
    speeds = [0.0, *(min(pair) for pair in pairwise(limits)), 0.0][: len(sections) + 1]
    for place, (length, _) in enumerate(sections):
        reached = sqrt(speeds[place] ** 2 + 2 * acceleration * length)
        speeds[place + 1] = min(speeds[place + 1], reached)
    for place in reversed(range(len(sections))):
        stopping = sqrt(speeds[place + 1] ** 2 + 2 * braking * sections[place][0])
        speeds[place] = min(speeds[place], stopping)
    return speeds


def _section_time_s(
    section: tuple[float, float], ends: tuple[float, float], acceleration: float, braking: float
) -> float:
    length, limit = section
    first, last = ends
    peak_squared = (
        2 * acceleration * braking * length + braking * first**2 + acceleration * last**2
    ) / (acceleration + braking)
    peak = min(limit, sqrt(peak_squared))
    changing_m = (peak**2 - first**2) / (2 * acceleration) + (peak**2 - last**2) / (2 * braking)
    changing_s = (peak - first) / acceleration + (peak - last) / braking
    return changing_s + max(0.0, length - changing_m) / peak
