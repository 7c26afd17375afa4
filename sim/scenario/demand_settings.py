"""What a scenario says of its demand model: how fine, how far iterated, with which parameters."""

from __future__ import annotations

from pydantic import Field

from sim.modifications.base import SpecBase

__all__ = ["DemandSettings"]


class DemandSettings(SpecBase):
    """How trips, their modes and their ways through the network are computed."""

    enabled: bool = True
    """False to leave demand out: no mode shares, no flows, and pt_share is not computed."""

    crowding: bool = True
    """False to let every vehicle carry any number of passengers."""

    zones: int = Field(default=600, ge=100, le=1500)
    """Number of demand zones, about; each is a group of neighbouring cells. Time grows with its
    square."""

    max_iterations: int = Field(default=8, ge=1, le=50)
    """Most rounds of demand and supply; where they are not enough, results are marked."""

    tolerance: float = Field(default=0.003, gt=0, le=1)
    """Change of trips from round to round at which the model has converged (0.01 is 1 %)."""

    draws: int = Field(default=100, ge=0, le=1000)
    """Draws of the parameters behind the interval of pt_share; 0 for no interval."""

    parameters: dict[str, float] = Field(default_factory=dict)
    """Values that replace those of network_data/demand/parameters.csv, by parameter_id, such as
    {transfer_penalty_min: 4}."""
