"""The effect ledger: what each modification touched, what it lets run, and whose time it moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.indicators.compare_gains import gained_min
from sim.indicators.compare_groups import CELL
from sim.modifications import Draft, ModificationBase
from sim.network.model import Network, Route, RouteId, StopId
from sim.study.compare_service import open_km, route_km_per_day
from sim.study.compare_zones import MEASURES_MIN

__all__ = ["LEDGER_COLUMNS", "PEOPLE_COLUMNS", "STEP_COLUMNS", "moved_people", "step_table"]

STEP_COLUMNS = (
    "position",
    "type",
    "sentence",
    "note",
    "routes",
    "sections",
    "stations",
    "km",
    "train_km_per_day",
)
_SHORT = tuple(column.removeprefix("minutes_from_") for column in MEASURES_MIN)
PEOPLE_COLUMNS = (
    "people_changed",
    "people_faster",
    "people_slower",
    "mean_gain_min",
    *(f"people_changed_{place}" for place in _SHORT),
    *(f"mean_gain_{place}_min" for place in _SHORT),
)
LEDGER_COLUMNS = ("alternative", *STEP_COLUMNS[:4], "own", *STEP_COLUMNS[4:], *PEOPLE_COLUMNS)


def step_table(base: Network, modifications: Sequence[ModificationBase]) -> pd.DataFrame:
    """What each entry does when the list is applied from the first to the last.

    ``km`` is the change of the length of line in service (`open_km`), ``train_km_per_day`` that of
    the vehicle kilometres of all lines with headways (both directions, a workday), each against the
    entry before: they add up to the whole list's. Trains of a timetable keep their kilometres: a
    call more or less changes none. ``routes``, ``sections`` and ``stations`` name what was touched,
    Chinese and English, separated by semicolons; empty where nothing of the kind was.

    Examples
    --------
    >>> from sim.modifications import OpenSection
    >>> from sim.modifications.examples import two_line_network
    >>> opening = OpenSection(type="open_section", sections=("1b",))
    >>> steps = step_table(two_line_network(), [opening])
    >>> steps[["routes", "sections", "stations", "km", "train_km_per_day"]].values.tolist()
    [['1号线 Line 1', '1b', '江东 River East', 3.0, 960.0]]
    """
    draft = Draft(base)
    before = _service(base, base.routes, {})
    rows: list[tuple[object, ...]] = []
    routes, length_km = dict(base.routes), open_km(base)
    for number, modification in enumerate(modifications):
        old, old_km = routes, length_km
        effect = modification.apply(draft)
        network = draft.freeze()
        routes = dict(network.routes)  # a copy: the next entry changes what the draft has frozen
        touched = [
            route_id
            for route_id, route in routes.items()
            if old.get(route_id) != route or _on_track(route, effect.touched)
        ]
        after = _service(network, touched, before)
        length_km = open_km(network)
        rows.append(
            (
                number + 1,
                str(getattr(modification, "type", type(modification).__name__)),
                effect.sentence,
                modification.note,
                _route_names(network, effect.touched.get("routes", ())),
                "; ".join(effect.touched.get("sections", ())),
                _stop_names(network, effect.touched.get("stops", ())),
                round(length_km - old_km, 3) + 0.0,
                round(sum(after.values()) - sum(before.values()), 1) + 0.0,
            )
        )
        before = after
    return pd.DataFrame(rows, columns=list(STEP_COLUMNS)).astype(
        {"position": "int64", "km": "float64", "train_km_per_day": "float64"}
    )


@dataclass(frozen=True)
class _Moved:
    """People and gains of one measure, zone by zone."""

    changed: np.ndarray[tuple[int], np.dtype[np.bool_]]
    faster: np.ndarray[tuple[int], np.dtype[np.bool_]]
    slower: np.ndarray[tuple[int], np.dtype[np.bool_]]
    gain_min: np.ndarray[tuple[int], np.dtype[np.float64]]


def moved_people(zones: pd.DataFrame, without: pd.DataFrame) -> dict[str, float]:
    """Whose time from the hub or the airport one entry moves: all entries against all but this.

    Counted are the people of the city. ``people_changed`` have another time to at least one of the
    two (by 0.1 min or more, or are reached only with or only without the entry);
    ``people_faster`` are faster to at least one, ``people_slower`` slower, so somebody may be both.
    ``mean_gain_min = Σ people * minutes gained / Σ people`` over people and the places to which
    their time changed, reached in both; NaN where nobody's did. The same numbers follow for each
    of the two places.

    Parameters
    ----------
    zones, without
        Zones with ``zone_id``, ``kind``, ``population`` and `MEASURES_MIN`, with all entries and
        without one; the same zones in the same order.

    Examples
    --------
    >>> zones = pd.DataFrame({"zone_id": ["z"], "kind": ["cell"], "population": [10.0],
    ...                       "minutes_from_hub": [20.0], "minutes_from_airport": [50.0]})
    >>> moved = moved_people(zones, zones.assign(minutes_from_hub=24.0))
    >>> moved["people_faster"], moved["mean_gain_min"], moved["people_changed_airport"]
    (10.0, 4.0, 0.0)
    """
    inside = (zones["kind"] == CELL).to_numpy()
    people = zones["population"].to_numpy(dtype=np.float64)[inside]
    moves = [_moved(zones.loc[inside, name], without.loc[inside, name]) for name in MEASURES_MIN]
    found = {
        "people_changed": _people(people, np.any([one.changed for one in moves], axis=0)),
        "people_faster": _people(people, np.any([one.faster for one in moves], axis=0)),
        "people_slower": _people(people, np.any([one.slower for one in moves], axis=0)),
        "mean_gain_min": _mean_gain(people, moves),
    }
    for place, one in zip(_SHORT, moves, strict=True):
        found[f"people_changed_{place}"] = _people(people, one.changed)
        found[f"mean_gain_{place}_min"] = _mean_gain(people, [one])
    return {name: found[name] for name in PEOPLE_COLUMNS}


def _moved(minutes: pd.Series, without: pd.Series) -> _Moved:
    now, before = minutes.to_numpy(dtype=np.float64), without.to_numpy(dtype=np.float64)
    gain = gained_min(before, now)
    new = np.isnan(before) & ~np.isnan(now)
    lost = ~np.isnan(before) & np.isnan(now)
    moved = np.nan_to_num(gain) != 0
    return _Moved(moved | new | lost, (gain > 0) | new, (gain < 0) | lost, np.where(moved, gain, 0))


def _people(people: np.ndarray, mask: np.ndarray) -> float:
    return round(float(people[mask].sum()), 1)


def _mean_gain(people: np.ndarray, moves: Iterable[_Moved]) -> float:
    gained = sum(float(people @ one.gain_min) for one in moves)
    weight = sum(float(people[one.gain_min != 0].sum()) for one in moves)
    return round(gained / weight, 4) + 0.0 if weight > 0 else float("nan")


def _service(
    network: Network, routes: Iterable[str], known: Mapping[str, float]
) -> dict[str, float]:
    """Vehicle kilometres a day by line; those of lines that did not change are taken over."""
    fresh = {
        str(route_id): route_km_per_day(network, network.routes[RouteId(route_id)])
        for route_id in routes
    }
    return {
        **{route_id: km for route_id, km in known.items() if RouteId(route_id) in network.routes},
        **fresh,
    }


def _on_track(route: Route, touched: Mapping[str, Sequence[str]]) -> bool:
    """Whether a line runs over a section, or past a stop, that was touched."""
    sections, stops = touched.get("sections", ()), touched.get("stops", ())
    return any(
        stop.section_id in sections or stop.stop_id in stops
        for branch in route.branches
        for stop in branch.stops
    )


def _route_names(network: Network, ids: Sequence[str]) -> str:
    routes = (network.routes.get(RouteId(route_id)) for route_id in ids)
    return "; ".join(f"{route.name_zh} {route.name_en}" for route in routes if route is not None)


def _stop_names(network: Network, ids: Sequence[str]) -> str:
    stops = (network.stops.get(StopId(stop_id)) for stop_id in ids)
    return "; ".join(f"{stop.name_zh} {stop.name_en}" for stop in stops if stop is not None)
