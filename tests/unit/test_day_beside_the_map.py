"""A map drawn again links the page of its run's day only where that very page lies beside it."""

from __future__ import annotations

from pathlib import Path

from sim.study.execute import _day_beside


def test_the_day_is_linked_where_it_lies_beside_the_map(tmp_path: Path) -> None:
    run, other = tmp_path / "run", tmp_path / "other"
    run.mkdir()
    other.mkdir()
    assert _day_beside(run, run / "map.html") == ""  # the run has no day
    (run / "day.html").write_text("a day")
    assert _day_beside(run, run / "osm.html") == "day.html"
    assert _day_beside(run, other / "map.html") == ""
    (other / "day.html").write_text("a day of another run")
    assert _day_beside(run, other / "map.html") == ""
    (other / "day.html").write_text("a day")
    assert _day_beside(run, other / "map.html") == "day.html"
