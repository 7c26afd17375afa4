"""Assumptions in both languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.maps.notes import bilingual_note
from sim.maps.style import Words
from sim.network.build import load_network

DATA = Path(__file__).parents[3] / "network_data"


def test_numbers_go_where_they_belong() -> None:
    note = (
        "Lines without any evidence run every 6 minutes in the peaks (07:00-09:00, 17:00-19:00) "
        "and every 8 minutes else, from the first to the last train of 2025; each of several "
        "branches gets its part of these trains."
    )
    said = bilingual_note(note)
    assert isinstance(said, Words)
    assert said.en == note
    assert said.zh.startswith(
        "没有任何资料的线路，高峰（07:00-09:00, 17:00-19:00）每6分钟一班，其余时段每8分钟一班"
    )


@pytest.mark.parametrize("text", ["", "Trains are those of the timetable", "No rule knows this."])
def test_unknown_sentence_stays_as_it_is(text: str) -> None:
    assert bilingual_note(text) == text


def test_every_assumption_of_the_real_network_is_known() -> None:
    """A sentence changed in the network must be changed here too."""
    notes = load_network(DATA, date(2020, 12, 31)).assumptions
    assert notes
    assert [note for note in notes if isinstance(bilingual_note(note), str)] == []
