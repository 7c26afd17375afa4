"""What is refused, and in which words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim import accessibility as access
from sim.accessibility.inputs import check_opportunities
from sim.errors import DataError

TIMES = [[10.0, 20.0], [np.nan, 5.0]]
DECAY = access.exponential(20)
PEOPLE = [1, 2]

MEASURES: dict[str, Callable[..., object]] = {
    "cumulative": lambda t, o: access.cumulative(t, o, cutoff_min=30),
    "cumulative_interval": lambda t, o: access.cumulative_interval(t, o, from_min=5, to_min=9),
    "median": lambda t, o: access.cumulative_interval(t, o, from_min=5, to_min=9, summary="median"),
    "gravity": lambda t, o: access.gravity(t, o, decay=DECAY),
    "closest": access.time_to_closest,
    "nth": lambda t, o: access.time_to_nth(t, o, n=1),
    "balancing": lambda t, o: access.balancing_time(t, o, people=PEOPLE),
    "2sfca": lambda t, o: access.two_step_floating_catchment(t, o, people=PEOPLE, cutoff_min=30),
    "e2sfca": lambda t, o: access.enhanced_two_step_floating_catchment(t, o, people=PEOPLE),
    "3sfca": lambda t, o: access.three_step_floating_catchment(t, o, people=PEOPLE, decay=DECAY),
    "bfca": lambda t, o: access.balanced_floating_catchment(t, o, people=PEOPLE, decay=DECAY),
    "shen": lambda t, o: access.shen(t, o, people=PEOPLE, decay=DECAY),
    "groups": lambda t, o: access.shen_by_group([t], o, people=[PEOPLE], decay=DECAY),
    "availability": lambda t, o: access.spatial_availability(t, o, people=PEOPLE, decay=DECAY),
    "unclaimed": lambda t, o: access.unclaimed(t, o, people=PEOPLE, decay=DECAY),
}


def told(measure: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(DataError) as caught:
        measure(*arguments)
    assert isinstance(caught.value, ValueError)
    return str(caught.value)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_every_measure_refuses_the_same(measure: Callable[..., object]) -> None:
    measure(TIMES, [1, 2])
    assert told(measure, TIMES, [1, 2, 3]) == "opportunities have 3 rows for 2 destinations"
    assert "error opportunity-hole — 'opportunities' has 1 hole: row 1 — write 0 where" in told(
        measure, TIMES, [1, np.nan]
    )
    assert "negative-opportunity — 'opportunities' is below 0 at 1 place: row 0" in told(
        measure, TIMES, [-1, 2]
    )
    assert "times_min must be a table [origin, destination]" in told(measure, [10.0], [1])
    assert "unreachable is NaN here (to_minutes" in told(measure, [[-1, 5], [3, 4]], [1, 2])
    assert "holds infinite numbers; unreachable is NaN" in told(
        measure, [[np.inf, 5], [3, 4]], [1, 2]
    )


@pytest.mark.parametrize(
    "name", [n for n in MEASURES if n in {"balancing", "2sfca", "shen", "groups"}]
)
def test_people_are_checked(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    measure = MEASURES[name]
    for people, message in (
        ([1], "people have 1 rows for 2 origins"),
        ([1, np.nan], "'people' has 1 hole: row 1"),
        ([1, -4], "'people' is below 0 at 1 place: row 1"),
        ([[1], [2]], "people must be one number per origin, not shape (2, 1)"),
    ):
        monkeypatch.setitem(globals(), "PEOPLE", people)
        assert message in told(measure, TIMES, [1, 2])


def test_holes_are_counted_and_the_first_five_named() -> None:
    amounts = np.ones((9, 2))
    amounts[[0, 2, 3, 5, 6, 7, 8], 1] = np.nan
    message = told(lambda: access.cumulative(np.ones((1, 9)), amounts, cutoff_min=5))
    assert message == (
        "opportunities cannot be used\n"
        "  error opportunity-hole — 'opportunities, layer 1' has 7 holes: row 0, row 2, row 3, "
        "row 5, row 6 … — write 0 where there is nothing, or the amount"
    )


def test_all_faults_of_all_layers_come_together() -> None:
    issues = check_opportunities(
        [[np.nan, 1, np.inf], [2, -1, 3]], place_ids=["n1", "n2"], layer_ids=["a", "b", "c"]
    )
    assert [issue.code for issue in issues] == [
        "opportunity-hole",
        "negative-opportunity",
        "infinite-opportunity",
    ]
    assert "n1" in issues[0].what
    assert "n2" in issues[1].what
    assert "'c' is infinite at 1 place: n1" in issues[2].what
    assert check_opportunities([[1.0]], place_ids=["n1"], layer_ids=["a"]) == ()


def test_names_that_do_not_fit_the_table() -> None:
    message = told(lambda: check_opportunities([[1.0]], place_ids=["a", "b"], layer_ids=["c"]))
    assert message == "opportunities have 1 rows and 1 layers, for 2 places and 1 layers"


def test_what_is_no_number() -> None:
    assert "must be numbers, not <U1" in told(access.time_to_closest, TIMES, ["a", "b"])
    assert "times_min must be numbers, not" in told(access.time_to_closest, [["a"]], [1])
    assert "times_min must be numbers, not complex128" in told(access.time_to_closest, [[1j]], [1])
    assert "not shape ()" in told(access.time_to_closest, TIMES, 5)
    assert "not shape (2, 1, 1)" in told(access.time_to_closest, TIMES, [[[1]], [[2]]])


def test_a_cutoff_beyond_the_matrix() -> None:
    advice = "travel times were searched up to 60 min only; raise max_time_min or lower the cutoff"
    for measure in (
        lambda: access.cumulative(TIMES, [1, 2], cutoff_min=90, limit_min=60),
        lambda: access.cumulative_by_cutoff(TIMES, [1, 2], cutoffs_min=(30, 90), limit_min=60),
        lambda: access.two_step_floating_catchment(
            TIMES, [1, 2], people=PEOPLE, cutoff_min=90, limit_min=60
        ),
        lambda: access.transport_performance(
            TIMES, [1, 2], distances_km=[[1, 2]] * 2, cutoff_min=90, radius_km=8, limit_min=60
        ),
    ):
        message = told(measure)
        assert "90 min, but" in message
        assert message.endswith(advice)
    message = told(lambda: access.gravity(TIMES, [1, 2], decay=access.step(90), limit_min=60))
    assert message == f"the edge of the decay 'step 90 min' is 90 min, but {advice}"
    message = told(
        lambda: access.cumulative_interval(TIMES, [1, 2], from_min=30, to_min=90, limit_min=60)
    )
    assert message == f"to_min is 90 min, but {advice}"
    for measure in (
        access.enhanced_two_step_floating_catchment,
        access.three_step_floating_catchment,
        access.balanced_floating_catchment,
        access.shen,
        access.spatial_availability,
    ):
        linear = access.linear(90)
        message = told(
            lambda measure=measure, linear=linear: measure(
                TIMES, [1, 2], people=PEOPLE, decay=linear, limit_min=60
            )
        )
        assert message == f"the edge of the decay 'linear 90 min' is 90 min, but {advice}"


def test_limits_that_are_kept() -> None:
    assert access.cumulative(TIMES, [1, 2], cutoff_min=60, limit_min=60).tolist() == [3.0, 2.0]
    access.gravity(TIMES, [1, 2], decay=DECAY, limit_min=60)  # without an edge: cut, as documented
    access.gravity(TIMES, [1, 2], decay=access.linear(60), limit_min=60)


def test_settings_that_make_no_sense() -> None:
    for cutoff in (-1, np.nan, np.inf):
        message = told(lambda c=cutoff: access.cumulative(TIMES, [1, 2], cutoff_min=c))
        assert message == f"cutoff_min must be 0 min or more, not {cutoff}"
    for n in (0, -1, np.nan):
        message = told(lambda n=n: access.time_to_nth(TIMES, [1, 2], n=n))
        assert message == f"n must be a number above 0, not {n}"

    def interval(**settings: object) -> str:
        return told(lambda: access.cumulative_interval(TIMES, [1, 2], **settings))

    assert interval(from_min=9, to_min=5) == "to_min (5) must not be below from_min (9)"
    assert interval(from_min=1, to_min=5, step_min=0) == "step_min must be above 0, not 0"
    assert interval(from_min=1, to_min=5, summary="max") == (
        "summary must be 'mean' or 'median', not 'max'"
    )
    message = told(
        lambda: access.spatial_availability(
            TIMES, [1, 2], people=PEOPLE, decay=DECAY, people_exponent=0
        )
    )
    assert message == "people_exponent must be a number above 0, not 0"
    message = told(lambda: access.shen_by_group([], [1], people=[], decay=DECAY))
    assert message == "0 tables of times for 0 groups of people"


def test_distances() -> None:
    message = told(lambda: access.proximity([[1, np.nan]], [1, 2], radius_km=8))
    assert message == "distances_km has 1 holes; every distance is needed"
    message = told(lambda: access.proximity([[1, 2]], [1, 2], radius_km=-8))
    assert message == "radius_km must be 0 km or more, not -8"
    message = told(
        lambda: access.transport_performance(
            TIMES, [1, 2], distances_km=[[1, 2]], cutoff_min=30, radius_km=8
        )
    )
    assert message == (
        "times_min has shape (2, 2) and distances_km (1, 2); both are [origin, destination]"
    )


def test_seconds_of_the_router() -> None:
    minutes = access.to_minutes(np.array([[0, 90], [-1, 3600]], dtype=np.int32))
    np.testing.assert_array_equal(minutes, [[0.0, 1.5], [np.nan, 60.0]])
    assert told(access.to_minutes, [[1.5]]) == "times_s must be whole seconds, not float64"
    assert told(access.to_minutes, [[-2]]) == (
        "times_s holds times below 0; only -1 (unreachable) is known"
    )


def test_no_places_at_all() -> None:
    none = np.zeros((3, 0))
    assert access.cumulative(none, [], cutoff_min=30).tolist() == [0.0] * 3
    assert access.gravity(none, [], decay=DECAY).tolist() == [0.0] * 3
    assert np.isnan(access.time_to_closest(none, [])).all()
    assert np.isnan(access.time_to_nth(none, [], n=1)).all()
    assert access.cumulative(np.zeros((0, 3)), [1, 2, 3], cutoff_min=30).shape == (0,)
    assert access.shen(np.zeros((0, 1)), [1], people=[], decay=DECAY).shape == (0,)


def test_whole_minutes_and_other_layouts_are_taken() -> None:
    assert access.cumulative([[10, 20]], [1, 2], cutoff_min=10).tolist() == [1.0]
    turned = np.asfortranarray(np.arange(12.0).reshape(3, 4))
    straight = np.ascontiguousarray(turned)
    for measure in MEASURES.values():
        if measure in (access.time_to_closest, MEASURES["cumulative"], MEASURES["gravity"]):
            found, wanted = measure(turned, [1, 2, 3, 4]), measure(straight, [1, 2, 3, 4])
            assert (found == wanted).all()
    assert access.cumulative([[10, 20]], [True, False], cutoff_min=10).tolist() == [1.0]
