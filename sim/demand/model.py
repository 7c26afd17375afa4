"""What the parts of the demand model hand to each other: zones, segments, level of service, result.

Axes have one order everywhere: periods ``P`` as in ``demand/periods``, purposes ``U`` as in
``demand/purposes``, car availability ``C`` (0 without a car, 1 with one), alternatives ``A`` as in
``demand/alternatives``, zones ``Z`` as in `DemandZones`. Levels of service are float32, trips
float64. What cannot be reached is ``inf`` in times and costs and zero in counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = [
    "Alternative",
    "DemandResult",
    "DemandZones",
    "Floats32",
    "Floats64",
    "Iteration",
    "LevelOfService",
    "Period",
    "Purpose",
    "RoadFlows",
    "RoadSkims",
    "SlowSkims",
    "TransitLoads",
    "TransitSkims",
    "TripEnds",
]

Floats32: TypeAlias = npt.NDArray[np.float32]
Floats64: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Period:
    """A part of the day; several windows where it is not in one piece (before and after work)."""

    period_id: str
    name_zh: str
    name_en: str
    windows_s: tuple[tuple[int, int], ...]

    @property
    def hours(self) -> float:
        """How long it lasts (h)."""
        return sum(end - start for start, end in self.windows_s) / 3600


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why people travel. ``out_share`` and ``back_share`` of its daily trips by period, sum 1.

    Productions lie at the home end. ``kind``: ``home`` based, ``non_home`` based, or ``special``
    (to and from stations and the airport, a part of it by visitors). ``resident_share`` of the
    trips are made by residents; ``is_commuting`` says whether they count as commuting.
    """

    purpose_id: str
    name_zh: str
    name_en: str
    kind: Literal["home", "non_home", "special"]
    is_commuting: bool
    resident_share: float
    out_share: tuple[float, ...]
    back_share: tuple[float, ...]
    value_of_time_factor: float
    parking_h: float


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to make a trip; what it costs follows from its ``kind``, never from its name."""

    alternative_id: str
    name_zh: str
    name_en: str
    kind: Literal["walk", "cycle", "transit", "drive", "hire"]
    nest: str
    is_motorised: bool
    is_public_transport: bool
    needs_car: bool
    persons_per_vehicle: float
    colour: str


@dataclass(frozen=True)
class DemandZones:
    """Zones of the demand model: groups of cells, then the special places (stations, airport).

    ``cell_row`` gives for every cell (by ``cell_ids``) the row of its zone. ``areas`` holds, by
    area id (``demand/areas``), which zones count; ``kind`` is ``area``, ``station`` or ``airport``.
    ``cars_per_person`` and ``car_share`` (share of trips made by people with a car at hand) are by
    zone; ``parking_id`` names the zone's parking price.
    """

    zone_ids: tuple[str, ...]
    names_zh: tuple[str, ...]
    names_en: tuple[str, ...]
    county_ids: tuple[str, ...]
    kind: tuple[str, ...]
    lon: Floats64
    lat: Floats64
    population: Floats64
    jobs: Floats64
    car_share: Floats64
    parking_id: tuple[str, ...]
    areas: Mapping[str, npt.NDArray[np.bool_]]
    cell_ids: tuple[str, ...]
    cell_row: Ints
    special_stop_ids: tuple[tuple[str, ...], ...]
    """Stops of each special place (empty for areas): its links to the network are these."""

    def __len__(self) -> int:
        return len(self.zone_ids)


@dataclass(frozen=True)
class TripEnds:
    """Daily trips by purpose: [U, Z] productions (home end) and attractions, equal in sum."""

    productions: Floats64
    attractions: Floats64


@dataclass(frozen=True)
class TransitSkims:
    """Expected public-transport travel, [P, Z, Z] from row to column; minutes, km, counts.

    ``cost_min`` is what travellers minimise: weighted minutes with penalties and crowding, without
    fares. ``walk_min`` is access, transfers and egress; ``crowd_min`` the extra weighted minutes
    of crowding within ``cost_min``. By mode id: ``ride_min``, ``ride_km`` and ``boardings``.
    ``entries`` counts, by mode id, how often the traveller comes into the mode's system from
    outside it (a gate entry of the metro; for a bus every boarding).
    """

    cost_min: Floats32
    walk_min: Floats32
    wait_min: Floats32
    crowd_min: Floats32
    ride_min: Mapping[str, Floats32]
    ride_km: Mapping[str, Floats32]
    boardings: Mapping[str, Floats32]
    entries: Mapping[str, Floats32]


@dataclass(frozen=True)
class RoadSkims:
    """Driving, [P, Z, Z]: minutes in traffic with access to the road, and km."""

    minutes: Floats32
    km: Floats32


@dataclass(frozen=True)
class SlowSkims:
    """Walking and cycling distance over bridges [Z, Z] (km); inside each zone on the diagonal."""

    km: Floats32


@dataclass(frozen=True)
class LevelOfService:
    """All that choice looks at."""

    transit: TransitSkims
    road: RoadSkims
    slow: SlowSkims


@dataclass(frozen=True)
class TransitLoads:
    """Passengers of one period on the hops of patterns, and at stops.

    Hop arrays [H]: ``hop_pattern`` is the row of the pattern in ``pattern_ids`` (with
    ``route_ids``, ``mode_ids``, ``directions``), ``hop_position`` its first stop's position,
    ``from_stop_ids``/``to_stop_ids`` the two stops. ``load`` is passengers in the period,
    ``capacity`` places in the period (nan where unknown), ``seats`` likewise, ``board`` who gets on
    at the hop's first stop, ``alight`` who gets off at its second. Stop arrays follow ``stop_ids``:
    ``entries`` people who come into the mode's system there from outside it, ``exits`` likewise,
    ``boardings``, ``alightings``, ``transfers`` (boardings that follow another ride in the same
    system). ``trips`` have been assigned; ``unassigned`` found no path.
    """

    pattern_ids: tuple[str, ...]
    route_ids: tuple[str, ...]
    mode_ids: tuple[str, ...]
    directions: tuple[int, ...]
    hop_pattern: Ints
    hop_position: Ints
    from_stop_ids: tuple[str, ...]
    to_stop_ids: tuple[str, ...]
    load: Floats64
    capacity: Floats64
    seats: Floats64
    board: Floats64
    alight: Floats64
    ride_s: Floats64
    km: Floats64
    stop_ids: tuple[str, ...]
    entries: Floats64
    exits: Floats64
    boardings: Floats64
    alightings: Floats64
    transfers: Floats64
    denied: Floats64
    """Boardings that a full vehicle turned away the first time, by stop."""
    trips: float
    unassigned: float


@dataclass(frozen=True)
class RoadFlows:
    """Vehicles of one period on the road links of `sim.demand.road`, in passenger cars per hour.

    ``gap`` is the relative gap ``(sum t v - sum t_min v) / sum t v`` after ``iterations``.
    """

    link_ids: tuple[str, ...]
    volume_per_h: Floats64
    capacity_per_h: Floats64
    free_min: Floats64
    minutes: Floats64
    gap: float
    iterations: int
    converged: bool
    unassigned: float


@dataclass(frozen=True, slots=True)
class Iteration:
    """One round of demand and supply: how far it still moved.

    ``change`` is the largest relative change of trips by alternative; ``time_change`` the
    trip-weighted mean relative change of generalised cost.
    """

    number: int
    change: float
    time_change: float
    road_gap: float
    transit_gap: float


@dataclass(frozen=True)
class DemandResult:
    """Demand in balance with supply.

    ``trips`` is [U, P, A, Z, Z] by origin and destination (not by home end), purposes with both
    car availabilities added up. ``unconnected`` [U] are trips of zones without any way to travel;
    with them ``trips.sum() + unconnected.sum()`` is the sum of all productions. ``logsum_min``
    [U, C, Z] is the mean over destinations of the composite cost from each production zone
    (minutes of an average traveller; lower is better), ``logsum_trips`` [U, C, Z] its trips.
    """

    zones: DemandZones
    periods: tuple[Period, ...]
    purposes: tuple[Purpose, ...]
    alternatives: tuple[Alternative, ...]
    trips: Floats32
    unconnected: Floats64
    logsum_min: Floats64
    logsum_trips: Floats64
    service: LevelOfService
    transit: tuple[TransitLoads, ...]
    road: tuple[RoadFlows, ...]
    iterations: tuple[Iteration, ...]
    converged: bool
    mean_km: Floats64
    """Mean trip length by purpose [U] (km)."""
    home_trips: Floats32 | None = None
    """A day's trips [U, C, Z, Z] from the home end to the other end, without and with a car."""
