"""Time between two trains at a change: by hand, over midnight, and in the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from sim.gateway.circle.place_model import CircleDefinition, CirclePlace
from sim.gateway.circle.place_times import place_parts
from sim.gateway.circle.province import province_times
from sim.gateway.circle.small_province import hub_town, ready
from sim.gateway.rail.change_times import change_minutes
from sim.gateway.rail.connections import connections
from sim.gateway.rail.departures import departures, mean_of, mean_ride
from sim.network.model import StopId

H, X, Z = StopId("H"), StopId("X"), StopId("Z")


def _changes(trains: str) -> list[float]:
    found = connections(hub_town(f"mode rail: slack 900, alight 240\n{trains}"))
    rides = found.between((H,), (Z,), days=1)
    return [float(minutes) for minutes in change_minutes(found, rides.label)]


@pytest.mark.parametrize(
    ("trains", "expected"),
    [
        # Off at 07:30, on at 08:10.
        ("train A rail: H 07:00, X 07:30\ntrain B rail: X 08:10, Z 08:40", [40.0]),
        # Both of the second trains arrive at 09:00; the quicker one leaves at 08:30.
        (
            (
                "train A rail: H 07:00, X 07:30\ntrain B rail: X 08:00, Z 09:00\n"
                "train C rail: X 08:30, Z 09:00"
            ),
            [60.0],
        ),
        # Half past eleven at night to six in the morning.
        ("train A rail: H 23:00, X 23:30\ntrain B rail: X 06:00, Z 06:30", [390.0]),
        # The first train arrives after midnight, as its own service day counts.
        ("train A rail: H 23:50, X 24:20\ntrain B rail: X 06:00, Z 06:30", [340.0]),
        # No change: the train goes through, however long it stands at X.
        ("train A rail: H 07:00, X 07:30/08:10, Z 08:40", [0.0]),
    ],
)
def test_minutes_between_trains_by_hand(trains: str, expected: Sequence[float]) -> None:
    assert _changes(trains) == expected


def test_rides_of_no_train_of_the_timetable_have_no_change() -> None:
    assert change_minutes(connections(hub_town()), [-1, -1]).tolist() == [0.0, 0.0]


def test_changes_are_no_ride_in_the_table_of_stations() -> None:
    # H to Z, always by the 09:10 from X (30 min). Who is there from 07:00 to 08:00 takes the 08:00
    # (40 min, 30 between the trains), everybody else that of 07:00 (30 min, 100 between).
    table = province_times(hub_town()).set_index(["station_id", "direction"])
    row = table.loc["Z", "from_hangzhou"]
    assert (row["ride_min"], row["change_min"]) == pytest.approx(
        ((15 * 60 + 70) / 16, (15 * 100 + 30) / 16)
    )
    sums = table["wait_min"] + table["ride_min"] + table["change_min"]
    assert sums.to_numpy() == pytest.approx(table["effective_min"].to_numpy())
    assert (table.loc["X", "change_min"] == 0).all()


def test_changes_are_no_ride_from_door_to_door() -> None:
    """The county at X, reached only over Y: 20 min on the first train, 25 at Y, 15 on the next."""
    town = ready()
    place = CirclePlace("330001", "county", "新", "X", "P", (X,), ("330001",))
    door = CircleDefinition("door", "door_to_door", 60.0)
    assert place_parts(town, place, door, "from_hangzhou").change_min == 0.0
    trains = hub_town(
        "mode rail: slack 900, alight 240\n"
        + "\n".join(
            f"train A{h} rail: H {h:02d}:00, Y {h:02d}:20\ntrain B{h} rail: Y {h:02d}:45, X {h + 1:02d}:00"
            for h in range(5, 23)
        )
    )
    found = connections(trains)
    # The records of the province but for the trains: only the rides are asked for here.
    rides = found.between((H,), (X,))
    other = replace(town, network=trains, trains=found, services={(H, X): rides})
    parts = place_parts(other, place, door, "from_hangzhou")
    assert (parts.ride_min, parts.change_min) == pytest.approx((35.0, 25.0))
    told = (parts.access_min, parts.station_min, parts.wait_min, parts.egress_min)
    assert parts.total_min == pytest.approx(sum(told) + 60.0)


def test_mean_of_the_rides_is_that_of_the_mean_ride() -> None:
    rides = departures([25_200, 28_800, 60_000], [27_000, 33_000, 61_200])
    minutes = (rides.arrival_s - rides.departure_s) / 60
    mean = mean_ride(rides, start_s=21_600, end_s=79_200)
    assert mean is not None
    assert mean_of(rides, minutes, start_s=21_600, end_s=79_200) == pytest.approx(mean.ride_min)
    assert mean_of(rides, minutes, start_s=100, end_s=100) is None
    assert mean_of(departures([], []), [], start_s=0, end_s=100) is None
