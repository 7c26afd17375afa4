"""GeoParquet: one file for each layer, with units and meanings in its schema."""

from __future__ import annotations

import io
from pathlib import Path

from sim.errors import OutputError
from sim.exports.described import Described
from sim.results.dictionary import with_descriptions

__all__ = ["write_geoparquet"]


def write_geoparquet(layer: Described, path: Path) -> None:
    """Write a layer as GeoParquet: WKB in WGS84, unreachable values null, meanings in the schema.

    Fields carry ``description_zh``, ``description``, ``unit`` and ``missing``.

    Raises
    ------
    OutputError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import pyarrow.parquet as pq
    >>> from sim.exports.network_tables import station_table
    >>> from sim.exports.shapes import as_points
    >>> from sim.network.examples import line
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = Path(folder) / "stations.parquet"
    ...     write_geoparquet(as_points(station_table(line("A B C"))), target)
    ...     schema = pq.read_schema(target)
    >>> schema.field("lon").metadata[b"unit"], b"geo" in schema.metadata
    (b'degrees', True)
    """
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    buffer = io.BytesIO()
    layer.frame.to_parquet(buffer, index=False)
    table = pq.read_table(pa.BufferReader(buffer.getvalue()))
    own = {key: value for key, value in table.schema.metadata.items() if key != b"pandas"}
    schema = with_descriptions(layer.entry, table.schema.with_metadata(own))
    try:
        pq.write_table(table.cast(schema), path, compression="zstd")
    except OSError as error:
        raise OutputError(f"{path.name} cannot be written ({error})") from error
