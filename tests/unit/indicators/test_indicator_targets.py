"""The target document: what it holds, and what its reader says about mistakes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import DataError
from sim.indicators import Target, check_targets, read_targets

GOOD = """\
targets:
  - id: rail
    title_zh: 轨道
    title_en: Rail
    clause: "7.2"
    status: modelled
    year: 2020
    unit: km
    threshold: 250
    comparator: ">="
    threshold_basis: policy
    scope: the city
    source: the policy
    caveats:
      - a caveat
    definitions:
      - id: length
        title_zh: 长度
        title_en: Length
        formula: sum of lengths
        unit: km
        headline: true
        source: practice
        caveat: a caveat
"""


@pytest.fixture
def broken(tmp_path: Path) -> Callable[[str, str], tuple[str, int | None, str]]:
    """Replace a piece of the good document; the code, line and whole text of the first issue."""

    def check(old: str, new: str) -> tuple[str, int | None, str]:
        assert old in GOOD
        path = tmp_path / "targets.yaml"
        path.write_text(GOOD.replace(old, new), encoding="utf-8")
        _, issues = check_targets(path)
        return issues[0].code, issues[0].line, issues[0].text()

    return check


def test_every_target_of_the_policy_is_there(targets: tuple[Target, ...]) -> None:
    assert [target.id for target in targets] == [
        "urban_rail_km",
        "one_hour_circle",
        "five_stations",
        "hsr_lines",
        "air_destinations",
        "airport_corridors",
        "pt_share",
        "zero_distance_transfer",
        "road_links",
        "tram_lines",
        "slow_modes",
        "parking",
        "transit_visa",
        "multimodal_freight",
    ]
    assert [target.id for target in targets if target.status == "modelled"] == [
        *(target.id for target in targets[:8]),
        "transit_visa",
    ]


def test_numbers_of_the_policy_and_of_this_project(targets: tuple[Target, ...]) -> None:
    stated = {
        target.id: (target.threshold, target.comparator, target.unit, target.threshold_basis)
        for target in targets
        if target.threshold is not None
    }
    assert stated == {
        "urban_rail_km": (250, ">=", "km", "policy"),
        "one_hour_circle": (10, ">=", "cities", "assumption"),
        "five_stations": (5, ">=", "stations", "policy"),
        "hsr_lines": (4, ">=", "lines", "assumption"),
        "air_destinations": (40, "about", "destinations", "policy"),
        "airport_corridors": (9, ">=", "places", "assumption"),
        "pt_share": (60, ">=", "%", "policy"),
        "zero_distance_transfer": (80, ">=", "%", "assumption"),
        "transit_visa": (1, ">=", "pairs", "assumption"),
    }
    assert [target.tolerance_pct for target in targets if target.comparator == "about"] == [5]


def test_every_definition_explains_itself(targets: tuple[Target, ...]) -> None:
    for target in targets:
        assert sum(definition.headline for definition in target.definitions) == 1
        assert target.caveats
        for definition in target.definitions:
            assert definition.formula
            assert definition.source
            assert definition.caveat


def test_the_good_document_is_good(tmp_path: Path) -> None:
    path = tmp_path / "targets.yaml"
    path.write_text(GOOD, encoding="utf-8")
    (target,) = read_targets(path)
    assert target.headline.id == "length"
    assert target.threshold_of(target.headline) == 250


def test_unknown_key_is_found_with_a_suggestion(broken: Callable[..., tuple]) -> None:
    code, line, text = broken("    unit: km\n    threshold: 250", "    unit: km\n    treshold: 250")
    assert code in {"unknown-key", "missing-key"}
    code, line, text = broken(
        "        caveat: a caveat", "        caveat: a caveat\n        formla: x"
    )
    assert (code, line) == ("unknown-key", 25)
    assert "did you mean 'formula'?" in text


def test_missing_key_names_the_target(broken: Callable[..., tuple]) -> None:
    code, line, text = broken("    scope: the city\n", "")
    assert (code, line) == ("missing-key", 2)
    assert "target 'rail' has no 'scope'" in text


def test_wrong_value_tells_what_stands_there(broken: Callable[..., tuple]) -> None:
    code, line, text = broken("    threshold: 250", "    threshold: many")
    assert (code, line) == ("wrong-value", 9)
    assert "'many'" in text


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("        headline: true", "        headline: false", "exactly one definition is the headline, here 0"),
        ("    threshold_basis: policy", "    threshold_basis: assumption", "an assumed threshold needs"),
        ('    comparator: ">="', "    comparator: about", "'about' needs 'tolerance_pct'"),
        ("    threshold: 250", "    threshold: null", "definition 'length' has no threshold"),
        ("        unit: km\n        headline", "        unit: miles\n        headline", "needs a threshold of its own"),
    ],
)  # fmt: skip
def test_inconsistent_target(broken: Callable[..., tuple], old: str, new: str, says: str) -> None:
    code, line, text = broken(old, new)
    assert (code, line) == ("bad-target", 2)
    assert says in text


def test_duplicate_key_and_duplicate_id(broken: Callable[..., tuple], tmp_path: Path) -> None:
    code, line, _ = broken("\n    unit: km\n", "\n    unit: km\n    unit: km\n")
    assert (code, line) == ("duplicate-key", 9)
    path = tmp_path / "twice.yaml"
    path.write_text(GOOD + GOOD.removeprefix("targets:\n"), encoding="utf-8")
    kept, issues = check_targets(path)
    assert len(kept) == 1
    assert (issues[0].code, issues[0].line) == ("duplicate-id", 25)
    assert "already stands in line 2" in issues[0].what


def test_text_that_is_not_yaml_and_file_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "targets.yaml"
    path.write_text("targets: [", encoding="utf-8")
    assert check_targets(path)[1][0].code == "yaml-syntax"
    path.write_text("", encoding="utf-8")
    assert check_targets(path)[1][0].code == "bad-target"
    path.write_bytes(b"\xff\xfe\x00")
    assert check_targets(path)[1][0].code == "unreadable-file"
    assert check_targets(tmp_path / "none.yaml")[1][0].code == "missing-table"
    with pytest.raises(DataError, match="the targets cannot be read"):
        read_targets(tmp_path / "none.yaml")


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "targets.yaml"
    other = GOOD.removeprefix("targets:\n").replace("id: rail", "id: other")
    bad = other.replace("    scope: the city\n", "").replace("year: 2020", "year: soon")
    path.write_text(GOOD + bad, encoding="utf-8")
    kept, issues = check_targets(path)
    assert [target.id for target in kept] == ["rail"]
    assert sorted(issue.code for issue in issues) == ["missing-key", "wrong-value"]


def test_a_parameter_that_is_not_there_is_asked_for(targets: tuple[Target, ...]) -> None:
    with pytest.raises(DataError, match="needs the parameter 'cutoff_min'"):
        targets[0].headline.parameter("cutoff_min")
    with pytest.raises(KeyError, match="no definition 'x'"):
        targets[0].definition("x")
