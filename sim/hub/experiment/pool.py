"""Replications over cores: this process and helpers take numbers from one list.

A replication depends on its inputs, the seed and its number alone, and the rule is looked at after
whole blocks, so the results are the same on one core and on many. Helpers may have begun
replications that turn out not to be needed; those are thrown away.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Generic, TypeVar

from sim.hub.experiment.outcome import Experiment, Outcome, Replicate
from sim.hub.experiment.stopping import Headline, StoppingRule, sizes, unsure

__all__ = ["replicate"]

Inputs = TypeVar("Inputs")

_PATIENCE_S = 20.0
_MOST_HELPERS = 15


def replicate(
    simulate: Replicate[Inputs],
    inputs: Inputs,
    *,
    seed: int,
    rule: StoppingRule,
    headlines: Sequence[Headline] = (),
    cores: int | None = None,
    share: Callable[[float], None] | None = None,
) -> Experiment:
    """Simulate days until the headlines are sure, at least and at most as the rule says.

    Parameters
    ----------
    simulate
        One replication, a function of a module (it is pickled by its name for the helpers).
    inputs
        What it is given beside seed and number; arrays and frozen records.
    seed
        The scenario's seed. The same in every scenario that is to be compared: with it and the
        number of the replication, all draws are common.
    rule, headlines
        When to stop; see `StoppingRule`. Without headlines, after the least number.
    cores
        Number of processes, this one included; by default one per processor. The results do not
        depend on it.
    share
        Called with the share of the most replications that is done, from one thread at a time.

    Returns
    -------
    Experiment
        The replications in their order, and what is not sure even so.

    Raises
    ------
    SimError
        What a replication raises.

    Examples
    --------
    >>> def day(number_of_people: int, seed: int, replication: int) -> Outcome:
    ...     return Outcome({"wait_s": 60.0 + replication % 2})
    >>> found = replicate(day, 100, seed=1, rule=StoppingRule(2, 6, 5.0, 2), cores=1,
    ...                   headlines=[Headline("wait_s")])
    >>> found.replications, found.interval("wait_s").mean
    (4, 60.5)
    """
    board = _Board(rule, headlines, share or (lambda _share: None))
    count = min(cores or _processors(), rule.most, 1 + _MOST_HELPERS)
    helpers = [_Helper((simulate, inputs, seed), board) for _ in range(count - 1)]
    try:
        while (replication := board.take()) is not None:
            board.put(replication, simulate(inputs, seed, replication))
        for helper in helpers:
            helper.wait()
        while (replication := board.take()) is not None:
            board.put(replication, simulate(inputs, seed, replication))
    finally:
        for helper in helpers:
            helper.stop()
    return board.experiment()


class _Board:
    """Numbers to be simulated, what came of them, and whether it is enough."""

    def __init__(
        self, rule: StoppingRule, headlines: Sequence[Headline], share: Callable[[float], None]
    ) -> None:
        self._rule, self._headlines, self._share = rule, tuple(headlines), share
        self._todo = deque(range(rule.most))
        self._sizes = deque(sizes(rule))
        self._found: dict[int, Outcome] = {}
        self._count: int | None = None
        self._unsure: tuple[str, ...] = ()
        self._lock = threading.RLock()

    @property
    def decided(self) -> bool:
        """Whether it is known how many replications count."""
        return self._count is not None

    def take(self) -> int | None:
        """Next number, or None where nothing is left to do."""
        with self._lock:
            return self._todo.popleft() if self._todo and not self.decided else None

    def give_back(self, replication: int) -> None:
        """Put back what could not be done."""
        with self._lock:
            self._todo.appendleft(replication)

    def put(self, replication: int, outcome: Outcome) -> None:
        """Enter an outcome, and look at the rule where a block is whole."""
        with self._lock:
            self._found[replication] = outcome
            while not self.decided and self._sizes and self._is_whole(self._sizes[0]):
                self._look(self._sizes.popleft())
            done = 1.0 if self.decided else len(self._found) / self._rule.most
            self._share(done)

    def experiment(self) -> Experiment:
        """The replications that count."""
        count = self._count or 0
        return Experiment(tuple(self._found[number] for number in range(count)), self._unsure)

    def _is_whole(self, size: int) -> bool:
        return all(number in self._found for number in range(size))

    def _look(self, size: int) -> None:
        first = Experiment(tuple(self._found[n] for n in range(size)))
        values = {measure: first.values(measure) for measure in first.measures}
        self._unsure = unsure(self._rule, self._headlines, values)
        if not self._unsure or size == self._rule.most:
            self._count = size


class _Helper(Generic[Inputs]):
    """A process that simulates, and the thread that feeds it."""

    def __init__(self, task: tuple[Replicate[Inputs], Inputs, int], board: _Board) -> None:
        self._board = board
        self._process = _start()
        self._thread = threading.Thread(
            target=self._feed, args=(task,), name="replications", daemon=True
        )
        self._thread.start()

    def wait(self) -> None:
        """Wait for what it has begun, unless that is not needed any more."""
        while self._thread.is_alive() and not self._board.decided:
            self._thread.join(0.05)

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._process.terminate()
        try:
            self._process.wait(timeout=_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._thread.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def _feed(self, task: tuple[Replicate[Inputs], Inputs, int]) -> None:
        to, of = self._process.stdin, self._process.stdout
        if to is None or of is None or not _sent(task, to) or _answer(of) != ("ready",):
            return
        while (replication := self._board.take()) is not None:
            answer = _answer(of) if _sent(replication, to) else None
            outcome = answer[1] if answer is not None and len(answer) == 2 else None
            if not isinstance(outcome, Outcome):
                self._board.give_back(replication)
                return
            self._board.put(replication, outcome)


def _start() -> subprocess.Popen[bytes]:
    root = str(Path(__file__).parents[3])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-m", "sim.hub.experiment.helper"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if os.environ.get("SIM_DEBUG") else subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )


def _sent(what: object, to: IO[bytes]) -> bool:
    """Send something to a helper; whether that was possible."""
    try:
        pickle.dump(what, to, protocol=5)
        to.flush()
    except (OSError, ValueError, TypeError, AttributeError, pickle.PickleError):
        return False
    return True


def _answer(of: IO[bytes]) -> tuple[object, ...] | None:
    """What a helper says, or None where it ended."""
    try:
        found = pickle.load(of)  # noqa: S301 - from our own process
    except (EOFError, OSError, ValueError, ImportError, AttributeError, pickle.PickleError):
        return None
    return found if isinstance(found, tuple) else None


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
