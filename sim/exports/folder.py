"""The folder of an export: written whole or not at all, and replaced only if it is untouched."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import Issue, OutputError, Severity
from sim.exports.package import DICTIONARY_CSV, DICTIONARY_MD, PACKAGE_FILE
from sim.fingerprint import fingerprint_file

__all__ = ["export_folder", "folder_issues"]

_OWN = frozenset({PACKAGE_FILE, DICTIONARY_MD, DICTIONARY_CSV})
_NAMED = 5


def folder_issues(target: Path) -> tuple[Issue, ...]:
    """Why a folder cannot be written to; an earlier, untouched export is no reason.

    Nothing of anyone else's is ever overwritten: neither other files in the folder nor files of an
    earlier export that were edited since.

    Examples
    --------
    >>> [issue.code for issue in folder_issues(Path("sim"))]
    ['folder-in-use']
    >>> folder_issues(Path("nowhere/export"))
    ()
    """
    if not target.exists():
        return _parent_issues(target)
    if not target.is_dir():
        what = f"{target} is a file"
        return (_error("not-a-folder", what, "name a folder with --to"),)
    names = sorted(
        path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()
    )
    if not names:
        return _parent_issues(target)
    hashes = _listed(target)
    strange = [name for name in names if name not in hashes and not (hashes and name in _OWN)]
    changed = [
        name
        for name in names
        if name in hashes and f"sha256:{fingerprint_file(target / name)}" != hashes[name]
    ]
    fix = "name another folder with --to, or move what is in this one away"
    issues = []
    if strange:
        what = f"{target} holds other files: {_few(strange)}"
        issues.append(_error("folder-in-use", what, fix))
    if changed:
        what = f"files of the export in {target} were changed since: {_few(changed)}"
        issues.append(_error("export-changed", what, fix))
    return (*issues, *_parent_issues(target))


@contextmanager
def export_folder(target: Path) -> Iterator[Path]:
    """Fill a temporary folder beside the target, which takes its place when all is written.

    An error on the way leaves the target as it was. Raises `OutputError` if it cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     with export_folder(Path(home) / "out") as folder:
    ...         _ = (folder / "a.txt").write_text("a")
    ...     sorted(path.name for path in (Path(home) / "out").iterdir())
    ['a.txt']
    """
    whole = Path(os.path.abspath(target))  # noqa: PTH100 - links are kept as they are
    temporary = whole.with_name(f".{whole.name}.{os.getpid()}.partial")
    old = whole.with_name(f".{whole.name}.{os.getpid()}.old")
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        yield temporary
        if whole.exists():
            whole.rename(old)
        try:
            temporary.rename(whole)
        except OSError:
            if old.exists():
                old.rename(whole)
            raise
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(
            f"cannot write to {target}: {error.strerror or error}. Free some space, mend the "
            "permissions, or name another folder with --to"
        ) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _parent_issues(target: Path) -> tuple[Issue, ...]:
    """Whether the nearest folder that is there can be written to."""
    absolute = Path(os.path.abspath(target))  # noqa: PTH100
    there = next((parent for parent in absolute.parents if parent.exists()), absolute.parent)
    probe = there / f".writable.{os.getpid()}"
    try:
        probe.touch()
        probe.unlink(missing_ok=True)
    except OSError as error:
        what = f"nothing can be written to {there}: {error.strerror or error}"
        return (_error("not-writable", what, "mend the permissions, or name another folder"),)
    return ()


def _listed(target: Path) -> dict[str, str]:
    """Hash of each file that an earlier export here lists; nothing if there was none."""
    try:
        document = json.loads((target / PACKAGE_FILE).read_text(encoding="utf-8"))
        return {str(item["path"]): str(item["hash"]) for item in document["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _error(code: str, what: str, fix: str) -> Issue:
    return Issue(Severity.ERROR, code, what, fix)


def _few(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
