"""The target board of a report shows interval and probability where a value has them."""

from __future__ import annotations

from dataclasses import replace

from sim.reports.examples import example_inputs
from sim.reports.inputs import ReportInputs
from sim.reports.sections.targets import build


def drawn(inputs: ReportInputs) -> ReportInputs:
    first = inputs.alternatives[0]
    row = replace(first.board[0], low=8.0, high=12.04, probability=0.996)
    return replace(
        inputs,
        alternatives=(replace(first, board=(row, *first.board[1:])), *inputs.alternatives[1:]),
    )


def texts(inputs: ReportInputs) -> str:
    return repr([block for block in build(inputs) if block.kind == "table"])


def test_beneath_the_values() -> None:
    """Once among the headlines, once among all definitions."""
    inputs = example_inputs()
    assert texts(drawn(inputs)).count("8.0–12.0, P >99 %") == 4  # in both languages
    assert "P >99" not in texts(inputs)
