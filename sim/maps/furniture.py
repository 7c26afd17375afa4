"""The panel beside the map: title, dates, target board, assumptions, quality of the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import jinja2

from sim.indicators.board import BoardRow, Overall
from sim.indicators.board_text import number_text, uncertainty_text
from sim.maps.assets import own_text
from sim.maps.inputs import MapInputs
from sim.maps.style import COMPARATOR_SIGNS, QUALITY_WORDS, VERDICT_WORDS, Words
from sim.maps.tracks import Status, hops_by_status
from sim.network.model import Quality

__all__ = ["panel_html"]

_NOT_MODELLED: Overall = "not_modelled"

_UNITS_ZH = {
    "cities": "个城市",
    "stations": "座车站",
    "lines": "条线路",
    "destinations": "个航点",
    "places": "处",
    "min": "分钟",
    "people": "人",
}
_MODELLED = Words(
    "出行时间、人口与就业岗位均为模型计算结果。",
    "Travel times, population and jobs are modelled from the facts.",
)
_STRAIGHT = Words(
    "站间线形：部分为直线示意。", "Track between stations is straight where no survey is known."
)


def panel_html(inputs: MapInputs, *, undrawn_zones: int) -> str:
    """Write the panel as markup; every text in it is escaped.

    Examples
    --------
    >>> from sim.maps.examples import line_inputs
    >>> '<h2 class="en">Example</h2>' in panel_html(line_inputs(), undrawn_zones=0)
    True
    >>> from dataclasses import replace
    >>> with_day = replace(line_inputs(), day_name="day.html")
    >>> 'href="day.html"' in panel_html(with_day, undrawn_zones=0)
    True
    """
    # Autoescape is on: titles and notes come from scenario files.
    headlines = [row for row in inputs.board if row.headline]
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(own_text("panel.html")).render(
        title_zh=inputs.title_zh,
        title_en=inputs.title_en,
        subtitle=inputs.subtitle,
        scenario=inputs.scenario,
        as_of=inputs.network.as_of.isoformat(),
        date_made=inputs.date_made.isoformat() if inputs.date_made else "",
        day_name=inputs.day_name,
        board=[_board_cells(row) for row in headlines if row.overall != _NOT_MODELLED],
        not_modelled=[row for row in headlines if row.overall == _NOT_MODELLED],
        notes=inputs.notes,
        notes_untranslated=any(isinstance(note, str) for note in inputs.notes),
        quality=_quality_lines(inputs, undrawn_zones),
    )


def _board_cells(row: BoardRow) -> dict[str, str | Words]:
    verdict = VERDICT_WORDS[row.overall]
    goal = ""
    if row.threshold is not None:
        goal = f"{COMPARATOR_SIGNS[row.comparator]} {row.threshold:,g}"
    return {
        "title_zh": row.title_zh,
        "title_en": row.title_en,
        "definition": f"{row.definition_zh} {row.definition_en}",
        "agreement": row.agreement,
        "value": number_text(row.value, row.unit),
        "uncertainty": uncertainty_text(row),
        "threshold": goal,
        "unit": Words(_UNITS_ZH.get(row.unit, row.unit), row.unit) if goal else "",
        "verdict": row.overall,
        "verdict_zh": verdict.zh,
        "verdict_en": verdict.en,
    }


def _quality_lines(inputs: MapInputs, undrawn_zones: int) -> list[Words]:
    """How many of the records drawn have which quality."""
    network = inputs.network
    hops = [hop for hop in hops_by_status(network, None) if hop.status is Status.OPEN]
    stop_ids = {stop_id for hop in hops for stop_id in (hop.from_stop_id, hop.to_stop_id)}
    sections = {hop.section.section_id: hop.section for hop in hops if hop.section is not None}
    lines = [
        _tally("车站位置", "Station positions", (network.stops[s].quality for s in stop_ids)),
        _tally("线路区段", "Line sections", (one.quality for one in sections.values())),
        _tally("航线", "Air routes", (route.quality for route in network.air_routes.values())),
        _MODELLED,
        _STRAIGHT,
    ]
    if undrawn_zones:
        lines.append(
            Words(
                f"{undrawn_zones} 个区县无轮廓，未绘出。",
                f"{undrawn_zones} counties have no outline and are not drawn.",
            )
        )
    return lines


def _tally(zh: str, en: str, qualities: Iterable[Quality]) -> Words:
    counts = Counter(qualities)
    grades = [(QUALITY_WORDS[grade], counts[grade]) for grade in Quality if counts[grade]]
    return Words(
        f"{zh}：" + (" · ".join(f"{words.zh} {count}" for words, count in grades) or "–"),
        f"{en}: " + (" · ".join(f"{words.en} {count}" for words, count in grades) or "–"),
    )
