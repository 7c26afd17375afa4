"""Walks between stops after the feed: what each kind of rule does to a walk on the streets."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.network.connectors import Links
from sim.network.gtfs import PathwayTable, ServiceDay, TransferTable, read_service_day
from sim.network.gtfs.examples import small_feed, write_feed
from sim.routing.transfer_rules import with_rules

A, B, C = 0, 1, 2


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> ServiceDay:
    folder = tmp_path_factory.mktemp("feed") / "bus"
    return read_service_day([write_feed(small_feed(), folder)], date(2019, 5, 13))


def ruled(
    day: ServiceDay,
    rules: list[tuple[int, int, int, int]],
    *,
    pathways: list[tuple[int, int, int]] | None = None,
) -> ServiceDay:
    columns = np.array(rules, np.int32).reshape(-1, 4).T
    ways = np.array(pathways or [], np.int32).reshape(-1, 3).T
    return replace(
        day,
        transfers=TransferTable(columns[0], columns[1], columns[2].astype(np.int8), columns[3]),
        pathways=PathwayTable(*ways),
    )


def walks(*rows: tuple[int, int, int]) -> Links:
    return Links(*np.array(rows, np.int32).reshape(-1, 3).T)


def table(links: Links) -> list[tuple[int, int, int]]:
    return list(
        zip(
            links.from_index.tolist(),
            links.to_index.tolist(),
            links.time_s.tolist(),
            strict=True,
        )
    )


def test_without_rules_the_walks_stay_as_they_are(day: ServiceDay) -> None:
    given = walks((A, B, 300), (B, A, 300))
    found = with_rules(given, day, slack_s=60, speed_m_per_s=1.0)
    assert found.links is given
    assert found.issues == ()


def test_minimum_time_holds_from_arrival_to_departure(day: ServiceDay) -> None:
    # 180 s with the slack of 60 s in it leave 120 s of walk; a minimum below the slack, none.
    ruled_day = ruled(day, [(A, B, 2, 180), (B, C, 2, 30), (C, C, 2, 240)])
    found = with_rules(walks((A, B, 300), (B, A, 300)), ruled_day, slack_s=60, speed_m_per_s=1.0)
    assert table(found.links) == [(A, B, 120), (B, A, 300), (B, C, 0), (C, C, 180)]


def test_forbidden_takes_the_walk_one_way_only(day: ServiceDay) -> None:
    ruled_day = ruled(day, [(A, B, 3, -1)])
    found = with_rules(walks((A, B, 300), (B, A, 300)), ruled_day, slack_s=60, speed_m_per_s=1.0)
    assert table(found.links) == [(B, A, 300)]


def test_forbidden_at_the_same_stop_is_told_not_followed(day: ServiceDay) -> None:
    ruled_day = ruled(day, [(A, A, 3, -1), (A, B, 3, -1)])
    found = with_rules(walks(), ruled_day, slack_s=60, speed_m_per_s=1.0)
    info, warning = found.issues
    assert info.what.startswith("0 minimum times, 1 forbidden transfers, ")
    assert info.what.endswith("are taken from bus")
    assert warning.code == "forbidden-stay"
    assert warning.what.startswith("1 rules that forbid to change at a stop")


def test_recommended_keeps_a_walk_or_makes_one(day: ServiceDay) -> None:
    # A and B lie 0.01 degrees apart on the parallel of 30: 0.01 · 111 320 m · cos 30° = 964 m; times
    # 1.3 at 1 m/s = 1253 s, give or take a few for the ellipsoid.
    ruled_day = ruled(day, [(A, B, 0, -1), (B, A, 1, -1), (C, C, 0, -1)])
    found = with_rules(walks((B, A, 300)), ruled_day, slack_s=60, speed_m_per_s=1.0)
    (one, other) = table(found.links)
    assert one[:2] == (A, B)
    assert one[2] == pytest.approx(0.01 * 111_320 * math.cos(math.radians(30)) * 1.3, rel=0.01)
    assert other == (B, A, 300)


def test_pathways_go_before_streets_and_rules_before_pathways(day: ServiceDay) -> None:
    ruled_day = ruled(day, [(B, A, 2, 200)], pathways=[(A, B, 45), (B, A, 45)])
    found = with_rules(walks((A, B, 300), (B, A, 300)), ruled_day, slack_s=60, speed_m_per_s=1.0)
    assert table(found.links) == [(A, B, 45), (B, A, 140)]
