"""Replications over cores: the same on one and on two, stopped after whole blocks."""

from __future__ import annotations

import io
import pickle
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import NetworkError
from sim.hub.experiment.helper import serve
from sim.hub.experiment.outcome import Experiment, Outcome
from sim.hub.experiment.pool import replicate
from sim.hub.experiment.stopping import Headline, StoppingRule
from sim.hub.experiment.tables import averaged, convergence, replication_rows

WAITS = (60.0, 80.0, 40.0, 61.0, 59.0, 60.0, 62.0, 58.0, 60.0, 60.0, 60.0, 60.0)


def day(waits, seed, replication):
    return Outcome({"wait_s": waits[replication] + seed, "people": 7.0})


def together(inputs, seed, replication):
    """A day that, where there is a helper, waits until that has simulated one as well."""
    waits, mark, cores = inputs
    if "sim.hub.experiment.helper" in str(getattr(sys.modules["__main__"], "__spec__", "")):
        Path(mark).touch()
    deadline = time.monotonic() + 30
    while cores > 1 and not Path(mark).exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    return day(waits, seed, replication)


def broken_once(waits, seed, replication):
    if replication == 0:
        raise NetworkError("not this one")
    return Outcome({"n": float(replication)})


def broken(waits, seed, replication):
    raise NetworkError(f"replication {replication} has no lanes")


def test_stops_after_the_first_block_that_is_sure():
    # half-widths (t s / sqrt n) of the first 3, 6 and 9: 49.7, 13.4 and 7.8; 15 % of 60 is 9
    found = replicate(
        day,
        WAITS,
        seed=0,
        rule=StoppingRule(3, 12, half_width_pct=15, block=3),
        headlines=[Headline("wait_s")],
        cores=1,
    )
    assert found.replications == 9
    assert found.unsure == ()
    assert found.values("wait_s") == WAITS[:9]


def test_what_is_not_sure_at_the_end_is_named():
    rule = StoppingRule(2, 4, half_width_pct=0.1, block=2)
    found = replicate(
        day, WAITS, seed=0, rule=rule, headlines=[Headline("people"), Headline("wait_s")], cores=1
    )
    assert (found.replications, found.unsure) == (4, ("wait_s",))


def test_without_headlines_the_least_is_enough():
    assert replicate(day, WAITS, seed=0, rule=StoppingRule(4, 9), cores=1).replications == 4


def test_progress_rises_to_one():
    told: list[float] = []
    replicate(day, WAITS, seed=0, rule=StoppingRule(3, 6), cores=1, share=told.append)
    assert told == [1 / 6, 2 / 6, 1.0]


def test_a_second_process_gives_the_same(monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    rule, headlines = StoppingRule(3, 12, half_width_pct=15, block=3), [Headline("wait_s")]

    def made(cores):
        inputs = (WAITS, str(tmp_path / "helped"), cores)
        return replicate(together, inputs, seed=2, rule=rule, headlines=headlines, cores=cores)

    assert made(1) == made(2)
    assert (tmp_path / "helped").exists()


def test_helper_tells_what_it_did_and_what_it_could_not_do():
    asked, told = io.BytesIO(), io.BytesIO()
    for what in ((broken_once, WAITS, 0), 0, 1):
        pickle.dump(what, asked)
    asked.seek(0)
    serve(asked, told)
    told.seek(0)
    assert [pickle.load(told) for _ in range(3)] == [
        ("ready",),
        ("failed",),
        ("done", Outcome({"n": 1.0})),
    ]


def test_what_cannot_be_sent_is_done_here():
    found = replicate(
        lambda inputs, seed, replication: Outcome({"n": float(replication)}),
        None,
        seed=0,
        rule=StoppingRule(2, 2),
        cores=2,
    )
    assert found.values("n") == (0.0, 1.0)


def test_an_error_of_a_replication_is_raised():
    with pytest.raises(NetworkError, match="replication 0 has no lanes"):
        replicate(broken, WAITS, seed=0, rule=StoppingRule(2, 2), cores=1)


def test_rows_and_convergence():
    days = Experiment(tuple(Outcome({"wait_s": value}) for value in (9.0, 10.0, 11.0)))
    rows = replication_rows(days, part="metro", facility_id="metro_1")
    assert rows["replication"].tolist() == [0, 1, 2]
    assert set(rows["facility_id"]) == {"metro_1"}
    table = convergence(rows)
    # s = 1, t(2) = 4.3027: half = 4.3027 / sqrt(3) = 2.4842
    last = table.iloc[-1]
    assert (last["replications"], last["mean"]) == (3, 10.0)
    assert last["half_width_pct"] == pytest.approx(24.842, abs=1e-3)
    assert convergence(rows.iloc[:0]).empty


def test_mean_of_tables_keeps_order_text_and_missing():
    one = pd.DataFrame({"at": ["b", "a"], "title": ["B", "A"], "n": [1, 4], "w": [1.0, None]})
    other = pd.DataFrame({"at": ["a", "c"], "title": ["A", "C"], "n": [6, 8], "w": [3.0, 5.0]})
    found = averaged([one, other], ["at"], largest=["n"])
    assert found["at"].tolist() == ["b", "a", "c"]
    assert found["title"].tolist() == ["B", "A", "C"]
    assert found["n"].tolist() == [1, 6, 8]
    assert found["w"].tolist() == [1.0, 3.0, 5.0]
    assert averaged([one.iloc[:0]], ["at"]).columns.tolist() == ["at", "title", "n", "w"]
    assert averaged([], ["at"]).empty
