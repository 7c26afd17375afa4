"""Small random towns: headways and timetables, loops, walks, slacks; all times under ten minutes."""

from __future__ import annotations

from itertools import product

import numpy as np
from brute_force import Town

from sim.network.model import HeadwayBand, Mode, ModeId, Quality, StopId
from sim.network.patterns import Pattern

HORIZON_S = 240
POINT_IDS = ("P0", "P1", "P2")


def random_town(rng: np.random.Generator) -> Town:
    """A dense town of few stops and long lines, or a long one where trips need changes."""
    return _dense_town(rng) if rng.random() < 0.5 else _long_town(rng)


def _dense_town(rng: np.random.Generator) -> Town:
    stop_ids = tuple(StopId(f"S{number}") for number in range(rng.integers(3, 8)))
    calls = [_calls(rng, stop_ids, 6, len(stop_ids)) for _ in range(rng.integers(3, 9))]
    access = _walks(rng, POINT_IDS, stop_ids, share=0.4, longest_s=15)
    return _town(rng, stop_ids, calls, access, transfer_share=0.25)


def _long_town(rng: np.random.Generator) -> Town:
    """Stops in a row, short lines between neighbours, points at the ends and in the middle."""
    stop_ids = tuple(StopId(f"S{number}") for number in range(rng.integers(6, 10)))
    calls = [_calls(rng, stop_ids, 3, 2) for _ in range(rng.integers(10, 18))]
    ends = (stop_ids[0], stop_ids[-1], stop_ids[len(stop_ids) // 2])
    access = {(p, stop): int(rng.integers(0, 15)) for p, stop in zip(POINT_IDS, ends, strict=True)}
    return _town(rng, stop_ids, calls, access, transfer_share=0.05)


def _town(
    rng: np.random.Generator,
    stop_ids: tuple[StopId, ...],
    calls: list[tuple[StopId, ...]],
    access: dict[tuple[str, str], int],
    *,
    transfer_share: float,
) -> Town:
    return Town(
        stop_ids=stop_ids,
        point_ids=POINT_IDS,
        patterns=tuple(_pattern(rng, f"L{number}", row) for number, row in enumerate(calls)),
        modes={ModeId(name): _mode(rng, name) for name in ("x", "y")},
        transfers=_walks(rng, stop_ids, stop_ids, share=transfer_share, longest_s=20),
        access=access,
        direct=_walks(rng, POINT_IDS, POINT_IDS, share=0.15, longest_s=200),
    )


def _walks(
    rng: np.random.Generator,
    from_ids: tuple[str, ...],
    to_ids: tuple[str, ...],
    *,
    share: float,
    longest_s: int,
) -> dict[tuple[str, str], int]:
    return {
        pair: int(rng.integers(0, longest_s + 1))
        for pair in product(from_ids, to_ids)
        if rng.random() < share
    }


def _mode(rng: np.random.Generator, name: str) -> Mode:
    slack_s, alighting_s = (int(rng.choice([0, 0, 1, 5, 12])) for _ in range(2))
    return Mode(ModeId(name), name, name, 3, "urban", slack_s, alighting_s, 99.0, 1, 0, "", 1.0)


def _calls(
    rng: np.random.Generator, stop_ids: tuple[StopId, ...], longest: int, reach: int
) -> tuple[StopId, ...]:
    """Two or more calls at stops not farther than `reach` in the row from the one before.

    The same stop never comes twice in a row, but perhaps again later (loops).
    """
    here = int(rng.integers(len(stop_ids)))
    calls = [here]
    for _ in range(rng.integers(1, longest)):
        near = range(max(0, here - reach), min(len(stop_ids), here + reach + 1))
        here = int(rng.choice([number for number in near if number != here]))
        calls.append(here)
    return tuple(stop_ids[number] for number in calls)


def _pattern(rng: np.random.Generator, name: str, calls: tuple[StopId, ...]) -> Pattern:
    mode_id = ModeId(str(rng.choice(["x", "y"])))
    arrival, departure = _times(rng, len(calls))
    if rng.random() < 0.5:
        first = departure[0]
        return Pattern(
            name, name, mode_id, 0, calls,
            tuple(max(0, t - first) for t in arrival), tuple(t - first for t in departure),
            _bands(rng), (), (), (),
        )  # fmt: skip
    trips = [(arrival, departure)]
    for _ in range(rng.integers(0, 5)):
        trips.append(_later(rng, *trips[-1]))
    start = int(rng.integers(0, HORIZON_S // 2))
    return Pattern(
        name, name, mode_id, 0, calls, (), (), (),
        tuple(f"{name}-{number}" for number in range(len(trips))),
        tuple(tuple(t + start for t in arrival) for arrival, _ in trips),
        tuple(tuple(t + start for t in departure) for _, departure in trips),
    )  # fmt: skip


def _times(rng: np.random.Generator, n_calls: int) -> tuple[list[int], list[int]]:
    arrival, departure, now = [], [], 0
    for _ in range(n_calls):
        arrival.append(now)
        now += int(rng.choice([0, 0, 1, 4]))
        departure.append(now)
        now += int(rng.integers(0, 30))
    return arrival, departure


def _later(
    rng: np.random.Generator, arrival: list[int], departure: list[int]
) -> tuple[list[int], list[int]]:
    """The next trip: later everywhere (or equal), catching up or falling back on the way."""
    new_arrival, new_departure, now = [], [], 0
    for arrived, departed in zip(arrival, departure, strict=True):
        now = max(now, arrived + int(rng.integers(0, 40)))
        new_arrival.append(now)
        now = max(now, departed)
        new_departure.append(now)
    return new_arrival, new_departure


def _bands(rng: np.random.Generator) -> tuple[HeadwayBand, ...]:
    bands, now = [], int(rng.integers(0, 60))
    for _ in range(rng.integers(1, 5)):
        end = now + int(rng.integers(1, 120))
        bands.append(
            HeadwayBand("", now, end, int(rng.integers(1, 80)), Quality.MODELLED, "random")
        )
        now = end + int(rng.choice([0, 0, 10, 50]))
    return tuple(bands)
