"""A finished comparison: the folder it lives in, written whole or not at all, and its tables."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import OutputError
from sim.fingerprint import fingerprint_file
from sim.results.folder import point_latest, read_run
from sim.results.manifest import MANIFEST_NAME
from sim.results.run_results import RunResults

__all__ = [
    "BOARD_FILE",
    "COMPARISONS",
    "KIND",
    "MAP_FILE",
    "Comparison",
    "ComparisonManifest",
    "comparison_is_whole",
    "read_comparison",
    "write_comparison",
]

COMPARISONS = "comparisons"
"""Folder of all comparisons, below the folder of results."""

BOARD_FILE = "comparison.csv"
MAP_FILE = "map.html"
KIND = "comparison"
FORMAT = 1

_MAKE_AGAIN = "compare the scenarios again"


@dataclass(frozen=True)
class ComparisonManifest:
    """What a comparison was made of.

    ``comparison_id`` is a fingerprint of the runs and the options alone, so two comparisons with
    the same id hold the same tables. ``alternatives`` holds one record each, in the order they were
    named: ``alternative``, ``run_id``, ``run_folder`` (as seen from the comparison's folder) and
    ``scenario``. ``timings_s`` are the only values that may differ between two that are equal.
    ``files`` maps each file to its SHA-256.
    """

    comparison_id: str
    reference: str
    alternatives: Sequence[Mapping[str, Any]]
    options: Mapping[str, Any]
    versions: Mapping[str, str]
    issues: Sequence[Mapping[str, Any]]
    timings_s: Mapping[str, float] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    kind: str = KIND
    format: int = FORMAT

    def to_json(self) -> str:
        """The manifest as it is written: sorted keys, one value a line, UTF-8."""
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def read(cls, folder: Path) -> ComparisonManifest:
        """Read the manifest of a comparison's folder.

        Raises
        ------
        OutputError
            If the folder holds none, that of something else, or one this version cannot read.
        """
        path = folder / MANIFEST_NAME
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise OutputError(f"{folder} is not a comparison: it has no {MANIFEST_NAME}") from None
        except (OSError, ValueError) as error:
            raise OutputError(f"{path} cannot be read ({error}); {_MAKE_AGAIN}") from error
        if not isinstance(record, dict) or record.get("kind") != KIND:
            raise OutputError(f"{folder} is not a comparison; name a folder of outputs/comparisons")
        names = {field.name for field in fields(cls)}
        if record.get("format") != FORMAT or set(record) != names:
            raise OutputError(f"{path} was written by another version; {_MAKE_AGAIN}")
        return cls(**record)


@dataclass(frozen=True)
class Comparison:
    """A comparison on disk. Tables are read when asked for and never changed.

    Examples
    --------
    ``comparison.table("board")`` is one of ``comparison.tables``, ``comparison.map_path`` the page,
    ``comparison.run("plan-2020")`` the run of one of ``comparison.alternatives``.
    """

    folder: Path
    manifest: ComparisonManifest
    reused: bool = False

    @property
    def alternatives(self) -> tuple[str, ...]:
        """Names of the alternatives in the order they were named."""
        return tuple(str(record["alternative"]) for record in self.manifest.alternatives)

    @property
    def reference(self) -> str:
        """The alternative that all differences are taken to."""
        return self.manifest.reference

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables."""
        return tuple(sorted(path.stem for path in (self.folder / "tables").glob("*.parquet")))

    def table(self, name: str) -> pd.DataFrame:
        """One tidy table; missing (NaN) is never zero.

        Raises
        ------
        OutputError
            If there is no table of that name.
        """
        path = self.folder / "tables" / f"{name}.parquet"
        if not path.exists():
            raise OutputError(
                f"no table '{name}' in this comparison; there are {', '.join(self.tables)}"
            )
        return pd.read_parquet(path)

    @property
    def map_path(self) -> Path:
        """The self-contained page with maps of all alternatives."""
        return self.folder / MAP_FILE

    @property
    def board_path(self) -> Path:
        """The target boards side by side, for people."""
        return self.folder / BOARD_FILE

    def run(self, alternative: str) -> RunResults:
        """Open the run of one alternative.

        Raises
        ------
        OutputError
            If it is none of this comparison's, or its run is no longer there.
        """
        for record in self.manifest.alternatives:
            if record["alternative"] == alternative:
                return read_run(Path(os.path.normpath(self.folder / str(record["run_folder"]))))
        raise OutputError(
            f"'{alternative}' is not in this comparison; there are {', '.join(self.alternatives)}"
        )

    def __repr__(self) -> str:
        return (
            f"<Comparison {self.manifest.comparison_id} · {', '.join(self.alternatives)} · "
            f"against {self.reference} · {self.folder}>"
        )


def write_comparison(
    outputs: Path,
    manifest: ComparisonManifest,
    tables: Mapping[str, pd.DataFrame],
    texts: Mapping[str, str],
) -> Comparison:
    """Write a comparison below ``outputs/comparisons`` and point ``latest`` to it.

    Everything goes into a temporary folder that is renamed when it is complete, so an error or
    Ctrl-C leaves nothing behind. `texts` are files at the top of the folder, by name.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    home = outputs / COMPARISONS
    folder = home / manifest.comparison_id
    temporary = home / f".{manifest.comparison_id}.{os.getpid()}.partial"
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        (temporary / "tables").mkdir(parents=True)
        for name in sorted(tables):
            table = pa.Table.from_pandas(tables[name], preserve_index=False)
            pq.write_table(
                table.replace_schema_metadata(None),
                temporary / "tables" / f"{name}.parquet",
                compression="zstd",
            )
        for name, content in texts.items():
            (temporary / name).write_text(content, encoding="utf-8", newline="\n")
        complete = replace(manifest, files=_hashes(temporary))
        (temporary / MANIFEST_NAME).write_text(complete.to_json(), encoding="utf-8", newline="\n")
        shutil.rmtree(folder, ignore_errors=True)
        temporary.rename(folder)
    except OSError as error:
        raise OutputError(
            f"cannot write to {home}: {error.strerror or error}. Free some space, mend the "
            "permissions, or choose another folder with --outputs"
        ) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    point_latest(folder)
    return Comparison(folder, complete)


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): fingerprint_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def comparison_is_whole(folder: Path, *, with_map: bool = False) -> bool:
    """Whether a folder has its manifest and every file in it still has its hash.

    With `with_map` it must also have its page.
    """
    try:
        manifest = ComparisonManifest.read(folder)
    except OutputError:
        return False
    if with_map and MAP_FILE not in manifest.files:
        return False
    return all(
        (folder / name).is_file() and fingerprint_file(folder / name) == digest
        for name, digest in manifest.files.items()
    )


def read_comparison(folder: Path | str) -> Comparison:
    """Open a finished comparison, for example ``outputs/comparisons/latest``.

    Raises
    ------
    OutputError
        If the folder is not a comparison, or a file of it is missing or was changed.
    """
    path = Path(folder)
    manifest = ComparisonManifest.read(path)
    for name, digest in manifest.files.items():
        if not (path / name).is_file():
            raise OutputError(f"{path / name} is missing; {_MAKE_AGAIN}")
        if fingerprint_file(path / name) != digest:
            raise OutputError(f"{path / name} was changed since; {_MAKE_AGAIN}")
    return Comparison(path, manifest)
