"""The network: frozen records, and how they are built from the tables of facts.

Names are loaded when they are first used, so that the records alone are quick to import.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.network.build import build_network, build_zones, load_network
    from sim.network.checks import check_network
    from sim.network.connectors import WalkSettings
    from sim.network.export import to_networkx
    from sim.network.model import Network
    from sim.network.patterns import Pattern

__all__ = [
    "Network",
    "Pattern",
    "WalkSettings",
    "build_network",
    "build_zones",
    "check_network",
    "load_network",
    "to_networkx",
]

_HOME = {
    "Network": "model",
    "Pattern": "patterns",
    "WalkSettings": "connectors",
    "build_network": "build",
    "build_zones": "build",
    "check_network": "checks",
    "load_network": "build",
    "to_networkx": "export",
}


def __getattr__(name: str) -> Any:
    """Load a public name from the module that holds it."""
    if name in _HOME:
        return getattr(import_module(f"sim.network.{_HOME[name]}"), name)
    raise AttributeError(f"module 'sim.network' has no attribute '{name}'")
