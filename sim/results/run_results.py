"""What a finished run hands to a notebook: plain tables, the board and the map's path."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from sim.errors import OutputError
from sim.results.manifest import Manifest

__all__ = ["MATRICES", "RunResults"]

MATRICES = "matrices"
"""Folder of a run for matrices of all zones to all zones."""


@dataclass(frozen=True)
class RunResults:
    """A run on disk. Tables are read when asked for and never changed.

    Examples
    --------
    ``results.targets`` is the board, ``results.table("zone_access")`` one of ``results.tables``,
    ``results.map_path`` the page.
    """

    folder: Path
    manifest: Manifest
    reused: bool = False

    @cached_property
    def targets(self) -> pd.DataFrame:
        """The target board, one row per target and definition."""
        return pd.read_csv(self.folder / "targets.csv")

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables of this run."""
        return tuple(sorted(path.stem for path in (self.folder / "tables").glob("*.parquet")))

    def table(self, name: str) -> pd.DataFrame:
        """One tidy table; units are in the column names, unreachable is missing (NaN)."""
        path = self.folder / "tables" / f"{name}.parquet"
        if not path.exists():
            raise OutputError(f"no table '{name}' in this run; there are {', '.join(self.tables)}")
        return pd.read_parquet(path)

    @property
    def matrices(self) -> tuple[str, ...]:
        """Names of the files of matrices; none where the run has no demand."""
        return tuple(sorted(path.name for path in (self.folder / MATRICES).glob("*.omx")))

    def matrix_path(self, name: str) -> Path:
        """One file of matrices, such as ``demand.omx``.

        Raises
        ------
        OutputError
            If there is no file of that name.
        """
        path = self.folder / MATRICES / name
        if not path.exists():
            told = ", ".join(self.matrices) or "none (demand is switched off, or an earlier run)"
            raise OutputError(f"no matrices '{name}' in this run; there are {told}")
        return path

    @property
    def map_path(self) -> Path:
        """The self-contained map page."""
        return self.folder / "map.html"

    def __repr__(self) -> str:
        return (
            f"<RunResults {self.manifest.scenario} {self.manifest.run_id} · "
            f"{len(self.tables)} tables · {self.folder}>"
        )
