"""Sub-centres stand beside the places of the clause and are never counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
from indicator_samples import hub

from sim.indicators import Evidence, Target
from sim.indicators.airport_corridors import compute
from sim.network.examples import empty
from sim.network.model import Network

NAMED = 9
"""Two centres, four main stations and three cities: the places of the target's threshold."""


def stations() -> Network:
    names = ("hangzhou", "hangzhou_east", "hangzhou_west", "hangzhou_south")
    return replace(empty(), hubs={one.hub_id: one for one in map(hub, names)})


def times(target: Target, *, others_min: float, sub_centre_min: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "destination_id": [item.id for item in target.items],
            "departure_s": 28_800,
            "time_s": [
                60.0 * (others_min if item.counted else sub_centre_min) for item in target.items
            ],
        }
    )


def test_sub_centres_are_shown_and_not_counted(
    evidence_of: Callable[..., Evidence], targets: tuple[Target, ...]
) -> None:
    target = next(one for one in targets if one.id == "airport_corridors")
    asked = times(target, others_min=50.0, sub_centre_min=70.0)
    values = {
        one.definition_id: one for one in compute(evidence_of(stations(), corridor_times=asked))
    }
    assert values["within_60"].value == NAMED
    assert values["within_60"].caveats == ()
    assert values["worst_median"].value == 50.0
    detail = values["within_60"].detail
    beside = detail[~detail["counted"]]
    assert set(beside["group"]) == {"sub_centre"}
    assert set(beside["median_min"]) == {70.0}
    assert len(detail) == NAMED + len(beside)


def test_a_sub_centre_that_is_near_adds_nothing(
    evidence_of: Callable[..., Evidence], targets: tuple[Target, ...]
) -> None:
    target = next(one for one in targets if one.id == "airport_corridors")
    asked = times(target, others_min=70.0, sub_centre_min=10.0)
    values = {
        one.definition_id: one for one in compute(evidence_of(stations(), corridor_times=asked))
    }
    assert values["within_60"].value == 0.0


def test_sub_centres_name_the_plan_they_are_from(targets: tuple[Target, ...]) -> None:
    target = next(one for one in targets if one.id == "airport_corridors")
    beside = [item for item in target.items if not item.counted]
    assert {"linping_new_city", "xiasha", "xiaoshan_centre", "binjiang_hi_tech"} <= {
        item.id for item in beside
    }
    assert all("plan" in item.source for item in beside)
    assert sum(item.counted for item in target.items) == NAMED
