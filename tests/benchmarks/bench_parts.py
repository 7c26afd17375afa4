"""Where the seconds of a long piece of work go: some of its functions are timed."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar
from unittest.mock import patch

__all__ = ["Clock", "timed_parts"]

Result = TypeVar("Result")


class Clock:
    """Seconds by name, and how often each was called."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.calls: dict[str, int] = {}

    def timed(self, name: str, function: Callable[..., Result]) -> Callable[..., Result]:
        """The same function; its seconds are added to those of the name."""

        @functools.wraps(function)
        def run(*given: object, **named: object) -> Result:
            begin = time.perf_counter()
            try:
                return function(*given, **named)
            finally:
                took = time.perf_counter() - begin
                self.seconds[name] = self.seconds.get(name, 0.0) + took
                self.calls[name] = self.calls.get(name, 0) + 1

        return run


@contextmanager
def timed_parts(parts: Mapping[str, Sequence[str]]) -> Iterator[Clock]:
    """While it lasts, the functions named ``module.function`` under each part are timed.

    A module must look the function up in itself when it calls it; names bound elsewhere stay bare.

    Examples
    --------
    >>> import json
    >>> with timed_parts({"writing": ["json.dumps"]}) as clock:
    ...     _ = json.dumps(1), json.dumps(2)
    >>> clock.calls
    {'writing': 2}
    """
    import importlib

    clock, patches = Clock(), []
    for part, functions in parts.items():
        for dotted in functions:
            module, name = dotted.rsplit(".", 1)
            place = importlib.import_module(module)
            patches.append(patch.object(place, name, clock.timed(part, getattr(place, name))))
    for one in patches:
        one.start()
    try:
        yield clock
    finally:
        for one in patches:
            one.stop()
