"""The text that describes a toy network: what it means, and what it says when it cannot be read."""

from __future__ import annotations

import pytest

from sim import toy
from sim.errors import NetworkError


def test_every_statement() -> None:
    town = toy.build(
        """
        # a comment
        mode rail: slack 300, alight 120
        line red tram every 10 06:00-09:00 every 20 09:00-22:00 oneway: A +0, B +4/+5, C +9:30
        train T1 rail: D 07:10, E 25:40/25:42:30, A 26:00
        walk C D 3
        point home: A 4, B 9:15
        point work:
        direct home work 25
        """
    )
    network = town.network
    assert town.stop_ids == ("A", "B", "C", "D", "E")
    assert town.point_ids == ("home", "work")
    assert (network.modes["rail"].boarding_slack_s, network.modes["rail"].alighting_s) == (300, 120)
    assert (network.modes["tram"].boarding_slack_s, network.modes["tram"].alighting_s) == (0, 0)
    route = network.routes["red"]
    assert [(b.start_s, b.end_s, b.headway_s) for b in route.headways] == [
        (21_600, 32_400, 600),
        (32_400, 79_200, 1200),
    ]
    assert not route.branches[0].both_directions
    assert [stop.run_time_s for stop in route.branches[0].stops] == [0, 300, 270]
    assert [(c.stop_id, c.arrival_s, c.departure_s) for c in network.trains["T1"].calls] == [
        ("D", 25_800, 25_800),
        ("E", 92_400, 92_550),
        ("A", 93_600, 93_600),
    ]
    assert list(zip(town.transfers.from_index, town.transfers.to_index, town.transfers.time_s, strict=True)) == [(2, 3, 180), (3, 2, 180)]  # fmt: skip
    assert town.access.time_s.tolist() == [240, 555]
    assert town.direct.time_s.tolist() == [0, 1500, 1500, 0]
    assert network.transfer_times["C", "D"].time_s == 180


def test_same_text_same_network() -> None:
    text = "line red tram every 10 06:00-22:00: A +0, B +5"
    assert toy.build(text).network.fingerprint == toy.build(text).network.fingerprint


@pytest.mark.parametrize(
    "line",
    [
        "tram red every 10",
        "line red tram every 10 06:00-22:00: A +0, B",
        "line red tram each 10 06:00-22:00: A +0, B +5",
        "line red tram every ten 06:00-22:00: A +0, B +5",
        "train T1 rail: A 7, B 8",
        "line red tram: A +0, B +5 every 10",
        "line red tram every 10",
        "line red",
        "walk A B",
        "mode rail: slak 3",
        "point home: A",
    ],
)
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(NetworkError, match=r"toy network, line 2: cannot read '.+'"):
        toy.build(f"# first line\n{line}")


def test_walk_to_nowhere() -> None:
    with pytest.raises(NetworkError, match="a walk leads to Q, where nothing stops"):
        toy.build("train T1 rail: A 07:10, B 07:20\nwalk A Q 3")
