"""The manifest: everything that went into a run, and the hash of everything that came out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from sim.errors import Issue, OutputError

__all__ = ["MANIFEST_NAME", "Manifest", "issue_record"]

MANIFEST_NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """What a run was made of.

    ``run_id`` is a fingerprint of ``identity`` alone (data, resolved scenario, code, seed), so two
    runs with the same id hold the same results. ``timings_s`` are the only values that may differ
    between them. ``files`` maps each result file to its SHA-256.
    """

    run_id: str
    scenario: str
    title: str
    title_zh: str
    identity: Mapping[str, Any]
    document: Mapping[str, Any]
    network: Mapping[str, Any]
    versions: Mapping[str, str]
    seed: int
    changes: Sequence[Mapping[str, Any]]
    assumptions: Sequence[str]
    issues: Sequence[Mapping[str, Any]]
    timings_s: Mapping[str, float] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT

    def to_json(self) -> str:
        """The manifest as it is written: sorted keys, one value a line, UTF-8."""
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the manifest of a run folder.

        Raises
        ------
        OutputError
            If the folder holds no manifest, or one that this version cannot read.
        """
        path = folder / MANIFEST_NAME
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise OutputError(f"{folder} is not a run: it has no {MANIFEST_NAME}") from None
        except (OSError, ValueError) as error:
            raise OutputError(f"{path} cannot be read ({error}); run the scenario again") from error
        names = {field.name for field in fields(cls)}
        if not isinstance(record, dict) or record.get("format") != FORMAT or set(record) != names:
            raise OutputError(f"{path} was written by another version; run the scenario again")
        return cls(**record)


def issue_record(issue: Issue) -> dict[str, Any]:
    """An issue as plain data, without any path of the machine it was found on.

    Examples
    --------
    >>> from sim.errors import Severity
    >>> issue_record(Issue(Severity.WARNING, "slow-line", "12 km/h", "check", Path("x/a.yaml"), 3))
    {'severity': 'warning', 'code': 'slow-line', 'what': '12 km/h', 'fix': 'check', \
'file': 'a.yaml', 'line': 3}
    """
    return {
        "severity": str(issue.severity),
        "code": issue.code,
        "what": issue.what,
        "fix": issue.fix,
        "file": issue.file.name if issue.file else None,
        "line": issue.line,
    }
