"""Tables of a terminal's day: queues, who missed a flight, times between doors, checks."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.hub.flow.statistics import conservation, queue_table
from sim.hub.flow.tables import TRANSFER_COLUMNS, transfer_times
from sim.hub.flow.whole_people import largest_remainder
from sim.hub.terminal.day import TerminalDay, door_to_door_s
from sim.hub.terminal.groups import groups, pairs
from sim.hub.terminal.passengers import ARRIVING, CONNECTING, DEPARTING

__all__ = ["PART", "check_rows", "missed_rows", "queue_rows", "transfer_rows"]

Floats = npt.NDArray[np.float64]

PART = "airport"
"""Name of this part in the tables of a run."""


def queue_rows(day: TerminalDay) -> pd.DataFrame:
    """Rows of ``operations_queues``; places where nobody can wait are left out.

    Waiting at a boarding gate is the departure lounge, at a belt waiting for bags. Times are those
    of the operating day, which runs past midnight (``"25:05"``).

    Examples
    --------
    >>> from sim.hub.terminal.day import terminal_day
    >>> from sim.hub.terminal.examples import small_case
    >>> rows = queue_rows(terminal_day(small_case(), seed=1, replication=0))
    >>> rows.loc[rows["place_id"] == "check", ["start", "arrivals"]].values.tolist()[0]
    ['09:00', 3]
    """
    always_open = {
        place.place_id
        for place in day.who.facility.places
        if getattr(place, "opens_before_s", 0.0) == math.inf
    }
    table = queue_table(day.log, day.who.facility, part=PART)
    return table[~table["place_id"].isin(always_open)].reset_index(drop=True)


def missed_rows(day: TerminalDay) -> pd.DataFrame:
    """Rows of ``operations_missed``: who missed the flight, the connection or the last vehicle.

    The interval is Wilson's for a share (95 %), people as if independent. ``main_place_id`` is
    where most of them were too late.

    Examples
    --------
    >>> from sim.hub.terminal.day import terminal_day
    >>> from sim.hub.terminal.examples import small_case
    >>> missed_rows(terminal_day(small_case(), seed=1, replication=0))["missed"].tolist()
    [0, 0]
    """
    rows = []
    for one in groups(day):
        people, missed = int(one.people.sum()), int((one.people & day.log.missed).sum())
        low, high = _wilson(missed, people)
        rows.append(
            {
                "part": PART,
                "facility_id": day.who.facility.facility_id,
                "group_id": one.group_id,
                "group_zh": f"{one.from_zh}→{one.to_zh}",
                "group_en": f"{one.from_en} to {one.to_en.lower()}",
                "people": people,
                "missed": missed,
                "missed_pct": 100.0 * missed / people,
                "low_pct": 100.0 * low,
                "high_pct": 100.0 * high,
                "main_place_id": _main_place(day, one.people & day.log.missed),
            }
        )
    return pd.DataFrame(rows, columns=list(_MISSED))


_MISSED = (
    "part",
    "facility_id",
    "group_id",
    "group_zh",
    "group_en",
    "people",
    "missed",
    "missed_pct",
    "low_pct",
    "high_pct",
    "main_place_id",
)


def transfer_rows(day: TerminalDay) -> pd.DataFrame:
    """Rows of ``operations_transfers``: kerb to gate and gate to kerb by way, and connections.

    Times leave out the wait for boarding and for a vehicle on the ground (see `door_to_door_s`;
    ``mean_with_wait_min`` has them); those of who missed it are not in them. ``within_*`` are
    shares of all. ``low_min`` and ``high_min`` bound the mean (95 %, people as if independent).

    Examples
    --------
    >>> from sim.hub.terminal.day import terminal_day
    >>> from sim.hub.terminal.examples import small_case
    >>> rows = transfer_rows(terminal_day(small_case(), seed=1, replication=0))
    >>> rows[["from_kind", "people", "mean_min"]].values.tolist()
    [['cab', 3, 2.5], ['arrival_domestic', 2, 10.0]]
    """
    way_s, whole_s = door_to_door_s(day)
    facility = day.who.facility
    rows = [
        {
            "hub_id": facility.facility_id,
            "name_zh": facility.title_zh,
            "name_en": facility.title_en,
            "from_kind": one.from_kind,
            "from_zh": one.from_zh,
            "from_en": one.from_en,
            "to_kind": one.to_kind,
            "to_zh": one.to_zh,
            "to_en": one.to_en,
            "people": int(one.people.sum()),
            **transfer_times(way_s[one.people], whole_s[one.people]),
        }
        for one in pairs(day)
    ]
    return pd.DataFrame(rows, columns=list(TRANSFER_COLUMNS))


def check_rows(day: TerminalDay, *, passengers: int) -> pd.DataFrame:
    """Rows of ``operations_checks``: every difference must be zero.

    `passengers` are those of the day in the demand model: who lands and who leaves, so that who
    changes planes counts twice. Travellers of the city by direction and way on the ground are the
    model's trips, rounded by largest remainder. ``left``: all who came in have gone out or missed
    what they came for; ``inside``: faults of the balance at any event.

    Examples
    --------
    >>> from sim.hub.terminal.day import terminal_day
    >>> from sim.hub.terminal.examples import small_case
    >>> rows = check_rows(terminal_day(small_case(), seed=1, replication=0), passengers=5)
    >>> rows["difference"].abs().max(), rows["check"].tolist()
    (np.int64(0), ['passengers', 'flights', 'left', 'inside'])
    """
    who, case = day.who, day.case
    counted = (who.flight_in >= 0).astype(np.int64) + (who.flight_out >= 0)
    flown = np.bincount(who.flight_in[who.flight_in >= 0], minlength=len(case.flights))
    flown += np.bincount(who.flight_out[who.flight_out >= 0], minlength=len(case.flights))
    balance = conservation(day.log, who.facility)
    rows: list[tuple[str, str, str, int, int]] = [
        (
            "passengers",
            "全日旅客(到发合计)",
            "Passengers of the day, landing and leaving",
            passengers,
            int(counted.sum()),
        ),
        (
            "flights",
            "人数与航班一致的航班",
            "Flights with as many people as in the list",
            len(case.flights),
            int((flown == case.flights.passengers).sum()),
        ),
        *_ground_checks(day),
        (
            "left",
            "进入航站楼者均已离开或误机",
            "Who came in has gone out or missed the flight",
            len(who),
            int(np.isfinite(day.log.end_s).sum()),
        ),
        (
            "inside",
            "任一时刻进=出+在内：不符处",
            "In = out + inside at every event: faults",
            0,
            len(balance.problems),
        ),
    ]
    table = pd.DataFrame(
        rows, columns=["check", "title_zh", "title_en", "model_total", "simulated_total"]
    )
    table.insert(0, "facility_id", who.facility.facility_id)
    table.insert(0, "part", PART)
    return table.assign(difference=table["simulated_total"] - table["model_total"])


def _ground_checks(day: TerminalDay) -> list[tuple[str, str, str, int, int]]:
    who, case = day.who, day.case
    rows = []
    for direction, role, trips, zh, en in (
        ("to", DEPARTING, case.city.to_airport, "市内到机场", "From the city"),
        ("from", ARRIVING, case.city.from_airport, "机场到市内", "To the city"),
    ):
        total = round(float(trips.sum()))
        model = largest_remainder(trips.sum(axis=0), total) if total else np.zeros(len(case.ground))
        for number, way in enumerate(case.ground):
            found = int(((who.role == role) & who.of_city & (who.ground == number)).sum())
            if model[number] or found:
                rows.append(
                    (
                        f"{direction}_{way.ground_id}",
                        f"{zh}：{way.title_zh}",
                        f"{en}: {way.title_en.lower()}",
                        int(model[number]),
                        found,
                    )
                )
    return rows


def connecting_people(day: TerminalDay) -> int:
    """How many people change planes.

    Examples
    --------
    >>> from sim.hub.terminal.day import terminal_day
    >>> from sim.hub.terminal.examples import small_case
    >>> connecting_people(terminal_day(small_case(), seed=1, replication=0))
    0
    """
    return int((day.who.role == CONNECTING).sum())


def _main_place(day: TerminalDay, missed: npt.NDArray[np.bool_]) -> str:
    at = day.log.missed_at[missed]
    if not at.size:
        return ""
    return day.who.facility.places[int(np.bincount(at).argmax())].place_id


def _wilson(count: int, of: int) -> tuple[float, float]:
    """Wilson's interval of a share, 95 % (Wilson 1927)."""
    z = 1.959963984540054
    share = count / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    # at the ends the bounds are 0 and 1 exactly, whatever the rounding
    return middle - half if count else 0.0, middle + half if count < of else 1.0
