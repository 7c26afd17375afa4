"""What a scenario says of the tables of stations, trains and flights."""

from __future__ import annotations

from sim.modifications.base import SpecBase

__all__ = ["GatewaySettings"]


class GatewaySettings(SpecBase):
    """Tables of the main stations, the province, the airport and the world."""

    enabled: bool = True
    """False to leave them out, for quick loops on something else; rail_times stays."""
