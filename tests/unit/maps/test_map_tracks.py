"""Pieces of line: their status on the date and against the baseline, and where they run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from map_sample import sample_base, sample_baseline, sample_network

from sim.maps.tracks import Status, Tracks, hops_by_status, lines_calling, runs, sectioned_modes
from sim.network.model import Branch, Network, RouteId, StopId


def statuses(network: Network, baseline: Network | None) -> dict[str, Status]:
    return {
        f"{hop.from_stop_id}{hop.to_stop_id}": hop.status
        for hop in hops_by_status(network, baseline)
    }


def test_status_without_a_baseline_follows_the_date() -> None:
    # b0 (F-G) closed in 2014: gone; b1 (E-F) opens in 2023, r3 (C-D) has no date: pending.
    assert statuses(sample_network(), None) == {
        "AB": Status.OPEN,
        "BC": Status.OPEN,
        "CD": Status.PENDING,
        "BE": Status.OPEN,
        "EF": Status.PENDING,
    }


def test_baseline_shows_what_the_scenario_changed() -> None:
    found = statuses(sample_network(), sample_baseline())
    assert found["BC"] is Status.OPENED
    assert found["EF"] is Status.WITHDRAWN
    assert found["AB"] is Status.OPEN


def test_line_removed_by_the_scenario_is_shown_as_closed() -> None:
    network = sample_network()
    without = replace(
        network, routes={key: route for key, route in network.routes.items() if key != "blue"}
    )
    assert statuses(without, network)["BE"] is Status.WITHDRAWN


def test_track_shared_by_two_branches_is_drawn_once() -> None:
    network = sample_network()
    red = network.routes[RouteId("red")]
    twice = replace(red, branches=(*red.branches, Branch("other", red.branches[0].stops)))
    doubled = replace(network, routes={**network.routes, RouteId("red"): twice})
    assert statuses(doubled, None).keys() == statuses(network, None).keys()


def test_modes_with_sections_are_found_by_their_sections() -> None:
    assert sectioned_modes(sample_network()) == {"train"}


def test_line_calls_only_where_track_and_platform_are_open() -> None:
    calling = lines_calling(sample_network())
    assert calling[StopId("B")] == ("red", "blue")
    assert StopId("D") not in calling
    assert StopId("F") not in calling


def test_neighbouring_hops_of_a_section_make_one_run() -> None:
    hops = hops_by_status(sample_network(), None)
    assert [len(piece) for piece in runs(hops)] == [1, 1, 1, 1, 1]
    red = [hop for hop in hops if hop.route.route_id == "red"]
    same = tuple(replace(hop, section=red[0].section, status=Status.OPEN) for hop in red)
    assert [len(piece) for piece in runs(same)] == [3]


def test_geometry_follows_the_drawn_track_else_is_straight() -> None:
    network = sample_network()
    tracks = Tracks(sample_base().metro, (network,))
    by_ends = {f"{h.from_stop_id}{h.to_stop_id}": h for h in hops_by_status(network, None)}
    bent = tracks.between(by_ends["AB"])
    assert np.allclose(bent, [[120.10, 30.25], [120.125, 30.258], [120.15, 30.26]], atol=1e-6)
    # D lies 5 km beyond the end of the drawn track, the blue line has none.
    assert len(tracks.between(by_ends["CD"])) == 2
    assert tracks.between(by_ends["BE"]).tolist() == [[120.15, 30.26], [120.15, 30.30]]
