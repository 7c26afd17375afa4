"""The file of modes: read whole, or every mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from table_samples import DATA, edit

from sim.errors import DataError
from sim.network.model import ModeId
from sim.network.modes import mode_issues, read_modes
from sim.tables.reading import TablePackage


@pytest.fixture
def modes(tmp_path: Path) -> Path:
    path = tmp_path / "modes.yaml"
    path.write_bytes((DATA / "modes.yaml").read_bytes())
    return path


def test_shipped_modes() -> None:
    modes = read_modes(DATA / "modes.yaml")
    assert modes[ModeId("metro")].boarding_slack_s == 60
    # gate and security check of a railway station: a quarter of an hour, an assumption
    assert modes[ModeId("rail_hsr")].boarding_slack_s == 900
    assert modes[ModeId("air")].boarding_slack_s == 5400
    assert {mode.system for mode in modes.values()} == {"urban", "regional", "air"}
    assert all(mode.label_zh and mode.label_en for mode in modes.values())


def test_every_mode_of_the_tables_is_known(package: TablePackage) -> None:
    known = set(read_modes(DATA / "modes.yaml"))
    used = {
        mode
        for table in package.tables.values()
        if "mode_id" in table.columns
        for mode in table["mode_id"].unique()
    }
    assert used <= known


@pytest.mark.parametrize(
    ("old", "new", "code", "fix"),
    [
        ("dwell_s: 30", "dwel_s: 30", "unknown-key", "did you mean 'dwell_s'?"),
        ("dwell_s: 30", "dwell_s: -30", "bad-value", "it has to be a whole number from 0 to 1800"),
        ("dwell_s: 30", "dwell_s: 30.5", "bad-value", "it has to be a whole number from 0 to 1800"),
        ("dwell_s: 30", "dwell_s: true", "bad-value", "it has to be a whole number from 0 to 1800"),
        ("system: urban", "system: city", "bad-value", "it has to be one of urban, regional, air"),
        ('"#C2185B"', "red", "bad-value", 'it has to be a colour such as "#C2185B", in quotes'),
        ("label_en: Metro", "label_en:", "bad-value", "it has to be text"),
        (
            "max_speed_kmh: 120.0",
            "max_speed_kmh: fast",
            "bad-value",
            "it has to be a number from 1 to 1200",
        ),
        (
            "\nmetro:",
            "\nMetro Line:",
            "bad-value",
            "use lower case letters, digits and underscores",
        ),
    ],
)
def test_mistake_in_a_mode(modes: Path, old: str, new: str, code: str, fix: str) -> None:
    line = edit(modes, old, new)
    issues = {issue.code: issue for issue in mode_issues(modes)}
    assert issues[code].fix == fix
    assert issues[code].line == line + old.count("\n")


def test_several_mistakes_at_once(modes: Path) -> None:
    edit(modes, "  dwell_s: 30\n", "")
    edit(modes, "label_zh: 公交", "label_zh: 7")
    assert [issue.code for issue in mode_issues(modes)] == ["missing-key", "bad-value"]
    with pytest.raises(DataError, match="'dwell_s' is missing"):
        read_modes(modes)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "bad-yaml"),
        (b"[1, 2]", "bad-yaml"),
        (b"metro: {", "bad-yaml"),
        (b"\xff\xff", "bad-yaml"),
        (b"metro: 3", "bad-value"),
        (b"metro:\n  dwell_s: 1\nmetro:\n  dwell_s: 2\n", "duplicate-key"),
    ],
)
def test_file_that_is_no_list_of_modes(modes: Path, content: bytes, code: str) -> None:
    modes.write_bytes(content)
    assert code in {issue.code for issue in mode_issues(modes)}


def test_missing_file(tmp_path: Path) -> None:
    assert [issue.code for issue in mode_issues(tmp_path / "modes.yaml")] == ["missing-table"]
