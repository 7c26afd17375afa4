"""Whatever a file says, checking it ends in issues and never in a traceback."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.modifications.examples import two_line_network
from sim.scenario.check import check_reading
from sim.scenario.load import read_scenario

ROOT = Path(__file__).parents[3]
SCRAPS = (
    ":", "- ", "[", "]", "{", "}", "\t", "\n", "  ", '"', "'", "#", "&a", "*a", "!x", "|", "null",
    "yes", "7:30", "-5", "1e9", "99999999999999999999", "2015-02-30", "杭州", "\u2028", "type: ",
    "extends: ", "x-", "M_wulin_square", "open_section",
)  # fmt: skip


@cache
def sample() -> str:
    return (ROOT / "tests/scenarios/good/every-type.yaml").read_text(encoding="utf-8")


edits = st.lists(
    st.tuples(st.floats(0, 1, allow_nan=False), st.integers(0, 12), st.sampled_from(("", *SCRAPS))),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(changes=edits)
def test_damaged_text_ends_in_issues(changes, tmp_path):
    text = sample()
    for share, length, scrap in changes:
        at = int(share * len(text))
        text = text[:at] + scrap + text[at + length :]
    path = tmp_path / "every-type.yaml"
    path.write_text(text, encoding="utf-8", newline="\n")
    (tmp_path / "minimal.yaml").write_text("scenario: minimal\ntitle: M\nas_of: 2015-12-31\n")
    reading = read_scenario(path, shipped=ROOT / "scenarios")
    for issue in check_reading(reading, two_line_network()):
        assert issue.code
        assert issue.what
        assert issue.fix
        assert issue.line is None or issue.line >= 1


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(("t_1", "1b", "West Lake", "peak", "SFO", "central", "06:00-09:00", "")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("between", "peak", "every", "x")), inner, max_size=3)
    ),
    max_leaves=5,
)
keys = st.sampled_from(
    (
        "sections", "routes", "route", "modes", "stops", "stop_id", "hub", "headway_min", "station",
        "run_time_min", "speed_kmh", "speed_factor", "between", "from_station", "new_stops", "lon",
        "lat", "mode", "trains_call", "destinations", "time_min", "branch", "route_id", "name_zh",
        "name_en", "length_km", "counts_as_urban_rail", "open_date", "allow_no_effect",
    )
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    entries=st.lists(
        st.tuples(
            st.sampled_from(
                (
                    "open_section", "close_section", "add_line", "extend_line", "adjust_headway",
                    "adjust_speed", "add_station", "set_transfer_time", "open_rail_station",
                    "close_rail_station", "add_air_routes", "remove_air_routes",
                )
            ),
            st.dictionaries(keys, values, max_size=6),
        ),
        max_size=4,
    )
)  # fmt: skip
def test_any_values_under_any_keys_end_in_issues(entries):
    from sim.modifications import Draft, find_problems
    from sim.scenario.shape import shape_of

    shape = shape_of({"modifications": [{"type": word, **rest} for word, rest in entries]})
    problems = [*shape.problems, *find_problems(Draft(two_line_network()), shape.modifications)]
    assert all(problem.code and problem.what and problem.fix for problem in problems)
