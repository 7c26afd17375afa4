"""Everything known of a zone in one row: the tables of a run or a comparison, joined."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from sim.accessibility import MEASURES
from sim.errors import OutputError
from sim.exports.described import Described, described, described_as
from sim.results.dictionary import ColumnEntry, TableEntry, dictionary

__all__ = ["compared_zones", "zone_table"]

_ZONE = "zone_id"
_FIRST = "zone_access"
_NO_LABEL = frozenset({"", "nan", "None", "<NA>"})


@dataclass(frozen=True, slots=True)
class _Long:
    """How a long table becomes columns: what names them, what fills them.

    ``absent`` is the value of a zone without a row: 0 where nothing is there, else none.
    """

    labels: tuple[str, ...]
    value: str
    title: tuple[str, str]
    prefix: tuple[str, ...] = ()
    absent: float | None = None
    missing: str = "unreachable"


_LONG = {
    "access": _Long(("measure", "layer", "parameter", "statistic"), "value", ("可达性", "Access")),
    "opportunities": _Long(
        ("layer",), "amount", ("机会数量", "Amount here"), ("opportunity",), 0.0, "never"
    ),
}

_CELLS, _DEMAND_ZONES = "demand_cells", "demand_zones"
_OTHER_ZONES = {_DEMAND_ZONES, "unconnected_zones"}
"""Tables whose zones are those of the demand model, not cells."""

_OF_DEMAND = ("pt_share_pct", "car_share", "parking_id")

_COMPARED = re.compile(r"minutes_.+|.+_\d+min")


def zone_table(tables: Mapping[str, pd.DataFrame]) -> Described:
    """One row per zone: ``zone_access``, then the columns of every other table about zones.

    Columns of tables with one row a zone are named ``<table>_<column>``; those of the long tables
    ``access`` and ``opportunities`` after what they hold (``cumulative_jobs_60_min_p50``,
    ``opportunity_hospitals``, summed over the places of a zone). A zone without a row has no value
    there, but of opportunities it has none: 0. The demand model has larger zones of its own: every
    cell gets the id of its zone and what `_OF_DEMAND` names of it.

    Raises
    ------
    OutputError
        If there is no table ``zone_access``.

    Examples
    --------
    >>> zones = pd.DataFrame({"zone_id": ["a", "b"], "population": [10.0, 20.0]})
    >>> times = pd.DataFrame({"zone_id": ["b"], "population": [20.0], "median_s": [600.0]})
    >>> table = zone_table({"zone_access": zones, "centre_times": times})
    >>> table.frame.columns.tolist(), table.frame["centre_times_median_s"].tolist()
    (['zone_id', 'population', 'centre_times_median_s'], [nan, 600.0])
    """
    if _FIRST not in tables:
        raise OutputError(f"there is no table {_FIRST}, so there are no zones to export")
    first = described(_FIRST, tables[_FIRST])
    parts = [first.frame.set_index(_ZONE)]
    entries = list(first.entry.columns)
    for name in sorted(tables):
        if name == _FIRST:
            continue
        columns, found = _about_zones(name, tables, first.frame)
        if found:
            parts.append(columns)
            entries += found
    frame = pd.concat([parts[0], *(part.reindex(parts[0].index) for part in parts[1:])], axis=1)
    entry = TableEntry(
        "zones",
        "export",
        (_ZONE,),
        "小区（全部指标）",
        "Zones with all their values",
        tuple(entries),
    )
    return Described(entry, frame.reset_index())


def compared_zones(zones: pd.DataFrame, reference: str) -> tuple[Described, ...]:
    """One table for each alternative of a comparison, the reference first.

    Beside the values stand their differences to the reference, ``difference_<column>``: value here
    minus value there, missing where either is.

    Examples
    --------
    >>> zones = pd.DataFrame({
    ...     "alternative": ["a", "b"], "zone_id": ["z", "z"], "minutes_from_hub": [40.0, 35.0]})
    >>> base, other = compared_zones(zones, "a")
    >>> base.name, other.name, other.frame["difference_minutes_from_hub"].tolist()
    ('zones_a', 'zones_b', [-5.0])
    """
    there = zones[zones["alternative"] == reference].set_index(_ZONE)
    names = [reference, *(n for n in dict.fromkeys(zones["alternative"]) if n != reference)]
    found = []
    for name in names:
        here = zones[zones["alternative"] == name].reset_index(drop=True)
        table = described("zones", here)
        if name != reference:
            table = _with_differences(table, there)
        title = (f"小区：{name}", f"Zones of {name}")
        found.append(described_as(f"zones_{_slug(name)}", title, table))
    return tuple(found)


def _with_differences(table: Described, there: pd.DataFrame) -> Described:
    columns = [entry for entry in table.entry.columns if _COMPARED.fullmatch(entry.name)]
    rows = there.reindex(table.frame[_ZONE])
    added = pd.DataFrame(
        {
            f"difference_{entry.name}": table.frame[entry.name].to_numpy()
            - rows[entry.name].to_numpy()
            for entry in columns
        }
    )
    entries = tuple(
        replace(
            entry,
            name=f"difference_{entry.name}",
            zh=f"与基准方案之差：{entry.zh}",
            en=f"difference to the reference: {entry.en}",
            missing="not_on_one_side",
        )
        for entry in columns
    )
    whole = replace(table.entry, columns=(*table.entry.columns, *entries))
    return Described(whole, pd.concat([table.frame, added], axis=1))


def _about_zones(
    name: str, tables: Mapping[str, pd.DataFrame], first: pd.DataFrame
) -> tuple[pd.DataFrame, list[ColumnEntry]]:
    """Columns a table adds to the zones; none where it is not about zones."""
    frame = tables[name]
    if name in _LONG:
        return _spread(name, frame, first[_ZONE], _layers(tables))
    if name == _CELLS:
        return _of_demand(frame, tables.get(_DEMAND_ZONES))
    if name in _OTHER_ZONES:
        return frame, []
    known = dictionary().get(name)
    if known is not None and known.made_by == "run" and known.key == (_ZONE,):
        return _beside(described(name, frame), set(first.columns))
    return frame, []


def _of_demand(
    cells: pd.DataFrame, zones: pd.DataFrame | None
) -> tuple[pd.DataFrame, list[ColumnEntry]]:
    """Zone of the demand model of every cell, with some of what is known of it."""
    added = cells.rename(columns={_ZONE: "demand_zone_id"}).set_index("cell_id")
    entries = [replace(e, name="demand_zone_id") for e in dictionary()[_CELLS].columns[1:]]
    if zones is not None:
        known = dictionary()[_DEMAND_ZONES]
        of_zone = zones.set_index(_ZONE).reindex(added["demand_zone_id"])
        for name in _OF_DEMAND:
            entry = known.column(name)
            if entry is not None:
                added[f"demand_{name}"] = of_zone[name].to_numpy()
                entries.append(replace(entry, name=f"demand_{name}"))
    absent = [
        replace(entry, missing="no_zone" if entry.missing == "never" else entry.missing)
        for entry in entries
    ]
    return added, absent


def _beside(table: Described, there: set[str]) -> tuple[pd.DataFrame, list[ColumnEntry]]:
    added = [entry for entry in table.entry.columns if entry.name not in there]
    columns = table.frame.set_index(_ZONE)[[entry.name for entry in added]]
    entries = [
        replace(
            entry,
            name=f"{table.name}_{entry.name}",
            missing="no_zone" if entry.missing == "never" else entry.missing,
        )
        for entry in added
    ]
    return columns.set_axis([entry.name for entry in entries], axis=1), entries


def _layers(tables: Mapping[str, pd.DataFrame]) -> dict[str, tuple[str, str, str]]:
    """Titles (Chinese, English) and unit of each layer of opportunities."""
    if "opportunity_layers" not in tables:
        return {}
    rows = tables["opportunity_layers"].set_index("layer")[["title_zh", "title_en", "unit"]]
    return {str(layer): (row[0], row[1], row[2]) for layer, *row in rows.itertuples()}


def _spread(
    name: str,
    frame: pd.DataFrame,
    zone_ids: pd.Series,
    layers: Mapping[str, tuple[str, str, str]],
) -> tuple[pd.DataFrame, list[ColumnEntry]]:
    """Make a column of every group of a long table."""
    long = _LONG[name]
    value = dictionary()[name].column(long.value)
    columns: dict[str, pd.Series] = {}
    entries = []
    for labels, rows in frame.groupby(list(long.labels), sort=False, dropna=False):
        told = [str(label) for label in labels if str(label) not in _NO_LABEL]
        column = _slug("_".join([*long.prefix, *told]))
        while column in columns:
            column += "_2"
        sums = rows.groupby(_ZONE)[long.value].sum(min_count=1)  # nothing but missing stays missing
        filled = sums.reindex(zone_ids)
        columns[column] = filled if long.absent is None else filled.fillna(long.absent)
        units: list[str] = rows["unit"].astype(str).unique().tolist() if "unit" in rows else []
        if long.prefix:
            units = [layers[label][2] for label in told if label in layers]
        zh, en = _title(told, layers)
        entries.append(
            ColumnEntry(
                column,
                "number",
                units[0] if len(units) == 1 else "",
                value.decimals if value else None,
                f"{long.title[0]}：{zh}",
                f"{long.title[1]}: {en}",
                long.missing,
            )
        )
    return pd.DataFrame(columns, index=zone_ids), entries


def _title(labels: Sequence[str], layers: Mapping[str, tuple[str, str, str]]) -> tuple[str, str]:
    """Labels in words, Chinese and English; numbers and what is not in a catalogue as they are."""
    words = {measure.id: (measure.title_zh, measure.title_en) for measure in MEASURES}
    words |= {layer: (zh, en) for layer, (zh, en, _) in layers.items()}
    told = [words.get(label, (label, label)) for label in labels]
    zh, en = (" · ".join(part) for part in zip(*told, strict=True))
    return zh, en


def _slug(text: str) -> str:
    return re.sub(r"[^0-9a-z]+", "_", text.lower()).strip("_")
