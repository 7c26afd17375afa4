"""Every check of the data folder: contracts, keys, hashes, plausibility; all problems at once."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sim.errors import DataError, Issue, Severity
from sim.fingerprint import fingerprint_file
from sim.tables.columns import columns_of
from sim.tables.contracts import CATALOGUE
from sim.tables.datapackage import (
    PACKAGE_FILE,
    WRITE_HASHES,
    Field,
    Resource,
    package_resources,
)
from sim.tables.parsing import RawTable, read_csv, read_geojson
from sim.tables.plausibility import plausibility_issues
from sim.tables.spec import ForeignKey, TableSpec
from sim.tables.typed_rows import CheckedTable, header_issues, rows_issue, typed_frame

__all__ = ["check_package", "checked_table", "content_issues"]


def check_package(
    root: Path, *, catalogue: Mapping[str, TableSpec] = CATALOGUE
) -> tuple[Issue, ...]:
    """Check every table of the catalogue below `root`; no issue means that nothing is wrong.

    Codes of errors: ``missing-table``, ``bad-csv``, ``bad-file``, ``missing-column``,
    ``unknown-column``, ``bad-value``, ``duplicate-key``, ``broken-reference``,
    ``missing-package``, ``bad-package``, ``wrong-hash``, ``unlisted-table``, ``stale-package``, and
    those of `sim.tables.plausibility`. A table that breaks its contract takes no part in the later
    checks, except with the rows that are good.

    Examples
    --------
    >>> issues = check_package(Path("network_data"))
    >>> [issue.code for issue in issues if issue.severity is Severity.ERROR]
    []
    """
    return (*content_issues(root, catalogue=catalogue), *_package_issues(root, catalogue))


def content_issues(
    root: Path, *, catalogue: Mapping[str, TableSpec] = CATALOGUE
) -> tuple[Issue, ...]:
    """Everything `check_package` checks except ``datapackage.json`` itself."""
    issues: list[Issue] = []
    tables: dict[str, CheckedTable] = {}
    for name, spec in catalogue.items():
        table, problems = checked_table(root, spec)
        issues.extend(problems)
        if table is not None:
            tables[name] = _without_duplicates(table, spec)
            issues.extend(_key_issues(table, spec))
    for name, table in tables.items():
        for key in catalogue[name].foreign_keys:
            issues.extend(_reference_issues(table, key, tables))
    issues.extend(_unknown_modes(root, tables))
    issues.extend(_stray_files(root, catalogue))
    issues.extend(plausibility_issues(tables))
    return tuple(issues)


def checked_table(root: Path, spec: TableSpec) -> tuple[CheckedTable | None, tuple[Issue, ...]]:
    """One table through its contract; nothing where not even its columns can be told apart."""
    path = root / spec.path
    if not path.is_file():
        issue = Issue(
            Severity.ERROR,
            "missing-table",
            f"table {spec.name} is missing",
            "restore the file from the repository",
            path,
        )
        return None, (issue,)
    if spec.model is None:
        return None, ()
    raw, issues = _FORMS[spec.form](path)
    if raw is None:
        return None, issues
    wrong_header = header_issues(raw, spec)
    if wrong_header:
        return None, (*issues, *wrong_header)
    frame, bad_values = typed_frame(raw, spec)
    return CheckedTable(frame, raw), (*issues, *bad_values)


_FORMS: Mapping[str, Callable[[Path], tuple[RawTable | None, tuple[Issue, ...]]]] = {
    "csv": read_csv,
    "geojson": read_geojson,
}


def _without_duplicates(table: CheckedTable, spec: TableSpec) -> CheckedTable:
    """Keep the first row of each key, so that later checks can rely on the key."""
    keys = list(spec.primary_key)
    return CheckedTable(table.frame.drop_duplicates(keys), table.raw) if keys else table


def _key_issues(table: CheckedTable, spec: TableSpec) -> tuple[Issue, ...]:
    """Rows whose primary key another row has already."""
    keys = list(spec.primary_key)
    if not keys:
        return ()
    again = table.frame[table.frame.duplicated(keys, keep="first")]
    rows = [
        (int(index), " ".join(str(value) for value in row))
        for index, row in zip(again.index, again[keys].itertuples(index=False), strict=True)
    ]
    return rows_issue(
        table,
        rows,
        (
            Severity.ERROR,
            "duplicate-key",
            f"key ({', '.join(keys)}) is there more than once",
            "remove the row, or give it a key of its own",
        ),
    )


def _reference_issues(
    table: CheckedTable, key: ForeignKey, tables: Mapping[str, CheckedTable]
) -> tuple[Issue, ...]:
    """Values of a foreign key that none of its target columns holds."""
    targets = [target.rsplit(".", 1) for target in key.targets]
    if not all(name in tables for name, _ in targets):
        return ()
    known: set[str] = set()
    for name, column in targets:
        known |= tables[name].raw.cells(column)
    unknown = [
        (int(str(index)), part)
        for index, cell in table.frame[key.column].items()
        for part in (str(cell).split(key.separator) if key.separator else (str(cell),))
        if part and part not in known
    ]
    fix = f"use a value of {' or '.join(key.targets)}, or add the row there"
    close = difflib.get_close_matches(unknown[0][1], sorted(known), 1) if unknown else []
    if close:
        fix = f"did you mean '{close[0]}'? Else {fix}"
    return rows_issue(
        table,
        [(index, f"'{part}'") for index, part in unknown],
        (
            Severity.ERROR,
            "broken-reference",
            f"column '{key.column}' names what is not there",
            fix,
        ),
    )


def _unknown_modes(root: Path, tables: Mapping[str, CheckedTable]) -> list[Issue]:
    """Modes that tables name and ``modes.yaml`` does not know; its own mistakes are told there."""
    try:
        modes = YAML(typ="safe").load((root / "modes.yaml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError):
        return []
    known = set(modes) if isinstance(modes, Mapping) else set()
    issues: list[Issue] = []
    for table in tables.values():
        if "mode_id" not in table.frame.columns:
            continue
        unknown = table.frame["mode_id"][~table.frame["mode_id"].isin(known)]
        rows = [(int(str(index)), repr(mode)) for index, mode in unknown.items()]
        issues += rows_issue(
            table,
            rows,
            (
                Severity.ERROR,
                "broken-reference",
                "modes.yaml has no such mode",
                f"known modes: {', '.join(sorted(known))}",
            ),
        )
    return issues


def _package_issues(root: Path, catalogue: Mapping[str, TableSpec]) -> list[Issue]:
    """Differences between the files, the contracts and ``datapackage.json``."""
    try:
        resources = package_resources(root)
    except DataError as error:
        return list(error.issues)
    issues = []
    for name, spec in catalogue.items():
        if not (root / spec.path).is_file():
            continue
        if name not in resources:
            issues.append(
                Issue(
                    Severity.ERROR,
                    "unlisted-table",
                    f"table {name} is not in {PACKAGE_FILE}",
                    WRITE_HASHES,
                    root / spec.path,
                )
            )
            continue
        issues.extend(_resource_issues(root, spec, resources[name]))
    return issues


def _resource_issues(root: Path, spec: TableSpec, resource: Resource) -> list[Issue]:
    issues = []
    if fingerprint_file(root / spec.path) != resource.sha256:
        issues.append(
            Issue(
                Severity.ERROR,
                "wrong-hash",
                f"table {spec.name} is not the one that {PACKAGE_FILE} describes",
                WRITE_HASHES,
                root / spec.path,
            )
        )
    if _fields(spec) != resource.fields:
        issues.append(
            Issue(
                Severity.ERROR,
                "stale-package",
                f"{PACKAGE_FILE} describes other columns of {spec.name} than its contract",
                "run `sim data --write-hashes`",
                root / PACKAGE_FILE,
            )
        )
    return issues


def _fields(spec: TableSpec) -> tuple[Field, ...]:
    """Columns of a table as the package has to describe them."""
    if spec.model is None:
        return ()
    return tuple(
        Field(column.name, column.kind, column.required) for column in columns_of(spec.model)
    )


def _stray_files(root: Path, catalogue: Mapping[str, TableSpec]) -> list[Issue]:
    """Warn of data files that no contract covers."""
    known = {spec.path for spec in catalogue.values()}
    found = Counter(
        path.relative_to(root).as_posix()
        for ending in ("csv", "geojson")
        for path in root.rglob(f"*.{ending}")
    )
    return [
        Issue(
            Severity.WARNING,
            "unknown-table",
            f"no contract covers {name}; nothing reads it",
            "remove the file, or correct its name",
            root / name,
        )
        for name in sorted(set(found) - known)
    ]
