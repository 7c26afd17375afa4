"""How loops over streets are compiled: once, kept on disk, and free of Python's global lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

__all__ = ["compiled"]

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile with an on-disk cache; threads run the compiled code at the same time."""
    return cast("Function", numba.njit(cache=True, nogil=True)(function))
