"""A scenario that cannot be found, or cannot be called so: what a planner is told."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.scenario import find_scenario, new_scenario_text

TEXT = "scenario: {name}\ntitle: A plan\nas_of: 2016-07-01\n"


@pytest.fixture
def shipped(tmp_path):
    folder = tmp_path / "scenarios"
    (folder / "alternatives").mkdir(parents=True)
    for name in ("plan-2020", "alternatives/late-line"):
        (folder / f"{name}.yaml").write_text(TEXT.format(name=name), encoding="utf-8")
    return folder


def advice(name, shipped):
    with pytest.raises(ScenarioError) as caught:
        find_scenario(name, shipped=shipped)
    (issue,) = caught.value.issues
    assert (issue.code, issue.what) == ("scenario-not-found", f"there is no scenario '{name}'")
    return issue.fix


def test_each_scenario_is_listed_once_with_its_folder(shipped):
    assert advice("qqq", shipped) == "shipped scenarios: alternatives/late-line, plan-2020"


@pytest.mark.parametrize("name", ["plan2020", "Plan-2020", "plan-2020.yml"])
def test_a_close_name_is_proposed(shipped, name):
    assert advice(name, shipped) == "did you mean 'plan-2020'?"


def test_another_ending_is_told(shipped):
    odd = shipped / "my-plan.yml"
    odd.write_text(TEXT.format(name="my-plan"), encoding="utf-8")
    assert advice("my-plan", shipped) == f"there is {odd}: call it my-plan.yaml"


@pytest.mark.parametrize(
    ("name", "like"), [("My_Plan 2", "my-plan-2"), ("我的方案", "my-plan"), ("", "my-plan")]
)
def test_a_name_that_cannot_be_is_told_with_one_that_can(name, like):
    with pytest.raises(ScenarioError) as caught:
        new_scenario_text(name)
    assert str(caught.value) == (
        f"'{name}' cannot be the name of a scenario: use small letters, digits and hyphens, such "
        f"as {like}; a Chinese name belongs in title_zh"
    )
    assert f"scenario: {like}\n" in new_scenario_text(like)
