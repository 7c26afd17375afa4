"""The run folder: written whole or not at all, then pointed to by ``latest``."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import OutputError
from sim.fingerprint import fingerprint_file
from sim.results.dictionary import with_descriptions
from sim.results.manifest import MANIFEST_NAME, Manifest
from sim.results.run_results import MATRICES, RunResults

__all__ = ["RunWriter", "read_run", "run_is_whole"]


@dataclass
class RunWriter:
    """Collect the files of a run in a temporary folder and rename it when all are there.

    Used as a context manager: leaving it without `finish` (an error, Ctrl-C) removes everything
    that was written.
    """

    outputs: Path
    scenario: str
    run_id: str
    _temporary: Path = field(init=False)

    def __post_init__(self) -> None:
        self._temporary = self.outputs / self.scenario / f".{self.run_id}.{os.getpid()}.partial"

    def __enter__(self) -> Self:
        try:
            if self._temporary.exists():
                shutil.rmtree(self._temporary)
            (self._temporary / "tables").mkdir(parents=True)
        except OSError as error:
            raise _cannot_write(self.outputs, error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self._temporary, ignore_errors=True)
        with suppress(OSError):  # an empty scenario folder is not worth keeping
            (self.outputs / self.scenario).rmdir()

    def table(self, name: str, frame: pd.DataFrame) -> None:
        """Write one tidy table; what its columns mean stands in the file's schema."""
        table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
        described = table.cast(with_descriptions(name, table.schema))
        path = self._temporary / "tables" / f"{name}.parquet"
        try:
            pq.write_table(described, path, compression="zstd")
        except OSError as error:
            raise _cannot_write(self.outputs, error) from error

    def matrices(self, name: str, write: Callable[[Path], None]) -> None:
        """Have a file of matrices written into the folder ``matrices`` by `write`, given its path.

        What `write` raises goes on to the caller; nothing of the run is then kept.
        """
        folder = self._temporary / MATRICES
        try:
            folder.mkdir(exist_ok=True)
            write(folder / name)
        except OSError as error:
            raise _cannot_write(self.outputs, error) from error

    def text(self, name: str, content: str) -> None:
        """Write one text file (CSV, HTML) at the top of the run folder."""
        try:
            (self._temporary / name).write_text(content, encoding="utf-8", newline="\n")
        except OSError as error:
            raise _cannot_write(self.outputs, error) from error

    def finish(self, manifest: Manifest) -> RunResults:
        """Write the manifest, move the folder into place and point ``latest`` to it."""
        files = {
            path.relative_to(self._temporary).as_posix(): fingerprint_file(path)
            for path in sorted(self._temporary.rglob("*"))
            if path.is_file()
        }
        complete = replace(manifest, files=files)
        folder = self.outputs / self.scenario / self.run_id
        try:
            self.text(MANIFEST_NAME, complete.to_json())
            if folder.exists():
                shutil.rmtree(folder, ignore_errors=True)
            _move(self._temporary, folder)
        except OSError as error:
            raise _cannot_write(self.outputs, error) from error
        point_latest(folder)
        return RunResults(folder, complete)


def _move(temporary: Path, folder: Path) -> None:
    """Rename a finished folder; the same run finished by another process meanwhile is as good."""
    try:
        temporary.rename(folder)
    except OSError:
        if not run_is_whole(folder):
            raise


def point_latest(folder: Path) -> None:
    """Make ``latest`` beside `folder` point to it, atomically.

    Where links are not allowed (Windows without the right to make them), ``latest.txt`` holds the
    name of the newest run instead.
    """
    link = folder.parent / "latest"
    fresh = folder.parent / f".latest.{os.getpid()}"
    try:
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(folder.name, target_is_directory=True)
        fresh.replace(link)
    except OSError:
        fresh.unlink(missing_ok=True)
        with suppress(OSError):
            link.with_suffix(".txt").write_text(folder.name + "\n", encoding="utf-8")


MAP_NAME = "map.html"


def run_is_whole(folder: Path, *, with_map: bool = False) -> bool:
    """Whether a run folder has its manifest and every file in it still has its hash.

    A run made for a comparison may have no map: `with_map` asks for that as well.
    """
    try:
        manifest = Manifest.read(folder)
    except OutputError:
        return False
    if with_map and MAP_NAME not in manifest.files:
        return False
    return bool(manifest.files) and all(
        (folder / name).is_file() and fingerprint_file(folder / name) == digest
        for name, digest in manifest.files.items()
    )


def read_run(folder: Path | str) -> RunResults:
    """Open a finished run, for example ``outputs/plan-2020/latest``.

    Raises
    ------
    OutputError
        If the folder is not a run, or a file of it is missing or was changed.
    """
    path = Path(folder)
    manifest = Manifest.read(path)
    for name, digest in manifest.files.items():
        if not (path / name).is_file():
            raise OutputError(f"{path / name} is missing; run the scenario again")
        if fingerprint_file(path / name) != digest:
            raise OutputError(f"{path / name} was changed after the run; run the scenario again")
    return RunResults(path, manifest)


def _cannot_write(outputs: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(
        f"cannot write to {outputs}: {reason}. Free some space, mend the permissions, or choose "
        "another folder with --outputs"
    )
