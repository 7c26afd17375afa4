"""Where a project's folders are, seen from the working directory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sim.errors import DataError

__all__ = ["Project", "find_project"]


@dataclass(frozen=True, slots=True)
class Project:
    """The folders a command works on."""

    data: Path
    outputs: Path
    scenarios: Path


def find_project(
    data: Path | None = None, outputs: Path | None = None, scenarios: Path | None = None
) -> Project:
    """Find ``network_data`` in the working directory or above it; what is given wins.

    Raises
    ------
    DataError
        If there is no ``network_data`` folder to be found.
    """
    here = Path.cwd()
    if data is not None and not data.is_dir():
        raise DataError(f"there is no folder {data}; name the folder of the tables with --data")
    if data is not None:
        root = data.resolve().parent
    else:
        marker = Path("network_data", "datapackage.json")
        root = next(
            (folder for folder in (here, *here.parents) if (folder / marker).exists()), here
        )
        if not (root / marker).exists():
            raise DataError(
                f"no network_data folder in {here} or above it: change to the project's folder, "
                "or name the folder with --data"
            )
    base = _shortest(root, here)
    return Project(
        data=data or base / "network_data",
        outputs=outputs or base / "outputs",
        scenarios=scenarios or base / "scenarios",
    )


def _shortest(path: Path, here: Path) -> Path:
    """The path as seen from the working directory: easier to read."""
    try:
        return Path(os.path.relpath(path, here))
    except ValueError:  # another drive on Windows
        return path
