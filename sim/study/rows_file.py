"""A table written part after part, as Parquet or CSV, and put in its place when it is whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from sim.errors import OutputError

__all__ = ["SUFFIXES", "rows_file"]

SUFFIXES = (".parquet", ".csv")
"""Names of files that can be written end so."""

_ROWS_PER_GROUP = 1 << 20

Write = Callable[[pa.Table], None]


@contextmanager
def rows_file(path: Path) -> Iterator[Write]:
    """Open a file for tables of the same columns; at least one has to be written.

    The rows make the same bytes however they are cut into tables. Until the end they go into a
    file beside the wanted one, which is removed if anything stops the writing.

    Raises
    ------
    OutputError
        If the file cannot be written, or its name ends neither with ``.parquet`` nor ``.csv``.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with rows_file(Path(folder) / "m.csv") as write:
    ...         write(pa.table({"from_id": ["a"], "p50": [1.5]}))
    ...     (Path(folder) / "m.csv").read_text().split()
    ['"from_id","p50"', '"a",1.5']
    """
    if path.suffix not in SUFFIXES:
        ending = f"'{path.suffix}'" if path.suffix else "a name without an ending"
        raise OutputError(f"a table is written as {' or '.join(SUFFIXES)}, not as {ending}")
    half_written = path.with_name(f".{path.name}.{os.getpid()}")
    writer = _parquet if path.suffix == ".parquet" else _csv
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with writer(half_written) as write:
            yield write
        half_written.replace(path)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            half_written.unlink(missing_ok=True)


@contextmanager
def _parquet(path: Path) -> Iterator[Write]:
    """Write in groups of as many rows each; what is left of a table waits for the next one."""
    waiting: list[pa.Table] = []
    writer: pq.ParquetWriter | None = None

    def write(table: pa.Table, *, last: bool = False) -> None:
        nonlocal writer
        if writer is None:
            writer = pq.ParquetWriter(path, table.schema, compression="zstd")
        rows = pa.concat_tables([*waiting, table])
        waiting.clear()
        done = 0
        while done < rows.num_rows - (0 if last else _ROWS_PER_GROUP - 1):
            group = rows.slice(done, _ROWS_PER_GROUP).combine_chunks()
            writer.write_table(group, row_group_size=_ROWS_PER_GROUP)
            done += group.num_rows
        if done < rows.num_rows:
            # Copied, so that the table they came from can go.
            waiting.append(rows.take(pa.array(np.arange(done, rows.num_rows))))

    try:
        yield write
        if waiting:
            write(waiting[0].slice(0, 0), last=True)
    finally:
        if writer is not None:
            writer.close()


@contextmanager
def _csv(path: Path) -> Iterator[Write]:
    writer: pacsv.CSVWriter | None = None

    def write(table: pa.Table) -> None:
        nonlocal writer
        plain = table.cast(pa.schema([(f.name, _plain(f.type)) for f in table.schema]))
        if writer is None:
            writer = pacsv.CSVWriter(str(path), plain.schema)
        writer.write_table(plain)

    try:
        yield write
    finally:
        if writer is not None:
            writer.close()


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind
