"""The helper process of an experiment: it simulates replications that it is told the number of.

Started by `sim.hub.experiment.pool` as ``python -m sim.hub.experiment.helper``; not for people. A
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


def serve(asked: IO[bytes], told: IO[bytes]) -> None:
    """Read ``(simulate, inputs, seed)``, then numbers of replications until the input ends.

    Tells ``("ready",)`` once, and for every number ``("done", outcome)`` or ``("failed",)``:
    whoever asked simulates a failed one again and sees the error itself.
    """
    simulate, inputs, seed = pickle.load(asked)  # noqa: S301 - from the process that started this
    _tell(told, "ready")
    while True:
        try:
            replication = pickle.load(asked)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        try:
            outcome = simulate(inputs, seed, replication)
        except Exception:  # noqa: BLE001 - told, and met again by whoever asked
            _tell(told, "failed")
        else:
            _tell(told, "done", outcome)


def _tell(told: IO[bytes], *message: object) -> None:
    pickle.dump(message, told, protocol=5)
    told.flush()


def main() -> None:
    """Serve on standard input and output; whatever else prints goes to standard error."""
    signal.signal(signal.SIGTERM, _stop)
    told = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with suppress(KeyboardInterrupt, BrokenPipeError, EOFError):
        serve(sys.stdin.buffer, told)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """End as after Ctrl-C."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
