"""A network written as a GTFS feed, the same bytes every time."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from sim.errors import OutputError
from sim.network.gtfs.network_rows import network_rows
from sim.network.model import Network

__all__ = ["write_gtfs"]

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip archive can hold
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16


def write_gtfs(
    network: Network,
    target: Path,
    *,
    service_date: date | None = None,
    timezone: str = "Asia/Shanghai",
) -> Mapping[str, int]:
    """Write what runs on the network as GTFS: a zip file if the name ends so, else a folder.

    Headway services become templates in frequencies.txt (``exact_times`` 0), one for each branch,
    direction and running time; trains become trips; given transfer times become transfers.txt
    (type 2). The calendar runs daily through the year of `service_date` (the network's own date
    if none is given) and on the day before it, whose night trains run into the year. Names are
    Chinese, with English in translations.txt. Walking links, boarding times, zones and flights,
    which have no timetable, are not in a feed.

    Returned are the rows of each file, and ``air_routes_left_out`` and ``transfers_left_out``
    (one of the two stops is not served).

    Raises
    ------
    OutputError
        The target cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from sim.network.examples import line
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     counts = write_gtfs(line("A B C"), Path(folder) / "line.zip")
    >>> counts["trips"], counts["stop_times"], counts["frequencies"]
    (2, 6, 2)
    """
    rows = network_rows(network, service_date or network.as_of, timezone=timezone)
    files = {name: _csv_bytes(lines) for name, lines in rows.items()}
    try:
        if target.suffix.lower() == ".zip":
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_zipped(files))
        else:
            target.mkdir(parents=True, exist_ok=True)
            for name, data in files.items():
                (target / name).write_bytes(data)
    except OSError as error:
        what = error.strerror or str(error)
        raise OutputError(f"the GTFS feed cannot be written to {target} ({what})") from error
    counts = {name.removesuffix(".txt"): len(lines) - 1 for name, lines in sorted(rows.items())}
    return counts | {
        "air_routes_left_out": len(network.air_routes),
        "transfers_left_out": len(network.transfer_times) - counts["transfers"],
    }


def _csv_bytes(lines: Sequence[tuple[str, ...]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode("utf-8")


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system, info.external_attr = _UNIX, _PLAIN_FILE
            archive.writestr(info, data)
    return buffer.getvalue()
