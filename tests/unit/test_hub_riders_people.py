"""Everybody of the demand, nobody else, at the same moment in every scenario."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.errors import DataError
from sim.hub.flow.riders import check_riders
from sim.hub.riders.checks import load_agreement, rider_totals
from sim.hub.riders.counts import count_places
from sim.hub.riders.examples import line_of
from sim.hub.riders.lines import RailLines
from sim.hub.riders.matrix import MatrixSettings, PeriodDemand, PeriodMatrix, period_matrix
from sim.hub.riders.people import day_people
from sim.hub.riders.ways import WaySettings

LINES = line_of("A B C D E", "B F")


def demand(entries: list[float], exits: list[float], **counts: object) -> PeriodDemand:
    places = count_places(LINES)
    return PeriodDemand(
        "hour",
        np.array([0.0, 900.0, 1800.0, 2700.0]),
        np.array([0.4, 0.3, 0.2, 0.1]),
        np.array(entries),
        np.array(exits),
        places.vector(
            counts.get("loads", {}),  # type: ignore[arg-type]
            counts.get("boardings", {}),  # type: ignore[arg-type]
            counts.get("alightings", {}),  # type: ignore[arg-type]
        ),
    )


def matrix_of(own: PeriodDemand, lines: RailLines = LINES) -> PeriodMatrix:
    return period_matrix(lines, own, WaySettings(), MatrixSettings(ways=2))


@pytest.fixture
def matrix() -> PeriodMatrix:
    return matrix_of(demand([40.4, 30.3, 20.1, 10.1, 0, 9.1], [0, 20.2, 30.4, 39.4, 20, 0]))


def test_station_totals_tie_out_exactly(matrix: PeriodMatrix) -> None:
    people = day_people(LINES, [matrix], seed=3, replication=2)
    (total,) = rider_totals([matrix], people)
    # 40.4 + 30.3 + 20.1 + 10.1 + 9.1 = 110
    assert total.people == total.riders == 110
    assert total.stations == total.stations_tied == 6
    check_riders(people.riders, tuple(len(stops) for stops in LINES.group_stops))
    assert (people.origin != people.destination).all()


def test_more_people_do_not_move_those_who_were_there(matrix: PeriodMatrix) -> None:
    more = replace(matrix, people=matrix.people * 2)
    few = day_people(LINES, [matrix], seed=3, replication=0).riders
    many = day_people(LINES, [more], seed=3, replication=0).riders
    when = dict(zip(many.key.tolist(), many.appear_s.tolist(), strict=True))
    assert [when[key] for key in few.key.tolist()] == few.appear_s.tolist()
    assert len(set(many.key.tolist())) == len(many)


def test_replications_differ_and_repeat(matrix: PeriodMatrix) -> None:
    first, again, other = (
        day_people(LINES, [matrix], seed=3, replication=number).riders.appear_s
        for number in (0, 0, 1)
    )
    assert first.tobytes() == again.tobytes()
    assert not np.array_equal(first, other)


def test_people_come_by_the_profile() -> None:
    own = demand([4000, 0, 0, 0, 0, 0], [0, 4000, 0, 0, 0, 0])
    riders = day_people(LINES, [matrix_of(own)], seed=1, replication=0).riders
    share = np.bincount((riders.appear_s // 900).astype(int), minlength=4) / len(riders)
    # 4000 draws: the standard deviation of a share of 0.4 is 0.0077
    assert np.abs(share - [0.4, 0.3, 0.2, 0.1]).max() < 0.03


def test_nobody_comes_after_the_last_train() -> None:
    # Trains leave A every 5 min, the last at 6900 s. People of a last quarter hour from 6300 s on
    # come at least two minutes before it.
    own = replace(
        demand([100, 0, 0, 0, 0, 0], [0, 0, 0, 0, 100, 0]),
        quarter_start_s=np.array([6300.0]),
        quarter_share=np.ones(1),
    )
    riders = day_people(LINES, [matrix_of(own)], seed=1, replication=0).riders
    assert riders.appear_s.max() <= 6900 - 120
    assert riders.appear_s.min() >= 6300


def test_loads_come_near_the_demands() -> None:
    # A sends 60 to B, C and D; the model has 60, 50 and 30 on the sections: 10, 20, 30 get off,
    # which the exits force; the check says so.
    loads = {(0, 0, 1): 60.0, (0, 1, 2): 50.0, (0, 2, 3): 30.0}
    own = demand([60, 0, 0, 0, 0, 0], [0, 10, 20, 30, 0, 0], loads=loads)
    found = load_agreement(matrix_of(own))
    assert found.sections == 3
    assert found.correlation == pytest.approx(1.0)
    assert found.worst_own == found.worst_model


def test_people_at_a_station_without_trains_are_told() -> None:
    closed = replace(LINES, patterns=LINES.patterns[:2])  # nothing runs on B - F
    with pytest.raises(DataError, match=r"hour: no train runs at F \(1 stations\)"):
        matrix_of(demand([5, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 5]), closed)


def test_nobody_is_a_day_without_riders() -> None:
    own = demand([0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0])
    people = day_people(LINES, [matrix_of(own)], seed=1, replication=0)
    assert len(people) == people.riders.legs == 0
