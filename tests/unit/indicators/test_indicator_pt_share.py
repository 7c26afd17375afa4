"""Shares of public transport by every definition, each derived by hand from a table of trips."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from sim.errors import DataError
from sim.indicators import Evidence, IndicatorValue, Target, detail_tables, target_board
from sim.indicators.pt_share import compute
from sim.network.examples import empty

KINDS = {
    # alternative: kind, motorised, public
    "walk": ("walk", False, False),
    "cycle": ("cycle", False, False),
    "transit": ("transit", True, True),
    "car": ("drive", True, False),
    "taxi": ("hire", True, False),
}


def rows(
    area: str, travellers: str, purpose: str, period: str, *trips: float, boardings: float = 0.0
) -> list[dict[str, object]]:
    return [
        {
            "area_id": area,
            "travellers": travellers,
            "purpose": purpose,
            "period": period,
            "alternative": name,
            "alternative_zh": name,
            "alternative_en": name,
            "kind": kind,
            "is_motorised": motorised,
            "is_public_transport": public,
            "trips": number,
            "boardings": boardings if public else 0.0,
        }
        for (name, (kind, motorised, public)), number in zip(KINDS.items(), trips, strict=True)
    ]


SHARES = pd.DataFrame(
    [
        *rows("urban", "residents", "all", "day", 260, 400, 240, 200, 60),
        *rows("urban", "everybody", "all", "day", 260, 400, 290, 200, 90, boardings=580),
        *rows("urban", "residents", "commuting", "day", 30, 90, 90, 50, 10),
        *rows("urban", "residents", "all", "am_peak", 30, 90, 60, 30, 10),
        *rows("main_city", "residents", "all", "day", 100, 100, 120, 60, 20),
        *rows("city", "residents", "all", "day", 400, 600, 300, 400, 50),
    ]
)
INTERVALS = pd.DataFrame(
    {
        "definition": ["motorised_residents", "commuting"],
        "low": [44.0, float("nan")],
        "high": [52.5, float("nan")],
        "probability": [0.0, float("nan")],
    }
)


@pytest.fixture
def values(evidence_of: Callable[..., Evidence]) -> dict[str, IndicatorValue]:
    evidence = evidence_of(
        empty(),
        mode_shares=SHARES,
        ebike_share=0.65,
        pt_share_intervals=INTERVALS,
        demand_caveats=("calibrated",),
    )
    return {value.definition_id: value for value in compute(evidence)}


@pytest.mark.parametrize(
    ("definition", "share"),
    [
        ("motorised_residents", 48.0),  # 240 / (240 + 200 + 60)
        ("ebikes_motorised", 31.578947),  # 240 / (500 + 0.65 x 400)
        ("everybody", 50.0),  # 290 / (290 + 200 + 90)
        ("main_city", 60.0),  # 120 / 200
        ("whole_city", 40.0),  # 300 / 750
        ("commuting", 60.0),  # 90 / 150
        ("morning_peak", 60.0),  # 60 / 100
        ("boardings", 66.666667),  # 580 / (580 + 200 + 90)
    ],
)
def test_every_definition(values: dict[str, IndicatorValue], definition: str, share: float) -> None:
    assert values[definition].value == share
    assert values[definition].quality.text() == "modelled"


def test_intervals_go_with_their_definition(values: dict[str, IndicatorValue]) -> None:
    headline = values["motorised_residents"]
    assert (headline.low, headline.high, headline.probability) == (44.0, 52.5, 0.0)
    for definition in ("commuting", "boardings"):  # missing in its row, or without a row
        value = values[definition]
        assert (value.low, value.high, value.probability) == (None, None, None)


def test_what_the_run_says_stands_with_the_headline(values: dict[str, IndicatorValue]) -> None:
    assert values["motorised_residents"].caveats == ("calibrated",)
    assert values["boardings"].caveats == ()


def test_details_add_up_to_the_share(values: dict[str, IndicatorValue]) -> None:
    table = detail_tables(tuple(values.values()))["pt_share"]
    assert len(table) == 8 * 5
    sums = table.groupby("definition")[["above", "below"]].sum()
    for definition, value in values.items():
        above, below = sums.loc[definition]
        assert value.value == pytest.approx(100 * above / below)


def test_without_demand_the_reason_is_told(
    evidence_of: Callable[..., Evidence], targets: tuple[Target, ...]
) -> None:
    off = evidence_of(empty(), demand_reason="the scenario switches demand off")
    board = [row for row in target_board(compute(off), targets) if row.target_id == "pt_share"]
    assert {row.verdict for row in board} == {"not_computed"}
    assert {row.caveats for row in board} == {("not computed: the scenario switches demand off",)}
    assert compute(evidence_of(empty()))[0].caveats == ("not computed: no demand model at hand",)


def test_ebikes_need_their_share(evidence_of: Callable[..., Evidence]) -> None:
    found = compute(evidence_of(empty(), mode_shares=SHARES))
    value = {one.definition_id: one for one in found}["ebikes_motorised"]
    assert value.value is None
    assert "ebike_share" in value.caveats[0]


def test_nobody_travels(evidence_of: Callable[..., Evidence]) -> None:
    still = SHARES.assign(trips=0.0, boardings=0.0)
    for value in compute(evidence_of(empty(), mode_shares=still, ebike_share=0.65)):
        assert value.value is None
        assert value.caveats == ("not computed: nobody makes a motorised trip",)


def test_a_table_without_the_area_is_refused(evidence_of: Callable[..., Evidence]) -> None:
    part = SHARES[SHARES["area_id"] != "city"]
    with pytest.raises(DataError, match=r"no trips of area_id city.*look at demand/areas"):
        compute(evidence_of(empty(), mode_shares=part, ebike_share=0.65))
    with pytest.raises(DataError, match="'mode_shares' has no column 'kind'"):
        compute(evidence_of(empty(), mode_shares=SHARES.drop(columns="kind"), ebike_share=0.65))
