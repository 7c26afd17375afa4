"""Stage results on disk, under the fingerprint of everything that goes into them."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from sim.errors import OutputError
from sim.fingerprint import fingerprint, fingerprint_file

__all__ = ["LIBRARIES", "Entry", "StageCache", "code_fingerprint", "library_versions"]

LIBRARIES = (
    "django-js-lib-leaflet",
    "folium",
    "h3",
    "numba",
    "numpy",
    "pandas",
    "pyproj",
    "shapely",
)
"""Packages whose version can change a result."""


@cache
def library_versions() -> dict[str, str]:
    """Installed version of every library that can change a result."""
    return {name: version(name) for name in LIBRARIES}


@cache
def code_fingerprint(*packages: str) -> str:
    """Hash of the files of some subpackages of ``sim``; of the whole package when none is named.

    Styles, scripts and templates count as well as Python.

    Examples
    --------
    >>> code_fingerprint("routing") != code_fingerprint("network")
    True
    """
    root = Path(__file__).parents[1]
    parts = [root / name for name in packages] or [root]
    files = sorted(
        path
        for part in parts
        for path in (part.rglob("*") if part.is_dir() else [part])
        if path.is_file() and "__pycache__" not in path.parts
    )
    return fingerprint({p.relative_to(root).as_posix(): fingerprint_file(p) for p in files})


@dataclass(frozen=True)
class StageCache:
    """Tables of stages, kept as Parquet. Safe to delete at any time."""

    folder: Path

    def entry(self, stage: str, key: str) -> Entry:
        """The place of a stage's table for one set of inputs."""
        return Entry(self.folder / stage / f"{key}.parquet")


@dataclass(frozen=True)
class Entry:
    """One table of the cache."""

    path: Path

    def read(self) -> pd.DataFrame | None:
        """The table, or ``None`` if it was never computed or is damaged."""
        if not self.path.exists():
            return None
        with suppress(OSError, ValueError):
            return pd.read_parquet(self.path)
        return None

    def write(self, frame: pd.DataFrame) -> None:
        """Keep a table; it appears whole or not at all.

        Raises
        ------
        OutputError
            If the folder cannot be written: a run that silently forgets its work would cost
            minutes each time.
        """
        temporary = self.path.with_name(f".{self.path.stem}.{os.getpid()}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            frame.to_parquet(temporary, index=False)
            temporary.replace(self.path)
        except OSError as error:
            raise OutputError(
                f"cannot write to {self.path.parent}: {error.strerror or error}. Mend the "
                "permissions or choose another folder with --outputs"
            ) from error
        finally:
            with suppress(OSError):
                temporary.unlink()
