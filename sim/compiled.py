"""How kernels are compiled: once, kept on disk, and free of Python's global lock.

Numba keeps compiled code beside the module it comes from and looks at that module's date only.
Kernels call each other across modules and are compiled into one another, so an edit of one module
would leave the old code inside the others. The cache here therefore lies in a folder named after
the content of all kernel modules together: any edit opens a new one.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import config

__all__ = ["cache_folder", "compiled", "kernels_are_compiled", "note_compiled"]

Function = TypeVar("Function", bound=Callable[..., Any])

_HERE = Path(__file__).parent
_MARK = "complete"
_KEPT_S = 7 * 24 * 3600
_HOMES = (
    _HERE / "accessibility" / "kernels.py",
    _HERE / "demand",
    _HERE / "routing",
    _HERE / "network" / "streets",
    _HERE / "hub" / "flow" / "queue_kernels.py",
    _HERE / "hub" / "metro" / "boarding.py",
)


@cache
def cache_folder() -> Path:
    """Folder of the compiled code of the kernels as they are now; Numba's own, if one is set.

    Examples
    --------
    >>> cache_folder().name.startswith("kernels-")
    True
    """
    digest = blake2b(digest_size=8)
    for home in _HOMES:
        for path in sorted(home.rglob("*.py")) if home.is_dir() else [home]:
            digest.update(path.relative_to(_HERE).as_posix().encode())
            digest.update(path.read_bytes())
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    folder = (Path(chosen) if chosen else _HERE / "__pycache__") / f"kernels-{digest.hexdigest()}"
    if not folder.exists():
        _forget_old_kernels(folder.parent)
    return folder


def _forget_old_kernels(home: Path) -> None:
    """Delete what earlier versions compiled, if nobody has used it for a week."""
    for folder in home.glob("kernels-*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _KEPT_S:
                shutil.rmtree(folder, ignore_errors=True)


def kernels_are_compiled() -> bool:
    """Whether all these kernels were compiled here before: else the first search takes a while."""
    return (cache_folder() / _MARK).exists()


def note_compiled() -> None:
    """Remember that all kernels are compiled; where nothing can be kept, nothing is noted."""
    with suppress(OSError):
        (cache_folder() / _MARK).touch()


def compiled(function: Function) -> Function:
    """Compile on the first call; the compiled code runs without Python's global lock.

    Integers divide and overflow as the processor does it: kernels never divide by zero, and the
    arrays they see are checked before.

    Examples
    --------
    >>> @compiled
    ... def double(number: int) -> int:
    ...     return 2 * number
    >>> double(21)
    42
    """
    before = config.CACHE_DIR  # type: ignore[attr-defined]
    config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]
    try:
        decorate = numba.njit(cache=_is_kernel(function), nogil=True, error_model="numpy")
        return cast("Function", decorate(function))
    finally:
        config.CACHE_DIR = before  # type: ignore[attr-defined]


def _is_kernel(function: Callable[..., Any]) -> bool:
    """Only what lies in a file can be kept on disk."""
    return Path(function.__code__.co_filename).is_file()
