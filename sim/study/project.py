"""Where a project's folders are, seen from the working directory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sim.errors import DataError

__all__ = ["Project", "find_project"]

_MARKER = Path("network_data", "datapackage.json")


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

    Outputs and scenarios lie beside the folder of the tables. Tables of one's own (`data`) may have
    no folder of scenarios beside them: then those of the project around the working directory are
    the shipped ones.

    Raises
    ------
    DataError
        If there is no ``network_data`` folder to be found.
    """
    here = Path.cwd()
    if data is not None and not data.is_dir():
        raise DataError(f"there is no folder {data}; name the folder of the tables with --data")
    around = next((one for one in (here, *here.parents) if (one / _MARKER).exists()), None)
    root = data.resolve().parent if data is not None else around
    if root is None:
        raise DataError(
            f"no network_data folder in {here} or above it: change to the project's folder, "
            "or name the folder with --data"
        )
    own = _shortest(root, here)
    shipped = own / "scenarios"
    if not shipped.is_dir() and around is not None:
        shipped = _shortest(around, here) / "scenarios"
    return Project(
        data=data or own / "network_data",
        outputs=outputs or own / "outputs",
        scenarios=scenarios or shipped,
    )


def _shortest(path: Path, here: Path) -> Path:
    """The path as seen from the working directory: easier to read."""
    try:
        return Path(os.path.relpath(path, here))
    except ValueError:  # another drive on Windows
        return path
