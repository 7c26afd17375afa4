"""Redundancy of the main stations: what is lost while one of them is closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.gateway.rail.departures import departures, mean_ride
from sim.gateway.stations.cities import city_of_stops, city_people
from sim.gateway.stations.reach import access_frame, nearest_hub
from sim.gateway.stations.trains import hub_rides, hub_visits, train_calls
from sim.network.model import Network

__all__ = ["hub_closures"]

Floats = npt.NDArray[np.float64]

_COLUMNS = (
    "hub_id", "trains_calling", "trains_lost", "cities_lost", "cities_lost_ids",
    "cities_without_train", "people_lost_60min", "mean_added_min", "pairs_lost_pct",
)  # fmt: skip


def hub_closures(
    network: Network,
    access: pd.DataFrame | None = None,
    *,
    main_stations: Mapping[str, Sequence[str]] | None = None,
    limit_min: float = 60.0,
    start_s: int = 21_600,
    end_s: int = 79_200,
) -> pd.DataFrame:
    """Effect of closing each main station that has trains, the others running as before.

    The direct rides are counted again without the station. Its trains are not moved: they pass it,
    so a train that calls at no other main station is lost to the city. That is the worst case.

    Door-to-city time ``T(z, d) = min_h (access(z, h) + ride(h, d))``: the median way from zone z to
    station h, and the mean of waiting and riding from h to city d over the window
    (`sim.gateway.rail.departures.mean_ride`); the added minutes are the mean of the difference over
    zones and cities, weighted by the people of both, where there is a train before and after.

    Parameters
    ----------
    access
        zone_id, hub_id, median_min, population. Without it people and minutes are NaN.
    main_stations
        Stop ids of each city's main stations, by the city as zones name it: the circle is counted
        to these (a city that is not among them is out of it). Without it any station of the
        prefecture will do, which takes in more. Minutes always are to any station.
    limit_min
        Limit of the circle, for the ride to a city and for the way to a station.
    start_s, end_s
        Window over which waiting is averaged; 06:00 to 22:00.

    Returns
    -------
    DataFrame
        hub_id, trains_calling, trains_lost, cities_lost (cities whose fastest direct train from
        any main station is within the limit, and no longer is), cities_lost_ids (with ``;``
        between), cities_without_train (those that lose their last direct train),
        people_lost_60min (people within the limit of a station with trains, and no longer),
        mean_added_min, pairs_lost_pct (people of zone times people of city whose last train or
        station is lost).

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> hub_closures(empty()).columns.tolist()[:3]
    ['hub_id', 'trains_calling', 'trains_lost']
    """
    calls = train_calls(network)
    visits = hub_visits(calls)
    matrix = _rides(network, calls, main_stations, start_s=start_s, end_s=end_s)
    served = sorted(visits["hub_id"].unique())
    way = None if access is None else _Access.of(access_frame(access, served), served)
    rows = []
    for place, hub_id in enumerate(served):
        kept = np.arange(len(served)) != place
        lost = way.lost(matrix, kept, limit_min) if way is not None else (np.nan,) * 3
        rows.append((hub_id, *_trains(visits, hub_id), *matrix.lost(kept, limit_min), *lost))
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _trains(visits: pd.DataFrame, hub_id: str) -> tuple[int, int]:
    """Trains that call at the station, and those that call at no other main station."""
    own = visits["hub_id"] == hub_id
    alone = visits.groupby("service")["hub_id"].transform("nunique") == 1
    return int(own.sum()), int((own & alone).sum())


@dataclass(frozen=True)
class _Rides:
    """Direct rides from stations (rows) to cities (columns), minutes; infinite without a train."""

    cities: tuple[str, ...]
    people: Floats
    fastest_min: Floats
    mean_min: Floats

    def lost(self, kept: npt.NDArray[np.bool_], limit_min: float) -> tuple[int, str, int]:
        """Cities that leave the circle, their ids, and how many lose their last train."""
        inside = _inside(self.fastest_min, limit_min)
        gone = inside & ~_inside(self.fastest_min[kept], limit_min)
        bare = _inside(self.mean_min, np.inf) & ~_inside(self.mean_min[kept], np.inf)
        ids = (city for city, left in zip(self.cities, gone, strict=True) if left)
        return int(gone.sum()), ";".join(ids), int(bare.sum())


@dataclass(frozen=True)
class _Access:
    """Minutes from zones (rows) to stations (columns), infinite where not reached; their people."""

    minutes: Floats
    people: Floats

    @staticmethod
    def of(frame: pd.DataFrame, hub_ids: list[str]) -> _Access:
        wide = frame.pivot_table(
            index="zone_id", columns="hub_id", values="median_min", dropna=False
        )
        people = nearest_hub(frame).set_index("zone_id")["population"].reindex(wide.index)
        minutes = wide.reindex(columns=hub_ids).to_numpy(np.float64)
        return _Access(np.where(np.isnan(minutes), np.inf, minutes), people.to_numpy(np.float64))

    def lost(
        self, matrix: _Rides, kept: npt.NDArray[np.bool_], limit_min: float
    ) -> tuple[float, float, float]:
        """People lost, mean added minutes, and percent of the pairs that are lost."""
        near = _least(self.minutes) <= limit_min
        still = _least(self.minutes[:, kept]) <= limit_min
        people = float(self.people[near & ~still].sum())
        before = _door_to_city(self.minutes, matrix.mean_min)
        after = _door_to_city(self.minutes[:, kept], matrix.mean_min[kept])
        weight = self.people[:, None] * matrix.people[None, :]
        had, has = np.isfinite(before), np.isfinite(after)
        both = weight[had & has]
        added = after[had & has] - before[had & has]
        mean = float(np.sum(added * both) / both.sum()) if both.sum() > 0 else np.nan
        whole = float(weight[had].sum())
        gone = 100.0 * float(weight[had & ~has].sum()) / whole if whole > 0 else np.nan
        return round(people, 0), round(mean, 2), round(gone, 2)


def _rides(
    network: Network,
    calls: pd.DataFrame,
    main_stations: Mapping[str, Sequence[str]] | None,
    *,
    start_s: int,
    end_s: int,
) -> _Rides:
    rides = hub_rides(calls)
    outward = rides.loc[rides["outward"]].copy()
    outward["city_id"] = outward["other_stop_id"].map(city_of_stops(network))
    cities = city_people(network)
    hub_ids = sorted(calls.loc[calls["hub_id"] != "", "hub_id"].unique())
    shape = (len(hub_ids), len(cities))
    fastest, mean = np.full(shape, np.inf), np.full(shape, np.inf)
    column = {city: place for place, city in enumerate(cities["city_id"])}
    for (hub_id, city_id), group in outward.groupby(["hub_id", "city_id"]):
        at = hub_ids.index(hub_id), column[city_id]
        to_main = (
            group
            if main_stations is None
            else group.loc[group["other_stop_id"].isin(main_stations.get(str(city_id), ()))]
        )
        if len(to_main):
            fastest[at] = to_main["ride_s"].min() / 60.0
        found = mean_ride(
            departures(group["departure_s"], group["departure_s"] + group["ride_s"]),
            start_s=start_s,
            end_s=end_s,
        )
        if found is not None:
            mean[at] = found.total_min
    return _Rides(tuple(cities["city_id"]), cities["people"].to_numpy(np.float64), fastest, mean)


def _least(minutes: Floats) -> Floats:
    """Least of each row; infinite where the row is empty."""
    return np.asarray(np.min(minutes, axis=1, initial=np.inf), dtype=np.float64)


def _inside(fastest_min: Floats, limit_min: float) -> npt.NDArray[np.bool_]:
    """Which cities have a direct train within the limit from one of the stations."""
    best = np.min(fastest_min, axis=0, initial=np.inf)
    return np.asarray(np.isfinite(best) & (best <= limit_min), dtype=np.bool_)


def _door_to_city(access_min: Floats, ride_min: Floats) -> Floats:
    """Least sum over the stations, [zone, city]."""
    best = np.full((access_min.shape[0], ride_min.shape[1]), np.inf)
    for place in range(access_min.shape[1]):
        np.minimum(best, access_min[:, place, None] + ride_min[None, place], out=best)
    return best
