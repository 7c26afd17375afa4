"""The draft: the only mutable view of a network, alive while modifications are applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sim.network.model import (
    Airport,
    AirRoute,
    Hub,
    HubId,
    LineStop,
    Mode,
    ModeId,
    Network,
    Price,
    Quality,
    Route,
    RouteId,
    Section,
    SectionId,
    Stop,
    StopId,
    Train,
    TransferTime,
)
from sim.network.rail_sketch.sketch import RailSketch

__all__ = ["Draft"]


class Draft:
    """Dictionaries of a network's records that may be changed; the base stays as it is.

    Records are frozen, so a shallow copy of each dictionary is a full copy. ``promised`` holds ids
    and names that entries with mistakes would have provided: looking them up is not an error again.
    ``extra_calls_s`` holds the seconds that further calls of trains have cost, so that taking a
    call back gives them back. ``drawn_lines`` are the railway lines that entries have added; in the
    network they stand among ``rail_sketches`` with the grade of the scenario.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> base = two_line_network()
    >>> draft = Draft(base)
    >>> draft.freeze() is base
    True
    >>> _ = draft.air_routes.pop("SIN")
    >>> len(base.air_routes), len(draft.freeze().air_routes)
    (1, 0)
    """

    def __init__(self, base: Network) -> None:
        self.base = base
        self.stops: dict[StopId, Stop] = dict(base.stops)
        self.sections: dict[SectionId, Section] = dict(base.sections)
        self.routes: dict[RouteId, Route] = dict(base.routes)
        self.trains: dict[str, Train] = dict(base.trains)
        self.air_routes: dict[str, AirRoute] = dict(base.air_routes)
        self.hubs: dict[HubId, Hub] = dict(base.hubs)
        self.transfer_times: dict[tuple[StopId, StopId], TransferTime] = dict(base.transfer_times)
        self.run_time_factor: dict[ModeId, float] = dict(base.run_time_factor)
        self.prices: dict[str, Price] = dict(base.prices)
        self.operations = base.operations
        self.promised: set[str] = set()
        self.extra_calls_s: dict[tuple[str, StopId], float] = {}
        self.drawn_lines: dict[str, RailSketch] = {}

    @property
    def as_of(self) -> date:
        """The date of the network."""
        return self.base.as_of

    @property
    def modes(self) -> Mapping[ModeId, Mode]:
        """The modes: data that no modification changes."""
        return self.base.modes

    @property
    def airports(self) -> Mapping[str, Airport]:
        """The airports: data that no modification changes."""
        return self.base.airports

    def is_open(self, thing: Stop | Section | LineStop) -> bool:
        """Whether a stop or section is in passenger service on the network's date."""
        return self.base.is_open(thing)

    def freeze(self) -> Network:
        """Return the network as it now stands; unchanged parts are the base's own objects."""
        parts: dict[str, Any] = {
            name: changed
            for name in (
                "stops",
                "sections",
                "routes",
                "trains",
                "air_routes",
                "hubs",
                "transfer_times",
                "run_time_factor",
                "prices",
                "operations",
            )
            if (changed := getattr(self, name)) != getattr(self.base, name)
        }
        if self.drawn_lines:
            built = {
                line_id: replace(line, quality=Quality.SCENARIO)
                for line_id, line in self.drawn_lines.items()
            }
            parts["rail_sketches"] = {**self.base.rail_sketches, **built}
        return replace(self.base, **parts) if parts else self.base
