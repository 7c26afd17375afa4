"""Questions of access answered from a matrix whose answers can be worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from access_world import JOBS, MINUTES, PEOPLE, layer, matrix, place, zones

from sim.errors import DataError
from sim.scenario.document import AccessibilitySettings
from sim.study.access_places import zones_of_places
from sim.study.access_questions import asked_of, questions
from sim.study.access_tables import access_frame, layer_frame, opportunity_frame
from sim.study.access_values import answers, percentile_answers


def answer(measure: str, layer_id: str, cutoffs=(), limit_min: float = 240, **settings):
    asked = tuple(asked_of(measure, [layer_id], settings, cutoffs_min=cutoffs))
    return answers(matrix(limit_min), asked)


def test_jobs_within_a_cutoff_include_the_cutoff_itself():
    """d reaches b in exactly 60 min; b reaches d in 61."""
    half, whole = answer("cumulative", "jobs", [30, 60])
    assert half.by_zone.tolist() == [10 + 20 + 40, 10 + 20 + 40, 10 + 20 + 40, 80]
    assert whole.by_zone.tolist() == [70, 70, 150, 20 + 40 + 80]
    assert (half.unit, half.question.parameter) == ("jobs", "30 min")


def test_a_place_holds_its_amount():
    """q holds two: b has p (15), q (10) and r (60) within the hour, d reaches no place."""
    (found,) = answer("cumulative", "clinics", [60])
    assert found.by_zone.tolist() == [1 + 2, 1 + 2 + 1, 4, 0]


def test_gravity_is_the_sum_of_halved_amounts():
    from sim.accessibility import exponential

    (found,) = answer("gravity", "jobs", decay=exponential(20))
    by_hand = [
        sum(
            amount * 2 ** (-minutes / 20)
            for amount, minutes in zip(JOBS, row[:4], strict=True)
            if minutes is not None
        )
        for row in MINUTES
    ]
    assert found.by_zone.tolist() == pytest.approx(by_hand, rel=1e-5)
    assert found.question.parameter == "exponential half-life 20 min"


def test_minutes_to_the_closest_and_to_the_third():
    (closest,) = answer("time_to_closest", "clinics")
    assert closest.by_zone[:3].tolist() == [5, 10, 25]
    assert math.isnan(closest.by_zone[3])
    (third,) = answer("time_to_nth", "clinics", n=3.0)
    # a: p (1) at 5, q (2) at 40; b: q at 10, p at 15; c: p at 25, q at 30.
    assert third.by_zone[:3].tolist() == [40, 15, 30]
    assert third.question.parameter == "n=3"


def test_hospitals_per_person_are_told_per_hundred_thousand():
    """Within 60 min: p is reached by a, b, c; q by a, b, c; r by b and c (60 and 35 min)."""
    (found,) = answer("two_step_floating_catchment", "clinics", [60])
    p, q, r = 1 / 400, 2 / 400, 1 / 300
    expected = [p + q, p + q + r, p + q + r, 0]
    assert found.by_zone.tolist() == pytest.approx([1e5 * one for one in expected], rel=1e-5)
    assert found.unit == "clinics per 100,000 people"


def test_jobs_per_person_stay_per_person():
    (found,) = answer("two_step_floating_catchment", "jobs", [5])
    # Each zone reaches only itself; c has nobody, so its jobs have no taker.
    assert found.by_zone[[0, 1, 3]].tolist() == pytest.approx(
        [jobs / people for jobs, people in zip(JOBS, PEOPLE, strict=True) if people], rel=1e-5
    )
    assert math.isnan(found.by_zone[2])
    assert found.unit == "jobs per person"


def test_what_lies_nearby_as_the_crow_flies():
    """Zones are 0.1 degrees, 9.65 km, apart; p, q, r lie at a, b, c."""
    (found,) = answer("proximity", "clinics", radius_km=10.0)
    assert found.by_zone.tolist() == [1 + 2, 1 + 2 + 1, 2 + 1, 1]
    (share,) = answer("transport_performance", "clinics", [60], radius_km=10.0)
    assert share.by_zone.tolist() == pytest.approx([100, 100, 100 * 4 / 3, 0], rel=1e-5)
    assert (share.unit, share.question.parameter) == ("%", "60 min, 10 km")


def test_nothing_to_reach_is_zero_and_its_closest_is_missing():
    (within,) = answer("cumulative", "nothing", [60])
    assert within.by_zone.tolist() == [0, 0, 0, 0]
    (closest,) = answer("time_to_closest", "nothing")
    assert np.isnan(closest.by_zone).all()


def test_several_layers_at_once_are_the_same_as_one_by_one():
    asked = questions(
        AccessibilitySettings.model_validate(
            {
                "cutoffs_min": (30, 60),
                "measures": [
                    {"measure": "cumulative", "layers": ("jobs", "clinics", "nothing")},
                    {"measure": "time_to_closest", "layers": ("clinics",)},
                ],
            }
        )
    )
    assert [one.key for one in asked][:3] == [
        ("cumulative", "jobs", "30 min"),
        ("cumulative", "jobs", "60 min"),
        ("cumulative", "clinics", "30 min"),
    ]
    together = answers(matrix(), asked)
    for one, alone in zip(asked, together, strict=True):
        assert alone.question is one
        (single,) = answers(matrix(), [one])
        np.testing.assert_array_equal(single.by_zone, alone.by_zone)


def test_a_question_asked_twice_is_answered_once():
    asked = AccessibilitySettings.model_validate(
        {
            "measures": [
                {"measure": "cumulative", "layers": ("jobs",), "cutoffs_min": (30,)},
                {"measure": "cumulative", "layers": ("jobs",), "cutoffs_min": (30, 45)},
            ]
        }
    )
    assert [one.parameter for one in questions(asked)] == ["30 min", "45 min"]


def test_a_cutoff_beyond_the_matrix_says_what_to_do():
    with pytest.raises(DataError, match=r"cutoff_min is 90 min, but .* searched up to 60 min only"):
        answer("cumulative", "jobs", [90], limit_min=60)


def test_an_unknown_layer_says_which_there_are():
    with pytest.raises(DataError, match=r"no layer .* 'jobz'; layers: jobs, clinics, nothing"):
        answer("cumulative", "jobz", [30])


@pytest.mark.parametrize(
    ("measure", "settings", "cutoffs", "words"),
    [
        ("cumulatif", {}, [30], "there is no measure 'cumulatif'; did you mean 'cumulative'"),
        ("gravity", {}, [30], "gravity needs decay; `sim access --list` shows"),
        ("cumulative", {"n": 3.0}, [30], "cumulative takes no n; it takes cutoff_min"),
        ("cumulative", {}, [], "cumulative needs a cutoff"),
        ("time_to_closest", {"n": 3.0}, [], "time_to_closest takes no n; it takes no settings"),
    ],
)
def test_a_wrong_question_is_refused(measure, settings, cutoffs, words):
    with pytest.raises(DataError) as refused:
        list(asked_of(measure, ["jobs"], settings, cutoffs_min=cutoffs))
    assert words in str(refused.value)


def test_percentile_of_access_is_the_access_that_so_many_departures_come_up_to():
    """Four departures reach 10, 40, 20, 30 jobs: half of them 30 or more, three quarters 20."""
    (question,) = asked_of("cumulative", ["jobs"], {}, cutoffs_min=[30])
    from sim.study.access_values import Answer

    trips = [(Answer(question, np.array([jobs]), "jobs"),) for jobs in (10.0, 40.0, 20.0, 30.0)]
    assert percentile_answers(trips, 50)[0].by_zone.tolist() == [30]
    assert percentile_answers(trips, 75)[0].by_zone.tolist() == [20]


def test_percentile_of_minutes_counts_the_other_way_and_missing_is_worst():
    (question,) = asked_of("time_to_closest", ["clinics"], {}, cutoffs_min=[])
    from sim.study.access_values import Answer

    trips = [
        (Answer(question, np.array([minutes]), "min"),) for minutes in (12.0, math.nan, 8.0, 9.0)
    ]
    assert percentile_answers(trips, 50)[0].by_zone.tolist() == [9]
    assert math.isnan(percentile_answers(trips, 99)[0].by_zone[0])


def test_the_table_has_a_row_per_zone_and_question():
    asked = tuple(asked_of("cumulative", ["jobs", "clinics"], {}, cutoffs_min=[30]))
    table = access_frame(zones(), answers(matrix(), asked), "p50", 240)
    assert table.columns.tolist() == [
        "zone_id", "measure", "layer", "parameter", "statistic", "value", "unit", "searched_to_min",
    ]  # fmt: skip
    assert table["zone_id"].tolist() == list("abcd") * 2
    assert table.loc[table["layer"] == "clinics", "value"].tolist() == [1, 3, 3, 0]
    assert access_frame(zones(), (), "p50", 240).empty


def test_opportunities_are_listed_where_they_lie():
    layers = [
        layer("jobs", zone_amount=lambda zone: zone.jobs),
        layer("clinics", [place("p"), place("q", 2.0, 120.1)]),
    ]
    table = opportunity_frame(zones(), layers)
    assert table.loc[table["layer"] == "jobs", ["zone_id", "amount"]].values.tolist() == [
        ["a", 10.0], ["b", 20.0], ["c", 40.0], ["d", 80.0],
    ]  # fmt: skip
    clinics = table[table["layer"] == "clinics"]
    assert clinics[["zone_id", "amount", "place_id"]].values.tolist() == [
        ["a", 1.0, "p"], ["b", 2.0, "q"],
    ]  # fmt: skip
    told = layer_frame(zones(), layers).set_index("layer")
    assert told["total"].to_dict() == {"jobs": 150.0, "clinics": 3.0}
    assert told["places"].to_dict() == {"jobs": 0, "clinics": 2}


def test_a_place_lies_in_its_own_cell_even_if_another_centre_is_nearer():
    from sim.geometry import cell_centre, cell_disk, cells
    from sim.network.model import Zone, ZoneId

    home = cells([120.15], [30.27])[0]
    other = next(cell for cell, steps in cell_disk(home, 1) if steps == 1)
    both = [
        Zone(ZoneId(cell), "cell", "", "", lon, lat, "", "", 1.0, 1.0)
        for cell, (lon, lat) in ((other, cell_centre(other)), (home, (120.0, 30.0)))
    ]
    # The zone's own point (where its people live) may be anywhere; the cell is what counts.
    inside = place("p", lon=120.15)
    moved = type(inside)("p", "", "p", 120.15, 30.27, 1.0, inside.quality)
    assert zones_of_places(both, [moved]).tolist() == [1]
    assert zones_of_places(both[:1], [moved]).tolist() == [0]
