"""Rules for changing between stops: transfers.txt, with stations spread over their platforms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from sim.errors import Issue, Severity
from sim.network.gtfs.csv_table import Table
from sim.network.gtfs.faults import Check, any_of, check_issues, ragged_check
from sim.network.gtfs.feed_tables import SPECIAL_TRANSFER_COLUMNS
from sim.network.gtfs.service import Bools, Ints, StopTable, TransferTable
from sim.network.gtfs.stops import STATION, Known, kept_places
from sim.network.gtfs.values import places, wholes

__all__ = ["read_transfers"]

_MINIMUM_TIME = 2
_HIGHEST_KIND, _HIGHEST_KNOWN_KIND = 3, 5


def read_transfers(
    table: Table, known: Known, stops: StopTable
) -> tuple[TransferTable, int, tuple[Issue, ...]]:
    r"""Read transfers.txt; the second value counts the rows that are ignored on purpose.

    A station stands for all its platforms, each pair of them, a platform with itself included;
    a station without platforms for itself. A row that names a platform counts before one that
    names its station. Rows for certain routes or trips, and kinds 4 and 5 (staying seated), are
    ignored and counted. Times given for other kinds than 2 have no meaning and are dropped.

    Examples
    --------
    >>> from sim.network.gtfs.csv_table import table_of
    >>> from sim.network.gtfs.stops import read_stops
    >>> stops, known, _ = read_stops(table_of(
    ...     "stop_id,stop_lat,stop_lon,location_type,parent_station\n"
    ...     "S,30,120,1,\nS1,30,120,0,S\nS2,30,120,0,S\nB,30,121,0,\n"))
    >>> table = table_of("from_stop_id,to_stop_id,transfer_type,min_transfer_time\nS,B,2,180\n")
    >>> found, ignored, issues = read_transfers(table, known, stops)
    >>> found.from_stop.tolist(), found.to_stop.tolist(), found.min_time_s.tolist()
    ([1, 2], [3, 3], [180, 180])
    """
    one = places(table.text("from_stop_id"), known.ids)
    other = places(table.text("to_stop_id"), known.ids)
    kind = wholes(table.text("transfer_type"), blank=0)
    time_s = wholes(table.text("min_transfer_time"))
    special = (kind > _HIGHEST_KIND) & (kind <= _HIGHEST_KNOWN_KIND)
    for name in SPECIAL_TRANSFER_COLUMNS:
        special |= table.text(name).to_numpy(zero_copy_only=False) != ""
    kept = kept_places(known)
    ends = [np.where(index >= 0, kept[index], -1) for index in (one, other)]
    checks = _checks(table, ends, stops, kind=kind, time_s=time_s, plain=~special)
    usable = ~any_of(table, checks) & ~special
    rows = np.flatnonzero(usable)
    columns = np.column_stack([rows, ends[0][rows], ends[1][rows], kind[rows], time_s[rows]])
    transfers, repeated = _spread(columns.tolist(), stops)
    again = np.zeros(len(table), dtype=np.bool_)
    again[repeated] = True
    duplicates = Check(
        "duplicate-transfer",
        again,
        "the transfer from '{from_stop_id}' to '{to_stop_id}' is there already",
        "keep one row of each pair; the first one counts",
    )
    issues = (*check_issues(table, [*checks, duplicates]), *_ignored(table, special))
    return transfers, int(special.sum()), issues


def _spread(rows: Sequence[Sequence[int]], stops: StopTable) -> tuple[TransferTable, list[int]]:
    """Write out stations; the most specific row of a pair wins, then the first one."""
    platforms = _platforms(stops)
    best: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    repeated: list[int] = []
    for row, one, other, kind, time_s in rows:
        starts, ends = platforms.get(one, [one]), platforms.get(other, [other])
        vague = int(one in platforms) + int(other in platforms)
        value = (vague, row, kind, time_s if kind == _MINIMUM_TIME else -1)
        again = False
        for pair in ((start, end) for start in starts for end in ends):
            last = best.get(pair)
            again = again or (last is not None and last[0] == vague)
            if last is None or vague < last[0]:
                best[pair] = value
        if again:
            repeated.append(row)
    found = np.array(
        [(*pair, value[2], value[3]) for pair, value in sorted(best.items())], dtype=np.int32
    ).reshape(-1, 4)
    columns = [np.ascontiguousarray(found[:, index]) for index in range(4)]
    return TransferTable(columns[0], columns[1], columns[2].astype(np.int8), columns[3]), repeated


def _platforms(stops: StopTable) -> Mapping[int, list[int]]:
    """Platforms of each station that has any."""
    found: dict[int, list[int]] = defaultdict(list)
    for stop in np.flatnonzero((stops.parent >= 0) & (stops.location_type == 0)).tolist():
        found[int(stops.parent[stop])].append(stop)
    return found


def _ignored(table: Table, special: Bools) -> tuple[Issue, ...]:
    if not special.any():
        return ()
    what = (
        f"{int(special.sum()):,} of {len(table):,} rows are for certain routes or trips, or for "
        "staying seated; they are ignored"
    )
    fix = "nothing to do; travel times treat these changes like any other"
    return (Issue(Severity.INFO, "transfers-ignored", what, fix, table.path),)


def _checks(
    table: Table,
    ends: Sequence[Ints],
    stops: StopTable,
    *,
    kind: Ints,
    time_s: Ints,
    plain: Bools,
) -> list[Check]:
    pair = "transfer from '{from_stop_id}' to '{to_stop_id}'"
    unknown = (ends[0] < 0) | (ends[1] < 0)
    odd = (stops.location_type[ends[0]] > STATION) | (stops.location_type[ends[1]] > STATION)
    bad_time = (kind == _MINIMUM_TIME) & (time_s < 0)
    return [
        ragged_check(table),
        Check(
            "unknown-stop",
            plain & unknown,
            f"{pair}: a stop is not in stops.txt, or refused",
            "mend the stop's id or its row; the transfer is ignored meanwhile",
        ),
        Check(
            "transfer-not-at-platform",
            plain & ~unknown & odd,
            f"{pair}: a stop is neither a platform nor a station",
            "name a stop of location_type 0 or 1",
        ),
        Check(
            "bad-transfer-type",
            (kind < 0) | (kind > _HIGHEST_KNOWN_KIND),
            f"{pair}: transfer_type '{{transfer_type}}' is not 0 to 5",
            "write 0 (recommended), 1 (timed), 2 (minimum time) or 3 (not possible)",
        ),
        Check(
            "bad-transfer-time",
            plain & bad_time,
            f"{pair}: transfer_type 2 needs min_transfer_time in whole seconds",
            "give the seconds, or write transfer_type 0",
        ),
    ]
