"""Minutes from the airport to every place by every way to travel, and how the corridors are used.

These tables need what other parts of a run have searched: times by timetable, roads with their
traffic, and the ways that people choose. So they are made last, from the run's own tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.demand.parameters import Parameters
from sim.demand.segments import SEGMENT_TABLES, Segments, read_segments
from sim.gateway.corridors.changes import fewest_changes
from sim.gateway.corridors.peak import PUBLIC, ROAD, with_load
from sim.gateway.corridors.times import (
    corridor_reliability,
    direct_services,
    direct_times,
    stops_near,
)
from sim.gateway.stations.trains import open_hubs
from sim.indicators import Item
from sim.network.model import Network, StopId
from sim.study.gateway_cars import CAR_FACTS, car_rows
from sim.study.gateway_ground import corridor_ends, corridor_points
from sim.study.prepare import Prepared
from sim.tables import read_table

__all__ = ["CORRIDOR_FACTS", "CORRIDOR_FRAMES", "corridor_frames", "corridor_tables"]

CORRIDOR_FRAMES = ("airport_corridor_times", "airport_reach", "corridor_capacity")
"""Tables that `corridor_tables` makes; the last is there already and is loaded anew."""

CORRIDOR_FACTS = (*SEGMENT_TABLES, *CAR_FACTS)
"""Tables of facts that `corridor_tables` reads."""

CUTOFFS_MIN = (30, 45, 60, 90)
"""Minutes within which people are counted."""

_TARGET, _AIRPORT, _AREA = "airport_corridors", "airport", "city"
_KINDS = {"centre": "centre", "hub": "station", "sub_centre": "sub_centre", "metropolitan": "city"}
_DOOR, _STOP = "door to door", "stop to stop"
_NAMES = ["place_id", "name_zh", "name_en", "kind", "mode", "mode_zh", "mode_en", "measure"]
_VALUES = [
    "median_min",
    "p95_min",
    "p95_low_min",
    "p95_high_min",
    "buffer_index",
    "reached_share",
    "transfers",
    "status",
    "quality",
]

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class _Asked:
    """What the rows are made from."""

    network: Network
    facts: Tables
    frames: Tables
    items: tuple[Item, ...]
    segments: Segments

    @property
    def places(self) -> tuple[str, ...]:
        """Places that can be reached at all: known, and no station that is not open."""
        ready = {hub.hub_id for hub in open_hubs(self.network)}
        known = corridor_points(self.network, [item.id for item in self.items])
        return tuple(one for one in known if one not in self.network.hubs or one in ready)


def corridor_frames(
    prepared: Prepared, network: Network, frames: Tables
) -> dict[str, pd.DataFrame]:
    """Tables of the airport's corridors that rest on other tables of the run (`CORRIDOR_FRAMES`).

    Nothing where the run has no gateway tables or no times of the corridors.
    """
    if not {"corridor_times", "airport_peak_hour", "corridor_capacity"} <= set(frames):
        return {}
    from sim.study.demand import demand_parameters  # noqa: PLC0415 - heavy, where wanted

    return corridor_tables(
        network,
        {name: read_table(prepared.data_dir, name) for name in CORRIDOR_FACTS},
        frames,
        items=[item for one in prepared.targets if one.id == _TARGET for item in one.items],
        parameters=demand_parameters(prepared),
    )


def corridor_tables(
    network: Network,
    facts: Tables,
    frames: Tables,
    *,
    items: Sequence[Item],
    parameters: Parameters,
) -> dict[str, pd.DataFrame]:
    """Make the tables from the facts and from the run's tables.

    `frames` has corridor_times, airport_peak_hour and corridor_capacity, and where the run has
    them road_flows and mode_shares (of the demand model) and zone_access. `parameters` are those
    of the demand model: minutes to and from a car, and of waiting for one that is hired.

    ``airport_corridor_times`` has one row per place, way to travel and measure. Public transport
    as a whole is from door to door over the departures of ``corridor_times``, with the fewest
    changes it can be done with; each mode that runs through is from stop to stop, waiting
    included. Cars take the modelled roads in every period of the day with the spread from day to
    day of ``air/corridor_parameters``; without the demand model they have free roads, and no 95th
    percentile. Where no road of the tables leads (other cities), a straight line with the detour
    and speed of the airport's catchment stands for it. A station that is not open has no minutes.
    """
    asked = _Asked(network, facts, frames, tuple(items), read_segments(facts))
    found = {
        "airport_corridor_times": _times(asked, parameters),
        "corridor_capacity": with_load(
            frames["corridor_capacity"],
            frames["airport_peak_hour"],
            _taken(frames.get("mode_shares")),
        ),
    }
    if "zone_access" in frames:
        found["airport_reach"] = _reach(frames["zone_access"])
    return found


def _times(asked: _Asked, parameters: Parameters) -> pd.DataFrame:
    """Rows of all ways to travel, in the order of the places."""
    cars = car_rows(
        asked.network,
        asked.facts,
        asked.frames.get("road_flows"),
        segments=asked.segments,
        places=corridor_points(asked.network, asked.places),
        start=corridor_ends(asked.network).airport,
        parameters=parameters,
    )
    parts = [_by_timetable(asked), _direct(asked), cars.assign(measure=_DOOR)]
    rows = pd.concat([part for part in parts if len(part)], ignore_index=True).reindex(
        columns=[*_NAMES, *_VALUES]
    )
    named = {item.id: item for item in asked.items}
    rows["name_zh"] = [named[one].title_zh for one in rows["place_id"]]
    rows["name_en"] = [named[one].title_en for one in rows["place_id"]]
    rows["kind"] = [_KINDS.get(named[one].group, named[one].group) for one in rows["place_id"]]
    rows["quality"] = "modelled"
    order = {one: number for number, one in enumerate(named)}
    rows["order"] = rows["place_id"].map(order)
    rows = rows.sort_values(["order", "measure", "mode"], kind="stable", ignore_index=True)
    return rows[[*_NAMES, *_VALUES]].astype({"transfers": "Int64"})


def _by_timetable(asked: _Asked) -> pd.DataFrame:
    """Public transport as a whole, from door to door."""
    network, reach_m = asked.network, corridor_ends(asked.network).stop_m
    own = next(one for one in asked.segments.alternatives if one.kind == "transit")
    times = asked.frames["corridor_times"].rename(columns={"destination_id": "place_id"})
    times = times[times["place_id"].isin(asked.places)].assign(means=own.alternative_id)
    rows = corridor_reliability(times)
    points = corridor_points(network, asked.places)
    changes = fewest_changes(
        network,
        stops_near(network, *corridor_ends(network).airport, within_m=reach_m),
        {place: stops_near(network, *points[place], within_m=reach_m) for place in points},
    )
    rows = rows.assign(
        transfers=rows["place_id"].map(changes),
        status=np.where(rows["median_min"].notna(), "reached", "not reached"),
    )
    shut = [item.id for item in asked.items if item.id not in asked.places]
    rows = pd.concat(
        [rows, pd.DataFrame({"place_id": shut, "status": "not open", "reached_share": 0.0})],
        ignore_index=True,
    )
    return rows.assign(
        mode=own.alternative_id, mode_zh=own.name_zh, mode_en=own.name_en, measure=_DOOR
    ).reindex(columns=[*_NAMES, *_VALUES])


def _direct(asked: _Asked) -> pd.DataFrame:
    """Each mode that runs through from the airport, from stop to stop."""
    network, ends = asked.network, corridor_ends(asked.network)
    airport = stops_near(network, *ends.airport, within_m=ends.stop_m)
    moments = sorted(set(asked.frames["corridor_times"]["departure_s"]))
    frames = []
    for place, point in corridor_points(network, asked.places).items():
        own: tuple[StopId, ...] = stops_near(network, *point, within_m=ends.stop_m)
        services = direct_services(network, airport, own)
        services = services[services["direction"] == "from"]
        for mode_id, of_mode in services.groupby("mode_id", sort=True):
            frames.append(direct_times(of_mode, moments).assign(place_id=place, means=mode_id))
    if not frames:
        return pd.DataFrame()
    rows = corridor_reliability(pd.concat(frames, ignore_index=True))
    labels = {str(one.mode_id): (one.label_zh, one.label_en) for one in network.modes.values()}
    return rows.assign(
        mode=rows["means"],
        mode_zh=[labels[one][0] for one in rows["means"]],
        mode_en=[labels[one][1] for one in rows["means"]],
        measure=_STOP,
        transfers=0,
        status=np.where(rows["median_min"].notna(), "reached", "not reached"),
    ).reindex(columns=[*_NAMES, *_VALUES])


def _taken(mode_shares: pd.DataFrame | None) -> Mapping[str, float] | None:
    """Shares of the airport's passengers by public transport and by car; none without demand."""
    if mode_shares is None:
        return None
    own = mode_shares[
        (mode_shares["area_id"] == _AREA)
        & (mode_shares["travellers"] == "everybody")
        & (mode_shares["purpose"] == _AIRPORT)
        & (mode_shares["period"] == "day")
        & mode_shares["is_motorised"].astype(bool)
    ]
    whole = float(own["trips"].sum())
    if whole <= 0:
        return None
    public = float(own.loc[own["is_public_transport"].astype(bool), "trips"].sum()) / whole
    return {PUBLIC: public, ROAD: 1.0 - public}


def _reach(zone_access: pd.DataFrame) -> pd.DataFrame:
    """People of the city within reach of the airport by public transport."""
    cells = zone_access[zone_access["kind"] == "cell"]
    people = cells["population"].to_numpy(dtype=np.float64)
    minutes = cells["minutes_from_airport"].to_numpy(dtype=np.float64)
    within = [float(people[minutes <= cutoff].sum()) for cutoff in CUTOFFS_MIN]
    whole = float(people.sum())
    return pd.DataFrame(
        {
            "cutoff_min": CUTOFFS_MIN,
            "people": within,
            "people_share": [one / whole if whole > 0 else np.nan for one in within],
        }
    )
