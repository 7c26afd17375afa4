"""Transfer times from door to door of the vehicles, by what people come by and go on by."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.hub.flow.facility import DayLog, Facility
from sim.hub.flow.places import Gate, Rank
from sim.hub.flow.tables import TRANSFER_COLUMNS, transfer_times
from sim.hub.station.crowd import Crowd

__all__ = ["door_to_door_s", "transfer_table"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def door_to_door_s(log: DayLog, facility: Facility, crowd: Crowd) -> tuple[Floats, Floats]:
    """Seconds of everybody between two vehicles: on the way with all queues, and with all waits.

    The first leaves out the wait for the vehicle: at ranks until one with room comes, in the
    waiting hall until the ticket gate opens (people choose how early they come). It ends where the
    train stands, or at the rank. The second is all time from the door of the one to the door of
    the other. NaN for who missed the vehicle.

    Examples
    --------
    >>> from sim.hub.station.day_examples import small_station_day
    >>> day = small_station_day()
    >>> way_s, all_s = door_to_door_s(day.log, day.layout.facility, day.crowd)
    >>> bool((way_s <= all_s).all())
    True
    """
    visits = log.visits
    waits_for = np.array([isinstance(place, Gate | Rank) for place in facility.places])
    there = waits_for[visits.place] if len(visits) else np.empty(0, dtype=np.bool_)
    waited = np.bincount(
        visits.person[there], weights=visits.wait_s[there], minlength=len(crowd.people)
    )
    whole = np.where(log.missed, np.nan, log.end_s - crowd.people.appear_s)
    return whole - waited, whole


def transfer_table(
    log: DayLog,
    facility: Facility,
    crowd: Crowd,
    *,
    names: tuple[str, str],
    kind_titles: Mapping[str, tuple[str, str]],
) -> pd.DataFrame:
    """Rows of ``operations_transfers``: one per pair of kinds that anybody uses.

    ``people`` counts all, times are of those who did not miss their vehicle, without the wait for
    it (see `door_to_door_s`; ``mean_with_wait_min`` is with it). ``within_*`` are shares of all:
    who missed is within no limit. ``low_min`` and ``high_min`` bound the mean (95 %, people as if
    independent; replications say more).

    Examples
    --------
    >>> from sim.hub.station.day_examples import small_inputs, small_station_day
    >>> day = small_station_day()
    >>> table = transfer_table(day.log, day.layout.facility, day.crowd, names=("站", "Station"),
    ...                        kind_titles=small_inputs().kind_titles)
    >>> table[["from_kind", "to_kind", "people"]].values.tolist()
    [['rail', 'rail', 1], ['rail', 'walk', 4], ['walk', 'rail', 4]]
    """
    way_s, all_s = door_to_door_s(log, facility, crowd)
    rows = []
    for group, (from_kind, to_kind) in enumerate(
        crowd.groups[["from_kind", "to_kind"]].itertuples(index=False, name=None)
    ):
        own = crowd.people.group == group
        from_zh, from_en = kind_titles.get(from_kind, (from_kind, from_kind))
        to_zh, to_en = kind_titles.get(to_kind, (to_kind, to_kind))
        rows.append(
            {
                "hub_id": facility.facility_id,
                "name_zh": names[0],
                "name_en": names[1],
                "from_kind": from_kind,
                "from_zh": from_zh,
                "from_en": from_en,
                "to_kind": to_kind,
                "to_zh": to_zh,
                "to_en": to_en,
                "people": int(own.sum()),
                **transfer_times(way_s[own], all_s[own]),
            }
        )
    return pd.DataFrame(rows, columns=list(TRANSFER_COLUMNS))
