"""What of a network a search depends on: all but flights and words."""

from __future__ import annotations

from sim.network.model import Network

__all__ = ["searched_parts"]

_PARTS = (
    "as_of",
    "home_airport",
    "modes",
    "stops",
    "sections",
    "routes",
    "trains",
    "hubs",
    "zones",
    "places",
    "barriers",
    "crossings",
    "transfer_times",
    "run_time_factor",
)


def searched_parts(network: Network) -> tuple[str, ...]:
    """Fingerprints of what the router is given.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.network.examples import line
    >>> network = line("A B")
    >>> searched_parts(replace(network, air_routes={})) == searched_parts(network)
    True
    """
    return tuple(network.part_fingerprint(part) for part in _PARTS)
