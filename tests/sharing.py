"""What several tests need and only one has to make, also where they run in several processes."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from sim.errors import Issue
from sim.fingerprint import fingerprint_file
from sim.tables import checking
from sim.tables.spec import TableSpec
from sim.tables.typed_rows import CheckedTable

__all__ = ["one_at_a_time", "shared_folder", "sound_tables_are_checked_once"]


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder of this test run that all of its processes see."""
    base = factory.getbasetemp()
    whole = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = whole / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def one_at_a_time(folder: Path, name: str) -> Iterator[None]:
    """Wait until no other process is in here with the same folder and name."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def sound_tables_are_checked_once() -> Iterator[None]:
    """Remember files without a fault by their bytes: most tests damage one of ninety tables."""
    check, known = checking.checked_table, {}

    def checked(root: Path, spec: TableSpec) -> tuple[CheckedTable | None, tuple[Issue, ...]]:
        path = root / spec.path
        key = (spec.path, spec.model, fingerprint_file(path) if path.is_file() else "")
        if key in known:
            table = known[key]
            return CheckedTable(table.frame.copy(), replace(table.raw, path=path)), ()
        table, issues = check(root, spec)
        if table is not None and not issues:
            known[key] = CheckedTable(table.frame.copy(), table.raw)
        return table, issues

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "checked_table", checked)
        yield
