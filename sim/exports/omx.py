"""OMX: matrices of all zones to all zones in one HDF5 file, as the demand models of cities read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.errors import OutputError

__all__ = ["LOOKUPS", "write_omx"]

LOOKUPS = ("zone_number", "zone_id")
"""Lookups of the file: rows counted from 1 (what most programs read), and the ids as text."""

_COMPRESSION = 1
Float32s = npt.NDArray[np.float32]


def write_omx(
    cores: Mapping[str, Float32s],
    zone_ids: Sequence[str],
    path: Path,
    *,
    attributes: Mapping[str, str],
    of_core: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Write square matrices, one core each; rows are origins, columns destinations.

    Values are 32-bit floats; NaN where the destination cannot be reached within the search. Lookup
    ``zone_number`` counts rows from 1, ``zone_id`` holds the ids as ASCII text. `attributes` go on
    every core, those of `of_core` on the one they are named for. The same matrices give the same
    bytes.

    Raises
    ------
    OutputError
        If a matrix is not square over the zones, or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import openmatrix
    >>> times = np.array([[0.0, 12.5], [np.nan, 0.0]], np.float32)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = Path(folder) / "m.omx"
    ...     write_omx({"time_min_p50": times}, ["a", "b"], target, attributes={"unit": "min"})
    ...     with openmatrix.open_file(target) as file:
    ...         file.list_matrices(), file["time_min_p50"][0, 1], file.mapping("zone_number")[2]
    (['time_min_p50'], np.float32(12.5), 1)
    """
    import openmatrix  # noqa: PLC0415 - brings HDF5 with it
    import tables  # noqa: PLC0415

    shape = (len(zone_ids), len(zone_ids))
    for name, values in cores.items():
        if values.shape != shape:
            raise OutputError(f"matrix {name} has shape {values.shape}, not {shape}")
    filters = tables.Filters(complevel=_COMPRESSION, complib="zlib", shuffle=True)
    try:
        with openmatrix.open_file(str(path), "w", filters=filters) as file:
            file.root._v_attrs["SHAPE"] = np.array(shape, dtype="int32")  # noqa: SLF001 - as OMX asks
            for name, values in cores.items():
                core = file.create_carray(
                    file.root.data,
                    name,
                    obj=np.ascontiguousarray(values, dtype=np.float32),
                    track_times=False,
                )
                for key, text in {**attributes, **(of_core or {}).get(name, {})}.items():
                    core.attrs[key] = text
            lookups = (
                np.arange(1, len(zone_ids) + 1, dtype=np.uint32),
                np.array([str(zone_id).encode("ascii") for zone_id in zone_ids]),
            )
            for name, entries in zip(LOOKUPS, lookups, strict=True):
                file.create_array(file.root.lookup, name, obj=entries, track_times=False)
    except (OSError, tables.HDF5ExtError) as error:
        raise OutputError(f"the OMX file cannot be written ({str(error).strip()})") from error
