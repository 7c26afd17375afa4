"""The sentences of the first page say what the tables hold, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sim.reports import ReportInputs
from sim.reports.summary import question, summary_lines
from sim.reports.verdicts import best_of, tally


def english(inputs: ReportInputs) -> list[str]:
    return [line.en for line in summary_lines(inputs)]


def test_targets_are_counted_over_all_their_definitions(compared: ReportInputs) -> None:
    """Plan: rail met by 2 of 3, stations by 1 of 2. Late: rail by none, stations by both.

    Five of the seven modelled targets have no values here.
    """
    found = {one.name: tally(one.board) for one in compared.alternatives}
    counts = {name: (n.met, n.depends, n.missed, n.not_computed) for name, n in found.items()}
    assert counts == {"before": (0, 0, 2, 7), "plan": (0, 2, 0, 7), "late": (1, 0, 1, 7)}
    assert found["plan"].modelled == 9


def test_the_best_alternative_has_the_largest_margin(compared: ReportInputs) -> None:
    target = {one.id: one for one in compared.targets}
    best = {
        name: [one.name for one in best_of(compared.alternatives, target[name])]
        for name in ("urban_rail_km", "five_stations", "hsr_lines", "parking")
    }
    assert best == {
        "urban_rail_km": ["plan"],
        "five_stations": ["plan", "late"],  # five stations are open in both
        "hsr_lines": [],
        "parking": [],
    }


def test_summary_of_targets(compared: ReportInputs) -> None:
    lines = english(compared)
    assert lines[0] == ("Of 9 modelled targets, most are met by all definitions in late: 1.")
    assert lines[1] == ("Counting those met by at least one definition, plan comes first with 2.")


def test_summary_of_the_best_by_target(compared: ReportInputs) -> None:
    assert english(compared)[2] == (
        "Largest margin by target: Urban rail length (plan), Five main stations (plan and late)."
    )
    before = compared.alternatives[0]
    twice = (before, replace(before, name="again", is_reference=False))
    assert english(replace(compared, alternatives=twice))[1] == (
        "No difference: Urban rail length, Five main stations."
    )


def test_summary_of_those_who_gain(compared: ReportInputs) -> None:
    """Faster by a minute or more: 2000 + 3000 + 1000 of 16 000 people = 38 %.

    Mean over those reached in both, 13 000 people:
    (6 * 2000 + 16 * 3000 - 0.5 * 4000 + 20 * 1000) / 13 000 = 78 000 / 13 000 = 6.0.
    Xihu: 20 * 1000 / (1000 + 2000) = 6.7; Shangcheng: 58 000 / 10 000 = 5.8.
    """
    assert (
        "Time from Hangzhou East: plan makes most people faster, 6,000 (38 %); the city's mean gain "
        "is 6.0 min, most of all in Xihu (6.7 min)."
    ) in english(compared)
    assert "Time from the airport: nobody gets faster." in english(compared)


def test_summary_of_those_who_lose(compared: ReportInputs) -> None:
    """The fourth cell with its 4000 people is 4 minutes slower in ``late``."""
    lines = english(compared)
    assert (
        "Time from Hangzhou East: most lose in late, where 4,000 people get slower or out of reach."
    ) in lines
    assert "Time from the airport: no alternative makes anyone slower or out of reach." in lines


def test_nothing_is_claimed_where_nothing_is_met(compared: ReportInputs) -> None:
    before = compared.alternatives[0]
    twice = (before, replace(before, name="again", is_reference=False))
    lines = english(replace(compared, alternatives=twice))
    assert lines[0] == "Of 9 modelled targets, no alternative meets any by all definitions."
    assert not any("first with" in line for line in lines)


def test_no_gains_table_no_sentence_about_gains(compared: ReportInputs) -> None:
    tables = {**compared.comparison, "gains_mean": pd.DataFrame()}
    assert len(english(replace(compared, comparison=tables))) == 4


def test_summary_of_a_single_run(single: ReportInputs) -> None:
    """Plan, hub: sorted 10 14 14 30 40.5 60 70 with 1 2 3 1 4 2 3 thousand people.

    Half of 16 000 arrive within 40.5 min (7000 by 30, 11 000 by 40.5); 13 000 = 81 % within 60.
    """
    lines = english(single)
    assert lines[0] == (
        "Of 9 modelled targets, 0 met by all definitions, 2 depending on the definition, 0 missed. "
        "7 not computed."
    )
    assert lines[1] == (
        "Time from Hangzhou East: half of the people within 40 min, 81 % within 60 min."
    )
    assert "哪些规划目标" in question(single).zh
