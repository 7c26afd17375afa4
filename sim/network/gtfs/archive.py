"""The text files of a feed, as bytes, from a zip file or a folder."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path, PurePosixPath

from sim.errors import Issue, Severity

__all__ = ["feed_bytes", "feed_names"]

_MARK = "stop_times.txt"


def feed_names(paths: Sequence[Path]) -> tuple[str, ...]:
    """Name of each feed: the file's name without ``.zip``; a second of that name gets ``-2``.

    Examples
    --------
    >>> feed_names([Path("a/bus.zip"), Path("rail"), Path("b/bus.zip")])
    ('bus', 'rail', 'bus-2')
    """
    names: list[str] = []
    for path in paths:
        stem = path.stem if path.suffix.lower() == ".zip" else path.name
        name, number = stem, 2
        while name in names:
            name, number = f"{stem}-{number}", number + 1
        names.append(name)
    return tuple(names)


def feed_bytes(
    path: Path, wanted: Collection[str]
) -> tuple[Mapping[str, bytes], tuple[Issue, ...]]:
    """Read the wanted files that are there; a feed inside one sub-folder is found too.

    Examples
    --------
    >>> files, issues = feed_bytes(Path("no_such_feed.zip"), ["stops.txt"])
    >>> dict(files), [issue.code for issue in issues]
    ({}, ['missing-feed'])
    """
    try:
        if path.is_dir():
            return _from_folder(path, wanted), ()
        if not path.exists():
            fix = "check the path; a feed is a .zip file or a folder of .txt files"
            return {}, (Issue(Severity.ERROR, "missing-feed", "there is no such feed", fix, path),)
        return _from_zip(path, wanted), ()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        what = f"the file cannot be opened as a zip archive ({error})"
        fix = "download it again, or give the folder with its .txt files"
        return {}, (Issue(Severity.ERROR, "bad-zip", what, fix, path),)
    except OSError as error:
        what = f"the feed cannot be read ({error.strerror or error})"
        return {}, (
            Issue(Severity.ERROR, "unreadable-feed", what, "check its access rights", path),
        )


def _from_folder(path: Path, wanted: Collection[str]) -> dict[str, bytes]:
    folders = [path, *sorted(child for child in path.iterdir() if child.is_dir())]
    home = next((folder for folder in folders if (folder / _MARK).is_file()), path)
    return {name: (home / name).read_bytes() for name in wanted if (home / name).is_file()}


def _from_zip(path: Path, wanted: Collection[str]) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        members = [PurePosixPath(name.replace("\\", "/")) for name in archive.namelist()]
        real = dict(zip(members, archive.namelist(), strict=True))
        homes = sorted(
            (len(m.parts), str(m.parent)) for m in members if m.name == _MARK and not _is_junk(m)
        )
        home = PurePosixPath(homes[0][1] if homes else ".")
        return {name: archive.read(real[home / name]) for name in wanted if home / name in real}


def _is_junk(member: PurePosixPath) -> bool:
    """Whether a file manager left the file in the archive."""
    return "__MACOSX" in member.parts
