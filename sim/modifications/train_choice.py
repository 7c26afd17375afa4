"""Trains as planners choose them: by number, or by where they begin, end and call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.modifications.base import Problem, error
from sim.modifications.draft import Draft
from sim.modifications.names import did_you_mean
from sim.network.model import StopId, Train

__all__ = ["chosen_trains", "train_problems"]


def train_problems(draft: Draft, numbers: Sequence[str], key: str) -> Iterator[Problem]:
    """One problem for each number that no train has; unknown while the draft has no trains.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> [problem.fix for problem in train_problems(Draft(two_line_network()), ["G11"], "trains")]
    ["did you mean 'G1'?"]
    """
    if not draft.trains:
        return
    known = {train.number for train in draft.trains.values()}
    for place, number in enumerate(numbers):
        if number not in known:
            yield error(
                "unknown-train",
                f"the timetable has no train '{number}'",
                did_you_mean(number, known, "write the number as in the timetable, such as G7501"),
                key,
                place,
            )


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
        if (not numbers or train.number in numbers)
        and origin in (None, train.calls[0].stop_id)
        and destination in (None, train.calls[-1].stop_id)
        and (via is None or any(call.stop_id == via for call in train.calls))
    )
