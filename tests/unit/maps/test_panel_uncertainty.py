"""The panel shows interval and probability beneath a value that has them, and only there."""

from __future__ import annotations

from dataclasses import replace

from sim.indicators import BoardRow
from sim.maps.examples import line_inputs
from sim.maps.furniture import panel_html

ROW = BoardRow(
    target_id="share",
    definition="residents",
    headline=True,
    value=58.3,
    unit="%",
    threshold=60.0,
    comparator=">=",
    margin=-1.7,
    verdict="missed",
    quality="modelled",
    overall="missed",
    agreement="missed by the only definition computed",
    title_zh="分担率",
    title_en="Share",
    definition_zh="居民",
    definition_en="Residents",
    caveats=(),
)


def panel(row: BoardRow) -> str:
    return panel_html(replace(line_inputs(), board=(row,)), undrawn_zones=0)


def test_beneath_the_value() -> None:
    drawn = panel(replace(ROW, low=54.08, high=62.04, probability=0.3149))
    assert '<span class="goal-value">54.1–62.0, P 31 %</span>' in drawn
    assert "P 31" not in panel(ROW)
    assert panel(ROW).count("goal-value") == 1
