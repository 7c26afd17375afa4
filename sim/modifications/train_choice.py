"""Trains as planners choose them: by number, or by where they begin, end and call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.modifications.base import Problem, error
from sim.modifications.draft import Draft
from sim.modifications.names import did_you_mean
from sim.network.model import StopId, Train

__all__ = ["KNOWN_NUMBERS", "bears_number", "chosen_trains", "train_problems"]

KNOWN_NUMBERS = "numbers of the trains of the timetable"
"""Key under which a network without trains keeps the numbers of its timetable in ``derived``."""

_ASSUMED = "S-"
"""How numbers of the trains begin that a scenario adds."""


def bears_number(train_number: str, asked: str) -> bool:
    """Whether a train is meant by a number: the whole of it, or either half of a pair.

    A train that changes its direction on the way has two numbers, ``G1221/G1224``.

    Examples
    --------
    >>> [bears_number("G1221/G1224", asked) for asked in ("G1224", "G1221/G1224", "G122")]
    [True, True, False]
    """
    return asked == train_number or asked in train_number.split("/")


def train_problems(draft: Draft, numbers: Sequence[str], key: str) -> Iterator[Problem]:
    """One problem for each number that no train has, whole or as a half of a pair.

    A draft without trains goes by the numbers its network keeps under `KNOWN_NUMBERS`, and passes
    those of assumed trains (``S-…``), which earlier entries may add; where there are none either,
    nothing is known and nothing is told.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> [problem.fix for problem in train_problems(Draft(two_line_network()), ["G11"], "trains")]
    ["did you mean 'G1'?"]
    """
    known = _numbers(draft)
    if not known:
        return
    for place, number in enumerate(numbers):
        if number not in known and (draft.trains or not number.startswith(_ASSUMED)):
            yield error(
                "unknown-train",
                f"the timetable has no train '{number}'",
                did_you_mean(number, known, "write the number as in the timetable, such as G7501"),
                key,
                place,
            )


def _numbers(draft: Draft) -> set[str]:
    """Numbers that a planner may write, halves of pairs included."""
    kept = draft.base.derived.get(KNOWN_NUMBERS, ())
    whole = [train.number for train in draft.trains.values()]
    if not whole and isinstance(kept, frozenset):
        whole = [str(number) for number in kept]
    return {*whole, *(half for number in whole for half in number.split("/"))}


def chosen_trains(
    draft: Draft,
    numbers: Sequence[str] = (),
    *,
    origin: StopId | None = None,
    destination: StopId | None = None,
    via: StopId | None = None,
) -> tuple[Train, ...]:
    """Trains of these numbers, or all, that begin, end and call where it is asked.

    `via` is a call anywhere on the way, the ends included. What is not given does not restrict.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> draft = Draft(two_line_network())
    >>> [train.number for train in chosen_trains(draft, origin="R_central")]
    ['G1']
    """
    return tuple(
        train
        for train in draft.trains.values()
        if (not numbers or any(bears_number(train.number, number) for number in numbers))
        and origin in (None, train.calls[0].stop_id)
        and destination in (None, train.calls[-1].stop_id)
        and (via is None or any(call.stop_id == via for call in train.calls))
    )
