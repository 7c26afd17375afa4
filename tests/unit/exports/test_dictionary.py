"""The registry of columns: complete for a real run, nothing stale, nothing half described."""

from __future__ import annotations

import pyarrow as pa
import pytest

from sim.equity.summary import EQUITY_COLUMNS
from sim.indicators.compare_board import BOARD_COLUMNS
from sim.indicators.compare_gains import GAINS_COLUMNS, GAINS_MEAN_COLUMNS
from sim.indicators.compare_values import INDICATOR_COLUMNS
from sim.results import RunResults
from sim.results.dictionary import MISSING, dictionary, with_descriptions, without_entry
from sim.study.contributions import CONTRIBUTION_COLUMNS
from sim.study.day.names import OPERATIONS_TABLES
from sim.study.demand_names import DEMAND_TABLES, UNCERTAINTY_TABLES
from sim.study.ledger import LEDGER_COLUMNS

KINDS = {"string", "number", "integer", "boolean"}


@pytest.mark.parametrize("name", sorted(dictionary()))
def test_every_entry_is_whole(name: str) -> None:
    table = dictionary()[name]
    names = [entry.name for entry in table.columns]
    assert len(set(names)) == len(names)
    assert set(table.key) <= set(names)
    assert table.made_by in {"run", "comparison", "export"}
    assert table.title_zh
    assert table.title_en
    for entry in table.columns:
        assert entry.kind in KINDS, entry
        assert entry.missing in MISSING, entry
        assert entry.zh, entry
        assert entry.en, entry
        assert any("\u4e00" <= letter <= "\u9fff" for letter in entry.zh), entry
        measured = entry.kind != "boolean" and "_from_" not in entry.name
        if measured and entry.name.endswith(("_min", "_km", "_s")):
            unit = {"min": "min", "km": "km", "s": "s"}[entry.name.rsplit("_", 1)[1]]
            assert entry.unit == unit, entry


def test_every_column_of_a_run_is_described(quick_run: RunResults) -> None:
    tables = {name: list(quick_run.table(name).columns) for name in quick_run.tables}
    tables["targets"] = list(quick_run.targets.columns)
    assert without_entry(tables) == ()


def test_no_entry_of_a_run_is_stale(quick_run: RunResults) -> None:
    """A table may be missing from an older run, but what is there has every column described."""
    frames = {name: quick_run.table(name) for name in quick_run.tables}
    frames["targets"] = quick_run.targets
    for name, frame in frames.items():
        entry = dictionary()[name]
        used = {e.name for e in entry.columns if any(e.describes(c) for c in frame.columns)}
        assert used == {e.name for e in entry.columns}, name
    written = {name for name, table in dictionary().items() if table.made_by == "run"}
    assert set(frames) <= written
    of_demand = {*DEMAND_TABLES, *UNCERTAINTY_TABLES, "pt_share"}  # a run may switch demand off
    assert written - of_demand - set(OPERATIONS_TABLES) <= set(frames)


def test_missing_and_key_are_as_described(quick_run: RunResults) -> None:
    for name in quick_run.tables:
        frame, table = quick_run.table(name), dictionary()[name]
        if table.key:
            assert not frame.duplicated(list(table.key)).any(), name
        for column in frame.columns:
            entry = table.column(column)
            assert entry is not None
            if entry.missing == "never":
                empty = frame[column].isna() | (frame[column].astype(str) == "")
                assert not empty.any(), (name, column)


def test_kinds_are_those_of_the_run(quick_run: RunResults) -> None:
    kinds = {"b": "boolean", "i": "integer", "f": "number", "O": "string"}
    for name in quick_run.tables:
        for column, values in quick_run.table(name).items():
            entry = dictionary()[name].column(str(column))
            assert entry is not None
            kind = kinds[values.dtype.kind]
            if entry.missing != "never" and entry.kind == "integer" and kind == "number":
                continue  # whole numbers with gaps are read as numbers
            assert entry.kind == kind, (name, column)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("board", BOARD_COLUMNS),
        ("contributions", CONTRIBUTION_COLUMNS),
        ("equity", EQUITY_COLUMNS),
        ("gains", GAINS_COLUMNS),
        ("gains_mean", GAINS_MEAN_COLUMNS),
        ("indicators", INDICATOR_COLUMNS),
        ("ledger", LEDGER_COLUMNS),
    ],
)
def test_tables_that_name_their_columns_have_exactly_these(
    name: str, columns: tuple[str, ...]
) -> None:
    assert {entry.name for entry in dictionary()[name].columns} == set(columns)


def test_a_pattern_takes_digits_only() -> None:
    table = dictionary()["zone_access"]
    assert table.column("jobs_90min") is not None
    assert table.column("jobs_manymin") is None
    assert table.column("jobs_90min_x") is None


def test_unknown_columns_are_told_with_advice() -> None:
    (issue,) = without_entry({"changes": ["position", "colour"]})
    assert issue.code == "undescribed-column"
    assert issue.what == "column 'colour' of table changes is not described"
    assert "dictionary_columns.csv" in issue.fix


def test_parquet_schema_tells_the_meaning() -> None:
    plain = pa.schema([("minutes_from_hub", pa.float64()), ("odd", pa.int64())])
    schema = with_descriptions("zone_access", plain.with_metadata({"kept": "yes"}))
    metadata = schema.field("minutes_from_hub").metadata
    assert metadata[b"unit"] == b"min"
    assert metadata[b"missing"].startswith(b"empty: not reachable")
    assert "杭州东站" in metadata[b"description_zh"].decode()
    assert schema.field("odd").metadata is None
    assert schema.metadata[b"kept"] == b"yes"
    assert with_descriptions("no such table", plain) == plain
