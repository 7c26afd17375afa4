"""How kernels are compiled, and the two numbers they all share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

__all__ = ["NEVER", "UNREACHABLE", "compiled"]

NEVER = 2**30
"""A time later than all others (inside the search)."""

UNREACHABLE = -1
"""The travel time of a destination that cannot be reached (in results)."""

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile with an on-disk cache; the compiled code runs without Python's global lock.

    Integers divide and overflow as the processor does it: kernels never divide by zero, and the
    arrays they see are checked before.
    """
    return cast("Function", numba.njit(cache=True, nogil=True, error_model="numpy")(function))
