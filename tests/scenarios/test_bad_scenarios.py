"""Every broken scenario produces the code it is named after, at the line it says.

The first lines of each file tell what is expected: ``# expect: code line``, or ``code file:line``
where the mistake stands in another file.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.errors import Severity
from sim.scenario import check_file

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BAD = sorted((HERE / "bad").glob("*.yaml"))
WARNINGS = {
    "as-of-beyond-data",
    "horizon-before-as-of",
    "horizon-beyond-data",
    "operations-off",
    "parameter-unusual",
    "price-change-large",
    "slow-line",
    "slug-differs",
    "speed-change-large",
    "station-without-line",
    "stop-twice",
    "transfer-too-fast",
}


def expected(path: Path) -> list[tuple[str, str]]:
    text = path.read_bytes().decode("utf-8", "replace")
    return sorted(re.findall(r"^# expect: (\S+) (\S+)$", text, re.MULTILINE))


def test_there_are_many():
    assert len(BAD) >= 30


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_scenario(path):
    outcome = check_file(path, ROOT / "network_data", ROOT / "scenarios")
    found = sorted(
        (
            issue.code,
            str(issue.line) if issue.file == path else f"{issue.file.name}:{issue.line}",
        )
        for issue in outcome.issues
        if issue.severity is not Severity.INFO
    )
    assert found == expected(path)
    assert found, "a bad scenario must be told what is wrong"
    for issue in outcome.issues:
        assert issue.what
        assert issue.fix
        assert (issue.severity is Severity.WARNING) == (issue.code in WARNINGS)
        assert "\n" not in issue.text()


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_file_is_named_after_its_code(path):
    if path.stem == "many-at-once":
        return
    assert any(path.stem.startswith(code) for code, _ in expected(path))


def test_several_mistakes_are_reported_at_once():
    path = HERE / "bad" / "many-at-once.yaml"
    outcome = check_file(path, ROOT / "network_data", ROOT / "scenarios")
    assert len({issue.code for issue in outcome.issues}) == 8
    # In the order of the file.
    assert [issue.line for issue in outcome.issues] == sorted(i.line for i in outcome.issues)
