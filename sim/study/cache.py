"""Stage results on disk, under the fingerprint of everything that goes into them."""

from __future__ import annotations

import io
import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar, cast

import pandas as pd

from sim.errors import OutputError
from sim.fingerprint import fingerprint, fingerprint_file

__all__ = ["LIBRARIES", "Entry", "StageCache", "code_fingerprint", "library_versions"]

T = TypeVar("T")

_RECORD_MODULES = frozenset(
    {
        "sim.network.model",
        "sim.network.operations",
        "sim.network.price",
        "sim.network.quality",
        "sim.network.rail_sketch.sketch",
        "sim.demand.loop",
        "sim.demand.model",
        "sim.demand.road.equilibrium",
        "sim.demand.transit.assign",
        "sim.demand.transit.loads",
        "datetime",
    }
)

_ARRAY_NAMES = frozenset(
    {
        ("builtins", "mappingproxy"),
        ("numpy", "dtype"),
        ("numpy", "ndarray"),
        ("numpy._core.multiarray", "_reconstruct"),
        ("numpy._core.multiarray", "scalar"),
        ("numpy._core.numeric", "_frombuffer"),
    }
)
"""What arrays and plain mappings need to be read again."""

LIBRARIES = (
    "SALib",
    "aequilibrae",
    "django-js-lib-leaflet",
    "folium",
    "h3",
    "numba",
    "numpy",
    "pandas",
    "pyproj",
    "scipy",
    "shapely",
    "simpy",
)
"""Packages whose version can change a result."""


@cache
def library_versions() -> dict[str, str]:
    """Installed version of every library that can change a result."""
    return {name: version(name) for name in LIBRARIES}


@cache
def code_fingerprint(*packages: str) -> str:
    """Hash of the files of some subpackages of ``sim``; of the whole package when none is named.

    Styles, scripts and templates count as well as Python. Searches and demand do not depend on what
    is simulated from them, so ``study`` stands for all of it but ``study/day``.

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
        if path.is_file()
        and "__pycache__" not in path.parts
        and not (part == root / "study" and root / "study" / "day" in path.parents)
    )
    return fingerprint({p.relative_to(root).as_posix(): fingerprint_file(p) for p in files})


@dataclass(frozen=True)
class StageCache:
    """Tables of stages, kept as Parquet. Safe to delete at any time."""

    folder: Path

    def entry(self, stage: str, key: str) -> Entry:
        """The place of a stage's table for one set of inputs."""
        return Entry(self.folder / stage / f"{key}.parquet")

    def read(self, stage: str, key: str) -> pd.DataFrame | None:
        """The table kept under a key or one of its other names, or ``None``."""
        found = self.entry(stage, key).read()
        if found is None:
            with suppress(OSError, ValueError):
                name = self._name(stage, key).read_text(encoding="ascii").strip()
                found = self.entry(stage, name).read()
        return found

    def write(self, stage: str, key: str, frame: pd.DataFrame) -> None:
        """Keep a table under a key; see `Entry.write`."""
        self.entry(stage, key).write(frame)

    def alias(self, stage: str, key: str, of: str) -> None:
        """Let a table be found under another key as well."""
        _write_whole(self._name(stage, key), f"{of}\n".encode("ascii"))

    def kept(self, stage: str, key: str, make: Callable[[], T]) -> T:
        """A record of the model that was kept under a key, else made now and kept.

        Only the model's own records, plain values and dates are read back, whatever the file says.
        """
        path = self.folder / stage / f"{key}.record"
        with suppress(OSError, EOFError, ValueError, pickle.UnpicklingError, ImportError):
            return cast("T", _RecordReader(io.BytesIO(path.read_bytes())).load())
        made = make()
        _write_whole(path, pickle.dumps(made, protocol=5))
        return made

    def _name(self, stage: str, key: str) -> Path:
        return self.folder / stage / f"{key}.key"


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
        _write_whole(self.path, frame.to_parquet(index=False, compression="zstd"))


class _RecordReader(pickle.Unpickler):
    """Reads records of the network model and refuses everything else."""

    def find_class(self, module: str, name: str) -> object:
        """Find a class that a file names, if it is one of those that are kept."""
        if module in _RECORD_MODULES or (module, name) in _ARRAY_NAMES:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not a record of the model")


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        raise OutputError(
            f"cannot write to {path.parent}: {error.strerror or error}. Mend the permissions or "
            "choose another folder with --outputs"
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink()
