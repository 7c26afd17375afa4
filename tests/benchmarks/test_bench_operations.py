"""The two engines of the operations benchmark do the same work."""

from __future__ import annotations

import numpy as np
from bench_job import HubDay, Job
from bench_operations import _costs, _equal
from bench_operations_engines import batched, plain_simpy
from test_benchmark import outcome


def test_both_engines_let_every_person_leave_at_the_same_moment() -> None:
    job = Job("ours, facility", ".", HubDay(people=150, lanes=2))
    ours, theirs = batched(job).run(), plain_simpy(job).run()
    assert ours.counts["visits"] == theirs.counts["visits"] == 150 * 8
    assert np.abs(ours.array() - theirs.array()).max() < 1e-9
    assert ours.units == theirs.units == 1  # thousands of visits


def test_costs_say_how_time_grows() -> None:
    # twice the people in twice the seconds: 2.00 per doubling
    found = []
    for people, seconds in ((20_000, 1.0), (40_000, 2.0)):
        one = outcome(seconds, work=0)
        lap = type(one.runs[0])(seconds, seconds, 100.0, 0.5, {"visits": 8 * people})
        job = Job("ours, facility", ".", HubDay(people, 50))
        found.append(type(one)(job, lap, lap, lap, (lap,)))
    rows = _costs(found).rows
    assert rows[0][:6] == ("20,000", "50", "160,000", "1.00", "1.00", "160,000")
    assert rows[1][6] == "2.00"
    assert _equal([]) == ([], [])
