"""What a second of each component of a trip weighs in the generalised cost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sim.errors import RoutingError

__all__ = ["TIME_WEIGHTS", "CostWeights", "hundredths"]

_HEAVIEST = 100.0
_LARGEST_PENALTY_S = 6 * 3600


@dataclass(frozen=True, slots=True)
class CostWeights:
    """What a second of each component of a trip weighs, and what a change of vehicles costs.

    The defaults lie in the ranges of the literature (waiting 1.5-2.5, walking 1.75-2.4, a transfer
    5-10 minutes of riding: TAG unit M3.2; Wardman 2004 and 2014; Balcombe et al., TRL 593; Iseki &
    Taylor 2009). Weights are rounded to hundredths.

    Parameters
    ----------
    wait
        Weight of standing at a stop before each ride, boarding slack included.
    walk
        Weight of access, egress, transfer and direct walks.
    ride
        Weight of the time on vehicles and of getting outside after each ride.
    transfer_penalty_s
        Weighted seconds per change of vehicles, beside the time it takes.
    ride_by_mode
        Weight of a ride on the modes named, in place of `ride`. Modes that do not run are of no
        effect, so that one set of weights serves scenarios with and without them; check the names
        with `unknown_modes`.

    Examples
    --------
    >>> CostWeights(wait=1, walk=1, transfer_penalty_s=0).is_time()
    True
    """

    wait: float = 2.0
    walk: float = 2.0
    ride: float = 1.0
    transfer_penalty_s: int = 300
    ride_by_mode: Mapping[str, float] | None = field(default=None, hash=False)

    def __post_init__(self) -> None:
        by_mode = dict(self.ride_by_mode or {})
        named = {"wait": self.wait, "walk": self.walk, "ride": self.ride}
        named |= {f"ride_by_mode['{mode_id}']": weight for mode_id, weight in by_mode.items()}
        for name, weight in named.items():
            if not 0 <= weight <= _HEAVIEST:
                raise RoutingError(f"the weight {name} must lie between 0 and 100, not {weight}")
        penalty_s = self.transfer_penalty_s
        if not 0 <= penalty_s <= _LARGEST_PENALTY_S or int(penalty_s) != penalty_s:
            raise RoutingError(
                f"transfer_penalty_s must be whole seconds from 0 to 21600, not {penalty_s}"
            )
        object.__setattr__(self, "ride_by_mode", MappingProxyType(by_mode))

    def ride_of(self, mode_id: str) -> float:
        """Weight of a second on a vehicle of a mode."""
        return (self.ride_by_mode or {}).get(mode_id, self.ride)

    def unknown_modes(self, mode_ids: Collection[str]) -> tuple[str, ...]:
        """Modes with a weight that are not among `mode_ids`.

        Examples
        --------
        >>> CostWeights(ride_by_mode={"tarm": 0.9}).unknown_modes(["bus", "tram"])
        ('tarm',)
        """
        return tuple(sorted(set(self.ride_by_mode or {}) - set(mode_ids)))

    def is_time(self) -> bool:
        """Whether the weighted seconds are those of the clock."""
        weights = (self.wait, self.walk, self.ride, *(self.ride_by_mode or {}).values())
        return all(hundredths(weight) == 100 for weight in weights) and not self.transfer_penalty_s


TIME_WEIGHTS = CostWeights(wait=1, walk=1, ride=1, transfer_penalty_s=0)
"""Weights with which the cost is the time by the clock."""


def hundredths(weight: float) -> int:
    """Round a weight to hundredths.

    Examples
    --------
    >>> hundredths(1.755)
    176
    """
    return round(100 * weight)
