"""Tables of a simulated day: their columns, their kinds, and what their parts depend on."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from sim.hub.experiment.outcome import Experiment, Outcome
from sim.results.dictionary import dictionary
from sim.scenario.operations_settings import PARTS, OperationsSettings
from sim.study.day import frames as operations
from sim.study.day.frames import joined, typed
from sim.study.day.names import OPERATIONS_COLUMNS
from sim.study.day.summary import Told, checks, experiment_rows, missed
from sim.study.day.words import measure_words


@pytest.mark.parametrize("name", OPERATIONS_COLUMNS)
def test_every_column_is_described_in_its_order(name):
    assert tuple(entry.name for entry in dictionary()[name].columns) == OPERATIONS_COLUMNS[name]


def test_tables_without_rows_have_their_columns_and_kinds():
    tables = joined([])
    assert set(tables) == set(OPERATIONS_COLUMNS)
    frame = tables["operations_trains"]
    assert frame.empty
    assert frame["train_id"].dtype == object
    assert (frame["seq"].dtype, frame["load"].dtype) == ("int64", "float64")


def test_rows_of_parts_follow_each_other():
    row = {"part": "station", "facility_id": "H", "measure": "m", "replication": 0, "value": 1}
    other = {**row, "part": "airport", "facility_id": None}
    tables = joined(
        [
            {"operations_replications": pd.DataFrame([row])},
            {"operations_replications": pd.DataFrame([other])},
        ]
    )
    frame = tables["operations_replications"]
    assert frame["part"].tolist() == ["station", "airport"]
    assert frame["facility_id"].tolist() == ["H", ""]
    assert frame["value"].dtype == "float64"


def test_columns_that_nobody_described_are_refused():
    with pytest.raises(KeyError, match="operations_trains has columns that are not described: x"):
        typed("operations_trains", [pd.DataFrame({"train_id": ["a"], "x": [1]})])


def prepared(**changes):
    settings = OperationsSettings.model_validate(changes)
    document = SimpleNamespace(operations=settings)
    return SimpleNamespace(scenario=SimpleNamespace(document=document), identity={})


def test_a_part_depends_on_its_own_settings_alone():
    closure = {"runway": True, "from_time": "08:00", "until_time": "09:00"}
    plain, closed, few, one_hub = (
        {part: operations._own_key(prepared(**changes), part) for part in PARTS}
        for changes in (
            {},
            {"closures": [closure]},
            {"replications": {"most": 6}},
            {"stations": ["hangzhou"]},
        )
    )
    changed = [part for part in PARTS if plain[part] != closed[part]]
    assert changed == ["disruption"]
    assert [part for part in PARTS if plain[part] != one_hub[part]] == ["station"]
    assert all(plain[part] != few[part] for part in PARTS)


def test_a_measure_that_is_not_sure_says_so():
    days = Experiment((Outcome({"a": 1.0, "b": 1.0}), Outcome({"a": 9.0, "b": 1.0})), ("a",))
    tables = experiment_rows(days, Told("metro", "", "", "", note="assumed"))
    notes = tables["operations_summary"]["note"].tolist()
    assert notes == ["assumed；区间宽于要求 the interval is wider than asked for", ""]
    assert len(tables["operations_replications"]) == 4


def test_share_who_missed_has_the_interval_over_replications():
    row = {"part": "station", "facility_id": "H", "group_id": "g", "group_zh": "甲",
           "group_en": "A", "people": 100, "missed": 1, "missed_pct": 1.0, "low_pct": 0.0,
           "high_pct": 9.0, "main_place_id": "gates"}  # fmt: skip
    one, other = pd.DataFrame([row]), pd.DataFrame([{**row, "missed": 3, "missed_pct": 3.0}])
    # mean 2, s = sqrt 2, t(1) = 12.706: half = 12.706
    found = missed([one, other]).iloc[0]
    assert (found["missed_pct"], found["missed"], found["main_place_id"]) == (2.0, 2.0, "gates")
    assert found["high_pct"] == pytest.approx(14.706, abs=1e-3)
    assert missed([one]).iloc[0]["high_pct"] == 9.0


def test_the_worst_replication_of_a_check_is_shown():
    def table(*differences):
        return pd.DataFrame(
            [
                {"part": "p", "facility_id": "H", "check": name, "difference": difference}
                for name, difference in zip("ab", differences, strict=True)
            ]
        )

    found = checks([table(0, 0), table(0, -2), table(0, 1)])
    assert found["check"].tolist() == ["a", "b"]
    assert found["difference"].tolist() == [0, -2]


def test_words_for_measures_that_have_none():
    assert measure_words("odd_thing_min/x-y", {}).title_en == "odd thing min: x to y"
    assert measure_words("odd_thing_min/x-y", {}).unit == "min"
