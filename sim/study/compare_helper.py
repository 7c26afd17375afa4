"""The helper process of a comparison: it takes work on its input and tells progress on its output.

Started by `sim.study.compare_pool` as ``python -m sim.study.compare_helper``; not for people. A
program of its own and not a fork, so that it works from notebooks, scripts and on every system.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from contextlib import suppress
from types import FrameType
from typing import IO

__all__ = ["main", "serve"]


def serve(works: IO[bytes], told: IO[bytes]) -> None:
    """Do pickled `Work` one after the other until the input ends.

    Each gives any number of ``("progress", title, share)``, then ``("done",)`` or ``("failed",)``:
    whoever asked does a failed piece again and sees the error itself.
    """
    from sim.study.compare_work import do_work  # noqa: PLC0415 - the second it takes is waited for

    def tell(*message: object) -> None:
        pickle.dump(message, told)
        told.flush()

    tell("ready")
    while True:
        try:
            work = pickle.load(works)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        try:
            do_work(work, lambda title, share: tell("progress", title, share))
        except Exception:  # noqa: BLE001 - told, and met again by whoever asked
            tell("failed")
        else:
            tell("done")


def main() -> None:
    """Serve on standard input and output; whatever else prints goes to standard error."""
    signal.signal(signal.SIGTERM, _stop)
    told = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with suppress(KeyboardInterrupt, BrokenPipeError):
        serve(sys.stdin.buffer, told)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """End as after Ctrl-C, so that nothing half-written is left behind."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
