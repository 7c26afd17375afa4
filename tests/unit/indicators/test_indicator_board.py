"""The board: margins, verdicts, agreement of definitions, and its way to a file and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import OutputError
from sim.indicators import (
    BoardRow,
    IndicatorValue,
    Target,
    board_caveats,
    board_frame,
    board_from_frame,
    board_notes,
    board_table,
    target_board,
)
from sim.indicators.board import margin, overall_verdict
from sim.indicators.values import quality_mix
from sim.network.model import Quality


def value(target_id: str, definition_id: str, number: float | None, unit: str) -> IndicatorValue:
    return IndicatorValue(
        target_id, definition_id, number, unit, quality_mix([(Quality.PUBLISHED, 1)]),
        caveats=("seen",),
    )  # fmt: skip


@pytest.fixture
def values() -> list[IndicatorValue]:
    km = {"operating_length": 307.8, "unique_track": 307.8, "metro_only": 249.19}
    return [value("urban_rail_km", key, number, "km") for key, number in km.items()]


def rows_of(values: list[IndicatorValue], targets: tuple[Target, ...]) -> dict:
    return {(row.target_id, row.definition): row for row in target_board(values, targets)}


def test_definitions_that_disagree_are_said_so(
    values: list[IndicatorValue], targets: tuple[Target, ...]
) -> None:
    rows = rows_of(values, targets)
    assert rows["urban_rail_km", "operating_length"].verdict == "met"
    assert rows["urban_rail_km", "metro_only"].verdict == "missed"
    assert rows["urban_rail_km", "metro_only"].margin == -0.81
    assert rows["urban_rail_km", "inside_boundary"].verdict == "not_computed"
    for definition in ("operating_length", "metro_only"):
        row = rows["urban_rail_km", definition]
        assert row.overall == "depends"
        assert row.agreement == "met by 2 of 3 definitions, 1 not computed"


def test_every_target_and_definition_has_one_row_and_headlines_come_first(
    targets: tuple[Target, ...],
) -> None:
    rows = target_board([], targets)
    assert [row.target_id for row in rows if row.headline] == [target.id for target in targets]
    assert len(rows) == sum(len(target.definitions) for target in targets)
    assert len({(row.target_id, row.definition) for row in rows}) == len(rows)


def test_what_is_not_modelled_never_has_a_number(targets: tuple[Target, ...]) -> None:
    sneaked = [value("road_links", "county_towns_by_road", 48.0, "%")]
    row = rows_of(sneaked, targets)["road_links", "county_towns_by_road"]
    assert (row.value, row.margin, row.verdict, row.overall) == (
        None,
        None,
        "not_modelled",
        "not_modelled",
    )
    assert row.threshold is None


def test_about_40_begins_at_38(targets: tuple[Target, ...]) -> None:
    for number, verdict, distance in (
        (37.0, "missed", -1.0),
        (38.0, "met", 0.0),
        (40.0, "met", 2.0),
    ):
        values = [value("air_destinations", "airports", number, "destinations")]
        row = rows_of(values, targets)["air_destinations", "airports"]
        assert (row.verdict, row.margin) == (verdict, distance)


def test_a_threshold_of_its_own_and_its_own_comparator(targets: tuple[Target, ...]) -> None:
    values = [
        value("airport_corridors", "worst_median", 75.0, "min"),
        value("one_hour_circle", "population_60", 79.9, "%"),
    ]
    rows = rows_of(values, targets)
    worst = rows["airport_corridors", "worst_median"]
    assert (worst.threshold, worst.comparator, worst.margin) == (60, "<=", -15)
    people = rows["one_hour_circle", "population_60"]
    assert (people.threshold, people.verdict, people.margin) == (80, "missed", -0.1)


@given(
    number=st.floats(-1e6, 1e6),
    threshold=st.floats(-1e6, 1e6),
    comparator=st.sampled_from([">=", "<=", "=="]),
)
def test_met_exactly_where_the_margin_is_not_negative(
    number: float, threshold: float, comparator: str
) -> None:
    # To a millionth of the unit, the precision of margins.
    distance = margin(number, threshold, comparator)  # type: ignore[arg-type]
    slack = {">=": number - threshold, "<=": threshold - number, "==": -abs(number - threshold)}
    assert abs(distance - slack[comparator]) <= 1e-6


@pytest.mark.parametrize(
    ("headline", "verdicts", "overall", "words"),
    [
        ("met", ["met", "met"], "met", "met by all 2 definitions"),
        ("missed", ["missed", "missed"], "missed", "missed by all 2 definitions"),
        ("missed", ["missed", "met"], "depends", "met by 1 of 2 definitions"),
        ("met", ["met"], "met", "met by the only definition computed"),
        (
            "not_computed",
            ["not_computed", "met"],
            "not_computed",
            "headline not computed; met by the only definition computed, 1 not computed",
        ),
        ("not_computed", ["not_computed"], "not_computed", "no definition computed"),
        ("not_modelled", ["not_modelled"], "not_modelled", "not modelled yet"),
    ],
)
def test_overall(headline: str, verdicts: list[str], overall: str, words: str) -> None:
    assert overall_verdict(headline, verdicts) == (overall, words)  # type: ignore[arg-type]


def test_columns_of_the_file(values: list[IndicatorValue], targets: tuple[Target, ...]) -> None:
    frame = board_frame(target_board(values, targets))
    assert frame.columns.tolist() == [
        "target_id",
        "definition",
        "headline",
        "value",
        "unit",
        "threshold",
        "comparator",
        "margin",
        "verdict",
        "quality",
        "low",
        "high",
        "probability",
    ]
    assert frame["value"].isna().sum() == len(frame) - 3
    assert set(frame["verdict"]) == {"met", "missed", "not_modelled", "not_computed"}


def test_a_board_comes_back_from_its_file(
    values: list[IndicatorValue], targets: tuple[Target, ...], tmp_path: Path
) -> None:
    rows = target_board(values, targets)
    board_frame(rows).to_csv(tmp_path / "targets.csv", index=False)
    frame = pd.read_csv(tmp_path / "targets.csv")
    assert board_from_frame(frame, targets, board_caveats(rows)) == rows
    back = board_from_frame(frame, targets)
    assert board_frame(back).equals(board_frame(rows))
    assert [(row.overall, row.agreement) for row in back] == [
        (row.overall, row.agreement) for row in rows
    ]


def test_a_file_may_hold_a_choice_of_the_targets(targets: tuple[Target, ...]) -> None:
    frame = board_frame(target_board([], targets))
    some = board_from_frame(frame[frame["target_id"] == "hsr_lines"], targets)
    assert [row.definition for row in some] == ["complete", "any_part", "length_share"]


def test_a_file_of_another_document_is_refused(targets: tuple[Target, ...]) -> None:
    frame = board_frame(target_board([], targets))
    with pytest.raises(OutputError, match="do not belong together: 'air_destinations'"):
        board_from_frame(frame, [target for target in targets if target.id != "air_destinations"])
    with pytest.raises(OutputError, match="definition 'cities' is in one of them only"):
        board_from_frame(frame[frame["definition"] != "cities"], targets)
    odd = frame.assign(verdict="perhaps")
    with pytest.raises(OutputError, match="verdict 'perhaps'"):
        board_from_frame(odd, targets)


def test_printed_lines(values: list[IndicatorValue], targets: tuple[Target, ...]) -> None:
    lines = board_table(target_board(values, targets), targets)
    first, *others = lines
    assert (first.target, first.value, first.threshold, first.margin) == (
        "城市轨道交通里程 Urban rail length",
        "307.8 km",
        "≥ 250",
        "+57.8",
    )
    assert (first.definition, first.verdict) == (
        "运营线路长度 Operating length",
        "depends on definition",
    )
    assert (first.verdict_code, first.own_verdict, first.indent) == ("depends", "met", 0)
    assert [line.indent for line in others[:3]] == [1, 1, 1]
    assert (others[1].value, others[1].margin, others[1].verdict) == ("249.2 km", "-0.8", "missed")
    assert (others[2].value, others[2].verdict) == ("—", "not computed")
    air = next(line for line in lines if "航点" in line.target)
    assert air.threshold == "about 40 (≥ 38)"
    trams = next(line for line in lines if "Modern tram lines" in line.target)
    assert (trams.value, trams.threshold, trams.verdict) == ("—", "—", "not modelled yet")


def uncertain(targets: tuple[Target, ...]) -> tuple[BoardRow, ...]:
    """A share of 58.3 % between 54.1 and 62, met with a probability of 0.3149; others unknown."""
    share = value("pt_share", "motorised_residents", 58.3, "%")
    share = replace(share, low=54.08, high=62.0, probability=0.3149)
    return target_board([share, value("pt_share", "commuting", 61.0, "%")], targets)


def test_a_value_with_an_interval_is_judged_by_itself(targets: tuple[Target, ...]) -> None:
    rows = {row.definition: row for row in uncertain(targets) if row.target_id == "pt_share"}
    share = rows["motorised_residents"]
    assert (share.low, share.high, share.probability) == (54.08, 62.0, 0.3149)
    assert (share.verdict, share.margin) == ("missed", -1.7)
    without = rows["commuting"]
    assert (without.low, without.high, without.probability) == (None, None, None)


def test_intervals_come_back_from_the_file(targets: tuple[Target, ...], tmp_path: Path) -> None:
    rows = uncertain(targets)
    board_frame(rows).to_csv(tmp_path / "targets.csv", index=False)
    frame = pd.read_csv(tmp_path / "targets.csv")
    assert board_from_frame(frame, targets, board_caveats(rows)) == rows
    earlier = frame.drop(columns=["low", "high", "probability"])
    share = next(
        row for row in board_from_frame(earlier, targets) if row.definition == "motorised_residents"
    )
    assert (share.value, share.low, share.probability) == (58.3, None, None)


def test_intervals_in_print(targets: tuple[Target, ...]) -> None:
    rows = uncertain(targets)
    lines = {line.definition: line for line in board_table(rows, targets)}
    share = lines["居民机动化出行 Residents, motorised trips"]
    assert (share.value, share.interval, share.probability) == ("58.3 %", "54.1–62.0", "31 %")
    commuting = lines["通勤出行 Commuting trips"]
    assert (commuting.interval, commuting.probability) == ("", "")
    notes = "\n".join(board_notes(rows, targets))
    assert "90 % of the draws lie within 54.1–62.0 %, and 31 % meet the target. " in notes


def test_one_is_singular(targets: tuple[Target, ...]) -> None:
    values = [
        value("one_hour_circle", "station_fastest", 1.0, "cities"),
        value("hsr_lines", "complete", 1.0, "lines"),
        value("urban_rail_km", "operating_length", 1.0, "km"),
    ]
    texts = {line.value for line in board_table(target_board(values, targets))}
    assert {"1 city", "1 line", "1.0 km"} <= texts


def test_a_margin_that_rounds_to_nothing_keeps_its_sign(targets: tuple[Target, ...]) -> None:
    rows = target_board([value("urban_rail_km", "operating_length", 249.99, "km")], targets)
    assert board_table(rows)[0].margin == "-0.0"


def test_notes_show_formula_source_and_caveat_of_every_definition(
    values: list[IndicatorValue], targets: tuple[Target, ...]
) -> None:
    rows = target_board(values, targets)
    notes = "\n".join(board_notes(rows, targets))
    for target in targets:
        for definition in target.definitions:
            assert definition.formula in notes
            assert definition.caveat.rstrip(".") in notes
            assert definition.source.rstrip(".") in notes
    assert "Assumed threshold: The clause gives the hour" in notes
    assert "seen. " in notes
    assert ".. " not in notes
