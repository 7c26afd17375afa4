"""Lines and stations of all alternatives: each once, with who has it."""

from __future__ import annotations

from dataclasses import replace

from sim.maps.compare_examples import two_lines
from sim.maps.compare_network import shared_network
from sim.maps.frame import Frame
from sim.maps.marks import Popup, as_json
from sim.maps.style import Words
from sim.network.examples import hub


def row(popup: Popup, en: str) -> object:
    """Value of a row of a popup."""
    return next(row.value for row in popup.rows if row.en == en)


def test_line_is_cut_where_the_alternatives_part() -> None:
    pieces = shared_network(two_lines(), Frame()).pieces
    # A-B is open in both (bits 1 + 2 = 3), B-C in the plan only (bit 2).
    assert [piece.mask for piece in pieces] == [2, 3]
    longer, common = pieces
    assert row(common.popup, "In service in") == Words("所有方案", "all alternatives")
    assert row(longer.popup, "In service in") == Words("规划", "plan")
    assert row(longer.popup, "Length") == "10 km"


def test_stations_are_where_lines_call() -> None:
    stops = shared_network(two_lines(), Frame()).stops
    assert [(stop.popup.en, stop.mask, stop.lines) for stop in stops] == [
        ("A", 3, 1),
        ("B", 3, 1),
        ("C", 2, 1),
    ]


def test_three_alternatives_have_three_bits() -> None:
    inputs = two_lines()
    third = replace(inputs.alternatives[1], name="later")
    drawn = shared_network(replace(inputs, alternatives=(*inputs.alternatives, third)), Frame())
    # The plan's piece is in alternatives 1 and 2: 2 + 4; the common one in all: 1 + 2 + 4.
    assert [piece.mask for piece in drawn.pieces] == [6, 7]
    assert row(drawn.pieces[0].popup, "In service in") == Words("规划、规划", "plan, later")


def test_hub_that_changes_is_drawn_for_each_state() -> None:
    first, second = two_lines().alternatives
    planned = replace(hub("H", "A"), open_date=None)
    opened = hub("H", "A")
    inputs = replace(
        two_lines(),
        alternatives=(
            replace(first, network=replace(first.network, hubs={"H": planned})),
            replace(second, network=replace(second.network, hubs={"H": opened})),
        ),
    )
    drawn = shared_network(inputs, Frame())
    assert [icon.mask for icon in drawn.icons] == [1, 2]
    assert row(drawn.icons[0].icon.popup, "Status") == Words(
        "规划，无开通日期", "planned, no opening known"
    )
    # One name for both states.
    assert [label.mask for label in drawn.labels if label.label.kind == "hub"] == [3]


def test_records_travel_as_json() -> None:
    assert as_json(shared_network(two_lines(), Frame()))["pieces"][0]["mask"] == 2
