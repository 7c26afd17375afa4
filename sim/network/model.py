"""The network as frozen records: what runs, where it stops, who lives there.

Records say what *is*; whether something is open follows from its dates (`Network.is_open`). All
that the router needs (patterns, walking links) is computed from them and never stored beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Literal, NewType

from sim.fingerprint import fingerprint, fingerprint_once
from sim.network.operations import Operations
from sim.network.price import Price
from sim.network.quality import Quality

__all__ = [
    "AirRoute",
    "Airport",
    "Barrier",
    "Branch",
    "Call",
    "Crossing",
    "HeadwayBand",
    "Hub",
    "HubId",
    "LineStop",
    "Mode",
    "ModeId",
    "Network",
    "Place",
    "Price",
    "Quality",
    "Route",
    "RouteId",
    "Section",
    "SectionId",
    "Stop",
    "StopId",
    "Train",
    "TransferTime",
    "Zone",
    "ZoneId",
]

StopId = NewType("StopId", str)
RouteId = NewType("RouteId", str)
SectionId = NewType("SectionId", str)
ZoneId = NewType("ZoneId", str)
HubId = NewType("HubId", str)
ModeId = NewType("ModeId", str)


@dataclass(frozen=True, slots=True)
class Mode:
    """One entry of ``network_data/modes.yaml``: everything the package knows about a mode.

    ``boarding_slack_s`` is how long before the departure a traveller must be at the stop (ticket
    gate, security check); ``alighting_s`` how long after the arrival they stand outside.
    """

    mode_id: ModeId
    label_zh: str
    label_en: str
    gtfs_route_type: int
    system: Literal["urban", "regional", "air"]
    boarding_slack_s: int
    alighting_s: int
    max_speed_kmh: float
    min_headway_s: int
    dwell_s: int
    colour: str
    line_width_px: float


@dataclass(frozen=True, slots=True)
class Stop:
    """A place where a mode stops: metro station, bus stop, railway station, airport terminal.

    Interchange between modes is a walk between stops, never a shared stop.
    """

    stop_id: StopId
    mode_id: ModeId
    name_zh: str
    name_en: str
    lon: float
    lat: float
    open_date: date | None
    close_date: date | None
    quality: Quality
    source: str
    county_id: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of line that opens on one day. Length is operating length, double track once.

    ``open_date`` is ``None`` while no opening is known. Sections with the same ``track_id`` are
    the same rails at different times or under different lines.
    """

    section_id: SectionId
    route_id: RouteId
    track_id: str
    name_zh: str
    name_en: str
    length_km: float
    open_date: date | None
    close_date: date | None
    status_2016_07: Literal["operating", "under_construction", "planned", ""]
    system_class: Literal["metro", "suburban", "intercity", "tram", ""]
    in_city_total: bool
    inside_share: float
    quality: Quality
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class LineStop:
    """One stop of a branch and the hop that leads to it from the stop before.

    ``run_time_s`` is departure to departure in the reference year of the table, so it includes
    one dwell. The first stop of a branch has zero distance and run time. ``section_id`` is the
    section of the hop; for the first stop, that of the next hop. A stop that is not open
    (``open_date`` ``None`` or later) is passed without stopping.
    """

    stop_id: StopId
    section_id: SectionId | None
    distance_m: float
    run_time_s: int
    open_date: date | None
    close_date: date | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A service from end to end, stops in order. Run in both directions unless one-way.

    ``direction`` (0 or 1) is that of the stop order, so that branches listed in opposite order
    and the two ways of a one-way pair can be told apart.
    """

    branch_id: str
    stops: tuple[LineStop, ...]
    both_directions: bool = True
    direction: int = 0


@dataclass(frozen=True, slots=True)
class HeadwayBand:
    """A headway from ``start_s`` to ``end_s`` (departures from the branch's first stop).

    ``branch_id`` empty means every branch of the route, each with this headway; where bands
    overlap, a branch's own band counts before that of every branch, and the later before the
    earlier. ``run_time_factor`` stretches the run times inside the band (traffic in the peak).
    """

    branch_id: str
    start_s: int
    end_s: int
    headway_s: int
    quality: Quality
    source: str
    run_time_factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Route:
    """A line run at headways: metro, bus, airport bus, coach. Timetabled trains are `Train`."""

    route_id: RouteId
    mode_id: ModeId
    name_zh: str
    name_en: str
    colour: str
    branches: tuple[Branch, ...]
    headways: tuple[HeadwayBand, ...]
    quality: Quality
    source: str


@dataclass(frozen=True, slots=True)
class Call:
    """A timetabled call; seconds from the service day's start of the train's first departure."""

    stop_id: StopId
    arrival_s: int
    departure_s: int


@dataclass(frozen=True, slots=True)
class Train:
    """One timetabled train of the reference day, named by its public number."""

    trip_id: str
    mode_id: ModeId
    number: str
    train_class: str
    calls: tuple[Call, ...]
    quality: Quality
    source: str


@dataclass(frozen=True, slots=True)
class Airport:
    """An airport; ``kind`` is as seen from Hangzhou."""

    iata: str
    name_zh: str
    name_en: str
    city: str
    country: str
    lon: float
    lat: float
    kind: Literal["domestic", "international", "regional", "home"]
    source: str


@dataclass(frozen=True, slots=True)
class AirRoute:
    """A passenger air service from the home airport; weekly frequency where it is known."""

    destination: str
    airlines: str
    weekly_frequency: float | None
    nonstop: bool
    quality: Quality
    source: str


@dataclass(frozen=True, slots=True)
class Hub:
    """One of the main stations: a named group of stops with a planned role."""

    hub_id: HubId
    name_zh: str
    name_en: str
    role: str
    lon: float
    lat: float
    stop_ids: tuple[StopId, ...]
    open_date: date | None
    closed_from: date | None
    closed_until: date | None
    quality: Quality
    source: str


@dataclass(frozen=True, slots=True)
class TransferTime:
    """Walking time between two stops that replaces the computed one."""

    from_stop_id: StopId
    to_stop_id: StopId
    time_s: int
    quality: Quality
    source: str


@dataclass(frozen=True, slots=True)
class Zone:
    """Where people live and work: an H3 cell (resolution 8) or a county.

    Population and jobs are modelled; the feeder speed (km/h) says how the zone reaches stops:
    zero on foot only, else by local bus, taxi or car at that door-to-stop speed.
    """

    zone_id: ZoneId
    kind: Literal["cell", "county"]
    name_zh: str
    name_en: str
    lon: float
    lat: float
    county_id: str
    prefecture: str
    population: float
    jobs: float
    feeder_speed_kmh: float = 0.0


@dataclass(frozen=True, slots=True)
class Place:
    """A named point results can be reported for."""

    place_id: str
    name_zh: str
    name_en: str
    category: str
    lon: float
    lat: float
    quality: Quality
    source: str


@dataclass(frozen=True, slots=True)
class Barrier:
    """Water nobody walks across: rings of (lon, lat), the outer ring first."""

    name: str
    rings: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """A bridge or tunnel that leads across a barrier, given by its two ends (lon, lat)."""

    crossing_id: str
    name_zh: str
    name_en: str
    ends: tuple[tuple[float, float], tuple[float, float]]
    length_m: float
    walkable: bool
    open_date: date | None
    quality: Quality
    source: str


@dataclass(frozen=True)
class Network:
    """The built network on one date. Nothing ever writes into it.

    ``run_time_factor`` stretches run times by mode from the table's year to this network's (1.08 =
    8 % slower). ``prices`` are those of the date; the cars per 1,000 people among them are those of
    the horizon year. ``operations`` are settings of a simulated day.
    """

    as_of: date
    horizon_year: int
    home_airport: str
    rail_timetable: str
    air_vintage: str
    modes: Mapping[ModeId, Mode]
    stops: Mapping[StopId, Stop]
    sections: Mapping[SectionId, Section]
    routes: Mapping[RouteId, Route]
    trains: Mapping[str, Train]
    airports: Mapping[str, Airport]
    air_routes: Mapping[str, AirRoute]
    hubs: Mapping[HubId, Hub]
    zones: Mapping[ZoneId, Zone]
    places: Mapping[str, Place]
    barriers: tuple[Barrier, ...]
    crossings: Mapping[str, Crossing]
    transfer_times: Mapping[tuple[StopId, StopId], TransferTime]
    run_time_factor: Mapping[ModeId, float]
    assumptions: tuple[str, ...] = field(default=())
    prices: Mapping[str, Price] = field(default_factory=dict)
    rail_sketches: Mapping[str, object] = field(default_factory=dict)
    operations: Operations = field(default_factory=Operations)

    def __post_init__(self) -> None:
        """Close the mappings: writing into one raises, so the fingerprint stays true."""
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, dict):
                object.__setattr__(self, one.name, MappingProxyType(value))

    def __reduce__(self) -> tuple[type[Network], tuple[object, ...]]:
        """How the record is kept in a file: its fields, mappings as plain ones."""
        values = (getattr(self, one.name) for one in fields(self))
        plain = (dict(value) if isinstance(value, Mapping) else value for value in values)
        return Network, tuple(plain)

    @cached_property
    def fingerprint(self) -> str:
        """Content hash: equal for equal networks, whatever the order of building."""
        return fingerprint({one.name: self.part_fingerprint(one.name) for one in fields(self)})

    def part_fingerprint(self, part: str) -> str:
        """Content hash of one field; networks that share a part have it hashed once."""
        value = getattr(self, part)
        return fingerprint_once(value) if isinstance(value, Mapping) else fingerprint(value)

    @cached_property
    def derived(self) -> dict[object, object]:
        """Room for what others compute from this network, so that it is computed once.

        Whoever keeps something here makes the key, and never changes what lies there.
        """
        return {}

    def is_open(self, thing: Stop | Section | LineStop) -> bool:
        """Whether a stop or section is in passenger service on the network's date."""
        opened = thing.open_date is not None and thing.open_date <= self.as_of
        return opened and (thing.close_date is None or self.as_of < thing.close_date)

    def __repr__(self) -> str:
        return (
            f"<Network {self.as_of} · {len(self.routes)} routes · {len(self.stops)} stops · "
            f"{len(self.trains)} trains · {len(self.air_routes)} air routes · "
            f"{len(self.zones)} zones · {self.fingerprint}>"
        )
